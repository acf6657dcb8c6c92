/* Preprocessing tokens of a piece of C text.
 *
 * In: bytes. Out: an array of tokens with their offsets; comments and blanks leave only a flag on the token behind
 * them. Backslash-newline is skipped wherever it stands, also inside a token. Nothing is expanded and nothing is an
 * error: what is no C token becomes one of kind LEX_OTHER. Knows no libclang. */
#ifndef CG_LEX_H
#define CG_LEX_H

#include "source.h"
#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum lex_kind {
	LEX_IDENTIFIER, /* keywords of C, too */
	LEX_NUMBER,     /* a preprocessing number: `1.5e+3`, but also `1x`; of C23 `1'000` */
	LEX_STRING,     /* with its prefix */
	LEX_CHARACTER,
	LEX_PUNCTUATOR,
	LEX_OTHER,
};

enum {
	LEX_SPACE = 1,     /* a blank, a comment or a newline stands before it */
	LEX_FIRST = 2,     /* the first one on its line */
	LEX_DIRECTIVE = 4, /* part of a directive, its `#` included */
	LEX_SPLICED = 8,   /* has a backslash-newline inside */
	LEX_INACTIVE = 16, /* set by parse.c: in a group that #if leaves out */
};

struct lex_token {
	struct span span;
	uint8_t kind, flags;
};

/** The language of all that is read from here on: in C23 a number goes on behind a quote (`1'000`), and `u8'x'` is a
 * character. It is C11 until somebody says otherwise. */
void lex_as(bool c23);

/** All tokens of text[span], as an stb_ds array for the caller to free. */
struct lex_token *lex(const char *text, struct span span);

/** As lex_is, of a token that has a backslash-newline inside. */
bool lex_is_spliced(const char *text, const struct lex_token *token, const char *spelling);

/** Whether the token reads as `spelling`. `text` is what it was read from. Here, as there is no call that is made more
 * often, and the length of the spelling is mostly known to the compiler. */
static inline bool lex_is(const char *text, const struct lex_token *token, const char *spelling) {
	if (token->flags & LEX_SPLICED) return lex_is_spliced(text, token, spelling);
	size_t length = strlen(spelling);
	return token->span.end - token->span.start == length && memcmp(text + token->span.start, spelling, length) == 0;
}

/** The token's spelling without what joins its lines. */
void lex_spelling(const char *text, const struct lex_token *token, struct text *spelling);

/** Behind the backslash-newlines that stand at the offset, which is often itself. */
uint32_t lex_behind_splices(const char *text, size_t length, uint32_t offset);

/** Index of the first token that starts at or behind `offset`; arrlen(tokens) when there is none. */
size_t lex_find(const struct lex_token *tokens, uint32_t offset);

/** Index of the bracket that closes the one at `open` (any of ( [ { ), directives and inactive groups skipped;
 * arrlen(tokens) when there is none. */
size_t lex_closing(const char *text, const struct lex_token *tokens, size_t open);

#endif
