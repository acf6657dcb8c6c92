/* Macros that name themselves. */
#include <cogen.h>
#include <stdio.h>

static async(int) later(int v) { return v; }
struct table { int (*rd)(int); };
static int rd(int v) { return v; }
static int wrapped(int v) { return v; }

#define later(x) later((x) + 1)
#define rd(x) (rd((x) + LOCAL))
#define LOCAL n
#define wrapped(x) unwrapped(x)
#define unwrapped(x) (wrapped(x) + LOCAL)
#define while(x) while (LOCAL && (x))

static async(int) recursive(int n, struct table *table) {
	n += await later(await later(n));
	n += rd(n) + rd(rd(2));
	n += wrapped(n);
	while (n > 5) n--;
	co_go(later(n));
	co_go(later(rd(n)));
	fputs("", stdout);
	return n;
}
