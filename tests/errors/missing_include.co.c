/* Words of cogen in a file that does not include its header: one error, whatever follows from it. */
#include <stdio.h>

static async(int) work(int n) { /* error: missing-include */
	await work(n);
	return n;
}

int main(void) { return co_run(int, work(1)); }
