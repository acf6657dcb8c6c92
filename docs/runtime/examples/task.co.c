/* A task goes on by itself; its end is a callback, its result is there for whoever asks. */
#include <cogen.h>
#include <stdio.h>

static async(int) add(int a, int b) {
	await co_sleep(0.01);
	return a + b;
}

static async(void) endless(void) {
	for (;;) await co_sleep(1);
}

static void is_done(co_future *task, void *what) {
	printf("%s: %s\n", (const char *)what, co_cancelled(task) ? "cancelled" : "done");
}

static async(void) all(void) {
	co_task *sum = co_spawn(add(2, 3)), *other = co_spawn(endless());
	co_add_done_callback(sum, is_done, "sum");
	co_add_done_callback(other, is_done, "other");
	await sum;
	printf("%d\n", co_result(int, sum));
	co_cancel(other);
	await co_sleep(0.01);
}

int main(void) { co_run(void, all()); }
