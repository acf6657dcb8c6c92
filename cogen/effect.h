/* What evaluating an expression may do, and what that asks for where it suspends; effect.c tells. */
#ifndef CG_EFFECT_H
#define CG_EFFECT_H

#include "ir.h"

struct assignment { /* a variable is assigned to by the node with this number */
	int variable, number;
};

struct effects {
	const struct function *function;
	struct assignment *assignments; /* stb_ds array, sorted */
	struct span *closed; /* stb_ds array: macros that would have to be opened, as what is in them has an order, too */
};

/** Numbers the nodes of the body, and finds the effect of each, and who assigns to what. The caller frees the
 * arrays. */
void find_effects(struct effects *effects, const struct function *function);

/** Finds what is `disordered` in a full expression that suspends. */
void find_order(struct effects *effects, struct node *full);

/** Whether it has to be taken apart, in a full expression that suspends. */
bool has_an_order(const struct node *node);

/** Whether the operand has to be kept in a temporary, where what is evaluated behind it has the effect `behind`, in the
 * full expression `full`. */
bool has_to_be_kept(const struct effects *effects, const struct node *full, struct node *operand, int behind);

/** Whether a compound assignment has to read what is there before its right side is evaluated. */
bool reads_old_value_first(const struct effects *effects, const struct node *node);

/** What the node computes with, in order of evaluation: an stb_ds array that the caller frees. */
struct node **operands_of(struct node *node);
/** The values that find an object. The caller frees the array. */
struct node **operands_of_lvalue(struct node *node);

#endif
