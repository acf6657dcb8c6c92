/* Bit-fields as targets and operands of awaits; their promotion and truncation. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

enum colour { RED, GREEN, BLUE };

struct flags {
	unsigned low : 3;
	signed middle : 5;
	unsigned high : 24;
	_Bool on : 1;
	enum colour colour : 3;
	unsigned long long wide : 40;
};

static struct flags shared;

static async(struct flags) made(unsigned low, int middle) {
	struct flags flags = { .low = low & 7u, .middle = middle, .on = true };
	if (suspend_now()) await co_sleep(0);
	flags.high = 0xabcdefu;
	return flags;
}

static async(struct flags *) where(struct flags *flags) {
	if (suspend_now()) await co_sleep(0);
	return flags;
}

static void print(const char *what, const struct flags *f) {
	printf("%s %u %d %x %d %d %llu\n", what, f->low, f->middle, f->high, f->on, (int)f->colour, (unsigned long long)f->wide);
}

static async(void) targets(void) {
	struct flags f = { 0 };
	f.low = (unsigned)await later(13) & 7u;
	f.middle = await later(-7);
	f.high = (unsigned)await later(0x123456);
	f.on = await later(256);
	f.colour = await later(1) ? BLUE : RED;
	f.wide = 1ull << await later(39);
	print("set", &f);
	f.low += (unsigned)await later(6);
	f.middle -= await later(3);
	f.high <<= await later(4);
	f.on ^= await later(1);
	f.wide |= (unsigned)await later(5);
	print("compound", &f);
	f.low++;
	--f.middle;
	print("steps", &f);
	shared = f;
	shared.middle = await later(15);
	(await where(&shared))->low = 1;
	(await where(&shared))->high += (unsigned)await later(1);
	print("shared", &shared);
	show("value of =", (f.low = (unsigned)await later(10) & 7u));
	show("value of -=", (f.middle -= await later(1)));
}

static async(void) operands(void) {
	struct flags f = await made(5, -9);
	show("low - await", f.low - await later(6));
	show("promoted to int", (f.low - await later(6)) < 0);
	show("middle * await", f.middle * await later(-2));
	show("await + high", await later(1) + (int)f.high);
	show("result", (await made(3, 2)).low + (await made(1, 4)).middle);
	show("bool", f.on + await later(1));
	show("choice", f.on ? await later(1) : await later(2));
	f.low = 7;
	unsigned before = f.low;
	await later(0);
	show("kept", before == f.low);
}

static async(int) run(void) {
	await targets();
	await operands();
	return 0;
}

int main(void) { return co_run(int, run()); }
