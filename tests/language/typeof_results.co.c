/* Coroutines whose result leads to coroutines, in a type that is written with typeof. */
#include "check.h"
#include <cogen.h>

/* clang says of a keyword in the parentheses of another that its attribute is not heeded */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wignored-attributes"
#endif

static async(int) later(int n) {
	if (suspend_now()) await co_sleep(0);
	return n;
}
static async(int) twice(int n) { return 2 * await later(n); }
typedef async(int) (*pointer)(int);
static async(int) apply(async(int) (*f)(int), int n) { return await f(n) + 1; }
static pointer table[2] = { later, twice };
struct operations {
	async(int) (*get)(int);
	async(int) (*apply)(async(int) (*f)(int), int n);
};
static struct operations operations = { twice, apply };

static async(__typeof__(&later)) pick(int n) {
	await later(0);
	return n ? twice : later;
}
static async(__typeof__(later) *) of_function(void) { return await pick(1); }
static async(__typeof__(async(int) (*)(int))) of_type(void) { return await of_function(); }
static async(__typeof__(pointer)) of_typedef(void) { return await of_type(); }
static async(__typeof__(table[0])) of_element(int i) {
	await later(i);
	return table[i];
}
static async(__typeof__(operations.get)) of_member(void) { return await of_element(1); }
static async(__typeof__(&apply)) applier(void) {
	await later(1);
	return apply;
}
static async(__typeof__(operations.apply)) applier_of_member(void) {
	__typeof__(&apply) f = await applier();
	await later(2);
	return f;
}
static async(__typeof__(&pick)) picker(void) {
	await later(3);
	return pick;
}
static async(__typeof__(&table)) whole(void) {
	await later(4);
	return &table;
}
static __typeof__(&later) plainly(int n) { return n ? later : twice; }
static async(__typeof__(&plainly)) plain_one(void) {
	await later(5);
	return plainly;
}

static async(int) called(int n) {
	int sum = await (await pick(n))(7);
	sum += await (await of_function())(await later(1)) + await (await of_type())(2) + await (await of_typedef())(3);
	sum += await (await of_element(n))(4) + await (await of_member())(5);
	sum += await (await applier())(later, 6) + await (await applier_of_member())(await pick(1), 7);
	sum += await (await (await picker())(n))(8);
	sum += await operations.get(9);
	sum += await (*await whole())[n](9) + await (await plain_one())(n)(10);
	return sum;
}

static async(int) kept(int n) {
	__typeof__(&later) a = await pick(n), b[2] = { await pick(0), await pick(1) };
	__auto_type c = await applier();
	__typeof__(&pick) d = await picker();
	async(__typeof__(&later)) (*e)(int) = n ? await picker() : pick;
	__typeof__(&plainly) f = await plain_one();
	struct local {
		__typeof__(&later) one;
		async(__typeof__(&later)) (*get)(int);
		__typeof__(&apply) applies;
	} local = { await pick(1), pick, await applier() };
	__typeof__(&table) g = await whole();
	int sum = await a(1) + await b[0](2) + await b[1](3) + await c(later, 4) + await (await d(0))(5);
	sum += await (await e(1))(6) + await f(1)(7) + await local.one(8) + await (await local.get(1))(9);
	sum += await local.applies(twice, 10) + await (*g)[1](11);
	sum += await (n ? await pick(1) : later)(await later(12));
	sum += await (__typeof__(&later)[]){ later, await pick(1) }[n](13);
	sum += await ((__typeof__(&later))await of_type())(14);
	return sum;
}

int main(void) {
	for (int i = 0; i < 2; i++) {
		show("called", co_run(int, called(i)));
		show("kept", co_run(int, kept(i)));
	}
	show("run", co_run(int, co_run(__typeof__(&later), pick(1))(3)));
	return 0;
}
