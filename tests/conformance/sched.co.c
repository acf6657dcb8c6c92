/* SCHED: callbacks, soon and at a time; the loop's clock. */
#include "conformance.h"

static void soon(char *text) { co_call_soon(loop, say_arg, text); }
static void later(double seconds, char *text) { co_call_later(loop, seconds, say_arg, text); }

static async(void) sleeps(double seconds, uint32_t *count) {
	await co_sleep(seconds);
	if (count) ++*count;
}
static void until(double time) { run(co_spawn_on(loop, sleeps(time - co_loop_time(loop), NULL))); }

static void calls_soon(void *arg) {
	soon(arg);
	say("(");
}
EITHER_ORDER(SCHED_2) {
	soon("a");
	check(said(""));
	co_call_soon(loop, calls_soon, ")");
	turns(1);
	check(said("a("));
	turns(1);
	check(said(")"));
}

struct arguments {
	int n;
	const char *text;
};
static void looks_at_arguments(void *arg) {
	struct arguments *arguments = arg;
	say_number(arguments->n);
	say(arguments->text);
}
EITHER_ORDER(SCHED_4) {
	struct arguments arguments = { 4, "x" };
	co_call_soon(loop, looks_at_arguments, &arguments);
	co_call_later(loop, 1, looks_at_arguments, &arguments);
	co_call_at(loop, 2, looks_at_arguments, &arguments);
	turns(1);
	check(said("4x"));
	until(3);
	check(said("4x4x"));
}

EITHER_ORDER(SCHED_6) {
	co_handle handle = co_call_soon(loop, say_arg, "no");
	check(co_handle_cancel(handle) && !co_handle_cancel(handle));
	turns(2);
	check(!co_handle_cancel(handle));
	co_handle timer = co_call_later(loop, 1, say_arg, "no");
	check(co_handle_cancel(timer) && !co_handle_cancel(timer));
	co_handle ran = co_call_soon(loop, say_arg, "yes");
	turns(1);
	check(!co_handle_cancel(ran) && said("yes"));
	check(!co_handle_cancel((co_handle){ 0, 0, 0 }));
	co_loop_close(loop);
	check(!co_handle_cancel(ran) && !co_handle_cancel(timer)); /* it never dangles */
	loop = co_loop_new_virtual();
}

/* Cancelled timers leave at once: a hundred thousand of them need the memory of one. */
static void says_when(void *arg) {
	char text[16];
	snprintf(text, sizeof text, "%s%g", (const char *)arg, co_loop_time(loop));
	say(text);
}
EITHER_ORDER(SCHED_10) {
	run(co_spawn_on(loop, co_sleep(5)));
	co_call_at(loop, 8, says_when, "a");
	co_call_at(loop, 5 + 2, says_when, "b");
	co_call_later(loop, 2, says_when, " c");
	co_call_at(loop, 1, says_when, "over"); /* at once: it is over */
	run(co_spawn_on(loop, co_sleep(9)));
	check(said("over5b7 c7a8"));
}

EITHER_ORDER(SCHED_15) {
	later(1, "a");
	for (int i = 0; i < 70; i++) co_handle_cancel(co_call_later(loop, 5, say_arg, "no"));
	long before = live, made = allocations;
	for (int i = 0; i < 100000; i++) check(co_handle_cancel(co_call_later(loop, 5 + i, say_arg, "no")));
	check(live == before && allocations == made);
	until(3);
	check(said("a"));
}

EITHER_ORDER(SCHED_16) {
	co_loop *real = co_loop_new();
	double first = co_loop_time(real), last = first;
	for (int i = 0; i < 100; i++) {
		double now = co_loop_time(real);
		check(now >= last);
		last = now;
	}
	uv_sleep(20);
	double passed = co_loop_time(real) - first;
	check(passed >= 0.02 && passed < 5); /* seconds */
	co_loop_close(real);
	check(co_loop_time(loop) == 0); /* a virtual clock begins there */
}

/* ---- never early, never late by more than what blocked ---- */

static double latest, earliest;
static void is_due(void *arg) {
	double late = co_loop_time(co_loop_current()) - *(double *)arg;
	if (late > latest) latest = late;
	if (late < earliest) earliest = late;
	say(".");
}
static void stops(void *arg) {
	(void)arg;
	co_loop_stop(co_loop_current());
}
EITHER_ORDER(X2) {
	co_loop *real = co_loop_new();
	static double due[60];
	double now = co_loop_time(real);
	latest = 0, earliest = 1e9;
	for (int i = 0; i < 60; i++) {
		due[i] = now + 0.00013 * i; /* libuv's clock counts whole milliseconds */
		co_call_at(real, due[i], is_due, &due[i]);
	}
	co_call_later(real, 0.01, stops, NULL);
	co_loop_run_forever(real);
	check(strlen(happened) == 60 && earliest >= 0);
	happened[0] = '\0';
	co_loop_close(real);
}

/* A virtual clock ends somewhere: what is due behind that never is, and all else comes in its time. */
static async(void) sleeps_for(double seconds) {
	await co_sleep(seconds);
	say("x");
}
static async(bool) ends_in_time(void) {
	co_timeout (1e11) await co_sleep(2);
	return !co_timeout_expired();
}
/* Nor where a moment, as most, is no whole number of nanoseconds: who looks at the time, and waits for the rest, comes to an end. */
static void is_not_early(void *when) {
	if (co_loop_time(loop) < *(double *)when) say("early");
}
EITHER_ORDER(X2_to_the_last_digit) {
	double when[1030];
	for (int i = 0; i < 1030; i++) {
		when[i] = i < 30 ? 1.1 * pow(2, i) : (i + 6000) * 1e-3;
		co_call_at(loop, when[i], is_not_early, &when[i]);
	}
	check(run(co_spawn_on(loop, co_sleep(1e9))) == 0 && said(""));
}

EITHER_ORDER(X2_beyond_the_clock) {
	static const double far[] = { 1e10, (double)INFINITY, 1e300 };
	for (int i = 0; i < 3; i++) {
		double began = co_loop_time(loop);
		check(run(co_spawn_on(loop, sleeps_for(far[i]))) == CO_EDEADLOCK && co_loop_time(loop) == began);
		check(run(co_spawn_on(loop, sleeps_for(1))) == 0 && co_loop_time(loop) == began + 1);
	}
	check(said("xxx"));
	check(run(co_spawn_on(loop, sleeps_for(9e9))) == 0 && said("x"));
	co_task *task = co_spawn_on(loop, ends_in_time());
	check(run(task) == 0 && co_result(bool, task));
}

/* A real clock does not get there either: with nothing else left, nothing will wake who waits for that. */
static co_event never_set;
static void gives_up(uv_timer_t *timer) { co_loop_stop(timer->data); }
static async(void) waits_in_vain(void) {
	co_timeout (1e300) await co_event_wait(&never_set);
}
EITHER_ORDER(X25_never_due) {
#if defined __linux__ && !defined __SANITIZE_THREAD__ /* which has a thread of its own */
	for (int how = 0; how < 3; how++) {
		co_loop *real = co_loop_new();
		check(real);
		if (!real) continue;
		uv_timer_t patience; /* does not count as what could wake it */
		uv_timer_init(co_loop_uv(real), &patience);
		patience.data = real;
		uv_timer_start(&patience, gives_up, 3000, 0);
		uv_unref((uv_handle_t *)&patience);
		co_event_init(&never_set);
		co_task *task = how == 0 ? co_spawn_on(real, sleeps_for((double)INFINITY)) :
			how == 1     ? co_spawn_on(real, waits_in_vain()) :
			               co_spawn_on(real, co_event_wait(&never_set));
		if (how == 2) co_call_later(real, (double)INFINITY, say_arg, "late");
		check(co_loop_run_until_complete(real, task) == CO_EDEADLOCK);
		check(co_loop_run_until_complete(real, co_spawn_on(real, sleeps_for(0.002))) == 0 && said("x"));
		co_loop_close(real);
	}
#endif
}

static void blocks(void *arg) {
	(void)arg;
	uv_sleep(30);
}
EITHER_ORDER(X5) {
	co_loop *real = co_loop_new();
	static double due[3];
	latest = 0, earliest = 1e9;
	for (int i = 0; i < 3; i++) {
		due[i] = co_loop_time(real) + 0.002 * (i + 1);
		co_call_at(real, due[i], is_due, &due[i]);
	}
	co_call_soon(real, blocks, NULL);
	co_call_later(real, 0.05, stops, NULL);
	co_loop_run_forever(real);
	check(said("...") && earliest >= 0 && latest >= 0.02 && latest < 2);
	co_loop_close(real);
}

static async(void) checks_in(void) {
	say("a");
	await co_checkpoint();
	say("b");
}
EITHER_ORDER(X6) {
	co_task *task = co_spawn_on(loop, checks_in()), *cancelled = co_spawn_on(loop, checks_in());
	turns(1);
	check(said("aa"));
	co_cancel(cancelled); /* a point of cancellation, too */
	turns(1);
	check(said("b") && co_done(task) && co_cancelled(cancelled) && co_loop_time(loop) == 0);
}

/* ---- a million timers ---- */

enum { MANY = LARGE(1000000) };
static uint32_t *order;
static uint32_t next_in_order, misplaced;
static double *due_times;
static void comes(void *arg) {
	uint32_t i = (uint32_t)((uint32_t *)arg - order);
	if (co_loop_time(loop) < due_times[i]) misplaced++;
	order[i] = next_in_order++;
}
FACT(X1) {
	order = calloc(MANY, sizeof *order);
	due_times = calloc(MANY, sizeof *due_times);
	next_in_order = misplaced = 0;
	uint32_t random = 12345;
	for (uint32_t i = 0; i < MANY; i++) {
		random = random * 1664525u + 1013904223u;
		due_times[i] = 1 + (random >> 16) % 1000; /* a thousand for each time */
		co_call_at(loop, due_times[i], comes, &order[i]);
	}
	until(1001);
	check(next_in_order == MANY);
	check(misplaced == 0);
	/* Those of one time in the order they were scheduled, all of them before those of the next. */
	static uint32_t last_of[1002];
	static bool any[1002];
	memset(any, 0, sizeof any);
	bool in_order = true;
	for (uint32_t i = 0; i < MANY; i++) {
		int time = (int)due_times[i];
		if (any[time]) in_order &= order[i] > last_of[time];
		last_of[time] = order[i];
		any[time] = true;
	}
	uint32_t highest = 0;
	for (int time = 1; time <= 1000; time++) {
		in_order &= last_of[time] >= highest;
		highest = last_of[time];
	}
	check(in_order);
	free(order);
	free(due_times);
}

FACT(X1_tasks_that_sleep) {
	enum { TASKS = LARGE(100000) };
	uint32_t count = 0;
	for (int i = 0; i < TASKS; i++) co_go_on(loop, sleeps(1 + i % 7, &count));
	turns(1);
	check(count == 0);
	co_task *last = co_spawn_on(loop, sleeps(8, &count));
	run(last);
	check(count == TASKS + 1 && co_loop_time(loop) == 8);
}
