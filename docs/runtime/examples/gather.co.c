/* All results, in the order of the arguments; then the first that comes. */
#include <cogen.h>
#include <stdio.h>

static async(int) fetch(int n, double seconds) {
	await co_sleep(seconds);
	return n;
}

static async(void) all(void) {
	co_future *three = co_gather(fetch(1, 0.02), fetch(2, 0.01), fetch(3, 0));
	await three;
	for (size_t i = 0; i < 3; i++) printf("%d\n", co_gather_result(int, three, i));

	co_wait_result *w = co_wait(CO_FIRST_COMPLETED, fetch(4, 100), fetch(5, 0.01));
	await co_wait_future(w);
	printf("first: %d, %zu left\n", co_result(int, w->done[0]), w->n_pending);
	co_cancel(w->pending[0]);
}

int main(void) { co_run(void, all()); }
