/* Locks, semaphores and events: FIFOs of waiting frames.
 *
 * In: tasks that wait, tasks that release. Out: one waiter made ready for each thing given back, the longest first.
 *
 * What is released goes to the first waiter at once, but that waiter stays first in the FIFO until its turn
 * (CO__GIVEN), so a newcomer queues behind it; when it is cancelled before its turn it passes on what it was given.
 * This is asyncio's order of events, seen from outside.
 *
 * What must hold: a waiter of a lock or semaphore is in its FIFO from suspension to resumption or cancellation,
 * whatever happens between; one of an event until the event is set. */
#include "internal.h"

/* ---- FIFOs ---- */

static void append(struct co__waiters *waiters, struct co__waiter *waiter) {
	waiter->co__next = NULL;
	waiter->co__previous = waiters->co__last;
	if (waiters->co__last)
		waiters->co__last->co__next = waiter;
	else
		waiters->co__first = waiter;
	waiters->co__last = waiter;
}

static void leave(struct co__waiters *waiters, struct co__waiter *waiter) {
	if (waiter->co__previous)
		waiter->co__previous->co__next = waiter->co__next;
	else
		waiters->co__first = waiter->co__next;
	if (waiter->co__next)
		waiter->co__next->co__previous = waiter->co__previous;
	else
		waiters->co__last = waiter->co__previous;
}

static bool is_given(const struct co__waiter *waiter) { return waiter->co__coro.state == CO__GIVEN; }

static void give(struct co__waiter *waiter) {
	waiter->co__coro.state = CO__GIVEN;
	co__wake(waiter->co__task);
}

/* Waits in the FIFO of `on`, which is bound to one loop as long as anybody waits. */
static co_step wait_in(struct co__waiters *waiters, struct co__waiter *waiter, const co_type *type, void *on) {
	co_task *task = co__running();
	if (!task) return co__no_task();
	if (waiters->co__first && co__loop_of(waiters->co__first->co__task) != co__loop_of(task))
		return CO__RAISE(co__error_new(CO_ESTATE, "tasks of another loop wait for it"));
	co__began(&waiter->co__coro, type);
	waiter->co__coro.state = CO__WAITING;
	waiter->co__task = task;
	waiter->co__on = on;
	append(waiters, waiter);
	return co__suspend(&waiter->co__coro);
}

static struct co__waiter *waiter_of(co_coro *self) { return (struct co__waiter *)(void *)self; }

static co_coro *construct(const co_type *type, void *on) {
	co_coro *object = co__new(type);
	if (object) waiter_of(object)->co__on = on;
	return object;
}

/* ---- locks ---- */

void co_lock_init(co_lock *lock) { *lock = (co_lock)CO_LOCK_INIT; }

/* While it is handed to a waiter that has not run, the lock reads free. */
static bool is_handed(const co_lock *lock) {
	return lock->co__waiters.co__first && is_given(lock->co__waiters.co__first);
}

bool co_lock_locked(co_lock *lock) { return lock->co__held && !is_handed(lock); }

static void hand_on(co_lock *lock) {
	if (lock->co__waiters.co__first)
		give(lock->co__waiters.co__first);
	else
		lock->co__held = false;
}

void co_lock_release(co_lock *lock) {
	if (!co_lock_locked(lock)) co__host_fatal("nobody holds the lock:", "co_lock_release", 0, 0, NULL);
	hand_on(lock);
}

co_step co__lock_acquire_wait(struct co__lock_acquire_frame *frame, co_lock *lock) {
	return wait_in(&lock->co__waiters, &frame->co__waiter, &co__lock_acquire_type, lock);
}

static co_step resume_lock(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__waiter *waiter = waiter_of(self);
	co_lock *lock = waiter->co__on;
	if (!is_given(waiter)) return CO__RAISE(error); /* cancel_lock took it out */
	leave(&lock->co__waiters, waiter);
	if (!error) return CO__RETURN_VOID();
	hand_on(lock);
	return CO__RAISE(error);
}

static bool cancel_lock(co_coro *self) {
	struct co__waiter *waiter = waiter_of(self);
	leave(&((co_lock *)waiter->co__on)->co__waiters, waiter);
	return true;
}

static co_step first_lock(co_coro *self) {
	co_coro header = *self;
	co_step step = co__lock_acquire_start((struct co__lock_acquire_frame *)(void *)self, waiter_of(self)->co__on);
	return co__keep_header(self, &header, step);
}

const co_type co__lock_acquire_type = {
	.name = "co_lock_acquire",
	.first = first_lock,
	.resume = resume_lock,
	.cancel = cancel_lock,
	.frame_size = sizeof(struct co__lock_acquire_frame),
	.frame_align = _Alignof(struct co__lock_acquire_frame),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

co_coro *co_lock_acquire(co_lock *lock) { return construct(&co__lock_acquire_type, lock); }

/* ---- semaphores ---- */

/* Permits for newcomers are in `value`, which is 0 while anybody is in the FIFO; those behind a waiter that has not run
 * are in `spare`. A permit that was given is in neither. */

static struct co__waiter *first_not_given(const co_semaphore *semaphore) {
	struct co__waiter *waiter = semaphore->co__waiters.co__first;
	while (waiter && is_given(waiter)) waiter = waiter->co__next;
	return waiter;
}

/* Lets as many go on as there are permits; the rest is for newcomers, if nobody is left before them. */
static void settle(co_semaphore *semaphore) {
	if (semaphore->co__spare) {
		struct co__waiter *waiter = first_not_given(semaphore);
		for (; waiter && semaphore->co__spare; waiter = waiter->co__next) {
			semaphore->co__spare--;
			give(waiter);
		}
	}
	if (!semaphore->co__waiters.co__first) {
		semaphore->co__value += semaphore->co__spare;
		semaphore->co__spare = 0;
	}
}

bool co_semaphore_locked(co_semaphore *semaphore) { return semaphore->co__value == 0; }

void co_semaphore_release(co_semaphore *semaphore) {
	if (!semaphore->co__waiters.co__first) {
		semaphore->co__value++;
		return;
	}
	struct co__waiter *waiter = first_not_given(semaphore);
	if (waiter)
		give(waiter);
	else
		semaphore->co__spare++;
}

co_step co__semaphore_acquire_wait(struct co__semaphore_acquire_frame *frame, co_semaphore *semaphore) {
	return wait_in(&semaphore->co__waiters, &frame->co__waiter, &co__semaphore_acquire_type, semaphore);
}

static co_step resume_semaphore(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__waiter *waiter = waiter_of(self);
	co_semaphore *semaphore = waiter->co__on;
	if (!is_given(waiter)) {
		settle(semaphore);
		return CO__RAISE(error);
	}
	leave(&semaphore->co__waiters, waiter);
	if (error) semaphore->co__spare++;
	settle(semaphore);
	return error ? CO__RAISE(error) : CO__RETURN_VOID();
}

static bool cancel_semaphore(co_coro *self) {
	struct co__waiter *waiter = waiter_of(self);
	co_semaphore *semaphore = waiter->co__on;
	leave(&semaphore->co__waiters, waiter);
	settle(semaphore);
	return true;
}

static co_step first_semaphore(co_coro *self) {
	co_coro header = *self;
	co_step step =
		co__semaphore_acquire_start((struct co__semaphore_acquire_frame *)(void *)self, waiter_of(self)->co__on);
	return co__keep_header(self, &header, step);
}

const co_type co__semaphore_acquire_type = {
	.name = "co_semaphore_acquire",
	.first = first_semaphore,
	.resume = resume_semaphore,
	.cancel = cancel_semaphore,
	.frame_size = sizeof(struct co__semaphore_acquire_frame),
	.frame_align = _Alignof(struct co__semaphore_acquire_frame),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

co_coro *co_semaphore_acquire(co_semaphore *semaphore) { return construct(&co__semaphore_acquire_type, semaphore); }

/* ---- events ---- */

bool co_event_is_set(co_event *event) { return event->co__set; }
void co_event_clear(co_event *event) { event->co__set = false; }

void co_event_set(co_event *event) {
	event->co__set = true;
	for (struct co__waiter *waiter; (waiter = event->co__waiters.co__first);) {
		leave(&event->co__waiters, waiter);
		give(waiter);
	}
}

static const co_type event_wait_type;

static co_step first_event(co_coro *self) {
	struct co__waiter *waiter = waiter_of(self);
	co_event *event = waiter->co__on;
	if (event->co__set) return CO__RETURN_VOID();
	co_coro header = *self;
	return co__keep_header(self, &header, wait_in(&event->co__waiters, waiter, &event_wait_type, event));
}

static co_step resume_event(co_coro *self, const void *in, co_error *error) {
	(void)self;
	(void)in;
	return error ? CO__RAISE(error) : CO__RETURN_VOID();
}

static bool cancel_event(co_coro *self) {
	leave(&((co_event *)waiter_of(self)->co__on)->co__waiters, waiter_of(self));
	return true;
}

static const co_type event_wait_type = {
	.name = "co_event_wait",
	.first = first_event,
	.resume = resume_event,
	.cancel = cancel_event,
	.frame_size = sizeof(struct co__waiter),
	.frame_align = _Alignof(struct co__waiter),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

co_coro *co_event_wait(co_event *event) { return construct(&event_wait_type, event); }
