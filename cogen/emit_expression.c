/* Pass 9, expressions: the user's text, edited where it names a variable that moved to the frame or a temporary stands
 * for a part.
 *
 * In: a node whose variables have places and whose suspensions have temporaries. Out: its C.
 *
 * What must hold: all that is not edited is copied byte for byte, so macros and comments stay. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "emit.h"
#include "lex.h"
#include <ctype.h>
#include <string.h>

static void render_inside(struct emitter *e, struct node *node, struct text *out);

const char *place_of(struct emitter *e, int index) {
	const struct variable *variable = &e->function->variables[index];
	const char *field = variable->type->field ? ".co__value" : "";
	if (variable->place == PLACE_FRAME) return format(e->unit->arena, "co__frame->%s%s", variable->member, field);
	return *field ? format(e->unit->arena, "%s%s", variable->name, field) : variable->name;
}

const char *value_of(struct emitter *e, int index) {
	const struct kept_pointer *varied = e->function->variables[index].varied;
	if (!varied) return place_of(e, index);
	struct text after;
	text_init(&after);
	text_printf(&after, "%.*s", (int)varied->skip, varied->type->after);
	for (size_t i = 0; i < varied->count; i++)
		text_printf(&after, "[%s]", varied->lengths[i] < 0 ? varied->constants[i] : place_of(e, varied->lengths[i]));
	text_puts(&after, varied->type->after + varied->rest);
	struct type *type = ARENA_NEW(e->unit->arena, struct type);
	*type = *varied->type;
	type->after = arena_strndup(e->unit->arena, after.data, after.length);
	text_release(&after);
	return format(e->unit->arena, "((%s)%s)", type_name(e, type), place_of(e, index));
}

const char *assigned_text(struct emitter *e, const struct type *type, const char *place, const char *value) {
	return assignment(e->unit->arena, visible_type(e->function, e->unit, type), place, value);
}

const char *assigned_to(struct emitter *e, int variable, const char *value) {
	const struct kept_pointer *varied = e->function->variables[variable].varied;
	if (!varied) return assigned_text(e, e->function->variables[variable].type, place_of(e, variable), value);
	/* the lengths are asked of the pointer itself: names in its type may have changed since it got it */
	struct text text;
	text_init(&text);
	text_printf(&text, "{ __auto_type co__at = %s; %s = (void *)co__at;", value, place_of(e, variable));
	const char *row = "*co__at";
	for (size_t i = 0; i < varied->count; i++) {
		const char *element = format(e->unit->arena, "(%s)[0]", row);
		if (varied->lengths[i] >= 0)
			text_printf(&text, " %s = sizeof %s / sizeof %s;", place_of(e, varied->lengths[i]), row, element);
		row = element;
	}
	text_puts(&text, " }");
	const char *copy = arena_strndup(e->unit->arena, text.data, text.length);
	text_release(&text);
	return copy;
}

/** Whether it has lost a qualifier: in the frame nothing is const, as it has to be initialised there, nor restrict; nor
 * is what is loaded from the frame or handed to the body. */
static bool is_less_qualified(const struct variable *variable) {
	const struct type *type = variable->type;
	if (variable->place == PLACE_FRAME || variable->is_parameter) return type->is_const || type->is_restrict;
	return variable->place == PLACE_SAVED && type->is_const;
}

/** What looks at its type is told of them. */
static const char *place_as_declared(struct emitter *e, int index) {
	const struct variable *variable = &e->function->variables[index];
	const char *place = place_of(e, index);
	if (!is_less_qualified(variable)) return place;
	return format(e->unit->arena, "(*(%s%s__typeof__(%s) *)&%s)", variable->type->is_const ? "const " : "",
	              variable->type->is_restrict ? "restrict " : "", place, place);
}

/** Whether what is named is only measured. */
static bool is_behind_sizeof(const struct emitter *e, uint32_t at) {
	static const char word[] = "sizeof";
	size_t length = sizeof word - 1;
	do
		at = source_before_blanks(e->unit->source, at, 0);
	while (at && e->text[at - 1] == '(' && at--);
	return at > length && !strncmp(e->text + at - length, word, length) &&
	       !isalnum((unsigned char)e->text[at - length - 1]) && e->text[at - length - 1] != '_';
}

void copy_source(struct emitter *e, uint32_t at, uint32_t end, struct text *out) {
	const struct function *function = e->function;
	for (ptrdiff_t i = naming_from(function, at); i < arrlen(function->namings) && function->namings[i].span.end <= end;
	     i++) {
		const struct naming *naming = &function->namings[i];
		const struct variable *variable = &function->variables[naming->variable];
		if (variable->place != PLACE_FRAME && !is_less_qualified(variable)) continue;
		text_add(out, e->text + at, naming->span.start - at);
		text_puts(out, is_behind_sizeof(e, naming->span.start) ? place_of(e, naming->variable)
		                                                       : place_as_declared(e, naming->variable));
		at = naming->span.end;
	}
	if (at < end) text_add(out, e->text + at, end - at);
}

struct edit {
	struct node *node;
};

static bool wants_edit(struct emitter *e, const struct node *node) {
	if (node->temp >= 0 || node->done || node->keeps_value) return true;
	if (node->kind == NODE_REFERENCE)
		return node->takes || (node->variable >= 0 && (e->function->variables[node->variable].place == PLACE_FRAME ||
		                                               is_less_qualified(&e->function->variables[node->variable])));
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
void render_opaque(struct emitter *e, struct node *node, struct text *out) {
	struct edit *edits = NULL;
	uint32_t at = node->span.start;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) collect_edits(e, node->children[i], node->span, &edits);
	if (arrlen(edits)) qsort(edits, (size_t)arrlen(edits), sizeof *edits, by_start);
	for (ptrdiff_t i = 0; i < arrlen(edits); i++) {
		struct node *edit = edits[i].node;
		if (edit->span.start < at) continue;
		copy_source(e, at, edit->span.start, out);
		render(e, edit, out);
		at = edit->span.end;
	}
	copy_source(e, at, node->span.end, out);
	arrfree(edits);
}

/** The same of text that may come to stand on another line: `__LINE__` in there is the one that it is on. */
static void copy_moved(struct emitter *e, uint32_t at, uint32_t end, struct text *out) {
	static const char word[] = "__LINE__";
	bool asks = e->in_parts && at < end && memmem(e->text + at, end - at, word, sizeof word - 1);
	struct lex_token *tokens = asks ? lex(e->text, (struct span){ at, end }) : NULL;
	for (ptrdiff_t i = 0; i < arrlen(tokens); i++) {
		if (!lex_is(e->text, &tokens[i], word)) continue;
		copy_source(e, at, tokens[i].span.start, out);
		text_printf(out, "%u", source_place(e->unit->source, tokens[i].span.start).line);
		at = tokens[i].span.end;
	}
	copy_source(e, at, end, out);
	arrfree(tokens);
}

static void render_children(struct emitter *e, struct node *node, struct text *out) {
	uint32_t at = node->span.start;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		struct node *child = node->children[i];
		if (child->span.start < at || child->span.end > node->span.end) continue;
		copy_moved(e, at, child->span.start, out);
		if (child->is_statement) {
			struct text *outer = e->out;
			e->out = out;
			at = emit_statement(e, child);
			e->out = outer;
		} else {
			render(e, child, out);
			at = child->span.end;
		}
	}
	copy_moved(e, at, node->span.end, out);
}

const char *rendered(struct emitter *e, struct node *node, bool inside) {
	struct text text;
	text_init(&text);
	e->in_parts++;
	if (inside)
		render_inside(e, node, &text);
	else
		render(e, node, &text);
	e->in_parts--;
	const char *copy_of = arena_strndup(e->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy_of;
}

const char *type_name(struct emitter *e, const struct type *type) {
	return declare(e->unit->arena, visible_type(e->function, e->unit, type), "");
}

/** A literal whose storage moved to the frame: an lvalue, as the literal is. */
static void render_literal(struct emitter *e, struct node *node, struct text *out) {
	const char *place = place_of(e, node->variable);
	text_printf(out, "(*(__typeof__(%s) *)__builtin_memcpy((void *)&%s, (const void *)&", place, place);
	render_children(e, node, out);
	text_printf(out, ", sizeof %s))", place);
}

static bool begins_with(const struct emitter *e, const struct node *node, const char *word) {
	return !strncmp(e->text + node->span.start, word, strlen(word));
}

/** Whether something looks at the type of an expression that it stands in, qualifiers and all. */
static bool is_looked_at(const struct emitter *e, const struct node *node) {
	for (; node->parent && !node->is_statement; node = node->parent) {
		const struct node *around = node->parent;
		switch (around->kind) {
		case NODE_GENERIC: return true;
		case NODE_UNEVALUATED: /* typeof; to sizeof and _Alignof only what is in them matters */
			if (begins_with(e, around, "sizeof") ||
			    strstr(format(e->unit->arena, "%.10s", e->text + around->span.start), "lignof"))
				return false;
			if (!around->evaluated) return true;
			break;
		case NODE_CAST:
		case NODE_COMPOUND_LITERAL: /* in its type */
			if (node != arrlast(around->children)) return true;
			break;
		case NODE_OTHER_EXPRESSION:
			if (begins_with(e, around, "__builtin_types_compatible_p")) return true;
			break;
		case NODE_DECLARATION: return begins_with(e, around, "__auto_type");
		default: break;
		}
	}
	return false;
}

/** Whether nobody asks for the value of an expression. */
static bool is_discarded(const struct node *node) {
	const struct node *around = node->parent;
	if (!around) return false;
	switch (around->kind) {
	case NODE_PAREN: return is_discarded(around);
	case NODE_FOR: return node == around->init || node == around->step;
	case NODE_COMMA: return node == around->children[0] || is_discarded(around);
	case NODE_EXPRESSION_STATEMENT: {
		const struct node *block = around->parent, *value = block ? block->parent : NULL;
		bool is_value = value && value->kind == NODE_STATEMENT_EXPRESSION && around == arrlast(block->children);
		return !is_value || is_discarded(value);
	}
	default: return false;
	}
}

/** Whether it is such a value in parentheses, all of it of a macro that is opened: compilers warn of values that are not
 * used, but not where a macro has them. */
static bool is_macros_waste(const struct emitter *e, const struct node *node) {
	if (node->kind != NODE_PAREN || node->suspends || !node->type || type_is_void(node->type)) return false;
	enum node_kind kind = strip_parens((struct node *)node)->kind;
	if (kind != NODE_CONDITIONAL && kind != NODE_COMMA && kind != NODE_AND && kind != NODE_OR && kind != NODE_BINARY)
		return false;
	const struct source *source = e->unit->source;
	size_t edit = source_edit_behind(source, node->span.start);
	return edit < arrlenu(source->edits) && source->edits[edit].now.start <= node->span.start &&
	       source->edits[edit].now.end >= node->span.end && is_discarded(node);
}

static void render_as_it_is(struct emitter *e, struct node *node, struct text *out) {
	switch (node->kind) {
	case NODE_REFERENCE:
		if (node->takes) {
			text_printf(out, "(%s = NULL, %s)", place_of(e, node->takes - 1), place_of(e, node->variable));
			return;
		}
		if (node->variable >= 0 && (e->function->variables[node->variable].place == PLACE_FRAME ||
		                            is_less_qualified(&e->function->variables[node->variable]))) {
			text_puts(out, is_looked_at(e, node) ? place_as_declared(e, node->variable) : place_of(e, node->variable));
			return;
		}
		break;
	case NODE_COMPOUND_ASSIGN:
		if (node->old >= 0) {
			const struct type *type = node->children[0]->type;
			int width = strip_parens(node->children[0])->bit_field;
			render(e, node->children[0], out);
			text_puts(out, " = ");
			if (!type->is_local && type->class == TYPE_SCALAR && !type->is_pointer)
				text_printf(out, "(%s)", type_name(e, type));
			/* as many bits as a field has: compilers would warn of others, which are none of a compound assignment */
			bool cut = width > 0 && width < 32 && type->is_integer && !type->is_signed && !type->is_bool &&
			           node->children[1]->type && node->children[1]->type->is_integer;
			if (cut) text_puts(out, "(");
			text_printf(out, "(%s ", value_of(e, node->old));
			text_add(out, node->op, strcspn(node->op, "="));
			text_puts(out, " (");
			render(e, node->children[1], out);
			text_puts(out, "))");
			if (cut) text_printf(out, " & 0x%xu)", (1u << width) - 1);
			return;
		}
		break;
	case NODE_PAREN:
		if (is_macros_waste(e, node)) text_puts(out, "(void)");
		break;
	case NODE_ASSIGN: {
		const struct node *left = strip_parens(node->children[0]);
		const char *lets_go =
			left->kind == NODE_REFERENCE && left->variable >= 0 ? e->function->variables[left->variable].lets_go : NULL;
		if (!lets_go) break;
		text_printf(out, "(%s(%s), ", lets_go, place_of(e, left->variable));
		render_children(e, node, out);
		text_puts(out, ")");
		return;
	}
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

/** A value that something in the full expression points into: the object that it goes to. */
static void render_inside(struct emitter *e, struct node *node, struct text *out) {
	if (!node->keeps_value) {
		render_as_it_is(e, node, out);
		return;
	}
	struct text value;
	text_init(&value);
	text_puts(&value, "(");
	render_as_it_is(e, node, &value);
	text_puts(&value, ")");
	text_printf(out, "(*(%s, &%s))", assigned_to(e, node->variable, value.data), place_of(e, node->variable));
	text_release(&value);
}

static bool is_of_word(char c) { return isalnum((unsigned char)c) || c == '_' || c == '$' || c & 0x80; }

void render(struct emitter *e, struct node *node, struct text *out) {
	if (node->temp >= 0) {
		/* `__real__(await f())` loses the parentheses */
		if (out->length && is_of_word(out->data[out->length - 1])) text_putc(out, ' ');
		text_puts(out, value_of(e, node->temp));
	} else if (node->done) {
		text_puts(out, "(void)0");
	} else {
		e->in_parts += arrlen(node->ops) > 0;
		render_inside(e, node, out);
		e->in_parts -= arrlen(node->ops) > 0;
	}
}

/** A name that is guarded against being expanded again loses its guard where an argument is read twice (expand.c).
 * Statements come with markers, that is with #line, which has no place in an argument. */
bool is_no_argument(const char *text) { return strstr(text, "CO__NOTHING") != NULL || strchr(text, '\1'); }

/** As an argument of one of frame.h's macros: a comma outside of parentheses would split it. */
const char *macro_argument(struct emitter *e, struct node *node) {
	const char *text = rendered(e, node, false);
	if (strchr(text, ',')) return format(e->unit->arena, "(%s)", text);
	return text;
}

const char *return_text(struct emitter *e, struct node *value) {
	const struct type *type = e->function->result;
	const char *name = type_name(e, type), *text = rendered(e, value, false);
	if (!is_no_argument(text))
		return format(e->unit->arena, "return CO__RETURN(%s, %s);", name, macro_argument(e, value));
	return format(e->unit->arena, "{ %s = %s; return CO__RETURN(%s, co__value); }",
	              declare(e->unit->arena, type, "co__value"), text, name);
}
