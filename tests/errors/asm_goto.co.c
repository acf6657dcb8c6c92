/* asm goto in a coroutine. */
#include <cogen.h>

static async(int) jumps(int n) {
	await co_sleep(0);
	__asm__ goto("" : : : : out); /* error: asm-goto */
	n++;
out:
	await co_sleep(0);
	__asm__ volatile("" : "+r"(n));
	return n;
}

static int plain(int n) {
	__asm__ goto("" : : : : out);
	n++;
out:
	return n;
}

int main(void) { return plain(1) + co_run(int, jumps(1)); }
