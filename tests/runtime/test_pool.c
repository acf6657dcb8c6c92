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
	for (int i = 0; i < COUNT; i++) co__object_free(mine[(i * 7919) % COUNT]);
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

/* What constructors do in view of the compiler makes the objects that co__new makes. */
static void an_object_made_in_place_is_as_any_other(void **state) {
	(void)state;
	for (int t = 0; t < TYPES; t++) {
		const co_type *type = &types[t];
		if (type->kind != CO__ASYNC && type->kind != CO__GENERATOR) continue;
		const size_t size = type->frame_size, align = type->frame_align;
		const bool is_call = type->kind == CO__ASYNC;
		for (int round = 0; round < 3; round++) { /* the first finds no free block */
			co_coro *one = co__new(type), *other = is_call ? co__new_call(type, size, align) : co__new_generator(type, size, align);
			assert_true(one && other && one != other);
			assert_int_equal((uintptr_t)other % type->frame_align, 0);
			assert_ptr_equal(other->type, type);
			assert_null(other->awaiter);
			assert_int_equal(other->state, 0);
			assert_int_equal(other->status, one->status);
			assert_int_equal(other->flags, one->flags);
			assert_int_equal(other->pool, one->pool);
			if (!is_call) {
				assert_ptr_equal(co__generator_of(other)->leaf, other);
				assert_null(co__generator_of(other)->error);
				assert_null(co__generator_of(other)->failure);
				assert_int_equal(co__generator_of(other)->flags, 0);
			}
			memset(other + 1, 0xff, type->frame_size - sizeof(co_coro));
			/* The block of what has ended is the next one's. */
			co_step step = co__join_here(one, NULL, NULL, 0, is_call ? CO__TASK_ROOM : CO__GENERATOR_ROOM, size, align);
			assert_int_equal(step.co__status, CO__RETURNED);
			co_coro *again = co__new(type);
#ifdef IN_USE
			assert_true(again == one);
#endif
			assert_int_equal(again->state, 0);
			co__object_free(again);
			co__object_free(other);
		}
	}
}

static int allocated, released, made, given;
static void *allocate(void *arg, size_t size, size_t align) {
	(void)arg;
	allocated++;
	return aligned_alloc(align, (size + align - 1) / align * align);
}
static void release(void *arg, void *memory) {
	(void)arg;
	released++;
	free(memory);
}
static void count_made(co_coro *object) {
	(void)object;
	made++;
}
static void count_given(co_coro *object) {
	(void)object;
	given++;
}

static void who_wants_to_know_of_objects_is_told(void **state) {
	(void)state;
	co__object_free(co__new(&types[0])); /* there is a free block */
	co__object_made = count_made;
	co__object_given = count_given;
	co__watch_objects(CO__BY_HOOKS, true);
	co__object_free(co__new_call(&types[0], types[0].frame_size, types[0].frame_align));
	assert_int_equal(made, 1);
	assert_int_equal(given, 1);
	co__join_here(co__new_call(&types[0], types[0].frame_size, types[0].frame_align), NULL, NULL, 0, CO__TASK_ROOM, types[0].frame_size,
	              types[0].frame_align);
	assert_int_equal(given, 2);
	co__object_made = co__object_given = NULL;
	co__watch_objects(CO__BY_HOOKS, false);
	co_set_allocator(allocate, release, NULL);
	co__object_free(co__new_call(&types[0], types[0].frame_size, types[0].frame_align));
	assert_int_equal(allocated, 1);
	assert_int_equal(released, 1);
	co_set_allocator(NULL, NULL, NULL);
	co__object_free(co__new_call(&types[0], types[0].frame_size, types[0].frame_align));
	assert_int_equal(allocated, 1);
	assert_int_equal(made, 2);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_of_all_sizes_pass_between_threads),
		cmocka_unit_test(an_object_made_in_place_is_as_any_other),
		cmocka_unit_test(who_wants_to_know_of_objects_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
