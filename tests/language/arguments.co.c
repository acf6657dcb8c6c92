/* Await among the arguments of calls: of coroutines, plain and variadic functions, nested, through pointers. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(const char *) later_text(const char *text) {
	if (suspend_now()) await co_sleep(0);
	return text;
}

static async(int) add(int a, int b) {
	if (suspend_now()) await co_sleep(0);
	return a * 10 + b;
}

static int plain(int a, int b, int c, int d) { return a * 1000 + b * 100 + c * 10 + d; }

static int twice(int v) { return v * 2; }

static int apply(int (*function)(int), int v) { return function(v); }

struct point {
	int x, y;
};

static async(struct point) point_at(int x, int y) {
	if (suspend_now()) await co_sleep(0);
	return (struct point){ x, y };
}

static int distance(struct point a, struct point b) { return abs(a.x - b.x) + abs(a.y - b.y); }

static async(int) run(void) {
	int v = 4;

	show("first", plain(await later(1), 2, 3, v));
	show("second", plain(1, await later(2), 3, v));
	show("last", plain(1, 2, 3, await later(v)));
	show("outer", plain(await later(1), 2, 3, await later(v)));
	show("all", plain(await later(1), await later(2), await later(3), await later(v)));
	show("in operators", plain(1 + await later(1), -await later(2), v - await later(3), !await later(v)));
	show("nested plain", plain(plain(0, 0, 0, await later(1)), twice(await later(1)), twice(twice(await later(1))), 0));
	show("nested await", await add(await add(1, await later(2)), await add(await later(3), 4)));
	show("three deep", await later(await later(await later(v))));
	show("await of a plain argument", await add(twice(v), twice(twice(1))));
	show("plain function pointer", apply(twice, await later(21)));

	int (*chosen)(int) = await later(1) ? twice : abs;
	show("pointer", chosen(await later(5)));

	printf("variadic %d %s %d %s %c\n", await later(1), await later_text("two"), 3, await later_text("four"),
	       (char)await later('5'));
	printf("%s\n", await later_text("an awaited text"));
	printf(await later(1) ? "chosen %d\n" : "not %d\n", await later(6));

	char buffer[32];
	int written = snprintf(buffer, sizeof buffer, "%d-%d", await later(12), await later(34));
	printf("%s %d\n", buffer, written);

	struct point here = { 1, 1 };
	show("struct arguments", distance(here, await point_at(4, 5)));
	show("both struct arguments", distance(await point_at(0, await later(9)), await point_at(await later(9), 0)));
	show("discarded", (plain(await later(9), 9, 9, 9), 1));
	await later(plain(1, 2, 3, await later(4)));
	return 0;
}

int main(void) { return co_run(int, run()); }
