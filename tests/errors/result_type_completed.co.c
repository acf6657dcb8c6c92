/* What a loop over co_as_completed yields: futures that are done, whatever they are of. */
#include <cogen.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static async(int) looks_at_each(void) {
	int n = 0;
	co_task *task = co_spawn(work(1));
	co_for_await (int, x, co_as_completed(task, work(2))) (void)x; /* error: result-type */
	co_for_await (const co_future *, f, co_as_completed(task)) n += f != NULL; /* error: result-type */
	/* Fine. */
	co_for_await (co_future *, f, co_as_completed(task, work(3))) n += co_result(int, f);
	co_for_await (co_task *, f, co_as_completed(task)) n += co_result(int, f);
	return n;
}

int main(void) { return co_run(int, looks_at_each()); }
