/* Old-style definitions. */
#include <cogen.h>

static async(int) sum(a, b) int a, b; { /* error: old-style */
	await co_sleep(0);
	return a + b;
}

static generator(int) count(n) int n; { /* error: old-style */
	while (n--) yield n;
}

int main(void) {
	co_for (int, v, count(3)) (void)v;
	return co_run(int, sum(1, 2));
}
