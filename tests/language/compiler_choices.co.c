/* #if by which compiler there is, around coroutines and in them: cogen reads as clang, whoever compiles what it writes. All
 * ways give the same, but none can be taken that was not looked at. */
#include "check.h"
#include "compiler_choices.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#if defined(__clang__)
static async(int) around(int x) {
	x += await later(1);
	return x * 2;
}
#else
static async(int) around(int y) {
	int one = await later(1);
	return (y + one) * 2;
}
#endif

#define GCC_VERSION (__GNUC__ * 100 + __GNUC_MINOR__)
#if defined(_MSC_VER)
#elif GCC_VERSION >= 403
#define twice(x) ((x) * 2)
#else
static int twice(int x) { return x + x; }
static async(int) alone(int x) { return twice(await later(x)); }
#define HAS_ALONE
#endif

/* a name that is met, on the way to another one, in a group that has ended */
#if GCC_VERSION > 1
#endif
#if defined(__BYTE_ORDER__)
#define ORDER 1
#endif

/* the macro's own text does not tell */
#ifdef __clang__
#define OURS 1
#else
#define OURS 0
#endif

static async(int) within(int n) {
	int sum = 0, product = 0;
	for (int i = 1; i <= n; i++) {
#if OURS
		sum += await later(i);
#else
		int v = await later(i);
		sum += v;
#endif
		int before = sum;
		await later(0);
#if __GNUC__ >= 5
		if (__builtin_mul_overflow(before, i, &product)) return -1;
#else
		product = before * i;
#endif
		await later(product);
#if !OURS
		sum += await later(product) - product;
#endif
		sum += before - product / i;
	}
	return sum + product;
}

/* What is no code stays for the compiler to choose: without this gcc would warn. */
static async(int) stays(int n) {
	int r = 0;
	switch (n) {
	case 0:
		r += await later(10);
#if defined(__GNUC__) && __GNUC__ >= 7
		__attribute__((fallthrough));
#endif
	case 1: r += await later(1); break;
	default:
#ifdef __clang__
#pragma clang diagnostic push
#else
#pragma GCC diagnostic push
#endif
		r = 5;
#pragma GCC diagnostic pop
		break;
	}
	return r;
}

static async(int) swapped(int n) {
	await later(n);
#if ORDER == 2
	return n;
#elif ORDER == 1 && GCC_VERSION >= 403
	return (int)__builtin_bswap32((unsigned)n);
#else
	unsigned u = (unsigned)n;
	return (int)(u << 24 | (u & 0xff00) << 8 | (u >> 8 & 0xff00) | u >> 24);
#endif
}

/* gcc alone has this name */
static async(int) sanitized(int n) {
	int r = await later(n);
#ifdef __SANITIZE_ADDRESS__
	r += await later(n) - n;
#endif
	return r;
}

static async(int) elsewhere(int n) {
	int sum = 0;
#if COUNTS_DOWN
	while (n > 0) sum += await later(n--);
#else
	for (int i = 1; i <= n; i++) sum += await later(i);
#endif
	return sum;
}

/* what is not defined, as a condition left it out */
#ifdef HAS_FAST
static async(int) left_out(int n) { return await later(n) + await later(1); }
#else
static async(int) left_out(int n) {
	int one = await later(1);
	return n + one;
}
#endif
#if HAS_SLOW
static async(int) taken_away(int n) { return await left_out(n); }
#else
static async(int) taken_away(int k) { return k + await later(1); }
#endif
static async(int) redefined(int n) {
	int sum = 0;
#if WIDTH == 2
	for (int i = 0; i < n; i++) sum += await later(i);
#else
	while (n > 0) sum += await later(--n);
#endif
	return sum;
}

/* what files define that are included, or not, because of one */
#ifdef __clang__
#include "compiler_choices_clang.h"
#else
#include "compiler_choices_other.h"
#endif
#ifdef FROM_FILE_OF_OTHERS
static async(int) from_files(int n) { return await later(n) + await later(2); }
#else
static async(int) from_files(int n) {
	int two = await later(2);
	return n + two;
}
#endif
static async(int) from_file(int n) {
#if FROM_FILE_OF_CLANG
	int m = await from_files(n);
	return m;
#else
	return await from_files(n);
#endif
}

/* macros of which gcc reads other definitions than cogen has */
static async(int) macros(int n) {
	int sum = await later(n), product = await later(1);
	int *both[] = { &sum, &product };
	if (n > 100) AFTER_ERROR(return -1;);
	for (int i = 0; i < n; i++) {
		STOPS_AT(i == 1);
		*both[i % 2] += await later(i);
		IS_ADDED;
	}
	IS_NOTED(sum + 1);
	IS_WRAPPED(product - 1);
	await later(0);
	return IS_SEEN(sum) * 100 + IS_SEEN(product);
}

static async(int) run(void) {
	show("around", await around(3));
#ifdef HAS_ALONE
	show("alone", await alone(4));
#else
	show("alone", twice(await later(4)));
#endif
	show("within", await within(5));
	show("stays", await stays(0) * 100 + await stays(1) * 10 + await stays(2));
	show("swapped", await swapped(12345));
	show("sanitized", await sanitized(7));
	show("elsewhere", await elsewhere(10));
	show("from files", await from_file(4));
	show("macros", await macros(6));
	show("left out", await left_out(4) * 100 + await taken_away(5) * 10 + await redefined(3));
	return 0;
}

int main(void) { return co_run(int, run()); }
