/* The blocks of the language that the runtime carries out: co_timeout, co_group, co_scope, co_uncancellable.
 *
 * A block NAME has a frame, struct co__NAME_frame, in the frame of the coroutine while it is under way:
 *   co__NAME_enter_start(frame, arguments…)   returned: entered; raised: not entered, exit must not run
 *   co__NAME_exit_start(frame, why)           exactly once on every way out; `why` is the error under way (given), or NULL.
 *                             Returned: goes on with the way that was taken, or behind the block where there was an error, which
 *                             is then dropped. Raised: the error under way from here on. Suspended: resumed as any awaitable
 *   co__NAME_exit_type        where exit may suspend: what resumes it and takes it back
 * Only the exit of a group suspends. Nothing allocates but the place of a timer in the loop's heap.
 *
 * What must hold: enter and exit run in the task's own step; a frame that was entered is not moved. The blocks of a
 * task form a list, innermost first, so that a handle finds its scope, and the cancellation that a timeout or a
 * group asks for finds out whether a co_uncancellable inside it holds it back. A block that its task did not leave
 * is taken out as the task ends. */
#ifndef COGEN_BLOCK_H
#define COGEN_BLOCK_H

#include "awaitable.h"

#ifdef __cplusplus
extern "C" {
#endif

/** In the list of the task that entered it. */
struct co__block {
	struct co__block *co__outer;
	co_task *co__task; /* NULL: in no list */
	uint32_t co__kind : 2;
	uint32_t co__held : 1;  /* a request of its own that an uncancellable block keeps back: see block.c */
	uint32_t co__kept : 29; /* of an uncancellable block: requests from outside that it keeps back */
};

/** Handles that end with their owner, in the order they were made. */
struct co__owned {
	co_future **co__items;
	uint32_t co__count, co__capacity;
};

/** co_timeout (seconds) { } */
struct co__co_timeout_frame {
	co_coro co__coro;
	struct co__block co__block;
	void *co__item[2]; /* in the ready queue, once the time is up */
	struct co__timer co__timer;
	int32_t co__cancels; /* requests at its entry: a cancellation that brings them back to that is its own */
	uint8_t co__stage;
};
co_step co__co_timeout_enter_start(struct co__co_timeout_frame *frame, double seconds);
co_step co__co_timeout_exit_start(struct co__co_timeout_frame *frame, co_error *why);

/** co_group (g) { }: g is &frame->co__group. */
struct co__group_child;
struct co_group {
	struct co__group_child *co__children; /* not heard of yet; the last of a ring */
	struct co__group_child *co__failed;   /* in the order they failed; the last of a ring */
	int32_t co__cancels;                  /* as in a timeout */
	bool co__ending;                      /* its tasks were cancelled, no new ones */
	bool co__exiting;                     /* its block is left */
	bool co__waiting;                     /* …and waits for its tasks */
	bool co__asked;                       /* it has asked for a cancellation of its own block */
	bool co__ending_below;                /* a task of it holds a group that is ending, or was, or has one that does */
	uint32_t co__before;                  /* tasks that had failed when the body was left */
};
struct co__co_group_frame {
	co_coro co__coro;
	struct co__block co__block;
	co_group
		co__group;
	co_error *co__why; /* while its exit waits */
};
extern const co_type co__co_group_exit_type;
co_step co__co_group_enter_start(struct co__co_group_frame *frame);
co_step co__co_group_exit_start(struct co__co_group_frame *frame, co_error *why);

/** co_scope { } */
struct co__co_scope_frame {
	co_coro co__coro;
	struct co__block co__block;
	struct co__owned co__owned;
};
co_step co__co_scope_enter_start(struct co__co_scope_frame *frame);
co_step co__co_scope_exit_start(struct co__co_scope_frame *frame, co_error *why);

/** co_uncancellable { } */
struct co__co_uncancellable_frame {
	co_coro co__coro;
	struct co__block co__block;
};
co_step co__co_uncancellable_enter_start(struct co__co_uncancellable_frame *frame);
co_step co__co_uncancellable_exit_start(struct co__co_uncancellable_frame *frame, co_error *why);

#ifdef __cplusplus
}
#endif
#endif
