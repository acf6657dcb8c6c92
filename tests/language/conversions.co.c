/* What C converts around an await: narrow types, promotions, signs, real and integer, pointers, _Bool, enums. */
#include "check.h"
#include <cogen.h>
#include <float.h>
#include <limits.h>
#include <stdint.h>

/* One async function that returns each type, given a wider one: return converts, too. */
#define RETURNS(name, T) \
	static async(T) name(long long v) { \
		if (suspend_now()) await co_sleep(0); \
		return (T)v; \
	}

enum small { NONE, ONE, HUGE_ONE = 70000 };

RETURNS(as_char, char)
RETURNS(as_schar, signed char)
RETURNS(as_uchar, unsigned char)
RETURNS(as_short, short)
RETURNS(as_ushort, unsigned short)
RETURNS(as_int, int)
RETURNS(as_unsigned, unsigned)
RETURNS(as_long, long)
RETURNS(as_ulong, unsigned long)
RETURNS(as_u64, uint64_t)
RETURNS(as_bool, _Bool)
RETURNS(as_float, float)
RETURNS(as_double, double)
RETURNS(as_enum, enum small)

/* Implicit conversions on the way in and on the way out. */
static async(unsigned char) squeeze(signed char v) {
	if (suspend_now()) await co_sleep(0);
	return (unsigned char)(v + 1);
}

static async(int) from_double(double v) {
	if (suspend_now()) await co_sleep(0);
	return (int)v;
}

static async(double) from_int(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(_Bool) truth(double v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(void *) pass(void *p) {
	if (suspend_now()) await co_sleep(0);
	return p;
}

static async(void) results(long long v) {
	show("char", await as_char(v));
	show("signed char", await as_schar(v));
	show("unsigned char", await as_uchar(v));
	show("short", await as_short(v));
	show("unsigned short", await as_ushort(v));
	show("int", await as_int(v));
	show("unsigned", await as_unsigned(v));
	show("long", await as_long(v));
	show_unsigned("unsigned long", await as_ulong(v));
	show_unsigned("u64", await as_u64(v));
	show("bool", await as_bool(v));
	show_real("float", await as_float(v));
	show_real("double", await as_double(v));
}

static async(void) promotions(void) {
	show("char + char", await as_char(100) + await as_char(100));
	show("uchar - uchar", await as_uchar(1) - await as_uchar(2));
	show("uchar complement", ~await as_uchar(0));
	show("ushort shift", await as_ushort(0xffff) << 8);
	show("uchar compare", await as_uchar(255) > await as_schar(-1));
	show("-uchar", -await as_uchar(5));
	show("bool + bool", await as_bool(5) + await as_bool(6));
	show("-unsigned is positive", -await as_unsigned(5) > 0);
	show("unsigned wraps", (await as_unsigned(0) - 1) / 2 == INT_MAX);
	show("long and unsigned", await as_long(-1) < (long)await as_unsigned(1));
	show("u64 and int", await as_u64(1) + (uint64_t)await as_int(-1) == 0);
	show("shift keeps the left type", (int)sizeof(int) * (int)(await as_u64(1) << await as_char(40) >> 38));
	show("double wins", await as_int(3) / await as_double(2) == 1.5);
	show_real("float + double", await as_float(1) / 3 + await as_double(0));
	show("float rounds", await as_float(16777217) == 16777216.0f);
	show("enum", await as_enum(HUGE_ONE) + await as_enum(ONE));
	show("mixed ?:", (await as_int(1) ? await as_char(-1) : await as_long(5)) == -1L);
}

static async(void) assignments(void) {
	signed char narrow = (signed char)await as_int(0x180);
	show("narrowed", narrow);
	unsigned u = (unsigned)await as_schar(-1);
	show("widened", u == UINT_MAX);
	long wide = await as_int(-7);
	show("wide", wide);
	int cut = (int)await as_double(-7) / 2;
	show("cut", cut);
	float f = await as_int(7);
	f /= await as_int(2);
	show_real("f", f);
	_Bool b = await as_int(512);
	show("b", b);
	b = await as_double(0);
	show("b", b);
	b = await pass(&b);
	show("b", b);
	unsigned char uc = 200;
	uc += await as_int(100);
	show("uc", uc);
	uc *= await as_double(1) + 0.5;
	show("uc", uc);
	short s = 32767;
	s = (short)(s + await as_int(-32767));
	show("s", s);
	int i = 3;
	i *= await as_double(3) / 2;
	show("i", i);
	i <<= await as_uchar(3);
	show("i", i);
	int *p = await pass(&i);
	const void *q = await pass(p);
	*p = 42;
	show("pointers", *(const int *)q);
	void *null = await pass(NULL);
	show("null", null == 0 && !null);
	uintptr_t bits = (uintptr_t)await pass(&i);
	show("bits", bits == (uintptr_t)&i);
}

static async(int) run(void) {
	await results(0);
	await results(-1);
	await results(65);
	await results(1000000007);
	await promotions();
	await assignments();
	show("squeeze", await squeeze(-1) + await squeeze(127));
	show("squeeze of int", await squeeze((signed char)await as_int(257)));
	show("from_double", await from_double(3.99) + await from_double((float)await as_int(-2)));
	show_real("from_int", await from_int((int)await as_double(5)) / 2);
	show("truth", await truth(0.25) + await truth(0) + await truth(await as_int(-3)));
	return 0;
}

int main(void) { return co_run(int, run()); }
