/* FUT: futures that somebody completes, and their done-callbacks. */
#include "conformance.h"

static co_future *new_int(void) { return co_future_new_on(loop, sizeof(int)); }
static bool set_int(co_future *f, int value) { return co_future_set_result(f, &value, sizeof value); }

static void told(co_future *f, void *text) {
	(void)f;
	say(text);
}
static co_future *told_of;
static void told_which(co_future *f, void *text) {
	told_of = f;
	say(text);
}

static async(int) waits_for(co_future *f, const char *text) {
	int value = co_result(int, await f);
	say(text);
	return value;
}

EITHER_ORDER(FUT_1) {
	co_future *f = new_int();
	check(!co_done(f) && !co_cancelled(f));
	set_int(f, 1);
}

static co_future *pending;
static void asks_pending(void) { (void)co_result(int, pending); }
EITHER_ORDER(FUT_2) {
	pending = new_int();
	check(aborts(asks_pending));
	check(!co_future_error(pending) && !co_done(pending));
	set_int(pending, 1);
}

EITHER_ORDER(FUT_3) {
	co_future *f = new_int();
	check(set_int(f, 42) && co_done(f));
	check(co_result(int, f) == 42 && co_result(int, f) == 42);
	check(!co_future_error(f) && !co_cancelled(f));
}

static void asks_failed(void) { (void)co_result(int, pending); }
EITHER_ORDER(FUT_4) {
	co_future *f = pending = new_int();
	check(co_future_set_error(f, 17, "number %d", 5) && co_done(f) && !co_cancelled(f));
	const co_error *error = co_future_error(f);
	check(error && error->code == 17 && !strcmp(error->message, "number 5"));
	check(co_future_error(f) == error);
	check(aborts(asks_failed));
	co_task *task = co_spawn_on(loop, waits_for(f, ""));
	run(task);
	check(co_future_error(task)->message == error->message); /* the same error, not a copy of its payload */
}

EITHER_ORDER(FUT_5) {
	co_future *f = new_int();
	check(set_int(f, 1));
	check(!set_int(f, 2) && !co_future_set_error(f, 3, "late"));
	check(co_result(int, f) == 1 && !co_future_error(f));
	f = new_int();
	check(co_future_set_error(f, 4, "first"));
	check(!set_int(f, 2) && !co_future_set_error(f, 3, "late"));
	check(code_of(f) == 4);
}

static void asks_cancelled(void) { (void)co_result(int, pending); }
EITHER_ORDER(FUT_6) {
	co_future *f = pending = new_int();
	check(co_cancel(f) && co_done(f) && co_cancelled(f));
	check(code_of(f) == CO_ECANCELED);
	check(aborts(asks_cancelled));
	co_future_set_result(f, NULL, 0);
}

EITHER_ORDER(FUT_7) {
	co_future *f = new_int();
	set_int(f, 1);
	check(!co_cancel(f) && !co_cancelled(f) && co_result(int, f) == 1);
	f = new_int();
	check(co_cancel(f) && !co_cancel(f) && co_cancelled(f));
	set_int(f, 1);
}

EITHER_ORDER(FUT_8) {
	co_future *f = new_int();
	co_cancel(f);
	check(!set_int(f, 2) && co_cancelled(f));
	f = new_int();
	co_cancel(f);
	check(!co_future_set_error(f, 2, "late") && co_cancelled(f) && code_of(f) == CO_ECANCELED);
}

/* What completes a future late, for a waiter that has gone, is not told off. */
EITHER_ORDER(FUT_9) {
	co_future *f = new_int();
	co_task *task = co_spawn_on(loop, waits_for(f, "A"));
	turns(1);
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && co_cancelled(f));
	check(!set_int(f, 2) && said(""));
}

EITHER_ORDER(FUT_12) {
	co_future *f = new_int();
	co_add_done_callback(f, told, (char[]){ "A" });
	set_int(f, 1);
	check(said(""));
	turns(1);
	check(said("A"));
}

FACT(FUT_13) {
	co_future *f = new_int();
	co_add_done_callback(f, told, (char[]){ "A" });
	co_add_done_callback(f, told_which, (char[]){ "B" });
	co_add_done_callback(f, told, (char[]){ "C" });
	set_int(f, 1);
	turns(1);
	check(said("ABC") && told_of == f);
}

EITHER_ORDER(FUT_14) {
	co_future *f = new_int();
	co_add_done_callback(f, told, (char[]){ "A" });
	co_future_set_error(f, 3, "no");
	turns(1);
	check(said("A") && code_of(f) == 3);
	f = new_int();
	co_add_done_callback(f, told, (char[]){ "B" });
	co_cancel(f);
	check(said(""));
	turns(1);
	check(said("B"));
	set_int(f, 0);
}

EITHER_ORDER(FUT_15) {
	co_future *f = new_int();
	set_int(f, 1);
	co_add_done_callback(f, told, (char[]){ "A" });
	check(said(""));
	turns(1);
	check(said("A"));
	turns(2);
	check(said(""));
}

EITHER_ORDER(FUT_16) {
	co_future *f = new_int();
	char *text = (char[]){ "A" };
	for (int i = 0; i < 3; i++) co_add_done_callback(f, told, text);
	set_int(f, 1);
	turns(1);
	check(said("AAA"));
}

FACT(FUT_17) {
	co_future *f = new_int();
	co_add_done_callback(f, told, (char[]){ "A" });
	co_add_done_callback(f, told_which, (char[]){ "B" });
	co_add_done_callback(f, told, (char[]){ "C" });
	co_task *task = co_spawn_on(loop, waits_for(f, "T"));
	turns(1);
	check(co_remove_done_callback(f, told) == 2);
	check(co_remove_done_callback(f, told) == 0);
	set_int(f, 1);
	run(task);
	check(said("BT"));
}

EITHER_ORDER(FUT_18) {
	co_future *f = new_int();
	co_add_done_callback(f, told, (char[]){ "A" });
	set_int(f, 1);
	check(co_remove_done_callback(f, told) == 0);
	turns(1);
	check(said("A"));
}

/* A callback in C cannot raise; what it spawns can fail, and disturbs nobody. */
static async(void) fails(void) { co_raise(31, "from a callback"); }
static void spawns_failing(co_future *f, void *arg) {
	(void)f, (void)arg;
	co_go_on(loop, fails());
}
FACT(FUT_19) {
	listen_to_stderr();
	co_future *f = new_int();
	co_add_done_callback(f, spawns_failing, NULL);
	co_add_done_callback(f, told, (char[]){ "A" });
	set_int(f, 1);
	turns(3);
	check(times(heard(), "error 31") == 1);
	check(said("A"));
}

static async(int) awaits_twice(co_future *f) {
	say("a");
	int sum = co_result(int, await f);
	say("b");
	sum += co_result(int, await f);
	say("c");
	return sum;
}
static async(void) catches(co_future *f) {
	co_try { await f; }
	co_catch (e) { say_number(e->code); }
	say("d");
}
FACT(FUT_20) {
	co_future *f = new_int(), *bad = new_int();
	set_int(f, 4);
	co_future_set_error(bad, 5, "bad");
	co_task *task = co_spawn_on(loop, awaits_twice(f));
	co_task *other = co_spawn_on(loop, catches(bad));
	co_call_soon(loop, say_arg, (char[]){ "-" });
	turns(1);
	check(said("abc5d-") && co_done(other));
	check(co_result(int, task) == 8);
}

EITHER_ORDER(FUT_21) {
	co_future *f = new_int(), *bad = new_int();
	co_task *task = co_spawn_on(loop, waits_for(f, "A")), *other = co_spawn_on(loop, waits_for(bad, "B"));
	turns(3);
	check(!co_done(task) && said(""));
	set_int(f, 9);
	check(!co_done(task));
	run(task);
	check(co_result(int, task) == 9 && said("A"));
	co_future_set_error(bad, 6, "bad");
	run(other);
	check(code_of(other) == 6 && said(""));
}

FACT(FUT_22) {
	co_future *f = new_int();
	for (int i = 0; i < 4; i++) co_go_on(loop, waits_for(f, (const char *[]){ "A", "B", "C", "D" }[i]));
	turns(2);
	check(said(""));
	set_int(f, 1);
	turns(1);
	check(said("ABCD"));
}

EITHER_ORDER(FUT_23) {
	listen_to_stderr();
	co_future *f = new_int();
	co_future_set_error(f, 77, "nobody looks");
	turns(2);
	co_disown(f);
	check(times(heard(), "error 77") == 1);
}

/* fact: X8 */
EITHER_ORDER(FUT_23_when_the_loop_closes) {
	listen_to_stderr();
	co_loop *other = co_loop_new_virtual();
	co_future_set_error(co_future_new_on(other, 0), 78, "nobody looks");
	co_loop_close(other);
	check(times(heard(), "error 78") == 1);
}

static void nothing(co_future *f, void *arg) { (void)f, (void)arg; }
EITHER_ORDER(FUT_24) {
	listen_to_stderr();
	co_future *asked = new_int(), *awaited = new_int(), *good = new_int(), *cancelled = new_int();
	new_int(); /* pending for ever */
	co_future_set_error(asked, 1, "asked");
	(void)co_future_error(asked);
	co_task *task = co_spawn_on(loop, catches(awaited));
	turns(1);
	co_future_set_error(awaited, 2, "awaited");
	run(task);
	set_int(good, 1);
	co_cancel(cancelled);
	set_int(cancelled, 1);
	co_disown(asked), co_disown(awaited), co_disown(good), co_disown(cancelled);
	check(!*heard() && said("2d"));
	/* a callback does not look at the error by being called */
	listen_to_stderr();
	co_future *seen = new_int();
	co_add_done_callback(seen, nothing, NULL);
	co_future_set_error(seen, 3, "called back");
	turns(1);
	co_disown(seen);
	check(times(heard(), "error 3") == 1);
}

EITHER_ORDER(FUT_25) {
	listen_to_stderr();
	co_future *f = new_int();
	co_future_set_error(f, 1, "failed");
	check(!co_cancel(f));
	co_disown(f);
	check(!*heard());
}

static async(void) awaits_any(co_future *f) { await f; }
EITHER_ORDER(FUT_26) {
	co_loop *other = co_loop_new_virtual();
	co_future *f = co_future_new_on(other, 0);
	co_task *task = co_spawn_on(loop, awaits_any(f));
	run(task);
	check(code_of(task) == CO_ESTATE);
	co_future_set_result(f, NULL, 0);
	co_loop_close(other);
}

/* ---- API.md: two claims, and operations that cannot be undone ---- */

static bool undone(co_future *f, void *arg) {
	(void)f;
	say(arg);
	return true;
}
static bool goes_on(co_future *f, void *arg) {
	(void)f;
	say(arg);
	return false;
}

EITHER_ORDER(FUT_on_cancel_undone) {
	co_future *f = new_int();
	co_future_on_cancel(f, undone, (char[]){ "H" });
	co_task *task = co_spawn_on(loop, waits_for(f, "A"));
	turns(1);
	co_cancel(task);
	check(said("H") && co_cancelled(f)); /* inside co_cancel */
	run(task);
	check(co_cancelled(task));
	set_int(f, 1);
}

/* fact: X21 · An operation that somebody else has hold of keeps its awaiter until it is over. */
EITHER_ORDER(FUT_on_cancel_goes_on) {
	co_future *f = new_int();
	co_future_on_cancel(f, goes_on, (char[]){ "H" });
	co_task *task = co_spawn_on(loop, waits_for(f, "A"));
	turns(1);
	co_cancel(task);
	check(said("H"));
	turns(3);
	check(!co_done(task) && !co_done(f));
	check(co_cancel(task)); /* a second time: the hook is not asked again while it goes on */
	turns(3);
	check(!co_done(task));
	happened[0] = '\0';
	check(set_int(f, 5) && co_result(int, f) == 5);
	run(task);
	/* It happened, so its result is delivered; the request comes at the next suspension, or with the end. */
	check(co_cancelled(task) && said("A"));
}

static async(int) sees_result_then_request(co_future *f) {
	int value = co_result(int, await f);
	say_number(value);
	co_try { await co_sleep(1); }
	co_catch_all (e) { say(e->code == CO_ECANCELED ? "c" : "?"); }
	await co_sleep(1);
	return value;
}
EITHER_ORDER(FUT_on_cancel_result_then_request) {
	co_future *f = new_int();
	co_future_on_cancel(f, goes_on, (char[]){ "" });
	co_task *task = co_spawn_on(loop, sees_result_then_request(f));
	turns(1);
	co_cancel(task);
	turns(1);
	set_int(f, 5);
	run(task);
	check(said("5c") && co_result(int, task) == 5 && co_loop_time(loop) == 1);
}

/* A hook that has the result at hand, and answers that nothing is to be undone, or that all is: completed is completed. */
static bool completes(co_future *f, void *arg) { return set_int(f, 5) && *(bool *)arg; }
static bool completes_with_error(co_future *f, void *arg) {
	co_future_set_error(f, 7, "it was over");
	return *(bool *)arg;
}
static co_future *completed_by(bool (*hook)(co_future *, void *), bool *answer) {
	co_future *f = new_int();
	co_future_on_cancel(f, hook, answer);
	return f;
}
EITHER_ORDER(CANCEL_12_the_hook_completes) {
	for (int answer = 0; answer < 2; answer++) {
		double before = co_loop_time(loop);
		co_future *f = completed_by(completes, &(bool){ answer });
		co_task *task = co_spawn_on(loop, sees_result_then_request(f));
		turns(1);
		check(co_cancel(task) && co_cancelling(task) == 1 && co_result(int, f) == 5);
		run(task);
		check(said("5c") && co_result(int, task) == 5 && co_loop_time(loop) == before + 1);
	}
}

static async(void) catches_then_waits(co_future *f) {
	co_try { await f; }
	co_catch (e) { say_number(e->code); }
	await co_sleep(100);
	say("?");
}
EITHER_ORDER(CANCEL_12_the_hook_completes_with_an_error) {
	for (int answer = 0; answer < 2; answer++) {
		double before = co_loop_time(loop);
		co_task *task = co_spawn_on(loop, catches_then_waits(completed_by(completes_with_error, &(bool){ answer })));
		turns(1);
		check(co_cancel(task));
		run(task);
		check(said("7") && co_cancelled(task) && co_loop_time(loop) == before);
	}
}

/* The same by way of whoever passes a request on: a call, a task, co_wait_for, a timeout, a group. */
static async(int) value_of(co_future *f) { return co_result(int, await f); }
static async(void) awaits_call(co_future *f) {
	say_number(await value_of(f));
	await co_sleep(100);
	say("?");
}
static async(void) awaits_in_time(co_future *f) {
	await co_wait_for(1000, f);
	say("5");
	await co_sleep(100);
	say("?");
}
static async(void) awaits_task(co_future *f) {
	await co_spawn(value_of(f));
	say("?"); /* that one was asked, and ended without another suspension: it is cancelled */
}
static async(void) in_timeout(co_future *f) {
	co_try {
		co_timeout (1) {
			await f;
			say("5");
			await co_sleep(100);
			say("?");
		}
	}
	co_catch (e) { say(e->code == CO_ETIMEDOUT && !co_cancelling(co_current_task()) ? "t" : "?"); }
}
static async(void) is_in_group(co_future *f) {
	await f;
	say("5");
	await co_sleep(100);
	say("?");
}
static async(void) fails_later(void) {
	await co_sleep(1);
	co_raise(7, "a child has failed");
}
static async(void) in_group(co_future *f) {
	co_try {
		co_group (g) {
			co_group_spawn(g, is_in_group(f));
			co_group_spawn(g, fails_later());
		}
	}
	co_catch (e) { say_number(e->code); }
}
static async(void) body_of_group(co_future *f) {
	co_try {
		co_group (g) {
			co_group_spawn(g, fails_later());
			await is_in_group(f);
		}
	}
	co_catch (e) { say_number(e->code); }
}
EITHER_ORDER(CANCEL_12_the_hook_completes_further_out) {
	bool no = false;
	co_task *asked[] = { co_spawn_on(loop, awaits_call(completed_by(completes, &no))), co_spawn_on(loop, awaits_in_time(completed_by(completes, &no))),
		                 co_spawn_on(loop, awaits_task(completed_by(completes, &no))) };
	const char *words[] = { "5", "5", "" };
	for (int i = 0; i < 3; i++) {
		turns(3);
		check(co_cancel(asked[i]));
		run(asked[i]);
		check(co_cancelled(asked[i]) && said(words[i]));
	}
	run(co_spawn_on(loop, in_timeout(completed_by(completes, &no))));
	check(said("5t") && co_loop_time(loop) == 1);
	run(co_spawn_on(loop, in_group(completed_by(completes, &no))));
	check(said("57") && co_loop_time(loop) == 2);
	run(co_spawn_on(loop, body_of_group(completed_by(completes, &no))));
	check(said("57") && co_loop_time(loop) == 3);
}

/* A hook that withdraws the request that it is asked for: the operation that it has completed is all there is. */
static co_task *withdraws_from;
static bool withdraws(co_future *f, void *arg) {
	(void)arg;
	check(co_uncancel(withdraws_from) == 0);
	set_int(f, 5);
	return false;
}
EITHER_ORDER(CANCEL_20_the_hook_withdraws_it) {
	co_future *f = new_int();
	co_future_on_cancel(f, withdraws, NULL);
	withdraws_from = co_spawn_on(loop, sees_result_then_request(f));
	turns(1);
	check(co_cancel(withdraws_from));
	run(withdraws_from);
	check(said("5") && co_result(int, withdraws_from) == 5 && co_loop_time(loop) == 2);
}

/* Hooks that cancel again: what gives this very operation up, its awaiter, or itself. Nothing new comes of it. */
struct half {
	co_future *future, *other;
	co_task *awaiter;
	bool answer;
};
static bool gives_up_all(co_future *f, void *arg) {
	struct half *half = arg;
	say("H");
	check(!co_cancel(f)); /* it is not known yet */
	check(co_cancel(half->awaiter));
	if (half->other) co_cancel(half->other);
	return half->answer;
}
static async(void) tells_end(co_future *f) {
	co_try {
		await f;
		say("R");
	}
	co_catch_all (e) { say(e->code == CO_ECANCELED ? "c" : "?"); }
	co_try { await co_sleep(1); }
	co_catch_all (e) { say(e->code == CO_ECANCELED ? "C" : "?"); }
}
EITHER_ORDER(CANCEL_17_hooks_that_cancel_again) {
	for (int answer = 0; answer < 2; answer++) {
		struct half one = { new_int(), new_int(), NULL, answer }, other = { one.other, one.future, NULL, answer };
		co_future_on_cancel(one.future, gives_up_all, &one);
		co_future_on_cancel(other.future, gives_up_all, &other);
		one.awaiter = co_spawn_on(loop, tells_end(one.future));
		other.awaiter = co_spawn_on(loop, tells_end(other.future));
		turns(1);
		check(co_cancel(one.awaiter));
		check(said("HH")); /* each was asked once */
		check(co_cancelled(one.future) == answer && co_cancelled(other.future) == answer);
		check(co_cancelling(one.awaiter) == 2 && co_cancelling(other.awaiter) == 1);
		set_int(one.future, 1), set_int(other.future, 1);
		run(one.awaiter), run(other.awaiter);
		int cancelled = times(happened, "c"), results = times(happened, "R"), late = times(happened, "C");
		happened[0] = '\0';
		check(answer ? cancelled == 2 && !results && !late : results == 2 && late == 2 && !cancelled); /* delivered once */
	}
}

EITHER_ORDER(FUT_on_cancel_ends_cancelled) {
	co_future *f = new_int();
	co_future_on_cancel(f, goes_on, (char[]){ "" });
	co_task *task = co_spawn_on(loop, sees_result_then_request(f));
	turns(1);
	co_cancel(task);
	turns(1);
	co_future_set_error(f, CO_ECANCELED, "it was stopped half way");
	run(task);
	check(co_cancelled(task) && said("")); /* delivered once: the operation said so itself */
}

/* Nothing but the size is known of a result, whatever alignment its type has. */
typedef struct {
	_Alignas(64) char x[192];
} wide;
typedef struct {
	_Alignas(4096) char x[4096];
} page;
static async(wide) gives_wide(void) {
	await co_checkpoint();
	return (wide){ { 3 } };
}
EITHER_ORDER(FUT_of_over_aligned) {
	for (int i = 0; i < 8; i++) {
		co_future *of_wide = co_future_new_on(loop, sizeof(wide)), *of_page = co_future_new_on(loop, sizeof(page));
		co_future_set_result(of_wide, &(wide){ { 1 } }, sizeof(wide));
		co_future_set_result(of_page, &(page){ { 2 } }, sizeof(page));
		wide *w = co__future_result(of_wide, sizeof(wide));
		page *p = co__future_result(of_page, sizeof(page));
		check((uintptr_t)w % 64 == 0 && w->x[0] == 1 && (uintptr_t)p % 4096 == 0 && p->x[0] == 2);
		co_task *task = co_spawn_on(loop, co_wait_for(1, gives_wide()));
		run(task);
		wide *given = co__future_result(task, sizeof(wide));
		check((uintptr_t)given % 64 == 0 && given->x[0] == 3);
	}
	check(code_of(co_future_new_on(loop, SIZE_MAX)) == CO_ENOMEM);
	check(code_of(co_future_new_on(loop, SIZE_MAX / 2)) == CO_ENOMEM);
}
