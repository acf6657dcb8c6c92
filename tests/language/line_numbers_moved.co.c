/* __LINE__ in the arguments of macros, and in macros, on later lines of statements that are taken apart; and behind lines that
 * cogen puts into the file. What gcc and clang agree about. */
#include "check.h"
#include <cogen.h>

#define SHOW(x) printf("value %d\n", (x))
#define SAME(x) x
#define HERE() __LINE__
#define HERE_TOO (__LINE__)
#define NESTED(x) SAME(x) + 1000 * HERE()
#define SUM(a, b) ((a) + 1000 * (b))
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define SIZED(x) ((int)sizeof(char[__LINE__]) + (x))

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) sum(int a, int b, int c) { return await later(a) * 10000 + b * 100 + c; }

static async(int) in_arguments(void) {
	SHOW(await
	     later(
	         __LINE__));
	SHOW(await later(1) +
	     SAME(__LINE__));
	SHOW(SUM(__LINE__,
	         await later(__LINE__)));
	SHOW(SUM(await later(1),
	         (int)sizeof(char[__LINE__])));
	SHOW(await later((int)sizeof TEXT(
	         __LINE__)));
	return await later(
	           SAME(__LINE__)) +
	       SAME(
	           __LINE__);
}

static async(int) in_macros(void) {
	int n = await later(
	            HERE()) +
	        HERE() +
	        await later(HERE_TOO);
	show("n", n);
	show("sum", await sum(HERE(),
	                      HERE_TOO,
	                      SIZED(1)));
	show("nested", await later(1) +
	                   NESTED(2));
	if (await later(HERE()) ==
	    HERE() - 1)
		show("then", HERE());
	show("sizes", await later(1) +
	                  (int)sizeof(char[HERE()]) +
	                  (int)sizeof(char[__LINE__]));
	show_text("text", await later(1)
	                      ? TEXT(__LINE__)
	                      : "");
	return await later(3) *
	       HERE_TOO;
}

/* Sizes that a frame has of clang. */
static async(int) behind_definitions(void) {
	int n = await later(1 +
#define TWO 2
	                    TWO);
	char here[__LINE__] = { (char)n };
	struct {
		char c[__LINE__];
	} record = { { 1 } };
	n += await later(__COUNTER__);
	return (int)sizeof here + (int)sizeof record + here[0] + record.c[0] + n;
}
struct behind {
	char c[__LINE__];
};
static async(int) behind_coroutines(void) {
	struct behind behind = { { 1 } };
	await later(1);
	return (int)sizeof behind + behind.c[0];
}

static async(int) run(void) {
	show("in arguments", await in_arguments());
	show("in macros", await in_macros());
	show("behind definitions", await behind_definitions());
	show("behind coroutines", await behind_coroutines());
	return 0;
}

int main(void) { return co_run(int, run()); }
