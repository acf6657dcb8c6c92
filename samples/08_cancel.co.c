/* Cancelling what is left when the first of several tasks is done.
 *
 * co_wait tells which tasks are done and which are not. co_cancel asks a task to end: CO_ECANCELED is raised at
 * the await it stands at, on the loop's next turn. It says true when the request was taken, false when the task
 * had ended before. co_all_tasks lists what is alive on a loop, the asking task among it.
 *
 * In Python:
 *
 *     done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
 *     for task in asyncio.all_tasks():
 *         if task is not asyncio.current_task():
 *             task.cancel()                         # True; False for one that is done
 *     await asyncio.wait(tasks)
 *     print(task.cancelled())
 */
#include <cogen.h>
#include <stdio.h>

static async(void) work(const char *name, double seconds) {
	printf("%s: start\n", name);
	await co_sleep(seconds);
	printf("%s: done\n", name);
}

static async(void) first_of_three(void) {
	co_task *slow = co_spawn(work("slow", 3));
	co_task *quick = co_spawn(work("quick", 1));
	co_task *slower = co_spawn(work("slower", 5));

	co_wait_result *first = co_wait(CO_FIRST_COMPLETED, slow, quick, slower);
	await co_wait_future(first);
	printf("%zu done, %zu pending\n", first->n_done, first->n_pending);

	co_task *alive[8];
	size_t count = co_all_tasks(co_loop_current(), alive, 8);
	printf("%zu tasks are alive, this one among them\n", count);
	for (size_t i = 0; i < count; i++) {
		if (alive[i] == co_current_task()) continue;
		printf("cancel one of them: %s\n", co_cancel(alive[i]) ? "true" : "false");
	}
	printf("cancel the one that is done: %s\n", co_cancel(quick) ? "true" : "false");

	await co_wait_future(co_wait(CO_ALL_COMPLETED, slow, slower));
	printf("cancelled: slow %d, quick %d, slower %d\n", co_cancelled(slow), co_cancelled(quick), co_cancelled(slower));
	printf("tasks alive now: %zu\n", co_all_tasks(co_loop_current(), alive, 8));
}

int main(void) {
	co_loop *loop = co_loop_new_virtual();
	co_loop_run_until_complete(loop, co_spawn_on(loop, first_of_three()));
	co_loop_close(loop);
	return 0;
}
