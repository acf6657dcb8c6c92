/* A header that is not there. */
#include <cogen.h>
#include "no_such_header.h" /* error: parse */

static async(int) run(void) {
	await co_sleep(0);
	return 0;
}

int main(void) { return co_run(int, run()); }
