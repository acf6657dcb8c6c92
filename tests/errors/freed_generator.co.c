/* Generators that are used when they have been freed. */
#include <cogen.h>

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static async_generator(int) lines(int n) {
	await co_checkpoint();
	yield n;
}

static int looped(int n) {
	int v = 0, sum = 0;
	co_gen *g = co_new(numbers(n));
	co_for (int, value, g) {
		if (value == 3) break;
		sum += value;
	}
	co_free(g); /* warning: freed-generator */
	co_gen *twice = co_new(numbers(n));
	co_for (int, value, twice) sum += value;
	if (sum) {
		co_for (int, value, (twice)) sum += value;
		co_for (int, value, twice) sum += value; /* warning: freed-generator */
	}
	co_gen *freed = co_new(numbers(n));
	co_free(freed);
	while (co_next(freed, &v)) sum += v; /* warning: freed-generator */
	co_gen *sent = co_new(numbers(n));
	co_free(sent);
	co_send(sent, 1, &v); /* warning: freed-generator */
	co_gen *closed = co_new(numbers(n));
	co_free(closed);
	sum++;
	return sum + co_gen_state(closed); /* warning: freed-generator */
}

static generator(int) taken(co_gen *source, co_gen *other, co_gen *third) {
	co_defer co_free(other);
	co_for (int, value, source) yield value;
	yield -1;
	co_free(source); /* warning: freed-generator */
	co_for (int, value, other) yield value; /* warning: freed-generator */
	co_defer co_free(third);
	if (third) co_free(third); /* warning: freed-generator */
}

static async(void) awaited(co_gen *source) {
	co_for_await (int, value, source) (void)value;
	co_for_await (int, value, source) (void)value; /* warning: freed-generator */
}

/* Fine. */
static int fine(int n, co_gen *given, co_gen **out) {
	int v = 0, sum = 0;
	co_gen *g = co_new(numbers(n));
	if (n) {
		co_for (int, value, g) sum += value;
	} else {
		co_free(g);
	}
	g = co_new(numbers(n));
	co_for (int, value, g) sum += value;
	g = co_new(numbers(n));
	while (co_next(g, &v)) sum += v;
	co_free(g);
	g = NULL;
	co_free(g);
	for (int i = 0; i < n; i++) {
		co_gen *g = co_new(numbers(i));
		co_for (int, value, g) sum += value;
	}
	co_for (int, value, given) {
		if (value == 7) goto out;
	}
	return given == NULL ? 0 : sum;
out:
	*out = co_new(numbers(1));
	co_gen **place = &g;
	*place = co_new(numbers(1));
	co_for (int, value, g) sum += value;
	*place = co_new(numbers(1));
	co_free(g);
	co_free(*out);
	co_free(*out);
	return sum;
}

static int jumps(int n, co_gen *g) {
	switch (n) {
	case 0: co_free(g); break;
	case 1:
		co_for (int, value, g) n += value;
		break;
	case 2: co_free(g);
	case 3: return n;
	default: co_free(g);
	}
	return n;
}

static generator(int) guarded(co_gen *g, co_gen *again) {
	co_defer {
		if (again) co_free(again);
	}
	co_for (int, value, again) yield value;
	again = NULL;
	co_for (int, value, g) {
		yield value;
		co_gen *g = co_new(numbers(value));
		co_free(g);
	}
	if (g) yield -1;
}

int main(void) {
	co_gen *out = NULL;
	co_run(void, awaited(co_new(lines(1))));
	return looped(1) + fine(1, NULL, &out) + jumps(0, NULL) + (int)sizeof(&guarded) + (int)sizeof(&taken);
}
