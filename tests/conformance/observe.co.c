/* OBS: what is told where nobody looks, debug mode, what tasks wait for. And promises beyond asyncio's about memory and misuse. */
#include "conformance.h"

static int reports;
static char told[4096];
static co_future *about;
static int code_told;
static void is_told(co_loop *of, const co_report *report, void *arg) {
	if (of != loop || arg != told) say("wrong arguments");
	strncat(told, report->message, sizeof told - strlen(told) - 2);
	strcat(told, "\n");
	about = report->future;
	code_told = report->error ? report->error->code : 0;
	reports++;
}
static atomic_bool nap_begun, nap_over;
static void is_told_of_other(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	is_told(loop, report, told);
	atomic_store(&nap_over, true);
}
static void overhear(void) {
	told[0] = '\0';
	reports = 0;
	about = NULL;
	code_told = 0;
	co_loop_on_report(loop, is_told, told);
}

static async(void) fails(int code) {
	await co_checkpoint();
	co_raise(code, "as it was told");
}
static async(void) works(double seconds) {
	if (seconds > 0) uv_sleep((unsigned)(seconds * 1000));
	await co_sleep(1);
	if (seconds > 0) uv_sleep((unsigned)(seconds * 1000));
}

EITHER_ORDER(OBS_1) {
	overhear();
	co_task *task = co_spawn_on(loop, fails(7));
	turns(3);
	check(reports == 0);
	co_disown(task);
	check(reports == 1 && about == task && code_told == 7);
	check(strstr(told, "nobody asked for") && strstr(told, "fails"));
	co_loop_on_report(loop, NULL, NULL);
	listen_to_stderr();
	task = co_spawn_on(loop, fails(8));
	turns(3);
	co_disown(task);
	check(times(heard(), "error 8") == 1 && reports == 1);
}

/* A function that is told and does what is refused: that is told on standard error. */
static void closes_it(co_loop *of, const co_report *report, void *arg) {
	(void)arg;
	if (++reports > 9) return;
	say_number(report->error ? report->error->code : 0);
	co_loop_close(of);
}
EITHER_ORDER(OBS_2) {
	overhear();
	listen_to_stderr();
	co_loop_on_report(loop, closes_it, NULL);
	co_go_on(loop, fails(7));
	run(co_spawn_on(loop, works(0)));
	check(reports == 1 && times(heard(), "co_loop_close: the loop is running") == 1);
	listen_to_stderr();
	co_go_on(loop, fails(8));
	run(co_spawn_on(loop, works(0)));
	check(reports == 2 && times(heard(), "co_loop_close: the loop is running") == 1);
	check(said("78"));
}
/* Those of two loops, each of which does what the other's is told of; and one that closes its loop. */
static co_future *of_both[2];
static void releases_the_other(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)report;
	if (++reports > 9) return;
	say(arg == of_both ? "a" : "b");
	co_release(of_both[arg == of_both]);
}
EITHER_ORDER(OBS_2_of_two_loops) {
	overhear();
	listen_to_stderr();
	co_loop *both[2] = { co_loop_new_virtual(), co_loop_new_virtual() };
	for (int i = 0; i < 2; i++) {
		of_both[i] = co_future_new_on(both[i], 0);
		co_loop_on_report(both[i], releases_the_other, of_both + i);
	}
	for (int i = 0; i < 2; i++) co_release(of_both[i]);
	check(reports == 4 && said("abba") && times(heard(), "co_release: not one that co_retain added") == 2);
	co_loop_on_report(both[0], closes_it, NULL);
	co_release(of_both[0]);
	check(reports == 5 && said("0"));
	co_loop_close(both[1]);
}

static generator(int) fails_at_its_end(int code) {
	co_defer co_raise(code, "at the end");
	yield code;
}
static async_generator(int) fails_late(int code) {
	co_defer {
		await co_checkpoint();
		co_raise(code, "at the end");
	}
	yield code;
}
static async(void) lets_go_of_generators(void) {
	int v;
	co_gen *g = co_new(fails_at_its_end(11)), *a = co_new(fails_late(12));
	co_next(g, &v);
	co_free(g);
	await co_anext(a, &v);
	co_free(a);
	await co_sleep(0), await co_sleep(0), await co_sleep(0);
}
static async(void) leaves_a_generator(co_gen **left) {
	int v;
	*left = co_new(fails_late(13));
	await co_anext(*left, &v);
}
/* In the loop's turns, and while it is closed. */
EITHER_ORDER(OBS_1_of_generators) {
	overhear();
	listen_to_stderr();
	run(co_spawn_on(loop, lets_go_of_generators()));
	check(reports == 2 && code_told == 12 && !about);
	check(strstr(told, "an error nobody asked for, from a generator that was freed ('fails_at_its_end')"));
	check(strstr(told, "an error nobody asked for, from an async generator that was closed ('fails_late')"));
	co_gen *left = NULL;
	run(co_spawn_on(loop, leaves_a_generator(&left)));
	co_loop_close(loop);
	check(reports == 3 && code_told == 13 && !strcmp(heard(), ""));
	co_free(left);
	/* Without a loop nobody else can be told. */
	int v;
	co_gen *g = co_new(fails_at_its_end(14));
	co_next(g, &v);
	listen_to_stderr();
	co_free(g);
	check(reports == 3 && times(heard(), "error 14") == 1);
	loop = co_loop_new_virtual();
}

EITHER_ORDER(TASK_17) {
	overhear();
	co_loop_set_debug(loop, true);
	co_task *task = co_spawn_on(loop, works(0));
	turns(1);
	co_loop_close(loop);
	check(reports == 2 && strstr(told, "Task-1 ('works')") && strstr(told, "is pending while its loop is closed"));
	check(strstr(told, "1 timer is left"));
	(void)task;
	loop = co_loop_new_virtual();
}

/* ---- slow steps ---- */

static void busy(void *arg) {
	(void)arg;
	uv_sleep(20);
}
static void busy_when_done(co_future *future, void *arg) {
	(void)future;
	busy(arg);
}
/* One report since the last look, of that function, with its place. */
static bool told_slow(const char *what, const char *name, int line) {
	char start[80], place[80];
	snprintf(start, sizeof start, "slow: a %s, %s, scheduled at ", what, name);
	snprintf(place, sizeof place, "observe.co.c:%d, ran for 0.0", line);
	bool found = reports == 1 && strstr(told, start) && strstr(told, place);
	overhear();
	return found;
}
static async(void) is_busy_later(co_loop *on, int *line) {
	co_call_soon(on, busy, (await co_checkpoint(), line));
	*line = __LINE__ - 1;
}
EITHER_ORDER(OBS_4) {
	overhear();
	co_loop_set_slow(loop, 0.01);
	co_call_soon(loop, busy, NULL);
	turns(1);
	check(reports == 0); /* not in debug mode */
	co_loop_set_debug(loop, true);
	co_call_soon(loop, busy, NULL);
	turns(1);
	check(told_slow("callback", "busy", __LINE__ - 2));
	co_future *future = co_future_new_on(loop, 0);
	co_add_done_callback(future, busy_when_done, NULL);
	co_future_set_result(future, NULL, 0);
	turns(1);
	check(told_slow("done-callback", "busy_when_done", __LINE__ - 3));
	co_call_later(loop, 0, busy, NULL);
	turns(1);
	check(told_slow("callback", "busy", __LINE__ - 2));
	co_call_at(loop, co_loop_time(loop), busy, ((const char *[]){ "braces", "commas" }));
	turns(1);
	check(told_slow("callback", "busy", __LINE__ - 2));
	co_call_soon_threadsafe(loop, busy, NULL);
	turns(1);
	check(told_slow("callback of co_call_soon_threadsafe", "busy", __LINE__ - 2));
	/* By a pointer to the function nobody knows where. */
	co_handle (*soon)(co_loop *, void (*)(void *), void *) = co_call_soon;
	overhear();
	soon(loop, busy, NULL);
	turns(1);
	check(reports == 1 && strstr(told, "slow: a callback, function at "));
	/* In a coroutine, as in plain C. */
	overhear();
	int line = 0;
	run(co_spawn_on(loop, is_busy_later(loop, &line)));
	turns(1);
	check(told_slow("callback", "busy", line));
	overhear();
	co_loop_set_slow(loop, 5);
	co_call_soon(loop, busy, NULL);
	turns(1);
	check(reports == 0);
}

EITHER_ORDER(X33) {
	overhear();
	co_loop_set_slow(loop, 0.01);
	co_loop_set_debug(loop, true);
	co_task *task = co_spawn_on(loop, works(0.02));
	co_task_set_name(task, "the busy one");
	turns(1);
	check(reports == 1 && strstr(told, "slow: the busy one ('works') ran for 0.0"));
	check(times(told, "observe.co.c:") == 2); /* where it began, where it suspended */
	run(task);
	check(reports == 2 && strstr(told, "to its end"));
	/* A call of the runtime's own has no line. */
	overhear();
	run(co_spawn_on(loop, co_wait_for(5, works(0.02))));
	check(reports == 2 && !strchr(told, '?') && strstr(told, " s, to ") && strstr(told, "observe.co.c:"));
}

/* Until it is told of. */
static void naps(void *arg) {
	(void)arg;
	atomic_store(&nap_begun, true);
	for (int i = 0; i < 10000 && !atomic_load(&nap_over); i++) uv_sleep(1);
}
FACT(X22_close_waits_for_a_call) {
	overhear();
	co_loop *other = co_loop_new();
	co_loop_on_report(other, is_told_of_other, NULL);
	co_loop_set_slow(other, 0.0001);
	co_task *first = co_spawn_on(other, works(0));
	co_go_on(other, co_thread_run(naps, NULL));
	turns_of(other, 1);
	for (int i = 0; i < 1000 && !atomic_load(&nap_begun); i++) uv_sleep(1); /* it is cancelled too late */
	co_cancel(first);
	co_loop_close(other);
	check(reports == 1 && strstr(told, "('co_thread_run'), which was cancelled and goes on\n"));
}

/* ---- where things were made ---- */

static bool told_made_at(const char *role, int line) {
	char start[100], place[64];
	snprintf(start, sizeof start, "an error nobody asked for, from a future ('%s'), made at ", role);
	snprintf(place, sizeof place, "observe.co.c:%d:", line);
	return strstr(told, start) && strstr(told, place);
}
static async(void) lets_futures_fail(int lines[static 4]) {
	{
		co_future *own = co_future_new(0), *all = co_gather(fails(10));
		lines[0] = lines[1] = __LINE__ - 1;
		co_future_set_error(own, 7, "late");
		await co_sleep(1);
		(void)all;
	}
	co_future *held[] = { co_future_new(0), co_gather(fails(11)) };
	lines[2] = lines[3] = __LINE__ - 1;
	co_future_set_error(held[0], 7, "late");
	await co_sleep(1);
}
EITHER_ORDER(OBS_5) {
	overhear();
	co_loop_set_debug(loop, true);
	co_task *task = co_spawn_on(loop, fails(7));
	int line = __LINE__ - 1;
	turns(3);
	co_disown(task);
	char place[64];
	snprintf(place, sizeof place, "observe.co.c:%d", line);
	check(reports == 1 && strstr(told, "spawned at ") && strstr(told, place));
	/* Futures and gathers, of plain C, and of a coroutine that has them itself, or has the task keep them. */
	overhear();
	co_future *future = co_future_new_on(loop, 0), *children[] = { co_spawn_on(loop, fails(8)) };
	line = __LINE__ - 1;
	co_future_set_error(future, 7, "late");
	co_disown(future);
	check(told_made_at("co_future_new", line));
	co_future *gather = co_gather_n(children, 1);
	line = __LINE__ - 1;
	turns(4);
	co_disown(gather);
	check(told_made_at("co_gather", line));
	int lines[4];
	run(co_spawn_on(loop, lets_futures_fail(lines)));
	for (int i = 0; i < 4; i++) check(told_made_at(i % 2 ? "co_gather" : "co_future_new", lines[i]));
	/* What another thread may have sent. */
	overhear();
	co_spawn_threadsafe(loop, fails(9));
	snprintf(place, sizeof place, "observe.co.c:%d", __LINE__ - 1);
	turns(4);
	check(reports == 1 && strstr(told, "spawned at ") && strstr(told, place));
}

/* ---- by the environment ---- */

EITHER_ORDER(OBS_6) {
	setenv("COGEN_DEBUG", "1", 1);
	setenv("COGEN_SLOW", "0.01", 1);
	co_loop_close(loop);
	loop = co_loop_new_virtual();
	unsetenv("COGEN_DEBUG");
	unsetenv("COGEN_SLOW");
	overhear();
	co_call_soon(loop, busy, NULL);
	turns(1);
	check(reports == 1 && strstr(told, "slow: a callback"));
	setenv("COGEN_DEBUG", "0", 1);
	co_loop_close(loop);
	loop = co_loop_new_virtual();
	unsetenv("COGEN_DEBUG");
	overhear();
	co_loop_set_slow(loop, 0.01);
	co_call_soon(loop, busy, NULL);
	turns(1);
	check(reports == 0);
}

EITHER_ORDER(X34) {
	setenv("COGEN_DEBUG", "yes", 1);
	co_loop_close(loop);
	loop = co_loop_new_virtual();
	unsetenv("COGEN_DEBUG");
	overhear();
	co_go_on(loop, works(0));
	turns(1);
	co_loop_close(loop);
	check(strstr(told, "is pending") && strstr(told, "1 timer is left"));
	loop = co_loop_new_virtual();
}

static async(int) forgotten(void) {
	say("no");
	return 1;
}
/* ---- the end of a loop ---- */

static async(void) waits_for(co_future *future) {
	co_try {
		await future;
	} co_finally {
		say("cleaned up ");
	}
}
EITHER_ORDER(X10) {
	overhear();
	co_loop_set_debug(loop, true);
	co_task *task = co_spawn_on(loop, waits_for(co_future_new_on(loop, 0)));
	co_task_set_name(task, "patience");
	co_call_later(loop, 5, say_arg, "no");
	char place[64];
	snprintf(place, sizeof place, "observe.co.c:%d", __LINE__ - 2);
	turns(1);
	co_loop_close(loop);
	check(said("cleaned up "));
	check(strstr(told, "patience ('waits_for')") && strstr(told, "is pending while its loop is closed, at ") &&
	      strstr(told, "observe.co.c:") && strstr(told, "1 timer is left"));
	check(strstr(told, "a timer that is left: a callback, say_arg, scheduled at ") && strstr(told, place));
	loop = co_loop_new_virtual();
}

static void ticks(uv_timer_t *timer) { (void)timer; }
static void says_closed(uv_handle_t *handle) {
	(void)handle;
	say("closed");
}
static bool starts_timer(uv_timer_t *timer) {
	return loop && !uv_timer_init(co_loop_uv(loop), timer) && !uv_timer_start(timer, ticks, 100, 100);
}
EITHER_ORDER(X10_handles_of_libuv) {
	overhear();
	co_loop_set_debug(loop, true);
	uv_timer_t timer;
	need(starts_timer(&timer));
	co_loop_close(loop);
	check(reports == 1 && strstr(told, "a timer handle of libuv's is active while its loop is closed"));
	loop = co_loop_new_virtual();
	/* One that the program closes is not told of. */
	overhear();
	co_loop_set_debug(loop, true);
	need(starts_timer(&timer));
	uv_close((uv_handle_t *)&timer, says_closed);
	co_loop_close(loop);
	check(reports == 0 && said("closed"));
	loop = co_loop_new_virtual();
}

static async(void) cannot_be_cancelled(atomic_bool *over) {
	co_uncancellable { /* without memory there are not so many, and none more is told of */
		for (int i = 0; i < 300 && !atomic_load(over); i++) await co_sleep(0.001);
	}
}
static void is_told_often(co_loop *of, const co_report *report, void *over) {
	(void)of;
	if (strstr(report->message, "co_loop_close waits for")) reports++;
	if (!strcmp(report->message, "and for 30 more")) atomic_store((atomic_bool *)over, true);
}
FACT(X22_close_tells_of_some) {
	atomic_bool over = false;
	reports = 0;
	co_loop *other = co_loop_new();
	co_loop_on_report(other, is_told_often, &over);
	co_loop_set_slow(other, 0.0001);
	for (int i = 0; i < 50; i++) co_go_on(other, cannot_be_cancelled(&over));
	turns_of(other, 1);
	co_loop_close(other);
	check(reports == 20 && over);
}

static async(int) all_kinds(int n) {
	co_lock lock = CO_LOCK_INIT;
	co_with (&lock) await co_sleep(0.5);
	co_future *both = co_gather(works(0), works(0));
	await both;
	co_wait_result *w = co_wait(CO_ALL_COMPLETED, works(0));
	await co_wait_future(w);
	co_scope {
		co_spawn(fails(1));
		await co_sleep(0);
	}
	return n;
}
EITHER_ORDER(X11) {
	long before = live;
	co_loop_on_report(loop, is_told, told);
	overhear();
	for (int i = 0; i < 3; i++) {
		co_loop *other = co_loop_new_virtual();
		co_loop_on_report(other, NULL, NULL);
		listen_to_stderr();
		co_task *task = co_spawn_on(other, all_kinds(i));
		co_call_later(other, 100, say_arg, "no");
		(void)co_future_new_on(other, 8);
		if (i) co_loop_run_until_complete(other, task);
		if (i > 1) check(co_result(int, task) == i);
		co_loop_close(other);
		heard();
		check(live == before);
	}
}

/* Where the n-th allocation fails, for each n: the call says so, nothing is half done, nothing is left. */
static void is_called(co_future *future, void *arg) {
	(void)future;
	say(arg);
}
EITHER_ORDER(X12) {
	for (int what = 0; what < 5; what++) {
		bool whole = false;
		for (long n = 0; n < 30 && !whole; n++) {
			co_loop *other = co_loop_new_virtual();
			long before = live;
			listen_to_stderr();
			fail_at = allocations + n;
			switch (what) {
			case 0: {
				co_task *task = co_spawn_on(other, forgotten());
				fail_at = -1;
				whole = !co_done(task);
				check(whole || (code_of(task) == CO_ENOMEM && live <= before + 1));
				co_cancel(task);
				break;
			}
			case 1: whole = co_call_soon(other, say_arg, "no").generation != 0; break;
			case 2: whole = co_call_later(other, 1, say_arg, "no").generation != 0; break;
			case 3: {
				co_future *future = co_future_new_on(other, 4);
				fail_at = -1;
				whole = !co_done(future);
				check(whole || code_of(future) == CO_ENOMEM);
				break;
			}
			case 4: {
				fail_at = -1;
				co_future *future = co_future_new_on(other, 0);
				fail_at = allocations + n;
				co_add_done_callback(future, is_called, "c");
				fail_at = -1;
				co_future_set_result(future, NULL, 0);
				turns_of(other, 1);
				whole = !strcmp(happened, "c");
				happened[0] = '\0';
				break;
			}
			}
			fail_at = -1;
			co_loop_close(other);
			const char *text = heard();
			check(what != 4 || whole || strstr(text, "no memory"));
		}
		check(whole);
		happened[0] = '\0';
	}
}

/* Wake-ups: nothing can be allocated while everybody is woken and goes on. */
static async(void) everything(co_event *event, co_lock *lock, co_semaphore *semaphore, co_future *future, co_queue *queue) {
	int item;
	await co_event_wait(event);
	co_with (lock) await co_checkpoint();
	await co_semaphore_acquire(semaphore);
	await future;
	await co_queue_get(queue, &item);
	say_number(item);
}
/** Whatever they wait for is about to end. */
static void end_all(co_task **tasks, int count) {
	for (int i = 0; i < count; i++) co_cancel(tasks[i]), run(tasks[i]);
}
EITHER_ORDER(X12_no_wake_up_allocates) {
	co_event event = CO_EVENT_INIT;
	co_lock lock = CO_LOCK_INIT;
	co_semaphore semaphore = CO_SEMAPHORE_INIT(0);
	co_queue queue;
	co_queue_init(&queue, sizeof(int), 0);
	co_future *future = co_future_new_on(loop, 0);
	for (int i = 0; i < 2; i++) co_queue_try_put(&queue, &i);
	int item;
	for (int i = 0; i < 2; i++) co_queue_try_get(&queue, &item);
	co_task *tasks[2];
	for (int i = 0; i < 2; i++) tasks[i] = co_spawn_on(loop, everything(&event, &lock, &semaphore, future, &queue));
	turns(2);
	fail_at = allocations;
	co_event_set(&event);
	turns(6);
	co_semaphore_release(&semaphore), co_semaphore_release(&semaphore);
	turns(2);
	co_future_set_result(future, NULL, 0);
	turns(2);
	item = 7;
	check(co_queue_try_put(&queue, &item) == 0 && co_queue_try_put(&queue, &item) == 0);
	turns(2);
	fail_at = -1;
	check(co_done(tasks[0]) && co_done(tasks[1]) && said("77"));
	end_all(tasks, 2);
	co_queue_destroy(&queue);
}

/* A handle of a callback is a number and its generation: an old one is known for what it is. */
EITHER_ORDER(X13) {
	co_handle old = co_call_soon(loop, say_arg, "a");
	turns(1);
	co_handle now = co_call_soon(loop, say_arg, "b");
	check(old.slot == now.slot && old.generation != now.generation);
	check(!co_handle_cancel(old));
	turns(1);
	check(said("ab"));
	co_loop *other = co_loop_new_virtual();
	co_handle foreign = co_call_soon(other, say_arg, "no");
	co_loop_close(other);
	check(!co_handle_cancel(foreign));
}

/* A handle that has ended is kept for a while in debug mode, and its use told of. Where a sanitizer is it does that. */
static async(void) waits_for_what_is_gone(co_task *gone) {
	co_try {
		await gone;
	} co_catch (error) {
		check(error->code == CO_ESTATE && strstr(error->message, "the handle of Task-2 ('works'), spawned at "));
		say("caught ");
	}
	co_future *all = co_gather(gone, co_checkpoint());
	co_try {
		await all;
	} co_catch (error) {
		check(error->code == CO_ESTATE && strstr(error->message, "co_gather: the handle of Task-2 ('works'), spawned at "));
		say("caught ");
	}
	co_try {
		await co_wait_for(1, gone);
	} co_catch (error) {
		check(error->code == CO_ESTATE && strstr(error->message, " has ended"));
		say("caught ");
	}
}
static bool told_gone(const char *function) {
	char start[100];
	snprintf(start, sizeof start, "%s: the handle of Task-2 ('works'), spawned at ", function);
	bool found = reports == 1 && strstr(told, start) && strstr(told, "observe.co.c:") && strstr(told, " has ended");
	overhear();
	return found;
}
EITHER_ORDER(X13_in_debug_mode) {
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
	return;
#endif
	co_loop_set_debug(loop, true);
	co_loop_set_slow(loop, 1000); /* also under valgrind */
	run(co_spawn_on(loop, works(0)));
	co_task *gone = co_spawn_on(loop, works(0));
	run(gone);
	co_disown(gone);
	overhear();
	need(!co_done(gone) && told_gone("co_done")); /* or there was no memory to keep it in */
	check(!co_cancelled(gone) && told_gone("co_cancelled"));
	check(!co_cancel(gone) && told_gone("co_cancel"));
	check(co_cancelling(gone) == 0 && told_gone("co_cancelling"));
	check(co_uncancel(gone) == 0 && told_gone("co_uncancel"));
	check(!co_future_error(gone) && told_gone("co_future_error"));
	check(!co_future_set_result(gone, NULL, 0) && told_gone("co_future_set_result"));
	check(!co_future_set_error(gone, 7, "late") && told_gone("co_future_set_error"));
	co_future_on_cancel(gone, NULL, NULL), check(told_gone("co_future_on_cancel"));
	co_add_done_callback(gone, busy_when_done, NULL), check(told_gone("co_add_done_callback"));
	check(co_remove_done_callback(gone, busy_when_done) == 0 && told_gone("co_remove_done_callback"));
	co_task_set_name(gone, "ghost"), check(told_gone("co_task_set_name"));
	check(!co_retain(gone) && told_gone("co_retain"));
	co_release(gone), check(told_gone("co_release"));
	co_disown(gone), check(told_gone("co_disown"));
	check(co_loop_run_until_complete(loop, gone) == CO_ESTATE && told_gone("co_loop_run_until_complete"));
	co_future *all = co_gather_n(&gone, 1);
	check(co_done(all) && strstr(message_in(co_future_error(all)), "co_gather: the handle of Task-2 ('works')"));
	run(co_spawn_on(loop, waits_for_what_is_gone(gone)));
	check(said("caught caught caught ") && reports == 0);
	/* Of other kinds. */
	co_future *future = co_future_new_on(loop, 0);
	co_future_set_result(future, NULL, 0);
	co_disown(future);
	co_disown(all);
	check(!co_done(future) && strstr(told, "co_done: the handle of a future ('co_future_new'), made at "));
	check(!co_done(all) && strstr(told, "co_done: the handle of a future ('co_gather'), made at "));
	/* Many, which take the places of others; large ones. What the pool, and LeakSanitizer, see of it is that nothing is left. */
	for (int i = 0; i < LARGE(1000); i++) {
		size_t size = i % 10 ? 5000 : 50000;
		future = co_future_new_on(loop, size);
		co_future_set_error(future, 7, "not looked at");
		co_cancel(future);
		co_disown(future);
	}
	overhear();
	check(!co_done(future) && reports == 1);
}

/* ---- what can be asked ---- */

EITHER_ORDER(X26) {
	co_event event = CO_EVENT_INIT;
	co_lock lock = CO_LOCK_INIT;
	co_semaphore semaphore = CO_SEMAPHORE_INIT(3);
	co_queue queue;
	co_queue_init(&queue, sizeof(int), 5);
	co_future *future = co_future_new_on(loop, 0);
	co_task *tasks[4];
	for (int i = 0; i < 4; i++) tasks[i] = co_spawn_on(loop, everything(&event, &lock, &semaphore, future, &queue));
	turns(1);
	fail_at = allocations;
	check(co_event_waiting(&event) == 4 && !co_event_is_set(&event));
	co_event_set(&event);
	turns(1);
	check(co_lock_locked(&lock) && co_lock_waiting(&lock) == 3 && co_event_waiting(&event) == 0);
	turns(12);
	check(!co_lock_locked(&lock) && co_lock_waiting(&lock) == 0);
	check(co_semaphore_value(&semaphore) == 0 && co_semaphore_waiting(&semaphore) == 1 && co_semaphore_locked(&semaphore));
	co_semaphore_release(&semaphore);
	turns(1);
	co_future_set_result(future, NULL, 0);
	turns(1);
	check(co_queue_getting(&queue) == 4 && co_queue_putting(&queue) == 0 && co_queue_empty(&queue));
	fail_at = -1;
	for (int i = 0; i < 4; i++) co_queue_try_put(&queue, &i);
	check(co_queue_size(&queue) == 4 && !co_queue_full(&queue) && co_queue_unfinished(&queue) == 4);
	for (int i = 0; i < 4; i++) run(tasks[i]);
	check(co_queue_size(&queue) == 0 && co_queue_unfinished(&queue) == 4 && strlen(happened) == 4);
	happened[0] = '\0';
	end_all(tasks, 4);
	co_queue_destroy(&queue);
}

static async(int) innermost(void) {
	await co_sleep(5);
	return 1;
}
static async(int) middle(void) {
	return await innermost() + 1;
}
static async(int) outermost(void) {
	return await middle() + 1;
}
static async(void) awaits(co_task *task) { await task; }
EITHER_ORDER(X32) {
	co_task *task = co_spawn_on(loop, outermost());
	co_task_set_name(task, "chain");
	co_task *other = co_spawn_on(loop, awaits(task));
	turns(2);
	char text[2048] = "";
	FILE *file = tmpfile();
	fail_at = allocations;
	co_dump_tasks(loop, file);
	fail_at = -1;
	rewind(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	const char *sleep = strstr(text, "co_sleep"), *in = strstr(text, "innermost at "), *mid = strstr(text, "middle at "),
			   *out = strstr(text, "outermost at ");
	check(sleep && in && mid && out && sleep < in && in < mid && mid < out);
	check(times(text, "observe.co.c:") == 4);
	check(strstr(text, "await of task chain 'outermost'"));
	run(other);
}

/* ---- locks that are left behind, tasks that wait for each other ---- */

static co_lock first_lock, second_lock;
static async(void) leaves_it(int how) {
	await co_lock_acquire(&first_lock);
	if (how == 1) co_raise(1, "and does not release it");
	if (how == 2) await co_sleep(1000);
	if (how == 3) co_lock_release(&first_lock);
}
static async(void) has_it_for_a_while(void) {
	co_with (&first_lock) await co_sleep(0);
}
EITHER_ORDER(X23) {
	co_loop_set_debug(loop, true);
	for (int how = 0; how < 4; how++) {
		co_lock_init(&first_lock);
		overhear();
		co_task *task = co_spawn_on(loop, leaves_it(how));
		turns(2);
		if (how == 2) co_cancel(task);
		run(task);
		co_future_error(task);
		check(reports == (how != 3) && (how == 3 || (strstr(told, "'leaves_it') ends and holds a lock") && strstr(told, "observe.co.c:"))));
	}
	/* Handed from one to the next, given back by each; through a condition; released by another: nothing to tell. */
	overhear();
	co_lock_init(&first_lock);
	co_task *tasks[3];
	for (int i = 0; i < 3; i++) tasks[i] = co_spawn_on(loop, has_it_for_a_while());
	for (int i = 0; i < 3; i++) run(tasks[i]);
	check(reports == 0);
}

static async(void) takes_both(co_lock *one, co_lock *other) {
	co_with (one) {
		await co_sleep(0);
		co_with (other) say("both ");
	}
}
static async(void) takes_it_twice(void) {
	co_with (&first_lock) co_with (&first_lock) say("twice");
}
static co_task *in_ring[3];
static async(void) awaits_next(int i) {
	await co_sleep(0);
	await in_ring[(i + 1) % 3];
}
static async(void) takes_it_twice_for(double seconds, bool masked) {
	co_try {
		co_with (&first_lock) co_timeout (seconds) {
			if (masked) {
				co_uncancellable await co_lock_acquire(&first_lock);
			} else {
				await co_lock_acquire(&first_lock);
			}
		}
	}
	co_catch_all (e) say(e->code == CO_ETIMEDOUT ? "late" : "");
}
/* A task of a group that waits for who holds it, by its end or by its lock. */
static async(void) waits_for_holder(co_task *holder, co_lock *lock, double limit) {
	co_timeout (limit) {
		if (lock)
			await co_lock_acquire(lock);
		else
			await holder;
	}
}
static async(void) rests(double seconds) { await co_sleep(seconds); }
static async(void) holds_who_waits(bool by_lock, int depth, double limit) {
	co_task *self = co_current_task();
	co_with (&first_lock) co_group (g) {
		for (int i = 0; i < 20; i++) co_group_spawn(g, rests(i % 2 ? 1 : 1000));
		if (depth) {
			co_group (inner) co_group_spawn(inner, waits_for_holder(self, by_lock ? &first_lock : NULL, limit));
		} else {
			co_group_spawn(g, waits_for_holder(self, by_lock ? &first_lock : NULL, limit));
		}
	}
}
EITHER_ORDER(X24_in_a_group) {
	co_loop_set_debug(loop, true);
	for (int by_lock = 0; by_lock < 2; by_lock++) {
		for (int depth = 0; depth < 2; depth++) {
			co_lock_init(&first_lock);
			overhear();
			co_task *task = co_spawn_on(loop, holds_who_waits(by_lock, depth, (double)INFINITY));
			turns(6);
			check(reports == 1 && times(told, "deadlock: Task-") == 1 && times(told, "observe.co.c:") == 2);
			check(times(told, "('waits_for_holder')") == 1 && times(told, "('holds_who_waits')") == 1);
			check(times(told, "for the end of Task-") == 2 - by_lock && times(told, "for a lock of Task-") == by_lock);
			co_cancel(task);
			run(task);
			co_lock_init(&first_lock);
			overhear();
			task = co_spawn_on(loop, holds_who_waits(by_lock, depth, 5));
			run(task);
			check(reports == 0);
		}
	}
}
EITHER_ORDER(X24_ends_in_time) {
	/* A wait that a timeout will end is no deadlock. */
	co_loop_set_debug(loop, true);
	co_lock_init(&first_lock);
	overhear();
	run(co_spawn_on(loop, takes_it_twice_for(1, false)));
	check(said("late") && reports == 0);
	for (int masked = 0; masked < 2; masked++) {
		overhear();
		co_task *task = co_spawn_on(loop, takes_it_twice_for(masked ? 1 : (double)INFINITY, masked));
		turns(1);
		check(reports == 1 && strstr(told, "that it holds itself"));
		co_lock_release(&first_lock); /* twice: for the second with, and the first one's end */
		run(task);
		if (co_lock_locked(&first_lock)) co_lock_release(&first_lock);
		happened[0] = '\0';
	}
}
/* Tasks that are a wait of the runtime's own, which is in no file. */
static async(void) waits_for_who_waits_for_it(void) {
	co_with (&first_lock) await co_spawn(co_lock_acquire(&first_lock));
}
EITHER_ORDER(X24_of_a_wait_alone) {
	co_loop_set_debug(loop, true);
	co_lock_init(&first_lock);
	overhear();
	co_task *task = co_spawn_on(loop, waits_for_who_waits_for_it());
	turns(3);
	check(reports == 1 && strstr(told, " ('co_lock_acquire') waits for a lock of Task-") && !strchr(told, '?'));
	check(strstr(told, " ('waits_for_who_waits_for_it'), which waits at "));
	co_cancel(task);
	run(task);

	overhear();
	run(co_spawn_on(loop, co_lock_acquire(&first_lock)));
	check(reports == 1 && strstr(told, "('co_lock_acquire') ends and holds a lock") && !strchr(told, '?'));
}
EITHER_ORDER(X24) {
	co_loop_set_debug(loop, true);
	co_lock_init(&first_lock), co_lock_init(&second_lock);
	overhear();
	co_task *a = co_spawn_on(loop, takes_both(&first_lock, &second_lock)), *b = co_spawn_on(loop, takes_both(&second_lock, &first_lock));
	turns(3);
	check(reports == 1 && strstr(told, "deadlock: Task-") && times(told, "('takes_both') waits at ") == 1);
	check(times(told, " for a lock of Task-") == 2 && times(told, " ('takes_both'), which waits at ") == 1);
	co_cancel(a), co_cancel(b);
	run(a), run(b);

	overhear();
	co_task *twice = co_spawn_on(loop, takes_it_twice());
	turns(1);
	check(reports == 1 && strstr(told, "deadlock: ") && times(told, "'takes_it_twice') waits at ") == 1);
	check(strstr(told, "for a lock that it holds itself"));
	co_cancel(twice);
	run(twice);

	overhear();
	for (int i = 0; i < 3; i++) in_ring[i] = co_spawn_on(loop, awaits_next(i));
	turns(3);
	check(reports == 1 && times(told, "for the end of") == 3 && times(told, "observe.co.c:") == 3);
	co_cancel(in_ring[0]);
	for (int i = 0; i < 3; i++) run(in_ring[i]);

	/* No ring: one holds, the other waits. */
	overhear();
	a = co_spawn_on(loop, has_it_for_a_while()), b = co_spawn_on(loop, has_it_for_a_while());
	run(a), run(b);
	check(reports == 0);
	happened[0] = '\0';
}
