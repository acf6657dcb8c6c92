/* The state machine of one coroutine as a graph, between what finds it (graph.c) and what draws it (graph_dot.c,
 * graph_svg.c). */
#ifndef CG_GRAPH_H
#define CG_GRAPH_H

#include "base/text.h"
#include "ir.h"

enum graph_node_kind { NODE_START, NODE_STATE, NODE_QUESTION, NODE_END };

enum { GRAPH_LINES = 12, GRAPH_WIDTH = 44 }; /* of a node; of a line, in characters */

struct graph_node {
	enum graph_node_kind kind;
	int block;
	const char *lines[GRAPH_LINES]; /* what stands in it: first a title, then source text, then what is alive */
	int line_count;
};

struct graph_edge {
	int from, to;      /* nodes */
	const char *label; /* "yes", "no", "error" (see graph.c, note [errors]), a case; "" */
	bool is_error;
};

struct graph {
	const struct unit *unit;
	const struct function *function;
	struct graph_node *nodes; /* stb_ds array; the start first */
	struct graph_edge *edges; /* stb_ds array, in order of the source */
};

void graph_to_dot(const struct graph *graph, struct text *out);
struct graph_size {
	int width, height; /* in pixels */
};
/** One <svg> element. */
struct graph_size graph_to_svg(const struct graph *graph, struct text *out);
/** With <, > and & as entities. */
void graph_escape(struct text *out, const char *string);

#endif
