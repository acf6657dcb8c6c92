/* Pragmas that a macro makes: what they pack stays packed, and no frame is. Nothing in the file spells them. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

#define PRAGMA(x) _Pragma(#x)

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

PRAGMA(pack(1))
static async(void) around(int first, double second);
static async(int) program(void) {
	await around(7, 2.5);
	return 0;
}

static async(void) around(int first, double second) {
	struct header {
		char type;
		int length;
	} header = { 1, await later(2) }, *at = &header;
	char c = (char)await later(3);
	double d = second + c;
	char e = (char)first;
	long l = e;
	double *of_double = &d;
	long *of_long = &l;
	await later(0);
	show("packed", sizeof *at);
	show("misaligned", ((uintptr_t)&d % _Alignof(double) || (uintptr_t)&l % _Alignof(long)) ? 1 : 0);
	*of_double += header.length;
	*of_long += e;
	show_real("double", d);
	show("long", l);
}
PRAGMA(pack())

int main(void) { return co_run(int, program()); }
