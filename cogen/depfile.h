/* The files that a run read, as a rule for make and ninja (-MF).
 *
 * In: paths, as libclang names them. Out: one rule, the main file first, then the others sorted, each once. */
#ifndef CG_DEPFILE_H
#define CG_DEPFILE_H

#include "base/text.h"

struct depfile {
	char *main;
	char **others; /* stb_ds array */
};

void depfile_init(struct depfile *depfile);
void depfile_release(struct depfile *depfile);

/** Enters a file; the first one is the main file. "a/./b.h" and "./a//b.h" are "a/b.h"; `..` stays, as it may follow a
 * link. */
void depfile_add(struct depfile *depfile, const char *path);

/** The rule. `target` is text of a make rule already (depfile_escape). */
void depfile_print(const struct depfile *depfile, const char *target, struct text *out);

/** A file name as make, ninja and CMake read it: `\ ` for a space, `\#`, `$$`; backslashes are doubled where they would
 * otherwise escape. */
void depfile_escape(struct text *out, const char *name);

#endif
