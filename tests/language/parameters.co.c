/* Parameters: many, of all types and sizes, const, arrays, functions, unnamed types, changed in the body, addresses taken. */
#include "check.h"
#include <cogen.h>
#include <stdarg.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct big {
	int values[50];
};

struct small {
	char c;
	short s;
};

enum kind { PLAIN, FANCY };

typedef int row_of_three[3];
typedef int (*compare)(const void *, const void *);

static async(int) many(char a, signed char b, unsigned char c, short d, unsigned short e, int f, unsigned g, long h,
                       unsigned long i, long long j, float k, double l, _Bool m, enum kind n, const char *o, void *p,
                       struct small q, struct big r, int s[3], int (*t)(int), const int *const u, uint8_t v) {
	await later(0);
	long long sum = a + b + c + d + e + f + (int)g + h + (long)i + j + (long long)(k * 4) + (long long)(l * 8) + m + n;
	sum += o[0] + *(int *)p + q.c + q.s + r.values[49] + s[2] + t(3) + *u + v;
	await later(0);
	a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 1.5f, l = 2.5, m = 0, n = FANCY;
	await later(0);
	sum = sum * 10 + a + b + c + d + e + f + (int)g + h + (long)i + j + (long long)(k * 4) + (long long)(l * 8) + m + n;
	return (int)sum;
}

static int negated(int v) { return -v; }

static int ascending(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static async(void) sorted(int values[], size_t n, int order(const void *, const void *)) {
	await later(0);
	qsort(values, n, sizeof *values, order);
	await later(0);
	values++;
	values[0] *= 10;
}

static async(int) arrays(int fixed[4], int grid[][3], row_of_three *rows, char text[static 4], const char *words[]) {
	int sum = 0;
	for (int i = 0; i < 4; i++) sum += fixed[await later(i)];
	for (int i = 0; i < 2; i++) sum += grid[i][await later(2)] * 100;
	sum += rows[1][await later(0)] * 10000;
	text[await later(1)] = 'E';
	return sum + (int)strlen(words[await later(1)]);
}

static async(int) functions(int with(int), async(int) awaited(int), compare order) {
	int a = 3, b = 5;
	return with(await later(1)) + await awaited(with(10)) + (order(&a, &b) < 0);
}

static async(int) changed(int n, const char *p, struct small s) {
	int turns = 0;
	while (n > 0) {
		n -= await later(3);
		turns++;
		p++;
		s.s++;
	}
	return turns * 1000 + -n * 100 + *p + s.s;
}

static async(int) taken(int n, struct big big, char c) {
	int *p = &n;
	struct big *q = &big;
	char *r = &c;
	await later(0);
	*p += 5;
	q->values[1] = n;
	*r = (char)(*r + 1);
	await later(0);
	return n + big.values[1] + c;
}

static async(int) unused(int a, __attribute__((unused)) int b, int c __attribute__((unused))) { return await later(a); }

static async(int) evaluated(int a, int b) { return await later(a) * 10 + b; }

static int sum_of(const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	int sum = 0;
	while (*format++) sum += va_arg(arguments, int);
	va_end(arguments);
	return sum;
}

static async(int) run(void) {
	int x = 11, array[3] = { 1, 2, 3 };
	struct big big = { .values[49] = 7 };
	show("many", await many('a', -2, 250, -300, 60000, 70000, 4000000000u, -5L, 6UL, 7000000000LL, 1.25f, 2.5, 7, FANCY, "text",
	                        &x, (struct small){ 1, -1 }, big, array, negated, &array[1], 255));
	int values[] = { 9, 2, 7, 4 };
	await sorted(values, 4, ascending);
	show_ints("sorted", values, 4);
	int grid[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
	char text[] = "text";
	const char *words[] = { "a", "word" };
	show("arrays", await arrays(values, grid, grid, text, words));
	show_text("text", text);
	show("functions", await functions(negated, later, ascending));
	show("changed", await changed(10, "0123456789", (struct small){ 'c', 5 }));
	show("taken", await taken(1, big, 'a'));
	show("big kept", big.values[1]);
	show("unused", await unused(1, 2, 3));
	show("evaluated", await evaluated(x, x + 1));
	show("sum", sum_of("abc", await later(1), await later(2), 3));
	return 0;
}

int main(void) { return co_run(int, run()); }
