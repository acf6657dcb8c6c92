/* Macros that stand for braces, or for a member with its value, in front of a suspension: no value that could be kept. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct node {
	struct node *next, *previous;
};
struct pair {
	int first, second;
};
struct device {
	struct node node;
	struct pair pair;
	int rows[2][2];
	int id;
};

#define RING(name) { &(name), &(name) }
#define PAIR(a, b) { (a), (b) }
#define CONSTANT { 7, 8 }
#define ROWS(a) { PAIR(a, (a) + 1), PAIR((a) + 2, 9) }
#define MEMBER(v) .id = (v)

static int total(const struct device *d) {
	return d->pair.first + 10 * d->pair.second + 100 * d->rows[0][1] + 1000 * d->rows[1][0] + 10000 * d->id;
}

static async(int) take(struct device d, int more) {
	if (suspend_now()) await co_sleep(0);
	return total(&d) + more;
}

static async(int) declared(int n) {
	struct device d = { RING(d.node), PAIR(n, n + 1), .rows = ROWS(n), .id = await later(3) };
	show("linked", d.node.next == &d.node && d.node.previous == &d.node);
	show("declared", total(&d));
	struct device constant = { .pair = CONSTANT, .rows = { PAIR(n, n), CONSTANT }, .id = await later(2) };
	show("constant", total(&constant));
	struct device between = { .id = await later(4), .pair = PAIR(n, d.id), .rows = { [1] = PAIR(await later(5), n) } };
	show("between", total(&between));
	struct device members = { MEMBER(n), .pair = PAIR(await later(n), n) };
	show("members", total(&members));
	return n;
}

static async(int) assigned(struct device *d, int n) {
	*d = (struct device){ .node = RING(d->node), .pair = PAIR(n, d->id), .id = await later(6) };
	show("linked", d->node.next == &d->node);
	show("assigned", total(d));
	*d = (struct device){ .rows = ROWS(await later(n)), .pair = PAIR(d->id, n), .id = await later(1) };
	show("again", total(d));
	show("taken", await take((struct device){ .pair = PAIR(n, d->id), .id = n }, await later(20)));
	int rows[][2] = { PAIR(n, d->id), PAIR(n + 2, n), { await later(9), 1 } };
	show("rows", rows[0][1] + 10 * rows[1][0] + 100 * rows[2][0] + (int)(sizeof rows / sizeof *rows));
	const struct pair *pairs = (struct pair[]){ PAIR(n, n + 1), PAIR(d->id, await later(7)), CONSTANT };
	show("pairs", pairs[0].second + 10 * pairs[1].first + 100 * pairs[1].second + 1000 * pairs[2].first);
	return n;
}

int main(void) {
	struct device device = { .id = 5 };
	co_run(int, declared(1));
	co_run(int, assigned(&device, 2));
	return 0;
}
