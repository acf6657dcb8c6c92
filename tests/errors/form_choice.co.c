/* A choice of calls where a form takes one: told once, with each call in a form of its own. */
#include <cogen.h>

static generator(int) up(int n) {
	for (int i = 0; i < n; i++) yield i;
}

static generator(int) down(int n) {
	while (n--) yield n;
}

static async_generator(int) lines(int n) { yield n; }

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static int in_plain_function(int n) {
	int sum = 0;
	co_for (int, v, n ? up(3) : down(3)) sum += v; /* error: form */
	co_gen *g = co_new(n ? up(3) : down(3)); /* error: form */
	co_free(g);
	g = co_new((n == 1 ? up(1) : n == 2 ? (down(2)) : up(3))); /* error: form */
	co_free(g);
	sum += co_run(int, n ? work(1) : work(2)); /* error: form */
	co_gen *other = co_new(up(1));
	co_for (int, v, n ? other : down(3)) sum += v; /* error: form */
	g = co_new(n ? up(3) : work(3)); /* error: form */
	co_free(g);
	return sum;
}

static generator(int) in_generator(int n) {
	co_for (int, v, n ? up(3) : down(3)) yield v; /* error: form */
	co_gen *g = co_new((n ? up(3) : down(3))); /* error: form */
	co_free(g);
}

static async(int) in_async_function(int n) {
	int sum = 0;
	co_for_await (int, v, n ? lines(1) : lines(2)) sum += v; /* error: form */
	co_task *task = co_spawn(n ? work(1) : work(2)); /* error: form */
	sum += co_result(int, await task);
	await co_gather(n ? work(1) : work(2), work(3)); /* error: form */
	return sum;
}

/* Fine. */
static int fine(int n) {
	int sum = 0;
	co_for (int, v, n ? co_new(up(3)) : co_new(down(3))) sum += v;
	co_gen *a = co_new(up(1)), *b = co_new(down(1)), *g = n ? a : b;
	int v;
	while (co_next(n ? a : b, &v)) sum += v;
	co_for (int, w, n ? a : b) sum += w;
	co_free(g == a ? b : a);
	return sum;
}

static async(int) fine_too(int n) {
	co_task *task = n ? co_spawn(work(1)) : co_spawn(work(2));
	co_future *both = co_gather(n ? co_spawn(work(3)) : task, task);
	await both;
	return co_result(int, await task) + (n ? await work(1) : await work(2));
}

int main(void) {
	return in_plain_function(1) + fine(1) + co_run(int, in_async_function(1)) + co_run(int, fine_too(1)) + (int)sizeof(&in_generator);
}
