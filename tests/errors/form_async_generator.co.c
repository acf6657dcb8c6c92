/* Objects of async generators, which nothing runs but await, where a generator's is taken. */
#include <cogen.h>
#include <stddef.h>

static async_generator(int) ticks(int n) {
	for (int i = 0; i < n; i++) {
		await co_sleep(0.001);
		yield i;
	}
}

static async_generator(int) never_waits(int n) { yield n; }

static generator(int) numbers(int n) { yield n; }

static async(int) run(co_gen *given) {
	co_gen *g = co_new(ticks(3)), *other = NULL, *either = given ? co_new(ticks(1)) : co_new(numbers(1));
	int v = 0, sum = 0;
	co_next(g, &v); /* error: form */
	if (co_next((g), &v)) sum += v; /* error: form */
	co_send(g, 1, &v); /* error: form */
	co_throw(g, 1, "thrown", &v); /* error: form */
	co_close(g); /* error: form */
	co_for (int, i, g) sum += i; /* error: form */
	co_for (int, i, co_new(ticks(1))) sum += i; /* error: form */
	other = co_new(never_waits(3));
	co_next(other, NULL); /* error: form */

	co_gen *plain = co_new(numbers(2));
	sum += await co_anext(plain, &v); /* error: form */
	co_go(co_anext(plain, NULL)); /* error: form */
	await co_asend(plain, 1, &v); /* error: form */
	await co_athrow(plain, 1, "thrown", &v); /* error: form */
	await co_aclose(plain); /* error: form */
	co_for_await (int, i, plain) sum += i; /* error: form */

	/* Fine. */
	g = co_new(ticks(3)); /* the loops free what they run over */
	plain = co_new(numbers(2));
	sum += await co_anext(either, &v) + await co_aclose(given);
	co_next(plain, &v);
	co_next(given, &v);
	co_next(either, &v);
	while (await co_anext(g, &v)) sum += v + (co_gen_state(g) == CO_CLOSED) + (co_gen_error(g) != NULL);
	co_free(g);
	co_for_await (int, i, other) sum += i;
	g = NULL;
	return sum;
}

static generator(int) delegates(co_gen *given) {
	co_gen *g = co_new(ticks(3)), *plain = co_new(numbers(3));
	yield_from g; /* error: form */
	/* Fine. */
	yield_from given;
	yield_from plain;
}

static int from_outside(void) {
	int v = 0;
	co_gen *g = co_new(ticks(3));
	co_next(g, &v); /* error: form */
	co_free(g);
	return v;
}

int main(void) {
	co_for (int, v, delegates(NULL)) (void)v;
	return from_outside() + co_run(int, run(NULL));
}
