/* What the files of pass 3 share (tree.c tells what the pass is for), and those that ask libclang the same: colour.c,
 * alignment.c, hoist.c. */
#ifndef CG_TREE_H
#define CG_TREE_H

#include "ir.h"
#include "parse.h"

struct declaration_key {
	uint32_t key; /* offset of the declared name */
	int value;    /* index of the variable */
};

struct known_type {
	void *key; /* libclang's own for the type, sugar and qualifiers included */
	const struct type *value;
};

struct known_colour {
	const void *key; /* libclang's own for the declaration */
	struct colour *value;
};

struct function_type_key {
	const void *type, *declaration; /* libclang's own */
};

struct function_type {
	struct function_type_key key;
	const struct type *value;
};

/** What a cleanup attribute named: the declaration of a coroutine, or the null cursor. */
struct known_cleanup {
	char *key;
	CXCursor value;
};

struct builder {
	struct parse *parse;
	struct unit *unit;
	struct arena *arena;
	const struct source *source;
	struct function *function;
	struct node *scope;              /* innermost block that owns declarations */
	struct node **targets;           /* stb_ds: enclosing loops and switches */
	const struct mark *inside;       /* the closed macro that is being read */
	struct declaration_key *declared; /* stb_ds hash */
	struct known_type *types;        /* stb_ds hash: what type_at() gave, for each type that libclang tells apart */
	struct known_colour *colours;    /* stb_ds hash: of functions, as what one call of them runs */
	struct known_cleanup *cleanups;  /* stb_ds hash: the functions of cleanup attributes */
	struct function_type *function_types; /* stb_ds hash: what type_at() gave for functions' names */
	CXSourceRange last_range;        /* what span_of() was asked for last, … */
	struct span last_span;           /* …before it looked at `inside` */
	struct span main_function;       /* the definition of a plain main, or empty */
	bool *claimed;                   /* per mark: a node stands for this keyword */
	bool mentions_rooms;             /* the file has the word CO_FRAME somewhere */
	ptrdiff_t *last_mark;            /* what mark_at_or_after() gave last: the next place is mostly near it; or NULL */
	int next_id;
};

/* tree_base.c */

CXCursor *children_of(CXCursor cursor);
struct span span_of(struct builder *b, CXCursor cursor);
/** Whether it is an argument in the body of a macro, of which all that is known is where the macro is called. */
bool is_part_of_closed(const struct builder *b, CXCursor cursor);
const char *spelling_of(struct builder *b, CXCursor cursor);
bool span_is_within(struct span inner, struct span outer);
ptrdiff_t mark_at_or_after(const struct builder *b, uint32_t offset);
bool mark_is(const struct mark *mark, const char *name);
const struct mark *keyword_at(const struct builder *b, uint32_t offset);
bool is_operator(const struct mark *mark);
const struct mark *operator_at(const struct builder *b, uint32_t offset);
/** Whether await or the like stands right before it: then that keyword is what is wrong. */
bool is_behind_operator(const struct builder *b, uint32_t offset);
/** The same with parentheses, and comments, in between. */
bool is_operand(const struct builder *b, uint32_t offset);
void claim(struct builder *b, const struct mark *mark);
const struct mark *covering(const struct builder *b, struct span span);
bool in_closed(const struct builder *b);
struct node *new_node(struct builder *b, enum node_kind kind, struct span span);
void adopt(struct node *parent, struct node *child);
uint32_t name_offset(const struct builder *b, CXCursor declaration);
int variable_of(struct builder *b, CXCursor reference);
struct elsewhere elsewhere_of(struct builder *b, CXCursor cursor);
/** What is returned may get a note or a fix-it, until the next one is reported. */
struct finding *report_finding(struct builder *b, enum diag_id id, struct span span, const char *message);
/** A note at the place where something is declared, in whichever file. */
void note_declaration(struct builder *b, struct finding *finding, CXCursor declaration, const char *message);
void propagate(struct node *node);
bool is_expansion(const struct builder *b, struct span span);
void find_arguments(struct node *node, const struct mark *mark, struct node **found);
struct node *node_within(struct node *node, struct span span);

/* colour.c */

/** Every colour is the first member of one of these. */
/** Whose type one is: that of `from`, when it has been called `calls` times. A type alone does not tell which of the
 * functions that it leads to are coroutines. */
struct type_owner {
	CXCursor from;
	int calls;
};

struct colour_types {
	struct colour colour;
	CXType result, yielded, sent;
	struct type_owner of_result, of_yielded, of_sent;
};

struct colour *colour_of_declaration(struct builder *b, CXCursor declaration, int calls);
struct colour *colour_of_callee(struct builder *b, CXCursor callee, int calls);
/** …that the owner of a type leads to when it is called `calls` times more; how often that has to be until it leads to
 * one; 0: never. */
struct colour *colour_after(struct builder *b, struct type_owner owner, int calls);
int calls_to_coroutine(struct builder *b, struct type_owner owner, CXType type);
/** What gives a declaration its type where that is not written out: the operand of its typeof, its initializer; the
 * null cursor: not known. */
CXCursor giver_of_type(CXCursor declaration);
const struct type *type_of_declared(struct builder *b, CXCursor declaration, bool is_parameter);
const struct type *type_at(struct builder *b, CXCursor cursor);

/* alignment.c */

uint64_t alignment_of(struct builder *b, CXCursor declaration);

/* tree_expression.c */

int declare_variable(struct builder *b, CXCursor cursor, const struct type *type, bool is_parameter);
void take_address(struct builder *b, struct node *operand);
struct node *build_node(struct builder *b, CXCursor cursor);

/* tree_block.c */

struct node *build_block(struct builder *b, struct span span, CXCursor *children, const struct mark *mark, bool is_for);
/** Finds a generator of a co_for that is made of the variable which the loop itself declares; `statement`: its
 * declaration. */
void check_loop_name(struct builder *b, CXCursor statement);
void note_context(struct builder *b, CXCursor assertion);
void resolve_contexts(struct unit *unit);

/* tree_names.c */

/** Fills function->namings, when the tree is complete. */
void find_namings(struct builder *b, CXCursor body);

/* tree_statement.c */

/** Behind the semicolon that follows `end`; `end`: none does. */
uint32_t find_semicolon(const struct builder *b, uint32_t end);
struct node *build_body(struct builder *b, struct node *owner, CXCursor cursor, bool loop);
struct node *build_statement(struct builder *b, CXCursor cursor, struct span span);
void settle_statements(struct builder *b, struct node *node);

/* tree_pointer.c */

/** What runs and is sent, yielded and returned is the same; results of async functions are C's own to compare. */
bool colours_agree(const struct colour_types *left, const struct colour_types *right);
/** At one cursor, in a function or in the declaration of a variable. */
void look_at_pointers(struct builder *b, CXCursor around, CXCursor cursor);

/* form_check.c */

void check_forms(struct builder *b, CXCursor function, const struct colour *colour);

/* tree_warn.c */

/** Whether a call, in a function that runs on a loop, blocks that. */
void look_for_blocking(struct builder *b, CXCursor definition, CXCursor call, bool is_statement);
/** Those of clang's warnings that are about coroutines. */
void take_warnings(struct builder *b);

/* tree_freed.c */

/** Warns of generators that are used when they have been freed. */
void check_freed(struct builder *b, CXCursor function);

/* tree_room.c */

/** Which generators' objects the program gives memory to. */
void note_rooms(struct builder *b);
/** Refuses a variable of a coroutine that is such memory; `statement`: the one that declares it. */
void check_no_room(struct builder *b, CXCursor declaration, struct span statement, CXCursor initializer);

/* tree_attribute.c */

/** A function type that has the attribute noreturn itself. */
bool never_returns(CXType function);
void check_attributes(struct builder *b, CXCursor declaration);
/** The function of a variable's cleanup attribute; NULL: it has none. */
const char *check_cleanup(struct builder *b, CXCursor declaration);

/* tree_plain.c */

void look_through(struct builder *b, CXCursor function);
/** What stands at file scope and is no definition of a function: calls in its types, `sizeof(f())`. */
void look_through_declaration(struct builder *b, CXCursor declaration);
void check_redeclaration(struct builder *b, CXCursor declaration);
void unclaimed(struct builder *b);
void check_return_types(struct builder *b);

#endif
