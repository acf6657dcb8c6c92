/* co_go of a call of each kind: of a function whose constructor is in view of the compiler, where it knows that the object has not begun; and of
 * those of which it knows nothing. From free lists, from malloc, without memory, and in debug mode. */
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>

static int ended, failing;

static void *take(void *arg, size_t size, size_t align) {
	(void)arg;
	(void)align;
	return failing ? NULL : malloc(size);
}

static void give(void *arg, void *memory) {
	(void)arg;
	free(memory);
}

static async(void) at_once(int n) { ended += n; }

static async(void) in_turns(int n) {
	for (int i = 0; i < n; i++) await co_checkpoint();
	ended += n;
}

async(void) from_elsewhere(int n);
async(void) from_elsewhere(int n) {
	await co_checkpoint();
	ended += n;
}

static async(void) large(int n) {
	char kept[3000] = { 0 }, *volatile p = kept;
	*p = (char)n;
	await co_checkpoint();
	ended += *p + kept[2999];
}

static async(void) all(const char *how) {
	async(void) (*pointer)(int) = in_turns;
	ended = 0;
	for (int i = 0; i < 300; i++) {
		co_go(at_once(1));
		co_go(in_turns(i % 3));
		co_go(from_elsewhere(1));
		co_go(large(2));
		co_go(pointer(1));
		co_go(co_checkpoint());
		if (i % 50 == 49) await co_sleep(0);
	}
	for (int i = 0; i < 5; i++) await co_sleep(0);
	printf("%s: %d\n", how, ended);
}

static async(void) without_memory(void) {
	int caught = 0;
	failing = 1;
	for (int i = 0; i < 3; i++) {
		co_try { co_go(at_once(1)); }
		co_catch (e) { caught += e->code == CO_ENOMEM; }
	}
	failing = 0;
	printf("without memory: %d\n", caught);
}

static async(void) watched(void) {
	co_loop_set_debug(co_loop_current(), true);
	await all("debug mode");
	co_loop_set_debug(co_loop_current(), false);
}

int main(void) {
	co_run(void, all("free lists"));
	co_run(void, watched());
	co_set_allocator(take, give, NULL);
	co_run(void, all("an allocator"));
	co_run(void, without_memory());
	return 0;
}
