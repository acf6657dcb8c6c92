/* What evaluating an expression may do, and in which order that has to happen where it suspends.
 *
 * In: the checked tree of a function. Out: each node's number and effect; in each full expression that suspends, what
 * in it is `disordered`, that is, would be evaluated in any order if it stayed as it is.
 *
 * note [kept]: an operand is kept in a temporary when something behind it could change its value (a suspension, a call,
 * an assignment) or when it acts itself and something behind it looks; constants, addresses and variables that nothing
 * else in the full expression can change stay where they are.
 *
 * What must hold: every node of the body is met once here, however deep statement expressions are nested in each
 * other. */
#include "effect.h"
#include <stdlib.h>

/* ---- effects ---------------------------------------------------------------------------------------------------- */

/** The variable that an assignment to `node` changes, or -1. */
static int assigned_variable(struct node *node) {
	for (;;) {
		node = strip_parens(node);
		if (!node) return -1;
		if (node->kind == NODE_REFERENCE) return node->variable;
		if (node->kind != NODE_MEMBER && node->kind != NODE_SUBSCRIPT && node->kind != NODE_UNARY) return -1;
		if (!arrlen(node->children)) return -1;
		node = node->children[0];
	}
}

static int effect_below(struct effects *effects, struct node *node, int *number) {
	int effect = EFFECT_NONE;
	node->number = ++*number;
	if ((node->kind == NODE_ASSIGN || node->kind == NODE_COMPOUND_ASSIGN || node->kind == NODE_STEP) &&
	    arrlen(node->children)) {
		struct assignment assignment = { assigned_variable(node->children[0]), node->number };
		if (assignment.variable >= 0) arrput(effects->assignments, assignment);
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		int below = effect_below(effects, node->children[i], number);
		if (below > effect) effect = below;
	}
	node->last_number = *number;
	switch (node->kind) {
	case NODE_REFERENCE:
		if (node->type && (node->type->class == TYPE_FUNCTION || node->type->class == TYPE_ARRAY))
			effect = EFFECT_NONE;
		else
			effect = node->type && node->type->is_volatile ? EFFECT_ACTS : EFFECT_READS;
		break;
	case NODE_MEMBER:
	case NODE_ARROW:
	case NODE_SUBSCRIPT:
	case NODE_DEREFERENCE:
		if (effect < EFFECT_READS) effect = EFFECT_READS;
		if (node->type && node->type->is_volatile && effect < EFFECT_ACTS) effect = EFFECT_ACTS;
		break;
	case NODE_ADDRESS:
		/* &x looks at nothing */
		if (node->children && node->children[0]->kind == NODE_REFERENCE) effect = EFFECT_NONE;
		break;
	case NODE_CALL:
	case NODE_ASSIGN:
	case NODE_COMPOUND_ASSIGN:
	case NODE_STEP:
	case NODE_STATEMENT_EXPRESSION:
	case NODE_OTHER_EXPRESSION:
	case NODE_FORM:
		if (effect < EFFECT_ACTS) effect = EFFECT_ACTS;
		break;
	case NODE_UNEVALUATED:
		if (!node->evaluated) effect = EFFECT_NONE;
		break;
	default: break;
	}
	if (node->suspends) effect = EFFECT_SUSPENDS;
	node->effect = effect;
	return effect;
}

static int by_variable(const void *a, const void *b) {
	const struct assignment *left = a, *right = b;
	if (left->variable != right->variable) return left->variable < right->variable ? -1 : 1;
	return left->number < right->number ? -1 : left->number > right->number;
}

void find_effects(struct effects *effects, const struct function *function) {
	*effects = (struct effects){ .function = function };
	int number = 0;
	effect_below(effects, function->body, &number);
	size_t count = arrlenu(effects->assignments);
	if (count) qsort(effects->assignments, count, sizeof *effects->assignments, by_variable);
}

/** Whether something in `node` assigns to the variable. */
static bool assigns(const struct effects *effects, const struct node *node, int variable) {
	const struct assignment first = { variable, node->number };
	size_t low = 0, high = arrlenu(effects->assignments);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (by_variable(&effects->assignments[middle], &first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < arrlenu(effects->assignments) && effects->assignments[low].variable == variable &&
	       effects->assignments[low].number <= node->last_number;
}

/** A local that only assignments to its name can change. */
static bool is_private(const struct effects *effects, int index) {
	if (index < 0) return false;
	const struct variable *variable = &effects->function->variables[index];
	/* a cleanup function gets the address too, but behind everything here */
	bool pointed_to = variable->cleanup ? variable->address_at != 0 : variable->address_taken;
	return !pointed_to && !variable->type->is_volatile;
}

/** A local that nothing in the full expression can change while that is suspended or calls out. */
static bool is_steady(const struct effects *effects, const struct node *full, struct node *node) {
	node = strip_parens(node);
	if (node->temp >= 0) return true;
	if (node->kind == NODE_CAST && arrlen(node->children))
		return is_steady(effects, full, node->children[arrlen(node->children) - 1]);
	if (node->kind != NODE_REFERENCE || !is_private(effects, node->variable)) return false;
	return effects->function->variables[node->variable].type->class != TYPE_RECORD &&
	       !assigns(effects, full, node->variable);
}

/* ---- operands ---------------------------------------------------------------------------------------------------- */

struct nodes {
	struct node **list; /* stb_ds */
};

static void operands(struct nodes *out, struct node *node);

static void push(struct nodes *out, struct node *node) {
	if (node) arrput(out->list, node);
}

static void operands_of_list(struct nodes *out, struct node *list) {
	for (ptrdiff_t i = 0; i < arrlen(list->children); i++) {
		struct node *element = list->children[i];
		if (element->kind == NODE_DESIGNATED && element->value) element = element->value;
		if (element->kind == NODE_INIT_LIST)
			operands_of_list(out, element);
		else
			push(out, element);
	}
}

/** An array or a vector that is subscripted where it lies; else the value of a pointer or an index. */
static bool is_object(const struct node *node) {
	const struct type *type = node->type;
	return type &&
	       (type->class == TYPE_ARRAY || (type->class == TYPE_VARIABLE && !type->is_pointer) || type->is_vector);
}

static void find_object(struct nodes *out, struct node *node);

/** The object whose address a pointer is as it is written, `&object`, `array`, or a cast of one; NULL: it is another. */
static struct node *object_of(struct node *pointer) {
	struct node *node = strip_parens(pointer);
	while (node->kind == NODE_CAST && !node->opaque && arrlen(node->children) && node->type && node->type->is_pointer &&
	       node->type->class != TYPE_VARIABLE)
		node = strip_parens(arrlast(node->children));
	if (node->opaque) return NULL;
	if (node->kind == NODE_ADDRESS && arrlen(node->children)) return node->children[0];
	return node->type && node->type->class == TYPE_ARRAY ? node : NULL;
}

/** What finds that which a pointer leads to: of `*&object` and `*array`, what finds the object, whose address, of a
 * packed member, would be no right pointer. */
static void find_pointee(struct nodes *out, struct node *pointer) {
	struct node *object = object_of(pointer);
	if (object)
		find_object(out, object);
	else
		push(out, pointer);
}

/** The values that find an object (note [lvalues]). */
static void find_object(struct nodes *out, struct node *node) {
	switch (node->kind) {
	case NODE_PAREN: find_object(out, node->children[0]); break;
	case NODE_UNARY: /* __real__, __imag__: a part of the object */
		if (node->op[0] == '_')
			find_object(out, node->children[0]);
		else
			push(out, node);
		break;
	case NODE_REFERENCE:
	case NODE_TEXT: break;
	case NODE_MEMBER:
		if (arrlen(node->children)) find_object(out, node->children[0]);
		break;
	case NODE_ARROW:
	case NODE_DEREFERENCE: find_pointee(out, node->children[0]); break;
	case NODE_SUBSCRIPT:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
			struct node *child = node->children[i];
			if (is_object(child))
				find_object(out, child);
			else
				find_pointee(out, child);
		}
		break;
	case NODE_COMPOUND_LITERAL: operands(out, node); break;
	default: push(out, node); break;
	}
}

static void operands(struct nodes *out, struct node *node) {
	switch (node->kind) {
	case NODE_PAREN:
	case NODE_UNARY: push(out, arrlen(node->children) ? node->children[0] : NULL); break;
	case NODE_DEREFERENCE:
		if (arrlen(node->children)) find_pointee(out, node->children[0]);
		break;
	case NODE_CAST: push(out, arrlen(node->children) ? node->children[arrlen(node->children) - 1] : NULL); break;
	case NODE_ADDRESS:
	case NODE_STEP: find_object(out, node->children[0]); break;
	case NODE_MEMBER:
	case NODE_ARROW:
	case NODE_SUBSCRIPT: find_object(out, node); break;
	case NODE_ASSIGN:
	case NODE_COMPOUND_ASSIGN:
		find_object(out, node->children[0]);
		push(out, node->children[1]);
		break;
	case NODE_CALL:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
			struct node *callee = strip_parens(node->children[i]);
			if (i == 0 && callee->kind == NODE_REFERENCE && callee->type && callee->type->class == TYPE_FUNCTION)
				continue;
			push(out, node->children[i]);
		}
		break;
	case NODE_INIT_LIST: operands_of_list(out, node); break;
	case NODE_COMPOUND_LITERAL:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
			if (node->children[i]->kind == NODE_INIT_LIST) operands_of_list(out, node->children[i]);
		break;
	case NODE_FORM:
		for (ptrdiff_t i = 0; i < arrlen(node->arguments); i++) {
			/* a call of a coroutine, or what stands for one, is made where the form is: its own operands come before */
			struct node *argument = strip_parens(node->arguments[i]);
			bool is_thing = argument && argument->kind == NODE_FORM && argument->name &&
			                (!strcmp(argument->name, "co_wait_for") || !strcmp(argument->name, "co_shield"));
			if (argument && ((argument->kind == NODE_CALL && argument->colour) || is_thing))
				operands(out, argument);
			else
				push(out, node->arguments[i]);
		}
		break;
	case NODE_BINARY:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) push(out, node->children[i]);
		break;
	default: break;
	}
}

struct node **operands_of(struct node *node) {
	struct nodes nodes = { NULL };
	operands(&nodes, node);
	return nodes.list;
}

struct node **operands_of_lvalue(struct node *node) {
	struct nodes nodes = { NULL };
	find_object(&nodes, node);
	return nodes.list;
}

/* ---- order ------------------------------------------------------------------------------------------------------- */

bool has_an_order(const struct node *node) { return node->suspends || node->disordered; }

bool has_to_be_kept(const struct effects *effects, const struct node *full, struct node *operand, int behind) {
	if (operand->temp >= 0 || operand->effect == EFFECT_NONE) return false;
	if (behind >= EFFECT_ACTS) return !is_steady(effects, full, operand);
	return behind >= EFFECT_READS && operand->effect >= EFFECT_ACTS;
}

bool reads_old_value_first(const struct effects *effects, const struct node *node) {
	struct node *left = node->children[0], *right = node->children[1];
	if (left->type && left->type->is_atomic) return false; /* one operation */
	if (right->effect != EFFECT_ACTS) return right->suspends;
	int variable = assigned_variable(left);
	return !is_private(effects, variable) || assigns(effects, right, variable);
}

static bool is_disordered(const struct effects *effects, const struct node *full, struct node *node) {
	if (node->kind == NODE_COMPOUND_ASSIGN && reads_old_value_first(effects, node)) return true;
	struct node **list = operands_of(node);
	bool found = false;
	for (ptrdiff_t i = arrlen(list) - 1, behind = EFFECT_NONE; i >= 0 && !found; i--) {
		found = has_to_be_kept(effects, full, list[i], (int)behind);
		if (list[i]->effect > behind) behind = list[i]->effect;
	}
	arrfree(list);
	return found;
}

static void find_disorder(struct effects *effects, const struct node *full, struct node *node);

/** A macro that stays closed is one operand, from which nothing can be taken out. */
static void look_into_macro(struct effects *effects, const struct node *full, struct node *node) {
	if (node->kind != NODE_TEXT) return;
	bool found = false;
	for (ptrdiff_t i = 0; i < arrlen(node->children) && !found; i++) {
		find_disorder(effects, full, node->children[i]);
		found = node->children[i]->disordered;
	}
	if (found) arrput(effects->closed, node->span);
}

static void find_disorder(struct effects *effects, const struct node *full, struct node *node) {
	if (node->opaque) {
		look_into_macro(effects, full, node);
		return;
	}
	switch (node->kind) {
	case NODE_STATEMENT_EXPRESSION: /* full expressions of its own */
	case NODE_UNEVALUATED:
	case NODE_GENERIC:
	case NODE_OTHER_EXPRESSION:
	case NODE_TEXT: return;
	default: break;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		if (node->children[i]->is_statement) continue;
		find_disorder(effects, full, node->children[i]);
		node->disordered |= node->children[i]->disordered;
	}
	if (!node->disordered && node->effect >= EFFECT_ACTS) node->disordered = is_disordered(effects, full, node);
}

void find_order(struct effects *effects, struct node *full) { find_disorder(effects, full, full); }
