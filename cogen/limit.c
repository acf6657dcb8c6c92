/* Budgets of frames: -Wlarge-frame=N, for all, and co_frame_limit(f, N) in the source, for one.
 *
 * In: frames, laid out. Out: diagnostics, with the largest thing in the frame as a note. The compiler that builds the
 * program checks co_frame_limit again, as a _Static_assert behind the frame; so it has to stand behind the
 * definition. */
#include "ir.h"
#include <string.h>

static const struct slot *largest_slot(const struct function *function) {
	const struct slot *largest = NULL;
	for (ptrdiff_t i = 0; i < arrlen(function->slots); i++)
		if (!largest || function->slots[i].size > largest->size) largest = &function->slots[i];
	return largest;
}

static void note_largest(const struct function *function, struct diags *diags) {
	const struct slot *slot = largest_slot(function);
	if (!slot) return;
	struct span place = slot->variable >= 0 ? function->variables[slot->variable].declared : slot->node->span;
	diag_note(diags, place, "the largest thing in it is '%s', %llu bytes; --explain -f %s shows all", slot->member,
	          (unsigned long long)slot->size, function->name);
}

static void check_limit(const struct unit *unit, const struct limit *limit, struct diags *diags) {
	const struct function *function = find_function(unit, limit->name);
	if (limit->bytes == 0) {
		diag_report(diags, DIAG_FRAME_LIMIT, limit->span, "co_frame_limit: the number of bytes is not above zero");
	} else if (!function) {
		diag_report(diags, DIAG_FRAME_LIMIT, limit->span, "co_frame_limit: '%s' is no coroutine of this file",
		            limit->name);
	} else if (limit->span.start < function->definition.start) {
		diag_report(diags, DIAG_FRAME_LIMIT, limit->span, "co_frame_limit has to stand behind the definition of '%s'",
		            limit->name);
		diag_note(diags, function->name_span, "which is here");
	} else if (function->frame_size > limit->bytes) {
		diag_report(diags, DIAG_FRAME_LIMIT, limit->span, "the frame of '%s' takes %llu bytes, more than %llu",
		            limit->name, (unsigned long long)function->frame_size, (unsigned long long)limit->bytes);
		note_largest(function, diags);
	}
}

void frame_limits(const struct unit *unit, uint64_t largest, struct diags *diags) {
	for (ptrdiff_t i = 0; i < arrlen(unit->limits); i++) check_limit(unit, &unit->limits[i], diags);
	for (ptrdiff_t i = 0; i < arrlen(unit->functions) && largest; i++) {
		const struct function *function = unit->functions[i];
		if (function->frame_size <= largest) continue;
		diag_report(diags, DIAG_LARGE_FRAME, function->name_span, "the frame of '%s' takes %llu bytes, more than %llu",
		            function->name, (unsigned long long)function->frame_size, (unsigned long long)largest);
		note_largest(function, diags);
	}
}
