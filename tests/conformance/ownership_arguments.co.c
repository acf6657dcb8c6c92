/* Handles among the arguments of a call that becomes a task: the task keeps them as long as it runs, whoever has made
 * them; what is awaited directly keeps nothing. Nobody frees any here, and none is left. */
#include "conformance.h"

static async(int) value(int x) {
	await co_sleep(0);
	return x;
}
static async(void) sleeps(double seconds) { await co_sleep(seconds); }

static int sum;
static async(int) looks(co_task *t, double seconds) {
	await co_sleep(seconds);
	sum += co_result(int, await t);
	return co_result(int, t);
}
static async(int) looks_at_wait(co_wait_result *w) {
	await co_sleep(1);
	await co_wait_future(w);
	sum += co_result(int, w->done[0]);
	return 1;
}
static async(void) overwrites(co_task *t, const co_future *const same, int times) {
	for (int i = 0; i < times; i++) {
		await co_sleep(1);
		check((t == same) == (i == 0) && co_done(t));
		t = co_spawn(value(i));
		await t;
	}
	sum += co_result(int, (co_task *)same);
}
static async(void) completes(co_future *f) {
	await co_sleep(1);
	sum++;
	co_future_set_result(f, NULL, 0);
}
static async(void) of_nothing(co_task *t, co_wait_result *w) {
	await co_sleep(0);
	check(!t && !w);
}

/* ---- whoever made them ends first ---- */

enum { WAYS = 16 };
static void over(void *arg) { (void)arg; }
static async(void) give(co_task *t, int way) {
	switch (way) {
	case 0: co_spawn(looks(t, 1)); break;
	case 1: co_go_on(co_loop_current(), looks(t, 1)); break;
	case 2: co_spawn_on(co_loop_current(), looks(t, 1)); break;
	case 3: co_spawn_with(looks(t, 1), over, NULL); break;
	case 4: (void)co_gather(looks(t, 1), value(1)); break;
	case 5: (void)co_wait(CO_FIRST_COMPLETED, value(1), looks(t, 1)); break;
	case 6: co_go(co_wait_for(5, looks(t, 1))); break;
	case 7: co_go(co_shield(looks(t, 1))); break;
	case 8: co_go(co_wait_for(5, co_shield(co_wait_for(5, looks(t, 1))))); break;
	case 9: (void)co_gather(co_shield(looks(t, 1))); break;
	case 10: co_go(looks_at_wait(co_wait(CO_ALL_COMPLETED, t))); break;
	case 11: co_go(overwrites(t, t, 3)); break;
	case 14: check(co_spawn_threadsafe(co_loop_current(), looks(t, 1))); break;
	case 15: check(co_spawn_threadsafe(co_loop_current(), co_wait_for(5, looks(t, 1)))); break;
	default: co_go(looks(t, 1)); break;
	}
}
static async(void) gives(int way) {
	co_task *t = co_spawn(value(1));
	if (way == 12)
		co_go(looks(t, 1));
	else if (way == 13)
		co_spawn(looks(t, 1));
	else
		await give(t, way);
}
static async(void) gives_in_scope(int way) {
	co_scope { await give(co_spawn(value(1)), way); }
	await co_sleep(10);
}
EITHER_ORDER(OWNER_ends_before_the_task_that_was_given) {
	for (int way = 0; way < WAYS; way++) {
		for (int scope = 0; scope < 2; scope++) {
			long before = live;
			sum = 0;
			co_task *task = scope ? co_spawn_on(loop, gives_in_scope(way)) : co_spawn_on(loop, gives(way));
			run(task);
			co_disown(task);
			task = co_spawn_on(loop, sleeps(20));
			run(task);
			co_disown(task);
			check(sum == 1);
			if (way + scope > 1) check(live == before);
		}
	}
}

/* One that only the task knows: it completes it when nobody else is there. */
static async(void) leaves_future(void) { co_go(completes(co_future_new(0))); }
static async(void) gives_nothing(void) {
	co_go(of_nothing(NULL, NULL));
	co_group (g) co_group_spawn(g, of_nothing(NULL, NULL));
}
static async(void) into_group(void) {
	co_group (g) {
		co_scope { co_group_spawn(g, looks(co_spawn(value(2)), 1)); }
	}
}
EITHER_ORDER(OWNER_of_what_a_task_was_given) {
	sum = 0;
	run(co_spawn_on(loop, leaves_future()));
	run(co_spawn_on(loop, gives_nothing()));
	run(co_spawn_on(loop, into_group()));
	run(co_spawn_on(loop, sleeps(2)));
	check(sum == 3);
}

/* ---- for how long ---- */

static int ended;
static void has_ended(void *arg) { (void)arg, ended++; }
static co_task *others;
static async(void) gives_up(bool cancels) {
	{
		co_scope {
			co_task *t = co_spawn_with(value(7), has_ended, NULL);
			others = co_retain(co_spawn(looks(t, 3)));
		}
	}
	if (cancels) co_cancel(others);
	await co_sleep(1);
	check(live > 0 && co_done(others) == cancels);
	await co_sleep(3);
	check(co_done(others));
}
EITHER_ORDER(OWNER_keeps_until_the_task_has_ended) {
	for (int cancels = 0; cancels < 2; cancels++) {
		ended = 0, others = NULL;
		co_task *task = co_spawn_on(loop, gives_up(cancels));
		run(task);
		co_disown(task);
		check(ended == 1 && co_cancelled(others) == cancels);
		long before = live;
		co_release(others); /* it alone is left */
		check(before - live == 2 + cancels); /* and its error */
	}
}

static void not_told(co_loop *of, const co_report *report, void *arg) { (void)of, (void)report, (void)arg; }

/* Many, one after the other: what has ended is gone. */
static async(void) one_after_the_other(int n) {
	long at_first = 0;
	for (int i = 0; i < n; i++) {
		co_scope {
			co_task *t = co_spawn(value(1));
			co_go(looks(t, 0));
			if (i % 3 == 0) await looks(t, 0);
			if (i % 5 == 0) co_cancel(t);
		}
		await co_sleep(0.01);
		if (i == 100) at_first = live;
		check(i < 100 || live == at_first);
	}
}
EITHER_ORDER(OWNER_gives_a_thousand_away) {
	sum = 0;
	co_loop_on_report(loop, not_told, NULL);
	co_task *task = co_spawn_on(loop, one_after_the_other(LARGE(1000)));
	run(task);
	check(!co_future_error(task));
}

/* ---- what is awaited directly keeps nothing ---- */

static async(int) awaits_directly(int n) {
	co_task *t = co_spawn(value(1));
	await t;
	long before = live, result = await looks(t, 0);
	check(live == before);
	return n + (int)result;
}
EITHER_ORDER(OWNER_is_not_asked_by_an_await) {
	co_task *task = co_spawn_on(loop, awaits_directly(1));
	run(task);
	check(co_result(int, task) == 2);
}

/* ---- another loop's ---- */

static async(void) sees(co_future *f, bool *saw) {
	await co_sleep(0);
	*saw = f != NULL;
}
FACT(OWNER_of_another_loop) {
	co_loop *other = co_loop_new_virtual();
	co_future *f = co_future_new_on(other, 0);
	bool saw = false;
	co_task *task = co_spawn_on(loop, sees(f, &saw));
	co_loop_close(other); /* nothing of it is looked at any more */
	run(task);
	check(saw);
}

/* ---- the loop is closed, there is no memory ---- */

EITHER_ORDER(OWNER_of_arguments_when_a_loop_is_closed) {
	for (int way = 0; way < WAYS; way++) {
		co_loop *other = co_loop_new_virtual();
		co_loop_run_until_complete(other, co_spawn_on(other, gives(way)));
		co_loop_close(other);
		other = co_loop_new_virtual();
		co_go_on(other, gives(way));
		co_loop_close(other);
	}
}
static async(int) gives_all(void) {
	co_try {
		for (int way = 0; way < 4; way++) {
			if (way == 2) continue;
			co_scope {
				co_task *t = co_spawn(value(1));
				if (way == 0) co_go(looks(t, 1));
				if (way == 1) co_spawn(looks(t, 1));
				if (way == 3) await co_gather(looks(t, 0), co_wait_for(1, looks(t, 0)));
			}
		}
	}
	co_catch (e) { return e->code; }
	return 0;
}
FACT(OWNER_of_arguments_without_memory) {
	int code = 0;
	long n = 0;
	do {
		long before = live;
		co_loop *other = co_loop_new_virtual();
		co_loop_on_report(other, not_told, NULL);
		co_task *task = co_spawn_on(other, gives_all());
		fail_at = allocations + n;
		co_loop_run_until_complete(other, task);
		fail_at = -1;
		const co_error *error = co_future_error(task);
		code = error ? error->code : co_result(int, task);
		check(code == CO_ENOMEM || code == 0);
		co_loop_close(other);
		check(live == before);
		n++;
	} while (code == CO_ENOMEM && n < 1000);
	check(n > 10 && code == 0);
	sum = 0;
}

/* Sent, and not taken out yet, or not taken at all. */
static bool sent;
static async(void) sends(void) {
	co_scope { sent = co_spawn_threadsafe(co_loop_current(), looks(co_spawn(value(1)), 1)); }
	await co_sleep(2);
}
FACT(OWNER_of_what_is_sent_without_memory) {
	long n = 0, all;
	do {
		long before = live, at_first = allocations;
		co_loop *other = co_loop_new_virtual();
		co_loop_on_report(other, not_told, NULL);
		co_task *task = co_spawn_on(other, sends());
		all = allocations;
		sent = false;
		sum = 0;
		fail_at = allocations + n;
		co_loop_run_until_complete(other, task);
		fail_at = -1;
		all = allocations - all;
		check(at_first < all || sum == 0 || sent);
		co_loop_close(other);
		check(live == before);
	} while (n++ < all);
	check(sent && sum == 1 && n > 3);
	sum = 0;
}
static void closes_at_once(bool runs) {
	co_loop *other = co_loop_new_virtual();
	co_loop_on_report(other, not_told, NULL);
	co_task *task = co_spawn_on(other, sends());
	if (runs) co_loop_stop(other), co_loop_run_until_complete(other, task);
	co_loop_close(other);
}
FACT(OWNER_of_what_was_sent_when_a_loop_is_closed) {
	long before = live;
	closes_at_once(false);
	closes_at_once(true);
	check(live == before);
	sum = 0;
}
