/* Ownership of handles: nobody frees any here, and none is left. What ends with its expression, or with the block of its variable, does
 * so on every way out; the counts are exact. */
#include "ownership.h"

static async(int) value(int x) {
	await co_sleep(0);
	return x;
}
static async(void) fails(int code) {
	await co_sleep(0);
	co_raise(code, "failed");
}
static async(void) sleeps(double seconds) { await co_sleep(seconds); }

/* ---- without a name ---- */

static void nothing(co_future *f, void *arg) { (void)f, (void)arg; }
static async(int) returns_within(int x) { return co_result(int, await co_spawn(value(x))) + 1; }
static async(void) raises_within(void) { await co_gather(value(1), fails(3)); }
static async(int) conditions(int x) {
	int sum = 0;
	if (co_result(int, await co_spawn(value(x)))) sum++;
	while (co_result(int, await co_spawn(value(sum))) < 3) sum++;
	do sum++;
	while (co_result(int, await co_spawn(value(sum))) < 5);
	for (int i = co_result(int, await co_spawn(value(0))); i < co_result(int, await co_spawn(value(2))); i += co_result(int, await co_spawn(value(1)))) sum++;
	switch (co_result(int, await co_spawn(value(x)))) {
	case 1: sum += 10; break;
	default: sum += 20;
	}
	sum += x ? co_result(int, await co_spawn(value(100))) : co_result(int, await co_spawn(value(200)));
	sum += x && co_result(int, await co_spawn(value(0)));
	return sum;
}
static async(int) statement_expression(int x) {
	return 1 + ({
		if (x == 2) return co_result(int, await co_spawn(value(7)));
		co_result(int, await co_spawn(value(x))) + co_result(int, await co_spawn(value(1)));
	});
}
static async(int) jumps_out(int x) {
	int sum = 0;
	for (int i = 0; i < 3; i++)
		sum += co_result(int, await co_spawn(value(({
			if (x == 0) continue;
			if (x == 1) break;
			if (x == 2) goto out;
			co_result(int, await co_spawn(value(i)));
		}))));
	return sum;
out:
	return -1;
}

static async(void) unnamed(void) {
	FLAT(check(co_result(int, await co_spawn(value(round))) == round));
	FLAT(await co_gather(value(1), value(2), co_spawn(value(3))));
	FLAT(co_spawn(value(1)));
	FLAT((void)co_spawn(value(1)));
	FLAT((co_spawn(value(1)), (void)co_gather(value(1), value(2))));
	FLAT(co_add_done_callback(co_spawn(value(1)), nothing, NULL));
	FLAT(co_task_set_name(co_spawn(value(1)), "named and nameless"));
	FLAT(await co_wait_future(co_wait(CO_ALL_COMPLETED, value(1), value(2))));
	FLAT(check(await returns_within(round) == round + 1));
	FLAT(check(await conditions(1) == (1 + 2 + 2 + 2 + 10 + 100)));
	FLAT(check(await conditions(0) == (0 + 3 + 2 + 2 + 20 + 200)));
	FLAT(check(await statement_expression(round % 3) == (round % 3 == 2 ? 7 : round % 3 + 2)));
	FLAT(check(await jumps_out(round % 4) == (int[]){ 0, 0, -1, 3 }[round % 4]));
	FLAT(co_cancel(co_spawn(sleeps(100))));
	FLAT(co_future_set_result(co_future_new(0), NULL, 0));
	FLAT(co_disown(co_spawn(value(1))));
	FLAT(co_release(co_retain(co_spawn(value(1)))));
}
EITHER_ORDER(OWNER_of_the_unnamed) {
	co_task *task = co_spawn_on(loop, unnamed());
	run(task);
	check(!co_future_error(task));
}

static async(void) unnamed_errors(void) {
	FLAT({
		co_try { await raises_within(); }
		co_catch (e) { check(e->code == 3); }
	});
	FLAT({
		co_try { await co_gather_strict(sleeps(5), fails(4), co_spawn(sleeps(6))); }
		co_catch (e) { check(e->code == 4); }
	});
	FLAT({
		co_try {
			co_timeout (0) { await co_gather(sleeps(5), co_spawn(sleeps(6))); }
		}
		co_catch (e) { check(e->code == CO_ETIMEDOUT); }
	});
	FLAT({
		co_try {
			co_with (&(co_lock)CO_LOCK_INIT) co_result(int, await co_spawn(value(({
				await co_gather(fails(6));
				1;
			}))));
		}
		co_catch (e) { check(e->code == 6); }
	});
}
EITHER_ORDER(OWNER_of_the_unnamed_on_errors) {
	co_task *task = co_spawn_on(loop, unnamed_errors());
	run(task);
	check(!co_future_error(task));
}

/* ---- with a name ---- */

static async(int) in_variable(int how) {
	int sum = 0;
	for (int i = 0; i < 4; i++) {
		co_task *t = co_spawn(value(i));
		if (how == 1 && i == 2) break;
		if (how == 2 && i == 2) continue;
		if (how == 3 && i == 2) return sum;
		if (how == 4 && i == 2) goto out;
		if (how == 5 && i == 2) co_raise(5, "out of the block");
		await t;
		sum += co_result(int, t);
	}
	return sum;
out:
	return -sum;
}
static async(int) overwritten(int n) {
	co_future *f = NULL;
	int sum = 0;
	for (int i = 0; i < n; i++) {
		if (f && !co_done(f)) await f;
		f = co_spawn(value(i));
		await f;
		sum += co_result(int, f);
		if (i % 2) f = NULL;
	}
	return sum;
}
static async(int) late_and_conditional(int how) {
	co_task *t;
	if (how == 0) return 0;
	if (how > 1) t = co_spawn(value(how));
	switch (how) {
	case 1: t = co_gather(value(1), value(2)); break;
	case 2: t = co_spawn(value(5)), t = co_spawn(value(6)); break;
	case 3: t = co_spawn(value(6)); break;
	}
	await t;
	return how == 1 ? 3 : co_result(int, t);
}
static async(int) of_a_for(void) {
	int n = 0;
	for (co_task *t = co_spawn(value(3)); n < 3; n += co_result(int, await t)) await co_sleep(0);
	return n;
}
static async(int) waits_for_some(void) {
	co_wait_result *w = co_wait(CO_FIRST_COMPLETED, value(1), sleeps(50), sleeps(60));
	await co_wait_future(w);
	for (size_t i = 0; i < w->n_pending; i++) co_cancel(w->pending[i]);
	return co_result(int, w->done[0]) + (int)w->n_done;
}
static async(int) nested_names(void) {
	co_task *t = co_spawn(value(1));
	{
		co_task *t = co_spawn(value(2));
		await t;
	}
	co_task *const fixed = co_spawn(value(3));
	await fixed;
	return co_result(int, await t) + co_result(int, fixed);
}

/* Labels behind the declaration that are come to from behind it alone. */
static async(int) cleans_up(int how) {
	int result = -1;
	co_task *t = co_spawn(value(how));
	if (how == 1) goto out;
	result = co_result(int, await t);
	if (how == 2) goto out;
	result += 10;
out:
	return result;
}
static async(int) tries_again(int how) {
	int sum = 0;
	co_task *t;
again:
	t = co_spawn(value(1));
	sum += co_result(int, await t);
	{
		co_task *u = co_gather(value(1), value(2));
		if (sum < how) goto again;
		await u;
		if (sum++ == how) goto again;
	}
	return sum;
}
/* One that is come to from in front of it: the variable has no value there. */
static async(int) is_passed_by(int how) {
	if (how) goto behind;
	co_task *t = co_spawn(value(how));
	await t;
behind:
	return how;
}

static async(void) named(void) {
	for (int how = 0; how < 4; how++) FLAT(check(await cleans_up(how) == (int[]){ 10, -1, 2, 13 }[how]));
	for (int how = 1; how < 4; how++) FLAT(check(await tries_again(how) == how + 3));
	for (int how = 0; how < 3; how++) check(await is_passed_by(how) == how);
	for (int how = 0; how < 6; how++) FLAT({
			co_try { check(await in_variable(how) == (int[]){ 6, 1, 4, 1, -1 }[how]); }
			co_catch (e) { check(how == 5 && e->code == 5); }
		});
	FLAT(check(await overwritten(7) == 21));
	for (int how = 0; how < 4; how++) FLAT(check(await late_and_conditional(how) == (int[]){ 0, 3, 6, 6 }[how]));
	FLAT(check(await of_a_for() == 3));
	FLAT(check(await waits_for_some() == 2));
	FLAT(check(await nested_names() == 4));
}
EITHER_ORDER(OWNER_is_a_variable) {
	co_task *task = co_spawn_on(loop, named());
	run(task);
	check(!co_future_error(task));
}

static async(void) one_frame(co_event *go) {
	for (int i = 0; i < LARGE(1000000); i++) {
		co_task *t = co_spawn(sleeps(0));
		await t;
		co_future *f = co_gather(value(1), value(2));
		await f;
		f = co_spawn(sleeps(100));
		co_cancel(f);
		if (i == 300) await co_event_wait(go);
	}
}
EITHER_ORDER(OWNER_is_cancelled) {
	co_event never = CO_EVENT_INIT;
	long before = live;
	co_task *task = co_spawn_on(loop, one_frame(&never));
	turns(2500);
	check(!co_done(task) && live - before < 20);
	co_cancel(task);
	run(task);
	turns(3);
	check(co_cancelled(task) && live - before < 8);
}

/* ---- to somebody else ---- */

static co_task *kept;
static void keep(co_task *task) { kept = task; }
static async(int) escapes(int how) {
	co_task *array[3];
	if (how == 0) {
		for (int i = 0; i < 3; i++) array[i] = co_spawn(value(i));
		await co_gather_n(array, 3);
		return co_result(int, array[0]) + co_result(int, array[2]);
	}
	co_task *t = co_spawn(value(5));
	if (how == 1) keep(t);
	if (how == 2) kept = t;
	if (how == 3) {
		co_task **p = &t;
		kept = *p;
	}
	await kept;
	return co_result(int, kept);
}
static async(co_task *) gives_away(void) {
	co_task *t = co_spawn(value(8));
	return co_retain(t);
}
static async(int) takes(void) {
	co_task *t = await gives_away();
	int v = co_result(int, await t);
	co_release(t);
	return v;
}
static int refused_releases;
static void a_refused_release(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	if (!strncmp(report->message, "co_release: ", 12)) refused_releases++;
}
static async(void) releases_too_often(bool debug) {
	co_task *t = co_spawn(value(1)), *named = co_spawn(value(2));
	co_future *f = co_future_new(0);
	kept = t;
	co_release(co_retain(t)), co_release(co_retain(f)), co_release(co_retain(named));
	check(refused_releases == 0);
	co_release(t), co_release(f); /* the owner's, and the variable's */
	check(refused_releases == 2);
	co_future *g = co_gather(t, named);
	co_release(co_retain(g));
#ifndef STRESSED /* where there is no memory to count them apart, these are not refused */
	if (debug) co_release(named), co_release(g); /* others hold references, too */
#endif
	await g;
	check(co_result(int, t) == 1 && co_result(int, named) == 2 && refused_releases == (debug ? 4 : 2));
	co_future_set_result(f, NULL, 0);
}
EITHER_ORDER(OWNER_surplus_releases_are_refused) {
	for (int debug = 0; debug < 2; debug++) {
		co_loop *other = co_loop_new_virtual();
		co_loop_set_debug(other, debug);
		co_loop_on_report(other, a_refused_release, NULL);
		refused_releases = 0;
		co_loop_run_until_complete(other, co_spawn_on(other, releases_too_often(debug)));
		/* What stands for no memory is the loop's. */
		fail_at = 0;
		co_future *none = co_future_new_on(other, 1);
		fail_at = -1;
		check(code_of(none) == CO_ENOMEM);
		refused_releases = 0;
		co_release(none), co_release(none);
		co_release(co_retain(none));
		check(refused_releases == 2 && code_of(none) == CO_ENOMEM);
		co_loop_close(other);
		listen_to_stderr();
		none = co_future_new_on(other, 1);
		co_release(none);
		check(code_of(none) == CO_ESTATE && strstr(heard(), "co_release"));
	}
}

static void result_of_nothing(void) { (void)co_result(int, (co_task *)NULL); }
static void child_of_nothing(void) { (void)co_gather_child(NULL, 0); }
static void never_called(co_future *f, void *arg) {
	(void)f;
	say(arg);
}
static bool no_hook(co_future *f, void *arg) {
	never_called(f, arg);
	return true;
}
EITHER_ORDER(OWNER_of_nothing) {
	co_future *none = NULL;
	listen_to_stderr();
	co_release(none), co_disown(none); /* what gives up or takes back does nothing */
	check(!co_cancel(none) && !co_remove_done_callback(none, never_called) && !*heard());
	listen_to_stderr();
	check(!co_done(none) && !co_cancelled(none) && !co_future_error(none) && !co_cancelling(none) && !co_uncancel(none) && !co_retain(none));
	check(!co_future_set_result(none, "", 1) && !co_future_set_error(none, 1, "no") && !co_wait_future(NULL));
	co_add_done_callback(none, never_called, "no"), co_task_set_name(none, "no"), co_future_on_cancel(none, no_hook, "no");
	check(times(heard(), ": the handle is NULL") == 12);
	check(aborts_saying(result_of_nothing, "co_result") && aborts_saying(child_of_nothing, "co_gather_child"));
}

/* ---- given up in any order ---- */

/* Given up in the order of their making, or the opposite, or in any, or by another: as much work for each, however many there are (tests/linear). */
enum { MANY = LARGE(200000) };
static co_future *many[MANY];
static async(void) makes_many(void) {
	for (int i = 0; i < MANY; i++) many[i] = NULL;
	co_try {
		for (int i = 0; i < MANY; i++) many[i] = co_future_new(0);
		await co_sleep(2);
	}
	co_catch_all (e) { /* they end with the task */
		memset(many, 0, sizeof many);
		co_reraise;
	}
}
static size_t number(size_t below) {
	static uint64_t state = 1;
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(state >> 33) % below;
}
static void exchange(co_future **one, co_future **other) {
	co_future *first = *one;
	*one = *other;
	*other = first;
}
static async(void) gives_up(int how) {
	for (int i = MANY; how == 2 && i-- > 1;) exchange(&many[i], &many[number((size_t)i + 1)]);
	for (int i = 0; i < MANY; i++) {
		co_future *f = many[how == 1 ? MANY - 1 - i : i];
		co_future_set_result(f, NULL, 0);
		co_disown(f);
	}
	await co_checkpoint();
}
static async(void) makes_and_gives_up(int how) {
	await makes_many();
	await gives_up(how);
	for (int i = 0; i < MANY; i++) { /* some at a time */
		many[i] = co_future_new(0);
		if (i < 100) continue;
		co_future_set_result(many[i - 100], NULL, 0);
		co_disown(many[i - 100]);
	}
	for (int i = MANY - 100; i < MANY; i++) co_future_set_result(many[i], NULL, 0);
}
FACT(OWNER_gives_up_many) {
	for (int how = 0; how < 3; how++) run(co_spawn_on(loop, makes_and_gives_up(how)));
	for (int how = 0; how < 3; how += 2) {
		memset(many, 0, sizeof many);
		co_task *other = co_spawn_on(loop, makes_many());
		turns(1);
		run(co_spawn_on(loop, gives_up(how)));
		run(other);
	}
}

/* Whatever is made, and given up whenever: each ends then, and no other. */
enum { SOME = 50 };
static co_future *some[SOME];
static int ended[SOME];
static void has_ended(co_future *f, void *arg) {
	ended[(int *)arg - ended]++;
	(void)f;
}
static void make_one(int i, size_t kind) {
	some[i] = kind == 0 ? co_spawn(value(i)) : kind == 1 ? co_gather(value(1), co_spawn(value(2))) : co_future_new(sizeof i);
	co_add_done_callback(some[i], has_ended, &ended[i]);
}
static async(void) makes_and_gives_up_any(int rounds) {
	int made[SOME] = { 0 };
	for (int i = 0; i < SOME; i++) some[i] = NULL, ended[i] = 0;
	while (rounds-- > 0) {
		int i = (int)number(SOME);
		if (!some[i]) {
			make_one(i, number(4));
			made[i]++;
		} else if (number(3)) {
			check(!co_done(some[i]) || co_future_error(some[i]) == NULL);
			co_future_set_result(some[i], &i, sizeof i);
			co_disown(some[i]);
			some[i] = NULL;
		}
		if (number(9) == 0) await co_sleep(0);
	}
	for (int i = 0; i < SOME; i++)
		if (some[i]) co_future_set_result(some[i], &i, sizeof i);
	await co_sleep(1);
	for (int i = 0; i < SOME; i++) check(ended[i] == made[i]);
}
EITHER_ORDER(OWNER_gives_up_in_any_order) {
	co_task *task = co_spawn_on(loop, makes_and_gives_up_any(LARGE(5000)));
	run(task);
	check(!co_future_error(task));
}

/* While the owner ends, an error that nobody asked for is told; who is told gives up others. */
static void gives_up_the_others(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	int i = 0;
	while (i < 3 && some[i] != report->future) i++;
	while (++i < 3) co_disown(some[i]);
	say("r");
}
static async(void) keeps_three(void) {
	for (int i = 0; i < 3; i++) some[i] = co_spawn(fails(i + 1));
	await co_sleep(1);
}
EITHER_ORDER(OWNER_ends_while_it_is_told) {
	co_loop_on_report(loop, gives_up_the_others, NULL);
	co_task *task = co_spawn_on(loop, keeps_three());
	run(task);
	check(said("rrr") && !co_future_error(task));
}

static async(void) takes_one(co_future **all, int n) {
	co_for_await (co_future *, f, co_as_completed_n(all, (size_t)n)) {
		check(co_done(f));
		break;
	}
}
FACT(OWNER_as_completed_of_many) {
	/* Closed when many have ended that were not heard of yet, the last one first. */
	for (int i = 0; i < MANY; i++) many[i] = co_spawn_on(loop, sleeps(i ? 1 : 0.5));
	co_task *task = co_spawn_on(loop, takes_one(many, MANY));
	run(task);
	task = co_spawn_on(loop, takes_one(many, MANY));
	turns(1);
	for (int i = MANY; i-- > 0;) co_cancel(many[i]);
	co_cancel(task);
	run(task);
}

EITHER_ORDER(OWNER_is_the_task) {
	for (int how = 0; how < 4; how++) {
		co_task *task = co_spawn_on(loop, escapes(how));
		run(task);
		check(co_result(int, task) == (how ? 5 : 2));
	}
	co_task *task = co_spawn_on(loop, takes());
	run(task);
	check(co_result(int, task) == 8);
}

static async(void) in_scope(void) {
	FLAT(co_scope {
		co_task *array[3];
		for (int i = 0; i < 3; i++) array[i] = co_spawn(value(i));
		for (int i = 0; i < 3; i++) await array[i];
	});
	FLAT({
		co_try {
			co_scope {
				keep(co_spawn(value(1)));
				co_raise(1, "out of it");
			}
		}
		co_catch (e) { (void)e; }
	});
}
EITHER_ORDER(OWNER_is_a_scope) {
	co_task *task = co_spawn_on(loop, in_scope());
	run(task);
	check(!co_future_error(task));
}

/* ---- generators ---- */

static async_generator(int) asks(int n) {
	for (int i = 0; i < n; i++) {
		co_task *t = co_spawn(value(i));
		yield co_result(int, await co_spawn(value(1)));
		await t;
		yield co_result(int, t);
	}
}
static async(int) uses_generator(int limit) {
	int sum = 0;
	co_for_await (int, v, asks(10)) {
		sum += v;
		if (sum > limit) break;
	}
	return sum;
}
static generator(int) spawns(co_loop *l, int n) {
	for (int i = 0; i < n; i++) {
		co_task *t = co_spawn_on(l, value(i));
		yield co_done(t);
		co_spawn_on(l, value(2));
	}
}
static async(void) generators(void) {
	FLAT(check(await uses_generator(1000) == 55));
	FLAT(await uses_generator(round % 40));
	FLAT({
		int n = 0;
		co_for (int, done, spawns(loop, 9)) {
			check(!done);
			if (++n > round % 12) break;
		}
	});
}
EITHER_ORDER(OWNER_in_generators) {
	co_task *task = co_spawn_on(loop, generators());
	run(task);
	check(!co_future_error(task));
}

/* ---- a server ---- */

static long served;
static async(void) request(int n) {
	await co_sleep(n % 3 ? 0 : 0.001);
	served++;
}
static async(void) server(int style, int requests) {
	long at_first = 0;
	for (int i = 0; i < requests; i++) {
		if (style == 0) co_go(request(i));
		if (style == 1) {
			co_scope { kept = co_spawn(request(i)); }
		}
		if (style == 2) await co_spawn(request(i));
		if (style == 3) {
			co_task *t = co_spawn(request(i));
			await t;
		}
		if (style == 4) co_spawn(request(i));
		if (i % 64 == 63) await co_sleep(0.002);
		if (i == 1000 + 63) at_first = live;
		if (i % 64 == 63 && i > 1064) check(live <= at_first);
	}
}
EITHER_ORDER(OWNER_ten_thousand_requests) {
	for (int style = 0; style < 5; style++) {
		served = 0;
		co_task *task = co_spawn_on(loop, server(style, LARGE(10000)));
		run(task);
		run(co_spawn_on(loop, sleeps(1)));
		check(served == LARGE(10000));
	}
}

/* ---- a loop that is closed while variables of others have its handles ---- */

static async(void) keeps_handles(int which) {
	co_loop *other = co_loop_new_virtual();
	co_defer { co_loop_close(other); } /* where something fails before that */
	co_future *open = co_future_new_on(other, 4), *done = co_future_new_on(other, sizeof(int));
	co_task *ran = co_spawn_on(other, value(5)), *failed = co_spawn_on(other, fails(9)), *never = co_spawn_on(other, sleeps(100));
	co_future_set_result(done, &(int){ 7 }, sizeof(int));
	check(!co_done(open) && !co_done(never) && !co_done(failed));
	if (which & 1) await co_checkpoint();
	co_loop_close(other);
	if (which & 2) await co_checkpoint();
	ran = co_spawn(value(3));
	check(co_result(int, await ran) == 3);
}

FACT(OWNER_closed_loop) {
	for (int turn = 0; turn < 5; turn++) { /* in the first the loop takes its own memory */
		long before = live;
		co_task *task = co_spawn_on(loop, keeps_handles(turn & 3));
		run(task);
		co_disown(task);
		check(turn == 0 || live == before);
	}
}

/* ---- no memory: X12 ---- */

static async(int) everything(void) {
	int sum = co_result(int, await co_spawn(value(1)));
	await co_gather(value(1), co_spawn(value(2)));
	co_go(value(3));
	co_task *t = co_spawn(value(4));
	co_wait_result *w = co_wait(CO_ALL_COMPLETED, t, value(5));
	await co_wait_future(w);
	sum += co_result(int, t);
	co_future *f = co_future_new(sizeof(int));
	co_future_set_result(f, &(int){ 6 }, sizeof(int));
	sum += co_result(int, await f);
	co_group (g) {
		co_group_spawn(g, value(1));
		co_task *child = co_group_spawn(g, value(2));
		sum += co_result(int, await child);
	}
	sum += await co_wait_for(1, value(3));
	sum += await co_shield(value(3));
	co_for_await (co_future *, done, co_as_completed(value(7), value(8))) sum += co_result(int, await done);
	return sum;
}
static async(int) with_little_memory(void) {
	co_try { return await everything(); }
	co_catch (e) { return e->code; }
}
/* fact: X12 */
FACT(OWNER_no_memory) {
	int code = 0;
	long n = 0;
	do {
		long before = live;
		co_loop *other = co_loop_new_virtual();
		co_task *task = co_spawn_on(other, with_little_memory());
		fail_at = allocations + n;
		co_loop_run_until_complete(other, task);
		fail_at = -1;
		const co_error *error = co_future_error(task);
		code = error ? error->code : co_result(int, task);
		check(code == CO_ENOMEM || code == 1 + 4 + 6 + 2 + 3 + 3 + 15);
		co_loop_close(other);
		if (live != before) {
			printf("allocation %ld fails: %ld blocks are left\n", n, (long)live - before);
			holds = false;
			break;
		}
		n++;
	} while (code == CO_ENOMEM && n < 1000);
	check(n > 20 && code != CO_ENOMEM);
}
