/* What cannot be yielded, and what yield cannot give. */
#include <cogen.h>

struct point {
	int x, y;
};

static void nothing(void) {
}

static generator(int) numbers(void) {
	struct point at = { 1, 2 };
	yield "text"; /* error: operand */
	yield at; /* error: operand */
	yield co_none; /* error: operand */
	yield nothing(); /* error: operand */
	int x = yield 1; /* error: operand */
	yield x;
	yield 'c';
	yield 2.5;
}

static generator(struct point, int) points(void) {
	struct point at = { 1, 2 };
	struct point got = yield at; /* error: operand */
	at.x = co_received(int, yield got);
	yield at;
}

static generator(void, int) sink(void) {
	yield 1; /* error: operand */
	int x = co_received(int, yield co_none);
	while (x--) yield co_none;
}

int main(void) {
	co_for (int, v, numbers()) (void)v;
	co_for (struct point, p, points()) (void)p;
	co_gen *g = co_new(sink());
	co_next(g, NULL);
	co_free(g);
	return 0;
}
