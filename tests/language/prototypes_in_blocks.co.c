/* Functions that are declared in a block: alone, and beside variables that move to the frame, in all places that they can
 * have there, with the words that only a declaration can say. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define TWO two_a(int), two_b(whole)
#define HALF half(float)
#define LIST(type) type

typedef int whole(int);


static async(int) first(void) {
	double half(float), x = await later(5);
	show_real("half", half((float)x));
	int y = await later(1), whole_of(int), *p = &y, (*parenthesised)(int) = whole_of;
	*p += await later(2);
	show("whole_of", whole_of(y) + parenthesised(await later(y)));
	return y;
}

static async(int) lists(void) {
	long x = 3, none(void), y = await later(2), *row(long[static 1]), rows[2] = { 1, await later(7) };
	long *found = row(rows);
	*found += await later(1);
	show("row", rows[0] + x + y + none());
	{
		int x = await later(1), whole_of(int);
		show("inner", whole_of(x));
	}
	return 0;
}

/* in macros */
static async(int) macros(void) {
	int TWO, x = await later(4), *p = &x;
	*p += await later(1);
	show("two", two_a(x) + two_b(0));
	double HALF, y = await later(1);
	y += await later(2);
	show_real("half", half((float)y));
	LIST(int) whole_of(LIST(int)), z = await later(3);
	show("list", whole_of(z));
	return 0;
}

/* functions of a type that has a name */
static async(int) names(void) {
	typedef int local(int);
	whole whole_of, *p = whole_of;
	local two_a, *q = two_a;
	show("p", p(await later(1)) + q(await later(2)));
	__typeof__(p(1)) two_b(__typeof__(*p) *), n = await later(4), *r = &n;
	*r += await later(1);
	return two_b(p) + n + whole_of(n);
}

/* what a declaration alone says */
static async(int) words(void) {
	extern int named(int) __asm__("whole_of"), counter;
	int other_name(int) __asm__("whole_of"), x = await later(2), *p = &x;
	__attribute__((unused)) int two_a(int) __attribute__((const, warn_unused_result)), y = await later(3);
	const int *constant(void) __attribute__((returns_nonnull)), *q = constant();
	*p += counter + await later(1);
	show("named", named(x) + other_name(y) + two_a(x) + *q);
	return *q;
}

/* types that are defined with it */
static async(int) types(void) {
	enum { LOW = 3, HIGH } level(int), here = await later(0) ? LOW : HIGH, *p = &here;
	*p = await later(1) ? LOW : HIGH;
	show("level", level(1) + here);
	enum named { NORTH, SOUTH } pole(int), now = SOUTH;
	now = await later(now) ? NORTH : SOUTH;
	show("pole", pole(7) + (now == NORTH));
	return 0;
}

/* coroutines, and pointers to them */
static async(int) coroutines(void) {
	async(int) deferred(int), (*p)(int) = deferred, twice(int);
	int n = await p(await later(3));
	return n + await deferred(1) + await twice(2);
}

/* lengths that are known at run time beside it */
static async(int) lengths(int n) {
	int whole_of(int), row[n], last(int[], int);
	for (int i = 0; i < n; i++) row[i] = await later(i);
	enum { NEAR = 2, FAR } distance(int), places[n], here = FAR;
	places[1] = await later(1) ? NEAR : here;
	enum depth { SHALLOW, DEEP } depths[n + 1], deepest = await later(0) ? SHALLOW : DEEP;
	enum depth *deep = &deepest;
	depths[n] = *deep;
	show("distance", distance(places[1]) + places[1] + here + depths[n] + (await later(1) ? DEEP : SHALLOW));
	return whole_of(row[n - 1]) + last(row, n);
}

/* in other places of a function */
static async(int) places(int n) {
	switch (n) {
		int whole_of(int), x;
	case 1:
		x = await later(8);
		n += whole_of(x) + await later(x);
		break;
	default: break;
	}
	n = ({
		int two_a(int), x = await later(n);
		two_a(x) + await later(1);
	});
again:;
	int two_b(whole), y = await later(n), *p = &y;
	if ((*p += await later(1)) < 30 && (n += 9) < 60) goto again;
	return two_b(0) + y;
}

static async(int) run(void) {
	show("first", await first());
	await lists();
	await macros();
	show("names", await names());
	show("words", await words());
	await types();
	show("coroutines", await coroutines());
	show("lengths", await lengths(3));
	show("places", await places(1));
	return 0;
}

double half(float v) { return v / 2; }
int whole_of(int v) { return v + 1; }
int two_a(int v) { return v * 2; }
int two_b(whole *v) { return v ? v(3) : 5; }
int counter = 7;
long none(void) { return 1; }
long *row(long rows[static 1]) { return rows; }
const int *constant(void) { return &counter; }
unsigned level(int v) { return 2u + (unsigned)v; }
unsigned distance(int v) { return (unsigned)v; }
unsigned pole(int v) { return 4u + (unsigned)v; }
async(int) deferred(int v) { return await later(v) * 10; }
async(int) twice(int v) { return await later(v) * 2; }
int last(int rows[], int n) { return rows[n - 1]; }
int main(void) { return co_run(int, run()); }
