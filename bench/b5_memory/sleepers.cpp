// B5 in C++20: coroutines on a priority queue of deadlines, without a task's header.
#include "bench.h"
#include <coroutine>
#include <queue>

struct entry {
	uint64_t when;
	std::coroutine_handle<> coroutine;
	bool operator<(const entry &other) const { return when > other.when; }
};

static std::priority_queue<entry> timers;
static uint64_t woken;

struct detached {
	struct promise_type {
		detached get_return_object() noexcept { return {}; }
		std::suspend_never initial_suspend() noexcept { return {}; }
		std::suspend_never final_suspend() noexcept { return {}; }
		void return_void() noexcept {}
		void unhandled_exception() noexcept { abort(); }
	};
};

struct sleep_until {
	uint64_t when;
	bool await_ready() noexcept { return false; }
	void await_suspend(std::coroutine_handle<> h) { timers.push({ when, h }); }
	void await_resume() noexcept {}
};

BENCH_OPAQUE static detached body(uint64_t i) {
	co_await sleep_until{ 3600000 + i % 1000 };
	woken += i;
}

int main(int argc, char **argv) {
	uint64_t n = bench_argument(argc, argv, 1, 1000);
	double before = bench_memory(), start = bench_time();
	for (uint64_t i = 0; i < n; i++) body(i);
	double ns = bench_time() - start;
	printf("bytes_per_task=%.1f ns_to_start=%.1f\n", (bench_memory() - before) / (double)n, ns / (double)n);
	fflush(stdout);
	_exit(woken != 0);
}
