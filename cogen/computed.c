/* Pass 4½, computed gotos in a function with blocks that are left in a special way: where one leads to is only known at
 * run time, and with it what has to be run on the way.
 *
 * In: the tree. Out: `&&label` becomes a number, `(void *)2`, and `goto *where` a switch over these numbers with a goto
 * to each label. Each of them is a way out, or an error where it leads into a block, as any goto is. Addresses of
 * labels are no help: compilers do not promise that they can be compared.
 *
 * What must hold: all of a function's are rewritten, or none. Functions whose blocks have nothing to do with it keep
 * theirs. */
#include "base/text.h"
#include "rewrite.h"
#include <string.h>

static bool is_left_specially(const struct function *function, const struct node *node) {
	if (node->kind != NODE_COMPOUND) return node_is_block(node);
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		const struct node *child = node->children[i];
		if (child->kind == NODE_CO_DEFER) return true;
		for (ptrdiff_t k = 0; child->kind == NODE_DECLARATION && k < arrlen(child->declarators); k++)
			if (child->declarators[k].variable >= 0 && function->variables[child->declarators[k].variable].cleanup)
				return true;
	}
	return false;
}

static bool is_in_block(const struct function *function, const struct node *node) {
	for (; node->parent; node = node->parent)
		if (is_left_specially(function, node->parent)) return true;
	return false;
}

/** Computed gotos below; whether one of them is in a block. */
static bool find_gotos(const struct function *function, struct node *node, struct node ***gotos) {
	bool found = false;
	if (node->kind == NODE_COMPUTED_GOTO) {
		arrput(*gotos, node);
		found = is_in_block(function, node);
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (find_gotos(function, node->children[i], gotos)) found = true;
	return found;
}

static int number_of(const struct function *function, const struct node *label) {
	for (ptrdiff_t i = 0; i < arrlen(function->labels); i++)
		if (function->labels[i] == label) return (int)i + 1;
	return 0;
}

static void replace(struct replacement **replacements, struct span span, char *text) {
	struct replacement replacement = { span, text };
	arrput(*replacements, replacement);
}

/** The operand stays where it is, as it may hold `&&label` itself. */
static void rewrite_goto(const struct function *function, const struct node *node, struct replacement **replacements) {
	struct text text = { 0 };
	struct span operand = node->value->span;
	replace(replacements, (struct span){ node->span.start, operand.start }, xstrdup("switch ((__UINTPTR_TYPE__)("));
	text_puts(&text, ")) {");
	for (ptrdiff_t i = 0; i < arrlen(function->labels); i++)
		if (function->labels[i]->label_taken)
			text_printf(&text, " case %d: goto %s;", (int)i + 1, function->labels[i]->name);
	text_puts(&text, " default: __builtin_unreachable(); }");
	replace(replacements, (struct span){ operand.end, node->semicolon }, text_steal(&text));
}

static void rewrite_function(const struct function *function, struct replacement **replacements) {
	struct node **gotos = NULL;
	bool wanted = find_gotos(function, function->body, &gotos);
	for (ptrdiff_t i = 0; i < arrlen(function->labels); i++)
		if (function->labels[i]->label_taken && is_in_block(function, function->labels[i])) wanted = true;
	if (wanted && arrlen(gotos)) {
		for (ptrdiff_t i = 0; i < arrlen(gotos); i++) rewrite_goto(function, gotos[i], replacements);
		for (ptrdiff_t i = 0; i < arrlen(function->label_addresses); i++)
			replace(replacements, function->label_addresses[i].span,
			        xasprintf("((void *)%d)", number_of(function, function->label_addresses[i].label)));
	}
	arrfree(gotos);
}

void settle_computed_gotos(struct unit *unit, struct replacement **replacements) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) rewrite_function(unit->functions[i], replacements);
}
