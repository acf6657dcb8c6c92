/* A brace too many ends the function: what stands behind it is no mistake of its own. */
#include <cogen.h>

static async(int) work(int n) { return n; }

static async(int) caught(int n) {
	co_try {
		n += await work(n);
	}}
	co_catch (e) { /* error: parse */
		n += e->code;
	}
	return n; /* error: parse */
} /* error: parse */

/* Fine. */
static async(int) fine(int n) {
	co_try {
		n += await work(n);
	} co_catch (e) {
		n += e->code;
	}
	return n;
}

int main(void) { return co_run(int, caught(1)) + co_run(int, fine(1)); }
