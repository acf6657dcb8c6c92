/* Two tasks at once: the second ends first, and both together take as long as the longer one.
 *
 * co_gather takes calls, tasks and futures, starts the calls in the order they are written, and is done when all
 * are. Results come back in the order of the arguments, not in the order in which they were ready.
 *
 * In Python:
 *
 *     task1 = loop.create_task(work('ONE', 3))
 *     task2 = loop.create_task(work('TWO', 1))
 *     loop.run_until_complete(asyncio.gather(task1, task2))
 *     print(task1.result())
 *     print(task2.result())
 */
#include <cogen.h>
#include <stdio.h>

struct answer {
	char text[32];
};

static async(struct answer) work(const char *name, double seconds) {
	printf("[work] start of %s\n", name);
	await co_sleep(seconds);
	printf("[work] end of %s\n", name);

	struct answer answer;
	snprintf(answer.text, sizeof answer.text, "coroutine %s OK", name);
	return answer;
}

static async(void) both(void) {
	double start = co_loop_time(co_loop_current());
	co_task *task1 = co_spawn(work("ONE", 3));
	co_task *task2 = co_spawn(work("TWO", 1));
	await co_gather(task1, task2);
	printf("[task1] %s\n", co_result(struct answer, task1).text);
	printf("[task2] %s\n", co_result(struct answer, task2).text);
	printf("after %.4f seconds\n", co_loop_time(co_loop_current()) - start);

	co_future *all = co_gather(work("THREE", 0.2), work("FOUR", 0.1)); /* calls do as well */
	await all;
	for (size_t i = 0; i < 2; i++) printf("[%zu] %s\n", i, co_gather_result(struct answer, all, i).text);
	printf("after %.4f seconds\n", co_loop_time(co_loop_current()) - start);
}

int main(void) {
	co_loop *loop = co_loop_new_virtual(); /* its clock jumps ahead instead of waiting */
	co_loop_run_until_complete(loop, co_spawn_on(loop, both()));
	co_loop_close(loop);
	return 0;
}
