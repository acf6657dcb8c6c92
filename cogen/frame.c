/* Pass 8: the frame: a slot for what must survive, slots that are never needed at the same time on the same bytes.
 *
 * In: places and live sets; the frames of known callees, laid out before. Out: slots, cells, sizes.
 *
 * note [interference]: two slots may share bytes unless, at some suspension, both are needed: both live, or one is the child that runs
 * there. Slots that are used in place (PLACE_FRAME, children) also exclude each other between suspensions: a variable in the
 * frame excludes those that are live where it is assigned; where an address is taken, all whose blocks nest with its own.
 *
 * note [cells]: slots are put, largest first, into cells: a cell is a run of bytes with alternatives, each a sequence of
 * slots; a slot joins an alternative with room when it interferes with no slot of the others, or opens one. In C this is a
 * union of structs, so no offset is ever written down and any target may lay it out its own way. Cells are sorted by
 * alignment. The arguments of an object not yet started, and a small result, share the bytes of everything.
 *
 * Complexity: quadratic in the slots at worst, linear in practice, as equal children share one slot first. */
#include "ir.h"
#include <stdlib.h>
#include <string.h>

struct layout {
	struct function *function;
	struct unit *unit;
	uint64_t *matrix; /* interference, slots by slots */
	size_t words;
};

static uint64_t round_up(uint64_t n, uint64_t align) { return align ? (n + align - 1) / align * align : n; }

static void interfere(struct layout *l, int a, int b) {
	if (a == b || a < 0 || b < 0) return;
	bit_set(l->matrix + (size_t)a * l->words, b);
	bit_set(l->matrix + (size_t)b * l->words, a);
}

static bool interferes(const struct layout *l, int a, int b) { return bit_get(l->matrix + (size_t)a * l->words, b); }

/* ---- slots -------------------------------------------------------------------------------------------------------- */

static bool name_taken(const struct function *function, const char *name) {
	static const char *const reserved[] = { "co__coro", "co__args", "co__result" };
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (!strcmp(reserved[i], name)) return true;
	for (ptrdiff_t i = 0; i < arrlen(function->slots); i++)
		if (!strcmp(function->slots[i].member, name)) return true;
	return false;
}

/** The user's name, unless a macro anywhere in the file has it too; numbered where it is taken. */
static const char *member_name(struct layout *l, const char *name) {
	struct unit *unit = l->unit;
	if (unit->is_macro(unit, name)) name = format(unit->arena, "co__%s", name);
	const char *unique = name;
	for (int i = 2; name_taken(l->function, unique); i++) unique = format(unit->arena, "%s_%d", name, i);
	return unique;
}

static int add_slot(struct layout *l, struct slot slot, const char *stem) {
	slot.member = member_name(l, stem);
	arrput(l->function->slots, slot);
	return (int)arrlen(l->function->slots) - 1;
}

static const char *builtin_stem(const char *name) {
	if (!strncmp(name, "co__", 4)) return name + 4;
	if (!strncmp(name, "co_", 3)) return name + 3;
	return name;
}

static struct slot child_slot(struct layout *l, struct node *node, const char **stem) {
	struct slot slot = { .kind = SLOT_CHILD, .variable = -1, .node = node, .after = "", .in_frame = true };
	if (node->how == CALLEE_KNOWN) {
		slot.size = node->callee->frame_size;
		slot.align = node->callee->frame_align;
		slot.before = format(l->unit->arena, "struct co__%s_frame ", node->callee->name);
		if (node->callee->position > l->function->position) {
			/* its frame is declared further down: bytes of its size, which an assertion there checks */
			node->callee->embedded_early = true;
			slot.before = format(l->unit->arena, "_Alignas(%llu) unsigned char ", (unsigned long long)slot.align);
			slot.after = format(l->unit->arena, "[%llu]", (unsigned long long)slot.size);
		}
		*stem = node->callee->name;
		return slot;
	}
	const char *name = node->kind == NODE_CO_WITH          ? builtin_stem(node->name)
	                   : node->how == CALLEE_FUTURE        ? "future_wait"
	                   : node->how == CALLEE_DELEGATE      ? "delegate"
	                                                       : builtin_stem(node->call->colour->name);
	const char *tag = format(l->unit->arena, "co__%s_frame", name);
	slot.before = format(l->unit->arena, "struct %s ", tag);
	slot.size = l->unit->header_size;
	slot.align = l->unit->header_align;
	for (ptrdiff_t i = 0; i < arrlen(l->unit->builtins); i++) {
		if (strcmp(l->unit->builtins[i].name, tag) != 0) continue;
		slot.size = l->unit->builtins[i].size;
		slot.align = l->unit->builtins[i].align;
	}
	*stem = name;
	return slot;
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
			.before = aligned ? format(l->unit->arena, "_Alignas(%llu) %s", (unsigned long long)variable->align, type->before) : type->before,
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

/** co_for loops over generators of this file: their frames live as long as the loop. */
static void make_generator_slots(struct layout *l, struct node *node) {
	if (node->kind == NODE_CO_FOR && node->how == CALLEE_KNOWN) {
		const char *stem;
		struct slot slot = child_slot(l, node, &stem);
		node->child = add_slot(l, slot, stem);
		node->callee->wants_next = true;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) make_generator_slots(l, node->children[i]);
}

static bool in_loop_body(const struct node *node, const struct node *loop) { return loop->body && node_is_inside(node, loop->body); }

/** Everything that must be in the frame while `point` is suspended, without its own child. */
static void needed_at(struct layout *l, const struct point *point, uint64_t *set) {
	struct function *function = l->function;
	memset(set, 0, l->words * sizeof *set);
	for (int v = 0; v < (int)arrlen(function->variables); v++)
		if (function->variables[v].slot >= 0 && bit_get(point->live, v)) bit_set(set, function->variables[v].slot);
	for (int s = 0; s < (int)arrlen(function->slots); s++) {
		const struct slot *slot = &function->slots[s];
		if (slot->kind == SLOT_CHILD && slot->node->kind == NODE_CO_FOR && in_loop_body(point->node, slot->node)) bit_set(set, s);
	}
}

static bool same_declaration(const struct slot *a, const struct slot *b) {
	return !strcmp(a->before, b->before) && !strcmp(a->after, b->after);
}

/** The child that runs at a point. One slot serves all points that run the same kind of child: only one runs at a time. */
static void make_point_slots(struct layout *l) {
	struct function *function = l->function;
	for (ptrdiff_t p = 0; p < arrlen(function->points); p++) {
		struct point *point = function->points[p];
		const char *stem = "called";
		struct slot slot = { .kind = SLOT_OBJECT, .variable = -1, .node = point->node, .before = "co_coro *", .after = "",
			                 .size = sizeof(void *), .align = sizeof(void *), .in_frame = true };
		if (point->kind == POINT_YIELD) {
			if (!function->large_yield) continue;
			slot.kind = SLOT_YIELDED;
			slot.before = format(l->unit->arena, "%s ", function->yielded->before);
			slot.after = function->yielded->after;
			slot.size = function->yielded->size;
			slot.align = function->yielded->align;
			stem = "co__yielded";
		} else if (point->kind == POINT_CHILD) {
			slot = child_slot(l, point->node, &stem);
		}
		int found = -1;
		for (int s = 0; s < (int)arrlen(function->slots) && found < 0; s++)
			if (function->slots[s].kind == slot.kind && function->slots[s].kind != SLOT_VARIABLE &&
			    function->slots[s].node->kind != NODE_CO_FOR && same_declaration(&function->slots[s], &slot))
				found = s;
		point->child = found >= 0 ? found : add_slot(l, slot, stem);
	}
}

/* ---- interference --------------------------------------------------------------------------------------------------- */

static void at_points(struct layout *l) {
	struct function *function = l->function;
	int count = (int)arrlen(function->slots);
	uint64_t *needed = xcalloc(l->words + 1, sizeof *needed);
	for (ptrdiff_t p = 0; p < arrlen(function->points); p++) {
		struct point *point = function->points[p];
		if (!point->live) continue; /* cannot be reached */
		needed_at(l, point, needed);
		if (point->child >= 0) bit_set(needed, point->child);
		for (int a = 0; a < count; a++) {
			if (!bit_get(needed, a)) continue;
			for (size_t w = 0; w < l->words; w++) l->matrix[(size_t)a * l->words + w] |= needed[w];
		}
		/* the result is copied out of the child */
		if (point->temp >= 0) interfere(l, point->child, function->variables[point->temp].slot);
	}
	free(needed);
	for (int a = 0; a < count; a++) bit_clear(l->matrix + (size_t)a * l->words, a);
}

/** Between suspensions: what is assigned in the frame while something else there is live. */
static void in_blocks(struct layout *l) {
	struct function *function = l->function;
	uint64_t *set = xcalloc((size_t)function->words + 1, sizeof *set);
	for (ptrdiff_t b = 0; b < arrlen(function->blocks); b++) {
		const struct block *block = &function->blocks[b];
		memcpy(set, block->out, (size_t)function->words * sizeof *set);
		for (ptrdiff_t i = arrlen(block->events) - 1; i >= 0; i--) {
			struct event event = block->events[i];
			int slot = function->variables[event.variable].slot;
			bool in_frame = slot >= 0 && function->slots[slot].in_frame;
			if (in_frame && (event.kind == EVENT_DEF || event.kind == EVENT_PARTIAL)) {
				for (int v = 0; v < (int)arrlen(function->variables); v++) {
					int other = function->variables[v].slot;
					if (other >= 0 && function->slots[other].in_frame && bit_get(set, v)) interfere(l, slot, other);
				}
			}
			if (event.kind == EVENT_USE) bit_set(set, event.variable);
			if (event.kind == EVENT_DEF || event.kind == EVENT_DECLARE) bit_clear(set, event.variable);
		}
	}
	free(set);
}

static bool nest(const struct node *a, const struct node *b) { return node_is_inside(a, b) || node_is_inside(b, a); }

/** Blocks, for variables whose address is taken, and generators of co_for, for what the loop touches. */
static void in_scopes(struct layout *l) {
	struct function *function = l->function;
	int count = (int)arrlen(function->slots);
	for (int a = 0; a < count; a++) {
		const struct slot *slot = &function->slots[a];
		if (!slot->in_frame) continue;
		const struct node *scope = NULL;
		bool address = false;
		if (slot->kind == SLOT_VARIABLE) {
			scope = function->variables[slot->variable].scope;
			address = function->variables[slot->variable].address_taken;
		} else if (slot->kind == SLOT_YIELDED) {
			scope = function->body;
			address = true;
		} else if (slot->node->kind == NODE_CO_FOR) {
			scope = slot->node;
			address = true;
		} else {
			continue;
		}
		for (int b = 0; b < count; b++) {
			const struct slot *other = &function->slots[b];
			if (a == b || !other->in_frame) continue;
			const struct node *other_scope = other->kind == SLOT_VARIABLE        ? function->variables[other->variable].scope
			                                 : other->kind == SLOT_YIELDED       ? function->body
			                                 : other->node->kind == NODE_CO_FOR  ? other->node
			                                                                     : NULL;
			if (other_scope && address && nest(scope, other_scope)) interfere(l, a, b);
		}
	}
}

/* ---- cells ---------------------------------------------------------------------------------------------------------- */

static uint64_t sequence_end(const struct function *function, const int *alternative) {
	uint64_t end = 0;
	for (ptrdiff_t i = 0; i < arrlen(alternative); i++)
		end = round_up(end, function->slots[alternative[i]].align) + function->slots[alternative[i]].size;
	return end;
}

static bool clashes(const struct layout *l, int slot, const int *alternative) {
	for (ptrdiff_t i = 0; i < arrlen(alternative); i++)
		if (interferes(l, slot, alternative[i])) return true;
	return false;
}

/** Puts a slot where it costs nothing, or says that there is no such place. */
static bool fits(struct layout *l, struct cell *cell, int index) {
	struct function *function = l->function;
	const struct slot *slot = &function->slots[index];
	ptrdiff_t clashing = -1, count = arrlen(cell->alternatives);
	if (slot->align > cell->align || slot->size > cell->size) return false;
	for (ptrdiff_t i = 0; i < count; i++) {
		if (!clashes(l, index, cell->alternatives[i])) continue;
		if (clashing >= 0) return false;
		clashing = i;
	}
	if (clashing < 0) {
		int *alternative = NULL;
		arrput(alternative, index);
		arrput(cell->alternatives, alternative);
		return true;
	}
	uint64_t end = round_up(sequence_end(function, cell->alternatives[clashing]), slot->align) + slot->size;
	if (end > cell->size) return false;
	arrput(cell->alternatives[clashing], index);
	return true;
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

static void pack(struct layout *l) {
	struct function *function = l->function;
	ptrdiff_t count = arrlen(function->slots);
	int *order = xcalloc((size_t)count + 1, sizeof *order);
	for (ptrdiff_t i = 0; i < count; i++) order[i] = (int)i;
	sorting = function;
	if (count) qsort(order, (size_t)count, sizeof *order, by_size);
	for (ptrdiff_t i = 0; i < count; i++) {
		bool placed = false;
		for (ptrdiff_t c = 0; c < arrlen(function->cells) && !placed; c++) placed = fits(l, &function->cells[c], order[i]);
		if (placed) continue;
		const struct slot *slot = &function->slots[order[i]];
		struct cell cell = { .size = slot->size, .align = slot->align };
		int *alternative = NULL;
		arrput(alternative, order[i]);
		arrput(cell.alternatives, alternative);
		arrput(function->cells, cell);
	}
	free(order);
	if (arrlen(function->cells)) qsort(function->cells, (size_t)arrlen(function->cells), sizeof *function->cells, by_alignment);
	uint64_t offset = 0;
	function->slots_align = 1;
	for (ptrdiff_t c = 0; c < arrlen(function->cells); c++) {
		struct cell *cell = &function->cells[c];
		bool is_union = arrlen(cell->alternatives) > 1 || arrlen(cell->alternatives[0]) > 1;
		cell->offset = round_up(offset, cell->align);
		offset = cell->offset + (is_union ? round_up(cell->size, cell->align) : cell->size);
		if (cell->align > function->slots_align) function->slots_align = cell->align;
		for (ptrdiff_t i = 0; i < arrlen(cell->alternatives); i++) {
			uint64_t at = cell->offset;
			for (ptrdiff_t k = 0; k < arrlen(cell->alternatives[i]); k++) {
				struct slot *slot = &function->slots[cell->alternatives[i][k]];
				slot->offset = round_up(at, slot->align);
				at = slot->offset + slot->size;
			}
		}
	}
	function->slots_size = offset; /* what follows may need less alignment than they do */
}

/** Sizes as a C compiler for the target will find them; the emitted assertions check it. */
static void measure(struct layout *l) {
	struct function *function = l->function;
	uint64_t args = 0, args_align = 1, align = function->slots_align;
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct type *type = function->variables[function->parameters[i]].type;
		args = round_up(args, type->align) + type->size;
		if (type->align > args_align) args_align = type->align;
	}
	function->args_size = round_up(args, args_align);
	bool has_result = !type_is_void(function->result);
	uint64_t result = has_result ? function->result->size : 0, result_align = has_result ? function->result->align : 1;
	/* a union starts where the strictest of its members may */
	bool shared = arrlen(function->parameters) || (has_result && !function->large_result);
	if (result_align > align) align = result_align;
	if (args_align > align) align = args_align;
	uint64_t start = round_up(l->unit->header_size, shared ? align : function->slots_align);
	uint64_t end = start + function->slots_size;
	function->slots_offset = function->result_offset = start;
	if (function->large_result) {
		/* a large result is written while its sources may still be in the slots */
		function->result_offset = round_up(end, result_align);
		end = function->result_offset;
	}
	if (function->result_offset + result > end) end = function->result_offset + result;
	if (start + function->args_size > end) end = start + function->args_size;
	function->frame_align = align > l->unit->header_align ? align : l->unit->header_align;
	function->frame_size = round_up(end, function->frame_align);
}

void frame_layout(struct function *function, struct unit *unit, struct diags *diags) {
	struct layout l = { .function = function, .unit = unit };
	function->large_result = !type_is_void(function->result) && function->result->size > 8;
	function->large_yield = !type_is_void(function->yielded) && function->yielded->size > 8;
	make_variable_slots(&l, diags);
	make_generator_slots(&l, function->body);
	make_point_slots(&l);
	size_t count = (size_t)arrlen(function->slots);
	l.words = (count + 63) / 64;
	l.matrix = xcalloc(count * l.words + 1, sizeof *l.matrix);
	at_points(&l);
	in_blocks(&l);
	in_scopes(&l);
	pack(&l);
	measure(&l);
	free(l.matrix);
	function->laid_out = true;
}
