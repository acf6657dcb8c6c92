/* A call of a coroutine that no form runs: discarded, used as if it were its value, in coroutines and in plain functions. */
#include <cogen.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static generator(int) numbers(int n) {
	while (n--) yield n;
}

struct pair {
	int a, b;
};
static async(struct pair) pair(int n) { return (struct pair){ n, n }; }

static int plain(int v) { return v; }

struct object {
	async(int) (*method)(struct object *, int);
};

static async(int) method(struct object *self, int n) {
	(void)self;
	return n;
}

static async(int) run(struct object *object) {
	async(int) (*pointer)(int) = work;
	async(int) (*table[2])(int) = { work, work };

	work(1); /* error: never-awaited */
	(void)work(2); /* error: never-awaited */
	int x = work(3); /* error: never-awaited */
	x = work(4); /* error: never-awaited */
	x += 1 + work(5); /* error: never-awaited */
	plain(work(6)); /* error: never-awaited */
	x += await work(work(7)); /* error: never-awaited */
	if (work(8)) x++; /* error: never-awaited */
	while (!work(9)) x++; /* error: never-awaited */
	for (; x < 3; work(10)) x++; /* error: never-awaited */
	x += x ? work(11) : 0; /* error: never-awaited */
	x += (await work(0), work(12)); /* error: never-awaited */
	x += pair(x).b; /* error: never-awaited */
	pointer(13); /* error: never-awaited */
	x += table[1](14); /* error: never-awaited */
	object->method(object, 15); /* error: never-awaited */
	co_sleep(0); /* error: never-awaited */
	numbers(16); /* error: never-awaited */
	x += plain(await work(work(17) + 1)); /* error: never-awaited */
	switch (x) {
	case 1: work(18); break; /* error: never-awaited */
	default: return work(19); /* error: never-awaited */
	}
	/* Fine: a form takes the call, or it is no call. */
	co_go(work(20));
	co_task *task = co_spawn(work(21));
	await task;
	await (work(22));
	pointer = x ? work : NULL;
	return await pointer(x);
}

static async_generator(int) slowly(void) { yield await work(1); }

static generator(int) outer(void) {
	numbers(1); /* error: never-awaited */
	work(1); /* error: never-awaited */
	slowly(); /* error: never-awaited */
	co_gen *g = co_new(numbers(2));
	yield_from g;
	co_free(g);
	yield_from numbers(3);
}

static int from_plain_code(void) {
	struct object object = { method };
	work(1); /* error: never-awaited */
	int x = work(2); /* error: never-awaited */
	numbers(3); /* error: never-awaited */
	object.method(&object, 4); /* error: never-awaited */
	x += co_run(int, work(plain(5) + work(6))); /* error: never-awaited */
	co_for (int, v, numbers(7)) x += v;
	co_for (int, v, outer()) x += work(v); /* error: never-awaited */
	return x + work(8); /* error: never-awaited */
}

/* Forms that stand for a call are calls, too. */
#define IN_TIME(call) co_wait_for(2, call)
static async(int) stands_for_a_call(co_task *task) {
	co_wait_for(1, work(1)); /* error: never-awaited */
	co_shield(task); /* error: never-awaited */
	int x = (co_wait_for(1, task), 2); /* error: never-awaited */
	if (co_wait_for(1, work(2))) x++; /* error: never-awaited */
	await co_wait_for(1, co_shield(task));
	x += await (co_wait_for(1, work(3))) + await IN_TIME(work(4));
	co_go(co_wait_for(1, work(5)));
	await co_gather(work(6), co_shield(task), (co_wait_for(1, work(7))));
	return x;
}
/* In an argument: the call is what is marked, not the macro. */
#define LOG(level, x) do { if ((level) > 0) (void)(x); } while (0)
static async(int) in_arguments(int n) {
	LOG(
		n,
		work(n)); /* error: never-awaited */
	LOG(n + 1, (work(2), /* error: never-awaited */
		n));
	return n;
}
#define RUN(call) co_run(int, call)
static int in_plain_code(co_task *task) {
	int x = co_run(int, co_wait_for(1, work(3))) + co_run(int, IN_TIME(work(4))) + RUN(co_shield(work(5)));
	co_shield(task); /* error: never-awaited */
	return x;
}

int main(void) {
	struct object object = { method };
	return from_plain_code() + co_run(int, run(&object)) + co_run(int, stands_for_a_call(NULL)) + co_run(int, in_arguments(1)) + in_plain_code(NULL);
}
