/* __LINE__ in expressions over several lines that suspend, and behind them. */
#include "check.h"
#include <cogen.h>

#define WHERE(x) printf("%d: %d\n", __LINE__, (x))

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) sum(int a, int b, int c) {
	return await later(a) * 10000 + b * 100 + c;
}

static async(int) returned(void) {
	return await later(__LINE__) +
	       100 *
	           __LINE__;
}

static async(void) all(void) {
	show("one", await later(
		__LINE__));
	show("three", await sum(__LINE__,
		__LINE__,
		__LINE__));
	int lines[] = { __LINE__,
		await later(__LINE__),
		__LINE__ };
	show_ints("list", lines, 3);
	if (await later(1)
	    && __LINE__ == 34
	    && await later(1) && __LINE__ == 35)
		show("then", __LINE__);
	show("behind", __LINE__);
	while (await later(
	           lines[0]
	       ) > __LINE__ - 12)
		lines[0]--, show("body", __LINE__);
	switch (await later(1)
	        + 1) {
	case 2: show("case", __LINE__);
	}
	WHERE(await later(1) + 2); /* over several lines, gcc and clang say different ones */
	show_ints("rest", (int[]){ await later(1), __LINE__,
		await later(3) +
		__LINE__ }, 2);
	show("returned", await returned());
	show_text("no directive", await later(0) ? "" : "#line 7 \"other.c\"");
}

static async(int) program(void) {
	await all();
	return 0;
}

int main(void) { return co_run(int, program()); }
