/* Block scopes and shadowing: inner names hide outer ones that live across, parameters are hidden, siblings share a name with
 * different types, loop variables hide, names of functions and types are hidden. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct x {
	int x;
};

static int x = 1000;

static int helper(void) { return 5; }

static async(int) shadowing(int n) {
	int x = n;
	{
		int x = await later(n + 1);
		{
			double x = await later(n) + 0.5;
			await later(0);
			show_real("innermost", x);
		}
		await later(0);
		x += 10;
		show("inner", x);
	}
	await later(0);
	x += 100;
	show("outer", x);
	return x;
}

/* The initialiser of the inner one may name the outer one only through a copy: its own scope begins before its initialiser. */
static async(int) through_pointer(int n) {
	int v = n, *outer = &v;
	{
		int v = *outer + await later(1);
		*outer += v;
		await later(0);
		v++;
		*outer += v;
	}
	return v;
}

static async(int) parameters(int a, const char *b) {
	int sum = a;
	for (int a = 0; a < 3; a++) {
		int b = await later(a * 10);
		sum += b;
		{
			char a = (char)await later('x');
			sum += a == 'x';
		}
		await later(0);
		sum += a + b;
	}
	return sum + a + (int)strlen(b);
}

static async(void) siblings(int n) {
	{
		int v = await later(n);
		await later(0);
		show("int", v);
	}
	{
		double v = await later(n) / 4.0;
		await later(0);
		show_real("double", v);
	}
	{
		char v[8] = "text";
		v[0] = (char)await later('T');
		await later(0);
		show_text("array", v);
	}
	{
		struct x v = { await later(n) };
		await later(0);
		show("struct", v.x);
	}
	if (n) {
		const char *v = await later(n) ? "pointer" : "none";
		await later(0);
		show_text("pointer", v);
	} else {
		long long v = await later(-1);
		await later(0);
		show("long long", v);
	}
	for (short v = 0; v < 2; v++) show("short", await later(v));
	for (unsigned char v = 254; await later(v); v++) show("unsigned char", v);
	while (n-- > 0) {
		float v = (float)await later(n) + 0.25f;
		await later(0);
		show_real("float", v);
	}
}

/* The outer variable lives over a suspension at which it cannot be named. */
static async(int) hidden_over_suspension(int n) {
	int kept = n * 3;
	const char *text = "outer";
	{
		struct x kept = { n };
		const int text = await later(7);
		kept.x += await later(text);
		if (kept.x > 100) return -1;
		for (int kept = 0; kept < 2; kept++) await later(kept);
		await later(kept.x);
	}
	show_text("text", text);
	return kept;
}

static async(int) hides_functions(int n) {
	int before = helper();
	int (*kept)(void) = helper;
	int helper = await later(n);
	int after = await later(helper);
	{
		int later = after;
	sleep_again:
		await co_sleep(0);
		if (later++ < n + 2) goto sleep_again;
		after = later;
	}
	return before * 100 + kept() * 10 + after;
}

static async(int) globals(int n) {
	int sum = x;
	x += await later(n);
	int x = 7;
	await later(0);
	return sum + x;
}

static async(int) in_headers(int n) {
	int i = 77;
	for (int i = await later(0), j = i + n; i < j; i++) {
		int j = await later(i);
		int n = j + 1;
		await later(n);
		show("header", i * 100 + j * 10 + n);
	}
	for (int n = 0; await later(n) < 2; n++) {
		int i = n;
		{
			int n = i + 5;
			await later(0);
			show("n", n);
		}
	}
	return i + n;
}

/* All that is declared with these names is declared elsewhere once it lives on. */
static async(int) local_typedefs(int n) {
	typedef int number, *pointer;
	number kept = await later(n);
	pointer p = &kept;
	await later(0);
	{
		typedef unsigned char number;
		number small = (number)await later(250);
		await later(0);
		*p += (number)(small + 10);
	}
	return kept + *p;
}

static async(int) run(void) {
	for (int n = 0; n < 3; n++) {
		show("shadowing", await shadowing(n));
		show("through pointer", await through_pointer(n));
		show("parameters", await parameters(n, "abc"));
		await siblings(n);
		show("hidden", await hidden_over_suspension(n));
		show("functions", await hides_functions(n));
		show("globals", await globals(n));
		show("headers", await in_headers(n));
	}
	show("x", x);
	show("typedefs", await local_typedefs(3));
	return 0;
}

int main(void) { return co_run(int, run()); }
