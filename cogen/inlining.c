/* Pass 8, second half: bodies that are always to be compiled into what calls them.
 *
 * In: flow graphs, and who runs whom. Out: function->inlined.
 *
 * A body has several callers: the start, the first run of an object, the resumption. Compilers take such a function for
 * a shared one and leave it out of line where it is large, or where much has been inlined already: 100 awaits deep gcc
 * gave up, and clang put a call and the saving of registers between each generator's resumption and its body. They are
 * told in two cases.
 *
 * note [once]: an async function that is awaited at one place, which is met before the caller suspends for the first
 * time. Its start is in the start of its caller, and nowhere else; ordinary functions that are called once are inlined,
 * too.
 *
 * note [objects]: a small generator that only runs as an object: its body is in its first run and in its resumption.
 *
 * note [levels]: compilers inline what they are told to inline into each function on the way up, before they drop what
 * nobody calls: their time grows with the square of the levels. So every few levels one is left to their own judgement.
 *
 * What must hold: code grows linearly. A place behind a suspension is in both the start and the resumption of its
 * caller, and what is inlined there in twice as many copies at each level: so it is left to compilers. */
#include "ir.h"

enum { SMALL = 2000 /* bytes of source */, MOST_LEVELS = 8 };

static int places_of(const struct unit *unit, const struct function *callee, const struct function **caller,
                     const struct point **place) {
	int count = 0;
	for (ptrdiff_t f = 0; f < arrlen(unit->functions); f++) {
		const struct function *function = unit->functions[f];
		for (ptrdiff_t p = 0; p < arrlen(function->points); p++) {
			if (function->points[p]->callee != callee) continue;
			count++;
			*caller = function;
			*place = function->points[p];
		}
	}
	return count;
}

/** Whether it may be met behind a suspension. */
static bool is_met_again(const struct function *function, const struct point *place) {
	ptrdiff_t count = arrlen(function->blocks);
	bool *seen = xcalloc((size_t)count, sizeof *seen), met = false;
	int *work = NULL;
	for (ptrdiff_t i = 0; i < count; i++)
		if (function->blocks[i].point) arrput(work, (int)i);
	/* the blocks of points themselves are only seen where something leads to them */
	for (ptrdiff_t i = 0, starts = arrlen(work); i < arrlen(work) && !met; i++) {
		const struct block *block = &function->blocks[work[i]];
		if (i >= starts && block->point == place) met = true;
		for (ptrdiff_t k = 0; k < arrlen(block->successors); k++) {
			int next = block->successors[k];
			if (seen[next]) continue;
			seen[next] = true;
			arrput(work, next);
		}
	}
	arrfree(work);
	free(seen);
	return met;
}

static bool is_inlined(const struct unit *unit, const struct function *function) {
	const struct function *caller = NULL;
	const struct point *place = NULL;
	if (arrlen(function->label_addresses)) return false; /* of which there can be one copy only */
	if (function->kind == FUNCTION_GENERATOR)
		return !function->is_embedded && !function->wants_next &&
		       function->definition.end - function->definition.start <= SMALL;
	return function->kind == FUNCTION_ASYNC && function->is_static && function->is_embedded &&
	       places_of(unit, function, &caller, &place) == 1 && !is_met_again(caller, place);
}

void inlining(struct unit *unit) {
	/* of each function: of what is inlined in it */
	int *levels = xcalloc((size_t)arrlen(unit->functions) + 1, sizeof *levels);
	for (ptrdiff_t i = 0; unit->passes.inlining && i < arrlen(unit->order); i++) {
		struct function *function = unit->order[i];
		int *mine = &levels[function->position];
		for (ptrdiff_t c = 0; c < arrlen(function->callees); c++) {
			const struct function *callee = function->callees[c];
			if (callee->inlined && levels[callee->position] >= *mine) *mine = levels[callee->position] + 1;
		}
		function->inlined = *mine < MOST_LEVELS && is_inlined(unit, function);
	}
	free(levels);
}
