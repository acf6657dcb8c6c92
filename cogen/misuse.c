/* Pass 1, words of cogen that are used in another way than they are made for: a form with too few arguments, a block
 * without its name. To C they are macros, and what it says of them is hardly to be understood.
 *
 * In: the tokens of a file that has errors of the C. Out: one error of our own for each, with the way it is written;
 * what libclang says of the same place is not told. What must hold: nothing is reported where libclang has no error. */
#include "hint.h"
#include "base/ds.h"
#include <stdlib.h>
#include <string.h>

/** Those that are macros with so many arguments. */
static const struct word {
	const char *name;
	int arguments; /* negative: the last of so many may have commas */
	int name_at;  /* the argument that is a new name, counted from 1; 0: none is */
	const char *usage;
	bool block;   /* a `{` behind it is its own */
} words[] = {
	{ "co_catch", 1, 1, "co_catch (e) { … }, with e becoming a co_error *; e->code tells what it is", true },
	{ "co_catch_all", 1, 1, "co_catch_all (e) { … }, with e becoming a co_error *; e->code tells what it is", true },
	{ "co_with", 1, 0, "co_with (&lock) { … }", true },
	{ "co_timeout", 1, 0, "co_timeout (seconds) { … }", true },
	{ "co_group", 1, 1, "co_group (g) { … }, with g becoming a co_group *", true },
	{ "co_for", 3, 2, "co_for (T, name, generator) { … }", true },
	{ "co_for_await", 3, 2, "co_for_await (T, name, generator) { … }", true },
	{ "co_received", -2, 0, "co_received(S, yield value)", false },
	{ "co_new", 1, 0, "co_new(call)", false },
	{ "co_new_in", 3, 0, "co_new_in(memory, size, call)", false },
	{ "co_send", 3, 0, "co_send(g, value, &out)", false },
	{ "co_returned", 2, 0, "co_returned(T, g)", false },
	{ "co_run", 2, 0, "co_run(T, call)", false },
	{ "co_try_run", 3, 0, "co_try_run(call, &result, &error)", false },
	{ "co_spawn", 1, 0, "co_spawn(call), with a call as it is written: co_spawn(f(1))", false },
	{ "co_spawn_on", 2, 0, "co_spawn_on(loop, call)", false },
	{ "co_spawn_with", 3, 0, "co_spawn_with(call, fn, arg)", false },
	{ "co_spawn_threadsafe", 2, 0, "co_spawn_threadsafe(loop, call)", false },
	{ "co_go", 1, 0, "co_go(call), with a call as it is written: co_go(f(1))", false },
	{ "co_go_on", 2, 0, "co_go_on(loop, call)", false },
	{ "co_group_spawn", 2, 0, "co_group_spawn(group, call)", false },
	{ "co_group_spawn_with", 4, 0, "co_group_spawn_with(group, call, fn, arg)", false },
	{ "co_result", 2, 0, "co_result(T, task)", false },
	{ "co_gather_result", 3, 0, "co_gather_result(T, gather, index)", false },
	{ "co_wait_for", 2, 0, "co_wait_for(seconds, call)", false },
	{ "co_shield", 1, 0, "co_shield(call)", false },
	{ "co_frame_limit", 2, 0, "co_frame_limit(function, bytes)", false },
};

/** The arguments between two parentheses, as the preprocessor counts them; where number `wanted` begins and ends. */
static int count_arguments(const struct relay *relay, size_t open, size_t close, int wanted, size_t *from, size_t *to) {
	const char *text = relay->parse->source->text;
	int count = close > open + 1, depth = 0;
	*from = open + 1;
	*to = close;
	for (size_t i = open + 1; i < close; i++) {
		if (lex_is(text, &relay->tokens[i], "(")) depth++;
		if (lex_is(text, &relay->tokens[i], ")")) depth--;
		if (depth || !lex_is(text, &relay->tokens[i], ",")) continue;
		if (count == wanted) *to = i;
		if (++count == wanted) {
			*from = i + 1;
			*to = close;
		}
	}
	return count;
}

static const struct word *find_word(const struct relay *relay, size_t at) {
	const char *text = relay->parse->source->text;
	const struct lex_token *token = &relay->tokens[at];
	if (token->kind != LEX_IDENTIFIER || token->flags & (LEX_DIRECTIVE | LEX_INACTIVE)) return NULL;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (lex_is(text, token, words[i].name)) return &words[i];
	return NULL;
}

static bool has_error(const struct relay *relay, CXDiagnosticSet all, struct span span) {
	const struct source *source = relay->parse->source;
	uint32_t first = source_line(source, span.start), last = source_line(source, span.end);
	bool found = false;
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(all) && !found; i++) {
		CXDiagnostic diagnostic = clang_getDiagnosticInSet(all, i);
		uint32_t offset;
		if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error &&
		    place_in_main(relay, diagnostic, &offset)) {
			uint32_t line = source_line(source, offset);
			found = line >= first && line <= last;
		}
		clang_disposeDiagnostic(diagnostic);
	}
	return found;
}

static void tell(struct relay *relay, CXDiagnosticSet all, enum diag_id id, struct misuse misuse, const char *message,
                 const char *usage) {
	/* one with the types of generator(…) has no place in any file: it is in what a macro has put together */
	if (id != DIAG_RETURN_TYPE && !has_error(relay, all, misuse.span)) return;
	diag_report(relay->diags, id, misuse.span, "%s", message);
	diag_note(relay->diags, misuse.span, "it is written %s", usage);
	arrput(relay->misuses, misuse);
}

/** Whether a block's head without parentheses stands there, `5 {` or only `{`. `co_group *` is the type of that
 * name. */
static bool opens_block(const struct relay *relay, size_t at) {
	const char *text = relay->parse->source->text;
	for (size_t i = at; i < arrlenu(relay->tokens); i++) {
		const struct lex_token *token = &relay->tokens[i];
		if (lex_is(text, token, "{")) return true;
		if (lex_is(text, token, ";") || lex_is(text, token, "}") || lex_is(text, token, "=") ||
		    (i == at && lex_is(text, token, "*")))
			return false;
		if (lex_is(text, token, "(") && (i = lex_closing(text, relay->tokens, i)) >= arrlenu(relay->tokens))
			return false;
	}
	return false;
}

/** The literal whose commas separate arguments: `co_send(g, (struct p){ 1, 2 }, &v)`. `{` of it, or `close`. */
static size_t split_literal(const struct relay *relay, size_t open, size_t close) {
	const char *text = relay->parse->source->text;
	size_t brace = close;
	int depth = 0, braces = 0;
	for (size_t i = open + 1; i < close; i++) {
		const struct lex_token *token = &relay->tokens[i];
		if (lex_is(text, token, "(")) depth++;
		if (lex_is(text, token, ")")) depth--;
		if (depth) continue;
		if (lex_is(text, token, "{") && !braces++) brace = i;
		if (lex_is(text, token, "}")) braces--;
		if (lex_is(text, token, ",") && braces) return brace;
	}
	return close;
}

static void look_at_word(struct relay *relay, CXDiagnosticSet all, const struct word *word, size_t at) {
	const char *text = relay->parse->source->text;
	const struct lex_token *tokens = relay->tokens;
	size_t count = arrlenu(tokens);
	if (at > 0 && (lex_is(text, &tokens[at - 1], ".") || lex_is(text, &tokens[at - 1], "->"))) return;
	struct misuse misuse = { .span = tokens[at].span, .first = at, .last = at };
	char *message = NULL;
	size_t brace = 0;
	if (at + 1 >= count || !lex_is(text, &tokens[at + 1], "(")) {
		if (word->block && opens_block(relay, at + 1))
			message = xasprintf("'%s' without its parentheses", word->name);
	} else {
		size_t close = lex_closing(text, tokens, at + 1), from, to;
		if (close >= count) return; /* the error is another one */
		misuse.span.end = tokens[close].span.end;
		misuse.last = close;
		int given = count_arguments(relay, at + 1, close, word->name_at, &from, &to), wanted = abs(word->arguments);
		if (given < wanted || (given > wanted && word->arguments > 0))
			message = xasprintf("'%s' takes %d argument%s, and here %s %d", word->name, wanted, wanted == 1 ? "" : "s",
			                    given == 1 ? "is" : "are", given);
		else if (word->name_at && (to != from + 1 || tokens[from].kind != LEX_IDENTIFIER))
			message = xasprintf("'%s' declares a variable by itself, and takes its name alone", word->name);
		if (given > wanted) brace = split_literal(relay, at + 1, close) % close;
		if (message && word->name_at && close + 1 < count && lex_is(text, &tokens[close + 1], "{")) {
			size_t end = lex_closing(text, tokens, close + 1);
			if (end < count) misuse.unnamed = tokens[end].span.end;
		}
	}
	if (message) tell(relay, all, DIAG_FORM, misuse, message, word->usage);
	if (message && brace && arrlen(relay->misuses) && arrlast(relay->misuses).first == at)
		diag_note(relay->diags, tokens[brace].span,
		          "the commas in braces separate arguments: put the literal in parentheses");
	free(message);
}

static bool is_any(const struct relay *relay, size_t at, const char *const *names, size_t count) {
	const char *text = relay->parse->source->text;
	for (size_t i = 0; i < count; i++)
		if (lex_is(text, &relay->tokens[at], names[i])) return true;
	return false;
}

/** The opening token that belongs to the closing one at `at`; `at` where there is none. */
static size_t opening(const struct relay *relay, size_t at, const char *open, const char *close) {
	const char *text = relay->parse->source->text;
	size_t depth = 0, i = at;
	do {
		if (lex_is(text, &relay->tokens[i], close)) depth++;
		if (lex_is(text, &relay->tokens[i], open) && --depth == 0) return i;
	} while (i-- > 0);
	return at;
}

/** Whether a token stands in a function at all: where a brace too many ended it before, that is the mistake. */
static bool in_function(const struct relay *relay, size_t at) {
	const char *text = relay->parse->source->text;
	ptrdiff_t depth = 0;
	for (size_t i = 0; i < at; i++) {
		if (relay->tokens[i].flags & (LEX_DIRECTIVE | LEX_INACTIVE)) continue;
		if (lex_is(text, &relay->tokens[i], "{")) depth++;
		if (lex_is(text, &relay->tokens[i], "}")) depth--;
	}
	return depth > 0;
}

/** Whether the token before `at` ends a co_try, or a co_catch of one. */
static bool follows_part(const struct relay *relay, size_t at) {
	static const char *const heads[] = { "co_catch", "co_catch_all" };
	const char *text = relay->parse->source->text;
	if (at == 0 || !lex_is(text, &relay->tokens[at - 1], "}")) return false;
	size_t brace = opening(relay, at - 1, "{", "}");
	if (brace == 0 || brace == at - 1) return false;
	if (lex_is(text, &relay->tokens[brace - 1], "co_try")) return true;
	if (!lex_is(text, &relay->tokens[brace - 1], ")")) return false;
	size_t parenthesis = opening(relay, brace - 1, "(", ")");
	return parenthesis > 0 && parenthesis < brace - 1 && is_any(relay, parenthesis - 1, heads, 2);
}

/** The `(` of `int (*)[3]`, or the `[` of `int [3]`, in what a keyword such as generator(…) is given: no name can stand
 * behind it. Which of the two comes first; 0: neither. */
static char unnamed_declarator(const struct relay *relay, size_t open, size_t close) {
	const char *text = relay->parse->source->text;
	int depth = 0;
	for (size_t i = open + 1; i < close; i++) {
		bool opens = lex_is(text, &relay->tokens[i], "(");
		if (depth == 0 && lex_is(text, &relay->tokens[i], "[")) return '[';
		if (depth == 0 && opens && lex_is(text, &relay->tokens[i + 1], "*")) return '(';
		depth += opens;
		depth -= lex_is(text, &relay->tokens[i], ")");
	}
	return 0;
}

/** How many types the keyword of a head takes. */
static int head_types(const char *text, const struct lex_token *keyword) {
	if (lex_is(text, keyword, "async") || lex_is(text, keyword, "co_async")) return 1;
	return lex_is(text, keyword, "generator") || lex_is(text, keyword, "co_generator") ? 3 : 2;
}

/** Those whose arguments are not counted: parts of a co_try, co_raise, the types in generator(…). */
static void look_further(struct relay *relay, CXDiagnosticSet all, size_t at) {
	static const char *const parts[] = { "co_catch", "co_catch_all", "co_finally" };
	static const char *const heads[] = { "async",    "generator",    "async_generator",
		                                 "co_async", "co_generator", "co_async_generator" };
	const char *text = relay->parse->source->text;
	const struct lex_token *token = &relay->tokens[at];
	if (token->kind != LEX_IDENTIFIER || token->flags & (LEX_DIRECTIVE | LEX_INACTIVE)) return;
	bool called = at + 1 < arrlenu(relay->tokens) && lex_is(text, token + 1, "(");
	size_t close = called ? lex_closing(text, relay->tokens, at + 1) : at, from, to;
	if (close >= arrlenu(relay->tokens)) return;
	struct misuse misuse = {
		.span = { token->span.start, relay->tokens[close].span.end }, .first = at, .last = close
	};
	char *message = NULL;
	if (is_any(relay, at, parts, sizeof parts / sizeof *parts) && !follows_part(relay, at)) {
		if (!in_function(relay, at)) return;
		message = xasprintf("'%.*s' does not follow the end of a co_try directly",
		                    (int)(token->span.end - token->span.start), text + token->span.start);
		tell(relay, all, DIAG_BLOCK, misuse, message,
		     "co_try { … } co_catch (e) { … } co_finally { … }, with nothing in between");
	} else if (called && lex_is(text, token, "co_raise") && count_arguments(relay, at + 1, close, 0, &from, &to) < 2) {
		tell(relay, all, DIAG_FORM, misuse, "'co_raise' takes a code and a text",
		     "co_raise(code, \"format\", …); the code is any int but 0, which e->code has in a co_catch");
	} else if (called && is_any(relay, at, heads, sizeof heads / sizeof *heads)) {
		char declarator = unnamed_declarator(relay, at + 1, close);
		int most = head_types(text, token), given = count_arguments(relay, at + 1, close, 0, &from, &to);
		/* of members in braces the commas stand in one type */
		if (given > most && split_literal(relay, at + 1, close) == close) {
			static const char *const few[] = { "one type", "at most two types", "at most three types" };
			static const char *const usages[] = {
				"async(T), with a struct where several values are returned",
				"async_generator(Y, S): what it yields, and what it is sent",
				"generator(Y, S, R): what it yields, what it is sent, and what it returns",
			};
			message = xasprintf("'%.*s' takes %s, and here are %d", (int)(token->span.end - token->span.start),
			                    text + token->span.start, few[most - 1], given);
			tell(relay, all, DIAG_FORM, misuse, message, usages[most - 1]);
			free(message);
			return;
		}
		bool async = lex_is(text, token, "async") || lex_is(text, token, "co_async");
		if (declarator == '[') {
			message = xasprintf("'%.*s' takes no array: C passes no array by value, and no function returns one",
			                    (int)(token->span.end - token->span.start), text + token->span.start);
			char *usage =
				xasprintf("with the array in a struct: struct row { int items[3]; }; %.*s(struct row) %s(void)",
			              (int)(token->span.end - token->span.start), text + token->span.start, async ? "row" : "rows");
			tell(relay, all, DIAG_RETURN_TYPE, misuse, message, usage);
			free(usage);
		}
		if (declarator != '(') {
			free(message);
			return;
		}
		message = xasprintf("'%.*s' takes types that are written in front of a name, and this is written around one",
		                    (int)(token->span.end - token->span.start), text + token->span.start);
		char *usage = xasprintf("with a typedef: typedef int (*row)[3]; %.*s(row) rows(void)",
		                        (int)(token->span.end - token->span.start), text + token->span.start);
		tell(relay, all, DIAG_RETURN_TYPE, misuse, message, usage);
		free(usage);
	}
	free(message);
}

void find_misuses(struct relay *relay, CXDiagnosticSet all) {
	const char *text = relay->parse->source->text;
	if (!relay->has_header) return;
	for (size_t i = 0; i < arrlenu(relay->tokens); i++) {
		const struct word *word = find_word(relay, i);
		if (word) look_at_word(relay, all, word, i);
		look_further(relay, all, i);
		bool called = i + 1 < arrlenu(relay->tokens) && lex_is(text, &relay->tokens[i + 1], "(");
		if (called && !(relay->tokens[i].flags & LEX_DIRECTIVE) && lex_is(text, &relay->tokens[i], "co_reraise")) {
			size_t close = lex_closing(text, relay->tokens, i + 1);
			if (close >= arrlenu(relay->tokens)) continue;
			struct misuse misuse = {
				.span = { relay->tokens[i].span.start, relay->tokens[close].span.end }, .first = i, .last = i
			};
			tell(relay, all, DIAG_FORM, misuse,
			     "'co_reraise' takes no arguments: it raises the error of the innermost co_catch around it",
			     "`co_reraise;`; co_raise_error(e) raises an error that was kept");
		}
	}
}

bool misuse_explains(const struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	const struct source *source = relay->parse->source;
	uint32_t offset;
	if (!place_in_main(relay, diagnostic, &offset))
		return arrlenu(relay->misuses) && !strncmp(spelling, "brackets are not allowed here", 29);
	uint32_t line = source_line(source, offset);
	for (size_t i = 0; i < arrlenu(relay->quiet_lines); i++)
		if (relay->quiet_lines[i] == line) return true;
	for (size_t i = 0; i < arrlenu(relay->misuses); i++) {
		const struct misuse *misuse = &relay->misuses[i];
		if (line >= source_line(source, misuse->span.start) && line <= source_line(source, misuse->span.end))
			return true;
		if (strncmp(spelling, "use of undeclared identifier '", 30) != 0) continue;
		if (misuse->unnamed && offset < misuse->unnamed) return true;
		for (size_t k = misuse->first; k < misuse->last; k++) {
			struct span span = relay->tokens[k].span;
			size_t length = span.end - span.start;
			if (!strncmp(spelling + 30, source->text + span.start, length) && spelling[30 + length] == '\'')
				return true;
		}
	}
	return false;
}
