/* The ways the tool ends when it cannot go on: no memory, or a state that its own passes promised not to reach.
 *
 * Both say so on stderr and end with exit code 3 (internal error); neither is for mistakes of the user, which
 * are diagnostics (diag.h) or usage errors (options.h). */
#ifndef CG_FATAL_H
#define CG_FATAL_H

#include <stddef.h>

enum exit_code {
	EXIT_WRITTEN = 0,  /* output written */
	EXIT_INPUT = 1,    /* errors in the input */
	EXIT_USAGE = 2,    /* the command line, or a file that cannot be read or written */
	EXIT_INTERNAL = 3, /* cogen's own fault, or no memory */
};

/** "cogen: internal error: …": a broken promise between passes; guard.h adds how to bring it back. */
_Noreturn void fatal_internal(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** "cogen: out of memory (… bytes)". Allocates nothing itself. */
_Noreturn void fatal_memory(size_t size);

/** An assertion that stays in release builds: generated code is never worth writing when it fails. */
#define ENSURE(condition)                                                                                              \
	((condition) ? (void)0 : fatal_internal("%s:%d: '%s' does not hold", __FILE__, __LINE__, #condition))
/** For a place that control cannot reach, as the default of a switch over all cases. */
#define UNREACHABLE() fatal_internal("%s:%d: unreachable", __FILE__, __LINE__)

#endif
