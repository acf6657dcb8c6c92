/* Pass 1, notes about values and their types: what a coroutine returns, is sent, or has to be given.
 *
 * In: an error of libclang's. Out: a note to it, and a fix-it, or nothing. */
#include "hint_error.h"
#include "base/ds.h"
#include "base/text.h"
#include <string.h>

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
bool hint_sent(const struct error *error) {
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
bool hint_generator(const struct error *error) {
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
bool hint_handle(const struct error *error) {
	size_t await = await_of_line(error);
	if (await >= arrlenu(error->relay->tokens)) return false;
	bool wanted = says(error, "parameter of type 'co_task *'") || says(error, "parameter of type 'co_future *'") ||
	              says(error, "initializing 'co_") || says(error, "assigning to 'co_");
	if (wanted) return false;
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

/** `co_task t;`, also as a member or a parameter. */
bool hint_pointer(const struct error *error) {
	static const char *const handles[] = { "co_task", "co_future", "co_group", "co_loop", "co_wait_result" };
	bool declares = says(error, "variable has incomplete type") || says(error, "field has incomplete type") ||
	                says(error, "incomplete result type");
	if (says(error, "initializing 'co_gen' (aka") && says(error, "'co_gen *'")) { /* which is no incomplete type */
		const struct lex_token *name = token_at(error, lex_find(error->relay->tokens, error->offset));
		note(error, name->span, "a handle is a pointer: co_gen *");
		diag_fixit(error->relay->diags, (struct span){ name->span.start, name->span.start }, "*");
		return true;
	}
	for (size_t i = 0; declares && i < sizeof handles / sizeof *handles; i++) {
		char *quoted = xasprintf("type '%s'", handles[i]), *message = NULL;
		if (says(error, quoted)) message = xasprintf("a handle is a pointer: %s *", handles[i]);
		free(quoted);
		if (!message) continue;
		const struct lex_token *name = token_at(error, lex_find(error->relay->tokens, error->offset));
		note(error, name->span, message);
		diag_fixit(error->relay->diags, (struct span){ name->span.start, name->span.start }, "*");
		free(message);
		return true;
	}
	return false;
}

/** `co_task *t = work(1)`: a handle is wanted, and what stands there is what the coroutine returns. */
bool hint_spawn(const struct error *error) {
	static const char *const wanted[] = { "initializing 'co_task *'",         "initializing 'co_future *'",
		                                  "assigning to 'co_task *'",         "assigning to 'co_future *'",
		                                  "to parameter of type 'co_task *'", "to parameter of type 'co_future *'" };
	bool handle = false;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) handle = handle || says(error, wanted[i]);
	if (!handle) return false;
	size_t count = arrlenu(error->relay->tokens), at = lex_find(error->relay->tokens, error->offset);
	bool listed = at > 0 && (reads(error, at - 1, "{") || reads(error, at - 1, ",") || reads(error, at - 1, "("));
	if (listed) at--;
	while (!listed && at < count && !reads(error, at, "=") && !reads(error, at, ";")) at++;
	if (!(listed || reads(error, at, "=")) || token_at(error, at + 1)->kind != LEX_IDENTIFIER) return false;
	bool awaited = is_await(error, at + 1);
	size_t name = at + 1 + awaited;
	if (token_at(error, name)->kind != LEX_IDENTIFIER || !reads(error, name + 1, "(")) return false;
	size_t close = lex_closing(error->text, error->relay->tokens, name + 1);
	bool whole =
		reads(error, close + 1, ";") ||
		(listed && (reads(error, close + 1, ",") || reads(error, close + 1, "}") || reads(error, close + 1, ")")));
	if (close >= count || !whole) return false;
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

/** `int n = co_spawn(work(1))`: what the coroutine returns is wanted, and what stands there is a task. */
bool hint_task(const struct error *error) {
	if (!says(error, "with an expression of type 'co_") && !says(error, "from 'co_")) return false;
	size_t count = arrlenu(error->relay->tokens), at = lex_find(error->relay->tokens, error->offset);
	int depth = 0;
	while (at < count && !reads(error, at, "co_spawn") && !reads(error, at, "co_gather") && !reads(error, at, ";")) {
		depth += reads(error, at, "(") - reads(error, at, ")");
		if (depth == 0 && reads(error, at, ",")) return false;
		at++;
	}
	bool gather = reads(error, at, "co_gather");
	if (!gather && !reads(error, at, "co_spawn")) return false;
	note(error, token_at(error, at)->span,
	     gather
	         ? "this makes a gather: its parts have values when it has been awaited, co_gather_result(T, gather, index)"
	         : "this makes a task: its value is there when it has been awaited, co_result(T, task)");
	return true;
}

/** `int n = await g` with g a co_gen *. */
bool hint_generator_object(const struct error *error) {
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
bool hint_constant(const struct error *error) {
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
bool hint_returned(const struct error *error) {
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
bool hint_declared(const struct error *error) {
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
