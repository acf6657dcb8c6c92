/* A callback for when a task is done, with an argument of its own.
 *
 * A done-callback gets the future that is done, and the pointer it was registered with: what Python passes through
 * functools.partial. It is scheduled when the task ends and never runs inside it.
 *
 * In Python:
 *
 *     def callback(name, task):
 *         print('hello', name)
 *         print('the task returned', task.result())
 *
 *     task = loop.create_task(work())
 *     task.add_done_callback(functools.partial(callback, 'Ada'))
 *     loop.run_until_complete(task)
 */
#include <cogen.h>
#include <stdio.h>

static async(double) work(void) {
	printf("[work] start\n");
	await co_sleep(0.1);
	printf("[work] end\n");
	return 2.5;
}

static void callback(co_future *task, void *argument) {
	const char *name = argument;
	printf("[callback] hello %s\n", name);
	printf("[callback] the task returned %.1f\n", co_result(double, task));
}

int main(void) {
	char name[] = "Ada";
	co_loop *loop = co_loop_new_virtual();
	co_task *task = co_spawn_on(loop, work());
	co_add_done_callback(task, callback, name);
	co_loop_run_until_complete(loop, task);
	co_loop_close(loop);
	return 0;
}
