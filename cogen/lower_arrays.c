/* Pass 5, arrays in values: `f().a` is an array in an object that nobody declared, which C keeps until the full
 * expression ends (C11 6.2.4p8).
 *
 * In: a full expression that is lowered. Out: each value of a record type in it that a pointer to such an array leads
 * into lies in a temporary whose address counts as taken, and which lives as long as the full expression: the one that
 * stands for the value anyway, or one that it is put into where it is evaluated (`keeps_value`).
 *
 * note [elements]: `f().a[i]` needs no object. It is the value of an element, and where something behind it is
 * waited for, that or the record is kept, as any operand is.
 *
 * What must hold: a member of an object is left where it is, as it may be written to by its address. */
#include "lower.h"
#include <string.h>

struct walk {
	struct lowering *l;
	struct node *scope; /* what the objects live as long as */
};

static bool is_closed(const struct node *node) { return node->opaque && node->kind != NODE_FORM; }

static bool is_record(const struct type *type) { return type && type->class == TYPE_RECORD; }

static bool is_array(const struct type *type) {
	return type && (type->class == TYPE_ARRAY || (type->class == TYPE_VARIABLE && !type->is_pointer));
}

static bool begins_with(const struct walk *w, const struct node *node, const char *word) {
	return !strncmp(w->l->unit->source->text + node->span.start, word, strlen(word));
}

static struct node *value_below(const struct walk *w, struct node *node);

/** What a selection chooses: as all that it may choose from. */
static struct node *selected_value(const struct walk *w, struct node *node) {
	ptrdiff_t first = node->kind == NODE_GENERIC; /* behind what chooses */
	int values = 0, objects = 0;
	for (ptrdiff_t i = first; i < arrlen(node->children); i++) {
		if (!is_record(node->children[i]->type)) continue;
		if (value_below(w, node->children[i]))
			values++;
		else
			objects++;
	}
	if (values && objects)
		diag_report(w->l->diags, DIAG_UNSUPPORTED, node->span,
		            "a selection from objects and values whose array is used: take it out in front");
	return values && !objects ? node : NULL;
}

/** The value of a record type that `node` is a part of; NULL: it is of an object. */
static struct node *value_below(const struct walk *w, struct node *node) {
	struct node *outermost = NULL; /* a macro that stands for it */
	while (node) {
		if (is_closed(node)) {
			if (!outermost && is_record(node->type)) outermost = node;
			node = arrlen(node->children) ? node->children[0] : NULL;
			continue;
		}
		const ptrdiff_t count = arrlen(node->children);
		switch (node->kind) {
		case NODE_PAREN:
		case NODE_MEMBER:
		case NODE_UNARY: /* __extension__ */ node = count ? node->children[0] : NULL; break;
		case NODE_SUBSCRIPT: {
			struct node *array = NULL;
			for (ptrdiff_t i = 0; i < count; i++)
				if (is_array(node->children[i]->type)) array = node->children[i];
			node = array;
			break;
		}
		case NODE_DEREFERENCE: node = count && is_array(node->children[0]->type) ? node->children[0] : NULL; break;
		case NODE_CALL:
		case NODE_CONDITIONAL:
		case NODE_ASSIGN:
		case NODE_COMMA:
		case NODE_CAST:
		case NODE_STATEMENT_EXPRESSION:
		case NODE_FORM:
		case NODE_AWAIT:
		case NODE_YIELD:
		case NODE_YIELD_FROM:
		case NODE_RECEIVED: return !is_record(node->type) ? NULL : outermost ? outermost : node;
		case NODE_GENERIC: return selected_value(w, node) ? outermost ? outermost : node : NULL;
		case NODE_OTHER_EXPRESSION:
			if (!is_record(node->type)) return NULL;
			if (begins_with(w, node, "__builtin_choose_expr") && !selected_value(w, node)) return NULL;
			return outermost ? outermost : node;
		default: return NULL;
		}
	}
	return NULL;
}

/** Whether what the array decays to is only there to find an element (note [elements]). */
static bool finds_element(const struct node *array) {
	const struct node *around = array->parent;
	while (around && around->kind == NODE_PAREN) around = around->parent;
	return around && around->kind == NODE_SUBSCRIPT;
}

/** Whether a pointer into what the node stands for is made of it. */
static bool hands_out_address(const struct node *node) {
	const struct node *parent = node->parent;
	if (parent && parent->kind == NODE_ADDRESS) return true;
	if (!is_array(node->type)) return false;
	bool decays = (node->converted && node->converted->is_pointer) || (parent && parent->kind == NODE_YIELD);
	return decays && !finds_element(node);
}

static void keep_value(const struct walk *w, struct node *value) {
	struct lowering *l = w->l;
	if (value->temp < 0 && !value->keeps_value) {
		value->variable = temporary(l, value->type, value);
		value->keeps_value = true;
	}
	struct variable *variable = &l->function->variables[value->temp >= 0 ? value->temp : value->variable];
	variable->address_taken = true;
	variable->scope = w->scope;
}

/** The outermost macro around that stays closed; NULL: there is none. */
static const struct node *closed_around(const struct node *node) {
	const struct node *closed = NULL;
	for (node = node->parent; node && !node->is_statement; node = node->parent)
		if (is_closed(node)) closed = node;
	return closed;
}

static void walk(const struct walk *w, struct node *node) {
	if (node->is_statement || (node->kind == NODE_UNEVALUATED && !node->evaluated)) return;
	struct node *value = hands_out_address(node) ? value_below(w, node) : NULL;
	const struct node *closed = value ? closed_around(value) : NULL;
	if (closed)
		arrput(w->l->effects.closed, closed->span); /* opened, it can be written so */
	else if (value)
		keep_value(w, value);
	for (ptrdiff_t i = node->kind == NODE_GENERIC; i < arrlen(node->children); i++) walk(w, node->children[i]);
}

void keep_arrays(struct lowering *l, struct node *full, struct node *scope) {
	const struct walk w = { l, scope };
	walk(&w, full);
}
