/* --explain: the frame of a coroutine, slot by slot: where, how large, what, in which states it lives, and why.
 *
 * In: units whose frames are laid out. Out: text for people, of lines up to what names need. Offsets are those of the
 * target; a state is the number of a suspension point. What must hold: every byte of the frame is in a row, or is
 * padding and in a row that says so. */
#include "base/text.h"
#include "ir.h"
#include <stdlib.h>
#include <string.h>

struct row {
	uint64_t offset, size;
	const char *what, *states, *why;
};

struct table {
	const struct unit *unit;
	const struct function *function;
	struct row *rows; /* stb_ds array */
	int **needed;     /* stb_ds array of stb_ds arrays: the slots that are needed at each point */
	uint64_t variables, children, header, padding, slots;
};

static const char *finish(struct table *t, struct text *text) {
	const char *copy = arena_strndup(t->unit->arena, text->data ? text->data : "", text->length);
	text_release(text);
	return copy;
}

/** The first word of the source there: await, yield, co_with… */
static const char *word_at(const struct table *t, uint32_t offset) {
	const char *text = t->unit->source->text + offset;
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
	return length ? arena_strndup(t->unit->arena, text, length) : "suspension";
}

static bool is_needed(const struct table *t, ptrdiff_t point, int slot) {
	const int *needed = t->needed[point];
	for (ptrdiff_t i = 0; i < arrlen(needed); i++)
		if (needed[i] == slot) return true;
	return false;
}

/** Suspension points of one word in one line. */
struct spot {
	const char *word;
	uint32_t line;
	int count;
};

/** The points at which a slot is needed, in order: an stb_ds array. */
static struct spot *spots_of(const struct table *t, int slot) {
	struct spot *spots = NULL;
	for (ptrdiff_t p = 0; p < arrlen(t->function->points); p++) {
		if (!is_needed(t, p, slot)) continue;
		const struct point *point = t->function->points[p];
		const char *word = word_at(t, point->node->span.start);
		struct spot *last = arrlen(spots) ? &arrlast(spots) : NULL;
		if (last && last->line == point->line && !strcmp(last->word, word))
			last->count++;
		else
			arrput(spots, ((struct spot){ word, point->line, 1 }));
	}
	return spots;
}

/** "the co_with at line 9 and the awaits at lines 12, 14 (two) and 15": the points at which a slot is needed. */
static const char *points_text(struct table *t, int slot) {
	enum { MOST = 6 };
	struct spot *spots = spots_of(t, slot);
	ptrdiff_t all = arrlen(spots), told = all < MOST ? all : MOST;
	struct text text;
	text_init(&text);
	for (ptrdiff_t i = 0; i < told; i++) {
		const char *word = spots[i].word;
		bool first_of_word = i == 0 || strcmp(spots[i - 1].word, word) != 0;
		ptrdiff_t end = i + 1; /* of those of the word, if this is the first */
		while (end < told && !strcmp(spots[end].word, word)) end++;
		bool several = end > i + 1, last = i + 1 == all;
		if (i) text_puts(&text, last || (first_of_word && end == all) ? " and " : ", ");
		if (first_of_word)
			text_printf(&text, "the %s%s at line%s ", word, several || spots[i].count > 1 ? "s" : "",
			            several ? "s" : "");
		text_printf(&text, spots[i].count > 1 ? "%u (%d)" : "%u", spots[i].line, spots[i].count);
	}
	if (told < all) text_printf(&text, " and in %d lines more", (int)(all - told));
	arrfree(spots);
	return finish(t, &text);
}

/** "1-3 5" */
static const char *states_text(struct table *t, int slot) {
	const struct function *function = t->function;
	struct text text;
	text_init(&text);
	int count = (int)arrlen(function->points);
	for (int p = 0; p < count; p++) {
		if (!is_needed(t, p, slot)) continue;
		int last = p;
		while (last + 1 < count && is_needed(t, last + 1, slot)) last++;
		text_printf(&text, text.length ? " %d" : "%d", p + 1);
		if (last > p) text_printf(&text, last > p + 1 ? "-%d" : " %d", last + 1);
		p = last;
	}
	if (!text.length) text_puts(&text, "-");
	return finish(t, &text);
}

static const char *variable_why(struct table *t, int slot) {
	const struct variable *variable = &t->function->variables[t->function->slots[slot].variable];
	const char *over = points_text(t, slot);
	const char *live =
		format(t->unit->arena,
	           variable->is_temporary && !variable->is_storage ? "a temporary, live across %s" : "live across %s",
	           over);
	if (!*over) live = "";
	if (variable->place == PLACE_SAVED || !variable->reason) return live;
	if (!variable->address_at) return format(t->unit->arena, "%s%s%s", variable->reason, *live ? "; " : "", live);
	return format(t->unit->arena, "address taken at line %u%s%s", source_line(t->unit->source, variable->address_at),
	              *live ? "; " : "", live);
}

/** What stands for an array whose length is no constant, or for a pointer to one (vla.c): co__NAME_n0, its first
 * length; co__NAME_at, where it is. NULL: it is nothing of the kind. */
static const char *varied_name(struct table *t, const struct variable *variable) {
	static const char head[] = "co__";
	if (strncmp(variable->name, head, sizeof head - 1) != 0) return NULL;
	const char *name = variable->name + sizeof head - 1, *tail = strrchr(name, '_');
	if (!tail) return NULL;
	int length = (int)(tail - name);
	if (tail[1] == 'n' && tail[2] >= '0' && tail[2] <= '9' && tail[2 + strspn(tail + 2, "0123456789")] == '\0')
		return strcmp(tail + 2, "0") == 0
		           ? format(t->unit->arena, "length of %.*s", length, name)
		           : format(t->unit->arena, "length %d of %.*s", atoi(tail + 2) + 1, length, name);
	if (strcmp(tail, "_at") != 0) return NULL;
	return format(t->unit->arena, variable->cleanup ? "%.*s, in memory of its own" : "%.*s, a pointer", length, name);
}

/** A slot in a later alternative of a cell: one before it that has some of the same bytes. */
static const char *shared_with(const struct table *t, int slot) {
	const struct slot *slots = t->function->slots, *own = &slots[slot];
	for (ptrdiff_t c = 0; c < arrlen(t->function->cells); c++) {
		const struct cell *cell = &t->function->cells[c];
		const char *found = NULL;
		for (ptrdiff_t a = 0; a < arrlen(cell->alternatives); a++)
			for (ptrdiff_t k = 0; k < arrlen(cell->alternatives[a]); k++) {
				const struct slot *other = &slots[cell->alternatives[a][k]];
				if (other == own) return found;
				if (!found && other->offset < own->offset + own->size && own->offset < other->offset + other->size)
					found = other->member;
			}
	}
	return NULL;
}

static const char *trimmed(struct table *t, const char *text) {
	size_t length = strlen(text);
	while (length && text[length - 1] == ' ') length--;
	return arena_strndup(t->unit->arena, text, length);
}

static void slot_row(struct table *t, int index) {
	const struct slot *slot = &t->function->slots[index];
	struct row row = { .offset = slot->offset, .size = slot->size, .states = states_text(t, index) };
	const char *over = points_text(t, index);
	struct type type = { .before = trimmed(t, slot->before), .after = slot->after };
	switch (slot->kind) {
	case SLOT_VARIABLE:
		row.what = varied_name(t, &t->function->variables[slot->variable]);
		if (!row.what)
			row.what = declare(t->unit->arena, t->function->variables[slot->variable].type,
			                   t->function->variables[slot->variable].name);
		row.why = variable_why(t, index);
		t->variables += slot->size;
		break;
	case SLOT_CHILD:
		row.what = format(t->unit->arena, "%s, a frame", slot->member);
		row.why = format(t->unit->arena, "%s %s", slot->node->kind == NODE_CO_FOR ? "runs through" : "runs at", over);
		if (slot->node->kind == NODE_CO_FOR)
			row.why = format(t->unit->arena, "the generator of the co_for at line %u",
			                 source_line(t->unit->source, slot->node->span.start));
		t->children += slot->size;
		break;
	case SLOT_OBJECT:
		row.what = format(t->unit->arena, "%s, an object", slot->member);
		row.why = format(t->unit->arena, "points to what runs at %s", over);
		t->children += slot->size;
		break;
	default:
		row.what = declare(t->unit->arena, &type, slot->member);
		row.why = "what was yielded";
		t->variables += slot->size;
		break;
	}
	const char *other = shared_with(t, index);
	if (other) row.why = format(t->unit->arena, "%s; in the place of '%s'", row.why, other);
	t->slots += slot->size;
	arrput(t->rows, row);
}

static int by_offset(const void *left, const void *right) {
	const struct row *a = left, *b = right;
	if (a->offset != b->offset) return a->offset < b->offset ? -1 : 1;
	if (a->size != b->size) return a->size > b->size ? -1 : 1;
	return strcmp(a->what, b->what);
}

static void add_row(struct table *t, uint64_t offset, uint64_t size, const char *what, const char *states,
                    const char *why) {
	arrput(t->rows, ((struct row){ offset, size, what, states, why }));
}

/** What no row covers. */
static void add_padding(struct table *t) {
	ptrdiff_t count = arrlen(t->rows);
	uint64_t end = 0;
	qsort(t->rows, (size_t)count, sizeof *t->rows, by_offset);
	for (ptrdiff_t i = 0; i <= count; i++) {
		uint64_t next = i < count ? t->rows[i].offset : t->function->frame_size;
		if (next > end) {
			add_row(t, end, next - end, "padding", "", "");
			t->padding += next - end;
		}
		if (i < count && t->rows[i].offset + t->rows[i].size > end) end = t->rows[i].offset + t->rows[i].size;
	}
	qsort(t->rows, (size_t)arrlen(t->rows), sizeof *t->rows, by_offset);
}

static void fill(struct table *t) {
	const struct function *function = t->function;
	t->header = t->unit->header_size;
	add_row(t, 0, t->header, "header", "all", "type, awaiter, state");
	for (int s = 0; s < (int)arrlen(function->slots); s++) slot_row(t, s);
	if (!type_is_void(function->result))
		add_row(t, function->result_offset, function->result->size, declare(t->unit->arena, function->result, "result"),
		        "end", function->large_result ? "what is returned, larger than a register" : "what is returned");
	if (function->args_size)
		add_row(t, function->slots_offset, function->args_size, "arguments", "start",
		        "of an object that has not started");
	add_padding(t);
}

static void spaced(struct text *out, const char *string, size_t width) {
	size_t length = strlen(string);
	text_puts(out, string);
	text_fill(out, ' ', length < width ? width - length : 0);
}

static void print_rows(const struct table *t, struct text *out) {
	size_t what = strlen("what"), states = strlen("states");
	for (ptrdiff_t i = 0; i < arrlen(t->rows); i++) {
		if (strlen(t->rows[i].what) > what) what = strlen(t->rows[i].what);
		if (strlen(t->rows[i].states) > states) states = strlen(t->rows[i].states);
	}
	text_puts(out, "  offset  bytes  ");
	spaced(out, "what", what + 2);
	spaced(out, "states", states + 2);
	text_puts(out, "why\n");
	for (ptrdiff_t i = 0; i < arrlen(t->rows); i++) {
		const struct row *row = &t->rows[i];
		text_printf(out, "  %6llu %6llu  ", (unsigned long long)row->offset, (unsigned long long)row->size);
		if (!*row->states) {
			text_printf(out, "%s\n", row->what);
			continue;
		}
		spaced(out, row->what, what + 2);
		spaced(out, row->states, states + 2);
		text_printf(out, "%s\n", row->why);
	}
}

static void print_states(struct table *t, struct text *out) {
	for (ptrdiff_t p = 0; p < arrlen(t->function->points); p++) {
		const struct point *point = t->function->points[p];
		text_printf(out, "  state %d: %s at line %u\n", point->state, word_at(t, point->node->span.start), point->line);
	}
}

/** The children with what their own frames take. */
static void print_children(const struct table *t, struct text *out) {
	for (ptrdiff_t s = 0; s < arrlen(t->function->slots); s++) {
		const struct slot *slot = &t->function->slots[s];
		if (slot->kind != SLOT_CHILD) continue;
		text_printf(out, "  child %s: %llu bytes", slot->member, (unsigned long long)slot->size);
		if (slot->node->how == CALLEE_KNOWN)
			text_printf(out, ", of '%s' at line %u", slot->node->callee->name,
			            source_line(t->unit->source, slot->node->callee->name_span.start));
		text_putc(out, '\n');
	}
}

void explain_function(const struct unit *unit, const struct function *function, struct text *out) {
	struct table table = { .unit = unit, .function = function };
	struct table *t = &table;
	for (ptrdiff_t p = 0; p < arrlen(function->points); p++) {
		arrput(t->needed, NULL);
		slots_needed(function, function->points[p], &t->needed[p]);
	}
	fill(t);
	text_printf(out, "%s, line %u: %llu bytes, aligned to %llu\n", function->name,
	            source_line(unit->source, function->name_span.start), (unsigned long long)function->frame_size,
	            (unsigned long long)function->frame_align);
	print_states(t, out);
	print_rows(t, out);
	print_children(t, out);
	uint64_t used = t->header + t->slots + t->padding + (function->large_result ? function->result->size : 0);
	text_printf(out, "  total %llu: header %llu, variables %llu, children %llu, padding %llu",
	            (unsigned long long)function->frame_size, (unsigned long long)t->header,
	            (unsigned long long)t->variables, (unsigned long long)t->children, (unsigned long long)t->padding);
	if (function->large_result) text_printf(out, ", result %llu", (unsigned long long)function->result->size);
	if (used > function->frame_size)
		text_printf(out, "; %llu saved by sharing", (unsigned long long)(used - function->frame_size));
	if (used < function->frame_size)
		text_printf(out, "; %llu for arguments and result alone", (unsigned long long)(function->frame_size - used));
	text_putc(out, '\n');
	arrfree(t->rows);
	for (ptrdiff_t p = 0; p < arrlen(t->needed); p++) arrfree(t->needed[p]);
	arrfree(t->needed);
}

void explain(const struct unit *unit, const char *name, struct text *out) {
	bool first = true;
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		if (name && strcmp(unit->functions[i]->name, name) != 0) continue;
		if (!first) text_putc(out, '\n');
		explain_function(unit, unit->functions[i], out);
		first = false;
	}
}
