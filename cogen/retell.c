/* Pass 1, errors of libclang that are told in our words instead, as its own are about what a macro of ours is made of,
 * or about types that are not what is wrong.
 *
 * In: an error, and the tokens of the file. Out: whether it has been told. */
#include "hint.h"
#include "base/ds.h"
#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

/** Index of the first token of the statement that holds the offset. */
static size_t statement_around(const struct relay *relay, uint32_t offset) {
	const char *text = relay->parse->source->text;
	size_t from = lex_find(relay->tokens, offset);
	while (from > 0 && !lex_is(text, &relay->tokens[from - 1], ";") && !lex_is(text, &relay->tokens[from - 1], "{") &&
	       !lex_is(text, &relay->tokens[from - 1], "}"))
		from--;
	return from;
}

/** A note to what was told: where the function is declared, if in this file. */
static void note_function(struct relay *relay, CXCursor function, struct span name) {
	uint32_t declared;
	if (!parse_offset(relay->parse, clang_getCursorLocation(function), &declared)) return;
	diag_note(relay->diags, (struct span){ declared, declared + (name.end - name.start) }, "'%.*s' is declared here",
	          (int)(name.end - name.start), relay->parse->source->text + name.start);
}

/** `n + await f()` with async(_Atomic int) f: clang gives a call the whole type, of which it takes no value. */
static bool retell_atomic(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	const char *text = relay->parse->source->text;
	const struct lex_token *tokens = relay->tokens;
	uint32_t offset;
	if (!strstr(spelling, "'_Atomic(") || !place_in_main(relay, diagnostic, &offset)) return false;
	for (size_t i = statement_around(relay, offset); i + 2 < arrlenu(tokens) && !lex_is(text, &tokens[i], ";"); i++) {
		if (!lex_is(text, &tokens[i], "await") && !lex_is(text, &tokens[i], "co_await")) continue;
		size_t close = lex_is(text, &tokens[i + 2], "(") ? lex_closing(text, tokens, i + 2) : SIZE_MAX;
		if (tokens[i + 1].kind != LEX_IDENTIFIER || close >= arrlenu(tokens)) continue;
		CXCursor function = find_function_named(relay, &tokens[i + 1]);
		if (clang_Cursor_isNull(function) ||
		    clang_getCanonicalType(clang_getCursorResultType(function)).kind != CXType_Atomic)
			continue;
		struct span name = tokens[i + 1].span;
		diag_report(
			relay->diags, DIAG_RETURN_TYPE, (struct span){ tokens[i].span.start, tokens[close].span.end },
			"the value of '%.*s' cannot be used, as its type is _Atomic: a value is no object, so declare it with the plain type",
			(int)(name.end - name.start), text + name.start);
		note_function(relay, function, name);
		return true;
	}
	return false;
}

/** Whether the tokens from one to another, a type, read as _Atomic: of a typedef clang's message tells. */
static bool is_atomic(const struct relay *relay, size_t from, size_t to, const char *spelling) {
	static const char of_type[] = "typeof(";
	const char *text = relay->parse->source->text, *named = strstr(spelling, of_type);
	for (size_t i = from; i < to; i++)
		if (lex_is(text, &relay->tokens[i], "_Atomic")) return true;
	if (to != from + 1) return false;
	struct span name = relay->tokens[from].span;
	size_t length = name.end - name.start;
	for (; named; named = strstr(named + 1, of_type)) {
		const char *at = named + strlen(of_type);
		static const char behind[] = ")' (aka '_Atomic(";
		if (!strncmp(at, text + name.start, length) && !strncmp(at + length, behind, strlen(behind))) return true;
	}
	return strstr(spelling, "member of an atomic") != NULL;
}

/** `n + co_result(_Atomic int, t)`: the same of the type that a form is told. */
static bool retell_atomic_form(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	static const char *const forms[] = { "co_result", "co_run", "co_gather_result", "co_returned", "co_received",
		                                 "received" };
	const char *text = relay->parse->source->text;
	const struct lex_token *tokens = relay->tokens;
	uint32_t offset;
	bool member = strstr(spelling, "member of an atomic") != NULL;
	if ((!member && !strstr(spelling, "'_Atomic(")) || !place_in_main(relay, diagnostic, &offset)) return false;
	for (size_t i = statement_around(relay, offset); i + 2 < arrlenu(tokens) && !lex_is(text, &tokens[i], ";"); i++) {
		bool form = false;
		for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) form = form || lex_is(text, &tokens[i], forms[k]);
		if (!form || !lex_is(text, &tokens[i + 1], "(")) continue;
		size_t comma = i + 2;
		for (int depth = 0; comma < arrlenu(tokens) && (depth || !lex_is(text, &tokens[comma], ",")); comma++)
			depth += lex_is(text, &tokens[comma], "(") - lex_is(text, &tokens[comma], ")");
		if (comma >= arrlenu(tokens) || !is_atomic(relay, i + 2, comma, spelling)) continue;
		struct span name = tokens[i].span;
		diag_report(
			relay->diags, DIAG_RESULT_TYPE, (struct span){ tokens[i + 2].span.start, tokens[comma - 1].span.end },
			"the value of this '%.*s' cannot be used, as its type is _Atomic: a value is no object, so name the plain type",
			(int)(name.end - name.start), text + name.start);
		return true;
	}
	return false;
}

/** Whether the name is that of a variable here, whatever function has it elsewhere. */
static bool names_variable(const struct relay *relay, const struct lex_token *name) {
	CXCursor cursor = clang_getCursor(
		relay->parse->unit, clang_getLocationForOffset(relay->parse->unit, relay->parse->file, name->span.start));
	enum CXCursorKind kind = clang_getCursorKind(clang_getCursorReferenced(cursor));
	return kind == CXCursor_VarDecl || kind == CXCursor_ParmDecl;
}

/** `int n = await work;`, where clang is surprised at a pointer to a function, or at the whole. */
static bool retell_uncalled(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	const char *text = relay->parse->source->text;
	const struct lex_token *tokens = relay->tokens;
	uint32_t offset;
	/* a function, or one's type in quotes */
	if (!(strstr(spelling, "is a function") || strstr(spelling, ")'")) || !place_in_main(relay, diagnostic, &offset)) return false;
	for (size_t i = statement_around(relay, offset); i + 2 < arrlenu(tokens) && !lex_is(text, &tokens[i], ";"); i++) {
		const struct lex_token *name = &tokens[i + 1], *behind = &tokens[i + 2];
		if (!(lex_is(text, &tokens[i], "await") || lex_is(text, &tokens[i], "co_await")) || lex_is(text, behind, "(") ||
		    lex_is(text, behind, "[") || lex_is(text, behind, ".") || lex_is(text, behind, "->"))
			continue;
		CXCursor function = find_function_named(relay, name);
		if (!is_declared_as(function, "async") || names_variable(relay, name)) continue;
		diag_report(relay->diags, DIAG_OPERAND, name->span,
		            "cannot await this: '%.*s' is not called here, and await takes the call of an async function, or "
		            "a future or task",
		            (int)(name->span.end - name->span.start), text + name->span.start);
		note_function(relay, function, name->span);
		if (clang_Cursor_getNumArguments(function) == 0)
			diag_fixit(relay->diags, (struct span){ name->span.end, name->span.end }, "()");
		return true;
	}
	return false;
}

/** `int async f(void)`: async is the name of a variable to C, as no parenthesis is behind it. */
static bool retell_head(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	static const char *const told[] = { "expected ';'", "incomplete type 'void'", "redefinition of '" };
	static const char *const heads[] = { "async",    "generator",    "async_generator",
		                                 "co_async", "co_generator", "co_async_generator" };
	static const char *const storage[] = { "static", "extern", "inline", "_Noreturn", "__inline", "__inline__" };
	const char *text = relay->parse->source->text;
	const struct lex_token *tokens = relay->tokens;
	uint32_t offset;
	size_t from, to;
	bool is_told = false;
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) is_told |= strstr(spelling, told[i]) != NULL;
	if (!relay->has_header || !is_told || !place_in_main(relay, diagnostic, &offset)) return false;
	for (tokens_before(relay, offset, &from, &to); from < to && from + 2 < arrlenu(tokens); from++) {
		const struct lex_token *word = &tokens[from];
		const char *head = NULL;
		for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
			if (lex_is(text, word, heads[i])) head = heads[i];
		if (!head || word[1].kind != LEX_IDENTIFIER || !lex_is(text, &word[2], "(")) continue;
		size_t first = statement_around(relay, word->span.start);
		for (bool skipped = true; skipped && first < from;) {
			skipped = false;
			for (size_t i = 0; i < sizeof storage / sizeof *storage; i++)
				skipped |= lex_is(text, &tokens[first], storage[i]);
			skipped |= (tokens[first].flags & LEX_DIRECTIVE) != 0;
			first += skipped;
		}
		if (first == from || !is_defined(relay->parse, head)) continue;
		struct span type = { tokens[first].span.start, tokens[from - 1].span.end };
		char *written = xasprintf("%s(%.*s)", head, (int)(type.end - type.start), text + type.start);
		diag_report(relay->diags, DIAG_RETURN_TYPE, word->span,
		            "what it returns stands in parentheses behind the word: %s", written);
		diag_fixit(relay->diags, (struct span){ type.start, word->span.end }, written);
		free(written);
		tell_no_more(relay, word);
		return true;
	}
	return false;
}

/** Whether what stands at tokens[at], in a statement that begins at tokens[from], is an operand of something. */
static bool is_operand(const char *text, const struct lex_token *tokens, size_t from, size_t at) {
	if (at == from) return false;
	const struct lex_token *before = &tokens[at - 1];
	bool chooses = false;
	for (size_t i = from; i < at; i++) chooses = chooses || lex_is(text, &tokens[i], "?");
	if (lex_is(text, before, ":")) return chooses; /* else it is that of a label */
	if (before->kind != LEX_PUNCTUATOR) return lex_is(text, before, "return");
	return !lex_is(text, before, ")");
}

/** `return n ? co_raise(…) : 0`: that it has no value is said in words of types, and of the whole. */
static bool retell_raise(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	static const char *const words[] = { "co_raise", "co_raise_error", "co_reraise" };
	const char *text = relay->parse->source->text;
	const struct lex_token *tokens = relay->tokens;
	uint32_t offset;
	if (!strstr(spelling, "'void'") || !place_in_main(relay, diagnostic, &offset)) return false;
	size_t from = statement_around(relay, offset);
	for (size_t i = from; i < arrlenu(tokens) && !lex_is(text, &tokens[i], ";") && !lex_is(text, &tokens[i], "{"); i++)
		for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
			if (!lex_is(text, &tokens[i], words[k]) || !is_operand(text, tokens, from, i)) continue;
			bool called = i + 1 < arrlenu(tokens) && lex_is(text, &tokens[i + 1], "(");
			size_t close = called ? lex_closing(text, tokens, i + 1) : i;
			if (close >= arrlenu(tokens)) return false;
			diag_report(relay->diags, DIAG_UNSUPPORTED, (struct span){ tokens[i].span.start, tokens[close].span.end },
			            "%s is a statement of its own, and has no value: `if (…) %s%s;` in front", words[k], words[k],
			            called ? "(…)" : "");
			return true;
		}
	return false;
}

/** `co_with (lock)`, which becomes an argument of a function. */
static bool retell_with(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	static const char begin[] = "passing '";
	uint32_t offset;
	size_t from, to;
	if (strncmp(spelling, begin, sizeof begin - 1) != 0 ||
	    !strstr(spelling, "to parameter of incompatible type 'void *'") || !place_in_main(relay, diagnostic, &offset))
		return false;
	const char *text = relay->parse->source->text, *type = spelling + sizeof begin - 1;
	for (tokens_before(relay, offset, &from, &to); from + 2 < to + 1 && from + 2 < arrlenu(relay->tokens); from++) {
		const struct lex_token *argument = &relay->tokens[from + 2];
		if (!(lex_is(text, argument - 2, "co_with") && lex_is(text, argument - 1, "(")) ||
		    argument->span.start > offset)
			continue;
		diag_report(relay->diags, DIAG_OPERAND, argument->span,
		            "co_with takes a pointer to what it holds, and this is a '%.*s' itself", (int)strcspn(type, "'"),
		            type);
		diag_fixit(relay->diags, (struct span){ argument->span.start, argument->span.start }, "&");
		return true;
	}
	return false;
}

/** `target_clones` and its like, of which clang says that they do not go with an attribute of ours. */
static bool retell_versions(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	static const char begin[] = "attribute '";
	const char *text = relay->parse->source->text, *name = spelling + sizeof begin - 1;
	uint32_t offset;
	if (strncmp(spelling, begin, sizeof begin - 1) != 0 ||
	    !strstr(spelling, "multiversioning cannot be combined with attribute 'annotate'") ||
	    !place_in_main(relay, diagnostic, &offset))
		return false;
	size_t length = strcspn(name, "'"), named = lex_find(relay->tokens, offset);
	struct span span = { offset, offset };
	for (size_t i = statement_around(relay, offset); i <= named && i < arrlenu(relay->tokens); i++) {
		const struct lex_token *token = &relay->tokens[i];
		if (token->flags & LEX_DIRECTIVE) continue;
		if (i == named ||
		    (token->span.end - token->span.start == length && !memcmp(text + token->span.start, name, length))) {
			span = token->span;
			break;
		}
	}
	diag_report(relay->diags, DIAG_ATTRIBUTE, span, "a coroutine cannot be '%.*s': its call makes an object",
	            (int)length, name);
	return true;
}

bool retell(struct relay *relay, CXDiagnostic diagnostic, const char *spelling) {
	return retell_raise(relay, diagnostic, spelling) || retell_atomic(relay, diagnostic, spelling) ||
	       retell_atomic_form(relay, diagnostic, spelling) || retell_with(relay, diagnostic, spelling) ||
	       retell_versions(relay, diagnostic, spelling) ||
	       retell_uncalled(relay, diagnostic, spelling) || retell_head(relay, diagnostic, spelling);
}
