/* Semaphores: a number of permits, a FIFO of waiters.
 *
 * In: tasks that wait, tasks that release. Out: one waiter made ready for each permit given back, the longest first.
 *
 * Permits for newcomers are in `value`, which is 0 while anybody is in the FIFO; those behind a waiter that was
 * given one and has not run are in `spare`. A permit that was given is in neither.
 *
 * What must hold: a waiter is in the FIFO from suspension to resumption or cancellation, so nobody overtakes it; those
 * that were given a permit stand before those that were not. */
#include "waiters.h"

#include <limits.h>

/* Of a number that cannot be meant: there is nothing to be had, and who asks is told. */
static const co_semaphore none = { { NULL, NULL }, 0, 0, CO__NO_SEMAPHORE };

/** Also what its initialiser was given a negative number for, at run time. */
static bool is_none(const co_semaphore *semaphore) {
	return semaphore->co__limit == CO__NO_SEMAPHORE || (ptrdiff_t)semaphore->co__value < 0;
}

void co_semaphore_init(co_semaphore *semaphore, size_t n) {
	if (semaphore)
		*semaphore = n <= INT_MAX ? (co_semaphore)CO_SEMAPHORE_INIT(n) : none;
	else
		co__null("co_semaphore_init", "semaphore");
}

void co_semaphore_init_bounded(co_semaphore *semaphore, size_t n) {
	if (semaphore)
		*semaphore = n <= INT_MAX ? (co_semaphore)CO_SEMAPHORE_INIT_BOUNDED(n) : none;
	else
		co__null("co_semaphore_init_bounded", "semaphore");
}

static struct co__waiter *first_not_given(const co_semaphore *semaphore) {
	struct co__waiter *waiter = semaphore->co__waiters.co__first;
	while (waiter && co__is_given(waiter)) waiter = waiter->co__next;
	return waiter;
}

/* Lets as many go on as there are permits; the rest is for newcomers, if nobody is left before them. */
static void settle(co_semaphore *semaphore) {
	if (semaphore->co__spare) {
		struct co__waiter *waiter = first_not_given(semaphore);
		for (; waiter && semaphore->co__spare; waiter = waiter->co__next) {
			semaphore->co__spare--;
			co__give(waiter);
		}
	}
	if (!semaphore->co__waiters.co__first) {
		semaphore->co__value += semaphore->co__spare;
		semaphore->co__spare = 0;
	}
}

bool co_semaphore_locked(const co_semaphore *semaphore) {
	return semaphore ? (ptrdiff_t)semaphore->co__value <= 0 : co__none_of_null("co_semaphore_locked", "semaphore");
}

static size_t on_their_way(const co_semaphore *semaphore) {
	size_t count = 0;
	const struct co__waiter *waiter = semaphore->co__waiters.co__first;
	for (; waiter && co__is_given(waiter); waiter = waiter->co__next) count++;
	return count;
}

/* What is on its way to a waiter comes back where that one is cancelled: nobody has it to release. */
static bool is_whole(const co_semaphore *semaphore) {
	return semaphore->co__limit && co_semaphore_value(semaphore) + on_their_way(semaphore) >= semaphore->co__limit;
}

int co_semaphore_release(co_semaphore *semaphore) {
	if (CO__UNLIKELY(!semaphore)) return co__null("co_semaphore_release", "semaphore");
	if (CO__UNLIKELY(is_none(semaphore))) return co__misuse("co_semaphore_release", "a semaphore of no permits");
	if (is_whole(semaphore)) return co__misuse("co_semaphore_release", "released more often than acquired");
	if (!semaphore->co__waiters.co__first) {
		semaphore->co__value++;
		return 0;
	}
	struct co__waiter *waiter = first_not_given(semaphore);
	if (waiter)
		co__give(waiter);
	else
		semaphore->co__spare++;
	return 0;
}

co_step co__semaphore_acquire_wait(struct co__co_semaphore_acquire_frame *frame, co_semaphore *semaphore) {
	if (!semaphore) return co__raise_null("co_semaphore_acquire", "semaphore");
	if (CO__UNLIKELY(is_none(semaphore)))
		return CO__RAISE(co__error_new(UV_EINVAL, "co_semaphore_acquire: a semaphore of no permits, or of fewer"));
	return co__wait_in(&semaphore->co__waiters, &frame->co__waiter, &co__co_semaphore_acquire_type, semaphore);
}

static co_step resume_acquire(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__waiter *waiter = co__waiter_of(self);
	co_semaphore *semaphore = waiter->co__on;
	if (!co__is_given(waiter)) {
		settle(semaphore);
		return CO__RAISE(error);
	}
	co__waiters_leave(&semaphore->co__waiters, waiter);
	if (error) semaphore->co__spare++;
	settle(semaphore);
	return error ? CO__RAISE(error) : CO__RETURN_VOID();
}

static bool cancel_acquire(co_coro *self) {
	struct co__waiter *waiter = co__waiter_of(self);
	co_semaphore *semaphore = waiter->co__on;
	co__waiters_leave(&semaphore->co__waiters, waiter);
	settle(semaphore);
	return true;
}

static co_step first_acquire(co_coro *self) {
	co_coro header = *self;
	co_step step =
		co__co_semaphore_acquire_start((struct co__co_semaphore_acquire_frame *)(void *)self, co__waiter_of(self)->co__on);
	return co__keep_header(self, &header, step);
}

const co_type co__co_semaphore_acquire_type = {
	CO__WAITER_TYPE("co_semaphore_acquire", struct co__co_semaphore_acquire_frame),
	.first = first_acquire,
	.resume = resume_acquire,
	.cancel = cancel_acquire,
};

co_coro *co_semaphore_acquire(co_semaphore *semaphore) {
	return co__waiter_new(&co__co_semaphore_acquire_type, semaphore);
}
