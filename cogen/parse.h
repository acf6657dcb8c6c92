/* Pass 1 and 2: parse the file as the user wrote it, and open the macros that cannot stay closed.
 *
 * In: source text and compiler flags. Out: a libclang translation unit of source->text in which, inside coroutines,
 * every keyword of cogen stands in the text itself and no macro is left that hides a suspension, a jump, a label, a
 * declaration or a local variable; and the marks: every macro invocation left in the main file. */
#ifndef CG_PARSE_H
#define CG_PARSE_H

#include "diag.h"
#include "source.h"
#include <clang-c/Index.h>

/** A macro invocation in the main file; sorted by start. The outermost ones, those inside the arguments of one of
 * cogen's macros, and every keyword, wherever it stands. */
struct mark {
	struct span span;      /* name and, function-like, its arguments with parentheses */
	struct span name;
	char *macro;           /* the name */
	bool keyword;          /* defined in one of cogen's own headers: await, yield, async, co_for, co_spawn, … */
	struct span *arguments; /* stb_ds array: the arguments of a function-like invocation, without surrounding blanks */
	bool *literal;          /* stb_ds array, per argument, in coroutines: a name in it goes into # or ## */
	/* the strings of the _Pragma in its expansion, in order, as they are written; NULL: none */
	char *pragmas;
	bool mentions_function_name; /* __func__ or its like stands in the (full) expansion's definitions */
	bool asks_line;              /* in coroutines: not __LINE__ itself, but its expansion has it */
	/* not a keyword, but co_new, co_spawn, co_for or another form stands in them, or in what its arguments call */
	bool mentions_form;
	ptrdiff_t closed;       /* the nearest that is no keyword's, this one or further up: its index; -1: there is none */
	uint32_t reach;         /* where the one ends that ends furthest behind, of this and those further up */
	/* not a keyword, but await, yield or a block of cogen's stands in them: in plain functions */
	bool mentions_keyword;
};

struct parse {
	CXIndex index;
	CXTranslationUnit unit;
	CXFile file;
	struct source *source;
	struct mark *marks;      /* stb_ds array */
	struct macro_table *macros; /* private to pass 1 and 2 */
	const char *const *flags; /* libclang's command line, filtered, with -resource-dir */
	int flag_count;
	char **taken_in; /* stb_ds array: paths of files whose text took the place of their #include (inclusions.c) */
	struct renamed *renamed; /* stb_ds array: those that it includes by another name now */
	/* no #line will lead compilers to the source: in coroutines __LINE__ and __FILE__ become what they stand for */
	bool tells_places;
};

/** Index of the first of `marks`, which stand in order of their places, that starts at or behind `offset`; their number:
 * none does. */
ptrdiff_t marks_from(const struct mark *marks, uint32_t offset);

/** A file that stands in the buffer by its full path, and how it is called in the user's files. */
struct renamed {
	char *path, *name;
};

/** Parses source->text; reports syntax errors (relayed). False when there were errors. */
bool parse_init(struct parse *parse, struct source *source, const char *const *flags, int flag_count,
                struct diags *diags);
/** Opens macros until none is left that must be; re-parses as needed. False when there were errors. */
bool parse_open_macros(struct parse *parse, struct diags *diags);
/** Opens the given invocations (spans of marks) although they could stay: later passes found that they name a variable
 * that moved to the frame inside a stringified argument. */
bool parse_open_these(struct parse *parse, const struct span *spans, size_t count, struct diags *diags);
/** A piece of the buffer and what takes its place. */
struct replacement {
	struct span span;
	char *text; /* malloc'd; holds no more newlines than what it replaces */
};

/** Replaces pieces that do not overlap, frees their texts, and reads the buffer anew. False when there were errors. */
bool parse_rewrite(struct parse *parse, struct replacement *replacements, size_t count, struct diags *diags);
/** Whether any macro of that name is defined anywhere in the unit; `parse` is a struct parse. */
bool parse_is_macro(const void *parse, const char *name);
void parse_release(struct parse *parse);

/** Whether clang knows that -W option. */
bool parse_knows_warning(const char *option);

/** Every file the unit read (main file first, then in order of inclusion): for the depfile. Calls visit(path, arg). */
void parse_inclusions(struct parse *parse, void (*visit)(const char *path, void *arg), void *arg);

/** Hides each `#line` in a coroutine from the passes behind, until the buffer is parsed again. (directives.c) */
void directives_hide(struct parse *parse);

/** Fills in source->numberings, once. (presumed.c) */
void find_presumed(struct parse *parse);

/** A line of a file that the unit read; NULL when it is not there. The caller frees it. */
char *parse_line(CXTranslationUnit unit, CXFile file, unsigned line);

/** Offsets in the main file. False when the location is not in it. For a macro argument: where it is written; for a
 * token of a macro's body: the invocation. */
bool parse_offset(const struct parse *parse, CXSourceLocation location, uint32_t *offset);
/** The same of where a range ends: behind a token, be there a backslash at the end of the line, or at an invocation. */
bool parse_end(const struct parse *parse, CXSourceLocation location, uint32_t *offset);

#endif
