/* A local that is used before it has a value: where it is no C variable in what is written, its compiler does not see that. Of others
 * it tells itself. */
#include <cogen.h>

static async(int) later(int n) {
	await co_sleep(0);
	return n;
}

static async(int) never(int n) {
	int late;
	await later(n);
	return late; /* warning: uninitialized */
}

static async(int) of_the_compiler(int n) {
	int local;
	n += local;
	await later(n);
	return n;
}

int main(void) { return co_run(int, never(1)) + co_run(int, of_the_compiler(1)); }
