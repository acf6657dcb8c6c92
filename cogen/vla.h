/* What the files about memory of a size that is known at run time share: vla.c writes it anew, vla_declarator.c reads how
 * it is declared. */
#ifndef CG_VLA_H
#define CG_VLA_H

#include "base/text.h"
#include "declarator.h"
#include "lex.h"
#include "rewrite.h"

struct piece {
	struct span span;
	char *text;
};

/** A name whose type is variably modified. */
struct varied {
	int variable; /* -1: a typedef */
	const char *name;
	const char *stem;           /* `co__row`, a name of its own in the function */
	const char *before, *after; /* of the declarator, lengths replaced; the name stood between */
	bool is_array;              /* the memory is its own */
	bool is_list;
	struct span scope; /* of a typedef: where it is seen */
};

/** A stem; the highest number that was put behind it to tell another one apart, or 1. */
struct stem_count {
	const char *key;
	int value;
};

struct rewriting {
	struct unit *unit;
	struct function *function;
	const char *text;
	struct lex_token *tokens; /* stb_ds, of the definition */
	struct words words;       /* the same */
	struct varied *varied;    /* stb_ds */
	struct piece *pieces;     /* stb_ds */
	struct stem_count *stems; /* stb_ds map */
	const char **own;         /* stb_ds: the words of the definition that begin with co__, sorted */
	struct diags *diags;
	struct span **open; /* macros that have to be opened first */
	bool uses_stack;
};

/* vla_declarator.c */

/** From here on `text`, which is taken over, stands for the span. */
void vla_add_piece(struct rewriting *r, struct span span, char *text);
/** The tokens of a span on one line, with its pieces in their places. */
void vla_add_text(struct rewriting *r, struct text *out, struct span span);
/** The same, as a text of the arena's. */
const char *vla_text_of(struct rewriting *r, struct span span);
/** Of the type, as in a cast. */
const char *vla_type_name(struct rewriting *r, const struct varied *varied);
/** Of the parameter whose name stands there, its whole declaration. */
struct span vla_parameter_span(const struct rewriting *r, uint32_t name_at);
/** The specifiers as a type's: storage, alignment and attributes are the variable's. */
const char *vla_specifiers_of(struct rewriting *r, uint32_t start, uint32_t end);
/** The first place in the span where the words stand; NULL. */
const char *vla_find_in(const struct rewriting *r, struct span span, const char *wanted);
/** Fills in `own`. */
void vla_find_own_words(struct rewriting *r);
/** `co__row`, a name that nothing in the function begins with. */
const char *vla_stem_of(struct rewriting *r, const char *name);
/** Reads the declarator in `span`; its lengths become declarations in `out`. */
struct varied vla_read_declarator(struct rewriting *r, const char *specifiers, struct span span, uint32_t name_at,
                                  const char *name, bool parameter, struct text *out);
/** Of a pointer whose declaration names no lengths, as `__typeof__(&rows[1]) p` and `__auto_type row = rows`: its type
 * as libclang knows it, with lengths that are asked of `row`, an expression for what it points to. False: it is of
 * another shape. */
bool vla_ask_lengths(struct rewriting *r, struct varied *varied, const struct type *type, const char *row,
                     struct text *out);
/** Of a pointer to it. */
const char *vla_pointer_to(struct rewriting *r, const struct varied *varied);

#endif
