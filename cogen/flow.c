/* Pass 6: the flow graph of a coroutine, for the analyses; the emitted code keeps the user's structure.
 *
 * In: the lowered tree. Out: function->blocks: events on variables in order of evaluation, edges, and the suspension
 * that ends a block. A suspension has two ways on: what follows it, and the exit of the innermost block with one,
 * should an error come back. Complexity: linear in the tree.
 *
 * What must hold: an event is never claimed on a path that may not take it (a definition in the right operand of && is
 * only partial), and no use is left out. */
#include "ir.h"
#include <string.h>

struct flow {
	struct function *function;
	struct unit *unit;
	int current;
	int actions; /* how many co_defer or co_finally it is in, run where a region is left */
};

static void statement(struct flow *f, struct node *node);
static void evaluate(struct flow *f, struct node *node, bool conditional);

static int new_block(struct flow *f, uint32_t position) {
	struct block block = { .position = position };
	arrput(f->function->blocks, block);
	return (int)arrlen(f->function->blocks) - 1;
}

static void edge(struct flow *f, int from, int to) { arrput(f->function->blocks[from].successors, to); }

static void event(struct flow *f, enum event_kind kind, int variable) {
	struct event e = { kind, variable };
	if (variable < 0) return;
	arrput(f->function->blocks[f->current].events, e);
	const struct kept_pointer *varied = f->function->variables[variable].varied;
	for (size_t i = 0; varied && i < varied->count; i++) event(f, kind, varied->lengths[i]);
}

/** The current block ends with a condition; its successor `yes` is where it holds. */
static void asks(struct flow *f, struct node *question, int yes) {
	f->function->blocks[f->current].question = question;
	f->function->blocks[f->current].yes = yes;
}

/** The current block goes on in `to`. */
static void continue_in(struct flow *f, int to) {
	edge(f, f->current, to);
	f->current = to;
}

static int lazily(struct flow *f, int *block, uint32_t position) {
	if (*block < 0) *block = new_block(f, position);
	return *block;
}

/** Where an error goes that meets `scope` first; -1: out of the function. Those that have no place of their own look at
 * what they handle on the way. */
static int unwind_of(struct flow *f, struct scope *scope);

/** The current block may end with an error. */
static void raise(struct flow *f, struct scope *scope) {
	int to = unwind_of(f, scope);
	if (to >= 0) edge(f, f->current, to);
}

static int unwind_of(struct flow *f, struct scope *scope) {
	if (!scope) return -1;
	if (!scope_unwinds(scope)) {
		int current = f->current, block = new_block(f, scope->node->span.start);
		f->current = block;
		event(f, EVENT_USE, scope->pending);
		raise(f, scope->outer);
		f->current = current;
		return block;
	}

	if (scope->unwind_block <= 0) scope->unwind_block = new_block(f, scope->node->span.start);
	return scope->unwind_block;
}

static int leave_of(struct flow *f, struct scope *scope) {
	if (scope->leave_block <= 0) scope->leave_block = new_block(f, scope->node->span.start);
	return scope->leave_block;
}

/* ---- expressions ------------------------------------------------------------------------------------------------- */

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
			evaluate(f, node->children[1], conditional);
			node = node->children[0];
		} else {
			evaluate(f, node, conditional);
			return -1;
		}
	}
}

static void define(struct flow *f, int variable, bool whole) { event(f, whole ? EVENT_DEF : EVENT_PARTIAL, variable); }

/** The current block may run code of somebody else's. */
static void calls(struct flow *f) { f->function->blocks[f->current].calls = true; }

/** Whether evaluating the node itself does, its operands apart. */
static bool is_call(const struct node *node) {
	switch (node->kind) {
	case NODE_CALL: return !node->name || strncmp(node->name, "__builtin_", strlen("__builtin_")) != 0;
	case NODE_FORM:
	case NODE_ASM:
	case NODE_OTHER_EXPRESSION:
	case NODE_OTHER_STATEMENT: return true;
	default: return false;
	}
}

/** What evaluating `node` itself does, whatever temporary stands for it elsewhere. */
static void evaluate_inside(struct flow *f, struct node *node, bool conditional) {
	bool whole;
	int variable;
	if (is_call(node)) calls(f);
	switch (node->kind) {
	case NODE_REFERENCE:
		event(f, EVENT_USE, node->variable);
		if (node->takes) define(f, node->takes - 1, !conditional);
		return;
	case NODE_UNEVALUATED:
		/* perhaps: only lengths are, and which of what stands in the type those are is not known here */
		for (ptrdiff_t i = 0; node->evaluated && i < arrlen(node->children); i++) evaluate(f, node->children[i], true);
		return;
	case NODE_ASSIGN:
		variable = find_object(f, node->children[0], conditional, &whole);
		evaluate(f, node->children[1], conditional);
		if (variable >= 0 && f->function->variables[variable].lets_go) event(f, EVENT_USE, variable);
		define(f, variable, whole && !conditional);
		return;
	case NODE_COMPOUND_ASSIGN:
		if (node->old >= 0) {
			variable = find_object(f, node->children[0], conditional, &whole);
			event(f, EVENT_USE, node->old);
			evaluate(f, node->children[1], conditional);
		} else {
			evaluate(f, node->children[0], conditional);
			evaluate(f, node->children[1], conditional);
			variable = find_object(f, node->children[0], conditional, &whole);
		}
		define(f, variable, whole && !conditional);
		return;
	case NODE_STEP:
		evaluate(f, node->children[0], conditional);
		variable = find_object(f, node->children[0], conditional, &whole);
		define(f, variable, whole && !conditional);
		return;
	case NODE_AND:
	case NODE_OR:
	case NODE_CONDITIONAL:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) evaluate(f, node->children[i], conditional || i > 0);
		return;
	case NODE_GENERIC: /* all but one of them is never evaluated */
	case NODE_OTHER_EXPRESSION: /* __builtin_choose_expr and others */
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) evaluate(f, node->children[i], true);
		return;
	case NODE_CAST: /* in front of the operand stands what the type has in it */
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
			evaluate(f, node->children[i], conditional || i + 1 < arrlen(node->children));
		return;
	case NODE_COMMA:
		if (!node->right_only) evaluate(f, node->children[0], conditional);
		evaluate(f, node->children[1], conditional);
		return;
	case NODE_STATEMENT_EXPRESSION: {
		int before = f->current;
		if (conditional) continue_in(f, new_block(f, node->span.start));
		if (arrlen(node->children)) statement(f, node->children[0]);
		if (conditional) {
			int after = new_block(f, node->span.start);
			edge(f, before, after);
			continue_in(f, after);
		}
		return;
	}
	case NODE_COMPOUND_LITERAL:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
			evaluate(f, node->children[i], conditional || i + 1 < arrlen(node->children));
		define(f, node->variable, !conditional);
		return;
	default:
		if (node->kind == NODE_CALL && call_only_looks(node)) conditional = true;
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
			if (node->children[i]->is_statement)
				statement(f, node->children[i]);
			else
				evaluate(f, node->children[i], conditional);
		}
		return;
	}
}

static void evaluate(struct flow *f, struct node *node, bool conditional) {
	if (!node) return;
	if (node->temp >= 0) {
		event(f, EVENT_USE, node->temp);
		return;
	}
	if (node->done) return;
	evaluate_inside(f, node, conditional);
}

static void leave(struct flow *f, struct scope *scope);

static void suspend(struct flow *f, struct point *point) {
	int next = new_block(f, point->node->span.start);
	f->function->blocks[f->current].point = point;
	f->function->blocks[f->current].position = point->node->span.start;
	if (point->kind != POINT_YIELD) calls(f);
	edge(f, f->current, next);
	raise(f, point->handler);
	f->current = next;
	event(f, EVENT_DEF, point->temp);
}

static void operations(struct flow *f, struct op *ops) {
	for (ptrdiff_t i = 0; i < arrlen(ops); i++) {
		struct op *op = &ops[i];
		switch (op->kind) {
		case OP_ASSIGN:
		case OP_TRUTH:
			if (!op->expr)
				event(f, EVENT_USE, op->from);
			else if (op->expr->temp == op->temp)
				evaluate_inside(f, op->expr, false);
			else
				evaluate(f, op->expr, false);
			event(f, EVENT_DEF, op->temp);
			break;
		case OP_EVALUATE: evaluate(f, op->expr, false); break;
		case OP_IF: {
			if (op->expr)
				evaluate(f, op->expr, false);
			else
				event(f, EVENT_USE, op->from);
			if (op->expr) asks(f, op->expr, op->negate);
			int before = f->current, after = new_block(f, f->function->blocks[before].position);
			f->current = new_block(f, f->function->blocks[before].position);
			edge(f, before, f->current);
			operations(f, op->then);
			edge(f, f->current, after);
			f->current = new_block(f, f->function->blocks[before].position);
			edge(f, before, f->current);
			operations(f, op->otherwise);
			edge(f, f->current, after);
			f->current = after;
			break;
		}
		case OP_SUSPEND: {
			struct node *node = op->expr;
			if (node->kind == NODE_YIELD) {
				evaluate(f, node->value, false);
			} else if (node->how == CALLEE_FUTURE || node->how == CALLEE_DELEGATE) {
				evaluate(f, node->call, false);
			} else {
				evaluate_inside(f, node->call, false);
			}
			suspend(f, op->point);
			break;
		}
		case OP_MAKE:
			evaluate_inside(f, op->expr, false);
			event(f, EVENT_DEF, op->temp);
			raise(f, op->expr->handler);
			continue_in(f, new_block(f, op->expr->span.start));
			break;
		case OP_CLEAR: event(f, EVENT_DEF, op->temp); break;
		case OP_LEAVE: leave(f, op->scope); break;
		case OP_BLOCK: statement(f, op->expr); break;
		}
	}
}

/** A full expression: what lowering put in front of it, then the rest. */
static void full(struct flow *f, struct node *node) {
	if (!node) return;
	operations(f, node->ops);
	evaluate(f, node, false);
}

/** The objects of a block begin where it is entered from its top, not where they are declared: goto may lead back
 * behind that. */
static void enter(struct flow *f, const struct node *scope) {
	for (int next = scope->entered; next; next = f->function->variables[next - 1].next_entered)
		event(f, EVENT_ENTER, next - 1);
}

static void chain_entered(struct function *function) {
	for (int v = (int)arrlen(function->variables) - 1; v >= 0; v--) {
		struct variable *variable = &function->variables[v];
		if (!variable->scope || !variable->address_taken || variable->is_parameter) continue;
		variable->next_entered = variable->scope->entered;
		variable->scope->entered = v + 1;
	}
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

static void start_block(struct flow *f, struct node *node) { f->current = new_block(f, node->span.start); }

/** Behind a jump: nothing falls through. */
static void dead(struct flow *f, struct node *node) { start_block(f, node); }

static int break_of(struct flow *f, struct node *target) { return lazily(f, &target->break_block, target->span.start); }
static int continue_of(struct flow *f, struct node *target) {
	return lazily(f, &target->continue_block, target->span.start);
}

static void go(struct flow *f, const struct exit_way *way) {
	switch (way->kind) {
	case EXIT_BREAK: edge(f, f->current, break_of(f, way->target)); break;
	case EXIT_CONTINUE: edge(f, f->current, continue_of(f, way->target)); break;
	case EXIT_GOTO: edge(f, f->current, lazily(f, &way->target->dispatch_block, way->target->span.start)); break;
	default: break;
	}
}

/** On this way out nothing is returned: all ways of a block meet where it is left, but only the one of `return` goes on
 * to look at the value, so it is not live on the others. What a region runs may itself stand on the way of a `return`
 * from further outside. */
static void no_return(struct flow *f) {
	if (!f->actions) event(f, EVENT_DECLARE, f->function->return_variable);
}

/** An error has come to a place where it is looked at: what is handled around that, from `scope` on outward, may become
 * its cause. */
static void during(struct flow *f, const struct scope *scope) {
	for (; scope; scope = scope->outer)
		if (!scope_unwinds(scope)) event(f, EVENT_USE, scope->pending);
}

/** A way out that starts inside `scope`. */
static void go_out(struct flow *f, struct scope *scope, const struct exit_way *way) {
	for (; scope && way_leaves(scope, way); scope = scope->outer) {
		if (scope->kind == SCOPE_CATCH) event(f, EVENT_USE, scope->pending);
		if (!scope_runs(scope)) continue;
		event(f, EVENT_DEF, scope->exit);
		event(f, EVENT_DEF, scope->pending);
		if (way->kind != EXIT_RETURN) no_return(f);
		edge(f, f->current, leave_of(f, scope));
		return;
	}
	if (way->kind == EXIT_RETURN)
		event(f, EVENT_USE, f->function->return_variable);
	else
		go(f, way);
}

/** The end of a block with an exit: all its ways lead through here. */
static void leave(struct flow *f, struct scope *scope) {
	int after = new_block(f, scope->node->span.start);
	scope->fall_block = f->current;
	event(f, EVENT_DEF, scope->exit); /* by falling through */
	event(f, EVENT_DEF, scope->pending);
	no_return(f);
	edge(f, f->current, leave_of(f, scope));
	if (scope->unwind_block > 0) {
		f->current = scope->unwind_block;
		if (scope->pending >= 0) during(f, scope->outer);
		event(f, EVENT_DEF, scope->exit);
		event(f, EVENT_DEF, scope->pending);
		no_return(f);
		edge(f, f->current, leave_of(f, scope));
	}
	f->current = leave_of(f, scope);
	calls(f);
	switch (scope->kind) {
	case SCOPE_STATEMENT:
		f->actions++;
		statement(f, scope->action);
		f->actions--;
		break;
	case SCOPE_AWAIT:
		event(f, EVENT_USE, scope->held);
		event(f, EVENT_USE, scope->pending);
		suspend(f, scope->exit_point);
		event(f, EVENT_USE, scope->swallows);
		break;
	default: event(f, EVENT_USE, scope->held); break;
	}
	event(f, EVENT_USE, scope->pending);
	event(f, EVENT_USE, scope->exit);
	int end = f->current;
	scope->end_block = end; /* goes on in `after` if anything falls through: reach() */
	scope->after_block = after;
	if (scope->raises && !(scope->kind == SCOPE_AWAIT && scope->swallows < 0))
		scope->onward_block = unwind_of(f, scope->outer);
	for (ptrdiff_t i = 0; i < arrlen(scope->ways); i++) {
		f->current = new_block(f, scope->node->span.start);
		edge(f, end, f->current);
		go_out(f, scope->outer, &scope->ways[i]);
	}
	f->current = after;
}

/** The scopes that end with a block, last opened first. */
static void leave_all(struct flow *f, const struct node *node) {
	for (ptrdiff_t i = arrlen(node->scopes) - 1; i >= 0; i--) leave(f, node->scopes[i]);
}

static void jump(struct flow *f, struct node *node) {
	struct exit_way way = { .target = node->target };
	way.kind = node->kind == NODE_BREAK ? EXIT_BREAK : node->kind == NODE_CONTINUE ? EXIT_CONTINUE : EXIT_GOTO;
	if (node->has_exit)
		go_out(f, node->scope, &way);
	else if (node->target)
		go(f, &way);
	dead(f, node);
}

static void part_of_head(struct flow *f, struct node *part) {
	if (part->is_statement)
		statement(f, part);
	else
		full(f, part);
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
	enter(f, node);
	int before = f->current, head;
	if (count) {
		start_block(f, node);
		edge(f, before, f->current);
		part_of_head(f, parts[0]);
	}
	head = new_block(f, node->span.start);
	continue_in(f, head);
	if (count == 1 && !parts[0]->is_statement) edge(f, before, head);
	int inner = new_block(f, node->span.start);
	if (count && count < 3) {
		edge(f, head, break_of(f, node));
		edge(f, head, inner);
	}
	if (count > 1) {
		start_block(f, node);
		edge(f, head, f->current);
		full(f, parts[1]);
		edge(f, f->current, break_of(f, node));
	}
	continue_in(f, inner);
	statement(f, node->body);
	continue_in(f, continue_of(f, node));
	if (count == 3) full(f, parts[2]);
	edge(f, f->current, head);
	f->current = break_of(f, node);
	leave_all(f, node);
}

static void loop(struct flow *f, struct node *node) {
	int head;
	switch (node->kind) {
	case NODE_WHILE:
		head = continue_of(f, node);
		continue_in(f, head);
		full(f, node->value);
		asks(f, node->value, 1);
		edge(f, f->current, break_of(f, node));
		int body = new_block(f, node->span.start);
		continue_in(f, body);
		statement(f, node->body);
		edge(f, f->current, head);
		break;
	case NODE_DO:
		head = new_block(f, node->span.start);
		continue_in(f, head);
		statement(f, node->body);
		continue_in(f, continue_of(f, node));
		full(f, node->value);
		asks(f, node->value, 0);
		edge(f, f->current, head);
		edge(f, f->current, break_of(f, node));
		break;
	default:
		enter(f, node);
		if (node->init && node->init->is_statement)
			statement(f, node->init);
		else
			full(f, node->init);
		head = new_block(f, node->span.start);
		continue_in(f, head);
		if (node->value) {
			full(f, node->value);
			asks(f, node->value, 1);
			edge(f, f->current, break_of(f, node));
		}
		int inner = new_block(f, node->span.start);
		continue_in(f, inner);
		statement(f, node->body);
		continue_in(f, continue_of(f, node));
		full(f, node->step);
		edge(f, f->current, head);
		break;
	}
	f->current = break_of(f, node);
	leave_all(f, node);
}

/** A catch takes some of the errors that come to `dispatch`. */
static void catch(struct flow *f, struct node *node, int dispatch, int after) {
	f->current = new_block(f, node->span.start);
	edge(f, dispatch, f->current);
	enter(f, node);
	event(f, EVENT_DEF, node->scope->pending);
	if (node->scope->pending != node->variable) {
		event(f, EVENT_USE, node->scope->pending);
		event(f, EVENT_DEF, node->variable);
	}
	statement(f, node->body);
	event(f, EVENT_USE, node->scope->pending);
	edge(f, f->current, after);
}

static void try(struct flow *f, struct node *node) {
	statement(f, node->body);
	if (arrlen(node->catches)) {
		struct scope *scope = node->handler;
		int after = node->after_block = new_block(f, node->span.start);
		int dispatch = scope->unwind_block > 0 ? scope->unwind_block : new_block(f, node->span.start);
		edge(f, f->current, after);
		f->current = dispatch;
		during(f, scope->outer);
		for (ptrdiff_t i = 0; i < arrlen(node->catches); i++) catch(f, node->catches[i], dispatch, after);
		f->current = dispatch;
		if (scope->raises && !node->catches[arrlen(node->catches) - 1]->catches_all) raise(f, scope->outer);
		f->current = after;
	}
	if (node->scope) leave(f, node->scope);
}

static void for_await(struct flow *f, struct node *node) {
	if (!node->scope || !node->point) return;
	full(f, node->value);
	raise(f, node->handler);
	int head = continue_of(f, node);
	continue_in(f, head);
	enter(f, node);
	event(f, EVENT_DEF, node->variable);
	suspend(f, node->point);
	event(f, EVENT_USE, node->variable); /* written meanwhile: its place is taken */
	event(f, EVENT_USE, node->point->temp);
	edge(f, f->current, break_of(f, node));
	int body = new_block(f, node->body->span.start);
	continue_in(f, body);
	statement(f, node->body);
	edge(f, f->current, head);
	f->current = break_of(f, node);
	leave(f, node->scope);
}

static void co_for(struct flow *f, struct node *node) {
	struct scope *scope = node->how == CALLEE_KNOWN ? NULL : node->scope;
	operations(f, node->value ? node->value->ops : NULL);
	if (node->how == CALLEE_KNOWN)
		evaluate_inside(f, node->call, false);
	else
		evaluate(f, node->value, false);
	if (scope) event(f, EVENT_DEF, scope->held);
	int head = continue_of(f, node);
	continue_in(f, head);
	if (scope) event(f, EVENT_USE, scope->held);
	calls(f);
	raise(f, scope ? scope : node->handler);
	edge(f, f->current, break_of(f, node));
	int body = new_block(f, node->body->span.start);
	continue_in(f, body);
	enter(f, node);
	event(f, EVENT_DEF, node->variable);
	statement(f, node->body);
	edge(f, f->current, head);
	f->current = break_of(f, node);
	if (scope) leave(f, scope);
}

static void statement(struct flow *f, struct node *node) {
	if (!node) return;
	if (f->function->blocks[f->current].position == 0) f->function->blocks[f->current].position = node->span.start;
	switch (node->kind) {
	case NODE_EXPRESSION_STATEMENT:
		full(f, node->value);
		event(f, EVENT_DEF, node->temp);
		break;
	case NODE_DECLARATION:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
			if (node->children[i]->kind == NODE_UNEVALUATED) evaluate_inside(f, node->children[i], false);
		for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
			struct declarator *declarator = &node->declarators[i];
			event(f, EVENT_DECLARE, declarator->variable);
			if (declarator->variable >= 0 && f->function->variables[declarator->variable].cleanup) calls(f);
			full(f, declarator->initializer);
			bool cleared = declarator->variable >= 0 && f->function->variables[declarator->variable].lets_go;
			if (declarator->initializer || cleared) event(f, EVENT_DEF, declarator->variable);
		}
		break;
	case NODE_CO_DEFER: break; /* runs where its block ends */
	case NODE_COMPOUND:
		enter(f, node);
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) statement(f, node->children[i]);
		leave_all(f, node);
		break;
	case NODE_IF: {
		full(f, node->value);
		asks(f, node->value, 0);
		int before = f->current, after = new_block(f, node->span.start);
		start_block(f, node->body ? node->body : node);
		edge(f, before, f->current);
		statement(f, node->body);
		edge(f, f->current, after);
		if (node->otherwise) {
			start_block(f, node->otherwise);
			edge(f, before, f->current);
			statement(f, node->otherwise);
			edge(f, f->current, after);
		} else {
			edge(f, before, after);
		}
		f->current = after;
		break;
	}
	case NODE_WHILE:
	case NODE_DO:
	case NODE_FOR:
		if (node->closed_head)
			closed_for(f, node);
		else
			loop(f, node);
		break;
	case NODE_SWITCH:
		full(f, node->value);
		asks(f, node->value, -1);
		node->dispatch_block = f->current;
		dead(f, node);
		statement(f, node->body);
		edge(f, f->current, break_of(f, node));
		if (!node->has_default) edge(f, node->dispatch_block, break_of(f, node));
		f->current = break_of(f, node);
		break;
	case NODE_CASE:
	case NODE_DEFAULT: {
		int block = new_block(f, node->span.start);
		f->function->blocks[block].label = node;
		continue_in(f, block);
		if (node->target) {
			edge(f, node->target->dispatch_block, block);
			if (node->kind == NODE_DEFAULT) node->target->has_default = true;
		}
		statement(f, node->body);
		break;
	}
	case NODE_LABEL:
		continue_in(f, lazily(f, &node->dispatch_block, node->span.start));
		statement(f, node->body);
		break;
	case NODE_GOTO:
	case NODE_BREAK:
	case NODE_CONTINUE: jump(f, node); break;
	case NODE_COMPUTED_GOTO:
		full(f, node->value);
		for (ptrdiff_t i = 0; i < arrlen(f->function->labels); i++)
			if (f->function->labels[i]->label_taken)
				edge(f, f->current,
				     lazily(f, &f->function->labels[i]->dispatch_block, f->function->labels[i]->span.start));
		dead(f, node);
		break;
	case NODE_RETURN:
		full(f, node->value);
		if (node->has_exit) {
			struct exit_way way = { .kind = EXIT_RETURN };
			event(f, EVENT_DEF, f->function->return_variable);
			go_out(f, node->scope, &way);
		}
		dead(f, node);
		break;
	case NODE_CO_RAISE:
		operations(f, node->value->ops);
		evaluate_inside(f, node->value, false);
		raise(f, node->scope);
		dead(f, node);
		break;
	case NODE_CO_RERAISE: {
		struct scope *caught = node->scope;
		while (caught->kind != SCOPE_CATCH) caught = caught->outer;
		event(f, EVENT_USE, caught->pending);
		raise(f, caught == node->scope ? caught->outer : node->scope);
		dead(f, node);
		break;
	}
	case NODE_CO_TRY: try(f, node); break;
	case NODE_CO_WITH:
		if (!node->scope || !node->point) break;
		full(f, node->value);
		event(f, EVENT_DEF, node->scope->held);
		suspend(f, node->point);
		statement(f, node->body);
		leave(f, node->scope);
		break;
	case NODE_CO_BLOCK:
		full(f, node->value);
		suspend(f, node->point);
		enter(f, node);
		event(f, EVENT_DEF, node->variable);
		statement(f, node->body);
		leave(f, node->scope);
		break;
	case NODE_CO_FOR:
		if (node->awaits)
			for_await(f, node);
		else
			co_for(f, node);
		break;
	default:
		if (is_call(node)) calls(f);
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
			if (node->children[i]->is_statement)
				statement(f, node->children[i]);
			else
				full(f, node->children[i]);
		}
		break;
	}
}

static void reach(struct function *function, int entry) {
	int *work = NULL;
	arrput(work, entry);
	function->blocks[entry].reached = true;
	while (arrlen(work)) {
		const struct block *block = &function->blocks[arrpop(work)];
		for (ptrdiff_t i = 0; i < arrlen(block->successors); i++) {
			struct block *next = &function->blocks[block->successors[i]];
			if (next->reached) continue;
			next->reached = true;
			arrput(work, block->successors[i]);
		}
	}
	arrfree(work);
}

static bool is_reached(const struct function *function, int block) {
	return block > 0 && function->blocks[block].reached;
}

static void add_edge(struct function *function, int from, int to) {
	arrput(function->blocks[from].successors, to);
	if (!function->blocks[to].reached) reach(function, to);
}

/** Whether what is awaited at the end may end without an error although one was under way: a context manager of the
 * user's, a group that was told to end. All other blocks of the runtime pass it on. */
static bool may_swallow(const struct scope *scope) {
	return scope->kind == SCOPE_AWAIT &&
	       (scope->swallows >= 0 || (scope->node->kind == NODE_CO_BLOCK && scope->node->variable >= 0));
}

/** All ways out of a region meet, so what lies behind it is reached where its end is, by falling through, or where an
 * error was swallowed; and where errors go on to, where one came. That may be what makes the end of the next one
 * reached. */
static void reach_all(struct function *function) {
	reach(function, 0);
	for (bool changed = true; changed;) {
		changed = false;
		for (ptrdiff_t i = 0; i < arrlen(function->scopes); i++) {
			struct scope *scope = function->scopes[i];
			if (!is_reached(function, scope->end_block)) continue;
			if (scope->onward_block >= 0 && is_reached(function, scope->unwind_block)) {
				add_edge(function, scope->end_block, scope->onward_block);
				scope->onward_block = -1;
				changed = true;
			}
			if (scope->goes_on) continue;
			bool swallowed = may_swallow(scope) && is_reached(function, scope->unwind_block);
			scope->falls = is_reached(function, scope->fall_block);
			if (!scope->falls && !swallowed) continue;
			scope->goes_on = changed = true;
			add_edge(function, scope->end_block, scope->after_block);
		}
	}
	for (ptrdiff_t i = 0; i < arrlen(function->scopes); i++) {
		struct scope *scope = function->scopes[i];
		scope->falls = is_reached(function, scope->fall_block);
		scope->unwinds = is_reached(function, scope->unwind_block);
	}
	for (ptrdiff_t i = 0; i < arrlen(function->blocks); i++)
		if (function->blocks[i].point) function->blocks[i].point->reached = function->blocks[i].reached;
}

/** The way out is only asked for where there is more than one. */
static void find_unused(struct function *function) {
	for (ptrdiff_t i = 0; i < arrlen(function->scopes); i++) {
		struct scope *scope = function->scopes[i];
		if (scope->fall_block < 0) continue;
		ptrdiff_t ways = arrlen(scope->ways) + scope->goes_on;
		if (scope->unwinds && scope->pending < 0) ways++;
		if (ways < 2) function->variables[scope->exit].unused = true;
	}
}

void flow(struct function *function, struct unit *unit) {
	struct flow f = { .function = function, .unit = unit };
	chain_entered(function);
	f.current = new_block(&f, function->body->span.start);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) event(&f, EVENT_DEF, function->parameters[i]);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		int keeper = function->variables[function->parameters[i]].keeper - 1;
		if (keeper < 0) continue;
		event(&f, EVENT_USE, function->parameters[i]);
		event(&f, EVENT_DEF, keeper);
	}
	continue_in(&f, new_block(&f, function->body->span.start));
	statement(&f, function->body);
	reach_all(function);
	find_unused(function);
}
