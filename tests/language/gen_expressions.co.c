/* yield in every position of an expression; what is sent is its value; order is left to right. */
#include "check.h"
#include <cogen.h>

struct pair {
	int a, b;
};

static int itself(int v) { return v; }

static int four(int a, int b, int c, int d) { return a * 1000 + b * 100 + c * 10 + d; }

static generator(int, int) operands(void) {
	int x = 100;
	show("both", (yield 1) + (yield 2));
	show("left", (yield 3) - x);
	show("right", x - (yield 4));
	show("arguments", four(yield 5, 2, yield 6, yield 7));
	show("nested", yield ((yield 8) + 1));
}

static generator(int, int) conditions(void) {
	if (yield 1) show("then", 1);
	else show("else", 1);
	int n = 0;
	while (yield 2) n++;
	do n += 10;
	while ((yield 3) > 5);
	for (int i = yield 4; i < (yield 5); i += yield 6) n += 100;
	switch (yield 7) {
	case 1: n += yield 8;
		/* fall through */
	case 2: n += 1000; break;
	default: n = -n;
	}
	show("n", n);
	show("and", (yield itself(9)) && (yield itself(10)));
	show("or", (yield itself(11)) || (yield itself(12)));
	show("choice", (yield 13) ? (yield 14) : (yield 15));
	show("comma", ((yield 16), (yield 17)));
}

static generator(int, int, int) targets(void) {
	int row[4] = { 0, 0, 0, 0 }, *p = row, x = 1;
	*p++ = yield 1;
	*p++ += yield 2;
	row[yield 3] = yield 4;
	x += yield 5;
	x *= -(yield 6);
	int list[3] = { yield 7, 8, yield 9 };
	struct pair pair = { .b = yield 10 };
	show_ints("row", row, 4);
	show_ints("list", list, 3);
	show("pair", pair.a * 10 + pair.b);
	show("x", x);
	return yield 11;
}

static void drive(co_gen *g, const int *sent) {
	int v = 0;
	bool more = co_next(g, &v);
	while (more) {
		printf("<%d>", v);
		more = co_send(g, *sent++, &v);
	}
	printf("end\n");
}

int main(void) {
	co_gen *g = co_new(operands());
	drive(g, (const int[]){ 10, 20, 30, 40, 1, 3, 4, 50, 60 });
	co_free(g);

	g = co_new(conditions());
	drive(g, (const int[]){ 0, 1, 1, 0, 6, 5, 0, 2, 1, 2, 1, 2, 1, 7, 1, 0, 0, 3, 1, 41, 5, 9 });
	co_free(g);

	g = co_new(targets());
	drive(g, (const int[]){ 5, 6, 3, 7, 1, 4, 70, 90, 2, 33 });
	show("returned", co_returned(int, g));
	co_free(g);
	return 0;
}
