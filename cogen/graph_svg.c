/* --graph=svg: layout in layers, and the drawing. Needs no other program, and gives the same bytes everywhere.
 *
 * In: a graph. Out: one <svg>. Edges that would close a cycle, in a walk from the start, are turned round for the
 * layout; a node stands one layer below the lowest that leads to it; edges over several layers bend at a place of their
 * own in each (layer_items without a node); layers are sorted by the middle of their neighbours, a few times up and
 * down. Widths are those of a font whose characters are all as wide as CHARACTER says. */
#include "graph.h"
#include <stdlib.h>
#include <string.h>

enum { CHARACTER = 7, LINE = 16, PAD = 10, GAP_X = 28, GAP_Y = 44, MARGIN = 12, SWEEPS = 8 };

struct item { /* a node, or a bend of a long edge */
	int node; /* -1: a bend */
	int layer, order;
	int x, y, width, height; /* of its box */
	double middle;
};

struct link { /* between items of neighbouring layers */
	int from, to;
};

struct route {  /* an edge through its items, from the top */
	int *items; /* stb_ds array */
	bool back;  /* it leads upward */
};

struct layout {
	const struct graph *graph;
	struct item *items;   /* stb_ds array; the nodes first */
	struct link *links;   /* stb_ds array */
	struct route *routes; /* stb_ds array, as the edges */
	int **layers;         /* stb_ds array of stb_ds arrays of items */
	int width, height;
};

/* ---- layers ------------------------------------------------------------------------------------------------------ */

static void find_back(struct layout *l, int node, char *colour) {
	colour[node] = 1;
	for (ptrdiff_t i = 0; i < arrlen(l->graph->edges); i++) {
		const struct graph_edge *edge = &l->graph->edges[i];
		if (edge->from != node) continue;
		if (colour[edge->to] == 1)
			l->routes[i].back = true;
		else if (colour[edge->to] == 0)
			find_back(l, edge->to, colour);
	}
	colour[node] = 2;
}

static void upper_and_lower(const struct layout *l, ptrdiff_t i, int *upper, int *lower) {
	const struct graph_edge *edge = &l->graph->edges[i];
	*upper = l->routes[i].back ? edge->to : edge->from;
	*lower = l->routes[i].back ? edge->from : edge->to;
}

static int item_width(const struct graph_node *node) {
	size_t longest = 0;
	for (int i = 0; i < node->line_count; i++)
		if (strlen(node->lines[i]) > longest) longest = strlen(node->lines[i]);
	return (int)longest * CHARACTER + 2 * PAD + (node->kind == NODE_QUESTION ? 2 * PAD : 0);
}

static void put_in_layers(struct layout *l) {
	ptrdiff_t nodes = arrlen(l->graph->nodes), edges = arrlen(l->graph->edges);
	char *colour = xcalloc((size_t)nodes + 1, 1);
	struct route none = { 0 };
	for (ptrdiff_t i = 0; i < edges; i++) arrput(l->routes, none);
	for (ptrdiff_t n = 0; n < nodes; n++) {
		const struct graph_node *node = &l->graph->nodes[n];
		struct item item = { .node = (int)n, .width = item_width(node), .height = node->line_count * LINE + PAD };
		arrput(l->items, item);
		if (!colour[n]) find_back(l, (int)n, colour);
	}
	free(colour);
	for (bool changed = true; changed;) {
		changed = false;
		for (ptrdiff_t i = 0; i < edges; i++) {
			int upper, lower;
			upper_and_lower(l, i, &upper, &lower);
			if (upper == lower || l->items[lower].layer > l->items[upper].layer) continue;
			l->items[lower].layer = l->items[upper].layer + 1;
			changed = true;
		}
	}
	for (ptrdiff_t i = 0; i < edges; i++) {
		int upper, lower;
		upper_and_lower(l, i, &upper, &lower);
		int last = upper;
		arrput(l->routes[i].items, upper);
		for (int layer = l->items[upper].layer + 1; layer < l->items[lower].layer; layer++) {
			struct item bend = { .node = -1, .layer = layer, .width = CHARACTER };
			arrput(l->items, bend);
			int index = (int)arrlen(l->items) - 1;
			arrput(l->routes[i].items, index);
			arrput(l->links, ((struct link){ last, index }));
			last = index;
		}
		arrput(l->routes[i].items, lower);
		if (upper != lower) arrput(l->links, ((struct link){ last, lower }));
	}
	for (int n = 0; n < (int)arrlen(l->items); n++) {
		while (arrlen(l->layers) <= l->items[n].layer) arrput(l->layers, NULL);
		l->items[n].order = (int)arrlen(l->layers[l->items[n].layer]);
		arrput(l->layers[l->items[n].layer], n);
	}
}

static const struct layout *sorting; /* qsort has no argument of its own */

static int by_middle(const void *a, const void *b) {
	const struct item *left = &sorting->items[*(const int *)a], *right = &sorting->items[*(const int *)b];
	if (left->middle < right->middle) return -1;
	if (left->middle > right->middle) return 1;
	return left->order - right->order;
}

static void sort_layer(struct layout *l, int layer, bool downward) {
	int *items = l->layers[layer];
	for (ptrdiff_t k = 0; k < arrlen(items); k++) {
		struct item *item = &l->items[items[k]];
		double sum = 0;
		int count = 0;
		for (ptrdiff_t i = 0; i < arrlen(l->links); i++) {
			int own = downward ? l->links[i].to : l->links[i].from,
				other = downward ? l->links[i].from : l->links[i].to;
			if (own != items[k]) continue;
			sum += l->items[other].order;
			count++;
		}
		item->middle = count ? sum / count : item->order;
	}
	sorting = l;
	if (arrlen(items)) qsort(items, (size_t)arrlen(items), sizeof *items, by_middle);
	for (ptrdiff_t k = 0; k < arrlen(items); k++) l->items[items[k]].order = (int)k;
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

static void place(struct layout *l) {
	int y = MARGIN;
	for (ptrdiff_t layer = 0; layer < arrlen(l->layers); layer++) {
		int x = 0, tallest = 0;
		for (ptrdiff_t k = 0; k < arrlen(l->layers[layer]); k++) {
			struct item *item = &l->items[l->layers[layer][k]];
			item->x = x;
			x += item->width + GAP_X;
			if (item->height > tallest) tallest = item->height;
		}
		if (x - GAP_X > l->width) l->width = x - GAP_X;
		for (ptrdiff_t k = 0; k < arrlen(l->layers[layer]); k++) {
			struct item *item = &l->items[l->layers[layer][k]];
			if (item->node < 0) item->height = tallest; /* past what stands beside it */
			item->y = y + (tallest - item->height) / 2;
		}
		y += tallest + GAP_Y;
	}
	for (ptrdiff_t layer = 0; layer < arrlen(l->layers); layer++) {
		const struct item *last = &l->items[arrlast(l->layers[layer])];
		int shift = (l->width - (last->x + last->width)) / 2 + MARGIN;
		for (ptrdiff_t k = 0; k < arrlen(l->layers[layer]); k++) l->items[l->layers[layer][k]].x += shift;
	}
	l->width += 2 * MARGIN;
	for (ptrdiff_t i = 0; i < arrlen(l->graph->edges); i++)
		if (l->graph->edges[i].from == l->graph->edges[i].to) l->width += GAP_X; /* room for loops at the right */
	l->height = y - GAP_Y + MARGIN;
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static int middle_of(const struct item *item) { return item->x + item->width / 2; }

static void draw_edge(const struct layout *l, ptrdiff_t index, struct text *out) {
	const struct graph_edge *edge = &l->graph->edges[index];
	const struct route *route = &l->routes[index];
	const char *style = edge->is_error ? " stroke-dasharray=\"4 3\"" : "";
	int label_x = 0, label_y = 0;
	if (edge->from == edge->to) {
		const struct item *item = &l->items[edge->from];
		int x = item->x + item->width, top = item->y + item->height / 3, bottom = item->y + item->height * 2 / 3;
		text_printf(out, "<path d=\"M%d %dC%d %d %d %d %d %d\"%s/>\n", x, bottom, x + GAP_X, bottom, x + GAP_X, top,
		            x + 3, top, style);
		label_x = x + GAP_X - 4;
		label_y = (top + bottom) / 2;
	} else {
		ptrdiff_t count = arrlen(route->items);
		bool up = route->back;
		int x = 0, y = 0;
		struct text path;
		text_init(&path);
		for (ptrdiff_t k = 0; k < count; k++) {
			const struct item *item = &l->items[route->items[up ? count - 1 - k : k]];
			int to_x = middle_of(item) + (up && item->node >= 0 ? item->width / 4 : 0);
			int top = item->y, bottom = item->y + item->height;
			if (k == 0) {
				text_printf(&path, "M%d %d", to_x, up ? top : bottom);
			} else {
				int to_y = up ? bottom : top;
				if (k == count - 1) to_y += up ? 3 : -3;
				text_printf(&path, "C%d %d %d %d %d %d", x, (y + to_y) / 2, to_x, (y + to_y) / 2, to_x, to_y);
				if (k < count - 1) text_printf(&path, "L%d %d", to_x, up ? top : bottom);
			}
			if (k == 1) {
				/* cases, of which there may be many, stand near where they lead */
				bool is_case = *edge->label == 'c' || *edge->label == 'd';
				label_x = x + (to_x - x) * (is_case ? 19 : 8) / 20 + 5;
				label_y = y + (up ? -GAP_Y / 2 + 8 : is_case ? GAP_Y - 10 : GAP_Y / 2);
			}
			x = to_x;
			y = up ? top : bottom;
		}
		text_printf(out, "<path d=\"%s\"%s/>\n", path.data, style);
		text_release(&path);
	}
	if (!*edge->label) return;
	text_printf(out, "<text class=\"label\" x=\"%d\" y=\"%d\">", label_x, label_y);
	graph_escape(out, edge->label);
	text_puts(out, "</text>\n");
}

static void draw_node(const struct layout *l, int index, struct text *out) {
	const struct item *item = &l->items[index];
	const struct graph_node *node = &l->graph->nodes[index];
	int x = item->x, y = item->y, w = item->width, h = item->height;
	switch (node->kind) {
	case NODE_QUESTION:
		text_printf(out, "<path class=\"question\" d=\"M%d %dL%d %dL%d %dL%d %dL%d %dL%d %dZ\"/>\n", x, y + h / 2,
		            x + PAD, y, x + w - PAD, y, x + w, y + h / 2, x + w - PAD, y + h, x + PAD, y + h);
		break;
	case NODE_STATE:
		text_printf(out, "<rect class=\"state\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/>\n", x, y, w, h);
		break;
	default:
		text_printf(out, "<rect class=\"end\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>\n", x, y, w, h,
		            h / 2);
		break;
	}
	int left = x + (node->kind == NODE_QUESTION ? 2 * PAD : PAD);
	for (int i = 0; i < node->line_count; i++) {
		text_printf(out, "<text%s x=\"%d\" y=\"%d\">", node->kind == NODE_STATE && i == 0 ? " class=\"title\"" : "",
		            left, y + PAD / 2 + (i + 1) * LINE - 4);
		graph_escape(out, node->lines[i]);
		text_puts(out, "</text>\n");
	}
}

struct graph_size graph_to_svg(const struct graph *graph, struct text *out) {
	struct layout layout = { .graph = graph };
	struct layout *l = &layout;
	put_in_layers(l);
	for (int sweep = 0; sweep < SWEEPS; sweep++) {
		int count = (int)arrlen(l->layers);
		if (sweep % 2 == 0)
			for (int layer = 1; layer < count; layer++) sort_layer(l, layer, true);
		else
			for (int layer = count - 2; layer >= 0; layer--) sort_layer(l, layer, false);
	}
	place(l);
	text_printf(out,
	            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
	            "role=\"img\">\n<title>",
	            l->width, l->height, l->width, l->height);
	graph_escape(out, graph->function->name);
	text_puts(
		out,
		"</title>\n<style>\n"
		"text { font: 11.6px monospace; fill: #1b1f24; white-space: pre; }\n.title { font-weight: bold; }\n.label { "
		"fill: #57606a; }\n"
		"path { fill: none; stroke: #57606a; stroke-width: 1.2; marker-end: url(#co-arrow); }\n"
		"rect, .question { stroke: #57606a; stroke-width: 1.2; marker-end: none; }\n"
		".state { fill: #ddf4ff; }\n.question { fill: #fff8c5; }\n.end { fill: #eaeef2; }\n</style>\n"
		"<defs><marker id=\"co-arrow\" viewBox=\"0 0 8 8\" refX=\"6\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
		"orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\" style=\"fill: #57606a; stroke: none; marker-end: "
		"none\"/></marker></defs>\n");
	for (ptrdiff_t i = 0; i < arrlen(graph->edges); i++) draw_edge(l, i, out);
	for (int n = 0; n < (int)arrlen(graph->nodes); n++) draw_node(l, n, out);
	text_puts(out, "</svg>\n");
	for (ptrdiff_t i = 0; i < arrlen(l->routes); i++) arrfree(l->routes[i].items);
	for (ptrdiff_t i = 0; i < arrlen(l->layers); i++) arrfree(l->layers[i]);
	arrfree(l->routes);
	arrfree(l->layers);
	arrfree(l->links);
	arrfree(l->items);
	return (struct graph_size){ l->width, l->height };
}
