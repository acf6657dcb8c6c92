/* Where headers are: clang's builtin ones (stddef.h, stdarg.h, …), which libclang does not hold itself, and cogen's
 * own.
 *
 * Both are looked for where the build found them and beside what runs now, so that an installed tool, one in its build
 * tree and one with another libclang than at build time all find theirs. */
#ifndef CG_RESOURCE_H
#define CG_RESOURCE_H

/** What `-resource-dir` has to be for the libclang in use; NULL when its headers are not installed. The caller frees
 * it. */
char *resource_find_clang(void);
/** The directory that holds cogen.h; NULL when it is not there. `argv0` is how the tool was called. The caller frees
 * it. */
char *resource_find_headers(const char *argv0);
/** libclang's version in words, "Debian clang version 19.1.7 (…)". The caller frees it. */
char *resource_clang_version(void);
/** Its major number, 0 when the version cannot be read. */
int resource_clang_major(void);

#endif
