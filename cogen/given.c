/* Generators that a generator is given and takes over: whose they are where it never begins.
 *
 *     static generator(int) take(int n, co_gen *source) {
 *         co_for (int, value, source) …
 *     }
 *     co_gen *g = co_new(take(5, co_new(count(1))));
 *     co_free(g);
 *
 * Once take runs, its co_for (or a co_defer) frees what it was given, however it is left. Where it is closed, thrown into or freed before,
 * or there is no memory for its object, nothing of its body runs: what it was given is freed by its type, or its constructor.
 *
 * In: the trees. Out: parameters that are `given`, functions that have one. The emitter writes what frees them.
 *
 * What must hold: a parameter counts only where the body takes it over on its way from the beginning to the end, whatever is
 * passed: directly in its outermost block, with no return or label before, stands a co_for over it or a co_defer that frees it. Else it is the
 * caller's, as any pointer. */
#include "ir.h"
#include <string.h>

/** The parameter that an expression is, and nothing but, however cast: its index, or -1. */
static int parameter_of(const struct function *function, struct node *node) {
	node = node ? strip_parens(node) : NULL;
	while (node && node->kind == NODE_CAST && arrlen(node->children)) node = strip_parens(node->children[0]);
	if (!node || node->kind != NODE_REFERENCE || node->variable < 0) return -1;
	const struct variable *variable = &function->variables[node->variable];
	return variable->is_parameter && variable->type->canonical && !strcmp(variable->type->canonical, "struct co_coro *") ? node->variable : -1;
}

static bool is_changed(const struct function *function, const struct node *node, int variable) {
	bool changes = node->kind == NODE_ASSIGN || node->kind == NODE_COMPOUND_ASSIGN || node->kind == NODE_STEP;
	if (changes && arrlen(node->children) && parameter_of(function, node->children[0]) == variable) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (is_changed(function, node->children[i], variable)) return true;
	return false;
}

static void take_over(struct function *function, int variable) {
	if (variable < 0 || function->variables[variable].address_taken || is_changed(function, function->body, variable)) return;
	function->variables[variable].given = true;
	function->is_given = true;
}

/** What a co_defer frees whenever it runs. */
static void find_freed(struct function *function, const struct node *node) {
	switch (node->kind) {
	case NODE_CALL:
		if (node->name && !strcmp(node->name, "co_free") && arrlen(node->children) == 2) take_over(function, parameter_of(function, node->children[1]));
		return;
	case NODE_COMPOUND:
	case NODE_EXPRESSION_STATEMENT:
	case NODE_COMMA:
	case NODE_PAREN:
	case NODE_CAST:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_freed(function, node->children[i]);
		return;
	default: return;
	}
}

/** Whether what stands behind it may be left out, without an error. */
static bool may_skip(const struct node *node) {
	switch (node->kind) {
	case NODE_RETURN:
	case NODE_GOTO:
	case NODE_COMPUTED_GOTO:
	case NODE_LABEL: return true;
	default: break;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (may_skip(node->children[i])) return true;
	return false;
}

void find_given(struct unit *unit) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct function *function = unit->functions[i];
		if (function->kind != FUNCTION_GENERATOR && function->kind != FUNCTION_ASYNC_GENERATOR) continue;
		for (ptrdiff_t k = 0; k < arrlen(function->body->children); k++) {
			struct node *statement = function->body->children[k];
			if (statement->kind == NODE_CO_FOR) take_over(function, parameter_of(function, statement->value));
			if (statement->kind == NODE_CO_DEFER && statement->body) find_freed(function, statement->body);
			if (may_skip(statement)) break;
		}
	}
}
