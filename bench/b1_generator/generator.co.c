/* B1: Fibonacci numbers from a generator, summed by a loop. By what is defined:
 *   INLINE   co_for in a coroutine, the generator in view
 *   PLAIN    co_for in a plain function, the same
 *   OBJECT   an object behind a pointer: co_next */
#include <bench.h>
#include <cogen.h>

static generator(uint64_t) fibonacci(uint64_t n) {
	uint64_t a = 0, b = 1;
	while (n--) {
		yield a;
		uint64_t next = a + b;
		a = b;
		b = next;
	}
}

#if defined INLINE
static async(uint64_t) sum_in_coroutine(uint64_t n) {
	uint64_t total = 0;
	co_for (uint64_t, x, fibonacci(n)) total += x;
	return total;
}
static uint64_t sum(uint64_t n) { return co_run(uint64_t, sum_in_coroutine(n)); }
#elif defined PLAIN
BENCH_OPAQUE static uint64_t sum(uint64_t n) {
	uint64_t total = 0;
	co_for (uint64_t, x, fibonacci(n)) total += x;
	return total;
}
#else
BENCH_OPAQUE static uint64_t sum(uint64_t n) {
	uint64_t total = 0, x;
	co_gen *g = co_new(fibonacci(n));
	BENCH_HIDE(g);
	while (co_next(g, &x)) total += x;
	co_free(g);
	return total;
}
#endif

int main(int argc, char **argv) {
	uint64_t n = bench_argument(argc, argv, 1, 1000);
	double start = bench_time();
	uint64_t total = sum(n);
	printf("ns=%.4f check=%llu\n", (bench_time() - start) / (double)n, (unsigned long long)total);
	return 0;
}
