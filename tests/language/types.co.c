/* Variables and results of unusual types over suspensions: complex, long double, __int128, vectors, flexible and anonymous
 * members, packed structs, restrict, function-scope prototypes. */
#include "check.h"
#include <cogen.h>
#include <complex.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

typedef int four __attribute__((vector_size(16)));

struct flexible {
	int n;
	short values[];
};

struct __attribute__((packed)) packed {
	char c;
	double d;
	short s;
};

struct nested {
	union {
		int whole;
		struct {
			short low, high;
		};
	};
	struct {
		int a;
	};
};

static async(double _Complex) rotated(double _Complex z) {
	await later(0);
	return z * I;
}

static async(long double) precise(long double v) {
	long double third = v / 3;
	await later(0);
	return third * 3;
}

static async(__int128) wide(__int128 v) {
	__int128 square = v * v;
	await later(0);
	return square + v;
}

static async(four) added(four a, four b) {
	four sum = a + b;
	await later(0);
	return sum * 2;
}

static async(int) flexible(int n) {
	struct flexible *f = malloc(sizeof *f + (size_t)n * sizeof *f->values);
	f->n = n;
	for (int i = 0; i < n; i++) f->values[i] = (short)await later(i);
	int sum = 0;
	while (f->n--) sum += await later(f->values[f->n]);
	free(f);
	return sum;
}

static async(struct packed) packed(int n) {
	struct packed p = { (char)n, n * 0.5, (short)-n };
	await later(0);
	return p;
}

static async(int) nested(int n) {
	struct nested v = { .whole = 0, .a = await later(n) };
	v.low = v.high = (short)await later(2);
	await later(0);
	return (v.whole == 0x00020002) * 10 + v.a;
}

static async(int) run(void) {
	double _Complex z = await rotated(3.0 + 4.0 * I);
	/* words that the parentheses alone keep apart from what they stand before */
	show_real("parts", __real__(await rotated(5.0 + 6.0 * I)) - __imag__(await rotated(7.0 + 8.0 * I)));
	show("word", __extension__(await later(9)) + (int)sizeof(int));
	z += await later(1);
	printf("%.1f %.1f\n", creal(z), cimag(z));
	long double l = await precise(7.0L);
	printf("%.3Lf %zu\n", l, sizeof l);
	__int128 w = await wide((__int128)1 << 40);
	printf("%d\n", w == ((__int128)1 << 80) + ((__int128)1 << 40));
	four v = await added((four){ 1, 2, 3, 4 }, (four){ 10, 20, await later(30), 40 });
	v[await later(1)] += 1;
	printf("%d %d %d %d\n", v[0], v[1], v[2], v[3]);
	show("flexible", await flexible(10));
	struct packed p = await packed(9);
	printf("%d %.2f %d\n", p.c, p.d, p.s);
	show("nested", await nested(5));
	return 0;
}

int main(void) { return co_run(int, run()); }
