/* A macro that is defined in the middle of an expression that suspends: its pieces go to places where it would be another one. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

#define STEP 100

static async(int) run(int n) {
	int r = await later(
#undef STEP /* error: unsupported */
#define STEP 3 /* error: unsupported */
		STEP) + STEP;
	int values[] = { 1, later == 0, n
#define OTHER 4 /* error: unsupported */
		+ OTHER, await later(r)
	};
	n += 2 *
#define NONE 7
		NONE;
	int fine[] = {
#define ELEMENT(x) await later(x),
		ELEMENT(1)
#undef ELEMENT
	};
	return r + STEP + values[0] + n + fine[0];
}

int main(void) { return co_run(int, run(1)); }
