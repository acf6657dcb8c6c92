/* Pass 6: the flow graph of a coroutine, for the analyses; the emitted code keeps the user's structure.
 *
 * In: the lowered tree. Out: function->blocks: events on variables in order of evaluation, edges, and the suspension
 * that ends a block. A suspension has two ways on: what follows it, and the exit of the innermost block with one,
 * should an error come back. Complexity: linear in the tree.
 *
 * What must hold: an event is never claimed on a path that may not take it (a definition in the right operand of && is
 * only partial), and no use is left out. */
#include "flow.h"

int flow_block(struct flow *f, uint32_t position) {
	struct block block = { .position = position };
	arrput(f->function->blocks, block);
	return (int)arrlen(f->function->blocks) - 1;
}

void flow_edge(struct flow *f, int from, int to) { arrput(f->function->blocks[from].successors, to); }

void flow_event(struct flow *f, enum event_kind kind, int variable) {
	struct event e = { kind, variable };
	if (variable < 0) return;
	arrput(f->function->blocks[f->current].events, e);
	const struct kept_pointer *varied = f->function->variables[variable].varied;
	for (size_t i = 0; varied && i < varied->count; i++) flow_event(f, kind, varied->lengths[i]);
}

void flow_asks(struct flow *f, struct node *question, int yes) {
	f->function->blocks[f->current].question = question;
	f->function->blocks[f->current].yes = yes;
}

void flow_continue_in(struct flow *f, int to) {
	flow_edge(f, f->current, to);
	f->current = to;
}

void flow_start_block(struct flow *f, struct node *node) { f->current = flow_block(f, node->span.start); }

int flow_lazily(struct flow *f, int *block, uint32_t position) {
	if (*block < 0) *block = flow_block(f, position);
	return *block;
}

void flow_calls(struct flow *f) { f->function->blocks[f->current].calls = true; }

void flow_enter(struct flow *f, const struct node *scope) {
	for (int next = scope->entered; next; next = f->function->variables[next - 1].next_entered)
		flow_event(f, EVENT_ENTER, next - 1);
}

static void chain_entered(struct function *function) {
	for (int v = (int)arrlen(function->variables) - 1; v >= 0; v--) {
		struct variable *variable = &function->variables[v];
		if (!variable->scope || !variable->address_taken || variable->is_parameter) continue;
		variable->next_entered = variable->scope->entered;
		variable->scope->entered = v + 1;
	}
}

void flow(struct function *function, struct unit *unit) {
	struct flow f = { .function = function, .unit = unit };
	chain_entered(function);
	f.current = flow_block(&f, function->body->span.start);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) flow_event(&f, EVENT_DEF, function->parameters[i]);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		int keeper = function->variables[function->parameters[i]].keeper - 1;
		if (keeper < 0) continue;
		flow_event(&f, EVENT_USE, function->parameters[i]);
		flow_event(&f, EVENT_DEF, keeper);
	}
	flow_continue_in(&f, flow_block(&f, function->body->span.start));
	flow_statement(&f, function->body);
	flow_reach_all(function);
	flow_find_unused(function);
}
