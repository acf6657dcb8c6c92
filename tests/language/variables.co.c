/* Every kind of variable over suspensions: register, complex, vectors, 128 bits, long double, atomic, thread-local, block
 * extern, two types of one name, typeof and __auto_type, bit-fields, unions, flexible and anonymous members. */
#include "check.h"
#include <cogen.h>
#include <complex.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

typedef int v4 __attribute__((vector_size(16)));
typedef float f8 __attribute__((vector_size(32)));
static async(v4) later_v(v4 v) {
	await later(0);
	return v;
}

static async(double complex) later_c(double complex v) {
	await later(0);
	return v;
}

static async(long double) later_ld(long double v) {
	await later(0);
	return v;
}

static async(__int128) later_i128(__int128 v) {
	await later(0);
	return v;
}

static async(_Bool) later_b(_Bool v) {
	await later(0);
	return v;
}

static async(int) numbers(void) {
	register int r = await later(1);
	register char *volatile rp = (char *)&(char[]){ 'r' }[0];
	const long double ld = await later_ld(1.25L) * 2;
	double complex c = 1 + 2 * I;
	__int128 big = (__int128)1 << 100;
	unsigned __int128 ub = ~(unsigned __int128)0 / 3;
	v4 v = { 1, 2, 3, 4 }, w;
	f8 f = { 0 };
	_Atomic int at = 5;
	atomic_int ai;
	atomic_init(&ai, 3);
	volatile _Atomic(long) val = 7;
	_Bool b = await later_b(r);
	w = await later_v(v + 1) * v;
	f[await later(3)] = 2.5f;
	c *= await later_c(c + 3);
	big += await later_i128(big / 3);
	ub -= await later(1);
	at += await later(2);
	{
		int four = await later(4);
		atomic_fetch_add(&ai, four);
	}
	val++;
	val ^= await later(1);
	r += await later(r);
	v[1] += await later(10);
	v[await later(2)]--;
	w ^= v;
	__real__ c += await later(1);
	__imag__ c = await later(2) - __imag__ c;
	show_real("re", creal(c));
	show_real("im", cimag(c));
	show_real("ld", (double)ld);
	show("big", (long long)(big >> 70));
	show("ub", (long long)(ub >> 64));
	show("ublo", (long long)ub);
	for (int i = 0; i < 4; i++) show("w", w[i] + v[i] * 1000);
	show_real("f", (double)f[3]);
	show("r", r + *rp);
	show("b", b);
	show("at", at + ai * 100 + val * 10000);
	int *restrict p = &(int){ 4 }, *restrict q = &(int){ 5 };
	*p += await later(*q);
	*q = await later(*p) - *q;
	return *p * 100 + *q;
}

static _Thread_local int tls = 4;
static __thread int tls2;
static async(int) storage(int n) {
	static _Thread_local int calls;
	static int table[] = { 1, 2, 3 };
	static const char *const names[] = { "a", "bc", [3] = "def" };
	extern int outer_count;
	extern int outer_fn(int);
	int other(int v);
	calls += await later(n);
	tls += await later(calls);
	tls2 -= await later(2);
	table[await later(1)] += n;
	outer_count += await later(outer_fn(n));
	{
		extern int outer_array[];
		static int calls;
		calls++;
		outer_array[await later(1)] += calls;
		n += outer_array[1];
	}
	return calls * 1000 + table[1] * 100 + tls + tls2 + outer_count + (int)strlen(names[await later(3)]) + other(n);
}

int outer_count = 3, outer_array[3] = { 1, 2, 3 };
int outer_fn(int v) { return v * 3; }
int other(int v) { return v - 1; }
static async(int) types(int n) {
	typedef struct t {
		int a;
		struct {
			int x, y;
		} in;
		union {
			long l;
			char c[8];
		};
	} t;
	enum e { A = 3, B, C = A * 2 };
	t s = { 1, { 2, 3 }, { .c = { 'x' } } };
	enum e e = B;
	int sum = 0;
	{
		typedef double t;
		enum e { A = 10, B = A + 5 };
		struct s {
			t v;
			enum e e;
		} x = { 2.5, B };
		enum e k = A;
		x.v += await later(n);
		sum += (int)(x.v * 10) + x.e + k + await later(A);
		{
			struct s {
				char v[3];
				struct s *next;
			} y = { "ab", NULL }, z = { "cd", &y };
			y.next = &z;
			await later(0);
			sum += z.next->v[1] + y.next->next->v[0] + (int)sizeof(struct s);
		}
		x.e = A;
		sum += x.e + await later(x.e);
	}
	t *tp = &s;
	__typeof__(s.in) in = s.in;
	__typeof__(tp->in) *inp = &in;
	__auto_type ap = &s;
	__auto_type ai = await later(4);
	const __auto_type ac = s.in.x;
	__typeof__(n) *np = &n;
	__typeof__(int[3]) arr = { await later(1), 2, ai };
	__typeof__(&arr) parr = &arr;
	inp->x += await later(5);
	ap->in.y += inp->x;
	*np += await later(1);
	(*parr)[1] += await later(9);
	s.in = (struct { int x, y; }){ 0 }.x ? in : *inp;
	return sum + tp->in.y * 10 + e * 100 + in.x + arr[1] + arr[2] + ac + n + C + (tp->c[0] == 'x') +
	       (tp->in.x = await later(7));
}

struct flex {
	int n;
	char tail[];
};

struct anon {
	int kind;
	union {
		struct {
			int a, b;
		};
		long long both;
	};
	struct {
		unsigned f : 3, : 0, g : 5;
		signed h : 4;
		_Bool k : 1;
		long long wide : 40;
	};
};

struct __attribute__((packed)) pkt {
	uint8_t type : 4, ver : 4;
	uint16_t len;
	uint32_t seq : 24, flags : 8;
	uint64_t id;
};

struct __attribute__((aligned(64))) line {
	char c;
};

static async(int) records(void) {
	static struct {
		struct {
			int n;
		} f;
		char space[8];
	} fl = { { 3 }, "" };
	struct flex *fp = malloc(sizeof *fp + 8);
	struct anon an = { .kind = 1, .a = 2, .f = 5, .h = -3 };
	an.b = await later(3);
	an.g += await later(30);
	an.f++;
	an.h -= await later(3);
	an.k = await later(4);
	an.wide = (long long)await later(5) << 36;
	struct pkt pk = { .type = 3, .len = (uint16_t)await later(70000) };
	pk.seq = (uint32_t)await later(-1);
	pk.flags |= await later(0x81);
	pk.id++;
	pk.ver ^= await later(9);
	pk.id <<= await later(40);
	struct line l = { 'l' }, *lp = &l;
	_Alignas(128) int wide_ = 3, *wp = &wide_;
	fp->n = await later(4);
	strcpy(fp->tail, "tail");
	fp->tail[await later(0)]--;
	fl.f.n += fp->n;
	await later(0);
	int r = (int)((uintptr_t)lp % 64 + (uintptr_t)wp % 128) + *wp + lp->c;
	r += fp->tail[0] + fl.f.n + an.kind + an.a + an.b * 10 + an.f * 100 + an.g + an.h + an.k + (int)(an.wide >> 36) +
	     (int)(an.both >> 32);
	r += pk.type + pk.ver * 10 + pk.len + (int)pk.seq + pk.flags + (int)(pk.id >> 40);
	free(fp);
	return r;
}

union pun {
	float f;
	uint32_t u;
	uint8_t b[4];
	struct {
		uint32_t man : 23, exp : 8, sign : 1;
	};
};

static async(uint32_t) punned(float f) {
	union pun p = { .f = f };
	p.man ^= (uint32_t)await later(1);
	p.b[3] |= await later(0x80);
	p.exp += await later(1);
	await later(0);
	return p.u;
}

static async(int) multi(void) {
	int m[2][3][4] = { [0][1] = { 1, 2, 3, [3] = 9 }, [1] = { { 5 }, { [2] = 7 } } };
	int(*rows)[3][4] = m, (*row)[4] = m[1], *flat = &m[0][0][0];
	const char *words[][2] = { { "a", "b" }, { "cc", "dd" } };
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 3; j++)
			for (int k = 0; k < 4; k++) m[i][j][k] += await later(i * 100 + j * 10 + k);
	rows++;
	row += await later(1);
	flat += await later(6);
	return (*rows)[1][2] + (*row)[2] * 2 + *flat + m[await later(1)][await later(0)][await later(0)]++ +
	       words[await later(1)][1][0];
}

static async(int) run(void) {
	show("numbers", await numbers());
	show("storage", await storage(2));
	show("storage", await storage(3));
	show("types", await types(4));
	show("records", await records());
	show("punned", await punned(1.5f));
	show("multi", await multi());
	return 0;
}

int main(void) { return co_run(int, run()); }
