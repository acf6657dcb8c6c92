/* Pass 1: libclang reads the file as the user wrote it.
 *
 * In: the buffer, handed over as an unsaved file under the path as given, and flags. Out: parse->unit, its macros and
 * marks. What libclang has to say against the text is relayed as it is, at the place in the user's file; its warnings
 * are left to the compiler that will read the output. What must hold: everything in struct parse but the source and the
 * flags belongs to the present unit. */
#include "parse.h"
#include "base/ds.h"
#include "base/text.h"
#include "macro_table.h"
#include "relay.h"
#include <string.h>

CXTranslationUnit parse_text(const struct parse *parse, const char *text, size_t length, unsigned options) {
	struct CXUnsavedFile unsaved = { parse->source->path, text, (unsigned long)length };
	CXTranslationUnit unit = NULL;
	options |= CXTranslationUnit_DetailedPreprocessingRecord;
	if (clang_parseTranslationUnit2(parse->index, parse->source->path, parse->flags, parse->flag_count, &unsaved, 1,
	                                options, &unit) != CXError_Success)
		return NULL;
	return unit;
}

/* ---- diagnostics ---------------------------------------------------------------------------------------------- */

char *parse_line(CXTranslationUnit unit, CXFile file, unsigned line) {
	size_t size;
	const char *text = clang_getFileContents(unit, file, &size);
	if (!text) return NULL;
	const char *end = text + size;
	for (; line > 1; line--) {
		text = memchr(text, '\n', (size_t)(end - text));
		if (!text) return NULL;
		text++;
	}
	const char *stop = memchr(text, '\n', (size_t)(end - text));
	if (!stop) stop = end;
	if (stop > text && stop[-1] == '\r') stop--;
	return xstrndup(text, (size_t)(stop - text));
}

/* ---- units ---------------------------------------------------------------------------------------------------- */

static void forget_unit(struct parse *parse) {
	macro_marks_free(parse->marks);
	parse->marks = NULL;
	macro_table_free(parse->macros);
	parse->macros = NULL;
	if (parse->unit) clang_disposeTranslationUnit(parse->unit);
	parse->unit = NULL;
	parse->file = NULL;
}

/* Whether libclang takes the first of the flags, for an empty file. */
static bool takes_flags(const struct parse *parse, int count) {
	struct CXUnsavedFile file = { "empty.c", "", 0 };
	CXTranslationUnit unit = NULL;
	bool taken = clang_parseTranslationUnit2(parse->index, "empty.c", parse->flags, count, &file, 1,
	                                         CXTranslationUnit_None, &unit) == CXError_Success;
	if (unit) clang_disposeTranslationUnit(unit);
	return taken;
}

/* Libclang says nothing of why it makes no unit; it is a flag, mostly: the one that it takes no more. The caller frees
 * it. */
static char *why_no_unit(const struct parse *parse) {
	int taken = parse->flag_count;
	while (taken > 0 && !takes_flags(parse, taken)) taken--;
	return taken < parse->flag_count ? xasprintf("libclang does not take the flag '%s'", parse->flags[taken])
	                                 : xstrdup("libclang could not read this file with these flags");
}

bool parse_again(struct parse *parse, struct diags *diags) {
	forget_unit(parse);
	source_show(parse->source);
	parse->unit = parse_text(parse, parse->source->text, parse->source->length, CXTranslationUnit_None);
	if (!parse->unit) {
		char *why = why_no_unit(parse);
		diag_relay(diags, DIAG_ERROR, parse->source->path, 0, 0, NULL, why, NULL);
		free(why);
		return false;
	}
	parse->file = clang_getFile(parse->unit, parse->source->path);
	find_presumed(parse);
	if (!relay_errors(parse, diags)) return false;
	parse->macros = macro_table_new(parse);
	parse->marks = macro_marks(parse);
	return true;
}

bool parse_init(struct parse *parse, struct source *source, const char *const *flags, int flag_count,
                struct diags *diags) {
	*parse = (struct parse){ .source = source, .flags = flags, .flag_count = flag_count };
	parse->index = clang_createIndex(0, 0);
	return parse_again(parse, diags);
}

void parse_release(struct parse *parse) {
	forget_unit(parse);
	if (parse->index) clang_disposeIndex(parse->index);
	for (size_t i = 0; i < arrlenu(parse->taken_in); i++) free(parse->taken_in[i]);
	arrfree(parse->taken_in);
	for (size_t i = 0; i < arrlenu(parse->renamed); i++) {
		free(parse->renamed[i].path);
		free(parse->renamed[i].name);
	}
	arrfree(parse->renamed);
	*parse = (struct parse){ 0 };
}

/* ---- questions ------------------------------------------------------------------------------------------------ */

bool parse_offset(const struct parse *parse, CXSourceLocation location, uint32_t *offset) {
	CXFile file;
	unsigned found;
	clang_getFileLocation(location, &file, NULL, NULL, &found);
	if (!file || (file != parse->file && !clang_File_isEqual(file, parse->file))) return false;
	/* to clang, what begins a line behind a backslash begins at that */
	*offset = lex_behind_splices(parse->source->text, parse->source->length, found);
	return true;
}

bool parse_end(const struct parse *parse, CXSourceLocation location, uint32_t *offset) {
	CXFile file, written_file;
	unsigned found, written;
	if (!parse_offset(parse, location, offset)) return false;
	clang_getFileLocation(location, &file, NULL, NULL, &found);
	if (found == *offset) return true;
	clang_getSpellingLocation(location, &written_file, NULL, NULL, &written);
	if (written == found && clang_File_isEqual(written_file, file)) *offset = found;
	return true;
}

bool parse_is_macro(const void *parse, const char *name) {
	struct macro_table *table = ((const struct parse *)parse)->macros;
	return table && shgeti(table->names, name) >= 0;
}

bool parse_knows_warning(const char *option) {
	static const char *const not_in_pragmas[] = { "everything", "pedantic", "fatal-errors" };
	/* asked by a pragma: what is wrong with its own command line, clang prints itself */
	const char *name = strncmp(option, "-Werror=", 8) == 0 ? option + 8 : option + 2;
	for (size_t i = 0; i < sizeof not_in_pragmas / sizeof *not_in_pragmas; i++)
		if (strcmp(name, not_in_pragmas[i]) == 0) return true;
	char *text = xasprintf("#pragma clang diagnostic warning \"-W%.*s\"\n", (int)strcspn(name, "=\""), name);
	const char *const flags[] = { "-xc", "-Wunknown-warning-option" };
	struct CXUnsavedFile file = { "option.c", text, (unsigned long)strlen(text) };
	CXIndex index = clang_createIndex(0, 0);
	CXTranslationUnit unit = NULL;
	bool known = clang_parseTranslationUnit2(index, "option.c", flags, 2, &file, 1, CXTranslationUnit_None, &unit) ==
	                 CXError_Success &&
	             clang_getNumDiagnostics(unit) == 0;
	if (unit) clang_disposeTranslationUnit(unit);
	clang_disposeIndex(index);
	free(text);
	return known;
}

struct visited_files {
	void (*visit)(const char *path, void *arg);
	void *arg;
	struct name_index *seen;
};

static void visit_inclusion(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data) {
	(void)stack;
	struct visited_files *files = data;
	CXString name = clang_getFileName(file);
	const char *path = clang_getCString(name);
	if (path && depth > 0 && shgeti(files->seen, path) < 0) {
		shput(files->seen, path, 1);
		files->visit(path, files->arg);
	}
	clang_disposeString(name);
}

void parse_inclusions(struct parse *parse, void (*visit)(const char *path, void *arg), void *arg) {
	struct visited_files files = { .visit = visit, .arg = arg };
	sh_new_strdup(files.seen);
	shput(files.seen, parse->source->path, 1);
	visit(parse->source->path, arg);
	if (parse->unit) clang_getInclusions(parse->unit, visit_inclusion, &files);
	for (size_t i = 0; i < arrlenu(parse->taken_in); i++) {
		if (shgeti(files.seen, parse->taken_in[i]) >= 0) continue;
		shput(files.seen, parse->taken_in[i], 1);
		visit(parse->taken_in[i], arg);
	}
	shfree(files.seen);
}
