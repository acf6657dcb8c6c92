/* Errors of the user's C are relayed as the compiler words them, in coroutines and outside. */
#include <cogen.h>

struct point {
	int x, y;
};

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static async(struct point) point(void) {
	await co_sleep(0);
	return (struct point){ 1, 2 };
}

static async(int) run(void) {
	int x = await work(1);
	x += await work(undeclared); /* error: parse */
	x += await work(1, 2); /* error: parse */
	x += await work(); /* error: parse */
	x = await point(); /* error: parse */
	x += (await point()).z; /* error: parse */
	struct point p = await work(1); /* error: parse */
	goto nowhere; /* error: parse */
	return p.x + x /* error: parse */
}

static async(int) nesting(int n) {
	int inside(int m) { return n + m; } /* error: parse */
	return await work(n);
}

static int plain(void) {
	int y = undeclared_too; /* error: parse */
	break; /* error: parse */
	return y;
}

int main(void) { return plain() + co_run(int, run()); }
