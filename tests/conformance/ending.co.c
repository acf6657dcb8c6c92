/* What of the user's runs while things end: who is told of errors that nobody saw, or of tasks that are lost with their loop, looks around,
 * and makes and gives up other things meanwhile. Nothing is forgotten by that, told twice, or looked at when it is gone. */
#include "conformance.h"

static async(void) fails(int code) {
	await co_checkpoint();
	co_raise(code, "and nobody asks");
}
static async(void) stays(void) {
	for (;;) {
		co_try { await co_future_new(0); }
		co_catch_all (e) {}
	}
}
static async(void) nothing(void) {}

/* ---- errors that nobody asked for ---- */

static void says_code(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	say_number(report->error ? report->error->code : 0);
}
static async(void) keeps_some(void) {
	static co_future *kept[3]; /* not variables that let go of them */
	for (int i = 0; i < 3; i++) kept[i] = co_spawn(fails(i + 1));
	co_task *first = kept[0];
	co_disown(first);
	kept[0] = co_gather(first); /* made last */
	await co_sleep(1);
}
/* What ends together is told in the order in which it ended, whatever it is: here that of the arguments. */
EITHER_ORDER(OBS_1_in_order) {
	co_loop_on_report(loop, says_code, NULL);
	co_future *all[7];
	for (int i = 0; i < 7; i++) all[i] = co_spawn_on(loop, fails(i + 1));
	for (int i = 0; i < 7; i += i == 2 ? 2 : 1) all[i] = co_gather(all[i]); /* all but one are gathers */
	co_wait_result *inner = co_wait_n(CO_ALL_COMPLETED, all + 5, 2);
	co_wait_result *wait = co_wait(CO_ALL_COMPLETED, all[0], all[1], all[2], all[3], all[4], co_wait_future(inner));
	run(co_wait_future(wait));
	for (int i = 0; i < 7; i++) co_disown(all[i]);
	co_disown(co_wait_future(inner));
	check(said(""));
	co_disown(co_wait_future(wait));
	check(said("1234567"));
	/* So are a task's own handles, which end in the order of their making. */
	run(co_spawn_on(loop, keeps_some()));
	check(said("231"));
	co_loop_on_report(loop, NULL, NULL);
}

/* ---- who is told that a task is lost ---- */

enum { LOST = 5 };
static co_loop *other;
/** A close takes its time with those that stay: how long it is, on a machine that has other things to do, is nobody's business here. */
static void make_other(void) {
	other = co_loop_new_virtual();
	co_loop_set_slow(other, 1e6);
}
static co_task *lost[LOST];
static co_future *early, *value;
static FILE *dumped;
static int heard_of[LOST];

/* What stands before the tasks in the loop's table is given up, and then all are looked at. */
static void looks_around(void) {
	co_release(early);
	early = NULL;
	co_task *all[LOST + 1];
	check(co_all_tasks(other, all, LOST + 1) == LOST && !memcmp(all, lost, sizeof lost));
	co_dump_tasks(other, dumped);
}
static void hears_of_lost(co_loop *of, const co_report *report, void *arg) {
	check(of == other && strstr(report->message, "is destroyed with its loop"));
	for (int i = 0; i < LOST; i++) heard_of[i] += report->future == lost[i];
	if (arg) looks_around();
}
static void is_lost(void *arg) {
	say("L");
	if (arg) looks_around();
}
static int lines_of_dump(void) {
	static char text[1 << 14];
	rewind(dumped);
	text[fread(text, 1, sizeof text - 1, dumped)] = '\0';
	fclose(dumped);
	return times(text, "'stays'");
}
static void spawns_the_lost(void *by_function) {
	for (int i = 0; i < LOST; i++) lost[i] = co_spawn_with(stays(), is_lost, by_function);
}
EITHER_ORDER(X10_looked_at_meanwhile) {
	for (int by_function = 0; by_function < 2; by_function++) {
		make_other();
		early = co_retain(co_future_new_on(other, 0));
		co_future_set_result(early, NULL, 0);
		co_disown(early);
		co_loop_on_report(other, hears_of_lost, by_function ? NULL : other);
		memset(heard_of, 0, sizeof heard_of);
		dumped = tmpfile();
		co_call_soon(other, spawns_the_lost, by_function ? other : NULL);
		turns_of(other, 2);
		co_loop_close(other);
		for (int i = 0; i < LOST; i++) check(heard_of[i] == 1);
		check(said("LLLLL") && lines_of_dump() == LOST * LOST);
	}
}

/* A handle that the loop owns is there until everybody was told. */
static void looks_at_value(void *arg) {
	check(arg == value && co_done(value) && co_result(int, value) == 42);
	say("v");
}
static void spawns_who_looks(void *unused) {
	(void)unused;
	value = co_future_new(sizeof(int));
	co_future_set_result(value, &(int){ 42 }, sizeof(int));
	co_disown(co_spawn_with(stays(), looks_at_value, value));
}
static void says_nothing(co_loop *of, const co_report *report, void *arg) { (void)of, (void)report, (void)arg; }
EITHER_ORDER(X10_handles_of_the_loop) {
	make_other();
	co_loop_on_report(other, says_nothing, NULL);
	co_call_soon(other, spawns_who_looks, NULL);
	turns_of(other, 2);
	co_loop_close(other);
	check(said("v"));
}

/* A coroutine that runs there, a generator, is refused what nothing would run any more. */
static generator(int) starts_late(void) {
	co_try { co_go(nothing()); }
	co_catch (e) { yield e->code; }
	yield 0;
}
static void goes_late(void *unused) {
	(void)unused;
	co_gen *g = co_new(starts_late());
	int code = -1;
	check(co_next(g, &code) && code == CO_ESTATE);
	co_free(g);
	say("g");
}
static void spawns_who_goes(void *unused) {
	(void)unused;
	co_disown(co_spawn_with(stays(), goes_late, NULL));
}
EITHER_ORDER(X10_nothing_goes_at_the_end) {
	make_other();
	co_loop_on_report(other, says_nothing, NULL);
	co_call_soon(other, spawns_who_goes, NULL);
	turns_of(other, 3);
	co_loop_close(other);
	check(said("g"));
}

/* ---- what is pending ---- */

static bool goes_on(co_future *f, void *arg) {
	(void)f, (void)arg;
	return false;
}
/* One child of a strict gather has failed, the others go on: the error that it is going to fail with ends with it. */
EITHER_ORDER(X11_strict_gather) {
	long before = live;
	make_other();
	co_future *f = co_future_new_on(other, 0);
	co_future_on_cancel(f, goes_on, NULL);
	co_task *task = co_spawn_on(other, fails(7));
	co_future *gather = co_gather_strict(f, task);
	turns_of(other, 4);
	check(co_done(task) && !co_done(gather));
	co_loop_close(other);
	check(live == before);
}

/* A gather that nobody asks is no news where the close of the loop itself has cancelled its children. */
static int told_of_gathers;
static void hears_of_gather(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	told_of_gathers += strstr(report->message, "co_gather") && report->error && report->error->code == CO_ECANCELED;
}
static async(void) waits(void) { await co_future_new(0); }
EITHER_ORDER(OBS_1_gather_at_close) {
	for (int before = 0; before < 2; before++) {
		make_other();
		co_loop_on_report(other, hears_of_gather, NULL);
		told_of_gathers = 0;
		co_task *tasks[3];
		for (int i = 0; i < 3; i++) tasks[i] = co_spawn_on(other, waits());
		co_future *made[3] = { co_gather_n(tasks, 3), co_gather_strict_n(tasks, 3), co_gather_settled_n(tasks, 3) };
		turns_of(other, 2);
		if (before) co_cancel(tasks[1]); /* somebody else has */
		turns_of(other, 4);
		for (int i = 0; i < 3; i++) check(co_done(made[i]) == before); /* the strict one has cancelled the rest */
		co_loop_close(other);
		check(told_of_gathers == 2 * before);
	}
}

/* ---- a long chain ---- */

/* Each awaits the next, and its group is ending: a request goes down all of them, and looks at each for a ring, once (tests/linear). */
enum { LINKS = LARGE(100000) };
static async(void) stays_to_the_end(co_future *end) {
	co_uncancellable {
		co_try { await end; }
		co_catch_all (e) {}
	}
}
static async(void) link_of_chain(int left, co_future *end) {
	co_group (g) {
		if (end) {
			co_group_spawn(g, stays_to_the_end(end));
			co_try { await co_checkpoint(); }
			co_catch_all (e) {}
		}
		co_group_cancel(g);
		co_try { await co_checkpoint(); }
		co_catch_all (e) {}
		if (left) {
			await co_spawn(link_of_chain(left - 1, end));
		} else {
			await co_future_new(0);
		}
	}
}
FACT(GROUP_7_down_a_long_chain) {
	for (int stay = 0; stay < 2; stay++) {
		co_future *end = stay ? co_future_new_on(loop, 0) : NULL;
		co_task *task = co_spawn_on(loop, link_of_chain(LINKS, end));
		turns(4 * LINKS);
		co_cancel(task);
		if (end) co_future_set_result(end, NULL, 0);
		check(run(task) == 0 && co_cancelled(task));
	}
}

/* Many that end together await one task, which awaits another whose group is ending: each request goes on to that one,
 * and who waits for the first, all of them, is looked at once. */
static async(void) stays_for_a_while(void) {
	co_uncancellable await co_sleep(1);
}
static async(void) ends_its_group(co_task *end) {
	co_group (g) {
		co_group_spawn(g, stays_for_a_while());
		await co_checkpoint();
		co_group_cancel(g);
		co_try { await co_checkpoint(); }
		co_catch_all (e) {}
		await end;
	}
}
static async(void) awaits_one(co_task *task) { await task; }
static async(void) awaited_by_all(void) { await co_spawn(ends_its_group(co_spawn(waits()))); }
static async(void) all_in_a_group(co_task *task) {
	co_group (g) {
		for (int i = 0; i < LINKS; i++) co_group_spawn(g, awaits_one(task));
	}
}
static async(void) all_in_a_gather(co_task *task) {
	co_task **all = calloc(LINKS, sizeof(co_task *));
	co_defer { free(all); }
	for (int i = 0; i < LINKS; i++) all[i] = co_spawn(awaits_one(task));
	await co_gather_n(all, LINKS);
}
FACT(GROUP_7_of_many) {
	for (int in_gather = 0; in_gather < 2; in_gather++) {
		co_task *one = co_spawn_on(loop, awaited_by_all());
		co_task *task = in_gather ? co_spawn_on(loop, all_in_a_gather(one)) : co_spawn_on(loop, all_in_a_group(one));
		turns(6);
		co_cancel(task);
		check(run(task) == 0 && co_cancelled(task) && co_cancelled(one));
	}
}
