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

co_step co__wait_again(struct co__waiters *waiters, struct co__waiter *waiter) {
	waiter->co__coro.state = CO__WAITING;
	co__waiters_append(waiters, waiter);
	return co__suspend(&waiter->co__coro);
}

co_step co__wait_in(struct co__waiters *waiters, struct co__waiter *waiter, const co_type *type, void *on) {
	co_task *task = co__running();
	if (!task) return co__no_task();
	if (waiters->co__first && co__loop_of(waiters->co__first->co__task) != co__loop_of(task))
		return CO__RAISE(co__error_new(CO_ESTATE, "tasks of another loop wait for it"));
	co__began(&waiter->co__coro, type);
	waiter->co__task = task;
	waiter->co__on = on;
	return co__wait_again(waiters, waiter);
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
