/* Locks: one holder, a FIFO of waiters.
 *
 * In: tasks that wait, tasks that release. Out: one waiter made ready for each release, the longest first.
 *
 * What is released goes to the first waiter at once, but that waiter stays first in the FIFO until its turn, so a
 * newcomer queues behind it; when it is cancelled before its turn it passes the lock on. This is asyncio's order of
 * events, seen from outside.
 *
 * What must hold: a waiter is in the FIFO from suspension to resumption or cancellation, whatever happens between. */
#include "waiters.h"

void co_lock_init(co_lock *lock) {
	if (lock)
		*lock = (co_lock)CO_LOCK_INIT;
	else
		co__null("co_lock_init", "lock");
}

/* While it is handed to a waiter that has not run, the lock reads free. */
static inline bool is_handed(const co_lock *lock) {
	return lock->co__waiters.co__first && co__is_given(lock->co__waiters.co__first);
}

static inline bool is_locked(const co_lock *lock) { return lock->co__held && !is_handed(lock); }

bool co_lock_locked(const co_lock *lock) { return lock ? is_locked(lock) : co__none_of_null("co_lock_locked", "lock"); }

static inline void hand_on(co_lock *lock) {
	if (lock->co__waiters.co__first)
		co__give(lock->co__waiters.co__first);
	else
		lock->co__held = false;
}

CO__COLD static int release_watched(co_lock *lock) {
	co__lock_released(lock);
	hand_on(lock);
	return 0;
}

int co_lock_release(co_lock *lock) {
	if (CO__UNLIKELY(!lock || !is_locked(lock))) return co__misuse("co_lock_release", lock ? "nobody holds the lock" : "the lock is NULL");
	if (CO__UNLIKELY(co__lock_is_watched())) return release_watched(lock);
	hand_on(lock);
	return 0;
}

co_step co__lock_acquire_wait(struct co__co_lock_acquire_frame *frame, co_lock *lock) {
	if (!lock) return co__raise_null("co_lock_acquire", "lock");
	return co__wait_in(&lock->co__waiters, &frame->co__waiter, &co__co_lock_acquire_type, lock);
}

/* It was cancelled when it had been given the lock. */
CO__COLD static co_step pass_on(co_lock *lock, co_error *error) {
	hand_on(lock);
	return CO__RAISE(error);
}

static co_step resume_acquire(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__waiter *waiter = co__waiter_of(self);
	co_lock *lock = waiter->co__on;
	if (CO__UNLIKELY(!co__is_given(waiter))) return CO__RAISE(error); /* cancel_acquire took it out */
	co__waiters_leave(&lock->co__waiters, waiter);
	if (CO__UNLIKELY(error != NULL)) return pass_on(lock, error);
	co__lock_is_taken(lock);
	return CO__RETURN_VOID();
}

static bool cancel_acquire(co_coro *self) {
	struct co__waiter *waiter = co__waiter_of(self);
	co__waiters_leave(&((co_lock *)waiter->co__on)->co__waiters, waiter);
	return true;
}

static co_step first_acquire(co_coro *self) {
	co_coro header = *self;
	co_step step = co__co_lock_acquire_start((struct co__co_lock_acquire_frame *)(void *)self, co__waiter_of(self)->co__on);
	return co__keep_header(self, &header, step);
}

const co_type co__co_lock_acquire_type = {
	CO__WAITER_TYPE("co_lock_acquire", struct co__co_lock_acquire_frame),
	.first = first_acquire,
	.resume = resume_acquire,
	.cancel = cancel_acquire,
};

co_coro *co_lock_acquire(co_lock *lock) { return co__waiter_new(&co__co_lock_acquire_type, lock); }
