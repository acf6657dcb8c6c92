/* Pass 2, whether the condition of an #if may be another one for the compiler that reads what is generated.
 *
 *     #if defined(__clang__) || __GNUC__ >= 7
 *
 * libclang says that it is clang, and version 4 of gcc, whoever compiles the output: where such a condition decides about
 * coroutines, the compiler would go on in text that was never looked at. directives.c carries these out.
 *
 * In: the tokens of a condition, and the definitions of the unit. Out: whether a name in it is one of those in which
 * compilers differ, or a macro that such a one made: its text has one, or the #if around its definition, in whatever file.
 * `defined(__GNUC__)` is true for both. What must hold: to say yes once too often changes nothing in what is generated but
 * its directives.
 *
 * Not seen: a macro that is not defined, as such an #if left its definition out. */
#include "base/ds.h"
#include "macro_table.h"
#include <string.h>

struct choice {
	struct parse *parse;
	struct name_index *seen; /* names that were looked at, or are being looked at */
};

static bool depends(struct choice *choice, const char *text, const struct lex_token *tokens, size_t from, size_t to);

/** Names in which gcc and clang differ, and versions of each. */
static bool differs(const char *name) {
	static const char *const names[] = { "__VERSION__", "__GXX_ABI_VERSION", "__llvm__", "__STDC_VERSION__" };
	static const char *const beginnings[] = { "__clang", "__GNUC", "__has_", "__GCC_" };
	if (!strncmp(name, "__has_include", strlen("__has_include"))) return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i])) return true;
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (!strncmp(name, beginnings[i], strlen(beginnings[i]))) return true;
	return false;
}

/** Past the last token of the directive whose `#` is tokens[index]. */
static size_t end_of_line(const struct lex_token *tokens, size_t index) {
	for (index++; index < arrlenu(tokens); index++)
		if (!(tokens[index].flags & LEX_DIRECTIVE) || tokens[index].flags & LEX_FIRST) break;
	return index;
}

/** Whether an #if around `offset`, in a file, does. */
static bool place_depends(struct choice *choice, const char *text, uint32_t offset) {
	struct lex_token *tokens = lex(text, (struct span){ 0, offset });
	bool *open = NULL; /* stb_ds: for each #if that has not ended whether one of its conditions does */
	for (size_t i = 0; i + 1 < arrlenu(tokens); i++) {
		if (!(tokens[i].flags & LEX_DIRECTIVE) || !(tokens[i].flags & LEX_FIRST)) continue;
		size_t end = end_of_line(tokens, i);
		if (lex_is(text, &tokens[i + 1], "endif") && arrlenu(open))
			(void)arrpop(open);
		else if (!strncmp(text + tokens[i + 1].span.start, "if", 2))
			arrput(open, depends(choice, text, tokens, i + 1, end));
		else if (!strncmp(text + tokens[i + 1].span.start, "elif", 4) && arrlenu(open) && !arrlast(open))
			arrlast(open) = depends(choice, text, tokens, i + 1, end);
	}
	bool result = false;
	for (size_t i = 0; i < arrlenu(open); i++) result |= open[i];
	arrfree(open);
	arrfree(tokens);
	return result;
}

static bool definition_depends(struct choice *choice, int index) {
	const struct definition *definition = &choice->parse->macros->definitions[index];
	if (!definition->file) return false;
	char *text = macro_definition(choice->parse, index);
	struct lex_token *tokens = lex(text, (struct span){ 0, (uint32_t)strlen(text) });
	bool result = depends(choice, text, tokens, 0, arrlenu(tokens));
	arrfree(tokens);
	free(text);
	size_t size;
	const char *file = clang_getFileContents(choice->parse->unit, definition->file, &size);
	return result || (file && definition->offset <= size && place_depends(choice, file, definition->offset));
}

static bool name_depends(struct choice *choice, const char *name) {
	if (differs(name)) return true;
	if (shgeti(choice->seen, name) >= 0) return false;
	shput(choice->seen, name, 1);
	struct macro_table *table = choice->parse->macros;
	ptrdiff_t known = shgeti(table->names, name);
	for (int i = known < 0 ? -1 : table->names[known].value; i >= 0; i = table->definitions[i].previous)
		if (definition_depends(choice, i)) return true;
	return false;
}

static bool depends(struct choice *choice, const char *text, const struct lex_token *tokens, size_t from, size_t to) {
	bool result = false;
	for (size_t i = from; i < to && !result; i++) {
		if (tokens[i].kind != LEX_IDENTIFIER) continue;
		bool asked = i > from && (lex_is(text, &tokens[i - 1], "defined") || lex_is(text, &tokens[i - 1], "ifdef") ||
		                          lex_is(text, &tokens[i - 1], "ifndef") ||
		                          (i > from + 1 && lex_is(text, &tokens[i - 2], "defined")));
		if (asked && lex_is(text, &tokens[i], "__GNUC__")) continue;
		struct text name = { 0 };
		lex_spelling(text, &tokens[i], &name);
		result = name_depends(choice, name.data);
		text_release(&name);
	}
	return result;
}

bool condition_depends_on_compiler(struct parse *parse, size_t from, size_t to) {
	struct choice choice = { .parse = parse };
	sh_new_strdup(choice.seen);
	bool result = depends(&choice, parse->source->text, parse->macros->tokens, from, to);
	shfree(choice.seen);
	return result;
}
