/* Pass 4½, hints to the compiler in front of a loop that suspends, or of the co_for of a plain function: `#pragma GCC unroll 4`,
 * `#pragma clang loop …`, also as _Pragma, by macros, and between #if and #endif.
 *
 * In: the tree. Out: nothing in their place; of a macro that stands for pragmas, those that are no hints. Such a loop is
 * written anew, and behind the hint would stand what is no loop; a hint changes nothing that a program can see. In front
 * of other loops they stay. */
#include "lex.h"
#include "base/text.h"
#include "macro_table.h"
#include "rewrite.h"
#include <string.h>

struct hints {
	struct parse *parse;
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

static void replace(struct hints *h, struct span span, char *text) {
	struct replacement replacement = { span, text };
	arrput(*h->replacements, replacement);
}

static bool is_at(const struct hints *h, size_t index, const char *spelling) {
	return lex_is(h->text, &h->tokens[index], spelling);
}

static bool begins_with(const struct hints *h, size_t index, const char *word) {
	return !strncmp(h->text + h->tokens[index].span.start, word, strlen(word));
}

/** The pragmas that the call of a macro stands for, without hints; NULL: it stands for something else, or for no hint.
 * The caller frees it. */
static char *others_of(const struct expansion *expansion) {
	static const char *const form[] = { "_Pragma", "(", NULL, ")" };
	struct text others;
	text_init(&others);
	size_t place = 0, hints = 0;
	for (size_t i = 0; i < arrlenu(expansion->tokens); i++) {
		const struct expand_token *token = &expansion->tokens[i];
		if (is_marker(token)) continue;
		if (form[place] ? !is_text(token, form[place]) : token->kind != LEX_STRING) {
			text_release(&others);
			return NULL;
		}
		if (!form[place] && is_hint(token->text + 1))
			hints++;
		else if (!form[place])
			text_printf(&others, "%s_Pragma(%.*s)", others.length ? " " : "", (int)token->length, token->text);
		place = (place + 1) % (sizeof form / sizeof *form);
	}
	if (expansion->problem == EXPAND_FINE && hints && !place) return text_steal(&others);
	text_release(&others);
	return NULL;
}

/** The call of a macro that ends with a token: the token that is its name, which is replaced; SIZE_MAX: it is none, or
 * none that stands for hints. */
static size_t remove_call(struct hints *h, size_t last) {
	struct macro_table *table = h->parse->macros;
	size_t first = last, depth = 0;
	while (first > 0 && (is_at(h, first, ")") || depth)) {
		if (is_at(h, first, ")")) depth++;
		if (is_at(h, first, "(")) depth--;
		first--;
	}
	ptrdiff_t index = macro_invocation_at(table, h->tokens[first].span.start);
	if (index < 0 || table->invocations[index].span.end != h->tokens[last].span.end) return SIZE_MAX;
	char *others = NULL;
	do {
		struct macro_place place = { h->parse, &table->invocations[index] };
		struct expand_context context = macro_context(&place);
		struct expansion expansion = { 0 };
		free(others);
		expand(&expansion, &context, first);
		others = others_of(&expansion);
		expansion_release(&expansion);
	} while (macro_probe(h->parse));
	if (others) replace(h, table->invocations[index].span, others);
	return others ? first : SIZE_MAX;
}

/** Those that stand in front of a token, with nothing but directives between, and what these leave out. */
static void remove_before(struct hints *h, size_t behind) {
	bool of_others = false; /* there is a loop that is left out */
	while (behind > 0) {
		size_t first = behind - 1;
		if (h->tokens[first].flags & LEX_DIRECTIVE) {
			while (first > 0 && !(h->tokens[first].flags & LEX_FIRST)) first--;
			bool pragma = first + 2 < behind && is_at(h, first + 1, "pragma");
			bool group = first + 1 < behind && (begins_with(h, first + 1, "if") || begins_with(h, first + 1, "el") ||
			                                    is_at(h, first + 1, "endif"));
			if (pragma && !of_others && is_hint(h->text + h->tokens[first + 1].span.end))
				replace(h, (struct span){ h->tokens[first].span.start, h->tokens[behind - 1].span.end }, xstrdup(""));
			if (group) of_others = false;
		} else if (h->tokens[first].flags & LEX_INACTIVE) {
			of_others = true;
		} else if (behind >= 4 && is_at(h, behind - 4, "_Pragma") && h->tokens[behind - 2].kind == LEX_STRING) {
			first = behind - 4;
			if (is_hint(h->text + h->tokens[behind - 2].span.start + 1))
				replace(h, (struct span){ h->tokens[first].span.start, h->tokens[behind - 1].span.end }, xstrdup(""));
		} else {
			first = remove_call(h, first);
			if (first == SIZE_MAX) return;
		}
		behind = first;
	}
}

static void find_loops(struct hints *h, const struct node *node) {
	bool loop = node->kind == NODE_FOR || node->kind == NODE_WHILE || node->kind == NODE_DO;
	if ((loop && node->suspends) || node->kind == NODE_CO_FOR) remove_before(h, lex_find(h->tokens, node->span.start));
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_loops(h, node->children[i]);
}

void remove_loop_hints(const struct unit *unit, struct parse *parse, struct replacement **replacements) {
	struct hints h = { parse, unit->source->text, parse->macros->tokens, replacements };
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) find_loops(&h, unit->functions[i]->body);
	for (ptrdiff_t i = 0; i < arrlen(unit->loops); i++)
		remove_before(&h, lex_find(h.tokens, unit->loops[i].name.start));
}
