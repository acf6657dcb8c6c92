/* The calls of macros inside coroutines, and which of them hide something from the passes behind: macro_candidates.c
 * finds and decides, macros.c opens. Candidates belong to one parse, and die with it. */
#ifndef CG_MACRO_CANDIDATES_H
#define CG_MACRO_CANDIDATES_H

#include "macro_table.h"

/* A call inside a coroutine that may have to be opened. */
struct candidate {
	struct mark *mark;
	const struct invocation *invocation;
	struct expansion expansion;
	const char *reason; /* to open it: what it hides; NULL: nothing so far */
	const char *lost;   /* a name in it that is a macro, but nobody knows which */
	bool forced;        /* asked for from outside */
	size_t coroutine;   /* which one it is in */
	bool inside_keyword,
		operand; /* in the parentheses of one of cogen's macros; what await and its like stand before */
	/* of the syntax tree */
	unsigned nodes; /* inside, not within one another */
	CXCursor first;
};

/** The coroutines that the main file defines, in order, an stb_ds array. */
struct coroutine *coroutines_find(struct parse *parse);

/** The calls inside of coroutines, in order, an stb_ds array; of those outside it is noted at their marks whether they
 * mention something of cogen's. `forced`: spans of calls to open in any case. */
struct candidate *candidates_find(struct parse *parse, const struct coroutine *coroutines, const struct span *forced,
                                  size_t forced_count);
/** Expands them, and fills in the reason to open each, where there is one. */
void candidates_decide(struct parse *parse, struct candidate *candidates, const struct coroutine *coroutines);
/** Whether a builtin macro says where the source stands, and has to be written out, as the compiler would say where the
 * output does. */
bool macro_tells_place(const struct parse *parse, const struct macro *macro);
/** Puts down at its mark what passes behind want to know of a call that stays. */
void candidate_note(struct parse *parse, struct candidate *candidate);
void candidates_free(struct candidate *candidates);

/** A suspension's keyword that the expansion holds, but nowhere evaluates; NULL (macro_unevaluated.c). */
const struct expand_token *macro_never_evaluates(const struct expansion *expansion);

/** Fills in the reason to open those that hide nothing, but would to another compiler (macro_choice.c). */
void candidates_decide_elsewhere(struct parse *parse, struct candidate *candidates, const struct coroutine *coroutines);
/** Takes second pairs of parentheses from comparisons that are conditions (macro_parentheses.c). */
void macro_drop_parentheses(const struct parse *parse, struct expansion *expansion);
/** What the tokens alone tell that an expansion hides; NULL: nothing. */
const char *hidden_in_tokens(const struct expand_token *tokens, size_t count);
/** The last token in front of the place that is in the file; NULL. */
const struct lex_token *token_before(const struct parse *parse, uint32_t offset);

#endif
