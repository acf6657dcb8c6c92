/* The preprocessor's substitution: one macro invocation in, its full expansion out.
 *
 * In: the tokens of the file from the macro's name on, and a lookup that says what each name means at that place. Out:
 * the tokens that a C compiler would see, how far the invocation reaches (its parentheses may come from behind it, and
 * from macros that expand to other macros' names), and what happened to its arguments. All of C11 6.10.3 with
 * __VA_OPT__, GNU's `, ## __VA_ARGS__` and named variadic parameters. Where the standard leaves open what happens, gcc
 * and clang agree, and so does this.
 *
 * The output remembers which nested invocation made which tokens (EXPAND_BEGIN … EXPAND_END), so that expand_print can
 * write `NULL` or `assert(x)` where that says the same. Names of cogen's keywords are looked up as macros, too, but
 * never expanded. Knows no libclang. */
#ifndef CG_EXPAND_H
#define CG_EXPAND_H

#include "base/memory.h"
#include "base/text.h"
#include "lex.h"
#include <string.h>

enum expand_kind {
	/* the kinds of lex.h, and */
	EXPAND_BEGIN = LEX_OTHER + 1, /* the tokens from here on were made by calls[token.call], … */
	EXPAND_END,                   /* … to here */
};

enum {
	/* LEX_SPACE, and */
	EXPAND_PAINTED = 32, /* the name of a macro that was being expanded: it stays as it is, for ever */
	EXPAND_KEYWORD = 64, /* the name of one of cogen's own macros */
};

#define EXPAND_NOWHERE UINT32_MAX

struct expand_token {
	const char *text; /* not terminated; without backslash-newline */
	uint32_t length;
	uint32_t origin; /* offset in the file of a token that came from there unchanged, else EXPAND_NOWHERE */
	uint32_t call;   /* of EXPAND_BEGIN and _END */
	uint8_t kind, flags;
	const struct macro *macro; /* names: the macro that it is at this place and that was not expanded here */
};

static inline bool is_text(const struct expand_token *token, const char *text) {
	size_t length = strlen(text);
	return token->length == length && memcmp(token->text, text, length) == 0;
}
static inline bool is_marker(const struct expand_token *token) { return token->kind >= EXPAND_BEGIN; }

enum macro_builtin {
	MACRO_DEFINED,
	MACRO_LINE,
	MACRO_FILE,
	MACRO_BASE_FILE,
	MACRO_FILE_NAME,
	MACRO_COUNTER,
	MACRO_INCLUDE_LEVEL
};

struct macro {
	const char *name;
	const char **parameters; /* the variadic one last; as __VA_ARGS__ when it has no name */
	size_t parameter_count;
	struct expand_token *body;
	size_t body_count;
	enum macro_builtin builtin;
	bool function_like, variadic;
	bool keyword; /* not to be expanded */
	bool system;  /* for the owner of the lookup: stands in a header of the system's */
	bool active;  /* being expanded; always false outside of expand() */
	bool known;   /* for the owner of the lookup: mentions_… below are filled in */
	bool mentions_function_name, mentions_keyword, mentions_form, mentions_counter, mentions_pragma;
};

/** Reads a definition as it stands behind `#define`: `name(parameters) body`. False when it is none. */
bool macro_read(struct macro *macro, struct arena *arena, const char *definition, size_t length);

/** `#define stdin stdin`: whose expansion says what the call says. */
bool macro_is_itself(const struct macro *macro);

struct expand_context {
	struct arena *arena; /* owns the result */
	/** The macro that the name is at the place of the invocation; NULL: none. */
	struct macro *(*lookup)(void *arg, const char *name, size_t length);
	void *arg;
	const char *text;               /* the file, and its tokens; directives and inactive groups are skipped */
	const struct lex_token *tokens; /* stb_ds array */
	const char *path;               /* for __FILE__ */
	uint32_t line; /* for __LINE__, where the invocation begins; and at an offset (NULL: it is the same) */
	uint32_t (*line_at)(void *arg, uint32_t offset);
	/** What __COUNTER__ is when the invocation asks first; NULL: 0. */
	uint32_t (*counter)(void *arg);
	bool strict; /* -std=c11, not gnu11: `, ## __VA_ARGS__` alone keeps its comma */
};

/** A nested invocation. */
struct expand_call {
	const struct macro *macro;
	const struct expand_token *written; /* its name and arguments, as they were when it was met */
	size_t written_count;
	bool broken; /* its tokens mixed with others */
};

struct expand_argument {
	struct span span; /* in the file, without surrounding blanks */
	bool literal;     /* goes, perhaps through other macros, into # or ## */
};

enum expand_problem { EXPAND_FINE, EXPAND_UNTERMINATED, EXPAND_ARGUMENT_COUNT, EXPAND_TOO_LONG };

struct expansion {
	enum expand_problem problem; /* not EXPAND_FINE: nothing else holds; the compiler refuses it, too */
	bool expanded;               /* false: a function-like macro's name without parentheses */
	struct span span;            /* all of the invocation, name to last parenthesis */
	struct expand_token *tokens; /* stb_ds arrays, until expansion_release */
	struct expand_call *calls;
	struct expand_argument *arguments; /* of the last pair of parentheses that stands in the file */
	uint32_t *literals;                /* where the file has the names that # or ## looked at; in no order */
	uint32_t counters;                 /* how often __COUNTER__ was asked */
};

/** Expands the invocation whose name is tokens[name]. */
void expand(struct expansion *expansion, const struct expand_context *context, size_t name);
void expansion_release(struct expansion *expansion);

/** How expand_print keeps a name from being expanded when its text is read again. */
struct expand_guard {
	bool inside_keyword; /* the text goes into the parentheses of one of cogen's macros */
	const char *behind;  /* what follows the text in the file */
	size_t behind_length;
	/** Whether the macro is none where the text will stand: its name may stand in its own expansion. NULL: no macro
	 * is. */
	bool (*is_hidden)(const void *arg, const struct macro *macro);
	const void *arg;
};

/** Writes the tokens on one line, blanks where they stood and where two would merge. `folded[i]`: write calls[i] as it
 * was written. Returns NULL, or a macro without parameters whose name stands in its own expansion, which text cannot
 * say. */
const struct macro *expand_print(struct text *text, const struct expansion *expansion, const bool *folded,
                                 const struct expand_guard *guard);

/** Whether two tokens written without a blank between them would read as others. */
bool expand_merges(const char *left, size_t left_length, const char *right, size_t right_length);

#endif
