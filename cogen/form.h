/* What form_find.c and form_check.c share: which forms a function uses, with which arguments, and what its handles were
 * made of. For them, the two warnings that look at the same (tree_pointer.c, tree_warn.c) and colour.c; form.def is the
 * table of forms. */
#ifndef CG_FORM_H
#define CG_FORM_H

#include "tree.h"

enum makes {
	MAKES_NOTHING,
	MAKES_TASK,
	MAKES_CHILD,
	MAKES_THING,
	MAKES_OBJECT,
	MAKES_GATHER,
	MAKES_HANDLE,
	MAKES_ITEM,
	MAKES_RESULT,
	MAKES_SENT
};

enum takes {
	TAKES_END,
	TAKES_ANY,
	TAKES_TYPE,
	TAKES_CALL,
	TAKES_MAKER,
	TAKES_RUNNER,
	TAKES_ASYNC_RUNNER,
	TAKES_THING,
	TAKES_THINGS,
	TAKES_FUTURE,
	TAKES_GENERATOR,
	TAKES_STEPPED,
	TAKES_ASKED,
	TAKES_OUT,
	TAKES_RESULT_OUT,
	TAKES_VALUE,
	TAKES_INDEX,
	TAKES_SEND,
};

enum { MOST_OPERANDS = 6, DEEPEST = 32 };

struct form {
	const char *name;
	enum makes makes;
	enum takes takes[MOST_OPERANDS];
};

/** One use of a form. */
struct use {
	const struct form *form;
	const struct mark *mark; /* NULL: a call of a function */
	struct span span;
	CXCursor whole;      /* the expression that it is; null until seen */
	CXCursor *arguments; /* stb_ds; null cursors where none is an expression */
};

/** A local variable that holds handles. */
struct holder {
	CXCursor declaration;
	CXCursor *values; /* stb_ds: what is assigned to it */
	bool lost;        /* something else may change it */
};

/** A yield_from. */
struct delegation {
	const struct mark *mark;
	CXCursor operand;
};

struct offset_index {
	uint32_t key;
	int value;
};

struct mark_index {
	const struct mark *key;
	int value;
};

struct looking {
	struct builder *b;
	const struct colour *colour;    /* of the function; NULL: a plain one */
	struct use *uses;               /* stb_ds, in order */
	struct mark_index *of_mark;     /* stb_ds hash */
	struct holder *holders;         /* stb_ds */
	struct offset_index *holder_at; /* stb_ds hash, by the place of the declared name */
	struct delegation *delegations; /* stb_ds, in order */
	CXCursor *dropped;              /* stb_ds: expressions whose value nobody looks at */
	uint32_t *values;               /* stb_ds: where expressions end that are the value of a statement expression */
};

/** What something was made of: coroutines' calls, all those that it may be. */
struct origin {
	const struct colour_types *types;
	CXCursor call;
};

struct origins {
	struct origin *list; /* stb_ds */
	bool unknown;        /* or something else */
};

/* form_find.c */

/** Fills in everything but `b` and `colour` from the body of a function. */
void find_forms(struct looking *l, CXCursor function);
/** What the form takes as its argument number `i`. */
enum takes operand_of(const struct form *form, ptrdiff_t i);
/** The argument that is taken as that; a null cursor where there is none. */
CXCursor argument_taking(const struct use *use, enum takes takes);
CXCursor first_expression(CXCursor cursor);
/** The expression inside of parentheses, conversions and the keywords' __extension__. */
CXCursor inner(CXCursor cursor);
/** The place of an argument of a form, which may be a form itself. */
struct span span_of_nested(struct builder *b, CXCursor cursor);
/** The colour of the call of a coroutine that an expression is; NULL. */
const struct colour_types *called(const struct looking *l, CXCursor cursor);
/** The form that an expression is, in parentheses and conversions; NULL. */
struct use *form_of(const struct looking *l, CXCursor cursor);
bool is_null(CXCursor cursor);
/** Whether a keyword stands in front of what inner() finds. */
bool has_keyword(const struct looking *l, CXCursor cursor);
/** Whether a keyword stands in front of that place, or of the parentheses around it. */
bool is_awaited(const struct looking *l, uint32_t start);
/** A pointer to the structure of that tag. */
bool points_to(CXType type, const char *tag);
/** What a call, or else a handle, comes from. */
void add_origin(struct looking *l, CXCursor cursor, struct origins *found, int depth);
/** The one gather that an expression is the handle of; NULL. */
const struct use *find_gather(struct looking *l, CXCursor cursor, int depth);

/* tree_warn.c */

/** Handles that are made and dropped. */
void warn_of_dropped_handles(struct looking *l);

/** Addresses of locals among the arguments of a call that a form starts. */
void warn_of_lent_locals(struct looking *l, const struct use *use);

#endif
