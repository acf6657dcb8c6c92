/* A million frames deep on the default stack: direct and mutual recursion, through pointers, an error all the way up, generators that
 * delegate; what it took is given back. */
#include "check.h"
#include <cogen.h>
#include <malloc.h>

enum { DEPTH = 1000000 };

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(long) down(int n) {
	if (n == 0) return await later(1);
	return await down(n - 1) + 1;
}

static async(long) odd(int n, char kept);

static async(long) even(int n, char kept) {
	if (n % 100000 == 0) await later(0);
	if (n == 0) return kept;
	return await odd(n - 1, (char)(kept + 1)) + kept;
}

static async(long) odd(int n, char kept) {
	long below = await even(n - 1, kept);
	return below - kept;
}

static generator(int) chain(int n) {
	if (n) yield_from chain(n - 1);
	yield n;
}

static async(long) pointed(async(long) (*const *next)(const void *, int), int n);

static async(long) turn(const void *next, int n) { return n ? await pointed(next, n - 1) + 1 : await later(0); }

static async(long) pointed(async(long) (*const *next)(const void *, int), int n) { return await (*next)(next, n); }

static async(int) fails(int n) {
	if (n == 0) {
		await later(0);
		co_raise(7, "at the end");
	}
	return await fails(n - 1);
}

static async(int) caught(void) {
	int code = 0;
	co_try {
		await fails(DEPTH);
	}
	co_catch (e) {
		code = e->code;
	}
	return code;
}

static size_t in_use(void) { return mallinfo2().uordblks; }

static async(int) run(void) {
	async(long) (*const next)(const void *, int) = turn;
	size_t before = in_use();
	show("down", await down(DEPTH));
	show("even", await even(DEPTH, 3));
	show("pointed", await pointed(&next, DEPTH / 2));
	show("caught", await caught());
	long sum = 0;
	co_for (int, v, chain(DEPTH)) {
		sum += v;
		if (v == 5) break;
	}
	show("chain", sum);
	size_t after = in_use();
	show("given back", after < before + 100000 + (2 << 20)); /* free lists keep a MiB, and malloc what it needs for the blocks */
	return 0;
}

int main(void) { return co_run(int, run()); }
