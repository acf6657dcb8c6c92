/* Types declared inside functions, used by variables that live over suspensions: tagged, anonymous, typedefs, enums, unions,
 * two of one tag, one that hides another. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct shared {
	int a;
};

enum outer { OUTER_ONE = 1, OUTER_TWO };

static async(int) tagged(int n) {
	struct local {
		int a, b;
		struct local *next;
	};
	enum kind { NONE = 10, SOME, MANY = SOME * 2 };
	union both {
		int whole;
		unsigned char bytes[4];
	};
	struct local first = { n, await later(2), NULL }, second = { await later(3), 4, &first };
	enum kind kind = await later(n) ? SOME : MANY;
	union both u = { .whole = 0 };
	u.bytes[0] = u.bytes[3] = (unsigned char)await later(1);
	await later(0);
	return first.a + second.next->b * 10 + second.b * 100 + (int)kind * 1000 + (u.whole == 0x01000001) * 100000;
}

static async(int) anonymous(int n) {
	struct {
		int x;
		struct {
			short y, z;
		} in;
		union {
			float real;
			uint32_t bits;
		};
	} s = { .x = n, .in = { .z = (short)await later(4) } }, *p = &s;
	enum { SMALL = 3, LARGE = SMALL + 40 };
	int array[SMALL] = { 1, 2, await later(LARGE) };
	s.real = 1.0f;
	await later(0);
	p->in.y = 5;
	union {
		struct {
			uint8_t low, high;
		} parts;
		uint16_t whole;
	} u = { .whole = 0 };
	u.parts.low = u.parts.high = (uint8_t)await later(0x34);
	await later(0);
	return p->x + s.in.y + s.in.z + array[SMALL - 1] + (s.bits == 0x3f800000) + (u.whole == 0x3434) * 1000;
}

static async(int) same_tag_twice(int n) {
	int sum = 0;
	{
		struct part {
			char c[3];
		} part = { { 'a', 'b', 'c' } };
		typedef int number;
		number v = await later(n);
		part.c[await later(1)] = 'x';
		sum += part.c[1] + v;
	}
	{
		struct part {
			double d;
		} part = { await later(3) };
		typedef double number;
		number v = await later(1) / 2.0;
		await later(0);
		sum += (int)(part.d * 10) + (int)(v * 4);
	}
	return sum;
}

static async(int) hiding(int n) {
	struct shared outside = { 5 };
	struct shared {
		double b;
	} inside = { 2.5 };
	enum outer { OUTER_ONE = 100 };
	enum outer e = OUTER_ONE;
	outside.a += await later(n);
	await later(0);
	{
		int shared = await later(OUTER_TWO);
		struct shared deeper = inside;
		await later(0);
		return outside.a + (int)(deeper.b * 2) + (int)e + shared;
	}
}

static async(int) typedefs(int n) {
	typedef int row[3];
	typedef int (*function)(int);
	typedef struct list {
		struct list *next;
		int v;
	} list;
	row a = { n, 2, await later(3) };
	row grid[2] = { { 1, 2, 3 }, { 4, 5, await later(6) } };
	function f = abs;
	list end = { NULL, 9 }, start = { &end, await later(1) };
	await later(0);
	for (list *at = &start; at; at = at->next) a[0] += await later(at->v);
	return f(-a[0]) + a[2] + grid[1][2] * 100;
}

static async(int) run(void) {
	for (int n = 0; n < 3; n++) {
		show("tagged", await tagged(n));
		show("anonymous", await anonymous(n));
		show("same tag", await same_tag_twice(n));
		show("hiding", await hiding(n));
		show("typedefs", await typedefs(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
