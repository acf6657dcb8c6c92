/* Pass 9, lines: indentation, and where each line of the output comes from.
 *
 * In: lines of text and their source. Out: lines with markers, which emit_file.c settles.
 *
 * note [markers]: while text is put together in pieces, lines begin with a marker: where the following lines come
 * from, a line of the source or cogen itself. The last step turns markers into #line where the compiler's own count
 * would differ. A marker is \1, `S` and the line, `G` or `H`, \2. H is what cogen adds inside of a body: it counts
 * as the line of the source that stands in front of it, so that a debugger's `next` goes over an await as over a
 * call. */
#include "emit.h"
#include <ctype.h>
#include <string.h>

void emit_mark_source(struct emitter *e, uint32_t offset) {
	text_printf(e->out, "\1S%u\2", source_line(e->unit->source, offset));
}

void emit_begin_line(struct emitter *e, int deeper) {
	text_puts(e->out, "\n\1H\2");
	text_puts(e->out, e->indent);
	for (int i = 0; i < deeper; i++) text_puts(e->out, e->step);
	e->out_of_step = true;
}

void emit_line(struct emitter *e, int deeper, const char *format_string, ...) {
	va_list arguments;
	emit_begin_line(e, deeper);
	va_start(arguments, format_string);
	text_vprintf(e->out, format_string, arguments);
	va_end(arguments);
}

/** A line that holds text of the user's from `offset`. */
void emit_user_line(struct emitter *e, int deeper, uint32_t offset) {
	text_puts(e->out, "\n");
	emit_mark_source(e, offset);
	text_puts(e->out, e->indent);
	for (int i = 0; i < deeper; i++) text_puts(e->out, e->step);
	e->out_of_step = true;
}

void emit_label(struct emitter *e, const char *name, int number) {
	/* one level out, as labels stand */
	size_t length = strlen(e->indent), unit = strlen(e->step);
	text_puts(e->out, "\n\1H\2");
	if (length > unit) text_add(e->out, e->indent, length - unit);
	text_printf(e->out, "%s%d:", name, number);
	e->out_of_step = true;
}

void emit_set_indent(struct emitter *e, uint32_t offset) {
	uint32_t start = offset - (source_column(e->unit->source, offset) - 1);
	size_t length = 0;
	while ((e->text[start] == ' ' || e->text[start] == '\t') && length < sizeof e->indent - 1)
		e->indent[length++] = e->text[start++];
	e->indent[length] = '\0';
	e->step = length && e->indent[0] == ' ' ? "    " : "\t";
}

void emit_deepen(struct emitter *e) {
	if (strlen(e->indent) + strlen(e->step) < sizeof e->indent) strcat(e->indent, e->step);
}

void emit_shallow(struct emitter *e) {
	size_t length = strlen(e->indent), unit = strlen(e->step);
	if (length >= unit) e->indent[length - unit] = '\0';
}

/** Source text from `at` to `end`; gets in step again at its first line break. */
void emit_copy(struct emitter *e, uint32_t at, uint32_t end) {
	if (at >= end) return;
	if (e->out_of_step) {
		uint32_t from = at;
		while (from < end && (e->text[from] == ' ' || e->text[from] == '\t')) from++;
		if (from < end && e->text[from] == '\n') {
			text_puts(e->out, "\n");
			emit_mark_source(e, from + 1);
			at = from + 1;
			e->out_of_step = false;
		} else if (from < end) {
			/* something follows on the same line of the source */
			text_puts(e->out, "\n");
			emit_mark_source(e, from);
			text_puts(e->out, e->indent);
			at = from;
			e->out_of_step = false;
		} else {
			return;
		}
	}
	/* behind lines that are not in the file, the count starts anew */
	const struct source *source = e->unit->source;
	for (size_t i = source_edit_behind(source, at); i < arrlenu(source->edits) && source->edits[i].now.end <= end;
	     i++) {
		const struct source_edit *edit = &source->edits[i];
		if (edit->now.end <= at || !source_adds_lines(source, edit) || e->text[edit->now.end - 1] != '\n') continue;
		copy_source(e, at, edit->now.end, e->out);
		at = edit->now.end;
		emit_mark_source(e, at);
	}
	copy_source(e, at, end, e->out);
}

/** Takes back the indentation, the marker and the line break that stand before a statement: its lines bring their
 * own. */
void emit_unwind_line(struct text *out) {
	size_t length = out->length;
	while (length && (out->data[length - 1] == ' ' || out->data[length - 1] == '\t')) length--;
	if (length && out->data[length - 1] == '\2') {
		while (length && out->data[length - 1] != '\1') length--;
		length--;
	}
	if (!length || out->data[length - 1] != '\n') return;
	out->length = length - 1;
	out->data[out->length] = '\0';
}
