/* Generators with every kind of control flow and variable: the lowering is the same as for await. */
#include "check.h"
#include <cogen.h>

static generator(int) all(int n) {
	int x = n, *p = &x;
	for (int i = 0; i < 3; i++) {
		if (i == 1) continue;
		yield (x + i);
		*p += 10;
	}
	{
		int x = 7;
		yield x;
		{
			char x = 'x';
			yield x;
		}
		yield ++x;
	}
	switch (n) {
	case 0: yield 1000;
		/* fall through */
	case 1: yield 1001; break;
	case 2:
		do {
			yield 1002;
	case 3:
			yield 1003;
		} while (x++ < 21);
	}
	if (n < 2) goto skip;
	yield -1;
skip:
	while (x > 0) {
		x -= 12;
		if (x < 5) break;
		yield x;
	}
}

static generator(unsigned long) fibonacci(void) {
	for (unsigned long a = 0, b = 1;; b += a, a = b - a) yield a;
}

static generator(int) permutations_of(int *row, int n, int k) {
	if (k == n) {
		yield (row[0] * 100 + row[1] * 10 + row[2]);
		return;
	}
	for (int i = k; i < n; i++) {
		int swap = row[k];
		row[k] = row[i], row[i] = swap;
		yield_from permutations_of(row, n, k + 1);
		swap = row[k];
		row[k] = row[i], row[i] = swap;
	}
}

static generator(int) sieve(int n) {
	char composite[100] = { 0 };
	for (int i = 2; i < n; i++) {
		if (composite[i]) continue;
		yield i;
		for (int j = i * i; j < n; j += i) composite[j] = 1;
	}
}

static generator(int, int) running_average(void) {
	double sum = 0;
	int count = 0;
	int v = yield 0;
	for (;;) {
		sum += v;
		count++;
		v = yield ((int)(sum / count));
	}
}

/* Pointers to generators. */
typedef generator(int) (*source)(int);

static generator(int) up(int n) {
	for (int i = 0; i < n; i++) yield i;
}

static generator(int) down(int n) {
	while (n--) yield n;
}

static const source sources[] = { up, down };

static generator(int) zip(source a, source b, int n) {
	co_gen *left = co_new(a(n)), *right = co_new(b(n));
	int x, y;
	while (co_next(left, &x) && co_next(right, &y)) yield (x * 10 + y);
	co_free(left);
	co_free(right);
}

int main(void) {
	for (int n = 0; n < 4; n++) {
		co_for (int, v, all(n)) printf("%d ", v);
		printf("\n");
	}
	co_for (unsigned long, v, fibonacci()) {
		if (v > 100) break;
		printf("%lu ", v);
	}
	printf("\n");
	int row[] = { 1, 2, 3 };
	co_for (int, v, permutations_of(row, 3, 0)) printf("%d ", v);
	printf("\n");
	co_for (int, v, sieve(40)) printf("%d ", v);
	printf("\n");

	int v;
	co_gen *g = co_new(running_average());
	co_next(g, &v);
	for (int i = 1; i < 6; i++) {
		co_send(g, i * i, &v);
		printf("%d ", v);
	}
	printf("\n");
	co_free(g);

	for (int i = 0; i < 2; i++) co_for (int, v, sources[i](3)) printf("%d ", v);
	co_for (int, v, zip(up, down, 4)) printf("%d ", v);
	printf("\n");

	/* Two of a kind at a time. */
	co_gen *a = co_new(fibonacci()), *b = co_new(fibonacci());
	unsigned long x = 0, y = 0;
	for (int i = 0; i < 5; i++) co_next(a, &x);
	co_next(b, &y);
	co_next(b, &y);
	co_next(a, &x);
	printf("%lu %lu\n", x, y);
	co_free(a);
	co_free(b);
	return 0;
}
