/* Pass 1, digraphs and trigraphs: `<:` becomes `[`, `??<` becomes `{`, so that the passes behind know one spelling of
 * each bracket; and which words there are in the language that the flags name.
 *
 * In: the file as read. Out: the buffer. What must hold: it means the same to the compiler. Only `#` of a macro's
 * argument could tell the difference (docs/limits.md). */
#define _GNU_SOURCE
#include "spelling.h"
#include "base/ds.h"
#include "lex.h"
#include <string.h>

static const char *const digraphs[][2] = { { "%:%:", "##" }, { "<:", "[" }, { ":>", "]" },
	                                       { "<%", "{" },    { "%>", "}" }, { "%:", "#" } };

#define DIGRAPHS (sizeof digraphs / sizeof *digraphs)

/** All of them have a colon or a percent sign, but few colons and percent signs are of one. */
static bool may_have_digraphs(const struct source *source) {
	const char *text = source->text;
	for (uint32_t i = 1; i < source->length; i++) {
		if (text[i] == ':' && (text[i - 1] == '<' || text[i - 1] == '%')) return true;
		if (text[i] == '>' && (text[i - 1] == ':' || text[i - 1] == '%')) return true;
		if (text[i] == '%' && text[i - 1] == '<') return true;
	}
	return false;
}

static void replace_digraphs(struct source *source) {
	if (!may_have_digraphs(source)) return;
	struct lex_token *tokens = lex(source->text, (struct span){ 0, source->length });
	struct source_change *changes = NULL;
	for (size_t i = arrlenu(tokens); i-- > 0;)
		for (size_t k = 0; k < DIGRAPHS && tokens[i].kind == LEX_PUNCTUATOR; k++)
			if (lex_is(source->text, &tokens[i], digraphs[k][0])) {
				struct source_change change = { tokens[i].span, digraphs[k][1], strlen(digraphs[k][1]), false };
				arrput(changes, change);
				break;
			}
	if (arrlenu(changes)) source_change(source, changes, arrlenu(changes));
	arrfree(changes);
	arrfree(tokens);
}

static void replace_trigraphs(struct source *source) {
	static const char last[] = "=/'()!<>-", means[] = "#\\^[]|{}~";
	struct source_change *changes = NULL;
	for (uint32_t at = source->length >= 3 ? source->length - 2 : 0; at-- > 0;) {
		if (source->text[at] != '?' || source->text[at + 1] != '?' || !source->text[at + 2]) continue;
		const char *found = strchr(last, source->text[at + 2]);
		if (!found) continue;
		struct source_change change = { { at, at + 3 }, &means[found - last], 1, false };
		arrput(changes, change);
	}
	if (arrlenu(changes)) source_change(source, changes, arrlenu(changes));
	arrfree(changes);
}

static bool is_c23(const char *standard) {
	static const char *const names[] = { "c23", "c2x", "gnu23", "gnu2x", "iso9899:2024", "c2y", "gnu2y" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(standard, names[i])) return true;
	return false;
}

/* Without a flag libclang reads C17. */
static bool reads_c23(const char *const *flags, size_t count) {
	bool result = false;
	for (size_t i = 0; i < count; i++)
		if (!strncmp(flags[i], "-std=", 5) || !strcmp(flags[i], "-ansi"))
			result = flags[i][1] == 's' && is_c23(flags[i] + 5);
	return result;
}

/* gcc's and clang's rule: a -std of ISO's has them, until C23, and GNU's has not. */
static bool has_trigraphs(const char *const *flags, size_t count) {
	bool trigraphs = false;
	for (size_t i = 0; i < count; i++) {
		const char *flag = flags[i];
		if (!strncmp(flag, "-std=", 5))
			trigraphs = strncmp(flag + 5, "gnu", 3) && !is_c23(flag + 5);
		else if (!strcmp(flag, "-ansi") || !strcmp(flag, "-trigraphs"))
			trigraphs = true;
	}
	return trigraphs;
}

void spelling_replace(struct source *source, const char *const *flags, size_t count) {
	lex_as(reads_c23(flags, count));
	if (has_trigraphs(flags, count)) replace_trigraphs(source);
	replace_digraphs(source);
}
