/* Keywords misspelled, and operators in places where their value has another type: the compiler's errors, with notes. */
#include <cogen.h>

static generator(int) numbers(int n) {
	while (n--) yeild n; /* error: parse */
}

static async(int) work(int n) {
	n = awiat work(0); /* error: parse */
	n += await numbers(1); /* error: parse */
	n += numbers(1); /* error: parse */
	co_spwan(work(1)); /* error: parse */
	return n;
}
