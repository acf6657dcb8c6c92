/* Everything is evaluated exactly once, and only if it should be: lvalues, subscripts, conditions, initialisers, arguments. */
#include "check.h"
#include <cogen.h>

static int calls[8];

static int counted(int which, int v) {
	calls[which]++;
	return v;
}

static async(int) later(int which, int v) {
	calls[which]++;
	if (suspend_now()) await co_sleep(0);
	return v;
}

static int table[4] = { 1, 2, 3, 4 };

static int *slot(int which, int i) {
	calls[which]++;
	return &table[i];
}

struct node {
	int values[3];
	struct node *next;
};

static struct node *node(int which, struct node *of) {
	calls[which]++;
	return of;
}

static void report(const char *what) {
	show_ints(what, calls, 8);
	memset(calls, 0, sizeof calls);
}

static async(int) run(void) {
	struct node second = { { 7, 8, 9 }, NULL }, first = { { 4, 5, 6 }, &second };

	table[counted(0, 1)] = await later(1, 5);
	table[counted(2, 2)] += await later(3, 5);
	*slot(4, counted(5, 3)) -= await later(6, 1);
	report("targets");
	show_ints("table", table, 4);

	node(0, &first)->values[counted(1, 1)] *= await later(2, 3);
	node(3, &first)->next->values[await later(4, 2)] = counted(5, 90);
	node(6, &first)->values[0] += node(7, &second)->values[await later(0, 0)];
	report("members");
	printf("%d %d %d\n", first.values[0], first.values[1], second.values[2]);

	int sum = table[counted(0, 0)] + await later(1, 1) + table[counted(2, 1)] + await later(3, 1);
	sum += counted(4, 0) && await later(5, 1);
	sum += counted(4, 1) || await later(6, 1);
	report("operands");

	int list[] = { counted(0, 1), await later(1, 2), counted(2, 3) };
	struct node copy = { .values = { [2] = counted(3, 3), [0] = await later(4, 1) }, .next = node(5, NULL) };
	report("initialisers");

	for (int i = counted(0, 0); counted(1, i) < await later(2, 3); i += counted(3, 1) + await later(4, 0)) {
		if (counted(5, i) == await later(6, 1)) continue;
		sum += counted(7, i);
	}
	report("loop");

	switch (counted(0, 1) + await later(1, 1)) {
	case 2: sum += counted(2, 1); break;
	default: sum += counted(3, 1);
	}
	sum += (counted(4, 1) ? await later(5, 1) : counted(6, 1));
	report("choices");

	char text[8] = "abc";
	char *p = text;
	*p++ = (char)await later(0, 'x');
	*p++ = (char)(await later(1, 'y') + counted(2, 0));
	p[counted(3, 0)]++;
	report("pointer");
	show_text("text", text);
	show("sum", sum + list[0] + list[2] + copy.values[0] + copy.values[2]);
	return counted(0, 0);
}

int main(void) { return co_run(int, run()); }
