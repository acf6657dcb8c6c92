/* What waits in the frame of who awaits it allocates nothing: known coroutines, co_sleep, co_checkpoint, a lock that is held by
 * another, a semaphore, an event, a condition, a barrier, a read-write lock, a queue, a future. Pointers to coroutines and recursion make one object a call, and give it back. */
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

static co_event event = CO_EVENT_INIT;
static co_condition condition;
static co_barrier barrier = CO_BARRIER_INIT(2);
static co_rwlock rwlock = CO_RWLOCK_INIT;
static co_queue queue;

static async(int) partner(int times) {
	int sum = 0, item;
	for (int i = 0; i < times; i++) {
		await co_checkpoint();
		co_event_set(&event);
		await co_barrier_wait(&barrier);
		co_event_clear(&event);
		co_with (&lock) co_condition_notify(&condition, 1);
		await co_rwlock_read_acquire(co_rwlock_read(&rwlock));
		await co_checkpoint();
		co_rwlock_read_release(co_rwlock_read(&rwlock));
		for (int n = 0; n < 3; n++) {
			await co_queue_get(&queue, &item);
			co_queue_task_done(&queue);
			sum += item;
		}
	}
	return sum;
}

static async(void) meets(int times) {
	for (int i = 0; i < times; i++) {
		await co_event_wait(&event);
		await co_barrier_wait(&barrier);
		co_with (&lock) await co_condition_wait(&condition);
		await co_rwlock_write_acquire(co_rwlock_write(&rwlock));
		co_rwlock_write_release(co_rwlock_write(&rwlock));
		for (int n = 0; n < 3; n++) await co_queue_put(&queue, &n);
		await co_queue_join(&queue);
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

	co_condition_init(&condition, &lock);
	co_queue_init(&queue, sizeof(int), 1);
	co_queue_try_put(&queue, &sum); /* its memory */
	co_queue_try_get(&queue, &sum);
	co_queue_task_done(&queue);
	co_task *with = co_spawn(partner(50));
	await co_checkpoint();
	before = made;
	await meets(50);
	printf("the rest: allocations: %ld\n", made - before);
	printf("got: %d\n", co_result(int, await with));
	co_queue_destroy(&queue);

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
