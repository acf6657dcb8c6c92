/* Pass 7: which variables must survive which suspension, and where each variable lives.
 *
 * In: the flow graph. Out: point->live for every suspension, variable->place and the reason for it.
 *
 * note [places]: a variable that is live over no suspension stays a C local. One that is live over some is a C local that is
 * saved before them and loaded after them, when it is a scalar whose address nobody takes and which is definitely
 * assigned at each of them: saving an indeterminate value would warn, and is undefined for bool. All others live in the
 * frame: aggregates, variables whose address is taken, volatile and atomic ones, those that some path leaves unassigned,
 * those whose name means something else at the place where they would have to be loaded, and temporaries that are live over
 * several suspensions: they are written once, so saving and loading them at each would only make the code long (quadratic, where
 * one expression holds many suspensions).
 *
 * note [addresses]: when its address is taken, a variable may be used through it until its block ends, so it is live over
 * every suspension in its block that can be reached from a mention of it.
 *
 * Complexity: the usual one of data flow on bit sets; loops nest little, so few rounds. */
#include "ir.h"
#include <string.h>

static uint64_t *new_set(const struct function *function) {
	return xcalloc((size_t)function->words + 1, sizeof(uint64_t));
}

static bool join(uint64_t *into, const uint64_t *from, int words) {
	bool changed = false;
	for (int i = 0; i < words; i++) {
		uint64_t next = into[i] | from[i];
		changed |= next != into[i];
		into[i] = next;
	}
	return changed;
}

/** Live variables, backward. */
static void liveness(struct function *function) {
	bool changed = true;
	uint64_t *set = new_set(function);
	size_t bytes = (size_t)function->words * sizeof(uint64_t);
	while (changed) {
		changed = false;
		for (ptrdiff_t b = arrlen(function->blocks) - 1; b >= 0; b--) {
			struct block *block = &function->blocks[b];
			for (ptrdiff_t i = 0; i < arrlen(block->successors); i++)
				join(block->out, function->blocks[block->successors[i]].in, function->words);
			memcpy(set, block->out, bytes);
			for (ptrdiff_t i = arrlen(block->events) - 1; i >= 0; i--) {
				struct event event = block->events[i];
				if (event.kind == EVENT_USE) bit_set(set, event.variable);
				if (event.kind == EVENT_DEF || event.kind == EVENT_DECLARE) bit_clear(set, event.variable);
			}
			if (join(block->in, set, function->words)) changed = true;
		}
	}
	free(set);
}

static void apply_assigned(const struct block *block, uint64_t *set) {
	for (ptrdiff_t i = 0; i < arrlen(block->events); i++) {
		struct event event = block->events[i];
		if (event.kind == EVENT_DEF) bit_set(set, event.variable);
		if (event.kind == EVENT_DECLARE) bit_clear(set, event.variable);
	}
}

static void apply_touched(const struct block *block, uint64_t *set) {
	for (ptrdiff_t i = 0; i < arrlen(block->events); i++) {
		struct event event = block->events[i];
		if (event.kind == EVENT_ENTER)
			bit_clear(set, event.variable);
		else if (event.kind != EVENT_DECLARE)
			bit_set(set, event.variable);
	}
}

/** Definitely assigned (intersection of the ways in) and touched since its block was entered (union), forward. */
static void forward(struct function *function) {
	ptrdiff_t count = arrlen(function->blocks);
	size_t bytes = (size_t)function->words * sizeof(uint64_t);
	bool changed = true;
	uint64_t *set = new_set(function);
	bool *reached = xcalloc((size_t)count, sizeof *reached);
	for (ptrdiff_t b = 0; b < count; b++) {
		memset(function->blocks[b].assigned_in, b ? 0xff : 0, bytes);
		memset(function->blocks[b].assigned_out, 0xff, bytes);
	}
	reached[0] = true;
	while (changed) {
		changed = false;
		for (ptrdiff_t b = 0; b < count; b++) {
			struct block *block = &function->blocks[b];
			if (!reached[b]) continue;
			memcpy(set, block->assigned_in, bytes);
			apply_assigned(block, set);
			memcpy(block->assigned_out, set, bytes);
			memcpy(set, block->touched_in, bytes);
			apply_touched(block, set);
			memcpy(block->touched_out, set, bytes);
			for (ptrdiff_t i = 0; i < arrlen(block->successors); i++) {
				struct block *next = &function->blocks[block->successors[i]];
				if (!reached[block->successors[i]]) {
					reached[block->successors[i]] = true;
					changed = true;
				}
				for (int w = 0; w < function->words; w++) {
					uint64_t both = next->assigned_in[w] & block->assigned_out[w];
					if (both != next->assigned_in[w]) {
						next->assigned_in[w] = both;
						changed = true;
					}
				}
				if (join(next->touched_in, block->touched_out, function->words)) changed = true;
			}
		}
	}
	free(reached);
	free(set);
}

static bool holds(const struct node *scope, uint32_t offset) {
	return scope && offset >= scope->span.start && offset < scope->span.end;
}

/** Whether at `offset` the variable's name stands for something else. */
static bool is_hidden(const struct function *function, int index, uint32_t offset) {
	const struct variable *variable = &function->variables[index];
	if (variable->is_temporary) return false;
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++) {
		const struct variable *other = &function->variables[i];
		if (i == index || other->is_temporary || other->is_parameter || strcmp(other->name, variable->name) != 0) continue;
		if (other->scope != variable->scope && !node_is_inside(other->scope, variable->scope)) continue;
		if (other->scope == variable->scope && !variable->is_parameter) continue;
		if (holds(other->scope, offset) && other->declared.start < offset) return true;
	}
	for (ptrdiff_t i = 0; i < arrlen(function->others); i++) {
		const struct other_name *other = &function->others[i];
		if (strcmp(other->name, variable->name) != 0 || !node_is_inside(other->scope, variable->scope)) continue;
		if (holds(other->scope, offset) && other->offset < offset) return true;
	}
	return false;
}

static void place(struct function *function, int index, const struct block *block) {
	struct variable *variable = &function->variables[index];
	const char *reason = NULL;
	if (variable->place == PLACE_FRAME) return;
	if (variable->address_taken)
		reason = "its address is taken";
	else if (variable->type->class == TYPE_ARRAY || variable->type->class == TYPE_RECORD)
		reason = "an aggregate is used where it is kept";
	else if (variable->type->is_volatile)
		reason = "volatile or atomic: every access counts";
	else if (!bit_get(block->assigned_out, index))
		reason = "some path reaches a suspension without assigning it";
	else if (is_hidden(function, index, block->point->node->span.start))
		reason = "its name is hidden where it would be loaded";
	else if (variable->is_temporary && variable->place == PLACE_SAVED)
		reason = "written once, and live over several suspensions";
	variable->place = reason ? PLACE_FRAME : PLACE_SAVED;
	if (reason) variable->reason = reason;
}

void live(struct function *function) {
	int count = (int)arrlen(function->variables);
	function->words = (count + 63) / 64;
	for (ptrdiff_t b = 0; b < arrlen(function->blocks); b++) {
		struct block *block = &function->blocks[b];
		block->in = new_set(function);
		block->out = new_set(function);
		block->assigned_in = new_set(function);
		block->assigned_out = new_set(function);
		block->touched_in = new_set(function);
		block->touched_out = new_set(function);
	}
	liveness(function);
	forward(function);
	for (ptrdiff_t b = 0; b < arrlen(function->blocks); b++) {
		struct block *block = &function->blocks[b];
		if (!block->point) continue;
		block->point->live = new_set(function);
		memcpy(block->point->live, block->out, (size_t)function->words * sizeof(uint64_t));
		for (int v = 0; v < count; v++) {
			const struct variable *variable = &function->variables[v];
			if (variable->address_taken && bit_get(block->touched_out, v) &&
			    holds(variable->scope, block->point->node->span.start))
				bit_set(block->point->live, v);
			if (bit_get(block->point->live, v)) place(function, v, block);
		}
	}
}
