/* Parentheses that stand behind the call. */
#include <cogen.h>
#include <stdio.h>

static async(int) later(int v) { return v; }

#define print printf
#define say print_
#define print_(...) printf(__VA_ARGS__)
#define wait wait_
#define wait_(x) await later(x)
#define give(x) x give_
#define give_(x) + await later(x)
#define stay stay_
#define stay_(x) ((x) + 1)

static async(int) behind(int n) {
	print("%d\n", n);
	say("%d\n", n);
	say("%d\n", await later(n));
	n += wait(1) + wait (wait(2));
	n = give(n)(3);
	n = give(n) (4) + stay(5) + stay
		(await later(6));
	return n;
}
