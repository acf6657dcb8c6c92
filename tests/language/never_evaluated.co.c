/* What stands in an operand that is not evaluated neither gives a variable a value nor takes one away: in what _Generic does not
 * choose, in sizeof, typeof, and what builtins only look at. The variable has to live across the suspensions in front of it. */
#include "check.h"
#include <cogen.h>

/* What the test is about. */
#if defined __clang__
#pragma clang diagnostic ignored "-Wunevaluated-expression"
#endif

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) generic_other(int d) {
	await later(1);
	int chosen = _Generic(0, unsigned char : (d = 7), default : d);
	await later(2);
	return d * 10 + chosen;
}

static async(int) generic_first(int d) {
	await later(1);
	int none = _Generic(0, int : 0, default : (d = 7));
	await later(2);
	return d + none + _Generic(d, long : d++, int : 3);
}

static async(int) generic_control(int d) {
	await later(1);
	int chosen = _Generic((d = 5), int : 3, default : 4);
	await later(2);
	return d + chosen;
}

static async(int) generic_block(int d) {
	int n = d + 1;
	await later(1);
	int chosen = _Generic(0L, int
	                      : ({
								n = 3;
								if (n) return 99;
								d = 4;
								1;
							}),
	                        default : 2);
	await later(2);
	return d + n + chosen;
}

static async(int) choose(int d) {
	int n = d + 1;
	await later(1);
	int chosen = __builtin_choose_expr(0, (d = 8), n) + __builtin_choose_expr(1, 3, (n = 5));
	await later(2);
	return d * 100 + n * 10 + chosen;
}

static async(int) chosen_assigns(int d) {
	int n;
	if (d) await later(1);
	__builtin_choose_expr(1, (n = d), 0);
	await later(2);
	int chosen = _Generic(0, int : (d = 4), default : 1);
	await later(3);
	return n * 100 + chosen * 10 + d;
}

static async(int) sizes(int d) {
	await later(1);
	int n = (int)(sizeof(d = 3) + _Alignof(__typeof__(d = 4)) + sizeof(__typeof__((d = 9) + 1L)));
	await later(2);
	return d + n;
}

static async(int) types(int d) {
	await later(1);
	__typeof__(d = 6) n = (__typeof__(d = 7))d + ((__typeof__(d = 8)[2]){ d, d })[1];
	await later(2);
	return d * 100 + n;
}

static async(int) constants(int d) {
	int n = d + 3;
	await later(1);
	int known = __builtin_constant_p((d = 2)) + __builtin_types_compatible_p(__typeof__(n = 3), int);
	await later(2);
	return d * 100 + n * 10 + known;
}

/* A bracket may be that of a length, which is evaluated; here it is not. */
static async(int) subscripts(int d) {
	static const int values[2] = { 5, 6 };
	int n = d + 3;
	await later(1);
	int known = (int)sizeof(__typeof__((d = values[1]) + 0)) + (int)sizeof((n = values[0])) + await later(2);
	await later(2);
	return d * 1000 + n * 100 + known;
}

static async(int) run(void) {
	show("other", await generic_other(3));
	show("first", await generic_first(3));
	show("control", await generic_control(3));
	show("block", await generic_block(3));
	show("choose", await choose(3));
	show("assigns", await chosen_assigns(3));
	show("sizes", await sizes(3));
	show("types", await types(3));
	show("constants", await constants(3));
	show("subscripts", await subscripts(3));
	return 0;
}

int main(void) { return co_run(int, run()); }
