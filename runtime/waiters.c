/* FIFOs of frames that wait; see waiters.h. */
#include "waiters.h"

size_t co__waiting(const struct co__waiters *waiters) {
	size_t count = 0;
	for (struct co__waiter *waiter = waiters->co__first; waiter; waiter = waiter->co__next) count++;
	return count;
}

struct co__waiter *co__give_first(struct co__waiters *waiters) {
	struct co__waiter *waiter = waiters->co__first;
	if (!waiter) return NULL;
	co__waiters_leave(waiters, waiter);
	co__give(waiter);
	return waiter;
}

void co__give_all(struct co__waiters *waiters) {
	while (co__give_first(waiters)) continue;
}

co_step co__cannot_wait(const co_task *task) {
	if (!task) return co__no_task();
	return CO__RAISE(co__error_new(CO_ESTATE, "tasks of another loop wait for it"));
}

co_step co__resume_waiter(co_coro *self, const void *in, co_error *error) {
	(void)self;
	(void)in;
	return error ? CO__RAISE(error) : CO__RETURN_VOID();
}

co_coro *co__waiter_new(const co_type *type, void *on) {
	co_coro *object = co__new(type);
	if (object) co__waiter_of(object)->co__on = on;
	return object;
}
