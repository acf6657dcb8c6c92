/* Bit-fields wider than int, which gcc computes with in as many bits as they have, and clang in those of their type. */
#include "check.h"
#include <cogen.h>

static async(int) later(int n) {
	if (suspend_now()) await co_sleep(0);
	return n;
}
static async(long long) longer(long long n) { return n + await later(0); }

struct wide {
	unsigned long long u : 40;
	long long s : 40;
	unsigned long long v : 50;
	long long w : 50;
	unsigned long long all : 64;
	unsigned long p : 33;
	unsigned long long i : 32;
	unsigned long long one : 1;
};
#define U(w) ((w).u)

static void print(const char *what, unsigned long long value) { printf("%s %llx\n", what, value); }

static async(void) operands(struct wide w, struct wide *at) {
	print("plus", w.u + await later(1));
	print("shift", w.u << await later(8));
	print("arrow", at->u << await later(8));
	print("macro", U(w) << await later(8));
	print("not", ~w.u >> await later(4));
	print("paren", ((w.u)) + (unsigned)await later(2));
	print("sum", (w.u + 1) * 3 + await later(-5));
	print("minus", -w.u / await later(3));
	print("comma", ((void)at, w.u) << await later(9));
	print("chosen", (at ? w.u : 1) << await later(10));
	print("otherwise", (!at ? 2 : w.u) << await later(10));
	print("elvis", (w.u ?: 7) << await later(10));
	print("in block", ({ int n = 1; w.u + n; }) << await later(11));
	print("long", (w.u + 1LL) << await later(8));
	print("all", w.all << await later(8));
	print("longest", (w.u + w.all) << await later(8));
	print("other", (w.u + w.v) << await later(12));
	print("signs", (w.u + w.s) + (unsigned long long)await later(1));
	print("signed other", (w.w | w.u) < (unsigned)await later(0));
	print("negative", w.s / await later(2));
	print("negative shift", w.s >> await later(3));
	print("narrow", w.i << await later(8));
	print("narrower", w.one << await later(8));
	print("33", w.p << await later(3));
	print("compared", w.u + (unsigned)await later(1) == 0);
	print("double", (unsigned long long)(w.u + 0.5 + await later(1)));
	print("converted", (unsigned long long)(long long)w.u << await later(8));
	print("right", await later(1) + w.u);
	print("two", (w.u + await later(1)) + (w.u - await later(1)));
	print("value", (w.u += 2) << await later(8));
	print("step", w.u++ << await later(8));
	print("assigned", (w.u = 0xff00000000) << await later(8));
}

static async(void) targets(struct wide w) {
	w.u /= await later(-1);
	print("divided", w.u);
	w.u -= (unsigned)await later(2);
	print("taken", w.u);
	w.u %= await later(-2);
	print("rest", w.u);
	w.s *= await later(-3);
	print("times", (unsigned long long)w.s);
	w.w += await longer(1LL << 48);
	print("added", (unsigned long long)w.w);
	w.u >>= await later(3);
	print("shifted", w.u);
	w.v = (w.u << await later(20)) + await longer(1);
	print("both", w.v);
}

static async(void) branches(struct wide w, int n) {
	print("one of two", (n ? w.u : (unsigned)await later(3)) << 8);
	print("the other", (n ? (unsigned)await later(3) : w.u) << 8);
	print("elvis", (w.u ?: (unsigned)await later(3)) << 8);
	print("in block", ({ n += await later(1); w.u; }) << 8);
	print("kept in block", ({ n += await later(1); w.u; }) << await later(8));
}

int main(void) {
	struct wide w = { 0xffffffffff, -5, 0x3ffffffffffff, 0x1ffffffffffff, ~0ull, 0x1ffffffff, 0xffffffff, 1 };
	co_run(void, operands(w, &w));
	co_run(void, targets(w));
	co_run(void, branches(w, 0));
	co_run(void, branches(w, 1));
	return 0;
}
