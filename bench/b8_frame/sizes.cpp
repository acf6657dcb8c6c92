// What operator new is asked for by the functions of frames.cpp, and the sum of what they return.
#include "frames.hpp"
#include <cstdio>

// f4 runs on while its callees suspend, which this resumes: all that was made last
static u64 ended(task<u64> t) {
	while (!t.coroutine.done()) t.coroutine.resume();
	u64 value = t.coroutine.promise().value;
	t.coroutine.destroy();
	return value;
}

static void show(const char *name, std::size_t size) { std::printf("%s=%zu ", name, size); }

int main() {
	u64 check = 0;
	task<u64> (*const single[])(u64) = { f2, f3, f6, f6s };
	const char *const names[] = { "f2", "f3", "f6", "f6s" };
	for (int i = 0; i < 4; i++) {
		task<u64> t = single[i](3);
		show(names[i], last_size);
		check ^= ended(t);
	}
	f1(3);
	show("f1", last_size);
	f5(3);
	show("f5", last_size);
	f5s(3);
	show("f5s", last_size);
	all_sizes = 0;
	allocations = 0;
	f4(3).coroutine.resume();
	show("f4", all_sizes);
	std::printf("allocations_f4=%d check_without_f4=%llu\n", allocations - 1, static_cast<unsigned long long>(check));
}
