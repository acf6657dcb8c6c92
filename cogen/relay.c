/* Pass 1, errors of the C itself: relayed in libclang's words, at the place in the user's file; its warnings are left to the compiler
 * that will read the output.
 *
 * In: the diagnostics of a unit. Out: the same, with what a reader of annotated C needs besides: that <cogen.h> is missing, a keyword
 * that is misspelled, what the value of a generator's call is. What comes out of cogen's own macros is not shown. */
#include "relay.h"
#include "base/ds.h"
#include "base/nearest.h"
#include "base/text.h"
#include "lex.h"
#include <ctype.h>
#include <string.h>

/* Words that mean something only with <cogen.h>; those without a prefix only where `(` or an operand stands behind them. */
static const char *const keywords[] = {
	"async",        "generator",          "async_generator", "await",      "yield",         "yield_from", "co_async",
	"co_generator", "co_async_generator", "co_await",        "co_yield",   "co_yield_from", "co_none",    "co_try",
	"co_catch",     "co_catch_all",       "co_finally",      "co_defer",   "co_with",       "co_timeout", "co_group",
	"co_scope",     "co_uncancellable",   "co_raise",        "co_reraise",
#define FORM(name, ...) name,
#include "form.def"
#undef FORM
};

enum { KEYWORDS = sizeof keywords / sizeof *keywords, SHORT_KEYWORDS = 6 };

struct relay {
	const struct parse *parse;
	struct diags *diags;
	struct lex_token *tokens; /* stb_ds, of the main file; read when first needed */
	bool has_header;          /* the words have macros behind them */
};

static bool is_keyword(const struct relay *relay, const struct lex_token *token) {
	if (token->kind != LEX_IDENTIFIER || token->flags & LEX_DIRECTIVE) return false;
	for (size_t i = 0; i < KEYWORDS; i++)
		if (lex_is(relay->parse->source->text, token, keywords[i])) return true;
	return false;
}

struct named {
	const char *name;
	bool found;
};

static enum CXChildVisitResult see_macro(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct named *named = data;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_MacroDefinition) return CXChildVisit_Continue;
	CXString name = clang_getCursorSpelling(cursor);
	named->found = !strcmp(clang_getCString(name), named->name);
	clang_disposeString(name);
	return named->found ? CXChildVisit_Break : CXChildVisit_Continue;
}

static bool is_defined(const struct parse *parse, const char *macro) {
	struct named named = { macro, false };
	clang_visitChildren(clang_getTranslationUnitCursor(parse->unit), see_macro, &named);
	return named.found;
}

static bool place_in_main(const struct relay *relay, CXDiagnostic diagnostic, uint32_t *offset) {
	return parse_offset(relay->parse, clang_getDiagnosticLocation(diagnostic), offset) &&
	       *offset <= relay->parse->source->length;
}

/** The tokens of the line on which an error was met, up to it: first and behind the last. */
static void tokens_before(const struct relay *relay, uint32_t offset, size_t *from, size_t *to) {
	const struct source *source = relay->parse->source;
	*from = lex_find(relay->tokens, offset - (source_column(source, offset) - 1));
	*to = lex_find(relay->tokens, offset);
	if (*to < arrlenu(relay->tokens) && relay->tokens[*to].span.start == offset) ++*to;
}

/* ---- messages --------------------------------------------------------------------------------------------------------- */

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

static void relay_one(const struct relay *relay, CXDiagnostic diagnostic, enum diag_severity severity) {
	const struct parse *parse = relay->parse;
	CXFile file;
	unsigned line, column, offset;
	clang_getFileLocation(clang_getDiagnosticLocation(diagnostic), &file, &line, &column, &offset);
	CXString message = clang_getDiagnosticSpelling(diagnostic);
	char *text = readable(clang_getCString(message));
	clang_disposeString(message);
	if (!file) {
		diag_relay(relay->diags, severity, NULL, 0, 0, NULL, text, NULL);
	} else if (clang_File_isEqual(file, parse->file)) {
		/* Columns behind an opened macro are those of the buffer. */
		const struct source *source = parse->source;
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
	if (severity == DIAG_NOTE) return;
	for (unsigned i = 0; i < clang_getDiagnosticNumRanges(diagnostic); i++) {
		CXSourceRange range = clang_getDiagnosticRange(diagnostic, i);
		struct span span;
		if (parse_offset(parse, clang_getRangeStart(range), &span.start) &&
		    parse_offset(parse, clang_getRangeEnd(range), &span.end))
			diag_range(relay->diags, span);
	}
	for (unsigned i = 0; i < clang_getDiagnosticNumFixIts(diagnostic); i++) {
		CXSourceRange range;
		CXString replacement = clang_getDiagnosticFixIt(diagnostic, i, &range);
		struct span span;
		if (parse_offset(parse, clang_getRangeStart(range), &span.start) &&
		    parse_offset(parse, clang_getRangeEnd(range), &span.end))
			diag_fixit(relay->diags, span, clang_getCString(replacement));
		clang_disposeString(replacement);
	}
}

/* ---- what it is about ------------------------------------------------------------------------------------------------- */

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

static char *format_quoted(const char *text, const struct lex_token *token) {
	return xasprintf("'%.*s'", (int)(token->span.end - token->span.start), text + token->span.start);
}

/** Notes and fix-its to an error that was just relayed. */
static void add_hints(const struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	const struct parse *parse = relay->parse;
	const char *text = parse->source->text;
	uint32_t offset;
	size_t from, to;
	if (!place_in_main(relay, diagnostic, &offset)) return;
	bool about_generator = strstr(spelling, "typeof (*((struct") != NULL;
	tokens_before(relay, offset, &from, &to);
	if (about_generator) {
		size_t i = from;
		uint32_t line = source_line(parse->source, offset);
		while (i < arrlenu(relay->tokens) && source_line(parse->source, relay->tokens[i].span.start) == line &&
		       !lex_is(text, &relay->tokens[i], "await") && !lex_is(text, &relay->tokens[i], "co_await"))
			i++;
		bool awaited = i < arrlenu(relay->tokens) && source_line(parse->source, relay->tokens[i].span.start) == line;
		diag_note(relay->diags, awaited ? relay->tokens[i].span : (struct span){ offset, offset },
		          awaited ? "a generator cannot be awaited: co_for, co_next and yield_from run it"
		                  : "the value of a generator's call is what it returns, not what it yields: co_for and "
		                    "co_next hand that out");
		return;
	}
	if (clang_getDiagnosticNumFixIts(diagnostic)) return;
	for (size_t i = from; i < to; i++) {
		const struct lex_token *token = &relay->tokens[i];
		if (token->kind != LEX_IDENTIFIER || token->flags & LEX_DIRECTIVE || token->span.end - token->span.start < 4)
			continue;
		if (is_keyword(relay, token)) {
			bool is_short = false;
			for (size_t k = 0; k < SHORT_KEYWORDS; k++) is_short |= lex_is(text, token, keywords[k]);
			char *name = xstrndup(text + token->span.start, token->span.end - token->span.start);
			bool defined = is_defined(parse, name);
			if (is_short && !defined) {
				diag_note(relay->diags, token->span, "COGEN_NO_SHORT_KEYWORDS is defined: the word is 'co_%s' here",
				          name);
				diag_fixit(relay->diags, (struct span){ token->span.start, token->span.start }, "co_");
			}
			free(name);
			if (!defined) return;
			continue;
		}
		/* what the message is about, or what stands where async(T) would */
		char *quoted = format_quoted(text, token);
		bool named = strstr(spelling, quoted) != NULL;
		free(quoted);
		bool in_head = strstr(spelling, "after function declarator") != NULL && i + 1 < arrlenu(relay->tokens) &&
		               lex_is(text, &relay->tokens[i + 1], "(") && token->span.start < offset;
		if (!named && !in_head) continue;
		struct nearest nearest = nearest_none();
		for (size_t k = 0; k < KEYWORDS; k++)
			nearest_consider(&nearest, keywords[k], text + token->span.start, token->span.end - token->span.start);
		if (!nearest.word || nearest.distance > 2) continue;
		diag_note(relay->diags, token->span, "did you mean '%s'?", nearest.word);
		diag_fixit(relay->diags, token->span, nearest.word);
		return;
	}
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
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(all) && !fine && !told; i++) {
		CXDiagnostic diagnostic = clang_getDiagnosticInSet(all, i);
		if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
			relay_one(&relay, diagnostic, DIAG_ERROR);
			CXDiagnosticSet notes = clang_getChildDiagnostics(diagnostic);
			for (unsigned k = 0; k < clang_getNumDiagnosticsInSet(notes); k++) {
				CXDiagnostic note = clang_getDiagnosticInSet(notes, k);
				relay_one(&relay, note, DIAG_NOTE);
				clang_disposeDiagnostic(note);
			}
			CXString message = clang_getDiagnosticSpelling(diagnostic);
			add_hints(&relay, diagnostic, clang_getCString(message));
			clang_disposeString(message);
		}
		clang_disposeDiagnostic(diagnostic);
	}
	clang_disposeDiagnosticSet(all);
	arrfree(relay.tokens);
	return fine;
}
