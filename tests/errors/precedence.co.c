/* Operands that bind otherwise than they read. */
#include <cogen.h>

struct pair {
	int x, y;
	int values[2];
};

static struct pair shared;

static async(struct pair) pair(int n) {
	await co_sleep(0);
	return (struct pair){ .x = n };
}

static async(struct pair *) place(void) {
	await co_sleep(0);
	return &shared;
}

static async(int *) row(void) {
	await co_sleep(0);
	return shared.values;
}

static co_task **plain(co_task *task) {
	static co_task *tasks[1];
	tasks[0] = task;
	return tasks;
}

static generator(int, void, int) numbers(int n) {
	while (n--) yield n;
	return n;
}

static generator(int, int, int) yields(int a, int b) {
	yield a + b; /* error: precedence */
	yield a == b; /* error: precedence */
	yield a ? b : 1; /* error: precedence */
	yield a && b; /* error: precedence */
	yield a << 1; /* error: precedence */
	yield a = b; /* error: precedence */
	yield a += b; /* error: precedence */
	b = yield a = 3; /* error: precedence */
	yield a - b * 2; /* error: precedence */
	a = yield a * 2; /* error: precedence */
	a = b + yield a; /* error: precedence */
	a = b ? yield a : 0; /* error: precedence */
	if (yield a < b) a++; /* error: precedence */
	a = yield_from numbers(1) + 1; /* error: precedence */
	a = 2 * yield_from numbers(1); /* error: precedence */
	/* Fine. */
	yield (a + b);
	yield -a;
	yield ++a;
	yield *&a;
	yield shared.values[1];
	yield (&shared)->x;
	a = yield b;
	a += yield b;
	a = (yield a) + b;
	a = b - (yield a);
	a = (yield_from numbers(1)) + 1;
	return yield b;
}

static async(int) awaits(void) {
	async(struct pair) (*pointer)(int) = pair;
	int x = await (pair(1)).x; /* error: precedence */
	x += await(pair(2)).y; /* error: precedence */
	x += await (row())[1]; /* error: precedence */
	x += await (place())->x; /* error: precedence */
	x += await(pair(3)).values[1]; /* error: precedence */
	x += await pair(3).values[1]; /* error: precedence */
	x += await pair(3).x + 1; /* error: precedence */
	x += await pointer(3).x; /* error: precedence */
	x += await place()->x; /* error: precedence */
	x += await row()[1]; /* error: precedence */
	/* Fine. */
	x += (await pair(4)).x;
	x += (await row())[0];
	x += *await row() + 1;
	x += (await place())->x + 1;
	x += *await(row()) - x;
	struct {
		co_task *task;
	} holder = { co_spawn(pair(5)) }, *there = &holder;
	await holder.task;
	await there->task;
	await plain(there->task)[0];
	co_task *tasks[x + 1], *pairs[x + 1][2];
	tasks[0] = pairs[0][1] = holder.task;
	await tasks[0];
	await pairs[0][1];
	x += (await (x ? NULL : pair)(6)).x;
	return x;
}

int main(void) {
	co_for (int, v, yields(1, 2)) (void)v;
	return co_run(int, awaits());
}
