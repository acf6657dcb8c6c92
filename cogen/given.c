/* Generators that a generator is given and takes over: whose they are until it does.
 *
 *     static generator(int) take(int n, co_gen *source) {
 *         if (n <= 0) return;
 *         co_for (int, value, source) …
 *     }
 *     co_gen *g = co_new(take(5, co_new(count(1))));
 *     co_free(g);
 *
 * They are its own from the call on. Where its object is closed, thrown into or freed before it begins, or there is no
 * memory for it, what it was given is freed by its type, or its constructor. Where it has begun, what takes over (a
 * co_for, a co_free, a call of another such generator) may still never be come to, by a return, an error or a close.
 * Then a temporary of its own, the keeper, holds what it was given: a region that spans the whole body frees that on
 * every way out, and what takes over empties it.
 *
 * In: the trees. Out: parameters that are `given`, their keepers, the mentions that take from these, functions that
 * have one. lower_scope.c makes the regions, the emitter writes the rest.
 *
 * What must hold: nothing is freed twice. A parameter that changes, or whose address is taken, is the caller's, as any
 * pointer. So is one that may be left out and goes where nobody can follow it: into another variable, to a function
 * that may free it. Where the body is sure to take it over (note [sure]), and it goes such ways before, it is freed
 * only with an object that never begins.
 *
 * note [sure]: a co_for, or a co_defer that frees, directly in the outermost block, with no return or label before. If
 * nothing in front of it can leave the function either, there is no need for a keeper. */
#include "ir.h"
#include <string.h>

static bool is_generator(const struct function *function) {
	return function->kind == FUNCTION_GENERATOR || function->kind == FUNCTION_ASYNC_GENERATOR;
}

static bool is_object(const struct variable *variable) {
	return variable->type->canonical && !strcmp(variable->type->canonical, "struct co_coro *");
}

/** The parameter that an expression is, and nothing but, however cast: the node that names it, or NULL. */
static struct node *parameter_of(const struct function *function, struct node *node) {
	node = node ? strip_parens(node) : NULL;
	while (node && node->kind == NODE_CAST && arrlen(node->children))
		node = strip_parens(node->children[arrlen(node->children) - 1]);
	if (!node || node->kind != NODE_REFERENCE || node->variable < 0) return NULL;
	const struct variable *variable = &function->variables[node->variable];
	return variable->is_parameter && is_object(variable) ? node : NULL;
}

static bool is(const struct function *function, struct node *node, int variable) {
	const struct node *reference = parameter_of(function, node);
	return reference && reference->variable == variable;
}

static bool is_changed(const struct function *function, const struct node *node, int variable) {
	bool changes = node->kind == NODE_ASSIGN || node->kind == NODE_COMPOUND_ASSIGN || node->kind == NODE_STEP;
	if (changes && arrlen(node->children) && is(function, node->children[0], variable)) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (is_changed(function, node->children[i], variable)) return true;
	return false;
}

/** The operand of a co_free, or NULL. */
static struct node *freed_by(const struct node *call) {
	bool free = call->kind == NODE_CALL && call->name && !strcmp(call->name, "co_free");
	return free && arrlen(call->children) == 2 ? call->children[1] : NULL;
}

/** Whether it is what a co_defer frees whenever it runs. */
static bool frees(const struct function *function, const struct node *node, int variable) {
	switch (node->kind) {
	case NODE_CALL:
		return is(function, freed_by(node), variable);
	case NODE_COMPOUND:
	case NODE_EXPRESSION_STATEMENT:
	case NODE_COMMA:
	case NODE_PAREN:
	case NODE_CAST:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
			if (frees(function, node->children[i], variable)) return true;
		return false;
	default: return false;
	}
}

static bool frees_in_defer(const struct function *function, const struct node *node, int variable) {
	return node->kind == NODE_CO_DEFER && node->body && frees(function, node->body, variable);
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

/** What becomes of a parameter where it is mentioned. */
enum fate { LENT, TAKEN, LOST /* sight of */ };

/** As an argument of a function. */
static enum fate fate_in_call(const struct unit *unit, const struct node *call, const struct node *argument) {
	const struct function *callee = call->colour && call->colour->name ? find_function(unit, call->colour->name) : NULL;
	bool known = call->name && (!strncmp(call->name, "co_", 3) || !strncmp(call->name, "__builtin_", 10));
	if (!callee) return known ? LENT : LOST;
	if (!is_generator(callee)) return LOST;
	for (ptrdiff_t i = 0; i < arrlen(callee->parameters) && i + 1 < arrlen(call->children); i++)
		if (call->children[i + 1] == argument) return callee->variables[callee->parameters[i]].given ? TAKEN : LENT;
	return LOST;
}

static enum fate fate_of(const struct unit *unit, const struct node *node) {
	const struct node *parent = node->parent;
	while (parent && (parent->kind == NODE_PAREN || (parent->kind == NODE_CAST && !type_is_void(parent->type)))) {
		node = parent;
		parent = node->parent;
	}
	if (!parent) return LOST;
	switch (parent->kind) {
	case NODE_CALL: return fate_in_call(unit, parent, node);
	case NODE_CO_FOR: return parent->value == node ? TAKEN : LOST;
	case NODE_YIELD_FROM:
	case NODE_FORM:
	case NODE_UNEVALUATED:
	case NODE_AND:
	case NODE_OR:
	case NODE_CAST: /* to void */
	case NODE_EXPRESSION_STATEMENT: return LENT;
	case NODE_CONDITIONAL:
	case NODE_IF:
	case NODE_WHILE:
	case NODE_DO: return parent->value == node ? LENT : LOST;
	case NODE_UNARY: return !strcmp(parent->op, "!") ? LENT : LOST;
	case NODE_BINARY: return !strcmp(parent->op, "==") || !strcmp(parent->op, "!=") ? LENT : LOST;
	default: return LOST;
	}
}

struct search {
	const struct unit *unit;
	struct function *function;
	int variable;
	bool taken, lost;
};

/** All mentions in `node`. */
static void look(struct search *s, struct node *node) {
	if (node->kind == NODE_REFERENCE && node->variable == s->variable) {
		enum fate fate = fate_of(s->unit, node);
		if (fate == TAKEN) s->taken = true;
		if (fate == LOST) s->lost = true;
	}
	if (frees_in_defer(s->function, node, s->variable)) s->taken = true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) look(s, node->children[i]);
}

/** Whether some statement is sure to take it over (note [sure]). What stands in front of it is looked at: `may_end`, it
 * may leave the function. */
static bool find_sure(struct search *before, bool *may_end) {
	struct function *function = before->function;
	*may_end = false;
	for (ptrdiff_t k = 0; k < arrlen(function->body->children); k++) {
		struct node *statement = function->body->children[k];
		bool loops = statement->kind == NODE_CO_FOR && is(function, statement->value, before->variable);
		if (loops || frees_in_defer(function, statement, before->variable)) return true;
		if (may_skip(statement)) return false;
		if (node_may_raise(statement)) *may_end = true;
		look(before, statement);
	}
	return false;
}

/** Whether a parameter is the function's own, and if so whether it has to be kept until the body takes it over. */
static bool is_taken_over(const struct unit *unit, struct function *function, int variable, bool *keep) {
	const struct variable *v = &function->variables[variable];
	if (!is_object(v) || v->address_taken || is_changed(function, function->body, variable)) return false;
	struct search before = { unit, function, variable, false, false }, all = before;
	bool may_end;
	if (find_sure(&before, &may_end)) {
		*keep = may_end && !before.lost;
		return true;
	}
	look(&all, function->body);
	*keep = true;
	return all.taken && !all.lost;
}

/** Mentions that take it, or free it, empty the keeper. */
static void take_from(const struct unit *unit, struct function *function, struct node *node, int variable, int keeper) {
	if (node->kind == NODE_REFERENCE && node->variable == variable && fate_of(unit, node) == TAKEN)
		node->takes = keeper;
	struct node *freed = parameter_of(function, freed_by(node));
	if (freed && freed->variable == variable) freed->takes = keeper;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		take_from(unit, function, node->children[i], variable, keeper);
}

static void keep(struct unit *unit, struct function *function, int variable) {
	int keeper = new_temporary(function, unit, function->variables[variable].type, "given_", function->body) + 1;
	function->variables[variable].keeper = keeper;
	function->has_cleanup = true;
	take_from(unit, function, function->body, variable, keeper);
}

void find_given(struct unit *unit) {
	/* One that hands its own on to another takes it over if that one does. */
	for (bool more = true; more;) {
		more = false;
		for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
			struct function *function = unit->functions[i];
			for (ptrdiff_t k = 0; is_generator(function) && k < arrlen(function->parameters); k++) {
				struct variable *variable = &function->variables[function->parameters[k]];
				bool needed;
				if (variable->given || !is_taken_over(unit, function, function->parameters[k], &needed)) continue;
				variable->given = function->is_given = more = true;
			}
		}
	}
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct function *function = unit->functions[i];
		for (ptrdiff_t k = 0; k < arrlen(function->parameters); k++) {
			int variable = function->parameters[k];
			bool needed = false;
			if (function->variables[variable].given) is_taken_over(unit, function, variable, &needed);
			if (needed) keep(unit, function, variable);
		}
	}
}
