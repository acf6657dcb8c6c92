/* Where generators take memory, counted: none in a co_for of a plain function, in next and send, in yield_from of a known generator;
 * one for each co_new; none where the caller gives the memory. What is closed early gives everything back. */
#include "check.h"
#include <cogen.h>

#include <stdlib.h>

static long allocations, live;

static void *counted_allocate(void *arg, size_t size, size_t align) {
	(void)arg;
	(void)align;
	allocations++;
	live++;
	return malloc(size);
}

static void counted_release(void *arg, void *memory) {
	(void)arg;
	live--;
	free(memory);
}

static void count(const char *what) {
	printf("%s: %ld taken, %ld left\n", what, allocations, live);
	allocations = 0;
}

/* Declared here, defined below the function that loops over them. */
static generator(int) late(int n);
static generator(int) late_chain(int n);
static generator(int) late_guarded(int n);

static int loops_over_later_ones(void) {
	int sum = 0;
	co_for (int, v, late(5)) {
		if (v == 2) continue;
		co_for (int, w, late_chain(v)) {
			if (w > 2) break;
			sum += v * 10 + w;
		}
	}
	return sum;
}

/* Memory for objects of what is defined further down. */
static CO_FRAME(late) late_memory;
typedef CO_FRAME(late_chain) late_chain_memory;

#define made(n) late(n)

static int given_to_later_ones(void) {
	static late_chain_memory chain;
	unsigned char memory[CO_FRAME_SIZE(late_guarded) + CO_FRAME_ALIGN(late_guarded)];
	int v, sum = 0;
	co_gen *objects[] = {
		co_new_in(&late_memory, sizeof late_memory, late(3)),
		co_new_in(&chain, sizeof chain, late_chain(2)),
		co_new_in(memory, sizeof memory, late_guarded(4)),
	};
	for (int i = 0; i < 3; i++) {
		while (co_next(objects[i], &v)) sum += v + 1;
		co_free(objects[i]);
	}
	return sum;
}

/* The call is in a macro, in a plain function. */
static int through_macro(void) {
	co_gen *g = co_new(made(3));
	int v, sum = 0;
	while (co_next(g, &v)) sum += v + 1;
	co_free(g);
	co_for (int, w, made(2)) sum += w + 10;
	return sum;
}

static generator(int) range(int from, int to) {
	for (int i = from; i < to; i++) yield i;
}

static generator(int) ones(void) {
	for (;;) yield 1;
}

struct large {
	double at[5];
};

static generator(struct large) wide(double v) {
	for (;; v++) yield((struct large){ { v, v, v, v, v } });
}

typedef double __attribute__((aligned(64))) aligned_double;

static generator(double) over_aligned(double v) {
	aligned_double kept = v;
	aligned_double *at = &kept;
	for (;;) {
		yield *at;
		*at += (double)((uintptr_t)at % 64);
		*at += 1;
	}
}

static generator(int, int, int) nested(int n) {
	yield_from range(0, n);
	int sent = yield -1;
	yield_from range(100, 100 + n);
	return sent;
}

static int returns_early(int n) {
	co_for (int, v, nested(n)) {
		co_for (int, w, range(v, v + 3))
			if (w == 4) return v * 10 + w;
		if (v == -1) goto out;
	}
	return 0;
out:
	return -100;
}

static double wide_ones(void) {
	double sum = 0;
	co_for (struct large, l, wide(1)) {
		sum += l.at[4];
		if (sum > 20) break;
	}
	co_for (double, d, over_aligned(1)) {
		sum += d;
		if (d > 3) break;
	}
	return sum;
}

/* In coroutines: over what delegates, has cleanup, is defined further down. */
static generator(int) guarded(int n) {
	co_defer { printf("~ "); }
	yield_from range(0, n);
	yield 100;
}

static generator(int) late_guarded(int n);

static generator(int) over_others(int n) {
	co_for (int, v, guarded(n)) {
		if (v == 100) break;
		co_for (int, w, late_guarded(v)) yield (v * 10 + w);
	}
	co_for (int, v, late_guarded(n)) {
		if (v == 2) return;
		yield v;
	}
}

static async(int) awaits_over_others(int n) {
	int sum = 0;
	co_for (int, v, over_others(n)) {
		await co_checkpoint();
		if (v == 21) co_raise(5, "at %d", v);
		sum += v;
	}
	co_for (int, v, guarded(n)) {
		await co_checkpoint();
		if (v == 1) return sum + v;
	}
	return sum;
}

static int sum_of_others(int n, int limit) {
	int sum = 0;
	co_for (int, v, over_others(n)) {
		sum += v;
		if (v > limit) break;
	}
	return sum;
}

static async(int) awaits(int n) {
	int sum = 0;
	co_for (int, v, range(0, n)) {
		if (suspend_now()) await co_sleep(0);
		sum += v;
	}
	return sum;
}

static generator(int) late(int n) {
	for (int i = 0; i < n; i++) yield i;
}

static generator(int) late_chain(int n) {
	yield_from late(n);
	yield_from late(n + 1);
}

static generator(int) late_guarded(int n) {
	co_defer { printf("| "); }
	yield_from range(0, n);
}

static CO_FRAME(nested) in_static_memory;

static void with_given_memory(void) {
	co_gen *g = co_new_in(&in_static_memory, sizeof in_static_memory, nested(2));
	int v, sum = 0;
	while (co_next(g, &v) && v != -1) sum += v;
	co_send(g, 42, &v);
	show("sent on", v);
	while (co_next(g, &v)) sum += v;
	show("sum", sum);
	show("returned", co_returned(int, g));
	co_free(g);

	/* On the stack, twice in one piece of memory, and with room to spare for the alignment. */
	unsigned char memory[CO_FRAME_SIZE(over_aligned) + CO_FRAME_ALIGN(over_aligned)];
	for (int i = 0; i < 2; i++) {
		double d;
		g = co_new_in(memory, sizeof memory, over_aligned(i));
		for (int k = 0; k < 3; k++) co_next(g, &d);
		show_real("over-aligned", d);
		co_free(g);
	}
	_Alignas(CO_FRAME_ALIGN(ones)) unsigned char exact[CO_FRAME_SIZE(ones)];
	g = co_new_in(exact, sizeof exact, ones());
	show("next", co_next(g, &v));
	co_free(g);
	g = co_new_in(exact, sizeof exact - 1, ones());
	show("too small", !co_next(g, &v) && co_gen_error(g)->code == CO_ENOMEM);
	co_free(g);
}

int main(void) {
	co_set_allocator(counted_allocate, counted_release, NULL);
	show("later", loops_over_later_ones());
	count("co_for over later ones");
	show("given to later ones", given_to_later_ones());
	count("given to later ones");
	show("made in a macro", through_macro());
	count("made in a macro");
	show("early", returns_early(3));
	show("early", returns_early(0));
	count("co_for left early");
	show_real("wide", wide_ones());
	count("co_for over large values");
	with_given_memory();
	count("given memory");
	show("others", sum_of_others(3, 100));
	show("others", sum_of_others(4, 10));
	count("co_for in generators");
	co_loop *loop = co_loop_new_virtual();
	for (int n = 2; n < 4; n++) {
		co_task *task = co_spawn_on(loop, awaits_over_others(n));
		allocations = 0;
		co_loop_run_until_complete(loop, task);
		/* an error takes memory: itself, and its traceback */
		printf("awaits: %d, %ld taken\n", co_future_error(task) ? co_future_error(task)->code : co_result(int, task), allocations);
	}
	co_loop_close(loop);
	allocations = 0;
	int v, sum = 0;
	co_gen *g = co_new(nested(3));
	while (co_next(g, &v) && v != -1) sum += v;
	while (co_send(g, 1, &v)) sum += v;
	show("sum", sum);
	co_free(g);
	count("co_new, next, send, yield_from");
	show("run", co_run(int, awaits(3)));
	show("nothing left", live == 0);
	return 0;
}
