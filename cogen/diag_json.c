/* Diagnostics as JSON, in gcc's shape (-fdiagnostics-format=json), and as SARIF 2.1.0, for code scanning and editors.
 *
 * In: finished reports. Out: one document for the whole run, readable, in the order of the reports. Columns are byte
 * columns in JSON, as gcc's `column` is, and characters in SARIF, which says so. Where there are several ways to mend
 * something, JSON has them under "alternatives", each complete, and SARIF as fixes. */
#include "base/ds.h"
#include "base/unicode.h"
#include "diag_report.h"
#include <string.h>

static void put_string(struct text *out, const char *string) {
	size_t length = strlen(string);
	text_putc(out, '"');
	for (size_t at = 0; at < length;) {
		unsigned char c = (unsigned char)string[at];
		uint32_t character;
		size_t taken = utf8_decode(string + at, length - at, &character);
		if (c == '"' || c == '\\')
			text_printf(out, "\\%c", c);
		else if (c == '\n')
			text_puts(out, "\\n");
		else if (c == '\t')
			text_puts(out, "\\t");
		else if (c < ' ' || c == 127)
			text_printf(out, "\\u%04x", c);
		else if (taken)
			text_add(out, string + at, taken);
		else
			text_puts(out, "\\ufffd"); /* no text: what it is nobody can say */
		at += taken ? taken : 1;
	}
	text_putc(out, '"');
}

static void put_member(struct text *out, const char *name, const char *value) {
	text_printf(out, "\"%s\": ", name);
	put_string(out, value);
}

static const char *severity_name(enum diag_severity severity) {
	return severity == DIAG_ERROR ? "error" : severity == DIAG_WARNING ? "warning" : "note";
}

/* ---- gcc's JSON -------------------------------------------------------------------------------------------------- */

static void put_point(struct text *out, const char *name, const struct place *place, uint32_t column) {
	text_printf(out, "\"%s\": { ", name);
	put_member(out, "file", place->file);
	text_printf(out, ", \"line\": %u, \"column\": %u }", (unsigned)place->line, (unsigned)column);
}

static void put_locations(struct text *out, const struct place *at) {
	struct place shown = place_shown(at), *place = &shown;
	text_puts(out, "\"locations\": [");
	if (place->file) {
		text_puts(out, "{ ");
		put_point(out, "caret", place, place->column);
		if (place->end > place->column + 1) {
			text_puts(out, ", ");
			put_point(out, "finish", place, place->end - 1);
		}
		text_puts(out, " }");
	}
	text_puts(out, "]");
}

/** Those of one alternative. */
static void put_fixits(struct text *out, const struct report *report, unsigned alternative) {
	bool first = true;
	text_puts(out, "[");
	for (size_t i = 0; i < arrlenu(report->fixits); i++) {
		const struct fixit *fixit = &report->fixits[i];
		if (fixit->alternative != alternative) continue;
		text_puts(out, first ? "{ " : ", { ");
		first = false;
		put_point(out, "start", &fixit->place, fixit->place.column);
		text_puts(out, ", ");
		put_point(out, "next", &fixit->place, fixit->place.end);
		text_puts(out, ", ");
		put_member(out, "string", fixit->text);
		text_puts(out, " }");
	}
	text_puts(out, "]");
}

static unsigned alternatives(const struct report *report) {
	return arrlenu(report->fixits) ? arrlast(report->fixits).alternative + 1 : 0;
}

static void put_report(struct text *out, const struct report *report) {
	text_puts(out, "\t{ ");
	put_member(out, "kind", severity_name(report->severity));
	text_puts(out, ", ");
	put_member(out, "message", report->message);
	if (report->option) {
		text_puts(out, ", ");
		put_member(out, "option", report->option);
	}
	text_puts(out, ",\n\t\t");
	put_locations(out, &report->place);
	text_puts(out, ",\n\t\t\"children\": [");
	for (size_t i = 0; i < arrlenu(report->notes); i++) {
		const struct note *note = &report->notes[i];
		text_puts(out, i ? ",\n\t\t\t{ " : "\n\t\t\t{ ");
		put_member(out, "kind", "note");
		text_puts(out, ", ");
		put_member(out, "message", note->message);
		text_puts(out, ", ");
		put_locations(out, &note->place);
		text_puts(out, " }");
	}
	text_puts(out, "]");
	unsigned count = alternatives(report);
	if (count == 1) {
		text_puts(out, ",\n\t\t\"fixits\": ");
		put_fixits(out, report, 0);
	} else if (count > 1) {
		text_puts(out, ",\n\t\t\"alternatives\": [");
		for (unsigned i = 0; i < count; i++) {
			text_puts(out, i ? ", " : "");
			put_fixits(out, report, i);
		}
		text_puts(out, "]");
	}
	text_puts(out, " }");
}

void diag_json_print(struct text *out, const struct report *reports) {
	text_puts(out, "[");
	for (size_t i = 0; i < arrlenu(reports); i++) {
		text_puts(out, i ? ",\n" : "\n");
		put_report(out, &reports[i]);
	}
	text_puts(out, arrlenu(reports) ? "\n]\n" : "]\n");
}

/* ---- SARIF ------------------------------------------------------------------------------------------------------- */

/** A path as a URI reference; an absolute one with its scheme. */
static void put_uri(struct text *out, const char *path) {
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/+,=@";
	text_puts(out, *path == '/' ? "\"file://" : "\"");
	for (; *path; path++) {
		if (strchr(plain, *path))
			text_putc(out, *path);
		else
			text_printf(out, "%%%02X", (unsigned)(unsigned char)*path);
	}
	text_putc(out, '"');
}

/** The 1-based character that a 1-based byte column is. */
static unsigned character_column(const struct place *place, uint32_t column) {
	unsigned count = 1;
	if (!place->text) return column;
	for (size_t at = 0; at + 1 < column; count++) {
		uint32_t character;
		size_t taken = at < place->length ? utf8_decode(place->text + at, place->length - at, &character) : 1;
		at += taken ? taken : 1;
	}
	return count;
}

static void put_region(struct text *out, const char *name, const struct place *place) {
	text_printf(out, "\"%s\": { \"startLine\": %u", name, (unsigned)place->line);
	if (place->column)
		text_printf(out, ", \"startColumn\": %u, \"endLine\": %u, \"endColumn\": %u",
		            character_column(place, place->column), (unsigned)place->line, character_column(place, place->end));
	text_puts(out, " }");
}

static void put_artifact(struct text *out, const struct place *place) {
	text_puts(out, "\"artifactLocation\": { \"uri\": ");
	put_uri(out, place->file);
	text_puts(out, " }");
}

static void put_physical(struct text *out, const struct place *at) {
	struct place shown = place_shown(at), *place = &shown;
	text_puts(out, "\"physicalLocation\": { ");
	put_artifact(out, place);
	if (place->line) {
		text_puts(out, ", ");
		put_region(out, "region", place);
	}
	text_puts(out, " }");
}

static void put_message(struct text *out, const char *name, const char *message) {
	text_printf(out, "\"%s\": { ", name);
	put_member(out, "text", message);
	text_puts(out, " }");
}

static void put_fixes(struct text *out, const struct report *report) {
	text_puts(out, ",\n\t\t\t\t\"fixes\": [");
	for (unsigned i = 0; i < alternatives(report); i++) {
		bool first = true;
		text_puts(out, i ? ",\n\t\t\t\t\t{ " : "\n\t\t\t\t\t{ ");
		put_message(out, "description", "as suggested");
		text_puts(out, ", \"artifactChanges\": [{ ");
		put_artifact(out, &report->fixits[0].place);
		text_puts(out, ", \"replacements\": [");
		for (size_t k = 0; k < arrlenu(report->fixits); k++) {
			const struct fixit *fixit = &report->fixits[k];
			if (fixit->alternative != i) continue;
			text_puts(out, first ? "{ " : ", { ");
			first = false;
			put_region(out, "deletedRegion", &fixit->place);
			text_puts(out, ", ");
			put_message(out, "insertedContent", fixit->text);
			text_puts(out, " }");
		}
		text_puts(out, "] }] }");
	}
	text_puts(out, "]");
}

static void put_result(struct text *out, const struct report *report) {
	text_puts(out, "\n\t\t\t{\n\t\t\t\t");
	put_member(out, "ruleId", diag_name(report->id));
	text_printf(out, ", \"ruleIndex\": %d, ", (int)report->id);
	put_member(out, "level", severity_name(report->severity));
	text_puts(out, ",\n\t\t\t\t");
	put_message(out, "message", report->message);
	text_puts(out, ",\n\t\t\t\t\"locations\": [");
	if (report->place.file) {
		text_puts(out, "{ ");
		put_physical(out, &report->place);
		text_puts(out, " }");
	}
	text_puts(out, "]");
	if (arrlenu(report->notes)) {
		text_puts(out, ",\n\t\t\t\t\"relatedLocations\": [");
		for (size_t i = 0; i < arrlenu(report->notes); i++) {
			const struct note *note = &report->notes[i];
			text_printf(out, "%s\n\t\t\t\t\t{ \"id\": %zu, ", i ? "," : "", i + 1);
			if (note->place.file) {
				put_physical(out, &note->place);
				text_puts(out, ", ");
			}
			put_message(out, "message", note->message);
			text_puts(out, " }");
		}
		text_puts(out, "]");
	}
	if (arrlenu(report->fixits)) put_fixes(out, report);
	text_puts(out, "\n\t\t\t}");
}

void diag_sarif_print(struct text *out, const struct report *reports, const char *version) {
	text_puts(out, "{\n\t\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n\t\"version\": \"2.1.0\",\n"
	               "\t\"runs\": [{\n\t\t\"tool\": { \"driver\": {\n\t\t\t\"name\": \"cogen\", ");
	put_member(out, "semanticVersion", version);
	text_puts(out, ",\n\t\t\t\"rules\": [");
	for (int id = 0; id < DIAG_COUNT; id++) {
		text_puts(out, id ? ",\n\t\t\t\t{ " : "\n\t\t\t\t{ ");
		put_member(out, "id", diag_name((enum diag_id)id));
		text_puts(out, ", ");
		put_message(out, "shortDescription", diag_summary((enum diag_id)id));
		text_puts(out, ", ");
		put_message(out, "help", diag_help((enum diag_id)id));
		text_puts(out, ", \"defaultConfiguration\": { ");
		put_member(out, "level", severity_name(diag_default((enum diag_id)id)));
		text_puts(out, " } }");
	}
	text_puts(out, "]\n\t\t} },\n\t\t\"columnKind\": \"unicodeCodePoints\",\n\t\t\"results\": [");
	for (size_t i = 0; i < arrlenu(reports); i++) {
		text_puts(out, i ? "," : "");
		put_result(out, &reports[i]);
	}
	text_puts(out, "]\n\t}]\n}\n");
}
