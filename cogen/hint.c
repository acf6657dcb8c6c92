/* Pass 1, notes to libclang's errors: what a word was meant to be, and what the types in a message are to a reader of
 * annotated C.
 *
 * In: an error that was just relayed, the tokens of its line. Out: a note to it, and a fix-it, or nothing. */
#include "hint.h"
#include "base/ds.h"
#include "base/nearest.h"
#include "compiler.h"
#include <string.h>

/* Words that mean something only with <cogen.h>; those without a prefix only where `(` or an operand stands behind
 * them. */
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

bool is_keyword(const struct relay *relay, const struct lex_token *token) {
	if (token->kind != LEX_IDENTIFIER || token->flags & LEX_DIRECTIVE) return false;
	for (size_t i = 0; i < KEYWORDS; i++)
		if (lex_is(relay->parse->source->text, token, keywords[i])) return true;
	return false;
}

bool is_short_keyword(const struct relay *relay, const struct lex_token *token) {
	for (size_t i = 0; i < SHORT_KEYWORDS; i++)
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

/** An error, and the tokens around it. */
struct error {
	struct relay *relay;
	CXDiagnostic diagnostic;
	const char *spelling, *text;
	uint32_t offset;
	size_t from, to; /* the tokens of its line, up to it */
};

static const struct lex_token *token_at(const struct error *error, size_t i) {
	static const struct lex_token none;
	return i < arrlenu(error->relay->tokens) ? &error->relay->tokens[i] : &none;
}

static bool reads(const struct error *error, size_t i, const char *spelling) {
	return i < arrlenu(error->relay->tokens) && lex_is(error->text, token_at(error, i), spelling);
}

static bool is_await(const struct error *error, size_t i) {
	return reads(error, i, "await") || reads(error, i, "co_await");
}

/** The first await of the line that the error is on, also behind it; arrlen: none. */
static size_t await_of_line(const struct error *error) {
	const struct source *source = error->relay->parse->source;
	uint32_t line = source_line(source, error->offset);
	for (size_t i = error->from;
	     i < arrlenu(error->relay->tokens) && source_line(source, token_at(error, i)->span.start) == line; i++)
		if (is_await(error, i)) return i;
	return arrlenu(error->relay->tokens);
}

static bool says(const struct error *error, const char *part) { return strstr(error->spelling, part) != NULL; }

static bool names(const struct error *error, size_t i) {
	const struct lex_token *token = token_at(error, i);
	char *quoted = xasprintf("'%.*s'", (int)(token->span.end - token->span.start), error->text + token->span.start);
	bool found = strstr(error->spelling, quoted) != NULL;
	free(quoted);
	return found;
}

static void note(const struct error *error, struct span span, const char *message) {
	diag_note(error->relay->diags, span, "%s", message);
}

/** Whether a declaration of this file says async(T) of the name. */
static bool is_async(const struct error *error, size_t name) {
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

/* ---- values and their types -------------------------------------------------------------------------------------- */

/** The first yield from the error on to the end of its statement; arrlen: none. */
static size_t yield_behind(const struct error *error) {
	size_t count = arrlenu(error->relay->tokens), i = lex_find(error->relay->tokens, error->offset);
	for (; i < count && !reads(error, i, ";") && !reads(error, i, "{"); i++)
		if (reads(error, i, "yield") || reads(error, i, "co_yield")) return i;
	return count;
}

/** The word generator, or async_generator, of the function that the error is in; arrlen: none. */
static size_t generator_around(const struct error *error) {
	static const char *const words[] = { "generator", "co_generator", "async_generator", "co_async_generator" };
	size_t count = arrlenu(error->relay->tokens), found = count;
	int depth = 0;
	for (size_t i = 0; i < count && token_at(error, i)->span.start < error->offset; i++) {
		depth += reads(error, i, "{") - reads(error, i, "}");
		if (depth == 0 && reads(error, i, "}")) found = count;
		for (size_t k = 0; depth == 0 && k < sizeof words / sizeof *words; k++)
			if (reads(error, i, words[k])) found = i;
	}
	return depth > 0 ? found : count;
}

/** `const char *s = yield 1`, whose value C takes for what is yielded: it is what was sent. */
static bool hint_sent(const struct error *error) {
	static const char *const places[] = { "initializing '", "assigning to '", "to parameter of type '" };
	const char *wanted = NULL;
	for (size_t i = 0; i < sizeof places / sizeof *places && !wanted; i++) {
		wanted = strstr(error->spelling, places[i]);
		if (wanted) wanted += strlen(places[i]);
	}
	size_t count = arrlenu(error->relay->tokens), yield = yield_behind(error), word = generator_around(error);
	/* the yield is the value itself, not a part of it */
	if (!wanted || yield >= count || word >= count || !reads(error, word + 1, "(") || yield == 0 ||
	    !(reads(error, yield - 1, "=") || token_at(error, yield)->span.start == error->offset))
		return false;
	const char *text = error->text;
	size_t close = lex_closing(text, error->relay->tokens, word + 1), comma = word + 2, second;
	for (int depth = 0; comma < close && (depth || !reads(error, comma, ",")); comma++)
		depth += reads(error, comma, "(") - reads(error, comma, ")");
	second = comma + 1;
	int length = (int)strcspn(wanted, "'");
	struct span span = token_at(error, word)->span, type = token_at(error, second)->span;
	size_t end = second;
	while (end < close && !reads(error, end, ",")) type.end = token_at(error, end++)->span.end;
	struct span keyword = token_at(error, yield)->span;
	int own = (int)(type.end - type.start);
	char *message;
	if (second >= close || reads(error, second, "void"))
		message = xasprintf("the value of a yield is what was sent, and nothing is sent to this generator: declare it "
		                    "%.*s(Y, %.*s), and write co_received(%.*s, %.*s …)",
		                    (int)(span.end - span.start), text + span.start, length, wanted, length, wanted,
		                    (int)(keyword.end - keyword.start), text + keyword.start);
	else if (own == length && !strncmp(text + type.start, wanted, (size_t)length))
		message = xasprintf("the value of a yield is what was sent, and C takes it for what is yielded: write "
		                    "co_received(%.*s, %.*s …)",
		                    length, wanted, (int)(keyword.end - keyword.start), text + keyword.start);
	else
		message = xasprintf("the value of a yield is what was sent, and this generator is sent '%.*s'", own,
		                    text + type.start);
	note(error, token_at(error, yield)->span, message);
	free(message);
	return true;
}

/** `int n = g()` with g a generator, whose value has a type that is hardly to be read. */
static bool hint_generator(const struct error *error) {
	if (!says(error, "typeof (*((struct")) return false;
	size_t await = await_of_line(error);
	struct span here = { error->offset, error->offset };
	size_t yield = yield_behind(error);
	if (await < arrlenu(error->relay->tokens))
		note(error, token_at(error, await)->span,
		     "a generator cannot be awaited: co_for, co_next and yield_from run it");
	else if (yield < arrlenu(error->relay->tokens) && reads(error, yield + 2, "("))
		note(error, token_at(error, yield)->span,
		     "this would yield a generator, and no value of it: yield_from yields all that it does");
	else if (says(error, "passing ") || says(error, "'co_gen *'"))
		note(error, here, "the call of a generator makes no object by itself: co_new(call) does");
	else
		note(
			error, here,
			"the value of a generator's call is what it returns, not what it yields: co_for and co_next hand that out");
	return true;
}

/** `int n = await task`: the value is the task. */
static bool hint_handle(const struct error *error) {
	size_t await = await_of_line(error);
	if (await >= arrlenu(error->relay->tokens)) return false;
	if (says(error, "'co_task *'") || says(error, "'co_future *'") || says(error, "incomplete type 'co_task'") ||
	    says(error, "incomplete type 'co_future'")) {
		bool gather = false;
		for (size_t i = await; i < await + 3; i++) gather |= reads(error, i, "co_gather");
		note(error, token_at(error, await)->span,
		     gather
		         ? "the value is the gather, now done: co_gather_result(T, gather, index) has what the parts returned"
		         : "the value of an awaited task or future is itself, now done: co_result(T, …) has what it returned");
		return true;
	}
	const struct lex_token *name = token_at(error, await + 1);
	if (name->kind != LEX_IDENTIFIER || reads(error, await + 2, "(") || !says(error, "incompatible") ||
	    !says(error, "("))
		return false;
	char *message = xasprintf("'%.*s' is not called here", (int)(name->span.end - name->span.start),
	                          error->text + name->span.start);
	note(error, name->span, message);
	free(message);
	return true;
}

/** `co_task *t = work(1)`: a handle is wanted, and what stands there is what the coroutine returns. */
static bool hint_spawn(const struct error *error) {
	static const char *const wanted[] = { "initializing 'co_task *'", "initializing 'co_future *'",
		                                  "assigning to 'co_task *'", "assigning to 'co_future *'" };
	bool handle = false;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) handle = handle || says(error, wanted[i]);
	if (!handle) return false;
	size_t count = arrlenu(error->relay->tokens), at = lex_find(error->relay->tokens, error->offset);
	while (at < count && !reads(error, at, "=") && !reads(error, at, ";")) at++;
	if (!reads(error, at, "=") || token_at(error, at + 1)->kind != LEX_IDENTIFIER) return false;
	bool awaited = is_await(error, at + 1);
	size_t name = at + 1 + awaited;
	if (token_at(error, name)->kind != LEX_IDENTIFIER || !reads(error, name + 1, "(")) return false;
	size_t close = lex_closing(error->text, error->relay->tokens, name + 1);
	if (close >= count || !reads(error, close + 1, ";")) return false;
	struct span call = { token_at(error, name)->span.start, token_at(error, close)->span.end };
	struct span written = { token_at(error, at + 1)->span.start, call.end };
	char *spawned = xasprintf("co_spawn(%.*s)", (int)(call.end - call.start), error->text + call.start);
	char *message = xasprintf("a task is what co_spawn makes of a call that is not awaited: %s", spawned);
	note(error, written, message);
	if (is_async(error, name)) diag_fixit(error->relay->diags, written, spawned);
	free(message);
	free(spawned);
	return true;
}

/** `int n = await g` with g a co_gen *. */
static bool hint_generator_object(const struct error *error) {
	static const char *const given[] = { "of type 'co_gen *'", "from 'co_gen *'", "passing 'co_gen *'",
		                                 "returning 'co_gen *'" };
	bool object = false;
	for (size_t i = 0; i < sizeof given / sizeof *given; i++) object = object || says(error, given[i]);
	size_t await = await_of_line(error);
	if (!object || await >= arrlenu(error->relay->tokens)) return false;
	note(
		error, token_at(error, await)->span,
		"a co_gen * cannot be awaited: co_next(g, &value) asks a generator for its next value, `await co_anext(g, &value)` an async generator");
	return true;
}

static bool is_suspension(const struct error *error, size_t i) {
	static const char *const words[] = { "await", "co_await", "yield", "co_yield", "yield_from", "co_yield_from" };
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (reads(error, i, words[k])) return true;
	return false;
}

/** Whether a token is around an initializer, a label's expression or a length, not part of it; `depth`: of
 * parentheses. */
static bool ends_constant(const struct error *error, size_t i, int depth) {
	if (reads(error, i, ";") || reads(error, i, "}") || reads(error, i, "case")) return true;
	if (reads(error, i, "{"))
		return i == 0 || !(reads(error, i - 1, "=") || reads(error, i - 1, ",") || reads(error, i - 1, "{"));
	return depth == 0 && reads(error, i, ",");
}

/** `static int n = await work(1)`, `case await work(1):`: C wants a constant there. */
static bool hint_constant(const struct error *error) {
	static const struct {
		const char *says, *way_out;
	} places[] = {
		{ "initializer element is not a", "assign it in a statement of a coroutine" },
		{ "have 'static' storage duration", "in a coroutine a local array without 'static' may have such a length" },
		{ "variable length array declaration not allowed at file scope",
		  "a local array of a coroutine may have such a length" },
		{ "variably modified type declaration not allowed at file scope",
		  "a local array of a coroutine may have such a length" },
		{ "fields must have a constant size", "keep it in a local array of a coroutine, or allocate it" },
		{ "not an integer constant expression", NULL },
		{ "not an integral constant expression", NULL },
	};
	size_t place = 0, count = arrlenu(error->relay->tokens);
	while (place < sizeof places / sizeof *places && !says(error, places[place].says)) place++;
	if (place == sizeof places / sizeof *places) return false;
	/* the place may be the name that is declared, or somewhere in the expression */
	size_t at = lex_find(error->relay->tokens, error->offset), first = at, found = count;
	int depth = 0;
	for (; first > 0 && !ends_constant(error, first - 1, depth); first--)
		depth += reads(error, first - 1, ")") - reads(error, first - 1, "(");
	bool label = first > 0 && reads(error, first - 1, "case");
	for (size_t i = at + 1; i-- > first && found == count;)
		if (is_suspension(error, i)) found = i;
	depth = 0;
	for (size_t i = at;
	     i < count && found == count && !ends_constant(error, i, depth) && !(label && reads(error, i, ":")); i++) {
		depth += reads(error, i, "(") - reads(error, i, ")");
		if (is_suspension(error, i)) found = i;
	}
	if (found == count) return false;
	const char *way_out = places[place].way_out ? places[place].way_out
	                      : label               ? "take it out in front, and compare with `if`"
	                                            : "name a constant";
	struct span keyword = token_at(error, found)->span;
	char *message = xasprintf("C wants a constant here, and what '%.*s' gives is known only when it runs: %s",
	                          (int)(keyword.end - keyword.start), error->text + keyword.start, way_out);
	note(error, keyword, message);
	free(message);
	return true;
}

/** `return 5` in a generator of values. */
static bool hint_returned(const struct error *error) {
	static const char begin[] = "void function '";
	if (strncmp(error->spelling, begin, sizeof begin - 1) != 0) return false;
	size_t length = strcspn(error->spelling + sizeof begin - 1, "'");
	for (size_t i = error->to; i-- > 1;) {
		const struct lex_token *token = token_at(error, i);
		if (token->span.end - token->span.start != length ||
		    strncmp(error->text + token->span.start, error->spelling + sizeof begin - 1, length) != 0)
			continue;
		size_t at = i;
		while (at > 0 && !reads(error, at, "(") && !reads(error, at, ";") && !reads(error, at, "}")) at--;
		if (at == 0 || !reads(error, i - 1, ")") || !reads(error, at, "(") ||
		    !(reads(error, at - 1, "generator") || reads(error, at - 1, "co_generator")))
			continue;
		note(error, token_at(error, at - 1)->span,
		     "what a generator returns is its third type: generator(Y, S, R); what it hands out, it yields");
		return true;
	}
	return false;
}

/** A function of the runtime's, with the wrong number of arguments: what it is declared as. */
static bool hint_declared(const struct error *error) {
	if (!says(error, "arguments to function call")) return false;
	CXDiagnosticSet notes = clang_getChildDiagnostics(error->diagnostic);
	bool told = false;
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(notes) && !told; i++) {
		CXDiagnostic child = clang_getDiagnosticInSet(notes, i);
		CXFile file;
		unsigned line;
		clang_getFileLocation(clang_getDiagnosticLocation(child), &file, &line, NULL, NULL);
		char *declaration = file && !clang_File_isEqual(file, error->relay->parse->file)
		                        ? parse_line(error->relay->parse->unit, file, line)
		                        : NULL;
		char *at = declaration ? strstr(declaration, "co_") : NULL;
		char *end = at ? strchr(at, ';') : NULL;
		if (end && strncmp(at, "co_mark", 7) != 0 && strchr(at, '(')) {
			char *attribute = strstr(at, " __attribute__");
			*(attribute && attribute < end ? attribute : end) = '\0';
			char *message = xasprintf("it is declared `%s`", at);
			note(error, (struct span){ error->offset, error->offset }, message);
			free(message);
			told = true;
		}
		free(declaration);
		clang_disposeDiagnostic(child);
	}
	return told;
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

/** The token at an offset, or the first behind, is a word that a user may well call a member by, and a macro here. */
static bool is_taken_name(const struct relay *relay, uint32_t offset, size_t *at) {
	static const char *const words[] = { "yield", "await", "yield_from" };
	*at = lex_find(relay->tokens, offset);
	for (size_t i = 0; i < sizeof words / sizeof *words && *at < arrlenu(relay->tokens); i++)
		if (lex_is(relay->parse->source->text, &relay->tokens[*at], words[i])) return is_defined(relay->parse, words[i]);
	return false;
}

bool hint_misleads(const struct relay *relay, CXDiagnostic diagnostic) {
	CXString spelling = clang_getDiagnosticSpelling(diagnostic);
	uint32_t offset;
	size_t at;
	bool misleads = strstr(clang_getCString(spelling), "at end of declaration list") &&
	                place_in_main(relay, diagnostic, &offset) && is_taken_name(relay, offset, &at);
	clang_disposeString(spelling);
	return misleads;
}

static const char taken[] =
	"this is a keyword of cogen; with COGEN_NO_SHORT_KEYWORDS before the #include only 'co_await' and its like are";

/** `struct bond { double price, yield; }`, `{ .yield = 2 }`. */
static bool hint_member(const struct error *error) {
	size_t at;
	if (!says(error, "at end of declaration list") && !says(error, "expected member name") &&
	    !says(error, "expected a field designator"))
		return false;
	if (!is_taken_name(error->relay, error->offset, &at)) return false;
	note(error, token_at(error, at)->span, taken);
	tell_no_more(error->relay, token_at(error, at));
	return true;
}

/** A keyword that stands where a name, or an operand, has to. */
static bool hint_keyword(const struct error *error) {
	bool name = says(error, "'__extension__' is a keyword") || says(error, "expected identifier"),
		 operand = says(error, "expected expression");
	if (!name && !operand) return false;
	size_t i = lex_find(error->relay->tokens, error->offset);
	if (operand && i > 0 && !reads(error, i, "yield") && !reads(error, i, "await")) i--;
	if (reads(error, i, "yield") && operand) {
		note(error, token_at(error, i)->span, "'yield' takes an operand; `yield co_none` yields nothing");
		return true;
	}
	if (reads(error, i, "await") && operand) {
		note(error, token_at(error, i)->span, "'await' takes the call of an async function, or a future or task");
		return true;
	}
	if (!name || !(reads(error, i, "yield") || reads(error, i, "await") || reads(error, i, "yield_from"))) return false;
	note(error, token_at(error, i)->span, taken);
	return true;
}

/** `co_scope co_task *task = co_spawn(f());` */
static bool hint_braces(const struct error *error) {
	static const char *const blocks[] = { "co_scope", "co_defer", "co_try", "co_finally", "co_uncancellable" };
	static const char *const headed[] = { "co_with",      "co_timeout", "co_group",    "co_catch",
		                                  "co_catch_all", "co_for",     "co_for_await" };
	size_t i = lex_find(error->relay->tokens, error->offset), word = i;
	if (!says(error, "expected expression") || !i || token_at(error, i)->kind != LEX_IDENTIFIER ||
	    reads(error, i, "else"))
		return false;
	bool found = false, head = reads(error, --word, ")");
	for (int depth = head; depth && word--;) depth += reads(error, word, ")") - reads(error, word, "(");
	if (head && !word--) return false;
	for (size_t k = 0; !head && k < sizeof blocks / sizeof *blocks; k++) found = found || reads(error, word, blocks[k]);
	for (size_t k = 0; head && k < sizeof headed / sizeof *headed; k++) found = found || reads(error, word, headed[k]);
	if (!found) return false;
	const struct lex_token *block = token_at(error, word);
	char *message =
		xasprintf("what it runs is a statement, and a declaration is none: %.*s%s { … }",
	              (int)(block->span.end - block->span.start), error->text + block->span.start, head ? " (…)" : "");
	note(error, block->span, message);
	free(message);
	return true;
}

/** `async int f(void)`, `async() f(void)`. */
static bool hint_head(const struct error *error) {
	for (size_t i = error->from; i < error->to; i++) {
		if (!reads(error, i, "async") && !reads(error, i, "generator") && !reads(error, i, "async_generator")) continue;
		struct span word = token_at(error, i)->span;
		const struct lex_token *next = token_at(error, i + 1);
		bool empty = reads(error, i + 1, "(") && reads(error, i + 2, ")");
		if (!empty && (reads(error, i + 1, "(") || next->kind != LEX_IDENTIFIER)) continue;
		char *message = xasprintf("what it returns stands in parentheses: %.*s(%s)", (int)(word.end - word.start),
		                          error->text + word.start, empty ? "void" : "T");
		note(error, word, message);
		free(message);
		if (empty) {
			diag_fixit(error->relay->diags,
			           (struct span){ token_at(error, i + 1)->span.end, token_at(error, i + 2)->span.start }, "void");
		} else if (token_at(error, i + 2)->kind == LEX_IDENTIFIER && reads(error, i + 3, "(")) {
			char *written =
				xasprintf("(%.*s)", (int)(next->span.end - next->span.start), error->text + next->span.start);
			diag_fixit(error->relay->diags, (struct span){ word.end, next->span.end }, written);
			free(written);
		}
		tell_no_more(error->relay, token_at(error, i));
		return true;
	}
	return false;
}

/** Python's words that are no misspelt ones of cogen's: `yield from` in two, `except`. */
static bool hint_python(const struct error *error) {
	for (size_t i = error->from; i < error->to; i++) {
		bool from =
			i > 0 && reads(error, i, "from") && (reads(error, i - 1, "yield") || reads(error, i - 1, "co_yield"));
		if (!(from || (reads(error, i, "except") && reads(error, i + 1, "("))) || !names(error, i)) continue;
		struct span span = token_at(error, i)->span;
		const char *meant = from ? "yield_from" : "co_catch";
		if (from && reads(error, i - 1, "co_yield")) meant = "co_yield_from";
		if (from) span.start = token_at(error, i - 1)->span.start;
		diag_note(error->relay->diags, span, "did you mean '%s'?", meant);
		diag_fixit(error->relay->diags, span, meant);
		tell_no_more(error->relay, token_at(error, i));
		return true;
	}
	return false;
}

/** C++'s and Python's `throw 5`, `raise 5`, which are no calls; `throw;` raises again. With an argument more than
 * co_raise has it may be one into a generator. */
static bool hint_raise(const struct error *error) {
	for (size_t i = error->from; i < error->to; i++) {
		if (!(reads(error, i, "throw") || reads(error, i, "raise")) || !names(error, i)) continue;
		const char *meant = NULL; /* where that alone makes it right */
		if (reads(error, i + 1, "(")) {
			size_t close = lex_closing(error->text, error->relay->tokens, i + 1);
			int commas = 0, depth = 0;
			for (size_t k = i + 2; k < close; k++) {
				depth += reads(error, k, "(") - reads(error, k, ")");
				commas += depth == 0 && reads(error, k, ",");
			}
			if (reads(error, i, "raise") || commas > 1) return false;
			if (commas == 1) meant = "co_raise";
		} else if (reads(error, i + 1, ";")) {
			meant = "co_reraise";
		}
		char *message = meant ? xasprintf("did you mean '%s'?", meant)
		                      : xasprintf("an error is raised by co_raise(code, \"format\", …), in a coroutine");
		note(error, token_at(error, i)->span, message);
		free(message);
		if (meant) diag_fixit(error->relay->diags, token_at(error, i)->span, meant);
		tell_no_more(error->relay, token_at(error, i));
		return true;
	}
	return false;
}

/** `for (int x : numbers(3))`, which is co_for with commas. */
static bool hint_loop(const struct error *error) {
	if (!says(error, "in 'for' statement specifier")) return false;
	size_t word = error->to, count = arrlenu(error->relay->tokens);
	while (word > error->from && !reads(error, word, "for")) word--;
	if (!reads(error, word, "for") || !reads(error, word + 1, "(")) return false;
	size_t close = lex_closing(error->text, error->relay->tokens, word + 1), behind = word + 2;
	while (behind < close && !reads(error, behind, ":") && !reads(error, behind, "in") && !reads(error, behind, ";"))
		behind++;
	const struct lex_token *type = token_at(error, word + 2), *name = token_at(error, behind - 1);
	const struct lex_token *call = token_at(error, behind + 1);
	bool typed = behind >= word + 4;
	if (close >= count || behind < word + 3 || reads(error, behind, ";") || name->kind != LEX_IDENTIFIER ||
	    !reads(error, behind + 2, "(") || lex_closing(error->text, error->relay->tokens, behind + 2) != close - 1)
		return true; /* it is no generator that it runs over */
	CXCursor function = find_function_named(error->relay, call);
	bool awaits = is_declared_as(function, "async_generator");
	if (!awaits && !is_declared_as(function, "generator")) return true;
	const char *meant = awaits ? "co_for_await" : "co_for";
	uint32_t end = token_at(error, close)->span.end, type_end = token_at(error, behind - 2)->span.end;
	char *written = xasprintf("%s (%.*s, %.*s, %.*s", meant, typed ? (int)(type_end - type->span.start) : 1,
	                          typed ? error->text + type->span.start : "T", (int)(name->span.end - name->span.start),
	                          error->text + name->span.start, (int)(end - call->span.start),
	                          error->text + call->span.start);
	char *message = xasprintf("did you mean '%s'? It is written `%s`", meant, written);
	struct span loop = { token_at(error, word)->span.start, end };
	note(error, token_at(error, word)->span, message);
	/* of a type that is none in C, the reader knows which is meant */
	if (typed && !reads(error, word + 2, "auto") && !reads(error, word + 2, "__auto_type"))
		diag_fixit(error->relay->diags, loop, written);
	free(message);
	free(written);
	tell_no_more(error->relay, token_at(error, word));
	return true;
}

/** `async co_sleep(1);`, where the language of somebody's has one word for both. */
static bool hint_async(const struct error *error) {
	size_t at = lex_find(error->relay->tokens, error->offset);
	bool is_short = reads(error, at, "async");
	if (!says(error, "undeclared identifier") || !(is_short || reads(error, at, "co_async"))) return false;
	if (!is_defined(error->relay->parse, is_short ? "async" : "co_async")) return false;
	diag_note(error->relay->diags, token_at(error, at)->span, "did you mean '%s'?", is_short ? "await" : "co_await");
	diag_fixit(error->relay->diags, token_at(error, at)->span, is_short ? "await" : "co_await");
	tell_no_more(error->relay, token_at(error, at));
	return true;
}

/** A function of the system, whose header is missing: it is not the co_ word of its name that was meant. C's own library
 * clang tells of itself. */
static bool hint_header(const struct error *error) {
	static const struct {
		const char *name, *header;
	} functions[] = {
		{ "accept", "sys/socket.h" }, { "bind", "sys/socket.h" },     { "close", "unistd.h" },
		{ "connect", "sys/socket.h" }, { "listen", "sys/socket.h" },  { "nanosleep", "time.h" },
		{ "open", "fcntl.h" },        { "pause", "unistd.h" },        { "pipe", "unistd.h" },
		{ "poll", "poll.h" },         { "raise", "signal.h" },        { "read", "unistd.h" },
		{ "recv", "sys/socket.h" },   { "select", "sys/select.h" },   { "send", "sys/socket.h" },
		{ "signal", "signal.h" },     { "sleep", "unistd.h" },        { "socket", "sys/socket.h" },
		{ "usleep", "unistd.h" },       { "wait", "sys/wait.h" },
		{ "waitpid", "sys/wait.h" },  { "write", "unistd.h" },
	};
	const struct relay *relay = error->relay;
	size_t at = lex_find(relay->tokens, error->offset);
	if (!says(error, "undeclared function") || !names(error, at)) return false;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		if (!reads(error, at, functions[i].name)) continue;
		char *co_word = xasprintf("co_%s", functions[i].name);
		bool both = false;
		for (size_t k = 0; k < KEYWORDS; k++) both = both || !strcmp(keywords[k], co_word);
		char *message = both ? xasprintf("include the header <%s>, or did you mean '%s'?", functions[i].header, co_word)
		                     : xasprintf("include the header <%s>", functions[i].header);
		note(error, token_at(error, at)->span, message);
		free(message);
		free(co_word);
		return true;
	}
	return false;
}

/** A header that libclang does not find, and a gcc has. */
static bool hint_compiler(const struct error *error) {
	static const char behind[] = "' file not found";
	const char *end = strstr(error->spelling, behind);
	if (!end || *error->spelling != '\'') return false;
	char *name = xstrndup(error->spelling + 1, (size_t)(end - error->spelling - 1));
	char *folder = compiler_with_header(name);
	free(name);
	if (!folder) return false;
	char *message = xasprintf("gcc has it, in %s: name the compiler in front of its flags, `cogen … -- gcc …`", folder);
	note(error, (struct span){ error->offset, error->offset + 1 }, message);
	free(message);
	free(folder);
	return true;
}

/** Whether nothing is right behind a word but its arguments. */
static bool takes_arguments(const char *word) {
	static const char *const bare[] = { "await",      "yield",         "yield_from", "co_await",   "co_yield",
		                                "co_defer",   "co_yield_from", "co_none",    "co_try",     "co_finally",
		                                "co_reraise", "co_scope",      "co_uncancellable" };
	for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
		if (!strcmp(bare[i], word)) return false;
	return true;
}

/** The word that was meant by one that is not known. */
static bool hint_spelling(const struct error *error) {
	struct relay *relay = error->relay;
	if (says(error, "undeclared library function")) return false; /* `free` is meant, and its header is missing */
	for (size_t i = error->from; i < error->to; i++) {
		const struct lex_token *token = token_at(error, i);
		size_t length = token->span.end - token->span.start;
		if (token->kind != LEX_IDENTIFIER || token->flags & LEX_DIRECTIVE || length < 3) continue;
		if (lex_is(error->text, token, "for")) continue; /* it is known */
		if (is_keyword(relay, token)) {
			char *name = xstrndup(error->text + token->span.start, length);
			bool defined = is_defined(relay->parse, name);
			if (is_short_keyword(relay, token) && !defined) {
				diag_note(relay->diags, token->span, "COGEN_NO_SHORT_KEYWORDS is defined: the word is 'co_%s' here",
				          name);
				diag_fixit(relay->diags, (struct span){ token->span.start, token->span.start }, "co_");
			}
			free(name);
			if (!defined) return true;
			continue;
		}
		/* what the message is about, or what stands where async(T) would */
		bool in_head =
			says(error, "after function declarator") && reads(error, i + 1, "(") && token->span.start < error->offset;
		if (!names(error, i) && !in_head) continue;
		struct nearest nearest = nearest_none();
		for (size_t k = 0; k < KEYWORDS; k++) {
			if (!strncmp(keywords[k], "co_", 3) && strlen(keywords[k]) == length + 3 &&
			    lex_is(error->text, token, keywords[k] + 3))
				nearest = (struct nearest){ keywords[k], 0 };
			else if (length >= 4)
				nearest_consider(&nearest, keywords[k], error->text + token->span.start, length);
		}
		if (!nearest.word || nearest.distance > 2) continue;
		diag_note(relay->diags, token->span, "did you mean '%s'?", nearest.word);
		/* `spawn work(1)` needs more than the word */
		if (!takes_arguments(nearest.word) || reads(error, i + 1, "("))
			diag_fixit(relay->diags, token->span, nearest.word);
		tell_no_more(relay, token);
		return true;
	}
	return false;
}

void hint(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	struct error error = {
		.relay = relay, .diagnostic = diagnostic, .spelling = spelling, .text = relay->parse->source->text
	};
	if (!place_in_main(relay, diagnostic, &error.offset)) return;
	tokens_before(relay, error.offset, &error.from, &error.to);
	if (hint_generator(&error) || hint_compiler(&error) || hint_member(&error)) return;
	if (clang_getDiagnosticNumFixIts(diagnostic) && !says(&error, "type specifier missing")) return;
	if (hint_constant(&error) || hint_spawn(&error) || hint_generator_object(&error) || hint_sent(&error) ||
	    hint_handle(&error) ||
	    hint_returned(&error) || hint_declared(&error) || hint_braces(&error) || hint_keyword(&error))
		return;
	if ((says(&error, "unknown type name") || says(&error, "type specifier missing")) && hint_head(&error)) return;
	if (hint_loop(&error) || hint_async(&error) || hint_raise(&error) || hint_python(&error) || hint_header(&error)) return;
	hint_spelling(&error);
}
