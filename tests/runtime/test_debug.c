/* Reports: what goes wrong where nobody looks, and what debug mode finds. */
#include "frames.h"

static char told[2048];
static int reports;
static co_future *about;
static void is_told(co_loop *of, const co_report *report, void *arg) {
	assert_ptr_equal(of, loop);
	assert_string_equal(arg, "arg");
	strncat(told, report->message, sizeof told - strlen(told) - 1);
	if (report->error) strncat(told, report->error->message, sizeof told - strlen(told) - 1);
	strncat(told, "\n", sizeof told - strlen(told) - 1);
	about = report->future;
	reports++;
}
static void overhear(void) {
	told[0] = '\0';
	reports = 0;
	co_loop_on_report(loop, is_told, "arg");
}

static void errors_that_nobody_asked_for(void **state) {
	(void)state;
	overhear();
	co_task *task = start("x");
	turn();
	turn();
	assert_int_equal(reports, 0);
	co_disown(task);
	assert_int_equal(reports, 1);
	assert_ptr_equal(about, task);
	assert_non_null(strstr(told, "an error nobody asked for, from Task-1 ('scripted'):raised by a script"));
	co_loop_on_report(loop, NULL, NULL);
}

static void busy(void) { uv_sleep(20); }
static void busy_callback(void *arg) {
	(void)arg;
	busy();
}

static void steps_that_take_long(void **state) {
	(void)state;
	co_loop_set_slow(loop, 0.01);
	hooks[1] = busy;
	overhear();
	run(start("h1.")); /* not in debug mode */
	assert_int_equal(reports, 0);
	co_loop_set_debug(loop, true);
	run(start("s1h1."));
	assert_int_equal(reports, 1);
	assert_non_null(strstr(told, "slow: Task-2 ('scripted') ran for 0.0"));
	assert_non_null(strstr(told, "from scripted.co.c:11 to scripted.co.c:11"));
	overhear();
	co_call_soon(loop, busy_callback, NULL);
	run(start("h1"));
	assert_int_equal(reports, 2);
	assert_non_null(strstr(told, "slow: a callback"));
	assert_non_null(strstr(told, "to its end"));
}

/* fact: CORO-13, CORO-14, CORO-15, X9 */
static void calls_that_nobody_awaited(void **state) {
	(void)state;
	co_loop_set_debug(loop, true);
	overhear();
	co_coro *forgotten = scripted("A");
	for (int i = 0; i < 200; i++) run(start("")); /* these are */
	co_loop_close(loop);
	assert_int_equal(reports, 1);
	assert_non_null(strstr(told, "a call of 'scripted' (scripted.co.c:10) was never awaited"));
	co__object_free(forgotten);
	loop = co_loop_new_virtual();
	co_loop_set_debug(loop, true);
	overhear();
	forgotten = co_sleep(1); /* of the runtime's own: it is in no file */
	co_loop_close(loop);
	assert_int_equal(reports, 1);
	assert_non_null(strstr(told, "a call of 'co_sleep' was never awaited"));
	co__object_free(forgotten);
	loop = co_loop_new_virtual();
	overhear();
	co_loop_close(loop);
	assert_int_equal(reports, 0);
	loop = co_loop_new_virtual();
}

static void what_is_left_when_the_loop_is_closed(void **state) {
	(void)state;
	co_loop_set_debug(loop, true);
	overhear();
	start("{s5}");
	turn();
	co_loop_close(loop);
	assert_non_null(strstr(told, "Task-1 ('scripted'), spawned at "));
	assert_non_null(strstr(told, "frames.h:"));
	assert_non_null(strstr(told, "is pending while its loop is closed, at scripted.co.c:11"));
	assert_non_null(strstr(told, "1 timer is left"));
	happened();
	loop = co_loop_new_virtual();
}

/* fact: TASK-17 */
static void a_task_that_does_not_end(void **state) {
	(void)state;
	overhear();
	static char script[3 * 1100 + 1]; /* it would end after that many requests */
	for (int i = 0; i < 1100; i++) memcpy(&script[3 * i], "{e}", 4);
	start(script);
	turn();
	co_loop_close(loop);
	assert_int_equal(reports, 1);
	assert_non_null(strstr(told, "still waits though it was cancelled, and is destroyed with its loop"));
	happened();
	loop = co_loop_new_virtual();
}

static void by_the_environment(void **state) {
	(void)state;
	co_loop_close(loop);
	setenv("COGEN_DEBUG", "1", 1);
	setenv("COGEN_SLOW", "0.005", 1);
	loop = co_loop_new_virtual();
	unsetenv("COGEN_DEBUG");
	unsetenv("COGEN_SLOW");
	hooks[1] = busy;
	overhear();
	run(start("h1"));
	assert_int_equal(reports, 1);
	co_loop_close(loop);
	/* A seed: the same order each time, another one than in turn. */
	char first[64] = "";
	for (int i = 0; i < 3; i++) {
		setenv("COGEN_SEED", "7", 1);
		loop = co_loop_new_virtual();
		unsetenv("COGEN_SEED");
		for (int n = 0; n < 8; n++) start((const char *[]){ "A", "B", "C", "D", "E", "F", "G", "H" }[n]);
		turn();
		if (i == 0)
			strcpy(first, happened());
		else if (i == 1)
			assert_happened(first);
		if (i < 2) co_loop_close(loop);
	}
	assert_string_not_equal(first, "ABCDEFGH");
	assert_happened(first);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(errors_that_nobody_asked_for),         TEST(steps_that_take_long),     TEST(calls_that_nobody_awaited),
		TEST(what_is_left_when_the_loop_is_closed), TEST(a_task_that_does_not_end), TEST(by_the_environment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
