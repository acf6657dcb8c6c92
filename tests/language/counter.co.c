/* __COUNTER__ in coroutines: the same numbers as in plain C, in whatever order the pieces are written, and behind them. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#define UNIQUE(name) CAT(name, __COUNTER__)
#define TWICE(x) ({ int CAT(v, __LINE__) = (x); CAT(v, __LINE__) + __COUNTER__ * 2; })
#define ASKED(x) (sizeof(char[__COUNTER__ + 1]) + (size_t)(x))
#define NEXT __COUNTER__

int before = __COUNTER__;
static async(int) run(int n) {
	show("a", NEXT);
#if !defined(__COUNTER__)
	show("none", NEXT);
#elif defined __COUNTER__ && defined NEXT
	show("one", n);
#endif
	int r = await later(__COUNTER__) + __COUNTER__;
	show("r", r);
	int s = await later(NEXT) + NEXT * 10;
	show("s", s);
	for (int i = __COUNTER__; i < await later(__COUNTER__ + 2); i++) show("i", __COUNTER__ + i);
	int UNIQUE(x) = await later(__COUNTER__);
	(void)x9;
	if (__COUNTER__ > 3 && await later(__COUNTER__)) show("c", __COUNTER__);
	static int st = __COUNTER__;
	int arr[__COUNTER__ + 1];
	int arr2[] = { __COUNTER__, await later(__COUNTER__), __COUNTER__ };
	show_ints("arr2", arr2, 3);
	struct {
		char c[__COUNTER__];
	} rec;
	(void)rec;
	show("sizes", sizeof arr + sizeof rec);
	switch (n) {
	case __COUNTER__: show("x", 1);
	}
	return st + __COUNTER__;
}
int after = __COUNTER__;

static async(int) UNIQUE(named)(int n, int a[__COUNTER__]) { return n + a[await later(__COUNTER__ - __COUNTER__ + 1)]; }
#define NAMED named23
static int many[40] = { 2, 3 };
int after_named = __COUNTER__;

static async(int) nested(int n) {
	int r = TWICE(await later(TWICE(n))) + NEXT;
	r += ({
		int k = __COUNTER__;
		k + await later(__COUNTER__);
	});
	r += (int)ASKED(await later(NEXT));
#if 0
	r = __COUNTER__;
#endif
#define IN_COROUTINE __COUNTER__
	return r * 100 + IN_COROUTINE;
}

int main(void) {
	show("before", before);
	show("run", co_run(int, run(1)));
	show("after", after);
	show("named", co_run(int, NAMED(1, many)));
	show("after", after_named);
	show("nested", co_run(int, nested(3)));
	show("last", __COUNTER__ + IN_COROUTINE);
	return 0;
}
