/* Hints to the compiler in front of loops, with and without a suspension. */
#include "check.h"
#include <cogen.h>

#if defined __clang__
#pragma clang diagnostic ignored "-Wunknown-pragmas"
#else
#pragma GCC diagnostic ignored "-Wunknown-pragmas"
#endif

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define UNROLLED _Pragma("GCC unroll 2")
#define EACH(i, n) UNROLLED for (int i = 0; i < n; i++)

static async(int) run(int n) {
	int sum = 0;
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) sum += await later(i);
#pragma GCC unroll 2
#pragma GCC ivdep
	for (int i = 0; i < 3; i++) {
#pragma GCC unroll 3
		for (int k = 0; k < 3; k++) sum += k;
		sum += await later(n);
	}
#pragma GCC unroll 2
	while (await later(sum) < 60) sum += 7;
#pragma clang loop unroll(disable)
	do {
		sum++;
	} while (await later(sum) % 5);
	EACH(i, 3) sum += await later(i);
	_Pragma("GCC unroll 8") for (int i = 0; i < 2; i++) sum += await later(2);
	EACH(i, 2) sum += i;
	if (n)
#pragma GCC unroll 2
		for (int i = 0; i < n; i++) sum += await later(i);
	return sum;
}

#define HINT_OF(x) _Pragma(#x)
#define HINT(...) HINT_OF(__VA_ARGS__)
#define UNROLL(n) HINT(GCC unroll n)
#define QUIETLY _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wunused-variable\"") UNROLL(2)
#define NOTHING

static async(int) chosen(int n) {
	int sum = 0;
#ifdef __GNUC__
#pragma GCC unroll 4
#endif
	for (int i = 0; i < n; i++) sum += await later(i);
#if defined __clang__
#pragma clang loop unroll(disable)
#elif defined __GNUC__
#pragma GCC ivdep
#else
#pragma ivdep
#endif
	while (sum < 30) sum += await later(4);
#pragma GCC unroll 2
#if 0
	for (int i = 0; i < n; i++) sum += n;
#else
	for (int i = 0; i < n; i++) sum += await later(n);
#endif
#if 0
#pragma GCC unroll 2
	for (int i = 0; i < n; i++) sum += n;
#endif
	do sum++;
	while (await later(sum) < 50);
	return sum;
}

static async(int) by_macros(int n) {
	int sum = 0;
	UNROLLED for (int i = 0; i < n; i++) sum += await later(i);
	UNROLL(3)
	for (int i = 0; i < n; i++) sum += await later(i);
	NOTHING HINT(GCC unroll 2) HINT(GCC ivdep) do {
		sum++;
		UNROLL(2) for (int i = 0; i < n; i++) sum += i;
	} while (await later(sum) % 7);
	QUIETLY for (int i = 0; i < n; i++) {
		int unused;
		sum += await later(i);
	}
	_Pragma("GCC diagnostic pop")
	if (n) UNROLL(4) while (sum < 200) sum += await later(10);
	return sum;
}

#ifdef __clang__
#define GCC_ONLY
#define GCC_UNROLL(n)
#define CLANG_ONLY HINT(clang loop unroll(disable))
#define BY_NAME
#else
#define LOOP_BY_LOOP _Pragma("GCC ivdep")
#define LOOPS_OF_GCC LOOP_BY_LOOP
#define BY_NAME LOOPS_OF_GCC
#define GCC_ONLY _Pragma("GCC ivdep")
#define GCC_UNROLL(n) UNROLL(n)
#define CLANG_ONLY
#endif
#define QUIET HINT(GCC diagnostic ignored "-Wunused-variable")
#define COUNTED(x, n) \
	(x)++; \
	UNROLL(n)
#define SECOND(x, n) \
	COUNTED(x, 1) while (x < 3) x++; \
	GCC_ONLY UNROLL(n)

/* Hints that clang, or gcc, does not see; and macros that end with one. */
static async(int) not_for_all(int n) {
	int sum = 0;
	GCC_ONLY
	for (int i = 0; i < n; i++) sum += await later(i);
	GCC_UNROLL(2) CLANG_ONLY while (sum < 10) sum += await later(3);
#pragma GCC unroll 4
	NOTHING
	for (int i = 0; i < n; i++) sum += await later(i);
	QUIET UNROLL(2) NOTHING NOTHING for (int i = 0; i < n; i++) sum += await later(i);
	if (n) GCC_ONLY do sum++;
	while (await later(sum) % 3)
		;
	GCC_ONLY CLANG_ONLY for (int i = 0; i < n; i++) sum += i;
	COUNTED(sum, 2) for (int i = 0; i < n; i++) sum += await later(i);
	BY_NAME while (sum % 5) sum += await later(1);
	SECOND(n, 3) for (int i = 0; i < n; i++) sum += await later(i);
	return sum;
}

int main(void) {
	for (int n = 0; n < 3; n++) {
		show("sum", co_run(int, run(n)));
		show("chosen", co_run(int, chosen(n)));
		show("by macros", co_run(int, by_macros(n)));
		show("not for all", co_run(int, not_for_all(n)));
	}
	return 0;
}
