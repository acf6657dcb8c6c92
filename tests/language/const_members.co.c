/* Records with const members: they can be initialised, never assigned to, and go everywhere that others go. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}
struct point {
	const int x;
	unsigned flags : 5;
	int y;
};

struct path {
	struct point from;
	const struct point legs[2];
	const unsigned char steps;
};

static async(struct point) point(int x) {
	struct point point = { await later(x), 3, x * 2 };
	await later(0);
	return point;
}

static async(struct path) path(struct path other, const struct point leg) {
	const struct path copy = other;
	int sum = await later(leg.x) + copy.legs[1].y;
	struct path joined = { { sum, 1, 2 }, { copy.from, leg }, (unsigned char)(await later(77)) };
	struct path chosen = await later(1) ? joined : other;
	return chosen;
}

static async(int) sum(struct point p) {
	return p.x + await later(p.y) + (int)p.flags;
}

static async(int) sum_of_two(struct point p, struct point q) {
	int x = await later(p.x);
	return x + q.y + p.y;
}

static async(int) run(void) {
	struct point a = await point(5), b = { 1, 2, 3 };
	show("a", a.x + a.y);
	show("sum", await sum(await point(9)) + b.y);
	show("both", await sum_of_two(await point(9), await point(10)));
	struct path way = await path((struct path){ a, { b, a }, 4 }, b);
	show("way", way.from.x * 1000 + way.legs[1].x * 100 + way.steps);
	show("value", (await point(3)).y + (await later(1), b).x);
	const struct point fixed = await point(8);
	show("fixed", fixed.y + await later(fixed.x));
	return way.legs[0].y;
}

int main(void) {
	show("run", co_run(int, run()));
	return 0;
}
