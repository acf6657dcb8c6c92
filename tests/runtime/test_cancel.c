/* Cancellation of tasks: when it is delivered, to whom, how often. */
#include "frames.h"

static void cancel_1_2_is_delivered_in_the_next_turn(void **state) {
	(void)state;
	co_task *task = start("{s5}A.B");
	turn();
	assert_true(co_cancel(task));
	assert_false(co_done(task));
	assert_false(co_cancelled(task));
	assert_happened("");
	turn();
	assert_happened("!A");
	run(task);
	assert_happened("B");
	assert_false(co_cancelled(task)); /* CANCEL-7: delivered once */
}

static void cancel_3_before_the_first_step(void **state) {
	(void)state;
	co_task *task = start("A");
	assert_true(co_cancel(task));
	assert_false(co_done(task));
	turn();
	assert_true(co_cancelled(task));
	assert_happened("");
}

static void cancel_4_what_it_waited_for_is_cancelled(void **state) {
	(void)state;
	futures[0] = co_future_new_on(loop, 0);
	co_task *task = start("f0"), *other = start("{f0}A");
	turn();
	co_cancel(task);
	assert_true(co_cancelled(futures[0]));
	turn();
	assert_true(co_cancelled(task));
	assert_happened("!A"); /* CANCEL-10 */
	assert_int_equal(co_cancelling(other), 0);
	assert_false(co_cancelled(other));
}

static void cancel_5_a_cancelled_sleep_has_no_timer(void **state) {
	(void)state;
	co_task *task = start("s9");
	turn();
	co_cancel(task);
	double before = co_loop_time(loop);
	run(task);
	assert_true(co_cancelled(task));
	futures[0] = co_future_new_on(loop, 0);
	assert_int_equal(run(futures[0]), CO_EDEADLOCK); /* no timer is left */
	assert_true(co_loop_time(loop) == before);
}

static void cancel_6_caught_and_returned(void **state) {
	(void)state;
	co_task *task = start("{s9}r3");
	turn();
	co_cancel(task);
	run(task);
	assert_false(co_cancelled(task));
	assert_int_equal(co_result(int, task), 3);
	assert_int_equal(co_cancelling(task), 1);
	assert_happened("!");
}

static void cancel_8_answered_by_another_error(void **state) {
	(void)state;
	co_task *task = start("{s9}x");
	turn();
	co_cancel(task);
	run(task);
	assert_false(co_cancelled(task));
	assert_int_equal(code_of(task), 77);
	assert_happened("!");
}

static void cancel_9_an_escaping_cancellation_cancels(void **state) {
	(void)state;
	futures[0] = co_future_new_on(loop, 0);
	co_task *task = start("f0");
	turn();
	co_cancel(futures[0]);
	run(task);
	assert_true(co_cancelled(task));
	assert_int_equal(co_cancelling(task), 0);
}

static void cancel_11_forwarded_to_the_inner_task(void **state) {
	(void)state;
	futures[0] = start("{s9}A..Bx");
	co_task *outer = start("{f0}C");
	turn();
	co_cancel(outer);
	turn();
	assert_happened("!A");
	assert_false(co_done(outer));
	run(outer);
	assert_happened("B?C"); /* the inner task's answer is what the await gives */

	futures[0] = start("s9");
	outer = start("{f0}D");
	turn();
	co_cancel(outer);
	turn();
	assert_true(co_cancelled(futures[0]));
	assert_happened("");
	turn();
	assert_happened("!D");
}

static void cancel_12_the_inner_task_swallows_it(void **state) {
	(void)state;
	futures[0] = start("{s9}A.r3");
	co_task *outer = start("f0B..C");
	turn();
	co_cancel(outer);
	run(outer);
	assert_happened("!ABC");
	assert_false(co_cancelled(outer));
	assert_int_equal(co_cancelling(outer), 1);
	assert_int_equal(co_cancelling(futures[0]), 1);
}

static void cancel_13_beats_a_completion_of_the_same_turn(void **state) {
	(void)state;
	futures[0] = co_future_new_on(loop, 0);
	co_task *task = start("{f0}A");
	turn();
	co_future_set_result(futures[0], NULL, 0);
	co_cancel(task);
	run(task);
	assert_happened("!A");
	assert_false(co_cancelled(futures[0]));

	futures[1] = co_future_new_on(loop, 0);
	task = start("{f1}B");
	turn();
	co_cancel(task);
	assert_false(co_future_set_result(futures[1], NULL, 0));
	run(task);
	assert_happened("!B");

	futures[2] = start("{.}C.D");
	task = start("{f2}E");
	turn();
	turn();
	assert_happened("C");
	turn(); /* the inner task ends */
	co_cancel(task);
	turn();
	assert_happened("D!E");
}

static void cancel_14_of_itself(void **state) {
	(void)state;
	futures[0] = co_future_new_on(loop, 0);
	co_future_set_result(futures[0], NULL, 0);
	co_task *task = start("kAf0B{s9}C.D"); /* CANCEL-16: not at an await that does not suspend */
	double before = co_loop_time(loop);
	run(task);
	assert_happened("AB!CD");
	assert_false(co_cancelled(task));
	assert_true(co_loop_time(loop) == before);
	run(start("k{.}E"));
	assert_happened("!E");
	run(start("lk{l}F"));
	assert_happened("!F");
}

static void cancel_14_before_an_await_of_a_task(void **state) {
	(void)state;
	futures[0] = start("{s9}A.");
	turn();
	co_task *outer = start("kf0B.C"); /* the request goes on to the inner task, and is used up */
	run(outer);
	assert_happened("!ABC");
	assert_false(co_cancelled(outer));
}

static void cancel_15_at_the_end(void **state) {
	(void)state;
	co_task *task = start("Akr3");
	run(task);
	assert_true(co_cancelled(task));
	assert_happened("A");
}

static void cancel_17_18_counted(void **state) {
	(void)state;
	co_task *task = start("{s9}A.B.C");
	turn();
	co_cancel(task);
	co_cancel(task);
	assert_int_equal(co_cancelling(task), 2);
	assert_int_equal(co_uncancel(task), 1);
	run(task);
	assert_happened("!ABC");
	assert_int_equal(co_uncancel(task), 0);
	assert_int_equal(co_uncancel(task), 0);
	/* CANCEL-21 */
	assert_false(co_cancel(task));
	assert_int_equal(co_cancelling(task), 0);
	/* CANCEL-22 */
	task = start("s9");
	turn();
	co_cancel(task);
	run(task);
	co_uncancel(task);
	assert_true(co_cancelled(task));
}

static void cancel_19_20_withdrawn(void **state) {
	(void)state;
	co_task *task = start("{s9}A");
	turn();
	co_cancel(task);
	co_uncancel(task); /* it is on its way through the cancelled sleep already */
	run(task);
	assert_happened("!A");

	task = start("kw.B");
	run(task);
	assert_happened("B");
	assert_false(co_cancelled(task));

	task = start("C");
	co_cancel(task);
	co_uncancel(task);
	run(task);
	assert_happened("C");

	futures[0] = co_future_new_on(loop, 0);
	task = start("f0D");
	turn();
	co_future_set_result(futures[0], NULL, 0);
	co_cancel(task);
	co_uncancel(task);
	run(task);
	assert_happened("D");
}

static void cancel_23_during_cleanup(void **state) {
	(void)state;
	co_task *task = start("{s9}A{s9}B.C");
	turn();
	co_cancel(task);
	turn();
	assert_happened("!A");
	co_cancel(task);
	run(task);
	assert_happened("!BC");
}

static void cancel_and_withdraw(void) {
	co_cancel(futures[2]);
	co_uncancel(futures[2]);
}
static void call_hook(void *arg) {
	(void)arg;
	hooks[0]();
}

static void a_sleeper_whose_time_has_come_is_cancelled(void **state) {
	(void)state;
	futures[0] = start("{s1}A");
	subs[0] = "c0";
	start("s1c0");
	run(futures[0]);
	assert_happened("A"); /* it was resumed first */
	hooks[0] = cancel_and_withdraw;
	co_call_later(loop, 1, call_hook, NULL);
	futures[2] = start("{s1}B"); /* cancelled when its timer has run and it has not */
	run(futures[2]);
	assert_happened("!B"); /* too late to withdraw */
}

static void through_objects_and_tasks_to_the_innermost_wait(void **state) {
	(void)state;
	subs[0] = "{s9}Ax";
	subs[1] = "{o0}Bt2f2C";
	subs[2] = "{s9}D";
	co_task *task = start("o1E");
	turn();
	co_cancel(task);
	turn(), turn();
	assert_happened("!A?B");
	co_cancel(task);
	run(task);
	assert_happened("!DCE");
}

static void a_ring_of_tasks_can_be_cancelled(void **state) {
	(void)state;
	futures[0] = start("f1A");
	futures[1] = start("f2B");
	futures[2] = start("f1C");
	assert_int_equal(run(futures[0]), CO_EDEADLOCK);
	co_cancel(futures[0]);
	assert_int_equal(run(futures[0]), 0);
	assert_true(co_cancelled(futures[0]));
	assert_true(co_cancelled(futures[1]));
	assert_true(co_cancelled(futures[2]));
}

static void a_long_chain_of_tasks_is_cancelled_on_a_flat_stack(void **state) {
	(void)state;
	enum { LENGTH = 100000 };
	futures[0] = co_future_new_on(loop, 0);
	for (int i = 0; i < LENGTH; i++) {
		co_task *next = start("f0");
		turn(); /* it has read futures[0] */
		futures[0] = next;
	}
	co_task *last = futures[0];
	co_cancel(last);
	run(last);
	assert_true(co_cancelled(last));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(cancel_1_2_is_delivered_in_the_next_turn),
		TEST(cancel_3_before_the_first_step),
		TEST(cancel_4_what_it_waited_for_is_cancelled),
		TEST(cancel_5_a_cancelled_sleep_has_no_timer),
		TEST(cancel_6_caught_and_returned),
		TEST(cancel_8_answered_by_another_error),
		TEST(cancel_9_an_escaping_cancellation_cancels),
		TEST(cancel_11_forwarded_to_the_inner_task),
		TEST(cancel_12_the_inner_task_swallows_it),
		TEST(cancel_13_beats_a_completion_of_the_same_turn),
		TEST(cancel_14_of_itself),
		TEST(cancel_14_before_an_await_of_a_task),
		TEST(cancel_15_at_the_end),
		TEST(cancel_17_18_counted),
		TEST(cancel_19_20_withdrawn),
		TEST(cancel_23_during_cleanup),
		TEST(a_sleeper_whose_time_has_come_is_cancelled),
		TEST(through_objects_and_tasks_to_the_innermost_wait),
		TEST(a_ring_of_tasks_can_be_cancelled),
		TEST(a_long_chain_of_tasks_is_cancelled_on_a_flat_stack),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
