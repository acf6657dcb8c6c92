/* Types that are not the coroutine's: where it is seen which coroutine it is, directly or through a local variable. */
#include <cogen.h>
#include <stddef.h>
#include <stdint.h>

struct point {
	double x, y;
};
enum color { RED, GREEN };
typedef int number;

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static async(void) nothing(void) { await co_sleep(0); }

static async(const char *) text(void) {
	await co_sleep(0);
	return "text";
}

static async(struct point) place(void) {
	await co_sleep(0);
	return (struct point){ 1, 2 };
}

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static generator(enum color) colors(void) { yield GREEN; }

static generator(void, double, struct point) eater(void) {
	double d = co_received(double, yield co_none);
	float f = co_received(float, yield co_none); /* error: result-type */
	d += co_received(int, yield co_none); /* error: result-type */
	return (struct point){ d, f };
}

static generator(int, const char *) reader(void) {
	const char *line = co_received(const char *, yield 1);
	line = co_received(char *, yield 1);
	int n = *co_received(int *, yield (line == NULL)); /* error: result-type */
	yield n;
}

/* What a yield_from passes on. */
struct generators {
	generator(int) (*ints)(int);
};

static generator(float) from_ints(struct generators *all, co_gen *given, int n) {
	generator(int) (*pointer)(int) = numbers;
	co_gen *g = co_new(numbers(n)), *either = n ? co_new(numbers(1)) : co_new(colors()), *floats = NULL, *kept = co_new(numbers(1)), **lent = &kept;
	yield_from numbers(3); /* error: result-type */
	if (n) yield_from (numbers(n)); /* error: result-type */
	yield_from pointer(3); /* error: result-type */
	yield_from (n ? pointer : numbers)(3); /* error: result-type */
	yield_from all->ints(3); /* error: result-type */
	yield_from g; /* error: result-type */
	yield_from (g); /* error: result-type */
	yield_from either; /* error: result-type */
	yield 1.5f, yield_from /* ints */ numbers(1); /* error: result-type */
	yield_from eater(); /* error: result-type */
	/* Fine. */
	yield_from given;
	yield_from *lent;
	floats = co_new(from_ints(all, given, n - 1));
	yield_from floats;
	yield_from from_ints(all, floats, n - 1);
}

static generator(void) from_numbers(void) {
	yield_from numbers(1); /* error: result-type */
}

static generator(int, double, long) sent_doubles(void) { return (long)co_received(double, yield 1); }

static generator(int, int) sent_ints(void) {
	co_gen *g = co_new(sent_doubles());
	long sum = yield_from sent_doubles(); /* error: result-type */
	sum += co_returned(long, yield_from g); /* error: result-type */
	yield (int)sum;
	/* Fine: what is sent to this one is lost. */
	yield_from numbers(3);
	co_free(g);
}

/* Fine: what nobody sends is zero; other words for the same types. */
static generator(number, void, int) sends_nothing(void) { return (int)yield_from sent_doubles(); }
static generator(enum color) from_colors(void) { yield_from colors(); }

static async(int) run(co_future *unknown, co_task *given) {
	co_task *task = co_spawn(work(1)), *other = NULL, *either = NULL, *lent = co_spawn(work(1)), **all = &lent;
	double d = co_result(double, task); /* error: result-type */
	d += co_result(float, await task); /* error: result-type */
	int x = co_result(unsigned, task); /* error: result-type */
	x += co_result(long, (co_spawn(work(1)))); /* error: result-type */
	x += co_result(int *, task) == NULL; /* error: result-type */
	other = co_spawn(nothing());
	await other;
	x += co_result(int, other); /* error: result-type */
	co_result(void, task); /* error: result-type */
	either = x ? co_spawn(work(1)) : co_spawn(text());
	x += co_result(double, either) > 1; /* error: result-type */
	co_future *both = co_gather(work(1), text(), task, given);
	await both;
	x += co_gather_result(char, both, 0); /* error: result-type */
	x += *co_gather_result(int *, both, 1); /* error: result-type */
	x += co_gather_result(short, both, 2); /* error: result-type */
	co_for (float, v, numbers(3)) d += v; /* error: result-type */
	co_for (unsigned, v, numbers(3)) d += v; /* error: result-type */
	co_for (struct point, v, numbers(3)) d += v.x; /* error: result-type */

	/* Fine. */
	x += co_result(int, task) + co_result(number, task) + co_result(int32_t, task) + co_result(const int, task);
	x += co_result(int, either) + (co_result(const char *, either) != NULL) + (co_result(char *, either) != NULL);
	d += co_result(double, unknown) + co_result(double, given) + co_result(int, task) + co_result(float, *all);
	d += co_result(double, lent);
	co_result(void, other);
	x += co_gather_result(int, both, 0) + co_gather_result(double, both, 3) > 0;
	co_for (const int, v, numbers(3)) d += v;
	co_for (enum color, v, colors()) d += v;
	co_for (unsigned, v, colors()) d += v;
	return x + (int)d;
}

static int plain_code(co_gen *given) {
	float f;
	int x = 0, many[3];
	double d;
	void *anything = &x;
	struct point p;
	co_error *error;
	f = co_run(float, work(1)); /* error: result-type */
	x += co_run(int, work(1)) + co_run(long, work(2)) > 0; /* error: result-type */
	co_run(void, work(1)); /* error: result-type */
	x += co_run(int, nothing()); /* error: result-type */
	p.x = co_run(double, place()); /* error: result-type */
	co_try_run(text(), &x, &error); /* error: result-type */
	co_for (float, v, numbers(3)) f += v; /* error: result-type */
	co_gen *g = co_new(numbers(3)), *e = co_new(eater()), *r = NULL;
	r = co_new(reader());
	co_for (long, v, g) x += (int)v; /* error: result-type */
	g = co_new(numbers(3)); /* the loop frees what it runs over */
	co_next(g, &f); /* error: result-type */
	co_next(g, &p.x); /* error: result-type */
	co_next(e, &x); /* error: result-type */
	co_throw(g, 1, "", &d); /* error: result-type */
	co_send(e, p, NULL); /* error: result-type */
	co_send(e, "text", NULL); /* error: result-type */
	co_send(e, (__float128)1, NULL); /* error: result-type */
	co_send(r, 2.0, &x); /* error: result-type */
	co_send(r, (_Complex double)1, &x); /* error: result-type */
	co_send(r, "text", &d); /* error: result-type */
	x += co_returned(int, e); /* error: result-type */

	/* Fine. */
	x += co_run(int, work(1));
	co_run(void, nothing());
	p = co_run(struct point, place());
	co_try_run(work(1), &x, &error);
	co_try_run(work(1), NULL, &error);
	co_for (int, v, g) x += v;
	g = co_new(numbers(3));
	co_next(g, &x);
	co_next(g, many);
	co_next(g, anything);
	co_next(e, NULL);
	co_next(given, &d);
	co_send(e, 1, NULL);
	co_send(e, 'a', NULL);
	co_send(e, (_Complex double)1, NULL);
	co_send(e, __extension__(__int128)1, NULL);
	co_send(r, "text", &x);
	co_send(r, NULL, &x);
	p = co_returned(struct point, e);
	return x + (int)f + (int)p.x;
}

static async(int) awaits_nothing(void) {
	await co_sleep(0);
	return 1;
}
static async(co_task *) makes_task(void) {
	await co_sleep(0);
	co_task *task = co_spawn(awaits_nothing());
	co_retain(task);
	return task;
}
static async(int) asks_it(void) {
	int x = co_result(int, await makes_task()) + co_result(int, await (await makes_task()));
	return x + co_result(int, ((await makes_task())));
}

int main(void) {
	co_for (float, f, from_ints(NULL, NULL, 1)) (void)f;
	co_for (int, i, sent_ints()) (void)i;
	co_for (int, i, sends_nothing()) (void)i;
	co_for (enum color, c, from_colors()) (void)c;
	co_free(co_new(from_numbers()));
	return plain_code(NULL) + co_run(int, run(NULL, NULL)) + co_run(int, asks_it());
}
