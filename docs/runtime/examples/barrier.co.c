/* Two phases that nobody begins alone. */
#include <cogen.h>
#include <stdio.h>

static co_barrier phase = CO_BARRIER_INIT(3);

static async(void) worker(int n) {
	await co_sleep(0.003 * n);
	printf("%d is ready\n", n);
	if (await co_barrier_wait(&phase) == 2) printf("all are\n");
}

static async(void) all(void) { await co_gather(worker(3), worker(1), worker(2)); }

int main(void) { co_run(void, all()); }
