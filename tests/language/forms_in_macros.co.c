/* Macros of the user's that make a form of a call, in plain functions: nested, with the call as an argument or in the body. */
#include "check.h"
#include <cogen.h>

static generator(int) range(int n) {
	for (int i = 0; i < n; i++) yield i;
}

static async(int) twice(int n) {
	if (suspend_now()) await co_sleep(0);
	return 2 * n;
}

#define EACH(v, n) co_for (int, v, range(n))
#define RUN(call) co_run(int, call)
#define RUN_TWICE(n) RUN(twice(n))
#define NEW_RANGE(n) co_new(range(n))
#define NEW(call) (0 ? NULL : co_new(call))
#define SHOW(what) show(#what, (what))
#define WITH(g, call, ...)                \
	do {                                  \
		co_gen *g = NEW(call);            \
		__VA_ARGS__                       \
		co_free(g);                       \
	} while (0)

static int sum_of(co_gen *g) {
	int v, sum = 0;
	while (co_next(g, &v)) sum += v;
	co_free(g);
	return sum;
}

int main(void) {
	EACH(v, 3) {
		if (v == 1) continue;
		SHOW(v);
	}
	SHOW(sum_of(NEW_RANGE(4)));
	SHOW(sum_of(NEW(range(5))));
	SHOW(RUN(twice(3)));
	SHOW(RUN(twice(RUN_TWICE(3))));
	WITH(g, range(2), int v; while (co_next(g, &v)) SHOW(v););
	return 0;
}
