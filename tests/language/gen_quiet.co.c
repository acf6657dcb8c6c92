/* Generators that ask themselves for a value, from wherever something other than their own code may run: they are told that they run
 * already, however they were asked, and go on. Those that cannot are not marked as running; whatever is done with them between two
 * values works as with any other. */
#include "check.h"
#include <cogen.h>

static co_gen *self;
static int told;

/** Asks the generator that runs; what it is told. */
static int ask(int value) {
	int x = -1;
	if (co_next(self, &x) || x != -1 || co_gen_error(self)->code != CO_ESTATE || co_gen_state(self) != CO_RUNNING) return -1000;
	if (co_close(self) != CO_ESTATE) return -2000;
	told++;
	return value;
}

static void ask_at_the_end(int *value) { *value = ask(*value); }

#define ASKED(v) (ask(v))
#define TWICE(v) ((v) * 2)

static generator(int) by_call(int n) {
	for (int i = 0; i < n; i++) yield i;
	yield ask(100);
	for (int i = 0; i < n; i++) yield i;
}

static generator(int) by_condition(int n) {
	for (int i = 0; ask(i) < n; i++) yield i;
}

static generator(int) by_operand(int n) {
	while (n-- && (n > 2 || ask(1))) yield n;
}

static generator(int) by_macro(int n) {
	for (int i = 0; i < n; i++) {
		yield TWICE(i);
		if (i == 1) yield ASKED(i);
	}
}

static generator(int) by_pointer(int n) {
	int (*pointer)(int) = ask;
	while (n--) {
		yield n;
		if (n == 1) n = pointer(n);
	}
}

static generator(int) by_cleanup(int n) {
	while (n--) {
		yield n;
		int value __attribute__((cleanup(ask_at_the_end), unused)) = n;
	}
}

static generator(int) by_statement(int n) {
	while (n--) {
		yield n;
		n = ({ int value = n; if (n == 1) value = ask(n); value; });
	}
}

static generator(int) by_goto(int n) {
again:
	yield n;
	if (n == 2) goto other;
	if (n--) goto again;
	return;
other:
	n = ask(n) - 1;
	goto again;
}

static generator(int) by_switch(int n) {
	for (;;) {
		yield n;
		switch (n--) {
		case 0: return;
		case 2: n = ask(n); break;
		default: continue;
		}
	}
}

static generator(int) inner(int n) {
	while (n--) yield n;
}

static generator(int) by_loop(int n) {
	while (n--) {
		yield n;
		co_for (int, v, by_call(1)) n += v >= 100 ? v - 100 : 0;
	}
}

static generator(int) behind_delegate(int n) {
	yield_from inner(n);
	yield ask(50);
	yield_from inner(n);
	ask(0);
}

static generator(int) inside_delegate(int n) {
	yield_from by_call(n);
	yield 7;
}

static generator(int) recursive(int n) {
	yield n;
	if (n) yield_from recursive(n - 1);
	yield ask(-n);
}

static void all(const char *what, co_gen *g) {
	int v;
	self = g;
	told = 0;
	printf("%s:", what);
	while (co_next(g, &v)) printf(" %d", v);
	printf(", told %d, error %d\n", told, co_gen_error(g) ? co_gen_error(g)->code : 0);
	co_free(g);
}

/* ---- those that cannot ---------------------------------------------------------------------------------------------- */

struct wide {
	char text[150];
	int n;
};

struct fifty {
	char text[48];
	short n;
};

static generator(struct wide) wides(int n) {
	struct wide w = { "w", 0 };
	while (n--) {
		w.n++;
		yield w;
	}
}

static generator(struct fifty) fifties(int n) {
	struct fifty w = { "w", 0 };
	while (n--) {
		w.n++;
		yield w;
	}
}

static generator(void) nothings(int n) {
	while (n--) yield co_none;
}

static generator(int, int, int) echo(int n) {
	int sum = 0;
	while (n--) sum += yield sum;
	return sum;
}

static generator(int) chars(const char *text) {
	while (*text) yield(*text++);
}

static void between(void) {
	int v, n = 0;
	co_gen *g = co_new(echo(6));
	show("created", co_gen_state(g) == CO_CREATED);
	while (co_next(g, &v)) {
		show("suspended", co_gen_state(g) == CO_SUSPENDED);
		if (++n == 2) show("sent", co_send(g, 5, &v));
		if (n == 3) show("without a target", co_next(g, NULL));
		if (n == 3) show("sent again", co_send(g, 6L, &v));
		show("value", v);
	}
	show("returned", co_returned(int, g));
	show("again", co_next(g, &v));
	co_free(g);

	g = co_new(echo(100));
	for (int i = 0; i < 3; i++) co_next(g, &v);
	show("thrown", co_throw(g, 77, "away", &v));
	show("error", co_gen_error(g)->code);
	show("closed", co_gen_state(g) == CO_CLOSED);
	show("over", co_next(g, &v));
	co_free(g);

	g = co_new(echo(100));
	for (int i = 0; i < 3; i++) co_next(g, &v);
	show("close", co_close(g));
	show("over", co_next(g, &v));
	co_free(g);

	/* one that another delegates to meanwhile */
	g = co_new(inner(4));
	co_next(g, &v);
	co_gen *first = co_new(inner(2));
	co_next(first, &v);
	co_free(first);
	show("left", v);
	co_for (int, x, g) show("rest", x);

	struct wide w;
	struct fifty f;
	n = 0;
	g = co_new(wides(4));
	while (co_next(g, &w)) n += w.n;
	co_free(g);
	g = co_new(fifties(4));
	while (co_next(g, &f)) n += f.n;
	co_free(g);
	g = co_new(nothings(4));
	while (co_next(g, NULL)) n++;
	co_free(g);
	int *target = n > 1000 ? &v : NULL;
	g = co_new(chars("abc"));
	while (co_next(g, target)) n++;
	co_free(g);
	show("all", n);
}

static generator(int) delegates_to(co_gen *g) {
	yield 1;
	yield_from g;
	yield 2;
}

static void delegated(void) {
	int v;
	co_gen *g = co_new(inner(5)), *outer = co_new(delegates_to(g));
	co_next(g, &v);
	while (co_next(outer, &v)) {
		int other;
		if (v == 2 && !co_next(g, &other)) show("delegated to", co_gen_error(g) ? co_gen_error(g)->code : 0);
		show("outer", v);
	}
	co_free(outer);
	show("state", co_gen_state(g));
	co_free(g);
}

int main(void) {
	all("call", co_new(by_call(3)));
	all("condition", co_new(by_condition(3)));
	all("operand", co_new(by_operand(5)));
	all("macro", co_new(by_macro(3)));
	all("pointer", co_new(by_pointer(4)));
	all("cleanup", co_new(by_cleanup(3)));
	all("statement", co_new(by_statement(4)));
	all("goto", co_new(by_goto(4)));
	all("switch", co_new(by_switch(4)));
	all("loop", co_new(by_loop(3)));
	all("behind", co_new(behind_delegate(3)));
	all("inside", co_new(inside_delegate(3)));
	all("recursive", co_new(recursive(3)));
	between();
	delegated();
	return 0;
}
