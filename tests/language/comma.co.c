/* The comma operator with awaits on either side, also of type void, in headers and arguments. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(void) note(int v) {
	if (suspend_now()) await co_sleep(0);
	printf("note %d\n", v);
}

static int count;

struct list {
	int values[3];
};

static int plain(int v) {
	printf("plain %d\n", v);
	return v;
}

static async(int) run(void) {
	int a, b;

	a = (await later(1), await later(2));
	b = (await note(3), a + 3);
	show("a", a);
	show("b", b);
	a = (count++, await later(count));
	b = (await later(9), count);
	show("a", a);
	show("b", b);
	a = b = (await note(1), await note(2), await later(3));
	show("a", a);
	await note(1), await note(2);
	plain(1), await note(2), plain(3);
	(void)(await later(1), plain(4));
	await later(1), a = await later(5), b = a + await later(1);
	show("statement", a * 10 + b);
	show("nested", (plain(1), (await note(2), (plain(3), await later(4)))));
	show("in a sum", (await note(1), 10) + (await later(2), 3));
	for (a = 0, b = await later(3); await note(a), a < b; a++, await later(0), b -= await later(0)) show("for", a);
	while (await note(a), a-- > await later(1)) show("while", a);
	if (await note(7), await later(1)) show("if", 1);
	switch (await note(8), await later(2)) {
	case 2: show("switch", 2);
	}
	show("condition", (await note(9), await later(0)) ? 1 : (await note(10), 2));
	int row[] = { 4, 5, 6 };
	show("subscript", row[await note(11), await later(2)]);
	show("member", ((void)plain(5), (struct list){ { 7, 8, 9 } }).values[await later(1)]);
	return (await note(12), await later(0));
}

int main(void) { return co_run(int, run()); }
