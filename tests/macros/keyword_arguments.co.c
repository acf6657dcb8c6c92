/* Inside the parentheses of cogen's own macros, calls are looked at one by one. */
#include <assert.h>
#include <cogen.h>
#include <stddef.h>

static async(int) later(int v) { return v; }
static generator(int) numbers(int n) { yield n; }
static co_lock lock = CO_LOCK_INIT;

#define TWICE(x) ((x) * 2)
#define LATER(x) later(TWICE(x))
#define AWAITED(x) await later(x)
#define LOCK (&lock)
#define LOCAL n
#define INT int
#define BOTH LATER(1), LATER(2)

static async(int) arguments(int n) {
	co_go(LATER(n));
	co_go(later(TWICE(n)));
	co_go(later(AWAITED(n) + TWICE(3)));
	co_with (LOCK) { n++; }
	co_for (INT, x, numbers(TWICE(n))) n += x;
	co_for (INT, x, numbers(TWICE(LOCAL))) n += x;
	await co_gather(later(1), later(TWICE(2)), LATER(3));
	await co_gather(BOTH);
	n += await later(await later(TWICE(await later(TWICE(n)))));
	assert(n != TWICE(n));
	return co_result(INT, co_spawn(later(n)));
}
