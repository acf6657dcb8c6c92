/* An average of what is sent, in memory of the program's own: no loop, no malloc. */
#include <cogen.h>
#include <stdio.h>

static generator(double, double) average(void) {
	double sum = 0, count = 0;
	co_defer printf("%g values\n", count);
	for (;;) {
		co_try {
			sum += yield (count ? sum / count : 0);
			count++;
		} co_catch (e) {
			printf("%s\n", e->message);
			sum = count = 0;
		}
	}
}

int main(void) {
	static CO_FRAME(average) frame;
	co_gen *g = co_new_in(&frame, sizeof frame, average());
	double now;
	co_next(g, &now); /* to its first yield */
	for (int i = 1; i <= 3; i++) {
		co_send(g, 10 * i, &now);
		printf("%g\n", now);
	}
	co_throw(g, 1, "from the beginning", &now);
	co_send(g, 5, &now);
	printf("%g\n", now);
	printf("closed: %d\n", co_close(g));
	co_free(g);
	return 0;
}
