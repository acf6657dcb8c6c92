/* EVENT: a flag that tasks wait for. */
#include "conformance.h"

static co_event event;

static async(void) waits(const char *name) {
	await co_event_wait(&event);
	say(name);
}

EITHER_ORDER(EVENT_1) {
	co_event_init(&event);
	check(!co_event_is_set(&event));
	co_event_set(&event);
	check(co_event_is_set(&event));
	co_event_clear(&event);
	check(!co_event_is_set(&event));
	static co_event initialised = CO_EVENT_INIT;
	check(!co_event_is_set(&initialised));
}

EITHER_ORDER(EVENT_2) {
	co_event_init(&event);
	co_event_set(&event);
	co_go_on(loop, waits("A"));
	turns(1);
	check(said("A"));
}

FACT(EVENT_3) {
	co_event_init(&event);
	co_go_on(loop, waits("A")), co_go_on(loop, waits("B")), co_go_on(loop, waits("C"));
	turns(3);
	check(said("") && co_event_waiting(&event) == 3);
	co_event_set(&event);
	check(said(""));
	turns(1);
	check(said("ABC"));
}

EITHER_ORDER(EVENT_4) {
	co_event_init(&event);
	co_task *a = co_spawn_on(loop, waits("x")), *b = co_spawn_on(loop, waits("x"));
	turns(1);
	co_event_set(&event);
	co_event_clear(&event);
	run(a), run(b);
	check(said("xx") && !co_event_is_set(&event));
}

EITHER_ORDER(EVENT_5) {
	co_event_init(&event);
	co_task *a = co_spawn_on(loop, waits("A"));
	turns(1);
	co_event_set(&event), co_event_set(&event);
	run(a);
	check(said("A") && co_event_is_set(&event));
}

EITHER_ORDER(EVENT_6) {
	co_event_init(&event);
	co_task *a = co_spawn_on(loop, waits("A")), *b = co_spawn_on(loop, waits("B"));
	turns(1);
	co_cancel(a);
	check(co_event_waiting(&event) == 1);
	run(a);
	check(co_cancelled(a) && !co_event_is_set(&event));
	co_event_set(&event);
	run(b);
	check(said("B"));
}

EITHER_ORDER(EVENT_7) {
	co_event_init(&event);
	co_event_set(&event);
	co_event_clear(&event);
	co_task *a = co_spawn_on(loop, waits("A"));
	turns(3);
	check(said("") && !co_done(a));
	co_event_set(&event);
	run(a);
	check(said("A"));
}
