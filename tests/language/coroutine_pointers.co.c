/* Values that lead to async functions by way of arrays, members and other functions, kept over a suspension in the same
 * expression: tables of tables, pointers to rows of them, functions that return one or take one, local typedefs. */
#include "check.h"
#include <cogen.h>
#include <stddef.h>

typedef async(size_t) sized(int);

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) next(int v) { return await later(v) + 1; }

static async(size_t) size(int v) {
	if (suspend_now()) await co_sleep(0);
	return (size_t)v * 10;
}

static async(int) twice(async(int) (*f)(int), int v) { return await f(await f(v)); }

static async(int) (*pick(int n))(int) { return n ? next : later; }

static async(int) (*table[2][2])(int) = { { later, next }, { next, later } };
static async(int) (*(*row(int n))[2])(int) { return &table[n]; }
static async(int) (*(*picks[])(int))(int) = { pick, pick };
static async(int) (*apply[])(async(int) (*)(int), int) = { twice, twice };
static async(size_t) (*sizes[])(int) = { size, size };
static sized *by_typedef[] = { size, size };

struct owner {
	async(int) (*(*get)(int))(int);
	async(int) (*(*rows)[2])(int);
	async(int) (**first)(int);
};

static async(void) all(struct owner *o) {
	show("row", await (*row(1))[await later(0)](3));
	show("row of row", await (*row(await later(1)))[1](3));
	show("table", await table[1][await later(0)](await later(2)));
	async(int) (*(*at)[2])(int) = table;
	show("moved", await at[await later(1)][0](3) + await (*at)[1](await later(4)));
	show("picks", await picks[await later(1)](1)(await later(3)) + await (*picks)(await later(0))(await next(3)));
	show("apply", await apply[await later(1)](next, await later(4)));
	show("chosen", await (await later(1) ? apply[0] : apply[1])(pick(await later(1)), await later(4)));
	show("members", await o->get(await later(1))(await later(2)) + await (*o->rows)[await later(1)](await later(2)));
	show("first", await (*o->first)(await later(5)) + await o->first[await later(1)](5));
	show("rows", await (*(await later(1) ? o->rows : &table[0]))[await later(0)](2));
	show("get", await (await later(1) ? o->get : NULL)(await later(1))(await later(4)));
	show("block", await (*({ async(int) (*(*g)[2])(int) = o->rows; await later(1); g; }))[1](3));
	show_unsigned("sizes", await sizes[await later(1)](await later(2)));
	show_unsigned("typedef", await by_typedef[await later(1)](await later(2)));
	show_unsigned("either", await (await later(0) ? sizes[0] : size)(await later(3)));
	typedef async(int) local(int);
	local *first = next, *both[2] = { later, await later(1) ? next : NULL }, *(*ends)[2] = &both;
	show("local", await first(await later(1)) + await both[await later(1)](1) + await (*ends)[await later(0)](9));
	__auto_type rows = o->rows;
	__typeof__(o->get) get = o->get;
	await later(1);
	show("inferred", await (*rows)[1](2) + await get(1)(2));
}

static async(int) program(void) {
	struct owner owner = { pick, &table[1], table[0] };
	await all(&owner);
	return 0;
}

int main(void) { return co_run(int, program()); }
