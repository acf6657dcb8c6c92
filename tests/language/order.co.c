/* Where C leaves the order open, a full expression that suspends is evaluated left to right. Each step checks its number,
 * and each value that an operand had when it was its turn. */
#include "check.h"
#include <cogen.h>

/* Undefined in C, defined by cogen: what the test is about. */
#if defined __clang__
#pragma clang diagnostic ignored "-Wunsequenced"
#else
#pragma GCC diagnostic ignored "-Wsequence-point"
#endif

static async(int) at(int n, int v) {
	if (suspend_now()) await co_sleep(0);
	step(n);
	return v;
}

static int plain(int n, int v) {
	step(n);
	return v;
}

static int global;

struct member {
	int m;
};

static async(int) set_global(int v) {
	if (suspend_now()) await co_sleep(0);
	global = v;
	return v;
}

static async(int) set(int *p, int v) {
	if (suspend_now()) await co_sleep(0);
	*p = v;
	return v;
}

static int plain_set(int *p, int v) {
	*p = v;
	return v;
}

static int four(int a, int b, int c, int d) { return a * 1000 + b * 100 + c * 10 + d; }

static int *index_of(int n, int *p) {
	step(n);
	return p;
}

static async(void) calls(void) {
	show("both", await at(1, 10) - await at(2, 3));
	steps_done(2);
	show("mixed", plain(1, 10) - await at(2, 3) - plain(3, 1));
	steps_done(3);
	show("arguments", four(await at(1, 1), plain(2, 2), await at(3, 3), plain(4, 4)));
	steps_done(4);
	show("last awaits", four(plain(1, 1), plain(2, 2), plain(3, 3), await at(4, 4)));
	steps_done(4);
	show("first awaits", four(await at(1, 1), plain(2, 2), plain(3, 3), plain(4, 4)));
	steps_done(4);
	show("nested", four(plain(1, 1), await at(3, plain(2, 2)), plain(4, 3), await at(7, await at(5, 1) + plain(6, 3))));
	steps_done(7);
	show("tree", (plain(1, 1) + await at(2, 2)) * (await at(3, 3) + plain(4, 4)) - (plain(5, 5) - await at(6, 6)));
	steps_done(6);
	int list[] = { plain(1, 1), await at(2, 2), plain(3, 3), await at(4, 4) };
	steps_done(4);
	show_ints("list", list, 4);
	show("compare", (plain(1, 1) < await at(2, 2)) == (await at(3, 3) < plain(4, 4)));
	steps_done(4);
	show("shift", plain(1, 1) << await at(2, 4) >> plain(3, 2));
	steps_done(3);
}

/* An operand before the await is read before it. */
static async(void) reads(void) {
	int x = 1;
	show("x + set", x + await set(&x, 100));
	x = 1;
	show("set + x", await set(&x, 100) + x);
	x = 1;
	show("x * x + set * x", x * x + await set(&x, 10) * x);
	x = 1;
	show("x + (x + set)", x + (x + await set(&x, 5)) + x);
	global = 1;
	show("global", global + await set_global(50) + global);
	x = 2;
	show("arguments", four(x, await set(&x, 3), x, await set(&x, 4)));
	x = 2;
	show("x++ + set", x++ + await set(&x, 10) + x++);
	show("x", x);
	x = 2;
	show("- x", -x + await set(&x, 7));
	x = 2;
	show("through pointer", *&x + await set(&x, 7) + *&x);
	int a[2] = { 1, 2 };
	show("subscript", a[0] + await set(&a[0], 30) + a[0]);
	x = 0;
	show("subscript by x", a[x] + await set(&x, 1) + a[x]);
	struct member s = { 1 };
	show("member", s.m + await set(&s.m, 9) + s.m);
	x = 1;
	show("comparison", (x == 1) + (await set(&x, 2) == 2) + (x == 2));
	x = 3;
	show("plain change after await", await at(1, 0) + x + plain_set(&x, 8) + x);
	steps_done(1);
	x = 1;
	int row[] = { x, await set(&x, 2), x, await set(&x, 3), x };
	show_ints("initialisers", row, 5);
}

/* The place on the left is found before the right side; its old value, in a compound assignment, is read before it, too. */
static async(void) targets(void) {
	int a[4] = { 0, 0, 0, 0 };
	int x = 0;
	*index_of(1, &a[0]) = await at(2, 5);
	*index_of(3, &a[1]) += await at(4, 6);
	a[plain(5, 2)] = await at(6, 7);
	a[await at(7, 3)] = plain(8, 8);
	steps_done(8);
	show_ints("a", a, 4);
	a[x] = await set(&x, 3);
	show_ints("place first", a, 4);
	x = 1;
	a[x++] += await set(&x, 2);
	show_ints("place once", a, 4);
	x = 10;
	x += await set(&x, 100);
	show("old value first", x);
	x = 10;
	x = x + await set(&x, 100);
	show("spelled out", x);
	x = 10;
	x -= await set(&x, 1) + x;
	show("both sides", x);
	int *p = a;
	*p++ = await at(1, 70) + (int)(p - a);
	show_ints("p++", a, 4);
	*index_of(2, &a[1]) = *index_of(3, &a[2]) = await at(4, 80);
	steps_done(4);
	show_ints("chain", a, 4);
}

/* Parts that do not suspend, beside one that does: gcc has arguments from right to left, if it can choose. */
static async(void) parts(void) {
	show("behind", await at(1, 1) + four(plain(2, 2), plain(3, 3), plain(4, 4), plain(5, 5)));
	steps_done(5);
	show("in front", four(plain(1, 2), plain(2, 3), plain(3, 4), plain(4, 5)) + await at(5, 1));
	steps_done(5);
	show("deeper", -(await at(1, 1) + (plain(2, 1) && four(plain(3, 2), plain(4, 3), plain(5, 4), plain(6, 5)))));
	steps_done(6);
	show("conditional", plain(1, 1) ? four(plain(2, 2), plain(3, 3), plain(4, 4), plain(5, 5)) : await at(9, 9));
	steps_done(5);
	show("omitted", (four(plain(1, 0), plain(2, 0), plain(3, 0), plain(4, 0)) ?: four(plain(5, 1), plain(6, 2), plain(7, 3), plain(8, 4))) +
	                    await at(9, 0));
	steps_done(9);
	int x = 1, y = 0, *p = &y;
	show("argument changes", await at(1, 0) + four(x, plain_set(&x, 3), x, plain_set(&x, 4)));
	steps_done(1);
	x = 10;
	show("old value, pointed to", (x += plain_set(&x, 5)) + await at(1, 0));
	steps_done(1);
	show("old value", (y += (y = 7, 2)) + await at(1, 0));
	steps_done(1);
	show("place", (*p++ = plain_set(p == &y ? &x : &y, 6)) + await at(1, 0));
	steps_done(1);
	show("x, y", x * 10 + y);
	struct bits {
		unsigned low : 3;
		int high : 5;
	} bits = { 5, -3 };
	show("bit-field", (bits.high *= (bits.high = 2, 3)) + (bits.low -= (bits.low = 1, 2)) + await at(1, 0));
	steps_done(1);
	const struct member made = { four(plain(1, 1), plain(2, 2), plain(3, 3), plain(4, 4)) + await at(5, 0) };
	steps_done(5);
	show("initialised", made.m);
	if (four(plain(1, 0), plain(2, 0), plain(3, 0), plain(4, 0)) || await at(5, 1)) show("condition", 1);
	steps_done(5);
}

static async(int) run(void) {
	await calls();
	await reads();
	await targets();
	await parts();
	return 0;
}

int main(void) { return co_run(int, run()); }
