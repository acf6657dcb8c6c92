/* A chain of awaits 100,000 deep, suspended at its far end and on the way; direct, mutual and through a pointer. */
#include "check.h"
#include <cogen.h>

enum { DEPTH = 100000 };

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(long) down(int n) {
	if (n == 0) return await later(1);
	return await down(n - 1) + 1;
}

static async(long) pong(int n, long kept);

static async(long) ping(int n, long kept) {
	if (n % 1000 == 0) await later(0);
	if (n == 0) return kept;
	long below = await pong(n - 1, kept + 1);
	return below + kept % 2;
}

static async(long) pong(int n, long kept) {
	if (n == 0) return kept;
	return await ping(n - 1, kept) - 1;
}

typedef async(long) (*link_function)(const void *, int);

static async(long) linked(const void *again, int n) {
	if (n == 0) return 5;
	const link_function *next = again;
	return await (*next)(again, n - 1) + 2;
}

static async(int) run(void) {
	show("down", await down(DEPTH));
	show("again", await down(DEPTH) + await down(10));
	show("ping", await ping(DEPTH, 0));
	link_function next = linked;
	show("linked", await linked(&next, DEPTH));
	return 0;
}

int main(void) { return co_run(int, run()); }
