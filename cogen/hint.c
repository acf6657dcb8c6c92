/* Pass 1, notes to libclang's errors: what a word was meant to be, and what the types in a message are to a reader of
 * annotated C.
 *
 * In: an error that was just relayed, the tokens of its line. Out: a note to it, and a fix-it, or nothing. What the notes
 * themselves are is in hint_values.c and hint_words.c. */
#include "hint_error.h"
#include "base/ds.h"
#include <string.h>

/* Words that mean something only with <cogen.h>; those without a prefix only where `(` or an operand stands behind
 * them. */
const char *const hint_keywords[] = {
	"async",        "generator",          "async_generator", "await",      "yield",         "yield_from", "co_async",
	"co_generator", "co_async_generator", "co_await",        "co_yield",   "co_yield_from", "co_none",    "co_try",
	"co_catch",     "co_catch_all",       "co_finally",      "co_defer",   "co_with",       "co_timeout", "co_group",
	"co_scope",     "co_uncancellable",   "co_raise",        "co_reraise",
#define FORM(name, ...) name,
#include "form.def"
#undef FORM
};

const size_t hint_keyword_count = sizeof hint_keywords / sizeof *hint_keywords;

enum { SHORT_KEYWORDS = 6 };

bool is_keyword(const struct relay *relay, const struct lex_token *token) {
	if (token->kind != LEX_IDENTIFIER || token->flags & LEX_DIRECTIVE) return false;
	for (size_t i = 0; i < hint_keyword_count; i++)
		if (lex_is(relay->parse->source->text, token, hint_keywords[i])) return true;
	return false;
}

bool is_short_keyword(const struct relay *relay, const struct lex_token *token) {
	for (size_t i = 0; i < SHORT_KEYWORDS; i++)
		if (lex_is(relay->parse->source->text, token, hint_keywords[i])) return true;
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

bool is_defined(const struct parse *parse, const char *macro) {
	struct named named = { macro, false };
	clang_visitChildren(clang_getTranslationUnitCursor(parse->unit), see_macro, &named);
	return named.found;
}

bool place_in_main(const struct relay *relay, CXDiagnostic diagnostic, uint32_t *offset) {
	return parse_offset(relay->parse, clang_getDiagnosticLocation(diagnostic), offset) &&
	       *offset <= relay->parse->source->length;
}

void tokens_before(const struct relay *relay, uint32_t offset, size_t *from, size_t *to) {
	const struct source *source = relay->parse->source;
	*from = lex_find(relay->tokens, offset - (source_column(source, offset) - 1));
	*to = lex_find(relay->tokens, offset);
	if (*to < arrlenu(relay->tokens) && relay->tokens[*to].span.start == offset) ++*to;
}

struct function_search {
	const struct relay *relay;
	const struct lex_token *name;
	CXCursor found;
};

static enum CXChildVisitResult see_function(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct function_search *search = data;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl) return CXChildVisit_Continue;
	CXString name = clang_getCursorSpelling(cursor);
	if (lex_is(search->relay->parse->source->text, search->name, clang_getCString(name))) search->found = cursor;
	clang_disposeString(name);
	return clang_Cursor_isNull(search->found) ? CXChildVisit_Continue : CXChildVisit_Break;
}

CXCursor find_function_named(const struct relay *relay, const struct lex_token *name) {
	struct function_search search = { relay, name, clang_getNullCursor() };
	if (name->kind == LEX_IDENTIFIER)
		clang_visitChildren(clang_getTranslationUnitCursor(relay->parse->unit), see_function, &search);
	return search.found;
}

static enum CXChildVisitResult see_annotation(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct named *named = data;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_AnnotateAttr) return CXChildVisit_Continue;
	CXString text = clang_getCursorSpelling(cursor);
	const char *spelling = clang_getCString(text);
	named->found |= !strncmp(spelling, "cogen.", 6) && !strcmp(spelling + 6, named->name);
	clang_disposeString(text);
	return CXChildVisit_Continue;
}

bool is_declared_as(CXCursor function, const char *keyword) {
	struct named named = { keyword, false };
	if (!clang_Cursor_isNull(function)) clang_visitChildren(function, see_annotation, &named);
	return named.found;
}

void tell_no_more(struct relay *relay, const struct lex_token *token) {
	arrput(relay->quiet_lines, source_line(relay->parse->source, token->span.start));
}

/* ---- what stands there ------------------------------------------------------------------------------------------- */

const struct lex_token *token_at(const struct error *error, size_t i) {
	static const struct lex_token none;
	return i < arrlenu(error->relay->tokens) ? &error->relay->tokens[i] : &none;
}

bool reads(const struct error *error, size_t i, const char *spelling) {
	return i < arrlenu(error->relay->tokens) && lex_is(error->text, token_at(error, i), spelling);
}

bool is_await(const struct error *error, size_t i) {
	return reads(error, i, "await") || reads(error, i, "co_await");
}

/** Whether no statement ends between two tokens. */
static bool is_one_statement(const struct error *error, size_t one, size_t other) {
	size_t from = one < other ? one : other, to = one < other ? other : one;
	for (size_t i = from; i < to; i++)
		if (reads(error, i, ";") || reads(error, i, "{") || reads(error, i, "}")) return false;
	return true;
}

size_t await_of_line(const struct error *error) {
	const struct source *source = error->relay->parse->source;
	uint32_t line = source_line(source, error->offset);
	size_t at = lex_find(error->relay->tokens, error->offset);
	for (size_t i = error->from;
	     i < arrlenu(error->relay->tokens) && source_line(source, token_at(error, i)->span.start) == line; i++)
		if (is_await(error, i) && is_one_statement(error, i, at)) return i;
	return arrlenu(error->relay->tokens);
}

bool says(const struct error *error, const char *part) { return strstr(error->spelling, part) != NULL; }

bool names(const struct error *error, size_t i) {
	const struct lex_token *token = token_at(error, i);
	char *quoted = xasprintf("'%.*s'", (int)(token->span.end - token->span.start), error->text + token->span.start);
	bool found = strstr(error->spelling, quoted) != NULL;
	free(quoted);
	return found;
}

void note(const struct error *error, struct span span, const char *message) {
	diag_note(error->relay->diags, span, "%s", message);
}

bool is_async(const struct error *error, size_t name) {
	const struct lex_token *tokens = error->relay->tokens;
	char *word = xstrndup(error->text + tokens[name].span.start, tokens[name].span.end - tokens[name].span.start);
	bool found = false;
	for (size_t i = 0; i + 3 < arrlenu(tokens) && !found; i++) {
		if (!(reads(error, i, "async") || reads(error, i, "co_async")) || !reads(error, i + 1, "(")) continue;
		size_t close = lex_closing(error->text, tokens, i + 1);
		found = close + 2 < arrlenu(tokens) && lex_is(error->text, &tokens[close + 1], word) &&
		        reads(error, close + 2, "(");
	}
	free(word);
	return found;
}

/* ---- all of them --------------------------------------------------------------------------------------------------- */

void hint(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	struct error error = {
		.relay = relay, .diagnostic = diagnostic, .spelling = spelling, .text = relay->parse->source->text
	};
	if (!place_in_main(relay, diagnostic, &error.offset)) return;
	tokens_before(relay, error.offset, &error.from, &error.to);
	if (hint_generator(&error) || hint_compiler(&error) || hint_member(&error) || hint_pointer(&error)) return;
	if (clang_getDiagnosticNumFixIts(diagnostic) && !says(&error, "type specifier missing")) return;
	if (hint_constant(&error) || hint_spawn(&error) || hint_generator_object(&error) || hint_sent(&error) ||
	    hint_handle(&error) || hint_task(&error) ||
	    hint_returned(&error) || hint_declared(&error) || hint_braces(&error) || hint_keyword(&error))
		return;
	if ((says(&error, "unknown type name") || says(&error, "type specifier missing")) && hint_head(&error)) return;
	if (hint_loop(&error) || hint_async(&error) || hint_raise(&error) || hint_python(&error) || hint_header(&error)) return;
	hint_spelling(&error);
}
