/* Barriers: so many tasks go on together.
 *
 * In: tasks that arrive. Out: all of them made ready when the last is there, each with its number. The barrier is
 * empty again at once: who arrives next waits for the next round.
 *
 * What must hold: an arrival that let the others go on has happened. A waiter that is cancelled after that returns
 * its number all the same, and the request waits for its next suspension. */
#include "waiters.h"

#include <limits.h>

/** `state` of one that was woken because the barrier was broken. */
enum { BROKEN = 3 };

void co_barrier_init(co_barrier *barrier, size_t n) {
	if (barrier)
		*barrier = (co_barrier)CO_BARRIER_INIT(n);
	else
		co__null("co_barrier_init", "barrier");
}

bool co_barrier_broken(const co_barrier *barrier) {
	return barrier ? barrier->co__broken : co__none_of_null("co_barrier_broken", "barrier");
}

static struct co__co_barrier_wait_frame *wait_frame(co_coro *self) {
	return (struct co__co_barrier_wait_frame *)(void *)self;
}

static void wake_broken(co_barrier *barrier) {
	struct co__waiter *waiter;
	while ((waiter = co__give_first(&barrier->co__waiters))) waiter->co__coro.state = BROKEN;
	barrier->co__arrived = 0;
}

void co_barrier_abort(co_barrier *barrier) {
	if (!barrier) {
		co__null("co_barrier_abort", "barrier");
		return;
	}
	barrier->co__broken = true;
	wake_broken(barrier);
}

void co_barrier_reset(co_barrier *barrier) {
	if (!barrier) {
		co__null("co_barrier_reset", "barrier");
		return;
	}
	barrier->co__broken = false;
	wake_broken(barrier);
}

static co_step broken(void) { return CO__RAISE(co__error_new(CO_ESTATE, "co_barrier_wait: the barrier was broken")); }

co_step co__co_barrier_wait_start(struct co__co_barrier_wait_frame *frame, co_barrier *barrier) {
	if (!barrier) return co__raise_null("co_barrier_wait", "barrier");
	if (barrier->co__parties == 0 || barrier->co__parties > INT_MAX)
		return CO__RAISE(co__error_new(UV_EINVAL, barrier->co__parties ? "co_barrier_wait: a barrier for fewer than nobody"
		                                                               : "co_barrier_wait: a barrier for nobody"));
	if (barrier->co__broken) return broken();
	if (barrier->co__arrived + 1 < barrier->co__parties) {
		barrier->co__arrived++;
		co_step step = co__wait_in(&barrier->co__waiters, &frame->co__waiter, &co__co_barrier_wait_type, barrier);
		if (step.co__status == CO__RAISED) barrier->co__arrived--;
		return step;
	}
	int number = 0;
	for (struct co__waiter *waiter; (waiter = co__give_first(&barrier->co__waiters)); number++)
		wait_frame(&waiter->co__coro)->co__result = number;
	barrier->co__arrived = 0;
	return CO__RETURN(int, number);
}

static co_step resume_wait(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__waiter *waiter = co__waiter_of(self);
	if (co__is_given(waiter)) {
		if (error) co__postpone(waiter->co__task, error);
		return CO__RETURN(int, wait_frame(self)->co__result);
	}
	return error ? CO__RAISE(error) : broken();
}

static bool cancel_wait(co_coro *self) {
	struct co__waiter *waiter = co__waiter_of(self);
	co_barrier *barrier = waiter->co__on;
	co__waiters_leave(&barrier->co__waiters, waiter);
	barrier->co__arrived--;
	return true;
}

static co_step first_wait(co_coro *self) {
	co_coro header = *self;
	co_step step = co__co_barrier_wait_start(wait_frame(self), co__waiter_of(self)->co__on);
	if (step.co__status == CO__RETURNED) co__unpack(step, &wait_frame(self)->co__result, sizeof(int));
	return co__keep_header(self, &header, step);
}

const co_type co__co_barrier_wait_type = {
	CO__WAITER_TYPE("co_barrier_wait", struct co__co_barrier_wait_frame),
	.first = first_wait,
	.resume = resume_wait,
	.cancel = cancel_wait,
	.result_offset = offsetof(struct co__co_barrier_wait_frame, co__result),
	.result_size = sizeof(int),
};

co_coro *co_barrier_wait(co_barrier *barrier) { return co__waiter_new(&co__co_barrier_wait_type, barrier); }
