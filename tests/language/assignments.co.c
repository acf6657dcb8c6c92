/* Await on the right and inside the left side of every kind of assignment. */
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

static async(int *) place(int *p) {
	if (suspend_now()) await co_sleep(0);
	return p;
}

struct inner {
	int values[3];
	signed char narrow;
};

struct outer {
	struct inner in;
	struct inner *link;
	double real;
};

static struct outer global;

static int calls;

static int counted(int v) {
	calls++;
	return v;
}

static async(void) simple(void) {
	int a, b, c;
	a = await later(1);
	b = a = await later(2);
	c = b = a += await later(3);
	show("a", a);
	show("b", b);
	show("c", c);
	show("value of =", (a = await later(9)) + 1);
	a = b + (c = await later(4));
	show("inner", a * 100 + c);
}

static async(void) compound(void) {
	int x = 100;
	x += await later(5);
	x -= await later(1);
	x *= await later(3);
	x /= await later(2);
	show("arithmetic", x);
	x %= await later(100);
	x <<= await later(3);
	x >>= await later(1);
	show("shifts", x);
	x &= await later(0xfc);
	x |= await later(0x03);
	x ^= await later(0x11);
	show("bits", x);
	double real = 1;
	real += await later(1);
	real /= await later_real(8);
	real *= await later(3);
	show_real("real", real);
	int truncated = 7;
	truncated *= await later_real(1.5);
	show("int *= double", truncated);
	signed char narrow = 100;
	narrow = (signed char)(narrow + await later(27));
	narrow -= await later(1);
	show("narrow", narrow);
	unsigned char wrapped = 250;
	wrapped += await later(10);
	show("wrapped", wrapped);
	show("value of +=", (x += await later(1)) - 1);
}

static async(void) lvalues(void) {
	int array[6] = { 0, 1, 2, 3, 4, 5 };
	int *p = array;
	*p++ = await later(10);
	*p++ += await later(10);
	*++p -= await later(10);
	show("moved", p - array);
	p[await later(1)] = 40;
	p[-1] = await later(20);
	array[await later(5)] += await later(50);
	array[counted(2)] *= await later(3);
	show_ints("array", array, 6);
	show("index evaluated", calls);
	*await place(&array[0]) = 77;
	*await place(&array[1]) += await later(7);
	(await place(array))[2] = await later(78);
	*(array + await later(3)) = 79;
	show_ints("through pointers", array, 6);

	struct outer local = { { { 1, 2, 3 }, 4 }, NULL, 0.5 };
	local.link = &local.in;
	local.in.values[await later(1)] = await later(22);
	local.link->values[2] += await later(30);
	local.link->narrow = await later(-5);
	local.real += await later_real(0.25);
	global = local;
	global.in.values[0] = await later(99);
	show_ints("local", local.in.values, 3);
	show_ints("global", global.in.values, 3);
	show("narrow", local.in.narrow);
	show_real("real", local.real);
}

static async(void) pointers(void) {
	char text[] = "coroutine";
	const char *p = text;
	p += await later(2);
	show_text("p +=", p);
	p -= await later(1);
	show_text("p -=", p);
	p = text + await later(4);
	show_text("p =", p);
	text[await later(0)] = (char)(text[0] - await later(32));
	show_text("text", text);
}

static async(void) structs(void) {
	struct inner a = { { 1, 2, 3 }, 4 }, b, c;
	b = a;
	b.narrow = (signed char)await later(5);
	c = await later(1) ? b : a;
	show("copied", c.narrow + a.narrow * 10);
	struct inner many[2];
	many[await later(1)] = a;
	many[0] = many[await later(1)];
	show_ints("many", many[0].values, 3);
}

static async(int) run(void) {
	await simple();
	await compound();
	await lvalues();
	await pointers();
	await structs();
	return 0;
}

int main(void) { return co_run(int, run()); }
