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

/* what is computed from them is a pointer, too */
static async(int) computed_variable(int n, int a[n], int m, int b[m]) {
	*(a + 1) = await later(3);
	*(a + await later(0)) += await later(2);
	*a++ = await later(9);
	*++a = await later(9);
	*(n ? a : b) = await later(10);
	*(n++, a) = await later(10);
	*(a = b) = await later(11);
	*(&*b + 1) += await later(12);
	*({ a; }) += await later(12);
	**&b += await later(12);
	(*&b)[1] += await later(12);
	*(a += 1) += await later(3);
	(a)[1] += await later(3);
	(&a[1])[1] += await later(3);
	int *p = a + await later(1);
	__typeof__(a + 1) q = b + await later(1);
	int **pp = &a;
	return *(a + 2) + await later(1) + *(await later(1) + b) + *p + *q + **pp + (a - b) + await later(3) + (a < b ? await later(1) : 3);
}
static async(int) computed_constant(int n, int a[4], int m, int b[4]) {
	*(a + 1) = await later(3);
	*(a + await later(0)) += await later(2);
	*a++ = await later(9);
	*++a = await later(9);
	*(n ? a : b) = await later(10);
	*(n++, a) = await later(10);
	*(a = b) = await later(11);
	*(&*b + 1) += await later(12);
	*({ a; }) += await later(12);
	**&b += await later(12);
	(*&b)[1] += await later(12);
	*(a += 1) += await later(3);
	(a)[1] += await later(3);
	(&a[1])[1] += await later(3);
	int *p = a + await later(1);
	__typeof__(a + 1) q = b + await later(1);
	int **pp = &a;
	return *(a + 2) + await later(1) + *(await later(1) + b) + *p + *q + **pp + (a - b) + await later(3) + (a < b ? await later(1) : 3) + m;
}

static async(int) run(void) {
	int a[5] = { 1, 2, 3, 4, 5 }, b[4] = { 5, 6, 7, 8 };
	show("constant", await constant(a, b));
	show_ints("a", a, 4);
	show("variable", await variable(4, a, 3, b));
	show_ints("a", a, 4);
	show_ints("b", b, 3);
	show("computed, constant", await computed_constant(4, a, 4, b));
	show_ints("a", a, 5);
	show_ints("b", b, 4);
	show("computed, variable", await computed_variable(4, a, 4, b));
	show_ints("a", a, 5);
	show_ints("b", b, 4);
	return 0;
}

int main(void) { return co_run(int, run()); }
