/* push_macro and pop_macro, as directives and as _Pragma: between coroutines and inside of them, nested, around an #undef. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define V(x) ((x) + 1)
#define W await later(5)
#pragma push_macro("V")
#pragma push_macro("W")
#undef V
#undef W
#define V(x) ((x)*await later(10))
#define W 7
static async(int) a(int k) {
	int r = V(k) + W;
	return r;
}

#pragma pop_macro("V")
#pragma pop_macro("W")
static async(int) b(int k) {
	int r = V(k) + W;
	return r;
}

static async(int) c(int k) {
	int local = k;
#pragma push_macro("W")
#undef W
#define W local
	int r = W + await later(1);
#pragma push_macro("W")
#undef W
#define W (local * 2)
	r = r * 10 + W;
#pragma pop_macro("W")
	r = r * 10 + W + await later(W);
#pragma pop_macro("W")
	r += W;
	return r;
}

#pragma push_macro("W")
#undef W
static async(int) d(int k) {
	int W = k;
	return W + await later(W);
}

#pragma pop_macro("W")
static async(int) e(int k) { return W + k; }
#define TRY(x)                                                                                                         \
	do {                                                                                                               \
		if (await later(x)) return 1;                                                                                  \
	} while (0)
_Pragma("push_macro(\"TRY\")")
#undef TRY
#define TRY(x)                                                                                                         \
	do {                                                                                                               \
		if (!await later(x)) return 2;                                                                                 \
	} while (0)
	static async(int) f(int k) {
	TRY(k);
	return 3;
}

_Pragma("pop_macro(\"TRY\")") static async(int) g(int k) {
	TRY(k);
	return 4;
}

static async(int) run(void) {
	show("a", await a(3));
	show("b", await b(3));
	show("c", await c(3));
	show("d", await d(3));
	show("e", await e(3));
	show("f", await f(0));
	show("f", await f(1));
	show("g", await g(0));
	show("g", await g(1));
	return 0;
}

int main(void) { return co_run(int, run()); }
