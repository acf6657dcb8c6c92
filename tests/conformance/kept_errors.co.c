/* What a frame holds while it waits: where it is destroyed as it stands that is given back, and nothing of it runs. Errors that
 * something keeps aside, with their causes; generators of loops, with what they hold; arrays of variable length and alloca. Each
 * fact must leave no memory behind. */
#include "conformance.h"

#include <alloca.h>

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
	turns_of(other, 4);
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
	turns_of(other, 2);
	co_go_on(other, keeps_lock());
	turns_of(other, 2);
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
	is_destroyed(by_for_await(g)); /* which is the loop's */
	g = co_new(numbers());
	is_destroyed(by_next(g));
	check(co_gen_state(g) == CO_CLOSED);
	co_free(g);
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

/* ---- memory ---- */

static volatile int used;
static void use(int x) { used = x; }

static async(void) by_array(int n) {
	int row[n];
	row[n - 1] = n;
	for (int i = 1; i < n; i++) {
		char inner[i][n];
		inner[i - 1][n - 1] = (char)i;
		if (i == 3) await stays();
		use(inner[i - 1][n - 1]);
	}
	use(row[n - 1]);
}
static async(void) by_alloca(int n) {
	char *all[3];
	for (int i = 0; i < 3; i++) all[i] = memset(alloca((size_t)n), i, (size_t)n);
	await stays();
	use(*all[2]);
}
/* No way leads to where they end. */
static async(void) by_array_for_ever(int n) {
	int row[n], *p = alloca(sizeof *p);
	row[n - 1] = n, *p = row[n - 1];
	for (;;) {
		co_try { await co_future_new(0); }
		co_catch_all (e) {}
	}
}
EITHER_ORDER(KEPT_by_arrays) {
	is_destroyed(by_array(5));
	is_destroyed(by_alloca(100));
	is_destroyed(by_array_for_ever(4));
}

/* ---- generators of loops ---- */

static int cleanups;
static generator(int) counts(int n) {
	co_defer { cleanups++; }
	int row[n];
	for (int i = 0; i < n; i++) {
		row[i] = i;
		co_try { co_raise(i + 1, "kept by a generator"); }
		co_catch (e) { yield (row[i] + e->code); }
	}
}
static generator(int) delegates(int n) {
	char *p = alloca((size_t)n);
	*p = 1;
	yield_from counts(n);
	use(*p);
}
static generator(int) loops(int depth) {
	if (!depth) yield_from delegates(3);
	else co_for (int, x, loops(depth - 1)) yield x;
}
static async(void) by_for(int n, bool ends) {
	co_for (int, x, counts(n)) {
		if (x >= 2) await stays();
	}
	if (ends) await stays();
}
static async(void) by_for_in_for(int depth) {
	co_for (int, x, loops(depth)) {
		co_for (int, y, delegates(5)) {
			if (y > x) await stays();
		}
	}
}
static async(void) by_for_over(co_gen *g) {
	co_for (int, x, g) {
		if (x) await stays();
	}
}
static async(void) by_for_for_ever(co_gen *g) {
	co_for (int, x, g) {
		co_for (int, y, counts(3)) {
			for (use(x + y);;) {
				co_try { await co_future_new(0); }
				co_catch_all (e) {}
			}
		}
	}
}
EITHER_ORDER(KEPT_by_a_loop_over_a_generator) {
	cleanups = 0;
	is_destroyed(by_for(4, false));
	check(cleanups == 0);
	is_destroyed(by_for(1, true));
	check(cleanups == 1);
	is_destroyed(by_for_in_for(4));
	is_destroyed(by_for_over(co_new(loops(2))));
	is_destroyed(by_for_for_ever(co_new(loops(3))));
	check(cleanups == 1);
}

static async_generator(int) counts_async(int n) {
	co_defer { cleanups++; }
	int row[n];
	for (int i = 0; i < n; i++) {
		row[i] = i;
		co_try { co_raise(i + 1, "kept by an async generator"); }
		co_catch (e) {
			await co_checkpoint();
			yield (row[i] + e->code);
		}
	}
}
static async_generator(int) loops_async(int depth) {
	if (!depth) {
		co_for (int, x, delegates(3)) yield x;
	} else {
		co_for_await (int, x, loops_async(depth - 1)) yield x;
	}
}
static async_generator(int) waits_async(int depth) {
	co_for_await (int, x, counts_async(depth)) {
		if (x > 1) await stays();
		yield x;
	}
}
static async(void) by_loop(co_gen *g) {
	co_for_await (int, x, g) {
		if (x > 1) await stays();
	}
}
static async(void) by_loop_in_loop(int depth) {
	co_for_await (int, x, loops_async(depth)) {
		co_for_await (int, y, counts_async(3)) {
			if (y > x) await stays();
		}
	}
}
static async(void) by_loop_that_waits(void) {
	co_for_await (int, x, waits_async(4)) use(x);
}
static async(void) by_loop_for_ever(co_gen *g) {
	co_for_await (int, x, g) {
		for (use(x);;) {
			co_try { await co_future_new(0); }
			co_catch_all (e) {}
		}
	}
}
EITHER_ORDER(KEPT_by_a_loop_over_an_async_generator) {
	is_destroyed(by_loop(co_new(counts_async(3))));
	is_destroyed(by_loop(co_new(loops_async(2))));
	is_destroyed(by_loop_in_loop(3));
	is_destroyed(by_loop_that_waits());
	is_destroyed(by_loop_for_ever(co_new(counts_async(3))));
	is_destroyed(by_loop_for_ever(co_new(loops_async(3))));
}

/* Each of several, of which one holds the next, is closed when the loop is, in whatever order their tasks run. */
FACT(KEPT_by_generators_in_generators) {
	for (unsigned seed = 0; seed < 20; seed++) {
		make_other();
		co_loop_set_seed(other, seed);
		co_go_on(other, by_loop(co_new(loops_async(3))));
		closes(1);
	}
}

/* The loop's is in use by another task, which is destroyed before or behind it. */
static async(void) asks_inside(co_gen *g) {
	int n;
	while (await co_anext(g, &n)) continue;
}
static async_generator(int) then_waits(void) {
	yield 1;
	await stays();
}
static async(void) lends(co_gen *g) {
	co_for_await (int, x, g) {
		co_go(asks_inside(g));
		await stays();
		use(x);
	}
}
static async(void) waits_for(co_event *e) {
	await co_event_wait(e);
}
static async(void) lends_to_an_older(co_gen *g, co_event *e) {
	co_for_await (int, x, g) {
		co_event_set(e);
		await stays();
		use(x);
	}
}
static async(void) asks_when_told(co_gen *g, co_event *e) {
	await waits_for(e);
	await asks_inside(g);
}
EITHER_ORDER(KEPT_by_a_loop_while_another_task_asks) {
	make_other();
	co_go_on(other, lends(co_new(then_waits())));
	closes(2);
	make_other();
	co_event event = CO_EVENT_INIT;
	co_gen *g = co_new(then_waits());
	co_go_on(other, asks_when_told(g, &event));
	co_go_on(other, lends_to_an_older(g, &event));
	closes(2);
}

/* A host's loop gives them no time to close when tasks would not end. */
static async_generator(int) yields_once(void) {
	co_defer { await co_checkpoint(); }
	int row[2];
	row[1] = 1;
	yield row[1];
}
static async(void) takes_one(co_gen *g) {
	int n;
	await co_anext(g, &n);
}
static async(void) stays_at(co_event *never) {
	for (;;) {
		co_try { await co_event_wait(never); }
		co_catch_all (e) {}
	}
}
static void is_detached(void *arg) { *(bool *)arg = true; }
FACT(KEPT_by_an_async_generator_of_a_host) {
	uv_loop_t host;
	check(uv_loop_init(&host) == 0);
	co_loop *guest = co_loop_attach(&host);
	lost = 0;
	co_loop_on_report(guest, hears_of_lost, NULL);
	co_loop_set_slow(guest, 1e6);
	co_gen *g = co_new(yields_once());
	co_go_on(guest, takes_one(g));
	co_event never = CO_EVENT_INIT;
	co_go_on(guest, stays_at(&never));
	for (int turn = 0; turn < 4; turn++) uv_run(&host, UV_RUN_NOWAIT);
	check(co_gen_state(g) == CO_SUSPENDED);
	bool detached = false;
	co_loop_detach(guest, is_detached, &detached);
	uv_run(&host, UV_RUN_DEFAULT);
	check(detached && lost == 1 && co_gen_state(g) == CO_CLOSED);
	co_free(g);
	check(uv_loop_close(&host) == 0);
}
