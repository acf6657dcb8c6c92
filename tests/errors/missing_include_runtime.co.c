/* <cogen/runtime.h> has no short words. */
#include <cogen/runtime.h>

static async(int) work(int n) { /* error: missing-include */
	return n;
}

int main(void) { return co_run(int, work(1)); }
