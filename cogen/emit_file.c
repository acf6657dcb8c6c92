/* Pass 9, last: the text of the whole file.
 *
 * In: the source, its edits, its coroutines. Out: what is outside of coroutines, byte for byte but for the edits, and
 * the coroutines in their places, with #line where the compiler's own count would be wrong. What must hold: what is
 * written depends on the input alone, not on where it is read or written. */
#include "base/text.h"
#include "emit_writer.h"
#include "cogen/abi.h"
#include "ir.h"
#include <stdlib.h>
#include <string.h>

/** How far the lines of the output are settled: which line of which file comes next. */
struct settling {
	bool in_source;
	unsigned long source, output;
	size_t numbering; /* how the compiler counts lines of the source now (source_numbering_of) */
};

/** A line that is joined to the next one, by a backslash, would have the `#line` in it. */
static void end_line(struct text *out) {
	size_t at = out->length;
	if (!at || out->data[at - 1] != '\n') return;
	for (at--; at && strchr(" \t\r", out->data[at - 1]); at--) continue;
	if (!at || out->data[at - 1] != '\\') return;
	memmove(out->data + at - 1, out->data + at, out->length - at + 1);
	out->length--;
}

/** Leads the compiler to a line of the source, wherever `#line` there says that it stands. */
static void lead_to(const struct source *source, struct settling *s, unsigned long number, struct text *out) {
	struct source_place place = source_presumed(source, (uint32_t)number);
	const char *last = !s->in_source ? "" : s->numbering ? source->numberings[s->numbering - 1].path : source->path;
	end_line(out);
	text_printf(out, "#line %u", place.line);
	if (!s->in_source || strcmp(last, place.path) != 0) {
		text_putc(out, ' ');
		write_quoted(out, place.path);
	}
	text_putc(out, '\n');
	s->output++;
	s->source = number;
	s->in_source = true;
	s->numbering = source_numbering_of(source, (uint32_t)number);
}

/** The line that what cogen adds counts as; a `#line` is none of the file that it leads to. */
static unsigned long line_in_front(const struct source *source, const struct settling *s) {
	return source_numbering_of(source, (uint32_t)s->source - 1) == s->numbering ? s->source - 1 : s->source;
}

/** Whether some `#line` may be written. */
static bool has_numbers(const struct unit *unit) { return unit->lines || arrlenu(unit->source->numberings); }

/** Whether compilers are to speak of a line as the source's: with --no-line only where the source itself has a `#line`
 * for it. */
static bool leads(const struct unit *unit, unsigned long line) {
	return unit->lines || source_numbering_of(unit->source, (uint32_t)line);
}

/** Whether a line of the source begins, in the midst of what was copied, in front of which there was a `#line` that is
 * hidden (directives.c), or not known to be one. */
static bool is_renumbered(const struct unit *unit, const struct settling *s, const struct text *out) {
	if (!s->in_source || s->numbering == source_numbering_of(unit->source, (uint32_t)s->source)) return false;
	const char *end = out->data + out->length;
	return out->length > 1 && end[-1] == '\n' && end[-2] != '\\';
}

/** Turns markers into #line, where the count of lines would be wrong without (note [markers] in emit_line.c). What is
 * there is taken up to the end of its last whole line, or, at the end of the file, as it is: it need not be held until
 * all of the file is there. */
static void settle_lines(const struct unit *unit, struct settling *s, struct text *marked, bool all, struct text *out) {
	const char *at = marked->data, *end = marked->data + marked->length;
	while (!all && end > at && end[-1] != '\n') end--;
	size_t taken = (size_t)(end - at);
	while (at < end) {
		bool marker = false, to_source = false;
		unsigned long number = 0;
		while (at < end && *at == '\1') { /* the last one counts */
			marker = true;
			to_source = at[1] == 'S' || (at[1] == 'H' && s->in_source);
			if (at[1] == 'S') number = strtoul(at + 2, NULL, 10);
			if (at[1] == 'H') number = line_in_front(unit->source, s);
			at = memchr(at, '\2', (size_t)(end - at));
			at++;
		}
		if (to_source && !leads(unit, number)) {
			to_source = false;
			s->source = number;
		}
		if (marker) {
			if (to_source && (!s->in_source || number != s->source ||
			                  s->numbering != source_numbering_of(unit->source, (uint32_t)number))) {
				lead_to(unit->source, s, number, out);
			} else if (!to_source && s->in_source) {
				/* the file's own name, whatever it is: what is written depends on the input alone */
				s->output++;
				end_line(out);
				text_printf(out, "#line %lu CO__THIS_FILE\n", s->output);
				s->in_source = false;
			}
		}
		if (is_renumbered(unit, s, out)) lead_to(unit->source, s, s->source, out);
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline + 1 : end;
		const char *inner = memchr(at, '\1', (size_t)(stop - at));
		if (inner) {
			/* a marker amid a line: what stood before it was cut off by a line break that is not there */
			stop = inner;
			text_add(out, at, (size_t)(stop - at));
			at = stop;
			if (has_numbers(unit)) {
				text_putc(out, '\n');
				s->output++;
				s->source++;
			}
			continue;
		}
		text_add(out, at, (size_t)(stop - at));
		if (newline) {
			s->output++;
			s->source++;
			/* one of the source's own, which the compiler obeys */
			if ((s->in_source || !unit->lines) && source_is_numbering(at, stop)) {
				s->numbering = source_numbering_of(unit->source, (uint32_t)s->source);
				s->in_source = leads(unit, s->source);
			}
		}
		at = stop;
	}
	if (taken < marked->length) memmove(marked->data, marked->data + taken, marked->length - taken);
	marked->length -= taken;
	if (marked->data) marked->data[marked->length] = '\0';
}

static int by_offset(const void *a, const void *b) {
	const struct plain_edit *left = a, *right = b;
	if (left->offset != right->offset) return left->offset < right->offset ? -1 : 1;
	if (left->room && right->room) return left->room->position - right->room->position;
	if (left->room || right->room) return right->room ? -1 : 1;
	return left->rank < right->rank ? -1 : left->rank > right->rank;
}

/** The text; behind lines that are not in the file, the count starts anew. */
static void copy_lines(struct writer *w, uint32_t at, uint32_t end) {
	const struct source *source = w->unit->source;
	for (size_t i = source_edit_behind(source, at); i < arrlenu(source->edits) && source->edits[i].now.end <= end;
	     i++) {
		const struct source_edit *edit = &source->edits[i];
		if (edit->now.end <= at || !source_adds_lines(source, edit)) continue;
		text_add(w->out, source->text + at, edit->now.end - at);
		at = edit->now.end;
		text_printf(w->out, "\1S%u\2", source_line(source, at));
	}
	text_add(w->out, source->text + at, end - at);
}

/** Index of the first edit at or behind `offset`. */
static ptrdiff_t edit_at_or_behind(const struct unit *unit, uint32_t offset) {
	ptrdiff_t low = 0, high = arrlen(unit->edits);
	while (low < high) {
		ptrdiff_t middle = low + (high - low) / 2;
		if (unit->edits[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/** Text outside coroutines, byte for byte but for the edits that lie in it. */
static void plain_text(struct writer *w, uint32_t at, uint32_t end) {
	const struct source *source = w->unit->source;
	for (ptrdiff_t i = edit_at_or_behind(w->unit, at); i < arrlen(w->unit->edits) && w->unit->edits[i].offset < end;
	     i++) {
		const struct plain_edit *edit = &w->unit->edits[i];
		if (edit->offset < at) continue; /* in what the one before it replaced */
		copy_lines(w, at, edit->offset);
		at = edit->offset + edit->length;
		if (edit->room) {
			if (w->out->length && w->out->data[w->out->length - 1] != '\n') text_putc(w->out, '\n');
			write_room(w, edit->room, true);
			text_printf(w->out, "\1S%u\2", source_line(source, at));
		} else {
			text_puts(w->out, edit->text);
		}
	}
	copy_lines(w, at, end);
}

/** What leads compilers back from the source to the file that they are reading, whatever the file is called: a name that
 * was written out would make what is written depend on where it is written to. */
static void name_file(struct writer *w) {
	const char *base = strrchr(w->unit->source->path, '/');
	write_line(w, "#undef CO__THIS_FILE");
	write_line(w, "#if __INCLUDE_LEVEL__");
	mark_generated(w);
	text_puts(w->out, "#define CO__THIS_FILE ");
	write_quoted(w->out, format(w->unit->arena, "<made from %s>", base ? base + 1 : w->unit->source->path));
	text_putc(w->out, '\n');
	write_line(w, "#else");
	write_line(w, "#define CO__THIS_FILE __BASE_FILE__");
	write_line(w, "#endif");
}

void emit(struct unit *unit, struct text *out) {
	struct text marked;
	struct writer writer = { .unit = unit, .out = &marked, .flexible = has_flexible_member(unit) };
	const struct source *source = unit->source;
	const char *base = strrchr(source->path, '/');
	uint32_t at = source->length >= 3 && !memcmp(source->text, "\xef\xbb\xbf", 3) ? 3 : 0; /* a byte order mark */
	struct settling settling = { .source = 1, .output = 1 };
	text_init(&marked);
	text_expect(out, (size_t)source->length * 8); /* what mostly comes of it, more or less */
	if (arrlen(unit->edits)) qsort(unit->edits, (size_t)arrlen(unit->edits), sizeof *unit->edits, by_offset);
	write_line(&writer, "/* Generated by cogen %s from %s. Do not edit. */", COGEN_VERSION,
	           base ? base + 1 : source->path);
	write_line(&writer, "#define COGEN_GENERATED %d", CO__ABI); /* which headers of another version refuse */
	if (has_numbers(unit) && (arrlen(unit->functions) || arrlen(unit->edits))) name_file(&writer);
	if (unit->poison) {
		write_line(&writer, "struct co__kept { unsigned long at, size; };");
		write_line(
			&writer,
			"void co__poison(void *frame, unsigned long size, const struct co__kept *kept, unsigned long count);");
	}
	text_puts(&marked, "\1S1\2");
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct function *function = unit->functions[i];
		plain_text(&writer, at, function->definition.start);
		if (marked.length && marked.data[marked.length - 1] != '\n') text_putc(&marked, '\n');
		uint32_t start = function->definition.start;
		for (ptrdiff_t k = edit_at_or_behind(unit, start); k < arrlen(unit->edits) && unit->edits[k].offset == start;
		     k++)
			if (unit->edits[k].room) write_room(&writer, unit->edits[k].room, true);
		write_coroutine(&writer, function);
		at = function->definition.end;
		while (source->text[at] == ' ' || source->text[at] == '\t') at++;
		if (source->text[at] == '\n') at++;
		text_printf(&marked, "\1S%u\2", source_line(source, at));
		settle_lines(unit, &settling, &marked, false, out);
	}
	plain_text(&writer, at, source->length);
	settle_lines(unit, &settling, &marked, true, out);
	text_release(&marked);
}
