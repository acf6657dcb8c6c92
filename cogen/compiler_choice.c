/* Pass 2, whether the condition of an #if may be another one for the compiler that reads what is generated.
 *
 *     #if defined(__clang__) || __GNUC__ >= 7
 *
 * libclang says that it is clang, and version 4 of gcc, whoever compiles the output: where such a condition decides
 * about coroutines, the compiler would go on in text that was never looked at. directives.c carries these out.
 *
 * In: the tokens of a condition, and the files of the unit. Out: whether a name in it is one of those in which
 * compilers differ, or a macro that such a one makes: its text has one, or the #if around its definition, or around
 * the #include of that, in whatever file, also where it leaves the definition out. A name that nobody defines is one
 * such where it leaves an #include out. `defined(__GNUC__)` is true for both. Each file is read once, each name
 * looked at once. macro_choice.c asks for the definitions of a macro that were left out so.
 *
 * What must hold: to say yes once too often changes nothing in what is generated but its directives. */
#include "base/ds.h"
#include "macro_table.h"
#include <ctype.h>
#include <string.h>

/* YES, UNKNOWN, or the number of the question on the way to which it was last asked. */
typedef int answer;
enum { YES = -1, UNKNOWN = 0 };

/** From #if to #endif. */
struct chain {
	uint32_t start, end;
	ptrdiff_t outer;   /* index of the one around it; -1 */
	size_t *condition; /* stb_ds: tokens, from and to of each condition */
	answer answer;
};

struct file {
	CXFile key;
	const char *text;
	struct lex_token *tokens; /* stb_ds */
	struct chain *chains;     /* stb_ds, by start */
	answer answer;            /* of the #include that lead to it */
};

/** A `#define` or `#undef`, read or left out. */
struct redefinition {
	CXFile file;
	uint32_t offset; /* of the name */
	int previous;    /* of the same name: index + 1, or 0 */
	bool undefines;
};

struct compiler_choice {
	struct parse *parse;
	struct redefinition *redefinitions; /* stb_ds */
	struct redefinition *left_out;      /* stb_ds: #include that were not read */
	bool noted[2];                      /* those in the user's files, and in the system's */
	struct {
		char *key;
		int value; /* index + 1 */
	} * last;      /* stb_ds: of each name */
	struct file *files; /* stb_ds */
	struct {
		char *key;
		answer value;
	} * names;    /* stb_ds */
	bool *said_no; /* of each question: it was; so is all that was asked on its way */
	int question;  /* the one that is being answered */
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

/** Whether it has to be asked now. What was asked on the way to this question before is YES, or leads nowhere that
 * others do not lead: macros and files refer to each other in circles. */
static bool is_open(const struct compiler_choice *choice, answer known) {
	return known == UNKNOWN || (known > 0 && known != choice->question && !choice->said_no[known]);
}

static bool chain_depends(struct compiler_choice *choice, size_t file, size_t index) {
	struct chain *chain = &choice->files[file].chains[index];
	if (!is_open(choice, chain->answer)) return chain->answer == YES;
	chain->answer = choice->question;
	bool result = false;
	for (size_t i = 0; i < arrlenu(chain->condition) && !result; i += 2)
		result = depends(choice, choice->files[file].text, choice->files[file].tokens, chain->condition[i],
		                 chain->condition[i + 1]);
	if (result) chain->answer = YES;
	return result;
}

static bool place_depends(struct compiler_choice *choice, CXFile key, uint32_t offset);

static bool is_of_system(const struct compiler_choice *choice, CXFile key) {
	return clang_Location_isInSystemHeader(clang_getLocation(choice->parse->unit, key, 1, 1));
}

/** Whether another compiler may not come to the file; what the system's headers include is one whole with them. */
static bool file_depends(struct compiler_choice *choice, size_t number) {
	CXFile key = choice->files[number].key;
	if (is_of_system(choice, key)) return false;
	answer known = choice->files[number].answer;
	if (!is_open(choice, known)) return known == YES;
	choice->files[number].answer = choice->question;
	const struct inclusion *inclusions = choice->parse->macros->inclusions;
	bool result = false;
	for (size_t i = 0; i < arrlenu(inclusions) && !result; i++)
		if (inclusions[i].in && clang_File_isEqual(inclusions[i].file, key))
			result = place_depends(choice, inclusions[i].in, inclusions[i].at);
	if (result) choice->files[number].answer = YES;
	return result;
}

/** Whether an #if around the offset in the file does. */
static bool place_depends(struct compiler_choice *choice, CXFile key, uint32_t offset) {
	const struct file *file = file_of(choice, key);
	size_t number = (size_t)(file - choice->files), from = 0, to = arrlenu(file->chains);
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (file->chains[middle].start <= offset)
			from = middle + 1;
		else
			to = middle;
	}
	for (ptrdiff_t i = (ptrdiff_t)from - 1; i >= 0; i = choice->files[number].chains[i].outer)
		if (choice->files[number].chains[i].end > offset && chain_depends(choice, number, (size_t)i))
			return true;
	return file_depends(choice, number);
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
	return result || place_depends(choice, definition->file, definition->offset);
}

static bool is_of_name(char c) { return c == '_' || isalnum((unsigned char)c); }

static const char *behind_blanks(const char *at, const char *end) {
	while (at < end && (*at == ' ' || *at == '\t')) at++;
	return at;
}

/** Whether the `#include` at an offset was read. */
static bool is_read(const struct compiler_choice *choice, CXFile key, uint32_t from, uint32_t to) {
	const struct inclusion *inclusions = choice->parse->macros->inclusions;
	for (size_t i = 0; i < arrlenu(inclusions); i++)
		if (inclusions[i].at >= from && inclusions[i].at < to && inclusions[i].in &&
		    clang_File_isEqual(inclusions[i].in, key))
			return true;
	return false;
}

/** Notes each `#define` and `#undef` of a file, whatever #if are around it, and, of the user's files, each `#include`
 * that was left out. */
static void note_redefinitions(struct compiler_choice *choice, CXFile key) {
	static const char *const words[] = { "define", "undef" };
	bool of_system = is_of_system(choice, key);
	size_t size = 0;
	const char *text = clang_getFileContents(choice->parse->unit, key, &size), *end = text + size;
	for (const char *line = text; line && line < end;) {
		const char *at = behind_blanks(line, end);
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		line = newline ? newline + 1 : NULL;
		if (at == end || *at != '#') continue;
		uint32_t hash = (uint32_t)(at - text), last = newline ? (uint32_t)(newline - text) : (uint32_t)size;
		at = behind_blanks(at + 1, end);
		if (!of_system && (size_t)(end - at) > strlen("include") && !strncmp(at, "include", strlen("include")) &&
		    !is_read(choice, key, hash, last))
			arrput(choice->left_out, ((struct redefinition){ key, hash, 0, false }));
		for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
			size_t length = strlen(words[i]);
			if ((size_t)(end - at) <= length || memcmp(at, words[i], length) != 0) continue;
			const char *name = behind_blanks(at + length, end), *behind = name;
			while (behind < end && is_of_name(*behind)) behind++;
			if (name == at + length || name == behind) continue;
			char *copy = xstrndup(name, (size_t)(behind - name));
			struct redefinition redefinition = { key, (uint32_t)(name - text), shget(choice->last, copy), i == 1 };
			arrput(choice->redefinitions, redefinition);
			shput(choice->last, copy, (int)arrlen(choice->redefinitions));
			free(copy);
		}
	}
}

/** Of all files, once: the user's, or the system's. */
static void note_files(struct compiler_choice *choice, bool of_system) {
	const struct inclusion *inclusions = choice->parse->macros->inclusions;
	if (choice->noted[of_system]) return;
	choice->noted[of_system] = true;
	if (!of_system) note_redefinitions(choice, choice->parse->file);
	for (size_t i = 0; i < arrlenu(inclusions); i++) {
		bool seen = is_of_system(choice, inclusions[i].file) != of_system;
		for (size_t k = 0; k < i && !seen; k++) seen = inclusions[k].file == inclusions[i].file;
		if (!seen) note_redefinitions(choice, inclusions[i].file);
	}
}

/** Whether a file defines the name, or takes it away, where another compiler may do so and this one need not. */
static bool redefinition_depends(struct compiler_choice *choice, const char *name, bool defined) {
	note_files(choice, false);
	note_files(choice, true);
	bool result = false;
	for (int i = shget(choice->last, name); i > 0 && !result; i = choice->redefinitions[i - 1].previous)
		result = place_depends(choice, choice->redefinitions[i - 1].file, choice->redefinitions[i - 1].offset);
	/* what nobody defines, a file may that was not read */
	for (size_t i = 0; !defined && i < arrlenu(choice->left_out) && !result; i++)
		result = place_depends(choice, choice->left_out[i].file, choice->left_out[i].offset);
	return result;
}

static bool name_depends(struct compiler_choice *choice, const char *name) {
	if (differs(name)) return true;
	if (choice->parse->tells_places && !strcmp(name, "__LINE__")) return true;
	struct macro_table *table = choice->parse->macros;
	ptrdiff_t known = shgeti(table->names, name);
	answer answered = shget(choice->names, name);
	if (!is_open(choice, answered)) return answered == YES;
	shput(choice->names, name, choice->question);
	bool result = false;
	for (int i = known < 0 ? -1 : table->names[known].value; i >= 0 && !result; i = table->definitions[i].previous)
		result = definition_depends(choice, i);
	if (!result) result = redefinition_depends(choice, name, known >= 0);
	if (result) shput(choice->names, name, YES);
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

/* ---- what others ask --------------------------------------------------------------------------------------------- */

struct compiler_choice *compiler_choice_new(struct parse *parse) {
	struct compiler_choice *choice = xcalloc(1, sizeof *choice);
	choice->parse = parse;
	arrput(choice->said_no, false); /* questions count from 1 */
	sh_new_strdup(choice->names);
	sh_new_strdup(choice->last);
	return choice;
}

static void begin_question(struct compiler_choice *choice) {
	arrput(choice->said_no, false);
	choice->question = (int)arrlen(choice->said_no) - 1;
}

static bool end_question(struct compiler_choice *choice, bool result) {
	choice->said_no[choice->question] = !result;
	return result;
}

bool compiler_chooses(struct compiler_choice *choice, size_t from, size_t to) {
	begin_question(choice);
	return end_question(choice, depends(choice, choice->parse->source->text, choice->parse->macros->tokens, from, to));
}

static bool was_read(const struct compiler_choice *choice, const char *name, const struct redefinition *definition) {
	const struct macro_table *table = choice->parse->macros;
	ptrdiff_t known = shgeti(choice->parse->macros->names, name);
	for (int i = known < 0 ? -1 : table->names[known].value; i >= 0; i = table->definitions[i].previous)
		if (table->definitions[i].file && table->definitions[i].offset == definition->offset &&
		    clang_File_isEqual(table->definitions[i].file, definition->file))
			return true;
	return false;
}

bool compiler_other_definition(struct compiler_choice *choice, const char *name, int *at, const char **text,
                               size_t *length) {
	note_files(choice, false);
	*at = *at ? choice->redefinitions[*at - 1].previous : shget(choice->last, name);
	for (; *at > 0; *at = choice->redefinitions[*at - 1].previous) {
		struct redefinition definition = choice->redefinitions[*at - 1];
		if (definition.undefines || is_of_system(choice, definition.file) || was_read(choice, name, &definition))
			continue;
		begin_question(choice);
		if (!end_question(choice, place_depends(choice, definition.file, definition.offset))) continue;
		const struct file *file = file_of(choice, definition.file);
		size_t first = lex_find(file->tokens, definition.offset), end = end_of_line(file->tokens, first);
		if (first == arrlenu(file->tokens) || file->tokens[first].span.start != definition.offset)
			continue; /* it is in a comment */
		*text = file->text + definition.offset;
		*length = file->tokens[end - 1].span.end - definition.offset;
		return true;
	}
	return false;
}

void compiler_choice_free(struct compiler_choice *choice) {
	for (size_t i = 0; i < arrlenu(choice->files); i++) {
		struct file *file = &choice->files[i];
		for (size_t k = 0; k < arrlenu(file->chains); k++) arrfree(file->chains[k].condition);
		arrfree(file->chains);
		arrfree(file->tokens);
	}
	arrfree(choice->files);
	arrfree(choice->said_no);
	shfree(choice->names);
	arrfree(choice->redefinitions);
	arrfree(choice->left_out);
	shfree(choice->last);
	free(choice);
}
