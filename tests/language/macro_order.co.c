/* Macros that hide no suspension, in expressions that suspend: what their arguments do, and what they call, is done from left to
 * right, too; however they are nested, with what __VA_OPT__, # and ## make of it. */
#include <cogen.h>
#include "check.h"
#include <ctype.h>
#include <errno.h>
#include <stdatomic.h>
#include <tgmath.h>

/* Undefined in C, defined by cogen: what the test is about. */
#if defined __clang__
#pragma clang diagnostic ignored "-Wunsequenced"
#else
#pragma GCC diagnostic ignored "-Wsequence-point"
#endif

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static int plus(int a, int b) { return a + b; }
static int n;
static int put(int v) { return n = v; }
static int *at(int *where, int index) { return where + index; }

#define ADD(x, y) plus((x), (y))
#define SUM(x, y) ((x) + (y))
#define MAX(x, y) ((x) > (y) ? (x) : (y))
#define LIST(f, ...) f(__VA_ARGS__)
#define OPT(x, ...) plus(x, 0 __VA_OPT__(+ plus(__VA_ARGS__)))
#define OPEN(x, ...) plus(await later(x) __VA_OPT__(,) __VA_ARGS__)
#define CELL(x) (*at(cells, (x)))
#define NAME(x, y) plus(n##x, put(y)) + (int)sizeof(#x)
#define BOTH ADD(step(1), step(2))
#define HALF plus(step(1)

static async(int) arguments(void) {
	int r = 0;
	r += ADD(step(1), step(2)) + await later(step(3));
	r += await later(step(4)) + ADD(step(5), step(6)) + SUM(step(7), step(8));
	r += ADD(SUM(step(9), step(10)), ADD(step(11), step(12))) + await later(step(13));
	r += plus(ADD(step(14), step(15)), await later(step(16)));
	r += OPT(step(17), step(18), step(19)) + await later(1) + OPT(step(20));
	r += LIST(ADD, step(21), step(22)) * await later(step(23)) + LIST(plus, step(24), step(25));
	r += OPEN(step(26), ADD(step(27), step(28))) + OPEN(await later(step(29)), ADD(step(30), await later(step(31))));
	steps_done(31);
	return r;
}

static async(int) places(void) {
	int a[3] = { ADD(step(1), step(2)), await later(step(3)), ADD(step(4), step(5)) }, r = 0;
	steps_done(5);
	for (int i = 0; ADD(step(1), step(2)) + i < await later(step(3)) + 2; i++, n += ADD(put(1), put(2)) + await later(0), steps = 0)
		r += a[i];
	steps_done(3);
	switch (ADD(step(1), step(2)) + await later(step(3))) {
	case 6: r += ADD(step(4), 5); break;
	default: r = -1000;
	}
	if (await later(step(5)) == 5 && ADD(step(6), step(7)) == 13) r++;
	r += await later(step(8)) ? ADD(step(9), step(10)) : ADD(step(11), step(12));
	steps_done(10);
	r += BOTH + await later(step(3));
	steps_done(3);
	r += HALF, step(2)) + await later(step(3));
	steps_done(3);
	return r + await later(ADD(step(1), step(2)));
}

/* Macros of the compiler's own headers, which stay. */
static double real(int number) { return step(number); }
static _Atomic int shared;

static async(int) of_headers(void) {
	int r = (int)pow(real(1), real(2)) + await later(step(3));
	r += (int)fmax(real(4), real(5)) + await later(step(6));
	r += atomic_fetch_add(&shared, step(7)) + await later(step(8)) + atomic_fetch_add_explicit(&shared, step(9), memory_order_relaxed);
	r += atomic_exchange(&(&shared)[step(10) - 10], step(11)) + await later(step(12));
	r += (errno = step(13)) + await later(step(14));
	steps_done(14);
	return r;
}

static async(void) values(void) {
	int cells[4] = { 1, 2, 3, 4 }, local = 1;
	n = 3;
	show("3 + 5 + 5", ADD(n, put(5)) + await later(n));
	show("7 + 7 + 7 + 7 + 1", ADD(put(7), n) + await later(n) + SUM(n, put(1)));
	n = 2;
	show("3 + 3", MAX(n, put(3)) + await later(n));
	CELL(put(1)) += CELL(n) + await later(ADD(n, put(2)));
	show("2 + 2 + 3", cells[1]);
	show("7 + 3", cells[1] + CELL(n) * await later(1));
	n = 4;
	show("4 + 1 + 2", NAME(, 1 /* x */) + 1 + await later(0));
	const char *text = "b1", **p = &text;
	show("1 + 2 + 4", (isalpha(*(*p)++) != 0) + 2 * (isdigit(*(*p)++) != 0) + 4 * (await later(**p) == 0));
	show("1 + 2 + 2 + 2 + 3", ADD(local, local = 2) + await later(local) + SUM(local++, local));
}

int main(void) {
	show("arguments", co_run(int, arguments()));
	show("places", co_run(int, places()));
	steps_done(2);
	show("headers", co_run(int, of_headers()));
	co_run(void, values());
}
