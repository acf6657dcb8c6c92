// B8 in C++20: the functions of frames.co.c.
#include "frames.hpp"
#include "frames.h"

task<u64> f1(u64 n) {
	for (u64 i = 0; i < n; i++) co_yield i;
	co_return 0;
}

task<u64> f2(u64 n) {
	u64 r = 0;
	{
		char a[1024];
		fill(a, 1024, n);
		co_await pause{};
		r += sum(a, 1024);
	}
	{
		char b[1024];
		fill(b, 1024, r);
		co_await pause{};
		r += sum(b, 1024);
	}
	co_return r;
}

task<u64> f3(u64 x) {
	u64 a = x + 1, b = a * 3, c = b ^ a, d = c + b, e = d * a, f = e ^ c, g = f + d, h = g * b, i = h ^ f, j = i + g;
	co_await pause{};
	co_return i ^ j;
}

static task<u64> g3(u64 x) {
	u64 y = x * 3;
	co_await pause{};
	co_return x + y;
}
static task<u64> g2(u64 x) {
	u64 y = x * 5;
	u64 r = co_await g3(x + 1);
	co_return r + x + y;
}
task<u64> f4(u64 x) {
	u64 y = x * 7;
	u64 r = co_await g2(x + 1);
	co_return r + x + y;
}

task<u64> f5(u64 n) {
	u64 acc = 0;
	for (u64 i = 0; i < n; i++) {
		char tmp[64];
		fill(tmp, 64, i);
		u64 t1 = sum(tmp, 64), t2 = t1 * i, t3 = t2 ^ t1;
		acc += t3;
		acc ^= co_await pause{};
	}
	co_return acc;
}

task<u64> f5s(u64 n) {
	u64 acc = 0;
	for (u64 i = 0; i < n; i++) {
		u64 t3;
		{
			char tmp[64];
			fill(tmp, 64, i);
			u64 t1 = sum(tmp, 64), t2 = t1 * i;
			t3 = t2 ^ t1;
		}
		acc += t3;
		acc ^= co_await pause{};
	}
	co_return acc;
}

task<u64> f6(u64 n) {
	char pre[256];
	fill(pre, 256, n);
	u64 k = sum(pre, 256);
	char buf[256];
	fill(buf, 256, k);
	co_await pause{};
	co_return sum(buf, 256);
}

task<u64> f6s(u64 n) {
	u64 k;
	{
		char pre[256];
		fill(pre, 256, n);
		k = sum(pre, 256);
	}
	char buf[256];
	fill(buf, 256, k);
	co_await pause{};
	co_return sum(buf, 256);
}
