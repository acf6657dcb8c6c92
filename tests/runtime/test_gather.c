/* co_gather, co_gather_settled, co_gather_strict. */
#include "cogen/step.h"
#include "frames.h"

static void gather_1_3_results_in_argument_order(void **state) {
	(void)state;
	futures[1] = start("As2Br2");
	futures[0] = co_gather(futures[1], start("Cs1Dr1"));
	run(start("f0"));
	assert_happened("ACDB");
	assert_int_equal(co_gather_result(int, futures[0], 0), 2);
	assert_int_equal(co_gather_result(int, futures[0], 1), 1);
	assert_ptr_equal(co_gather_child(futures[0], 0), futures[1]);
}

static void make_gather(void) { futures[0] = co_gather(scripted("Ar1"), scripted("Br2"), scripted("s1Cr3")); }

static void calls_are_started(void **state) {
	(void)state;
	hooks[0] = make_gather;
	subs[0] = "";
	co_task *task = start("h0Xf0Yr0");
	run(task);
	assert_happened("XABCY");
}

static co_future *gather_nothing(void) { return co_gather_n(NULL, 0); }
static void make_nothing(void) { futures[0] = gather_nothing(); }

static void gather_2_nothing_is_done(void **state) {
	(void)state;
	hooks[0] = make_nothing;
	start("h0Af0B");
	turn();
	assert_happened("AB");
}

static void gather_4_5_the_first_error_wins_the_others_go_on(void **state) {
	(void)state;
	co_task *a = start("s2Ax"), *b = start("s1Bx"), *c = start("s3Cr5");
	futures[0] = co_gather(a, b, c);
	co_task *task = start("{f0}D");
	run(task);
	assert_happened("B?D");
	assert_false(co_done(a));
	run(c);
	assert_happened("AC");
	assert_int_equal(code_of(futures[0]), 77);
	/* a's error counts as seen: nothing is reported at the end */
}

static void gather_6_8_settled_never_fails(void **state) {
	(void)state;
	co_task *b = start("s9");
	futures[0] = co_gather_settled(start("s1x"), b, start("s3r5"));
	co_task *task = start("f0D");
	turn();
	co_cancel(b);
	run(task);
	assert_happened("D");
	assert_null(co_future_error(futures[0]));
	assert_int_equal(code_of(co_gather_child(futures[0], 0)), 77);
	assert_true(co_cancelled(co_gather_child(futures[0], 1)));
	assert_int_equal(co_gather_result(int, futures[0], 2), 5);
}

static void gather_7_a_cancelled_child_fails_it(void **state) {
	(void)state;
	co_task *a = start("s9"), *b = start("s2B");
	futures[0] = co_gather(a, b);
	co_task *task = start("{f0}D");
	turn();
	co_cancel(a);
	run(task);
	assert_happened("!D");
	assert_false(co_cancelled(futures[0]));
	assert_int_equal(code_of(futures[0]), CO_ECANCELED);
	assert_false(co_done(b));
	run(b);
	assert_happened("B");
}

static void gather_9_cancelling_it_cancels_every_child(void **state) {
	(void)state;
	co_task *a = start("{s9}A.x"), *b = start("s9"), *done = start("");
	futures[0] = co_gather(a, b, done);
	co_task *task = start("{f0}D");
	turn(), turn();
	assert_true(co_cancel(task));
	run(task);
	assert_happened("!A!D");
	assert_true(co_cancelled(b));
	run(a);
	assert_false(co_cancelled(done));
}

static void gather_10_11_settled_ends_cancelled_when_all_have_ended(void **state) {
	(void)state;
	co_task *a = start("{s9}A..B"), *b = start("{s9}C");
	futures[0] = co_gather_settled(a, b);
	co_task *task = start("{f0}D");
	turn();
	assert_true(co_cancel(futures[0]));
	run(task);
	assert_happened("!A!CB!D");
	assert_false(co_cancelled(a));
	assert_false(co_cancelled(b));
	assert_int_equal(code_of(futures[0]), CO_ECANCELED);
}

static void gather_12_13_too_late_to_cancel(void **state) {
	(void)state;
	co_task *a = start("");
	futures[0] = co_gather(a);
	turn(); /* a is done, the gather does not know yet */
	assert_false(co_done(futures[0]));
	assert_false(co_cancel(futures[0]));
	run(futures[0]);
	assert_int_equal(code_of(futures[0]), 0);

	co_task *fails = start("x"), *goes_on = start("s1A");
	futures[0] = co_gather(fails, goes_on);
	run(futures[0]);
	assert_int_equal(code_of(futures[0]), 77);
	assert_false(co_cancel(futures[0]));
	run(goes_on);
	assert_happened("A");
}

static void make_twice(void) {
	co_coro *call = scripted("Ar3");
	futures[0] = co_retain(co_gather(call, futures[1], call, futures[1])); /* it belongs to the task, which ends */
}

static void gather_14_given_twice_runs_once(void **state) {
	(void)state;
	futures[1] = start("Br4");
	hooks[0] = make_twice;
	run(start("h0f0"));
	assert_happened("BA");
	for (size_t i = 0; i < 4; i++) assert_int_equal(co_gather_result(int, futures[0], i), i % 2 ? 4 : 3);
	co_release(futures[0]);
}

static void gather_15_of_different_loops(void **state) {
	(void)state;
	co_loop *other = co_loop_new_virtual();
	co_future *foreign = co_future_new_on(other, 0);
	co_future *gather = co_gather(start("A"), foreign, scripted("B"));
	assert_true(co_done(gather));
	assert_int_equal(code_of(gather), CO_ESTATE);
	turn();
	assert_happened("A");
	co_disown(gather);
	co_loop_close(other);
}

/* What is refused holds nothing of the other loop, which may end first. */
static void gather_15_when_the_other_loop_ends_first(void **state) {
	(void)state;
	for (int way = 0; way < 5; way++) {
		co_loop *other = co_loop_new_virtual();
		co_future *mixed[3] = { co_future_new_on(loop, 0), co_future_new_on(other, 0), co_future_new_on(loop, 0) };
		const unsigned ours = mixed[0]->references, theirs = mixed[1]->references;
		co_future *gather = NULL;
		co_gen *each = NULL;
		if (way == 0) gather = co_gather_n(mixed, 3);
		if (way == 1) gather = co_gather_settled_n(mixed, 3);
		if (way == 2) gather = co_gather_strict_n(mixed, 3);
		if (way == 3) gather = co_wait_future(co_wait_n(CO_ALL_COMPLETED, mixed, 3));
		if (way == 4) each = co_as_completed_n(mixed, 3);
		assert_int_equal(mixed[1]->references, theirs);
		assert_int_equal(mixed[0]->references, ours + 1);
		if (way < 4) assert_int_equal(code_of(gather), CO_ESTATE);
		for (size_t i = 0; way < 3 && i < 3; i++) assert_ptr_equal(co_gather_child(gather, i), mixed[i]);
		co_loop_close(other);
		if (gather) co_disown(gather);
		if (each) co_free(each);
		assert_int_equal(mixed[0]->references, ours);
		assert_int_equal(mixed[2]->references, ours);
		co_future_set_result(mixed[0], NULL, 0);
		co_future_set_result(mixed[2], NULL, 0);
	}
}

static void make_of_done(void) {
	futures[0] = co_retain(co_gather(futures[1], futures[2]));
	event(co_done(futures[0]) ? "d" : "p");
	futures[3] = co_gather(futures[1], futures[4], futures[2]);
	event(co_done(futures[3]) ? "d" : "p");
}

static void gather_16_all_children_done_already(void **state) {
	(void)state;
	futures[1] = start("r1"), futures[2] = start("r2"), futures[4] = start("x");
	turn();
	hooks[0] = make_of_done;
	run(start("h0f0A{f3}"));
	assert_happened("ddA?");
	assert_int_equal(co_gather_result(int, futures[0], 1), 2);
	co_release(futures[0]);
}

static void gather_17_turns(void **state) {
	(void)state;
	co_task *a = start("."), *b = start(".");
	futures[0] = co_gather(a, b);
	start("f0A");
	turn(), turn();
	assert_true(co_done(b));
	assert_false(co_done(futures[0]));
	turn();
	assert_true(co_done(futures[0]));
	assert_happened("");
	turn();
	assert_happened("A");
}

static void strict_cancels_the_others_and_waits_for_them(void **state) {
	(void)state;
	co_task *a = start("{s9}A.B"), *b = start("s1x"), *c = start("s9C"), *d = start("r4");
	futures[0] = co_gather_strict(a, b, c, d);
	co_task *task = start("{f0}D");
	run(task);
	assert_happened("!AB?D");
	assert_int_equal(code_of(futures[0]), 77);
	assert_true(co_cancelled(c));
	assert_false(co_cancelled(d));

	futures[0] = co_gather_strict(start("s9E"), start("{s8}F"));
	task = start("{f0}G");
	turn();
	co_cancel(task);
	run(task);
	assert_happened("!F!G");
}

static void a_child_that_awaits_its_gather_can_be_cancelled(void **state) {
	(void)state;
	co_task *child = start("f0");
	futures[0] = co_gather(child);
	co_task *task = start("f0");
	assert_int_equal(run(task), CO_EDEADLOCK);
	co_cancel(task);
	assert_int_equal(run(task), 0);
	assert_true(co_cancelled(task));
	assert_true(co_cancelled(child));
}

static void no_memory_for_a_gather(void **state) {
	(void)state;
	for (size_t n = 0; n < 8; n++) {
		co_task *task = start("s1");
		void *things[] = { task, scripted("s1"), scripted("s2") };
		fail_at = allocations + n;
		co_future *gather = co__gather(NULL, CO__GATHER_STRICT, things, 3);
		fail_at = SIZE_MAX;
		run(gather);
		assert_true(code_of(gather) == CO_ENOMEM || code_of(gather) == 0);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(gather_1_3_results_in_argument_order),
		TEST(calls_are_started),
		TEST(gather_2_nothing_is_done),
		TEST(gather_4_5_the_first_error_wins_the_others_go_on),
		TEST(gather_6_8_settled_never_fails),
		TEST(gather_7_a_cancelled_child_fails_it),
		TEST(gather_9_cancelling_it_cancels_every_child),
		TEST(gather_10_11_settled_ends_cancelled_when_all_have_ended),
		TEST(gather_12_13_too_late_to_cancel),
		TEST(gather_14_given_twice_runs_once),
		TEST(gather_15_of_different_loops),
		TEST(gather_15_when_the_other_loop_ends_first),
		TEST(gather_16_all_children_done_already),
		TEST(gather_17_turns),
		TEST(strict_cancels_the_others_and_waits_for_them),
		TEST(a_child_that_awaits_its_gather_can_be_cancelled),
		TEST(no_memory_for_a_gather),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
