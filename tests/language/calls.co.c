/* Arguments and results of every size and kind, functions without a return on some path, recursion through pointers and through
 * each other. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define SIZED(n)                                                                                                       \
	struct s##n {                                                                                                      \
		unsigned char b[n];                                                                                            \
	};                                                                                                                 \
	static async(struct s##n) make##n(int v) {                                                                         \
		struct s##n r;                                                                                                 \
		await later(0);                                                                                                \
		memset(&r, v, sizeof r);                                                                                       \
		return r;                                                                                                      \
	}                                                                                                                  \
	static async(int) sum##n(struct s##n x, struct s##n *p, struct s##n y) {                                           \
		int t = 0;                                                                                                     \
		await later(0);                                                                                                \
		for (size_t i = 0; i < sizeof x; i++) t += x.b[i] - p->b[i] + 2 * y.b[i];                                      \
		return await later(t);                                                                                         \
	}
SIZED(1)
SIZED(2) SIZED(3) SIZED(4) SIZED(5) SIZED(7) SIZED(8) SIZED(9) SIZED(12) SIZED(15) SIZED(16) SIZED(17) SIZED(24)
	SIZED(33) SIZED(64) SIZED(257) SIZED(4096)
#define USE(n)                                                                                                         \
	{                                                                                                                  \
		struct s##n a = await make##n(n % 100), b = a;                                                                 \
		b.b[0]++;                                                                                                      \
		total = total * 7 + await sum##n(a, &b, await make##n(3));                                                     \
		(void)await make##n(1);                                                                                        \
		total += (await make##n(5)).b[sizeof a - 1];                                                                   \
		struct s##n arr[2] = { await make##n(2), b };                                                                  \
		total += arr[0].b[0] + arr[1].b[0];                                                                            \
		struct s##n (*fp)(int) = NULL;                                                                                 \
		total += !fp;                                                                                                  \
		show("size " #n, (int)(total % 1000003));                                                                      \
	}
		struct fl {
	float f;
	double d;
};

struct mix {
	char c;
	float f[2];
};

struct emptyish {
	int a[0];
	int b;
};

struct uni {
	union {
		long l;
		double d;
	} u;
};

static async(struct fl) mfl(float f) {
	await later(0);
	return (struct fl){ f, f * 2 };
}

static async(struct mix) mmix(float f) {
	await later(0);
	return (struct mix){ 'c', { f, -f } };
}

static async(struct uni) muni(double d) {
	await later(0);
	return (struct uni){ .u.d = d };
}

static async(float) mf(float f) {
	await later(0);
	return f / 2;
}

static async(char) mc(int f) {
	await later(0);
	return (char)f;
}

static async(_Bool) mb(int f) {
	await later(0);
	return f;
}

static async(void *) mp(void *p) {
	await later(0);
	return p;
}

static async(const char *const *) mpp(const char *const *p) {
	await later(0);
	return p;
}

static async(unsigned long long) mull(unsigned v) {
	await later(0);
	return (unsigned long long)v << 32;
}

enum color { red, green = -7 };
static async(enum color) me(int v) {
	await later(0);
	return v ? green : red;
}

#pragma GCC diagnostic ignored "-Wreturn-type"
static async(int) sometimes(int n) {
	if (n) return await later(n);
	await later(0);
}

static async(void) nothing(int *p) {
	if (*p) return;
	*p = await later(4);
}

static async(int) forever(int n) {
	for (;;) {
		if (await later(n--) < 0) return n;
	}
}

static async(int) aborts(int n) {
	switch (n) {
	case 1: return await later(1);
	default: await later(0); abort();
	}
}

static _Noreturn void die(void) { exit(9); }
static async(int) noret(int n) {
	if (await later(n)) return 3;
	die();
}

static async(int) odd_even(int n, int odd);
static async(int) even(int n) { return n ? await odd_even(n - 1, 1) : await later(1); }
static async(int) odd_even(int n, int odd) { return n ? await even(n - 1) : await later(!odd); }
static async(long) acker(long m, long n) {
	if (!m) return n + 1;
	if (!n) return await acker(m - 1, 1);
	return await acker(m - 1, await acker(m, n - 1));
}

struct tree {
	struct tree *l, *r;
	int v;
};

static async(int) walk(const struct tree *t, async(int) (*visit)(int, void *), void *arg) {
	return t ? await walk(t->l, visit, arg) + await visit(t->v, arg) + await walk(t->r, visit, arg) : 0;
}

static async(int) visit(int v, void *arg) {
	int *n = arg;
	*n = *n * 10 + v;
	await later(0);
	return v;
}

static async(int) many(int a, int b, long c, double d, char e, short f, float g, const char *h, void *i, long long j,
                       unsigned k, _Bool l, struct s3 m, struct s24 n) {
	await later(0);
	return a + b + (int)c + (int)d + e + f + (int)g + (int)strlen(h) + !i + (int)j + (int)k + l + m.b[0] + n.b[3] +
	       await later(1);
}

static async(int) run(void) {
	unsigned long long total = 1;
	USE(1)
	USE(2) USE(3) USE(4) USE(5) USE(7) USE(8) USE(9) USE(12) USE(15) USE(16) USE(17) USE(24) USE(33) USE(64) USE(257)
		USE(4096) struct fl f = await mfl(1.5f);
	show_real("fl", f.f + f.d + (await mfl(2)).d);
	show_real("mix", (double)(await mmix(2)).f[1] + (await mmix(1)).c);
	show_real("uni", (await muni(2.5)).u.d);
	show_real("mf", (double)await mf(3));
	show("mc", await mc(300));
	show("mb", await mb(256));
	show("mp", await mp(&f) == &f);
	const char *const w[] = { "x", "yz" };
	show_text("mpp", (await mpp(w))[await later(1)]);
	show_unsigned("mull", await mull(3));
	show("me", await me(1));
	show("sometimes", await sometimes(3));
	(void)await sometimes(0);
	int n = 0;
	await nothing(&n);
	await nothing(&n);
	show("nothing", n);
	show("forever", await forever(3));
	show("aborts", await aborts(1));
	show("noret", await noret(1));
	show("even", await even(10) * 10 + await even(7));
	show("acker", await acker(2, 3));
	struct tree t[5] = { { &t[1], &t[2], 1 }, { &t[3], 0, 2 }, { 0, &t[4], 3 }, { 0, 0, 4 }, { 0, 0, 5 } };
	int order = 0;
	show("walk", await walk(t, visit, &order));
	show("order", order);
	show("many", await many(1, await later(2), 3, 4.5, 5, 6, 7.5f, "eight", await mp(NULL), 10,
	                        (unsigned)await later(11), await mb(12), await make3(1), await make24(2)));
	return 0;
}

int main(void) { return co_run(int, run()); }
