/* Pass 4½, hints to the compiler in front of a loop that suspends: `#pragma GCC unroll 4`, `#pragma clang loop …`, also as
 * _Pragma.
 *
 * In: the tree. Out: nothing in their place. Such a loop is written anew, and behind the hint would stand what is no
 * loop; a hint changes nothing that a program can see. In front of other loops they stay. */
#include "lex.h"
#include "macro_table.h"
#include "rewrite.h"
#include <string.h>

struct hints {
	const char *text;
	const struct lex_token *tokens;
	struct replacement **replacements;
};

/** What stands behind `pragma`, blanks between the words as they may be. */
static bool is_hint(const char *text) {
	static const char *const hints[][2] = { { "GCC", "unroll" }, { "GCC", "ivdep" },      { "GCC", "novector" },
		                                    { "clang", "loop" }, { "unroll", "" },        { "nounroll", "" },
		                                    { "ivdep", "" },     { "unroll_and_jam", "" } };
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
		const char *at = text + strspn(text, " \t");
		size_t first = strlen(hints[i][0]), second = strlen(hints[i][1]);
		if (strncmp(at, hints[i][0], first) != 0) continue;
		at += first;
		if (!second && strchr(" \t\r\n(\"", *at)) return true;
		at += strspn(at, " \t");
		if (second && !strncmp(at, hints[i][1], second)) return true;
	}
	return false;
}

static void remove_hint(struct hints *h, size_t first, size_t last) {
	struct replacement replacement = { { h->tokens[first].span.start, h->tokens[last].span.end }, xstrdup("") };
	arrput(*h->replacements, replacement);
}

/** Those that end right in front of a token. */
static void remove_before(struct hints *h, size_t behind) {
	while (behind > 0) {
		size_t first = behind - 1;
		if (h->tokens[first].flags & LEX_DIRECTIVE) {
			while (first > 0 && !(h->tokens[first].flags & LEX_FIRST)) first--;
			if (first + 2 >= behind || !lex_is(h->text, &h->tokens[first + 1], "pragma") ||
			    !is_hint(h->text + h->tokens[first + 1].span.end))
				return;
		} else {
			if (behind < 4 || !lex_is(h->text, &h->tokens[behind - 4], "_Pragma") ||
			    h->tokens[behind - 2].kind != LEX_STRING || !is_hint(h->text + h->tokens[behind - 2].span.start + 1))
				return;
			first = behind - 4;
		}
		remove_hint(h, first, behind - 1);
		behind = first;
	}
}

static void find_loops(struct hints *h, const struct node *node) {
	bool loop = node->kind == NODE_FOR || node->kind == NODE_WHILE || node->kind == NODE_DO;
	if ((loop && node->suspends) || node->kind == NODE_CO_FOR) remove_before(h, lex_find(h->tokens, node->span.start));
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_loops(h, node->children[i]);
}

void remove_loop_hints(const struct unit *unit, const struct parse *parse, struct replacement **replacements) {
	struct hints h = { unit->source->text, parse->macros->tokens, replacements };
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) find_loops(&h, unit->functions[i]->body);
}
