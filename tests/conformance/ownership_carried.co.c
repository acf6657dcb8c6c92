/* Handles that come to their variable, or to what they are lent to, through something that has their value: a choice, a
 * comma, a statement expression, a macro. All is as in the plain form: nobody frees any here, and none is left. */
#include "ownership.h"
#include <assert.h>

static async(int) value(int x) {
	await co_sleep(0);
	return x;
}
static async(void) fails(int code) {
	await co_sleep(0);
	co_raise(code, "failed");
}

/* ---- to a variable ---- */

static async(int) chosen(int how) {
	co_task *t = how ? co_spawn(value(1)) : co_spawn(value(2));
	int sum = co_result(int, await t);
	t = how ? (how > 1 ? co_spawn(value(10)) : NULL) : (co_spawn(value(20)));
	if (t) sum += co_result(int, await t);
	how ? (t = co_spawn(value(100))) : (t = co_spawn(value(200)));
	return sum + co_result(int, await t);
}
static async(int) behind_comma(int how) {
	int n = 0;
	co_task *t = (n++, co_spawn(value(how))), *u = NULL;
	for (int i = 0; i < 2; i++) n++, u = (await co_sleep(0), n++, (co_spawn(value(n))));
	return co_result(int, await t) + co_result(int, await u);
}
static async(int) behind_block(int how) {
	co_task *t = ({
		co_task *inner = co_spawn(value(5));
		if (how == 1) return co_result(int, await inner);
		if (how == 2) co_raise(7, "in the block");
		co_spawn(value(co_result(int, await inner) + 1));
	});
	t = how == 3 ? ({ how++; co_spawn(value(how)); }) : co_spawn(value(9));
	return co_result(int, await t);
}
/* What may fail comes after the handle is made: it is the task's. */
static async(int) behind_defer(void) {
	co_scope {
		co_task *t = ({
			co_defer await co_sleep(0);
			co_spawn(value(3));
		});
		return co_result(int, await t);
	}
	return 0;
}
static async(void) variables(void) {
	for (int how = 0; how < 3; how++) FLAT(check(await chosen(how) == (int[]){ 222, 101, 111 }[how]));
	for (int how = 0; how < 2; how++) FLAT(check(await behind_comma(how) == how + 5));
	for (int how = 0; how < 4; how++) FLAT({
			co_try { check(await behind_block(how) == (int[]){ 9, 5, -1, 4 }[how]); }
			co_catch (e) { check(how == 2 && e->code == 7); }
		});
	FLAT(check(await behind_defer() == 3));
}
EITHER_ORDER(OWNER_is_a_variable_behind_a_choice) {
	co_task *task = co_spawn_on(loop, variables());
	run(task);
	check(!co_future_error(task));
}

/* ---- without a name ---- */

static async(int) unnamed_choice(int how) {
	await (how ? co_spawn(value(1)) : co_spawn(value(2)));
	how ? co_spawn(value(1)) : co_spawn(value(2));
	int sum = co_result(int, await (how ? co_spawn(value(1)) : co_spawn(value(2))));
	sum += co_done(how ? co_spawn(value(1)) : co_gather(value(1)));
	co_cancel((sum++, co_spawn(value(1))));
	return sum;
}
static async(int) unnamed_block(int how) {
	int sum = co_result(int, await ({
		co_spawn(value(1));
		if (how == 1) return -1;
		how ? co_spawn(value(10)) : ({
			sum = 0;
			co_spawn(value(20));
		});
	}));
	co_cancel(({
		if (how == 3) co_raise(3, "in the block");
		co_spawn(value(1));
	}));
	return sum + co_result(int, ({ await co_spawn(value(how)); }));
}
static async(void) unnamed(void) {
	for (int how = 0; how < 2; how++) FLAT(check(await unnamed_choice(how) == (how ? 2 : 3)));
	for (int how = 0; how < 4; how++) FLAT({
			co_try { check(await unnamed_block(how) == (int[]){ 20, -1, 12 }[how]); }
			co_catch (e) { check(how == 3 && e->code == 3); }
		});
	FLAT({
		co_try { await (round % 2 ? co_gather(fails(4)) : co_gather(value(1), fails(4))); }
		co_catch (e) { check(e->code == 4); }
	});
}
EITHER_ORDER(OWNER_of_the_unnamed_behind_a_choice) {
	co_task *task = co_spawn_on(loop, unnamed());
	run(task);
	check(!co_future_error(task));
}

/* ---- variables that are lent through one ---- */

static async(int) lent_choice(int how) {
	co_task *t = co_spawn(value(1)), *u = co_spawn(value(2));
	await (how ? t : u);
	await co_gather(how ? t : u, (how++, u));
	int sum = co_result(int, how > 1 ? t : u);
	return sum + co_done((how++, t));
}
/* A variable of a statement expression ends in that: what it gives on lives longer. */
static async(int) gives_on(void) {
	co_scope {
		return co_result(int, await ({
			co_task *t = co_spawn(value(4));
			t;
		}));
	}
	return 0;
}

/* What is got from one that was chosen may be kept: it is the task's. */
static async(int) lends_on(int how) {
	const co_error *e;
	co_scope {
		{
			co_task *t = co_spawn(fails(3)), *u = co_spawn(fails(4));
			await co_gather_settled(t, u);
			e = co_future_error(how ? t : u);
		}
		await co_sleep(0);
		int code = e->code;
		e = co_future_error(await (how ? co_gather_settled(fails(5)) : co_gather_settled(value(6))));
		check(!e);
		co_future *child = co_gather_child((await co_sleep(0), co_gather(value(1))), 0);
		await co_sleep(0);
		return code + co_result(int, await child);
	}
	return 0;
}

/* Macros count by what they are made of. */
static co_task *kept;
static bool keep(co_task *t) {
	kept = t;
	return true;
}
#define IS_DONE(t) co_done(t)
#define SAME(x) (x)
#define END(t)                                                                                                         \
	do {                                                                                                               \
		if (!co_done(t)) co_cancel(t);                                                                                 \
	} while (0)
#define KEEP(t) (co_done(t), keep(t))
#define STORE(t) (kept = (t))
#define FORGET(t) ((t) = NULL)
static async(int) in_macros(int how) {
	co_task *t = co_spawn(value(how)), *u = co_spawn(value(how));
	assert(!co_done(t) && t != u);
	await SAME(t);
	assert(co_done(SAME(t)));
	END(u);
	if (!IS_DONE(t)) return -1;
	return co_result(int, SAME(t));
}
static async(int) kept_by_macros(int how) {
	co_scope {
		if (how == 0) {
			co_task *t = co_spawn(value(1));
			KEEP(t);
		} else if (how == 1) {
			co_task *t = co_spawn(value(1));
			STORE(t);
		} else {
			co_task *t = co_spawn(value(1));
			kept = SAME(t);
			FORGET(t);
		}
		return co_result(int, await kept);
	}
	return 0;
}
static async(void) lent(void) {
	for (int how = 0; how < 2; how++) FLAT(check(await lent_choice(how) == (how ? 2 : 3)));
	FLAT(check(await gives_on() == 4));
	for (int how = 0; how < 2; how++) FLAT(check(await lends_on(how) == 5 - how));
	FLAT(check(await in_macros(round) == round));
	for (int how = 0; how < 3; how++) FLAT(check(await kept_by_macros(how) == 1));
}
EITHER_ORDER(OWNER_lends_through_a_choice_or_a_macro) {
	co_task *task = co_spawn_on(loop, lent());
	run(task);
	check(!co_future_error(task));
}
