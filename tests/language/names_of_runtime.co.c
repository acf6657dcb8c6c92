/* Locals and parameters with the names of types and functions that generated code needs where they are visible. In C
 * such a local hides the other, and nothing else in the function speaks of that. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	if (v > 1000) co_raise(v, "%d is too much", v);
	return v;
}

static generator(int) numbers(int n) {
	for (int i = 0; i < n; i++) yield i;
}

#define USES(NAME) \
	static async(int) in_block_##NAME(co_lock *lock, co_semaphore *semaphore) { \
		int sum = 0; \
		{ \
			int NAME = await later(4); \
			{ \
				await later(1); \
			} \
			co_for (int, v, numbers(NAME)) sum += v; \
			co_for (int, v, numbers(NAME)) { sum += await later(v); } \
			co_with (lock) { \
				sum += await later(NAME); \
			} \
			co_with (semaphore) { \
				if (sum < 0) return NAME; \
				sum += await later(NAME); \
			} \
			co_try { \
				co_try { \
					sum += await later(NAME); \
					await later(1000 + NAME); \
				} co_catch_all (outer) { \
					co_try { \
						await later(2000 + NAME); \
					} co_catch_all (inner) { \
						if (inner->code == 2004) sum += NAME; \
					} \
					co_reraise; \
				} \
			} co_catch (e) { if (e->code != 1004) co_reraise; \
				sum += NAME * 100; \
			} co_finally { \
				sum++; \
			} \
			if (sum < 0) co_raise(NAME, "less"); \
		} \
		return sum; \
	} \
	static async(int) parameter_##NAME(int NAME) { \
		await later(1); \
		return await later(NAME); \
	} \
	static async(int) short_##NAME(int NAME) { return await later(NAME + 1); } \
	static generator(int) gen_##NAME(int NAME) { \
		yield NAME; \
		yield_from numbers(NAME); \
	}

#define NAMES(X) \
	X(co_step) X(co_coro) X(co_free) X(co_gen) X(co_type) X(co_future) X(co_lock_release) X(co_semaphore_release) X(co_error_copy) \
	X(co_error_free) X(co_site) X(uint32_t) X(uint64_t) X(uintptr_t) X(size_t)

NAMES(USES)

static async(void) all(void) {
	co_lock lock;
	co_semaphore semaphore;
	co_lock_init(&lock);
	co_semaphore_init(&semaphore, 1);
#define RUN(NAME) \
	show(#NAME, await in_block_##NAME(&lock, &semaphore)); \
	show("parameter", await parameter_##NAME(7) + await short_##NAME(1)); \
	co_for (int, v, gen_##NAME(2)) show("yielded", v);
	NAMES(RUN)
}

int main(void) {
	co_run(void, all());
	return 0;
}
