/* What is clean under -Wconversion and its like as it stands is so when it has been taken apart. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

#pragma GCC diagnostic error "-Wconversion"
#pragma GCC diagnostic error "-Wsign-conversion"
#pragma GCC diagnostic error "-Wshadow"

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}
static async(uint8_t) small(unsigned v) {
	if (suspend_now()) await co_sleep(0);
	return (uint8_t)(v & 0xffu);
}
static async(unsigned) wide(unsigned v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}
static async(_Bool) odd(int v) { return (await later(v) & 1) != 0; }

struct fields {
	unsigned three : 3, nine : 9, all : 32;
	int sign : 4;
	_Bool on : 1;
	uint64_t far : 40;
};

static async(long) bit_fields(unsigned n) {
	struct fields f = { .three = 1, .nine = 2, .all = 3, .sign = 4, .on = 1, .far = 5 };
	f.three |= await wide(n) & 7u;
	f.nine ^= (unsigned)await small(n) & 3u;
	f.three &= (5u | await wide(2)) & 7u;
	f.all += await wide(n);
	f.on |= await odd((int)n);
	f.three = await wide(n) & 7u;
	show("three", f.three |= await wide(9) & 7u);
	return f.three + f.nine * 10L + (long)f.all * 10000 + f.on + f.sign + (long)f.far;
}

static async(long) values(unsigned n) {
	uint8_t byte = (uint8_t)(n + await small(300u));
	byte |= await small(1u);
	unsigned short us = await small(7u);
	float half = (float)await later(3) / 2.0f;
	double sum = (double)half + (double)await small(2u);
	size_t length = (size_t)await later(4) + (await odd(byte) ? sizeof us : 0u);
	unsigned long long big = 1ULL << (await small(5u) & 31);
	for (size_t i = 0; i < length; i++) us = (unsigned short)(us + await small((unsigned)i));
	return (long)us + (long)sum + (long)big + (long)length + byte;
}

static async(int) run(void) {
	for (unsigned n = 0; n < 4; n++) {
		show("bit-fields", await bit_fields(n));
		show("values", await values(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
