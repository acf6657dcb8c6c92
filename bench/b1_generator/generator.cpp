// B1 in C++20. With OPAQUE the coroutine lies in another file (generator_opaque.cpp).
#include "generator.hpp"
#include "bench.h"

#ifdef OPAQUE
generator<uint64_t> fibonacci(uint64_t n);
#else
static
#include "generator_opaque.cpp"
#endif

static uint64_t sum(uint64_t n) {
	uint64_t total = 0;
	auto g = fibonacci(n);
	while (g.next()) total += g.value();
	return total;
}

int main(int argc, char **argv) {
	uint64_t n = bench_argument(argc, argv, 1, 1000);
	double start = bench_time();
	uint64_t total = sum(n);
	printf("ns=%.4f check=%llu\n", (bench_time() - start) / (double)n, (unsigned long long)total);
}
