/* Layouts of records that cannot be carried to another place, or that frames cannot be kept from. */
#include <cogen.h>

#define BIG __attribute__((scalar_storage_order("big-endian")))

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

/* Fine: at file scope, and ended in front of the coroutines. */
#pragma scalar_storage_order big-endian
struct outside {
	int x;
};
#pragma scalar_storage_order default

static async(int) attribute(void) {
	struct __attribute__((scalar_storage_order("big-endian"))) big { int x; } big = { await later(1) }; /* error: unsupported */
	await later(2);
	return big.x;
}

static async(int) of_macro(void) {
	struct { int x; } BIG big = { await later(1) }; /* error: unsupported */
	await later(2);
	return big.x;
}

static async(int) laid_out(void) {
#pragma ms_struct on
	struct bits { char c : 3; int i : 4; } bits = { 1, await later(2) }; /* error: unsupported */
#pragma ms_struct off
	await later(2);
	return bits.i;
}

static async(long) member(void) {
	typedef long any __attribute__((aligned(1)));
	struct { char c; any l; } s = { 1, await later(2) }; /* error: unsupported */
	await later(2);
	return s.l;
}

static async(int) declared_in_attribute(int n) {
	_Alignas(struct wide { long long a; }) char c[8]; /* error: unsupported */
	struct wide w = { await later(n) };
	c[0] = (char)w.a;
	return c[0];
}

int main(void) { return (int)co_run(long, member()) + co_run(int, attribute()) + co_run(int, of_macro()) + co_run(int, laid_out()) + co_run(int, declared_in_attribute(1)); }
