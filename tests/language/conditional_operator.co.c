/* ?: with a suspension in the condition, in either branch, in all; nested; of every type; as what is not a value. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(void) note(const char *text) {
	if (suspend_now()) await co_sleep(0);
	printf("note %s\n", text);
}

static void plain_note(const char *text) { printf("plain %s\n", text); }

struct pair {
	long a, b;
};

static async(struct pair) pair_of(long a, long b) {
	if (suspend_now()) await co_sleep(0);
	return (struct pair){ a, b };
}

static async(int *) place(int *p) {
	if (suspend_now()) await co_sleep(0);
	return p;
}

static async(double) real(double v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

/* Compilers warn of a comparison in two pairs of parentheses, and of an assignment in one, as a condition. */
#define LESS_ONE(c) ((c == 1) ? (c = 0, 1) : (await later(c) - 1))
static async(void) in_parentheses(int c) {
	int changed;
	show("in parentheses", (c == 1) ? await later(10) : 20);
	show("in three", (((c == 1))) ? await later(10) : 20);
	show("negated", !(c == 1) ? await later(10) : 20);
	show("assigned", (changed = c - 1) ? await later(changed) : 20);
	show("and", (c == 1) && await later(c));
	show("or", (/* once */ c == 1 // or not
	            ) || await later(c));
	show("two", (c == 1) != (c == 2) ? await later(10) : 20);
	show("commas", (changed++, c == 1) ? await later(10) : 20);
	show("a statement expression", ({ changed == 1; }) ? await later(10) : 20);
	if (LESS_ONE(c)) show("in a macro", c);
}

static async(void) parts(int c) {
	show("condition", await later(c) ? 10 : 20);
	show("then", c ? await later(10) : 20);
	show("else", c ? 10 : await later(20));
	show("both", c ? await later(10) : await later(20));
	show("all", await later(c) ? await later(10) : await later(20));
	show("in a sum", 1 + (await later(c) ? await later(10) : 20) + await later(100));
	show("argument", await later(await later(c) ? await later(1) : await later(2)));
	show("right associative", c > 1 ? await later(1) : c > 0 ? await later(2) : await later(3));
	show("in the condition", (await later(c) ? await later(0) : await later(5)) ? await later(6) : await later(7));
	show("in the middle", c ? await later(c - 1) ? await later(1) : await later(2) : await later(3));
	show("with and", await later(c) && await later(c - 1) ? await later(1) : await later(2));
}

static async(void) types(int c) {
	show_real("int and double", c ? await later(1) : await real(0.5));
	show_real("double and int", c ? 0.25 : await later(2));
	show("unsigned", (c ? (unsigned)await later(-1) : 1u) > 0);
	show("long", c ? await later(-1) : 1L);
	short narrow = 3;
	show("promoted", (c ? narrow : (short)await later(4)) * 2);
	int x = 5, y = 6;
	int *p = await later(c) ? &x : NULL;
	show("null", p != NULL);
	void *q = c ? (void *)await place(&x) : &y;
	show("void pointer", q == &x);
	show("through", *(await later(c) ? await place(&x) : &y));
	*(c ? await place(&x) : await place(&y)) += 10;
	show("x", x);
	show("y", y);
	struct pair pair = await later(c) ? await pair_of(1, 2) : (struct pair){ 3, 4 };
	show("struct", pair.a * 10 + pair.b);
	show("member", (c ? await pair_of(5, 6) : pair).b);
	show_text("text", await later(c) ? "yes" : "no");
}

static async(void) voids(int c) {
	await later(c) ? await note("then") : await note("else");
	c ? plain_note("then") : await note("else");
	c ? (void)await later(1) : plain_note("else");
	c ? (void)0 : await note("only else");
}

static async(int) run(void) {
	for (int c = 0; c < 3; c++) {
		await in_parentheses(c);
		await parts(c);
		await types(c);
		await voids(c);
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
