/* What the parts of pass 6 share: flow.c (the graph, and the pass), flow_expression.c, flow_exit.c, flow_statement.c
 * and flow_reach.c. */
#ifndef COGEN_FLOW_H
#define COGEN_FLOW_H

#include "ir.h"

struct flow {
	struct function *function;
	struct unit *unit;
	int current; /* the block that is being written */
	int actions; /* how many co_defer or co_finally it is in, run where a region is left */
};

/* ---- the graph (flow.c) ------------------------------------------------------------------------------------------ */

int flow_block(struct flow *f, uint32_t position);
void flow_edge(struct flow *f, int from, int to);

/** What happens to `variable` (none: -1) next in the current block. */
void flow_event(struct flow *f, enum event_kind kind, int variable);

/** The current block ends with a condition; its successor `yes` is where it holds. */
void flow_asks(struct flow *f, struct node *question, int yes);

/** The current block goes on in `to`. */
void flow_continue_in(struct flow *f, int to);

/** What comes next stands in a block of its own, to which nothing leads yet. */
void flow_start_block(struct flow *f, struct node *node);

/** The block `*block`, made if there is none yet (-1). */
int flow_lazily(struct flow *f, int *block, uint32_t position);

/** The current block may run code of somebody else's. */
void flow_calls(struct flow *f);

/** The objects of a block begin where it is entered from its top, not where they are declared: goto may lead back
 * behind that. */
void flow_enter(struct flow *f, const struct node *scope);

/* ---- expressions (flow_expression.c) ----------------------------------------------------------------------------- */

/** Whether evaluating the node itself runs code of somebody else's, its operands apart. */
bool flow_is_call(const struct node *node);

/** The events of an expression; `conditional`: it may be left out. */
void flow_evaluate(struct flow *f, struct node *node, bool conditional);

/** What evaluating `node` itself does, whatever temporary stands for it elsewhere. */
void flow_evaluate_inside(struct flow *f, struct node *node, bool conditional);

/** What lowering made of a part of an expression that suspends. */
void flow_operations(struct flow *f, struct op *ops);

/** A full expression (none: NULL): what lowering put in front of it, then the rest. */
void flow_full(struct flow *f, struct node *node);

/** The current block ends with `point`, and goes on behind it or at its handler. */
void flow_suspend(struct flow *f, struct point *point);

/* ---- ways out (flow_exit.c) -------------------------------------------------------------------------------------- */

int flow_break_of(struct flow *f, struct node *target);
int flow_continue_of(struct flow *f, struct node *target);

/** Where an error goes that meets `scope` first; -1: out of the function. Those that have no place of their own look at
 * what they handle on the way. */
int flow_unwind_of(struct flow *f, struct scope *scope);

/** The current block may end with an error. */
void flow_raise(struct flow *f, struct scope *scope);

/** An error has come to a place where it is looked at: what is handled around that, from `scope` on outward, may become
 * its cause. */
void flow_during(struct flow *f, const struct scope *scope);

/** A suspension in `scope`: errors that are handled around the first place that looks at errors are kept over it, for
 * who destroys the frame there, also where nothing of the function's would look at them again. */
void flow_keep(struct flow *f, const struct scope *scope);

/** A way out that starts inside `scope`. */
void flow_go_out(struct flow *f, struct scope *scope, const struct exit_way *way);

/** A break, continue or goto. */
void flow_jump(struct flow *f, struct node *node);

/** The end of a block with an exit: all its ways lead through here. */
void flow_leave(struct flow *f, struct scope *scope);

/** The scopes that end with a block, last opened first. */
void flow_leave_all(struct flow *f, const struct node *node);

/* ---- statements (flow_statement.c) ------------------------------------------------------------------------------- */

void flow_statement(struct flow *f, struct node *node);

/* ---- what is reached (flow_reach.c) ------------------------------------------------------------------------------ */

/** Marks what can be reached from the entry, and draws the edges of the ends of regions that only then are known. */
void flow_reach_all(struct function *function);

/** Marks the `exit` of scopes that need none. */
void flow_find_unused(struct function *function);

#endif
