/* A coroutine, a task, and the states of a task.
 *
 * A call of an async function makes a coroutine: it does nothing until something drives it. `await` drives it on
 * the spot, as part of the function that awaits. co_spawn makes a task of it: something of its own, which the loop
 * starts on its next turn, and which has a state and keeps the result.
 *
 * In Python:
 *
 *     task = loop.create_task(worker('task'))
 *     print(isinstance(task, asyncio.Task), task._state)     # True PENDING
 *     loop.run_until_complete(task)
 *     print(task._state, task.result())                      # FINISHED
 */
#include <cogen.h>
#include <stdio.h>

static const char *state(co_task *task) {
	if (!co_done(task)) return "pending";
	return co_cancelled(task) ? "cancelled" : "finished";
}

static async(int) worker(const char *name) {
	printf("  %s: started\n", name);
	await co_sleep(0.1);
	printf("  %s: stopped\n", name);
	return 42;
}

static async(void) compare(void) {
	printf("awaiting a coroutine\n");
	int answer = await worker("coroutine");
	printf("it returned %d\n", answer);

	printf("making a task\n");
	co_task *task = co_spawn(worker("task"));
	printf("it is made, and %s\n", state(task));
	await task;
	printf("it is %s: %d\n", state(task), co_result(int, task));

	printf("making another, and cancelling it\n");
	co_task *unwanted = co_spawn(worker("unwanted"));
	await co_sleep(0.05);
	co_cancel(unwanted);
	printf("asked to end, it is %s\n", state(unwanted));
	await co_sleep(0);
	printf("it is %s\n", state(unwanted));
}

int main(void) {
	co_loop *loop = co_loop_new_virtual(); /* its clock jumps ahead instead of waiting */
	co_task *task = co_spawn_on(loop, compare());
	printf("before the loop runs: %s\n", state(task));
	co_loop_run_until_complete(loop, task);
	printf("after it has run: %s\n", state(task));
	co_loop_close(loop);
	return 0;
}
