/* The file ends too early. */
#include <cogen.h>

static async(int) run(void) {
	await co_sleep(0);
	if (1) {
		return 0;
} /* error: parse */
