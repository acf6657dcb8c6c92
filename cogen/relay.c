/* Pass 1, errors of the C itself: relayed in libclang's words, at the place in the user's file; its warnings are left
 * to the compiler that will read the output, but for one that tells why there are errors.
 *
 * In: the diagnostics of a unit. Out: the same, with what a reader of annotated C needs besides (hint.h): that
 * <cogen.h> is missing, a keyword that is misspelled, what the value of a generator's call is. What comes out of
 * cogen's own macros is not shown, and what follows from a word of cogen that is used wrongly is not told a second
 * time. */
#include "relay.h"
#include "base/ds.h"
#include "base/text.h"
#include "hint.h"
#include <ctype.h>
#include <string.h>

/** "'typeof (*((struct …' (aka 'void')" is how generator(…) reads in full. */
static char *readable(const char *message) {
	static const char begin[] = "'typeof (*((struct", middle[] = "' (aka '";
	char *copy = xstrdup(message), *at;
	while ((at = strstr(copy, begin)) != NULL) {
		char *known = strstr(at, middle);
		if (!known) break;
		const char *type = known + sizeof middle - 2;
		size_t length = strcspn(type + 1, "'") + 2;
		memmove(at, type, length);
		const char *rest = type + length + (type[length] == ')');
		memmove(at + length, rest, strlen(rest) + 1);
	}
	return copy;
}

/** Whether what a note is about is written in one of cogen's headers, which the user did not write. */
static bool is_own(CXFile file) {
	CXString name = clang_getFileName(file);
	const char *path = clang_getCString(name);
	bool own = path && (strstr(path, "/cogen/") || strstr(path, "/cogen.h"));
	clang_disposeString(name);
	return own;
}

/** Not in a macro's text, of which the place here is that of the call. */
static bool is_written_there(CXSourceLocation place) {
	unsigned called, written;
	CXFile of_call, of_text;
	clang_getExpansionLocation(place, &of_call, NULL, NULL, &called);
	clang_getSpellingLocation(place, &of_text, NULL, NULL, &written);
	return called == written && of_call && of_text && clang_File_isEqual(of_call, of_text);
}

static void relay_one(const struct relay *relay, CXDiagnostic diagnostic, enum diag_severity severity) {
	const struct parse *parse = relay->parse;
	CXFile file;
	unsigned line, column, offset;
	clang_getFileLocation(clang_getDiagnosticLocation(diagnostic), &file, &line, &column, &offset);
	CXString message = clang_getDiagnosticSpelling(diagnostic);
	char *text = readable(clang_getCString(message));
	clang_disposeString(message);
	bool implicit = strstr(text, "type specifier missing") != NULL;
	if (!file) {
		diag_relay(relay->diags, severity, NULL, 0, 0, NULL, text, NULL);
	} else if (clang_File_isEqual(file, parse->file)) {
		/* Columns behind an opened macro are those of the buffer. */
		const struct source *source = parse->source;
		/* what stands first behind a backslash at the end of a line is there */
		uint32_t behind = lex_behind_splices(source->text, source->length, offset);
		for (; offset < behind; offset++, column++) {
			if (source->text[offset] != '\n') continue;
			line++;
			column = 0;
		}
		uint32_t original = source_original_offset(source, offset < source->length ? offset : source->length);
		struct span span = source_original_line_span(source, line);
		if (original >= span.start && original <= span.end) column = original - span.start + 1;
		char *source_line = xstrndup(source->original + span.start, span.end - span.start);
		diag_relay(relay->diags, severity, source->path, line, column, source_line, text, NULL);
		free(source_line);
	} else if (severity != DIAG_NOTE || !is_own(file)) {
		CXString name = clang_getFileName(file);
		char *source_line = parse_line(parse->unit, file, line);
		diag_relay(relay->diags, severity, clang_getCString(name), line, column, source_line, text, NULL);
		free(source_line);
		clang_disposeString(name);
	}
	free(text);
	if (severity == DIAG_NOTE || implicit) return; /* the `int` that clang would put in is not what was meant */
	for (unsigned i = 0; i < clang_getDiagnosticNumRanges(diagnostic); i++) {
		CXSourceRange range = clang_getDiagnosticRange(diagnostic, i);
		struct span span;
		if (parse_offset(parse, clang_getRangeStart(range), &span.start) &&
		    parse_end(parse, clang_getRangeEnd(range), &span.end))
			diag_range(relay->diags, span);
	}
	if (hint_misleads(relay, diagnostic)) return;
	for (unsigned i = 0; i < clang_getDiagnosticNumFixIts(diagnostic); i++) {
		CXSourceRange range;
		CXString replacement = clang_getDiagnosticFixIt(diagnostic, i, &range);
		struct span span;
		if (is_written_there(clang_getRangeStart(range)) && is_written_there(clang_getRangeEnd(range)) &&
		    parse_offset(parse, clang_getRangeStart(range), &span.start) &&
		    parse_end(parse, clang_getRangeEnd(range), &span.end))
			diag_fixit(relay->diags, span, clang_getCString(replacement));
		clang_disposeString(replacement);
	}
}

/* ---- the header that is missing ---------------------------------------------------------------------------------- */

/** The keyword without a macro behind it that an error was met on or behind; NULL. */
static const struct lex_token *unknown_keyword(const struct relay *relay, CXDiagnostic diagnostic) {
	uint32_t offset;
	size_t from, to;
	if (!place_in_main(relay, diagnostic, &offset)) return NULL;
	for (tokens_before(relay, offset, &from, &to); from < to; from++)
		if (is_keyword(relay, &relay->tokens[from])) return &relay->tokens[from];
	return NULL;
}

/** Where `#include <cogen.h>` belongs: behind the last #include that stands before `offset`, else at the top. */
static uint32_t place_for_include(const struct relay *relay, uint32_t offset) {
	const struct source *source = relay->parse->source;
	uint32_t place = 0;
	for (size_t i = 0; i + 1 < arrlenu(relay->tokens) && relay->tokens[i].span.start < offset; i++) {
		const struct lex_token *token = &relay->tokens[i];
		if (!(token->flags & LEX_DIRECTIVE) || !lex_is(source->text, &token[1], "include")) continue;
		const char *end = strchr(source->text + token->span.start, '\n');
		if (end) place = (uint32_t)(end + 1 - source->text);
	}
	return place;
}

/** One error instead of all that follow from it. */
static bool relay_missing_header(const struct relay *relay, CXDiagnosticSet all) {
	const struct lex_token *first = NULL;
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(all); i++) {
		CXDiagnostic diagnostic = clang_getDiagnosticInSet(all, i);
		if (clang_getDiagnosticSeverity(diagnostic) == CXDiagnostic_Fatal) i = clang_getNumDiagnosticsInSet(all);
		const struct lex_token *token =
			clang_getDiagnosticSeverity(diagnostic) == CXDiagnostic_Error ? unknown_keyword(relay, diagnostic) : NULL;
		if (token && (!first || token->span.start < first->span.start)) first = token;
		clang_disposeDiagnostic(diagnostic);
		if (i == clang_getNumDiagnosticsInSet(all)) return false; /* a file that is missing comes first */
	}
	if (!first) return false;
	const char *name = relay->parse->source->text + first->span.start;
	diag_report(relay->diags, DIAG_MISSING_INCLUDE, first->span, "'%.*s' is a word of <cogen.h>, which is not included",
	            (int)(first->span.end - first->span.start), name);
	uint32_t place = place_for_include(relay, first->span.start);
	diag_fixit(relay->diags, (struct span){ place, place }, "#include <cogen.h>\n");
	return true;
}

static void relay_with_notes(struct relay *relay, CXDiagnostic diagnostic) {
	CXString message = clang_getDiagnosticSpelling(diagnostic);
	if (!misuse_explains(relay, diagnostic, clang_getCString(message)) &&
	    !retell(relay, diagnostic, clang_getCString(message))) {
		relay_one(relay, diagnostic, DIAG_ERROR);
		CXDiagnosticSet notes = clang_getChildDiagnostics(diagnostic);
		for (unsigned k = 0; k < clang_getNumDiagnosticsInSet(notes); k++) {
			CXDiagnostic note = clang_getDiagnosticInSet(notes, k);
			relay_one(relay, note, DIAG_NOTE);
			clang_disposeDiagnostic(note);
		}
		hint(relay, diagnostic, clang_getCString(message));
	}
	clang_disposeString(message);
}

/** A string without its end, of which clang warns: what it says of the tokens behind it follows from that. In a
 * directive it stays a warning, as the errors are where the macro is used. */
static void relay_unterminated(struct relay *relay, CXDiagnostic diagnostic) {
	CXString message = clang_getDiagnosticSpelling(diagnostic);
	uint32_t offset;
	if (!strncmp(clang_getCString(message), "missing terminating", 19) && place_in_main(relay, diagnostic, &offset)) {
		size_t at = lex_find(relay->tokens, offset);
		bool in_directive = at < arrlenu(relay->tokens) && relay->tokens[at].flags & LEX_DIRECTIVE;
		relay_one(relay, diagnostic, in_directive ? DIAG_WARNING : DIAG_ERROR);
		if (!in_directive) arrput(relay->quiet_lines, source_line(relay->parse->source, offset));
	}
	clang_disposeString(message);
}

bool relay_errors(const struct parse *parse, struct diags *diags) {
	struct relay relay = { .parse = parse, .diags = diags };
	CXDiagnosticSet all = clang_getDiagnosticSetFromTU(parse->unit);
	bool fine = true;
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(all) && fine; i++) {
		CXDiagnostic diagnostic = clang_getDiagnosticInSet(all, i);
		fine = clang_getDiagnosticSeverity(diagnostic) < CXDiagnostic_Error;
		clang_disposeDiagnostic(diagnostic);
	}
	if (!fine) {
		/* <cogen/runtime.h> reads it too, without its short words */
		relay.has_header = is_defined(parse, "COGEN_H") &&
		                   (is_defined(parse, "COGEN_SHORT_KEYWORDS") || is_defined(parse, "COGEN_NO_SHORT_KEYWORDS"));
		relay.tokens = lex(parse->source->text, (struct span){ 0, parse->source->length });
	}
	bool told = !fine && !relay.has_header && relay_missing_header(&relay, all);
	if (!fine && !told) find_misuses(&relay, all);
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(all) && !fine && !told; i++) {
		CXDiagnostic diagnostic = clang_getDiagnosticInSet(all, i);
		if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) relay_with_notes(&relay, diagnostic);
		if (clang_getDiagnosticSeverity(diagnostic) == CXDiagnostic_Warning) relay_unterminated(&relay, diagnostic);
		clang_disposeDiagnostic(diagnostic);
	}
	clang_disposeDiagnosticSet(all);
	arrfree(relay.tokens);
	arrfree(relay.misuses);
	arrfree(relay.quiet_lines);
	return fine;
}
