/* Events: a flag, and a FIFO of those who wait for it.
 *
 * In: tasks that wait, anybody who sets. Out: all who waited when it was set made ready, the longest first, whatever
 * becomes of the flag then. What must hold: a waiter is in the FIFO until the event is set or it is cancelled. */
#include "waiters.h"

void co_event_init(co_event *event) {
	if (event)
		*event = (co_event)CO_EVENT_INIT;
	else
		co__null("co_event_init", "event");
}

bool co_event_is_set(const co_event *event) { return event ? event->co__set : co__none_of_null("co_event_is_set", "event"); }

void co_event_clear(co_event *event) {
	if (event)
		event->co__set = false;
	else
		co__null("co_event_clear", "event");
}

void co_event_set(co_event *event) {
	if (!event) {
		co__null("co_event_set", "event");
		return;
	}
	event->co__set = true;
	co__give_all(&event->co__waiters);
}

co_step co__event_wait_wait(struct co__co_event_wait_frame *frame, co_event *event) {
	if (!event) return co__raise_null("co_event_wait", "event");
	return co__wait_in(&event->co__waiters, &frame->co__waiter, &co__co_event_wait_type, event);
}

static bool cancel_wait(co_coro *self) {
	struct co__waiter *waiter = co__waiter_of(self);
	co__waiters_leave(&((co_event *)waiter->co__on)->co__waiters, waiter);
	return true;
}

static co_step first_wait(co_coro *self) {
	co_coro header = *self;
	co_step step = co__co_event_wait_start((struct co__co_event_wait_frame *)(void *)self, co__waiter_of(self)->co__on);
	return co__keep_header(self, &header, step);
}

const co_type co__co_event_wait_type = {
	CO__WAITER_TYPE("co_event_wait", struct co__co_event_wait_frame),
	.first = first_wait,
	.resume = co__resume_waiter,
	.cancel = cancel_wait,
};

co_coro *co_event_wait(co_event *event) { return co__waiter_new(&co__co_event_wait_type, event); }
