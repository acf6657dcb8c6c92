/* Values of more than eight bytes, yielded, sent and returned: built from what ends its life at the yield, from themselves, changed behind
 * the yield, sent back, through delegation, in loops of all three kinds. What is handed out is the value from before. */
#include "check.h"
#include <cogen.h>

struct triple {
	long a, b, c;
};
struct wide {
	int n[10];
	struct triple t;
	unsigned low : 5, high : 7;
};
typedef struct {
	_Alignas(64) double at[3];
	char tail;
} over_aligned;
union either {
	struct triple t;
	char text[24];
};

static void print(const char *what, struct triple t) { printf("%s %ld %ld %ld\n", what, t.a, t.b, t.c); }
static struct triple make(long a) { return (struct triple){ a, a + 1, a + 2 }; }
static struct triple turned(struct triple t) { return (struct triple){ t.b, t.c, t.a }; }

/* It yields what it was sent, turned: each from itself, as it dies. */
static generator(struct triple, struct triple, struct triple) turns(struct triple t) {
	for (int i = 0; i < 3; i++) t = yield ((struct triple){ t.b, t.c, t.a });
	return (struct triple){ t.c, t.b, t.a };
}

/* Live over a delegation only, and dying at the one yield. */
static generator(struct triple, struct triple) kept_over_others(long n) {
	const struct triple kept = make(n), more = make(n + 10);
	yield_from turns(kept);
	yield_from turns(more);
	if (n > 1) yield ((struct triple){ more.c, kept.a, kept.b });
	struct triple last = turned(kept);
	last = yield turned(last);
	print("last received", last);
}

/* What is changed behind the yield was handed out as it was. */
static generator(struct wide, int) counts(int n) {
	struct wide w = { .low = 1, .high = 100 };
	struct wide *at = &w;
	for (int i = 0; i < n; i++) {
		w.n[i] = i * i;
		w.t = make(w.n[i]);
		int sent = co_received(int, yield w);
		at->low += 3;
		w.high--;
		w.n[9] += sent;
		at->t = turned(w.t);
		sent = co_received(int, yield *at);
		if (sent) w = (struct wide){ { w.n[9], w.n[1] }, { w.t.c, w.t.a, w.t.b }, 30, (unsigned)w.n[9] % 100u };
	}
}

/* Operands that suspend themselves, choose, jump, and hold literals. */
static generator(struct triple, struct triple) mixes(bool first) {
	struct triple a = make(100), b = make(200);
	struct triple got = yield ((struct triple){ (yield a).a, (yield b).b, (yield (first ? a : b)).c });
	print("mixed received", got);
	got = yield (first ? (yield got) : turned(yield turned(got)));
	print("mixed received", got);
	struct triple all[3] = { got, turned(got), turned(turned(got)) };
	for (int i = 0; i < 3; i++) all[i] = yield all[(i + 1) % 3];
	for (int i = 0; i < 3; i++) print("all", all[i]);
	yield ({
		struct triple sum = { 0, 0, 0 };
		for (int i = 0; i < 3; i++) sum.a += all[i].a, sum.b += all[i].b, sum.c += all[i].c;
		sum;
	});
	yield *&(struct triple){ got.c, got.c, (yield got).b };
}

static generator(over_aligned) aligned(int n) {
	over_aligned value = { { 0.5, 1, 2 }, 'a' };
	for (int i = 0; i < n; i++) {
		yield value;
		value = (over_aligned){ { value.at[2], value.at[0], value.at[1] * 2 }, (char)(value.tail + 1) };
	}
}

static generator(union either) both(void) {
	union either e = { .t = make(7) };
	yield e;
	strcpy(e.text, "a text of 23 characters");
	yield e;
}

/* Through levels, some of them objects. */
static generator(struct triple, struct triple, struct triple) nested(int depth, long n) {
	if (depth == 0) return yield_from turns(make(n));
	struct triple before = make(n * 10), result;
	if (depth % 2) {
		co_gen *g = co_new(nested(depth - 1, n + 1));
		co_defer co_free(g);
		result = co_returned(struct triple, (yield_from g));
	} else {
		result = yield_from nested(depth - 1, n + 1);
	}
	before = yield ((struct triple){ result.a, before.b, result.c });
	return turned(before);
}

static async_generator(struct triple, struct triple) awaits(long n) {
	struct triple t = make(n);
	for (int i = 0; i < 3; i++) {
		if (suspend_now()) await co_checkpoint();
		t = yield ((struct triple){ t.c, t.a, t.b });
		if (suspend_now()) await co_checkpoint();
	}
}

static async(void) asks(void) {
	co_gen *g = co_new(awaits(50));
	struct triple t = { 0, 0, 0 };
	bool more = await co_anext(g, &t);
	while (more) {
		print("asked", t);
		t.a++;
		more = await co_asend(g, t, &t); /* sent from where the answer goes */
	}
	co_free(g);
	co_for_await (struct triple, each, awaits(60)) print("each", each);
}

static async(void) loops(int n) {
	struct triple sum = { 0, 0, 0 };
	co_for (struct wide, w, counts(n)) {
		if (suspend_now()) await co_checkpoint();
		sum.a += w.t.a, sum.b += w.low, sum.c += w.high;
		w.t.a = 0; /* a copy of one's own */
	}
	print("loops", sum);
}

/* A literal in co_received needs no parentheses around its commas. */
static generator(struct triple, int) literals(void) {
	int n = co_received(int, yield (struct triple){ 1, 2, 3 });
	while (n) n = co_received(int, yield (struct triple){ .a = n, .c = n + 1 }) - 1;
}

int main(void) {
	struct triple t = { 0, 0, 0 };
	co_gen *g = co_new(turns(make(1)));
	for (bool more = co_next(g, &t); more; more = co_send(g, t, &t)) print("turns", t);
	print("returned", co_returned(struct triple, g));
	co_free(g);

	g = co_new(literals());
	for (bool more = co_next(g, &t); more; more = co_send(g, (int)t.c, &t)) {
		print("literals", t);
		if (t.c > 3) t.c = 1;
	}
	co_free(g);

	for (long n = 1; n < 3; n++) {
		g = co_new(kept_over_others(n));
		for (bool more = co_next(g, &t); more; more = co_send(g, ((struct triple){ t.c, 0, t.a }), &t)) print("kept", t);
		co_free(g);
	}

	struct wide w, before = { .low = 0 };
	g = co_new(counts(3));
	for (int i = 0; co_send(g, i, &w); i++) {
		printf("wide %d %d %d, %ld %ld %ld, %u %u; before %u\n", w.n[0], w.n[1], w.n[9], w.t.a, w.t.b, w.t.c, w.low, w.high, before.low);
		before = w;
	}
	co_free(g);
	co_for (struct wide, each, counts(2)) {
		printf("each %ld %u\n", each.t.a, each.low);
		each.t.a = -1;
	}

	for (int first = 0; first < 2; first++) {
		g = co_new(mixes(first));
		int i = 0;
		for (bool more = co_next(g, &t); more; more = co_send(g, turned(t), &t), i++) print("mixes", t);
		co_free(g);
	}

	co_for (over_aligned, value, aligned(4)) printf("aligned %d %.1f %.1f %.1f %c\n", (int)((uintptr_t)&value % _Alignof(over_aligned)), value.at[0], value.at[1], value.at[2], value.tail);
	co_for (union either, e, both()) printf("either %ld\n", e.t.a % 1000);
	union either e = { .t = { 0, 0, 0 } };
	g = co_new(both());
	co_next(g, &e), co_next(g, &e);
	co_free(g);
	printf("%s\n", e.text);

	g = co_new(nested(4, 3));
	for (bool more = co_next(g, &t); more; more = co_send(g, t, &t)) print("nested", t);
	print("returned", co_returned(struct triple, g));
	co_free(g);

	co_run(void, asks());
	co_run(void, loops(2));
	return 0;
}
