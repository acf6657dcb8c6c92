/* #pragma pack: records that are declared in a coroutine keep the layout that it gives them, and what cogen lays out,
 * frames and what holds generators, is not packed. */
#include "check.h"
#include <cogen.h>
#include <stddef.h>
#include <stdint.h>

#define PACKED _Pragma("pack(push, 1)")
#define UNPACKED _Pragma("pack(pop)")

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(void) own(void) {
#pragma pack(push, 1)
	struct header {
		char type;
		int length;
	};
#pragma pack(pop)
	struct header h = { 1, await later(2) }, *at = &h;
	await later(0);
	show("size", sizeof h);
	show("length", at->length);
}

static async(void) nested(void) {
	struct plain {
		char c;
		long l;
	} plain = { 1, await later(2) };
#pragma pack(2)
	struct two {
		char c;
		struct plain plain;
		struct {
			char x;
			int y;
		};
		unsigned bits : 3, more : 30;
	} two = { 3, plain, { 4, 5 }, 6, 7 };
#pragma pack(1)
	struct one {
		struct two two;
		char c;
		union {
			long l;
			char bytes[9];
		} both;
	} one = { two, 8, { await later(9) } };
#pragma pack()
	struct again {
		char c;
		struct one one;
		long l;
	} again = { 10, one, 11 }, *at = &again;
	await later(0);
	show("plain", sizeof plain);
	show("two", sizeof two);
	show("one", sizeof one);
	show("again", sizeof again);
	show("offset", offsetof(struct again, l));
	show("sum", at->one.two.plain.l + at->one.two.y + at->one.two.more + at->one.both.l + at->l);
}

static async(void) by_macro(void) {
	PACKED
	struct pair {
		char c;
		short s;
	} pair = { 1, (short)await later(2) };
	UNPACKED
	struct pair *at = &pair;
	await later(0);
	show("pair", at->s + (int)sizeof *at);
}

#pragma pack(1)
static async(void) all_packed(int first, double second) {
	struct header {
		char type;
		int length;
	} header = { 1, await later(2) };
#pragma pack()
	struct wide {
		char c;
		int i;
	} wide = { 1, await later(3) };
#pragma pack(1)
	char c = (char)await later(3);
	double d = second + c;
	char e = (char)first;
	long l = e;
	double *at = &d;
	long *other = &l;
	await later(0);
	show("packed", sizeof header);
	show("not packed", sizeof wide + (size_t)wide.i);
	show("misaligned", ((uintptr_t)&d % _Alignof(double) || (uintptr_t)&l % _Alignof(long)) ? 1 : 0);
	*at += header.length;
	*other += e;
	show_real("double", d);
	show("long", l);
}

static async(int) program(void) {
	await own();
	await nested();
	await by_macro();
	await all_packed(7, 2.5);
	return 0;
}

int main(void) { return co_run(int, program()); }
