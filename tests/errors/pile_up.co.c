/* Handles that belong to the running task, made in a loop. */
#include <cogen.h>

static async(int) work(int x) {
	await co_checkpoint();
	return x;
}
static void keep(co_task *task) { (void)task; }
static co_task *global;

async(void) piles(co_task **tasks, int n) {
	for (;; n++) tasks[n % 8] = co_spawn(work(n)); /* warning: pile-up */
	for (int i = 0; i < n; i++) *tasks++ = co_spawn(work(i)); /* warning: pile-up */
	while (n--) keep(co_spawn(work(n))); /* warning: pile-up */
	do {
		co_task *t = co_spawn(work(n)); /* warning: pile-up */
		global = t;
	} while (n++ < 5);
	co_scope {
		for (;;) global = co_gather(work(1), work(2)); /* warning: pile-up */
	}
}

async(void) does_not(co_task **tasks, int n) {
	tasks[0] = co_spawn(work(1));
	for (int i = 0; i < n; i++) tasks[i] = co_spawn(work(i)); /* as many as there is room for */
	for (int i = 0; i < n; i++) {
		co_go(work(i));
		co_spawn(work(i));
		await co_spawn(work(i));
		co_task *t = co_spawn(work(i));
		if (!co_done(t)) await t;
		co_scope { tasks[i] = co_spawn(work(i)); }
		co_wait_result *w = co_wait(CO_ALL_COMPLETED, work(1), t);
		await co_wait_future(w);
		if (w->n_done == 2) co_cancel(w->done[0]);
	}
	for (tasks[1] = co_spawn(work(2)); n < 9; n++) await tasks[1];
}
