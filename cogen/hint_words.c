/* Pass 1, notes about words: one that is a keyword, one of another language, one that is nearly right; what is missing around
 * them, a header or braces.
 *
 * In: an error of libclang's. Out: a note to it, and a fix-it, or nothing. */
#include "hint_error.h"
#include "base/ds.h"
#include "base/nearest.h"
#include "compiler.h"
#include <string.h>

/** The token at an offset, or the first behind, is a word that a user may well call a member by, and a macro here. */
static bool is_taken_name(const struct relay *relay, uint32_t offset, size_t *at) {
	static const char *const words[] = { "yield", "await", "yield_from" };
	*at = lex_find(relay->tokens, offset);
	for (size_t i = 0; i < sizeof words / sizeof *words && *at < arrlenu(relay->tokens); i++)
		if (lex_is(relay->parse->source->text, &relay->tokens[*at], words[i]))
			return is_defined(relay->parse, words[i]);
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
bool hint_member(const struct error *error) {
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
bool hint_keyword(const struct error *error) {
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
bool hint_braces(const struct error *error) {
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

/** What other languages have between `async` and the name of a function. */
static bool is_foreign(const struct error *error, size_t i) {
	static const char *const words[] = { "def", "fn", "function", "func", "fun" };
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (reads(error, i, words[k])) return true;
	return false;
}

/** `async int f(void)`, `async() f(void)`. */
bool hint_head(const struct error *error) {
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
		} else if (token_at(error, i + 2)->kind == LEX_IDENTIFIER && reads(error, i + 3, "(") &&
		           !is_foreign(error, i + 1)) {
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
bool hint_python(const struct error *error) {
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
bool hint_raise(const struct error *error) {
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
bool hint_loop(const struct error *error) {
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
	char *written =
		xasprintf("%s (%.*s, %.*s, %.*s", meant, typed ? (int)(type_end - type->span.start) : 1,
	              typed ? error->text + type->span.start : "T", (int)(name->span.end - name->span.start),
	              error->text + name->span.start, (int)(end - call->span.start), error->text + call->span.start);
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
bool hint_async(const struct error *error) {
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
bool hint_header(const struct error *error) {
	static const struct {
		const char *name, *header;
	} functions[] = {
		{ "accept", "sys/socket.h" },  { "bind", "sys/socket.h" },   { "close", "unistd.h" },
		{ "connect", "sys/socket.h" }, { "listen", "sys/socket.h" }, { "nanosleep", "time.h" },
		{ "open", "fcntl.h" },         { "pause", "unistd.h" },      { "pipe", "unistd.h" },
		{ "poll", "poll.h" },          { "raise", "signal.h" },      { "read", "unistd.h" },
		{ "recv", "sys/socket.h" },    { "select", "sys/select.h" }, { "send", "sys/socket.h" },
		{ "signal", "signal.h" },      { "sleep", "unistd.h" },      { "socket", "sys/socket.h" },
		{ "usleep", "unistd.h" },      { "wait", "sys/wait.h" },     { "waitpid", "sys/wait.h" },
		{ "write", "unistd.h" },
	};
	const struct relay *relay = error->relay;
	size_t at = lex_find(relay->tokens, error->offset);
	if (!says(error, "undeclared function") || !names(error, at)) return false;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		if (!reads(error, at, functions[i].name)) continue;
		char *co_word = xasprintf("co_%s", functions[i].name);
		bool both = false;
		for (size_t k = 0; k < hint_keyword_count; k++) both = both || !strcmp(hint_keywords[k], co_word);
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
bool hint_compiler(const struct error *error) {
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
	static const char *const bare[] = { "await",      "yield",         "yield_from",      "co_await", "co_yield",
		                                "co_defer",   "co_yield_from", "co_none",         "co_try",   "co_finally",
		                                "co_reraise", "co_scope",      "co_uncancellable" };
	for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
		if (!strcmp(bare[i], word)) return false;
	return true;
}

/** The word that was meant by one that is not known. */
bool hint_spelling(const struct error *error) {
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
		for (size_t k = 0; k < hint_keyword_count; k++) {
			if (!strncmp(hint_keywords[k], "co_", 3) && strlen(hint_keywords[k]) == length + 3 &&
			    lex_is(error->text, token, hint_keywords[k] + 3))
				nearest = (struct nearest){ hint_keywords[k], 0 };
			else if (length >= 4)
				nearest_consider(&nearest, hint_keywords[k], error->text + token->span.start, length);
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
