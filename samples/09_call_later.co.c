/* Plain functions on the loop: at once, after a delay, at a time.
 *
 * co_call_soon queues a function behind everything that is ready now, coroutines included. co_call_later and
 * co_call_at wait for a moment on the loop's own clock, co_loop_time, in seconds. Each gives a handle that can be
 * cancelled.
 *
 * In Python:
 *
 *     loop.call_soon(hello, 'soon')
 *     task = loop.create_task(work('A'))
 *     loop.call_soon(hello, 'soon, behind A')
 *     loop.call_later(1, hello, 'later')
 *     loop.call_at(loop.time() + 2, hello, 'at a time')
 *     loop.call_later(2.5, hello, 'never').cancel()
 *     loop.run_until_complete(task)
 */
#include <cogen.h>
#include <stdio.h>

static double start;

static double elapsed(void) { return co_loop_time(co_loop_current()) - start; }

static void hello(void *argument) {
	const char *when = argument;
	printf("%.1f  hello, called %s\n", elapsed(), when);
}

static async(void) work(const char *name) {
	printf("%.1f  %s starts\n", elapsed(), name);
	await co_sleep(3);
	printf("%.1f  %s ends\n", elapsed(), name);
}

int main(void) {
	char soon[] = "soon", behind[] = "soon, behind A", later[] = "later", at[] = "at a time", never[] = "never";
	co_loop *loop = co_loop_new_virtual(); /* its clock jumps ahead instead of waiting */
	start = co_loop_time(loop);

	co_call_soon(loop, hello, soon);
	co_task *task = co_spawn_on(loop, work("A"));
	co_call_soon(loop, hello, behind);
	co_call_at(loop, start + 2, hello, at);
	co_call_later(loop, 1, hello, later);
	co_handle unwanted = co_call_later(loop, 2.5, hello, never);
	printf("cancel a call that has not run: %s\n", co_handle_cancel(unwanted) ? "true" : "false");

	co_loop_run_until_complete(loop, task);
	co_loop_close(loop);
	return 0;
}
