/* Timers, the clocks, and sleeping. */
#include "frames.h"

static void sched_8_17_in_the_order_of_due_times_equal_ones_as_scheduled(void **state) {
	(void)state;
	co_call_later(loop, 3, say, "3");
	co_call_later(loop, 1, say, "a");
	co_call_later(loop, 2, say, "2");
	co_call_later(loop, 1, say, "b");
	co_call_at(loop, co_loop_time(loop) + 1, say, "c");
	start("s1As2B"), start("s1C");
	run(start("s4D"));
	assert_happened("abcAC23BD");
}

static int next_of_equal;
static void check_next(void *number) { assert_int_equal(*(int *)number, next_of_equal++); }

static void x1_many_equal_ones_as_scheduled(void **state) {
	(void)state;
	static int numbers[100];
	next_of_equal = 0;
	for (int i = 0; i < 100; i++) {
		numbers[i] = i;
		co_call_at(loop, 50 - i % 7, say, "");
		co_call_at(loop, 60, check_next, &numbers[i]);
	}
	run(co_spawn_on(loop, co_sleep(70)));
	assert_int_equal(next_of_equal, 100);
}

static double at;
static void note_time(void *arg) {
	(void)arg;
	at = co_loop_time(loop);
}

static void sched_9_10_never_early(void **state) {
	(void)state;
	co_loop *virtual_loop = loop;
	loop = co_loop_new();
	for (int i = 1; i < 40; i++) {
		double begin = co_loop_time(loop), seconds = i * 0.00013;
		co_call_later(loop, seconds, note_time, NULL);
		co_task *task = start("");
		co_disown(task);
		at = 0;
		task = co_spawn_on(loop, co_sleep(seconds + 0.0004));
		run(task);
		assert_true(at >= begin + seconds);
		assert_true(co_loop_time(loop) >= begin + seconds + 0.0004);
		assert_true(co_loop_time(loop) < begin + seconds + 0.5);
	}
	co_loop_close(loop);
	loop = virtual_loop;
}

static void later(void *arg) {
	event("x");
	co_call_later(loop, *(double *)arg, say, "y");
}

static void sched_11_zero_and_negative_delays_take_a_turn(void **state) {
	(void)state;
	double delays[] = { 0, -5 };
	for (int i = 0; i < 2; i++) {
		co_call_soon(loop, later, &delays[i]);
		turn();
		assert_happened("x");
		turn();
		assert_happened("y");
	}
}

static void sched_12_behind_what_is_ready_already(void **state) {
	(void)state;
	co_call_later(loop, 0, say, "t");
	co_call_soon(loop, say, "s");
	turn();
	assert_happened("st");
}

static void sched_14_a_cancelled_timer_neither_runs_nor_wakes(void **state) {
	(void)state;
	co_handle handle = co_call_later(loop, 1, say, "x");
	assert_true(co_handle_cancel(handle));
	assert_false(co_handle_cancel(handle));
	futures[0] = co_future_new_on(loop, 0);
	assert_int_equal(run(futures[0]), CO_EDEADLOCK);
	assert_true(co_loop_time(loop) == 0);
}

static uint32_t seed = 12345;
static uint32_t next_random(void) { return seed = seed * 1664525u + 1013904223u; }

static double due_of[500];
static double last_due;
static int ran;
static void check_order(void *due) {
	assert_true(*(double *)due >= last_due);
	assert_true(co_loop_time(loop) >= *(double *)due);
	last_due = *(double *)due;
	ran++;
}

static void a_heap_of_many_with_cancellations(void **state) {
	(void)state;
	co_handle handles[500];
	int expected = 0;
	last_due = 0;
	ran = 0;
	for (int i = 0; i < 500; i++) {
		due_of[i] = (double)(next_random() >> 22);
		handles[i] = co_call_at(loop, due_of[i], check_order, &due_of[i]);
	}
	for (int i = 0; i < 500; i++) {
		if (next_random() & 0x10000)
			assert_true(co_handle_cancel(handles[i]));
		else
			expected++;
	}
	run(co_spawn_on(loop, co_sleep(2000)));
	assert_int_equal(ran, expected);
}

static void x3_a_virtual_clock_is_exact_and_takes_no_time(void **state) {
	(void)state;
	run(start("s9s9s9s9"));
	assert_true(co_loop_time(loop) == 36);
	run(co_spawn_on(loop, co_sleep(1e9))); /* thirty years */
	assert_true(co_loop_time(loop) == 36 + 1e9);
}

static void work(uv_work_t *request) {
	(void)request;
	struct timespec pause = { 0, 20000000 };
	nanosleep(&pause, NULL);
}
static void worked(uv_work_t *request, int status) {
	(void)request;
	(void)status;
	event("w");
}

static void a_virtual_clock_waits_for_what_is_outside(void **state) {
	(void)state;
	uv_work_t request;
	uv_queue_work(co_loop_uv(loop), &request, work, worked);
	run(start("s9A"));
	assert_happened("wA");
}

static void queue_and_schedule(void *arg) {
	(void)arg;
	event("x");
	co_call_soon(loop, say, "z");
	co_call_later(loop, 0, say, "y");
}

static void a_sleeper_goes_on_the_turn_after_its_timer(void **state) {
	(void)state;
	co_call_later(loop, 1, queue_and_schedule, NULL);
	run(start("s1A"));
	assert_happened("xzAy");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(sched_8_17_in_the_order_of_due_times_equal_ones_as_scheduled),
		TEST(x1_many_equal_ones_as_scheduled),
		TEST(sched_9_10_never_early),
		TEST(sched_11_zero_and_negative_delays_take_a_turn),
		TEST(sched_12_behind_what_is_ready_already),
		TEST(sched_14_a_cancelled_timer_neither_runs_nor_wakes),
		TEST(a_heap_of_many_with_cancellations),
		TEST(x3_a_virtual_clock_is_exact_and_takes_no_time),
		TEST(a_virtual_clock_waits_for_what_is_outside),
		TEST(a_sleeper_goes_on_the_turn_after_its_timer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
