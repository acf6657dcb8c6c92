/* The variable of a co_catch ends with it: in the parts behind it the name is that of a catch around. */
#include "check.h"
#include <cogen.h>
#include <stdio.h>
#define TELL() printf("macro %d\n", f ? f->code : -1)
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}
static async(int) run(int a) {
	co_try { co_raise(103 + await later(0), "x"); }
	co_catch (f) {
		printf("42: %d\n", f->code);
		co_try { await later(1); }
		co_catch (f) { printf("40: %d\n", f->code); await later(1); }
		co_finally { await later(2); printf("41: %d\n", f ? f->code : -1); TELL(); }
		co_try { co_raise(5, "y"); }
		co_catch (f) { printf("43: %d\n", f->code); await later(1); printf("44: %d\n", f->code); }
		co_catch_all (e) { printf("45: %d\n", f->code + e->code); await later(1); }
		co_finally { co_try { co_raise(6, "z"); } co_catch (e) { printf("46: %d %d\n", f->code, e->code); await later(1); TELL(); } }
	}
	co_finally { }
	return a;
}
int main(void) { return co_run(int, run(0)); }
