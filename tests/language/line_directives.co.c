/* #line, as generators of parsers and scanners write it: __LINE__ and __FILE__ in coroutines, in what they are taken apart into, in
 * macros, and behind them. */
#include "check.h"
#include <cogen.h>

#define WHERE printf("%s:%d\n", __FILE__, __LINE__)
#define PLACE(x) (printf("%s:%d ", __FILE__, __LINE__), (x))

#line 100 "first.y"
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	WHERE;
	return v;
}
static int plain(void) { WHERE; return __LINE__; }

static async(int) between(int n) {
	WHERE;
#line 200 "second.y"
	int r = await later(__LINE__) + __LINE__ + n +
	     __LINE__;
	WHERE;
#line 300
	WHERE; r += await later(1); WHERE;
	show("r", PLACE(r) + PLACE(await later(2)));
#if 0
#line 1 "never.y"
#endif
#define BEHIND 20
#line BEHIND
	WHERE;
#line BEHIND "third.y"
	await later(__LINE__); WHERE;
	/*
#line 7 "comment.y"
	*/
	r += await later(__LINE__);
# 30 "fourth.y"
	await later(__LINE__);
	WHERE;
	if (r) {
#line 40
		WHERE;
		r += await later(__LINE__);
#line 50 "fifth.y"
	}
	return r + __LINE__;
}
#undef BEHIND

#line 400 "middle.y"
static async(int) in_the_middle(int n) {
	int r = await later(
#line 410 "middle_2.y"
		__LINE__) +
		__LINE__;
	WHERE;
	if (n)
#line 420 "middle_3.y"
		r += await later(PLACE(__LINE__));
	else
#line 430
		r += await later(PLACE(__LINE__));
	WHERE;
	const char *text = n ? "\
#line 440 \"string.y\"\
	" : "none";
	show_text("text", text);
	WHERE;
	int lines[] = { __LINE__,
#line 450 "middle_4.y"
		await later(__LINE__),
		__LINE__,
#line 460 "middle_5.y"
		__LINE__ };
	show_ints("lines", lines, 4);
	WHERE;
	return r;
}

#line 72 "line_directives.co.c"
static int behind(void) { WHERE; return __LINE__; }

static async(int) all(void) {
	show("between", await between(1));
	show("in the middle", await in_the_middle(0));
	show("in the middle", await in_the_middle(1));
	WHERE;
	return plain() + behind();
}

int main(void) {
	show("all", co_run(int, all()));
	WHERE;
	return 0;
}
