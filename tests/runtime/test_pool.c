/* The memory of objects: blocks that are as large and as aligned as they have to be, made by one thread and freed by another, and all given
 * back in the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#if defined __GLIBC__ && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#include <malloc.h>
#if __GLIBC_PREREQ(2, 33)
#define IN_USE() mallinfo2().uordblks
#endif
#endif

#include "cogen/object.h"

enum { COUNT = 20000, THREADS = 3, TYPES = 5 };

#define TYPE(size, align, kind_) { .name = "test", .frame_size = (size), .frame_align = (align), .kind = (kind_), .abi = CO__ABI }

static const co_type types[TYPES] = {
	TYPE(32, 8, CO__ASYNC),     TYPE(208, 16, CO__ASYNC),     TYPE(984, 8, CO__AWAITABLE),
	TYPE(40, 8, CO__GENERATOR), TYPE(64, 8, CO__ASYNC_GENERATOR),
};

static co_coro *objects[THREADS][COUNT];

static void *make(void *of_thread) {
	co_coro **mine = of_thread;
	for (int i = 0; i < COUNT; i++) {
		mine[i] = co__new(&types[i % TYPES]);
		mine[i]->state = 1; /* as if it had begun */
		memset(mine[i] + 1, i, types[i % TYPES].frame_size - sizeof(co_coro));
	}
	return NULL;
}

static void *end(void *of_thread) {
	co_coro **mine = of_thread;
	for (int i = 0; i < COUNT; i++) co__free_object(mine[(i * 7919) % COUNT]);
	return NULL;
}

static void in_threads(void *(*run)(void *), int shift) {
	pthread_t threads[THREADS];
	for (int t = 0; t < THREADS; t++) assert_int_equal(pthread_create(&threads[t], NULL, run, objects[(t + shift) % THREADS]), 0);
	for (int t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
}

static void blocks_of_all_sizes_pass_between_threads(void **state) {
	(void)state;
	size_t before = 0, after = 0;
	for (int round = 0; round < 3; round++) {
		in_threads(make, 0);
		for (int t = 0; t < THREADS; t++)
			for (int i = 0; i < COUNT; i++) {
				const co_type *type = &types[i % TYPES];
				const unsigned char *bytes = (const unsigned char *)(objects[t][i] + 1);
				assert_int_equal((uintptr_t)objects[t][i] % type->frame_align, 0);
				for (size_t at = 0; at < type->frame_size - sizeof(co_coro); at++)
					if (bytes[at] != (unsigned char)i) fail();
			}
		in_threads(end, 1);
#ifdef IN_USE
		after = IN_USE();
#endif
		if (!round) before = after;
	}
	assert_true(after <= before + 16384);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(blocks_of_all_sizes_pass_between_threads) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
