/* && and ||: what is evaluated, in every combination, with awaits in each part; as values, conditions and arguments. */
#include "check.h"
#include <cogen.h>

static async(int) at(int v, char name) {
	if (suspend_now()) await co_sleep(0);
	putchar(name);
	return v;
}

static int plain(int v, char name) {
	putchar(name);
	return v;
}

static async(void *) pointer(void *p) {
	if (suspend_now()) await co_sleep(0);
	putchar('p');
	return p;
}

static async(double) real(double v) {
	if (suspend_now()) await co_sleep(0);
	putchar('r');
	return v;
}

static async(void) values(int a, int b, int c) {
	int v;
	v = await at(a, 'a') && await at(b, 'b');
	show(" and", v);
	v = await at(a, 'a') || await at(b, 'b');
	show(" or", v);
	v = plain(a, 'A') && await at(b, 'b');
	show(" right", v);
	v = await at(a, 'a') || plain(b, 'B');
	show(" left", v);
	v = await at(a, 'a') && await at(b, 'b') && await at(c, 'c');
	show(" and and", v);
	v = await at(a, 'a') || await at(b, 'b') || await at(c, 'c');
	show(" or or", v);
	v = (await at(a, 'a') && await at(b, 'b')) || await at(c, 'c');
	show(" and or", v);
	v = await at(a, 'a') || (await at(b, 'b') && await at(c, 'c'));
	show(" or and", v);
	v = (await at(a, 'a') || await at(b, 'b')) && await at(c, 'c');
	show(" (or) and", v);
	v = await at(a, 'a') && (await at(b, 'b') || await at(c, 'c'));
	show(" and (or)", v);
	v = !(await at(a, 'a') && !await at(b, 'b')) || plain(c, 'C');
	show(" not", v);
	v = 2 * (await at(a, 'a') && await at(b, 'b')) + 1;
	show(" sum", v);
	v = await at((await at(a, 'a') && await at(b, 'b')), 'x') || await at(await at(b, 'b') || await at(c, 'c'), 'y');
	show(" arguments", v);
}

static async(void) conditions(int a, int b, int c) {
	if (await at(a, 'a') && await at(b, 'b')) show(" then", 1);
	else show(" else", 1);
	if (await at(a, 'a') || (await at(b, 'b') && plain(c, 'C'))) show(" then", 2);
	int n = 3;
	while (n > 0 && (await at(a, 'a') || await at(b, 'b'))) n--;
	show(" while", n);
	do n++;
	while (n < 3 && await at(b, 'b'));
	show(" do", n);
	for (n = 0; n < 3 && await at(c, 'c'); n++) await at(0, '.');
	show(" for", n);
	await at(a, 'a') && await at(b, 'b');
	await at(a, 'a') || plain(b, 'B');
	show(" statement", 0);
}

static async(void) types(int a) {
	int x = 1;
	show(" pointer", await pointer(a ? &x : NULL) && await at(1, 'b'));
	show(" pointer or", await at(a, 'a') || await pointer(&x));
	show(" real", await real(a * 0.5) && await real(0.25));
	show(" guarded", await pointer(a ? &x : NULL) != NULL && *(int *)await pointer(&x) == 1);
	_Bool truth = await at(a, 'a') && x;
	show(" bool", truth);
}

static async(int) run(void) {
	for (int i = 0; i < 8; i++) {
		await values(i & 1, i & 2, i & 4);
		await conditions(i & 1, i & 2, i & 4);
	}
	await types(0);
	await types(1);
	return 0;
}

int main(void) { return co_run(int, run()); }
