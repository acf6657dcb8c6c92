/* Pass 4½, hints to the compiler in front of a loop that suspends, or of the co_for of a plain function: `#pragma
 * GCC unroll 4`, `#pragma clang loop …`, also as _Pragma, by macros, and between #if and #endif.
 *
 * In: the tree. Out: nothing in their place; of a macro that stands for pragmas, those that are no hints; and macros
 * that end with a hint, to be opened. Such a loop is written anew, and behind the hint would stand what is no loop;
 * a hint changes nothing that a program can see. In front of other loops they stay. A macro that is nothing to
 * clang, and a hint to other compilers as its file tells, is one. */
#include "lex.h"
#include "base/text.h"
#include "macro_table.h"
#include "rewrite.h"
#include <string.h>
#include <strings.h>

struct hints {
	struct parse *parse;
	const char *text;
	const struct lex_token *tokens;
	struct replacement **replacements;
	struct span **open; /* stb_ds array; NULL in plain functions */
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

enum content {
	SOMETHING, /* and no hint at its end */
	NOTHING,
	PRAGMAS,     /* none of which is a hint */
	HINTS,       /* and other pragmas, perhaps */
	HINT_AT_END, /* behind something else */
};

/** What the call of a macro stands for, and the pragmas in it that are no hints. */
static enum content content_of(const struct expansion *expansion, struct text *others) {
	static const char *const form[] = { "_Pragma", "(", NULL, ")" };
	size_t place = 0, hints = 0, tokens = 0;
	bool elsewhere = expansion->problem != EXPAND_FINE, ends = false;
	for (size_t i = 0; i < arrlenu(expansion->tokens); i++) {
		const struct expand_token *token = &expansion->tokens[i];
		if (is_marker(token)) continue;
		tokens++;
		bool fits = form[place] ? is_text(token, form[place]) : token->kind == LEX_STRING;
		if (!fits) {
			elsewhere = true;
			ends = false;
			place = is_text(token, form[0]);
			continue;
		}
		if (!form[place]) {
			ends = is_hint(token->text + 1);
			hints += ends;
			if (!ends)
				text_printf(others, "%s_Pragma(%.*s)", others->length ? " " : "", (int)token->length, token->text);
		}
		place = (place + 1) % (sizeof form / sizeof *form);
	}
	if (place) ends = false;
	if (elsewhere || place) return ends ? HINT_AT_END : SOMETHING;
	return hints ? HINTS : tokens ? PRAGMAS : NOTHING;
}

/* How far from one macro to another it is looked for a hint. */
enum { FURTHEST = 4 };

static bool some_definition_has_hint(const char *text, const struct lex_token *tokens, struct span name, int far);

/** Whether a definition has a hint in its body, from a token on, or names what may be one, UNROLL(4), or what has
 * one. */
static bool defines_hint(const char *text, const struct lex_token *tokens, size_t index, int far) {
	static const char *const words[] = { "unroll", "ivdep", "novector", "vectorize" };
	for (; index < arrlenu(tokens) && tokens[index].flags & LEX_DIRECTIVE && !(tokens[index].flags & LEX_FIRST);
	     index++) {
		size_t length = tokens[index].span.end - tokens[index].span.start;
		const char *token = text + tokens[index].span.start;
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			for (size_t at = 0; at + strlen(words[i]) <= length; at++)
				if (!strncasecmp(token + at, words[i], strlen(words[i]))) return true;
		if (tokens[index].kind == LEX_IDENTIFIER && far < FURTHEST &&
		    some_definition_has_hint(text, tokens, tokens[index].span, far + 1))
			return true;
	}
	return false;
}

static bool some_definition_has_hint(const char *text, const struct lex_token *tokens, struct span name, int far) {
	for (size_t i = 0; i + 2 < arrlenu(tokens); i++) {
		if (!(tokens[i].flags & LEX_FIRST) || !lex_is(text, &tokens[i], "#") ||
		    !lex_is(text, &tokens[i + 1], "define"))
			continue;
		struct span defined = tokens[i + 2].span;
		bool same = defined.end - defined.start == name.end - name.start && defined.start != name.start &&
		            !memcmp(text + defined.start, text + name.start, name.end - name.start);
		if (same && defines_hint(text, tokens, i + 3, far)) return true;
	}
	return false;
}

/** Whether the file that defines a macro has another definition of it, for other compilers, that has a hint in it. */
static bool is_hint_elsewhere(const struct hints *h, const struct invocation *invocation) {
	if (invocation->definition < 0) return false;
	const struct definition *definition = &h->parse->macros->definitions[invocation->definition];
	size_t size = 0, length = strlen(invocation->name);
	const char *text = definition->file ? clang_getFileContents(h->parse->unit, definition->file, &size) : NULL;
	if (!text || size > UINT32_MAX / 2) return false;
	struct lex_token *tokens = lex(text, (struct span){ 0, (uint32_t)size });
	struct span name = { lex_behind_splices(text, size, definition->offset), 0 };
	name.end = name.start + (uint32_t)length;
	bool found = some_definition_has_hint(text, tokens, name, 0);
	arrfree(tokens);
	return found;
}

/** The call of a macro that ends with a token: the token that is its name, where nothing is left of it that is not a
 * pragma; SIZE_MAX: it is none, or stands for something else. */
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
	const struct invocation *invocation = &table->invocations[index];
	struct text others = { 0 };
	enum content content;
	do {
		struct macro_place place = { h->parse, invocation };
		struct expand_context context = macro_context(&place);
		struct expansion expansion = { 0 };
		text_release(&others);
		text_init(&others);
		expand(&expansion, &context, first);
		content = content_of(&expansion, &others);
		expansion_release(&expansion);
	} while (macro_probe(h->parse));
	if (content == HINTS)
		replace(h, invocation->span, text_steal(&others));
	else if (content == NOTHING && is_hint_elsewhere(h, invocation))
		replace(h, invocation->span, xstrdup(""));
	else if (content == HINT_AT_END && h->open) /* in plain functions none is */
		arrput(*h->open, invocation->span);
	text_release(&others);
	return content == SOMETHING || content == HINT_AT_END ? SIZE_MAX : first;
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

void remove_loop_hints(const struct unit *unit, struct parse *parse, struct replacement **replacements,
                       struct span **open) {
	struct hints h = { parse, unit->source->text, parse->macros->tokens, replacements, open };
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) find_loops(&h, unit->functions[i]->body);
	h.open = NULL;
	for (ptrdiff_t i = 0; i < arrlen(unit->loops); i++)
		remove_before(&h, lex_find(h.tokens, unit->loops[i].name.start));
}
