// B6 in C++20.
#include "bench.h"
#include "loop.hpp"

static uint64_t counter;
static int inside;

struct mutex {
	bool held = false;
	queue waiting;
	struct acquisition {
		mutex &of;
		item self;
		bool await_ready() noexcept {
			if (of.held) return false;
			of.held = true;
			return true;
		}
		void await_suspend(std::coroutine_handle<> h) noexcept {
			self.coroutine = h;
			of.waiting.put(&self);
		}
		void await_resume() noexcept {}
	};
	acquisition lock() { return { *this, {} }; }
	void unlock() {
		if (item *first = waiting.get())
			ready.put(first);
		else
			held = false;
	}
};

static mutex m;

BENCH_OPAQUE static detached body(uint64_t count) {
	for (uint64_t i = 0; i < count; i++) {
		co_await m.lock();
		if (inside++) abort();
		co_await checkpoint{};
		inside--;
		counter++;
		m.unlock();
	}
}

int main(int argc, char **argv) {
	uint64_t tasks = bench_argument(argc, argv, 1, 10), count = bench_argument(argc, argv, 2, 10);
	double start = bench_time();
	for (uint64_t i = 0; i < tasks; i++) body(count);
	while (item *i = ready.get()) i->coroutine.resume();
	printf("ns_per_acquisition=%.3f check=%llu\n", (bench_time() - start) / (double)(tasks * count), (unsigned long long)counter);
}
