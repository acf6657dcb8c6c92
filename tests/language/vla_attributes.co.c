/* Arrays of variable length with attributes and initialisers: alignment, cleanup, braces; alloca with an alignment. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) aligned(int n) {
	int bad = 0;
	_Alignas(64) int a[n];
	int b[n] __attribute__((aligned(128)));
	a[0] = b[0] = await later(1);
	bad += (uintptr_t)a % 64 != 0;
	bad += (uintptr_t)b % 128 != 0;
	for (int i = 1; i < 6; i++) {
		_Alignas(32) char c[i * 3];
		c[0] = (char)await later(1);
		bad += (uintptr_t)c % 32 != 0 || c[0] != 1;
		char *p = __builtin_alloca_with_align((size_t)(i * 5), 1024);
		memset(p, i, (size_t)(i * 5));
		await later(1);
		bad += (uintptr_t)p % 128 != 0 || p[i * 5 - 1] != i;
	}
	return bad;
}

static void ended(void *at) { show("ended", *(int *)at); }

static void pointer_ended(void *at) { show("pointer ended", **(int **)at); }

static async(int) cleaned(int n) {
	__attribute__((cleanup(ended))) int a[n];
	a[0] = await later(6);
	for (int i = 0; i < 3; i++) {
		int b[n][2] __attribute__((cleanup(ended)));
		b[0][0] = await later(i);
		int(*row)[2 * n - n] __attribute__((cleanup(pointer_ended))) = &a;
		if (i == 1) continue;
		(*row)[0] += await later(1);
		if (n == 2 && i == 2) return a[0];
	}
	return 0;
}

static int length_of(const char *s, unsigned const char *t) { return (int)strlen(s) + *t; }

static async(int) pointers(int n, int m[n][n]) {
	int(*rows[2])[n] = { m, m + 1 };
	int(*grid[2][2])[n] = { { m, m + 1 }, { [1] = m } };
	int(*designated[3])[n] = { [1] = m + 1 };
	int(*row)[n] = { m + await later(1) };
	int(*nested)[n] = m;
	int (*functions[n])(const char *, unsigned const char *);
	functions[n - 1] = length_of;
	await later(1);
	show("rows", (*rows[0])[0] + (*rows[1])[1] * 10);
	show("grid", (*grid[0][1])[0] + (*grid[1][1])[1] * 10 + (grid[1][0] == 0));
	show("designated", (*designated[1])[0] + (designated[0] == 0) + (designated[2] == 0));
	show("braces", (*row)[0] + (*nested)[1]);
	return functions[n - 1]("four", (const unsigned char *)"\1");
}

typedef int four __attribute__((vector_size(16)));
#define BUFFER(T, name, n) T(name)[n]

static async(int) elements(int n) {
	__attribute__((vector_size(16))) int a[n];
	int __attribute__((vector_size(16))) b[n] __attribute__((unused));
	signed char c[n];
	four d[n];
	int(e)[n], ((f))[n][2];
	BUFFER(char, buffer, n);
	typedef short(row)[n];
	row g;
	a[1] = d[1] = (four){ 1, 2, 3, await later(4) };
	b[n - 1] = a[1] + d[1];
	c[0] = (signed char)(e[1] = f[1][1] = buffer[2] = g[n - 1] = (short)await later(5));
	show("sizes", (long long)(sizeof a[0] + sizeof b[0] + sizeof c[0] + sizeof f[0] + sizeof buffer[0]));
	show("elements", (long long)(sizeof g / sizeof g[0]));
	return b[n - 1][3] + c[0] + e[1] + f[1][1] + buffer[2] + g[n - 1];
}

int main(void) {
	int m[2][2] = { { 1, 2 }, { 3, 4 } };
	show("aligned", co_run(int, aligned(3)));
	show("cleaned", co_run(int, cleaned(2)));
	show("cleaned", co_run(int, cleaned(3)));
	show("elements", co_run(int, elements(3)));
	show("pointers", co_run(int, pointers(2, m)));
	return 0;
}
