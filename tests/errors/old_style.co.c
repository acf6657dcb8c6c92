/* Old-style definitions. */
#include <cogen.h>

static async(int) sum(a, b) int a, b; { /* error: old-style */
	await co_sleep(0);
	return a + b;
}

static generator(int) count(n) int n; { /* error: old-style */
	while (n--) yield n;
}

/* The fix-it writes what the declarations say, in the order of the parentheses. */
static async(long) mixed(t, n, f) const short n; long t[3][2], (*f)(int, char *); { /* error: old-style */
	await co_sleep(0);
	return t[0][1] + n + (f != 0);
}

int main(void) {
	long table[3][2] = { { 0 } };
	co_for (int, v, count(3)) (void)v;
	return co_run(int, sum(1, 2)) + (int)co_run(long, mixed(table, 1, 0));
}
