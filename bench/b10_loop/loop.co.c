/* B10: the loops of loop.h in coroutines. `loop LOOP N`. */
#include "loop.h"
#include <cogen.h>

#define PAUSE() await co_checkpoint()

static async(uint64_t) loop_sum(uint64_t n) { BODY_SUM }
static async(uint64_t) loop_collatz(uint64_t n) { BODY_COLLATZ }
static async(uint64_t) loop_count(uint64_t n) { BODY_COUNT }
static async(uint64_t) loop_scan(uint64_t n) { BODY_SCAN }

static async(int) run(const char *name, uint64_t n) {
	uint64_t result = 0;
	double start = bench_time();
#define RUN(loop, body) \
	if (!strcmp(name, #loop)) result = await loop_##loop(n);
	LOOPS(RUN)
	printf("ns=%.4f check_%s=%llu\n", (bench_time() - start) / (double)n, name, (unsigned long long)result);
	return 0;
}

int main(int argc, char **argv) {
	make_data();
	return co_run(int, run(argv[1], bench_argument(argc, argv, 2, 10)));
}
