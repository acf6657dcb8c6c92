/* Declarations as words: where the specifiers of one end, and which words are of one of its declarators. For passes
 * that take a declaration apart in the text. */
#ifndef CG_DECLARATOR_H
#define CG_DECLARATOR_H

#include "lex.h"

/** The words of a text, and what is known of macros in it. */
struct words {
	const char *text;
	const struct lex_token *tokens; /* stb_ds */
	/* whether a macro is called at that offset; NULL: there is none that matters */
	bool (*is_macro)(const void *macros, uint32_t offset);
	const void *macros;
};

/** Whether what stands in parentheses behind the word belongs to it, in the specifiers of a declaration. */
bool is_group_word(const char *text, const struct lex_token *token);

/** Index behind the bracket that closes the one at `open`. */
size_t behind_group(const struct words *words, size_t open);

/** Where the declarators of the declaration that begins at `start` do; the first of them declares the name that
 * stands at `first_name`. */
uint32_t behind_specifiers(const struct words *words, uint32_t start, uint32_t first_name);

/** From tokens[first] to the bracket or semicolon at tokens[stop], the part between commas that holds `name_at`. */
struct span declarator_with(const struct words *words, size_t first, size_t stop, uint32_t name_at);

#endif
