/* Compound and plain assignment to every kind of lvalue with a suspension on either side: what finds the object is evaluated
 * once, before, in order. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct in {
	int a[3];
	unsigned bits : 5;
	signed low : 7;
	struct {
		int deep;
	} s;
};

struct out {
	struct in in, *p;
	int n;
};

static struct out global;
static async(struct out) make(int n) {
	struct out o = { .n = await later(n), .in = { .a = { n, n + 1, n + 2 }, .bits = (unsigned)n } };
	o.p = &global.in;
	return o;
}

static async(struct out *) where(void) {
	await later(0);
	return &global;
}

static int calls;
static int next(void) { return calls++ % 3; }
#define SLOT(i) (global.in.a[i])
#define CUR global.in.a[calls % 3]
#define FIELD(p, f) (p)->in.f
static async(int) run(void) {
	int a[3] = { 1, 2, 3 }, *p = a, i = 0, **pp = &p;
	struct out o = { .p = &o.in };
	struct out *op = &o;
	char c = 100;
	short s = 30000;
	float f = 1.5f;
	unsigned char uc = 250;
	_Bool b = 0;
	long long ll = 1LL << 40;
	double d = 10;
	*p++ += await later(5);
	show_ints("a", a, 3);
	show("p", p - a);
	*++p -= await later(7);
	show_ints("a", a, 3);
	(*pp)[-1] <<= await later(2);
	show_ints("a", a, 3);
	a[await later(i)] ^= await later(3);
	a[next()] |= await later(8);
	a[next()]++;
	--a[await later(next())];
	show_ints("a", a, 3);
	c += await later(100);
	s += await later(10000);
	f *= await later(3);
	uc -= await later(251);
	b |= await later(4);
	ll >>= await later(38);
	d /= await later(4);
	d = -d;
	f -= await later(1) / 2.0;
	show("c", c);
	show("s", s);
	show_real("f", (double)f);
	show("uc", uc);
	show("b", b);
	show("ll", ll);
	show_real("d", d);
	o.in.bits += (unsigned)await later(40);
	o.in.low -= await later(100);
	op->in.bits <<= await later(1);
	o.in.s.deep = o.in.bits * 10 + o.in.low;
	show("bits", o.in.bits);
	show("low", o.in.low);
	show("deep", o.in.s.deep);
	op->p->a[await later(2)] += await later(9);
	(&o)->in.a[0] = (op->in.a[1] = await later(4)) + 1;
	(*op).p->a[1] *= (await make(3)).in.a[2];
	show_ints("o", o.in.a, 3);
	(await make(1)).p->a[await later(1)] += (await make(6)).in.a[1] + (int)(await make(3)).in.bits;
	(await where())->n -= await later(3);
	(await where())->in.bits |= (unsigned)await later(9);
	*(await where() ? &global.in.a[0] : a) += await later(1);
	((struct in *)&global)->a[2]++;
	show_ints("global", global.in.a, 3);
	show("n", global.n);
	show("bits", global.in.bits);
	SLOT(next()) += await later(1);
	CUR = await later(77);
	FIELD(op, bits) = (unsigned)await later(3);
	FIELD(&global, s.deep) -= await later(3);
	SLOT(await later(1)) = SLOT(next()) + 1;
	show_ints("global", global.in.a, 3);
	show("deep", global.in.s.deep);
	show("op", o.in.bits);
	struct in x = o.in, y;
	y = x;
	y.a[0] = 99;
	x = *(await later(1) ? &y : &x);
	*&x.a[1] = await later(98);
	(*(&x)).a[2] = await later(97);
	show_ints("x", x.a, 3);
	struct out oo[2];
	oo[1] = await make(3);
	oo[await later(0)] = oo[1];
	oo[0].p = &oo[await later(1)].in;
	oo[0].p->a[0] = await later(55);
	show("oo", oo[1].in.a[0] + oo[0].in.a[0]);
	int j = i = await later(4);
	j += i += await later(3);
	show("j", j * 100 + i);
	i = await later(1), j = await later(2);
	i ^= j ^= await later(7);
	show("ij", i * 10 + j);
	char buf[8] = "abc", *q = buf;
	*q++ = (char)await later('x');
	*q++ = (char)await later('y');
	while ((*q++ = (char)await later(calls++ < 9 ? 'z' : 0)))
		;
	show_text("buf", buf);
	(i ? &a[0] : &a[1])[0] = await later(42);
	*(a + await later(1)) = await later(43);
	2 [a] = await later(44);
	(await later(1))[a] += await later(1);
	show_ints("a", a, 3);
	const struct in k = { .a = { await later(1), [2] = await later(3) }, .bits = 3 };
	show_ints("k", k.a, 3);
	void *vp = &a;
	((int *)vp)[await later(0)]--;
	*(int *)vp += await later(2);
	((unsigned char *)&a[0])[await later(1)] = (unsigned char)await later(1);
	show_ints("a", a, 3);
	return (p = a, *p) + (await later(1), i);
}

int main(void) { return co_run(int, run()) & 63; }
