/* #line in the call of a macro that has to be opened, as there is a suspension in it; in others it may be. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

#define TWICE(x) ((x) + (x))
#define PLACE(x) (__LINE__ + (x))

static async(int) calls(int n) {
	n += TWICE(await later(
#line 15 "unsupported_line_in_call.co.c" /* error: unsupported */
		n));
	n += PLACE(
#line 18 "unsupported_line_in_call.co.c"
		n);
	await later(1);
	return n;
}

int main(void) { return co_run(int, calls(1)); }
