/* Pass 2, suspensions in arguments that a macro only looks at.
 *
 * In: the expansion of a macro's call. Out: a keyword in it that is nowhere evaluated, as it stands in nothing but the
 * operands of sizeof, typeof, _Generic and their like. One that is evaluated in another place of the expansion is fine:
 * `MAX(await f(), 1)` asks for the type of its argument, too, and the passes behind answer such questions without it.
 * One that the macro leaves out is not there.
 *
 * Which of the places in the expansion come from one in the file, only the expansion tells: hence here, and from the
 * tokens alone. */
#include "macro_candidates.h"
#include "base/ds.h"
#include <string.h>

struct reading {
	const struct expand_token **tokens; /* stb_ds: without markers */
	bool *looked_at;                    /* for each: not evaluated */
};

static bool is_one_of(const struct expand_token *token, const char *const *words) {
	for (; *words; words++)
		if (is_text(token, *words)) return true;
	return false;
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static bool is_suspension(const struct expand_token *token) {
	return token->flags & EXPAND_KEYWORD &&
	       is_one_of(token, WORDS("await", "co_await", "yield", "co_yield", "yield_from", "co_yield_from", "received",
	                              "co_received"));
}

static bool opens(const struct expand_token *token) { return is_one_of(token, WORDS("(", "[", "{")); }
static bool closes(const struct expand_token *token) { return is_one_of(token, WORDS(")", "]", "}")); }

/** Past the bracket that closes the one at `open`; with `first`, at a comma before that. */
static size_t past_bracket(const struct reading *r, size_t open, bool first) {
	size_t depth = 0, i = open;
	for (; i < arrlenu(r->tokens); i++) {
		if (opens(r->tokens[i])) {
			depth++;
		} else if (closes(r->tokens[i])) {
			if (--depth == 0) return i + 1;
		} else if (first && depth == 1 && is_text(r->tokens[i], ",")) {
			return i;
		}
	}
	return i;
}

/** Past the operand of a sizeof without parentheses around it, or with: `sizeof (x)->y`, `sizeof (char)c`. */
static size_t past_operand(const struct reading *r, size_t i) {
	bool whole = false, in_parentheses = false;
	while (i < arrlenu(r->tokens)) {
		const struct expand_token *token = r->tokens[i];
		if (is_text(token, "(") || (whole && opens(token))) {
			in_parentheses = !whole;
			whole = true;
			i = past_bracket(r, i, false);
		} else if (whole && is_one_of(token, WORDS(".", "->"))) {
			i += 2;
		} else if (token->flags & EXPAND_KEYWORD ||
		           (!whole && is_one_of(token, WORDS("*", "&", "-", "+", "!", "~", "++", "--")))) {
			i++;
			whole = false;
		} else if (token->kind != LEX_PUNCTUATOR && (!whole || in_parentheses)) {
			whole = true;
			in_parentheses = false;
			i++;
		} else {
			break;
		}
	}
	return i < arrlenu(r->tokens) ? i : arrlenu(r->tokens);
}

static void read_expansion(struct reading *r, const struct expansion *expansion) {
	for (size_t i = 0; i < arrlenu(expansion->tokens); i++)
		if (!is_marker(&expansion->tokens[i])) arrput(r->tokens, &expansion->tokens[i]);
	size_t count = arrlenu(r->tokens), end = 0;
	r->looked_at = xcalloc(count + 1, sizeof *r->looked_at);
	for (size_t i = 0; i < count; i++) {
		const struct expand_token *token = r->tokens[i];
		size_t until = 0;
		if (token->kind == LEX_IDENTIFIER && i + 1 < count) {
			bool bracket = is_text(r->tokens[i + 1], "(");
			if (is_one_of(token, WORDS("sizeof", "_Alignof", "__alignof__", "__alignof")))
				until = past_operand(r, i + 1);
			else if (bracket && is_one_of(token, WORDS("typeof", "__typeof__", "__typeof", "typeof_unqual",
			                                           "_Static_assert", "static_assert", "__builtin_constant_p",
			                                           "__builtin_object_size", "__builtin_dynamic_object_size",
			                                           "__builtin_classify_type", "__builtin_types_compatible_p")))
				until = past_bracket(r, i + 1, false);
			else if (bracket && is_one_of(token, WORDS("_Generic", "__builtin_choose_expr")))
				until = past_bracket(r, i + 1, true);
		}
		if (until > end) end = until;
		r->looked_at[i] = i < end;
	}
}

/** Whether the two were one where the macro was called, or defined. */
static bool is_same(const struct expand_token *a, const struct expand_token *b) {
	return a->origin == EXPAND_NOWHERE ? a->text == b->text : a->origin == b->origin;
}

/** The `[` around a token; SIZE_MAX: there is none. */
static size_t subscript_around(const struct reading *r, size_t i) {
	for (size_t depth = 0; i > 0;) {
		const struct expand_token *token = r->tokens[--i];
		if (closes(token)) depth++;
		if (!opens(token)) continue;
		if (!depth) return is_text(token, "[") ? i : SIZE_MAX;
		depth--;
	}
	return SIZE_MAX;
}

/** `sizeof(char[n])`, whose n C evaluates: a length in a type, as far as tokens tell. What is wrong with it is told when
 * it stands there (tree_expression.c). */
static bool is_length(const struct reading *r, size_t i) {
	size_t open = subscript_around(r, i);
	while (open != SIZE_MAX && open > 1 && is_text(r->tokens[open - 1], "]")) open = subscript_around(r, open - 1);
	if (open == SIZE_MAX || open < 2) return false;
	return is_one_of(r->tokens[open - 1], WORDS("char", "short", "int", "long", "signed", "unsigned", "float", "double",
	                                            "_Bool", "const", "*")) ||
	       is_one_of(r->tokens[open - 2], WORDS("struct", "union", "enum"));
}

const struct expand_token *macro_never_evaluates(const struct expansion *expansion) {
	struct reading r = { 0 };
	const struct expand_token *found = NULL;
	read_expansion(&r, expansion);
	for (size_t i = 0; i < arrlenu(r.tokens) && !found; i++) {
		if (!r.looked_at[i] || !is_suspension(r.tokens[i]) || is_length(&r, i)) continue;
		found = r.tokens[i];
		for (size_t k = 0; k < arrlenu(r.tokens) && found; k++)
			if (!r.looked_at[k] && is_suspension(r.tokens[k]) && is_same(r.tokens[k], found)) found = NULL;
	}
	arrfree(r.tokens);
	free(r.looked_at);
	return found;
}
