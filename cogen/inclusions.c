/* Pass 2, files that are included inside a coroutine: their text takes the place of the #include.
 *
 *     switch (op) {
 *     #define X(name) case OP_##name: await do_##name(); break;
 *     #include "operations.def"
 *     }
 *
 * In: the parsed unit and a coroutine. Out: the buffer, in which no #include inside the coroutine leads to anything
 * that the passes behind have to see: they know the text of one file only. A file of nothing but constants, in the
 * braces of an initialiser, stays included, and so does one that only defines macros.
 *
 * What must hold: __LINE__ and __FILE__ in it are what they were, where they stand in the file itself; in a macro
 * they are of the #include. No line changes its number. Blanks and comments go, so that a text without directives
 * becomes one line, in the place of the #include; one with directives becomes lines of their own, which have no
 * number. What an included file includes is named by its full path, as it may lie beside that file; the next round
 * takes it in. */
#include "base/ds.h"
#include "base/text.h"
#include "macro_table.h"
#include <stdlib.h>
#include <string.h>

/* An #include that the compiler followed. */
struct followed {
	CXFile in, file;
	uint32_t offset; /* of its `#`, in `in` */
};

static enum CXChildVisitResult collect(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct followed **list = data;
	if (!clang_isPreprocessing(clang_getCursorKind(cursor))) return CXChildVisit_Break; /* declarations come last */
	if (clang_getCursorKind(cursor) != CXCursor_InclusionDirective) return CXChildVisit_Continue;
	struct followed followed = { .file = clang_getIncludedFile(cursor) };
	unsigned offset;
	clang_getFileLocation(clang_getCursorLocation(cursor), &followed.in, NULL, NULL, &offset);
	followed.offset = offset;
	if (followed.in && followed.file) arrput(*list, followed);
	return CXChildVisit_Continue;
}

/* ---- what may stay -------------------------------------------------------------------------------------------- */

struct look {
	const struct parse *parse;
	bool seen; /* something that passes behind have to see */
};

static enum CXChildVisitResult find_variable(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct look *look = data;
	switch (clang_getCursorKind(cursor)) {
	case CXCursor_CallExpr:
	case CXCursor_StmtExpr:
	case CXCursor_AddrLabelExpr: look->seen = true; break; /* a label's address may become a number (computed.c) */
	case CXCursor_DeclRefExpr: {
		CXCursor declaration = clang_getCursorReferenced(cursor);
		enum CXCursorKind within = clang_getCursorKind(clang_getCursorSemanticParent(declaration));
		look->seen = within == CXCursor_FunctionDecl || clang_getCursorKind(declaration) == CXCursor_ParmDecl;
		break;
	}
	default: break;
	}
	return look->seen ? CXChildVisit_Break : CXChildVisit_Recurse;
}

static enum CXChildVisitResult find_foreign(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct look *look = data;
	CXSourceLocation start = clang_getRangeStart(clang_getCursorExtent(cursor));
	CXFile file;
	uint32_t offset;
	clang_getFileLocation(start, &file, NULL, NULL, NULL);
	if (!file || clang_isAttribute(clang_getCursorKind(cursor))) return CXChildVisit_Continue;
	if (parse_offset(look->parse, start, &offset)) return CXChildVisit_Recurse;
	if (clang_getCursorKind(parent) != CXCursor_InitListExpr)
		look->seen = true;
	else if (find_variable(cursor, parent, look) == CXChildVisit_Recurse)
		clang_visitChildren(cursor, find_variable, look);
	return look->seen ? CXChildVisit_Break : CXChildVisit_Continue;
}

/* ---- the text ------------------------------------------------------------------------------------------------- */

static char *full_path(CXFile file) {
	CXString name = clang_getFileName(file);
	char *path = realpath(clang_getCString(name), NULL);
	if (!path) path = xstrdup(clang_getCString(name));
	clang_disposeString(name);
	return path;
}

static void put_token(struct text *out, const char *text, const struct lex_token *token) {
	bool starts_line = !out->length || out->data[out->length - 1] == '\n';
	if (!starts_line && token->flags & (LEX_SPACE | LEX_FIRST)) text_putc(out, ' ');
	lex_spelling(text, token, out);
}

/** How the file is called where __FILE__ tells. The caller frees it. */
static char *name_of(const struct parse *parse, CXFile file) {
	CXString name = clang_getFileName(file);
	const char *known = clang_getCString(name);
	for (size_t i = 0; i < arrlenu(parse->renamed); i++)
		if (!strcmp(parse->renamed[i].path, known)) known = parse->renamed[i].name;
	char *copy = xstrdup(known);
	clang_disposeString(name);
	return copy;
}

/** `__LINE__` and `__FILE__` as their values; false: it is another token. */
static bool put_place(struct text *out, const char *text, const struct lex_token *token, const char *name,
                      struct span *counted, unsigned *line) {
	bool is_line = lex_is(text, token, "__LINE__");
	if (!is_line && !lex_is(text, token, "__FILE__")) return false;
	if (out->length && out->data[out->length - 1] != '\n') text_putc(out, ' ');
	if (is_line) {
		for (; counted->start < token->span.start; counted->start++) *line += text[counted->start] == '\n';
		text_printf(out, "%u", *line);
		return true;
	}
	text_putc(out, '"');
	for (; *name; name++) {
		if (*name == '"' || *name == '\\') text_putc(out, '\\');
		text_putc(out, *name);
	}
	text_putc(out, '"');
	return true;
}

/* What takes the place of an #include of the file; the caller frees it. */
static char *text_of(struct parse *parse, const struct followed *list, size_t index) {
	CXFile file = list[index].file;
	char *name = name_of(parse, file);
	unsigned line = 1;
	size_t size = 0;
	const char *text = clang_getFileContents(parse->unit, file, &size);
	struct text out;
	text_init(&out);
	if (!text) size = 0;
	struct lex_token *tokens = lex(text ? text : "", (struct span){ 0, (uint32_t)size });
	size_t count = arrlenu(tokens);
	struct span counted = { 0, (uint32_t)size };
	for (size_t i = 0; i < count;) {
		if (!(tokens[i].flags & LEX_DIRECTIVE)) {
			if (!put_place(&out, text, &tokens[i], name, &counted, &line)) put_token(&out, text, &tokens[i]);
			i++;
			continue;
		}
		size_t end = i + 1;
		while (end < count && tokens[end].flags & LEX_DIRECTIVE && !(tokens[end].flags & LEX_FIRST)) end++;
		if (end - i == 3 && lex_is(text, &tokens[i + 1], "pragma") && lex_is(text, &tokens[i + 2], "once")) {
			bool again = false;
			for (size_t k = 0; k < index && !again; k++) again = clang_File_isEqual(list[k].file, file);
			if (again) break;
			i = end;
			continue;
		}
		if (directive_numbers(text, tokens, i)) { /* its lines have no number of their own */
			i = end;
			continue;
		}
		if (out.length && out.data[out.length - 1] != '\n') text_putc(&out, '\n');
		const struct followed *within = NULL;
		for (size_t k = 0; k < arrlenu(list) && !within; k++)
			if (list[k].offset == tokens[i].span.start && clang_File_isEqual(list[k].in, file)) within = &list[k];
		if (within) {
			struct renamed renamed = { full_path(within->file), name_of(parse, within->file) };
			text_printf(&out, "#include \"%s\"", renamed.path);
			arrput(parse->renamed, renamed);
		} else {
			for (size_t k = i; k < end; k++) put_token(&out, text, &tokens[k]);
		}
		text_putc(&out, '\n');
		i = end;
	}
	if (memchr(out.data ? out.data : "", '\n', out.length) && out.data[out.length - 1] != '\n') text_putc(&out, '\n');
	arrfree(tokens);
	free(name);
	return text_steal(&out);
}

/* The lines, those that are no directives indented as the #include is. */
static char *indented(const char *lines, const char *indent, size_t width) {
	struct text out;
	text_init(&out);
	while (*lines) {
		size_t length = strcspn(lines, "\n") + 1;
		if (*lines != '#') text_add(&out, indent, width);
		text_add(&out, lines, length);
		lines += length;
	}
	return text_steal(&out);
}

static void take_in(struct parse *parse, const struct followed *list, size_t index) {
	struct source *source = parse->source;
	const struct lex_token *tokens = parse->macros->tokens;
	size_t first = lex_find(tokens, list[index].offset), last = first;
	while (last + 1 < arrlenu(tokens) && tokens[last + 1].flags & LEX_DIRECTIVE &&
	       !(tokens[last + 1].flags & LEX_FIRST))
		last++;
	struct span directive = { tokens[first].span.start, tokens[last].span.end };
	char *text = text_of(parse, list, index);
	if (strchr(text, '\n')) {
		uint32_t line = directive.start;
		while (line > 0 && source->text[line - 1] != '\n') line--;
		char *lines = indented(text, source->text + line, strspn(source->text + line, " \t"));
		source_replace(source, directive, "", 0);
		source_insert_lines(source, line, lines, strlen(lines));
		free(lines);
	} else {
		source_replace(source, directive, text, strlen(text));
	}
	free(text);
	CXString name = clang_getFileName(list[index].file);
	arrput(parse->taken_in, xstrdup(clang_getCString(name)));
	clang_disposeString(name);
}

bool inclusions_open(struct parse *parse, const struct coroutine *coroutines) {
	struct followed *list = NULL;
	bool changed = false;
	clang_visitChildren(clang_getTranslationUnitCursor(parse->unit), collect, &list);
	size_t function = arrlenu(coroutines);
	for (size_t i = arrlenu(list); i-- > 0;) { /* from behind: offsets in front stay as they are */
		if (!clang_File_isEqual(list[i].in, parse->file)) continue;
		while (function > 0 && coroutines[function - 1].span.start > list[i].offset) function--;
		if (function == 0) break;
		if (list[i].offset >= coroutines[function - 1].span.end) continue;
		struct look look = { parse, false };
		clang_visitChildren(coroutines[function - 1].function, find_foreign, &look);
		if (!look.seen) continue;
		take_in(parse, list, i);
		changed = true;
	}
	arrfree(list);
	return changed;
}
