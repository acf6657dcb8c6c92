/* What notes to libclang's errors are found with: an error, and the tokens around it (hint.c, hint_values.c, hint_words.c). */
#ifndef CG_HINT_ERROR_H
#define CG_HINT_ERROR_H

#include "hint.h"

/** Words that mean something only with <cogen.h>; the short ones first. */
extern const char *const hint_keywords[];
extern const size_t hint_keyword_count;

/** An error, and the tokens around it. */
struct error {
	struct relay *relay;
	CXDiagnostic diagnostic;
	const char *spelling, *text;
	uint32_t offset;
	size_t from, to; /* the tokens of its line, up to it */
};

/** The token of that index; an empty one behind the last. */
const struct lex_token *token_at(const struct error *error, size_t i);
/** Whether that is what it reads. */
bool reads(const struct error *error, size_t i, const char *spelling);
bool is_await(const struct error *error, size_t i);
/** The first await on the line of the error, and in its statement, also behind it; arrlen: none. */
size_t await_of_line(const struct error *error);
/** Whether that is a part of what libclang says. */
bool says(const struct error *error, const char *part);
/** Whether what libclang says has the token in quotes. */
bool names(const struct error *error, size_t i);
void note(const struct error *error, struct span span, const char *message);
/** Whether a declaration of this file says async(T) of the name. */
bool is_async(const struct error *error, size_t name);

/* Each tells what it knows of an error: true, and no other is asked. */

/* hint_values.c */

bool hint_constant(const struct error *error);
bool hint_declared(const struct error *error);
bool hint_generator(const struct error *error);
bool hint_generator_object(const struct error *error);
bool hint_handle(const struct error *error);
bool hint_pointer(const struct error *error);
bool hint_returned(const struct error *error);
bool hint_sent(const struct error *error);
bool hint_task(const struct error *error);
bool hint_spawn(const struct error *error);

/* hint_words.c */

bool hint_async(const struct error *error);
bool hint_braces(const struct error *error);
bool hint_compiler(const struct error *error);
bool hint_head(const struct error *error);
bool hint_header(const struct error *error);
bool hint_keyword(const struct error *error);
bool hint_loop(const struct error *error);
bool hint_member(const struct error *error);
bool hint_python(const struct error *error);
bool hint_raise(const struct error *error);
bool hint_spelling(const struct error *error);

#endif
