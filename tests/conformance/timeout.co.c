/* TIMEOUT: co_wait_for, co_timeout, co_shield. */
#include "conformance.h"

static async(int) after(double seconds, int value) {
	await co_sleep(seconds);
	return value;
}
static async(void) fails_after(double seconds, int code) {
	await co_sleep(seconds);
	co_raise(code, "failed");
}
static async(int) ends_slowly(double seconds) {
	co_try { await co_sleep(100); }
	co_finally {
		await co_sleep(seconds);
		say("e");
	}
	return 1;
}
static async(int) stubborn(int value) {
	co_try { await co_sleep(100); }
	co_catch_all (e) { say("s"); }
	return value;
}
static async(int) answers(int code) {
	co_try { await co_sleep(100); }
	co_catch_all (e) { co_raise(code, "instead"); }
	return 0;
}
static async(int) says(const char *text) {
	say(text);
	return 1;
}
/** The letter of an error: t, c, or its code. */
static void say_error(const co_error *e) {
	if (e->code == CO_ETIMEDOUT)
		say("t");
	else if (e->code == CO_ECANCELED)
		say("c");
	else
		say_number(e->code);
}

/* ---- co_wait_for ---- */

static async(int) in_time(double limit, double work) { return await co_wait_for(limit, after(work, 5)); }
EITHER_ORDER(TIMEOUT_1) {
	co_task *task = co_spawn_on(loop, in_time(2, 1));
	run(task);
	check(co_result(int, task) == 5 && co_loop_time(loop) == 1);
	task = co_spawn_on(loop, in_time((double)INFINITY, 50));
	run(task);
	check(co_result(int, task) == 5 && co_loop_time(loop) == 51);
}

static async(void) waits_for_end(double seconds) {
	co_try { await co_wait_for(2, ends_slowly(seconds)); }
	co_catch_all (e) { say_error(e); }
}
static async(void) waits_for_end_of(co_task *task) {
	co_try { await co_wait_for(2, task); }
	co_catch_all (e) { say_error(e); }
	check(co_done(task));
}
EITHER_ORDER(TIMEOUT_2) {
	run(co_spawn_on(loop, waits_for_end(3)));
	check(said("et") && co_loop_time(loop) == 5);
	co_task *inner = co_spawn_on(loop, ends_slowly(3));
	run(co_spawn_on(loop, waits_for_end_of(inner)));
	check(said("et") && co_loop_time(loop) == 10 && co_cancelled(inner));
}

static async(int) suppressed(void) {
	int sum = await co_wait_for(2, stubborn(7));
	co_task *task = co_spawn(stubborn(8));
	return 10 * sum + co_result(int, await co_wait_for(2, task));
}
EITHER_ORDER(TIMEOUT_3) {
	co_task *task = co_spawn_on(loop, suppressed());
	run(task);
	check(said("ss") && co_result(int, task) == 78);
}

static async(void) another_error(co_task *given) {
	co_try { await co_wait_for(2, answers(33)); }
	co_catch_all (e) { say_error(e); }
	co_try { await co_wait_for(2, given); }
	co_catch_all (e) { say_error(e); }
}
EITHER_ORDER(TIMEOUT_4) {
	run(co_spawn_on(loop, another_error(co_spawn_on(loop, answers(34)))));
	check(said("3334"));
}

static async(void) no_time(double limit, co_future *done, co_task *runs, co_task *fresh) {
	check(await co_wait_for(limit, done) == done);
	co_try { await co_wait_for(limit, says("!")); }
	co_catch_all (e) { say_error(e); }
	co_try { await co_wait_for(limit, runs); }
	co_catch_all (e) { say_error(e); }
	co_try { await co_wait_for(limit, fresh); }
	co_catch_all (e) { say_error(e); }
}
FACT(TIMEOUT_5) {
	for (int i = 0; i < 2; i++) {
		co_future *done = co_future_new_on(loop, 0);
		co_future_set_result(done, NULL, 0);
		co_task *runs = co_spawn_on(loop, ends_slowly(0));
		turns(1);
		co_task *task = co_spawn_on(loop, no_time(-i, done, runs, co_spawn_on(loop, says("?"))));
		run(task);
		check(said("?tet"));
		check(!co_future_error(task));
	}
}

EITHER_ORDER(TIMEOUT_6) {
	co_task *inner = co_spawn_on(loop, after(100, 1)), *outer = co_spawn_on(loop, waits_for_end_of(inner));
	turns(2);
	co_cancel(outer);
	run(outer);
	check(said("c") && co_cancelled(inner) && co_loop_time(loop) == 0);
	outer = co_spawn_on(loop, waits_for_end(1));
	turns(2);
	co_cancel(outer);
	run(outer);
	check(said("ec") && co_loop_time(loop) == 1);
}

static async(void) waits_long(co_future *f) { await co_wait_for(20, f); }
EITHER_ORDER(TIMEOUT_7) {
	for (int order = 0; order < 2; order++) {
		co_future *f = co_future_new_on(loop, 0);
		co_task *task = co_spawn_on(loop, waits_long(f));
		turns(2);
		if (order) co_cancel(task);
		co_future_set_result(f, NULL, 0);
		if (!order) co_cancel(task);
		run(task);
		check(co_cancelled(task));
	}
}

/* ---- the block ---- */

static async(void) in_block(double limit, double work) {
	co_try {
		co_timeout (limit) {
			await co_sleep(work);
			say("b");
			check(!co_timeout_expired());
		}
		say("a");
	}
	co_catch_all (e) { say_error(e); }
	say_number(co_cancelling(co_current_task()));
}
EITHER_ORDER(TIMEOUT_8) {
	run(co_spawn_on(loop, in_block(2, 1)));
	check(said("ba0") && co_loop_time(loop) == 1);
}

static async(void) expires(void) {
	co_try {
		co_timeout (2) {
			co_try { await co_sleep(100); }
			co_catch_all (e) {
				say_error(e);
				check(co_timeout_expired());
				co_reraise;
			}
		}
	}
	co_catch (e) { say_error(e); }
}
EITHER_ORDER(TIMEOUT_9) {
	run(co_spawn_on(loop, expires()));
	check(said("ct") && co_loop_time(loop) == 2);
}

static async(void) goes_on_after(int before) {
	for (int i = 0; i < before; i++) {
		co_cancel(co_current_task());
		co_try { await co_checkpoint(); }
		co_catch_all (e) { say_error(e); }
	}
	co_try {
		co_timeout (1) { await co_sleep(100); }
	}
	co_catch (e) { say_error(e); }
	say_number(co_cancelling(co_current_task()));
	await co_sleep(1);
	say("g");
}
EITHER_ORDER(TIMEOUT_10) {
	co_task *task = co_spawn_on(loop, goes_on_after(0));
	run(task);
	check(said("t0g") && !co_cancelled(task));
	run(task = co_spawn_on(loop, goes_on_after(2)));
	check(said("cct2g") && !co_cancelled(task));
}

static async(void) no_deadline(void) {
	co_timeout ((double)INFINITY) {
		check(isinf(co_timeout_deadline()));
		await co_sleep(100000);
	}
}
EITHER_ORDER(TIMEOUT_11) {
	co_task *task = co_spawn_on(loop, no_deadline());
	run(task);
	check(!co_future_error(task) && co_loop_time(loop) == 100000);
}

static async(void) late_from_the_start(double limit, bool suspends) {
	co_try {
		co_timeout (limit) {
			say("b");
			if (suspends) await co_sleep(0);
			say("c");
		}
	}
	co_catch (e) { say_error(e); }
}
EITHER_ORDER(TIMEOUT_12) {
	for (int i = 0; i < 2; i++) {
		run(co_spawn_on(loop, late_from_the_start(-i, true)));
		run(co_spawn_on(loop, late_from_the_start(-i, false)));
	}
	check(said("btbcbtbc"));
}

static async(void) nested(double outer, double inner, double work) {
	co_try {
		co_timeout (outer) {
			co_try {
				co_timeout (inner) { await co_sleep(work); }
				say("-");
			}
			co_catch_all (e) {
				say("i"), say_error(e);
				if (e->code == CO_ECANCELED) co_reraise;
			}
			await co_sleep(10);
			say("w");
		}
	}
	co_catch_all (e) { say("o"), say_error(e); }
	say_number(co_cancelling(co_current_task()));
}
FACT(TIMEOUT_13) {
	run(co_spawn_on(loop, nested(1, 1, 100)));
	check(said("icot0"));
}

EITHER_ORDER(TIMEOUT_14) {
	run(co_spawn_on(loop, nested(5, 1, 100)));
	check(said("itot0") && co_loop_time(loop) == 5);
	run(co_spawn_on(loop, nested(50, 1, 100)));
	check(said("itw0"));
}

EITHER_ORDER(TIMEOUT_15) {
	co_task *task = co_spawn_on(loop, in_block(10, 100));
	turns(2);
	co_cancel(task);
	run(task);
	check(said("c1"));
}

static async(int) block_and_cancel(void) {
	int count = 0;
	co_try {
		co_timeout (1) {
			co_try { await co_sleep(100); }
			co_catch_all (e) {
				co_cancel(co_current_task()); /* from outside, when time is up already */
				co_reraise;
			}
		}
	}
	co_catch_all (e) {
		say_error(e);
		count = co_cancelling(co_current_task());
	}
	return count;
}
EITHER_ORDER(TIMEOUT_16) {
	co_task *task = co_spawn_on(loop, block_and_cancel());
	run(task);
	check(said("c"));
}
static co_task *victim;
static void cancels_victim(void *arg) {
	(void)arg;
	co_cancel(victim);
}
EITHER_ORDER(TIMEOUT_16_same_moment) {
	for (int order = 0; order < 2; order++) {
		double now = co_loop_time(loop);
		if (order) co_call_later(loop, 1, cancels_victim, NULL);
		victim = co_spawn_on(loop, in_block(1, 100));
		turns(1);
		if (!order) co_call_at(loop, now + 1, cancels_victim, NULL);
		run(victim);
		check(said("c1"));
	}
}

static async(void) fails_in_block(void) {
	co_try {
		co_timeout (2) { await fails_after(1, 9); }
	}
	co_catch (e) { say_error(e); }
}
EITHER_ORDER(TIMEOUT_17) {
	run(co_spawn_on(loop, fails_in_block()));
	check(said("9"));
}

static async(void) cleanup_fails(void) {
	co_try {
		co_timeout (1) {
			co_try { await co_sleep(100); }
			co_finally { co_raise(55, "cleanup"); }
		}
	}
	co_catch (e) {
		say_error(e);
		for (const co_error *cause = e->cause; cause; cause = cause->cause) say_error(cause);
	}
}
EITHER_ORDER(TIMEOUT_18) {
	run(co_spawn_on(loop, cleanup_fails()));
	check(said("55tc"));
}

static async(void) swallows(void) {
	co_timeout (1) {
		co_try { await co_sleep(100); }
		co_catch_all (e) { say_error(e); }
		check(co_timeout_expired());
	}
	say_number(co_cancelling(co_current_task()));
	await co_sleep(1);
	say("g");
}
EITHER_ORDER(TIMEOUT_19) {
	run(co_spawn_on(loop, swallows()));
	check(said("c0g"));
}

static async(void) moves(void) {
	co_try {
		co_timeout (1) {
			check(co_timeout_move(5) == 0 && co_timeout_deadline() == 5);
			await co_sleep(3);
			check(co_timeout_move((double)INFINITY) == 0 && isinf(co_timeout_deadline()));
			await co_sleep(10);
			check(co_timeout_move((double)NAN) == UV_EINVAL);
			check(co_timeout_move(2) == 0 && co_timeout_deadline() == 15);
			co_try { await co_sleep(100); }
			co_finally { check(co_timeout_move(5) == CO_ESTATE); }
		}
	}
	co_catch (e) { say_error(e); }
	check(co_timeout_move(5) == CO_ESTATE);
}
/* fact: X19 */
EITHER_ORDER(TIMEOUT_20) {
	check(co_timeout_move(5) == CO_ESTATE);
	co_task *task = co_spawn_on(loop, moves());
	run(task);
	check(said("t") && co_loop_time(loop) == 15 && !co_future_error(task));
}

static async(void) not_a_number(void) {
	co_timeout ((double)NAN) { say("!"); }
}
EITHER_ORDER(TIMEOUT_not_a_number) {
	co_task *task = co_spawn_on(loop, not_a_number());
	run(task);
	check(code_of(task) == UV_EINVAL && !strcmp(message_in(co_future_error(task)), "co_timeout: not a number"));
	task = co_spawn_on(loop, co_wait_for((double)NAN, after(1, 4)));
	run(task);
	check(code_of(task) == UV_EINVAL && !strcmp(message_in(co_future_error(task)), "co_wait_for: not a number"));
}

/* ---- co_shield ---- */

static async(int) shields(co_task *inner) {
	int value = await co_shield(after(1, 4));
	co_try { await co_shield(fails_after(1, 8)); }
	co_catch (e) { say_error(e); }
	value = 10 * value + co_result(int, await co_shield(inner));
	check(await co_shield(inner) == inner);
	return value;
}
EITHER_ORDER(TIMEOUT_22) {
	co_task *task = co_spawn_on(loop, shields(co_spawn_on(loop, after(3, 5))));
	run(task);
	check(said("8") && co_result(int, task) == 45);
}

static async(void) awaits_shield(co_task *inner) {
	co_try { await co_shield(inner); }
	co_catch_all (e) { say_error(e); }
}
EITHER_ORDER(TIMEOUT_23) {
	co_task *inner = co_spawn_on(loop, after(3, 5)), *outer = co_spawn_on(loop, awaits_shield(inner));
	turns(2);
	co_cancel(outer);
	run(outer);
	check(said("c") && !co_done(inner) && co_loop_time(loop) == 0);
	run(inner);
	check(co_result(int, inner) == 5);
}

EITHER_ORDER(TIMEOUT_24) {
	co_task *inner = co_spawn_on(loop, after(3, 5)), *outer = co_spawn_on(loop, awaits_shield(inner));
	turns(2);
	co_cancel(inner);
	run(outer);
	check(said("c") && co_cancelling(outer) == 0);
}

static async(void) shields_failing(double seconds, int code) {
	co_try {
		if (code)
			await co_shield(fails_after(seconds, code));
		else
			await co_shield(after(seconds, 1));
	}
	co_catch_all (e) { say_error(e); }
}
EITHER_ORDER(TIMEOUT_25) {
	listen_to_stderr();
	co_task *good = co_spawn_on(loop, shields_failing(2, 0)), *bad = co_spawn_on(loop, shields_failing(2, 91));
	turns(2);
	co_cancel(good), co_cancel(bad);
	run(good), run(bad);
	check(said("cc"));
	run(co_spawn_on(loop, after(5, 0)));
	check(times(heard(), "error 91") == 1);
}

static async(void) gathers_shields(co_task *a, co_task *b) { await co_gather(co_shield(a), co_shield(b)); }
EITHER_ORDER(TIMEOUT_26) {
	co_task *a = co_spawn_on(loop, after(3, 1)), *b = co_spawn_on(loop, after(3, 2));
	co_task *task = co_spawn_on(loop, gathers_shields(a, b));
	turns(4);
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && !co_done(a) && !co_done(b));
	run(a), run(b);
	check(co_result(int, a) == 1 && co_result(int, b) == 2);
}

static async(void) shielded_timeout(co_task *inner) {
	co_try { await co_wait_for(1, co_shield(inner)); }
	co_catch (e) { say_error(e); }
}
EITHER_ORDER(TIMEOUT_27) {
	co_task *inner = co_spawn_on(loop, after(3, 5));
	run(co_spawn_on(loop, shielded_timeout(inner)));
	check(said("t") && !co_done(inner) && co_loop_time(loop) == 1);
	run(inner);
	check(co_result(int, inner) == 5);
}

/* What takes the last of a turn out of the queue does not lead into the next one. */
static void cancels_task(void *task) { co_cancel(task); }
static async(void) awaits_shield_of(co_future *f) {
	co_try { await co_shield(f); }
	co_catch_all (e) { say_error(e); }
	await co_sleep(0);
	say("-");
}
EITHER_ORDER(TIMEOUT_23_last_of_its_turn) {
	co_future *f = co_future_new_on(loop, 0);
	co_task *task = co_spawn_on(loop, awaits_shield_of(f));
	turns(1);
	co_call_soon(loop, cancels_task, task);
	co_future_set_result(f, NULL, 0); /* who waits is told in the next turn, last of all */
	turns(1);
	check(said(""));
	turns(1);
	check(said("c"));
	run(task);
	check(said("-"));
}

/* ---- X27: one call with a deadline ---- */

static async(void) each_with_deadline(co_lock *lock, co_queue *queue, co_event *event, co_semaphore *semaphore) {
	int item;
	co_try { await co_wait_for(1, co_lock_acquire(lock)); }
	co_catch (e) { say_error(e); }
	co_try { await co_wait_for(1, co_queue_get(queue, &item)); }
	co_catch (e) { say_error(e); }
	co_try { await co_wait_for(1, co_event_wait(event)); }
	co_catch (e) { say_error(e); }
	co_try { await co_wait_for(1, co_semaphore_acquire(semaphore)); }
	co_catch (e) { say_error(e); }
	co_event_set(event);
	await co_wait_for(1, co_event_wait(event));
}
static async(void) holds_lock(co_lock *lock) { await co_lock_acquire(lock); }
EITHER_ORDER(X27) {
	co_lock lock = CO_LOCK_INIT;
	co_queue queue;
	co_event event = CO_EVENT_INIT;
	co_semaphore semaphore = CO_SEMAPHORE_INIT(0);
	co_queue_init(&queue, sizeof(int), 0);
	run(co_spawn_on(loop, holds_lock(&lock)));
	co_task *task = co_spawn_on(loop, each_with_deadline(&lock, &queue, &event, &semaphore));
	run(task);
	check(said("tttt") && !co_future_error(task));
	check(co_lock_waiting(&lock) == 0 && co_event_waiting(&event) == 0);
	co_queue_destroy(&queue);
}
