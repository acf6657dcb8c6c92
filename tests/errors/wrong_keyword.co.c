/* yield in an async function, await in a generator. */
#include <cogen.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static async(int) yields(int n) {
	yield n; /* error: wrong-keyword */
	int x = yield 1; /* error: wrong-keyword */
	if (x > 1) return (yield x) + await work(1); /* error: wrong-keyword */
	yield_from numbers(n); /* error: wrong-keyword */
	return await work(n);
}

static generator(int, int) awaits(int n) {
	await co_sleep(0); /* error: wrong-keyword */
	int x = yield n;
	x += await work(n); /* error: wrong-keyword */
	while (await work(x)) x--; /* error: wrong-keyword */
	yield await work(3); /* error: wrong-keyword */
}

static generator(int) holds(co_lock *lock) {
	co_with (lock) { /* error: wrong-keyword */
		yield 1;
	}
}

int main(void) {
	static co_lock lock = CO_LOCK_INIT;
	co_for (int, v, awaits(1)) (void)v;
	co_for (int, v, holds(&lock)) (void)v;
	return co_run(int, yields(1));
}
