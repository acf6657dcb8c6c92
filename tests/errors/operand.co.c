/* What cannot be awaited, delegated to, or held. */
#include <cogen.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static async(int) nothing(void) { return 1; }

static int plain(int v) { return v; }

static async(int) run(void) {
	int x = 1, *p = &x;
	int (*pointer)(int) = plain;
	await x; /* error: operand */
	await 5; /* error: operand */
	x += await plain(1); /* error: operand */
	x += await pointer(1); /* error: operand */
	x += *await p; /* error: operand */
	await work; /* error: operand */
	await nothing; /* error: operand */
	await nothing();
	await "text"; /* error: operand */
	x += await (x + 1); /* error: operand */
	await numbers(3); /* error: operand */
	co_gen *g = co_new(numbers(3));
	await g; /* error: operand */
	x += await (x ? work(1) : work(2)); /* error: operand */
	x += 2 * await (x ? (work)(1) : (work(2))); /* error: operand */
	x += await (x ? work(1) : x); /* error: operand */
	x += await -work(1); /* error: operand */
	co_wait_result *both = co_wait(CO_ALL_COMPLETED, work(1), work(2));
	await both; /* error: operand */
	await (co_wait(CO_ALL_COMPLETED, work(1), work(2))); /* error: operand */
	x += await (int)work(2); /* error: operand */
	x += await (x++, -(int)work(3)); /* error: operand */
	x += (int)sizeof(work(4)); /* error: never-awaited */
	co_with (p) { /* error: operand */
		x++;
	}
	/* Fine. */
	x += await (work(1));
	x += await (x ? work : work)(2);
	x += (x ? await work(1) : await work(2));
	co_task *task = co_spawn(work(1));
	await task;
	return x;
}

static generator(int) delegates(void) {
	int x = 1;
	yield_from x; /* error: operand */
	yield_from plain(1); /* error: operand */
	yield_from work(1); /* error: operand */
	yield_from numbers; /* error: operand */
	yield_from (x ? numbers(1) : numbers(2)); /* error: operand */
	yield_from (numbers)(3);
	yield_from numbers(3);
}

int main(void) {
	co_for (int, v, delegates()) (void)v;
	return co_run(int, run());
}
