/* Pass 8, interference: which slots may not lie on the same bytes.
 *
 * In: slots, live sets, the blocks of the flow graph. Out: the matrix, symmetric, without its diagonal.
 *
 * note [interference]: two slots may share bytes unless, at some suspension, both are needed: both live, or one is the
 * child that runs there. Slots that are used in place (PLACE_FRAME, children) also exclude each other between
 * suspensions: a variable in the frame excludes those that are live where it is assigned; where an address is taken,
 * all whose blocks nest with its own. */
#include "frame_layout.h"
#include <stdlib.h>

static bool is_in_frame(const struct function *function, int variable) {
	int slot = function->variables[variable].slot;
	return slot >= 0 && function->slots[slot].in_frame;
}

static void interfere(struct layout *l, int a, int b) {
	if (a == b || a < 0 || b < 0) return;
	bit_set(l->matrix + (size_t)a * l->words, b);
	bit_set(l->matrix + (size_t)b * l->words, a);
}

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

/** The slots that are needed at a suspension, as a list and as a set. */
struct needs {
	int *list; /* stb_ds array */
	uint64_t *set;
};

static void needs_clear(struct needs *needs) {
	for (ptrdiff_t i = 0; i < arrlen(needs->list); i++) bit_clear(needs->set, needs->list[i]);
	arrsetlen(needs->list, 0);
}

/** What is needed at a suspension was mostly needed at the one before: these have met. */
static void at_points(struct layout *l) {
	struct function *function = l->function;
	struct needs both[2] = { { .set = xcalloc(l->words + 1, sizeof(uint64_t)) },
		                     { .set = xcalloc(l->words + 1, sizeof(uint64_t)) } };
	int *fresh = NULL;
	for (ptrdiff_t p = 0; p < arrlen(function->points); p++) {
		const struct point *point = function->points[p];
		struct needs *now = &both[p % 2], *before = &both[1 - p % 2];
		needs_clear(now);
		slots_needed(function, point, &now->list);
		arrsetlen(fresh, 0);
		for (ptrdiff_t a = 0; a < arrlen(now->list); a++) {
			bit_set(now->set, now->list[a]);
			if (!bit_get(before->set, now->list[a])) arrput(fresh, now->list[a]);
		}
		interfere_with_all(l, fresh, now->list, now->set);
		/* the result is copied out of the child */
		if (point->temp >= 0) interfere(l, point->child, function->variables[point->temp].slot);
	}
	for (int i = 0; i < 2; i++) {
		arrfree(both[i].list);
		free(both[i].set);
	}
	arrfree(fresh);
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
			if (event.kind == EVENT_USE || event.kind == EVENT_KEEP) live_add(&set, event.variable);
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

static void all_of_them(struct layout *l) {
	for (int a = 0; a < (int)arrlen(l->function->slots); a++)
		for (int b = 0; b < a; b++) interfere(l, a, b);
}

void frame_interfere(struct layout *l) {
	at_points(l);
	in_blocks(l);
	in_scopes(l);
	if (!l->unit->passes.share_slots) all_of_them(l);
	for (int a = 0; a < (int)arrlen(l->function->slots); a++) bit_clear(l->matrix + (size_t)a * l->words, a);
}
