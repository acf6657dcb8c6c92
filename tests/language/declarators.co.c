/* Declarations with many declarators and awaits among them; complicated types of locals that live over suspensions. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static int twice(int v) { return 2 * v; }

static int half(int v) { return v / 2; }

typedef int (*function)(int);

typedef struct {
	unsigned char r, g, b;
} colour;

static const int (*const_rows(void))[2] {
	static const int rows[][2] = { { 1, 2 }, { 3, 4 } };
	return rows;
}

static async(int) mixed(int n) {
	int a = await later(n), *p = &a, **pp = &p, row[3] = { a, await later(2), 3 }, b = **pp + await later(row[1]);
	long unsigned int wide = 7, *to_wide = &wide;
	int const after = 5;
	unsigned u, v = (unsigned)await later(4), w;
	u = v + 1, w = u + 1;
	await later(0);
	*to_wide += u;
	return a + *p * 10 + b * 100 + (int)wide * 10000 + after + (int)w;
}

static async(int) complicated(int n) {
	int (*single)(int) = n ? twice : half;
	int (*table[3])(int) = { twice, half, await later(1) ? twice : half };
	int (*(*to_table)[3])(int) = &table;
	function *first = table;
	int grid[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }, (*row)[3] = grid, (*whole)[2][3] = &grid;
	const int (*rows)[2] = const_rows();
	const char *const words[] = { "one", "two" }, *word = words[1];
	colour colours[2] = { { 1, 2, 3 }, { .g = (unsigned char)await later(9) } }, *some = colours;
	await later(0);
	int sum = single(await later(10)) + table[1](await later(10)) * 100 + (*to_table)[2](1) * 1000 + first[0](5);
	row++, rows++, some++;
	await later(0);
	return sum * 100 + (*row)[2] + (*whole)[1][0] + rows[0][1] + some->g + (int)strlen(word);
}

static async(int) unsized(void) {
	int numbers[] = { [3] = await later(4) };
	char text[] = "sized by its text", *end = text + sizeof text - 1, empty[1] = "";
	const char *names[] = { "a", "b", [5] = "f" };
	await later(0);
	return (int)(sizeof numbers / sizeof *numbers * 100 + sizeof names / sizeof *names) + (int)(end - text) + *empty;
}

static async(int) typeofs(int n) {
	__typeof__(n) a = await later(n);
	__typeof__(int *) p = &a, q = p;
	__typeof__(&a) r = q;
	__typeof__(int[2]) pair = { 1, await later(2) };
	await later(0);
	return *p + *q + *r + pair[1];
}

static async(int) run(void) {
	for (int n = 0; n < 3; n++) {
		show("mixed", await mixed(n));
		show("complicated", await complicated(n));
		show("typeofs", await typeofs(n));
	}
	show("unsized", await unsized());
	return 0;
}

int main(void) { return co_run(int, run()); }
