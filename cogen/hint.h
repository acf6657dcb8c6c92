/* What the files about libclang's errors share: relay.c tells them, retell.c in words of our own, hint.c, hint_values.c and
 * hint_words.c add to them, misuse.c finds what makes many of them. Private to these. */
#ifndef CG_HINT_H
#define CG_HINT_H

#include "diag.h"
#include "lex.h"
#include "parse.h"

/** A word of cogen that is used in another way than it is made for: told once, by us. */
struct misuse {
	struct span span;       /* the word, with what stands in parentheses behind it */
	size_t first, last;     /* tokens: of the names inside, which are not declared because of it */
	uint32_t unnamed;       /* up to where a name is missing that it should have declared; 0: it declares none */
};

struct relay {
	const struct parse *parse;
	struct diags *diags;
	struct lex_token *tokens; /* stb_ds, of the main file; read when there are errors */
	bool has_header;          /* the words have macros behind them */
	struct misuse *misuses;   /* stb_ds */
	uint32_t *quiet_lines;    /* stb_ds: where a misspelled word stood, and nothing behind it means anything */
};

/* hint.c */

bool is_keyword(const struct relay *relay, const struct lex_token *token);
/** One that may be taken by something else: without a prefix. */
bool is_short_keyword(const struct relay *relay, const struct lex_token *token);
bool is_defined(const struct parse *parse, const char *macro);
bool place_in_main(const struct relay *relay, CXDiagnostic diagnostic, uint32_t *offset);
/** The tokens of the line on which an error was met, up to it: first and behind the last. */
void tokens_before(const struct relay *relay, uint32_t offset, size_t *from, size_t *to);
/** Notes and fix-its to an error that was just relayed. */
void hint(struct relay *relay, CXDiagnostic diagnostic, const char *spelling);
/** Whether the fix-its of libclang's own lead away from what is wrong. */
bool hint_misleads(const struct relay *relay, CXDiagnostic diagnostic);

/** The function of that name; a null cursor. */
CXCursor find_function_named(const struct relay *relay, const struct lex_token *name);
/** Whether `async`, `generator` or `async_generator` is what a function is declared as. */
bool is_declared_as(CXCursor function, const char *keyword);
/** Nothing more is told of the line that the token is on: what is wrong with it was. */
void tell_no_more(struct relay *relay, const struct lex_token *token);

/* retell.c */

/** Reports an error in our own words instead of libclang's, where these are about something else. */
bool retell(struct relay *relay, CXDiagnostic diagnostic, const char *spelling);

/* misuse.c */

/** Reports them, on lines where libclang has errors. */
void find_misuses(struct relay *relay, CXDiagnosticSet all);
/** Whether an error is nothing but what follows from one that was told. */
bool misuse_explains(const struct relay *relay, CXDiagnostic diagnostic, const char *spelling);

#endif
