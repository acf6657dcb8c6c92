/* Collecting diagnostics: see diag.h.
 *
 * A report is made final when it is reported: its place is mapped back to the user's file at once, as the buffer may be
 * another one when the reports are printed. A key of severity, place and message drops repetitions, which every parse
 * after an opened macro brings. */
#include "diag.h"
#include "base/ds.h"
#include "base/fatal.h"
#include "base/nearest.h"
#include "diag_report.h"
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

/* A file full of errors tells no more with its 51st. */
enum { MOST_ERRORS = 50 };

static const struct {
	const char *name, *option;
	enum diag_severity severity;
	const char *summary, *help;
} table[DIAG_COUNT] = {
#define DIAG(id, name, severity, summary, help) [DIAG_##id] = { name, "-W" name, severity, summary, help },
#include "diag.def"
#undef DIAG
};

enum wish { WISH_NONE, WISH_NO, WISH_YES };

struct seen {
	char *key;
	unsigned value; /* the file, by number, in which it was last reported */
};

struct diags {
	struct arena arena;
	const struct source *source;
	struct report *reports; /* stb_ds array: since the last flush */
	struct report *kept;    /* stb_ds array: before it, where they are kept */
	struct seen *seen;      /* stb_ds string map: what was ever reported */
	bool dropped;           /* the last report was ignored or a repetition: its notes and fix-its go with it */
	bool color, errors_wanted, silent, keep, quiet, alternative;
	enum wish wanted[DIAG_COUNT], as_error[DIAG_COUNT];
	size_t errors, printed_errors, sequence;
	unsigned sources; /* that were set */
};

struct diags *diags_new(void) {
	struct diags *diags = xcalloc(1, sizeof(*diags));
	sh_new_strdup(diags->seen);
	diags->dropped = true;
	return diags;
}

static void drop_reports(struct report *reports) {
	for (size_t i = 0; i < arrlenu(reports); i++) {
		arrfree(reports[i].notes);
		arrfree(reports[i].fixits);
	}
	arrfree(reports);
}

void diags_free(struct diags *diags) {
	if (!diags) return;
	drop_reports(diags->reports);
	drop_reports(diags->kept);
	shfree(diags->seen);
	arena_release(&diags->arena);
	free(diags);
}

void diags_set_source(struct diags *diags, const struct source *source) {
	diags->source = source;
	if (source) diags->sources++;
}

void diags_set_color(struct diags *diags, bool on) { diags->color = on; }

size_t diags_errors(const struct diags *diags) { return diags->errors; }

const char *diag_name(enum diag_id id) { return table[id].name; }

const char *diag_summary(enum diag_id id) { return table[id].summary; }

const char *diag_help(enum diag_id id) { return table[id].help; }

enum diag_severity diag_default(enum diag_id id) { return table[id].severity; }

bool diag_find(const char *name, enum diag_id *id) {
	for (int i = 0; i < DIAG_COUNT; i++) {
		if (strcmp(name, table[i].name) == 0) {
			*id = (enum diag_id)i;
			return true;
		}
	}
	return false;
}

/* ---- places ---- */

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* By `#line`, in the main file. */
static void set_shown(struct diags *diags, struct place *place) {
	struct source_place presumed = source_presumed(diags->source, place->line);
	place->shown_file = arena_strdup(&diags->arena, presumed.path);
	place->shown_line = presumed.line;
}

/* A line of the main file; columns count from behind a byte order mark, which no editor shows. */
static void set_line(struct diags *diags, struct place *place, uint32_t line) {
	const struct source *source = diags->source;
	struct span span = source_original_line_span(source, line);
	size_t mark = sizeof(byte_order_mark) - 1;
	if (line == 1 && span.end - span.start >= mark && memcmp(source->original, byte_order_mark, mark) == 0) {
		span.start += (uint32_t)mark;
		place->column = place->column > mark ? place->column - (uint32_t)mark : 1;
		place->end = place->end > mark ? place->end - (uint32_t)mark : 1;
	}
	place->line = line;
	set_shown(diags, place);
	place->length = span.end - span.start;
	place->text = arena_strndup(&diags->arena, source->original + span.start, place->length);
}

/* Where a span of the main file starts, and how far it goes in that line. */
static struct place original_place(struct diags *diags, struct span span) {
	const struct source *source = diags->source;
	struct place place = { .file = arena_strdup(&diags->arena, source->path) };
	uint32_t line = source_original_line(source, span.start);
	uint32_t line_start = span.start - (source_original_column(source, span.start) - 1);
	uint32_t line_end = source_original_line_span(source, line).end;
	uint32_t end = span.end < line_end ? span.end : line_end;
	while (end > span.start && strchr(" \t", source->original[end - 1]) && end != span.end) end--;
	place.column = span.start - line_start + 1;
	place.end = end > span.start ? end - line_start + 1 : place.column;
	set_line(diags, &place, line);
	return place;
}

static bool is_of_name(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* What stands in an opened macro stood in the call if it is there once, word for word: mostly in an argument. */
static bool find_in_call(const struct source *source, struct span span, struct span *found) {
	size_t index = source_edit_behind(source, span.start), length = span.end - span.start, times = 0;
	if (index == arrlenu(source->edits) || !length) return false;
	const struct source_edit *edit = &source->edits[index];
	if (edit->now.start > span.start || edit->now.end < span.end) return false;
	const char *words = source->text + span.start, *end = source->original + edit->was.end;
	for (const char *at = source->original + edit->was.start; at + length <= end; at++) {
		if (memcmp(at, words, length) != 0) continue;
		bool in_word = (at > source->original && is_of_name(at[-1]) && is_of_name(*at)) ||
		               (at + length < end && is_of_name(at[length - 1]) && is_of_name(at[length]));
		if (in_word) continue;
		found->start = (uint32_t)(at - source->original);
		found->end = found->start + (uint32_t)length;
		times++;
	}
	return times == 1;
}

static struct place place_of(struct diags *diags, struct span span) {
	if (!diags->source) return (struct place){ 0 };
	struct span found;
	if (find_in_call(diags->source, span, &found)) return original_place(diags, found);
	return original_place(diags, source_original_span(diags->source, span));
}

/* ---- macros ---- */

static uint32_t skip_spaces(const char *text, uint32_t at) {
	while (text[at] == ' ' || text[at] == '\t') at++;
	return at;
}

/** Past `word`, if it stands there whole; 0. */
static uint32_t behind_word(const char *text, uint32_t at, const char *word, size_t length) {
	if (strncmp(text + at, word, length) != 0 || is_of_name(text[at + length])) return 0;
	return at + (uint32_t)length;
}

/** Where the macro's name stands in the last definition of it in front of `before`; false: the file has none. */
static bool find_definition(const struct source *source, const char *name, size_t length, uint32_t before,
                            uint32_t *found) {
	const char *text = source->original;
	bool is_there = false;
	for (uint32_t at = 0; at < before;) {
		uint32_t hash = skip_spaces(text, at), word = text[hash] == '#' ? skip_spaces(text, hash + 1) : 0;
		uint32_t behind = word ? behind_word(text, word, "define", strlen("define")) : 0;
		uint32_t defined = behind ? skip_spaces(text, behind) : 0;
		if (defined && behind_word(text, defined, name, length)) {
			*found = defined;
			is_there = true;
		}
		const char *newline = strchr(text + at, '\n');
		if (!newline) break;
		at = (uint32_t)(newline - text) + 1;
	}
	return is_there;
}

/** A macro of the file, and a place in its definition. */
struct defined_macro {
	struct span name, place;
};

/* Deeper than anybody nests them by hand. */
enum { DEEPEST_MACRO = 16 };

/** The first place of a word in the definition of a macro whose name is `macro->name`, or of one that it leads to: that
 * one, then. False: it is in none. */
static bool find_in_definition(const struct source *source, struct defined_macro *macro, const char *word,
                               size_t length, int depth) {
	const char *text = source->original;
	uint32_t *names = NULL; /* stb_ds: start and end of each */
	bool found = false;
	for (uint32_t at = macro->name.end; text[at] && (text[at] != '\n' || text[at - 1] == '\\') && !found; at++) {
		if (is_of_name(text[at - 1]) || !is_of_name(text[at])) continue;
		uint32_t end = at;
		while (is_of_name(text[end])) end++;
		found = end - at == length && !memcmp(text + at, word, length);
		macro->place = (struct span){ at, end };
		arrput(names, at);
		arrput(names, end);
	}
	for (size_t i = 0; i < arrlenu(names) && depth < DEEPEST_MACRO && !found; i += 2) {
		struct defined_macro inner;
		size_t inner_length = names[i + 1] - names[i];
		if (!find_definition(source, text + names[i], inner_length, source->original_length, &inner.name.start))
			continue;
		inner.name.end = inner.name.start + (uint32_t)inner_length;
		found = inner.name.start != macro->name.start && find_in_definition(source, &inner, word, length, depth + 1);
		if (found) *macro = inner;
	}
	arrfree(names);
	return found;
}

/** Whether `call` is the call of one macro as the file has it, and nothing else. */
static bool is_call(const struct source *source, struct span call, size_t *name) {
	const char *text = source->original;
	*name = 0;
	while (call.start + *name < call.end && is_of_name(text[call.start + *name])) ++*name;
	uint32_t at = skip_spaces(text, call.start + (uint32_t)*name), depth = 0;
	if (!*name || isdigit((unsigned char)text[call.start])) return false;
	if (at >= call.end) return true;
	for (; at < call.end; at++) {
		if (text[at] == '(') depth++;
		if (text[at] == ')' && depth) depth--;
		if (!depth) break;
	}
	return at + 1 == call.end;
}

/** What is told of a macro's call is to be found in its definition, if the file has that; as far as it is known where,
 * there. */
static void note_macro(struct diags *diags, struct span span) {
	const struct source *source = diags->source;
	struct span call = source_original_span(source, span), found;
	size_t length, index = source_edit_behind(source, span.start);
	uint32_t line = call.start - (source_original_column(source, call.start) - 1);
	if (source->original[skip_spaces(source->original, line)] == '#') return; /* a directive names it */
	if (find_in_call(source, span, &found) || !is_call(source, call, &length)) return;
	struct defined_macro macro;
	if (!find_definition(source, source->original + call.start, length, call.start, &macro.name.start)) return;
	macro.name.end = macro.name.start + (uint32_t)length;
	const struct defined_macro outermost = { macro.name, macro.name };
	bool opened = index < arrlenu(source->edits) && source->edits[index].now.start <= span.start;
	const char *word = source->text + span.start;
	size_t word_length = 0;
	while (opened && span.start + word_length < span.end && is_of_name(word[word_length])) word_length++;
	bool known = word_length && find_in_definition(source, &macro, word, word_length, 0);
	if (!known) macro = outermost;
	struct note note = { .place = original_place(diags, macro.place) };
	note.message = arena_printf(&diags->arena, known ? "in the expansion of macro '%.*s'" : "'%.*s' is defined here",
	                            (int)(macro.name.end - macro.name.start), source->original + macro.name.start);
	arrput(arrlast(diags->reports).notes, note);
}

/* ---- reporting ---- */

static enum diag_severity severity_of(const struct diags *diags, enum diag_id id) {
	enum diag_severity severity = table[id].severity;
	if (severity == DIAG_ERROR) return severity;
	if (diags->silent || diags->wanted[id] == WISH_NO) return DIAG_IGNORED;
	if (severity == DIAG_IGNORED && diags->wanted[id] != WISH_YES) return DIAG_IGNORED;
	if (diags->as_error[id] == WISH_YES || (diags->errors_wanted && diags->as_error[id] != WISH_NO)) return DIAG_ERROR;
	return DIAG_WARNING;
}

static void add_report(struct diags *diags, struct report report) {
	char *key = xasprintf("%d\t%s\t%u\t%u\t%s", report.severity, report.place.file ? report.place.file : "",
	                      report.place.line, report.place.column, report.message);
	ptrdiff_t at = shgeti(diags->seen, key);
	bool repeated = at >= 0, counts = !repeated || diags->seen[at].value != diags->sources;
	shput(diags->seen, key, diags->sources);
	free(key);
	/* what is wrong with a header is told once, but is an error of each file that includes it */
	if (report.severity == DIAG_ERROR && counts) diags->errors++;
	diags->dropped = repeated;
	diags->alternative = false;
	if (repeated) return;
	report.sequence = diags->sequence++;
	arrput(diags->reports, report);
}

static const char *format_message(struct diags *diags, const char *format, va_list arguments) {
	struct text text;
	text_init(&text);
	text_vprintf(&text, format, arguments);
	const char *message = arena_strndup(&diags->arena, text.data, text.length);
	text_release(&text);
	return message;
}

void diag_report(struct diags *diags, enum diag_id id, struct span span, const char *format, ...) {
	enum diag_severity severity = severity_of(diags, id);
	if (severity == DIAG_IGNORED) {
		diags->dropped = true;
		return;
	}
	struct report report = {
		.id = id,
		.severity = severity,
		.option = table[id].option,
		.place = place_of(diags, span),
		.in_source = diags->source != NULL,
	};
	if (severity != table[id].severity && severity == DIAG_ERROR)
		report.option = arena_printf(&diags->arena, "-Werror=%s", table[id].name);
	va_list arguments;
	va_start(arguments, format);
	report.message = format_message(diags, format, arguments);
	va_end(arguments);
	add_report(diags, report);
	if (!diags->dropped && diags->source) note_macro(diags, span);
}

void diag_note(struct diags *diags, struct span span, const char *format, ...) {
	if (diags->dropped) return;
	struct note note = { .place = place_of(diags, span) };
	va_list arguments;
	va_start(arguments, format);
	note.message = format_message(diags, format, arguments);
	va_end(arguments);
	struct report *report = &arrlast(diags->reports);
	for (size_t i = 0; i < arrlenu(report->notes); i++) {
		const struct note *told = &report->notes[i];
		if (told->place.line == note.place.line && told->place.column == note.place.column &&
		    !strcmp(told->message, note.message))
			return; /* that of a macro, which all get */
	}
	arrput(report->notes, note);
}

/* An edit of the user's file has to name bytes of it: what stands in an opened macro is not written there. */
static bool touches_edit(const struct source *source, struct span span) {
	for (size_t i = 0; i < arrlenu(source->edits); i++) {
		struct span now = source->edits[i].now;
		if (now.start < span.end && span.start < now.end) return true;
		if (span.start == span.end && now.start < span.start && span.start < now.end) return true;
	}
	return false;
}

void diag_fixit(struct diags *diags, struct span span, const char *text) {
	if (diags->dropped || !diags->source || touches_edit(diags->source, span)) return;
	/* a place is one line's */
	if (source_line(diags->source, span.start) != source_line(diags->source, span.end)) return;
	struct fixit fixit = { .place = place_of(diags, span), .text = arena_strdup(&diags->arena, text) };
	struct report *report = &arrlast(diags->reports);
	if (arrlenu(report->fixits)) fixit.alternative = arrlast(report->fixits).alternative + diags->alternative;
	diags->alternative = false;
	arrput(report->fixits, fixit);
}

void diag_alternative(struct diags *diags) { diags->alternative = true; }

void diag_relay(struct diags *diags, enum diag_severity severity, const char *file, unsigned line, unsigned column,
                const char *source_line, const char *message, const char *option) {
	if (severity == DIAG_WARNING && diags->silent) severity = DIAG_IGNORED;
	if (severity == DIAG_WARNING && diags->errors_wanted) severity = DIAG_ERROR;
	if (severity == DIAG_IGNORED) {
		diags->dropped = true;
		return;
	}
	if (severity == DIAG_NOTE && diags->dropped) return;
	bool in_source = file && diags->source && strcmp(file, diags->source->path) == 0;
	struct place place = {
		.file = file ? arena_strdup(&diags->arena, file) : NULL, .line = line, .column = column, .end = column
	};
	if (line && source_line) {
		place.length = strcspn(source_line, "\r\n");
		place.text = arena_strndup(&diags->arena, source_line, place.length);
		if (in_source) set_shown(diags, &place);
	} else if (line && in_source) {
		set_line(diags, &place, line);
	}
	const char *copy = arena_strdup(&diags->arena, message);
	if (severity == DIAG_NOTE) {
		struct note note = { .place = place, .message = copy };
		arrput(arrlast(diags->reports).notes, note);
		return;
	}
	enum diag_id id = DIAG_PARSE; /* unless it is one of cogen's, about another file */
	if (option && strncmp(option, "-W", 2) == 0) diag_find(option + 2, &id);
	struct report report = {
		.id = id,
		.severity = severity,
		.option = option && *option ? arena_strdup(&diags->arena, option) : NULL,
		.message = copy,
		.place = place,
		.in_source = in_source,
	};
	add_report(diags, report);
}

void diag_range(struct diags *diags, struct span span) {
	if (diags->dropped || !diags->source) return;
	struct place place = place_of(diags, span), *last = &arrlast(diags->reports).place;
	if (arrlast(diags->reports).in_source && place.line == last->line && place.column == last->column &&
	    place.end > last->end)
		last->end = place.end;
}

/* ---- options ---- */

static const char *behind(const char *string, const char *prefix) {
	size_t length = strlen(prefix);
	return strncmp(string, prefix, length) == 0 ? string + length : NULL;
}

enum diag_option diags_option(struct diags *diags, const char *argument) {
	if (strcmp(argument, "-w") == 0) {
		diags->silent = true;
		return DIAG_OPTION_TAKEN;
	}
	if (strcmp(argument, "-Werror") == 0 || strcmp(argument, "-Wno-error") == 0) {
		diags->errors_wanted = strcmp(argument, "-Werror") == 0;
		return DIAG_OPTION_TAKEN;
	}
	enum diag_id id;
	const char *name;
	if ((name = behind(argument, "-Werror=")) != NULL && diag_find(name, &id)) {
		diags->as_error[id] = WISH_YES; /* which asks for it, too */
		diags->wanted[id] = WISH_YES;
	} else if ((name = behind(argument, "-Wno-error=")) != NULL && diag_find(name, &id)) {
		if (table[id].severity == DIAG_ERROR) return DIAG_OPTION_FIXED;
		diags->as_error[id] = WISH_NO;
	} else if ((name = behind(argument, "-Wno-")) != NULL && diag_find(name, &id)) {
		if (table[id].severity == DIAG_ERROR) return DIAG_OPTION_FIXED;
		diags->wanted[id] = WISH_NO;
	} else if ((name = behind(argument, "-W")) != NULL && diag_find(name, &id)) {
		diags->wanted[id] = WISH_YES;
	} else {
		return DIAG_OPTION_UNKNOWN;
	}
	return DIAG_OPTION_TAKEN;
}

const char *diag_near(const char *option) {
	const char *name = behind(option, "-Werror=");
	if (!name) name = behind(option, "-W");
	if (!name) return NULL;
	struct nearest nearest = nearest_none();
	for (int i = 0; i < DIAG_COUNT; i++) nearest_consider(&nearest, table[i].name, name, strlen(name));
	return nearest.word;
}

/* ---- printing ---- */

/* Source order; what lies in no or in another file (headers, which stand at the top) first, as it came. */
static int compare_reports(const void *left, const void *right) {
	const struct report *a = left, *b = right;
	if (a->in_source != b->in_source) return a->in_source ? 1 : -1;
	if (a->in_source && a->place.line != b->place.line) return a->place.line < b->place.line ? -1 : 1;
	if (a->in_source && a->place.column != b->place.column) return a->place.column < b->place.column ? -1 : 1;
	return a->sequence < b->sequence ? -1 : 1;
}

static void print_reports(struct diags *diags, FILE *out) {
	size_t left_out = 0;
	struct text text;
	text_init(&text);
	for (size_t i = 0; i < arrlenu(diags->reports); i++) {
		const struct report *report = &diags->reports[i];
		bool full = diags->printed_errors == MOST_ERRORS;
		if (!full) {
			diag_text_print(&text, report, diags->color);
			diags->printed_errors += report->severity == DIAG_ERROR;
		} else if (report->severity == DIAG_ERROR) {
			left_out++;
		}
	}
	if (left_out) text_printf(&text, "cogen: %zu more error%s, not shown\n", left_out, left_out == 1 ? "" : "s");
	fwrite(text.data, 1, text.length, out);
	text_release(&text);
}

void diags_flush(struct diags *diags, FILE *out) {
	size_t count = arrlenu(diags->reports);
	if (count == 0) return;
	qsort(diags->reports, count, sizeof(*diags->reports), compare_reports);
	if (!diags->quiet) print_reports(diags, out);
	if (diags->keep) {
		for (size_t i = 0; i < count; i++) arrput(diags->kept, diags->reports[i]);
		arrfree(diags->reports);
	} else {
		drop_reports(diags->reports);
	}
	diags->reports = NULL;
	diags->dropped = true;
}

void diags_keep(struct diags *diags, bool quiet) {
	diags->keep = true;
	diags->quiet = quiet;
}

void diags_write(struct diags *diags, enum diag_form form, const char *version, struct text *out) {
	if (form == DIAG_JSON) diag_json_print(out, diags->kept);
	if (form == DIAG_SARIF) diag_sarif_print(out, diags->kept, version);
	for (size_t i = 0; i < arrlenu(diags->kept) && form == DIAG_TEXT; i++) diag_text_print(out, &diags->kept[i], false);
}
