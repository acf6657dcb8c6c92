/* What stands under the passes: a stack that deeply nested input does not fill, and what is told when the tool itself
 * fails.
 *
 * In: the command line, and the file that is being worked on. Out, on a fault: one line that says what happened, a file
 * that holds the input, and the command that brings the fault back; exit code 3. A fault in libclang comes here, too.
 * Nothing of the user's is written or changed.
 *
 * What must hold: what runs on a fault allocates nothing and calls nothing that a signal handler may not. */
#ifndef CG_GUARD_H
#define CG_GUARD_H

#include <signal.h>
#include <stddef.h>

/** How deep brackets, blocks and parentheses may be nested: a limit of libclang's, which counts them. The stack holds
 * them all. */
#define NESTING_LIMIT "16384"

/** Called first. `argv` is kept. */
void guard_begin(char **argv);
/** What is being read, as it was read; NULL: nothing any more. Both are kept, not copied. */
void guard_input(const char *path, const char *text, size_t length);
/** The signals by which the tool is told to end. They reach the thread that `work` runs on, and no other. */
void guard_endings(sigset_t *set);
/** Runs `work` on a large stack, where one is to be had, and gives back what it returns. */
int guard_run(int (*work)(void *argument), void *argument);
/** The last lines of an internal error: saves the input, and tells how to bring the error back. */
void guard_tell_reproducer(void);

#endif
