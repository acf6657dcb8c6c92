/* The compiler of what is generated, where the command line names it: `cogen a.co.c -o a.c -- gcc -O2`.
 *
 * Some headers are a compiler's own: gcc has <omp.h> and <quadmath.h> in a folder that libclang does not look into. */
#ifndef CG_COMPILER_H
#define CG_COMPILER_H

#include "options.h"

/** Asks the compiler which folders it looks into, and adds them to the flags, an stb_ds array, as the last ones to be
 * looked into. Their names live in `arena`. False, and a line on stderr, when it does not answer. */
bool compiler_folders(const struct options *options, struct arena *arena, const char ***flags);

/** The folder of a gcc of this system's that has a header; NULL. The caller frees it. */
char *compiler_with_header(const char *name);

#endif
