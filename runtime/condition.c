/* Conditions: a FIFO of those who wait to be notified, over a lock that is theirs while they look.
 *
 * In: tasks that hold the lock and wait, tasks that hold it and notify. Out: waiters that hold it again.
 *
 * A wait has two parts. It gives the lock back and waits in the condition's FIFO; then, notified or cancelled, it
 * waits in the lock's, like anybody else who asks for it at that moment. The second part cannot be cancelled:
 * whoever leaves a wait, by whatever way, holds the lock. A request that comes then is raised when the lock is
 * there.
 *
 * What must hold: a notification is not lost. A waiter that was notified and raises notifies the next one in its
 * place. */
#include "waiters.h"

void co_condition_init(co_condition *condition, co_lock *lock) {
	if (!condition || !lock) co__null("co_condition_init", condition ? "lock" : "condition");
	if (condition) *condition = (co_condition){ { NULL, NULL }, lock };
}

/* What of it is NULL; NULL: nothing is. */
static const char *missing(const co_condition *condition) {
	return !condition ? "condition" : !condition->co__lock ? "lock of the condition" : NULL;
}

static int notify(co_condition *condition, size_t n, const char *caller) {
	if (CO__UNLIKELY(missing(condition) != NULL)) return co__null(caller, missing(condition));
	if (!co_lock_locked(condition->co__lock)) return co__misuse(caller, "nobody holds the lock");
	while (n-- && co__give_first(&condition->co__waiters)) continue;
	return 0;
}

int co_condition_notify(co_condition *condition, size_t n) { return notify(condition, n, "co_condition_notify"); }
int co_condition_notify_all(co_condition *condition) {
	return notify(condition, SIZE_MAX, "co_condition_notify_all");
}

static struct co__co_condition_wait_frame *wait_frame(co_coro *self) {
	return (struct co__co_condition_wait_frame *)(void *)self;
}

co_step co__co_condition_wait_start(struct co__co_condition_wait_frame *frame, co_condition *condition) {
	if (CO__UNLIKELY(missing(condition) != NULL)) return co__raise_null("co_condition_wait", missing(condition));
	if (!co_lock_locked(condition->co__lock))
		return CO__RAISE(co__error_new(CO_ESTATE, "co_condition_wait: nobody holds the lock"));
	frame->co__error = NULL;
	frame->co__notified = frame->co__relocking = false;
	co_step step = co__wait_in(&condition->co__waiters, &frame->co__waiter, &co__co_condition_wait_type, condition);
	if (step.co__status == CO__SUSPENDED) co_lock_release(condition->co__lock);
	return step;
}

/* It holds the lock. */
static co_step leave_wait(struct co__co_condition_wait_frame *frame, co_condition *condition) {
	co__lock_is_taken(condition->co__lock);
	if (!frame->co__error) return CO__RETURN_VOID();
	if (frame->co__notified) co__give_first(&condition->co__waiters);
	return CO__RAISE(frame->co__error);
}

/* Of the errors that meet a wait the last one leaves it. */
static void will_raise(struct co__co_condition_wait_frame *frame, co_error *error) {
	if (!error) return;
	co_error_free(frame->co__error);
	frame->co__error = error;
}

static co_step resume_wait(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__co_condition_wait_frame *frame = wait_frame(self);
	struct co__waiter *waiter = &frame->co__waiter;
	co_condition *condition = waiter->co__on;
	co_lock *lock = condition->co__lock;
	will_raise(frame, error);
	if (!frame->co__relocking) {
		frame->co__notified = co__is_given(waiter);
		if (lock->co__held) {
			frame->co__relocking = true;
			return co__wait_again(&lock->co__waiters, waiter);
		}
		lock->co__held = true;
	} else {
		co__waiters_leave(&lock->co__waiters, waiter);
		will_raise(frame, co__held_request(waiter->co__task));
	}
	return leave_wait(frame, condition);
}

static bool cancel_wait(co_coro *self) {
	struct co__co_condition_wait_frame *frame = wait_frame(self);
	if (frame->co__relocking) return false;
	co__waiters_leave(&((co_condition *)frame->co__waiter.co__on)->co__waiters, &frame->co__waiter);
	return true;
}

static co_step first_wait(co_coro *self) {
	co_coro header = *self;
	return co__keep_header(self, &header, co__co_condition_wait_start(wait_frame(self), co__waiter_of(self)->co__on));
}

static const co_site wait_sites[] = {
	[CO__WAITING] = { .kept = 1 },
	[CO__GIVEN] = { .kept = 1 },
	{ .child = offsetof(struct co__co_condition_wait_frame, co__error) },
};

const co_type co__co_condition_wait_type = {
	CO__WAITER_TYPE("co_condition_wait", struct co__co_condition_wait_frame),
	.sites = wait_sites,
	.site_count = sizeof wait_sites / sizeof *wait_sites,
	.first = first_wait,
	.resume = resume_wait,
	.cancel = cancel_wait,
};

co_coro *co_condition_wait(co_condition *condition) { return co__waiter_new(&co__co_condition_wait_type, condition); }
