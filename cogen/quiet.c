/* Pass 6, second half: yields that a generator goes on from without running anything but itself.
 *
 * In: the flow graph. Out: point->quiet.
 *
 * Who asks for the next value has to find out whether the generator asks itself, in something that it calls: it marks
 * an object that runs, and takes the mark back behind each step. One that calls nothing from where it stands, whatever
 * it goes through until it ends, cannot; the runtime then leaves the mark out (next.h).
 *
 * What must hold: where in doubt it calls something. A callee that is started, a handle, what runs at the end of a
 * block: all of that is code of others. Complexity: linear in the graph for each yield, of which most functions have
 * few; a large one is left alone. */
#include "ir.h"

enum { MOST_STEPS = 1 << 16 };

/** Whether no way on from `block` leads to a call. */
static bool is_quiet(const struct function *function, int block) {
	ptrdiff_t count = arrlen(function->blocks);
	bool *seen = xcalloc((size_t)count, sizeof *seen), calls = false;
	int *work = NULL;
	arrput(work, block);
	seen[block] = true;
	while (arrlen(work) && !calls) {
		const struct block *at = &function->blocks[arrpop(work)];
		calls = at->calls;
		for (ptrdiff_t i = 0; i < arrlen(at->successors); i++) {
			int next = at->successors[i];
			if (seen[next]) continue;
			seen[next] = true;
			arrput(work, next);
		}
	}
	arrfree(work);
	free(seen);
	return !calls;
}

void quiet(struct function *function, const struct unit *unit) {
	if (!unit->passes.quiet || function->kind != FUNCTION_GENERATOR || arrlen(function->scopes)) return;
	if (arrlen(function->blocks) * arrlen(function->points) > MOST_STEPS) return;
	for (ptrdiff_t i = 0; i < arrlen(function->blocks); i++) {
		const struct block *block = &function->blocks[i];
		if (block->point && block->point->kind == POINT_YIELD && arrlen(block->successors))
			block->point->quiet = is_quiet(function, block->successors[0]);
	}
}
