/* std: gnu2x */
/* Parameters without a name in definitions, as C23 has them: of each kind of type, by macros, of generators. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct pair {
	int a, b;
};
typedef async(int) work(int);
#define TWO int, long
#define HANDED(type) type

static async(int) alone(int) {
	await later(0);
	return 1;
}

static async(int) many(int, char *p, const char *, int[3], int n, int[n], int (*)(int, char), async(int) (*)(int), struct pair,
                       work *, int[][n], [[maybe_unused]] int, int (*)[n], char *const *) {
	int sum = await later(n) + *p;
	n = 0;
	return sum + await later(n);
}

static async(int) by_macros(TWO, HANDED(double), int n) { return await later(n); }

static async(int) over_lines(
	int /* the first */,
	int // the last
) {
	return await alone(4);
}

static async(int) recursive(int n, struct pair) {
	return n ? await later(n) + await recursive(n - 1, (struct pair){ 1, 2 }) : 0;
}

static async(int) run(void) {
	int rows[3][3];
	char c = 5;
	work *pointer = alone;
	show("many", await many(1, &c, "", rows[0], 3, rows[0], NULL, later, (struct pair){ 1, 2 }, later, rows, 1, rows, NULL));
	show("by macros", await by_macros(1, 2, 3, 4));
	show("over lines", await over_lines(1, 2) + await pointer(2));
	show("recursive", await recursive(4, (struct pair){ 1, 2 }));
	return 0;
}

int main(void) { return co_run(int, run()); }
