/* co_wait: three conditions, two lists. */
#include "frames.h"

static co_wait_result *result;

static void wait_2_3_all_with_errors_and_cancellations(void **state) {
	(void)state;
	co_task *a = start("s1x"), *b = start("s9"), *c = start("s3r1");
	co_task *things[] = { a, b, a, c };
	result = co_wait_n(CO_ALL_COMPLETED, things, 4);
	futures[0] = co_wait_future(result);
	co_task *task = start("f0A");
	turn();
	co_cancel(b);
	run(task);
	assert_happened("A");
	assert_int_equal(result->n_done, 3);
	assert_int_equal(result->n_pending, 0);
	assert_ptr_equal(result->done[0], a);
	assert_ptr_equal(result->done[1], b);
	assert_ptr_equal(result->done[2], c);
	assert_int_equal(code_of(a), 77);
}

static void wait_4_first_completed(void **state) {
	(void)state;
	co_task *a = start("s3A"), *b = start("s1B"), *c = start("s2C");
	result = co_wait(CO_FIRST_COMPLETED, a, b, c);
	futures[0] = co_wait_future(result);
	run(start("f0D"));
	assert_happened("BD");
	assert_int_equal(result->n_done, 1);
	assert_int_equal(result->n_pending, 2);
	assert_ptr_equal(result->done[0], b);
	assert_ptr_equal(result->pending[0], a);
	assert_ptr_equal(result->pending[1], c);
	run(a);
	assert_happened("CA"); /* they were left running */
	assert_int_equal(result->n_done, 1);
}

static void wait_5_first_error(void **state) {
	(void)state;
	co_task *a = start("s1r1"), *b = start("s9"), *c = start("s3x"), *d = start("s4D");
	result = co_wait(CO_FIRST_ERROR, a, b, c, d);
	futures[0] = co_wait_future(result);
	co_task *task = start("f0A");
	turn();
	co_cancel(b); /* a cancellation is not a failure */
	run(task);
	assert_happened("A");
	assert_int_equal(result->n_done, 3);
	assert_int_equal(result->n_pending, 1);
	assert_int_equal(code_of(c), 77);
	run(d);
	assert_happened("D");

	a = start("s1"), b = start("s2");
	result = co_wait(CO_FIRST_ERROR, a, b);
	run(co_wait_future(result));
	assert_int_equal(result->n_done, 2);
}

static void wait_6_done_is_what_is_done_when_it_goes_on(void **state) {
	(void)state;
	co_task *a = start(""), *b = start(".");
	result = co_wait(CO_FIRST_COMPLETED, a, b);
	futures[0] = co_wait_future(result);
	run(start("f0"));
	assert_int_equal(result->n_done, 2);
}

static void make_wait(void) {
	result = co_wait(CO_ALL_COMPLETED, futures[1], scripted("X"));
	futures[0] = co_retain(co_wait_future(result)); /* it belongs to the task, which ends */
}

static void wait_8_cancelling_it_leaves_the_tasks_running(void **state) {
	(void)state;
	futures[1] = start("s3A");
	hooks[0] = make_wait;
	co_task *task = start("{h0f0}B.C");
	turn(), turn();
	assert_happened("X");
	co_cancel(task);
	run(task);
	assert_happened("!BC");
	assert_true(co_cancelled(futures[0]));
	run(futures[1]);
	assert_happened("A");
	assert_false(co_cancelled(futures[1]));
	co_release(futures[0]);
}

static void make_wait_of_done(void) {
	result = co_wait(CO_FIRST_COMPLETED, futures[1]);
	futures[0] = co_wait_future(result);
}

static void wait_9_gives_up_a_turn(void **state) {
	(void)state;
	futures[1] = start("");
	turn();
	hooks[0] = make_wait_of_done;
	start("h0Af0B"), start("C.D");
	turn();
	assert_happened("AC");
	turn();
	assert_happened("D");
	turn();
	assert_happened("B");
}

static void wait_1_nothing_to_wait_for(void **state) {
	(void)state;
	co_task *a = start("s1");
	result = co_wait_n(9, &a, 1);
	assert_int_equal(code_of(co_wait_future(result)), UV_EINVAL);
	run(a);
	co_loop *other = co_loop_new_virtual();
	co_future *foreign = co_future_new_on(other, 0);
	result = co_wait(CO_ALL_COMPLETED, a, foreign);
	assert_int_equal(code_of(co_wait_future(result)), CO_ESTATE);
	co_disown(co_wait_future(result));
	co_loop_close(other);
}

static void make_empty(void) { futures[0] = co_wait_future(co_wait_n(CO_ALL_COMPLETED, NULL, 0)); }

static void wait_1_empty(void **state) {
	(void)state;
	hooks[0] = make_empty;
	run(start("h0{f0}A"));
	assert_happened("?A");
}

static void in_a_loop_nothing_piles_up_at_a_future_that_stays(void **state) {
	(void)state;
	futures[9] = co_future_new_on(loop, 0);
	size_t after_first = 0;
	for (int i = 0; i < 50; i++) {
		co_task *a = start("");
		result = co_wait(CO_FIRST_COMPLETED, futures[9], a);
		run(co_wait_future(result));
		assert_ptr_equal(result->done[0], a);
		co_disown(co_wait_future(result));
		co_disown(a);
		if (i == 0) after_first = live_blocks;
	}
	assert_int_equal(live_blocks, after_first);
}

static void no_memory_for_a_wait(void **state) {
	(void)state;
	for (size_t n = 0; n < 8; n++) {
		co_task *task = start("s1");
		void *things[] = { task, scripted("s1"), scripted("s2") };
		fail_at = allocations + n;
		result = co__wait(CO_ALL_COMPLETED, things, 3);
		fail_at = SIZE_MAX;
		co_future *future = co_wait_future(result);
		run(future);
		assert_true(code_of(future) == CO_ENOMEM || code_of(future) == 0);
		run(task);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(wait_1_nothing_to_wait_for),
		TEST(wait_1_empty),
		TEST(wait_2_3_all_with_errors_and_cancellations),
		TEST(wait_4_first_completed),
		TEST(wait_5_first_error),
		TEST(wait_6_done_is_what_is_done_when_it_goes_on),
		TEST(wait_8_cancelling_it_leaves_the_tasks_running),
		TEST(wait_9_gives_up_a_turn),
		TEST(in_a_loop_nothing_piles_up_at_a_future_that_stays),
		TEST(no_memory_for_a_wait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
