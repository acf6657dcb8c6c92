/* Pass 6, ways out: where errors, jumps and returns lead that leave blocks with an exit, which all go through one
 * place per block. See flow.c. */
#include "flow.h"

int flow_break_of(struct flow *f, struct node *target) {
	return flow_lazily(f, &target->break_block, target->span.start);
}

int flow_continue_of(struct flow *f, struct node *target) {
	return flow_lazily(f, &target->continue_block, target->span.start);
}

int flow_unwind_of(struct flow *f, struct scope *scope) {
	if (!scope) return -1;
	if (!scope_unwinds(scope)) {
		int current = f->current, block = flow_block(f, scope->node->span.start);
		f->current = block;
		flow_event(f, EVENT_USE, scope->pending);
		flow_raise(f, scope->outer);
		f->current = current;
		return block;
	}

	if (scope->unwind_block <= 0) scope->unwind_block = flow_block(f, scope->node->span.start);
	return scope->unwind_block;
}

void flow_raise(struct flow *f, struct scope *scope) {
	int to = flow_unwind_of(f, scope);
	if (to >= 0) flow_edge(f, f->current, to);
}

static int leave_of(struct flow *f, struct scope *scope) {
	if (scope->leave_block <= 0) scope->leave_block = flow_block(f, scope->node->span.start);
	return scope->leave_block;
}

static void go(struct flow *f, const struct exit_way *way) {
	switch (way->kind) {
	case EXIT_BREAK: flow_edge(f, f->current, flow_break_of(f, way->target)); break;
	case EXIT_CONTINUE: flow_edge(f, f->current, flow_continue_of(f, way->target)); break;
	case EXIT_GOTO:
		flow_edge(f, f->current, flow_lazily(f, &way->target->dispatch_block, way->target->span.start));
		break;
	default: break;
	}
}

/** On this way out nothing is returned: all ways of a block meet where it is left, but only the one of `return` goes on
 * to look at the value, so it is not live on the others. What a region runs may itself stand on the way of a `return`
 * from further outside. */
static void no_return(struct flow *f) {
	if (!f->actions) flow_event(f, EVENT_DECLARE, f->function->return_variable);
}

void flow_during(struct flow *f, const struct scope *scope) {
	for (; scope; scope = scope->outer)
		if (!scope_unwinds(scope)) flow_event(f, EVENT_USE, scope->pending);
}

void flow_keep(struct flow *f, const struct scope *scope) {
	while (scope && !scope_unwinds(scope)) scope = scope->outer; /* the way of an error looks at these */
	for (; scope; scope = scope->outer) {
		if (!scope_unwinds(scope)) flow_event(f, EVENT_KEEP, scope->pending);
		if (scope_holds_memory(scope)) flow_event(f, EVENT_KEEP, scope->held);
	}
}

void flow_go_out(struct flow *f, struct scope *scope, const struct exit_way *way) {
	for (; scope && way_leaves(scope, way); scope = scope->outer) {
		if (scope->kind == SCOPE_CATCH) flow_event(f, EVENT_USE, scope->pending);
		if (!scope_runs(scope)) continue;
		flow_event(f, EVENT_DEF, scope->exit);
		flow_event(f, EVENT_DEF, scope->pending);
		if (way->kind != EXIT_RETURN) no_return(f);
		flow_edge(f, f->current, leave_of(f, scope));
		return;
	}
	if (way->kind == EXIT_RETURN)
		flow_event(f, EVENT_USE, f->function->return_variable);
	else
		go(f, way);
}

void flow_leave(struct flow *f, struct scope *scope) {
	int after = flow_block(f, scope->node->span.start);
	scope->fall_block = f->current;
	flow_event(f, EVENT_DEF, scope->exit); /* by falling through */
	flow_event(f, EVENT_DEF, scope->pending);
	no_return(f);
	flow_edge(f, f->current, leave_of(f, scope));
	if (scope->unwind_block > 0) {
		f->current = scope->unwind_block;
		if (scope->pending >= 0) flow_during(f, scope->outer);
		flow_event(f, EVENT_DEF, scope->exit);
		flow_event(f, EVENT_DEF, scope->pending);
		no_return(f);
		flow_edge(f, f->current, leave_of(f, scope));
	}
	f->current = leave_of(f, scope);
	flow_calls(f);
	switch (scope->kind) {
	case SCOPE_STATEMENT:
		f->actions++;
		flow_statement(f, scope->action);
		f->actions--;
		break;
	case SCOPE_AWAIT:
		flow_event(f, EVENT_USE, scope->held);
		flow_event(f, EVENT_USE, scope->pending);
		flow_suspend(f, scope->exit_point);
		flow_event(f, EVENT_USE, scope->swallows);
		break;
	default: flow_event(f, EVENT_USE, scope->held); break;
	}
	flow_event(f, EVENT_USE, scope->pending);
	flow_event(f, EVENT_USE, scope->exit);
	int end = f->current;
	scope->end_block = end; /* goes on in `after` if anything falls through: flow_reach_all() */
	scope->after_block = after;
	if (scope->raises && !(scope->kind == SCOPE_AWAIT && scope->swallows < 0))
		scope->onward_block = flow_unwind_of(f, scope->outer);
	for (ptrdiff_t i = 0; i < arrlen(scope->ways); i++) {
		f->current = flow_block(f, scope->node->span.start);
		flow_edge(f, end, f->current);
		flow_go_out(f, scope->outer, &scope->ways[i]);
	}
	f->current = after;
}

void flow_leave_all(struct flow *f, const struct node *node) {
	for (ptrdiff_t i = arrlen(node->scopes) - 1; i >= 0; i--) flow_leave(f, node->scopes[i]);
}

void flow_jump(struct flow *f, struct node *node) {
	struct exit_way way = { .target = node->target };
	way.kind = node->kind == NODE_BREAK ? EXIT_BREAK : node->kind == NODE_CONTINUE ? EXIT_CONTINUE : EXIT_GOTO;
	if (node->has_exit)
		flow_go_out(f, node->scope, &way);
	else if (node->target)
		go(f, &way);
	flow_start_block(f, node);
}
