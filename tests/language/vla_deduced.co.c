/* Pointers to arrays of variable length whose declarations name no length: __auto_type and typeof. The lengths are those from when they
 * were declared. And pointers to arrays of constants, whose elements stay constant in temporaries and in the frame. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct pair {
	int a, b;
};

static async(int) rows(int n) {
	int rows[3][n], sum = 0;
	for (int i = 0; i < 3 * n; i++) rows[i / n][i % n] = i;
	__auto_type row = &rows[1];
	sum += (*row)[await later(1)];
	row += await later(1);
	sum += (*row)[1] * 10;
	row++;
	row -= await later(2);
	sum += (int)sizeof *row;
	for (__auto_type each = rows; each < rows + await later(3); each++) sum += (*each)[0];
	__auto_type chosen = await later(0) ? rows : rows + 1;
	__auto_type computed = rows + await later(2);
	sum += (*chosen)[2] * 1000 + (*computed)[0];
	__typeof__(rows[0]) *p = rows, *q = p + 1;
	p += await later(1) + (q == p);
	q = p = p - await later(1);
	n = 100;
	await later(1);
	return sum + (*p)[0] + (*q)[1] + (int)sizeof *p + (int)sizeof *row;
}

static async(int) deep(int n, int m, const int given[n][m]) {
	int deep[2][3][n][m], sum = 0;
	for (int i = 0; i < 6 * n * m; i++) deep[i / m / n / 3][i / m / n % 3][i / m % n][i % m] = i;
	__auto_type all = &deep[1];
	const __typeof__(&deep[0][1]) one = &deep[0][await later(2)];
	__auto_type line = &(*one)[1];
	__auto_type constant = given + 1;
	n = m = 100;
	await later(1);
	sum += (*all)[2][1][1] * 3 + (*one)[0][1] + (*line)[1] + (int)(sizeof *all + sizeof *one);
	all -= await later(1);
	constant += await later(-1);
	return sum + (*all)[0][0][1] + (*constant)[1] + **constant * 7;
}

static async(int) named(int n) {
	typedef int line[n];
	line lines[2];
	lines[1][3] = 5;
	struct pair pairs[2][n];
	pairs[1][1] = (struct pair){ 1, 2 };
	__auto_type l = lines;
	line *k = lines;
	__typeof__(&pairs[0]) p = &pairs[0];
	l += await later(1);
	k += await later(1);
	p += await later(1);
	char *const words[n];
	__builtin_memcpy((void *)&words[1], &(char *){ "word" }, sizeof words[1]);
	__auto_type w = &words;
	await later(1);
	return (*l)[3] + (*k)[3] * 10 + (*p)[1].b * 100 + (*w)[1][1];
}

static const int table[3] = { 1, 2, 3 };
static char *const names[2] = { "a", "b" };
static const volatile int both[2][3];
static async(int) constants(int n) {
	typedef const int three[3];
	three own[2] = { { 1 }, { 2 } };
	__auto_type t = &table;
	__auto_type s = &names;
	__auto_type v = both;
	__auto_type o = own;
	await later(1);
	int sum = (*&table)[await later(1)] + (*t)[1] + (*s)[0][0] + v[0][0] + o[1][0] + (*(n ? &table : t))[await later(0)];
	return sum + (*(&table + n - 1))[await later(1)] + **(o + await later(1));
}

static async(int) run(void) {
	show("rows", await rows(4));
	show("deep", await deep(4, 2, (const int[4][2]){ { 1, 2 }, { 3, 4 } }));
	show("named", await named(4));
	show("constants", await constants(1));
	return 0;
}

int main(void) { return co_run(int, run()); }
