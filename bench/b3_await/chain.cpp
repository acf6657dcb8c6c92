// B3 in C++20.
#include "chain.h"
#include "task.hpp"

#include CHAIN

int main(int argc, char **argv) {
	uint64_t n = bench_argument(argc, argv, 1, 1000);
	auto all = run(n);
	double start = bench_time();
	all.start();
	double ns = bench_time() - start;
	printf("ns_per_call=%.4f check%d=%llu\n", ns / (double)n / DEPTH, DEPTH, (unsigned long long)all.await_resume());
}
