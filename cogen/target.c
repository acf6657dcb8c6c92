/* Pass 4½, what is assigned to while its right side suspends: `SLOT(next()) += await f()`, `_Generic(p, int *: *p) =
 * await f()`.
 *
 * In: the tree. Out: whether a node is such a target, or a part of its path; which macros have to be opened as they
 * stand for one.
 *
 * The parts that find the object, as `next()` in SLOT's array, are evaluated once, before the suspension (lower.c, note
 * [lvalues]); for that they have to be seen. A macro that needs no parts, or whose only part is a call that looks at
 * nothing, stays: `errno`. */
#include "rewrite.h"

bool is_target_of_suspension(const struct node *node) {
	for (const struct node *above = node->parent; above; node = above, above = above->parent) {
		switch (above->kind) {
		case NODE_PAREN:
		case NODE_UNARY:
		case NODE_MEMBER: break;
		case NODE_SUBSCRIPT:
			if (above->children[0] != node) return false;
			break;
		case NODE_ASSIGN:
		case NODE_COMPOUND_ASSIGN: return above->children[0] == node && above->children[1]->suspends;
		default: return false;
		}
	}
	return false;
}

/** Whether a value, where it is evaluated again, may be another one. */
static bool may_change(const struct node *node) {
	if (node->kind == NODE_REFERENCE && node->type && node->type->class != TYPE_FUNCTION &&
	    node->type->class != TYPE_ARRAY)
		return true;
	if (node->kind == NODE_CALL && arrlen(node->children) > 1) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (may_change(node->children[i])) return true;
	return false;
}

/** Whether finding the object takes values that may change. */
static bool has_parts(const struct node *node) {
	switch (node->kind) {
	case NODE_DEREFERENCE:
	case NODE_ARROW: return arrlen(node->children) && may_change(node->children[0]);
	case NODE_SUBSCRIPT:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
			if (may_change(node->children[i])) return true;
		return arrlen(node->children) && has_parts(node->children[0]);
	case NODE_PAREN:
	case NODE_UNARY:
	case NODE_MEMBER:
	case NODE_TEXT: return arrlen(node->children) && has_parts(node->children[0]);
	case NODE_REFERENCE: return false;
	default: return true;
	}
}

static void find_targets(const struct unit *unit, const struct node *node, struct span **open) {
	if (node->kind == NODE_TEXT && node->opaque && arrlen(node->children) && has_parts(node->children[0]) &&
	    is_target_of_suspension(node))
		arrput(*open, node->span);
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_targets(unit, node->children[i], open);
}

void open_targets(const struct unit *unit, struct span **open) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++)
		if (unit->functions[i]->body->suspends) find_targets(unit, unit->functions[i]->body, open);
}
