/* Pass 3, attributes: those that would make something else of a coroutine.
 *
 * In: cursors of declarations. Out: findings, which pass 4 reports, and the functions of cleanup attributes. */
#include "base/text.h"
#include "tree.h"
#include <ctype.h>
#include <string.h>

/** The attribute of that name, also with `__` around it; a string says other things. */
static bool has_word(const char *text, const char *end, const char *word) {
	size_t length = strlen(word);
	for (const char *at = text; at + length <= end; at++) {
		if (*at == '"') {
			for (at++; at < end && *at != '"'; at++) at += *at == '\\';
			continue;
		}
		if (strncmp(at, word, length) != 0 || isalnum((unsigned char)at[length])) continue;
		if (at == text || !isalnum((unsigned char)at[-1])) return true;
	}
	return false;
}

static bool ends_in_noreturn(CXType type) {
	static const char wanted[] = "__attribute__((noreturn))";
	CXString string = clang_getTypeSpelling(clang_getCanonicalType(type));
	const char *text = clang_getCString(string);
	size_t length = strlen(text);
	bool found = length >= sizeof wanted && !strcmp(text + length - (sizeof wanted - 1), wanted);
	clang_disposeString(string);
	return found;
}

/** GNU's attribute is part of the type, which clang prints it behind; what a function returns stands around that, and
 * may be such a function itself. */
bool never_returns(CXType function) {
	return ends_in_noreturn(function) && !ends_in_noreturn(clang_getResultType(function));
}

/** The first attribute in the text that would change what a call of the constructor means; NULL: there is none. */
static const char *find_refused(const char *text, const char *end) {
	static const char *const refused[] = { "pure",        "const",           "noreturn",
		                                   "Noreturn",    "malloc",          "alloc_size",
		                                   "alloc_align", "returns_twice",   "assume_aligned",
		                                   "format_arg",  "returns_nonnull", "constructor",
		                                   "destructor",  "target",          "naked" };
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (has_word(text, end, refused[i])) return refused[i];
	return NULL;
}

/** The same of what a macro has: libclang has no kinds for most attributes, but prints the declaration with them. */
static const char *find_refused_in_macro(CXCursor declaration) {
	static const char begin[] = "__attribute__((";
	CXPrintingPolicy policy = clang_getCursorPrintingPolicy(declaration);
	clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_TerseOutput, 1);
	CXString printed = clang_getCursorPrettyPrinted(declaration, policy);
	const char *found = NULL;
	int depth = 0; /* in parentheses are those of parameters */
	for (const char *at = clang_getCString(printed); *at && !found; at++) {
		if (!depth && !strncmp(at, begin, sizeof begin - 1)) {
			const char *end = strstr(at, "))");
			found = find_refused(at, end ? end : at + strlen(at));
		}
		depth += (*at == '(') - (*at == ')');
	}
	clang_disposeString(printed);
	clang_PrintingPolicy_dispose(policy);
	return found;
}

/** Attributes that would change what a call of the constructor means, in any declaration of a coroutine. */
void check_attributes(struct builder *b, CXCursor declaration) {
	CXCursor *children = children_of(declaration);
	bool told = false; /* of those that macros have */
	if (never_returns(clang_getCursorType(declaration)))
		report_finding(b, DIAG_ATTRIBUTE, span_of(b, declaration),
		               "a coroutine cannot be 'noreturn': its call makes an object");
	for (ptrdiff_t i = 0; i < arrlen(children); i++) {
		enum CXCursorKind kind = clang_getCursorKind(children[i]);
		if (kind != CXCursor_PureAttr && kind != CXCursor_ConstAttr && kind != CXCursor_UnexposedAttr) continue;
		struct span span = span_of(b, children[i]);
		bool is_written = find_refused(b->source->text + span.start, b->source->text + span.end) != NULL;
		ptrdiff_t mark = mark_at_or_after(b, span.start);
		bool by_macro = mark < arrlen(b->parse->marks) && b->parse->marks[mark].span.start == span.start;
		const char *name = NULL;
		if (!is_written && by_macro && !told) name = find_refused_in_macro(declaration);
		told = told || name;
		if (is_written) name = format(b->arena, "%.*s", (int)(span.end - span.start), b->source->text + span.start);
		if (name)
			report_finding(b, DIAG_ATTRIBUTE, span,
			               format(b->arena, "a coroutine cannot be '%s': its call makes an object", name));
	}
	arrfree(children);
}

/** The attribute in a declaration as clang prints it, in front of the initialiser and outside of what brackets hold:
 * there may stand declarations of others, in a statement expression. NULL: there is none. */
static const char *find_cleanup(const char *printed) {
	static const char wanted[] = "__attribute__((cleanup(";
	int depth = 0;
	for (const char *at = printed; *at; at++) {
		if (!depth && !strncmp(at, wanted, sizeof wanted - 1)) return at + sizeof wanted - 1;
		if (!depth && *at == '=') return NULL;
		if (*at == '"' || *at == '\'') {
			char quote = *at;
			for (at++; *at && *at != quote; at++)
				if (*at == '\\' && at[1]) at++;
			if (!*at) return NULL;
		}
		if (strchr("([{", *at)) depth++;
		if (strchr(")]}", *at)) depth--;
	}
	return NULL;
}

/** The function of a cleanup attribute, read from how clang prints the declaration, with macros expanded; NULL: it has
 * none. */
static const char *cleanup_of(struct builder *b, CXCursor declaration) {
	CXString printed = clang_getCursorPrettyPrinted(declaration, NULL);
	const char *at = find_cleanup(clang_getCString(printed));
	const char *name = at ? arena_strndup(b->arena, at, strcspn(at, ") ")) : NULL;
	clang_disposeString(printed);
	return name;
}

struct function_search {
	struct builder *builder;
	const char *name;
	CXCursor found;
};

static enum CXChildVisitResult find_function_named(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct function_search *search = data;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl) return CXChildVisit_Continue;
	CXString name = clang_getCursorSpelling(cursor);
	bool same = !strcmp(clang_getCString(name), search->name);
	clang_disposeString(name);
	if (!same) return CXChildVisit_Continue;
	search->found = cursor;
	return CXChildVisit_Break;
}

/** The declaration of the coroutine of that name; the null cursor. Libclang has no reference for the name in the
 * attribute. */
static CXCursor coroutine_named(struct builder *b, const char *name) {
	ptrdiff_t known = shgeti(b->cleanups, name);
	if (known >= 0) return b->cleanups[known].value;
	struct function_search search = { b, name, clang_getNullCursor() };
	clang_visitChildren(clang_getTranslationUnitCursor(b->parse->unit), find_function_named, &search);
	if (!clang_Cursor_isNull(search.found) && !colour_of_declaration(b, search.found, 1))
		search.found = clang_getNullCursor();
	shput(b->cleanups, name, search.found);
	return search.found;
}

/** The function of a variable's cleanup attribute; NULL: it has none. A coroutine would be made, and never run. */
const char *check_cleanup(struct builder *b, CXCursor declaration) {
	CXCursor *children = children_of(declaration), attribute = clang_getNullCursor();
	for (ptrdiff_t i = 0; i < arrlen(children); i++)
		if (clang_getCursorKind(children[i]) == CXCursor_UnexposedAttr) attribute = children[i];
	arrfree(children);
	const char *name = clang_Cursor_isNull(attribute) ? NULL : cleanup_of(b, declaration);
	if (!name) return NULL;
	CXCursor coroutine = coroutine_named(b, name);
	if (clang_Cursor_isNull(coroutine)) return name;
	const char *variable = spelling_of(b, declaration);
	struct finding *finding =
		report_finding(b, DIAG_ATTRIBUTE, span_of(b, declaration),
	                   format(b->arena,
	                          "the cleanup of '%s' is a coroutine: its call makes an object, which nobody runs; "
	                          "in a coroutine `co_defer await %s(&%s);` does it",
	                          variable, name, variable));
	note_declaration(b, finding, coroutine, format(b->arena, "'%s' is declared here", name));
	return name;
}
