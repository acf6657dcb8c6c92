/* Pass 8: the frame: a slot for what must survive, slots that are never needed at the same time on the same bytes.
 *
 * In: places and live sets; the frames of known callees, laid out before. Out: slots, cells, sizes.
 *
 * note [interference]: two slots may share bytes unless, at some suspension, both are needed: both live, or one is the
 * child that runs there. Slots that are used in place (PLACE_FRAME, children) also exclude each other between
 * suspensions: a variable in the frame excludes those that are live where it is assigned; where an address is taken,
 * all whose blocks nest with its own.
 *
 * note [cells]: slots are put, largest first, into cells: a cell is a run of bytes with alternatives, each a sequence
 * of slots; a slot joins an alternative with room when it interferes with no slot of the others, or opens one. In C
 * this is a union of structs, so no offset is ever written down and any target may lay it out its own way. Cells are
 * sorted by alignment; where the first one leaves a hole behind the header, smaller ones lie in it. The arguments of an
 * object not yet started, and a small result, share the bytes of all others.
 *
 * note [stretched cells]: a slot also joins a cell that has to take on a stricter alignment for it, if the cell grows by
 * less than a cell of its own would take; and an alternative behind all that it interferes with in the others. That is
 * nearly always smaller, but what one slot saved may leave no room for those behind it. So frames are laid out without
 * it, too, and the smaller one is taken.
 *
 * note [stack generators]: the generator of a co_for needs no slot where nothing in the loop's body suspends: it is
 * alive only in between. Its frame is a variable of the body's, which compilers take apart, so that a number goes from
 * the generator to its loop in a register. A large frame stays where it costs the C stack nothing.
 *
 * Complexity: quadratic in the slots at worst, with a small factor; linear in practice, as equal children share one
 * slot first. */
#include "ir.h"
#include <stdlib.h>
#include <string.h>

enum { LARGEST_ON_STACK = 1024 };

struct layout {
	struct function *function;
	struct unit *unit;
	uint64_t *matrix; /* interference, slots by slots */
	size_t words;
	struct number *members;  /* stb_ds map: names in the frame; the highest number that one was given, 0: none */
	struct number *children; /* stb_ds map: declaration of a child that points share; its slot */
};

struct number {
	char *key;
	int value;
};

static uint64_t round_up(uint64_t n, uint64_t align) { return align ? (n + align - 1) / align * align : n; }

static uint64_t stricter(uint64_t a, uint64_t b) { return a > b ? a : b; }

static bool is_in_frame(const struct function *function, int variable) {
	int slot = function->variables[variable].slot;
	return slot >= 0 && function->slots[slot].in_frame;
}

static void interfere(struct layout *l, int a, int b) {
	if (a == b || a < 0 || b < 0) return;
	bit_set(l->matrix + (size_t)a * l->words, b);
	bit_set(l->matrix + (size_t)b * l->words, a);
}

/* ---- slots ------------------------------------------------------------------------------------------------------- */

/** The user's name, unless a macro anywhere in the file has it too; numbered where it is taken. */
static const char *member_name(struct layout *l, const char *name) {
	struct unit *unit = l->unit;
	if (unit->is_macro(unit, name)) name = format(unit->arena, "co__%s", name);
	const char *unique = name;
	ptrdiff_t at = shgeti(l->members, name);
	if (at >= 0) {
		int number = l->members[at].value ? l->members[at].value : 1;
		do {
			unique = format(unit->arena, "%s_%d", name, ++number);
		} while (shgeti(l->members, unique) >= 0);
		l->members[at].value = number;
	}
	shput(l->members, unique, 0);
	return unique;
}

static int add_slot(struct layout *l, struct slot slot, const char *stem) {
	slot.member = member_name(l, stem);
	arrput(l->function->slots, slot);
	return (int)arrlen(l->function->slots) - 1;
}

/** The frame of a coroutine of this file. */
static struct slot known_slot(struct layout *l, struct node *node, struct function *callee) {
	struct slot slot = { .kind = SLOT_CHILD, .variable = -1, .node = node, .after = "", .in_frame = true };
	slot.size = callee->frame_size;
	slot.align = callee->frame_align;
	slot.before = format(l->unit->arena, "struct co__%s_frame ", callee->name);
	if (callee->position > l->function->position) {
		/* its frame is declared further down: bytes of its size, which an assertion there checks */
		callee->embedded_early = true;
		slot.before = format(l->unit->arena, "_Alignas(%llu) unsigned char ", (unsigned long long)slot.align);
		slot.after = format(l->unit->arena, "[%llu]", (unsigned long long)slot.size);
	}
	return slot;
}

/** The frame of one of the runtime's awaitables. */
static struct slot builtin_slot(struct layout *l, struct node *node, const char *stem) {
	struct slot slot = { .kind = SLOT_CHILD, .variable = -1, .node = node, .after = "", .in_frame = true };
	const char *tag = format(l->unit->arena, "co__%s_frame", entry_stem(l->unit, stem));
	slot.before = format(l->unit->arena, "struct %s ", tag);
	slot.size = l->unit->header_size;
	slot.align = l->unit->header_align;
	const struct builtin_frame *known = find_builtin(l->unit, tag);
	if (known) {
		slot.size = known->size;
		slot.align = known->align;
	}
	return slot;
}

static struct slot child_slot(struct layout *l, const struct point *point, const char **stem) {
	if (point->how == CALLEE_KNOWN) {
		*stem = point->callee->name;
		return known_slot(l, point->node, point->callee);
	}
	*stem = point->how == CALLEE_FUTURE ? "future_wait" : point->how == CALLEE_DELEGATE ? "delegate" : point->stem;
	return builtin_slot(l, point->node, *stem);
}

static void make_variable_slots(struct layout *l, struct diags *diags) {
	struct function *function = l->function;
	for (int v = 0; v < (int)arrlen(function->variables); v++) {
		struct variable *variable = &function->variables[v];
		if (variable->place == PLACE_LOCAL) continue;
		const struct type *type = variable->type;
		if (type->is_local)
			diag_report(diags, DIAG_UNSUPPORTED, variable->declared,
			            "'%s' lives across a suspension, and its type is declared inside the function", variable->name);
		if (type->class == TYPE_VARIABLE)
			diag_report(diags, DIAG_UNSUPPORTED, variable->declared,
			            "'%s' lives across a suspension, and its type is variably modified", variable->name);
		bool aligned = variable->align > type->align;
		struct slot slot = {
			.kind = SLOT_VARIABLE,
			.variable = v,
			.before =
				aligned ? format(l->unit->arena, "_Alignas(%llu) %s", (unsigned long long)variable->align, type->before)
						: type->before,
			.after = type->after,
			.size = type->size,
			.align = aligned ? variable->align : type->align,
			.in_frame = variable->place == PLACE_FRAME,
		};
		int index = add_slot(l, slot, variable->name);
		variable->slot = index;
		variable->member = function->slots[index].member;
	}
}

/** A frame that lies in this one as long as its block is under way: the generator of a co_for, the runtime's part of a
 * co_timeout and its like. */
static bool is_block_slot(const struct slot *slot) {
	return slot->kind == SLOT_CHILD && (slot->node->kind == NODE_CO_FOR || slot->node->kind == NODE_CO_BLOCK);
}

/** What holds the object of a generator. */
static struct slot room_slot(struct layout *l, struct node *node) {
	const struct function *callee = node->callee;
	const char *tag = format(l->unit->arena, "co__%s_room", node->room);
	const struct builtin_frame *told = callee ? NULL : find_builtin(l->unit, tag);
	return (struct slot){ .kind = SLOT_CHILD,
		                  .variable = -1,
		                  .node = node,
		                  .in_frame = true,
		                  .after = "",
		                  .before = format(l->unit->arena, "struct %s ", tag),
		                  .size = told ? told->size : room_size(l->unit, callee),
		                  .align = told ? told->align : callee->frame_align };
}

/** note [stack generators] */
static bool lies_on_stack(const struct layout *l, const struct node *node) {
	const struct function *callee = node->callee;
	return l->unit->passes.stack_generators && node->how == CALLEE_KNOWN && !node->awaits && !node->body->suspends &&
	       callee->position < l->function->position && callee->frame_size <= LARGEST_ON_STACK;
}

static void make_block_slots(struct layout *l, struct node *node) {
	if (node->kind == NODE_CO_FOR && lies_on_stack(l, node)) {
		node->on_stack = node->callee->wants_next = true;
	} else if (node->kind == NODE_CO_FOR && node->how == CALLEE_KNOWN && !node->awaits) {
		node->child = add_slot(l, known_slot(l, node, node->callee), node->callee->name);
		arrput(l->function->block_slots, node->child);
		node->callee->wants_next = true;
	} else if (node->kind == NODE_CO_FOR && node->room) {
		node->child = add_slot(l, room_slot(l, node), node->room);
		arrput(l->function->block_slots, node->child);
	} else if (node->kind == NODE_CO_FOR && node->awaits) {
		node->child = add_slot(l, builtin_slot(l, node, "for_await"), "for_await");
		arrput(l->function->block_slots, node->child);
	} else if (node->kind == NODE_CO_BLOCK) {
		const char *stem = builtin_stem(node->name);
		node->child = add_slot(l, builtin_slot(l, node, stem), stem);
		arrput(l->function->block_slots, node->child);
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) make_block_slots(l, node->children[i]);
}

static bool in_loop_body(const struct node *node, const struct node *loop) {
	return loop->body && node_is_inside(node, loop->body);
}

void slots_needed(const struct function *function, const struct point *point, int **slots) {
	arrsetlen(*slots, 0);
	for (ptrdiff_t v = 0; v < arrlen(point->live); v++) {
		int slot = function->variables[point->live[v]].slot;
		if (slot >= 0) arrput(*slots, slot);
	}
	for (ptrdiff_t i = 0; i < arrlen(function->block_slots); i++)
		if (in_loop_body(point->node, function->slots[function->block_slots[i]].node))
			arrput(*slots, function->block_slots[i]);
	if (point->child >= 0) arrput(*slots, point->child);
}

/** The child that runs at a point. One slot serves all points that run the same kind of child: only one runs at a
 * time. */
static void make_point_slots(struct layout *l) {
	struct function *function = l->function;
	for (ptrdiff_t p = 0; p < arrlen(function->points); p++) {
		struct point *point = function->points[p];
		if (point->node->kind == NODE_CO_BLOCK || point->node->kind == NODE_CO_FOR) {
			point->child = point->node->child;
			continue;
		}
		if (point->how == CALLEE_WAIT) continue;
		const char *stem = "called";
		struct slot slot = { .kind = SLOT_OBJECT,
			                 .variable = -1,
			                 .node = point->node,
			                 .before = "co_coro *",
			                 .after = "",
			                 .size = l->unit->pointer_size,
			                 .align = l->unit->pointer_size,
			                 .in_frame = true };
		if (point->kind == POINT_YIELD) {
			if (!function->large_yield) continue;
			slot.kind = SLOT_YIELDED;
			slot.before = format(l->unit->arena, "%s ", function->yielded->before);
			slot.after = function->yielded->after;
			slot.size = function->yielded->size;
			slot.align = function->yielded->align;
			stem = "co__yielded";
		} else if (point->kind == POINT_CHILD) {
			slot = child_slot(l, point, &stem);
		}
		const char *key = format(l->unit->arena, "%d|%s|%s", (int)slot.kind, slot.before, slot.after);
		ptrdiff_t found = shgeti(l->children, key);
		point->child = found >= 0 ? l->children[found].value : add_slot(l, slot, stem);
		if (found < 0) shput(l->children, key, point->child);
	}
}

/* ---- interference ------------------------------------------------------------------------------------------------ */

/** Each of `fresh` with each of the set, which they are part of: one by one while there are few, else by whole rows. */
static void interfere_with_all(struct layout *l, const int *fresh, const int *needed, const uint64_t *set) {
	for (ptrdiff_t a = 0; a < arrlen(fresh); a++) {
		if (arrlenu(needed) >= l->words) {
			uint64_t *row = l->matrix + (size_t)fresh[a] * l->words;
			for (size_t w = 0; w < l->words; w++) row[w] |= set[w];
			for (ptrdiff_t b = 0; b < arrlen(needed); b++) bit_set(l->matrix + (size_t)needed[b] * l->words, fresh[a]);
		} else {
			for (ptrdiff_t b = 0; b < arrlen(needed); b++) interfere(l, fresh[a], needed[b]);
		}
	}
}

/** What is needed at a suspension was mostly needed at the one before: these have met. */
static void at_points(struct layout *l) {
	struct function *function = l->function;
	uint64_t *set = xcalloc(l->words + 1, sizeof *set), *before = xcalloc(l->words + 1, sizeof *before);
	int *fresh = NULL, *needed = NULL, *gone = NULL;
	for (ptrdiff_t p = 0; p < arrlen(function->points); p++) {
		const struct point *point = function->points[p];
		slots_needed(function, point, &needed);
		arrsetlen(fresh, 0);
		for (ptrdiff_t a = 0; a < arrlen(needed); a++) {
			bit_set(set, needed[a]);
			if (!bit_get(before, needed[a])) arrput(fresh, needed[a]);
		}
		interfere_with_all(l, fresh, needed, set);
		for (ptrdiff_t a = 0; a < arrlen(gone); a++) bit_clear(before, gone[a]);
		uint64_t *empty = before;
		before = set;
		set = empty;
		int *reused = gone;
		gone = needed;
		needed = reused;
		/* the result is copied out of the child */
		if (point->temp >= 0) interfere(l, point->child, function->variables[point->temp].slot);
	}
	arrfree(needed);
	arrfree(gone);
	free(set);
	free(before);
	arrfree(fresh);
	if (!l->unit->passes.share_slots)
		for (int a = 0; a < (int)arrlen(function->slots); a++)
			for (int b = 0; b < a; b++) interfere(l, a, b);
	for (int a = 0; a < (int)arrlen(function->slots); a++) bit_clear(l->matrix + (size_t)a * l->words, a);
}

/** A set of variables that can be walked through: `at` is the place of each in `list`, or -1. */
struct live_set {
	int *at;
	int *list; /* stb_ds array */
};

static void live_add(struct live_set *set, int variable) {
	if (set->at[variable] >= 0) return;
	set->at[variable] = (int)arrlen(set->list);
	arrput(set->list, variable);
}

static void live_remove(struct live_set *set, int variable) {
	int at = set->at[variable];
	if (at < 0) return;
	int last = arrpop(set->list);
	if (last != variable) {
		set->list[at] = last;
		set->at[last] = at;
	}
	set->at[variable] = -1;
}

/** Between suspensions: what is assigned in the frame while something else there is live. */
static void in_blocks(struct layout *l) {
	struct function *function = l->function;
	ptrdiff_t count = arrlen(function->variables);
	struct live_set set = { .at = xcalloc((size_t)count, sizeof *set.at) };
	for (ptrdiff_t v = 0; v < count; v++) set.at[v] = -1;
	for (ptrdiff_t b = 0; b < arrlen(function->blocks); b++) {
		const struct block *block = &function->blocks[b];
		while (arrlen(set.list)) live_remove(&set, arrlast(set.list));
		for (ptrdiff_t i = 0; i < arrlen(block->live); i++)
			if (is_in_frame(function, block->live[i])) live_add(&set, block->live[i]);
		for (ptrdiff_t i = arrlen(block->events) - 1; i >= 0; i--) {
			struct event event = block->events[i];
			if (!is_in_frame(function, event.variable)) continue;
			if (event.kind == EVENT_DEF || event.kind == EVENT_PARTIAL)
				for (ptrdiff_t v = 0; v < arrlen(set.list); v++)
					interfere(l, function->variables[event.variable].slot, function->variables[set.list[v]].slot);
			if (event.kind == EVENT_USE) live_add(&set, event.variable);
			if (event.kind == EVENT_DEF || event.kind == EVENT_DECLARE) live_remove(&set, event.variable);
		}
	}
	free(set.at);
	arrfree(set.list);
}

/** The block that a slot used in place belongs to, NULL for the children of awaits; and whether its address may be
 * kept. */
static const struct node *scope_of(const struct function *function, const struct slot *slot, bool *address) {
	*address = slot->kind != SLOT_VARIABLE;
	if (!slot->in_frame) return NULL;
	if (slot->kind == SLOT_VARIABLE) {
		*address = function->variables[slot->variable].address_taken;
		return function->variables[slot->variable].scope;
	}
	if (slot->kind == SLOT_YIELDED) return function->body;
	return is_block_slot(slot) ? slot->node : NULL;
}

/** The slots of each block, as chains through `next`. */
struct scope_slots {
	const struct node *key;
	int value; /* the first, or -1 */
};

/** Blocks, for variables whose address is taken, and generators of co_for, for what the loop touches: they exclude all
 * whose blocks nest with theirs. */
static void in_scopes(struct layout *l) {
	struct function *function = l->function;
	int count = (int)arrlen(function->slots);
	struct scope_slots *scopes = NULL;
	int *next = xcalloc((size_t)count + 1, sizeof *next);
	bool address, other_address;
	hmdefault(scopes, -1);
	for (int a = count - 1; a >= 0; a--) {
		const struct node *scope = scope_of(function, &function->slots[a], &address);
		if (!scope) continue;
		next[a] = hmget(scopes, scope);
		hmput(scopes, scope, a);
	}
	for (int a = 0; a < count; a++) {
		const struct node *scope = scope_of(function, &function->slots[a], &address);
		for (; scope; scope = scope->parent) {
			for (int b = hmget(scopes, scope); b >= 0; b = next[b]) {
				scope_of(function, &function->slots[b], &other_address);
				if (address || other_address) interfere(l, a, b);
			}
		}
	}
	hmfree(scopes);
	free(next);
}

/* ---- cells ------------------------------------------------------------------------------------------------------- */

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
static void pack(struct layout *l) {
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

void frame_layout(struct function *function, struct unit *unit, struct diags *diags) {
	struct layout l = { .function = function, .unit = unit };
	function->large_result = !type_is_void(function->result) && function->result->size > 8;
	function->large_yield = !type_is_void(function->yielded) && function->yielded->size > 8;
	static const char *const reserved[] = { "co__coro", "co__args", "co__result" };
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) shput(l.members, reserved[i], 0);
	make_variable_slots(&l, diags);
	make_block_slots(&l, function->body);
	make_point_slots(&l);
	size_t count = (size_t)arrlen(function->slots);
	l.words = (count + 63) / 64;
	l.matrix = xcalloc(count * l.words + 1, sizeof *l.matrix);
	at_points(&l);
	in_blocks(&l);
	in_scopes(&l);
	pack(&l);
	place_slots(function);
	free(l.matrix);
	shfree(l.members);
	shfree(l.children);
	function->laid_out = true;
}
