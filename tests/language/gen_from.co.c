/* yield_from: values, sends, return values, depth, recursion, loops, objects; a delegate that ends at once. */
#include "check.h"
#include <cogen.h>

static generator(int) range(int from, int to) {
	while (from < to) yield from++;
}

static generator(int) chain(int n) {
	yield_from range(0, n);
	yield -1;
	yield_from range(100, 100 + n);
}

/* Sums what it is sent until a zero. */
static generator(int, int, long) summing(int tag) {
	long sum = 0;
	int sent;
	while ((sent = yield tag) != 0) sum += sent;
	return sum;
}

static generator(int, int, long) two_sums(void) {
	long first = yield_from summing(1);
	long second = yield_from summing(2);
	return first * 1000 + second + (yield_from summing(3)) * 1000000;
}

struct tree {
	int key;
	const struct tree *left, *right;
};

static generator(int) in_order(const struct tree *tree) {
	if (!tree) return;
	yield_from in_order(tree->left);
	yield tree->key;
	yield_from in_order(tree->right);
}

static generator(int, void, int) count_down(int n) {
	if (n == 0) return 1;
	yield n;
	return 1 + (yield_from count_down(n - 1));
}

static generator(int, void, int) silent(int v) {
	if (v < 0) yield v;
	return v * 2;
}

static generator(int, void, int) sums_of_silent(int n) {
	int sum = 0;
	for (int i = 0; i < n; i++) {
		if (i == 2) continue;
		sum += yield_from silent(i);
		if (i == 5) break;
		if (yield_from silent(i - 3)) yield sum;
	}
	return sum;
}

/* Of an object: the value is the same pointer, ended. */
static generator(int, int, long) of_object(co_gen *g) {
	long sum = co_returned(long, yield_from g);
	yield 77;
	return sum + 1;
}

static generator(int) deep(int n) {
	if (n == 0) {
		yield 1;
		yield 2;
		return;
	}
	yield_from deep(n - 1);
	yield n;
}

static generator(double, void, double) halves(double v) {
	while (v >= 1) {
		yield v;
		v /= 2;
	}
	return v;
}

static generator(double, void, double) through(double v) { return yield_from halves(v); }

static void print(co_gen *g) {
	int v;
	while (co_next(g, &v)) printf("%d ", v);
	printf("\n");
}

static void drive(co_gen *g) {
	static const int sent[] = { 5, 6, 0, 7, 0, 1, 1, 0 };
	int v = 0;
	if (co_next(g, &v)) printf("%d", v);
	for (int i = 0; i < 8; i++) {
		if (!co_send(g, sent[i], &v)) break;
		printf(" %d", v);
	}
	printf("\n");
	show("returned", co_returned(long, g));
	co_free(g);
}

int main(void) {
	co_gen *g = co_new(chain(3));
	print(g);
	co_free(g);

	drive(co_new(two_sums()));

	struct tree leaves[] = { { 1, NULL, NULL }, { 3, NULL, NULL }, { 7, NULL, NULL } };
	struct tree two = { 2, &leaves[0], &leaves[1] }, six = { 6, NULL, &leaves[2] }, four = { 4, &two, &six };
	co_for (int, key, in_order(&four)) printf("%d ", key);
	printf("\n");

	g = co_new(count_down(4));
	print(g);
	show("depth", co_returned(int, g));
	co_free(g);

	g = co_new(sums_of_silent(9));
	print(g);
	show("sum", co_returned(int, g));
	co_free(g);

	co_gen *inner = co_new(summing(9));
	drive(co_new(of_object(inner)));
	show("inner ended", co_gen_state(inner) == CO_CLOSED);
	co_free(inner);

	long sum = 0;
	co_for (int, v, deep(1000)) sum += v;
	show("deep", sum);
	/* Abandoned in the depth. */
	co_for (int, v, deep(50))
		if (v == 2) break;

	double half;
	g = co_new(through(5));
	while (co_next(g, &half)) printf("%.2f ", half);
	printf("%.3f\n", co_returned(double, g));
	co_free(g);
	return 0;
}
