/* co_for in plain functions, in generators and in async functions: left by its end, break, return, goto; continue; nested;
 * an abandoned generator is closed and freed. */
#include "check.h"
#include <cogen.h>

static co_lock guard = CO_LOCK_INIT;

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static generator(int) range(int from, int to) {
	for (int i = from; i < to; i++) yield i;
}

static generator(int) squares(int n) {
	co_for (int, i, range(0, n)) yield (i * i);
}

static generator(const char *) words(const char *const *list) {
	while (*list) yield *list++;
}

/* Plain functions. */
static int sum_of(int n) {
	int sum = 0;
	co_for (int, v, squares(n)) sum += v;
	return sum;
}

static int leaves(int how) {
	int last = -1;
	co_for (int, v, range(0, 10)) {
		if (v == 1) continue;
		if (how == 1 && v == 4) break;
		if (how == 2 && v == 5) return 100 + last;
		if (how == 3 && v == 6) goto out;
		for (int i = 0; i < 3; i++) {
			if (i == 1) continue;
			if (i == 2) break;
		}
		last = v;
	}
	return last;
out:
	return 200 + last;
}

static int pairs(int n) {
	int count = 0;
	co_for (int, a, range(0, n))
		co_for (int, b, range(a, n)) {
			if (b == a) continue;
			if (b - a > 3) break;
			count += a * 10 + b;
		}
	return count;
}

static int in_other_loops(int n) {
	int sum = 0;
	while (n-- > 0) {
		co_for (int, v, range(n, n + 3)) {
			if (v == 2) break;
			sum = sum * 2 + v;
		}
		switch (n) {
		case 1:
			co_for (int, v, range(0, 2)) {
				if (v) break;
				sum += 1000;
			}
			break;
		case 2: continue;
		}
		sum++;
	}
	return sum;
}

static int empty_loops(void) {
	int turns = 0;
	co_for (int, v, range(5, 5)) turns++;
	co_for (int, v, range(0, 3))
		;
	if (turns == 0)
		co_for (int, v, range(0, 2)) turns++;
	else
		turns = -1;
	return turns;
}

/* Generators. */
static generator(int, void, int) first_divisible(int n, int by) {
	co_for (int, v, range(1, n)) {
		if (v % by == 0) return v;
		yield v;
	}
	return -1;
}

static generator(int) zigzag(int n) {
	co_for (int, a, range(0, n)) {
		co_for (int, b, range(0, a)) {
			if (b == 3) goto next;
			if (a == 5) break;
			yield (a * 10 + b);
			if (b == 1 && a == 6) return;
		}
		yield -a;
	next:;
	}
}

/* Async functions. */
static async(int) awaited_body(int n) {
	int sum = 0;
	co_for (int, v, range(0, await later(n))) {
		sum = sum * 10 + await later(v);
		if (await later(v) == 7) break;
		if (v == 3) continue;
		await later(0);
	}
	return sum;
}

static async(int) leaves_awaiting(int how) {
	co_for (int, v, squares(10)) {
		co_with (&guard) {
			if (how == 0 && v > 20) break;
			if (how == 1 && v > 30) return await later(v);
			if (how == 2 && v > 40) goto out;
			await later(v);
			if (how == 3) continue;
		}
	}
	return co_lock_locked(&guard);
out:
	return 1000 + co_lock_locked(&guard);
}

static const char *const two[] = { "a", "b", NULL };

static async(void) shared_names(int from) {
	co_for (int, v, range(from, from + 2)) {
		co_for (const char *, v, words(two)) printf("%s", v);
		await later(0);
		printf(" %d\n", v);
	}
	show("outer", from);
}

static async(int) changed_copy(void) {
	int sum = 0;
	co_for (int, v, range(0, 4)) {
		v += await later(10);
		int *p = &v;
		await later(0);
		*p *= 2;
		sum += v;
	}
	return sum;
}

/* All that can go wrong in the block is the loop, which owns an object. */
static async(int) loop_in_a_block(int n) {
	int sum = 0;
	co_with (&guard)
		co_for (int, v, squares(n)) sum += v + co_lock_locked(&guard);
	return sum * 10 + co_lock_locked(&guard);
}

/* What the object is made of suspends in a statement expression. */
static async(int) made_in_place(int n) {
	int sum = 0;
	co_for (int, v, co_new(range(({
				     int from = await later(n);
				     if (n) from += await later(1);
				     from * n;
			     }), 24)))
		sum += v;
	return sum;
}

static async(int) run(void) {
	show("in a block", await loop_in_a_block(4));
	show("in place", await made_in_place(4));
	show("divisible", await later(1));
	for (int n = 0; n < 10; n += 3) show("awaited", await awaited_body(n));
	for (int how = 0; how < 5; how++) show("leaves awaiting", await leaves_awaiting(how));
	await shared_names(5);
	show("changed", await changed_copy());
	return 0;
}

/* NULL is no generator: an error of the one that runs over it. */
static generator(int) over(co_gen *g) {
	co_try {
		co_for (int, v, g) yield v;
	} co_catch (e) {
		show_text("over", e->message);
		yield (e->code == CO_ESTATE ? -1 : -2);
	}
}

int main(void) {
	const char *const list[] = { "one", "two", "three", NULL };
	for (int n = 0; n < 5; n++) show("sum", sum_of(n));
	for (int how = 0; how < 4; how++) show("leaves", leaves(how));
	show("pairs", pairs(6));
	show("other loops", in_other_loops(4));
	show("empty", empty_loops());
	co_for (int, v, over(NULL)) show("over NULL", v);
	co_for (int, v, over(co_new(range(7, 9)))) show("over an object", v);
	co_for (const char *, word, words(list)) show_text("word", word);
	co_for (int, v, zigzag(7)) printf("%d ", v);
	printf("\n");
	int v;
	co_gen *g = co_new(first_divisible(10, 3));
	while (co_next(g, &v)) show("not divisible", v);
	show("divisible", co_returned(int, g));
	co_free(g);
	return co_run(int, run());
}
