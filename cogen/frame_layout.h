/* What the parts of pass 8 share: frame.c calls them in turn. */
#ifndef CG_FRAME_LAYOUT_H
#define CG_FRAME_LAYOUT_H

#include "ir.h"

struct number {
	char *key;
	int value;
};

/** A frame that is being laid out. */
struct layout {
	struct function *function;
	struct unit *unit;
	uint64_t *matrix; /* interference, slots by slots */
	size_t words;
	struct number *members;  /* stb_ds map: names in the frame; the highest number that one was given, 0: none */
	struct number *children; /* stb_ds map: declaration of a child that points share; its slot */
};

static inline uint64_t round_up(uint64_t n, uint64_t align) { return align ? (n + align - 1) / align * align : n; }
static inline uint64_t stricter(uint64_t a, uint64_t b) { return a > b ? a : b; }

/** Slots for what must survive (frame_slots.c). */
void frame_make_slots(struct layout *l, struct diags *diags);
/** The slot of a variable of a co_for, co_with, …: used in place in its block. */
bool is_block_slot(const struct slot *slot);
/** Which of them may not share bytes: fills in the matrix (frame_interference.c). */
void frame_interfere(struct layout *l);
/** Puts them on the same bytes where they may be, and tells the sizes (frame_cells.c). */
void frame_pack(struct layout *l);

#endif
