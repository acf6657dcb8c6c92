/* Arrays of variable length and pointers to them in declarators of all shapes, with attributes of the typedef, the declarator
 * and the declaration; and records that are declared inside of an _Atomic(…). */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}
static void freep(void *p) {
	show("freep", **(int **)p);
	free(*(void **)p);
}
static void ended(void *at) { show("ended", *(int *)at); }
struct check_s;
static int len3(unsigned long int a, struct check_s *s, int n, int v[n]) { return (int)a + (s == 0) + v[0]; }

static async(int) f(int n) {
	int bad = 0;
	typedef int row[n] __attribute__((aligned(64)));
	row a;
	int(*b)[n] __attribute__((aligned(64))) = &a;
	_Alignas(32) int(*c)[n] = &a;
	a[0] = await later(3);
	bad += (uintptr_t)a % 64 != 0;
	bad += (uintptr_t)&b % 64 != 0;
	bad += (uintptr_t)&c % 32 != 0;
	int(*(q))[n] = b, *((r)[n]), (*((s)))[n] = c;
	r[1] = &a[0];
	bad += (*q)[0] - *r[1] + (*s)[0] - 3;
	__attribute__((cleanup(freep))) int(*m)[n] = malloc(sizeof(int[n][n]));
	m[0][0] = await later(4);
	{
		row x __attribute__((cleanup(ended)));
		x[0] = await later(9);
		__typeof__(a) y __attribute__((cleanup(ended)));
		y[0] = await later(8);
	}
	for (int k[n] __attribute__((cleanup(ended))), i = (k[0] = 77, 0); i < 2; i++) bad += await later(k[0]) - 77;
	int (*fp[n])(unsigned long int, struct check_s *, int m, int v[m]);
	fp[0] = len3;
	bad += fp[0](1ul, 0, 1, a) - 5;
	await later(1);
	return bad;
}
static async(int) g(int n) {
	_Atomic(struct p2 { int x, y; }) at;
	struct p2 v = { await later(n), 2 };
	at = v;
	await later(1);
	struct p2 w = at;
	return w.x + w.y;
}
#define SHOW(x) (show_text("of", #x), (x))

static int numbers[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
static int (*chosen(int k))[3] { return &numbers[k]; }

/* A name of such a type where it is text, or a label; a function that returns a pointer to what varies. */
static async(int) named(int n) {
	typedef int row[n];
	int(*(*get)(int k))[n] = (int(*(*)(int))[n])chosen;
	await later(1);
	int sum = (*get(1))[2] + (int)SHOW(sizeof(row));
	if (sum < 0) goto row;
	sum += await later((*get(0))[1]);
row:
	return sum;
}

int main(void) {
	show("f", co_run(int, f(3)));
	show("g", co_run(int, g(3)));
	show("named", co_run(int, named(3)));
	return 0;
}
