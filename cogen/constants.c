/* Pass 4½, constexpr variables of C23 in coroutines: they become static, as their value is one for all calls, is
 * part of constant expressions, and has to be there whichever suspension the body is resumed behind.
 *
 *     constexpr int size = 3;   →   static constexpr int size = 3;
 *
 * In: the tree. Out: replacements. What must hold: the address of one is the same in all calls then, which C does not
 * promise to be otherwise but where two calls are under way. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "declarator.h"
#include "macro_table.h"
#include "rewrite.h"
#include <string.h>

static bool is_macro_at(const void *macros, uint32_t offset) { return macro_invocation_at(macros, offset) >= 0; }

static void settle(const struct node *node, struct parse *parse, struct replacement **replacements,
                   struct diags *diags) {
	const struct macro_table *macros = parse->macros;
	const struct words words = { parse->source->text, macros->tokens, is_macro_at, macros };
	const struct lex_token *constant = NULL;
	uint32_t first_name = node->span.end;
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++)
		if (node->declarators[i].name_at && node->declarators[i].name_at < first_name)
			first_name = node->declarators[i].name_at;
	uint32_t end = behind_specifiers(&words, node->span.start, first_name);
	for (size_t i = lex_find(macros->tokens, node->span.start);
	     i < arrlenu(macros->tokens) && macros->tokens[i].span.start < end; i++) {
		if (lex_is(words.text, &macros->tokens[i], "static")) return;
		if (lex_is(words.text, &macros->tokens[i], "constexpr")) constant = &macros->tokens[i];
	}
	if (!constant) return;
	if (node->parent && node->parent->kind == NODE_FOR && node->parent->init == node) {
		diag_report(diags, DIAG_UNSUPPORTED, constant->span,
		            "a constexpr variable in the head of a loop of a coroutine: declare it in front");
		return;
	}
	struct replacement replacement = { { constant->span.start, constant->span.start }, xstrdup("static ") };
	arrput(*replacements, replacement);
}

void settle_constants(struct unit *unit, struct parse *parse, struct replacement **replacements, struct diags *diags) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct span span = unit->functions[i]->body->span;
		static const char word[] = "constexpr";
		if (!memmem(unit->source->text + span.start, span.end - span.start, word, sizeof word - 1)) continue;
		for (ptrdiff_t n = 0; n < arrlen(unit->nodes); n++) {
			const struct node *node = unit->nodes[n];
			if (node->kind == NODE_DECLARATION && node->span.start >= span.start && node->span.end <= span.end)
				settle(node, parse, replacements, diags);
		}
	}
}
