/* What the passes have found, as text: --dump=tree, lower, flow, live, frame. For people, and for the tests of the
 * passes.
 *
 * In: a unit, as far as the stage that is asked for has come. Out: text, the same for the same input; nothing is
 * changed. */
#include "base/text.h"
#include "ir.h"
#include <string.h>

static void excerpt(const struct unit *unit, struct span span, struct text *out) {
	size_t count = 0;
	for (uint32_t i = span.start; i < span.end && count < 48; i++, count++) {
		char c = unit->source->text[i];
		text_putc(out, c == '\n' || c == '\t' ? ' ' : c);
	}
	if (span.end - span.start > 48) text_puts(out, "...");
}

static const char *variable_name(const struct function *function, int v) {
	return v < 0 ? "-" : function->variables[v].name;
}

static void tree(const struct unit *unit, const struct function *function, const struct node *node, int depth,
                 struct text *out) {
	text_fill(out, ' ', (size_t)depth * 2);
	text_printf(out, "%s %u:%u", node_kind_name(node->kind), source_line(unit->source, node->span.start),
	            source_column(unit->source, node->span.start));
	if (node->suspends) text_puts(out, " suspends");
	if (node->opaque) text_puts(out, " closed");
	if (node->op[0]) text_printf(out, " %s", node->op);
	if (node->name) text_printf(out, " %s", node->name);
	if (node->type) text_printf(out, " <%s%s>", node->type->before, node->type->after);
	if (node->converted) text_printf(out, " -> <%s%s>", node->converted->before, node->converted->after);
	if (!arrlen(node->children)) {
		text_puts(out, " `");
		excerpt(unit, node->span, out);
		text_puts(out, "`");
	}
	text_putc(out, '\n');
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) tree(unit, function, node->children[i], depth + 1, out);
}

static void heading(const struct function *function, struct text *out) {
	static const char *const kinds[] = { "async", "generator", "async_generator", "plain" };
	text_printf(out, "%s %s\n", kinds[function->kind], function->name);
}

void dump_tree(const struct unit *unit, struct text *out) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		heading(unit->functions[i], out);
		tree(unit, unit->functions[i], unit->functions[i]->body, 1, out);
	}
}

static void dump_ops(const struct unit *unit, const struct function *function, const struct op *ops, int depth,
                     struct text *out) {
	for (ptrdiff_t i = 0; i < arrlen(ops); i++) {
		const struct op *op = &ops[i];
		text_fill(out, ' ', (size_t)depth * 2);
		switch (op->kind) {
		case OP_ASSIGN:
		case OP_TRUTH:
			text_printf(out, op->kind == OP_ASSIGN ? "%s = " : "%s = truth of ", variable_name(function, op->temp));
			if (!op->expr) text_puts(out, variable_name(function, op->from));
			break;
		case OP_EVALUATE: text_puts(out, "evaluate "); break;
		case OP_IF:
			text_printf(out, "if %s", op->negate ? "not " : "");
			if (!op->expr) text_puts(out, variable_name(function, op->from));
			break;
		case OP_SUSPEND:
			text_printf(out, "suspend %d", op->point->state);
			if (op->temp >= 0) text_printf(out, " -> %s", variable_name(function, op->temp));
			text_puts(out, ": ");
			break;
		case OP_MAKE: text_puts(out, "make "); break;
		case OP_CLEAR: text_puts(out, "clear "); break;
		case OP_LEAVE: text_puts(out, "leave "); break;
		case OP_BLOCK: text_puts(out, "block "); break;
		}
		if (op->expr) excerpt(unit, op->expr->span, out);
		text_putc(out, '\n');
		dump_ops(unit, function, op->then, depth + 1, out);
		if (arrlen(op->otherwise)) {
			text_fill(out, ' ', (size_t)depth * 2);
			text_puts(out, "else\n");
			dump_ops(unit, function, op->otherwise, depth + 1, out);
		}
	}
}

static void lowered(const struct unit *unit, const struct function *function, const struct node *node,
                    struct text *out) {
	if (arrlen(node->ops)) {
		text_printf(out, "  line %u: ", source_line(unit->source, node->span.start));
		excerpt(unit, node->span, out);
		text_putc(out, '\n');
		dump_ops(unit, function, node->ops, 2, out);
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) lowered(unit, function, node->children[i], out);
}

void dump_lower(const struct unit *unit, struct text *out) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		heading(unit->functions[i], out);
		lowered(unit, unit->functions[i], unit->functions[i]->body, out);
	}
}

void dump_flow(const struct unit *unit, struct text *out) {
	static const char *const names[] = { "use", "keep", "def", "part", "declare", "enter" };
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		const struct function *function = unit->functions[i];
		heading(function, out);
		for (ptrdiff_t b = 0; b < arrlen(function->blocks); b++) {
			const struct block *block = &function->blocks[b];
			text_printf(out, "  block %d:", (int)b);
			for (ptrdiff_t k = 0; k < arrlen(block->events); k++)
				text_printf(out, " %s(%s)", names[block->events[k].kind],
				            variable_name(function, block->events[k].variable));
			if (block->point) text_printf(out, " suspend(%d)", block->point->state);
			text_puts(out, " ->");
			for (ptrdiff_t k = 0; k < arrlen(block->successors); k++) text_printf(out, " %d", block->successors[k]);
			text_putc(out, '\n');
		}
	}
}

void dump_live(const struct unit *unit, struct text *out) {
	static const char *const places[] = { "local", "saved", "frame" };
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		const struct function *function = unit->functions[i];
		heading(function, out);
		for (ptrdiff_t p = 0; p < arrlen(function->points); p++) {
			const struct point *point = function->points[p];
			text_printf(out, "  suspension %d, line %u:", point->state, point->line);
			for (ptrdiff_t v = 0; v < arrlen(point->live); v++)
				text_printf(out, " %s", function->variables[point->live[v]].name);
			text_putc(out, '\n');
		}
		for (ptrdiff_t v = 0; v < arrlen(function->variables); v++) {
			const struct variable *variable = &function->variables[v];
			text_printf(out, "  %s: %s", variable->name, places[variable->place]);
			if (variable->reason) text_printf(out, " (%s)", variable->reason);
			text_putc(out, '\n');
		}
	}
}

void dump_frame(const struct unit *unit, struct text *out) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		const struct function *function = unit->functions[i];
		heading(function, out);
		text_printf(out, "  %llu bytes, aligned to %llu\n", (unsigned long long)function->frame_size,
		            (unsigned long long)function->frame_align);
		for (ptrdiff_t c = 0; c < arrlen(function->cells); c++) {
			const struct cell *cell = &function->cells[c];
			for (ptrdiff_t a = 0; a < arrlen(cell->alternatives); a++)
				for (ptrdiff_t k = 0; k < arrlen(cell->alternatives[a]); k++) {
					const struct slot *slot = &function->slots[cell->alternatives[a][k]];
					text_printf(out, "  %4llu %4llu  %s", (unsigned long long)slot->offset,
					            (unsigned long long)slot->size, slot->member);
					if (slot->kind == SLOT_VARIABLE && function->variables[slot->variable].reason)
						text_printf(out, " (%s)", function->variables[slot->variable].reason);
					text_putc(out, '\n');
				}
		}
	}
}
