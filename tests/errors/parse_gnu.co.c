/* What gcc alone takes. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) nested(int n) {
	int twice(int v) { return 2 * v; } /* error: parse */
	return n + await later(n);
}

int main(void) { return co_run(int, nested(1)); }
