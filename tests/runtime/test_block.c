/* The blocks that the runtime carries out: timeouts, groups, scopes, uncancellable sections. */
#include "frames.h"

/* ---- timeouts ---- */

static void timeout_8_a_body_in_time_is_not_touched(void **state) {
	(void)state;
	co_task *task = start("y3(s2A)s5B");
	run(task);
	assert_int_equal(code_of(task), 0);
	assert_true(co_loop_time(loop) == 7);
	assert_happened("AB");
}

static void timeout_9_10_it_ends_the_body(void **state) {
	(void)state;
	co_task *task = start("{y2(A{s9}B)C}Ds1E");
	run(task);
	assert_happened("A!BCDE"); /* a body that keeps the cancellation is not timed out */
	assert_int_equal(co_cancelling(task), 0);
	task = start("{y2(As9B)C}Ds1E");
	run(task);
	assert_happened("A@DE");
	assert_int_equal(co_cancelling(task), 0);
	assert_true(co_loop_time(loop) == 6);
}

static void timeout_12_zero_ends_at_the_first_suspension(void **state) {
	(void)state;
	co_task *task = start("{y0(A)B}{y0(C.D)E}");
	run(task);
	assert_happened("ABC@");
}

static void timeout_11_infinite(void **state) {
	(void)state;
	run(start("y9(s5A)"));
	assert_happened("A");
	run(start("{y9(x)}B"));
	assert_happened("?B");
}

static void not_a_number(void **state) {
	(void)state;
	struct co__co_timeout_frame frame;
	co_step step = co__co_timeout_enter_start(&frame, 0.0 / 0.0);
	assert_int_equal(step.co__status, CO__RAISED);
	assert_int_equal(co__step_error(step)->code, UV_EINVAL);
	co_error_free(co__step_error(step));
	step = co__co_timeout_enter_start(&frame, 1);
	assert_int_equal(step.co__status, CO__RAISED);
	assert_int_equal(co__step_error(step)->code, CO_ESTATE); /* no task runs */
	co_error_free(co__step_error(step));
}

static void timeout_13_14_nested(void **state) {
	(void)state;
	run(start("{y2({y2(s9A)B}C)D}E")); /* together: the outer one's */
	assert_happened("!C"
	                "DE");
	run(start("{y2(y2(s9A)B)D}E"));
	assert_happened("@E");
	run(start("{y5({y2(s9A)B}Cs9D)}E"));
	assert_happened("@C@E");
}

static void cancel_1(void *arg) {
	(void)arg;
	co_cancel(futures[1]);
}

static void timeout_15_16_foreign_cancellations_stay(void **state) {
	(void)state;
	futures[0] = start("{{y2(s9A)B}C}Ds1E");
	turn();
	co_cancel(futures[0]);
	run(futures[0]);
	assert_happened("!CDE");
	assert_int_equal(co_cancelling(futures[0]), 1);
	/* At the same time. */
	futures[1] = co_retain(start("{y2(s9A)B}C"));
	turn();
	co_call_later(loop, 2, cancel_1, NULL);
	run(futures[1]);
	assert_happened("!C");
	co_release(futures[1]);
	/* One that was asked for before the block and is delivered in it. */
	run(start("{ky2(s9A)B}C"));
	assert_happened("!C");
	run(start("{ky0(s9A)B}C"));
	assert_happened("!C");
}

static void a_timeout_keeps_its_timer_to_itself(void **state) {
	(void)state;
	run(start("{y2(s2A)B}C")); /* the time of both is up in one turn, of the timeout first */
	assert_happened("@C");
	run(start("y0(A)By2(s1C)s5D")); /* it is left while the expiry is on its way, and before */
	assert_happened("ABCD");
	futures[0] = co_future_new_on(loop, 0);
	assert_int_equal(run(futures[0]), CO_EDEADLOCK);
	co_future_set_result(futures[0], NULL, 0);
}

/* ---- uncancellable ---- */

static void requests_are_kept_until_behind_it(void **state) {
	(void)state;
	co_task *task = start("{z(s2As2B)Cs1D}E");
	turn();
	co_cancel(task);
	co_cancel(task);
	run(task);
	assert_happened("ABC!E");
	assert_int_equal(co_cancelling(task), 2);
	task = start("z(s2A)B"); /* CANCEL-15 */
	turn();
	co_cancel(task);
	run(task);
	assert_happened("AB");
	assert_true(co_cancelled(task));
	task = start("kz(.A)B{.}C");
	run(task);
	assert_happened("AB!C");
	task = start("z(s2Aw)Bs1C");
	turn();
	co_cancel(task);
	run(task);
	assert_happened("ABC"); /* withdrawn */
}

static void what_an_uncancellable_task_awaits_is_not_cancelled(void **state) {
	(void)state;
	futures[1] = start("s3I");
	co_task *task = start("z(f1A)B.C");
	turn();
	co_cancel(task);
	run(task);
	assert_happened("IAB");
	assert_true(co_cancelled(task));
}

static void a_deadline_inside_works(void **state) {
	(void)state;
	co_task *task = start("{z({y2(s9A)B}Cs1D)E.F}G");
	turn();
	co_cancel(task);
	run(task);
	assert_happened("@CDE!G");
	assert_true(co_loop_time(loop) == 3);
	/* …but not into an uncancellable section inside of the deadline's. */
	run(start("z({y2(z(s5A)B.C)D}E)F"));
	assert_happened("AB@EF");
	run(start("{y2(z(s5A)BkD)}Es1F"));
	assert_happened("ABDE");
}

/* ---- groups ---- */

static void group_waits_for_its_tasks(void **state) {
	(void)state;
	subs[1] = "s3A";
	subs[2] = "s1B";
	run(start("p(d1d2C)D"));
	assert_happened("CBAD");
	run(start("p(C)D"));
	assert_happened("CD");
	co_release(futures[1]), co_release(futures[2]);
}

static void group_first_failure_cancels_the_rest_and_the_body(void **state) {
	(void)state;
	subs[1] = "s1x";
	subs[2] = "{s9}A";
	co_task *task = start("{p(d1d2{s5}Bs1C)}Ds1E");
	run(task);
	assert_happened("!A!BC?DE");
	assert_int_equal(co_cancelling(task), 0);
	task = start("{p(d1d2)}Ds1E"); /* in the exit */
	run(task);
	assert_happened("!A?DE");
	assert_int_equal(co_cancelling(task), 0);
}

static void group_all_errors(void **state) {
	(void)state;
	subs[1] = "s1x";
	subs[2] = "{s9}x";
	subs[3] = "{s9}s1x";
	co_task *task = start("p(d1d2d3{s9}x)");
	run(task);
	assert_happened("!!!");
	int count = 0;
	for (const co_error *error = co_future_error(task); error; error = co_error_next(error)) {
		assert_int_equal(error->code, 77);
		count++;
	}
	assert_int_equal(count, 4);
	assert_null(co_error_next(co_future_error(futures[1]))); /* each keeps its own */
}

static void group_a_failing_body_cancels_the_tasks(void **state) {
	(void)state;
	subs[1] = "{s9}A";
	co_task *task = start("{p(d1.x)B}C");
	run(task);
	assert_happened("!A?C");
	assert_int_equal(co_cancelling(task), 0);
}

static void group_cancelled_from_outside(void **state) {
	(void)state;
	subs[1] = "{s9}As1B";
	co_task *task = start("{p(d1s5)C}D");
	turn();
	turn();
	co_cancel(task);
	run(task);
	assert_happened("!AB!D");
	assert_int_equal(co_cancelling(task), 1);
	task = start("{p(d1)C}D"); /* in the exit */
	turn();
	turn();
	co_cancel(task);
	run(task);
	assert_happened("!AB!D");
	assert_int_equal(co_cancelling(task), 1);
	/* With an error, the request comes behind it. */
	subs[1] = "{s9}x";
	task = start("{{p(d1s5)C}Ds1E}F");
	turn();
	turn();
	co_cancel(task);
	run(task);
	assert_happened("!?D!F");
	assert_int_equal(co_cancelling(task), 1);
}

static void group_cancel_without_an_error(void **state) {
	(void)state;
	subs[1] = "{s9}A";
	co_task *task = start("p(d1s1as1B)C.D");
	run(task);
	assert_happened("!ACD");
	assert_int_equal(co_cancelling(task), 0);
	run(start("p(d1a)C.D")); /* begins never */
	assert_happened("CD");
	subs[2] = "a";
	run(start("p(d1d2)C.D"));
	assert_happened("!ACD");
	/* A cancellation from outside is not swallowed. */
	task = start("{p(d1s9)C}D");
	turn();
	turn();
	co_group_cancel(group);
	co_cancel(task);
	run(task);
	assert_happened("!A!D");
}

static void group_refuses_when_it_ends(void **state) {
	(void)state;
	subs[1] = "{s9}d2A";
	subs[2] = "B";
	co_task *task = start("p(d1.a)C");
	run(task);
	assert_happened("!AC");
	assert_int_equal(code_of(futures[2]), CO_ESTATE);
}

static atomic_size_t over;
static void is_over(void *arg) {
	(void)arg;
	over++;
}

static void spawn_with(void) { co_group_spawn_with(group, scripted("A"), is_over, NULL); }

static void group_spawn_with_without_memory(void **state) {
	(void)state;
	hooks[1] = spawn_with;
	for (size_t n = 0; n < 40; n++) {
		over = 0;
		co_task *task = start("{p(h1.B)C}D");
		turn();
		fail_at = SIZE_MAX;
		co_loop_close(loop);
		assert_int_equal(live_blocks, 0);
		happened();
		loop = co_loop_new_virtual();
		task = start("{p(h1.B)C}D");
		fail_at = allocations + n;
		over = 0;
		run(task);
		fail_at = SIZE_MAX;
		assert_int_equal(over, 1);
		happened();
	}
}

static void group_in_a_timeout(void **state) {
	(void)state;
	subs[1] = "{s9}A";
	co_task *task = start("{y2(p(d1s9)B)C}Ds1E");
	run(task);
	assert_happened("!A@DE");
	assert_int_equal(co_cancelling(task), 0);
	task = start("{y2(p(d1)B)C}Ds1E");
	run(task);
	assert_happened("!A@DE");
	assert_int_equal(co_cancelling(task), 0);
}

static void group_in_an_uncancellable_section(void **state) {
	(void)state;
	subs[1] = "s1x";
	co_task *task = start("{z({p(d1s9)B}Cs1D)E.F}G");
	turn();
	co_cancel(task);
	run(task);
	assert_happened("?CDE!G");
}

static void a_group_that_is_destroyed(void **state) {
	(void)state;
	subs[1] = "{s9}{s9}{s9}{s9}{s9}{s9}{s9}{s9}{s9}{s9}{s9}{s9}";
	subs[2] = "x";
	start("p(d1d2)");
	turn();
	turn();
	happened();
	co_loop_close(loop);
	happened();
	assert_int_equal(live_blocks, 0);
	loop = co_loop_new_virtual();
}

/* ---- scopes ---- */

static size_t blocks_before;
static void remember(void) { blocks_before = live_blocks; }
static void make_ten(void) {
	for (int i = 0; i < 10; i++) co_future_set_result(co_future_new(0), NULL, 0);
}
static void as_before(void) { assert_int_equal(live_blocks, blocks_before); }
static void ten_are_left(void) { assert_true(live_blocks >= blocks_before + 10); }

static void a_scope_ends_its_handles(void **state) {
	(void)state;
	hooks[1] = remember, hooks[2] = make_ten, hooks[3] = as_before, hooks[4] = ten_are_left;
	run(start("h1i(h2.h4)h3"));
	run(start("h1i(h2i(.h2)h4y9(h2))h3"));
	run(start("h1{i(h2x)}h3"));
	assert_happened("?");
	run(start("h1h2h4"));
}

static co_future *kept;
static void make_and_disown(void) {
	kept = co_future_new(0);
	co_future_set_result(kept, NULL, 0);
	co_retain(kept);
	co_disown(kept);
}
static void disown_later(void) { co_disown(kept); }

static void what_a_scope_owns_can_be_disowned(void **state) {
	(void)state;
	hooks[1] = make_and_disown, hooks[2] = disown_later;
	run(start("i(h2h1h2)h2"));
	assert_true(co_done(kept));
	co_release(kept);
	kept = NULL;
}

/* What blocks cost: nothing is allocated by entering, leaving and waking. */
static void blocks_allocate_nothing(void **state) {
	(void)state;
	run(start("y5(.)")); /* the heap of timers has room from here on */
	co_task *task = start("y5(z(i(p(.)))){y1(s2)}");
	size_t before = allocations;
	run(task);
	assert_int_equal(allocations, before + 2); /* the timeout's error and the cancellation that it was */
	assert_happened("@");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(timeout_8_a_body_in_time_is_not_touched),
		TEST(timeout_9_10_it_ends_the_body),
		TEST(timeout_12_zero_ends_at_the_first_suspension),
		TEST(timeout_11_infinite),
		TEST(not_a_number),
		TEST(timeout_13_14_nested),
		TEST(timeout_15_16_foreign_cancellations_stay),
		TEST(a_timeout_keeps_its_timer_to_itself),
		TEST(requests_are_kept_until_behind_it),
		TEST(what_an_uncancellable_task_awaits_is_not_cancelled),
		TEST(a_deadline_inside_works),
		TEST(group_waits_for_its_tasks),
		TEST(group_first_failure_cancels_the_rest_and_the_body),
		TEST(group_all_errors),
		TEST(group_a_failing_body_cancels_the_tasks),
		TEST(group_cancelled_from_outside),
		TEST(group_cancel_without_an_error),
		TEST(group_refuses_when_it_ends),
		TEST(group_spawn_with_without_memory),
		TEST(group_in_a_timeout),
		TEST(group_in_an_uncancellable_section),
		TEST(a_group_that_is_destroyed),
		TEST(a_scope_ends_its_handles),
		TEST(what_a_scope_owns_can_be_disowned),
		TEST(blocks_allocate_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
