/* --graph=dot: one digraph for each coroutine, for Graphviz and whatever else reads its language.
 *
 * In: a graph. Out: text. What must hold: whatever stands in the source is quoted. */
#include "graph.h"
#include <string.h>

/** Inside a string of dot; lines end at the left. */
static void quoted(struct text *out, const char *string) {
	for (; *string; string++) {
		if (*string == '"' || *string == '\\') text_putc(out, '\\');
		text_putc(out, *string);
	}
}

void graph_to_dot(const struct graph *graph, struct text *out) {
	static const char *const shapes[] = { "plaintext", "box", "hexagon", "doublecircle" };
	text_printf(
		out,
		"digraph %s {\n\tnode [fontname=\"monospace\", fontsize=10];\n\tedge [fontname=\"monospace\", fontsize=10];\n",
		graph->function->name);
	for (ptrdiff_t n = 0; n < arrlen(graph->nodes); n++) {
		const struct graph_node *node = &graph->nodes[n];
		text_printf(out, "\tn%d [shape=%s, label=\"", (int)n, shapes[node->kind]);
		for (int i = 0; i < node->line_count; i++) {
			quoted(out, node->lines[i]);
			if (node->line_count > 1) text_puts(out, "\\l");
		}
		text_puts(out, "\"];\n");
	}
	for (ptrdiff_t i = 0; i < arrlen(graph->edges); i++) {
		const struct graph_edge *edge = &graph->edges[i];
		text_printf(out, "\tn%d -> n%d", edge->from, edge->to);
		if (*edge->label) {
			text_puts(out, " [label=\"");
			quoted(out, edge->label);
			text_puts(out, edge->is_error ? "\", style=dashed]" : "\"]");
		}
		text_puts(out, ";\n");
	}
	text_puts(out, "}\n");
}
