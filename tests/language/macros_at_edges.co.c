/* Macros whose body begins or ends with an argument, at an edge of an operand: the place of the whole is not that of the argument. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct pair {
	int a, b;
	async(int) (*call)(int);
};

#define THIS(x) x
#define A_OF(p) p->a
#define FIELD(p, f) p->f
#define NOT(x) !x
#define PAIRED(x, y) x, y
#define PLUS(x, y) x + y
#define CALL_OF(p) p->call

static int sum(int a, int b) { return a * 10 + b; }
static int mix(int a, int b, int c) { return a * 100 + b * 10 + c; }

static async(int) operands(struct pair *p, int d) {
	int r = A_OF(p) + A_OF(p) + await later(1);
	r += THIS(d) + THIS(3) + await later(2);
	r += await later(3) + THIS(d) + THIS(d);
	r += NOT(d) + NOT(r) + await later(4);
	r += await later(5) + NOT(d) + FIELD(p, b);
	r += THIS(d) * (THIS(r) + THIS(2)) + await later(6);
	r += PLUS(d, d) + PLUS(r, 1) + await later(7) + PLUS(d, d);
	r += sum(PAIRED(d, 3)) + await later(8);
	r += sum(THIS(d) + THIS(1), NOT(d) + THIS(r)) + await later(9);
	return r;
}

static async(int) conditions(struct pair *p, int d) {
	int r = 0;
	if (THIS(d) + THIS(3) > A_OF(p) - await later(1)) r++;
	for (int i = THIS(r); THIS(i) < THIS(d) + await later(0); THIS(i)++) r += THIS(i) ? A_OF(p) : await later(2);
	while (THIS(r) > THIS(3) + await later(2)) THIS(r)--;
	switch (THIS(d) + THIS(1) + await later(0)) {
	case 4: r += 100;
	}
	THIS(r) = THIS(r) + await later(1);
	A_OF(p) += THIS(r) + await later(1) + THIS(r);
	r += THIS((-d)) ?: (d ? await later(1) : 2);
	r += THIS((d - d)) ?: (d ? await later(1) : 2);
	return THIS(r) + A_OF(p);
}

static async(int) callees(struct pair *p, int d) {
	struct pair table[2] = { *p, *p };
	int r = await CALL_OF(p)(THIS(d) + THIS(1));
	r += await THIS((*p->call))(4);
	r += await THIS(table[1].call)(THIS(r)) + THIS(d);
	r += THIS(p->call) == THIS(later) && await THIS(later)(5) + THIS(5);
	r += THIS(table)[THIS(d) & 1].a + await later(3) + THIS(table)[await later(1)].b;
	return r;
}

/* A macro that is more than one operand, or one and a half. */
static int last = 4;
static async(int) more_than_one(int d) {
	int *p = &d;
	int r = sum(PAIRED(await later(1), 3)) + mix(PAIRED(last, 4), await later(5)) + mix(d, PAIRED(last, await later(1)));
	r += mix(last, PAIRED(await later(2), d)) + sum(PAIRED(9, (char)) d);
	show("one and a half", mix(PAIRED(1, (char)) d, *p));
	return r + *p;
}

/* The first but one of its tokens is an operator that evaluates nothing. */
#define LESS_SIZE(x) -(int)sizeof(x) + await later(3)
#define SIZE_AND(x) (sizeof(x) + await later(3))
static async(int) sizes(int d) { return LESS_SIZE(int) * 100 + (int)SIZE_AND(char[7]) + d; }

/* A whole operand, and the beginning of the next one. */
#define AND_CAST(x) x, (long)
#define ONE_AND 1 + (int)
#define CALL_AND sum(1, 2), (int)
static void change(int *p) { ++*p; }
static async(int) beginnings(int d) {
	int in_frame = d, other = d + 1;
	change(&in_frame), change(&other);
	await co_sleep(0);
	int r = sum(AND_CAST(4) in_frame);
	r = r * 100 + sum(AND_CAST(d) other);
	r = r * 100 + (ONE_AND in_frame) * 10 + (CALL_AND other);
	await co_sleep(0);
	change(&in_frame), change(&other);
	return r * 100 + in_frame * 10 + other;
}

static async(int) run(void) {
	struct pair p = { 3, 4, later };
	show("operands", await operands(&p, 3));
	show("conditions", await conditions(&p, 3));
	show("callees", await callees(&p, 3));
	show("more than one", await more_than_one(1021));
	show("sizes", await sizes(1));
	show("beginnings", await beginnings(3));
	return 0;
}

int main(void) { return co_run(int, run()); }
