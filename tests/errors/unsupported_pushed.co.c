/* A macro that a header has pushed or popped: where it has come back, nobody knows what it is. */
#include "unsupported_pushed.h"
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) names_it(int n) {
	n += STEP + await later(n); /* error: unsupported */
	return n;
}

#undef STEP
#define STEP 2
static async(int) fine_defined_again(int n) { return STEP + await later(n); }

static int fine_in_plain_functions(void) { return STEP; }
int main(void) { return fine_in_plain_functions() + co_run(int, names_it(1)) + co_run(int, fine_defined_again(1)); }
