/* Two tasks that share a line of output. */
#include <cogen.h>
#include <stdio.h>

static co_lock line = CO_LOCK_INIT;

static async(void) speak(const char *name) {
	for (int i = 1; i <= 2; i++) {
		co_with (&line) {
			printf("%s says", name);
			await co_sleep(0.01);
			printf(" %d\n", i);
		}
	}
}

static async(void) both(void) { await co_gather(speak("one"), speak("two")); }

int main(void) { co_run(void, both()); }
