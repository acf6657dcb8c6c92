/* Generators that are given others and take them over: what they were given goes with them, also where they never begin. What they do not
 * take over stays the caller's. */
#include "check.h"
#include <cogen.h>

static long live, fail_in = -1;

static void *counted_allocate(void *arg, size_t size, size_t align) {
	(void)arg;
	if (fail_in >= 0 && fail_in-- == 0) return NULL;
	live++;
	return aligned_alloc(align, (size + align - 1) / align * align);
}
static void counted_release(void *arg, void *memory) {
	(void)arg;
	live--;
	free(memory);
}

static void left(const char *what) {
	printf("%s: %ld left\n", what, live);
	live = 0;
}

static generator(int) count(int from) {
	co_defer { printf("~%d ", from); }
	for (;;) yield from++;
}

/* By co_for; behind declarations, and a loop; with a cast. */
static generator(int) take(int n, co_gen *source) {
	int taken = 0;
	co_for (int, value, source) {
		yield value;
		if (++taken == n) break;
	}
}
static generator(int) warm(int n, co_gen *(source)) {
	for (int i = 0; i < n; i++) yield -i;
	co_for (int, value, (co_gen *)(source)) yield value;
}
/* By co_defer, of two. */
static generator(int) zip(co_gen *left, co_gen *right) {
	int a, b;
	co_defer { co_free(left), co_free(right); }
	while (co_next(left, &a) && co_next(right, &b)) yield (a * 100 + b);
}
static generator(int) chain(co_gen *first, co_gen *second) {
	co_defer co_free(first);
	co_defer co_free(second);
	yield_from first;
	yield_from second;
}
/* It has other things to be kept, one of them aligned. */
typedef double __attribute__((aligned(64))) aligned_double;
static generator(double) scaled(aligned_double by, co_gen *source, char unit) {
	printf("%c ", unit);
	co_for (int, value, source) yield (value * by);
}
static async_generator(int) later(co_gen *source) {
	co_for (int, value, source) {
		await co_checkpoint();
		yield value;
	}
}
static async_generator(int) doubled(co_gen *source) {
	co_for_await (int, value, source) yield (2 * value);
}

/* These may leave it to the caller, so it is the caller's. */
static generator(int) lends(co_gen *source) {
	int value;
	while (co_next(source, &value)) yield value;
}
static generator(int) frees_sometimes(co_gen *source, bool mine) {
	int value;
	while (co_next(source, &value)) yield value;
	if (mine) co_free(source);
}
static generator(int) defers_sometimes(co_gen *source, bool mine) {
	co_defer {
		if (mine) co_free(source);
	}
	yield 1;
}
static generator(int) returns_before(co_gen *source, bool mine) {
	if (!mine) return;
	co_for (int, value, source) yield value;
}
static generator(int) loops_over_another(co_gen *source) {
	source = co_new(count(7));
	co_for (int, value, source) yield value;
}
static generator(int) makes_its_own(co_gen **source) {
	co_for (int, value, *source) yield value;
}

static void take_first(const char *what, co_gen *g) {
	int value = -1;
	co_next(g, &value);
	printf("%d ", value);
	co_free(g);
	left(what);
}

static void never_begun(const char *what, co_gen *freed, co_gen *closed, co_gen *thrown) {
	co_free(freed);
	int first = co_close(closed), second = co_close(closed), v;
	printf("%d %d ", first, second);
	printf("%d ", co_next(closed, &v));
	co_free(closed);
	printf("%d ", co_throw(thrown, 9, "in", (int *)NULL));
	printf("%d ", co_gen_error(thrown)->code);
	co_free(thrown);
	left(what);
}

/* What is not taken over is still to be used. */
static void still_mine(const char *what, co_gen *source, co_gen *g) {
	int value = -1;
	co_free(g);
	co_next(source, &value);
	printf("%d ", value);
	co_free(source);
	left(what);
}

static CO_FRAME(take) room;
static async(void) asks(co_gen *g) {
	int value = -1;
	await co_anext(g, &value);
	printf("%d ", value);
}

int main(void) {
	co_set_allocator(counted_allocate, counted_release, NULL);
#define THREE(call) co_new(call), co_new(call), co_new(call)
	never_begun("co_for", THREE(take(3, co_new(count(1)))));
	never_begun("co_for behind a loop", THREE(warm(3, co_new(count(1)))));
	never_begun("co_defer", THREE(zip(co_new(count(1)), co_new(count(5)))));
	never_begun("two co_defer", THREE(chain(co_new(count(1)), co_new(count(5)))));
	never_begun("one in the other", THREE(take(3, co_new(take(4, co_new(zip(co_new(take(9, co_new(count(1)))), co_new(count(5)))))))));
	never_begun("with NULL", THREE(zip(co_new(count(1)), NULL)));
	co_free(co_new(scaled(2.5, co_new(count(1)), 'm')));
	left("aligned");
	take_first("begun", co_new(take(3, co_new(take(4, co_new(count(1)))))));
	take_first("begun, in the first of two", co_new(chain(co_new(count(1)), co_new(count(5)))));
	take_first("begun, two at a time", co_new(zip(co_new(take(1, co_new(count(1)))), co_new(count(5)))));

	/* One that was begun before it was given. */
	int value;
	co_gen *g = co_new(count(40));
	co_next(g, &value);
	co_free(co_new(take(2, g)));
	left("given when it was suspended");

	/* In memory of the caller's. */
	co_free(co_new_in(&room, sizeof room, take(3, co_new(count(1)))));
	left("in given memory");
	g = co_new_in(&room, 8, take(3, co_new(count(1))));
	printf("%d ", co_next(g, &value));
	co_free(g);
	left("in too little of it");

	/* No memory for the one, the other or both. */
	for (fail_in = 0; fail_in < 2;) {
		long fails = fail_in;
		g = co_new(take(3, co_new(count(1))));
		fail_in = -1;
		printf("%d ", co_next(g, &value));
		printf("%d ", co_gen_error(g) ? co_gen_error(g)->code == CO_ENOMEM : 2);
		co_free(g);
		left("no memory");
		fail_in = fails + 1;
	}
	fail_in = -1;

	/* Async generators. */
	co_free(co_new(later(co_new(count(1)))));
	left("async");
	co_free(co_new(doubled(co_new(later(co_new(count(1)))))));
	left("async in async");
	co_loop *loop = co_loop_new_virtual();
	for (int i = 0; i < 3; i++) {
		g = co_new(doubled(co_new(later(co_new(count(3))))));
		if (i == 0) co_loop_run_until_complete(loop, co_spawn_on(loop, asks(g)));
		if (i == 1) co_loop_run_until_complete(loop, co_spawn_on(loop, co_aclose(g)));
		if (i == 2) {
			co_task *task = co_spawn_on(loop, co_athrow(g, 8, "in", (int *)NULL));
			co_loop_run_until_complete(loop, task);
			printf("%d ", co_future_error(task)->code);
		}
		co_free(g);
	}
	co_loop_close(loop);
	left("async on a loop");

	g = co_new(count(20));
	still_mine("lent", g, co_new(lends(g)));
	g = co_new(count(21));
	still_mine("freed at the end", g, co_new(frees_sometimes(g, false)));
	g = co_new(count(22));
	still_mine("deferred on a condition", g, co_new(defers_sometimes(g, false)));
	g = co_new(count(23));
	still_mine("behind a return", g, co_new(returns_before(g, false)));
	g = co_new(count(24));
	still_mine("another in its place", g, co_new(loops_over_another(g)));
	g = co_new(count(25));
	still_mine("by address", g, co_new(makes_its_own(&g)));
	return 0;
}
