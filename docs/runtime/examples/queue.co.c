/* One producer, two workers, and an end. */
#include <cogen.h>
#include <stdio.h>

static co_queue jobs;
static int sum;

static async(void) worker(void) {
	for (;;) {
		int job;
		await co_queue_get(&jobs, &job);
		await co_sleep(0.001);
		sum += job;
		co_queue_task_done(&jobs);
	}
}

static async(void) produce(void) {
	co_queue_init(&jobs, sizeof(int), 2);
	co_task *one = co_spawn(worker()), *two = co_spawn(worker());
	for (int i = 1; i <= 10; i++) await co_queue_put(&jobs, &i);
	await co_queue_join(&jobs);
	co_queue_shutdown(&jobs, false); /* the workers end with CO_ESHUTDOWN */
	await co_gather_settled(one, two);
	printf("sum %d, end: %s\n", sum, co_strerror(co_future_error(one)->code));
	co_queue_destroy(&jobs);
}

int main(void) { co_run(void, produce()); }
