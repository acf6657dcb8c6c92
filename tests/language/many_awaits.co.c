/* Hundreds of suspension points in one function, and hundreds of variables that live over them. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define TEN(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7) X(n##8) X(n##9)
#define HUNDRED(X, n) \
	TEN(X, n##0) TEN(X, n##1) TEN(X, n##2) TEN(X, n##3) TEN(X, n##4) TEN(X, n##5) TEN(X, n##6) TEN(X, n##7) TEN(X, n##8) \
	TEN(X, n##9)

static async(int) statements(int n) {
	unsigned sum = (unsigned)n;
#define X(i) sum = sum * 3 + (unsigned)await later(1##i - 1000);
	HUNDRED(X, 1)
	HUNDRED(X, 2)
#undef X
	return (int)(sum & 0xffffff);
}

static async(int) variables(int n) {
#define X(i) int v##i = await later(n + 1##i);
	HUNDRED(X, 1)
#undef X
	unsigned sum = 0;
#define X(i) sum = sum * 7 + (unsigned)v##i;
	HUNDRED(X, 1)
#undef X
	return (int)(sum & 0xffffff);
}

static async(int) one_expression(int n) {
#define X(i) +await later(1##i) * n
	return 0 HUNDRED(X, 1);
#undef X
}

static async(int) nested(int n) {
#define FOUR(x) await later(await later(await later(await later(x) + 1) + 1) + 1)
	int sum = FOUR(n);
	sum += await later(FOUR(sum) * 2 + await later(FOUR(3)));
	return sum;
}

static async(int) run(void) {
	show("statements", await statements(1));
	show("variables", await variables(2));
	show("one expression", await one_expression(3));
	show("nested", await nested(4));
	return 0;
}

int main(void) { return co_run(int, run()); }
