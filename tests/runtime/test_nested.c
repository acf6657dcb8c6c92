/* co_wait_for and co_shield, as awaitables and as calls for the other forms. */
#include "frames.h"

static double limit;
static co_future *thing;
static co_coro *wait_for_sub(double unused) {
	(void)unused;
	return co_wait_for(limit, scripted(subs[9]));
}
static co_coro *wait_for_thing(double unused) {
	(void)unused;
	return co_wait_for(limit, thing);
}
static co_coro *shield_sub(double unused) {
	(void)unused;
	return co_shield(scripted(subs[9]));
}
static co_coro *shield_thing(double unused) {
	(void)unused;
	return co_shield(thing);
}

static co_task *go(double seconds, const char *sub) {
	limit = seconds;
	subs[9] = sub;
	return co_spawn_on(loop, co_wait_for(seconds, scripted(sub)));
}

static void timeout_1_in_time(void **state) {
	(void)state;
	co_task *task = go(2, "s1Ar3");
	run(task);
	assert_int_equal(co_result(int, task), 3);
	assert_happened("A");
	assert_int_equal(code_of(go(2, "r4")), 0);
	run(task = go(1.0 / 0.0, "s9r4"));
	assert_int_equal(co_result(int, task), 4);
	futures[1] = start("s1r5");
	run(task = co_spawn_on(loop, co_wait_for(3, futures[1])));
	assert_ptr_equal(co_result(co_future *, task), futures[1]);
}

static void timeout_2_3_4_ends_what_it_waits_for(void **state) {
	(void)state;
	co_task *task = go(2, "{s9}s1x");
	run(task);
	assert_int_equal(code_of(task), 77);
	assert_happened("!");
	assert_true(co_loop_time(loop) == 3);
	run(task = go(2, "{s9}s1r6"));
	assert_int_equal(co_result(int, task), 6);
	assert_happened("!");
	run(task = go(2, "s9"));
	assert_int_equal(code_of(task), CO_ETIMEDOUT);
	futures[1] = start("{s9}s1A{s1}B.x");
	thing = futures[1], limit = 1, called = wait_for_thing;
	run(task = start("{*}C"));
	assert_happened("!AB?C");
}

static void timeout_5_nothing_left(void **state) {
	(void)state;
	co_task *task = go(0, "A");
	run(task);
	assert_int_equal(code_of(task), CO_ETIMEDOUT);
	thing = futures[1] = start("Ar7");
	run(thing);
	run(task = co_spawn_on(loop, co_wait_for(-1, thing)));
	assert_ptr_equal(co_result(co_future *, task), thing);
	assert_happened("A");
	thing = start("{s5}s1B");
	turn();
	run(task = co_spawn_on(loop, co_wait_for(0, thing)));
	assert_ptr_equal(co_result(co_future *, task), thing);
	assert_happened("!B");
	thing = start("s5");
	turn();
	run(task = co_spawn_on(loop, co_wait_for(0, thing)));
	assert_int_equal(code_of(task), CO_ETIMEDOUT);
	run(task = go(0.0 / 0.0, "A"));
	assert_int_equal(code_of(task), UV_EINVAL);
}

static void timeout_6_cancelled(void **state) {
	(void)state;
	limit = 5, subs[9] = "{s9}s1A", called = wait_for_sub;
	co_task *task = start("{*}B");
	turn();
	co_cancel(task);
	run(task);
	assert_happened("!AB");
	limit = 0, subs[9] = "A", thing = start("{s9}{s9}C"), called = wait_for_thing;
	turn();
	task = start("{*}B");
	turn();
	co_cancel(task);
	run(task);
	assert_happened("!!B");
	run(thing);
	assert_happened("C");
}

static void timeout_22_shield_passes_on(void **state) {
	(void)state;
	subs[9] = "s1Ar4";
	co_task *task = co_spawn_on(loop, co_shield(scripted("s1r4")));
	run(task);
	assert_int_equal(co_result(int, task), 4);
	run(task = co_spawn_on(loop, co_shield(scripted("s1x"))));
	assert_int_equal(code_of(task), 77);
	thing = start("r2");
	run(thing);
	run(task = co_spawn_on(loop, co_shield(thing)));
	assert_ptr_equal(co_result(co_future *, task), thing);
}

static void timeout_23_cancelling_the_shield(void **state) {
	(void)state;
	called = shield_sub, subs[9] = "s2A";
	co_task *task = start("{*}Bs5C");
	turn();
	turn();
	co_cancel(task);
	run(task);
	assert_happened("!BAC");
	thing = start("s2A"), called = shield_thing;
	task = start("{*}Bs5C");
	turn();
	turn();
	co_cancel(task);
	run(task);
	assert_happened("!BAC");
	/* In the turn in which the inner one has ended: the relay is on its way. */
	thing = start("..A");
	task = start("{*}Bs5C");
	turn(), turn(), turn();
	assert_happened("A");
	co_cancel(task);
	run(task);
	assert_happened("!BC");
}

static void timeout_24_cancelling_the_inner(void **state) {
	(void)state;
	thing = start("s2A"), called = shield_thing;
	co_task *task = start("{*}B");
	turn();
	co_cancel(thing);
	run(task);
	assert_happened("!B");
	assert_int_equal(co_cancelling(task), 0);
}

static void timeout_27_wait_for_over_shield(void **state) {
	(void)state;
	thing = start("s3A");
	co_task *task = co_spawn_on(loop, co_wait_for(1, co_shield(thing)));
	run(task);
	assert_int_equal(code_of(task), CO_ETIMEDOUT);
	run(thing);
	assert_happened("A");
}

static void awaits_itself(void) { thing = co_current_task(); }

static void bad_use(void **state) {
	(void)state;
	hooks[1] = awaits_itself, called = shield_thing;
	co_task *task = start("h1*");
	run(task);
	assert_int_equal(code_of(task), CO_ESTATE);
	/* Calls that never begin are freed with what they were given. */
	co_task *never = co_spawn_on(loop, co_wait_for(1, co_shield(scripted("A"))));
	co_cancel(never);
	run(never);
	assert_true(co_cancelled(never));
}

static void without_memory(void **state) {
	(void)state;
	for (size_t n = 0; n < 30; n++) {
		fail_at = allocations + n;
		co_task *task = co_spawn_on(loop, co_wait_for(1, co_shield(co_wait_for(3, scripted("x")))));
		run(task);
		assert_int_not_equal(code_of(task), 0);
		fail_at = SIZE_MAX;
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(timeout_1_in_time),
		TEST(timeout_2_3_4_ends_what_it_waits_for),
		TEST(timeout_5_nothing_left),
		TEST(timeout_6_cancelled),
		TEST(timeout_22_shield_passes_on),
		TEST(timeout_23_cancelling_the_shield),
		TEST(timeout_24_cancelling_the_inner),
		TEST(timeout_27_wait_for_over_shield),
		TEST(bad_use),
		TEST(without_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
