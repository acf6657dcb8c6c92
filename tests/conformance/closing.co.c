/* LOOP, at the end: a loop that is closed, or detached from its host, while its tasks go on. */
#include "conformance.h"

/* ---- closing a loop whose tasks go on ---- */

static char last_report[256];
static void keep_report(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	snprintf(last_report, sizeof last_report, "%s", report->message);
	say(strstr(last_report, " waits for ") ? "r" : strstr(last_report, "destroyed") ? "D" : "?");
}

static async(void) nothing(void) {}
static co_loop *other;
/** The other loop has a task that has begun and waits. */
static void begun(co_task *task) {
	co_loop_on_report(other, keep_report, NULL);
	co_task *last = co_spawn_on(other, nothing());
	co_task_set_name(task, "Stubborn");
	check(co_loop_run_until_complete(other, last) == 0 && !co_done(task));
}
static async(void) answers(int times) {
	for (int i = 0; i < times; i++) {
		co_try { await co_future_new(0); }
		co_catch_all (e) {}
	}
	say("e");
}

/* All that is the user's runs in the loop that is being closed: hooks of what its tasks wait for, reports, and whoever is told that a task
 * is lost. What a hook starts there comes to its end. */
enum { PLACES = 600 };
static co_future *operation, *places[PLACES];
static async(void) says_goodbye(void) {
	await co_sleep(1);
	say("goodbye");
	co_future_set_result(operation, NULL, 0);
}
static bool starts_goodbye(co_future *f, void *arg) {
	(void)arg;
	check(co_loop_current() == other && !co_current_task());
	co_go(says_goodbye());
	/* Places in the table of what the loop has: many are given back, and more are taken. */
	for (int i = 0; i < PLACES; i++) {
		co_future_set_result(places[i], NULL, 0);
		co_disown(places[i]);
	}
	for (int i = 0; i < 2 * PLACES; i++) places[i % PLACES] = co_future_new(0);
	check(co_loop_run_until_complete(other, f) == CO_ESTATE);
	return false;
}
static async(void) operates(void) {
	co_future_on_cancel(operation, starts_goodbye, NULL);
	co_defer { say("d"); }
	await operation;
	await co_sleep(100);
	say("?");
}
static void counts_in_the_loop(co_loop *of, const co_report *report, void *arg) {
	check(co_loop_current() == of);
	++*(int *)arg;
	(void)report;
}
static void make_sleepers(void) {
	for (int i = 0; i < 100; i++) co_go_on(other, answers(1));
}
static void closes_with_a_hook(void *unused) {
	(void)unused;
	for (int among = 0; among < 2; among++) {
		co_loop *outer = co_loop_current();
		int told = 0;
		other = co_loop_new_virtual();
		co_loop_set_debug(other, true);
		co_loop_on_report(other, counts_in_the_loop, &told);
		operation = co_future_new_on(other, 0);
		for (int i = 0; i < PLACES; i++) places[i] = co_future_new_on(other, 0);
		if (among) make_sleepers();
		co_go_on(other, operates());
		if (among) make_sleepers();
		if (!outer) {
			turns_of(other, 1);
		} else {
			co_loop_close(other);
			check(co_loop_current() == outer);
			return;
		}
		co_loop_close(other);
		check(co_loop_current() == outer && told >= 2);
		check(times(happened, "goodbye") == 1 && times(happened, "e") == 200 * among + 1);
		check(strlen(happened) >= 8 && !strcmp(happened + strlen(happened) - 8, "goodbyed")); /* all were asked at once */
		happened[0] = '\0';
	}
}
EITHER_ORDER(LOOP_12_while_it_is_closed) {
	closes_with_a_hook(NULL);
	co_call_soon(loop, closes_with_a_hook, NULL); /* in one of another loop's turns */
	turns(1);
}

/* Each task is asked once, however many await it: a close takes as long as there are tasks. */
enum { CHAIN = LARGE(3000) };
static int requests, ends;
static co_task *shared;
static async(void) counts_requests(co_task *awaited, bool gathers) {
	co_defer {
		requests += co_cancelling(co_current_task());
		ends++;
	}
	if (!awaited)
		await co_sleep(1e9);
	else if (gathers)
		await co_gather(awaited, shared);
	else
		await awaited;
}
EITHER_ORDER(LOOP_17_each_once) {
	for (int how = 0; how < 3; how++) {
		other = co_loop_new_virtual();
		requests = ends = 0;
		co_task *last = shared = co_spawn_on(other, counts_requests(NULL, false));
		for (int i = 1; i < CHAIN; i++) {
			co_task *next = co_spawn_on(other, counts_requests(last, how == 2));
			if (how) last = next; /* or all await the same one */
		}
		turns_of(other, 2);
		co_loop_close(other);
		check(requests == CHAIN && ends == CHAIN);
	}
}
/* In the rounds that follow once more. */
static async(void) answers_once(int *asked) {
	co_try { await co_sleep(1e9); }
	co_catch_all (e) ++*asked;
	co_try { await co_future_new(0); }
	co_finally ++*asked;
}
static async(void) awaits_who_answers(co_task *task) { await task; }
EITHER_ORDER(LOOP_17_each_once_a_round) {
	other = co_loop_new_virtual();
	int asked = 0;
	co_task *task = co_spawn_on(other, answers_once(&asked));
	for (int i = 0; i < 3; i++) task = co_spawn_on(other, awaits_who_answers(task));
	turns_of(other, 2);
	co_loop_close(other);
	check(asked == 2);
}

/* A task that answers its cancellation by waiting for what never comes is asked until it has come to its end. */
EITHER_ORDER(X22_asked_again) {
	other = co_loop_new_virtual();
	begun(co_spawn_on(other, answers(30)));
	co_loop_close(other);
	check(said("e"));
}

/* Not for ever. */
static async(void) answers_for_ever(void) {
	for (;;) {
		co_try { await co_future_new(0); }
		co_catch_all (e) {}
	}
}
EITHER_ORDER(X10_destroyed) {
	other = co_loop_new_virtual();
	begun(co_spawn_on(other, answers_for_ever()));
	co_loop_close(other);
	check(said("D"));
}

static void asks_for_more(void *lost) {
	say("L");
	check(co_loop_current() == lost);
	check(code_of(co_spawn(nothing())) == CO_ESTATE);
	co_go(nothing());
	check(!co_call_soon(lost, say_arg, "no").generation);
	co_future *some[1000], *none = NULL;
	for (int i = 0; i < 1000; i++) some[i] = co_future_new(1); /* as many as there is room for, or fewer */
	for (int i = 0; i < 1000; i++) none = some[i] ? none : some[0];
	check(!none);
	check(code_of(co_gather(nothing(), nothing())) != 0);
}
static void says_lost(co_loop *of, const co_report *report, void *arg) {
	(void)arg;
	check(co_loop_current() == of);
	say(strstr(report->message, "is being closed") ? "c" : strstr(report->message, "destroyed") ? "D" : "");
}
static void spawns_lost(void *unused) {
	(void)unused;
	co_disown(co_spawn_with(answers_for_ever(), asks_for_more, other));
}
EITHER_ORDER(X10_nothing_begins_at_the_end) {
	other = co_loop_new_virtual();
	co_loop_on_report(other, says_lost, NULL);
	co_go_on(other, nothing());
	co_call_soon(other, spawns_lost, NULL);
	turns_of(other, 2);
	co_loop_close(other);
	check(said("DLccc"));
}

static co_lock held_lock = CO_LOCK_INIT;
static async(void) waits_uncancellably(void) {
	co_defer { say("d"); }
	co_with (&held_lock) {
		co_uncancellable {
			co_try { await co_future_new(0); }
			co_finally {
				await co_sleep(1);
				say("f");
			}
			say("!");
		}
	}
}

/* An uncancellable wait that nothing can end any more is cancelled all the same: its cleanup runs, and what it holds is given back. */
EITHER_ORDER(X22_uncancellable_at_close) {
	other = co_loop_new_virtual();
	begun(co_spawn_on(other, waits_uncancellably()));
	check(co_lock_locked(&held_lock));
	co_loop_close(other);
	check(said("fd") && !co_lock_locked(&held_lock));
}

/* One that can still end is not. */
static async(void) sleeps_uncancellably(void) {
	co_uncancellable { await co_sleep(3); }
	say("s");
	await co_sleep(1);
	say("!");
}
EITHER_ORDER(X22_close_waits) {
	other = co_loop_new_virtual();
	begun(co_spawn_on(other, sleeps_uncancellably()));
	co_loop_close(other);
	check(said("s"));
}

static async(void) goes_on(int times, double seconds) {
	for (int i = 0; i < times; i++) {
		co_try { await co_sleep(seconds); }
		co_catch_all (e) {}
	}
	say("e");
}

/* While a close waits for a task that has time to come, it waits; after a while the task is named, once. */
EITHER_ORDER(X22_long_close) {
	other = co_loop_new_virtual();
	begun(co_spawn_on(other, goes_on(20, 1)));
	co_loop_close(other);
	check(said("re") && strstr(last_report, "Stubborn") && strstr(last_report, "goes_on") && strstr(last_report, "closing.co.c:"));
	other = co_loop_new_virtual();
	begun(co_spawn_on(other, goes_on(3, 1)));
	co_loop_close(other);
	check(said("e"));
}

/* Whom cancelled tasks leave behind is cancelled, too, when they have ended, and not before: they may await it. */
static async(int) helps(const char *text, double seconds) {
	co_try { await co_sleep(seconds); }
	co_catch_all (e) {
		say(e->code == CO_ECANCELED ? "c" : "?");
		co_reraise;
	}
	say(text);
	return 1;
}
static async(void) leaves_behind(int generations) {
	co_try { await co_sleep(100); }
	co_finally {
		if (generations) co_go(leaves_behind(generations - 1));
		co_go(helps("no", 1000));
		await co_gather(helps("h", 0.01), helps("i", 0.02));
		say(".");
	}
}
static void spawns_later(co_future *future, void *arg) {
	(void)future;
	co_go_on(arg, helps("no", 1000));
}
EITHER_ORDER(X22_spawned_in_a_close) {
	other = co_loop_new_virtual();
	co_go_on(other, leaves_behind(2));
	begun(co_spawn_on(other, helps("no", 100)));
	co_loop_close(other);
	check(said("chi.chi.chi.c"));
	/* By a callback of a task that was cancelled, while another one's cleanup goes on. */
	other = co_loop_new_virtual();
	co_task *task = co_spawn_on(other, helps("no", 100));
	co_add_done_callback(task, spawns_later, other);
	begun(co_spawn_on(other, leaves_behind(0)));
	co_loop_close(other);
	check(said("chi.cc"));
	/* Whoever keeps the close waiting is named, also who was not cancelled. */
	other = co_loop_new_virtual();
	begun(co_spawn_on(other, leaves_behind(0)));
	co_loop_set_slow(other, 0.0001);
	co_loop_close(other);
	check(said("rrrrhi.c") && strstr(last_report, "helps") && strstr(last_report, "spawned in the cleanup of others"));
}
/* The same in real time, whatever the tasks wait for. */
static async(void) waits_for_real(void) {
	co_try { await co_sleep(1); }
	co_finally { await co_sleep(0.2); }
}
FACT(X22_long_close_in_real_time) {
	other = co_loop_new();
	begun(co_spawn_on(other, waits_for_real()));
	co_loop_set_slow(other, 0.001);
	co_loop_close(other);
	check(said("r") && strstr(last_report, "waits_for_real"));
	other = co_loop_new();
	begun(co_spawn_on(other, waits_for_real()));
	co_loop_close(other);
	check(said(""));
}

/* ---- detaching one whose tasks go on ---- */

static void stops_host(void *arg) {
	say("d");
	if (arg) uv_close(arg, NULL);
}
static co_event never;
static async(void) waits_on(int times) {
	for (int i = 0; i < times; i++) {
		co_try { await co_event_wait(&never); }
		co_catch_all (e) {}
	}
	say("e");
}
static void host_lives(uv_timer_t *timer) { (void)timer; }

EITHER_ORDER(X31_detach_asks_again) {
	/* Nothing of the host's could wake it: at once. */
	uv_loop_t host;
	uv_loop_init(&host);
	other = co_loop_attach(&host);
	co_loop_on_report(other, keep_report, NULL);
	co_go(waits_on(30));
	uv_run(&host, UV_RUN_NOWAIT);
	co_loop_detach(other, stops_host, NULL);
	uv_run(&host, UV_RUN_DEFAULT);
	check(said("ed") && !co_loop_current());
	/* One that never ends is destroyed. */
	other = co_loop_attach(&host);
	co_loop_on_report(other, keep_report, NULL);
	co_go(waits_on(100000));
	uv_run(&host, UV_RUN_NOWAIT);
	co_loop_detach(other, stops_host, NULL);
	uv_run(&host, UV_RUN_DEFAULT);
	check(said("Dd"));
	check(uv_loop_close(&host) == 0);
}

static async(void) detaches_and_spawns(void) {
	co_loop_detach(other, stops_host, NULL);
	co_go(leaves_behind(0));
	co_go(helps("no", 1000));
	await co_sleep(0);
}
EITHER_ORDER(X22_spawned_after_a_detach) {
	uv_loop_t host;
	uv_loop_init(&host);
	other = co_loop_attach(&host);
	co_go(detaches_and_spawns());
	uv_run(&host, UV_RUN_DEFAULT);
	check(said("chi.cd"));
	if (co_loop_current()) { /* it could not be spawned */
		co_loop_detach(other, NULL, NULL);
		uv_run(&host, UV_RUN_DEFAULT);
	}
	check(uv_loop_close(&host) == 0);
}

EITHER_ORDER(X31_detach_beside_a_busy_host) {
	uv_loop_t host;
	uv_timer_t timer;
	uv_loop_init(&host);
	uv_timer_init(&host, &timer);
	uv_timer_start(&timer, host_lives, 1, 1);
	other = co_loop_attach(&host);
	co_loop_on_report(other, keep_report, NULL);
	co_loop_set_slow(other, 0.0001);
	co_go(waits_on(5));
	uv_run(&host, UV_RUN_NOWAIT);
	co_loop_detach(other, stops_host, &timer);
	uv_run(&host, UV_RUN_DEFAULT);
	check(said("red") && strstr(last_report, "co_loop_detach waits for"));
	check(uv_loop_close(&host) == 0);
}

/* Nobody tells when the last handle of the host's has ended. */
static async(void) stays(void) {
	co_defer { say("c"); }
	co_uncancellable { await co_event_wait(&never); }
}
static co_lock lock_of_both;
static co_condition both;
static async(void) waits_with_lock(void) {
	co_with (&lock_of_both) { await co_condition_wait(&both); }
}
static async(void) holds_lock(co_task *waits) {
	co_with (&lock_of_both) {
		co_condition_notify(&both, 1);
		await waits;
	}
}
static void detaches(uv_timer_t *timer) {
	if (timer) uv_close((uv_handle_t *)timer, NULL);
	co_loop_detach(other, stops_host, NULL);
}
EITHER_ORDER(X31_detach_where_the_host_ends) {
	for (int i = 0; i < 4; i++) {
		uv_loop_t host;
		uv_timer_t timer;
		uv_loop_init(&host);
		uv_timer_init(&host, &timer);
		other = co_loop_attach(&host);
		co_loop_on_report(other, keep_report, NULL);
		lock_of_both = (co_lock)CO_LOCK_INIT;
		co_condition_init(&both, &lock_of_both);
		if (i & 2)
			co_go(stays());
		else
			co_go(holds_lock(co_spawn(waits_with_lock())));
		for (int turn = 0; turn < 4; turn++) uv_run(&host, UV_RUN_NOWAIT);
		uv_timer_start(&timer, i & 1 ? host_lives : detaches, 1, 0);
		if (i & 1) detaches(NULL); /* the host's timer has not run yet */
		uv_run(&host, UV_RUN_DEFAULT);
		check(said(i & 2 ? "cd" : "DDd") && !co_loop_current()); /* as a close destroys those that nothing ends */
		if (i & 1) uv_close((uv_handle_t *)&timer, NULL);
		uv_run(&host, UV_RUN_DEFAULT);
		check(uv_loop_close(&host) == 0);
	}
}

/** A sleep that never ends does not keep a detach from asking again. */
static async(void) sleeps_for_ever(void) {
	co_uncancellable { await co_sleep((double)INFINITY); }
}
static void stops_host_of(uv_timer_t *timer) { uv_stop(timer->loop); }
EITHER_ORDER(X31_detach_of_a_sleep_without_end) {
	uv_loop_t host;
	uv_timer_t patience;
	uv_loop_init(&host);
	uv_timer_init(&host, &patience);
	uv_timer_start(&patience, stops_host_of, 3000, 0);
	uv_unref((uv_handle_t *)&patience);
	other = co_loop_attach(&host);
	co_go(sleeps_for_ever());
	for (int turn = 0; turn < 4; turn++) uv_run(&host, UV_RUN_NOWAIT);
	co_loop_detach(other, say_arg, "d");
	uv_run(&host, UV_RUN_DEFAULT);
	check(said("d") && !co_loop_current());
	uv_close((uv_handle_t *)&patience, NULL);
	uv_run(&host, UV_RUN_DEFAULT);
	check(uv_loop_close(&host) == 0);
}
