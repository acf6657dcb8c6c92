/* --graph: the state machine of a coroutine: states, which are its suspension points, the conditions between them, its
 * end.
 *
 * In: flow graphs with what each state has to keep. Out: dot, SVG or a page of HTML.
 *
 * note [contraction]: of the blocks of the flow graph those stay that suspend, that end the coroutine, and those whose
 * condition decides which suspension comes next. A loop or an if without a suspension in it decides nothing of that
 * kind: between it and the block where all its ways meet again (its nearest postdominator) no block suspends. It
 * disappears, and that block is what follows.
 *
 * note [errors]: an arrow for an error is there where the coroutine goes on with it: to a co_catch, the end of a
 * block. What is not caught in the coroutine leaves it from any suspension, and has none. */
#include "graph.h"
#include <ctype.h>
#include <string.h>

struct finder {
	struct graph *graph;
	const struct function *function;
	struct arena *arena;
	int count; /* blocks; that number stands for the end */
	bool *reached;
	int *meets;   /* per block: its nearest postdominator; -1: none */
	int *node_of; /* per block: its node, -1 */
	int end;      /* the node */
};

static const struct block *block_at(const struct finder *f, int b) { return &f->function->blocks[b]; }

static void reach(struct finder *f) {
	int *stack = NULL;
	arrput(stack, 0);
	while (arrlen(stack)) {
		int b = arrpop(stack);
		if (f->reached[b]) continue;
		f->reached[b] = true;
		for (ptrdiff_t i = 0; i < arrlen(block_at(f, b)->successors); i++) arrput(stack, block_at(f, b)->successors[i]);
	}
	arrfree(stack);
}

/** A suspension may be the last that happens: from each, the end is the way on. */
static bool leads_to_end(const struct block *block) { return block->point || !arrlen(block->successors); }

/** The blocks from which the end can be reached, in the order of a depth-first walk against the arrows: each behind
 * those that it leads to, but where a loop goes back. The last is the end itself. */
static int *order_from_end(const struct finder *f) {
	int **sources = xcalloc((size_t)f->count + 1, sizeof *sources), *order = NULL, *stack = NULL;
	bool *seen = xcalloc((size_t)f->count + 1, sizeof *seen);
	ptrdiff_t *next = xcalloc((size_t)f->count + 1, sizeof *next);
	for (int b = 0; b < f->count; b++) {
		const struct block *block = block_at(f, b);
		if (!f->reached[b]) continue;
		if (leads_to_end(block)) arrput(sources[f->count], b);
		for (ptrdiff_t i = 0; i < arrlen(block->successors) && !block->point; i++)
			arrput(sources[block->successors[i]], b);
	}
	arrput(stack, f->count);
	seen[f->count] = true;
	while (arrlen(stack)) {
		int b = arrlast(stack);
		if (next[b] == arrlen(sources[b])) {
			arrput(order, arrpop(stack));
			continue;
		}
		int source = sources[b][next[b]++];
		if (seen[source]) continue;
		seen[source] = true;
		arrput(stack, source);
	}
	for (int b = 0; b <= f->count; b++) arrfree(sources[b]);
	free(sources);
	free(seen);
	free(next);
	arrfree(stack);
	return order;
}

/** The nearest postdominators, after Cooper, Harvey and Kennedy: where two ways meet is found by going up from the
 * one that is farther from the end, in turn. Blocks of loops that nothing leaves have none. */
static void find_postdominators(struct finder *f) {
	int *order = order_from_end(f), *rank = xcalloc((size_t)f->count + 1, sizeof *rank);
	for (int b = 0; b < f->count; b++) f->meets[b] = -1;
	for (ptrdiff_t i = 0; i < arrlen(order); i++) rank[order[i]] = (int)i;
	f->meets[f->count] = f->count;
	for (bool changed = true; changed;) {
		changed = false;
		for (ptrdiff_t i = arrlen(order) - 2; i >= 0; i--) {
			const struct block *block = block_at(f, order[i]);
			int meet = leads_to_end(block) ? f->count : -1;
			for (ptrdiff_t k = 0; k < arrlen(block->successors) && !block->point; k++) {
				int other = block->successors[k];
				if (f->meets[other] < 0) continue;
				if (meet < 0) meet = other;
				while (meet != other)
					if (rank[meet] < rank[other])
						meet = f->meets[meet];
					else
						other = f->meets[other];
			}
			changed = changed || f->meets[order[i]] != meet;
			f->meets[order[i]] = meet;
		}
	}
	arrfree(order);
	free(rank);
}

/** Some way from `b` to where its ways meet again suspends. */
static bool decides(const struct finder *f, int b) {
	const struct block *start = block_at(f, b);
	if (start->point || arrlen(start->successors) < 2) return false;
	bool *seen = xcalloc((size_t)f->count + 1, sizeof *seen), found = false;
	int *stack = NULL;
	arrput(stack, b);
	seen[b] = true;
	if (f->meets[b] >= 0) seen[f->meets[b]] = true;
	while (arrlen(stack) && !found) {
		const struct block *block = block_at(f, arrpop(stack));
		found = block->point != NULL;
		for (ptrdiff_t i = 0; i < arrlen(block->successors); i++) {
			if (seen[block->successors[i]]) continue;
			seen[block->successors[i]] = true;
			arrput(stack, block->successors[i]);
		}
	}
	free(seen);
	arrfree(stack);
	return found;
}

/* ---- what stands in a node --------------------------------------------------------------------------------------- */

/** One line of source text, blanks folded, cut where it is long. */
static const char *source_text(const struct finder *f, struct span span) {
	const char *text = f->graph->unit->source->text;
	struct text line;
	text_init(&line);
	bool blank = false;
	uint32_t i = span.start;
	for (; i < span.end && line.length < GRAPH_WIDTH; i++) {
		if (isspace((unsigned char)text[i])) {
			blank = line.length > 0;
			continue;
		}
		if (blank) text_putc(&line, ' ');
		blank = false;
		text_putc(&line, text[i]);
	}
	/* not amid a character of several bytes */
	size_t length = line.length;
	while (i < span.end && length && ((unsigned char)line.data[length - 1] & 0xc0) == 0x80) length--;
	if (i < span.end && length && (unsigned char)line.data[length - 1] >= 0xc0) length--;
	const char *copy = format(f->arena, "%.*s%s", (int)length, line.data ? line.data : "", i < span.end ? "..." : "");
	text_release(&line);
	return copy;
}

static void add_line(struct graph_node *node, const char *line) {
	if (node->line_count < GRAPH_LINES) node->lines[node->line_count++] = line;
}

/** "alive: a, b" over as many lines as it takes. */
static void add_alive(const struct finder *f, struct graph_node *node, const struct point *point) {
	struct text line;
	text_init(&line);
	bool any = false;
	int *needed = NULL;
	slots_needed(f->function, point, &needed);
	text_puts(&line, "alive: ");
	for (ptrdiff_t i = 0; i < arrlen(needed); i++) {
		const char *name = f->function->slots[needed[i]].member;
		if (any) text_puts(&line, ",");
		if (any && line.length + strlen(name) > GRAPH_WIDTH) {
			if (node->line_count == GRAPH_LINES - 1) {
				text_puts(&line, " ...");
				break;
			}
			add_line(node, arena_strndup(f->arena, line.data, line.length));
			text_clear(&line);
			text_puts(&line, "   ");
		}
		text_printf(&line, any ? " %s" : "%s", name);
		any = true;
	}
	arrfree(needed);
	if (!any) text_puts(&line, "nothing");
	add_line(node, arena_strndup(f->arena, line.data, line.length));
	text_release(&line);
}

static int add_node(struct finder *f, struct graph_node node) {
	arrput(f->graph->nodes, node);
	return (int)arrlen(f->graph->nodes) - 1;
}

static void make_nodes(struct finder *f) {
	const struct unit *unit = f->graph->unit;
	struct graph_node start = { .kind = NODE_START, .block = 0 };
	add_line(&start, f->function->name);
	add_node(f, start);
	for (int b = 0; b < (int)arrlen(f->function->blocks); b++) {
		const struct block *block = block_at(f, b);
		if (!f->reached[b]) continue;
		struct graph_node node = { .block = b };
		if (block->point) {
			node.kind = NODE_STATE;
			add_line(&node, format(f->arena, "state %d, line %u", block->point->state, block->point->line));
			struct span span = block->point->node->span;
			if (block->point->node->body) span.end = block->point->node->body->span.start; /* a block's head */
			bool leaves = block->point->role == ROLE_EXIT;
			add_line(&node, format(f->arena, "%s%s", leaves ? "end of " : "", source_text(f, span)));
			add_alive(f, &node, block->point);
		} else if (decides(f, b)) {
			node.kind = NODE_QUESTION;
			const struct node *question = block->question;
			add_line(&node, question
			                    ? format(f->arena, "%s?", source_text(f, question->span))
			                    : format(f->arena, "line %u, left for?", source_line(unit->source, block->position)));
		} else {
			continue;
		}
		f->node_of[b] = add_node(f, node);
	}
	struct graph_node end = { .kind = NODE_END, .block = -1 };
	add_line(&end, "end");
	f->end = add_node(f, end);
}

/* ---- edges ------------------------------------------------------------------------------------------------------- */

/** The node that control comes to first from a block; -1: a loop that nothing leaves. */
static int first_node(const struct finder *f, int b) {
	for (int steps = 0; steps <= f->count; steps++) {
		if (f->node_of[b] >= 0) return f->node_of[b];
		ptrdiff_t ways = arrlen(block_at(f, b)->successors);
		b = ways == 1 ? block_at(f, b)->successors[0] : ways == 0 ? f->count : f->meets[b];
		if (b < 0) break;
		if (b == f->count) return f->end;
	}
	return -1;
}

static const char *case_label(const struct finder *f, int b) {
	const struct node *label = block_at(f, b)->label;
	if (!label) return "";
	struct span span = { label->span.start, label->body ? label->body->span.start : label->span.end };
	const char *text = f->graph->unit->source->text;
	do
		span.end = source_before_blanks(f->graph->unit->source, span.end, span.start);
	while (span.end > span.start && text[span.end - 1] == ':' && span.end--);
	return source_text(f, span);
}

static void add_edge(struct finder *f, int from, int to, const char *label, bool is_error) {
	if (to < 0 || (is_error && to == f->end)) return; /* note [errors] */
	for (ptrdiff_t i = 0; i < arrlen(f->graph->edges); i++) {
		struct graph_edge *edge = &f->graph->edges[i];
		if (edge->from != from || edge->to != to || edge->is_error != is_error) continue;
		if (strcmp(edge->label, label) != 0)
			edge->label = *edge->label && *label ? format(f->arena, "%s, %s", edge->label, label) : "";
		return;
	}
	arrput(f->graph->edges, ((struct graph_edge){ from, to, label, is_error }));
}

static void make_edges(struct finder *f) {
	add_edge(f, 0, first_node(f, 0), "", false);
	for (ptrdiff_t n = 1; n < arrlen(f->graph->nodes); n++) {
		const struct graph_node *node = &f->graph->nodes[n];
		if (node->kind == NODE_END) continue;
		const struct block *block = block_at(f, node->block);
		for (ptrdiff_t i = 0; i < arrlen(block->successors); i++) {
			int to = first_node(f, block->successors[i]);
			const char *label = "";
			bool is_error = node->kind == NODE_STATE && i > 0;
			if (is_error) label = "error";
			if (node->kind == NODE_QUESTION && block->question)
				label = block->yes < 0 ? case_label(f, block->successors[i]) : i == block->yes ? "yes" : "no";
			if (to != (int)n || node->kind == NODE_STATE) add_edge(f, (int)n, to, label, is_error);
		}
	}
}

static struct graph build(const struct unit *unit, const struct function *function) {
	struct graph made = { .unit = unit, .function = function };
	size_t count = (size_t)arrlen(function->blocks);
	struct finder finder = { .graph = &made, .function = function, .arena = unit->arena, .count = (int)count };
	finder.reached = ARENA_ARRAY(unit->arena, bool, count + 1);
	finder.meets = ARENA_ARRAY(unit->arena, int, count + 1);
	finder.node_of = ARENA_ARRAY(unit->arena, int, count + 1);
	for (size_t b = 0; b < count; b++) finder.node_of[b] = -1;
	reach(&finder);
	find_postdominators(&finder);
	make_nodes(&finder);
	make_edges(&finder);
	return made;
}

/* ---- the forms --------------------------------------------------------------------------------------------------- */

void graph_escape(struct text *out, const char *string) {
	for (; *string; string++) {
		switch (*string) {
		case '<': text_puts(out, "&lt;"); break;
		case '>': text_puts(out, "&gt;"); break;
		case '&': text_puts(out, "&amp;"); break;
		case '"': text_puts(out, "&quot;"); break;
		default: text_putc(out, *string); break;
		}
	}
}

static const char page_head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	"content=\"width=device-width\">\n"
	"<style>\nbody { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }\n"
	"pre { overflow-x: auto; background: #f6f8fa; padding: 1rem; font-size: 13px; }\nsvg { max-width: 100%; height: "
	"auto; }\n</style>\n";

static void page_section(const struct graph *graph, struct text *out) {
	struct text table;
	text_init(&table);
	text_puts(out, "<h2><code>");
	graph_escape(out, graph->function->name);
	text_puts(out, "</code></h2>\n");
	graph_to_svg(graph, out);
	explain_function(graph->unit, graph->function, &table);
	text_puts(out, "<pre>");
	graph_escape(out, table.data);
	text_puts(out, "</pre>\n");
	text_release(&table);
}

/** One below the other: a picture of several coroutines is a picture of pictures. */
static void stack(const struct graph *graphs, struct text *out) {
	int width = 0, height = 0;
	struct text inner;
	text_init(&inner);
	for (ptrdiff_t i = 0; i < arrlen(graphs); i++) {
		struct text one;
		text_init(&one);
		struct graph_size size = graph_to_svg(&graphs[i], &one);
		text_printf(&inner, "<g transform=\"translate(0,%d)\">\n%s</g>\n", height, one.data);
		if (size.width > width) width = size.width;
		height += size.height;
		text_release(&one);
	}
	text_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">\n%s</svg>\n", width, height,
	            inner.data ? inner.data : "");
	text_release(&inner);
}

void graph(const struct unit *unit, const char *name, enum graph_form form, struct text *out) {
	struct graph *graphs = NULL;
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++)
		if (!name || !strcmp(unit->functions[i]->name, name)) arrput(graphs, build(unit, unit->functions[i]));
	const char *base = strrchr(unit->source->path, '/');
	base = base ? base + 1 : unit->source->path;
	switch (form) {
	case GRAPH_DOT:
		for (ptrdiff_t i = 0; i < arrlen(graphs); i++) graph_to_dot(&graphs[i], out);
		break;
	case GRAPH_SVG:
		if (arrlen(graphs) == 1)
			graph_to_svg(&graphs[0], out);
		else
			stack(graphs, out);
		break;
	case GRAPH_HTML:
		text_puts(out, page_head);
		text_puts(out, "<title>");
		graph_escape(out, base);
		text_puts(out, "</title>\n</head>\n<body>\n<h1>");
		graph_escape(out, base);
		text_puts(out, "</h1>\n");
		for (ptrdiff_t i = 0; i < arrlen(graphs); i++) page_section(&graphs[i], out);
		text_puts(out, "</body>\n</html>\n");
		break;
	}
	for (ptrdiff_t i = 0; i < arrlen(graphs); i++) {
		arrfree(graphs[i].nodes);
		arrfree(graphs[i].edges);
	}
	arrfree(graphs);
}
