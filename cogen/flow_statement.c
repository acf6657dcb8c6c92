/* Pass 6, statements: the blocks and edges of each. See flow.c. */
#include "flow.h"

/** A statement or a full expression. */
static void part(struct flow *f, struct node *node) {
	if (node->is_statement)
		flow_statement(f, node);
	else
		flow_full(f, node);
}

/**
 * In a macro that stays closed the parts of a `for` are not told apart, but for one that has all three. Whatever they
 * are, the first comes first, but for a lone step; the second may be a condition or a step, and comes before the body
 * or behind it. So may the loop end or not, unless its head is empty. Nothing suspends in there: all that counts is
 * what is read before it is set.
 */
static void closed_for(struct flow *f, struct node *node) {
	struct node *parts[3] = { NULL };
	int count = 0;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (node->children[i] != node->body && count < 3) parts[count++] = node->children[i];
	flow_enter(f, node);
	int before = f->current, head;
	if (count) {
		flow_start_block(f, node);
		flow_edge(f, before, f->current);
		part(f, parts[0]);
	}
	head = flow_block(f, node->span.start);
	flow_continue_in(f, head);
	if (count == 1 && !parts[0]->is_statement) flow_edge(f, before, head);
	int inner = flow_block(f, node->span.start);
	if (count && count < 3) {
		flow_edge(f, head, flow_break_of(f, node));
		flow_edge(f, head, inner);
	}
	if (count > 1) {
		flow_start_block(f, node);
		flow_edge(f, head, f->current);
		flow_full(f, parts[1]);
		flow_edge(f, f->current, flow_break_of(f, node));
	}
	flow_continue_in(f, inner);
	flow_statement(f, node->body);
	flow_continue_in(f, flow_continue_of(f, node));
	if (count == 3) flow_full(f, parts[2]);
	flow_edge(f, f->current, head);
	f->current = flow_break_of(f, node);
	flow_leave_all(f, node);
}

static void loop(struct flow *f, struct node *node) {
	int head;
	switch (node->kind) {
	case NODE_WHILE:
		head = flow_continue_of(f, node);
		flow_continue_in(f, head);
		flow_full(f, node->value);
		flow_asks(f, node->value, 1);
		flow_edge(f, f->current, flow_break_of(f, node));
		int body = flow_block(f, node->span.start);
		flow_continue_in(f, body);
		flow_statement(f, node->body);
		flow_edge(f, f->current, head);
		break;
	case NODE_DO:
		head = flow_block(f, node->span.start);
		flow_continue_in(f, head);
		flow_statement(f, node->body);
		flow_continue_in(f, flow_continue_of(f, node));
		flow_full(f, node->value);
		flow_asks(f, node->value, 0);
		flow_edge(f, f->current, head);
		flow_edge(f, f->current, flow_break_of(f, node));
		break;
	default:
		flow_enter(f, node);
		if (node->init && node->init->is_statement)
			flow_statement(f, node->init);
		else
			flow_full(f, node->init);
		head = flow_block(f, node->span.start);
		flow_continue_in(f, head);
		if (node->value) {
			flow_full(f, node->value);
			flow_asks(f, node->value, 1);
			flow_edge(f, f->current, flow_break_of(f, node));
		}
		int inner = flow_block(f, node->span.start);
		flow_continue_in(f, inner);
		flow_statement(f, node->body);
		flow_continue_in(f, flow_continue_of(f, node));
		flow_full(f, node->step);
		flow_edge(f, f->current, head);
		break;
	}
	f->current = flow_break_of(f, node);
	flow_leave_all(f, node);
}

/** A catch takes some of the errors that come to `dispatch`. */
static void catch (struct flow *f, struct node *node, int dispatch, int after) {
	f->current = flow_block(f, node->span.start);
	flow_edge(f, dispatch, f->current);
	flow_enter(f, node);
	flow_event(f, EVENT_DEF, node->scope->pending);
	if (node->scope->pending != node->variable) {
		flow_event(f, EVENT_USE, node->scope->pending);
		flow_event(f, EVENT_DEF, node->variable);
	}
	flow_statement(f, node->body);
	flow_event(f, EVENT_USE, node->scope->pending);
	flow_edge(f, f->current, after);
}

static void try(struct flow *f, struct node *node) {
	flow_statement(f, node->body);
	if (arrlen(node->catches)) {
		struct scope *scope = node->handler;
		int after = node->after_block = flow_block(f, node->span.start);
		int dispatch = scope->unwind_block > 0 ? scope->unwind_block : flow_block(f, node->span.start);
		flow_edge(f, f->current, after);
		f->current = dispatch;
		flow_during(f, scope->outer);
		for (ptrdiff_t i = 0; i < arrlen(node->catches); i++) catch (f, node->catches[i], dispatch, after);
		f->current = dispatch;
		if (scope->raises && !node->catches[arrlen(node->catches) - 1]->catches_all) flow_raise(f, scope->outer);
		f->current = after;
	}
	if (node->scope) flow_leave(f, node->scope);
}

static void for_await(struct flow *f, struct node *node) {
	if (!node->scope || !node->point) return;
	flow_full(f, node->value);
	flow_raise(f, node->handler);
	int head = flow_continue_of(f, node);
	flow_continue_in(f, head);
	flow_enter(f, node);
	flow_event(f, EVENT_DEF, node->variable);
	flow_suspend(f, node->point);
	flow_event(f, EVENT_USE, node->variable); /* written meanwhile: its place is taken */
	flow_event(f, EVENT_USE, node->point->temp);
	flow_edge(f, f->current, flow_break_of(f, node));
	int body = flow_block(f, node->body->span.start);
	flow_continue_in(f, body);
	flow_statement(f, node->body);
	flow_edge(f, f->current, head);
	f->current = flow_break_of(f, node);
	flow_leave(f, node->scope);
}

static void co_for (struct flow *f, struct node * node) {
	struct scope *scope = node->how == CALLEE_KNOWN ? NULL : node->scope;
	flow_operations(f, node->value ? node->value->ops : NULL);
	if (node->how == CALLEE_KNOWN)
		flow_evaluate_inside(f, node->call, false);
	else
		flow_evaluate(f, node->value, false);
	if (scope) flow_event(f, EVENT_DEF, scope->held);
	int head = flow_continue_of(f, node);
	flow_continue_in(f, head);
	if (scope) flow_event(f, EVENT_USE, scope->held);
	flow_calls(f);
	flow_raise(f, scope ? scope : node->handler);
	flow_edge(f, f->current, flow_break_of(f, node));
	int body = flow_block(f, node->body->span.start);
	flow_continue_in(f, body);
	flow_enter(f, node);
	flow_event(f, EVENT_DEF, node->variable);
	flow_statement(f, node->body);
	flow_edge(f, f->current, head);
	f->current = flow_break_of(f, node);
	if (scope) flow_leave(f, scope);
}

static void declaration(struct flow *f, struct node *node) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (node->children[i]->kind == NODE_UNEVALUATED) flow_evaluate_inside(f, node->children[i], false);
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
		struct declarator *declarator = &node->declarators[i];
		const struct variable *variable =
			declarator->variable >= 0 ? &f->function->variables[declarator->variable] : NULL;
		flow_event(f, EVENT_DECLARE, declarator->variable);
		if (variable && variable->cleanup) flow_calls(f);
		bool cleared = variable && variable->lets_go;
		flow_full(f, declarator->initializer);
		if (declarator->initializer || cleared) flow_event(f, EVENT_DEF, declarator->variable);
	}
}

static void if_else(struct flow *f, struct node *node) {
	flow_full(f, node->value);
	flow_asks(f, node->value, 0);
	int before = f->current, after = flow_block(f, node->span.start);
	flow_start_block(f, node->body ? node->body : node);
	flow_edge(f, before, f->current);
	flow_statement(f, node->body);
	flow_edge(f, f->current, after);
	if (node->otherwise) {
		flow_start_block(f, node->otherwise);
		flow_edge(f, before, f->current);
		flow_statement(f, node->otherwise);
		flow_edge(f, f->current, after);
	} else {
		flow_edge(f, before, after);
	}
	f->current = after;
}

static void switch_on(struct flow *f, struct node *node) {
	flow_full(f, node->value);
	flow_asks(f, node->value, -1);
	node->dispatch_block = f->current;
	flow_start_block(f, node);
	flow_statement(f, node->body);
	flow_edge(f, f->current, flow_break_of(f, node));
	if (!node->has_default) flow_edge(f, node->dispatch_block, flow_break_of(f, node));
	f->current = flow_break_of(f, node);
}

static void case_label(struct flow *f, struct node *node) {
	int block = flow_block(f, node->span.start);
	f->function->blocks[block].label = node;
	node->dispatch_block = f->current;
	flow_continue_in(f, block);
	if (node->target) {
		flow_edge(f, node->target->dispatch_block, block);
		if (node->kind == NODE_DEFAULT) node->target->has_default = true;
	}
	flow_statement(f, node->body);
}

/** To any label whose address is taken. */
static void computed_goto(struct flow *f, struct node *node) {
	flow_full(f, node->value);
	for (ptrdiff_t i = 0; i < arrlen(f->function->labels); i++) {
		struct node *label = f->function->labels[i];
		if (label->label_taken) flow_edge(f, f->current, flow_lazily(f, &label->dispatch_block, label->span.start));
	}
	flow_start_block(f, node);
}

static void return_from(struct flow *f, struct node *node) {
	flow_full(f, node->value);
	if (node->has_exit) {
		struct exit_way way = { .kind = EXIT_RETURN };
		flow_event(f, EVENT_DEF, f->function->return_variable);
		flow_go_out(f, node->scope, &way);
	}
	flow_start_block(f, node);
}

static void co_raise(struct flow *f, struct node *node) {
	flow_operations(f, node->value->ops);
	flow_evaluate_inside(f, node->value, false);
	flow_raise(f, node->scope);
	flow_start_block(f, node);
}

static void co_reraise(struct flow *f, struct node *node) {
	struct scope *caught = node->scope;
	while (caught->kind != SCOPE_CATCH) caught = caught->outer;
	flow_event(f, EVENT_USE, caught->pending);
	flow_raise(f, caught == node->scope ? caught->outer : node->scope);
	flow_start_block(f, node);
}

static void co_with (struct flow *f, struct node * node) {
	if (!node->scope || !node->point) return;
	flow_full(f, node->value);
	flow_event(f, EVENT_DEF, node->scope->held);
	flow_suspend(f, node->point);
	flow_statement(f, node->body);
	flow_leave(f, node->scope);
}

/** co_timeout, co_group and their like. */
static void co_block(struct flow *f, struct node *node) {
	flow_full(f, node->value);
	flow_suspend(f, node->point);
	flow_enter(f, node);
	flow_event(f, EVENT_DEF, node->variable);
	flow_statement(f, node->body);
	flow_leave(f, node->scope);
}

void flow_statement(struct flow *f, struct node *node) {
	if (!node) return;
	if (f->function->blocks[f->current].position == 0) f->function->blocks[f->current].position = node->span.start;
	switch (node->kind) {
	case NODE_EXPRESSION_STATEMENT:
		flow_full(f, node->value);
		flow_event(f, EVENT_DEF, node->temp);
		break;
	case NODE_DECLARATION: declaration(f, node); break;
	case NODE_CO_DEFER: break; /* runs where its block ends */
	case NODE_COMPOUND:
		flow_enter(f, node);
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) flow_statement(f, node->children[i]);
		flow_leave_all(f, node);
		break;
	case NODE_IF: if_else(f, node); break;
	case NODE_WHILE:
	case NODE_DO:
	case NODE_FOR:
		if (node->closed_head)
			closed_for(f, node);
		else
			loop(f, node);
		break;
	case NODE_SWITCH: switch_on(f, node); break;
	case NODE_CASE:
	case NODE_DEFAULT: case_label(f, node); break;
	case NODE_LABEL:
		flow_continue_in(f, flow_lazily(f, &node->dispatch_block, node->span.start));
		flow_statement(f, node->body);
		break;
	case NODE_GOTO:
	case NODE_BREAK:
	case NODE_CONTINUE: flow_jump(f, node); break;
	case NODE_COMPUTED_GOTO: computed_goto(f, node); break;
	case NODE_RETURN: return_from(f, node); break;
	case NODE_CO_RAISE: co_raise(f, node); break;
	case NODE_CO_RERAISE: co_reraise(f, node); break;
	case NODE_CO_TRY: try(f, node); break;
	case NODE_CO_WITH:
		co_with (f, node)
			;
		break;
	case NODE_CO_BLOCK: co_block(f, node); break;
	case NODE_CO_FOR:
		if (node->awaits)
			for_await(f, node);
		else
			co_for (f, node)
				;
		break;
	default:
		if (flow_is_call(node)) flow_calls(f);
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) part(f, node->children[i]);
		break;
	}
}
