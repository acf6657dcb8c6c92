/* --graph: the state machine of a coroutine: states, which are its suspension points, the conditions between them, its
 * end.
 *
 * In: flow graphs with what each state has to keep. Out: dot, SVG or a page of HTML.
 *
 * note [contraction]: of the blocks of the flow graph those stay that suspend, that end the coroutine, and those whose
 * condition decides which suspension comes next. A loop or an if without a suspension in it decides nothing of that
 * kind: between it and the block where all its ways meet again (its nearest postdominator) no block suspends. It
 * disappears, and that block is what follows. Quadratic in the blocks. */
#include "graph.h"
#include <ctype.h>
#include <string.h>

struct finder {
	struct graph *graph;
	const struct function *function;
	struct arena *arena;
	int count, words; /* blocks; words of a bit set over them and the end, which is bit `count` */
	bool *reached;
	uint64_t *behind; /* per block: its postdominators */
	int *meets;       /* per block: the nearest of them; -1: none */
	int *node_of;     /* per block: its node, -1 */
	int end;          /* the node */
};

static const struct block *block_at(const struct finder *f, int b) { return &f->function->blocks[b]; }

static uint64_t *behind(const struct finder *f, int b) { return f->behind + (size_t)b * (size_t)f->words; }

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

/** Postdominators. A suspension may be the last that happens: from each, the end is a way on. */
static void find_postdominators(struct finder *f) {
	for (int b = 0; b < f->count; b++) memset(behind(f, b), 0xff, (size_t)f->words * sizeof(uint64_t));
	uint64_t *set = xcalloc((size_t)f->words, sizeof *set);
	for (bool changed = true; changed;) {
		changed = false;
		for (int b = f->count - 1; b >= 0; b--) {
			const struct block *block = block_at(f, b);
			if (!f->reached[b]) continue;
			memset(set, 0xff, (size_t)f->words * sizeof *set);
			for (ptrdiff_t i = 0; i < arrlen(block->successors); i++)
				for (int w = 0; w < f->words; w++) set[w] &= behind(f, block->successors[i])[w];
			if (block->point || !arrlen(block->successors)) {
				memset(set, 0, (size_t)f->words * sizeof *set);
				bit_set(set, f->count);
			}
			bit_set(set, b);
			if (!memcmp(set, behind(f, b), (size_t)f->words * sizeof *set)) continue;
			memcpy(behind(f, b), set, (size_t)f->words * sizeof *set);
			changed = true;
		}
	}
	free(set);
	for (int b = 0; b < f->count; b++) {
		/* the nearest has all the others behind it */
		int most = -1;
		f->meets[b] = -1;
		for (int other = 0; other <= f->count && f->reached[b]; other++) {
			if (other == b || !bit_get(behind(f, b), other)) continue;
			int size = 0;
			for (int w = 0; w < f->words && other < f->count; w++) size += __builtin_popcountll(behind(f, other)[w]);
			if (size > most) f->meets[b] = other;
			if (size > most) most = size;
		}
	}
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
			add_line(&node, source_text(f, span));
			add_alive(f, &node, block->point);
		} else if (decides(f, b)) {
			node.kind = NODE_QUESTION;
			const struct node *question = block->question;
			add_line(&node, question ? format(f->arena, "%s?", source_text(f, question->span))
			                         : format(f->arena, "line %u", source_line(unit->source, block->position)));
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

/** The node that control comes to first from a block. */
static int first_node(const struct finder *f, int b) {
	for (int steps = 0; steps <= f->count; steps++) {
		if (f->node_of[b] >= 0) return f->node_of[b];
		ptrdiff_t ways = arrlen(block_at(f, b)->successors);
		b = ways == 1 ? block_at(f, b)->successors[0] : ways == 0 ? f->count : f->meets[b];
		if (b < 0 || b == f->count) break;
	}
	return f->end; /* or a loop that nothing leaves */
}

static const char *case_label(const struct finder *f, int b) {
	const struct node *label = block_at(f, b)->label;
	if (!label) return "";
	struct span span = { label->span.start, label->body ? label->body->span.start : label->span.end };
	const char *text = f->graph->unit->source->text;
	while (span.end > span.start && (isspace((unsigned char)text[span.end - 1]) || text[span.end - 1] == ':'))
		span.end--;
	return source_text(f, span);
}

static void add_edge(struct finder *f, int from, int to, const char *label, bool is_error) {
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
	finder.words = (int)(count + 64) / 64;
	finder.reached = ARENA_ARRAY(unit->arena, bool, count + 1);
	finder.behind = ARENA_ARRAY(unit->arena, uint64_t, count * (size_t)finder.words + 1);
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
	unsigned long width = 0, height = 0;
	struct text inner;
	text_init(&inner);
	for (ptrdiff_t i = 0; i < arrlen(graphs); i++) {
		struct text one;
		unsigned long w = 0, h = 0;
		text_init(&one);
		graph_to_svg(&graphs[i], &one);
		const char *w_at = strstr(one.data, "width=\""), *h_at = strstr(one.data, "height=\"");
		if (w_at) w = strtoul(w_at + strlen("width=\""), NULL, 10);
		if (h_at) h = strtoul(h_at + strlen("height=\""), NULL, 10);
		text_printf(&inner, "<g transform=\"translate(0,%lu)\">\n%s</g>\n", height, one.data);
		if (w > width) width = w;
		height += h;
		text_release(&one);
	}
	text_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%lu\" height=\"%lu\">\n%s</svg>\n", width,
	            height, inner.data ? inner.data : "");
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
