/* What is strictly aligned shares bytes with what is larger, or lies at an offset in it: everything keeps its value and its alignment. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>
#include <string.h>

static bool is_aligned(const void *at, uintptr_t align) { return (uintptr_t)at % align == 0; }

static int sum(const char *text, int n) {
	int all = 0;
	for (int i = 0; i < n; i++) all += text[i];
	return all;
}

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) large(int n) {
	char text[300];
	memset(text, n, sizeof text);
	await later(0);
	return sum(text, sizeof text);
}

static async(long double) exact(long double x) {
	long double y = x + await later(1);
	return y + await later(2);
}

static async(int) children(int n) {
	int a = await large(n);
	long double b = await exact(n);
	a += await large(n + 1);
	return a + (int)b;
}

static async(int) blocks(int n, short kept) {
	int all = 0;
	{
		long double x = n, *p = &x;
		_Alignas(32) char tag[3] = { 1, 2, (char)n };
		all += await later(kept);
		all += (int)*p + sum(tag, sizeof tag) + is_aligned(p, _Alignof(long double)) + is_aligned(tag, 32);
	}
	{
		char text[200];
		memset(text, n, sizeof text);
		all += await later(kept + 1);
		all += sum(text, sizeof text);
	}
	{
		char odd[5] = { 1, 2, 3, 4, (char)n };
		long double x = n + 1, *p = &x;
		all += await later(kept);
		all += (int)*p + sum(odd, sizeof odd) + is_aligned(p, _Alignof(long double));
	}
	for (int i = 0; i < 2; i++) {
		_Alignas(64) int wide[3] = { n, i, kept };
		all += await later(i);
		all += wide[0] + wide[1] + wide[2] + is_aligned(wide, 64);
	}
	return all + kept;
}

static async(int) run(void) {
	show("children", await children(3));
	show("blocks", await blocks(4, 7));
	return 0;
}
int main(void) { return co_run(int, run()); }
