/* A parameter without a name, which C23 lets definitions have. */
#include <cogen.h>

static async(int) declared(int, int b); /* fine */

static async(int) declared(int a, int b) {
	await co_sleep(a);
	return b;
}

static async(int) unnamed(int, int b) { /* error: unsupported */
	await co_sleep(0);
	return b;
}

int main(void) { return co_run(int, declared(1, 0)) + co_run(int, unnamed(1, 0)); }
