/* The nouns of the public surface: handles, codes, states. Freestanding; included by every other public header and by
 * both readings of <cogen.h>.
 *
 * What must hold: the same declarations in annotated, generated and plain files, so that structures that hold them have
 * one layout in a program. */
#ifndef COGEN_TYPES_H
#define COGEN_TYPES_H

#include "frame.h"

/** Between a macro's name and its arguments: keeps cogen's text from being expanded where it must not be. */
#define CO__NOTHING

/** A generator object: another name for a coroutine object, from co_new to co_free. */
typedef co_coro co_gen;

/** A result that is not there yet. A task is a future with a coroutine that computes it. */
typedef struct co_future co_future;
typedef co_future co_task;

/** An event loop; one per thread. */
typedef struct co_loop co_loop;

/** The tasks of a co_group block. */
typedef struct co_group co_group;

/** A callback that was scheduled. A small value: nobody frees it, it never dangles, cancelling one that has run does
 * nothing. */
typedef struct co_handle {
	uint32_t slot;
	uint32_t generation; /* 0: nothing was scheduled */
	uint32_t loop;
} co_handle;

/** What co_wait found, in argument order, without duplicates. A handle (owned as futures are). */
typedef struct co_wait_result {
	co_future **done;
	size_t n_done;
	co_future **pending;
	size_t n_pending;
} co_wait_result;

/* Error codes of cogen's own: below everything that libuv uses (its lowest is -4095). Positive codes are the user's. */
enum {
	CO_ECANCELED = -5001, /* the task, or what it waits for, was cancelled */
	CO_ETIMEDOUT = -5002, /* a co_timeout or co_wait_for ran out */
	CO_EGENEXIT = -5003,  /* raised at the yield of a generator that is closed */
	CO_ESTATE = -5004,    /* not allowed in this state; nothing was changed */
	CO_ENOMEM = -5005,    /* no memory */
	CO_EDEADLOCK = -5006, /* nothing can wake what is waited for */
	CO_ESHUTDOWN = -5007, /* the queue or the loop was shut down */
};

/** What co_gen_state answers. */
enum { CO_CREATED, CO_RUNNING, CO_SUSPENDED, CO_CLOSED };

/** The size of what a `void *` points to. */
#define CO__UNKNOWN ((size_t)-1)

/** Beside a size: what is there may be larger. Part of CO__UNKNOWN. */
#define CO__AT_LEAST ((size_t)1 << (sizeof(size_t) * 8 - 1))

/** When co_wait returns. */
enum { CO_FIRST_COMPLETED, CO_FIRST_ERROR, CO_ALL_COMPLETED };

#endif
