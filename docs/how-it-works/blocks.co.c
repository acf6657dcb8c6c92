#include <cogen.h>
#include <stdio.h>

static co_lock lock = CO_LOCK_INIT;

async(int) attempt(int n) {
	co_defer puts("over");
	co_try {
		co_with (&lock) {
			if (n == 0) return 0;
			await co_sleep(0.1);
		}
	} co_catch (e) {
		puts(e->message);
		co_raise(1, "attempt %d failed", n);
	}
	return n;
}
