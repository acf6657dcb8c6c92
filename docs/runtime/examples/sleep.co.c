/* Due times decide, not the order of asking. */
#include <cogen.h>
#include <stdio.h>

static async(void) tell(const char *what, double seconds) {
	await co_sleep(seconds);
	printf("%s\n", what);
}

static async(void) both(void) {
	printf("begin\n");
	await co_gather(tell("late", 0.02), tell("soon", 0.01), tell("at once", 0));
}

int main(void) { co_run(void, both()); }
