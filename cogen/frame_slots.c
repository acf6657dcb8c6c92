/* Pass 8, its slots: a place in the frame for each variable, child and value that must survive a suspension, or is
 * used there.
 *
 * In: places and live sets; the frames of known callees. Out: function->slots, without offsets; names that are
 * unique in the frame; what is needed at a suspension.
 *
 * note [stack generators]: the generator of a co_for needs no slot where nothing in the loop's body suspends: it is
 * alive only in between. Its frame is a variable of the body's, which compilers take apart, so that a number goes from
 * the generator to its loop in a register. A large frame stays where it costs the C stack nothing. */
#include "frame_layout.h"
#include <string.h>

enum { LARGEST_ON_STACK = 1024 };

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
bool is_block_slot(const struct slot *slot) {
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

void frame_make_slots(struct layout *l, struct diags *diags) {
	make_variable_slots(l, diags);
	make_block_slots(l, l->function->body);
	make_point_slots(l);
}
