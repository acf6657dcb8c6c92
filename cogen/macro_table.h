/* What one parse said of macros: the file's tokens, every definition in the unit, every invocation in the main file,
 * and so what a name means at a place. For the passes before lower.
 *
 * What must hold: everything here belongs to one translation unit and dies with it. `order` counts preprocessing
 * entities as the compiler met them, so that definitions and invocations, in whatever file, can be compared. */
#ifndef CG_MACRO_TABLE_H
#define CG_MACRO_TABLE_H

#include "expand.h"
#include "parse.h"

struct definition {
	CXCursor cursor;
	CXFile file;          /* NULL: the compiler's own, or the command line */
	uint32_t offset, end; /* in that file: from the name to the end */
	uint32_t order;
	uint32_t main_offset; /* in the main file: of the definition, or of the #include that led to it */
	int previous;         /* index of the definition of the same name before it; -1 */
	bool keyword, keyword_known;
	bool read, broken; /* `macro` is filled in; is no definition that expand.h can read */
	struct macro *macro;
};

/** A macro's name where the main file has it and the compiler expanded it. */
struct invocation {
	struct span span;
	uint32_t order;
	int definition; /* index; -1: one of the compiler's own (__LINE__) */
	const char *name;
};

struct inclusion {
	CXFile file;
	uint32_t order; /* of the #include */
	CXFile in;      /* where that stands, */
	uint32_t at;    /* and where in it */
};

/** #undef and pop_macro, wherever they stand, also where they are left out. */
struct undefinition {
	CXFile file;
	uint32_t offset;
	bool pops;
	bool left_out; /* in a group that #if left out, and the file was read once */
};

struct probe {
	const char *name; /* NULL: what __COUNTER__ would be */
	uint32_t offset;
};

struct name_index {
	char *key;
	int value;
};
struct name_undefinitions {
	char *key;
	struct undefinition *value;
};
struct offset_counter {
	uint32_t key;
	uint32_t value;
};

struct macro_table {
	struct arena arena;
	struct lex_token *tokens;       /* of the main file */
	struct definition *definitions; /* in order */
	struct name_index *names;       /* name → its last definition */
	struct invocation *invocations; /* by start */
	struct inclusion *inclusions;
	struct name_undefinitions *undefined; /* filled when first asked */
	bool undefined_known;
	struct name_index *answers;      /* what the compiler said: "name@offset" → definition; -1: none there */
	struct offset_counter *counters; /* offset → what __COUNTER__ would be */
	struct probe *probes;            /* what to ask it next */
	const char *lost;                /* set by macro_lookup: a name that is a macro, but not known which */
	uint32_t order;                  /* while collecting: entities met so far, */
	uint32_t main_offset;            /* and the place in the main file */
	bool strict;                     /* -std=c11 and the like */
};

/** Reads the unit that parse->unit is now. */
struct macro_table *macro_table_new(struct parse *parse);
void macro_table_free(struct macro_table *table);

/** Where an invocation stands; what expand.h asks about names goes through this. */
struct macro_place {
	struct parse *parse;
	const struct invocation *invocation;
};

/** A context for expand(); `place` has to live as long as it. */
struct expand_context macro_context(struct macro_place *place);
/** The macro that `name` is at the place; NULL: none. Where the tables cannot tell, a probe is noted and the answer is
 * a guess. */
struct macro *macro_lookup(struct macro_place *place, const char *name, size_t length);
/** The invocation's own. NULL when its definition cannot be read. */
struct macro *macro_of(struct macro_place *place);
/** A name inside the span that is a macro there although libclang has no record of it, as pop_macro brought it back;
 * NULL. */
const struct lex_token *macro_find_lost(struct parse *parse, struct span span);
/** Asks the compiler what was noted; expansions have to be made anew then. False: nothing was noted. */
bool macro_probe(struct parse *parse);
/** Fills in macro->mentions_…, for the definition and all that it names. */
void macro_find_mentions(struct macro_place *place, struct macro *macro);

/** Index of the recorded invocation that starts at `offset`; -1. */
ptrdiff_t macro_invocation_at(const struct macro_table *table, uint32_t offset);
bool macro_is_keyword(struct parse *parse, int definition);

/** A macro that is taken away while a coroutine, one of a list, lasts (macro_hide.c). */
struct hidden_macro {
	size_t coroutine;
	const struct macro *macro;
};

/** A change to the buffer; one that `inserts` holds lines of its own, others replace their span. */
struct macro_edit {
	struct span span;
	char *text; /* owned */
	bool inserts;
};

bool hides_name(const struct hidden_macro *hidden, size_t coroutine, const char *name, size_t length);
/** Whether the expansion needs one of them to be a macro. */
bool hides_some(const struct hidden_macro *hidden, size_t coroutine, const struct expansion *expansion);
/** Puts the edits that take it away into `edits`. False, with a diagnostic: that cannot be done. */
bool hide_settle(struct parse *parse, const struct hidden_macro *hidden, struct span coroutine,
                 struct macro_edit **edits, struct diags *diags);
/** The call of a macro that has to stay, its arguments in front of it (macro_lift.c); the caller frees it. NULL: it is
 * none. */
char *macro_lifted(struct parse *parse, const struct mark *mark, const struct invocation *invocation);
/** Puts in words, in the buffer, what each pop_macro of the name brings back (macro_restore.c). False: nothing is left
 * to say. */
bool macro_restore(struct parse *parse, const char *name);
/** What stands behind the #define of table->definitions[index]; the caller frees it. (macro_table.c) */
char *macro_definition(struct parse *parse, int index);
/** A coroutine's definition in the main file. */
struct coroutine {
	CXCursor function;
	struct span span;
};

/** What is known of one parse about conditions that may be others for the compiler that reads what is generated than
 * they are for libclang. (compiler_choice.c) */
struct compiler_choice;
struct compiler_choice *compiler_choice_new(struct parse *parse);
/** Whether the condition, tokens of the main file, may. */
bool compiler_chooses(struct compiler_choice *choice, size_t from, size_t to);
/** A definition of the macro, in a file of the user's, that another compiler may read and libclang has not: what stands
 * behind the #define. `*at`: 0, or what the last call left there. False: there is none, or none besides. */
bool compiler_other_definition(struct compiler_choice *choice, const char *name, int *at, const char **text,
                               size_t *length);
void compiler_choice_free(struct compiler_choice *choice);
/** Conditional directives that stand in the middle of a statement or of a head, in coroutines (an stb_ds array, in
 * order), or by which the compiler would decide about one, are carried out (directives.c). Whether the buffer
 * changed, and has to be parsed again. */
bool directives_carry_out(struct parse *parse, const struct coroutine *coroutines);
/** Whether tokens[index], of an stb_ds array, is the `#` of `#line 7 "parser.y"` or `# 7`. */
bool directive_numbers(const char *text, const struct lex_token *tokens, size_t index);
/** Whether there is a `#line` in what is about to be replaced; then there are diagnostics. */
bool directives_cut(const struct parse *parse, struct span span, struct diags *diags);

/** A #define or #undef in a coroutine. */
struct defined {
	struct span directive, name;
	size_t coroutine; /* which one it is in */
	bool stays;       /* stands between the elements of an initialiser or of an enumeration, the members of a type */
	/* what definitions_find fills in: the statement that it is in the middle of, the outermost of the block around */
	struct span statement;
	bool in_record; /* stands between the members of a structure or union */
	bool moves;     /* the statement is taken apart although nothing in it suspends */
};
/** All of them, as an stb_ds array. (directives.c) */
struct defined *directives_define(struct parse *parse, const struct coroutine *coroutines);
/** Those in the middle of a statement that passes behind take apart, as an stb_ds array, by statement.
 * (definitions.c) */
struct defined *definitions_find(struct parse *parse, const struct coroutine *coroutines);
/** Moves them behind their statements, but for those that stay; no call in there needs them. False, with diagnostics:
 * that cannot be done. `*changed`: the buffer has, and has to be parsed again. */
bool definitions_move(struct parse *parse, const struct coroutine *coroutines, bool *changed, struct diags *diags);

/** Whether no directive in a coroutine asks for __COUNTER__; else there are diagnostics. (macro_counter.c) */
bool counters_check(struct parse *parse, const struct coroutine *coroutines, struct diags *diags);
/** What stands for each __COUNTER__ that was opened in a coroutine goes behind it. Whether the buffer changed, and
 * has to be parsed again. (macro_counter.c) */
bool counters_settle(struct parse *parse, const struct coroutine *coroutines);

/** Puts the text of files that are included inside coroutines (an stb_ds array, in order) in the place of the #include,
 * where passes behind have to see it (inclusions.c). Whether the buffer changed, and has to be parsed again. */
bool inclusions_open(struct parse *parse, const struct coroutine *coroutines);
/** Which definition the macro was read from; -1. */
int macro_index(const struct parse *parse, const struct macro *macro);

/** libclang's view of a text in place of the main file; NULL: not even that. The caller disposes of it. (parse.c) */
CXTranslationUnit parse_text(const struct parse *parse, const char *text, size_t length, unsigned options);
/** Parses the buffer anew and fills in what depends on it. False, with diagnostics, when there are errors. (parse.c) */
bool parse_again(struct parse *parse, struct diags *diags);
/** The marks of the invocations. (macro_marks.c) */
struct mark *macro_marks(struct parse *parse);
void macro_marks_free(struct mark *marks);

#endif
