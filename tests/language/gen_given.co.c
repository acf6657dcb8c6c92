/* Generators that are given others and take them over: what they were given goes with them, where they never begin, and
 * where they are left before they take it over. What they do not take over stays the caller's. */
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

static bool tells = true;
static generator(int) count(int from) {
	co_defer {
		if (tells) printf("~%d ", from);
	}
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

/* They may be left before they take it over: by an error, a close, a return; some free it themselves then. */
static generator(int) after_yield(co_gen *source) {
	yield -1;
	co_for (int, value, source) yield value;
}
static generator(int) after_defer(co_gen *source) {
	co_defer { live++, live--; }
	yield -1;
	co_defer co_free(source);
	yield_from source;
}
static generator(int) after_check(co_gen *const source, int wrong) {
	if (wrong) co_raise(wrong, "wrong");
	co_for (int, value, source) yield value;
}
static generator(int) limited(int n, co_gen *source) {
	if (n <= 0) return;
	if (!source || co_gen_state(source) == CO_CLOSED) return;
	co_for (int, value, source) {
		yield value;
		if (--n == 0) return;
	}
}
static generator(int) frees_first(int n, co_gen *source) {
	if (n == 0) {
		co_free(source);
		return;
	}
	if (n == 1) {
		co_free(source);
		co_raise(1, "one");
	}
	co_for (int, value, source) yield value;
}
static generator(int) one_of(bool first, co_gen *left, co_gen *right) {
	yield -1;
	if (first) {
		co_for (int, value, left) yield value;
	} else {
		co_for (int, value, right) yield value;
	}
	yield -2;
}
static generator(int) twice_written(int way, co_gen *source) {
	switch (way) {
	case 0: yield 0; break;
	case 1: co_for (int, value, source) yield value; break;
	case 2:
		co_for (int, value, source) {
			if (value % 2) yield value;
		}
		break;
	default: goto out;
	}
	yield -1;
out:
	yield -2;
}
/* Handed on: to one that takes it over. */
static generator(int) hands_on(int n, co_gen *source) {
	yield -1;
	yield_from limited(n, source);
	yield -2;
}
static generator(int) hands_on_twice(int n, co_gen *source) {
	if (n > 5) co_raise(n, "many");
	co_for (int, value, hands_on(n, source)) yield value;
}
static generator(int) as_object(int n, co_gen *source) {
	yield -1;
	co_gen *limit = co_new(limited(n, source));
	co_defer co_free(limit);
	int value;
	while (co_next(limit, &value)) yield value;
}
/* It is met, and mentioned, in other ways; what is behind the taking over does not matter. */
#define FREE_IF(condition, g) ((condition) ? co_free(g) : (void)0)
static generator(int) mentions(int way, co_gen *source) {
	int value;
	if (source == NULL || !(co_next(source, &value) && value)) return;
	yield (source ? value : 0);
	FREE_IF(way == 1, source);
	if (way == 1) return;
	if (way == 2) co_close(source);
	co_defer {
		if (way == 3) way = 4;
	}
	for (int i = 0; i < 1; i++)
		co_for (int, next, (co_gen *)source) {
			if (co_next(source, &value)) yield (next * value);
		}
}
static async_generator(int) asks_first(int wrong, co_gen *source) {
	await co_checkpoint();
	yield -1;
	if (wrong) co_raise(wrong, "wrong");
	co_for_await (int, value, source) yield value;
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
static co_gen *kept;
static void keeps(co_gen *source) { kept = source; }
static generator(int) kept_elsewhere(co_gen *source, bool mine) {
	keeps(source);
	if (!mine) return;
	co_for (int, value, source) yield value;
}
static generator(int) another_name(co_gen *source, bool mine) {
	co_gen *other = source;
	if (!mine) return;
	co_for (int, value, source) yield value;
	(void)other;
}
static generator(int) hands_to_lender(co_gen *source) {
	yield_from lends(source);
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

/* After so many values closed, thrown into, or only freed; what was left then. */
enum { FREED, CLOSED, THROWN };
static void leave_after(int count, co_gen *g, int how, bool show) {
	int value;
	for (int i = 0; i < count && co_next(g, &value); i++)
		if (show) printf("%d ", value);
	const co_error *error = co_gen_error(g);
	if (show && error) printf("error %d ", error->code);
	if (how == CLOSED) co_close(g);
	if (how == THROWN) co_throw(g, 9, "in", &value);
	co_gen_error(g);
	co_free(g);
	if (live) printf("%ld left after %d, %d ", live, count, how);
	live = 0;
}
#define EVERYWHERE(call) \
	for (int n = 0; n < 6; n++) \
		for (int how = 0; how < 3; how++) leave_after(n, co_new(call), how, n == 5 && how == 0); \
	printf(": %s\n", #call)

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

	/* Left before it is taken over, and behind that. */
	tells = false;
	EVERYWHERE(after_yield(co_new(count(1))));
	EVERYWHERE(after_defer(co_new(count(1))));
	EVERYWHERE(after_check(co_new(count(1)), 0));
	EVERYWHERE(after_check(co_new(count(1)), 6));
	EVERYWHERE(limited(0, co_new(count(1))));
	EVERYWHERE(limited(3, co_new(count(1))));
	EVERYWHERE(limited(3, NULL));
	EVERYWHERE(frees_first(0, co_new(count(1))));
	EVERYWHERE(frees_first(1, co_new(count(1))));
	EVERYWHERE(frees_first(2, co_new(count(1))));
	EVERYWHERE(one_of(true, co_new(take(2, co_new(count(1)))), co_new(count(5))));
	EVERYWHERE(one_of(false, co_new(take(2, co_new(count(1)))), co_new(take(2, co_new(count(5))))));
	for (int way = 0; way < 4; way++) {
		EVERYWHERE(twice_written(way, co_new(take(3, co_new(count(1))))));
	}
	EVERYWHERE(hands_on(2, co_new(count(1))));
	EVERYWHERE(hands_on_twice(2, co_new(count(1))));
	EVERYWHERE(hands_on_twice(7, co_new(count(1))));
	EVERYWHERE(as_object(2, co_new(count(1))));
	for (int way = 0; way < 4; way++) {
		EVERYWHERE(mentions(way, co_new(limited(5, co_new(count(1))))));
	}
#define NEW(call) co_new(call)
	EVERYWHERE(limited(3, NEW(after_yield(NEW(hands_on(4, NEW(one_of(true, NEW(count(1)), NEW(count(2))))))))));
	/* Every allocation of a pipeline fails once. */
	for (long fails = 0; fails < 4; fails++) {
		fail_in = fails;
		g = co_new(limited(3, co_new(after_yield(co_new(count(1))))));
		bool came = co_next(g, &value) && co_next(g, &value);
		fail_in = -1;
		printf("%d ", came);
		printf("%d ", co_gen_error(g) ? co_gen_error(g)->code == CO_ENOMEM : 2);
		co_free(g);
		left("no memory in a pipeline");
	}
	tells = true;

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
	loop = co_loop_new_virtual();
	for (int i = 0; i < 4; i++) {
		g = co_new(asks_first(i == 2 ? 4 : 0, co_new(later(co_new(count(3))))));
		for (int k = 0; k < i; k++) {
			co_task *task = co_spawn_on(loop, asks(g));
			co_loop_run_until_complete(loop, task);
			if (co_future_error(task)) printf("%d ", co_future_error(task)->code);
		}
		if (i % 2) co_loop_run_until_complete(loop, co_spawn_on(loop, co_aclose(g)));
		co_free(g);
	}
	co_loop_close(loop);
	left("async, before it is taken over");

	g = co_new(count(20));
	still_mine("lent", g, co_new(lends(g)));
	g = co_new(count(21));
	still_mine("freed at the end", g, co_new(frees_sometimes(g, false)));
	g = co_new(count(22));
	still_mine("deferred on a condition", g, co_new(defers_sometimes(g, false)));
	g = co_new(count(23));
	still_mine("kept elsewhere", g, co_new(kept_elsewhere(g, false)));
	g = co_new(count(26));
	still_mine("by another name", g, co_new(another_name(g, false)));
	g = co_new(count(27));
	still_mine("handed to one that lends", g, co_new(hands_to_lender(g)));
	g = co_new(count(24));
	still_mine("another in its place", g, co_new(loops_over_another(g)));
	g = co_new(count(25));
	still_mine("by address", g, co_new(makes_its_own(&g)));
	return 0;
}
