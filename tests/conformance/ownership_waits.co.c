/* What waits for handles, or is called later with one, keeps them, whatever becomes of the variables that held them; and
 * whose those are that a wait answers. Nobody frees any here, and none is left. */
#include "ownership.h"

static async(int) value(int x) {
	await co_sleep(0);
	return x;
}
static async(void) sleeps(double seconds) { await co_sleep(seconds); }

static co_task *kept;
static void keep(co_task *task) { kept = task; }

/* ---- kept by what waits for them ---- */

/** A call of co_wait_for or co_shield keeps what it is given, whatever becomes of the variable that held it. */
#define START(how, f, spawn, ...)                                                                                      \
	switch ((how) % 4) {                                                                                               \
	case 0: __VA_ARGS__ spawn(co_wait_for(1, f)); break;                                                               \
	case 1: __VA_ARGS__ spawn(co_shield(f)); break;                                                                    \
	case 2: __VA_ARGS__ spawn(co_wait_for(0, f)); break;                                                               \
	default: __VA_ARGS__ spawn(co_wait_for(2, co_shield(f)));                                                          \
	}
enum { HOWS = 32 };
static async(int) given_before_it_begins(int how) {
	co_task *t = co_spawn(value(how));
	if (how & 4) await t;
	co_task *s = NULL;
	START(how, t, co_spawn, s =)
	if (how & 8) await co_sleep(0);
	if (how & 16) {
		co_cancel(s); /* not begun, or waiting */
		t = NULL;
		await co_gather_settled(s);
		return how;
	}
	t = NULL;
	co_future *g = co_gather_settled(s);
	await g;
	check(co_done(s) && (how % 4 == 2 || !co_future_error(s)));
	return co_future_error(s) ? how : co_result(int, co_result(co_future *, s));
}
static async(void) given_to_a_group(void) {
	co_group (g)
		for (int i = 0; i < 3; i++) {
			co_task *t = co_spawn(value(i));
			co_group_spawn(g, co_wait_for(5, t));
			co_group_spawn(g, co_shield(t));
		}
}
static async(void) given_without_a_name(void) {
	co_task *s = co_spawn(co_wait_for(1, co_spawn(value(3))));
	await s;
	check(co_result(int, co_result(co_future *, s)) == 3);
	co_future *g = co_gather(co_wait_for(1, co_gather(value(1), value(4))), co_shield(co_spawn(value(5))));
	await g;
	check(co_gather_result(int, co_gather_result(co_future *, g, 0), 1) == 4);
	check(co_result(int, co_gather_result(co_future *, g, 1)) == 5);
	await co_wait_future(co_wait(CO_FIRST_COMPLETED, co_wait_for(1, co_spawn(value(1))), value(2)));
	co_for_await (co_future *, f, co_as_completed(co_wait_for(1, co_spawn(value(7))), co_shield(co_spawn(value(7)))))
		check(co_result(int, co_result(co_future *, f)) == 7);
	co_go(co_wait_for(1, co_spawn(value(1))));
}
static async(void) given_to_waits(void) {
	for (int how = 0; how < HOWS; how++) FLAT(co_scope {
			check(await given_before_it_begins(how) == how);
			await co_sleep(1);
		});
	FLAT({
		await given_to_a_group();
		await co_sleep(1);
	});
	FLAT(co_scope {
		await given_without_a_name();
		await co_sleep(1);
	});
}
EITHER_ORDER(OWNER_waits_keep_what_they_are_given) {
	co_task *task = co_spawn_on(loop, given_to_waits());
	run(task);
	check(!co_future_error(task));
}

/** Where there is no memory, or the loop is closed before it ends or begins. */
static async(void) given_and_left(int how) {
	co_task *t = co_spawn(sleeps(how & 4 ? 0 : 100));
	if (how & 4) await t;
	START(how, t, co_go)
	if (how & 8) await co_sleep(0);
}
EITHER_ORDER(OWNER_waits_end_with_their_loop) {
	for (int how = 0; how < 16; how++) {
		co_loop *other = co_loop_new_virtual();
		co_loop_run_until_complete(other, co_spawn_on(other, given_and_left(how)));
		co_loop_close(other);
	}
	for (int how = 0; how < 4; how++)
		for (long n = 0; n < 12; n++) {
			co_task *t = co_spawn_on(loop, value(9));
			fail_at = n;
			co_task *s = NULL;
#define ON_LOOP(call) co_spawn_on(loop, call)
			START(how, t, ON_LOOP, s =)
			co_disown(t);
			run(s);
			fail_at = -1;
			check(co_future_error(s) || co_result(int, co_result(co_future *, s)) == 9);
			co_disown(s);
		}
}

/** …in a chain that is longer than the stack is deep. */
EITHER_ORDER(OWNER_waits_end_in_a_chain) {
	co_task *last = co_spawn_on(loop, value(1));
	for (int i = 0; i < LARGE(40000); i++) {
		co_task *next = co_spawn_on(loop, co_shield(last));
		co_disown(last);
		last = next;
	}
	run(last);
	long before = live;
	co_disown(last);
	check(before - live > LARGE(40000));
}

/** The result of an awaited one is the handle itself, and goes where that may not. */
static co_future *elsewhere;
static async(void) lets_it_out(int how) {
	if (how == 0) {
		co_task *t = co_spawn(value(how));
		elsewhere = await co_wait_for(1, t);
	} else if (how == 1) {
		co_task *t = co_spawn(value(how));
		elsewhere = (await co_shield((t)));
	} else if (how == 2) {
		co_task *t = co_spawn(value(how));
		elsewhere = await co_wait_for(1, co_wait_for(2, t));
	} else if (how == 3) {
		elsewhere = await co_wait_for(1, co_spawn(value(how)));
	} else if (how == 4) {
		co_task *t = co_spawn(value(how));
		co_for_await (co_future *, f, co_as_completed(t, value(1)))
			if (co_result(int, f) == how) elsewhere = f;
	} else {
		co_task *t = co_spawn(value(how));
		keep(await co_shield(t));
		elsewhere = kept;
	}
}
static async(co_future *) gives_it_back(void) {
	co_task *t = co_spawn(value(8));
	return await co_wait_for(1, t);
}
static async(void) aliases(int how) {
	if (how < 6) {
		co_scope {
			co_go(value(how));
			co_future *f = how & 1 ? await co_wait_for(1, co_spawn(value(how))) : await co_shield(co_gather(value(how)));
			await co_sleep(0);
			check(how & 1 ? co_result(int, f) == how : co_gather_result(int, f, 0) == how);
			co_task *t = co_spawn(value(how));
			check(co_result(int, await co_wait_for(1, t)) == how && co_done(await co_shield(t)));
		}
	}
}
static async(void) lets_all_out(int how) {
	{ await lets_it_out(how); }
	await co_sleep(1);
	check(co_result(int, elsewhere) == how);
}
static async(void) is_given_back(void) { /* what it gives belongs to the task that runs it */
	co_future *f = await gives_it_back();
	await co_sleep(0);
	check(co_result(int, f) == 8);
}
EITHER_ORDER(OWNER_of_what_a_wait_answers) {
	for (int how = 0; how < 6; how++) run(co_spawn_on(loop, aliases(how)));
	for (int how = 0; how < 6; how++) run(co_spawn_on(loop, lets_all_out(how)));
	run(co_spawn_on(loop, is_given_back()));
}
static async(void) lends_what_it_answers(void) {
	FLAT(check(co_result(int, await co_wait_for(1, co_spawn(value(round)))) == round));
	FLAT(await co_shield(co_gather(value(1))));
	FLAT({
		co_task *t = co_spawn(value(round));
		check(co_result(int, await co_wait_for(1, co_shield(t))) == round);
	});
	FLAT({
		co_task *t = co_spawn(value(round));
		co_task *u = co_spawn(value(round));
		co_for_await (co_future *, f, co_as_completed(t, u)) check(co_result(int, await f) == round);
	});
}
EITHER_ORDER(OWNER_of_what_a_wait_lends) {
	co_task *task = co_spawn_on(loop, lends_what_it_answers());
	run(task);
	check(!co_future_error(task));
}

/* A function of the user's that is called later has a handle as its argument: it is kept until then. */
static int of_the_late;
static void looks_later(void *arg) { of_the_late += co_done(arg) ? co_result(int, (co_task *)arg) > 0 : 1; }
static void looks_when_done(co_future *f, void *arg) {
	(void)f;
	looks_later(arg);
}
static async(int) gives_to_functions(void) {
	co_scope {
		{
			co_task *t = co_spawn(value(1));
			co_call_soon(co_loop_current(), looks_later, t);
			co_call_later(co_loop_current(), 1, looks_later, t);
			co_call_at(co_loop_current(), co_loop_time(co_loop_current()) + 1, looks_later, t);
			co_call_soon_threadsafe(co_loop_current(), looks_later, t);
			await t;
		}
		co_future *f = co_future_new(0);
		{
			co_task *t = co_spawn(value(10));
			co_add_done_callback(f, looks_when_done, t);
			await t;
		}
		{
			co_task *t = co_spawn(value(100));
			co_group (g) {
				co_spawn_with(value(0), looks_later, (t));
				co_group_spawn_with(g, value(0), looks_later, t);
			}
			await t;
		}
		co_future_set_result(f, NULL, 0);
		await co_sleep(2);
	}
	return of_the_late;
}
EITHER_ORDER(OWNER_of_what_functions_are_given) {
	of_the_late = 0;
	co_task *task = co_spawn_on(loop, gives_to_functions());
	run(task);
	check(co_result(int, task) == 7);
}
