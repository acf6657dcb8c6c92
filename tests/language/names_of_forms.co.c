/* Coroutines named like what the runtime has coroutines of its own for: frames and entries do not meet. */
#include "check.h"
#include <cogen.h>

static async(int) delegate(int n) {
	if (suspend_now()) await co_sleep(0);
	return n;
}
static async(int) timeout(int n) { return await delegate(n) + 1; }
static async(int) group(int n) { return await timeout(n) * 2; }
static async(int) queue_get(int n) { return await group(n) + 3; }
static async(int) event_wait(int n) { return await queue_get(n) * 5; }
static async(int) future_wait(int n) { return await event_wait(n) + 7; }
static async(int) lock_acquire(int n) { return await future_wait(n) * 11; }
static async(int) checkpoint(int n) { return await lock_acquire(n) + 13; }
static async(int) scope(int n) { return await checkpoint(n) * 17; }
static async(int) timeout_enter(int n) { return await scope(n) + 19; }
static async(int) for_await(int n) { return await timeout_enter(n) + 1; }
static generator(int) next(int n) {
	while (n > 0) yield n--;
}
static generator(int) item(int n) { yield_from next(n); }

static async(int) run(void) {
	show("through all", await for_await(3));
	int sum = 0;
	co_for (int, v, item(4)) sum += v;
	show("item", sum);
	return 0;
}

int main(void) { return co_run(int, run()); }
