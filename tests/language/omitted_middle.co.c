/* The GNU form of ?: without a middle: the condition is evaluated once. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int *) place(int *p) {
	if (suspend_now()) await co_sleep(0);
	return p;
}

static async(int) run(void) {
	for (int c = 0; c < 3; c++) {
		int evaluated = 0;
		show("await ?:", await later(c) ?: 9);
		show("?: await", c ?: await later(9));
		show("both", await later(c) ?: await later(8));
		show("once", (evaluated++, await later(c)) ?: -1);
		show("evaluated", evaluated);
		show("chain", await later(0) ?: await later(c) ?: await later(7));
		int x = 4;
		show("pointer", *(await place(c ? &x : NULL) ?: &c));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
