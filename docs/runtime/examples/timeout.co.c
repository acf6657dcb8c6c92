/* A limit for a block, one for a call, and work that a cancellation does not reach. */
#include <cogen.h>
#include <stdio.h>

static async(void) save(void) {
	await co_sleep(0.03);
	printf("saved\n");
}

static async(void) slow(void) { await co_sleep(100); }

static async(void) all(void) {
	co_try {
		co_timeout (0.01) await slow();
	} co_catch (e) {
		printf("block: %s\n", co_strerror(e->code));
	}
	co_try {
		await co_wait_for(0.01, slow());
	} co_catch (e) {
		printf("call: %s\n", co_strerror(e->code));
	}
	co_task *saving = co_spawn(save());
	co_try {
		co_timeout (0.01) await co_shield(saving);
	} co_catch (e) {
		printf("not saved yet\n");
	}
	await saving;
}

int main(void) { co_run(void, all()); }
