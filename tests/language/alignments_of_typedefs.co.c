/* Typedefs in a coroutine that ask for an alignment: of variables, arrays, records and their members, which live in the
 * frame or do not. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static void show_place(const char *what, const void *at, uintptr_t align) {
	show(what, (long long)((uintptr_t)at % align));
}

static async(void) variables(void) {
	typedef int wide __attribute__((aligned(64)));
	typedef char block[64] __attribute__((aligned(32)));
	char before = (char)await later(1);
	wide z = await later(2);
	const wide c = await later(3);
	char between = 4;
	block b;
	memset(b, between, sizeof b);
	await later(0);
	show_place("z", &z, 64);
	show_place("c", &c, 64);
	show_place("b", b, 32);
	show("sum", ++z + c + before + b[63]);
	{
		wide inner = await later(5);
		__typeof__(inner) other = inner;
		show_place("inner", &inner, 64);
		show_place("other", &other, 64);
		show("inner", inner + other);
	}
}

static async(void) records(void) {
	typedef int wide __attribute__((aligned(64)));
	typedef struct {
		int v;
	} plain;
	typedef plain aligned __attribute__((aligned(32)));
	char before = (char)await later(1);
	aligned a = { await later(2) };
	struct {
		char c;
		wide w;
	} s = { before, await later(3) };
	struct __attribute__((packed)) {
		char c;
		wide w;
	} packed = { 4, await later(5) };
	await later(0);
	show_place("a", &a, 32);
	show_place("s.w", &s.w, 64);
	show("sizes", (long long)(sizeof s + sizeof packed));
	show("sum", a.v + s.c + s.w + packed.c + packed.w);
}

static async(int) program(void) {
	await variables();
	await records();
	return 0;
}

int main(void) { return co_run(int, program()); }
