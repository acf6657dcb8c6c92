/* Pass 3, alignment of a variable's own: `_Alignas(64)`, `__attribute__((aligned(N)))`.
 *
 * In: the declaration. Out: the strictest alignment that it asks for, in bytes. libclang has no number for it: it is
 * read from how clang prints the declaration, with macros expanded; what is no plain arithmetic is asked of clang once
 * more, as the value of an enumerator behind the declaration, where the names in it mean what they mean in it; or in
 * front of the function, where none of them is of the function's own. */
#include "base/text.h"
#include "macro_table.h"
#include "tree.h"
#include <ctype.h>
#include <string.h>

struct arithmetic {
	const char *at;
	bool failed;
};

static long long shifted(struct arithmetic *a);

static void blanks(struct arithmetic *a) {
	while (isspace((unsigned char)*a->at)) a->at++;
}

static long long primary(struct arithmetic *a) {
	blanks(a);
	if (*a->at == '(') {
		a->at++;
		long long value = shifted(a);
		blanks(a);
		if (*a->at != ')') a->failed = true;
		a->at++;
		return value;
	}
	char *end;
	long long value = strtoll(a->at, &end, 0);
	if (end == a->at || value < 0 || value > 1 << 28) {
		a->failed = true;
		return 1;
	}
	while (*end && strchr("uUlL", *end)) end++;
	a->at = end;
	return value;
}

static long long product(struct arithmetic *a) {
	long long value = primary(a);
	for (blanks(a); !a->failed && (*a->at == '*' || *a->at == '/'); blanks(a)) {
		char op = *a->at++;
		long long right = primary(a);
		if (!right) a->failed = true;
		value = a->failed ? 1 : op == '*' ? value * right : value / right;
		if (value > 1 << 28) a->failed = true;
	}
	return value;
}

static long long sum(struct arithmetic *a) {
	long long value = product(a);
	for (blanks(a); !a->failed && (*a->at == '+' || *a->at == '-'); blanks(a)) {
		char op = *a->at++;
		long long right = product(a);
		value = op == '+' ? value + right : value - right;
	}
	return value;
}

static long long shifted(struct arithmetic *a) {
	long long value = sum(a);
	for (blanks(a); !a->failed && ((a->at[0] == '<' && a->at[1] == '<') || (a->at[0] == '>' && a->at[1] == '>'));
	     blanks(a)) {
		bool left = *a->at == '<';
		a->at += 2;
		long long right = sum(a);
		if (right < 0 || right > 28) a->failed = true;
		if (!a->failed) value = left ? value << right : value >> right;
	}
	return value;
}

static enum CXChildVisitResult find_probe(CXCursor cursor, CXCursor parent, CXClientData data) {
	long long *value = data;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_EnumConstantDecl) return CXChildVisit_Recurse;
	CXString name = clang_getCursorSpelling(cursor);
	bool found = !strcmp(clang_getCString(name), "co__probe");
	clang_disposeString(name);
	if (found) *value = clang_getEnumConstantDeclValue(cursor);
	return found ? CXChildVisit_Break : CXChildVisit_Continue;
}

/** What clang makes of a constant expression at a place of the text; 0: nothing. */
static long long ask_at(struct builder *b, uint32_t at, const char *expression, unsigned how) {
	const struct source *source = b->source;
	struct text text = { 0 };
	text_add(&text, source->text, at);
	text_printf(&text, "enum { co__probe = (%s) }; ", expression);
	text_add(&text, source->text + at, source->length - at);
	CXTranslationUnit unit = parse_text(b->parse, text.data, text.length, how);
	long long value = 0;
	if (unit) {
		clang_visitChildren(clang_getTranslationUnitCursor(unit), find_probe, &value);
		clang_disposeTranslationUnit(unit);
	}
	text_release(&text);
	return value;
}

/** Behind the declaration: the variable itself is asked. 0: there is no such place, as in the head of a loop. */
static long long ask_variable(struct builder *b, CXCursor declaration) {
	const struct lex_token *tokens = b->parse->macros->tokens;
	int depth = 0;
	for (size_t i = lex_find(tokens, span_of(b, declaration).start); i < arrlenu(tokens); i++) {
		char c = b->source->text[tokens[i].span.start];
		if (tokens[i].kind != LEX_PUNCTUATOR || tokens[i].flags & (LEX_DIRECTIVE | LEX_INACTIVE)) continue;
		if (strchr("([{", c)) depth++;
		if (strchr(")]}", c)) depth--;
		if (c == ';' && depth == 0)
			return ask_at(b, tokens[i].span.end, format(b->arena, "__alignof__(%s)", spelling_of(b, declaration)), 0);
	}
	return 0;
}

/** Whether a name in it may mean something of the function's own. */
static bool names_local(const struct builder *b, const char *text) {
	for (const char *at = text; *at;) {
		size_t length = 0;
		while (isalnum((unsigned char)at[length]) || at[length] == '_') length++;
		for (ptrdiff_t i = 0; length && i < arrlen(b->function->variables); i++)
			if (strlen(b->function->variables[i].name) == length &&
			    !strncmp(b->function->variables[i].name, at, length))
				return true;
		for (ptrdiff_t i = 0; length && i < arrlen(b->function->others); i++)
			if (strlen(b->function->others[i].name) == length && !strncmp(b->function->others[i].name, at, length))
				return true;
		at += length ? length : 1;
	}
	return false;
}

/** In front of the function. */
static long long ask(struct builder *b, const char *expression) {
	if (names_local(b, expression)) return 0;
	return ask_at(b, b->function->definition.start, expression, CXTranslationUnit_SkipFunctionBodies);
}

static long long value_of(struct builder *b, const char *expression, size_t length) {
	const char *text = arena_strndup(b->arena, expression, length);
	struct arithmetic arithmetic = { .at = text };
	long long value = shifted(&arithmetic);
	blanks(&arithmetic);
	if (!arithmetic.failed && !*arithmetic.at) return value > 0 ? value : 1; /* _Alignas(0) asks for nothing */
	value = ask(b, text);
	return value > 0 ? value : ask(b, format(b->arena, "_Alignof(%s)", text)); /* no value, so it is a type */
}

uint64_t alignment_of(struct builder *b, CXCursor declaration) {
	CXString printed = clang_getCursorPrettyPrinted(declaration, NULL);
	long long strictest = 0;
	bool known = true;
	const char *start = clang_getCString(printed);
	for (const char *at = start; at && *at;) {
		if (*at == '"' || *at == '\'') {
			char quote = *at++;
			while (*at && *at != quote) at += *at == '\\' && at[1] ? 2 : 1;
			if (*at) at++;
			continue;
		}
		bool word = at == start || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
		size_t name = !strncmp(at, "_Alignas", 8)          ? 8
		              : word && !strncmp(at, "alignas", 7) ? 7
		              : !strncmp(at, "aligned", 7)         ? 7
		                                                   : 0;
		if (!name) {
			at++;
			continue;
		}
		at += name;
		long long value = 0;
		if (*at == '(') {
			const char *first = at + 1;
			int depth = 0;
			do {
				if (*at == '(') depth++;
				if (*at == ')') depth--;
				at++;
			} while (depth && *at);
			value = value_of(b, first, (size_t)(at - 1 - first));
		} else if (*at == ')') {
			value = ask(b, "__BIGGEST_ALIGNMENT__");
		}
		if (value <= 0) known = false;
		if (value > strictest) strictest = value;
	}
	clang_disposeString(printed);
	if (!known) strictest = ask_variable(b, declaration);
	return (uint64_t)strictest;
}
