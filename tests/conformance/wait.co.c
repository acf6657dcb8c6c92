/* WAIT: co_wait and co_as_completed. */
#include "conformance.h"

static async(int) after(double seconds, int value) {
	await co_sleep(seconds);
	return value;
}
static async(int) fails_after(double seconds, int code) {
	await co_sleep(seconds);
	co_raise(code, "failed");
}

static async(void) waits_for_nothing(void) { await co_wait_future(co_wait(CO_ALL_COMPLETED)); }
EITHER_ORDER(WAIT_1) {
	co_task *task = co_spawn_on(loop, waits_for_nothing());
	run(task);
	check(code_of(task) == UV_EINVAL);
	co_future *f = co_future_new_on(loop, 0);
	co_wait_result *w = co_wait_n(99, &f, 1);
	check(code_of(co_wait_future(w)) == UV_EINVAL);
	co_future_set_result(f, NULL, 0);
}

static async(void) waits(int when, co_future *a, co_future *b, co_future *c) {
	co_wait_result *w = co_wait(when, a, b, c, b, a);
	await co_wait_future(w);
	check(w->n_done + w->n_pending == 3);
	for (size_t i = 0; i < w->n_done; i++) say(w->done[i] == a ? "a" : w->done[i] == b ? "b" : "c");
	say("|");
	for (size_t i = 0; i < w->n_pending; i++) say(w->pending[i] == a ? "a" : w->pending[i] == b ? "b" : "c");
}
EITHER_ORDER(WAIT_2) {
	co_task *a = co_spawn_on(loop, after(2, 1)), *b = co_spawn_on(loop, after(1, 1)), *c = co_spawn_on(loop, after(3, 1));
	run(co_spawn_on(loop, waits(CO_FIRST_COMPLETED, a, b, c)));
	check(said("b|ac"));
	run(co_spawn_on(loop, waits(CO_ALL_COMPLETED, a, b, c)));
	check(said("abc|")); /* in argument order */
}

EITHER_ORDER(WAIT_3) {
	co_task *a = co_spawn_on(loop, after(2, 1)), *b = co_spawn_on(loop, fails_after(1, 7)), *c = co_spawn_on(loop, after(9, 1));
	co_task *task = co_spawn_on(loop, waits(CO_ALL_COMPLETED, a, b, c));
	turns(3);
	co_cancel(c);
	run(task);
	check(!co_future_error(task) && said("abc|") && co_loop_time(loop) == 2 && code_of(b) == 7);
}

EITHER_ORDER(WAIT_4) {
	co_task *a = co_spawn_on(loop, after(2, 1)), *b = co_spawn_on(loop, after(1, 1)), *c = co_spawn_on(loop, after(3, 8));
	run(co_spawn_on(loop, waits(CO_FIRST_COMPLETED, a, b, c)));
	check(said("b|ac") && co_loop_time(loop) == 1);
	run(c);
	check(co_result(int, c) == 8 && co_result(int, a) == 1);
}

EITHER_ORDER(WAIT_5) {
	co_task *a = co_spawn_on(loop, after(1, 1)), *b = co_spawn_on(loop, fails_after(3, 5)), *c = co_spawn_on(loop, after(9, 1));
	run(co_spawn_on(loop, waits(CO_FIRST_ERROR, a, b, c)));
	check(said("ab|c") && co_loop_time(loop) == 3 && code_of(b) == 5);
	b = co_spawn_on(loop, after(2, 1));
	co_task *d = co_spawn_on(loop, after(1, 1));
	co_task *task = co_spawn_on(loop, waits(CO_FIRST_ERROR, c, b, d));
	turns(3);
	co_cancel(b); /* is no failure */
	run(task);
	check(said("abc|") && co_loop_time(loop) == 9);
}

/* Awaited when it was over long ago, by itself or through a shield: that is when the awaiter goes on. Then they are final. */
static async(void) awaits_late(int how) {
	co_wait_result *w = co_wait(CO_FIRST_COMPLETED, after(1, 1), after(2, 2), after(4, 3));
	await co_sleep(3);
	switch (how) {
	case 0: await co_wait_future(w); break;
	case 1: await co_shield(co_wait_future(w)); break;
	case 2: await co_wait_for(1, co_wait_future(w)); break;
	case 3: await co_wait_for(0, co_wait_future(w)); break;
	}
	check(w->n_done == 2 && w->n_pending == 1 && co_result(int, w->done[1]) == 2 && !co_done(w->pending[0]));
	await co_sleep(3);
	await co_wait_future(w);
	check(w->n_done == 2 && w->n_pending == 1 && co_done(w->pending[0]));
}
EITHER_ORDER(WAIT_6_awaited_late) {
	for (int how = 0; how < 4; how++) run(co_spawn_on(loop, awaits_late(how)));
	check(co_loop_time(loop) == 24);
}

FACT(WAIT_6) {
	co_future *a = co_future_new_on(loop, 0), *b = co_future_new_on(loop, 0), *c = co_future_new_on(loop, 0);
	co_task *task = co_spawn_on(loop, waits(CO_FIRST_COMPLETED, a, b, c));
	turns(1);
	co_future_set_result(a, NULL, 0);
	turns(1);                         /* the wait has been told */
	co_future_set_result(c, NULL, 0); /* and its awaiter has not gone on */
	run(task);
	check(said("ac|b"));
	co_future_set_result(b, NULL, 0);
}

static async(void) waits_at_most(double seconds, co_task *a, co_task *b) {
	co_wait_result *w = co_wait(CO_ALL_COMPLETED, a, b);
	co_try { await co_wait_for(seconds, co_wait_future(w)); }
	co_catch (e) { say_number(e->code == CO_ETIMEDOUT); }
	say_number((int)w->n_done), say_number((int)w->n_pending);
}
EITHER_ORDER(WAIT_7) {
	co_task *a = co_spawn_on(loop, after(1, 1)), *b = co_spawn_on(loop, after(9, 1));
	run(co_spawn_on(loop, waits_at_most(2, a, b)));
	check(said("111") && co_loop_time(loop) == 2);
	check(!co_done(b) && co_done(a));
	run(b);
	check(co_result(int, b) == 1);
}

EITHER_ORDER(WAIT_8) {
	co_task *a = co_spawn_on(loop, after(1, 1)), *b = co_spawn_on(loop, after(2, 1)), *c = co_spawn_on(loop, after(3, 1));
	co_task *task = co_spawn_on(loop, waits(CO_ALL_COMPLETED, a, b, c));
	turns(2);
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && !co_done(a));
	run(c);
	check(co_result(int, a) == 1 && co_result(int, b) == 1 && said(""));
}
/* …and nothing of it is left at them, however long they go on. */
EITHER_ORDER(WAIT_8_leaves_nothing) {
	co_task *a = co_spawn_on(loop, after(9, 1)), *b = co_spawn_on(loop, after(9, 1)), *c = co_spawn_on(loop, after(9, 1));
	turns(1);
	long in_the_first = 0;
	for (int i = 0; i < 20; i++) {
		co_task *task = co_spawn_on(loop, waits(CO_ALL_COMPLETED, a, b, c));
		turns(2);
		co_cancel(task);
		run(task);
		check(co_cancelled(task));
		co_disown(task);
		if (!i) in_the_first = live;
	}
	check(live == in_the_first && !co_done(a));
	run(c);
	happened[0] = '\0';
}

FACT(WAIT_9) {
	co_future *f = co_future_new_on(loop, 0);
	co_future_set_result(f, NULL, 0);
	co_future *set[3] = { f, f, f };
	co_wait_result *w = co_wait_n(CO_ALL_COMPLETED, set, 3);
	check(!co_done(co_wait_future(w)) && w->n_done == 1);
	turns(1);
	check(co_done(co_wait_future(w)));
	check(w->n_done == 1 && w->n_pending == 0);
}

EITHER_ORDER(WAIT_10) {
	listen_to_stderr();
	co_task *bad = co_spawn_on(loop, fails_after(1, 61)), *a = co_spawn_on(loop, after(1, 0)), *b = co_spawn_on(loop, after(1, 0));
	co_task *task = co_spawn_on(loop, waits(CO_ALL_COMPLETED, bad, a, b));
	run(task);
	co_disown(task), co_disown(bad);
	check(co_loop_time(loop) == 1);
	turns(2);
	happened[0] = '\0';
	check(times(heard(), "error 61") == 1);
}

static async(int) completed(co_task *same) {
	int n = 0;
	co_for_await (co_future *, f, co_as_completed(after(3, 3), same, after(1, 1), fails_after(4, 7), same)) {
		n++;
		co_try { say_number(co_result(int, await f)); }
		co_catch (e) { say("e"), say_number(e->code); }
	}
	return n;
}
EITHER_ORDER(WAIT_11) {
	co_task *task = co_spawn_on(loop, completed(co_spawn_on(loop, after(2, 2))));
	run(task);
	check(said("123e7") && co_result(int, task) == 4);
}

static async(void) completed_at_once(co_future *a, co_future *b) {
	co_for_await (co_future *, f, co_as_completed(a, b)) say(f == a ? "a" : "b");
}
FACT(WAIT_11_those_that_are_done) {
	co_future *a = co_future_new_on(loop, 0), *b = co_future_new_on(loop, 0);
	co_future_set_result(b, NULL, 0);
	co_task *task = co_spawn_on(loop, completed_at_once(a, b));
	turns(4);
	check(said("b"));
	co_future_set_result(a, NULL, 0);
	run(task);
	check(said("a"));
}
static async(void) slow_over(co_future *a, co_future *b, co_future *c) {
	co_for_await (co_future *, f, co_as_completed(a, b, c)) {
		say(f == a ? "a" : f == b ? "b" : "c");
		await co_sleep(1);
	}
}
FACT(WAIT_11_several_at_once) {
	/* Several are done before the next one is asked for: in the order in which they were. */
	co_future *a = co_future_new_on(loop, 0), *b = co_future_new_on(loop, 0), *c = co_future_new_on(loop, 0);
	co_task *task = co_spawn_on(loop, slow_over(a, b, c));
	turns(2);
	co_future_set_result(b, NULL, 0);
	turns(3);
	check(said("b"));
	co_future_set_result(c, NULL, 0);
	co_future_set_result(a, NULL, 0);
	run(task);
	check(said("ca"));
}

static async(void) completed_in_time(double seconds, co_task *a, co_task *b) {
	co_try {
		co_timeout (seconds) {
			co_for_await (co_future *, f, co_as_completed(a, b)) say_number(co_result(int, await f));
		}
	}
	co_catch (e) { say(e->code == CO_ETIMEDOUT ? "t" : "?"); }
}
EITHER_ORDER(WAIT_12) {
	co_task *a = co_spawn_on(loop, after(1, 1)), *b = co_spawn_on(loop, after(5, 5));
	run(co_spawn_on(loop, completed_in_time(2, a, b)));
	check(said("1t") && co_loop_time(loop) == 2 && !co_done(b));
	run(b);
	check(co_result(int, b) == 5);
}

static async(void) breaks_off(co_task *a, co_task *b) {
	co_for_await (co_future *, f, co_as_completed(a, b)) {
		say_number(co_result(int, f));
		break;
	}
}
EITHER_ORDER(WAIT_12_left_early) {
	co_task *a = co_spawn_on(loop, after(1, 1)), *b = co_spawn_on(loop, after(5, 5));
	run(co_spawn_on(loop, breaks_off(a, b)));
	check(said("1") && !co_done(b));
	co_task *task = co_spawn_on(loop, breaks_off(b, b));
	turns(2);
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && !co_done(b));
	run(b);
	check(co_result(int, b) == 5);
}

EITHER_ORDER(WAIT_11_never_begun) {
	co_task *a = co_spawn_on(loop, after(1, 1));
	co_free(co_as_completed_n(&a, 1));
	run(a);
	co_gen *g = co_as_completed_n(&a, 1); /* done already, and queued */
	co_free(g);
	turns(1);
	check(co_result(int, a) == 1);
}
