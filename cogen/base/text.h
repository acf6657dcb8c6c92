/* A growable text: what emitters, diagnostics and the depfile write into.
 *
 * Bytes in, one contiguous string out. `data` has a NUL behind its last byte as soon as it is not NULL, so it can be
 * handed to C functions; the NUL is not counted. Numbers are printed in the C locale: the tool never calls
 * setlocale. */
#ifndef CG_TEXT_H
#define CG_TEXT_H

#include <stdarg.h>
#include <stddef.h>

struct text {
	char *data; /* NULL while nothing was added */
	size_t length, capacity;
};

void text_init(struct text *text);
/** Frees the memory; the text is empty and usable again. */
void text_release(struct text *text);
/** Empties it, keeping the memory. */
void text_clear(struct text *text);
/** Room for so many bytes more, so that what is added need not be moved as it grows. */
void text_expect(struct text *text, size_t more);
void text_add(struct text *text, const char *bytes, size_t length);
void text_puts(struct text *text, const char *string);
void text_putc(struct text *text, char c);
/** `count` times the same byte. */
void text_fill(struct text *text, char c, size_t count);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
/** The string, now the caller's to free(); never NULL. The text is empty afterwards. */
char *text_steal(struct text *text) __attribute__((returns_nonnull, warn_unused_result));

#endif
