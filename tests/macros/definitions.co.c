/* Which definition is in force where. */
#include <cogen.h>
#include <stddef.h>
#include "definitions.h"

enum { x3STEP = 7, x2GONE_ = 8 };
static async(int) later(int v) { return v; }

#define EARLY(x) await LATE(x)
static int LATE(int v) { return v; }
static async(int) before(int v) {
	(void)LATE;
#define LATE(x) later(x)
	return EARLY(v);
}

#define STEP 5
#define WAIT_FOR(a, b) WAIT_FOR_(a, b)
#define WAIT_FOR_(a, b) await later(a##b)
#define WAIT(x) WAIT_FOR(x, STEP)
static async(int) changes(int v) {
	v += WAIT(1);
#undef STEP
#define STEP 6
	v += WAIT(2);
#undef STEP
	enum { STEP = 7 };
	v += WAIT(x3);
#define STEP 8
#pragma push_macro("STEP")
#define STEP 9
	v += WAIT(4);
#pragma pop_macro("STEP")
	v += WAIT(5);
	_Pragma("push_macro(\"STEP\")")
	_Pragma("pop_macro(\"STEP\")")
	v += WAIT(6);
#if 0
#undef STEP
#define STEP 10
#endif
	/* #undef STEP */
	v += WAIT(7);
	co_go(later(WAIT(8)));
	return v;
}
#undef STEP

#define COLOURS(X) X(RED, 1) X(GREEN, 2)
static async(int) in_tables(int v) {
#define X(name, n) v += await later(n);
	COLOURS(X)
#undef X
#define X(name, n) enum { name = n };
	COLOURS(X)
#undef X
	return v + RED;
}

static async(int) in_headers(int v) {
	v += FROM_HEADER(1);
	v += GONE(x2) + AGAIN(3);
#include "definitions.h"
	return v;
}

#define WAIT_NULL(p) (await later((p) == NULL))
static async(int) of_the_system(int *p) { return WAIT_NULL(p); }
