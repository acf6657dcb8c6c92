/* The nouns of the tool: what the passes between the parser and the emitter work on. No libclang type stands here.
 *
 * A unit holds the functions of one file. A function that is a coroutine holds its tree (nodes with their place in the
 * text), its variables (user's locals, parameters and the temporaries that lowering makes), its suspension points, and,
 * once the passes have run, the ops of each full expression that suspends, the flow graph, live sets and the frame.
 *
 * Text is the common currency: a node without a suspension is emitted as the user wrote it, with edits where it names a
 * variable that moved. Memory is one arena per unit; growable arrays are stb_ds arrays. */
#ifndef CG_IR_H
#define CG_IR_H

#include "base/ds.h"
#include "base/memory.h"
#include "diag.h"
#include "passes.h"
#include "source.h"

/* ---- types ---------------------------------------------------------------------------------------------------- */

enum type_class { TYPE_VOID, TYPE_SCALAR, TYPE_RECORD, TYPE_ARRAY, TYPE_FUNCTION, TYPE_VARIABLE /* variably modified */ };

/** A C type as text that goes around a declarator: `before name after`. Top-level const, restrict and register are
 * gone. */
struct type {
	const char *before, *after;
	const char *canonical; /* without sugar and qualifiers: equal for the same type */
	enum type_class class;
	bool is_pointer, is_floating, is_bool, is_signed, is_integer, is_vector;
	bool is_volatile; /* or _Atomic: every access counts */
	bool is_atomic;
	const struct type *value; /* …then its type without that, which values have */
	/* of a temporary: a record that has the value in a bit-field, which is of this type to clang; NULL: it is none */
	const struct type *field;
	bool is_const;    /* was const at the top */
	bool is_restrict; /* was restrict at the top */
	bool has_const;   /* a record with a const member somewhere: it can be initialised, not assigned to */
	bool is_flexible; /* a record that ends with an array without a length */
	bool is_list;     /* of a parameter: va_list, which is an array on some machines */
	bool is_varied;   /* of a parameter: variably modified as written, a plain pointer here */
	bool is_local;    /* names a type declared inside a function: cannot be written at file scope */
	uint64_t size, align; /* bytes on the target libclang was told of; 0 when incomplete */
};

/* ---- variables ------------------------------------------------------------------------------------------------ */

/** `int (*)[n][4]`, a pointer that is kept as a `void *`: the numbers that its type needs are kept beside it. */
struct kept_pointer {
	const struct type *type;   /* as it was */
	size_t skip;               /* of type->after: up to the first bracket */
	size_t rest;               /* …behind the last one */
	int *lengths;              /* temporaries, one for each pair of brackets; -1: it is a constant, … */
	const char **constants;    /* …this one */
	size_t count;
};

enum place {
	PLACE_LOCAL, /* a C local, never saved */
	PLACE_SAVED, /* a C local that is saved before and loaded after the suspensions it is live over */
	PLACE_FRAME, /* lives in the frame; every mention is rewritten */
};

struct variable {
	const char *name;          /* as written; temporaries: co__tN */
	const struct type *type;
	struct span declared;      /* the declarator */
	uint32_t name_at;
	struct node *scope;        /* the block, loop or function body it belongs to */
	int declaration_order;
	bool is_parameter, is_temporary;
	bool address_taken;
	int next_entered;          /* of those whose block is entered with it: the next one's index + 1, or 0 */
	uint32_t address_at;       /* where, first; 0: only its cleanup function takes it */
	bool register_storage;
	bool maybe_unused;         /* an attribute says so */
	bool in_head;              /* a parameter: the type of another one names it */
	/* a parameter: a generator that the body takes over, freed with an object that never begins */
	bool given;
	int keeper;                /* …index + 1 of the temporary that holds it until then (given.c); 0: there is no need */
	const char *cleanup;       /* __attribute__((cleanup(f))): f; NULL: it has none */
	/* holds handles of the runtime's: what ends one when it is overwritten or its block ends; NULL: no */
	const char *lets_go;
	uint64_t align;            /* that it is declared with, beside its type's; 0: none */
	bool is_realigned;         /* …a typedef asks for it that its type, as it is written anew, does not name */
	bool is_storage;           /* of a compound literal: declared nowhere unless it is in the frame */
	bool unused;               /* a temporary that turned out not to be needed */
	/* a temporary for a pointer whose type is variably modified: what it was; NULL: it has a type */
	const struct kept_pointer *varied;
	/* filled by liveness and frame */
	enum place place;
	const char *member;        /* its name in the frame */
	int slot;                  /* index in function->slots, -1 */
	const char *reason;        /* why it is in the frame */
	/* its initialiser names it where it suspends, `T *p = await f(sizeof *p)`: declared in front of what that does */
	bool is_early;
};

/** What a coroutine's declaration says, wherever it was found: on a function, a pointer, a field, a typedef. */
struct colour {
	int kind;                  /* enum function_kind */
	bool builtin;              /* an awaitable of the runtime */
	bool deprecated;           /* called directly: its declaration says so */
	const char *name;          /* of the function when it is called directly, else NULL */
	const struct type *result, *yielded, *sent;
};

/* ---- tree ----------------------------------------------------------------------------------------------------- */

#define NODE_KINDS(X) \
	/* statements */ \
	X(COMPOUND) X(DECLARATION) X(EXPRESSION_STATEMENT) X(NULL_STATEMENT) X(IF) X(WHILE) X(DO) X(FOR) X(SWITCH) X(CASE) \
	X(DEFAULT) X(LABEL) X(GOTO) X(COMPUTED_GOTO) X(BREAK) X(CONTINUE) X(RETURN) X(ASM) X(CO_WITH) X(CO_FOR) \
	X(CO_TRY) X(CO_CATCH) X(CO_DEFER) X(CO_BLOCK) X(CO_RAISE) X(CO_RERAISE) X(OTHER_STATEMENT) \
	/* expressions */ \
	X(TEXT) X(REFERENCE) X(PAREN) X(UNARY) X(ADDRESS) X(DEREFERENCE) X(STEP) X(BINARY) X(ASSIGN) X(COMPOUND_ASSIGN) X(AND) \
	X(OR) X(CONDITIONAL) X(COMMA) X(CALL) X(MEMBER) X(ARROW) X(SUBSCRIPT) X(CAST) X(COMPOUND_LITERAL) X(INIT_LIST) \
	X(DESIGNATED) X(STATEMENT_EXPRESSION) X(UNEVALUATED) X(GENERIC) X(LABEL_ADDRESS) X(FORM) X(AWAIT) X(YIELD) \
	X(YIELD_FROM) X(RECEIVED) X(OTHER_EXPRESSION)

enum node_kind {
#define X(name) NODE_##name,
	NODE_KINDS(X)
#undef X
};

/** What an await, a yield_from or a co_for runs. */
enum callee_how {
	CALLEE_NONE,
	CALLEE_KNOWN,    /* a coroutine of this file, called by name: its frame is embedded */
	CALLEE_BUILTIN,  /* an awaitable of the runtime: its frame is embedded too */
	/* of a point: one that needs no frame, as the loop goes on with the awaiting one: co_sleep, co_checkpoint */
	CALLEE_WAIT,
	CALLEE_OBJECT,   /* anything else that is a call: the constructor makes an object */
	CALLEE_FUTURE,   /* await: a co_future * */
	CALLEE_DELEGATE, /* yield_from, co_for: a co_gen * */
};

struct declarator { /* one of a DECLARATION */
	int variable;     /* -1: not tracked (static, extern, typedef, function) */
	struct span span; /* declarator with its initialiser */
	struct node *initializer;
	const char *type_name; /* of a typedef */
	struct scope *scope;   /* of a variable with a cleanup function: from here to the end of its block */
	bool is_enumeration;   /* defines one */
	/* of a typedef: its type is variably modified; of a variable: a length suspends, so it is, too */
	bool is_varied;
	uint32_t name_at;      /* where the name stands */
	/* a function beside variables: where specifiers and declarator stand; empty: it is none, or one of the same text
	 * has been before */
	struct span specifiers, prototype;
	const struct type *function_type; /* …its type, where the specifiers are not to be written twice */
	const char *function_name;
};

/** Whose a handle is that an expression makes. */
enum owner {
	OWNER_TASK,       /* the co_scope around it, or the running task: the runtime knows */
	OWNER_EXPRESSION, /* it has no name: ends with the full expression */
	OWNER_VARIABLE,   /* the variable that it is assigned to */
	OWNER_NOBODY,     /* it makes a task without a handle */
};

/** What evaluating an expression may do; decides what has to be kept apart from what. */
enum effect { EFFECT_NONE, EFFECT_READS, EFFECT_ACTS, EFFECT_SUSPENDS };

/** There are many of them, and most passes walk through all: what walks ask for stands first, and what is small stands
 * together. */
struct node {
	enum node_kind kind : 8;
	enum callee_how how : 8;     /* AWAIT, YIELD_FROM, CO_FOR */
	enum owner owner : 8;
	/* of any */
	/* written through a macro that stays closed: copied as it stands, but for references */
	bool opaque : 1;
	bool suspends : 1;           /* a suspension point is evaluated somewhere in it */
	bool has_exit : 1;           /* holds return, or break, continue, goto that leaves a block with an exit */
	bool is_statement : 1;
	/* in a full expression that suspends: something in it would be evaluated in any order */
	bool disordered : 1;
	bool full : 1;               /* is a full expression */
	bool has_unnamed : 1;        /* a full expression: some of what makes handles ends with it */
	bool done : 1;               /* its value is not needed or stands in `temp`: nothing of it is left to print */
	/* of expressions */
	bool right_only : 1;         /* COMMA: the left side has been evaluated */
	bool evaluated : 1;          /* UNEVALUATED: a length inside is evaluated */
	/* CALLEE_BUILTIN: a coroutine of another file, whose frame its header tells (--emit-header) */
	bool imported : 1;
	bool misread : 1;            /* AWAIT: reported as one that binds otherwise than it reads */
	bool noreturn : 1;           /* CALL: of a function that never comes back */
	bool makes : 1;              /* FORM, CALL: a handle or a task, or it raises CO_ENOMEM */
	bool keeps_value : 1;        /* a value of a record type: what it is goes to `variable`, and stays there */
	/* of statements */
	bool label_taken : 1;        /* LABEL: && stands before its name somewhere */
	bool closed_head : 1;        /* of a FOR in a closed macro: which part of its head a child is cannot be seen */
	/* DECLARATION: its type is written anew, as it names a suspension that is never evaluated */
	bool retyped : 1;
	bool asserts : 1;            /* DECLARATION: a _Static_assert that names one, and has been looked at */
	bool defines_type : 1;       /* DECLARATION: of a struct, union, enum or typedef */
	bool catches_all : 1;        /* CO_CATCH */
	/* CO_FOR: the frame of `callee` is a C variable, as nothing suspends while it is alive */
	bool on_stack : 1;
	/* CO_FOR: it is a co_for_await: over an async generator, entered and left as a CO_BLOCK is */
	bool awaits : 1;
	bool has_default : 1;        /* SWITCH */
	bool continued : 1;          /* DO, FOR, WHILE that is opened: a continue jumps to its label */
	/* EXPRESSION_STATEMENT: the last one of a statement expression whose value nobody wants */
	bool dropped : 1;

	struct span span;            /* in the buffer; of statements: without the `;` of expression statements and jumps */
	struct node **children;      /* stb_ds array */
	struct node *parent;
	const char *name;            /* LABEL, GOTO; CALL, AWAIT…: the callee's name when called directly; FORM: macro */
	struct node *value;          /* of a statement, or NULL: condition, operand, returned value */
	/* REFERENCE: index, or -1 for what is not tracked; COMPOUND_LITERAL, what keeps its value: its storage or -1 */
	int variable;
	int number, last_number;     /* in the order of the text: its own, and that of the last node in it */
	int id;
	int effect;                  /* enum effect, of evaluating it */
	const struct type *type;     /* of an expression, its own */
	const struct type *converted; /* after the implicit conversions its parent applies; NULL: as type */

	char op[4];                  /* UNARY, STEP, BINARY, ASSIGN, COMPOUND_ASSIGN: the operator */
	int bit_field;               /* MEMBER, ARROW: its width, else 0 */
	int takes;                   /* REFERENCE: index + 1 of the keeper that the value is taken from, or 0 */
	int old;                     /* COMPOUND_ASSIGN: temporary that holds the value from before, or -1 */
	int temp;                    /* filled by lowering: the temporary that stands for it, or -1 */
	struct op *ops;              /* stb_ds array: of a full expression that suspends, what runs before the rest of it */
	struct node **arguments;     /* FORM: the argument expressions in order, NULL where it is no expression */
	struct node *scope_node;     /* COMPOUND_LITERAL: the block it lives in */
	struct colour *colour;       /* CALL: what is called, when it is a coroutine */
	int raise_index;             /* CO_RAISE, CO_FOR, what makes a handle: index in function->raise_lines */
	/* CO_FOR on the frame: slot of the generator; OWNER_EXPRESSION: the temporary; or -1 */
	int child;
	struct node *ends_with;      /* OWNER_EXPRESSION: the full expression */

	/* statements; unused parts NULL */
	uint32_t semicolon;          /* offset behind the `;` where the statement has one, else span.end */
	/* index + 1 of the first variable whose object begins where this block is entered, or 0 */
	int entered;
	struct node *init, *step, *body, *otherwise;
	struct node *target;         /* BREAK, CONTINUE: the statement; GOTO: the LABEL */
	struct declarator *declarators; /* DECLARATION: stb_ds array */
	uint32_t label_at;           /* GOTO: where its label stands */
	uint32_t parts[3];           /* FOR: offsets of its two semicolons and its closing parenthesis */
	int break_block, continue_block,
		dispatch_block;          /* flow graph; dispatch: of a SWITCH; of a LABEL: its block; CASE: in front of it */
	int after_block;             /* CO_TRY with catches: where these, and its body, go on */

	/* AWAIT, YIELD_FROM, CO_FOR */
	struct function *callee;     /* CALLEE_KNOWN */
	struct node *call;           /* the CALL, or the future or generator expression */
	const struct type *result;   /* of the callee (R of a generator); NULL or void: none */
	const struct type *element;  /* CO_FOR: Y of the generator; YIELD: type of the operand */
	struct point *point;
	/* CO_FOR: its object lies in the frame; in the names of its room and of what places it there */
	const char *room;
	const struct context *context; /* CO_WITH: over a type of the user's */
	struct scope *scope;         /* CO_WITH, CO_FOR, CO_DEFER, CO_BLOCK, CO_CATCH: its own; CO_TRY: of its co_finally; RETURN, BREAK,
	                              * CONTINUE, GOTO with has_exit, CO_RAISE, CO_RERAISE: the innermost around it */
	/* CO_FOR on the frame, what makes a handle: where an error of it goes; CO_TRY: of its catches */
	struct scope *handler;
	/* COMPOUND, FOR: stb_ds array of those that end with it, in order of their beginning */
	struct scope **scopes;
	struct node **catches;       /* CO_TRY: stb_ds array of CO_CATCH, whose `variable` is the error */
};

/* ---- lowering ------------------------------------------------------------------------------------------------- */

enum op_kind {
	OP_ASSIGN,   /* temp = expr (printed without its own temp) */
	OP_TRUTH,    /* temp = !!(expr) */
	OP_EVALUATE, /* expr; */
	OP_IF,       /* if (expr) then else otherwise */
	/* run a child or yield: expr is the AWAIT, YIELD or YIELD_FROM; its result goes to temp (-1: unused) */
	OP_SUSPEND,
	OP_MAKE,     /* temp = expr, a form or function that makes a handle, or raises; temp -1: it makes none */
	OP_CLEAR,    /* temp = NULL */
	OP_LEAVE,    /* the end of `scope` */
	OP_BLOCK,    /* the compound statement of a statement expression; the last expression's value goes to temp */
};

struct op {
	enum op_kind kind;
	struct node *expr;    /* NULL: the value of the temporary `from` */
	int temp;
	int from;
	bool negate;          /* OP_IF: the condition is !expr */
	struct point *point;  /* OP_SUSPEND */
	struct scope *scope;  /* OP_LEAVE */
	struct op *then, *otherwise; /* stb_ds arrays */
};

/* ---- suspension points and scopes with exits ------------------------------------------------------------------- */

enum point_kind { POINT_CHILD, POINT_CALL, POINT_YIELD };

/** Of a block that is entered or left by awaiting something. */
enum point_role { ROLE_OPERATION, ROLE_ENTER, ROLE_EXIT };

struct point {
	enum point_kind kind;
	int state;            /* 1 … */
	uint32_t line;
	struct node *node;    /* AWAIT, YIELD, YIELD_FROM; CO_WITH, CO_BLOCK: its enter or exit */
	enum point_role role;
	enum callee_how how;
	struct function *callee; /* CALLEE_KNOWN */
	/* CALLEE_BUILTIN: in the names of its frame and entries; a role's CALLEE_OBJECT: its constructor */
	const char *stem;
	const struct type *result;
	struct scope *scope;  /* of a role: whose */
	int temp;             /* where the result goes, or -1 */
	int child;            /* index in function->slots of the embedded frame, or of the object pointer; -1 */
	int *live;            /* stb_ds array of variables, ascending: what must survive */
	bool reached;         /* some path leads here; to one that none leads to, nothing is dispatched */
	bool quiet;           /* a yield: nothing else is run from here to the end, however often it is resumed */
	struct scope *handler; /* innermost scope that an error meets; NULL: it leaves the function */
};

/** What a scope does to those who leave it. The first four run something once on every way out; all these ways meet at
 * one place behind the region, where it stands. The others are met by the wayside. */
enum scope_kind {
	SCOPE_RELEASE,   /* calls `release` with `held`: a lock of co_with, the generator object of co_for, a handle */
	SCOPE_CLEANUP,   /* calls `release` with the address of `held`: the cleanup attribute */
	SCOPE_STATEMENT, /* runs a statement of the user's: co_defer, co_finally */
	SCOPE_AWAIT,     /* awaits the exit of a block of the runtime's, or of a context manager of the user's */
	SCOPE_TRY,       /* errors go to the catches, all else passes */
	SCOPE_CATCH,     /* the body of a catch: the error it holds is dropped, and is the cause of one that is raised */
	SCOPE_ACTION,    /* what runs while an error may be under way: that is the cause of one that is raised */
};

/** A region of a function that is left in some special way. */
struct scope {
	enum scope_kind kind;
	struct scope *outer;
	struct node *node;    /* whose it is */
	struct node *region;  /* what lies in it, … */
	uint32_t from;        /* …from this offset on */
	int id;
	int held;             /* variable: see the kinds; -1 */
	const char *release;
	struct node *action;  /* SCOPE_STATEMENT */
	struct point *exit_point; /* SCOPE_AWAIT */
	/* variable that says which way out was taken; where there is no `pending`, negative: an error */
	int exit;
	int pending;          /* variable: the error under way while the exit runs, NULL on other ways; of SCOPE_CATCH: the one caught. -1:
	                       * it stays in the step */
	int swallows;         /* variable: what a context manager's exit answers */
	struct exit_way *ways; /* stb_ds array */
	bool raises;          /* an error comes here from inside */
	bool unwinds;         /* …on a path that is taken */
	bool falls;           /* control comes to the end of the region */
	/* the rest of the block, where it hides a name that the exit mentions, is a block of its own */
	bool nested;
	bool goes_on;         /* …or an error is swallowed: control comes behind it */
	int leave_block, unwind_block, fall_block, end_block, after_block;
	int onward_block;     /* where an error that came here goes on to; -1: out of the function, or nowhere */
};

enum exit_kind { EXIT_RETURN, EXIT_BREAK, EXIT_CONTINUE, EXIT_GOTO };

struct exit_way {
	enum exit_kind kind;
	int number;           /* value of the exit variable */
	struct node *target;  /* the statement, or the LABEL; NULL of EXIT_RETURN */
};

/** Whether a way out that starts inside `scope` leaves it. */
bool way_leaves(const struct scope *scope, const struct exit_way *way);
/** Whether a scope runs something on every way out: these ways meet behind it. */
static inline bool scope_runs(const struct scope *scope) { return scope->kind < SCOPE_TRY; }
/** Whether errors that leave the region come to a place of the scope's own. */
static inline bool scope_unwinds(const struct scope *scope) { return scope->kind <= SCOPE_TRY; }
/** Whether what it releases is cogen's own to give back where a frame is destroyed as it stands: a generator of a
 * loop, the memory of an array or of alloca. */
bool scope_holds_memory(const struct scope *scope);
bool node_is_inside(const struct node *node, const struct node *ancestor);
/** A statement of cogen's own that does something where it is left: co_with, co_for, co_try and what belongs to it, co_defer, co_group, … */
bool node_is_block(const struct node *node);
/** Whether an error may come of it, or it may be closed in it, so that what stands behind it is left out and co__step
 * says so: what waits
 * or raises, and all that is taken apart into operations. */
bool node_may_raise(const struct node *node);

/* ---- flow graph ----------------------------------------------------------------------------------------------- */

enum event_kind {
	EVENT_USE,
	EVENT_KEEP,    /* as a use, but no mention of the user's */
	EVENT_DEF,
	EVENT_PARTIAL,
	/* its value is indeterminate from here on, but the object is the one from before, if goto led back */
	EVENT_DECLARE,
	EVENT_ENTER,   /* of its block: a new object */
};

struct event {
	enum event_kind kind;
	int variable;
};

struct block {
	struct event *events;    /* stb_ds array, in order of evaluation */
	int *successors;         /* stb_ds array */
	struct point *point;     /* the block ends in this suspension; successors follow its resumption */
	uint32_t position;       /* of the statement, for lexical questions */
	int *live;               /* stb_ds array of variables, ascending: live behind its end */
	bool reached;            /* some path from the entry leads here */
	bool calls;              /* something other than the function's own code may be run in it */
	struct node *question;   /* the condition, or operand of a switch, that decides where it goes on; NULL: none does */
	int yes;                 /* the successor where it holds, -1: a switch */
	struct node *label;      /* CASE, DEFAULT: it starts there */
};

/* ---- frame ---------------------------------------------------------------------------------------------------- */

enum slot_kind { SLOT_VARIABLE, SLOT_CHILD, SLOT_OBJECT /* pointer to a called object */, SLOT_YIELDED };

struct slot {
	enum slot_kind kind;
	int variable;
	struct node *node;       /* whose child it is */
	const char *member;
	const char *before, *after; /* declarator */
	uint64_t size, align;
	bool in_frame;           /* used in place: conflicts wherever both are live, not only at points */
	uint64_t offset;         /* in the frame */
};

struct cell { /* a run of bytes shared by alternatives, each a sequence of slots */
	int **alternatives;      /* stb_ds array of stb_ds arrays of slots */
	uint64_t size, align;
	uint64_t offset;         /* in the frame */
	bool leads;              /* lies between the header and what needs a stricter alignment */
};

/* ---- functions and the unit ------------------------------------------------------------------------------------ */

enum function_kind { FUNCTION_ASYNC, FUNCTION_GENERATOR, FUNCTION_ASYNC_GENERATOR, FUNCTION_PLAIN };

/** A name at file scope for a type whose own is hidden by something in the function. */
struct alias {
	const char *name;
	const struct type *type;
};

/** A static local, a typedef, a local prototype…: it may hide a variable. */
struct other_name {
	const char *name;
	struct node *scope;
	uint32_t offset;
};

/** `&&label`. */
struct label_address {
	struct span span;
	struct node *label;
};

/** A name that a coroutine declares; of a set. */
struct own_name {
	const char *key;
	bool value;
};

/** A place in the text of a body where a variable is named. */
struct naming {
	struct span span;
	int variable;
	bool in_tree; /* a REFERENCE stands for it; else nothing is evaluated there */
};

/** A warning of clang's that compilers of what is written may not give (lost_warnings.c). */
struct lost_warning {
	enum diag_id id;
	struct span span, note_span;
	uint32_t variable_at, hidden_at; /* where the names of those that it is about are declared; UINT32_MAX: not here */
	const char *message, *note;      /* no note: NULL */
};

struct function {
	const char *name;
	enum function_kind kind;
	struct span definition;    /* from its first specifier to the closing brace */
	struct span head;          /* up to the body */
	struct span name_span;
	bool is_static;
	bool declares_in_expression; /* a record, in one that suspends */
	bool is_variadic;
	const struct type *result; /* T of async, R of a generator */
	const struct type *yielded, *sent;
	int *parameters;           /* stb_ds array of variables */
	struct variable *variables; /* stb_ds array */
	struct node *body;
	struct node **labels;      /* stb_ds array of LABEL nodes */
	struct label_address *label_addresses; /* stb_ds array */
	struct own_name *own_names; /* stb_ds map: names of both; made when first asked for */
	bool never_used;           /* static, and nothing names it */
	struct lost_warning *lost; /* stb_ds array */
	struct naming *namings;    /* stb_ds array, by offset (tree_names.c) */
	struct other_name *others; /* stb_ds array: names declared inside that are no tracked variables */
	struct point **points;     /* stb_ds array, by state - 1 */
	uint32_t *raise_lines;     /* stb_ds array: co_raise statements; their sites follow those of the points */
	struct scope **scopes;     /* stb_ds array */
	struct function **callees; /* stb_ds array: known ones, as called by await, yield_from, co_for */
	int position;              /* in the unit */
	int component;             /* strongly connected component of the call graph; equal numbers: recursion */
	bool recursive;
	bool mentions_function_name;
	bool is_given;             /* some parameter is `given` */
	bool has_handles;          /* that end with expressions or variables */
	bool falls_off;            /* as clang sees it, its end can be reached without a return */
	bool has_cleanup;          /* a close while suspended has something to run */
	bool delegates;            /* a generator with a yield_from */
	bool large_result, large_yield;
	bool leaves_at_end;        /* errors that leave it do so at its end, as there are many (emit_point.c) */
	int return_variable;       /* temporary that holds the return value while exits run, or -1 */
	int temp_count;
	/* flow, liveness */
	struct block *blocks;      /* stb_ds array; 0 is the entry */
	/* frame */
	struct slot *slots;        /* stb_ds array */
	/* stb_ds array: those of frames that lie in this one as long as their block is under way */
	int *block_slots;
	struct cell *cells;        /* stb_ds array */
	uint64_t frame_size, frame_align, result_offset;
	uint64_t slots_offset;     /* where the cells begin, but for those that lead; and the arguments */
	uint64_t args_size;
	struct alias *aliases;     /* stb_ds array: filled while the body is written */
	bool laid_out, embedded_early; /* early: as bytes, by a caller above it */
	bool wants_room;           /* its objects may lie in memory that the caller gives */
	bool room_early;           /* …which is declared further up, as bytes */
	bool is_embedded;          /* some caller runs it on a frame of its own */
	bool wants_next;           /* a co_for steps through it on its own frame */
	bool inlined;              /* its body is compiled into what calls it */
};

/** A place in a file that was included. */
struct elsewhere {
	const char *path; /* NULL: in the main file */
	unsigned line, column;
	const char *text; /* the line; NULL: not known */
};

/** A keyword that stands where no coroutine is, or a coroutine's call without a form: found by the tree, told by
 * check. */
struct finding {
	enum diag_id id;
	struct span span;
	struct elsewhere file; /* in another file than the main one: the place, instead of `span` */
	const char *message, *note;
	struct span note_span;
	struct elsewhere note_file; /* the same of the note */
	const char *fixit;
	struct span fixit_span;
	bool tells_calls;      /* that a coroutine is called somewhere in its span needs not be told again */
};

/** A change to text outside coroutines: `length` bytes at `offset`. */
struct plain_edit {
	uint32_t offset, length;
	const char *text;      /* what stands there instead */
	struct function *room; /* or: its room is declared there */
	uint32_t rank;         /* of several at one place the lower one comes first */
};

/** A co_for of a plain function over a call of a generator of this file, or of one whose frame another told
 * (--emit-header). */
struct plain_loop {
	struct function *generator; /* NULL: of another file */
	const char *shared;    /* …in the names that its header has for others */
	uint32_t function;     /* where the plain function begins */
	struct span name;      /* `co_for` */
	uint32_t open, close;  /* behind the parentheses of its head */
	struct span callee;    /* the generator's name in it */
	uint32_t arguments;    /* behind the parenthesis of the call */
	uint32_t end;          /* behind its body; 0: that is no place in the text of its own */
	bool deprecated;       /* the generator is */
};

/** CO_CONTEXT(T, enter, exit): what co_with does with a T *. */
struct context {
	const char *pointer; /* canonical, `T *` */
	const char *enter, *exit;
};

/** A co_frame_limit of the source. */
struct limit {
	const char *name;
	uint64_t bytes;
	struct span span;
};

struct builtin_frame {
	const char *name; /* the struct's tag */
	uint64_t size, align;
};

struct function_name {
	const char *key;
	struct function *value;
};

struct unit {
	struct arena *arena;
	struct finding *findings;    /* stb_ds array */
	struct limit *limits;        /* stb_ds array */
	const struct source *source;
	struct function **functions; /* stb_ds array: the coroutines, in order of definition */
	struct function_name *function_names; /* stb_ds map */
	struct node **nodes;         /* stb_ds array: every node, to be released */
	struct function **order;     /* stb_ds array: the same, callees before their callers */
	const struct type *int_type, *bool_type, *error_type;
	struct plain_edit *edits;    /* stb_ds array, by offset */
	struct plain_loop *loops;    /* stb_ds array */
	struct mark *marks;          /* of the parse: macro invocations */
	/* stb_ds array, of lower: closed macros in expressions that suspend, whose parts have to be put in order */
	struct span *disordered;
	bool (*is_macro)(const struct unit *unit, const char *name);
	const void *macro_names;
	struct context *contexts;    /* stb_ds array */
	/* stb_ds array: the frames of the runtime's awaitables, as the target lays them out */
	struct builtin_frame *builtins;
	struct node **piles;         /* stb_ds: what makes handles that pile up in a loop */
	uint64_t header_size, header_align; /* of struct co_coro on the target */
	uint64_t pointer_size;       /* of any pointer there; and its alignment */
	bool lines;                  /* write #line */
	bool poison;                 /* overwrite what a suspension need not keep */
	struct passes passes;        /* optimisations that are on */
	bool packs;                  /* a pragma may change how records are laid out: frames are kept from it */
	bool exports;                /* --emit-header: entries for other files are written */
};

struct parse;
struct text;

/* ---- the passes, in order ------------------------------------------------------------------------------------- */

/** Frees what the arena does not hold. */
void unit_release(struct unit *unit);
struct unit *tree_build(struct parse *parse, struct arena *arena, struct diags *diags);
void check(struct unit *unit, struct diags *diags);
void check_blocks(struct unit *unit, struct function *function, struct diags *diags);
void find_owners(struct unit *unit, struct diags *diags);
/** Generators that a generator is given and takes over. */
void find_given(struct unit *unit);
/** Handles that pile up in a loop. */
/** Warnings about variables that are no C variables in what is written (lost_warnings.c). */
void tell_lost_warnings(const struct unit *unit, struct diags *diags);
void warn_of_piles(const struct unit *unit, struct diags *diags);
void check_return(const struct function *function, struct diags *diags);
/** Types that cannot be handed over. */
void check_types(const struct function *function, struct diags *diags);
/** Types that are declared in an expression, or a type in it, where that suspends. */
void check_declared_in(struct unit *unit, struct function *function, const struct node *node, struct diags *diags);
void lower(struct unit *unit, struct diags *diags);
/** What becomes of each co_for of a plain function. */
void plain_loops(struct unit *unit);
void flow(struct function *function, struct unit *unit);
/** Which yields a generator goes on from without running anything but itself. */
void quiet(struct function *function, const struct unit *unit);
void live(struct function *function, const struct unit *unit);
void frame_layout(struct function *function, struct unit *unit, struct diags *diags);
/** What the frame holds while `point` is suspended, as slots: into an stb_ds array, whatever it held before. It is not
 * kept, as n variables that are live over n suspensions would take the square of that. */
void slots_needed(const struct function *function, const struct point *point, int **slots);
/** Which bodies are compiled into what calls them. */
void inlining(struct unit *unit);
void emit(struct unit *unit, struct text *out);
/** The warnings that pragmas in the coroutine's body turn off, an stb_ds array: `-Wunused`. (silence.c) */
const char **silence_of(struct unit *unit, const struct function *function);
/** --emit-header: what another file needs to run the exported coroutines on frames inside its own. */
void emit_header(struct unit *unit, struct text *out);

/** Holds frames against -Wlarge-frame (`largest`; 0: not asked for) and the budgets in the source. */
void frame_limits(const struct unit *unit, uint64_t largest, struct diags *diags);

/* what the passes know, for people: of the coroutine `name`, or of all (NULL) */

enum graph_form { GRAPH_DOT, GRAPH_SVG, GRAPH_HTML };
/** The frame, slot by slot. */
void explain(const struct unit *unit, const char *name, struct text *out);
/** The same of one coroutine. */
void explain_function(const struct unit *unit, const struct function *function, struct text *out);
/** The state machine. */
void graph(const struct unit *unit, const char *name, enum graph_form form, struct text *out);

/* dumps, beside the passes */
void dump_tree(const struct unit *unit, struct text *out);
void dump_lower(const struct unit *unit, struct text *out);
void dump_flow(const struct unit *unit, struct text *out);
void dump_live(const struct unit *unit, struct text *out);
void dump_frame(const struct unit *unit, struct text *out);

/* ---- small helpers over the tree (ir.c) ------------------------------------------------------------------------ */

static inline bool bit_get(const uint64_t *set, int i) { return set[i / 64] >> (i % 64) & 1; }
static inline void bit_set(uint64_t *set, int i) { set[i / 64] |= (uint64_t)1 << (i % 64); }
static inline void bit_clear(uint64_t *set, int i) { set[i / 64] &= ~((uint64_t)1 << (i % 64)); }

/** Whether a call is one of a builtin that evaluates none of its operands. */
bool call_only_looks(const struct node *call);
/** The node inside any parentheses. */
struct node *strip_parens(struct node *node);
/** The first place at or behind `offset` that names a variable, in function->namings. */
ptrdiff_t naming_from(const struct function *function, uint32_t offset);
/** Whether an initialiser is in braces, as written or behind the name of a macro. */
bool is_in_braces(const struct node *initializer);
const char *node_kind_name(enum node_kind kind);
/** The type a value of the expression has where it is used. */
const struct type *value_type(const struct node *node);
bool type_is_void(const struct type *type);
const char *declare(struct arena *arena, const struct type *type, const char *name);
/** `place = value`, of an object that need not be assignable: of its own, nothing of it is const. */
const char *assignment(struct arena *arena, const struct type *type, const char *place, const char *value);
const char *format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
int new_temporary(struct function *function, struct unit *unit, const struct type *type, const char *stem,
                  struct node *scope);
/** The type by a name that means it everywhere in the body: itself, unless something local hides a name in it. */
const struct type *visible_type(struct function *function, struct unit *unit, const struct type *type);
/** Whether co_with holds what a pointer of the type leads to by itself: locks and their like. */
bool can_hold(const struct type *type);
/** `sleep` of co_sleep: what the names of an awaitable's frame and entries have in them. */
const char *builtin_stem(const char *name);
const char *entry_stem(struct unit *unit, const char *stem);
/** Whether a finding tells what is wrong with a coroutine's call at that place. */
bool is_call_told(const struct unit *unit, struct span call);
/** Another coroutine, behind those that are there. */
void add_function(struct unit *unit, struct function *function);
/** The first of that name; NULL. */
struct function *find_function(const struct unit *unit, const char *name);
/** The generator's room is declared at `offset` or above. */
void need_room_at(struct unit *unit, struct function *function, uint32_t offset);
/** The bytes of what holds the generator's object. */
uint64_t room_size(const struct unit *unit, const struct function *function);

/** The struct of that tag that a header of the runtime's, or one of frames, has; NULL: there is none. */
const struct builtin_frame *find_builtin(const struct unit *unit, const char *tag);

/** A coroutine of another file in the names that its header of frames has for others. */
const char *shared_stem(struct arena *arena, const char *name);
/** What stands in front of `await` and its like, where edits write them: nothing, or `co_` in a file without the short
 * words. */
const char *keyword_prefix(const struct unit *unit);
/** Offset of the first byte behind blanks and comments. */
uint32_t skip_blanks(const struct source *source, uint32_t offset, uint32_t limit);

#endif
