/* Types that are not the result of a co_wait_for or co_shield: of a future that is the future, and what that gives where it is awaited. */
#include <cogen.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static async(co_task *) handle(void) {
	co_task *t = co_spawn(work(3));
	return co_retain(t);
}

static async(int) run(co_future *given) {
	co_task *task = co_spawn(work(1));
	co_task *limited = co_spawn(co_wait_for(1, task)), *shielded = co_spawn(co_shield(co_wait_for(2, given)));
	int x = co_result(int, limited); /* error: result-type */
	x += co_result(int, shielded); /* error: result-type */
	x += co_result(long, co_spawn(co_wait_for(1, co_shield(work(1))))) > 0; /* error: result-type */
	co_future *all = co_gather(co_wait_for(1, task), co_shield(work(2)));
	x += co_gather_result(int, all, 0); /* error: result-type */
	x += co_gather_result(char, all, 1); /* error: result-type */
	double d = co_result(double, await co_wait_for(1, task)); /* error: result-type */
	co_run(int, co_shield(given)); /* error: form */ /* error: result-type */

	/* Fine. */
	x += co_result(int, co_result(co_future *, limited)) + co_result(int, co_result(co_task *, shielded));
	x += co_result(int, co_gather_result(co_future *, all, 0)) + co_gather_result(int, all, 1);
	x += co_result(int, await co_wait_for(1, task)) + co_result(int, await (co_shield(co_wait_for(1, task))));
	x += co_result(int, await co_shield(await co_wait_for(1, co_spawn(work(1)))));
	x += co_result(int, co_spawn(co_wait_for(1, co_shield(work(1))))) + co_result(int, await co_wait_for(1, handle()));
	return x + (int)d;
}

int main(void) {
	co_loop *loop = co_loop_new();
	co_future *f = co_future_new_on(loop, sizeof(int));
	int x = co_run(int, co_wait_for(1, f)); /* error: result-type */
	x += co_result(int, co_run(co_future *, co_wait_for(1, f)));
	return x + co_run(int, run(f));
}
