/* std: gnu2x */
/* C23: attributes in brackets, empty initialisers, numbers in bits, assertions without a text; tests/cli/c23.sh has what
 * compilers learned later. */
#include "check.h"
#include <cogen.h>

#define UNUSED [[maybe_unused]]

static async(int) later([[maybe_unused]] int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) unused([[maybe_unused]] int a, UNUSED int b, int c [[maybe_unused]],
                         [[maybe_unused]] const char *d) {
	[[maybe_unused]] int z = await later(6);
	UNUSED int y = await later(5), x;
	int w [[maybe_unused]] = await later(4);
	[[maybe_unused]] static int s;
	[[maybe_unused]] int v = 3, *p = &v;
	*p += await later(1);
	return 2;
}

[[nodiscard]] static async(int) attributes(int n) {
	switch (await later(n)) {
	case 2: {
		int q = await later(6), *p = &q;
		*p += await later(1);
		show("q", q);
	}
		[[fallthrough]];
	case 3: show("three", 3); break;
	}
	[[gnu::aligned(32)]] int wide = await later(n), *p = &wide;
	*p += await later(1);
	show("aligned", (int)((unsigned long)p % 32));
	return wide;
}

static async(int) initialisers(void) {
	int z[3] = {}, *p = z;
	p[1] = await later(4);
	struct {
		int a, b;
	} s = {}, t = {};
	int *q = &s.a;
	*q = await later(5);
	t.b += await later(1);
	_Static_assert(sizeof z == 3 * sizeof *p);
	return z[0] + z[1] * 10 + s.a * 100 + t.a + t.b + (await later(0b101) + 0b11) * 1000;
}

static async(int) run(void) {
	show("unused", await unused(1, 2, 3, ""));
	show("attributes", await attributes(2));
	show("initialisers", await initialisers());
	return 0;
}

int main(void) { return co_run(int, run()); }
