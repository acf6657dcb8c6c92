/* Generators that hold something wherever they stand: in a try, a catch, a finally, a defer, a loop over another one, a delegation by
 * name, by object and in recursion, beside arrays of variable length. What is taken is given back once, however they are left. */
#include <alloca.h>
#include <cogen.h>
#include <stdio.h>

#include "ledger.h"

static void leave(struct thing *thing) { give_back(thing); }
#define HELD __attribute__((cleanup(leave))) struct thing

static generator(int, int, int) steps(int n) {
	HELD held = { 0 };
	take(&held);
	int sum = 0;
	for (int i = 0; i < n; i++) sum += yield i;
	return sum + n;
}

static generator(int, int) in_blocks(int n) {
	struct thing outer = { 0 }, tried = { 0 };
	take(&outer);
	co_defer { give_back(&outer); }
	for (int i = 0; i < n; i++) {
		co_try {
			take(&tried);
			yield i;
			if (i % 2) co_raise(100 + i, "odd: %d", i);
			yield (i + 10);
		}
		co_catch (e) {
			HELD caught = { 0 };
			take(&caught);
			yield e->code;
			co_try { co_raise(200 + i, "while %d is handled", e->code); }
			co_catch (f) {
				yield (f->code + (f->cause == e));
				if (i == 3) co_reraise;
			}
		}
		co_finally { give_back(&tried); }
	}
}

static generator(int) sized(int n) {
	HELD held = { 0 };
	take(&held);
	int squares[n], *cubes = alloca((size_t)n * sizeof *cubes);
	for (int i = 0; i < n; i++) squares[i] = i * i, cubes[i] = i * i * i;
	for (int i = 0; i < n; i++) {
		char name[i + 1];
		name[i] = 'x';
		yield (squares[i] + cubes[i]);
		if (name[i] != 'x') yield -1;
	}
}

static generator(int) loops(int n) {
	HELD held = { 0 };
	take(&held);
	co_for (int, v, sized(n)) {
		co_for (int, w, in_blocks(2)) {
			if (w == 11) break;
			yield (v * 1000 + w);
		}
		if (v > 3) return;
	}
}

static generator(int, int, int) down(int n) {
	struct thing thing = { 0 };
	take(&thing);
	co_defer { give_back(&thing); }
	if (n == 0) return yield_from steps(2);
	yield n;
	return (yield_from down(n - 1)) + 1;
}

static generator(int, int) delegates(int n) {
	co_gen *object = co_new(steps(n));
	co_defer { co_free(object); }
	int v;
	if (co_next(object, &v)) yield (v + 500);
	int sum = co_returned(int, (yield_from object));
	yield (1000 + sum);
	sum = yield_from down(3);
	yield (2000 + sum);
	int code = 0;
	co_try { yield_from in_blocks(4); }
	co_catch (e) code = e->code;
	yield code;
}

/* Holds nothing but the error that it handles. */
static generator(int) only_catches(int n) {
	for (int i = 0; i < n; i++) {
		co_try { co_raise(300 + i, "number %d", i); }
		co_catch (e) {
			yield e->code;
			yield -e->code;
		}
	}
}

struct large {
	double at[6];
	int number;
};
static generator(struct large, int, struct large) larges(int n) {
	struct large sum = { .number = n };
	HELD held = { 0 };
	take(&held);
	for (int i = 0; i < n; i++) {
		struct large one = { .at = { i, i + 1, [5] = i * 2 }, .number = i };
		sum.number += co_received(int, yield one);
		for (int k = 0; k < 6; k++) sum.at[k] += one.at[k];
	}
	co_defer { give_back(&held), take(&held); }
	return sum;
}

/* Each yield answers a close with another value, once. */
static generator(int) reluctant(int n) {
	HELD held = { 0 };
	take(&held);
	for (int i = 0; i < n; i++) {
		bool again = false;
		co_try { yield i; }
		co_catch_all (e) {
			again = i == 0;
			if (!again) co_reraise;
		}
		if (again) yield 100;
	}
}

/* A pipeline: each owns the one that it is given, though it may end before it takes that over. */
static generator(int, int) odd(co_gen *source) {
	HELD held = { 0 };
	take(&held);
	yield -1;
	co_for (int, v, source) {
		if (v % 2) yield v;
	}
}
static generator(int, int) at_most(int n, co_gen *source, co_gen *instead) {
	if (n <= 0) return;
	HELD held = { 0 };
	take(&held);
	yield -2;
	if (n > 2) co_raise(n, "more than two");
	if (n == 2) {
		yield_from odd(instead);
		return;
	}
	co_for (int, v, source) {
		yield v;
		if (--n == 0) return;
	}
}

static void drive(const char *what, co_gen *g, int close_after) {
	int v;
	printf("%s:", what);
	for (int i = 0; i != close_after && (i % 3 == 1 ? co_send(g, i, &v) : co_next(g, &v)); i++) printf(" %d", v);
	if (close_after >= 0) {
		if (co_close(g)) co_close(g);
	} else if (co_gen_error(g)) {
		printf(" (%d)", co_gen_error(g)->code);
	}
	puts(co_gen_state(g) == CO_CLOSED ? "" : " open");
	co_free(g);
}

int main(void) {
	struct large l;
	for (int n = -1; n < 9; n++) {
		drive("blocks", co_new(in_blocks(4)), n);
		drive("sized", co_new(sized(4)), n);
		drive("loops", co_new(loops(4)), n);
		drive("down", co_new(down(3)), n);
		drive("delegates", co_new(delegates(3)), n < 0 ? n : 3 * n);
		drive("reluctant", co_new(reluctant(2)), n);
		drive("catches", co_new(only_catches(3)), n);
		drive("pipeline", co_new(at_most(n % 4, co_new(odd(co_new(steps(5)))), co_new(loops(2)))), n);
	}
	co_gen *g = co_new(larges(3));
	while (co_next(g, &l) && co_send(g, l.number + 1, &l)) printf("%d %.1f\n", l.number, l.at[5]);
	co_free(g);
	int sum = 0;
	co_for (int, v, loops(5)) {
		if (v == 10) continue;
		if ((sum += v) > 3000) break;
	}
	printf("sum %d, open %ld\n", sum, ledger_open);
	return 0;
}
