/* #line amid a type that is local to a coroutine and has to be written anew in front of it. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) types(int n) {
	struct point {
		char x[__LINE__];
#line 13 "unsupported_line.co.c" /* error: unsupported */
		char y[__LINE__];
	} p = { { 0 }, { 0 } };
	await later(n);
	return p.x[0] + p.y[0];
}

int main(void) { return co_run(int, types(1)); }
