/* CANCEL: requests to end, how they are delivered, counted, answered and withdrawn. */
#include "conformance.h"

static async(int) sleeps(double seconds, int value) {
	await co_sleep(seconds);
	return value;
}

/* Says `in` before its wait, `caught` where it is cancelled, and goes on. */
static async(int) catches(double seconds, double more) {
	int count = 0;
	co_try { await co_sleep(seconds); }
	co_catch_all (e) {
		check(e->code == CO_ECANCELED);
		say("c");
		count++;
	}
	co_try { await co_sleep(more); }
	co_catch_all (e) {
		say("d");
		count++;
	}
	return count;
}

EITHER_ORDER(CANCEL_1) {
	co_task *task = co_spawn_on(loop, sleeps(9, 1));
	turns(1);
	check(co_cancel(task) && !co_done(task) && !co_cancelled(task));
	run(task);
	check(co_cancelled(task) && co_done(task));
}

EITHER_ORDER(CANCEL_2) {
	co_task *task = co_spawn_on(loop, catches(9, 0));
	turns(1);
	co_cancel(task);
	check(said(""));
	turns(1);
	check(said("c"));
	run(task);
}

/* Who is asked first goes on first, also one whose time is up in this very turn. */
static co_task *first_asked, *second_asked;
static void asks_both(void *arg) {
	(void)arg;
	co_cancel(first_asked), co_cancel(second_asked);
}
static async(void) says_when_cancelled(double seconds, const char *text) {
	co_try { await co_sleep(seconds); }
	co_catch_all (e) { say(text); }
}
FACT(CANCEL_2_in_the_order_of_the_requests) {
	co_call_later(loop, 1, asks_both, NULL);
	first_asked = co_spawn_on(loop, says_when_cancelled(1, "A"));
	second_asked = co_spawn_on(loop, says_when_cancelled(5, "B"));
	run(second_asked);
	check(said("AB") && co_loop_time(loop) == 1);
}

EITHER_ORDER(CANCEL_3) {
	co_task *task = co_spawn_on(loop, catches(9, 0));
	check(co_cancel(task));
	run(task);
	check(co_cancelled(task) && said(""));
}

static async(void) awaits(co_future *f) { await f; }
EITHER_ORDER(CANCEL_4) {
	co_future *f = co_future_new_on(loop, 0);
	co_task *task = co_spawn_on(loop, awaits(f));
	turns(1);
	co_cancel(task);
	check(co_cancelled(f));
	run(task);
	check(co_cancelled(task));
	co_future_set_result(f, NULL, 0);
}

EITHER_ORDER(CANCEL_5) {
	co_task *task = co_spawn_on(loop, sleeps(100, 1));
	turns(1);
	co_cancel(task);
	run(task);
	co_future *never = co_future_new_on(loop, 0);
	check(run(never) == CO_EDEADLOCK && co_loop_time(loop) == 0); /* no timer is left to wait for */
}

EITHER_ORDER(CANCEL_6) {
	co_task *task = co_spawn_on(loop, catches(9, 0));
	turns(1);
	co_cancel(task);
	run(task);
	check(!co_cancelled(task) && co_result(int, task) == 1 && said("c"));
}

EITHER_ORDER(CANCEL_7) {
	co_task *task = co_spawn_on(loop, catches(9, 3));
	turns(1);
	co_cancel(task);
	run(task);
	check(said("c") && co_result(int, task) == 1 && co_loop_time(loop) == 3);
}

static async(void) answers(void) {
	co_try { await co_sleep(9); }
	co_catch_all (e) { co_raise(21, "not like that"); }
}
EITHER_ORDER(CANCEL_8) {
	co_task *task = co_spawn_on(loop, answers());
	turns(1);
	co_cancel(task);
	run(task);
	check(!co_cancelled(task) && code_of(task) == 21);
	check(cause_in(co_future_error(task)) == CO_ECANCELED);
}

static async(void) raises_cancelled(void) { co_raise(CO_ECANCELED, "of itself"); }
EITHER_ORDER(CANCEL_9) {
	co_task *task = co_spawn_on(loop, raises_cancelled());
	run(task);
	check(co_cancelled(task) && co_cancelling(task) == 0);
}

static async(int) awaits_and_counts(co_task *inner) {
	co_try { await inner; }
	co_catch_all (e) { say(e->code == CO_ECANCELED ? "c" : "?"); }
	return co_cancelling(co_current_task());
}
EITHER_ORDER(CANCEL_10) {
	co_task *inner = co_spawn_on(loop, sleeps(9, 1)), *outer = co_spawn_on(loop, awaits_and_counts(inner));
	turns(2);
	co_cancel(inner);
	run(outer);
	check(said("c") && co_result(int, outer) == 0);
}

static async(void) ends_slowly(double seconds) {
	co_try { await co_sleep(100); }
	co_finally {
		await co_sleep(seconds);
		say("i");
	}
}
static async(void) awaits_and_says(co_task *inner) {
	co_try { await inner; }
	co_finally { say("o"); }
}
EITHER_ORDER(CANCEL_11) {
	co_task *inner = co_spawn_on(loop, ends_slowly(4)), *outer = co_spawn_on(loop, awaits_and_says(inner));
	turns(3);
	co_cancel(outer);
	run(outer);
	check(said("io") && co_loop_time(loop) == 4 && co_cancelled(inner) && co_cancelled(outer));
}

static async(int) chain(int depth) {
	if (depth == 0) {
		await ends_slowly(1);
		return 0;
	}
	co_task *next = co_spawn(chain(depth - 1));
	return co_result(int, await next) + 1;
}
EITHER_ORDER(CANCEL_11_through_a_chain) {
	co_task *task = co_spawn_on(loop, chain(5));
	turns(14);
	co_cancel(task);
	run(task);
	check(said("i") && co_cancelled(task) && co_loop_time(loop) == 1);
}

static async(int) awaits_value(co_task *inner) {
	int value = co_result(int, await inner);
	say_number(co_cancelling(co_current_task()));
	return value;
}
EITHER_ORDER(CANCEL_12) {
	co_task *inner = co_spawn_on(loop, catches(9, 0)), *outer = co_spawn_on(loop, awaits_value(inner));
	turns(3);
	co_cancel(outer);
	run(outer);
	check(said("c1") && !co_cancelled(outer) && co_result(int, outer) == 1);
}

EITHER_ORDER(CANCEL_13) {
	for (int order = 0; order < 2; order++) {
		co_future *f = co_future_new_on(loop, 0);
		co_task *task = co_spawn_on(loop, awaits(f));
		turns(1);
		if (order) co_cancel(task);
		co_future_set_result(f, NULL, 0);
		if (!order) co_cancel(task);
		run(task);
		check(co_cancelled(task));
	}
}

static async(int) cancels_itself(int how) {
	co_cancel(co_current_task());
	say("a");
	if (how == 0) {
		co_try { await co_sleep(9); }
		co_catch_all (e) { say("c"); }
	}
	if (how == 2) {
		co_future *f = co_future_new(0);
		co_future_set_result(f, NULL, 0);
		await f;
		co_lock lock = CO_LOCK_INIT;
		await co_lock_acquire(&lock);
		say("b");
		co_try { await co_checkpoint(); }
		co_catch_all (e) { say("c"); }
	}
	return 5;
}
EITHER_ORDER(CANCEL_14) {
	co_task *task = co_spawn_on(loop, cancels_itself(0));
	run(task);
	check(said("ac") && co_result(int, task) == 5 && co_loop_time(loop) == 0);
}

EITHER_ORDER(CANCEL_15) {
	co_task *task = co_spawn_on(loop, cancels_itself(1));
	run(task);
	check(said("a") && co_cancelled(task));
}

EITHER_ORDER(CANCEL_16) {
	co_task *task = co_spawn_on(loop, cancels_itself(2));
	run(task);
	check(said("abc") && co_result(int, task) == 5);
}

EITHER_ORDER(CANCEL_17) {
	co_task *task = co_spawn_on(loop, catches(9, 3));
	turns(1);
	co_cancel(task), co_cancel(task);
	check(co_cancelling(task) == 2);
	run(task);
	check(said("c") && co_result(int, task) == 1 && co_cancelling(task) == 2);
}

EITHER_ORDER(CANCEL_18) {
	co_task *task = co_spawn_on(loop, catches(9, 9));
	turns(1);
	check(co_cancelling(task) == 0 && co_uncancel(task) == 0 && co_cancelling(task) == 0);
	co_cancel(task), co_cancel(task), co_cancel(task);
	check(co_cancelling(task) == 3 && co_uncancel(task) == 2 && co_cancelling(task) == 2);
	check(co_uncancel(task) == 1 && co_uncancel(task) == 0 && co_uncancel(task) == 0);
	run(task);
	happened[0] = '\0';
}

/* More requests than are counted: each block still knows whether the one that ends it was its own. */
enum { MANY = LARGE(70000) };

static void asks(void *task) { co_cancel(task); }
static async(void) fails_after(double seconds) {
	co_try { await co_sleep(seconds); }
	co_catch_all (e) {}
	co_raise(3, "in a group");
}
static async(void) in_time(double seconds, bool asked) {
	if (asked) co_call_later(co_loop_current(), seconds, asks, co_current_task());
	co_try {
		co_timeout (seconds) await co_sleep(100);
	}
	co_catch_all (e) { say(e->code == CO_ETIMEDOUT ? "t" : e->code == CO_ECANCELED ? "!" : "?"); }
}
static async(void) in_a_group(bool asked) {
	if (asked) co_call_later(co_loop_current(), 1, asks, co_current_task());
	co_try {
		co_group (g) {
			co_group_spawn(g, fails_after(1));
			await co_sleep(100);
		}
		say("?");
	}
	co_catch_all (e) { say(e->code == 3 ? "g" : e->code == CO_ECANCELED ? "!" : "?"); }
	co_try { await co_sleep(0); }
	co_catch_all (e) { say("!"); }
}
/* The request comes while the group, which has asked by then, waits for its tasks. */
static async(void) takes_time_to_end(void) {
	co_try { await co_sleep(100); }
	co_catch_all (e) { await co_sleep(3); }
}
static async(void) in_a_slow_group(void) {
	co_call_later(co_loop_current(), 2, asks, co_current_task());
	co_try {
		co_group (g) {
			co_group_spawn(g, takes_time_to_end());
			co_group_spawn(g, fails_after(1));
			await co_sleep(100);
		}
		say("?");
	}
	co_catch_all (e) { say(e->code == 3 ? "g" : e->code == CO_ECANCELED ? "!" : "?"); }
	co_try { await co_sleep(0); }
	co_catch_all (e) { say("!"); }
}
static async(int) is_asked_often(void) {
	co_try { await co_sleep(100); }
	co_catch_all (e) { say("c"); }
	int counted = co_cancelling(co_current_task());
	for (int i = 0; i < 3; i++) await in_time(1, false);
	await in_time(1, true);
	await in_time(1, false);
	await in_a_group(false);
	await in_a_group(true);
	await in_a_slow_group();
	co_uncancellable {
		for (int i = 0; i < MANY; i++) co_cancel(co_current_task());
		await in_time(1, false);
		co_timeout (50) await in_time(1, true);
		await in_a_group(false);
	}
	co_try { await co_sleep(0); }
	co_catch_all (e) { say("c"); }
	await in_time(1, false);
	await in_time(1, true);
	int left = 0;
	while (co_uncancel(co_current_task())) left++;
	check(left == counted - 1 || left == counted - 2);
	await co_sleep(0);
	return counted;
}
EITHER_ORDER(CANCEL_18_more_than_are_counted) {
	co_task *task = co_spawn_on(loop, is_asked_often());
	turns(2);
	for (int i = 0; i < MANY; i++) co_cancel(task);
	run(task);
	check(said("cttt!tgg!g!ttgct!") && co_result(int, task) == 2047);
}

EITHER_ORDER(CANCEL_19) {
	co_future *f = co_future_new_on(loop, 0);
	co_task *task = co_spawn_on(loop, awaits(f));
	turns(1);
	co_cancel(task);
	check(co_uncancel(task) == 0 && co_cancelled(f));
	run(task);
	check(co_cancelled(task));
	co_future_set_result(f, NULL, 0);
}

EITHER_ORDER(CANCEL_20) {
	co_task *task = co_spawn_on(loop, catches(3, 0));
	co_cancel(task); /* not begun: nothing was thrown yet */
	check(co_uncancel(task) == 0);
	run(task);
	check(said("") && co_result(int, task) == 0 && co_loop_time(loop) == 3);
}

static async(int) withdraws(void) {
	co_cancel(co_current_task());
	co_cancel(co_current_task());
	co_uncancel(co_current_task());
	check(co_uncancel(co_current_task()) == 0);
	await co_sleep(2);
	return 6;
}
EITHER_ORDER(CANCEL_20_of_itself) {
	co_task *task = co_spawn_on(loop, withdraws());
	run(task);
	check(co_result(int, task) == 6 && co_loop_time(loop) == 2);
}

EITHER_ORDER(CANCEL_21) {
	co_task *task = co_spawn_on(loop, sleeps(1, 4));
	run(task);
	check(!co_cancel(task) && co_cancelling(task) == 0 && co_result(int, task) == 4);
}

EITHER_ORDER(CANCEL_22) {
	co_task *task = co_spawn_on(loop, sleeps(9, 4));
	turns(1);
	co_cancel(task);
	run(task);
	co_uncancel(task);
	check(co_cancelled(task));
}

static async(void) cleans_up(void) {
	co_defer { say("3"); }
	co_defer {
		co_try {
			await co_sleep(5);
			say("!");
		}
		co_finally { say("2"); }
	}
	co_defer {
		await co_sleep(1);
		say("1");
	}
	await co_sleep(100);
}
EITHER_ORDER(CANCEL_23) {
	co_task *task = co_spawn_on(loop, cleans_up());
	turns(2);
	co_cancel(task);
	run(task);
	check(said("1!23") && co_loop_time(loop) == 6);
	task = co_spawn_on(loop, cleans_up());
	turns(2);
	co_cancel(task);
	run(co_spawn_on(loop, sleeps(2, 0)));
	check(said("1"));
	co_cancel(task); /* during the cleanup: interrupts its wait, the rest still runs */
	run(task);
	check(said("23") && co_cancelled(task) && co_loop_time(loop) == 8);
}

static async(void) catches_ordinary(void) {
	co_try { await co_sleep(9); }
	co_catch (e) { say("?"); }
}
EITHER_ORDER(CANCEL_25) {
	co_task *task = co_spawn_on(loop, catches_ordinary());
	turns(1);
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && said(""));
}

/* Whose cancellation it was. fact: X14 */
static async(void) asks_origin(co_task *inner) {
	co_try { await inner; }
	co_catch_all (e) { check(co_error_origin(e) == inner); }
}
EITHER_ORDER(CANCEL_origin) {
	co_task *inner = co_spawn_on(loop, sleeps(9, 1)), *outer = co_spawn_on(loop, asks_origin(inner));
	turns(2);
	co_cancel(inner);
	run(outer);
	check(!co_future_error(outer));
}

/* X15: as many requests as were delivered, withdrawn, and outstanding at the end. */
static async(int) counts_deliveries(int ends_after) {
	int delivered = 0;
	while (delivered < ends_after) {
		co_try { await co_sleep(1000); }
		co_catch_all (e) { delivered += e->code == CO_ECANCELED; }
	}
	return delivered;
}
EITHER_ORDER(X15) {
	co_task *task = co_spawn_on(loop, counts_deliveries(7));
	for (int i = 0; i < 7; i++) {
		turns(2);
		check(!co_done(task) && co_cancel(task));
	}
	run(task);
	check(co_result(int, task) == 7 && co_cancelling(task) == 7);
}

/* A checkpoint costs a turn, and is where a request is delivered. */
static async(void) checkpoints(void) {
	say("a");
	await co_checkpoint();
	say("b");
	await co_checkpoint();
	say("?");
}
EITHER_ORDER(X6) {
	co_task *task = co_spawn_on(loop, checkpoints());
	turns(1);
	check(said("a"));
	turns(1);
	check(said("b"));
	co_cancel(task);
	turns(1);
	check(co_cancelled(task) && said("") && co_loop_time(loop) == 0);
}

/* The loop has what runs; a handle is only looked through. */
static async(void) lasts(void) {
	await co_sleep(5);
	say("x");
}
EITHER_ORDER(X7) {
	co_disown(co_spawn_on(loop, lasts()));
	co_task *task = co_spawn_on(loop, lasts());
	turns(2);
	co_disown(task);
	co_go_on(loop, lasts());
	run(co_spawn_on(loop, sleeps(9, 0)));
	check(said("xxx") && co_all_tasks(loop, NULL, 0) == 0 && co_loop_time(loop) == 9);
}

/* ---- co_uncancellable ---- */

static async(int) protected(double seconds) {
	int state = 0;
	co_try {
		co_uncancellable {
			await co_sleep(seconds);
			state = 1;
			await co_sleep(0);
			say("p");
		}
		say("q");
		await co_sleep(1);
		say("!");
	}
	co_catch_all (e) { say("c"); }
	return state;
}
EITHER_ORDER(X22_uncancellable) {
	co_task *task = co_spawn_on(loop, protected(3));
	turns(2);
	check(co_cancel(task) && co_cancel(task));
	run(task);
	check(said("pqc") && co_result(int, task) == 1 && co_loop_time(loop) == 3);
}

static async(void) cleanup_with_deadline(double work) {
	co_try { await co_sleep(100); }
	co_finally {
		co_uncancellable {
			co_try {
				co_timeout (2) {
					await co_sleep(work);
					say("w");
				}
			}
			co_catch (e) { say(e->code == CO_ETIMEDOUT ? "t" : "?"); }
		}
	}
}
EITHER_ORDER(X22) {
	co_task *task = co_spawn_on(loop, cleanup_with_deadline(50));
	turns(2);
	co_cancel(task);
	turns(3);
	co_cancel(task); /* does not reach the shielded cleanup */
	run(task);
	check(said("t") && co_cancelled(task) && co_loop_time(loop) == 2);
	task = co_spawn_on(loop, cleanup_with_deadline(1));
	turns(2);
	co_cancel(task);
	turns(3);
	co_cancel(task);
	run(task);
	check(said("w") && co_cancelled(task) && co_loop_time(loop) == 3);
}

static async(void) nested_sections(void) {
	co_try {
		co_uncancellable {
			co_uncancellable { await co_sleep(1); }
			await co_sleep(1);
			say("a");
		}
		await co_sleep(0);
		say("!");
	}
	co_catch_all (e) { say("c"); }
}
EITHER_ORDER(X22_nested) {
	co_task *task = co_spawn_on(loop, nested_sections());
	turns(2);
	co_cancel(task);
	run(task);
	check(said("ac") && co_loop_time(loop) == 2);
}

/* A request that was withdrawn while it was kept back is none. */
EITHER_ORDER(X22_withdrawn) {
	co_task *task = co_spawn_on(loop, nested_sections());
	turns(2);
	co_cancel(task);
	co_uncancel(task);
	run(task);
	check(said("a!") && !co_cancelled(task));
}

/* What is kept back has not come yet: a deadline inside, which is over, leaves nothing behind. The request comes as `kept` is kept back: from
 * outside, or of a deadline around it. */
static async(void) withdraws_inside(double kept, double deadline) {
	co_try {
		co_timeout (kept) {
			co_uncancellable {
				co_timeout (deadline) {
					co_uncancellable await co_sleep(1);
					say("a");
				}
				check(co_cancelling(co_current_task()) == 1);
				await co_sleep(0);
				say("b");
				co_try {
					co_timeout (0) await co_sleep(1);
				}
				co_catch_all (e) { say(e->code == CO_ETIMEDOUT ? "t" : "!"); }
			}
			say("d");
			await co_sleep(0);
			say("!");
		}
	}
	co_catch_all (e) { say(e->code == CO_ETIMEDOUT ? "T" : "C"); }
}
EITHER_ORDER(X22_withdrawn_inside) {
	run(co_spawn_on(loop, withdraws_inside(0.5, 0.25)));
	check(said("abtdT"));
	run(co_spawn_on(loop, withdraws_inside(0.25, 0.5)));
	check(said("abtdT"));
	co_task *task = co_spawn_on(loop, withdraws_inside(9, 0.25));
	turns(2);
	co_cancel(task);
	run(task);
	check(said("abtdC") && co_cancelling(task) == 1);
}

/* A task that ends inside has been asked all the same. */
static async(int) returns_inside(void) {
	co_uncancellable {
		await co_sleep(1);
		return 4;
	}
}
EITHER_ORDER(X22_return) {
	co_task *task = co_spawn_on(loop, returns_inside());
	turns(2);
	co_cancel(task);
	run(task);
	check(co_cancelled(task));
}

/* ---- co_spawn_with ---- */

static void over(void *arg) { say(arg); }
static async(void) spawns_with(int how) {
	co_task *task = co_spawn_with(sleeps(1, 3), over, (char[]){ "o" });
	if (how == 1) co_cancel(task);
	if (how == 2) {
		await co_sleep(0.5);
		co_cancel(task);
	}
	co_try { await task; }
	co_catch_all (e) { say("c"); }
	say("|");
}
EITHER_ORDER(SPAWN_with_runs_once_however_it_ends) {
	run(co_spawn_on(loop, spawns_with(0)));
	check(said("o|"));
	run(co_spawn_on(loop, spawns_with(1))); /* never begun */
	check(said("oc|"));
	run(co_spawn_on(loop, spawns_with(2)));
	check(said("oc|"));
}
