/* What else C has: nested designators, strings and literals in initialisers, for with types of its own, transparent
 * unions, over-aligned arguments, volatile objects, asm, _Static_assert, attributes, dangling else. */
#include "check.h"
#include <cogen.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>
#include <limits.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static int negate(int v) { return -v; }
static async(char *) text(char *p) {
	await later(0);
	return p;
}

struct __attribute__((aligned(64))) wide {
	char c;
	int v;
};

#pragma GCC diagnostic ignored "-Wpsabi"
static async(struct wide) widen(struct wide w, struct wide *p) {
	await later(0);
	w.v += p->v + (int)((uintptr_t)&w % 64) + (int)((uintptr_t)p % 64);
	return w;
}

union __attribute__((transparent_union)) any {
	int *i;
	char *c;
};

static async(int) take_any(union any a) {
	await later(0);
	return *a.c;
}

__attribute__((always_inline)) static inline async(int) inl(int v) { return await later(v) + 1; }
__attribute__((noinline, cold)) static async(int) cold(int v) { return await later(v) - 1; }
static async(int) inits(int n) {
	static const int constant[8] = { [0 ... 3] = 4, [6 ... 7] = 1 }; /* with other values, clang does not know ranges */
	int range[8] = { [2] = await later(n), [5] = n, [7] = await later(n + 1), [0] = constant[3] + constant[6] };
	struct in {
		struct {
			int b[3];
		} a;
		struct in *p;
	} s = { .a.b[1] = await later(n), .a.b[2] = 7, .p = &(struct in){ .a = { { await later(9) } } } };
	char str[] = "abc", fixed[10] = { "def" }, *ptrs[3] = { str, [2] = fixed },
		 two[2][4] = { "ab", { 'c', (char)await later('d') } };
	const wchar_t wide_[] = L"w\u00e9";
	const char *const words[] = { "one", "two", [2] = "three" };
	struct {
		int x, y;
	} pts[] = { { 1, await later(2) }, { .y = 3 }, [3] = { .x = await later(4) } }, *pp = pts;
	union {
		int i;
		struct {
			short lo, hi;
		};
	} u = { .hi = (short)await later(5) };
	int *lit = (int[]){ await later(1), await later(2), n }, sum = 0, (*arr)[2] = &(int[2]){ 3, await later(4) };
	static const struct {
		int (*f)(const char *, const char *);
		const char *n;
	} ops[] = { { strcmp, "cmp" }, { .n = "none" } };
	await later(0);
	for (int i = 0; i < 8; i++) sum = sum * 3 + range[i];
	for (struct {
			 int i;
			 const char *s;
		 } x = { 0, "abc" };
	     x.s[x.i]; x.i += await later(1))
		sum += x.s[x.i];
	for (int i = 0, *p = lit, k = await later(3); i < k; i++) sum += p[i] * (*arr)[i & 1];
	return sum + s.a.b[1] + s.a.b[2] + s.p->a.b[0] + str[1] + ptrs[2][await later(0)] + two[1][1] + (int)wide_[1] +
	       (int)strlen(words[2]) + pts[1].y + pp[3].x + u.hi + (ops[0].f("a", ops[1].n) < 0) + (int)sizeof pts;
}

static async(int) exprs(int n) {
	volatile struct { int a, b; } vs = { 1, 2 };
	volatile int va[3] = { 1, 2, 3 };
	const volatile int cv = await later(4);
	int *const cp = &n, **cpp = (int **)&cp;
	struct wide w = { 'w', 5 }, w2;
	int (*const fn[2])(int) = { abs, negate };
	char buf[20], *p = buf;
	intptr_t ip = (intptr_t)p;
	vs.a += await later(vs.b);
	va[await later(1)] <<= 2;
	*cpp[await later(0)] += cv;
	w2 = await widen(w, &w);
	n += w2.v;
	n += (n > 3 ? abs : fn[await later(1)])(await later(-4));
	n += (int)((p + await later(5)) - p) + (int)(&buf[7] - &buf[await later(2)]);
	n += p[-await later(0)] = 'x';
	n -= (int)((char *)(ip + await later(1)) - p);
	*p++ = *await text("a") + (char)await later(1), *p++ = (await text("hello"))[await later(1)], *p = 0;
	strcat(await text(buf), n & 1 ? await text("odd") : await text("even"));
	show_text("buf", buf);
	n = -await later(n) + ~await later(1) + !await later(0) - -await later(3);
	n += (char)await later(300) + (unsigned char)await later(-1) + (short)await later(70000) + (_Bool)await later(2);
	n += (await later(-1) < 0L);

	return n;
}

static async(int) flow(int n) {
	int r = 0, i;
	if (n)
		if (await later(n > 1))
			r = 1;
		else
			r = 2;
	else if (await later(0))
		r = 3;
	else {
		r = 4;
		;
		;
	}
	do
		if (await later(r++) > 5)
			break;
		else
			continue;
	while (r < 9);
	for (i = 0;; i++) {
		if (i == 3) continue;
		if (await later(i) > 5) goto done;
		switch (i) {
		case 2: continue;
		case 4: break;
		default:
			r += i;
			if (r > 40) return r;
		}
		r++;
	}
done:
	__attribute__((unused));
	while (await later(i--)) {
		for (;;) {
			if (await later(1)) break;
		}
		{
			{
				{
					r += 2;
					continue;
				}
			}
		}
	}
	for (int j = await later(0), k = 3; j < k && await later(1); j++, k -= await later(0))
		for (int j = 5; j-- > await later(3);) r += j * k;
	_Static_assert(sizeof(int) == 4, "int");
	asm volatile("" : "+r"(r) : "r"(n) : "memory");
	r += ({
		asm("" : "=r"(i) : "0"(n));
		i;
	});
	(void)({
		goto out;
		0;
	});
	r = 0;
out:
	return r + await inl(1) + await cold(1) + await take_any(&(int){ await later(7) }) + await take_any((char *)"A");
}

static async(long long) wideints(void) {
	unsigned long long u = ULLONG_MAX;
	long long s = LLONG_MIN;
	unsigned char c = 200;
	signed char sc = -100;
	u /= (unsigned)await later(10);
	s /= await later(3);
	s %= await later(1000) + 7LL;
	c = (unsigned char)(c << await later(1)) >> 1;
	sc >>= await later(1);
	u = u >> await later(60) | (unsigned long long)await later(1) << 40;
	return (long long)u + s + c + sc + (await later(1) << 3 | 1) % 4;
}

static async(int) run(void) {
	for (int i = 0; i < 3; i++) {
		show("inits", await inits(i));
		show("exprs", await exprs(i));
		show("flow", await flow(i));
	}
	show("wide", await wideints());
	return 0;
}

int main(void) { return co_run(int, run()); }
