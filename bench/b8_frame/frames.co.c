/* B8: functions whose frames are measured, and the machine code that they become. Each suspends where it says `pause`, and what survives
 * that is what the frame has to hold. */
#include "frames.h"
#include <cogen.h>

#define pause() co_received(uint64_t, yield co_none)

/* a counter: n, i, and the value that is handed out */
generator(uint64_t) f1(uint64_t n) {
	for (uint64_t i = 0; i < n; i++) yield i;
}

/* two buffers that are never there at once */
generator(void, uint64_t, uint64_t) f2(uint64_t n) {
	uint64_t r = 0;
	{
		char a[1024];
		fill(a, 1024, n);
		(void)pause();
		r += sum(a, 1024);
	}
	{
		char b[1024];
		fill(b, 1024, r);
		(void)pause();
		r += sum(b, 1024);
	}
	return r;
}

/* ten locals, of which two are used again */
generator(void, uint64_t, uint64_t) f3(uint64_t x) {
	uint64_t a = x + 1, b = a * 3, c = b ^ a, d = c + b, e = d * a, f = e ^ c, g = f + d, h = g * b, i = h ^ f, j = i + g;
	(void)pause();
	return i ^ j;
}

/* three functions, one in the other */
static generator(void, uint64_t, uint64_t) g3(uint64_t x) {
	uint64_t y = x * 3;
	(void)pause();
	return x + y;
}
static generator(void, uint64_t, uint64_t) g2(uint64_t x) {
	uint64_t y = x * 5;
	uint64_t r = yield_from g3(x + 1);
	return r + x + y;
}
generator(void, uint64_t, uint64_t) f4(uint64_t x) {
	uint64_t y = x * 7;
	uint64_t r = yield_from g2(x + 1);
	return r + x + y;
}

/* a buffer that is dead at the suspension, in a block that goes on… */
generator(void, uint64_t, uint64_t) f5(uint64_t n) {
	uint64_t acc = 0;
	for (uint64_t i = 0; i < n; i++) {
		char tmp[64];
		fill(tmp, 64, i);
		uint64_t t1 = sum(tmp, 64), t2 = t1 * i, t3 = t2 ^ t1;
		acc += t3;
		acc ^= pause();
	}
	return acc;
}

/* …and in one that is over */
generator(void, uint64_t, uint64_t) f5s(uint64_t n) {
	uint64_t acc = 0;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t t3;
		{
			char tmp[64];
			fill(tmp, 64, i);
			uint64_t t1 = sum(tmp, 64), t2 = t1 * i;
			t3 = t2 ^ t1;
		}
		acc += t3;
		acc ^= pause();
	}
	return acc;
}

/* two buffers, one of them dead, in one block… */
generator(void, uint64_t, uint64_t) f6(uint64_t n) {
	char pre[256];
	fill(pre, 256, n);
	uint64_t k = sum(pre, 256);
	char buf[256];
	fill(buf, 256, k);
	(void)pause();
	return sum(buf, 256);
}

/* …and in two */
generator(void, uint64_t, uint64_t) f6s(uint64_t n) {
	uint64_t k;
	{
		char pre[256];
		fill(pre, 256, n);
		k = sum(pre, 256);
	}
	char buf[256];
	fill(buf, 256, k);
	(void)pause();
	return sum(buf, 256);
}
