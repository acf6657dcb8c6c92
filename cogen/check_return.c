/* Pass 4, the end of a coroutine that returns a value: ways to it without one.
 *
 * In: the tree; what clang has said. Out: warnings. What is behind co_catch and co_group is an endless loop in the
 * annotation reading, as C has no other statement that declares a name and whose body counts as run; so nothing seems
 * to come out of these. Here their bodies are looked through, and the rest is clang's. No warning where it is not
 * sure. */
#include "ir.h"
#include <string.h>

static bool ends_here(const struct node *call) {
	static const char *const names[] = {
		"abort",          "exit",      "_exit",           "_Exit",          "quick_exit",           "err",
		"errx",           "longjmp",   "siglongjmp",      "co_raise",       "co_raise_error",       "pthread_exit",
		"__builtin_trap", "thrd_exit", "__builtin_abort", "__builtin_exit", "__builtin_unreachable"
	};
	for (size_t i = 0; call->name && i < sizeof names / sizeof *names; i++)
		if (!strcmp(names[i], call->name)) return true;
	return call->noreturn;
}

static bool calls_an_end(const struct node *node) {
	if (node->kind == NODE_CALL && ends_here(node)) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (calls_an_end(node->children[i])) return true;
	return false;
}

static bool has_default(const struct node *node, const struct node *of) {
	if (node->kind == NODE_DEFAULT && node->target == of) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (has_default(node->children[i], of)) return true;
	return false;
}

static bool has_break(const struct node *node, const struct node *loop) {
	if (node->kind == NODE_BREAK && node->target == loop) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (has_break(node->children[i], loop)) return true;
	return false;
}

/** Whether control can come out at the end of a statement. `hidden`: clang has not seen that it can. */
static bool completes(const struct node *node, bool hidden) {
	if (!node) return hidden;
	switch (node->kind) {
	case NODE_COMPOUND:
		for (ptrdiff_t i = arrlen(node->children) - 1; i >= 0; i--)
			if (node->children[i]->kind != NODE_CO_DEFER) return completes(node->children[i], hidden);
		return hidden;
	case NODE_LABEL:
	case NODE_CASE:
	case NODE_DEFAULT: return completes(node->body, hidden);
	case NODE_CO_TRY:
		if (completes(node->body, hidden)) return true;
		for (ptrdiff_t i = 0; i < arrlen(node->catches); i++)
			if (completes(node->catches[i]->body, true)) return true;
		return false;
	case NODE_CO_BLOCK: return completes(node->body, hidden || node->variable >= 0);
	case NODE_CO_WITH: return completes(node->body, hidden);
	case NODE_IF: return completes(node->body, hidden) || completes(node->otherwise, hidden);
	case NODE_SWITCH:
		return hidden &&
		       (!has_default(node->body, node) || has_break(node->body, node) || completes(node->body, hidden));
	case NODE_WHILE:
	case NODE_DO:
	case NODE_FOR: return hidden && ((node->value && node->value->kind != NODE_TEXT) || has_break(node->body, node));
	case NODE_EXPRESSION_STATEMENT: {
		const struct node *value = arrlen(node->children) ? strip_parens(node->children[0]) : NULL;
		return hidden && !(value && calls_an_end(value));
	}
	case NODE_RETURN:
	case NODE_GOTO:
	case NODE_COMPUTED_GOTO:
	case NODE_BREAK:
	case NODE_CONTINUE:
	case NODE_CO_RAISE:
	case NODE_CO_RERAISE:
	case NODE_ASM:
	case NODE_OTHER_STATEMENT: return false;
	default: return hidden;
	}
}

void check_return(const struct function *function, struct diags *diags) {
	if (type_is_void(function->result) || (!function->falls_off && !completes(function->body, false))) return;
	struct span brace = { function->body->span.end - 1, function->body->span.end };
	diag_report(diags, DIAG_MISSING_RETURN, brace, "'%s' can end here without a return value", function->name);
	diag_note(diags, function->name_span, "'%s' returns '%s'", function->name, function->result->canonical);
}
