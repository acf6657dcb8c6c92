/* What cannot be yielded, and what yield cannot give. */
#include <cogen.h>

struct point {
	int x, y;
};

static void nothing(void) {
}

static generator(int) numbers(void) {
	struct point at = { 1, 2 };
	yield "text"; /* error: operand */
	yield at; /* error: operand */
	yield co_none; /* error: operand */
	yield nothing(); /* error: operand */
	int x = yield 1; /* error: operand */
	yield x;
	yield 'c';
	yield 2.5;
}

/* Pointers are converted as C does it, where it does without a word: to void * and back, with more qualifiers, another sign. */
static generator(int *) pointers(char *text, const int *numbers, unsigned *counts, struct point *point, void *any, int (*rows)[3]) {
	char name[4] = "abc";
	int values[2] = { 1, 2 };
	yield name; /* error: operand */
	yield text; /* error: operand */
	yield point; /* error: operand */
	yield values;
	yield rows[0];
	yield (int *)numbers;
	yield any;
	yield (int *)counts;
	yield 0;
	yield NULL;
	yield &values[1];
}

static generator(const struct point *) looks(struct point *point, int *x) {
	struct point two[2] = { { 1, 2 }, { 3, 4 } };
	yield point;
	yield two;
	yield x; /* error: operand */
	yield &two[1].x; /* error: operand */
}

static generator(struct point, int) points(void) {
	struct point at = { 1, 2 };
	struct point got = yield at; /* error: operand */
	at.x = co_received(int, yield got);
	yield at;
}

/* What comes of a keyword is a value, whatever its operand is. */
static generator(struct point, struct point) values(struct point at, int n) {
	(yield at) = at; /* error: operand */
	(yield at).x = 3; /* error: operand */
	(yield at).x++; /* error: operand */
	const int *p = &(yield at).y; /* error: operand */
	at.x = (yield at).y + *p;
	*(&n - (yield at).x) = 2;
	struct point *where = &at;
	where[(yield *where).x].y = n;
}
static async(void) tasks(co_task *task) {
	await task = NULL; /* error: operand */
	co_task **at = &(await task); /* error: operand */
	*at = await task;
}

static generator(void, int) sink(void) {
	yield 1; /* error: operand */
	int x = co_received(int, yield co_none);
	x += co_received(int, 3); /* error: operand */
	x += co_received(int, yield co_none, 3); /* error: operand */
	x += co_received(int, (yield co_none));
	while (x--) yield co_none;
}

int main(void) {
	co_for (int, v, numbers()) (void)v;
	co_for (struct point, p, points()) (void)p;
	struct point point = { 1, 2 };
	co_for (int *, v, pointers(NULL, NULL, NULL, &point, NULL, NULL)) (void)v;
	co_for (const struct point *, v, looks(&point, NULL)) (void)v;
	co_for (struct point, v, values(point, 1)) (void)v;
	co_go(tasks(NULL));
	co_gen *g = co_new(sink());
	co_next(g, NULL);
	co_free(g);
	return 0;
}

/* A generator is not what it yields. */
static generator(int, int, int) counted(int n) {
	while (n) n -= yield n;
	return 1;
}

static async_generator(int) lines(int n) { yield n; }

static async(int) number(int n) {
	await co_sleep(0);
	return n;
}

static generator(int) of_generators(int n) {
	yield numbers(); /* error: operand */
	yield counted(n); /* error: operand */
	co_yield(counted(n)); /* error: operand */
	n += yield counted(n); /* error: operand */
	yield lines(n); /* error: operand */
	yield number(n); /* error: never-awaited */
	yield_from counted(n);
}

static async_generator(int) of_coroutines(int n) {
	yield counted(n); /* error: operand */
	yield lines(n); /* error: operand */
	yield number(n); /* error: never-awaited */
	yield await number(n);
	co_for (int, value, counted(n)) yield value;
}
