/* Nobody starts before the signal. */
#include <cogen.h>
#include <stdio.h>

static co_event start = CO_EVENT_INIT;

static async(void) runner(int n) {
	await co_event_wait(&start);
	printf("%d runs\n", n);
}

static async(void) race(void) {
	co_task *one = co_spawn(runner(1)), *two = co_spawn(runner(2));
	await co_sleep(0.001);
	printf("go\n");
	co_event_set(&start);
	await one;
	await two;
}

int main(void) { co_run(void, race()); }
