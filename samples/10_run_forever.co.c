/* A loop that runs until somebody stops it.
 *
 * co_loop_run_forever does not look at any task: it ends when co_loop_stop was called, here by the callback of a
 * gather over two tasks. co_loop_run_until_complete is no more than that, with a callback that the library adds.
 *
 * In Python:
 *
 *     def stop(loop, future):
 *         loop.stop()
 *
 *     both = asyncio.gather(work(1), work(2))
 *     both.add_done_callback(functools.partial(stop, loop))
 *     loop.run_forever()
 *     loop.close()
 */
#include <cogen.h>
#include <stdio.h>

static async(void) work(int seconds) {
	printf("start\n");
	await co_sleep(seconds);
	printf("ended after %d s\n", seconds);
}

static void stop(co_future *both, void *loop) {
	printf("both done: %s\n", co_done(both) ? "true" : "false");
	co_loop_stop(loop);
}

int main(void) {
	co_loop *loop = co_loop_new_virtual();
	co_future *both = co_gather(co_spawn_on(loop, work(1)), co_spawn_on(loop, work(2)));
	co_add_done_callback(both, stop, loop);
	co_loop_run_forever(loop);
	printf("the loop has stopped\n");
	co_loop_close(loop);
	return 0;
}
