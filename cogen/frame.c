/* Pass 8: the frame: a slot for what must survive, slots that are never needed at the same time on the same bytes.
 *
 * In: places and live sets; the frames of known callees, laid out before. Out: slots, cells, sizes. Which slots
 * there are is in frame_slots.c, which may share bytes in frame_interference.c, where they lie in frame_cells.c.
 *
 * Complexity: quadratic in the slots at worst, with a small factor; linear in practice, as equal children share one
 * slot first. */
#include "frame_layout.h"
#include <stdlib.h>

void frame_layout(struct function *function, struct unit *unit, struct diags *diags) {
	struct layout l = { .function = function, .unit = unit };
	function->large_result = !type_is_void(function->result) && function->result->size > 8;
	function->large_yield = !type_is_void(function->yielded) && function->yielded->size > 8;
	static const char *const reserved[] = { "co__coro", "co__args", "co__result" };
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) shput(l.members, reserved[i], 0);
	frame_make_slots(&l, diags);
	size_t count = (size_t)arrlen(function->slots);
	l.words = (count + 63) / 64;
	l.matrix = xcalloc(count * l.words + 1, sizeof *l.matrix);
	frame_interfere(&l);
	frame_pack(&l);
	free(l.matrix);
	shfree(l.members);
	shfree(l.children);
	function->laid_out = true;
}
