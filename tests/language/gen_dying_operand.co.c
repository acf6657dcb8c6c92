/* A yield whose operand ends its life there, while temporaries are saved: what is handed out is the value from before. */
#include "check.h"
#include <cogen.h>

static void leave(const int *v) { printf("leave %d\n", *v); }
#define GUARD __attribute__((cleanup(leave)))

struct pair {
	int first, second;
	long more[3];
};

static generator(int, int, int) small(int a) {
	a = (a * 3 + (yield (a)) + 1) % 101;
	{
		int b = a;
		GUARD int a = yield (b);
		a++;
	}
	return a;
}

static generator(struct pair, int, int) large(int n) {
	struct pair a = { n, n + 1, { 1, 2, n } };
	int x = n * 7 + co_received(int, yield ((struct pair){ a.second, a.first, { a.more[2], a.more[1], a.more[0] } }));
	{
		GUARD int a = co_received(int, yield ((struct pair){ x, 0, { 0 } }));
		a++;
	}
	return x;
}

int main(void) {
	int v = 0;
	co_gen *g = co_new(small(5));
	for (bool more = co_next(g, &v); more; more = co_send(g, 2, &v)) show("small", v);
	show("returned", co_returned(int, g));
	co_free(g);
	struct pair p = { 0 };
	g = co_new(large(5));
	for (bool more = co_next(g, &p); more; more = co_send(g, 2, &p))
		printf("large %d %d %ld %ld %ld\n", p.first, p.second, p.more[0], p.more[1], p.more[2]);
	show("returned", co_returned(int, g));
	co_free(g);
	return 0;
}
