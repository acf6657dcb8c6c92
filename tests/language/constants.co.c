/* Constants and types that are made of locals which live in the frame, each with a namesake at file scope of another size and
 * type: what names the wrong one prints something else, or does not compile. */
#include "check.h"
#include <cogen.h>
#include <stdarg.h>
#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* the kernel's: an array has to be one */
#define MUST_BE_ARRAY(a) sizeof(struct { int : -!!__builtin_types_compatible_p(__typeof__(a), __typeof__(&(a)[0])); int q; })
#define COUNT_SAFELY(a) (sizeof(a) / sizeof((a)[0]) + 0 * MUST_BE_ARRAY(a))
#define VECTOR_OF(n) __attribute__((vector_size(n)))
#define NAMED(constant) enum { constant##_BYTES = sizeof constant }
#define IS(type, x) _Generic((x), type: 1, default: 2)
#define BYTES_OF_TAB sizeof tab

struct pair {
	int a;
	char b[12];
};

static char buf[4] = "glb";
static char tab = 1;
static struct {
	char b;
} v;
static char *n;
static char k[3];

static async(int) later(int x) {
	if (suspend_now()) await co_sleep(0);
	return x;
}

/* what is passed moves to the frame */
static void touch(void *p) { (void)*(volatile char *)p; }

static async(void) enumerators(void) {
	char buf[64] = "local";
	enum { CAP = sizeof buf, LAST = CAP - 1, BOTH = sizeof buf + sizeof(buf[0]) };
	static const int cap = sizeof buf - 1;
	int kind = 0;
	await later(0);
	switch (64) {
	case sizeof buf: kind = 1; break;
	default: kind = 2;
	}
	int length = snprintf(buf, CAP, "a long enough line of text %d", kind);
	await later(0);
	printf("%d %d %d %d %d %d [%s]\n", CAP, LAST, BOTH, cap, kind, length, buf);
	enum named { ONE = sizeof buf / 2 } one = ONE, *p = &one;
	await later(0);
	typedef enum { TWO = sizeof(buf) * 2 } two;
	two t = TWO;
	await later(0);
	show("enumerators", one + *p + t);
}

static async(long) parameter(long v) {
	long r = 0;
	{
		char v[24] = "x";
		await later(0);
		enum { N = sizeof v };
		r = N + v[0];
		await later(0);
		r += v[1];
	}
	enum { M = sizeof v };
	touch(&v);
	await later(0);
	return r + v + M;
}

static async(void) selections(void) {
	double v = 1.5;
	char *p = NULL;
	const int k = 3;
	int *restrict n = NULL;
	await later(0);
	int a = _Generic(v, double: 1, int: 2, default: 3);
	int b = _Generic(a, typeof(v): 1, default: 2);
	int c = _Generic(v, typeof(v): 1, default: 2) + IS(typeof(v), v) * 10 + IS(typeof(&k), &k) * 100;
	int d = _Generic(&v, typeof(v) *: 1, default: 2) + _Generic(&k, int *: 10, typeof(&k): 20, default: 30);
	int e = __builtin_types_compatible_p(typeof(v), double) + 2 * __builtin_types_compatible_p(typeof(&k), const int *) +
	        4 * __builtin_types_compatible_p(typeof(&k), int *) + 8 * __builtin_types_compatible_p(typeof(n), int *);
	struct {
		int d : sizeof(v);
		unsigned char rest[sizeof v - 1];
	} bits = { 3, { 1, 2, 3 } };
	await later(0);
	v += 1;
	p = (char *)&v;
	touch((void *)&k);
	touch((void *)&n);
	await later(0);
	show("selections", a * 100 + b * 10 + (int)v + bits.d + !p + bits.rest[2]);
	show("sizes", (int)sizeof bits + c * 1000 + d * 100000 + e);
	show("compatible", e);
	show("generic", c);
	show("generic of pointers", d);
}

static async(void) assertions(void) {
	_Static_assert(sizeof(k) == 3, "the one of the file");
	struct pair v = { 1, "x" }, *p = &v;
	int tab[4] = { 1, 2, 3, 4 };
	int n = 3;
	_Static_assert(sizeof(tab) == 16, "");
	touch(&tab[1]);
	touch(&n);
	await later(1);
	_Static_assert(sizeof(tab) == 16, "");
	_Static_assert(_Generic(tab[0], int: 1, default: 0), "");
	_Static_assert(sizeof(typeof(tab)) == 16, "");
	_Static_assert(sizeof(v.b) == 12 && sizeof p->b == 12, "");
	_Static_assert(_Alignof(typeof(v)) == _Alignof(int), "");
	_Static_assert(offsetof(typeof(v), b) == 4, "");
	_Static_assert(COUNT(tab) == 4, "tab");
	_Static_assert(COUNT_SAFELY(tab) == 4, "");
	_Static_assert(_Generic(&n, int *: 1, default: 0), "");
	_Static_assert(BYTES_OF_TAB == 16, "");
	do {
		_Static_assert(sizeof tab / sizeof *tab == 4, "");
		await later(1);
		_Static_assert(__builtin_types_compatible_p(typeof(tab), int[4]), "");
	} while (0);
	for (int i = 0; i < 1; i++) {
		int tab[2] = { 1, 2 };
		touch(tab);
		_Static_assert(sizeof(tab) == 8, "");
		await later(1);
		_Static_assert(sizeof(tab) == 8, "");
		show("inner", tab[1] + i);
	}
	show("assertions", tab[1] + v.a + p->a + n);
	show("kernel", (int)COUNT_SAFELY(tab) + (int)MUST_BE_ARRAY(tab));
}

static async(void) designators(void) {
	int tab[4] = { 1, 2, 3, 4 };
	struct pair v = { 1, "x" };
	touch(tab);
	touch(&v);
	await later(1);
	int one[8] = { [sizeof(tab) / sizeof(*tab) - 1] = 5, [sizeof v / 4 ... 6] = 7 };
	static int two[8] = { [COUNT(tab) - 1] = 6, [7] = sizeof v };
	const int *three = (int[8]){ [sizeof(tab) / sizeof *tab] = 7 };
	struct {
		int rows[3][sizeof tab];
	} nested = { .rows[2][sizeof(tab) - 1] = 9 };
	await later(1);
	show_ints("one", one, 8);
	show_ints("two", two, 8);
	show_ints("three", three, 8);
	show("nested", nested.rows[2][15] + tab[1] + v.a);
	await later(1);
	show("nested", nested.rows[2][15] + tab[1] + v.a + one[3] + three[4]);
}

static async(int) labels(int value) {
	int tab[4] = { 1, 2, 3, 4 }, r = 0;
	struct pair v = { 1, "x" };
	touch(tab);
	touch(&v);
	await later(1);
	switch (value) {
	case sizeof(tab): r = 1; break;
	case sizeof(v) + 1 ... sizeof(v) + 4: r = 2; break;
	case sizeof(tab) + sizeof(char[COUNT(tab) + 2]): r = 3; break;
	default: r = 4;
	}
	switch (value) {
	case sizeof(tab):
		r += await later(10);
		break;
	case sizeof(v) + 1 ... sizeof(v) + 4:
		await later(1);
		r += 20;
		/* fall through */
	case COUNT(tab): r += await later(30); break;
	default: r += 40;
	}
	switch (await later(value)) {
	case sizeof(tab): r += 100; break;
	case sizeof tab + 1: r += await later(200); break;
	}
	return r + tab[0] + v.a;
}

static async(void) statics(void) {
	struct pair v = { 1, "x" };
	int tab[4] = { 1, 2, 3, 4 };
	touch(&v);
	touch(tab);
	await later(1);
	static int st = sizeof(v);
	static char room[sizeof tab + 1] = "room", other[] = { sizeof tab, sizeof(typeof(v)) };
	static _Thread_local int mine = COUNT(tab);
	static struct {
		int a : sizeof tab;
		typeof(tab) copy;
	} record = { .copy[COUNT(tab) - 1] = sizeof v.b };
	extern int outside[sizeof(tab)];
	await later(1);
	show("statics", st++ + (int)sizeof room + other[0] + other[1] + mine + record.copy[3] + (int)sizeof record);
	show("outside", (int)sizeof outside);
	show("used", v.a + tab[1] + room[0]);
}

static async(void) types(void) {
	int tab[4] = { 1, 2, 3, 4 }, n = 3;
	struct pair v = { 1, "x" };
	touch(tab);
	touch(&v);
	touch(&n);
	await later(1);
	typedef int four __attribute__((vector_size(sizeof(tab))));
	typedef int same VECTOR_OF(sizeof(tab));
	typedef char bytes[sizeof v];
	typedef typeof(tab) copy;
	typedef int (*taker)(typeof(v) *, int (*)[sizeof tab]);
	four a = { 1, 2, 3, 4 };
	same b = a + a;
	int (*fp)(typeof(v) *, int (*)[sizeof tab]) = NULL;
	taker tp = fp;
	int prototype(typeof(v) *, char (*)[sizeof tab], int length, int array[sizeof v]);
	await later(1);
	a += b;
	fp = tp;
	copy c = { 1, 2 };
	bytes d = "d";
	show("vectors", a[3] + b[1] + !fp + c[1] + d[0] + (int)(sizeof a + sizeof(bytes) + sizeof(c)));
	show("pointers", _Generic(fp, int (*)(struct pair *, int (*)[16]): 1, default: 2) + _Generic(&prototype, int (*)(struct pair *, char (*)[16], int, int *): 1, default: 2));
	show("cast", *(typeof(n) *)&n + (int)(typeof(v.a))2.5 + ((typeof(v)){ 4, "z" }).a + ((typeof(tab)){ 4, 5 })[1]);
	show("literal", (int)sizeof((char[sizeof tab + 1]){ 0 }) + (int)sizeof(struct { typeof(v) x; int y[COUNT(tab)]; }));
	show("offset", (int)offsetof(typeof(v), b) + (int)__builtin_offsetof(typeof(v), b[sizeof(tab) / 4]));
	show("aligned", (int)_Alignof(typeof(tab)) + (int)__alignof__(v) + _Generic(n, typeof(n): 1, default: 2));
	struct local {
		typeof(v) x;
		enum { INNER = sizeof tab } e;
		char y[sizeof tab], z;
	} local = { .y[INNER - 1] = 3 };
	await later(1);
	show("local", local.y[15] + (int)sizeof local + INNER + tab[1] + v.a + n);
}

static int take(int count, ...) {
	va_list list;
	va_start(list, count);
	int sum = 0;
	while (count--) sum += va_arg(list, int);
	va_end(list);
	return sum;
}

static async(void) more(void) {
	float v[4] = { 1.5f, 2.5f, 3.5f, 4.5f };
	int tab[4] = { 1, 2, 3, 4 };
	typedef float floats __attribute__((vector_size(16)));
	typedef int ints __attribute__((vector_size(16)));
	floats x = { 1, 2, 3, 4 };
	ints n = { 0 };
	touch(v);
	touch(tab);
	touch(&n);
	await later(1);
	n = __builtin_convertvector(x, typeof(n));
	show("converted", n[2]);
	show("chosen", __builtin_choose_expr(sizeof(tab) == 16, tab[1], "no") + __builtin_choose_expr(__builtin_types_compatible_p(typeof(v), float[4]), 5, v));
	show("taken", take(2, (int)sizeof tab, (typeof(tab[0]))3));
	int result;
	__asm__("" : "=r"(result) : "0"((int)sizeof(v) + tab[0]));
	show("asm", result);
	typeof(tab) copy = { 1 }, *where = &tab, *(*function)(typeof(tab)) = NULL;
	__auto_type last = &tab[COUNT(tab) - 1];
	await later(1);
	show("typeof", copy[0] + (*where)[1] + !function + *last + (int)sizeof *where + (int)v[1]);
	int sum = 0;
	for (char row[sizeof tab] = { 1 }, *p = row; p < row + sizeof tab; p++) sum += await later(*p) + (int)sizeof(row);
	show("loops", sum);
	if (sizeof tab == 16 && await later(1)) show("if", ({ enum { E = sizeof tab }; _Static_assert(E == sizeof tab, ""); E; }));
	show("statement", ({ int m = await later(1); _Static_assert(sizeof tab == 16, ""); static int kept[sizeof tab]; (int)sizeof kept + m; }));
	NAMED(tab);
	show("pasted", tab_BYTES + tab[3]);
}

static async(int) everything(void) {
	await enumerators();
	show("parameter", await parameter(1));
	await selections();
	await assertions();
	await designators();
	static const int values[] = { 16, 17, 18, 20, 22, 23, 4 };
	for (int i = 0; i < 7; i++) show("labels", await labels(values[i]));
	await statics();
	await statics();
	await types();
	await more();
	return 0;
}

int main(void) {
	int result = co_run(int, everything());
	printf("%s %d %d %d %d\n", buf, tab, (int)sizeof v + v.b, n == NULL, (int)sizeof k + k[0]);
	return result;
}
