/* `restrict` and `const` of pointers, where something looks at the type of an lvalue: _Generic(&p), typeof(p). */
#include <cogen.h>
#include "check.h"

#define KIND(x) _Generic(&(x), int *restrict *: 1, int *const *: 2, int *const restrict *: 3, int *volatile *: 4, \
	int *volatile restrict *: 5, int *volatile const restrict *: 6, int **: 7, default: 8)

static async(int *) same(int *p) {
	if (suspend_now()) await co_sleep(0);
	return p;
}

static async(int) parameters(int *restrict a, int *const restrict b, int *volatile restrict c, int d[restrict 2], int *const e,
                             int f[const]) {
	show("a", KIND(a));
	show("b", KIND(b));
	show("c", KIND(c));
	show("d", KIND(d));
	show("e", KIND(e));
	show("f", KIND(f));
	int *g = await same(a);
	show("a", KIND(a) + *a);
	show("b", KIND(b) + *b);
	show("c", KIND(c) + *c);
	show("d", KIND(d) + *d);
	show("e", KIND(e) + *e);
	show("f", KIND(f) + *f);
	show("g", KIND(g) + *g);
	return KIND(a) * 100 + *await same(b) + KIND(b);
}

static async(void) locals(int *n) {
	int *restrict a = await same(n), *const restrict b = await same(n), *volatile restrict c = await same(n);
	int *restrict d = n, *const restrict e = n, *const f = await same(n), *volatile const restrict g = n;
	show("locals", KIND(a) + 10 * KIND(b) + 100 * KIND(c) + 1000 * KIND(d) + 10000 * KIND(e) + 100000 * KIND(f) + 1000000 * KIND(g));
	await same(NULL);
	show("locals", KIND(a) + 10 * KIND(b) + 100 * KIND(c) + 1000 * KIND(d) + 10000 * KIND(e) + 100000 * KIND(f) + 1000000 * KIND(g));
	int *restrict *at = &a, *const restrict *bt = &b;
	await same(NULL);
	__typeof__(a) x = a;
	__typeof__(&b) y = &b;
	__typeof__(*&b) z = b;
	await same(NULL);
	show("typeof", KIND(x) + 10 * KIND(*y) + 100 * KIND(z) + 1000 * KIND(*at) + 10000 * KIND(*bt));
	show("values", **at + **bt + *c + *d + *e + *f + *g + *x + **y + *z);
	show("compatible", __builtin_types_compatible_p(__typeof__(&a), int *restrict *));
	show("not", __builtin_types_compatible_p(__typeof__(&a), int **));
	__auto_type p = &a;
	await same(NULL);
	show("auto", KIND(*p) + **p);
	for (int *restrict q = await same(n), i = 0; i < 2; i++) {
		show("loop", KIND(q) + *q);
		await same(q);
	}
}

typedef int *restrict quick;
static async(void) named(quick p, quick const q) {
	quick r = await same(p);
	quick table[2] = { p, q };
	struct { quick member; } s = { r };
	await same(p);
	show("named", KIND(p) + 10 * KIND(q) + 100 * KIND(r) + 1000 * KIND(table[1]) + 10000 * KIND(s.member));
	quick *to = &p;
	await same(p);
	show("to", KIND(*to) + **to + *table[0] + *s.member);
}

static async(int) all(void) {
	int n[7] = { 40, 40, 40, 40, 40, 40, 40 };
	show("parameters", await parameters(&n[0], &n[1], &n[2], &n[3], &n[5], &n[6]));
	await locals(n);
	await named(&n[0], &n[1]);
	return 0;
}

int main(void) { return co_run(int, all()); }
