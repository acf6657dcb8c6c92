/* Pass 4, types: those that are handed over, and those that are declared in the middle of an expression.
 *
 * In: the tree. Out: diagnostics; of the function, `declares_in_expression` is set. */
#include "ir.h"
#include "lex.h"
#include <string.h>

/** What is handed over goes through an array of one, which C has none of for such a type. */
static void check_alignment(const struct function *function, const struct type *type, const char *what,
                            struct diags *diags) {
	if (!type || !type->size || !type->align || type->size % type->align == 0) return;
	diag_report(diags, DIAG_UNSUPPORTED, function->name_span,
	            "the type that '%s' %s is aligned to more bytes than it has", function->name, what);
	diag_note(diags, function->name_span,
	          "leave the alignment to the variables, or make it a struct, whose size is a multiple of it");
}

/** The full expression that one is a part of. */
static const struct node *expression_around(const struct node *node) {
	while (node->parent && !node->parent->is_statement && node->parent->kind != NODE_STATEMENT_EXPRESSION)
		node = node->parent;
	return node;
}

/** Whether it is evaluated with what suspends, in its operand. */
static bool is_in_suspension(const struct node *node) {
	for (; node && !node->is_statement; node = node->parent)
		if (node->kind == NODE_AWAIT || node->kind == NODE_YIELD || node->kind == NODE_YIELD_FROM) return true;
	return false;
}

/** Whether it is evaluated on some ways only: the branch of a choice that suspends is a block. */
static bool is_in_branch(const struct node *node) {
	for (const struct node *around = node->parent; around && !around->is_statement;
	     node = around, around = node->parent)
		if ((around->kind == NODE_AND || around->kind == NODE_OR || around->kind == NODE_CONDITIONAL) &&
		    around->suspends && node != around->children[0])
			return true;
	return false;
}

/** Whether the tag, or an enumerator of those between the braces, is named in the text behind. */
static bool is_named_behind(const char *text, const struct lex_token *tokens, size_t tag, size_t brace,
                            struct span behind) {
	struct lex_token *others = lex(text, behind);
	size_t close = lex_closing(text, tokens, brace);
	bool named = false;
	for (size_t i = tag; i < close; i++) {
		bool enumerator = i > brace && (lex_is(text, &tokens[i - 1], "{") || lex_is(text, &tokens[i - 1], ","));
		if (tokens[i].kind != LEX_IDENTIFIER || (i != tag && !enumerator)) continue;
		size_t length = tokens[i].span.end - tokens[i].span.start;
		for (size_t k = 0; k < arrlenu(others); k++)
			named = named || (others[k].span.end - others[k].span.start == length &&
			                  !memcmp(text + others[k].span.start, text + tokens[i].span.start, length));
	}
	arrfree(others);
	return named;
}

/** The first token behind attributes. */
static size_t behind_attributes(const char *text, const struct lex_token *tokens, size_t i) {
	while (i + 1 < arrlenu(tokens) && lex_is(text, &tokens[i + 1], "(") &&
	       (lex_is(text, &tokens[i], "__attribute__") || lex_is(text, &tokens[i], "__attribute")))
		i = lex_closing(text, tokens, i + 1) + 1;
	return i;
}

/** A type that is declared where one is named, `sizeof(enum { A, B }) + await f(B)`. What suspends in the expression is
 * evaluated in front of the rest, where the enumerators are not known yet, and branches are blocks, behind which they are
 * not known any more; a record comes in front of it all (hoist.c). */
void check_declared_in(struct unit *unit, struct function *function, const struct node *node, struct diags *diags) {
	const char *text = unit->source->text;
	const struct node *expression = expression_around(node);
	if (!expression->suspends || !memchr(text + node->span.start, '{', node->span.end - node->span.start)) return;
	bool branch = is_in_branch(node);
	struct span behind = { node->span.end, branch ? function->body->span.end : expression->span.end };
	struct lex_token *tokens = lex(text, node->span);
	for (size_t i = 0; i + 1 < arrlenu(tokens); i++) {
		bool record = lex_is(text, &tokens[i], "struct") || lex_is(text, &tokens[i], "union");
		if (!record && !lex_is(text, &tokens[i], "enum")) continue;
		size_t tag = behind_attributes(text, tokens, i + 1);
		size_t brace = tag < arrlenu(tokens) ? tag + (tokens[tag].kind == LEX_IDENTIFIER) : tag;
		if (brace >= arrlenu(tokens) || !lex_is(text, &tokens[brace], "{")) continue;
		if (record) function->declares_in_expression = true;
		if (record || (!branch && is_in_suspension(node))) continue;
		if (is_named_behind(text, tokens, tag, brace, behind))
			diag_report(diags, DIAG_UNSUPPORTED, tokens[i].span,
			            "an enumeration that is declared in an expression which suspends: declare it in front");
	}
	arrfree(tokens);
}

void check_types(const struct function *function, struct diags *diags) {
	check_alignment(function, function->result, "returns", diags);
	check_alignment(function, function->yielded, "yields", diags);
	check_alignment(function, function->sent, "is sent", diags);
}
