/* Pass 9: the C text. The user's control flow stands as it was written; only full expressions that suspend, declarations of
 * what moved to the frame, ways out and returns are rewritten.
 *
 * In: everything the passes found. Out: the whole file: text outside coroutines byte for byte, and in the place of each
 * coroutine its frame, body, entries, type and constructor (frame.h says what each is for).
 *
 * note [markers]: while text is put together in pieces, lines begin with a marker: where the following lines come from,
 * a line of the source or cogen itself. The last step turns markers into #line where the compiler's own count would
 * differ. A marker is \1, `S` and the line or `G`, \2. */
#include "base/text.h"
#include "emit.h"
#include "ir.h"
#include "parse.h"
#include <ctype.h>
#include <string.h>

struct emitter {
	struct unit *unit;
	struct function *function;
	struct text *out;
	const char *text;   /* of the source */
	char indent[96];    /* of the statement that is written */
	const char *step;   /* one level */
	bool out_of_step;   /* output lines no longer follow source lines */
};

static uint32_t statement(struct emitter *e, struct node *node);
static void render(struct emitter *e, struct node *node, struct text *out);
static void render_inside(struct emitter *e, struct node *node, struct text *out);

/* ---- lines -------------------------------------------------------------------------------------------------------- */

static void mark_source(struct emitter *e, uint32_t offset) {
	text_printf(e->out, "\1S%u\2", source_line(e->unit->source, offset));
}

static void begin_line(struct emitter *e, int deeper) {
	text_puts(e->out, "\n\1G\2");
	text_puts(e->out, e->indent);
	for (int i = 0; i < deeper; i++) text_puts(e->out, e->step);
	e->out_of_step = true;
}

/** A line of cogen's own. */
static void line(struct emitter *e, int deeper, const char *format_string, ...) __attribute__((format(printf, 3, 4)));
static void line(struct emitter *e, int deeper, const char *format_string, ...) {
	va_list arguments;
	begin_line(e, deeper);
	va_start(arguments, format_string);
	text_vprintf(e->out, format_string, arguments);
	va_end(arguments);
}

/** A line that holds text of the user's from `offset`. */
static void user_line(struct emitter *e, int deeper, uint32_t offset) {
	text_puts(e->out, "\n");
	mark_source(e, offset);
	text_puts(e->out, e->indent);
	for (int i = 0; i < deeper; i++) text_puts(e->out, e->step);
	e->out_of_step = true;
}

static void label(struct emitter *e, const char *name, int number) {
	/* one level out, as labels stand */
	size_t length = strlen(e->indent), unit = strlen(e->step);
	text_puts(e->out, "\n\1G\2");
	if (length > unit) text_add(e->out, e->indent, length - unit);
	text_printf(e->out, "%s%d:", name, number);
	e->out_of_step = true;
}

static void set_indent(struct emitter *e, uint32_t offset) {
	uint32_t start = offset;
	size_t length = 0;
	while (start > 0 && e->text[start - 1] != '\n') start--;
	while ((e->text[start] == ' ' || e->text[start] == '\t') && length < sizeof e->indent - 1) e->indent[length++] = e->text[start++];
	e->indent[length] = '\0';
	e->step = length && e->indent[0] == ' ' ? "    " : "\t";
}

static void deepen(struct emitter *e) {
	if (strlen(e->indent) + strlen(e->step) < sizeof e->indent) strcat(e->indent, e->step);
}

static void shallow(struct emitter *e) {
	size_t length = strlen(e->indent), unit = strlen(e->step);
	if (length >= unit) e->indent[length - unit] = '\0';
}

/** Source text from `at` to `end`; gets in step again at its first line break. */
static void copy(struct emitter *e, uint32_t at, uint32_t end) {
	if (at >= end) return;
	if (e->out_of_step) {
		uint32_t from = at;
		while (from < end && (e->text[from] == ' ' || e->text[from] == '\t')) from++;
		if (from < end && e->text[from] == '\n') {
			text_puts(e->out, "\n");
			mark_source(e, from + 1);
			at = from + 1;
			e->out_of_step = false;
		} else if (from < end) {
			/* something follows on the same line of the source */
			text_puts(e->out, "\n");
			mark_source(e, from);
			text_puts(e->out, e->indent);
			at = from;
			e->out_of_step = false;
		} else {
			return;
		}
	}
	text_add(e->out, e->text + at, end - at);
}

/** Takes back the indentation, the marker and the line break that stand before a statement: its lines bring their own. */
static void unwind_line(struct text *out) {
	size_t length = out->length;
	while (length && (out->data[length - 1] == ' ' || out->data[length - 1] == '\t')) length--;
	if (length && out->data[length - 1] == '\2') {
		while (length && out->data[length - 1] != '\1') length--;
		length--;
	}
	if (!length || out->data[length - 1] != '\n') return;
	out->length = length - 1;
	out->data[out->length] = '\0';
}

/* ---- expressions ---------------------------------------------------------------------------------------------------- */

static const char *access(struct emitter *e, int index) {
	const struct variable *variable = &e->function->variables[index];
	if (variable->place == PLACE_FRAME) return format(e->unit->arena, "co__frame->%s", variable->member);
	return variable->name;
}

static const char *assigned(struct emitter *e, const struct type *type, const char *place, const char *value) {
	return assignment(e->unit->arena, type, place, value);
}

static const char *assigned_to(struct emitter *e, int variable, const char *value) {
	return assigned(e, e->function->variables[variable].type, access(e, variable), value);
}

struct edit {
	struct node *node;
};

static bool wants_edit(struct emitter *e, const struct node *node) {
	if (node->temp >= 0 || node->done) return true;
	if (node->kind == NODE_REFERENCE)
		return node->variable >= 0 && e->function->variables[node->variable].place == PLACE_FRAME;
	if (node->kind == NODE_COMPOUND_LITERAL)
		return node->variable >= 0 && e->function->variables[node->variable].place == PLACE_FRAME;
	return false;
}

static void collect_edits(struct emitter *e, struct node *node, struct span within, struct edit **edits) {
	if (wants_edit(e, node)) {
		struct edit edit = { node };
		if (node->span.start >= within.start && node->span.end <= within.end && node->span.end > node->span.start &&
		    (node->span.start > within.start || node->span.end < within.end))
			arrput(*edits, edit);
		if (node->temp >= 0) return;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) collect_edits(e, node->children[i], within, edits);
}

static int by_start(const void *a, const void *b) {
	const struct node *left = ((const struct edit *)a)->node, *right = ((const struct edit *)b)->node;
	if (left->span.start != right->span.start) return left->span.start < right->span.start ? -1 : 1;
	if (left->span.end != right->span.end) return left->span.end > right->span.end ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

/** A macro that stays closed: its text, but for the variables that its arguments name. */
static void render_opaque(struct emitter *e, struct node *node, struct text *out) {
	struct edit *edits = NULL;
	uint32_t at = node->span.start;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) collect_edits(e, node->children[i], node->span, &edits);
	if (arrlen(edits)) qsort(edits, (size_t)arrlen(edits), sizeof *edits, by_start);
	for (ptrdiff_t i = 0; i < arrlen(edits); i++) {
		struct node *edit = edits[i].node;
		if (edit->span.start < at) continue;
		text_add(out, e->text + at, edit->span.start - at);
		render(e, edit, out);
		at = edit->span.end;
	}
	text_add(out, e->text + at, node->span.end - at);
	arrfree(edits);
}

static void render_children(struct emitter *e, struct node *node, struct text *out) {
	uint32_t at = node->span.start;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		struct node *child = node->children[i];
		if (child->span.start < at || child->span.end > node->span.end) continue;
		text_add(out, e->text + at, child->span.start - at);
		if (child->is_statement) {
			struct text *outer = e->out;
			e->out = out;
			at = statement(e, child);
			e->out = outer;
		} else {
			render(e, child, out);
			at = child->span.end;
		}
	}
	if (at < node->span.end) text_add(out, e->text + at, node->span.end - at);
}

static const char *rendered(struct emitter *e, struct node *node, bool inside) {
	struct text text;
	text_init(&text);
	if (inside)
		render_inside(e, node, &text);
	else
		render(e, node, &text);
	const char *copy_of = arena_strndup(e->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy_of;
}

static const char *type_name(struct emitter *e, const struct type *type) { return declare(e->unit->arena, type, ""); }

/** A literal whose storage moved to the frame: an lvalue, as the literal is. */
static void render_literal(struct emitter *e, struct node *node, struct text *out) {
	const char *place = access(e, node->variable);
	text_printf(out, "(*(__typeof__(%s) *)__builtin_memcpy((void *)&%s, (const void *)&", place, place);
	render_children(e, node, out);
	text_printf(out, ", sizeof %s))", place);
}

static void render_inside(struct emitter *e, struct node *node, struct text *out) {
	switch (node->kind) {
	case NODE_REFERENCE:
		if (node->variable >= 0 && e->function->variables[node->variable].place == PLACE_FRAME) {
			text_puts(out, access(e, node->variable));
			return;
		}
		break;
	case NODE_COMPOUND_ASSIGN:
		if (node->old >= 0) {
			const struct type *type = node->children[0]->type;
			render(e, node->children[0], out);
			text_puts(out, " = ");
			if (!type->is_local && type->class == TYPE_SCALAR && !type->is_pointer)
				text_printf(out, "(%s)", type_name(e, type));
			text_printf(out, "(%s ", access(e, node->old));
			text_add(out, node->op, strcspn(node->op, "="));
			text_puts(out, " (");
			render(e, node->children[1], out);
			text_puts(out, "))");
			return;
		}
		break;
	case NODE_COMMA:
		if (node->right_only) {
			render(e, node->children[1], out);
			return;
		}
		break;
	case NODE_COMPOUND_LITERAL:
		if (node->variable >= 0 && e->function->variables[node->variable].place == PLACE_FRAME) {
			render_literal(e, node, out);
			return;
		}
		break;
	default: break;
	}
	if (node->opaque)
		render_opaque(e, node, out);
	else
		render_children(e, node, out);
}

static void render(struct emitter *e, struct node *node, struct text *out) {
	if (node->temp >= 0) {
		text_puts(out, access(e, node->temp));
	} else if (node->done) {
		text_puts(out, "(void)0");
	} else {
		render_inside(e, node, out);
	}
}

/** As an argument of one of frame.h's macros: a comma outside of parentheses would split it. */
static const char *macro_argument(struct emitter *e, struct node *node) {
	const char *text = rendered(e, node, false);
	if (strchr(text, ',')) return format(e->unit->arena, "(%s)", text);
	return text;
}

/* ---- saving and loading ------------------------------------------------------------------------------------------------ */

static void transfer(struct emitter *e, const struct point *point, bool save, int deeper) {
	const struct function *function = e->function;
	size_t width = 0;
	for (int v = 0; point->live && v < (int)arrlen(function->variables); v++) {
		const struct variable *variable = &function->variables[v];
		if (variable->place != PLACE_SAVED || !bit_get(point->live, v)) continue;
		const char *one = save ? format(e->unit->arena, "co__frame->%s = %s;", variable->member, variable->name)
		                       : format(e->unit->arena, "%s = co__frame->%s;", variable->name, variable->member);
		if (width && width + strlen(one) < 80) {
			text_printf(e->out, " %s", one);
		} else {
			line(e, deeper, "%s", one);
			width = 0;
		}
		width += strlen(one) + 1;
	}
}

/** What runs when `co__step` holds an error from `site`. */
static void raise(struct emitter *e, int deeper, const char *condition, const struct scope *handler, int site) {
	const char *passed = format(e->unit->arena, "co__passed(co__step, &co__%s_type, %d)", e->function->name, site);
	if (!handler) {
		line(e, deeper, "%sreturn %s;", condition, passed);
	} else {
		line(e, deeper, "%s{", condition);
		line(e, deeper + 1, "co__step = %s;", passed);
		line(e, deeper + 1, "goto co__unwind_%d;", handler->id);
		line(e, deeper, "}");
	}
}

/** The site of an error that starts at `node` and not at a suspension point. */
static int site_of(const struct emitter *e, const struct node *node) {
	return (int)arrlen(e->function->points) + 1 + node->raise_index;
}

/* ---- suspension points --------------------------------------------------------------------------------------------------- */

/** A block's head, of other nodes all. */
static struct span head_of(const struct node *node) {
	struct span span = node->span;
	if ((node->kind == NODE_CO_WITH || node->kind == NODE_CO_FOR) && node->body) span.end = node->body->span.start;
	return span;
}

/** The first words of the source of a point, for its comment. */
static const char *excerpt(struct emitter *e, const struct node *node) {
	struct span span = head_of(node);
	char buffer[64];
	size_t length = 0;
	for (uint32_t i = span.start; i < span.end && length < sizeof buffer - 5; i++) {
		char c = e->text[i];
		if (c == '\n' || c == '\t') c = ' ';
		if (c == ' ' && length && buffer[length - 1] == ' ') continue;
		if ((c == '*' || c == '/') && length && (buffer[length - 1] == '/' || buffer[length - 1] == '*')) c = ' ';
		buffer[length++] = c;
	}
	while (length && buffer[length - 1] == ' ') length--;
	bool cut = length >= sizeof buffer - 5;
	while (cut && length && (buffer[length - 1] & 0x80)) length--;
	buffer[length] = '\0';
	return format(e->unit->arena, "%s%s", buffer, cut ? "..." : "");
}

static const char *slot_member(struct emitter *e, int slot) { return e->function->slots[slot].member; }

static const char *arguments_of(struct emitter *e, struct node *call) {
	struct text text;
	text_init(&text);
	for (ptrdiff_t i = 1; i < arrlen(call->children); i++) {
		if (call->children[i]->is_statement) continue;
		text_puts(&text, ", ");
		render(e, call->children[i], &text);
	}
	const char *copy_of = arena_strndup(e->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy_of;
}

static bool is_early(const struct emitter *e, const struct node *node) {
	return node->how == CALLEE_KNOWN && node->callee->position > e->function->position;
}

static const char *builtin_stem(const char *name) {
	if (!strncmp(name, "co__", 4)) return name + 4;
	if (!strncmp(name, "co_", 3)) return name + 3;
	return name;
}

/** `&co__frame->leaf`, of the child's own type. */
static const char *child_address(struct emitter *e, const struct node *node, int slot) {
	if (is_early(e, node))
		return format(e->unit->arena, "(struct co__%s_frame *)(void *)co__frame->%s", node->callee->name, slot_member(e, slot));
	return format(e->unit->arena, "&co__frame->%s", slot_member(e, slot));
}

static const char *start_call(struct emitter *e, struct node *node, int slot) {
	const char *address = child_address(e, node, slot);
	if (node->kind == NODE_CO_WITH)
		return format(e->unit->arena, "co__%s_start(%s, %s)", builtin_stem(node->name), address, access(e, node->scope->held));
	switch (node->how) {
	case CALLEE_KNOWN:
		return format(e->unit->arena, "co__%s_start(%s%s)", node->callee->name, address, arguments_of(e, node->call));
	case CALLEE_BUILTIN:
		return format(e->unit->arena, "co__%s_start(%s%s)", builtin_stem(node->call->colour->name), address,
		              arguments_of(e, node->call));
	case CALLEE_FUTURE:
		return format(e->unit->arena, "co__future_wait_start(%s, %s)", address, rendered(e, node->call, false));
	default: return format(e->unit->arena, "co__delegate_start(%s, %s)", address, rendered(e, node->call, false));
	}
}

static void child_result(struct emitter *e, struct node *node, int slot, const char **address, const char **size) {
	const char *member = slot_member(e, slot);
	*address = "NULL";
	*size = "0";
	if (node->kind == NODE_CO_WITH || type_is_void(node->result)) return;
	if (is_early(e, node)) {
		*address = format(e->unit->arena, "co__frame->%s + %llu", member, (unsigned long long)node->callee->result_offset);
		*size = format(e->unit->arena, "sizeof(%s)", type_name(e, node->result));
	} else {
		*address = format(e->unit->arena, "&co__frame->%s.co__result", member);
		*size = format(e->unit->arena, "sizeof co__frame->%s.co__result", member);
	}
}

static void emit_child(struct emitter *e, struct point *point) {
	struct node *node = point->node;
	int state = point->state;
	const char *address, *size;
	bool large = node->how == CALLEE_KNOWN && node->callee->large_result;
	child_result(e, node, point->child, &address, &size);
	user_line(e, 0, node->span.start);
	text_printf(e->out, "co__step = %s; /* %s */", start_call(e, node, point->child), excerpt(e, node));
	line(e, 0, "if (CO__UNLIKELY(!co__has_returned(co__step))) {");
	line(e, 1, "if (!co__has_raised(co__step)) {");
	transfer(e, point, true, 2);
	line(e, 2, "co__stand(&co__frame->co__coro, %d);", state);
	line(e, 2, "return co__pass((co_coro *)&co__frame->%s, &co__frame->co__coro, co__step);", slot_member(e, point->child));
	line(e, 1, "co__resume_%d:", state);
	transfer(e, point, false, 2);
	if (large)
		line(e, 2, "co__step = co__ended(co__error, NULL, 0);");
	else
		line(e, 2, "co__step = co__ended(co__error, %s, %s);", address, size);
	line(e, 1, "}");
	raise(e, 1, "if (co__has_raised(co__step)) ", point->handler, state);
	line(e, 0, "}");
	if (point->temp < 0) return;
	const char *target = access(e, point->temp);
	if (!large)
		line(e, 0, "co__unpack(co__step, &%s, sizeof %s);", target, target);
	else if (is_early(e, node))
		line(e, 0, "__builtin_memcpy(&%s, %s, sizeof %s);", target, address, target);
	else
		line(e, 0, "%s;", assigned(e, e->function->variables[point->temp].type, target,
		                           format(e->unit->arena, "co__frame->%s.co__result", slot_member(e, point->child))));
}

static void emit_call(struct emitter *e, struct point *point) {
	struct node *node = point->node;
	const char *object = format(e->unit->arena, "co__frame->%s", slot_member(e, point->child));
	user_line(e, 0, node->span.start);
	text_printf(e->out, "%s = %s; /* %s */", object, rendered(e, node->call, true), excerpt(e, node));
	line(e, 0, "co__step = co__call(&co__frame->co__coro, %s);", object);
	raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", point->handler, point->state);
	transfer(e, point, true, 0);
	line(e, 0, "co__stand(&co__frame->co__coro, %d);", point->state);
	line(e, 0, "return co__step;");
	label(e, "co__resume_", point->state);
	transfer(e, point, false, 0);
	if (point->temp >= 0) {
		const char *target = access(e, point->temp);
		line(e, 0, "co__step = co__join(%s, co__error, &%s, sizeof %s);", object, target, target);
	} else {
		line(e, 0, "co__step = co__join(%s, co__error, NULL, 0);", object);
	}
	raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", point->handler, point->state);
}

static void emit_yield(struct emitter *e, struct point *point) {
	struct node *node = point->node;
	struct node *operand = node->value;
	const struct type *type = e->function->yielded;
	bool acts = operand->effect >= EFFECT_ACTS && operand->temp < 0 && !operand->done;
	const char *value = "CO__YIELD_VOID()";
	line(e, 0, "/* %s */", excerpt(e, node));
	if (type_is_void(type)) {
		bool nothing = operand->kind == NODE_FORM && operand->name && !strcmp(operand->name, "co_none");
		if (acts && !nothing) {
			user_line(e, 0, operand->span.start);
			text_printf(e->out, "%s;", rendered(e, operand, false));
		}
	} else if (e->function->large_yield) {
		user_line(e, 0, operand->span.start);
		const char *place = format(e->unit->arena, "co__frame->%s", slot_member(e, point->child));
		text_printf(e->out, "%s;", assigned(e, type, place, rendered(e, operand, false)));
		value = format(e->unit->arena, "CO__YIELD_AT(&co__frame->%s)", slot_member(e, point->child));
	} else {
		value = format(e->unit->arena, "CO__YIELD(%s, %s)", type_name(e, type), macro_argument(e, operand));
		if (acts) {
			user_line(e, 0, operand->span.start);
			text_printf(e->out, "co__step = %s;", value);
			value = "co__step";
		}
	}
	transfer(e, point, true, 0);
	line(e, 0, "co__stand(&co__frame->co__coro, %d);", point->state);
	user_line(e, 0, node->span.start);
	text_printf(e->out, "return %s;", value);
	label(e, "co__resume_", point->state);
	transfer(e, point, false, 0);
	line(e, 0, "if (CO__UNLIKELY(co__error != NULL)) {");
	line(e, 1, "co__step = CO__RAISE(co__error);");
	raise(e, 1, "", point->handler, point->state);
	line(e, 0, "}");
	if (point->temp >= 0) {
		const char *target = access(e, point->temp);
		line(e, 0, "co__receive(&%s, co__in, sizeof %s);", target, target);
	}
}

static void emit_point(struct emitter *e, struct point *point) {
	switch (point->kind) {
	case POINT_CHILD: emit_child(e, point); break;
	case POINT_CALL: emit_call(e, point); break;
	case POINT_YIELD: emit_yield(e, point); break;
	}
}

/* ---- operations ------------------------------------------------------------------------------------------------------------ */

static bool is_nothing(const struct node *node) {
	while (node->kind == NODE_PAREN && node->temp < 0 && !node->done && arrlen(node->children)) node = node->children[0];
	return node->temp >= 0 || node->done;
}

/** `expr;` for what it does. */
static void evaluate(struct emitter *e, struct node *node) {
	if (is_nothing(node)) return;
	if (node->kind == NODE_COMMA && node->right_only) {
		evaluate(e, node->children[1]);
		return;
	}
	bool plain = node->kind == NODE_ASSIGN || node->kind == NODE_COMPOUND_ASSIGN || node->kind == NODE_STEP ||
	             node->kind == NODE_CALL || node->kind == NODE_CAST || type_is_void(node->type);
	user_line(e, 0, node->span.start);
	text_printf(e->out, plain ? "%s;" : "(void)(%s);", rendered(e, node, false));
}

static void operations(struct emitter *e, struct op *ops) {
	for (ptrdiff_t i = 0; i < arrlen(ops); i++) {
		struct op *op = &ops[i];
		switch (op->kind) {
		case OP_ASSIGN:
			if (!op->expr) {
				line(e, 0, "%s;", assigned_to(e, op->temp, access(e, op->from)));
				break;
			}
			user_line(e, 0, op->expr->span.start);
			text_printf(e->out, "%s;", assigned_to(e, op->temp, rendered(e, op->expr, op->expr->temp == op->temp)));
			break;
		case OP_TRUTH:
			user_line(e, 0, op->expr->span.start);
			text_printf(e->out, "%s = !!(%s);", access(e, op->temp), rendered(e, op->expr, false));
			break;
		case OP_EVALUATE: evaluate(e, op->expr); break;
		case OP_IF: {
			const char *condition = op->expr ? rendered(e, op->expr, false) : access(e, op->from);
			if (op->expr)
				user_line(e, 0, op->expr->span.start);
			else
				begin_line(e, 0);
			text_printf(e->out, op->negate ? "if (!%s) {" : "if (%s) {", condition);
			deepen(e);
			operations(e, op->then);
			shallow(e);
			if (arrlen(op->otherwise)) {
				line(e, 0, "} else {");
				deepen(e);
				operations(e, op->otherwise);
				shallow(e);
			}
			line(e, 0, "}");
			break;
		}
		case OP_SUSPEND: emit_point(e, op->point); break;
		case OP_BLOCK:
			user_line(e, 0, op->expr->span.start);
			e->out_of_step = false;
			statement(e, op->expr);
			break;
		}
	}
}

/* ---- returns and ways out ----------------------------------------------------------------------------------------------------- */

static void return_value(struct emitter *e, int deeper, const char *value) {
	struct function *function = e->function;
	if (type_is_void(function->result)) {
		line(e, deeper, "return CO__RETURN_VOID();");
	} else if (function->large_result) {
		line(e, deeper, "%s;", assigned(e, function->result, "co__frame->co__result", value));
		line(e, deeper, "return CO__RETURN_VOID();");
	} else {
		line(e, deeper, "return CO__RETURN(%s, %s);", type_name(e, function->result), value);
	}
}

static int way_number(const struct scope *scope, enum exit_kind kind, const struct node *target) {
	for (ptrdiff_t i = 0; i < arrlen(scope->ways); i++)
		if (scope->ways[i].kind == kind && (kind == EXIT_RETURN || scope->ways[i].target == target)) return scope->ways[i].number;
	return 0;
}

static void go_out(struct emitter *e, int deeper, const struct scope *scope, enum exit_kind kind, const struct node *target) {
	line(e, deeper, "%s = %d;", access(e, scope->exit), way_number(scope, kind, target));
	line(e, deeper, "goto co__leave_%d;", scope->id);
}

static const char *jump_text(struct emitter *e, enum exit_kind kind, const struct node *target) {
	switch (kind) {
	case EXIT_BREAK: return "break;";
	case EXIT_CONTINUE:
		return target && target->continued ? format(e->unit->arena, "goto co__continue_%d;", target->id) : "continue;";
	default: return format(e->unit->arena, "goto %s;", target ? target->name : "co__nowhere");
	}
}

/** The end of a block with an exit: what is held is let go, then on the way that was taken. `scope->held` is released here. */
static void leave(struct emitter *e, struct scope *scope) {
	const char *way = access(e, scope->exit);
	bool several = arrlen(scope->ways) || scope->raises;
	if (several) line(e, 0, "%s = 0;", way);
	if (scope->raises) {
		line(e, 0, "goto co__leave_%d;", scope->id);
		label(e, "co__unwind_", scope->id);
		line(e, 0, "%s = -1;", way);
	}
	if (several) label(e, "co__leave_", scope->id);
	line(e, 0, "%s(%s);", scope->release, access(e, scope->held));
	if (scope->raises) {
		if (scope->outer)
			line(e, 0, "if (%s < 0) goto co__unwind_%d;", way, scope->outer->id);
		else
			line(e, 0, "if (%s < 0) return co__step;", way);
	}
	for (ptrdiff_t i = 0; i < arrlen(scope->ways); i++) {
		const struct exit_way *exit_way = &scope->ways[i];
		bool further = scope->outer && way_leaves(scope->outer, exit_way);
		if (further || exit_way->kind == EXIT_RETURN) {
			line(e, 0, "if (%s == %d) {", way, exit_way->number);
			if (further)
				go_out(e, 1, scope->outer, exit_way->kind, exit_way->target);
			else
				return_value(e, 1, e->function->return_variable >= 0 ? access(e, e->function->return_variable) : "");
			line(e, 0, "}");
		} else {
			line(e, 0, "if (%s == %d) %s", way, exit_way->number, jump_text(e, exit_way->kind, exit_way->target));
		}
	}
}

/* ---- declarations ---------------------------------------------------------------------------------------------------------------- */

static bool declaration_changes(struct emitter *e, const struct node *node) {
	if (node->retyped) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
		const struct declarator *declarator = &node->declarators[i];
		if (declarator->initializer && arrlen(declarator->initializer->ops)) return true;
		if (declarator->variable < 0) continue;
		const struct variable *variable = &e->function->variables[declarator->variable];
		if (variable->place == PLACE_FRAME) return true;
		if (variable->place == PLACE_SAVED && variable->type->is_const) return true;
	}
	return false;
}

static void initialize_in_frame(struct emitter *e, const struct variable *variable, struct node *initializer) {
	const char *place = format(e->unit->arena, "co__frame->%s", variable->member);
	const char *value = rendered(e, initializer, false);
	const char *name = type_name(e, variable->type);
	const char *anonymous = variable->type->is_volatile ? "(void *)" : "", *unqualified = name;
	if (variable->type->is_volatile && !strncmp(name, "volatile ", 9)) name = unqualified = name + 9;
	user_line(e, 0, initializer->span.start);
	if (initializer->kind == NODE_INIT_LIST && variable->type->class == TYPE_SCALAR) {
		text_printf(e->out, "%s = (%s)%s;", place, name, value);
	} else if (initializer->kind == NODE_INIT_LIST) {
		text_printf(e->out, "__builtin_memcpy(%s&%s, &(%s)%s, sizeof %s);", anonymous, place, name, value, place);
	} else if (variable->type->class == TYPE_ARRAY) {
		text_printf(e->out, "__builtin_memcpy(%s&%s, &(%s){ %s }, sizeof %s);", anonymous, place, unqualified, value, place);
	} else {
		text_printf(e->out, "%s;", assigned(e, variable->type, place, value));
	}
}

static bool mentions_unused(const struct emitter *e, struct span span) {
	for (uint32_t i = span.start; i + 6 <= span.end; i++)
		if (!strncmp(e->text + i, "unused", 6)) return true;
	return false;
}

static void declaration(struct emitter *e, struct node *node) {
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
		struct declarator *declarator = &node->declarators[i];
		if (declarator->variable < 0) continue;
		const struct variable *variable = &e->function->variables[declarator->variable];
		if (declarator->initializer) operations(e, declarator->initializer->ops);
		if (variable->place == PLACE_FRAME) {
			if (declarator->initializer) initialize_in_frame(e, variable, declarator->initializer);
			continue;
		}
		user_line(e, 0, declarator->span.start);
		if (variable->place == PLACE_LOCAL && variable->type->is_const) text_puts(e->out, "const ");
		text_puts(e->out, declare(e->unit->arena, variable->type, variable->name));
		if (mentions_unused(e, variable->declared)) text_puts(e->out, " CO__UNUSED");
		if (declarator->initializer) text_printf(e->out, " = %s", rendered(e, declarator->initializer, false));
		text_puts(e->out, ";");
	}
}

/* ---- statements --------------------------------------------------------------------------------------------------------------------- */

/** The node's own text, children in their places. */
static uint32_t verbatim_from(struct emitter *e, struct node *node, uint32_t at) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		struct node *child = node->children[i];
		if (child->span.start < at || child->span.end > node->semicolon) continue;
		copy(e, at, child->span.start);
		if (child->is_statement) {
			if (e->out_of_step) copy(e, child->span.start, child->span.start);
			at = statement(e, child);
		} else {
			if (e->out_of_step) {
				text_puts(e->out, "\n");
				mark_source(e, child->span.start);
				text_puts(e->out, e->indent);
				e->out_of_step = false;
			}
			render(e, child, e->out);
			at = child->span.end;
		}
	}
	copy(e, at, node->semicolon);
	return node->semicolon;
}

static uint32_t verbatim(struct emitter *e, struct node *node) {
	if (node->opaque) {
		if (e->out_of_step) user_line(e, 0, node->span.start);
		e->out_of_step = false;
		render_opaque(e, node, e->out);
		copy(e, node->span.end, node->semicolon);
		return node->semicolon;
	}
	return verbatim_from(e, node, node->span.start);
}

static bool has_ops(const struct node *node) { return node && arrlen(node->ops); }

static bool changes(struct emitter *e, const struct node *node) {
	switch (node->kind) {
	case NODE_EXPRESSION_STATEMENT: return has_ops(node->value) || node->temp >= 0;
	case NODE_DECLARATION: return declaration_changes(e, node);
	case NODE_RETURN:
	case NODE_CO_WITH:
	case NODE_CO_FOR:
	case NODE_CO_RAISE: return true;
	case NODE_BREAK:
	case NODE_GOTO: return node->has_exit;
	case NODE_CONTINUE: return node->has_exit || (node->target && node->target->continued);
	case NODE_COMPUTED_GOTO:
	case NODE_IF:
	case NODE_WHILE:
	case NODE_DO:
	case NODE_SWITCH: return has_ops(node->value);
	case NODE_FOR:
		return has_ops(node->init) || has_ops(node->value) || has_ops(node->step) ||
		       (node->init && node->init->kind == NODE_DECLARATION && declaration_changes(e, node->init));
	default: return false;
	}
}

/** Where one statement stands for several. */
static bool needs_braces(const struct node *node) {
	return !node->parent || (node->parent->kind != NODE_COMPOUND && node->parent->kind != NODE_LABEL &&
	                         node->parent->kind != NODE_CASE && node->parent->kind != NODE_DEFAULT) ||
	       ((node->parent->kind == NODE_LABEL || node->parent->kind == NODE_CASE || node->parent->kind == NODE_DEFAULT));
}

static void condition_breaks(struct emitter *e, struct node *value) {
	if (!value) return;
	operations(e, value->ops);
	user_line(e, 0, value->span.start);
	text_printf(e->out, "if (!(%s)) break;", rendered(e, value, false));
}

/** A body, on lines of its own. */
static void nested(struct emitter *e, struct node *body) {
	if (!body) return;
	user_line(e, 0, body->span.start);
	e->out_of_step = false;
	char indent[sizeof e->indent];
	memcpy(indent, e->indent, sizeof indent);
	uint32_t at = statement(e, body);
	if (at < body->semicolon) copy(e, at, body->semicolon);
	memcpy(e->indent, indent, sizeof indent);
	e->out_of_step = true;
}

static void emit_loop(struct emitter *e, struct node *node) {
	if (node->kind == NODE_FOR && node->init) {
		if (node->init->kind == NODE_DECLARATION) {
			declaration(e, node->init);
		} else {
			operations(e, node->init->ops);
			evaluate(e, node->init);
		}
	}
	if (node->kind == NODE_FOR && !has_ops(node->value) && !has_ops(node->step)) {
		/* only its first part changed: the rest as it stands */
		user_line(e, 0, node->parts[0]);
		text_puts(e->out, "for (");
		e->out_of_step = false;
		verbatim_from(e, node, node->parts[0]);
		e->out_of_step = true;
		return;
	}
	node->continued = node->kind != NODE_WHILE;
	line(e, 0, "for (;;) {");
	deepen(e);
	if (node->kind != NODE_DO) condition_breaks(e, node->value);
	nested(e, node->body);
	if (node->kind != NODE_WHILE) {
		line(e, 0, "goto co__continue_%d;", node->id); /* so that the label is never unused */
		label(e, "co__continue_", node->id);
		text_puts(e->out, ";");
	}
	if (node->kind == NODE_DO) condition_breaks(e, node->value);
	if (node->kind == NODE_FOR && node->step) {
		operations(e, node->step->ops);
		evaluate(e, node->step);
	}
	shallow(e);
	line(e, 0, "}");
}

static void emit_with(struct emitter *e, struct node *node) {
	struct scope *scope = node->scope;
	operations(e, node->value->ops);
	user_line(e, 0, node->value->span.start);
	text_printf(e->out, "%s = %s;", access(e, scope->held), rendered(e, node->value, false));
	emit_child(e, node->point);
	nested(e, node->body);
	leave(e, scope);
}

static void fetch(struct emitter *e, struct node *node) {
	const struct variable *variable = &e->function->variables[node->variable];
	if (variable->place != PLACE_FRAME) line(e, 0, "%s;", declare(e->unit->arena, variable->type, variable->name));
	line(e, 0, "co__unpack(co__step, &%s, sizeof %s);", access(e, node->variable), access(e, node->variable));
}

static void emit_co_for(struct emitter *e, struct node *node) {
	operations(e, node->value->ops);
	if (node->how == CALLEE_KNOWN) {
		const char *address = child_address(e, node, node->child);
		line(e, 0, "/* %s */", excerpt(e, node));
		user_line(e, 0, node->span.start);
		text_printf(e->out, "co__step = %s;", start_call(e, node, node->child));
		line(e, 0, "for (; !co__has_returned(co__step); co__step = co__%s_next(%s)) {", node->callee->name, address);
		deepen(e);
		raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", node->handler, site_of(e, node));
		fetch(e, node);
		nested(e, node->body);
		shallow(e);
		line(e, 0, "}");
		return;
	}
	struct scope *scope = node->scope;
	const struct variable *variable = &e->function->variables[node->variable];
	const char *held = access(e, scope->held);
	user_line(e, 0, node->value->span.start);
	text_printf(e->out, node->how == CALLEE_OBJECT ? "%s = co__gen_new(%s);" : "%s = %s;", held,
	            rendered(e, node->how == CALLEE_OBJECT ? node->call : node->value, node->how == CALLEE_OBJECT));
	line(e, 0, "for (;;) { /* %s */", excerpt(e, node));
	deepen(e);
	if (variable->place != PLACE_FRAME) line(e, 0, "%s;", declare(e->unit->arena, variable->type, variable->name));
	line(e, 0, "if (!co__gen_next(%s, &%s, sizeof %s)) {", held, access(e, node->variable), access(e, node->variable));
	line(e, 1, "co__step = co__gen_ended(%s);", held);
	raise(e, 1, "if (co__has_raised(co__step)) ", scope, site_of(e, node));
	line(e, 1, "break;");
	line(e, 0, "}");
	nested(e, node->body);
	shallow(e);
	line(e, 0, "}");
	leave(e, scope);
}

static void emit_return(struct emitter *e, struct node *node) {
	struct function *function = e->function;
	if (node->value) operations(e, node->value->ops);
	if (node->value && type_is_void(function->result)) evaluate(e, node->value);
	if (node->has_exit) {
		if (function->return_variable >= 0 && node->value) {
			user_line(e, 0, node->value->span.start);
			text_printf(e->out, "%s;", assigned_to(e, function->return_variable, rendered(e, node->value, false)));
		}
		go_out(e, 0, node->scope, EXIT_RETURN, NULL);
		return;
	}
	if (type_is_void(function->result) || !node->value) {
		user_line(e, 0, node->span.start);
		text_puts(e->out, "return CO__RETURN_VOID();");
		return;
	}
	user_line(e, 0, node->value->span.start);
	if (function->large_result) {
		text_printf(e->out, "%s;", assigned(e, function->result, "co__frame->co__result", rendered(e, node->value, false)));
		line(e, 0, "return CO__RETURN_VOID();");
	} else {
		text_printf(e->out, "return CO__RETURN(%s, %s);", type_name(e, function->result), macro_argument(e, node->value));
	}
}

static bool simple_return(struct emitter *e, const struct node *node) {
	return node->kind == NODE_RETURN && !node->has_exit && !e->function->large_result && !has_ops(node->value) &&
	       (!type_is_void(e->function->result) || !node->value);
}

static void emit_raise_statement(struct emitter *e, struct node *node) {
	struct node *call = node->value;
	while (call->kind == NODE_PAREN) call = call->children[0];
	int site = site_of(e, node);
	operations(e, node->value->ops);
	user_line(e, 0, node->span.start);
	text_printf(e->out, "co__step = co__raise(&co__%s_type, %d%s);", e->function->name, site, arguments_of(e, call));
	if (node->scope)
		line(e, 0, "goto co__unwind_%d;", node->scope->id);
	else
		line(e, 0, "return co__step;");
}

/** What is declared with a local typedef may be declared elsewhere now, with the type that it stands for. */
static void use_typedefs(struct emitter *e, const struct node *node) {
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++)
		if (node->declarators[i].type_name) text_printf(e->out, " (void)(%s *)0;", node->declarators[i].type_name);
}

/** Writes a statement; the source offset behind what it consumed. */
static uint32_t statement(struct emitter *e, struct node *node) {
	if (!changes(e, node)) {
		if (e->out_of_step) {
			text_puts(e->out, "\n");
			mark_source(e, node->span.start);
			text_puts(e->out, e->indent);
			e->out_of_step = false;
		}
		uint32_t behind = verbatim(e, node);
		if (node->kind == NODE_DECLARATION) use_typedefs(e, node);
		return behind;
	}
	if (simple_return(e, node)) {
		/* in its place: the shape of the line does not change */
		if (e->out_of_step) user_line(e, 0, node->span.start);
		e->out_of_step = false;
		if (!node->value)
			text_puts(e->out, "return CO__RETURN_VOID();");
		else
			text_printf(e->out, "return CO__RETURN(%s, %s);", type_name(e, e->function->result), macro_argument(e, node->value));
		return node->semicolon;
	}
	if ((node->kind == NODE_CONTINUE || node->kind == NODE_BREAK || node->kind == NODE_GOTO) && !node->has_exit) {
		text_puts(e->out, jump_text(e, EXIT_CONTINUE, node->target));
		return node->semicolon;
	}
	char indent[sizeof e->indent];
	memcpy(indent, e->indent, sizeof indent);
	set_indent(e, node->span.start);
	bool loop = node->kind == NODE_FOR || node->kind == NODE_WHILE || node->kind == NODE_DO || node->kind == NODE_CO_WITH ||
	            node->kind == NODE_CO_FOR;
	bool braces = node->kind != NODE_DECLARATION && (loop || needs_braces(node));
	if (braces) {
		text_puts(e->out, "{");
		deepen(e);
	} else {
		unwind_line(e->out);
	}
	e->out_of_step = true;
	switch (node->kind) {
	case NODE_EXPRESSION_STATEMENT:
		operations(e, node->value->ops);
		if (node->temp >= 0) {
			user_line(e, 0, node->span.start);
			text_printf(e->out, "%s;", assigned_to(e, node->temp, rendered(e, node->value, false)));
		} else {
			evaluate(e, node->value);
		}
		break;
	case NODE_DECLARATION: declaration(e, node); break;
	case NODE_RETURN: emit_return(e, node); break;
	case NODE_BREAK: go_out(e, 0, node->scope, EXIT_BREAK, node->target); break;
	case NODE_CONTINUE: go_out(e, 0, node->scope, EXIT_CONTINUE, node->target); break;
	case NODE_GOTO: go_out(e, 0, node->scope, EXIT_GOTO, node->target); break;
	case NODE_WHILE:
	case NODE_DO:
	case NODE_FOR: emit_loop(e, node); break;
	case NODE_CO_WITH: emit_with(e, node); break;
	case NODE_CO_FOR: emit_co_for(e, node); break;
	case NODE_CO_RAISE: emit_raise_statement(e, node); break;
	default: { /* if, switch, computed goto: their value first, then as they stand */
		struct op *ops = node->value->ops;
		operations(e, ops);
		user_line(e, 0, node->span.start);
		e->out_of_step = false;
		uint32_t at = verbatim(e, node);
		if (at < node->semicolon) copy(e, at, node->semicolon);
		e->out_of_step = true;
		break;
	}
	}
	if (braces) {
		shallow(e);
		line(e, 0, "}");
	}
	memcpy(e->indent, indent, sizeof indent);
	e->out_of_step = true;
	return node->semicolon;
}

/* ---- functions ------------------------------------------------------------------------------------------------------------------------ */

void emit_body_text(struct unit *unit, struct function *function, struct text *out) {
	struct emitter emitter = { .unit = unit, .function = function, .out = out, .text = unit->source->text };
	struct emitter *e = &emitter;
	struct node *body = function->body;
	set_indent(e, body->span.start);
	deepen(e);
	if (!strlen(e->indent)) strcpy(e->indent, e->step);
	uint32_t at = body->span.start + 1, end = body->span.end - 1;
	e->out_of_step = true;
	for (ptrdiff_t i = 0; i < arrlen(body->children); i++) {
		struct node *child = body->children[i];
		copy(e, at, child->span.start);
		set_indent(e, child->span.start);
		at = statement(e, child);
	}
	while (end > at && isspace((unsigned char)e->text[end - 1])) end--;
	set_indent(e, body->span.start);
	deepen(e);
	copy(e, at, end);
}
