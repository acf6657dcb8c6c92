/* B5: resident memory of tasks that sleep. */
#include <bench.h>
#include <cogen.h>

static uint64_t woken;

static async(void) body(uint64_t i) {
	await co_sleep(3600 + (double)(i % 1000) / 1000);
	woken += i;
}

static async(int) run(uint64_t n) {
	double before = bench_memory(), start = bench_time();
	for (uint64_t i = 0; i < n; i++) co_go(body(i));
	await co_checkpoint();
	await co_checkpoint();
	double ns = bench_time() - start;
	printf("bytes_per_task=%.1f ns_to_start=%.1f\n", (bench_memory() - before) / (double)n, ns / (double)n);
	fflush(stdout);
	_exit(woken != 0);
}

int main(int argc, char **argv) { return co_run(int, run(bench_argument(argc, argv, 1, 1000))); }
