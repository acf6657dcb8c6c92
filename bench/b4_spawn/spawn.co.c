/* B4: tasks that are spawned, suspend once, and end; LIVE of them at a time. */
#include <bench.h>
#include <cogen.h>

static uint64_t pending, sum;

static async(void) body(uint64_t id) {
	await co_checkpoint();
	sum += id;
	pending--;
}

static async(int) run(uint64_t total, uint64_t live) {
	uint64_t id = 0;
	double start = bench_time();
	for (uint64_t done = 0; done < total; done += live) {
		for (uint64_t i = 0; i < live; i++) {
			pending++;
			co_go(body(id++));
		}
		while (pending) await co_checkpoint();
	}
	double ns = bench_time() - start;
	printf("ns_per_task=%.3f check=%llu\n", ns / (double)total, (unsigned long long)sum);
	return 0;
}

int main(int argc, char **argv) {
	uint64_t total = bench_argument(argc, argv, 1, 1000);
	return co_run(int, run(total, bench_argument(argc, argv, 2, total)));
}
