/* An array in a value, `f().a`, lies in an object that nobody declared, which lives until the full expression ends
 * (C11 6.2.4p8): over every suspension in that, and in the coroutine that a pointer to it is handed to. */
#include "check.h"
#include <cogen.h>
#include <stdalign.h>
#include <stdarg.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

/** Waits, and writes over what lay on the stack. */
static async(int) tangle(int n) {
	volatile int noise[64];
	for (int i = 0; i < 64; i++) noise[i] = -7;
	return await later(n) + noise[n % 64] + 7;
}

struct triple {
	int a[3];
};
struct text {
	char a[12];
};
struct nested {
	struct triple inner;
	int grid[2][3];
	struct text names[2];
};
union either {
	int a[3];
	char bytes[12];
};
struct fixed {
	const int a[3];
	const int n;
};
struct wide {
	alignas(64) int a[3];
};
struct big {
	int a[100];
};

static struct triple one = { { 1, 2, 3 } }, two = { { 4, 5, 6 } };
static const struct triple steady = { { 7, 8, 9 } };
static volatile struct triple noticed = { { 10, 11, 12 } };

static struct triple plain(int v) { return (struct triple){ { v, v + 1, v + 2 } }; }

static struct text text_of(char c) {
	struct text t = { "abcdefg" };
	t.a[0] = c;
	return t;
}

static struct nested nested_of(int v) {
	return (struct nested){ plain(v), { { v, 1, 2 }, { 3, 4, v } }, { text_of('p'), text_of('q') } };
}

static union either either_of(int v) { return (union either){ { v, v, v } }; }
static struct fixed fixed_of(int v) { return (struct fixed){ { v, v * 2, v * 3 }, v }; }
static struct wide wide_of(int v) { return (struct wide){ { v, v - 1, v - 2 } }; }

static struct big big_of(int v) {
	struct big b = { { 0 } };
	for (int i = 0; i < 100; i++) b.a[i] = v + i;
	return b;
}

static async(struct triple) waited(int v) { return (struct triple){ { v, await later(v + 1), v + 2 } }; }
static async(struct text) waited_text(char c) {
	await later(c);
	return text_of(c);
}
static async(struct big) waited_big(int v) { return big_of(await later(v)); }
static async(struct fixed) waited_fixed(int v) { return fixed_of(await later(v)); }

static int first(const int *a, int b) { return a[0] * 10 + b; }
static int three(const int *a, int b, const int *c) { return a[0] * 100 + a[2] * 10 + b + c[1]; }
static int is_aligned(const void *p) { return (size_t)p % 64 == 0; }
static int corner(const int (*rows)[3], int b) { return rows[0][0] * 1000 + rows[1][2] * 10 + b; }

static async(int) sum(const int *a, int b) {
	int got = await tangle(b);
	await later(0);
	return a[0] * 10 + got + a[2];
}

static async(int) put(const char *s) {
	await tangle(0);
	show_text("put", s);
	return (int)strlen(s);
}

static async(const int *) same(const int *a) {
	await tangle(1);
	return a;
}

static async(void) operands(void) {
	show("call", first(plain(1).a, await tangle(5)));
	show("awaited", first((await waited(2)).a, await tangle(5)));
	show("two", three((await waited(1)).a, 5, (await waited(2)).a));
	show("both", three(plain(3).a, await tangle(4), (await waited(5)).a));
	show("parentheses", first(((plain)(6).a), await tangle(7)));
	show("elements", plain(4).a[1] + plain(await tangle(4)).a[1]);
	show("pointers", *plain(await tangle(4)).a + *(plain(3).a + await tangle(1)));
	show("index", plain(7).a[await tangle(2)] + (await waited(8)).a[await tangle(1)]);
	show("address", first(&plain(9).a[1], await tangle(3)) + first(&(await waited(9)).a[2], await tangle(3)));
	show("sizes", (int)sizeof(plain(1).a) + await tangle((int)sizeof plain(2).a[0]));
	show("compared", plain(1).a != (await waited(1)).a);
	show("big", first(big_of(2).a + 90, await tangle(3)) + first((await waited_big(4)).a + 50, await tangle(6)));
}

static async(void) handed_over(void) {
	show("sum", await sum(plain(1).a, 5));
	show("sum", await sum(plain(2).a, await tangle(3)));
	show("sum", await sum((await waited(3)).a, await sum(plain(4).a, 6)));
	await put(text_of('x').a);
	int n = await put((await waited_text('y')).a);
	if (await put((await waited_text('z')).a) > 3) n += await put((await waited_text('w')).a + 2);
	show("put", n + await put(text_of('v').a + 4));
	show("same", *await same(plain(8).a) + (await same((await waited(20)).a))[2]);
	for (int i = await put(text_of('f').a) - 5; i < await sum(plain(0).a, 2); i += await sum(plain(0).a, 0)) show("for", i);
	switch (await sum(plain(0).a, 1)) {
	case 3: show_text("switch", "three"); break;
	default: show_text("switch", "other"); break;
	}
	const int *const kept[] = { &two.a[await sum(plain(0).a, 0) - 2], one.a };
	show("kept", kept[0][0] + kept[1][0]);
}

static async(int) from_list(int n, va_list list) {
	show("va_arg", first(va_arg(list, struct triple).a, await tangle(n)));
	return first(va_arg(list, struct triple).a, await tangle(n));
}

static async(void) values(void) {
	int yes = 1, no = 0;
	show("conditional", first((yes ? one : two).a, await tangle(5)));
	show("condition", first((await later(1) ? one : two).a, await tangle(6)));
	show("branch", first((await later(no) ? one : await waited(3)).a, await tangle(6)));
	show("assigned", first((one = two).a, await tangle(5)));
	show("assigned", first((one = await waited(1)).a, await tangle(5)));
	show("comma", first((no++, two).a, await tangle(5)) + first((await tangle(1), two).a, await tangle(yes)));
	show("block", first(({ struct triple t = two; t.a[0]++; t; }).a, await tangle(5)));
	show("block", first(({ struct triple t = await waited(2); t.a[0]++; t; }).a, await tangle(5)));
	show("inner", first(nested_of(1).inner.a, await tangle(2)));
	show("row", first(nested_of(3).grid[1], await tangle(4)) + first(*nested_of(5).grid, await tangle(6)));
	show("rows", corner(nested_of(7).grid, await tangle(8)) + nested_of(9).grid[1][await tangle(2)]);
	show("name", nested_of(1).names[1].a[0] + await put(nested_of(1).names[1].a) + await put(nested_of(2).names->a));
	show("union", first(either_of(6).a, await tangle(5)));
	show("chosen", first(__builtin_choose_expr(1, plain(6), 0).a, await tangle(4)));
	show("generic", first(_Generic(yes, int: plain(5), default: plain(6)).a, await tangle(3)));
	show("extension", first(__extension__ plain(4).a, await tangle(2)));
}

static async(void) qualifiers(void) {
	int yes = 1;
	show("const", first((yes ? steady : steady).a, await tangle(2)) + first((yes ? steady : one).a, await tangle(3)));
	show("comma", first((yes++, steady).a, await tangle(4)));
	show("const members", first(fixed_of(5).a, await tangle(6)) + first((await waited_fixed(7)).a, await tangle(8)));
	const volatile int *seen = NULL;
	show("volatile", (seen = (yes++, noticed).a, await tangle(1) + seen[1]));
	show("aligned", is_aligned(wide_of(1).a) + first(wide_of(2).a, await tangle(is_aligned(wide_of(3).a))));
}

static async(void) now_and_then(int n) {
	int total = 0;
	for (int i = 0; i < n; i++) {
		const int *p = NULL;
		total += first(i % 2 ? plain(i).a : two.a, await tangle(i));
		total += (i > 1 && first(plain(i).a, await tangle(1)) > 20) + (i < 1 || await sum((await waited(i)).a, 2) > 30);
		total += (p = i % 3 ? plain(i).a : NULL, await tangle(1) + (p ? p[2] : 0));
		total += (p = plain(i).a) && await tangle(i) ? p[0] : 5;
		total += await sum(i ? (await waited(i * 2)).a : plain(5).a, await sum(i % 2 ? (await waited(i)).a : one.a, 1));
	}
	show("total", total);
	int left = 3;
	do total += await sum(plain(left).a, left);
	while (first(plain(--left).a, await tangle(0)) > 0);
	while (first(plain(left).a, await tangle(left)) < 50) left += await sum(plain(0).a, 0);
again:
	total += three(plain(left).a, await tangle(1), plain(left + 1).a);
	if (left++ < 10) goto again;
	show("total", total + left);
}

static int deeper(const int *a, int b, const int *c, int d, const int *e) { return a[0] + b * 10 + c[1] * 100 + d + e[2]; }

/** Each evaluation has an object of its own. */
static async(void) anew(void) {
	show("anew", deeper(plain(1).a, await tangle(2), plain(3).a, await tangle(4), (await waited(5)).a));
	show("nested", first(plain(first(plain(1).a, await tangle(2))).a, await sum(plain(3).a, await sum(plain(4).a, 5))));
	show("blocks", first(plain(1).a, ({
				 int got = 0;
				 for (int i = 0; i < 3; i++) got += first(plain(i).a, await tangle(i)) + await sum(plain(i).a, i);
				 got;
			 })));
	int i = 0;
	const int *seen[3];
	show("loop in one", first(plain(await tangle(7)).a, ({
				 for (; i < 3; i++) seen[i] = i == 1 ? two.a : one.a;
				 await tangle(1) + *seen[1];
			 })));
}

#define FIRST_OF(value) ((value).a)
#define PLAIN_ARRAY(v) (plain(v).a)
#define PLAIN(v) plain(v)
#define TWICE(x) both((x), await tangle(1), (x))
#define CLOSED(n, x) both((x), n, (x))
#define WITH_AWAIT(v) first(plain(v).a, await tangle(v))

static int both(const int *a, int b, const int *c) { return a[0] + c[0] + b * 100; }

static int counted;
static struct triple count(void) { return plain(counted += 10); }

static async(void) by_macro(void) {
	show("macro", first(PLAIN_ARRAY(1), await tangle(2)) + first(FIRST_OF(plain(3)), await tangle(4)));
	show("macro", first(PLAIN(5).a, await tangle(6)) + await sum(FIRST_OF(PLAIN(7)), WITH_AWAIT(8)));
	show("twice", TWICE(count().a));
	show("closed", CLOSED(2, count().a) + await tangle(1));
	show("closed", await sum(PLAIN_ARRAY(3), CLOSED(4, FIRST_OF(count()))));
}

static async(int) returned(int n) {
	if (n > 3) return first(plain(n).a, await tangle(2));
	return await sum(plain(n).a, 3) - 7;
}

static int with_list(int n, ...) {
	va_list list;
	va_start(list, n);
	int status = co_run(int, from_list(n, list));
	va_end(list);
	return status;
}

static async(int) run(void) {
	await operands();
	await handed_over();
	await values();
	await qualifiers();
	await now_and_then(5);
	await anew();
	await by_macro();
	show("returned", await returned(4) + await returned(1));
	return 0;
}

int main(void) {
	show("list", with_list(3, plain(4), plain(5)));
	return co_run(int, run());
}
