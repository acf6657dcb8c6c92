/* BARRIER: so many go on together. */
#include "conformance.h"

static co_barrier barrier;

static async(int) arrives(void) {
	int number = await co_barrier_wait(&barrier);
	say_number(number);
	return number;
}

EITHER_ORDER(BARRIER_1) {
	co_barrier_init(&barrier, 0);
	co_task *task = co_spawn_on(loop, arrives());
	run(task);
	check(code_of(task) == UV_EINVAL);
}

FACT(BARRIER_2) {
	co_barrier_init(&barrier, 3);
	for (int round = 0; round < 3; round++) {
		co_task *a = co_spawn_on(loop, arrives()), *b = co_spawn_on(loop, arrives());
		turns(3);
		check(said("") && co_barrier_waiting(&barrier) == 2);
		co_task *c = co_spawn_on(loop, arrives());
		turns(1);
		check(said("2")); /* the last goes on at once */
		run(a), run(b);
		check(said("01") && co_barrier_waiting(&barrier) == 0);
		check(co_result(int, a) == 0 && co_result(int, b) == 1 && co_result(int, c) == 2);
	}
}

EITHER_ORDER(BARRIER_2_whatever_the_order) {
	co_barrier_init(&barrier, 4);
	co_task *tasks[8];
	for (int i = 0; i < 8; i++) tasks[i] = co_spawn_on(loop, arrives());
	for (int i = 0; i < 8; i++) check(run(tasks[i]) == 0);
	int each[4] = { 0 };
	for (int i = 0; i < 8; i++) each[co_result(int, tasks[i])]++;
	for (int i = 0; i < 4; i++) check(each[i] == 2);
	happened[0] = '\0';
}

EITHER_ORDER(BARRIER_2_one_alone) {
	barrier = (co_barrier)CO_BARRIER_INIT(1);
	co_task *a = co_spawn_on(loop, arrives());
	turns(1);
	check(co_done(a) && said("0"));
	co_task *object = co_spawn_on(loop, co_barrier_wait(&barrier));
	run(object);
	check(co_result(int, object) == 0);
}

EITHER_ORDER(BARRIER_3) {
	co_barrier_init(&barrier, 2);
	co_task *a = co_spawn_on(loop, arrives());
	turns(1);
	co_barrier_abort(&barrier);
	check(co_barrier_broken(&barrier));
	co_task *b = co_spawn_on(loop, arrives());
	run(a), run(b);
	check(code_of(a) == CO_ESTATE && code_of(b) == CO_ESTATE);
	co_barrier_reset(&barrier);
	check(!co_barrier_broken(&barrier));
	a = co_spawn_on(loop, arrives());
	turns(1);
	co_barrier_reset(&barrier); /* who waits fails, the barrier is whole */
	run(a);
	check(code_of(a) == CO_ESTATE && !co_barrier_broken(&barrier));
	a = co_spawn_on(loop, arrives()), b = co_spawn_on(loop, arrives());
	run(a), run(b);
	check(co_result(int, a) + co_result(int, b) == 1);
	happened[0] = '\0';
}

static async(void) arrives_and_goes_on(void) {
	say_number(await co_barrier_wait(&barrier));
	await co_checkpoint();
	say("not reached");
}

EITHER_ORDER(BARRIER_cancelled) {
	co_barrier_init(&barrier, 2);
	co_task *a = co_spawn_on(loop, arrives());
	turns(1);
	co_cancel(a);
	run(a);
	check(co_cancelled(a) && co_barrier_waiting(&barrier) == 0);
	/* When all have arrived it has happened: the request comes at the next suspension. */
	a = co_spawn_on(loop, arrives_and_goes_on());
	turns(1);
	co_task *b = co_spawn_on(loop, arrives());
	turns(1);
	check(co_done(b) && !co_done(a) && said("1"));
	co_cancel(a);
	run(a);
	check(co_cancelled(a) && said("0"));
}

static async(int) waits_at(co_barrier *b) { return await co_barrier_wait(b); }
EITHER_ORDER(BARRIER_for_fewer_than_nobody) {
	co_barrier b;
	co_barrier_init(&b, (size_t)-1);
	co_task *task = co_spawn_on(loop, waits_at(&b));
	check(run(task) == 0 && code_of(task) == UV_EINVAL);
}
