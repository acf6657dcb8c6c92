/* CORO: async functions, what they await, and co_with. */
#include "conformance.h"

static async(int) leaf(int value) {
	say("l");
	await co_checkpoint();
	return value;
}
static async(int) at_once(int value) { return value; }
static async(int) three_deep(int value) { return await leaf(value) + 1; }
static async(int) two_deep(int value) { return await three_deep(value) + 10; }

EITHER_ORDER(CORO_1) {
	co_task *task = co_spawn_on(loop, leaf(1));
	check(said(""));
	run(task);
	check(said("l"));
}

static async(int) awaits_at_once(void) {
	int sum = 0;
	for (int i = 0; i < 4; i++) sum += await at_once(i);
	return sum;
}
EITHER_ORDER(CORO_2) {
	co_task *task = co_spawn_on(loop, awaits_at_once());
	turns(1);
	check(co_done(task) && co_result(int, task) == 6);
}

static async(int) waits_deep(co_future *f) { return co_result(int, await f); }
static async(int) waits_deeper(co_future *f) { return await waits_deep(f) + await two_deep(0); }
EITHER_ORDER(CORO_3) {
	co_future *f = co_future_new_on(loop, sizeof(int));
	co_task *task = co_spawn_on(loop, waits_deeper(f));
	turns(2);
	int value = 500;
	co_future_set_result(f, &value, sizeof value);
	run(task);
	check(co_result(int, task) == 511 && said("l"));
}

static async(void) raises(int code) {
	await co_checkpoint();
	co_raise(code, "deep");
}
static async(void) passes(int code) { await raises(code); }
static async(int) catches(void) {
	co_try { await passes(7); }
	co_catch (e) { return e->code; }
	return 0;
}
EITHER_ORDER(CORO_4) {
	co_task *task = co_spawn_on(loop, catches());
	run(task);
	check(co_result(int, task) == 7);
}

/* Two may wait for one task: each is told. */
static async(int) awaits_task(co_task *task) { return co_result(int, await task); }
EITHER_ORDER(CORO_6) {
	co_task *one = co_spawn_on(loop, leaf(4));
	co_task *a = co_spawn_on(loop, awaits_task(one)), *b = co_spawn_on(loop, awaits_task(one));
	run(a), run(b);
	check(co_result(int, a) == 4 && co_result(int, b) == 4 && said("l"));
}

static async(void) unwinds(int depth) {
	co_try {
		if (depth)
			await unwinds(depth - 1);
		else
			await co_sleep(100);
	}
	co_finally { say_number(depth); }
}
EITHER_ORDER(CORO_11) {
	co_task *task = co_spawn_on(loop, unwinds(3));
	turns(1);
	co_cancel(task);
	run(task);
	check(said("0123"));
}

static const char *dumped(void) {
	static char text[4096];
	FILE *file = tmpfile();
	co_dump_tasks(loop, file);
	rewind(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	return text;
}
EITHER_ORDER(CORO_17) {
	co_task *task = co_spawn_on(loop, two_deep(1));
	check(!strstr(dumped(), "three_deep"));
	turns(1);
	const char *text = dumped(), *outer = strstr(text, "two_deep at "), *middle = strstr(text, "three_deep at ");
	check(outer && middle && strstr(text, "leaf at ") && strstr(text, "co_checkpoint"));
	run(task);
	check(!*dumped() && said("l"));
}

/* ---- async with ---- */

struct manager {
	const char *name;
	int enter_fails, exit_fails;
	bool swallows;
	int seen;
};
static async(void) enter(struct manager *m) {
	await co_checkpoint();
	if (m->enter_fails) co_raise(m->enter_fails, "enter");
	say("("), say(m->name);
}
static async(bool) leave(struct manager *m, const co_error *why) {
	m->seen = why ? why->code : 0;
	await co_checkpoint();
	say(m->name), say(")");
	if (m->exit_fails) co_raise(m->exit_fails, "exit");
	return m->swallows;
}
CO_CONTEXT(struct manager, enter, leave);

static async(void) plain_block(struct manager *m) {
	co_with (m) { say("b"); }
	say(".");
}
EITHER_ORDER(CORO_18) {
	struct manager m = { "m", 0, 0, false, -1 };
	run(co_spawn_on(loop, plain_block(&m)));
	check(said("(mbm).") && m.seen == 0);
}

static async(int) leaves(struct manager *m, int how) {
	for (int i = 0; i < 2; i++) {
		co_with (m) {
			if (how == 0) return 5;
			if (how == 1) break;
			if (how == 2) continue;
			if (how == 3) co_raise(9, "body");
			if (how == 4) goto out;
			if (how == 5) await co_sleep(100);
		}
		say("?");
	}
out:
	return 6;
}
EITHER_ORDER(CORO_19) {
	for (int how = 0; how < 6; how++) {
		struct manager m = { "m", 0, 0, false, -1 };
		co_task *task = co_spawn_on(loop, leaves(&m, how));
		if (how == 5) {
			turns(3);
			co_cancel(task);
		}
		run(task);
		check(said(how == 2 ? "(mm)(mm)" : "(mm)"));
		check(m.seen == (how == 3 ? 9 : how == 5 ? CO_ECANCELED : 0));
		check(how == 3 ? code_of(task) == 9 : how == 5 ? co_cancelled(task) : co_result(int, task) == (how ? 6 : 5));
	}
}

static int computed;
static int compute(void) { return ++computed; }
static async(bool) leave_and_change(int *value, const co_error *why) {
	(void)why;
	await co_checkpoint();
	*value = 77;
	computed = 100;
	return false;
}
static async(void) enter_int(int *value) {
	*value = 1;
	await co_checkpoint();
}
CO_CONTEXT(int, enter_int, leave_and_change);
static async(int) returns_value(void) {
	int value = 0;
	co_with (&value) { return value + 10 * compute(); }
}
EITHER_ORDER(CORO_20) {
	computed = 3;
	co_task *task = co_spawn_on(loop, returns_value());
	run(task);
	check(co_result(int, task) == 41 && computed == 100);
}

static async(int) swallowed(struct manager *m) {
	co_with (m) {
		await raises(9);
		say("?");
	}
	say(".");
	return 1;
}
EITHER_ORDER(CORO_21) {
	struct manager m = { "m", 0, 0, true, -1 };
	co_task *task = co_spawn_on(loop, swallowed(&m));
	run(task);
	check(said("(mm).") && co_result(int, task) == 1 && m.seen == 9);
}

EITHER_ORDER(CORO_22) {
	struct manager m = { "m", 8, 0, true, -1 };
	co_task *task = co_spawn_on(loop, plain_block(&m));
	run(task);
	check(said("") && code_of(task) == 8 && m.seen == -1);
}

EITHER_ORDER(CORO_23) {
	struct manager m = { "m", 0, 12, true, -1 };
	co_task *task = co_spawn_on(loop, swallowed(&m));
	run(task);
	const co_error *error = co_future_error(task);
	check(said("(mm)") && code_in(error) == 12 && cause_in(error) == 9);
}

static async(void) several(struct manager *a, struct manager *b) {
	co_with (a) co_with (b) say("x");
}
EITHER_ORDER(CORO_24) {
	struct manager a = { "a", 0, 0, false, -1 }, b = { "b", 0, 0, false, -1 };
	run(co_spawn_on(loop, several(&a, &b)));
	check(said("(a(bxb)a)"));
	b.enter_fails = 6;
	co_task *task = co_spawn_on(loop, several(&a, &b));
	run(task);
	check(said("(aa)") && a.seen == 6 && code_of(task) == 6);
}

/* ---- what Python drives by hand, a task and its cancellation drive here ---- */

static co_task *itself;
static async(int) awaits_itself(void) {
	int code = 0;
	co_try { await itself; }
	co_catch (e) code = e->code;
	await co_checkpoint(); /* left as it was */
	return code;
}
FACT(CORO_8) {
	itself = co_spawn_on(loop, awaits_itself());
	run(itself);
	check(co_result(int, itself) == CO_ESTATE);
}
FACT(CORO_8_nothing) {
	itself = NULL;
	co_task *task = co_spawn_on(loop, awaits_itself());
	run(task);
	check(co_result(int, task) == CO_ESTATE);
}
FACT(CORO_10) {
	co_task *task = co_spawn_on(loop, leaf(1));
	check(co_cancel(task));
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && said("")); /* none of its body */
	for (int i = 0; i < 2; i++) check(!co_cancel(task) && co_cancelled(task));
}

static async(void) goes_on(co_future *never) {
	for (;;) {
		co_try { await never; }
		co_catch_all (e) say("c");
		never = co_future_new(0);
	}
}
static int reports;
static char report_text[512];
static void take_report(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	reports++;
	snprintf(report_text, sizeof report_text, "%s", report->message);
}
/* A cancellation may be caught, as asyncio's; a loop that is closed does not wait for ever. */
FACT(CORO_12) {
	reports = 0;
	co_loop_on_report(loop, take_report, NULL);
	co_go_on(loop, goes_on(co_future_new_on(loop, 0)));
	turns(2);
	co_loop_close(loop);
	loop = co_loop_new_virtual();
	check(reports == 1 && strstr(report_text, "'goes_on'") && strstr(report_text, "still waits though it was cancelled"));
	check(strstr(happened, "cc"));
	happened[0] = '\0';
}

/* A result is an outcome of its own: no error can be taken for one. */
FACT(CORO_16) {
	co_task *task = co_spawn_on(loop, raises(CO_EGENEXIT));
	run(task);
	check(code_of(task) == CO_EGENEXIT && !co_cancelled(task));
}
