/* B3 without coroutines: ordinary calls. */
#include "chain.h"

BENCH_OPAQUE static void bench_suspend(uint64_t *x) { BENCH_HIDE(x); }

#include CHAIN

int main(int argc, char **argv) {
	uint64_t n = bench_argument(argc, argv, 1, 1000);
	double start = bench_time();
	uint64_t sum = run(n);
	printf("ns_per_call=%.4f check%d=%llu\n", (bench_time() - start) / (double)n / DEPTH, DEPTH, (unsigned long long)sum);
	return 0;
}
