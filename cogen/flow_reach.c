/* Pass 6, what is reached: blocks that no way leads to are left out of the analyses and of the output. See flow.c. */
#include "flow.h"

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
void flow_reach_all(struct function *function) {
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
void flow_find_unused(struct function *function) {
	for (ptrdiff_t i = 0; i < arrlen(function->scopes); i++) {
		struct scope *scope = function->scopes[i];
		if (scope->fall_block < 0) continue;
		ptrdiff_t ways = arrlen(scope->ways) + scope->goes_on;
		if (scope->unwinds && scope->pending < 0) ways++;
		if (ways < 2) function->variables[scope->exit].unused = true;
	}
}
