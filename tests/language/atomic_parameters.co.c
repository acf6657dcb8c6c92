/* _Atomic parameters and locals of every class of type, resumed with and without being used: an argument of such a type
 * is a value of the type without it. */
#include "check.h"
#include <cogen.h>

#pragma GCC diagnostic ignored "-Wignored-qualifiers"

struct pair {
	int a, b;
};
struct row {
	short row[4];
};
union either {
	int n;
	float f;
};
enum side { LEFT, RIGHT };
typedef _Atomic int counter;

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) whole(_Atomic int a, _Atomic(long) b, const _Atomic unsigned c, _Atomic _Bool d, volatile _Atomic char e) {
	a += await later(1);
	await later(2);
	b++;
	return a + (int)b + (int)c + d + e++;
}

static async(int) used_first(_Atomic int a, int *_Atomic p, _Atomic(enum side) side) { return a + *p + (side == RIGHT) + await later(1); }

static async(int) unused(_Atomic int a, void *_Atomic p, _Atomic double d) {
	(void)a, (void)p, (void)d;
	return await later(1);
}

static async(double) floating(_Atomic double a, _Atomic(float) b) {
	a = a + await later(1);
	b = b * (float)await later(2);
	return a + b;
}

static async(int) records(_Atomic struct pair a, const _Atomic(struct row) b, _Atomic(union either) c) {
	int n = await later(1);
	struct pair pair = a;
	struct row row = b;
	union either either = c;
	pair.a += await later(2);
	a = pair;
	pair = a;
	return pair.a + pair.b + row.row[3] + either.n + n;
}

static async(int) by_typedef(counter c, _Atomic(const char *) text) {
	c -= await later(3);
	return c + await later(1) + *text;
}

/* clang takes no value of such a type from a call */
static async(_Atomic int) result(int v) { return await later(v) + 1; }

static async(int) locals(void) {
	_Atomic int a = await later(1), *p = &a;
	_Atomic(struct pair) pair = (struct pair){ 1, await later(2) };
	const _Atomic int c = await later(3);
	struct pair copy = pair;
	*p += await later(4);
	return a + copy.b + c;
}

static async(int) run(void) {
	int n = 4;
	show("whole", await whole(1, 2, 3, 4, 5));
	show("used_first", await used_first(1, &n, RIGHT));
	show("unused", await unused(1, &n, 2.5));
	show_real("floating", await floating(1.5, 2.5f));
	struct pair pair = { 1, 2 };
	struct row row = { { 1, 2, 3, 4 } };
	union either either = { 7 };
	show("records", await records(pair, row, either));
	show("by_typedef", await by_typedef(3, "ab"));
	await result(3);
	show("locals", await locals());
	return 0;
}

int main(void) { return co_run(int, run()); }
