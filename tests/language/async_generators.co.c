/* Async generators: awaits and yields in one body, large values, values sent in, one over another, locals that live across both. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async_generator(int, int) counting(int n) {
	int sum = 0;
	for (int i = 0; i < await later(n); i++) {
		int sent = yield (await later(i) + sum);
		sum += await later(sent);
	}
}

struct pair {
	long number;
	double half;
	const char *name;
};

static async_generator(struct pair) pairs(const char *name) {
	struct pair pair = { 0, 0, name };
	struct pair *at = &pair;
	for (int i = 0; i < 3; i++) {
		at->number = await later(i);
		at->half = i / 2.0;
		yield pair;
		at->number = -1; /* what was yielded is the consumer's copy */
		await later(0);
	}
}

static async_generator(void, const char *) printer(void) {
	for (;;) {
		const char *text = co_received(const char *, yield co_none);
		show_text("received", await later(text ? 1 : 0) ? text : "nothing");
	}
}

static async_generator(int) doubled(co_gen *source) {
	int v;
	while (await co_anext(source, &v)) yield (2 * v);
}

static async_generator(int) fails(int after) {
	for (int i = 0; i < after; i++) yield i;
	await later(0);
	co_raise(41 + after, "after %d", after);
}

static async(int) sum_of(co_gen *g) {
	int v, sum = 0;
	while (await co_anext(g, &v)) sum += v;
	co_free(g);
	return sum;
}

static async(int) run(void) {
	int v = -1;
	co_gen *g = co_new(counting(4));
	show("first", await co_asend(g, 0, &v));
	show("value", v);
	show("sent a char", await co_asend(g, 'a', &v) ? v : -1);
	show("sent a long", await co_asend(g, await later(3) + 1L, &v) ? v : -1);
	show("sent a double", await co_asend(g, 2.5, &v) ? v : -1);
	show("ended", !await co_asend(g, 1, &v) && !await co_anext(g, &v) && co_gen_state(g) == CO_CLOSED);
	co_free(g);

	struct pair pair;
	g = co_new(pairs("p"));
	while (await co_anext(g, &pair)) printf("%s %ld %.1f\n", pair.name, pair.number, pair.half);
	co_free(g);

	g = co_new(printer());
	await co_anext(g, NULL);
	await co_asend(g, "one", NULL);
	await co_asend(g, "two", NULL);
	await co_anext(g, NULL);
	show("closed", await co_aclose(g));
	co_free(g);

	co_gen *source = co_new(counting(5));
	show("doubled", await sum_of(co_new(doubled(source))));
	co_free(source);

	/* In tasks, by the same names. */
	g = co_new(counting(3));
	co_future *both = co_gather_strict(co_anext(g, &v), later(7));
	await both;
	show("in a task", co_gather_result(bool, both, 0) + co_gather_result(int, both, 1) + v);
	show("and closed", co_result(int, await co_spawn(co_aclose(g))));
	co_free(g);

	co_task *task = co_spawn(sum_of(g = co_new(fails(2))));
	co_wait_result *w = co_wait(CO_ALL_COMPLETED, task);
	await co_wait_future(w);
	show_text("failed", co_future_error(task)->message);
	show("its state", co_gen_state(g) == CO_CLOSED && co_gen_error(g)->code == 43);
	co_free(g);
	return 0;
}

int main(void) { return co_run(int, run()); }
