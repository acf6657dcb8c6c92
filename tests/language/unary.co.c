/* Unary operators, casts and member access around awaits. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int *) place(int *p) {
	if (suspend_now()) await co_sleep(0);
	return p;
}

struct node {
	int value;
	struct node *next;
	int row[3];
	int (*function)(int);
};

static int twice(int v) { return v * 2; }

static async(struct node *) step_to(struct node *node) {
	if (suspend_now()) await co_sleep(0);
	return node->next;
}

static async(struct node) copy_of(const struct node *node) {
	struct node copy = *node;
	if (suspend_now()) await co_sleep(0);
	return copy;
}

static async(int) run(void) {
	show("-", -await later(5));
	show("- -", - -await later(5));
	show("~", ~await later(5));
	show("!", !await later(5));
	show("!!", !!await later(5));
	show("+", +await later(-5));
	show("mixed", -~-!await later(0));

	int x = 10, y = 20;
	show("*", *await place(&x));
	show("* *", *await place(&x) * *await place(&y));
	++*await place(&x);
	(*await place(&x))++;
	show("post value", (*await place(&x))++);
	show("pre value", --*await place(&y));
	show("x", x);
	show("y", y);
	int *p = &*await place(&y);
	show("&*", *p);
	show("& of subscript", *&(await place(&y))[await later(0)]);

	show("(long)", (long)await later(-1));
	show("(unsigned char)", (unsigned char)await later(300));
	show("(_Bool)", (_Bool)await later(300));
	show_real("(double)", (double)await later(7) / 2);
	show("(int) of real", (int)(await later(7) / 2.0));
	(void)await later(1);
	int bytes = 0x01010101;
	show("(char *)", *(unsigned char *)await place(&bytes));

	struct node third = { 3, NULL, { 30, 31, 32 }, twice };
	struct node second = { 2, &third, { 20, 21, 22 }, twice };
	struct node first = { 1, &second, { 10, 11, 12 }, twice };
	show("->", (await step_to(&first))->value);
	show("->->", (await step_to(&first))->next->value);
	show("await of await", (await step_to(await step_to(&first)))->value);
	show("row", (await step_to(&first))->row[await later(1)]);
	show(".", (await copy_of(&third)).value);
	show(". row", (await copy_of(&third)).row[2]);
	show(". ->", (await copy_of(&first)).next->row[await later(2)]);
	show("call of a member", (await copy_of(&first)).function(await later(8)));
	show("call of ->", (await step_to(&first))->function(9));
	for (struct node *at = &first; at; at = await step_to(at)) show("walk", at->value);

	int row[] = { 5, 6, 7, 8 };
	show("[await]", row[await later(2)]);
	show("await[ ]", (await place(row))[3]);
	show("reversed", (await later(1))[row]);
	show("nested", row[row[await later(0)] - await later(4)]);
	int grid[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
	show("grid", grid[await later(1)][await later(2)]);
	show("row of grid", (*(grid + await later(1)))[0]);
	show("difference", &row[await later(3)] - await place(&row[1]));
	return 0;
}

int main(void) { return co_run(int, run()); }
