/* B10, the limit: the loops of loop.h in plain functions. `plain LOOP N`. */
#include "loop.h"

#define PAUSE() __asm__ volatile("" : : : "memory")

#define FUNCTION(name, body) \
	BENCH_OPAQUE static uint64_t loop_##name(uint64_t n) { body }
LOOPS(FUNCTION)

int main(int argc, char **argv) {
	uint64_t n = bench_argument(argc, argv, 2, 10), result = 0;
	make_data();
	double start = bench_time();
#define RUN(name, body) \
	if (!strcmp(argv[1], #name)) result = loop_##name(n);
	LOOPS(RUN)
	printf("ns=%.4f check_%s=%llu\n", (bench_time() - start) / (double)n, argv[1], (unsigned long long)result);
	return 0;
}
