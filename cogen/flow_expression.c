/* Pass 6, expressions: the events on variables of an expression, in order of evaluation, and of what lowering made
 * of those that suspend. See flow.c. */
#include "flow.h"
#include <string.h>

static struct node *strip(struct node *node) {
	while (node && node->kind == NODE_PAREN && node->temp < 0 && arrlen(node->children)) node = node->children[0];
	return node;
}

/** Events of finding an object to assign to, without using it; the variable that is assigned in part, or -1. */
static int find_object(struct flow *f, struct node *node, bool conditional, bool *whole) {
	*whole = true;
	for (;;) {
		node = strip(node);
		if (!node) return -1;
		if (node->kind == NODE_REFERENCE && node->temp < 0) return node->variable;
		*whole = false;
		if (node->kind == NODE_MEMBER && node->temp < 0 && arrlen(node->children)) {
			node = node->children[0];
		} else if (node->kind == NODE_SUBSCRIPT && node->temp < 0 && arrlen(node->children) == 2 &&
		           node->children[0]->type && !node->children[0]->type->is_pointer) {
			flow_evaluate(f, node->children[1], conditional);
			node = node->children[0];
		} else {
			flow_evaluate(f, node, conditional);
			return -1;
		}
	}
}

static void define(struct flow *f, int variable, bool whole) {
	flow_event(f, whole ? EVENT_DEF : EVENT_PARTIAL, variable);
}

bool flow_is_call(const struct node *node) {
	switch (node->kind) {
	case NODE_CALL: return !node->name || strncmp(node->name, "__builtin_", strlen("__builtin_")) != 0;
	case NODE_FORM:
	case NODE_ASM:
	case NODE_OTHER_EXPRESSION:
	case NODE_OTHER_STATEMENT: return true;
	default: return false;
	}
}

static void all_of(struct flow *f, struct node *node, bool conditional) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		if (node->children[i]->is_statement)
			flow_statement(f, node->children[i]);
		else
			flow_evaluate(f, node->children[i], conditional);
	}
}

/** Of the operands only that at `sure` is evaluated whenever `node` is. */
static void but_for(struct flow *f, struct node *node, bool conditional, ptrdiff_t sure) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		flow_evaluate(f, node->children[i], conditional || i != sure);
}

static void assign(struct flow *f, struct node *node, bool conditional) {
	bool whole;
	int variable = find_object(f, node->children[0], conditional, &whole);
	flow_evaluate(f, node->children[1], conditional);
	if (variable >= 0 && f->function->variables[variable].lets_go) flow_event(f, EVENT_USE, variable);
	define(f, variable, whole && !conditional);
}

static void compound_assign(struct flow *f, struct node *node, bool conditional) {
	bool whole;
	int variable;
	if (node->old >= 0) {
		variable = find_object(f, node->children[0], conditional, &whole);
		flow_event(f, EVENT_USE, node->old);
		flow_evaluate(f, node->children[1], conditional);
	} else {
		flow_evaluate(f, node->children[0], conditional);
		flow_evaluate(f, node->children[1], conditional);
		variable = find_object(f, node->children[0], conditional, &whole);
	}
	define(f, variable, whole && !conditional);
}

/** ++ and --. */
static void step(struct flow *f, struct node *node, bool conditional) {
	bool whole;
	flow_evaluate(f, node->children[0], conditional);
	int variable = find_object(f, node->children[0], conditional, &whole);
	define(f, variable, whole && !conditional);
}

static void statement_expression(struct flow *f, struct node *node, bool conditional) {
	int before = f->current;
	if (conditional) flow_continue_in(f, flow_block(f, node->span.start));
	if (arrlen(node->children)) flow_statement(f, node->children[0]);
	if (!conditional) return;
	int after = flow_block(f, node->span.start);
	flow_edge(f, before, after);
	flow_continue_in(f, after);
}

void flow_evaluate_inside(struct flow *f, struct node *node, bool conditional) {
	const ptrdiff_t count = arrlen(node->children);
	if (flow_is_call(node)) flow_calls(f);
	switch (node->kind) {
	case NODE_REFERENCE:
		flow_event(f, EVENT_USE, node->variable);
		if (node->takes) define(f, node->takes - 1, !conditional);
		break;
	case NODE_UNEVALUATED:
		/* perhaps: only lengths are, and which of what stands in the type those are is not known here */
		if (node->evaluated) but_for(f, node, true, -1);
		break;
	case NODE_ASSIGN: assign(f, node, conditional); break;
	case NODE_COMPOUND_ASSIGN: compound_assign(f, node, conditional); break;
	case NODE_STEP: step(f, node, conditional); break;
	case NODE_AND:
	case NODE_OR:
	case NODE_CONDITIONAL: but_for(f, node, conditional, 0); break;
	case NODE_GENERIC: /* all but one of them is never evaluated */
	case NODE_OTHER_EXPRESSION: /* __builtin_choose_expr and others */ but_for(f, node, conditional, -1); break;
	case NODE_CAST: /* in front of the operand stands what the type has in it */
		but_for(f, node, conditional, count - 1);
		break;
	case NODE_COMMA:
		if (!node->right_only) flow_evaluate(f, node->children[0], conditional);
		flow_evaluate(f, node->children[1], conditional);
		break;
	case NODE_STATEMENT_EXPRESSION: statement_expression(f, node, conditional); break;
	case NODE_COMPOUND_LITERAL:
		but_for(f, node, conditional, count - 1);
		define(f, node->variable, !conditional);
		break;
	case NODE_CALL: all_of(f, node, conditional || call_only_looks(node)); break;
	default: all_of(f, node, conditional); break;
	}
	if (node->keeps_value) define(f, node->variable, !conditional);
}

void flow_evaluate(struct flow *f, struct node *node, bool conditional) {
	if (!node) return;
	if (node->temp >= 0) {
		flow_event(f, EVENT_USE, node->temp);
		return;
	}
	if (node->done) return;
	flow_evaluate_inside(f, node, conditional);
}

void flow_suspend(struct flow *f, struct point *point) {
	int next = flow_block(f, point->node->span.start);
	f->function->blocks[f->current].point = point;
	f->function->blocks[f->current].position = point->node->span.start;
	if (point->kind != POINT_YIELD) flow_calls(f);
	flow_edge(f, f->current, next);
	flow_raise(f, point->handler);
	f->current = next;
	flow_keep(f, point->handler);
	flow_event(f, EVENT_DEF, point->temp);
}

static void operation_if(struct flow *f, struct op *op) {
	if (op->expr) {
		flow_evaluate(f, op->expr, false);
		flow_asks(f, op->expr, op->negate);
	} else {
		flow_event(f, EVENT_USE, op->from);
	}
	int before = f->current, after = flow_block(f, f->function->blocks[before].position);
	struct op *branches[] = { op->then, op->otherwise };
	for (int i = 0; i < 2; i++) {
		f->current = flow_block(f, f->function->blocks[before].position);
		flow_edge(f, before, f->current);
		flow_operations(f, branches[i]);
		flow_edge(f, f->current, after);
	}
	f->current = after;
}

static void operation_suspend(struct flow *f, struct op *op) {
	struct node *node = op->expr;
	if (node->kind == NODE_YIELD)
		flow_evaluate(f, node->value, false);
	else if (node->how == CALLEE_FUTURE || node->how == CALLEE_DELEGATE)
		flow_evaluate(f, node->call, false);
	else
		flow_evaluate_inside(f, node->call, false);
	flow_suspend(f, op->point);
}

void flow_operations(struct flow *f, struct op *ops) {
	for (ptrdiff_t i = 0; i < arrlen(ops); i++) {
		struct op *op = &ops[i];
		switch (op->kind) {
		case OP_ASSIGN:
		case OP_TRUTH:
			if (!op->expr)
				flow_event(f, EVENT_USE, op->from);
			else if (op->expr->temp == op->temp)
				flow_evaluate_inside(f, op->expr, false);
			else
				flow_evaluate(f, op->expr, false);
			flow_event(f, EVENT_DEF, op->temp);
			break;
		case OP_EVALUATE: flow_evaluate(f, op->expr, false); break;
		case OP_IF: operation_if(f, op); break;
		case OP_SUSPEND: operation_suspend(f, op); break;
		case OP_MAKE:
			flow_evaluate_inside(f, op->expr, false);
			flow_event(f, EVENT_DEF, op->temp);
			flow_raise(f, op->expr->handler);
			flow_continue_in(f, flow_block(f, op->expr->span.start));
			break;
		case OP_CLEAR: flow_event(f, EVENT_DEF, op->temp); break;
		case OP_LEAVE: flow_leave(f, op->scope); break;
		case OP_BLOCK: flow_statement(f, op->expr); break;
		}
	}
}

void flow_full(struct flow *f, struct node *node) {
	if (!node) return;
	flow_enter(f, node);
	flow_operations(f, node->ops);
	flow_evaluate(f, node, false);
}
