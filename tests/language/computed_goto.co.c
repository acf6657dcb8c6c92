/* Computed goto: label addresses in static tables and in variables that live over suspensions; local labels. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) machine(const char *code) {
	static const void *const targets[] = { &&add, &&twice, &&stop };
	int acc = 0;
	const char *at = code;
#define NEXT() goto *targets[await later(*at++ - 'a')]
	NEXT();
add:
	acc += await later(1);
	NEXT();
twice:
	acc *= await later(2);
	NEXT();
stop:
	await later(0);
	return acc;
}

static async(int) kept(int n) {
	void *where = n ? &&yes : &&no;
	int r = 1;
	await later(0);
	goto *where;
yes:
	r += await later(10);
	where = &&out;
	await later(0);
	goto *where;
no:
	r += await later(100);
out:
	return r;
}

static async(int) local_labels(int n) {
	int sum = 0;
	for (int i = 0; i < n; i++) {
		__label__ again;
		__label__ done;
		int tries = 0;
	again:
		if (await later(tries++) < i) goto again;
		if (i == 3) goto done;
		sum += tries;
	done:
		await later(0);
	}
	return sum;
}

static async(int) run(void) {
	show("machine", await machine("aabbabac"));
	show("kept", await kept(0) * 1000 + await kept(1));
	for (int n = 0; n < 6; n++) show("local labels", await local_labels(n));
	return 0;
}

int main(void) { return co_run(int, run()); }
