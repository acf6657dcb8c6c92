/* Diagnostics as text, in gcc's form:
 *
 *     file.co.c:3:9: error: coroutine 'f' is never awaited [-Wnever-awaited]
 *         3 |         f(1);
 *           |         ^~~~
 *           |         await
 *
 * The line is printed as it stands, tabs included, and what is below it is padded with the same tabs. Characters take
 * the columns they have on a terminal; bytes that would move its cursor or reorder text (control and format characters,
 * broken UTF-8) are shown by their numbers. */
#include "base/ds.h"
#include "base/unicode.h"
#include "diag_report.h"
#include <string.h>

/* Longer lines are data, not something to look at. */
enum { LONGEST_LINE = 2000, TAB = 8 };

#define RESET "\33[0m"
#define BOLD "\33[1m"
#define RED "\33[1;31m"
#define MAGENTA "\33[1;35m"
#define CYAN "\33[1;36m"
#define GREEN "\33[32m"
#define DELETED "\33[31m"

static void paint(struct text *out, bool color, const char *escape) {
	if (color) text_puts(out, escape);
}

static const char *severity_name(enum diag_severity severity) {
	return severity == DIAG_ERROR ? "error" : severity == DIAG_WARNING ? "warning" : "note";
}

static const char *severity_color(enum diag_severity severity) {
	return severity == DIAG_ERROR ? RED : severity == DIAG_WARNING ? MAGENTA : CYAN;
}

/* ---- one line of source ---- */

/* Appends the character at `at` as it is shown to `out` (may be NULL) and moves `*column`; returns the bytes it
 * takes. */
static size_t show_character(const char *text, size_t length, size_t at, size_t *column, struct text *out) {
	uint32_t character = 0;
	if (text[at] == '\t') {
		if (out) text_putc(out, '\t');
		*column += TAB - *column % TAB;
		return 1;
	}
	size_t taken = utf8_decode(text + at, length - at, &character);
	int width = taken ? character_width(character) : -1;
	if (width >= 0) {
		if (out) text_add(out, text + at, taken);
		*column += (size_t)width;
		return taken;
	}
	char number[16];
	if (taken)
		snprintf(number, sizeof(number), "<U+%04X>", (unsigned)character);
	else
		snprintf(number, sizeof(number), "<%02x>", (unsigned)(unsigned char)text[at]);
	if (out) text_puts(out, number);
	*column += strlen(number);
	return taken ? taken : 1;
}

/* The column at which byte `offset` of a line is shown; behind its end, each byte counts as one. */
static size_t shown_column(const struct place *place, size_t offset) {
	size_t column = 0, at = 0;
	while (at < offset && at < place->length) at += show_character(place->text, place->length, at, &column, NULL);
	return at < offset ? column + (offset - at) : column;
}

/* Blanks from the start of a line up to byte `offset`, tabs where the line has them. */
static void pad(struct text *out, const struct place *place, size_t offset) {
	size_t column = 0, at = 0;
	while (at < offset && at < place->length) {
		size_t before = column;
		bool tab = place->text[at] == '\t';
		at += show_character(place->text, place->length, at, &column, NULL);
		if (tab)
			text_putc(out, '\t');
		else
			text_fill(out, ' ', column - before);
	}
	if (at < offset) text_fill(out, ' ', offset - at);
}

static void margin(struct text *out, uint32_t line) {
	char number[16];
	int width = snprintf(number, sizeof(number), "%5u", (unsigned)line);
	text_printf(out, "%*s | ", width, "");
}

static void show_line(struct text *out, const struct place *place) {
	size_t column = 0;
	text_printf(out, "%5u | ", (unsigned)place_shown(place).line);
	for (size_t at = 0; at < place->length;) at += show_character(place->text, place->length, at, &column, out);
	text_putc(out, '\n');
}

static void show_caret(struct text *out, const struct place *place, bool color, const char *escape) {
	size_t start = shown_column(place, place->column - 1), end = shown_column(place, place->end - 1);
	margin(out, place_shown(place).line);
	pad(out, place, place->column - 1);
	paint(out, color, escape);
	text_putc(out, '^');
	if (end > start + 1) text_fill(out, '~', end - start - 1);
	paint(out, color, RESET);
	text_putc(out, '\n');
}

static bool showable(const struct place *place) {
	return place->line && place->column && place->text && place->length <= LONGEST_LINE;
}

/* ---- fix-its ---- */

/* One line below the caret; pieces are added from left to right. */
struct row {
	struct text text;
	size_t column; /* where its text ends */
};

static void row_add(struct row *row, const struct place *place, const char *text, bool color, const char *escape) {
	size_t start = shown_column(place, place->column - 1);
	if (row->text.length == 0)
		pad(&row->text, place, place->column - 1);
	else
		text_fill(&row->text, ' ', start - row->column);
	row->column = start;
	paint(&row->text, color, escape);
	size_t length = strlen(text);
	for (size_t at = 0; at < length;) {
		if (text[at] == '\n' || text[at] == '\t') {
			text_putc(&row->text, ' ');
			row->column++;
			at++;
		} else {
			at += show_character(text, length, at, &row->column, &row->text);
		}
	}
	paint(&row->text, color, RESET);
}

/* The first row with room at a column; alternatives for the same place come below each other. */
static struct row *find_row(struct row **rows, size_t column) {
	for (size_t i = 0; i < arrlenu(*rows); i++) {
		if ((*rows)[i].column <= column) return &(*rows)[i];
	}
	arrput(*rows, (struct row){ 0 });
	return &arrlast(*rows);
}

static void print_rows(struct text *out, struct row *rows, uint32_t line) {
	for (size_t i = 0; i < arrlenu(rows); i++) {
		margin(out, line);
		text_add(out, rows[i].text.data, rows[i].text.length);
		text_putc(out, '\n');
		text_release(&rows[i].text);
	}
	arrfree(rows);
}

/* A fix-it that puts a whole line in front of another. */
static bool inserts_line(const struct fixit *fixit) {
	size_t length = strlen(fixit->text);
	return fixit->place.column == 1 && fixit->place.end == 1 && length > 0 && fixit->text[length - 1] == '\n';
}

/* Those of a report's fix-its that change `line`, below that line, which is printed already. `marked`: what is
 * underlined. */
static void show_fixits(struct text *out, const struct report *report, uint32_t line, const struct place *marked,
                        bool color) {
	struct row *struck = NULL, *rows = NULL;
	for (size_t i = 0; i < arrlenu(report->fixits); i++) {
		const struct fixit *fixit = &report->fixits[i];
		const struct place *place = &fixit->place;
		if (place->line != line || inserts_line(fixit)) continue;
		size_t start = shown_column(place, place->column - 1), end = shown_column(place, place->end - 1);
		bool marked_already = marked && marked->column == place->column && marked->end == place->end;
		if (end > start && (*fixit->text == '\0' || !marked_already)) {
			char *dashes = xmalloc(end - start + 1);
			memset(dashes, '-', end - start);
			dashes[end - start] = '\0';
			if (arrlenu(struck) == 0 || arrlast(struck).column <= start)
				row_add(find_row(&struck, start), place, dashes, color, DELETED);
			free(dashes);
		}
		if (*fixit->text) row_add(find_row(&rows, start), place, fixit->text, color, GREEN);
	}
	print_rows(out, struck, line);
	print_rows(out, rows, line);
}

static void show_inserted_line(struct text *out, const struct fixit *fixit, bool color) {
	const char *text = fixit->text;
	while (*text) {
		size_t length = strcspn(text, "\n"), column = 0;
		text_puts(out, "  +++ |");
		paint(out, color, GREEN);
		text_putc(out, '+');
		for (size_t at = 0; at < length;) at += show_character(text, length, at, &column, out);
		paint(out, color, RESET);
		text_putc(out, '\n');
		text += length + (text[length] == '\n');
	}
}

/* Fix-its on other lines than the caret's, each line once. */
static void show_other_fixits(struct text *out, const struct report *report, bool color) {
	uint32_t *lines = NULL;
	arrput(lines, report->place.line);
	for (size_t i = 0; i < arrlenu(report->fixits); i++) {
		const struct fixit *fixit = &report->fixits[i];
		if (!showable(&fixit->place)) continue;
		if (inserts_line(fixit)) {
			show_inserted_line(out, fixit, color);
			show_line(out, &fixit->place);
			continue;
		}
		bool shown = false;
		for (size_t k = 0; k < arrlenu(lines); k++) shown = shown || lines[k] == fixit->place.line;
		if (shown) continue;
		arrput(lines, fixit->place.line);
		show_line(out, &fixit->place);
		show_fixits(out, report, fixit->place.line, NULL, color);
	}
	arrfree(lines);
}

/* ---- whole messages ---- */

static void show_head(struct text *out, const struct place *at, enum diag_severity severity, const char *message,
                      const char *option, bool color) {
	struct place shown = place_shown(at), *place = &shown;
	paint(out, color, BOLD);
	text_puts(out, place->file ? place->file : "cogen");
	if (place->file && place->line && place->column)
		text_printf(out, ":%u:%u", (unsigned)place->line, (unsigned)place->column);
	else if (place->file && place->line)
		text_printf(out, ":%u", (unsigned)place->line);
	text_putc(out, ':');
	paint(out, color, RESET);
	text_putc(out, ' ');
	paint(out, color, severity_color(severity));
	text_printf(out, "%s: ", severity_name(severity));
	paint(out, color, RESET);
	text_puts(out, message);
	if (option) {
		text_puts(out, " [");
		paint(out, color, severity_color(severity));
		text_puts(out, option);
		paint(out, color, RESET);
		text_putc(out, ']');
	}
	text_putc(out, '\n');
}

void diag_text_print(struct text *out, const struct report *report, bool color) {
	show_head(out, &report->place, report->severity, report->message, report->option, color);
	if (showable(&report->place)) {
		show_line(out, &report->place);
		show_caret(out, &report->place, color, severity_color(report->severity));
		show_fixits(out, report, report->place.line, &report->place, color);
		show_other_fixits(out, report, color);
	}
	for (size_t i = 0; i < arrlenu(report->notes); i++) {
		const struct note *note = &report->notes[i];
		show_head(out, &note->place, DIAG_NOTE, note->message, NULL, color);
		if (showable(&note->place)) {
			show_line(out, &note->place);
			show_caret(out, &note->place, color, severity_color(DIAG_NOTE));
		}
	}
}
