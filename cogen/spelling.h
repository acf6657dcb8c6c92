/* Other spellings of brackets; spelling.c tells. */
#ifndef CG_SPELLING_H
#define CG_SPELLING_H

#include "source.h"

/** Replaces the digraphs, and the trigraphs where the compiler's flags have them, in the buffer. */
void spelling_replace(struct source *source, const char *const *flags, size_t count);

#endif
