/* Errors that something keeps aside while it waits: where it is destroyed as it stands they are given back, with their
 * causes. Each fact must leave no memory behind. */
#include "conformance.h"

static async(void) stays(void) {
	for (;;) {
		co_try { await co_future_new(0); }
		co_catch_all (e) {}
	}
}
static async(void) fails(void) {
	co_try {
		await co_checkpoint();
		co_raise(1, "the cause of what follows");
	}
	co_catch (e) { co_raise(2, "what is kept: %d", e->code); }
}

/* A loop that is closed, where tasks do not end: they are `destroyed`. */
static co_loop *other;
static int lost;
static void hears_of_lost(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	lost += strstr(report->message, "is destroyed with its loop") != NULL;
}
static void make_other(void) {
	other = co_loop_new_virtual();
	co_loop_on_report(other, hears_of_lost, NULL);
	co_loop_set_slow(other, 1e6);
	lost = 0;
}
static void closes(int destroyed) {
	for (int i = 0; i < 4; i++) co_loop_stop(other), co_loop_run_forever(other);
	co_loop_close(other);
	check(lost == destroyed);
}
#define is_destroyed(call) (make_other(), co_go_on(other, call), closes(1))

/* ---- blocks ---- */

static async(void) by_finally(void) {
	co_try { await fails(); }
	co_finally { await stays(); }
}
static async(void) by_defer(void) {
	co_defer { await stays(); }
	await fails();
}
static async(void) by_catch(void) {
	co_try { await fails(); }
	co_catch (e) {
		await stays();
		say_number(e->code);
	}
}
static async(void) by_catch_all(void) {
	co_try { await fails(); }
	co_catch_all (e) {
		co_error **same = &e;
		e = NULL; /* the program's own variable */
		await stays();
		check(!*same);
	}
}
EITHER_ORDER(KEPT_by_a_block) {
	is_destroyed(by_finally());
	is_destroyed(by_defer());
	is_destroyed(by_catch());
	is_destroyed(by_catch_all());
}

struct thing {
	int held;
};
static async(void) enters(struct thing *thing) {
	thing->held = 1;
	await co_checkpoint();
}
static async(bool) leaves(struct thing *thing, const co_error *why) {
	co_try { await fails(); }
	co_catch (e) {
		await stays();
		thing->held = why->code + e->code;
	}
	return true;
}
CO_CONTEXT(struct thing, enters, leaves);
static async(void) by_context(void) {
	struct thing thing;
	co_with (&thing) { await fails(); }
}
EITHER_ORDER(KEPT_by_a_context) { is_destroyed(by_context()); }

static async(void) by_group(void) {
	co_group (g) {
		co_group_spawn(g, stays());
		await fails();
	}
}
static async(void) by_group_in_finally(void) {
	co_try { await fails(); }
	co_finally { await by_group(); }
}
EITHER_ORDER(KEPT_by_a_group) {
	make_other();
	co_go_on(other, by_group());
	co_go_on(other, by_group_in_finally());
	closes(4);
}

/* Nothing of the function's looks at the errors any more, and no way leads behind it. */
static async(void) by_what_never_ends(void) {
	co_try { await fails(); }
	co_finally {
		co_try { await fails(); }
		co_catch (e) {
			for (;;) {
				co_try { await co_future_new(0); }
				co_catch_all (again) {}
			}
		}
	}
}
EITHER_ORDER(KEPT_by_what_never_ends) { is_destroyed(by_what_never_ends()); }

/* Frames in frames, each with errors in several of its blocks. */
static async(void) by_many(int depth) {
	co_try {
		co_timeout (1e9) {
			co_scope { await fails(); }
		}
	}
	co_catch (outer) {
		co_defer { await co_checkpoint(); }
		co_try { await fails(); }
		co_finally {
			if (depth) await by_many(depth - 1);
			co_uncancellable {
				co_try { await fails(); }
				co_catch_all (inner) {
					await stays();
					say_number(inner->code);
				}
			}
		}
	}
}
EITHER_ORDER(KEPT_by_many) { is_destroyed(by_many(3)); }

/* There may be none. */
static async(void) by_nobody(void) {
	co_try { await co_checkpoint(); }
	co_finally { await stays(); }
}
EITHER_ORDER(KEPT_by_nobody) { is_destroyed(by_nobody()); }

/* ---- a condition ---- */

static co_lock lock = CO_LOCK_INIT;
static co_condition condition;
static async(void) keeps_lock(void) {
	co_with (&lock) { await stays(); }
}
static async(void) by_condition(void) {
	co_with (&lock) { await co_condition_wait(&condition); }
}
EITHER_ORDER(KEPT_by_a_condition) {
	co_lock_init(&lock);
	co_condition_init(&condition, &lock);
	make_other();
	co_task *waits = co_spawn_on(other, by_condition());
	for (int i = 0; i < 2; i++) co_loop_stop(other), co_loop_run_forever(other);
	co_go_on(other, keeps_lock());
	for (int i = 0; i < 2; i++) co_loop_stop(other), co_loop_run_forever(other);
	co_cancel(waits);
	closes(2);
}

/* ---- generators ---- */

static async_generator(int) numbers(void) {
	co_try {
		yield 1;
		await fails();
	}
	co_finally { await stays(); }
}
static async(void) by_for_await(co_gen *g) {
	co_for_await (int, n, g) {
		co_raise(3, "left with %d", n);
	}
}
static async(void) by_next(co_gen *g) {
	int n;
	while (await co_anext(g, &n)) continue;
}
EITHER_ORDER(KEPT_by_an_async_generator) {
	co_gen *g = co_new(numbers());
	is_destroyed(by_for_await(g));
	co__object_free(g);
	g = co_new(numbers());
	is_destroyed(by_next(g));
	co__object_free(g);
}

static generator(int) goes_on(void) {
	co_try { co_raise(4, "kept by a generator"); }
	co_finally {
		for (;;) {
			co_try { yield 1; }
			co_catch_all (e) {}
		}
	}
}
static generator(int) goes_on_below(void) {
	co_try { co_raise(5, "kept by who delegates"); }
	co_catch (e) {
		for (;;) {
			co_try { yield_from goes_on(); }
			co_catch_all (below) {}
		}
	}
}
FACT(KEPT_by_a_generator_that_ignores_its_closing) {
	int n;
	co_gen *all[] = { co_new(goes_on()), co_new(goes_on_below()) };
	listen_to_stderr();
	for (int i = 0; i < 2; i++) {
		check(co_next(all[i], &n));
		co_free(all[i]);
	}
	check(times(heard(), "yielded while it was closed") >= 2);
}

static async_generator(int) goes_on_async(void) {
	co_try { await fails(); }
	co_finally {
		for (;;) {
			co_try { yield 1; }
			co_catch_all (e) {}
		}
	}
}
static async(void) drops(void) {
	co_gen *g = co_new(goes_on_async());
	int n;
	await co_anext(g, &n);
	co_free(g);
}
static void hears(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	say(strstr(report->error->message, "yielded while it was closed") ? "y" : "?");
}
EITHER_ORDER(KEPT_by_an_async_generator_that_ignores_its_closing) {
	co_loop_on_report(loop, hears, NULL);
	run(co_spawn_on(loop, drops()));
	turns(4);
	check(said("y"));
	co_loop_on_report(loop, NULL, NULL);
}
