/* Pass 8, cells: where slots lie, and how large the frame is.
 *
 * In: slots and what may not share bytes. Out: cells, offsets, sizes, those that a C compiler for the target will find.
 *
 * note [cells]: slots are put, largest first, into cells: a cell is a run of bytes with alternatives, each a sequence
 * of slots; a slot joins an alternative with room when it interferes with no slot of the others, or opens one. In C
 * this is a union of structs, so no offset is ever written down and any target may lay it out its own way. Cells are
 * sorted by alignment; where the first one leaves a hole behind the header, smaller ones lie in it. The arguments of an
 * object not yet started, and a small result, share the bytes of all others.
 *
 * note [stretched cells]: a slot also joins a cell that has to take on a stricter alignment for it, if the cell
 * grows by less than a cell of its own would take; and an alternative behind all that it interferes with in the
 * others. That is nearly always smaller, but what one slot saved may leave no room for those behind it. So frames
 * are laid out without it, too, and the smaller one is taken. */
#include "frame_layout.h"
#include <stdlib.h>

/** Where slots were put, and what of each cell clashes with the one that is placed next. */
struct packing {
	struct cell *cells;      /* stb_ds array */
	int *cell, *alternative; /* of each slot; cell -1: not placed */
	uint64_t *end;           /* of each slot, in its cell */
	uint64_t *placed;        /* set of slots */
	int placed_count, open;  /* open: cells with an alternative that leaves some of it unused */
	struct fill {
		uint64_t *ends; /* stb_ds array: where each alternative ends */
		int open;       /* alternatives that end before the cell does */
	} * fills;          /* stb_ds array, by cell */
	struct clash {
		int slot, alternative; /* of the slot placed next: the alternative of what clashes and ends last */
		uint64_t end;          /* …where that is */
		bool several;          /* alternatives clash */
	} * clashes;               /* stb_ds array, by cell; of another slot: nothing does */
	bool stretches, stretched; /* note [stretched cells]; it makes a difference */
};

static void find_clashes(const struct layout *l, struct packing *p, int index) {
	const uint64_t *row = l->matrix + (size_t)index * l->words;
	for (size_t w = 0; w < l->words; w++) {
		for (uint64_t left = row[w]; left; left &= left - 1) {
			int other = (int)w * 64 + __builtin_ctzll(left);
			if (p->cell[other] < 0) continue;
			struct clash *clash = &p->clashes[p->cell[other]];
			bool first = clash->slot != index;
			bool several = !first && (clash->several || clash->alternative != p->alternative[other]);
			if (first || p->end[other] > clash->end)
				*clash = (struct clash){ index, p->alternative[other], p->end[other], false };
			clash->several = several;
		}
	}
}

static bool is_union(const struct cell *cell) {
	return arrlen(cell->alternatives) > 1 || (arrlen(cell->alternatives) == 1 && arrlen(cell->alternatives[0]) > 1);
}

/** The bytes that a cell takes: those of a union are a multiple of its alignment. */
static uint64_t extent(const struct cell *cell) {
	return is_union(cell) ? round_up(cell->size, cell->align) : cell->size;
}

/** Where a slot ends that is added to an alternative, which may be the next one of its cell. */
static uint64_t end_with(const struct packing *p, int cell, int alternative, const struct slot *slot) {
	const uint64_t *ends = p->fills[cell].ends;
	return round_up(alternative < (int)arrlen(ends) ? ends[alternative] : 0, slot->align) + slot->size;
}

/** Counts anew how much of a cell is in use; an alternative was added to it, or it became larger. */
static void count_open(struct packing *p, int number) {
	struct fill *fill = &p->fills[number];
	p->open -= fill->open > 0;
	fill->open = 0;
	for (ptrdiff_t i = 0; i < arrlen(fill->ends); i++) fill->open += fill->ends[i] < extent(&p->cells[number]);
	p->open += fill->open > 0;
}

static void put(struct layout *l, struct packing *p, int index, int number, int alternative) {
	const struct slot *slot = &l->function->slots[index];
	struct cell *cell = &p->cells[number];
	struct fill *fill = &p->fills[number];
	uint64_t before = extent(cell), end = end_with(p, number, alternative, slot);
	if (alternative == (int)arrlen(cell->alternatives)) {
		arrput(cell->alternatives, NULL);
		arrput(fill->ends, before);
	}
	arrput(cell->alternatives[alternative], index);
	if (slot->align > cell->align) cell->align = slot->align;
	p->open -= fill->open > 0;
	fill->open += (end < before) - (fill->ends[alternative] < before);
	p->open += fill->open > 0;
	fill->ends[alternative] = end;
	if (extent(cell) != before) count_open(p, number);
	p->cell[index] = number;
	p->alternative[index] = alternative;
	p->end[index] = end;
	bit_set(p->placed, index);
	p->placed_count++;
}

/** Whether no cell can take it: it interferes with all slots that have a place, and these fill theirs. The rule where a
 * long function's variables are all needed at once, and looking through the cells for each would take the square of its
 * length. */
static bool fits_nowhere(const struct layout *l, const struct packing *p, int index) {
	const uint64_t *row = l->matrix + (size_t)index * l->words;
	int count = 0;
	for (size_t w = 0; w < l->words && !p->open; w++) count += __builtin_popcountll(row[w] & p->placed[w]);
	return !p->open && count == p->placed_count;
}

/** The alternative of a cell that a slot can join: a new one where nothing in it clashes; else that of the last clash,
 * as what comes behind it meets no other. And by how much the cell grows. -1: there is none. */
static int room_in(const struct layout *l, struct packing *p, int index, int number, uint64_t *growth) {
	const struct slot *slot = &l->function->slots[index];
	const struct cell *cell = &p->cells[number];
	const struct clash *clash = &p->clashes[number];
	bool clashes = clash->slot == index;
	int alternative = clashes ? clash->alternative : (int)arrlen(cell->alternatives);
	uint64_t whole = cell->size;
	*growth = 0;
	if (p->stretches) {
		whole = round_up(cell->size, stricter(slot->align, cell->align));
		*growth = whole - extent(cell);
	} else if (slot->align > cell->align || (clashes && clash->several)) {
		return -1;
	}
	if (end_with(p, number, alternative, slot) > whole) return -1;
	p->stretched |= slot->align > cell->align || (clashes && clash->several) || *growth;
	return alternative;
}

/** Puts a slot where that costs least: in the first cell that does not grow, or in the one that grows least, unless one
 * of its own takes no more. */
static void place_slot(struct layout *l, struct packing *p, int index) {
	const struct slot *slot = &l->function->slots[index];
	int best = -1, best_alternative = -1;
	uint64_t least = slot->size;
	if (!fits_nowhere(l, p, index)) {
		find_clashes(l, p, index);
		for (int c = 0; c < (int)arrlen(p->cells) && (best < 0 || least > 0); c++) {
			uint64_t growth;
			int alternative = room_in(l, p, index, c, &growth);
			if (alternative < 0 || (growth >= least && growth > 0)) continue;
			best = c;
			best_alternative = alternative;
			least = growth;
		}
	}
	if (best < 0) {
		best = (int)arrlen(p->cells);
		best_alternative = 0;
		arrput(p->cells, ((struct cell){ .size = slot->size, .align = slot->align }));
		arrput(p->clashes, ((struct clash){ .slot = -1 }));
		arrput(p->fills, ((struct fill){ 0 }));
	}
	put(l, p, index, best, best_alternative);
}

static const struct function *sorting; /* qsort has no argument of its own */

static int by_size(const void *a, const void *b) {
	const struct slot *left = &sorting->slots[*(const int *)a], *right = &sorting->slots[*(const int *)b];
	if (left->size != right->size) return left->size > right->size ? -1 : 1;
	if (left->align != right->align) return left->align > right->align ? -1 : 1;
	return *(const int *)a < *(const int *)b ? -1 : 1;
}

static int by_alignment(const void *a, const void *b) {
	const struct cell *left = a, *right = b;
	if (left->align != right->align) return left->align > right->align ? -1 : 1;
	return left->alternatives[0][0] < right->alternatives[0][0] ? -1 : 1;
}

/** Cells with all slots in them, sorted. */
static struct cell *make_cells(struct layout *l, const int *order, bool stretches, bool *stretched) {
	size_t count = arrlenu(l->function->slots);
	struct packing p = {
		.cell = xcalloc(count + 1, sizeof *p.cell),
		.alternative = xcalloc(count + 1, sizeof *p.alternative),
		.end = xcalloc(count + 1, sizeof *p.end),
		.placed = xcalloc(l->words + 1, sizeof *p.placed),
		.stretches = stretches,
	};
	for (size_t i = 0; i < count; i++) p.cell[i] = -1;
	for (size_t i = 0; i < count; i++) place_slot(l, &p, order[i]);
	free(p.cell);
	free(p.alternative);
	free(p.end);
	free(p.placed);
	arrfree(p.clashes);
	for (ptrdiff_t c = 0; c < arrlen(p.fills); c++) arrfree(p.fills[c].ends);
	arrfree(p.fills);
	if (count) qsort(p.cells, arrlenu(p.cells), sizeof *p.cells, by_alignment);
	*stretched = p.stretched;
	return p.cells;
}

static void free_cells(struct cell *cells) {
	for (ptrdiff_t c = 0; c < arrlen(cells); c++) {
		for (ptrdiff_t i = 0; i < arrlen(cells[c].alternatives); i++) arrfree(cells[c].alternatives[i]);
		arrfree(cells[c].alternatives);
	}
	arrfree(cells);
}

/* ---- sizes ------------------------------------------------------------------------------------------------------- */

/** Gives cells their offsets: those that fit between the header and `start` lie there, the others from there on. Where
 * the last one ends. */
static uint64_t place_cells(const struct layout *l, uint64_t start) {
	struct cell *cells = l->function->cells;
	uint64_t before = l->unit->header_size, end = start;
	for (ptrdiff_t c = 0; c < arrlen(cells); c++) {
		uint64_t *at = &end;
		cells[c].leads = round_up(before, cells[c].align) + extent(&cells[c]) <= start;
		if (cells[c].leads) at = &before;
		cells[c].offset = round_up(*at, cells[c].align);
		*at = cells[c].offset + extent(&cells[c]);
	}
	return end; /* what follows may need less alignment than they do */
}

/** Sizes as a C compiler for the target will find them; the emitted assertions check it. */
static void measure(struct layout *l) {
	struct function *function = l->function;
	uint64_t args = 0, args_align = 1, slots_align = 1;
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct type *type = function->variables[function->parameters[i]].type;
		args = round_up(args, type->align) + type->size;
		args_align = stricter(args_align, type->align);
	}
	function->args_size = round_up(args, args_align);
	bool has_result = !type_is_void(function->result);
	uint64_t result = has_result ? function->result->size : 0, result_align = has_result ? function->result->align : 1;
	for (ptrdiff_t c = 0; c < arrlen(function->cells); c++)
		slots_align = stricter(slots_align, function->cells[c].align);
	/* a union starts where the strictest of its members may */
	bool shared = arrlen(function->parameters) || (has_result && !function->large_result);
	uint64_t align = stricter(slots_align, stricter(result_align, args_align));
	uint64_t start = round_up(l->unit->header_size, shared ? align : slots_align);
	uint64_t end = place_cells(l, start);
	function->slots_offset = function->result_offset = start;
	if (function->large_result) {
		/* a large result is written while its sources may still be in the slots */
		function->result_offset = round_up(end, result_align);
		end = function->result_offset;
	}
	if (function->result_offset + result > end) end = function->result_offset + result;
	if (start + function->args_size > end) end = start + function->args_size;
	function->frame_align = stricter(align, l->unit->header_align);
	function->frame_size = round_up(end, function->frame_align);
}

/** note [stretched cells] */
static void make_smaller(struct layout *l) {
	struct function *function = l->function;
	size_t count = arrlenu(function->slots);
	int *order = xcalloc(count + 1, sizeof *order);
	for (size_t i = 0; i < count; i++) order[i] = (int)i;
	sorting = function;
	if (count) qsort(order, count, sizeof *order, by_size);
	bool stretched;
	struct cell *cells = function->cells = make_cells(l, order, true, &stretched);
	measure(l);
	if (stretched) {
		uint64_t size = function->frame_size;
		struct cell *others = function->cells = make_cells(l, order, false, &stretched);
		measure(l);
		bool larger = function->frame_size > size;
		free_cells(larger ? others : cells);
		if (larger) {
			function->cells = cells;
			measure(l);
		}
	}
	free(order);
}

static void place_slots(struct function *function) {
	for (ptrdiff_t c = 0; c < arrlen(function->cells); c++) {
		const struct cell *cell = &function->cells[c];
		for (ptrdiff_t i = 0; i < arrlen(cell->alternatives); i++) {
			uint64_t at = cell->offset;
			for (ptrdiff_t k = 0; k < arrlen(cell->alternatives[i]); k++) {
				struct slot *slot = &function->slots[cell->alternatives[i][k]];
				slot->offset = round_up(at, slot->align);
				at = slot->offset + slot->size;
			}
		}
	}
}

void frame_pack(struct layout *l) {
	make_smaller(l);
	place_slots(l->function);
}
