/* Pass 2, whether the condition of an #if may be another one for the compiler that reads what is generated.
 *
 *     #if defined(__clang__) || __GNUC__ >= 7
 *
 * libclang says that it is clang, and version 4 of gcc, whoever compiles the output: where such a condition decides about
 * coroutines, the compiler would go on in text that was never looked at. directives.c carries these out.
 *
 * In: the tokens of a condition, and the definitions of the unit. Out: whether a name in it is one of those in which
 * compilers differ, or a macro that such a one made: its text has one, or the #if around its definition, in whatever file.
 * `defined(__GNUC__)` is true for both. Each file is read once, each name looked at once.
 *
 * What must hold: to say yes once too often changes nothing in what is generated but its directives.
 *
 * Not seen: a macro that is not defined, as such an #if left its definition out. */
#include "base/ds.h"
#include "macro_table.h"
#include <string.h>

enum answer { UNKNOWN, ASKED, NO, YES };

/** From #if to #endif. */
struct chain {
	uint32_t start, end;
	ptrdiff_t outer;   /* index of the one around it; -1 */
	size_t *condition; /* stb_ds: tokens, from and to of each condition */
	enum answer answer;
};

struct file {
	CXFile key;
	const char *text;
	struct lex_token *tokens; /* stb_ds */
	struct chain *chains;     /* stb_ds, by start */
};

struct compiler_choice {
	struct parse *parse;
	struct file *files; /* stb_ds */
	struct {
		char *key;
		enum answer value;
	} * names;    /* stb_ds */
	unsigned cut; /* how many answers waited for one that was being found */
};

/** Names in which gcc and clang differ, or what flags define that cogen need not be given; and versions of each. */
static bool differs(const char *name) {
	static const char *const names[] = { "__VERSION__", "__GXX_ABI_VERSION", "__llvm__", "__STDC_VERSION__" };
	static const char *const beginnings[] = { "__clang", "__GNUC", "__has_", "__GCC_", "__SANITIZE_", "__OPTIMIZE" };
	if (!strncmp(name, "__has_include", strlen("__has_include"))) return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i])) return true;
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (!strncmp(name, beginnings[i], strlen(beginnings[i]))) return true;
	return false;
}

/* ---- the #if around a place -------------------------------------------------------------------------------------- */

/** Past the last token of the directive whose `#` is tokens[index]. */
static size_t end_of_line(const struct lex_token *tokens, size_t index) {
	for (index++; index < arrlenu(tokens); index++)
		if (!(tokens[index].flags & LEX_DIRECTIVE) || tokens[index].flags & LEX_FIRST) break;
	return index;
}

static void find_chains(struct file *file) {
	ptrdiff_t open = -1;
	for (size_t i = 0; i + 1 < arrlenu(file->tokens); i++) {
		const struct lex_token *word = &file->tokens[i + 1];
		if (!(file->tokens[i].flags & LEX_DIRECTIVE) || !(file->tokens[i].flags & LEX_FIRST)) continue;
		if (!(word->flags & LEX_DIRECTIVE) || word->flags & LEX_FIRST) continue;
		size_t end = end_of_line(file->tokens, i);
		if (!strncmp(file->text + word->span.start, "if", 2)) {
			struct chain chain = { .start = word->span.start, .end = UINT32_MAX, .outer = open };
			arrput(file->chains, chain);
			open = arrlen(file->chains) - 1;
		} else if (open < 0) {
			continue;
		} else if (lex_is(file->text, word, "endif")) {
			file->chains[open].end = word->span.start;
			open = file->chains[open].outer;
			continue;
		} else if (strncmp(file->text + word->span.start, "elif", 4) != 0) {
			continue;
		}
		arrput(file->chains[open].condition, i + 1);
		arrput(file->chains[open].condition, end);
	}
}

static struct file *file_of(struct compiler_choice *choice, CXFile key) {
	for (size_t i = 0; i < arrlenu(choice->files); i++)
		if (clang_File_isEqual(choice->files[i].key, key)) return &choice->files[i];
	size_t size = 0;
	struct file file = { .key = key, .text = clang_getFileContents(choice->parse->unit, key, &size) };
	if (!file.text) size = 0;
	file.tokens = lex(file.text ? file.text : "", (struct span){ 0, (uint32_t)size });
	find_chains(&file);
	arrput(choice->files, file);
	return &arrlast(choice->files);
}

static bool depends(struct compiler_choice *choice, const char *text, const struct lex_token *tokens, size_t from,
                    size_t to);

static bool chain_depends(struct compiler_choice *choice, size_t file, size_t index) {
	struct chain *chain = &choice->files[file].chains[index];
	if (chain->answer == ASKED) choice->cut++;
	if (chain->answer != UNKNOWN) return chain->answer == YES;
	chain->answer = ASKED;
	unsigned cut = choice->cut;
	bool result = false;
	for (size_t i = 0; i < arrlenu(chain->condition) && !result; i += 2)
		result = depends(choice, choice->files[file].text, choice->files[file].tokens, chain->condition[i],
		                 chain->condition[i + 1]);
	chain->answer = result ? YES : cut == choice->cut ? NO : UNKNOWN;
	return result;
}

/** Whether an #if around the definition does. */
static bool place_depends(struct compiler_choice *choice, const struct definition *definition) {
	const struct file *file = file_of(choice, definition->file);
	size_t number = (size_t)(file - choice->files), from = 0, to = arrlenu(file->chains);
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (file->chains[middle].start <= definition->offset)
			from = middle + 1;
		else
			to = middle;
	}
	for (ptrdiff_t i = (ptrdiff_t)from - 1; i >= 0; i = choice->files[number].chains[i].outer)
		if (choice->files[number].chains[i].end > definition->offset && chain_depends(choice, number, (size_t)i))
			return true;
	return false;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

static bool definition_depends(struct compiler_choice *choice, int index) {
	const struct definition *definition = &choice->parse->macros->definitions[index];
	if (!definition->file) return false;
	char *text = macro_definition(choice->parse, index);
	struct lex_token *tokens = lex(text, (struct span){ 0, (uint32_t)strlen(text) });
	bool result = depends(choice, text, tokens, 0, arrlenu(tokens));
	arrfree(tokens);
	free(text);
	return result || place_depends(choice, definition);
}

static bool name_depends(struct compiler_choice *choice, const char *name) {
	if (differs(name)) return true;
	if (choice->parse->tells_places && !strcmp(name, "__LINE__")) return true;
	struct macro_table *table = choice->parse->macros;
	ptrdiff_t known = shgeti(table->names, name);
	if (known < 0) return false;
	enum answer answer = shget(choice->names, name);
	if (answer == ASKED) choice->cut++;
	if (answer != UNKNOWN) return answer == YES;
	shput(choice->names, name, ASKED);
	unsigned cut = choice->cut;
	bool result = false;
	for (int i = table->names[known].value; i >= 0 && !result; i = table->definitions[i].previous)
		result = definition_depends(choice, i);
	shput(choice->names, name, result ? YES : cut == choice->cut ? NO : UNKNOWN);
	return result;
}

static bool depends(struct compiler_choice *choice, const char *text, const struct lex_token *tokens, size_t from,
                    size_t to) {
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

/* ---- what directives.c asks -------------------------------------------------------------------------------------- */

struct compiler_choice *compiler_choice_new(struct parse *parse) {
	struct compiler_choice *choice = xcalloc(1, sizeof *choice);
	choice->parse = parse;
	sh_new_strdup(choice->names);
	return choice;
}

bool compiler_chooses(struct compiler_choice *choice, size_t from, size_t to) {
	return depends(choice, choice->parse->source->text, choice->parse->macros->tokens, from, to);
}

void compiler_choice_free(struct compiler_choice *choice) {
	for (size_t i = 0; i < arrlenu(choice->files); i++) {
		struct file *file = &choice->files[i];
		for (size_t k = 0; k < arrlenu(file->chains); k++) arrfree(file->chains[k].condition);
		arrfree(file->chains);
		arrfree(file->tokens);
	}
	arrfree(choice->files);
	shfree(choice->names);
	free(choice);
}
