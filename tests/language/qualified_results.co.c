/* Results with qualifiers, which say nothing of a value; functions that a prototype makes static. The compiler warns of none of it. */
#include "check.h"
#include <cogen.h>

#pragma GCC diagnostic ignored "-Wignored-qualifiers"

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct large {
	int values[20];
};
typedef volatile short changing;

static async(const int) number(int n) { return await later(n) + 1; }
static async(volatile int) unstable(int n) { return await later(n) + 2; }
static async(changing) named(int n) { return (short)await later(n); }
static async(const double) at_once(double x) { return x * 2; }
static async(const struct large) record(int n) { return (struct large){ { 1, await later(n) } }; }
static async(volatile struct large) other_record(int n) { return (struct large){ { 2, await later(n) } }; }
static async(const char *const) text(int n) { return await later(n) ? "some" : "none"; }
static async(volatile int *volatile) place(volatile int *at) {
	*at += await later(1);
	return at;
}

/* Static without saying so again. */
static async(int) declared_first(int n);
static async(int) never_named(int n);
async(int) declared_first(int n) { return await later(n) * 2; }
async(int) never_named(int n) { return await declared_first(n) + 1; }

static async(int) all(void) {
	volatile int counted = 3;
	const int n = await number(4);
	volatile int m = await unstable(n);
	struct large large = await record(m);
	show("number", n);
	show("unstable", m + await named(2));
	show("record", large.values[1] + (await other_record(5)).values[1]);
	show_text("text", await text(n));
	show("place", *await place(&counted));
	show_real("at once", await at_once(1.5));
	return await never_named(n);
}

int main(void) {
	volatile int counted = 1;
	show("all", co_run(int, all()));
	show("number", co_run(const int, number(1)));
	show("unstable", co_run(volatile int, unstable(1)));
	show("named", co_run(changing, named(1)));
	show("record", co_run(const struct large, record(7)).values[1]);
	show("other", co_run(volatile struct large, other_record(8)).values[1]);
	show_text("text", co_run(const char *const, text(0)));
	show("place", *co_run(volatile int *volatile, place(&counted)));
	return 0;
}
