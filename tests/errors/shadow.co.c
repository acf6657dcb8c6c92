/* flags: -Wshadow */
/* A local that hides another, where one of them lives in the frame. Of others the compiler tells. */
#include <cogen.h>

static async(int) later(int n) {
	await co_sleep(0);
	return n;
}

static async(int) hides(int n) {
	int inner = 1;
	await later(n);
	{
		int inner = 2; /* warning: shadow */
		await later(inner);
	}
	for (int inner = 0; inner < 2; inner++) await later(inner); /* warning: shadow */
	return inner + n;
}

static async(int) of_the_compiler(int n) {
	await later(n);
	{
		int n = 3;
		int kept = n;
		n += kept;
	}
	return n;
}

int main(void) { return co_run(int, hides(1)) + co_run(int, of_the_compiler(1)); }
