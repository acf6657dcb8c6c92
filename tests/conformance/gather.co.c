/* GATHER: many at once. */
#include "conformance.h"

static async(int) after(double seconds, const char *text, int value) {
	await co_sleep(seconds);
	say(text);
	return value;
}
static async(int) fails_after(double seconds, int code) {
	await co_sleep(seconds);
	co_raise(code, "failed");
}
static async(int) stubborn(double seconds, int value) {
	co_try { await co_sleep(seconds); }
	co_catch_all (e) { say("s"); }
	await co_sleep(0);
	return value;
}
static async(void) slow_end(double seconds, double cleanup) {
	co_defer {
		await co_sleep(cleanup);
		say("e");
	}
	await co_sleep(seconds);
}

static async(int) gathers(void) {
	co_future *g = co_gather(after(3, "a", 1), after(1, "b", 2), after(2, "c", 3));
	await g;
	return 100 * co_gather_result(int, g, 0) + 10 * co_gather_result(int, g, 1) + co_gather_result(int, g, 2);
}
EITHER_ORDER(GATHER_1) {
	co_task *task = co_spawn_on(loop, gathers());
	run(task);
	check(said("bca") && co_result(int, task) == 123 && co_loop_time(loop) == 3);
}

static async(bool) gathers_nothing(void) {
	co_future *g = co_gather();
	bool done = co_done(g);
	await g;
	return done;
}
EITHER_ORDER(GATHER_2) {
	co_task *task = co_spawn_on(loop, gathers_nothing());
	turns(1);
	check(co_done(task) && co_result(bool, task));
}

static async(void) starts(void) { await co_gather(after(0, "a", 0), after(0, "b", 0), after(0, "c", 0)); }
FACT(GATHER_3) {
	run(co_spawn_on(loop, starts()));
	check(said("abc"));
}

static async(int) first_error(void) {
	int code = 0;
	co_try { await co_gather(after(5, "a", 1), fails_after(1, 7), fails_after(2, 8)); }
	co_catch (e) { code = e->code; }
	say("x");
	await co_sleep(10);
	return code;
}
EITHER_ORDER(GATHER_4) {
	co_task *task = co_spawn_on(loop, first_error());
	run(task);
	check(said("xa") && co_result(int, task) == 7);
}

EITHER_ORDER(GATHER_5) {
	listen_to_stderr();
	co_task *task = co_spawn_on(loop, first_error());
	run(task);
	check(!*heard());
	check(said("xa"));
}

static async(void) settled(void) {
	co_future *g = co_gather_settled(after(3, "a", 1), fails_after(1, 7));
	await g;
	check(co_gather_result(int, g, 0) == 1 && co_future_error(co_gather_child(g, 1))->code == 7);
}
EITHER_ORDER(GATHER_6) {
	co_task *task = co_spawn_on(loop, settled());
	run(task);
	check(said("a") && !co_future_error(task));
}

static async(void) one_cancelled(co_task *victim, bool settled_too) {
	co_future *g = settled_too ? co_gather_settled(victim, after(3, "a", 1)) : co_gather(victim, after(3, "a", 1));
	co_try { await g; }
	co_catch_all (e) { say(e->code == CO_ECANCELED ? "c" : "?"); }
	check(co_done(g) && !co_cancelled(g));
	if (settled_too)
		check(co_future_error(co_gather_child(g, 0))->code == CO_ECANCELED && co_gather_result(int, g, 1) == 1);
	say("x");
	check(co_cancelling(co_current_task()) == 0);
	await co_sleep(10);
}
EITHER_ORDER(GATHER_7) {
	co_task *victim = co_spawn_on(loop, after(9, "v", 0));
	co_task *task = co_spawn_on(loop, one_cancelled(victim, false));
	turns(2);
	co_cancel(victim);
	run(task);
	check(said("cxa") && !co_cancelled(task));
}

EITHER_ORDER(GATHER_8) {
	co_task *victim = co_spawn_on(loop, after(9, "v", 0));
	co_task *task = co_spawn_on(loop, one_cancelled(victim, true));
	turns(2);
	co_cancel(victim);
	run(task);
	check(said("ax") && !co_cancelled(task));
}

static async(void) gathers_all(co_future **children, int n, int how) {
	co_future *g = how == 0 ? co_gather_n(children, (size_t)n)
	               : how == 1 ? co_gather_settled_n(children, (size_t)n)
	                          : co_gather_strict_n(children, (size_t)n);
	await g;
	say("!");
}
EITHER_ORDER(GATHER_9) {
	for (int how = 0; how < 3; how++) {
		co_future *children[3];
		for (int i = 0; i < 3; i++) children[i] = co_spawn_on(loop, after(i ? 9 : 0, "", 0));
		co_task *task = co_spawn_on(loop, gathers_all(children, 3, how));
		turns(4);
		check(co_done(children[0]));
		co_cancel(task);
		run(task);
		check(co_cancelled(task) && !co_cancelled(children[0]) && co_cancelled(children[1]) && co_cancelled(children[2]));
	}
	check(said(""));
}

EITHER_ORDER(GATHER_10) {
	co_future *children[2] = { co_spawn_on(loop, slow_end(9, 2)), co_spawn_on(loop, slow_end(9, 4)) };
	co_task *task = co_spawn_on(loop, gathers_all(children, 2, 1));
	turns(3);
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && said("ee") && co_loop_time(loop) == 4);
}

EITHER_ORDER(GATHER_11) {
	co_future *children[2];
	for (int how = 0; how < 2; how++) {
		children[0] = co_spawn_on(loop, stubborn(9, 1)), children[1] = co_spawn_on(loop, stubborn(9, 2));
		co_task *task = co_spawn_on(loop, gathers_all(children, 2, how));
		turns(3);
		co_cancel(task);
		run(task);
		check(co_cancelled(task) && said("ss"));
		check(co_result(int, children[0]) == 1);
	}
}

EITHER_ORDER(GATHER_12) {
	co_future *child = co_future_new_on(loop, 0);
	co_future *g = co_gather_n(&child, 1);
	co_future_set_result(child, NULL, 0);
	check(!co_done(g)); /* has not noticed yet */
	check(!co_cancel(g));
	run(g);
	check(!co_future_error(g));
}

EITHER_ORDER(GATHER_13) {
	co_future *children[2] = { co_spawn_on(loop, fails_after(1, 5)), co_spawn_on(loop, after(3, "b", 0)) };
	co_future *g = co_gather_n(children, 2);
	run(g);
	check(code_of(g) == 5 && !co_done(children[1]));
	check(!co_cancel(g));
	run(children[1]);
	check(said("b") && !co_cancelled(children[1]));
}

/* A child that goes on for long: what has failed beside it leaves nothing there. */
static async(void) fails_beside(co_future *lasting, int times, long *kept) {
	for (int i = 0; i < times; i++) {
		if (i == 1) *kept = live;
		co_try { await co_gather(lasting, fails_after(0, 5), lasting); }
		co_catch (e) { check(e->code == 5); }
	}
	*kept = live - *kept;
}
EITHER_ORDER(GATHER_13_it_leaves_those_that_go_on) {
	listen_to_stderr();
	co_future *child = co_future_new_on(loop, 0);
	co_future_set_error(child, 8, "at once");
	co_task *lasting = co_spawn_on(loop, fails_after(9, 6));
	co_future *at_once = co_gather(lasting, child, lasting); /* failed when it returns */
	check(code_of(at_once) == 8);
	long kept = 0;
	run(co_spawn_on(loop, fails_beside(lasting, 100, &kept)));
	check(kept < 50);
	run(lasting);
	co_disown(lasting);
	check(!*heard()); /* GATHER-5 */
}
/* Those that have ended, too, but are not heard of yet. */
EITHER_ORDER(GATHER_13_others_end_in_the_same_turn) {
	listen_to_stderr();
	co_future *ends[4];
	for (int i = 0; i < 4; i++) ends[i] = co_future_new_on(loop, 0);
	co_future *g = co_gather_n(ends, 4);
	for (int i = 1; i < 4; i++) co_future_set_error(ends[i], i, "failed");
	run(g);
	check(code_of(g) >= 1 && code_of(g) <= 3);
	turns(1);
	co_disown(g);
	co_future_set_error(ends[0], 4, "failed");
	for (int i = 0; i < 4; i++) co_disown(ends[i]);
	check(!*heard());
}

static async(int) duplicates(void) {
	co_task *one = co_spawn(after(1, "a", 4));
	co_future *g = co_gather(one, one, one);
	await g;
	return co_gather_result(int, g, 0) + co_gather_result(int, g, 1) + co_gather_result(int, g, 2);
}
EITHER_ORDER(GATHER_14) {
	co_task *task = co_spawn_on(loop, duplicates());
	run(task);
	check(co_result(int, task) == 12 && said("a"));
}

EITHER_ORDER(GATHER_15) {
	co_loop *other = co_loop_new_virtual();
	co_future *mixed[2] = { co_future_new_on(loop, 0), co_future_new_on(other, 0) };
	co_future *g = co_gather_n(mixed, 2);
	check(co_done(g) && code_of(g) == CO_ESTATE);
	co_future_set_result(mixed[0], NULL, 0);
	co_future_set_result(mixed[1], NULL, 0);
	co_disown(g);
	co_loop_close(other);
}

/* In a coroutine, where the other loop's comes first: nothing of it is touched, the calls never begin, and nothing is told later. */
static int form, refused;
static async(void) mixes(co_future *foreign) {
	co_try {
		if (form == 0) await co_gather(foreign, after(0, "no", 1));
		if (form == 1) await co_gather_strict(foreign);
		if (form == 2) await co_wait_future(co_wait(CO_ALL_COMPLETED, foreign, after(0, "no", 1)));
		if (form == 3) co_for_await (co_future *, f, co_as_completed(foreign, after(0, "no", 1))) say(co_done(f) ? "no" : "not");
		if (form == 4) await co_wait_for(1, foreign);
		if (form == 5) await co_shield(foreign);
	}
	co_catch (e) {
		refused += e->code == CO_ESTATE && strstr(e->message, "Task-1 ('after' of ") && strstr(e->message, "gather.co.c:");
	}
	await co_sleep(1);
}
EITHER_ORDER(GATHER_15_in_a_coroutine) {
	listen_to_stderr();
	refused = 0;
	for (form = 0; form < 6; form++) {
		co_loop *other = co_loop_new_virtual();
		co_task *foreign = co_spawn_on(other, after(1, "", 1));
		run(co_spawn_on(loop, mixes(foreign)));
		co_loop_close(other);
	}
	check(refused == 6 && !*heard());
}
static async(void) takes_all(co_gen *futures) {
	co_for_await (co_future *, f, futures) say(co_done(f) ? "no" : "not");
}
EITHER_ORDER(GATHER_15_made_for_another_loop) {
	co_loop *other = co_loop_new_virtual();
	co_future *foreign[1] = { co_spawn_on(other, after(1, "", 1)) };
	co_task *task = co_spawn_on(loop, takes_all(co_as_completed_n(foreign, 1)));
	run(task);
	check(code_of(task) == CO_ESTATE);
	co_loop_close(other);
}

EITHER_ORDER(GATHER_16) {
	co_future *children[2] = { co_future_new_on(loop, 0), co_future_new_on(loop, 0) };
	for (int i = 0; i < 2; i++) co_future_set_result(children[i], NULL, 0);
	check(co_done(co_gather_n(children, 2)));
	check(co_done(co_gather_strict_n(children, 2)) && co_done(co_gather_settled_n(children, 2)));
}

FACT(GATHER_17) {
	co_future *child = co_future_new_on(loop, 0);
	co_future *g = co_gather_n(&child, 1);
	co_task *task = co_spawn_on(loop, gathers_all(&g, 1, 0));
	turns(2);
	co_future_set_result(child, NULL, 0);
	turns(1);
	check(co_done(g) && !co_done(task));
	turns(1);
	check(!co_done(task)); /* its own gather has heard of g */
	turns(1);
	check(co_done(task) && said("!"));
}

/* ---- co_gather_strict, which asyncio has not ---- */

static async(int) strict(void) {
	int code = 0;
	co_try { await co_gather_strict(slow_end(9, 2), fails_after(1, 7), fails_after(1, 8), after(0.5, "a", 0)); }
	co_catch (e) { code = e->code; }
	say("x");
	return code;
}
FACT(GATHER_strict) {
	co_task *task = co_spawn_on(loop, strict());
	run(task);
	check(said("aex") && co_result(int, task) == 7 && co_loop_time(loop) == 3); /* the others have ended before */
}

static async(void) strict_of_stubborn(void) {
	co_try { await co_gather_strict(stubborn(9, 1), fails_after(1, 7)); }
	co_catch (e) { say_number(e->code); }
}
EITHER_ORDER(GATHER_strict_waits_for_the_stubborn) {
	run(co_spawn_on(loop, strict_of_stubborn()));
	check(said("s7"));
}

/* A hook that runs while a strict gather is made, one of whose children has failed already, makes gathers over the same. */
static co_future *children[4], *made_by_hook;
static bool makes_a_gather(co_future *future, void *arg) {
	(void)future, (void)arg;
	made_by_hook = co_gather_settled(children[3], children[0], children[2], children[1]);
	return true;
}
EITHER_ORDER(GATHER_16_strict_while_hooks_gather) {
	for (int i = 0; i < 4; i++) children[i] = co_future_new_on(loop, 0);
	co_future_on_cancel(children[0], makes_a_gather, NULL);
	co_future_set_error(children[1], 7, "failed");
	co_future_set_error(children[2], 8, "failed, too");
	co_future *gather = co_gather_strict(children[0], children[1], children[2], children[3], children[1]);
	check(co_cancelled(children[0]) && co_cancelled(children[3]) && made_by_hook);
	check(run(gather) == 0 && code_of(gather) == 7 && run(made_by_hook) == 0 && !co_future_error(made_by_hook));
}

EITHER_ORDER(GATHER_strict_cancelled_child) {
	co_future *children[2] = { co_spawn_on(loop, after(9, "a", 0)), co_spawn_on(loop, after(9, "b", 0)) };
	co_future *g = co_gather_strict_n(children, 2);
	turns(2);
	co_cancel(children[0]);
	run(g);
	check(code_of(g) == CO_ECANCELED && co_cancelled(children[1]) && said(""));
}

/* Gathers in gathers, and tasks that gather in between, as deep as awaits may be. */
static async(void) gathers_down(int depth, bool strict) {
	if (!depth) {
		co_defer { say("d"); }
		await co_sleep(1000);
	} else if (strict) {
		await co_gather_strict(gathers_down(depth - 1, strict));
	} else {
		await co_gather(gathers_down(depth - 1, strict));
	}
}
static void stops(void *arg) { co_loop_stop(arg); }
FACT(GATHER_9_in_depth) {
	enum { DEPTH = LARGE(100000) };
	for (int strict = 0; strict < 2; strict++) {
		co_task *task = co_spawn_on(loop, gathers_down(DEPTH, strict));
		need(co_call_later(loop, 1, stops, loop).generation);
		co_loop_run_forever(loop);
		check(co_cancel(task) && run(task) == 0 && co_cancelled(task) && said("d"));
	}
	co_future *inner = co_future_new_on(loop, 0), *outer = inner;
	for (int i = 0; i < DEPTH; i++) outer = co_gather_n(&outer, 1);
	check(co_cancel(outer) && co_cancelled(inner));
	run(outer);
	check(code_of(outer) == CO_ECANCELED && !co_cancelled(outer));
	co_future_set_result(inner, NULL, 0);
}

/* What a request comes to in more than one way asks its children once: or there would be 2 to the power of DEPTH of them. */
static bool counts_it(co_future *f, void *count) {
	(void)f;
	++*(int *)count;
	return true;
}
static async(void) gathers_these(co_future *a, co_future *b) { await co_gather_settled(a, b); }
EITHER_ORDER(GATHER_9_in_two_ways) {
	enum { DEPTH = 100 };
	for (int how = 0; how < 3; how++) {
		int count = 0;
		co_future *f = co_future_new_on(loop, 0), *all = f;
		co_future_on_cancel(f, counts_it, &count);
		for (int i = 0; i < DEPTH; i++) {
			if (how == 0) all = co_gather(all, all);
			if (how == 1) all = co_gather(co_gather(all), co_gather(all));
			if (how == 2) all = co_gather(co_spawn_on(loop, gathers_these(all, all)), co_spawn_on(loop, gathers_these(all, all)));
		}
		turns(1);
		check(co_cancel(all) && count == 1 && co_cancelled(f));
		run(all);
		check(code_of(all) == CO_ECANCELED);
		co_future_set_result(f, NULL, 0);
	}
}

/* In the order of the arguments, each with all that it waits for; the answers of all count. */
static bool says_and_answers(co_future *f, void *arg) {
	(void)f;
	say(arg);
	return *(char *)arg < 'a';
}
static co_future *operation(char *what) {
	co_future *f = co_future_new_on(loop, 0);
	co_future_on_cancel(f, says_and_answers, what);
	return f;
}
static async(void) gathers_two(co_future *a, co_future *b) { await co_gather(a, b); }
EITHER_ORDER(GATHER_9_in_order) {
	co_future *f[8];
	static char names[8][2] = { "A", "B", "C", "D", "E", "F", "a", "b" };
	for (int i = 0; i < 8; i++) f[i] = operation(names[i]);
	co_task *task = co_spawn_on(loop, gathers_two(f[3], f[4]));
	turns(1);
	co_future *all = co_gather(co_gather(f[0], co_gather(f[6], f[1])), f[2], task, f[5]);
	check(co_cancel(all) && said("AaBCDEF"));
	/* Nothing could be cancelled: so it says, also through gathers; who awaits it has a request all the same. */
	co_future *stays = co_gather(co_gather_settled(f[6]), f[7]);
	task = co_spawn_on(loop, gathers_two(stays, co_gather(f[7])));
	turns(1);
	check(!co_cancel(stays) && said("ab"));
	check(co_cancel(task) && said("abb"));
	for (int i = 0; i < 8; i++) co_future_set_result(f[i], NULL, 0);
	run(stays), run(task), run(all);
	check(!co_future_error(stays) && co_cancelled(task) && code_of(all) == CO_ECANCELED);
}

/* A program that goes on where there is no loop, as there was no memory for one: what it gathers and waits for has failed, too. */
static async(int) is_never_run(void) { return 1; }
static void is_never_told(co_future *f, void *arg) { (void)f, (void)arg; }
FACT(GATHER_of_no_loop) {
	long before = live;
	listen_to_stderr();
	co_task *task = co_spawn_on(NULL, is_never_run());
	co_future *made[] = { co_gather(task), co_gather_settled(task, is_never_run()), co_gather_strict(task, task),
		                  co_wait_future(co_wait(CO_ALL_COMPLETED, task, is_never_run())) };
	for (int i = 0; i < 4; i++) check(co_done(made[i]) && code_of(made[i]) == CO_ESTATE);
	co_add_done_callback(task, is_never_told, NULL);
	check(live == before);
	for (int i = 0; i < 4; i++) co_disown(made[i]);
	check(times(heard(), "the loop is NULL") == 1);
}
