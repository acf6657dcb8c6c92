/* B6: tasks that take one lock in turn, and suspend once while they hold it. */
#include <bench.h>
#include <cogen.h>

static co_lock lock = CO_LOCK_INIT;
static uint64_t counter;
static int inside;

static async(void) body(uint64_t count) {
	for (uint64_t i = 0; i < count; i++) {
		await co_lock_acquire(&lock);
		if (inside++) abort();
		await co_checkpoint();
		inside--;
		counter++;
		co_lock_release(&lock);
	}
}

static async(int) run(uint64_t tasks, uint64_t count) {
	double start = bench_time();
	co_group (g) {
		for (uint64_t i = 0; i < tasks; i++) co_group_spawn(g, body(count));
	}
	printf("ns_per_acquisition=%.3f check=%llu\n", (bench_time() - start) / (double)(tasks * count), (unsigned long long)counter);
	return 0;
}

int main(int argc, char **argv) {
	return co_run(int, run(bench_argument(argc, argv, 1, 10), bench_argument(argc, argv, 2, 10)));
}
