/* Await in initialisers: scalars, arrays, structs, unions, nested and designated ones, for headers, several declarators. */
#include "check.h"
#include <cogen.h>

#pragma GCC diagnostic ignored "-Wmissing-braces"

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(const char *) later_text(const char *text) {
	if (suspend_now()) await co_sleep(0);
	return text;
}

struct point {
	int x, y;
};

struct shape {
	const char *name;
	struct point corners[2];
	union {
		int whole;
		unsigned char bytes[4];
	} as;
	struct {
		short a;
		char b;
	} pair;
};

static async(struct point) point_at(int x, int y) {
	if (suspend_now()) await co_sleep(0);
	return (struct point){ .x = x, .y = y };
}

static async(void) scalars(void) {
	int a = await later(1);
	const int b = a + await later(2);
	int c = await later(3), d = c + await later(4), *p = &c, e;
	e = *p + b;
	long wide = await later(-5);
	unsigned char narrow = (unsigned char)await later(511);
	_Bool truth = await later(256);
	double real = await later(3) / 2.0;
	int braced = { await later(6) };
	const char *text = await later_text("text");
	char c1 = text[await later(1)], c2 = text[2];
	*p += await later(10);
	printf("%d %d %d %d %d %ld %d %d %.2f %d %s %c%c\n", a, b, c, d, e, wide, narrow, truth, real, braced, text, c1, c2);
}

static async(void) arrays(void) {
	int all[3] = { await later(1), await later(2), await later(3) };
	int some[5] = { 1, await later(2), 3 };
	int open[] = { await later(4), 5, await later(6), 7 };
	int chosen[6] = { [4] = await later(44), [1] = await later(11), 22 };
	int grid[2][2] = { { await later(1), 2 }, { 3, await later(4) } };
	int flat[2][3] = { 1, await later(2), 3, await later(4) };
	char text[] = "literal";
	char letters[4] = { (char)await later('a'), 'b', (char)await later('c') };
	show_ints("all", all, 3);
	show_ints("some", some, 5);
	show_ints("open", open, (int)(sizeof open / sizeof *open));
	show_ints("chosen", chosen, 6);
	show_ints("grid", grid[0], 2);
	show_ints("grid", grid[1], 2);
	show_ints("flat", flat[0], 3);
	show_ints("flat", flat[1], 3);
	text[await later(0)] = 'L';
	show_text("text", text);
	show_text("letters", letters);
}

static async(void) structs(void) {
	struct point a = { await later(1), await later(2) };
	struct point b = { .y = await later(3) };
	struct point c = await point_at(await later(4), 5);
	struct point d = a, e = { .x = b.y, .y = await later(6) };
	struct point row[2] = { { 1, await later(2) }, await point_at(3, 4) };
	struct point holes[3] = { [2] = { .y = await later(7) }, [0].x = await later(8) };
	printf("%d,%d %d,%d %d,%d %d,%d %d,%d\n", a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y, e.x, e.y);
	printf("%d,%d %d,%d\n", row[0].x, row[0].y, row[1].x, row[1].y);
	printf("%d,%d %d,%d %d,%d\n", holes[0].x, holes[0].y, holes[1].x, holes[1].y, holes[2].x, holes[2].y);

	struct shape shape = {
		.name = await later_text("box"),
		.corners = { [0] = { await later(1), 2 }, [1].y = await later(4) },
		.as.whole = await later(0x01020304),
		.pair = { (short)await later(-1), 'x' },
	};
	printf("%s %d,%d %d,%d %x %d %c\n", shape.name, shape.corners[0].x, shape.corners[0].y, shape.corners[1].x,
	       shape.corners[1].y, (unsigned)shape.as.whole, shape.pair.a, shape.pair.b);
	struct shape copy = shape;
	copy.corners[1] = await point_at(9, 9);
	struct shape *link = &copy;
	printf("%d %d\n", link->corners[1].x, shape.corners[1].x);
}

static async(void) headers(int n) {
	for (int i = await later(n), stop = i + await later(3), *p = &i; *p < stop; ++*p) show("for", i);
	for (struct point at = { await later(0), 3 }; at.x < at.y; at.x += await later(1)) show("for struct", at.x);
	for (int row[2] = { 0, await later(2) }; row[0] < row[1]; row[0]++) show("for array", row[0]);
}

/* A declaration inside a loop is initialised anew each time. */
static async(void) repeated(void) {
	for (int i = 0; i < 3; i++) {
		int fresh[3] = { i, await later(i + 1) };
		struct point zero = { .x = await later(0) };
		fresh[2] += i;
		zero.y += i;
		show_ints("fresh", fresh, 3);
		show("zero", zero.x * 10 + zero.y);
	}
}

/* Braces that a macro writes. */
#define POINT { 1, 2 }
#define POINT_OF(x) { (x), 2 }
#define ROW { 3, [2] = 4 }
#define ONE { 5 }
#define LITERAL (struct point){ 6, 7 }

static async(void) braces_of_macros(int n) {
	struct point first = POINT, second = POINT_OF(n), third = LITERAL, both[2] = { POINT, POINT_OF(n + 1) };
	int row[3] = ROW;
	int one = ONE;
	struct point *link = &first;
	await later(0);
	printf("%d,%d %d,%d %d,%d %d,%d %d,%d\n", link->x, first.y, second.x, second.y, third.x, third.y, both[0].x, both[0].y, both[1].x,
	       both[1].y);
	show_ints("row", row, 3);
	show("one", one);
	for (struct point at = POINT; at.x < 3; at.x += await later(1)) show("for", at.x);
}

static async(int) run(void) {
	await braces_of_macros(9);
	await scalars();
	await arrays();
	await structs();
	await headers(2);
	await repeated();
	return 0;
}

int main(void) { return co_run(int, run()); }
