/* Declarations as words: see declarator.h. */
#include "declarator.h"
#include "base/ds.h"

bool is_group_word(const char *text, const struct lex_token *token) {
	static const char *const words[] = { "__typeof__",    "typeof",      "__typeof", "typeof_unqual", "_Alignas", "alignas",
		                                 "__attribute__", "__attribute", "_Atomic",  "_BitInt" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (lex_is(text, token, words[i])) return true;
	return false;
}

size_t behind_group(const struct words *words, size_t open) {
	size_t close = lex_closing(words->text, words->tokens, open);
	return close < arrlenu(words->tokens) ? close + 1 : close;
}

static bool is_at(const struct words *words, size_t i, const char *word) {
	return i < arrlenu(words->tokens) && lex_is(words->text, &words->tokens[i], word);
}

/** Index behind one specifier, or attribute; `i` itself: there is none. */
static size_t behind_specifier(const struct words *words, size_t i) {
	const struct lex_token *token = &words->tokens[i];
	if (is_at(words, i, "[") && is_at(words, i + 1, "[")) return behind_group(words, i);
	if (token->kind != LEX_IDENTIFIER) return i;
	bool called = is_group_word(words->text, token) ||
	              (words->is_macro && words->is_macro(words->macros, token->span.start));
	if (called && is_at(words, i + 1, "(")) return behind_group(words, i + 1);
	bool tagged = is_at(words, i, "struct") || is_at(words, i, "union") || is_at(words, i, "enum");
	if (!tagged) return i + 1;
	/* its attributes, tag, type and members */
	bool typed = false;
	for (i++; i < arrlenu(words->tokens) && !is_at(words, i, "{");) {
		size_t next = behind_specifier(words, i);
		if (is_at(words, i, ":"))
			typed = true;
		else if (next == i)
			return i;
		bool tag = words->tokens[i].kind == LEX_IDENTIFIER && !is_group_word(words->text, &words->tokens[i]);
		i = next == i ? i + 1 : next;
		if (tag && !typed && !is_at(words, i, "{") && !is_at(words, i, ":")) return i;
	}
	return is_at(words, i, "{") ? behind_group(words, i) : i;
}

uint32_t behind_specifiers(const struct words *words, uint32_t start, uint32_t first_name) {
	size_t i = lex_find(words->tokens, start);
	while (i < arrlenu(words->tokens) && words->tokens[i].span.start < first_name) {
		size_t next = behind_specifier(words, i);
		if (next == i) break;
		i = next;
	}
	return i < arrlenu(words->tokens) ? words->tokens[i].span.start : first_name;
}

struct span declarator_with(const struct words *words, size_t first, size_t stop, uint32_t name_at) {
	for (size_t i = first; i <= stop && i < arrlenu(words->tokens); i++) {
		if (i > first && (i == stop || is_at(words, i, ","))) {
			struct span span = { words->tokens[first].span.start, words->tokens[i - 1].span.end };
			if (name_at >= span.start && name_at < span.end) return span;
			first = i + 1;
		} else if (is_at(words, i, "(") || is_at(words, i, "[") || is_at(words, i, "{")) {
			i = behind_group(words, i) - 1;
		}
	}
	return (struct span){ name_at, name_at };
}
