/* co_raise as a part of an expression, which has to have a value there. */
#include <cogen.h>

static void nothing(void) {}
static int same(int n) { return n; }

static async(int) work(int n) {
	await co_sleep(0);
	if (n == 1) return n ? co_raise(1, "one") : 0; /* error: unsupported */
	if (n == 2) return n ?: co_raise(1, "two"); /* error: unsupported */
	if (n == 3) return n > 3 && co_raise(1, "three"); /* error: unsupported */
	if (n == 4) return same(co_raise(1, "four")); /* error: unsupported */
	int k = n == 5 ? n : co_raise(1, "five"); /* error: unsupported */
	k = co_raise(1, "six"); /* error: unsupported */
	co_try {
		await co_checkpoint();
	} co_catch (e) {
		return n ? n : co_reraise; /* error: unsupported */
	}
	switch (n) {
	case 8: co_raise(1, "fine");
	case 9:
		if (nothing()) co_raise(1, "no fault of this"); /* error: parse */
	}
	return k;
}

int main(void) { return co_run(int, work(1)); }
