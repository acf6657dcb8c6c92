/* Programs of generators as people write them: a sieve that grows, a merge of many, queens, trees that are compared leaf by leaf, statistics
 * of what is sent, workers in turn, a reader of JSON that is sent bytes and yields events. */
#include "check.h"
#include <cogen.h>

/* sieve by a chain that grows */
static generator(int) from(int n) {
	for (;;) yield n++;
}
static generator(int) without(int p, co_gen *source) {
	co_for (int, v, source)
		if (v % p) yield v;
}
static generator(int) primes(void) {
	co_gen *chain = co_new(from(2));
	co_defer co_free(chain);
	int p;
	while (co_next(chain, &p)) {
		yield p;
		chain = co_new(without(p, chain));
	}
}

/* merge of many sorted ones */
struct head {
	int value;
	co_gen *g;
};
static generator(int) merge(size_t n, co_gen **sources) {
	struct head heads[n];
	size_t open = 0;
	co_defer {
		for (size_t i = 0; i < open; i++) co_free(heads[i].g);
	}
	for (size_t i = 0; i < n; i++) {
		heads[open].g = sources[i];
		if (co_next(sources[i], &heads[open].value))
			open++;
		else
			co_free(sources[i]);
	}
	while (open) {
		size_t least = 0;
		for (size_t i = 1; i < open; i++)
			if (heads[i].value < heads[least].value) least = i;
		yield heads[least].value;
		if (!co_next(heads[least].g, &heads[least].value)) {
			co_free(heads[least].g);
			heads[least] = heads[--open];
		}
	}
}
static generator(int) staircase(int from, int by, int n) {
	while (n--) {
		yield from;
		from += by;
	}
}

/* n queens: solutions by yield_from, count returned */
static generator(const int *, void, int) queens(int *board, int n, int row) {
	if (row == n) {
		yield board;
		return 1;
	}
	int found = 0;
	for (int c = 0; c < n; c++) {
		int r;
		for (r = 0; r < row; r++)
			if (board[r] == c || abs(board[r] - c) == row - r) break;
		if (r < row) continue;
		board[row] = c;
		found += yield_from queens(board, n, row + 1);
	}
	return found;
}

/* same fringe */
struct tree {
	int v;
	struct tree *l, *r;
};
static generator(int) fringe(const struct tree *t) {
	if (!t->l && !t->r) {
		yield t->v;
		return;
	}
	if (t->l) yield_from fringe(t->l);
	if (t->r) yield_from fringe(t->r);
}
static bool same_fringe(const struct tree *a, const struct tree *b) {
	co_gen *other = co_new(fringe(b));
	bool same = true;
	co_for (int, v, fringe(a)) {
		int w;
		if (!co_next(other, &w) || v != w) {
			same = false;
			break;
		}
	}
	int w;
	if (same && co_next(other, &w)) same = false;
	co_free(other);
	return same;
}

/* a running mean with statistics returned */
struct stats {
	int n;
	double mean, m2;
};
static generator(double, double, struct stats) welford(void) {
	struct stats s = { 0 };
	for (;;) {
		double x = yield s.mean;
		if (x != x) return s;
		s.n++;
		double d = x - s.mean;
		s.mean += d / s.n;
		s.m2 += d * (x - s.mean);
	}
}

/* round robin */
static generator(void) worker(const char *name, int n) {
	co_defer printf("[%s done]\n", name);
	for (int i = 0; i < n; i++) {
		printf("%s %d\n", name, i);
		yield co_none;
	}
}

static void programs(void) {
	int k = 0;
	co_for (int, p, primes()) {
		printf("%d ", p);
		if (++k == 15) break;
	}
	puts("");
	co_gen *in[] = { co_new(staircase(0, 3, 5)), co_new(staircase(1, 4, 4)), co_new(staircase(2, 5, 0)), co_new(staircase(-5, 6, 5)) };
	co_for (int, v, merge(4, in)) printf("%d ", v);
	puts("");
	int board[8];
	co_gen *q = co_new(queens(board, 6, 0));
	const int *b;
	while (co_next(q, &b)) {
		for (int i = 0; i < 6; i++) printf("%d", b[i]);
		putchar(' ');
	}
	printf(": %d\n", co_returned(int, q));
	co_free(q);
	struct tree l1 = { 1, 0, 0 }, l2 = { 2, 0, 0 }, l3 = { 3, 0, 0 }, n1 = { 0, &l1, &l2 }, t1 = { 0, &n1, &l3 }, n2 = { 0, &l2, &l3 }, t2 = { 0, &l1, &n2 }, t3 = { 0, &l1, &l3 };
	printf("%d %d %d\n", same_fringe(&t1, &t2), same_fringe(&t1, &t3), same_fringe(&t3, &t2));
	co_gen *w = co_new(welford());
	double m;
	co_next(w, &m);
	for (int i = 1; i <= 5; i++) co_send(w, i * 1.5f, &m), printf("%.2f ", m);
	co_send(w, 0.0 / 0.0, &m);
	struct stats s = co_returned(struct stats, w);
	printf("n %d mean %.2f m2 %.2f\n", s.n, s.mean, s.m2);
	co_free(w);
	co_gen *ws[3] = { co_new(worker("a", 2)), co_new(worker("b", 4)), co_new(worker("c", 1)) };
	for (int alive = 3; alive;)
		for (int i = 0; i < 3; i++)
			if (ws[i] && !co_next(ws[i], NULL)) co_free(ws[i]), ws[i] = NULL, alive--;
}

/* An incremental JSON reader: bytes sent in, events yielded out, by mutual recursion with yield_from. */
struct event {
	enum { NOTHING, OPEN, CLOSE, KEY, STRING, NUMBER, WORD, END } kind;
	char text[40];
};
struct input {
	int c;
};

static generator(struct event, int) next_byte(struct input *in) {
	in->c = co_received(int, yield ((struct event){ NOTHING, "" }));
}
static generator(struct event, int) blanks(struct input *in) {
	while (in->c == ' ' || in->c == '\n') yield_from next_byte(in);
}
static generator(struct event, int) text(struct input *in, int kind) {
	struct event e = { kind, "" };
	size_t n = 0;
	for (;;) {
		yield_from next_byte(in);
		if (in->c == '"') break;
		if (in->c < 0) co_raise(1, "string not closed: %s", e.text);
		if (n + 1 < sizeof e.text) e.text[n++] = (char)in->c;
	}
	in->c = co_received(int, yield e);
}
static generator(struct event, int) value(struct input *in) {
	yield_from blanks(in);
	if (in->c == '"') {
		yield_from text(in, STRING);
	} else if (in->c == '[' || in->c == '{') {
		bool object = in->c == '{';
		in->c = co_received(int, yield ((struct event){ OPEN, { (char)in->c } }));
		yield_from blanks(in);
		while (in->c != ']' && in->c != '}') {
			if (object) {
				if (in->c != '"') co_raise(2, "a key begins with %c", in->c);
				yield_from text(in, KEY);
				yield_from blanks(in);
				if (in->c != ':') co_raise(3, "no colon behind a key");
				yield_from next_byte(in);
			}
			yield_from value(in);
			yield_from blanks(in);
			if (in->c == ',')
				yield_from next_byte(in), yield_from blanks(in);
			else if (in->c != ']' && in->c != '}') co_raise(4, "'%c' between values", in->c);
		}
		in->c = co_received(int, yield ((struct event){ CLOSE, { (char)in->c } }));
	} else {
		struct event e = { in->c == '-' || (in->c >= '0' && in->c <= '9') ? NUMBER : WORD, "" };
		size_t n = 0;
		while (in->c > ' ' && !strchr(",]}", in->c)) {
			if (n + 1 < sizeof e.text) e.text[n++] = (char)in->c;
			yield_from next_byte(in);
		}
		if (!n) co_raise(5, "a value begins with '%c'", in->c);
		struct event pending = e;
		int kept = in->c;
		(void)co_received(int, yield pending);
		in->c = kept;
	}
}
static generator(struct event, int) json(void) {
	struct input in;
	yield_from next_byte(&in);
	for (;;) {
		yield_from blanks(&in);
		if (in.c < 0) break;
		yield_from value(&in);
	}
	yield ((struct event){ END, "" });
}

static void feed(const char *what) {
	static const char *const names[] = { "", "open", "close", "key", "string", "number", "word", "end" };
	struct event e;
	co_gen *g = co_new(json());
	bool more = co_next(g, &e);
	for (const char *c = what; more; c++) {
		more = co_send(g, *c ? *c : -1, &e);
		while (more && e.kind) {
			printf(" %s(%s)", names[e.kind], e.text);
			if (e.kind == END) goto out;
			if (e.kind == NUMBER || e.kind == WORD) {
				more = co_next(g, &e);
				continue;
			}
			if (!*c) break;
			c++;
			more = co_send(g, *c ? *c : -1, &e);
		}
	}
out:
	if (co_gen_error(g)) {
		printf(" error %d: %s", co_gen_error(g)->code, co_gen_error(g)->message);
	}
	co_free(g);
	puts("");
}

int main(void) {
	programs();
	feed("{\"a\": [1, 2, {\"b\": \"x y\"}], \"c\": null}");
	feed("[1 2]");
	feed("{\"a\" 1}");
	feed("\"open");
	return 0;
}
