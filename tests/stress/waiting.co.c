/* Tasks at each object of the runtime that is waited for: read-write locks, conditions, barriers, queues, semaphores. Whoever leaves,
 * however, leaves it as it was: at the end nobody holds or waits for any of them. */
#include <cogen.h>
#include <stdio.h>

#include "run_task.h"

static co_rwlock rwlock = CO_RWLOCK_INIT;
static co_lock lock = CO_LOCK_INIT;
static co_semaphore semaphore = CO_SEMAPHORE_INIT(2);
static co_condition condition;
static co_barrier barrier = CO_BARRIER_INIT(3);
static co_queue queue;

static int readers, writers, value;

static void leave(struct thing *thing) { give_back(thing); }
#define HELD __attribute__((cleanup(leave))) struct thing

static async(int) reads(int n) {
	HELD held = { 0 };
	take(&held);
	int sum = 0;
	for (int i = 0; i < n; i++) {
		co_with (co_rwlock_read(&rwlock)) {
			readers++;
			co_defer { readers--; }
			if (writers) ledger_twice();
			sum += value;
			await co_checkpoint();
		}
		await co_sleep(0.001);
	}
	return sum;
}

static async(int) writes(int n) {
	HELD held = { 0 };
	take(&held);
	for (int i = 0; i < n; i++) {
		co_with (co_rwlock_write(&rwlock)) {
			writers++;
			co_defer { writers--; }
			if (readers || writers != 1) ledger_twice();
			await co_sleep(0.0005);
			value++;
		}
	}
	return value;
}

static int ready;

static async(void) waits_until(int n) {
	HELD held = { 0 };
	take(&held);
	co_with (&lock) {
		while (ready < n) await co_condition_wait(&condition);
	}
}

static async(void) makes_ready(int n) {
	for (int i = 0; i < n; i++) {
		co_with (&lock) {
			ready++;
			co_condition_notify_all(&condition);
			await co_checkpoint();
		}
	}
}

static async(void) meets(void) {
	HELD held = { 0 };
	take(&held);
	co_try { co_timeout (1) await co_barrier_wait(&barrier); }
	co_catch (e) {
		if (e->code != CO_ETIMEDOUT && e->code != CO_ESTATE) co_reraise;
		co_barrier_reset(&barrier);
	}
	co_with (&semaphore) await co_sleep(0.001);
}

static async(void) puts_items(int n) {
	HELD held = { 0 };
	take(&held);
	for (int i = 0; i < n; i++) await co_queue_put(&queue, &i);
}

static async(int) gets_items(int n) {
	HELD held = { 0 };
	take(&held);
	int sum = 0, item;
	for (int i = 0; i < n; i++) {
		await co_queue_get(&queue, &item);
		co_defer { co_queue_task_done(&queue); }
		await co_checkpoint();
		sum += item;
	}
	return sum;
}

static async(int) run(void) {
	int sum = 0;
	co_group (g) {
		co_group_spawn(g, reads(3));
		co_group_spawn(g, writes(2));
		co_group_spawn(g, reads(2));
		co_group_spawn(g, writes(1));
		sum += await reads(2);
	}
	co_group (g) {
		co_group_spawn(g, waits_until(1));
		co_group_spawn(g, waits_until(3));
		co_group_spawn(g, makes_ready(3));
	}
	co_group (g) {
		for (int i = 0; i < 3; i++) co_group_spawn(g, meets());
	}
	co_timeout (5) {
		co_group (g) {
			co_group_spawn(g, puts_items(4));
			co_task *one = co_group_spawn(g, gets_items(2)), *two = co_group_spawn(g, gets_items(2));
			await one, await two;
			sum += co_future_error(one) || co_future_error(two) ? 0 : co_result(int, one) + co_result(int, two);
			await co_queue_join(&queue);
		}
	}
	return sum;
}

int main(void) {
	co_error *error;
	co_condition_init(&condition, &lock);
	co_queue_init(&queue, sizeof(int), 2);
	co_loop *loop = co_loop_new_virtual();
	if (!loop) return 0;
	int result = run_task(loop, co_spawn_on(loop, run()), &error);
	ledger_must(!co_rwlock_readers(&rwlock) && !co_rwlock_writing(&rwlock) && !co_rwlock_waiting(&rwlock));
	ledger_must(!co_lock_locked(&lock) && !co_lock_waiting(&lock) && !co_condition_waiting(&condition));
	ledger_must(co_semaphore_value(&semaphore) == 2 && !co_semaphore_waiting(&semaphore));
	ledger_must(!co_barrier_waiting(&barrier));
	ledger_must(!co_queue_getting(&queue) && !co_queue_putting(&queue) && co_queue_destroy(&queue) == 0);
	ledger_must(!readers && !writers);
	if (error) fprintf(stderr, "error %d\n", error->code);
	co_error_free(error);
	printf("result %d, open %ld\n", result, ledger_open);
	return 0;
}
