/* Pass 3, every place in a coroutine's text that names one of its variables.
 *
 * In: the tree of a body, its tokens, libclang's cursors. Out: function->namings. What is evaluated is in the tree;
 * what is not need not be: enumerators, case labels, designators, _Static_assert, the initialisers of static variables,
 * what stands in types and in attributes. Where such text is copied and the variable has moved to the frame, its name
 * has to change all the same: it would mean something else at file scope, or nothing.
 *
 * What must hold: each token that is spelled like a variable is accounted for. It is in the tree, or libclang has a
 * cursor there and says what it means; where it has none, as in attributes, the scopes decide, as C does. */
#include "base/text.h"
#include "macro_table.h"
#include "tree.h"
#include <string.h>

enum { NOT_KNOWN = -1, SOMETHING_ELSE = -2 };

struct own_variable {
	char *key;
	int value;
};

struct place_of_name {
	uint32_t key; /* offset */
	int value;    /* a variable, or one of the above */
};

struct names {
	struct builder *builder;
	struct own_variable *variables; /* stb_ds map: what a token has to be spelled like */
	struct place_of_name *known;    /* stb_ds map: in the tree */
	struct place_of_name *left;     /* stb_ds map: not in the tree */
	struct text name;               /* the last one that was looked at */
};

static void put_naming(struct function *function, uint32_t at, int variable, bool in_tree) {
	uint32_t end = at + (uint32_t)strlen(function->variables[variable].name);
	struct naming naming = { { at, end }, variable, in_tree };
	arrput(function->namings, naming);
}

static void note_tree(struct names *n, const struct node *node) {
	if (node->kind == NODE_REFERENCE && node->variable >= 0) hmput(n->known, node->span.start, node->variable);
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) note_tree(n, node->children[i]);
}

static bool is_spelled_like_one(struct names *n, const struct lex_token *token) {
	text_clear(&n->name);
	lex_spelling(n->builder->source->text, token, &n->name);
	return shgeti(n->variables, n->name.data) >= 0;
}

/** What stands in front of a name, or around it, says that it is none of a variable. */
static bool is_other_name(const struct names *n, const struct lex_token *tokens, size_t i) {
	static const char *const before[] = { ".", "->", "struct", "union", "enum", "goto" };
	const char *text = n->builder->source->text;
	if (!i) return true;
	for (size_t k = 0; k < sizeof before / sizeof *before; k++)
		if (lex_is(text, &tokens[i - 1], before[k])) return true;
	bool has_more = i + 2 < arrlenu(tokens);
	if (has_more && lex_is(text, &tokens[i - 1], "[") && lex_is(text, &tokens[i + 1], "]") &&
	    tokens[i + 2].kind == LEX_STRING)
		return true; /* an operand of asm */
	if (i >= 3 && lex_is(text, &tokens[i - 1], "(") && lex_is(text, &tokens[i - 2], "(") &&
	    (lex_is(text, &tokens[i - 3], "__attribute__") || lex_is(text, &tokens[i - 3], "__attribute")))
		return true; /* the attribute's own */
	ptrdiff_t mark = mark_at_or_after(n->builder, tokens[i].span.start);
	return mark < arrlen(n->builder->parse->marks) && n->builder->parse->marks[mark].name.start == tokens[i].span.start;
}

static void find_left(struct names *n, struct span body) {
	const struct lex_token *tokens = n->builder->parse->macros->tokens;
	for (size_t i = lex_find(tokens, body.start); i < arrlenu(tokens) && tokens[i].span.start < body.end; i++) {
		uint32_t at = tokens[i].span.start;
		if (tokens[i].kind != LEX_IDENTIFIER || tokens[i].flags & (LEX_DIRECTIVE | LEX_INACTIVE) ||
		    !is_spelled_like_one(n, &tokens[i]))
			continue;
		ptrdiff_t known = hmgeti(n->known, at);
		if (known >= 0)
			put_naming(n->builder->function, at, n->known[known].value, true);
		else if (hmgeti(n->builder->declared, at) < 0 && !is_other_name(n, tokens, i))
			hmput(n->left, at, NOT_KNOWN);
	}
}

static enum CXChildVisitResult settle(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct names *n = data;
	uint32_t at;
	(void)parent;
	if (!parse_offset(n->builder->parse, clang_getCursorLocation(cursor), &at)) return CXChildVisit_Recurse;
	ptrdiff_t left = hmgeti(n->left, at);
	if (left < 0) return CXChildVisit_Recurse;
	int variable = clang_getCursorKind(cursor) == CXCursor_DeclRefExpr ? variable_of(n->builder, cursor) : -1;
	if (variable >= 0)
		n->left[left].value = variable;
	else if (n->left[left].value == NOT_KNOWN)
		n->left[left].value = SOMETHING_ELSE;
	return CXChildVisit_Recurse;
}

static bool is_visible(const struct node *scope, uint32_t declared, uint32_t at) {
	return scope && declared < at && at >= scope->span.start && at < scope->span.end;
}

/** As C finds it, by blocks; -1: what is found is no variable that is followed. */
static int visible_at(const struct builder *b, uint32_t at) {
	const struct function *function = b->function;
	uint32_t innermost = 0;
	int found = -1;
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++) {
		const struct variable *variable = &function->variables[i];
		size_t length = strlen(variable->name);
		if (variable->is_temporary || strncmp(b->source->text + at, variable->name, length) != 0) continue;
		if (!is_visible(variable->scope, variable->name_at, at) || variable->name_at < innermost) continue;
		innermost = variable->name_at;
		found = (int)i;
	}
	for (ptrdiff_t i = 0; found >= 0 && i < arrlen(function->others); i++) {
		const struct other_name *other = &function->others[i];
		if (!strcmp(other->name, function->variables[found].name) && is_visible(other->scope, other->offset, at) &&
		    other->offset > innermost)
			found = -1;
	}
	return found;
}

static int by_start(const void *a, const void *b) {
	const struct naming *left = a, *right = b;
	return left->span.start < right->span.start ? -1 : left->span.start > right->span.start;
}

void find_namings(struct builder *b, CXCursor body) {
	struct function *function = b->function;
	struct names names = { .builder = b };
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++)
		if (!function->variables[i].is_temporary) shput(names.variables, function->variables[i].name, (int)i);
	if (!names.variables) return;
	note_tree(&names, function->body);
	find_left(&names, function->body->span);
	if (hmlen(names.left)) clang_visitChildren(body, settle, &names);
	for (ptrdiff_t i = 0; i < hmlen(names.left); i++) {
		uint32_t at = names.left[i].key;
		int variable = names.left[i].value == NOT_KNOWN ? visible_at(b, at) : names.left[i].value;
		if (variable >= 0) put_naming(function, at, variable, false);
	}
	if (arrlen(function->namings))
		qsort(function->namings, arrlenu(function->namings), sizeof *function->namings, by_start);
	text_release(&names.name);
	shfree(names.variables);
	hmfree(names.known);
	hmfree(names.left);
}
