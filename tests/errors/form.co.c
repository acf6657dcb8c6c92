/* What the forms take, held against what they are given: in coroutines and in plain functions. */
#include <cogen.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static async(void) nothing(void) { await co_sleep(0); }

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static generator(int) no_numbers(void) { yield 1; }

static int plain(int v) { return v; }

struct object {
	async(int) (*work)(int);
	generator(int) (*numbers)(int);
};

static async(int) run(co_loop *loop, struct object *object) {
	int x = 1;
	co_future *future = co_future_new(0);
	co_task *task = co_spawn(work(1));
	co_spawn(3); /* error: form */
	co_spawn(x); /* error: form */
	co_spawn(work); /* error: form */
	co_spawn(nothing); /* error: form */
	co_spawn(object->work); /* error: form */
	co_spawn(plain(1)); /* error: form */
	co_spawn(numbers(1)); /* error: form */
	co_spawn(object->numbers(1)); /* error: form */
	co_spawn(await work(1)); /* error: form */
	co_spawn(task); /* error: form */
	co_spawn(co_spawn(work(1))); /* error: form */
	co_spawn("text"); /* error: form */
	co_go(x + 1); /* error: form */
	co_spawn_on(loop, x); /* error: form */
	co_go_on(loop, plain(1)); /* error: form */
	(void)co_gather(work(1), 2); /* error: form */
	(void)co_gather(work(1), nothing(), plain(3)); /* error: form */
	co_task *tasks[] = { task };
	(void)co_gather(tasks); /* error: form */
	(void)co_wait(CO_ALL_COMPLETED, &tasks[0]); /* error: form */
	(void)co_gather(numbers(1), task, work); /* error: form */ /* error: form */
	(void)co_gather_settled(x); /* error: form */
	(void)co_gather_strict(await work(1)); /* error: form */
	(void)co_wait(CO_ALL_COMPLETED, 1, work(1)); /* error: form */
	co_future *both = co_gather(work(1), task);
	await both;
	x += co_gather_result(int, both, 2); /* error: form */
	co_gen *g = co_new(work(1)); /* error: form */
	g = co_new(numbers); /* error: form */
	g = co_new(3); /* error: form */
	co_for (int, v, work(1)) x += v; /* error: form */
	co_for (int, v, 3) x += v; /* error: form */
	co_for (int, v, plain(3)) x += v; /* error: form */
	co_for (int, v, no_numbers) x += v; /* error: form */
	co_for (int, v, task) x += v; /* error: form */

	x += co_run(int, work(1)); /* error: form */
	co_run(void, nothing()); /* error: form */

	/* Fine. */
	co_error *error;
	co_try_run(work(1), &x, &error);
	co_spawn((work(1)));
	co_spawn(object->work(1));
	co_spawn(co_sleep(0));
	co_go(nothing());
	co_spawn_on(loop, work(await work(1)));
	await co_gather(work(1), nothing(), task, future, await task, co_spawn(work(1)), co_gather());
	await co_gather();
	(void)co_wait(CO_FIRST_COMPLETED, task, work(2));
	x += co_gather_result(int, both, 1) + co_gather_result(int, both, x);
	g = co_new(object->numbers(1));
	co_for (int, v, g) x += v;
	co_for (int, v, co_new(numbers(1))) x += v;
	return x;
}

static int plain_code(struct object *object) {
	int x = co_run(int, 3); /* error: form */
	x += co_run(int, work); /* error: form */
	x += co_run(int, plain(2)); /* error: form */
	x += co_run(int, numbers(2)); /* error: form */
	x += co_run(int, co_spawn(work(2))); /* error: form */
	x += co_result(int, co_spawn(2)); /* error: form */
	co_error *error;
	co_try_run(plain(1), &x, &error); /* error: form */
	co_gen *g = co_new(plain(1)); /* error: form */
	co_for (int, v, work(1)) x += v; /* error: form */
	co_for (int, v, 3) x += v; /* error: form */
	co_for (int, v, plain(3)) x += v; /* error: form */
	co_for (int, v, no_numbers) x += v; /* error: form */

	/* Fine. */
	x += co_run(int, object->work(1));
	co_try_run(work(1), &x, &error);
	g = co_new(object->numbers(1));
	co_for (int, v, g) x += v;
	co_for (int, v, object->numbers(2)) x += v;
	return x;
}

int main(void) {
	struct object object = { work, numbers };
	return plain_code(&object) + co_run(int, run(NULL, &object));
}
