/* Suspensions where C wants a constant, and handles of which none is made: the notes to these are in tests/cli/hints.sh. */
#include <cogen.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static generator(int) numbers(int n) {
	while (n--) yield n;
}

int global = await work(3); /* error: parse */

static async(int) constants(int n) {
	static int once = await work(1); /* error: parse */
	static int length[await work(1)]; /* error: parse */
	struct bits {
		int b : await work(2); /* error: parse */
	};
	enum { A = await work(2) }; /* error: parse */
	switch (n) {
	case await work(1): return 1; /* error: parse */
	case 2: return once + length[0];
	}
	return n;
}

static async(int) handles(int n) {
	co_task *task = work(n); /* error: parse */
	task = work(n); /* error: parse */
	task = await work(n); /* error: parse */
	co_gen *g = co_new(numbers(n));
	int v = await g; /* error: parse */

	/* Fine. */
	int row[await work(1)];
	static int other = 3;
	task = co_spawn(work(n));
	return v + row[0] + other;
}
