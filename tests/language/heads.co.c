/* Heads of coroutines whose parameters and comments have what a head may not have: dots and declarations that are not its own. */
#include "check.h"
#include <cogen.h>
#include <stdarg.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static void plain(const char *format, ...) {
	va_list list;
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
}

static async(int) told(void (*tell)(const char *format, ...), int n) {
	tell("%d of %s\n", await later(n), "two");
	return n;
}

static async(int) within(int n /* from 0...9 :) */, int m /* (see below) */) /* int n; */ {
	return await later(n) + m;
}

struct teller {
	void (*tell)(const char *format, ...);
};

static async(int) by_name(struct teller teller, int (*compare[])(int, ...)) {
	(void)compare;
	teller.tell("%s %d\n", "by name", await later(3));
	return 0;
}

static async(int) empty() /* nothing ... */ {
	return await later(4);
}

static async(int) run(void) {
	int (*none[1])(int, ...) = { 0 };
	int sum = await told(plain, 1) + await within(2, 3) + await by_name((struct teller){ plain }, none);
	return printf("%d\n", sum + await empty());
}

int main(void) { return co_run(int, run()) != 2; }
