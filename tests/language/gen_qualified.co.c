/* Generators whose types have qualifiers, and which a prototype makes static. */
#include "check.h"
#include <cogen.h>

#pragma GCC diagnostic ignored "-Wignored-qualifiers"

static generator(int) up_to(int n);
generator(int) up_to(int n) {
	for (int i = 0; i < n; i++) yield i;
}

static generator(const int, volatile int, const short) sums(void) {
	int sum = 0;
	for (int i = 0; i < 3; i++) sum += co_received(volatile int, yield sum);
	return (short)sum;
}

static generator(volatile int) around(int n) {
	co_for (int, x, up_to(n)) yield x;
	const short last = yield_from sums();
	yield last;
}

int main(void) {
	co_for (volatile int, x, up_to(3)) show("up to", x);
	co_for (volatile int, x, around(2)) show("around", x);
	co_gen *g = co_new(sums());
	int out;
	for (int more = co_next(g, &out), sent = 10; more; more = co_send(g, (volatile int){ sent++ }, &out)) show("sum", out);
	co_free(g);
	return 0;
}
