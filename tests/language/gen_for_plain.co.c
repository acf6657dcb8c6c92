/* co_for in plain functions, whose text is copied: every way out of every kind of body, as the loop ends where the body does; values of
 * all kinds of types; macros in and around it; generators that are variables of the C stack, and those that have to be objects. */
#include "check.h"
#include <cogen.h>

static generator(int) range(int from, int to) {
	for (int i = from; i < to; i++) yield i;
}

static generator(int) threes(void) {
	for (int i = 0;; i += 3) yield i;
}

static int left;

/* One that has something to run when it is left early: an object. */
static generator(int) minding(int n) {
	co_defer left++;
	for (int i = 0; i < n; i++) yield i;
}

static generator(int) chained(int n) {
	yield_from range(0, n);
	yield_from range(10, 10 + n);
}

static generator(int) declared_above(int n);

/* ---- bodies -------------------------------------------------------------------------------------------------------- */

static int unbraced(int how) {
	int sum = 0;
	if (how == 0)
		co_for (int, v, range(0, 4)) sum += v;
	else if (how == 1)
		co_for (int, v, range(0, 4)) if (v % 2) sum += v; else sum += 10 * v;
	else if (how == 2)
		co_for (int, v, range(0, 4)) while (v--) sum++;
	else if (how == 3)
		co_for (int, v, range(0, 4)) do sum += v; while (v-- > 1);
	else if (how == 4)
		co_for (int, v, range(0, 4)) for (int i = 0; i < v; i++) if (i == 1) continue; else sum += 100;
	else if (how == 5)
		co_for (int, v, range(0, 4)) switch (v) { case 1: sum += 7; break; case 2: continue; default: sum++; }
	else if (how == 6)
		co_for (int, v, range(0, 4)) ;
	else if (how == 7)
		co_for (int, v, range(0, 4)) co_for (int, w, range(v, 4)) co_for (int, x, range(w, 4)) sum += v * 100 + w * 10 + x;
	else if (how == 8)
		co_for (int, v, threes()) if (v > 10) return v; else sum = v;
	else if (how == 9)
		co_for (int, v, threes()) if (v > 10) goto out; else sum = v;
	else if (how == 10)
		co_for (int, v, threes()) if (v > 10) break; else continue;
	else
		co_for (int, v, range(3, 9)) return v;
	return sum;
out:
	return -sum;
}

static int labels_inside(int n) {
	int turns = 0;
	co_for (int, v, range(0, n)) {
	again:
		turns++;
		if (turns % 3 == 0) goto again;
		if (v == 2) goto next;
		turns += 10;
	next:;
	}
back:
	co_for (int, v, range(0, 2)) label: if (v == 1) turns += v; else if (turns % 7 == 0) { turns++; goto label; }
	if (turns < 60) goto back;
	return turns;
}

static int in_loops(void) {
	int sum = 0;
	for (int i = 0; i < 4; i++)
		co_for (int, v, range(i, 6)) {
			if (v == 5) break;
			if (v == i + 1) continue;
			sum = sum * 3 + v;
		}
	do
		co_for (int, v, range(0, 3)) sum++;
	while (sum % 5);
	switch (sum % 2) {
	case 0:
	case 1:
		co_for (int, v, range(0, 2)) {
			if (v) break;
			sum += 1000;
		}
		break;
	}
	return sum;
}

static int in_expression(int n) {
	return ({
		int sum = 0;
		co_for (int, v, range(0, n)) {
			int inner = ({ int least = 100; co_for (int, w, range(v, n)) if (w < least) least = w; least; });
			sum += inner;
		}
		sum;
	}) + ({ int last = -1; co_for (int, v, range(({ int from = 0; co_for (int, w, range(0, 3)) from += w; from; }), 9)) last += v; last; });
}

/* A name of the body's own, as in any block. */
static int shadows(void) {
	int sum = 0, v = 5;
	co_for (int, w, range(v, v + 2)) {
		int v = w * 2;
		{
			int w = 1;
			v += w;
		}
		sum += v;
	}
	co_for (int, changed, range(0, 10)) {
		changed += 100;
		int *p = &changed;
		*p += 1;
		sum += changed;
	}
	return sum + v;
}

static generator(int) upwards(int from, int to) {
	while (from < to) yield from++;
}

static generator(int) downwards(int from, int to) {
	while (to-- > from) yield to;
}

/* What is named like a generator of the file, and is another one. */
static int by_pointer(bool other) {
	generator(int) (*range)(int from, int to) = other ? downwards : upwards;
	int sum = 0;
	co_for (int, v, range(1, 4)) sum = sum * 10 + v;
	return sum;
}

/* ---- values -------------------------------------------------------------------------------------------------------- */

struct small {
	short a, b;
};

struct large {
	double at[5];
};

static generator(float) floats(int n) {
	for (int i = 0; i < n; i++) yield(0.5f * (float)i);
}

static generator(double) doubles(int n) {
	for (int i = 0; i < n; i++) yield(0.25 * i);
}

static generator(_Bool) bits(unsigned n) {
	for (; n; n /= 2) yield(n % 2);
}

static generator(unsigned char) bytes(const char *text) {
	while (*text) yield(unsigned char) * text++;
}

static generator(struct small) pairs(int n) {
	for (short i = 0; i < n; i++) yield((struct small){ i, (short)-i });
}

static generator(struct large) wide(int n) {
	for (int i = 0; i < n; i++) yield((struct large){ { i, i + 1, i + 2, i + 3, i + 4 } });
}

static generator(const int *) pointers(const int *at, int n) {
	while (n--) yield at++;
}

static void values(void) {
	const int numbers[] = { 3, 1, 4, 1, 5 };
	double sum = 0;
	co_for (float, v, floats(6)) sum += (double)v;
	co_for (const double, v, doubles(6)) {
		const double *p = &v;
		sum += *p;
	}
	show_real("reals", sum);
	int count = 0;
	co_for (_Bool, bit, bits(0xb5)) count += bit;
	co_for (unsigned char, c, bytes("\xff\x80z")) count += c;
	show("small ones", count);
	long pair = 0;
	co_for (struct small, p, pairs(5)) pair = pair * 7 + p.a * 3 + p.b;
	co_for (const struct small, p, pairs(5)) pair = pair * 7 + p.a * 3 + p.b;
	show("pairs", pair);
	co_for (struct large, w, wide(4)) {
		w.at[0] += 100;
		co_for (const struct large, x, wide(2)) sum += w.at[0] + x.at[4];
	}
	show_real("large ones", sum);
	int last = 0;
	co_for (const int *, p, pointers(numbers, 5)) last = last * 10 + *p;
	show("pointers", last);
}

/* ---- macros -------------------------------------------------------------------------------------------------------- */

#define ADD(n) sum += (n)
#define ADD_STATEMENT(n) sum += (n);
#define TWO(n) sum += (n); twice += (n)
#define TWO_STATEMENTS(n) sum += (n); twice += (n);
#define BLOCK(n) { int m_ = (n); sum += m_; }
#define OPEN {
#define CLOSE }
#define CLOSE_TWO } }
#define EACH(v, n) co_for (int, v, range(0, n))
#define WHOLE(n) co_for (int, whole, range(0, n)) sum += whole;
#define SAME(...) __VA_ARGS__
#define FIVE 5
#define COUNT(n) FIVE + n
#define whole_range range
#define SKIP(v) if (v == 2) continue

#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmultistatement-macros"
#endif
static int macros(int n) {
	int sum = 0, twice = 0;
	co_for (int, v, range(0, FIVE)) ADD(v);
	co_for (int, v, range(0, 5)) ADD_STATEMENT(v)
	co_for (int, v, range(0, 5)) ADD_STATEMENT(v);
	sum *= 2;
	co_for (int, v, range(0, 5)) TWO(n); /* only the first of them is the loop's */
	co_for (int, v, range(0, 5)) TWO_STATEMENTS(n)
	co_for (int, v, range(0, COUNT(1))) BLOCK(v)
	co_for (int, v, range(SAME(0, 5))) BLOCK(v);
	co_for (int, v, range(0, 4)) OPEN ADD(v); CLOSE
	if (n) {
		co_for (int, v, range(0, 4)) {
			ADD(v);
	CLOSE_TWO
	EACH (v, 3) ADD(v);
	WHOLE(4)
	SAME(co_for (int, v, range(1, 3)) ADD(v);)
	co_for (int, v, whole_range(0, 4)) { SKIP(v); ADD(100); }
	co_for /* between */ (int /* T */,
	                      v, /* x
	                          */
	                      range /* f */ (0,
	                                     4) /* G */) /* body */ ADD(v) /* ; */ ;
	co_for (int, v, range(0, 3))
#if 1
		ADD(1000);
#else
		ADD(2000);
#endif
	return sum * 1000 + twice;
}
#define v_twice(v) (2 * (v))

/* ---- objects ------------------------------------------------------------------------------------------------------- */

static int objects(void) {
	int sum = 0;
	co_for (int, v, minding(5)) {
		if (v == 3) break;
		sum += v_twice(v);
	}
	co_for (int, v, minding(2)) sum += v;
	co_for (int, v, minding(9)) if (v == 4) goto out;
out:
	co_for (int, v, chained(3)) sum = sum * 2 + v;
	co_for (int, v, declared_above(4)) sum += v;
	co_for (int, v, (range(0, 4))) sum += v;
	co_gen *g = co_new(range(0, 5));
	co_for (int, v, g) sum += v;
	return sum * 100 + left;
}

static generator(int) declared_above(int n) {
	while (n--) yield(n * 100);
}

/* Its own caller: a plain function of a generator's that loops over that generator. */
static int deep(int n);

static generator(int) sums(int n) {
	for (int i = 0; i < n; i++) yield deep(i);
}

static int deep(int n) {
	int sum = n;
	co_for (int, v, sums(n)) sum += v;
	return sum;
}

/* Hints for loops that are others in what is written. */
#if defined __clang__
#pragma clang diagnostic ignored "-Wunknown-pragmas"
#endif
#define UNROLLED _Pragma("GCC unroll 2")

static int hinted(int n) {
	int sum = 0;
#pragma GCC unroll 4
	co_for (int, v, range(0, n)) sum += v;
	UNROLLED co_for (int, v, range(0, n))
		UNROLLED
		for (int i = 0; i < v; i++) sum += 10;
#ifdef __GNUC__
#pragma GCC unroll 2
#endif
	co_for (int, v, minding(n)) sum += 100 * v;
	_Pragma("GCC unroll 3") co_for (int, v, declared_above(n)) sum += 1000 * v;
	return sum;
}

#define JOINED_(a, b) a##b
#define JOINED(a, b) JOINED_(a, b)
#define UNIQUE() JOINED(v, __LINE__)
#define NAME() name
#define WHOLE_NUMBER int
#define TO(n) range(0, n)
/* Names, types and generators that macros with parameters make, of each kind of loop. */
static int named(int n) {
	int sum = 0;
	co_for (WHOLE_NUMBER, NAME(), TO(n)) sum += name;
	co_for (int, NAME(), range(0, n)) co_for (int, UNIQUE(), range(0, name)) sum += 10;
	co_for (WHOLE_NUMBER, NAME(), minding(n)) co_for (int, UNIQUE(), declared_above(n)) sum += 100 * name;
	co_gen *object = co_new(TO(n));
	co_for (int, NAME(), object) sum += 10000 * name;
	return sum;
}

int main(void) {
	for (int how = 0; how < 12; how++) show("unbraced", unbraced(how));
	show("labels", labels_inside(5));
	show("in loops", in_loops());
	show("in an expression", in_expression(5));
	show("shadows", shadows());
	show("by pointer", by_pointer(false));
	show("by another pointer", by_pointer(true));
	values();
	show("macros", macros(1));
	show("objects", objects());
	show("deep", deep(8));
	show("hinted", hinted(4));
	show("named", named(4));
	return 0;
}
