/* Variables with an alignment of their own, in frames that lie in others, in memory of their own, in loops and recursions: also more
 * than malloc gives, from macros, constants and types. */
#include "check.h"
#include <cogen.h>
#include <stddef.h>
#include <stdint.h>

#define LINE 64
#define ON_LINE __attribute__((aligned(LINE)))
enum { HALF_LINE = LINE / 2 };

struct vector {
	double x[4];
} __attribute__((aligned(32)));

static bool fits(const void *p, size_t align) { return (uintptr_t)p % align == 0; }

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) kinds(int n) {
	char before = 'b';
	_Alignas(HALF_LINE) char half[3] = "ha";
	ON_LINE int whole = n;
	_Alignas(max_align_t) char most = 'm';
	__attribute__((aligned)) char biggest[2] = { 1, 2 };
	_Alignas(16) _Alignas(2 * LINE) short twice = 7;
	const _Alignas(256) double page[2] = { 0.5, await later(n) };
	struct vector vector = { .x = { 1, 2, 3, await later(4) } };
	_Alignas(0) char behind = 'e';
	await later(0);
	int good = fits(half, 32) && fits(&whole, 64) && fits(&most, _Alignof(max_align_t)) && fits(biggest, 16) &&
	           fits(&twice, 128) && fits(page, 256) && fits(&vector, 32) && _Alignof(struct vector) == 32;
	whole += await later(half[1]);
	twice++;
	await later(0);
	return good * 10000 + whole + twice + (int)page[1] * 1000 + (int)vector.x[3] + before + behind + most + biggest[1];
}

/* In the middle of others that are not, and only until the next suspension. */
static async(int) short_lived(int n) {
	int sum = 0;
	for (int i = 0; i < n; i++) {
		ON_LINE int cell = await later(i);
		sum += cell + fits(&cell, 64) * 100;
		{
			_Alignas(32) int inner[2] = { cell, await later(2) };
			sum += inner[1] + fits(inner, 32) * 1000;
		}
	}
	return sum;
}

static async(int) recursion(int n) {
	_Alignas(128) char here = (char)n;
	int below = n ? await recursion(n - 1) : await later(1);
	return below + here + fits(&here, 128) * 100;
}

static async(int) nested(int n) {
	char odd = 3;
	int sum = await kinds(n);
	_Alignas(64) struct vector v = { { sum, 1, 2, 3 } };
	sum += await kinds((int)v.x[1]);
	return sum + odd + fits(&v, 64);
}

static async(int) run(void) {
	for (int n = 0; n < 4; n++) {
		show("kinds", await kinds(n));
		show("short lived", await short_lived(n));
		show("recursion", await recursion(n));
		show("nested", await nested(n));
		async(int) (*pointer)(int) = nested;
		show("by pointer", await pointer(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
