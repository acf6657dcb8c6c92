/* Pointers to functions that take pointers to coroutines: declared in place or by typedefs, as variables, parameters, members,
 * in tables, returned from functions, kept over suspensions. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) twice(int v) { return 2 * await later(v); }
static async(int) apply(async(int) (*f)(int), int v) { return await f(v) + 1; }
static async(int) apply2(async(int) (*f)(async(int) (*)(int), int), async(int) (*g)(int), int v) {
	return await f(g, v) + 1;
}

static async(int) (*pick(int n))(int) { return n ? twice : later; }
typedef async(int) unary(int);
static async(int) apply_t(unary *f, int v) { return await f(v) + await(*f)(v); }
static async(int) apply_f(unary f, int v) { return await f(v) - await later(1); }
struct ops {
	async(int) (*run)(async(int) (*f)(int), int v);
	async(int) (*(*choose)(int))(int);
	unary *list[2];
};

static int plain(async(int) (*f)(int), int v) { return co_run(int, f(v)); }
static async(int) visitor(void (*visit)(async(int) (*)(int), int *), int *sum) {
	visit(twice, sum);
	return await later(*sum);
}

static void visit_it(async(int) (*f)(int), int *sum) { *sum += f == twice; }
static async(int) run(void) {
	async(int) (*h)(async(int)(*)(int), int) = apply;
	int (*pl)(async(int)(*)(int), int) = plain;
	struct ops ops = { apply, pick, { twice, later } };
	const struct ops table[] = { { .run = apply_t, .choose = pick }, { .run = apply, .list = { [1] = twice } } };
	show("apply", await apply(twice, 4));
	show("h", await h(twice, 5));
	show("apply2", await apply2(apply, twice, 6));
	h = apply_f;
	show("h", await h(pick(1), 7));
	show("ops", await ops.run(ops.list[0], 3) + await ops.choose(1)(5) + await ops.list[await later(1)](6));
	show("table", await table[0].run(table[1].list[1], 3) + await table[await later(1)].run(later, await later(4)));
	show("pick", await pick(await later(1))(8));
	show("pl", sizeof pl == sizeof(void *));
	int sum = 0;
	show("visitor", await visitor(visit_it, &sum));
	int r = 0;
	for (int i = 0; i < 2; i++) {
		unary *u = i ? twice : later;
		r = r * 100 + await u(i + 3);
		h = i ? apply : apply_t;
		r += await h(u, await u(1));
	}
	show("r", r);
	return 0;
}

int main(void) { return co_run(int, run()); }
