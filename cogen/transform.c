/* The pipeline behind the parser, in order: tree, check, lower, then per coroutine flow, liveness, frame; and emit.
 *
 * A pass that reports an error ends the run after it: later passes may rely on what earlier ones have let through. Macros that stay closed
 * but stringify a variable that has moved to the frame are opened, and everything runs once more. */
#include "transform.h"
#include "base/memory.h"
#include "ir.h"
#include <string.h>

static void release(struct unit *unit) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct function *function = unit->functions[i];
		for (ptrdiff_t b = 0; b < arrlen(function->blocks); b++) {
			struct block *block = &function->blocks[b];
			free(block->in);
			free(block->out);
			free(block->assigned_in);
			free(block->assigned_out);
			free(block->touched_in);
			free(block->touched_out);
			arrfree(block->events);
			arrfree(block->successors);
		}
		for (ptrdiff_t p = 0; p < arrlen(function->points); p++) free(function->points[p]->live);
		arrfree(function->blocks);
	}
}

bool transform_unit(struct parse *parse, const struct options *options, struct diags *diags, struct text *out) {
	struct arena arena = { 0 };
	size_t before = diags_errors(diags);
	struct unit *unit = tree_build(parse, &arena, diags);
	unit->lines = options->lines;
	bool good = true;
	if (options->dump == DUMP_TREE) {
		dump_tree(unit, out);
		goto end;
	}
	check(unit, diags);
	if (!(good = diags_errors(diags) == before)) goto end;
	lower(unit, diags);
	if (!(good = diags_errors(diags) == before)) goto end;
	if (options->dump == DUMP_LOWER) {
		dump_lower(unit, out);
		goto end;
	}
	for (ptrdiff_t i = 0; i < arrlen(unit->order); i++) {
		flow(unit->order[i], unit);
		live(unit->order[i]);
		frame_layout(unit->order[i], unit, diags);
	}
	if (!(good = diags_errors(diags) == before)) goto end;
	if (options->dump == DUMP_FLOW)
		dump_flow(unit, out);
	else if (options->dump == DUMP_LIVE)
		dump_live(unit, out);
	else if (options->dump == DUMP_FRAME)
		dump_frame(unit, out);
	else
		emit(unit, out);
end:
	release(unit);
	arena_release(&arena);
	return good;
}
