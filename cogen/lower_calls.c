/* Pass 5, first of all: who calls whom.
 *
 * In: the checked trees. Out: of each function its callees, whether it delegates, is recursive, and has something to
 * run when it is closed; unit->order has them callees first. Functions that call each other in a circle are a
 * strongly connected component of the graph of calls, which Tarjan's algorithm finds: none of them can lie in
 * another's frame. */
#include "lower.h"
#include <stdlib.h>

struct graph {
	struct unit *unit;
	int *index, *low;
	bool *on_stack;
	int *stack; /* stb_ds */
	int next, components;
};

static void connect(struct graph *graph, int v) {
	struct function *function = graph->unit->functions[v];
	graph->index[v] = graph->low[v] = ++graph->next;
	arrput(graph->stack, v);
	graph->on_stack[v] = true;
	for (ptrdiff_t i = 0; i < arrlen(function->callees); i++) {
		int w = function->callees[i]->position;
		if (!graph->index[w]) {
			connect(graph, w);
			if (graph->low[w] < graph->low[v]) graph->low[v] = graph->low[w];
		} else if (graph->on_stack[w] && graph->index[w] < graph->low[v]) {
			graph->low[v] = graph->index[w];
		}
	}
	if (graph->low[v] != graph->index[v]) return;
	int component = ++graph->components, w;
	do {
		w = arrpop(graph->stack);
		graph->on_stack[w] = false;
		graph->unit->functions[w]->component = component; /* in order: callees before their callers */
	} while (w != v);
}

/** Whether a close, while the coroutine stands inside, finds something to run there. */
static bool has_something_to_run(const struct function *function, const struct node *node) {
	switch (node->kind) {
	case NODE_CO_WITH:
	case NODE_CO_DEFER:
	case NODE_CO_BLOCK: return true;
	case NODE_CO_FOR: return node->awaits;
	case NODE_CO_TRY: return node->otherwise;
	case NODE_CO_CATCH: return true; /* holds its error, if nothing else */
	case NODE_DECLARATION:
		for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++)
			if (node->declarators[i].variable >= 0 && function->variables[node->declarators[i].variable].cleanup)
				return true;
		return false;
	default: return false;
	}
}

static void find_calls(struct unit *unit, struct function *function, struct node *node) {
	if ((node->kind == NODE_AWAIT || node->kind == NODE_YIELD_FROM || node->kind == NODE_CO_FOR) && node->call &&
	    node->call->colour && node->call->colour->name) {
		struct function *callee = find_function(unit, node->call->colour->name);
		if (callee) arrput(function->callees, callee);
		if (callee == function) function->recursive = true;
	}
	if (node->kind == NODE_YIELD_FROM) function->delegates = true;
	if (has_something_to_run(function, node)) function->has_cleanup = true;
	if (node->kind == NODE_CO_WITH && node->context) {
		struct function *enter = find_function(unit, node->context->enter),
						*exit = find_function(unit, node->context->exit);
		if (enter) arrput(function->callees, enter);
		if (exit) arrput(function->callees, exit);
		if (enter == function || exit == function) function->recursive = true;
	}
	if (function->has_handles) function->has_cleanup = true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_calls(unit, function, node->children[i]);
}

/** A co_for over something that is no plain generator of this file owns an object. */
static bool owns_object(const struct unit *unit, const struct function *function, const struct node *node) {
	if (node->kind == NODE_CO_FOR && !node->awaits) {
		const struct function *callee = NULL;
		if (node->call && node->call->colour && node->call->colour->name)
			callee = find_function(unit, node->call->colour->name);
		if (!callee || callee->component == function->component || callee->delegates || callee->has_cleanup)
			return true;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (owns_object(unit, function, node->children[i])) return true;
	return false;
}

static int by_component(const void *a, const void *b) {
	const struct function *left = *(struct function *const *)a, *right = *(struct function *const *)b;
	if (left->component != right->component) return left->component < right->component ? -1 : 1;
	return left->position < right->position ? -1 : 1;
}

void order_functions(struct unit *unit) {
	size_t count = (size_t)arrlen(unit->functions);
	struct graph graph = { .unit = unit,
		                   .index = xcalloc(count + 1, sizeof(int)),
		                   .low = xcalloc(count + 1, sizeof(int)),
		                   .on_stack = xcalloc(count + 1, sizeof(bool)) };
	for (size_t i = 0; i < count; i++) unit->functions[i]->position = (int)i;
	for (size_t i = 0; i < count; i++) find_calls(unit, unit->functions[i], unit->functions[i]->body);
	for (size_t i = 0; i < count; i++)
		if (!graph.index[i]) connect(&graph, (int)i);
	free(graph.index);
	free(graph.low);
	free(graph.on_stack);
	arrfree(graph.stack);
	for (size_t i = 0; i < count; i++) arrput(unit->order, unit->functions[i]);
	if (count) qsort(unit->order, count, sizeof *unit->order, by_component);
	for (size_t i = 0; i < count; i++)
		if (owns_object(unit, unit->order[i], unit->order[i]->body)) unit->order[i]->has_cleanup = true;
}
