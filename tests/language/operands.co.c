/* Await as an operand of every binary operator: on the left, on the right, on both sides, in long chains. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(double) later_real(double v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(unsigned) later_unsigned(unsigned v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(void) arithmetic(void) {
	int x = 7;
	show("left +", await later(3) + x);
	show("right +", x + await later(3));
	show("both +", await later(3) + await later(4));
	show("left -", await later(3) - x);
	show("right -", x - await later(3));
	show("both *", await later(-3) * await later(4));
	show("both /", await later(100) / await later(7));
	show("both %", await later(100) % await later(7));
	show_real("real /", await later_real(1) / await later_real(8));
	show_real("mixed *", await later(3) * await later_real(0.5));
}

static async(void) bits(void) {
	unsigned mask = 0xf0u;
	show_unsigned("&", await later_unsigned(0x3cu) & mask);
	show_unsigned("|", mask | await later_unsigned(0x0fu));
	show_unsigned("^", await later_unsigned(0xffu) ^ await later_unsigned(0x0fu));
	show_unsigned("<<", await later_unsigned(1) << await later(5));
	show_unsigned(">>", 0x80000000u >> await later(31));
	show("left of <<", await later(3) << 2);
}

static async(void) comparisons(void) {
	int x = 5;
	show("<", await later(4) < x);
	show(">", x > await later(4));
	show("<=", await later(5) <= await later(5));
	show(">=", await later(4) >= x);
	show("==", (await later(5)) == x);
	show("!=", x != await later(5));
	show("signs", await later(-1) < 1);
	show("unsigned signs", (unsigned)await later(-1) < 1u);
}

static async(void) chains(void) {
	int a = 2, b = 3;
	show("sum", await later(1) + a + await later(2) + b + await later(3));
	show("precedence", await later(1) + a * await later(10) - b * await later(100) / a);
	show("brackets", (await later(1) + a) * (await later(10) - b) * (await later(2)));
	show("deep right", a - (b - (await later(1) - (a - (b - await later(2))))));
	show("deep left", ((((await later(9) - a) - await later(1)) - b) - await later(1)) - 1);
	show("nested operators", (await later(6) & 3) << (1 + await later(1)) | (await later(0) == 0));
}

/* The other operand is read before the await when it stands before it, and nobody changes it meanwhile. */
static async(int) kept(int n) {
	int local = n * 2;
	int other = n + 1;
	int result = local + await later(n) + other * await later(local);
	local = -1;
	result += local * await later(other);
	return result;
}

static async(int) run(void) {
	await arithmetic();
	await bits();
	await comparisons();
	await chains();
	for (int i = 0; i < 4; i++) show("kept", await kept(i));
	return 0;
}

int main(void) { return co_run(int, run()); }
