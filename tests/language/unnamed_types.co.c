/* Variables, parameters and results of unnamed struct types: of members, of tables and variables at file scope, by typeof and
 * __auto_type, over suspensions. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct bag {
	int n;
	struct {
		int k;
		const char *name;
	} * items, first;
	union {
		struct {
			short a, b;
		} pair;
		int whole;
	} u[2];
	struct {
		int deep;
		struct {
			int deeper;
		} in;
	} nest;
};

static struct {
	int level;
	struct {
		int x;
	} sub[2];
} config = { 3, { { 4 }, { 5 } } };

typedef struct {
	int t;
} plain_t;

static plain_t plain_v = { 6 };
static const struct {
	const char *name;
	int v;
} table[] = { { "one", 1 }, { "two", 2 }, { "three", 3 } };

#define EACH(it, b) for (__typeof__((b)->items) it = (b)->items; it < (b)->items + (b)->n; it++)
static async(__typeof__(config)) whole(void) {
	await later(0);
	return config;
}

static async(int) sum(__typeof__(table[0]) *t, size_t n) {
	int s = 0;
	for (__typeof__(&table[0]) e = t; e < t + n; e++) s += await later(e->v);
	return s;
}

static async(int) run(void) {
	__typeof__(((struct bag *)0)->items[0]) items[3] = { { 1, "a" }, { await later(2), "bb" }, { 3, "ccc" } };
	struct bag bag = { 3, items, { 9, "first" }, { { .pair = { 1, 2 } }, { .whole = 5 } }, { 7, { 8 } } };
	int s = 0;
	EACH(it, &bag) {
		s = s * 10 + await later(it->k);
		s += (int)strlen(it->name);
	}
	__auto_type first = bag.first;
	__typeof__(bag.u[0]) u = bag.u[await later(0)];
	__typeof__(bag.u->pair) pair = u.pair;
	__typeof__(bag.nest.in) in = bag.nest.in;
	__typeof__(bag.nest) *np = &bag.nest;
	__typeof__(config) saved = config;
	__typeof__(config.sub[0]) sub = config.sub[1], *subs = config.sub;
	__typeof__(plain_v) pv = plain_v;
	const __typeof__(table[0]) *row = &table[await later(1)];
	config.level = 0;
	await later(0);
	show("s", s);
	show("first", first.k + pair.b + u.pair.a + in.deeper + np->deep);
	show("saved", saved.level + sub.x * 10 + subs->x * 100 + pv.t * 1000);
	show_text("row", row->name);
	show("whole", (await whole()).sub[await later(1)].x + await sum(&table[0], 3));
	bag.first = *(await later(1) ? &items[2] : &first);
	show_text("name", bag.first.name);
	return 0;
}

int main(void) { return co_run(int, run()); }
