/* UTF-8 and the width of characters on a terminal, without the locale: the tool prints the same bytes under every
 * one. */
#ifndef CG_UNICODE_H
#define CG_UNICODE_H

#include <stddef.h>
#include <stdint.h>

/** Decodes the character at `bytes` (at least one, `left` of them). Returns how many bytes it takes; 0 when they are
 * not UTF-8 (overlong forms, surrogates and cut-off characters included). */
size_t utf8_decode(const char *bytes, size_t left, uint32_t *character);

/** Columns that a character takes: 0 for combining marks, 2 for East Asian wide ones and emoji, else 1. Control and
 * format characters are the caller's affair: -1. */
int character_width(uint32_t character);

#endif
