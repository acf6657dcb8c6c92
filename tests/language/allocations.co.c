/* What waits in the frame of who awaits it allocates nothing: known coroutines, co_sleep, co_checkpoint, a lock that is held by
 * another, a semaphore, a future. Pointers to coroutines and recursion make one object a call, and give it back. */
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>

static long made, live;

static void *count_allocation(void *arg, size_t size, size_t align) {
	(void)arg;
	made++;
	live++;
	return aligned_alloc(align < sizeof(void *) ? sizeof(void *) : align, (size + align - 1) / align * align);
}

static void count_release(void *arg, void *memory) {
	(void)arg;
	if (memory) live--;
	free(memory);
}

static co_lock lock = CO_LOCK_INIT;
static co_semaphore semaphore = CO_SEMAPHORE_INIT(1);

static async(int) leaf(int n) {
	if (n % 2) await co_sleep(0);
	await co_checkpoint();
	return n;
}

static async(int) middle(int n) { return await leaf(n) + await leaf(n + 1); }

static async(int) below(int n);

static async(int) above(int n) { return await below(n) + 1; }

static async(int) below(int n) { return await leaf(n) * 2; }

static async(int) down(int n) { return n ? 1 + await down(n - 1) : 0; }

static async(void) hold(int times) {
	for (int i = 0; i < times; i++) {
		co_with (&lock) {
			co_with (&semaphore) {
				await co_checkpoint();
			}
		}
	}
}

static async(void) run(void) {
	long before = made;
	int sum = 0;
	for (int i = 0; i < 100; i++) sum += await middle(i) + await above(i);
	printf("known: %d, allocations: %ld\n", sum, made - before);

	co_task *other = co_spawn(hold(50));
	before = made;
	for (int i = 0; i < 50; i++) await hold(1);
	await other;
	await other;
	printf("locks: allocations: %ld\n", made - before);

	async(int) (*pointer)(int) = leaf;
	before = made;
	sum = await pointer(1) + await pointer(2);
	printf("pointer: %d, allocations: %ld\n", sum, made - before);

	before = made;
	long live_before = live;
	sum = await down(10);
	printf("recursion: %d, allocations: %ld, kept: %ld\n", sum, made - before, live - live_before);
}

int main(void) {
	co_set_allocator(count_allocation, count_release, NULL);
	co_run(void, run());
	printf("left: %ld\n", live);
	return 0;
}
