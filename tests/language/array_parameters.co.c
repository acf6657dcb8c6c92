/* Parameters written as arrays, of constant and of variable length, are pointers: what finds their elements is kept across
 * suspensions. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) variable(int n, int a[n], int m, int b[m]) {
	a[1] = await later(2);
	a[await later(0)] = await later(3);
	a[2] += await later(4) + b[await later(1)];
	int r = a[1] * await later(2) + a[await later(0)] + *b * await later(3);
	*b = await later(8);
	a = b;
	return r * 10 + a[await later(1)] + (a == b && await later(1)) + n * m;
}

static async(int) constant(int a[4], const int b[static 3]) {
	a[1] = await later(2);
	a[await later(0)] = await later(3);
	a[2] += await later(4) + b[await later(1)];
	int r = a[1] * await later(2) + a[await later(0)] + *b * await later(3);
	b = a;
	return r * 10 + b[await later(1)] + (a == b && await later(1));
}

static async(int) run(void) {
	int a[4] = { 1, 2, 3, 4 }, b[3] = { 5, 6, 7 };
	show("constant", await constant(a, b));
	show_ints("a", a, 4);
	show("variable", await variable(4, a, 3, b));
	show_ints("a", a, 4);
	show_ints("b", b, 3);
	return 0;
}

int main(void) { return co_run(int, run()); }
