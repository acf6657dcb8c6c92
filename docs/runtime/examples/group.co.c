/* Nothing outlives the block: the first failure cancels the others, and all have ended when it is left. */
#include <cogen.h>
#include <stdio.h>

static async(void) works(const char *name) {
	co_try {
		await co_sleep(100);
	} co_finally {
		printf("%s has ended\n", name);
	}
}

static async(void) fails(void) {
	await co_sleep(0.01);
	co_raise(7, "no more");
}

static async(void) all(void) {
	co_try {
		co_group (g) {
			co_group_spawn(g, works("one"));
			co_group_spawn(g, works("two"));
			co_group_spawn(g, fails());
		}
	} co_catch (e) {
		printf("%d: %s\n", e->code, e->message);
	}
}

int main(void) { co_run(void, all()); }
