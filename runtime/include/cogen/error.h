/* Errors: what co_raise makes, co_catch receives, an await passes on. Freestanding.
 *
 * An error is counted. Functions that return `co_error *` give the caller a reference to drop with co_error_free;
 * those that return `const co_error *` lend. An error and all its references belong to one thread.
 * No function here fails for want of memory: an error that cannot be made is CO_ENOMEM's own, which needs none; a
 * traceback that cannot grow is cut short. */
#ifndef COGEN_ERROR_H
#define COGEN_ERROR_H

#include "types.h"
#if __STDC_HOSTED__
#include <stdio.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct co_error {
	int code;            /* never 0: libuv's, cogen's own, or the user's */
	const char *message; /* never NULL */
	co_error *cause;     /* the error that was being handled when this one was raised, or NULL */
	/* the rest is the runtime's */
	co_error *co__next;
	co_task *co__origin;
	struct co__trace *co__trace;
	uint32_t co__references;
};

/** What a code means: "cancelled", "no error" for 0, libuv's text for libuv's codes, "error" for those that it does
 * not know. The text stays as it is until the next call from the same thread. Thread-safe. */
const char *co_strerror(int code);

/** Another reference to `error`, for as long as its holder wants; its traceback is shared. NULL for NULL. */
co_error *co_error_copy(const co_error *error);

/* What generated code calls, where `co_error_copy` may be a local of the user's. */
static inline co_error *co__error_copy(const co_error *error) { return co_error_copy(error); }

/** Drops a reference. NULL is allowed. */
void co_error_free(co_error *error);

/** The next error of a group's, or NULL, also for NULL. Lent, as long as `error` is. */
const co_error *co_error_next(const co_error *error);

/** The task whose cancellation this error was, or NULL, also for NULL. The task may be gone by then: an identity, not
 * to be used. */
co_task *co_error_origin(const co_error *error);

#if __STDC_HOSTED__
/** Prints the traceback, outermost call first, then "error CODE: message"; its causes before it, the further errors of
 * a group behind it. "no error" for NULL; nothing where `to` is NULL. */
void co_error_print(const co_error *error, FILE *to);
#endif

#ifdef __cplusplus
}
#endif
#endif
