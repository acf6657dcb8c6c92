/* The same as packing_by_macro, with a pragma that one macro makes of what another one gives it. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

PRAGMA(pack(1))
static async(void) packed(int first, double second);
static async(void) program(void) { await packed(7, 2.5); }

static async(void) packed(int first, double second) {
	struct header {
		char type;
		int length;
	} header = { (char)first, await later(2) }, *at = &header;
	char c = (char)await later(3);
	double d = second + c, *of_double = &d;
	await later(0);
	show("packed", sizeof *at);
	show("misaligned", (uintptr_t)of_double % _Alignof(double) ? 1 : 0);
	show_real("sum", *of_double + at->length);
}

int main(void) {
	co_run(void, program());
	return 0;
}
