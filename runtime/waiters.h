/* FIFOs of frames that wait: what locks, semaphores, events, conditions, barriers and queues have in common.
 *
 * In: frames of awaitables that begin with a struct co__waiter. Out: the running task suspended, a waiter made ready.
 *
 * A waiter that is woken is marked (CO__GIVEN) and the task pushed; what it was given it has in its turn, not
 * before. When it is cancelled between, resume gets an error, finds the mark, and passes on what it was given. When
 * it is cancelled before, the awaitable's `cancel` takes it out of the FIFO, and there is nothing to pass on.
 *
 * What must hold: all waiters of one object belong to one loop. */
#ifndef COGEN_WAITERS_H
#define COGEN_WAITERS_H

#include "internal.h"

static inline struct co__waiter *co__waiter_of(co_coro *self) { return (struct co__waiter *)(void *)self; }
static inline bool co__is_given(const struct co__waiter *waiter) { return waiter->co__coro.state == CO__GIVEN; }

/** Adds a waiter that is in no FIFO at the end; takes one out, wherever in it. */
static inline void co__waiters_append(struct co__waiters *waiters, struct co__waiter *waiter) {
	waiter->co__next = NULL;
	waiter->co__previous = waiters->co__last;
	if (waiters->co__last)
		waiters->co__last->co__next = waiter;
	else
		waiters->co__first = waiter;
	waiters->co__last = waiter;
}
static inline void co__waiters_leave(struct co__waiters *waiters, struct co__waiter *waiter) {
	if (CO__UNLIKELY(waiter->co__previous != NULL))
		waiter->co__previous->co__next = waiter->co__next;
	else
		waiters->co__first = waiter->co__next;
	if (waiter->co__next)
		waiter->co__next->co__previous = waiter->co__previous;
	else
		waiters->co__last = waiter->co__previous;
}

/** Makes a waiter ready. It stays where it is. */
static inline void co__give(struct co__waiter *waiter) {
	waiter->co__coro.state = CO__GIVEN;
	co__wake(waiter->co__task);
}
/** Takes the first waiter out and makes it ready: it, or NULL. */
struct co__waiter *co__give_first(struct co__waiters *waiters);
/** The same for all. */
void co__give_all(struct co__waiters *waiters);

/** Suspends a frame that has waited before: what a resume does. */
static inline co_step co__wait_again(struct co__waiters *waiters, struct co__waiter *waiter) {
	waiter->co__coro.state = CO__WAITING;
	co__waiters_append(waiters, waiter);
	return co__suspend(&waiter->co__coro);
}
/** Why a task (NULL: none runs) cannot. */
CO__COLD co_step co__cannot_wait(const co_task *task);
/** Suspends the running task in a FIFO: what a start does. CO__RAISED: no task runs, or tasks of another loop wait
 * for it. `on` is kept for resume and cancel. */
static inline co_step co__wait_in(struct co__waiters *waiters, struct co__waiter *waiter, const co_type *type, void *on) {
	co_task *task = co__running();
	const struct co__waiter *first = waiters->co__first;
	if (CO__UNLIKELY(!task || (first && co__loop_of(first->co__task) != co__loop_of(task)))) return co__cannot_wait(task);
	co__began(&waiter->co__coro, type);
	waiter->co__task = task;
	waiter->co__on = on;
	return co__wait_again(waiters, waiter);
}

/** `resume` of what was either given all that it waited for or cancelled. */
co_step co__resume_waiter(co_coro *self, const void *in, co_error *error);

/** A constructed object that waits on `on`; NULL: no memory. */
co_coro *co__waiter_new(const co_type *type, void *on);

/** What all types of waiting frames say. */
#define CO__WAITER_TYPE(name_, frame_)                                                                                 \
	.name = name_, .frame_size = sizeof(frame_), .frame_align = _Alignof(frame_), .kind = CO__AWAITABLE, .abi = CO__ABI

#endif
