/* std: gnu2x */
/* C23: quotes between the digits of numbers, which begin no character there, in all that cuts text into words: operands,
 * macros and their arguments, what becomes text, heads of loops, lengths, directives. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define THOUSAND 1'000
#define PLUS(a) ((a) + 1'0)
#define WAITED(a) (await later(a) + 2'00)
#define TEXT(a) #a
#define TEXT_OF(a) TEXT(a)
#define JOINED(a, b) a##b
#define TWICE(a) ((a) + (a))

static async(int) operands(void) {
	int x = 1'000 + (await later(7)) + 1'000, *p = &x;
	*p += await later(1'0) + 0b1'1 + 0xf'f + (int)1'0.5'0e0'1 + (int)0x1'0p-0'1 + 1'000'000;
	show("x", x + await later('a' + '1' + '\'') + 0'7 + 1'0);
	return x;
}

static async(int) macros(void) {
	int x = 5, *p = &x;
	*p += await later(1);
	show("constant", THOUSAND + x + await later(THOUSAND));
	show("plus", PLUS(x) + PLUS(await later(2'2)) + PLUS(1'1));
	show("waited", WAITED(1'1) + WAITED(x));
	show_text("text", TEXT(1'0 + '"'));
	show_text("text", TEXT_OF(THOUSAND + 1'2));
	show("joined", await later(JOINED(1'0, 0'1)));
	show("twice", TWICE(await later(1'5)) + x);
	return 0;
}


static async(int) places(int n) {
	int sum = 0, row[1'0 - 0b1'0], lengths[n + 0'1];
	for (int i = 0'0; i < 1'0 - 2; i += await later(1)) row[i] = await later(1'1 + i);
	for (int i = 0; i < 1'0 - 9; i++) lengths[i] = row[i] + 1'0;
	for (char c = ';'; c > '1' + 0'1; c -= (char)await later(3)) sum += c == ';';
	switch (await later(1'1)) {
	case 1'1: sum += 1'00; break;
	case 1'2 ... 1'3: sum += 2'00; break;
	}
#if 1'000 > 999
	sum += await later(1'00) + (int)sizeof "1'0";
#else
	sum += await later(1'1);
#endif
	struct {
		int a[1'0 - 8], b : 0'5;
	} s = { .a = { [1'0 - 9] = await later(1'2) }, .b = 1'0 };
	return sum + s.a[1] + s.b + lengths[0] + row[7];
}

static async(int) run(void) {
	show("operands", await operands());
	await macros();
	show("places", await places(3));
	return 0;
}

int main(void) { return co_run(int, run()); }
