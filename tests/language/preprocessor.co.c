/* Directives inside coroutines: #if, #ifdef, #define, #undef, #pragma, #include of a fragment; names of place and function. */
#include "check.h"
#include <cogen.h>

#define FEATURE 1

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) conditional(int n) {
	int sum = await later(n);
#if FEATURE
	sum += await later(10);
#else
	sum += await no_such_function(10);
#endif
#ifdef NO_SUCH_FEATURE
	this is not even C;
#elif FEATURE > 1
	neither is this
#else
	if (await later(n) > 1)
#endif
	{
		sum += await later(100);
	}
	return sum
#if FEATURE
	       + await later(1000)
#else
	       - await later(1000)
#endif
		;
}

static async(int) defined_inside(int n) {
#define STEP 5
	int sum = await later(n) + STEP;
#undef STEP
#define STEP 7
	await later(0);
	sum += STEP;
#undef STEP
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wparentheses"
	sum += await later(1);
#pragma GCC diagnostic pop
	_Pragma("GCC diagnostic push")
	sum += await later(2);
	_Pragma("GCC diagnostic pop")
	return sum;
}

static async(int) fragment(int n) {
	int values[] = {
#include "fragment.inc"
	};
	await later(0);
	int sum = 0;
	for (int i = 0; i < (int)(sizeof values / sizeof *values); i++) sum += values[i] * await later(n);
	return sum;
}

static async(const char *) function_name(void) {
	const char *before = __func__;
	await later(0);
	printf("%s %s\n", before, __FUNCTION__);
	return __func__;
}

/** It is an object, of which there is one. */
static async(int) whoami(void) {
	static const char *const kept = __func__;
	const char *own = __func__, *function = __FUNCTION__;
	const char(*whole)[7] = &__func__;
	await later(0);
	printf("%s %s %s %s\n", own, function, __builtin_FUNCTION(), *whole);
	int same = (own == __func__) + (kept == own) * 2 + (*whole == own) * 4 + (function == __FUNCTION__) * 8;
	int types = _Generic(&__func__, const char(*)[7]: 1, default: 0) + _Generic(&__FUNCTION__, const char(*)[7]: 2, default: 0);
	return same * 100 + types * 10 + await later(own == __func__) + (int)sizeof __func__ * 1000;
}

static async(const char *) builtin_only(void) {
	await later(0);
	return __builtin_FUNCTION();
}

#define WHERE() __builtin_FUNCTION()
static async(const char *) builtin_by_macro(void) { return await later(1) ? WHERE() : NULL; }

static async(void) places(void) {
	show("line", __LINE__); await later(0); show("line", __LINE__);
	int line = await later(__LINE__);
	show("line", line);
	const char *file = __FILE__;
	await later(0);
	show_text("file", file + strlen(file) - strlen("preprocessor.co.c"));
	const char *const names[] = { __FILE__, __func__ };
	show_text("names", await later(1) ? names[1] : names[0]);
}

#if 0
static async(int) absent(int n) { return await later(n); }
#endif

static async(int) run(void) {
	for (int n = 0; n < 3; n++) {
		show("conditional", await conditional(n));
		show("defined", await defined_inside(n));
		show("fragment", await fragment(n));
	}
	show_text("function", await function_name());
	show("whoami", await whoami());
	show_text("function", await builtin_only());
	show_text("function", await builtin_by_macro());
	await places();
	return 0;
}

int main(void) { return co_run(int, run()); }
