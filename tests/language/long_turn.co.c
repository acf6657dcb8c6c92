/* A timer falls due while a turn is still going on: the loop runs it in the next one, and neither hangs nor runs it early. */
#include <cogen.h>
#include <stdio.h>
#include <time.h>

static void work_for(double seconds) {
	clock_t start = clock();
	while ((double)(clock() - start) < seconds * CLOCKS_PER_SEC) continue;
}

static async(void) ticks(int n) {
	for (int i = 0; i < n; i++) {
		double start = co_loop_time(co_loop_current());
		await co_sleep(0.001);
		printf("tick %d %s\n", i, co_loop_time(co_loop_current()) - start >= 0.001 ? "in time" : "early");
	}
}

static async(void) run(void) {
	co_task *task = co_spawn(ticks(3));
	for (int i = 0; i < 4; i++) {
		await co_sleep(0);
		work_for(0.005);
	}
	await task;
	printf("done\n");
}

int main(void) {
	co_run(void, run());
	return 0;
}
