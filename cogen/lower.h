/* What the files of pass 5 share (lower.c tells what the pass is for). Private to them. */
#ifndef CG_LOWER_H
#define CG_LOWER_H

#include "effect.h"

struct lowering {
	struct unit *unit;
	struct function *function;
	struct diags *diags;
	struct op **ops;        /* where operations go now */
	struct node *root;      /* the full expression */
	struct effects effects; /* of the function */
	struct scope *scope;    /* innermost region that is left in a special way */
	struct node *block;     /* innermost statement that owns temporaries */
	struct node *compound;  /* innermost statement that scopes end with: COMPOUND, FOR */
};

/* lower.c */

const struct type *int_type(struct lowering *l);
/** Of the innermost block, for a value of that type; what cannot be kept is reported at `place`. */
int temporary(struct lowering *l, const struct type *type, struct node *place);
/** A suspension point of the node, numbered; its errors go to the innermost scope. */
struct point *new_point(struct lowering *l, enum point_kind kind, struct node *node, int temp);
/** An await of a coroutine of this file, called by name, runs on the frame. */
void resolve_callee(struct lowering *l, struct node *node);
void lower_operands(struct lowering *l, struct node *node);
void lower_full(struct lowering *l, struct node *node, bool used);
void lower_statement(struct lowering *l, struct node *node);
void lower_call_statement(struct lowering *l, struct node *node);

/* lower_arrays.c */

/** The arrays in values that pointers in a lowered full expression lead to live as long as `scope` does. */
void keep_arrays(struct lowering *l, struct node *full, struct node *scope);

/* lower_calls.c */

/** Strongly connected components; afterwards unit->order lists the functions, callees first. */
void order_functions(struct unit *unit);

/* lower_fields.c */

/** The type for keeping the value of `node`, which is of that type, where it is one of a field's; NULL: it is not. */
const struct type *wide_field(struct arena *arena, const struct type *type, const struct node *node);

/* lower_scope.c */

/** An error comes to `scope` from inside. */
void scope_gets_errors(struct scope *scope);
/** Whatever liveness says. */
void keep_in_frame(struct variable *variable, const char *reason);
void lower_exit(struct lowering *l, struct node *node);
void lower_raise(struct lowering *l, struct node *node);
void lower_reraise(struct lowering *l, struct node *node);
void lower_defer(struct lowering *l, struct node *node);
/** What can raise, though it does not suspend. */
void lower_raise_of(struct lowering *l, struct node *node);
/** The region of `full` from where the handle that `maker` makes may be there. */
struct scope *open_unnamed_scope(struct lowering *l, struct node *maker, struct node *full);
/** The region ends; what it runs follows. */
void close_scope(struct lowering *l, struct scope *scope);
void lower_holder(struct lowering *l, struct declarator *declarator);
/** The region of the whole body, for each generator that it was given and may be left with before it takes it over. */
void lower_keepers(struct lowering *l);
void lower_cleanup(struct lowering *l, struct declarator *declarator);
/** The scopes that were opened directly in `node`, which ends here. */
void lower_ends(struct lowering *l, struct node *node);
void lower_try(struct lowering *l, struct node *node);
void lower_with(struct lowering *l, struct node *node);
void lower_block(struct lowering *l, struct node *node);
void lower_co_for(struct lowering *l, struct node *node);

#endif
