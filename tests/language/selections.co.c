/* What the compiler chooses: _Generic, __builtin_choose_expr, __builtin_types_compatible_p, __builtin_constant_p, offsetof, typeof,
 * around suspensions, nested, in macros whose argument suspends; only what is chosen is evaluated. */
#include "check.h"
#include <cogen.h>
#include <stddef.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(double) later_real(double v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(const char *) later_text(const char *v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct pair {
	int a;
	double b;
};

static void print_int(int v) { printf("int %d\n", v); }
static void print_real(double v) { printf("real %.2f\n", v); }
static void print_text(const char *v) { printf("text %s\n", v); }
static int halve(int v) { return v / 2; }
static double halve_real(double v) { return v / 2; }

#define PRINT(x) _Generic((x), int: print_int, double: print_real, char *: print_text, const char *: print_text)(x)
#define HALF(x) _Generic((x), int: halve, double: halve_real)(x)
#define IS_INT(x) __builtin_types_compatible_p(__typeof__(x), int)
#define CHOSEN(x) __builtin_choose_expr(IS_INT(x), (x) + 1, (x) * 2)
#define SWAP(a, b) \
	do { \
		__typeof__(a) swapped_ = (a); \
		(a) = (b); \
		(b) = swapped_; \
	} while (0)

static async(int) by_type(int n) {
	double real = n;
	PRINT(await later(n));
	PRINT(await later_real(n + 0.5));
	PRINT(await later_text("words"));
	PRINT(HALF(await later(9)));
	PRINT(HALF(await later_real(9)));
	PRINT(HALF(real) + await later(1));
	int evaluated = 0;
	int chosen = _Generic(real, int: (evaluated += 100, await later(1)), double: (evaluated++, await later(2)), default: evaluated += 1000);
	chosen += _Generic((struct pair){ 0 }, struct pair: _Generic(n, long: await later(50), int: await later(3)), default: await later(4)) * 10;
	return chosen + evaluated * 1000;
}

static async(double) by_constant(int n) {
	double v = 1.5;
	int counted = 0;
	double sum = __builtin_choose_expr(sizeof(int) == 4, (counted++, await later(n)), (counted += 10, await later_real(n)));
	sum += __builtin_choose_expr(0, await later(7), await later_real(v));
	sum += CHOSEN(n) + CHOSEN(v);
	sum += __builtin_types_compatible_p(struct pair, __typeof__((struct pair){ counted, 2 })) ? await later(100) : await later(200);
	sum += __builtin_constant_p(12) ? await later(1000) : 0;
	sum += (double)offsetof(struct pair, b) * await later(1) + (double)__builtin_offsetof(struct pair, a);
	return sum + counted * 10000;
}

static async(int) constants(int n) {
	const int fixed = n;
	const char text[] = "text";
	const struct pair pair = { n, 2.5 };
	const int *where = &fixed;
	await later(0);
	int sum = _Generic(&fixed, const int *: 1, int *: 2) + _Generic(text, char *: 20, const char *: 10);
	sum += _Generic(&pair, struct pair *: 200, const struct pair *: 100) + _Generic(where, const int *: 1000, default: 2000);
	sum += _Generic(fixed, int: 10000, default: 20000);
	PRINT(text);
	return sum + *where + pair.a + text[2];
}

static async(int) types_of(int n) {
	int a = n, b = await later(4);
	__typeof__(n) *never = NULL, sum = await later(1);
	__auto_type both = (struct pair){ await later(a), 0.5 };
	__auto_type pointer = &both;
	__typeof__(both.b) real = await later_real(both.b);
	__typeof__(int[3]) three = { 1, await later(2), 3 };
	__typeof__(&later) run = later;
	SWAP(a, b);
	await later(0);
	SWAP(three[0], three[await later(2)]);
	pointer->a += await run(5);
	return a * 10 + b + both.a * 100 + (int)(real * 2000) + three[0] * 10000 + sum * 100000 + (never != NULL);
}

/* casts and literals of a type that the argument has */
#define AS(a, b) ((__typeof__(a))((b) + (a)))
#define BOTH(a, b) ((__typeof__(a)[2]){ a, b })
#define LARGER(a, b) \
	({ \
		__typeof__(a) a_ = (a); \
		__typeof__(b) b_ = (b); \
		a_ > (__typeof__(a))b_ ? a_ : (__typeof__(a))b_; \
	})
static async(int) as_argument(int n) {
	int r = AS(await later(n), 3.5) + n + BOTH(await later(4), await later(40))[1];
	return r + (int)(LARGER(await later_real(2.5), await later(n)) * 1000);
}

/* what a macro asks of its argument without evaluating it */
static int calls;
static int slow(int v) {
	calls++;
	return v + 1;
}
#define NEXT(x) (__builtin_constant_p(x) ? (x) + 1 : slow(x))
#define KNOWN(p, n) (__builtin_object_size(p, 0) != (size_t)-1 ? 0 : __builtin_object_size(p, 2) == 0 ? (n) : (p) ? 7 : 8)
static async(int) questions(int n) {
	char room[8], *p = room;
	int r = NEXT(await later(n)) + NEXT(3) * 100;
	r += (int)KNOWN((await later(1), p), await later(1000));
	return r + calls * 10000 + (p == room);
}

static async(int) run(void) {
	for (int n = 0; n < 3; n++) {
		show("by type", await by_type(n));
		show_real("by constant", await by_constant(n));
		show("constants", await constants(n));
		show("as its argument", await as_argument(n));
		show("questions", await questions(n));
		show("types of", await types_of(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
