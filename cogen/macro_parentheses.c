/* Pass 2, parentheses that a condition needs once.
 *
 *     #define IS(a, b) ((a) == (b))          if (IS(x, 3))   opened:   if (((x) == (3)))
 *
 * clang warns of such a pair (-Wparentheses-equality, in -Wall), as it would tell an assignment from a slip of the pen;
 * of one that a macro has, it does not.
 *
 * In: the expansion of a call that is about to be opened. Out: the same, in which no comparison has a second pair where
 * it is the condition of an `if` or of a loop, be the first pair the expansion's own or the file's. */
#include "macro_candidates.h"
#include "base/ds.h"
#include <string.h>

static bool opens(const struct expand_token *token) {
	return is_text(token, "(") || is_text(token, "[") || is_text(token, "{");
}
static bool closes(const struct expand_token *token) {
	return is_text(token, ")") || is_text(token, "]") || is_text(token, "}");
}

/** The token behind the index, or in front of it, that is no marker; `count`: none. */
static size_t behind(const struct expand_token *tokens, size_t count, size_t index) {
	for (index++; index < count && is_marker(&tokens[index]);) index++;
	return index;
}
static size_t before(const struct expand_token *tokens, size_t count, size_t index) {
	while (index-- > 0)
		if (!is_marker(&tokens[index])) return index;
	return count;
}

/** What closes the bracket at `open`, by a macro that has both; `count`: nothing does. */
static size_t closing(const struct expand_token *tokens, size_t count, size_t open) {
	size_t depth = 0, calls = 0;
	for (size_t i = open; i < count; i++) {
		if (tokens[i].kind == EXPAND_BEGIN) calls++;
		if (tokens[i].kind == EXPAND_END && calls-- == 0) return count;
		if (is_marker(&tokens[i])) continue;
		depth += opens(&tokens[i]);
		if (closes(&tokens[i]) && --depth == 0) return calls ? count : i;
	}
	return count;
}

/** Whether what stands between the brackets is a comparison, and not the value of an assignment or a comma. */
static bool compares(const struct expand_token *tokens, size_t open, size_t close) {
	static const char *const others[] = { "=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|=", ",", ";" };
	size_t depth = 0, first = behind(tokens, close, open);
	bool equal = false;
	if (is_text(&tokens[first], "(")) {
		size_t last = closing(tokens, close, first);
		if (last < close && behind(tokens, close, last) == close) return compares(tokens, first, last);
	}
	for (size_t i = open + 1; i < close; i++) {
		if (is_marker(&tokens[i])) continue;
		if (closes(&tokens[i])) depth--;
		if (depth == 0 && is_text(&tokens[i], "==")) equal = true;
		for (size_t k = 0; depth == 0 && k < sizeof others / sizeof *others; k++)
			if (is_text(&tokens[i], others[k])) return false;
		depth += opens(&tokens[i]);
	}
	return equal;
}

/** Whether the file's token at the index opens a condition: behind `if` or `while`, or after a `;` behind `for`. */
static bool opens_condition(const struct parse *parse, ptrdiff_t index, bool *in_for) {
	const char *text = parse->source->text;
	const struct lex_token *tokens = parse->macros->tokens;
	*in_for = lex_is(text, &tokens[index], ";");
	for (int depth = 0; *in_for && index > 0 && depth >= 0; depth += lex_is(text, &tokens[index], ")")) {
		const struct lex_token *token = &tokens[--index];
		if (lex_is(text, token, ";") || lex_is(text, token, "{") || lex_is(text, token, "}")) return false;
		depth -= lex_is(text, token, "(");
	}
	if (index <= 0 || !lex_is(text, &tokens[index], "(")) return false;
	const struct lex_token *word = &tokens[index - 1];
	return *in_for ? lex_is(text, word, "for") : lex_is(text, word, "if") || lex_is(text, word, "while");
}

/** Whether the file has the call as a condition, and nothing besides. */
static bool is_condition(const struct parse *parse, struct span call) {
	const char *text = parse->source->text;
	const struct lex_token *tokens = parse->macros->tokens;
	size_t first = lex_find(tokens, call.start), next = lex_find(tokens, call.end);
	bool in_for;
	return first > 0 && next < arrlenu(tokens) && opens_condition(parse, (ptrdiff_t)first - 1, &in_for) &&
	       lex_is(text, &tokens[next], in_for ? ";" : ")");
}

void macro_drop_parentheses(const struct parse *parse, struct expansion *expansion) {
	for (size_t i = 0; i < arrlenu(expansion->tokens); i++) {
		struct expand_token *tokens = expansion->tokens;
		size_t count = arrlenu(tokens);
		if (!is_text(&tokens[i], "(")) continue;
		size_t close = closing(tokens, count, i);
		if (close == count || !compares(tokens, i, close)) continue;
		size_t outer = before(tokens, count, i), word = outer == count ? count : before(tokens, count, outer);
		size_t next = behind(tokens, count, close);
		bool alone = outer == count && next == count && is_condition(parse, expansion->span);
		bool inside = word < count && is_text(&tokens[outer], "(") && next < count && is_text(&tokens[next], ")") &&
		              (is_text(&tokens[word], "if") || is_text(&tokens[word], "while"));
		if (!alone && !inside) continue;
		tokens[behind(tokens, count, i)].flags &= (uint8_t)~LEX_SPACE;
		arrdel(expansion->tokens, close);
		arrdel(expansion->tokens, i);
		i = (size_t)-1; /* from the front: there may have been three */
	}
}
