// B4 in C++20, frames from a free list.
#include "bench.h"
#include "loop.hpp"

static uint64_t pending, sum;

BENCH_OPAQUE static detached body(uint64_t id) {
	co_await checkpoint{};
	sum += id;
	pending--;
}

int main(int argc, char **argv) {
	uint64_t total = bench_argument(argc, argv, 1, 1000), live = bench_argument(argc, argv, 2, total), id = 0;
	double start = bench_time();
	for (uint64_t done = 0; done < total; done += live) {
		for (uint64_t i = 0; i < live; i++) {
			pending++;
			body(id++);
		}
		while (item *i = ready.get()) i->coroutine.resume();
	}
	printf("ns_per_task=%.3f check=%llu\n", (bench_time() - start) / (double)total, (unsigned long long)sum);
	return pending != 0;
}
