/* Running, stopping and closing a loop; callbacks and their handles. */
#include "frames.h"

static void soon(char *letters) { co_call_soon(loop, say, letters); }

static void sched_1_callbacks_run_in_the_order_they_were_queued(void **state) {
	(void)state;
	soon("a"), soon("b"), soon("c");
	assert_happened(""); /* SCHED-2: never at once */
	turn();
	assert_happened("abc");
	turn();
	assert_happened("");
}

static void queue_more(void *left) {
	event("q");
	if (--*(int *)left > 0) co_call_soon(loop, queue_more, left);
}

static void sched_3_what_is_queued_in_a_turn_runs_in_the_next(void **state) {
	(void)state;
	int left = 3;
	co_call_soon(loop, queue_more, &left);
	soon("x");
	turn();
	assert_happened("qx");
	turn();
	assert_happened("q");
	turn();
	assert_happened("q");
}

static void spin(void *stop) {
	if (!*(bool *)stop) co_call_soon(loop, spin, stop);
}
static void stop_spinning(void *stop) {
	*(bool *)stop = true;
	co_loop_stop(loop);
}
static void stop_spinning_uv(uv_timer_t *timer) { stop_spinning(timer->data); }

static void sched_3_a_spinner_starves_neither_timers_nor_io(void **state) {
	(void)state;
	co_loop *real = co_loop_new();
	co_loop *kept = loop;
	loop = real;
	bool stop = false;
	co_call_soon(real, spin, &stop);
	co_call_later(real, 0.005, stop_spinning, &stop);
	co_loop_run_forever(real);
	assert_true(stop);

	stop = false;
	uv_timer_t timer;
	uv_timer_init(co_loop_uv(real), &timer);
	timer.data = &stop;
	uv_timer_start(&timer, stop_spinning_uv, 5, 0);
	co_call_soon(real, spin, &stop);
	co_loop_run_forever(real);
	assert_true(stop);
	co_loop_close(real);
	loop = kept;
}

static co_handle cancelled_by_a;
static void cancel_it(void *letters) {
	event(letters);
	assert_true(co_handle_cancel(cancelled_by_a));
}

static void sched_5_a_cancelled_callback_does_not_run(void **state) {
	(void)state;
	co_call_soon(loop, cancel_it, "a");
	cancelled_by_a = co_call_soon(loop, say, "b");
	soon("c");
	turn();
	assert_happened("ac");
	/* SCHED-6 */
	assert_false(co_handle_cancel(cancelled_by_a));
	co_handle ran = co_call_soon(loop, say, "d");
	turn();
	assert_happened("d");
	assert_false(co_handle_cancel(ran));
	co_handle other = co_call_soon(loop, say, "e"); /* in the place of the one that ran */
	assert_int_equal(other.slot, ran.slot);
	assert_false(co_handle_cancel(ran));
	turn();
	assert_happened("e");
	assert_false(co_handle_cancel((co_handle){ 0, 0, 0 }));
}

static void loop_1_runs_until_the_task_is_done(void **state) {
	(void)state;
	co_task *task = start("A.B.r7");
	assert_int_equal(run(task), 0);
	assert_true(co_done(task));
	assert_int_equal(co_result(int, task), 7);
	assert_happened("AB");
}

static void loop_2_a_done_future_takes_one_turn(void **state) {
	(void)state;
	co_task *task = start("r1");
	run(task);
	soon("x");
	assert_int_equal(run(task), 0);
	assert_happened("x");
}

static void loop_4_other_tasks_go_on_in_the_next_run(void **state) {
	(void)state;
	co_task *slow = start("A..B..C"), *fast = start("X");
	run(fast);
	assert_happened("AX");
	run(slow);
	assert_happened("BC");
}

static void loop_5_a_future_of_another_loop_is_refused(void **state) {
	(void)state;
	co_loop *other = co_loop_new_virtual();
	co_task *task = co_spawn_on(other, scripted("A"));
	assert_int_equal(run(task), CO_ESTATE);
	assert_happened("");
	co_loop_close(other);
}

static void stop(void *letters) {
	event(letters);
	co_loop_stop(loop);
}

static void loop_6_stopped_before_the_future_is_done(void **state) {
	(void)state;
	co_task *task = start("A.B.C.D");
	co_call_soon(loop, stop, "S");
	assert_int_equal(run(task), CO_ESTATE);
	assert_false(co_done(task));
	assert_happened("AS");
	assert_int_equal(run(task), 0);
	assert_happened("BCD");
}

static void loop_7_8_the_turn_of_a_stop_is_ended_and_no_more(void **state) {
	(void)state;
	int left = 2;
	co_call_soon(loop, stop, "s");
	co_call_soon(loop, queue_more, &left);
	soon("b");
	co_loop_run_forever(loop);
	assert_happened("sqb");
	turn();
	assert_happened("q");
}

static void loop_9_stopped_before_it_runs_is_one_turn(void **state) {
	(void)state;
	int left = 5;
	co_call_soon(loop, queue_more, &left);
	co_call_later(loop, 5, say, "later");
	co_loop_stop(loop);
	co_loop_run_forever(loop);
	assert_happened("q");
}

static void loop_10_a_stop_ends_one_run(void **state) {
	(void)state;
	turn();
	assert_int_equal(run(start("A..B")), 0);
	assert_happened("AB");
}

static void run_again(void) {
	assert_int_equal(co_loop_run_until_complete(loop, co_current_task()), CO_ESTATE);
	co_loop *other = co_loop_new_virtual();
	co_task *task = co_spawn_on(other, scripted("X"));
	assert_int_equal(co_loop_run_until_complete(other, task), CO_ESTATE);
	co_loop_close(other); /* it never began */
	assert_ptr_equal(co_loop_current(), loop);
	int result = 0;
	co_error *error = NULL;
	assert_int_equal(co_try_run(scripted("X"), &result, &error), CO_ESTATE); /* LOOP-19 */
	assert_int_equal(error->code, CO_ESTATE);
	co_error_free(error);
}

static void loop_11_no_loop_runs_inside_another(void **state) {
	(void)state;
	hooks[0] = run_again;
	assert_int_equal(run(start("Ah0B")), 0);
	assert_happened("AB");
	assert_null(co_loop_current()); /* LOOP-12 */
}

static void loop_15_close_drops_callbacks_and_timers(void **state) {
	(void)state;
	soon("never");
	co_call_later(loop, 1, say, "never");
	/* teardown closes the loop and looks at the events */
}

static void loop_17_close_cancels_what_is_pending_and_runs_it_to_its_end(void **state) {
	(void)state;
	start("A{s9}B.C");
	start("D");
	futures[0] = co_future_new_on(loop, 0);
	start("{f0}E");
	turn();
	assert_happened("AD");
	co_loop_close(loop);
	assert_happened("!B!EC");
	loop = co_loop_new_virtual();
}

static void close_of_a_task_that_never_began(void **state) {
	(void)state;
	start("NEVER");
}

static void x10_a_task_that_waits_again_is_asked_until_it_ends(void **state) {
	(void)state;
	futures[0] = co_future_new_on(loop, 0);
	start("{f0}{f1}{f2}{f3}{f4}{f5}{f6}{f7}{f8}f9");
	for (int i = 1; i < 10; i++) futures[i] = co_future_new_on(loop, 0);
	turn();
	co_loop_close(loop);
	assert_happened("!!!!!!!!!");
	loop = co_loop_new_virtual();
}

static void x25_nothing_can_wake_it(void **state) {
	(void)state;
	futures[0] = co_future_new_on(loop, 0);
	co_task *task = start("Af0B");
	assert_int_equal(run(task), CO_EDEADLOCK);
	assert_false(co_done(task));
	assert_int_equal(run(futures[0]), CO_EDEADLOCK);
	co_future_set_result(futures[0], NULL, 0);
	assert_int_equal(run(task), 0);
	assert_happened("AB");
	run(start("l"));
	assert_int_equal(run(start("l")), CO_EDEADLOCK); /* LOCK-14 */
}

static void complete(uv_timer_t *timer) { co_future_set_result(timer->data, NULL, 0); }

static void x25_not_with_a_handle_active(void **state) {
	(void)state;
	co_loop *real = co_loop_new();
	futures[0] = co_future_new_on(real, 0);
	co_task *task = co_spawn_on(real, scripted("Af0B"));
	uv_timer_t timer;
	uv_timer_init(co_loop_uv(real), &timer);
	timer.data = futures[0];
	uv_timer_start(&timer, complete, 2, 0);
	assert_int_equal(co_loop_run_until_complete(real, task), 0);
	assert_happened("AB");
	co_loop_close(real);
}
static void late_call(void *arg) {
	struct timespec pause = { 0, 20000000 };
	nanosleep(&pause, NULL);
	assert_true(co_call_soon_threadsafe(arg, say, "1"));
	assert_true(co_call_soon_threadsafe(arg, say, "2"));
	assert_true(co_call_soon_threadsafe(arg, stop, "3"));
}
static void complete_first(void *arg) { co_future_set_result(arg, NULL, 0); }
static void late_complete(void *arg) {
	struct timespec pause = { 0, 20000000 };
	nanosleep(&pause, NULL);
	assert_true(co_call_soon_threadsafe(arg, complete_first, futures[0]));
}

static void thread_1_2_calls_of_other_threads_wake_the_loop(void **state) {
	(void)state;
	co_loop *real = co_loop_new();
	uv_thread_t thread;
	co_task *task = co_spawn_on(real, scripted("s9"));
	co_loop *kept = loop;
	loop = real;
	uv_thread_create(&thread, late_call, real);
	assert_int_equal(co_loop_run_until_complete(real, task), CO_ESTATE);
	assert_happened("123");
	uv_thread_join(&thread);

	/* Nothing else keeps the loop up. */
	futures[0] = co_future_new_on(real, 0);
	co_cancel(task);
	co_loop_run_until_complete(real, task);
	task = co_spawn_on(real, scripted("f0D"));
	uv_thread_create(&thread, late_complete, real);
	assert_int_equal(co_loop_run_until_complete(real, task), 0);
	uv_thread_join(&thread);
	assert_happened("D");
	loop = kept;
	co_loop_close(real);
	assert_false(co_call_soon_threadsafe(real, say, "x"));
}

static void sleep_a_little(void *arg) {
	(void)arg;
	struct timespec pause = { 0, 20000000 };
	nanosleep(&pause, NULL);
}

static void x25_a_thread_could_until_it_ends(void **state) {
	(void)state;
	co_loop *real = co_loop_new();
	co_future *never = co_future_new_on(real, 0);
	uv_thread_t thread;
	uv_thread_create(&thread, sleep_a_little, NULL);
	uint64_t before = uv_hrtime();
	assert_int_equal(co_loop_run_until_complete(real, never), CO_EDEADLOCK);
	assert_true(uv_hrtime() - before >= 15000000);
	uv_thread_join(&thread);
	co_loop_close(real);
}

static void two_calls(void *arg) {
	(void)arg;
	co_call_soon(loop, say, "a");
	assert_true(co_call_soon_threadsafe(loop, say, "b"));
	co_call_soon(loop, say, "c");
}

static void thread_3_from_the_same_thread_it_is_fifo_with_call_soon(void **state) {
	(void)state;
	co_call_soon(loop, two_calls, NULL);
	turn();
	turn();
	assert_happened("abc");
}

static void detached(void *arg) { *(bool *)arg = true; }

static void x31_lives_in_the_loop_of_a_host(void **state) {
	(void)state;
	uv_loop_t host;
	uv_loop_init(&host);
	co_loop *attached = co_loop_attach(&host);
	assert_ptr_equal(co_loop_current(), attached);
	co_task *task = co_spawn(scripted("A.Bs0.C"));
	co_call_later(attached, 0.002, say, "t");
	co_task *waits = co_spawn(scripted("{f0}E"));
	futures[0] = co_future_new(0);
	assert_int_equal(co_loop_run_until_complete(attached, task), CO_ESTATE);
	uv_run(&host, UV_RUN_DEFAULT); /* ends: nothing is ready, no timer is armed */
	assert_true(co_done(task));
	assert_happened("ABCt");
	assert_false(co_done(waits));
	bool done = false;
	co_loop_detach(attached, detached, &done);
	uv_run(&host, UV_RUN_DEFAULT);
	assert_true(done);
	assert_happened("!E");
	assert_null(co_loop_current());
	assert_int_equal(uv_loop_close(&host), 0);
	/* Who would have completed the future comes late. */
	assert_false(co_future_set_result(futures[0], NULL, 0));
}

static void x4_a_seed_shuffles_tasks_and_replays(void **state) {
	(void)state;
	char first[64] = "";
	unsigned different = 0;
	for (unsigned seed = 1; seed <= 8; seed++) {
		for (int again = 0; again < 2; again++) {
			char now[64];
			co_loop_set_seed(loop, seed);
			soon("("), start("A"), start("B"), start("C"), start("D"), start("E"), soon(")");
			turn();
			strcpy(now, happened());
			assert_int_equal(strlen(now), 7);
			assert_int_equal(now[0], '('); /* callbacks keep their places */
			assert_int_equal(now[6], ')');
			if (again) assert_string_equal(now, first);
			if (!again && strcmp(now, "(ABCDE)") != 0) different++;
			strcpy(first, now);
		}
	}
	assert_true(different >= 6);
	co_loop_set_seed(loop, 0);
	start("A"), start("B"), start("C");
	turn();
	assert_happened("ABC");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(sched_1_callbacks_run_in_the_order_they_were_queued),
		TEST(sched_3_what_is_queued_in_a_turn_runs_in_the_next),
		TEST(sched_3_a_spinner_starves_neither_timers_nor_io),
		TEST(sched_5_a_cancelled_callback_does_not_run),
		TEST(loop_1_runs_until_the_task_is_done),
		TEST(loop_2_a_done_future_takes_one_turn),
		TEST(loop_4_other_tasks_go_on_in_the_next_run),
		TEST(loop_5_a_future_of_another_loop_is_refused),
		TEST(loop_6_stopped_before_the_future_is_done),
		TEST(loop_7_8_the_turn_of_a_stop_is_ended_and_no_more),
		TEST(loop_9_stopped_before_it_runs_is_one_turn),
		TEST(loop_10_a_stop_ends_one_run),
		TEST(loop_11_no_loop_runs_inside_another),
		TEST(loop_15_close_drops_callbacks_and_timers),
		TEST(loop_17_close_cancels_what_is_pending_and_runs_it_to_its_end),
		TEST(close_of_a_task_that_never_began),
		TEST(x10_a_task_that_waits_again_is_asked_until_it_ends),
		TEST(x25_nothing_can_wake_it),
		TEST(x25_not_with_a_handle_active),
		TEST(thread_1_2_calls_of_other_threads_wake_the_loop),
		TEST(x25_a_thread_could_until_it_ends),
		TEST(thread_3_from_the_same_thread_it_is_fifo_with_call_soon),
		TEST(x31_lives_in_the_loop_of_a_host),
		TEST(x4_a_seed_shuffles_tasks_and_replays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
