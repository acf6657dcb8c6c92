/* GEN: generator objects: next, send, throw, close. '+' is said by a body that begins, '~' by its cleanup. */
#include "conformance.h"

/* Yields 0 … n-1, says what it is sent and returns ten times as much as was asked for. */
static generator(int, int, int) numbers(int n) {
	say("+");
	co_defer { say("~"); }
	for (int i = 0; i < n; i++) {
		int sent = yield i;
		if (sent) say_number(sent);
	}
	return n * 10;
}

static int error_of(co_gen *g) { return code_in(co_gen_error(g)); }

FACT(GEN_1) {
	co_gen *g = co_new(numbers(2));
	check(said("") && co_gen_state(g) == CO_CREATED);
	co_next(g, (int *)NULL);
	check(said("+"));
	co_free(g);
	check(said("~"));
}
FACT(GEN_2) {
	int v = -1;
	co_gen *g = co_new(numbers(2));
	check(co_next(g, &v) && v == 0 && said("+"));
	co_free(g);
	said("~");
}
FACT(GEN_3) {
	int v = -1;
	co_gen *g = co_new(numbers(2));
	check(co_send(g, 0, &v) && v == 0 && said("+"));
	check(co_send(g, 0, &v) && v == 1 && said("")); /* as next all the way */
	co_free(g);
	said("~");
}
FACT(GEN_4) {
	int v = -1;
	co_gen *g = co_new(numbers(2));
	check(!co_send(g, 5, &v) && error_of(g) == CO_ESTATE && co_gen_state(g) == CO_CREATED && v == -1 && said(""));
	check(co_next(g, &v) && v == 0 && error_of(g) == 0 && said("+"));
	co_free(g);
	said("~");
}
FACT(GEN_5) {
	int v;
	co_gen *g = co_new(numbers(9));
	co_next(g, &v);
	co_send(g, 7, &v);
	check(said("+7"));
	co_next(g, &v);
	check(said("")); /* received zero, not seven again */
	co_send(g, -3, &v);
	check(said("-3"));
	co_free(g);
	said("~");
}
FACT(GEN_6) {
	int v;
	co_gen *g = co_new(numbers(3));
	co_next(g, &v);
	check(co_send(g, 7, &v) && v == 1);
	check(co_send(g, 8, &v) && v == 2);
	check(!co_send(g, 9, &v) && v == 2);
	co_free(g);
	check(said("+789~"));
}

static generator(void, int) yields_nothing(void) {
	for (;;) say_number(co_received(int, yield co_none));
}
FACT(GEN_7) {
	co_gen *g = co_new(yields_nothing());
	check(co_next(g, NULL) && co_send(g, 4, NULL) && co_next(g, NULL) && said("40"));
	co_free(g);
}

static generator(int) falls_off(int n) {
	while (n--) yield n;
}
FACT(GEN_8) {
	int v = -1;
	co_gen *g = co_new(falls_off(1));
	check(co_next(g, &v) && v == 0);
	v = -1;
	check(!co_next(g, &v) && error_of(g) == 0 && co_gen_state(g) == CO_CLOSED && v == -1);
	co_free(g);
}
FACT(GEN_9) {
	int v;
	co_gen *g = co_new(numbers(1));
	check(co_next(g, &v) && !co_next(g, &v) && error_of(g) == 0 && co_returned(int, g) == 10);
	co_free(g);
	check(said("+~"));
}
/* The end comes once, with what was returned; that is kept, so nobody has to catch it. */
FACT(GEN_10) {
	int v = -1;
	co_gen *g = co_new(numbers(0));
	check(!co_next(g, &v) && said("+~"));
	for (int i = 0; i < 3; i++) {
		check(!co_next(g, &v) && error_of(g) == 0);
		check(!co_send(g, 5, &v) && error_of(g) == 0);
		check(co_returned(int, g) == 0 && co_gen_state(g) == CO_CLOSED);
	}
	check(v == -1 && said(""));
	co_free(g);
}
static generator(int, int, int) yields_never(int result) {
	say("+");
	if (!result) yield 1;
	return result;
}
FACT(GEN_11) {
	int v = -1;
	co_gen *g = co_new(yields_never(7));
	check(!co_next(g, &v) && error_of(g) == 0 && co_gen_state(g) == CO_CLOSED && co_returned(int, g) == 7 && said("+") && v == -1);
	co_free(g);
}

struct pair {
	const void *first;
	long second[3];
};
static generator(int, void, struct pair) returns_a_struct(const void *first) {
	yield 1;
	return (struct pair){ first, { 1, 2, 3 } };
}
static generator(int, void, const co_error *) returns_an_error(const co_error *error) {
	yield 1;
	return error;
}
FACT(GEN_12) {
	int v = 0;
	co_gen *g = co_new(returns_a_struct(&v));
	while (co_next(g, &v)) continue;
	struct pair pair = co_returned(struct pair, g);
	check(pair.first == &v && pair.second[0] == 1 && pair.second[2] == 3);
	co_free(g);
	co_error error = { .code = 3, .message = "an error as a value" };
	g = co_new(returns_an_error(&error));
	while (co_next(g, &v)) continue;
	check(error_of(g) == 0 && co_returned(const co_error *, g) == &error);
	co_free(g);
}

/* Where `catches` wants it, what is thrown is answered with its code, or ends it with a result of one more. */
enum catching { NO, YIELDS, RETURNS, RAISES };
static generator(int, int, int) catching(enum catching how) {
	co_defer { say("~"); }
	for (int i = 0;; i++) {
		int code = 0;
		co_try { yield i; }
		co_catch (e) {
			say("c");
			if (how == RETURNS) return e->code + 1;
			if (how == RAISES) co_raise(78, "another");
			if (how == NO) co_reraise;
			code = e->code;
		}
		if (code) yield code;
	}
}
FACT(GEN_13) {
	int v = -1;
	co_gen *g = co_new(catching(NO));
	co_next(g, &v), co_next(g, &v);
	check(!co_throw(g, 42, "because", &v));
	check(error_of(g) == 42 && !strcmp(message_in(co_gen_error(g)), "because") && said("c~"));
	co_free(g);
}
FACT(GEN_14) {
	int v = -1;
	co_gen *g = co_new(catching(YIELDS));
	co_next(g, &v);
	check(co_throw(g, 42, "because", &v) && v == 42 && error_of(g) == 0 && co_gen_state(g) == CO_SUSPENDED);
	check(co_next(g, &v) && v == 1 && co_next(g, &v) && v == 2 && said("c"));
	check(co_throw(g, 43, "again", &v) && v == 43 && said("c"));
	co_free(g);
	said("~");
}
FACT(GEN_15) {
	int v = -1;
	co_gen *g = co_new(catching(RETURNS));
	co_next(g, &v);
	check(!co_throw(g, 42, "because", &v) && error_of(g) == 0 && co_returned(int, g) == 43 && said("c~"));
	co_free(g);
}
FACT(GEN_16) {
	int v = -1;
	co_gen *g = co_new(catching(YIELDS));
	check(!co_throw(g, 42, "because", &v) && error_of(g) == 42 && co_gen_state(g) == CO_CLOSED && said(""));
	check(!co_next(g, &v) && error_of(g) == 0 && v == -1);
	co_free(g);
	check(said(""));
}
FACT(GEN_17) {
	int v;
	co_gen *g = co_new(numbers(0));
	co_next(g, &v);
	said("+~");
	for (int code = 42; code < 44; code++) {
		check(!co_throw(g, code, "late", &v) && error_of(g) == code && !strcmp(message_in(co_gen_error(g)), "late"));
		check(!co_next(g, &v) && error_of(g) == 0);
	}
	check(co_returned(int, g) == 0 && said(""));
	co_free(g);
}

static generator(int) raises(int code) {
	co_defer { say("~"); }
	yield 1;
	co_raise(code, "number %d", code);
}
FACT(GEN_18) {
	int v;
	co_gen *g = co_new(raises(77));
	check(co_next(g, &v) && !co_next(g, &v) && error_of(g) == 77 && co_gen_state(g) == CO_CLOSED && said("~"));
	check(!strcmp(message_in(co_gen_error(g)), "number 77"));
	check(!co_next(g, &v) && error_of(g) == 0);
	co_free(g);
	g = co_new(catching(RAISES));
	co_next(g, &v);
	check(!co_throw(g, 42, "because", &v) && error_of(g) == 78 && cause_in(co_gen_error(g)) == 42 && said("c~"));
	check(!co_next(g, &v) && error_of(g) == 0);
	co_free(g);
}

static void returned_of_one_that_raised(void) {
	int v;
	co_gen *g = co_new(raises(CO_EGENEXIT));
	while (co_next(g, &v)) continue;
	co_returned(void, g);
}
/* An end is an outcome of its own: no error that a body raises can be taken for one. */
FACT(GEN_19) {
	int v;
	co_gen *g = co_new(raises(CO_EGENEXIT));
	check(co_next(g, &v) && !co_next(g, &v) && error_of(g) == CO_EGENEXIT && said("~"));
	co_free(g);
	check(aborts(returned_of_one_that_raised));
}

FACT(GEN_20) {
	int v;
	co_gen *g = co_new(numbers(3));
	check(co_close(g) == 0 && co_gen_state(g) == CO_CLOSED && said(""));
	check(!co_next(g, &v) && error_of(g) == 0);
	co_free(g);
	check(said(""));
}

static generator(int) sees_the_close(void) {
	co_try { yield 1; }
	co_catch_all (e) {
		say(e->code == CO_EGENEXIT ? "x" : "?");
		co_reraise;
	}
	co_finally { say("f"); }
	say("never");
}
FACT(GEN_21) {
	int v;
	co_gen *g = co_new(sees_the_close());
	co_next(g, &v);
	check(co_close(g) == 0 && said("xf") && co_gen_state(g) == CO_CLOSED);
	co_free(g);
	check(said(""));
}

static void returned_of_one_that_was_closed(void) {
	int v;
	co_gen *g = co_new(numbers(3));
	co_next(g, &v);
	co_close(g);
	co_returned(int, g);
}
FACT(GEN_22) {
	int v;
	co_gen *g = co_new(numbers(3));
	co_next(g, &v);
	check(co_close(g) == 0 && error_of(g) == 0 && said("+~"));
	co_free(g);
	check(aborts(returned_of_one_that_was_closed));
}

enum close_answer { RETURN_VALUE, YIELD_ONCE, RAISE };
static generator(int, int, int) answers_close(enum close_answer how) {
	co_defer { say("~"); }
	for (int i = 0;; i++) {
		bool again = false;
		co_try { yield i; }
		co_catch_all (e) {
			say(e->code == CO_EGENEXIT ? "x" : "?");
			if (how == RETURN_VALUE) return 55;
			if (how == RAISE) co_raise(66, "while it was closed");
			again = i == 0;
			if (!again) co_reraise;
		}
		if (again) {
			yield 100;
			say("n");
		}
	}
}
static generator(int) ignores_all(void) {
	for (;;) {
		co_try { yield 1; }
		co_catch_all (e) say("x");
	}
}
FACT(GEN_23) {
	int v;
	co_gen *g = co_new(answers_close(RETURN_VALUE));
	co_next(g, &v);
	check(co_close(g) == 0 && error_of(g) == 0 && co_returned(int, g) == 55 && said("x~"));
	co_free(g);
}
FACT(GEN_24) {
	int v;
	co_gen *g = co_new(answers_close(YIELD_ONCE));
	co_next(g, &v);
	check(co_close(g) == CO_ESTATE && error_of(g) == CO_ESTATE && said("x"));
	co_free(g);
	check(said("~"));
}
FACT(GEN_25) {
	int v;
	co_gen *g = co_new(answers_close(YIELD_ONCE));
	co_next(g, &v);
	check(co_close(g) == CO_ESTATE && co_gen_state(g) == CO_SUSPENDED && said("x"));
	check(co_next(g, &v) && v == 1 && said("n")); /* it stood at the yield that ignored it */
	check(co_close(g) == 0 && co_gen_state(g) == CO_CLOSED && said("x~"));
	co_free(g);
}
FACT(GEN_26) {
	int v;
	co_gen *g = co_new(answers_close(RAISE));
	co_next(g, &v);
	check(co_close(g) == 66 && error_of(g) == 66 && cause_in(co_gen_error(g)) == CO_EGENEXIT);
	check(co_gen_state(g) == CO_CLOSED && said("x~"));
	check(!co_next(g, &v) && error_of(g) == 0);
	co_free(g);
}
FACT(GEN_27) {
	int v;
	co_gen *g = co_new(numbers(0));
	co_next(g, &v);
	for (int i = 0; i < 3; i++) check(co_close(g) == 0 && co_gen_state(g) == CO_CLOSED && error_of(g) == 0);
	check(co_returned(int, g) == 0);
	co_free(g);
	g = co_new(numbers(3));
	co_next(g, &v);
	for (int i = 0; i < 3; i++) check(co_close(g) == 0);
	co_free(g);
	check(said("+~+~"));
}

static void give_back(char **memory) {
	free(*memory);
	say("r");
}
static generator(int) holds_memory(int n) {
	char *memory __attribute__((cleanup(give_back))) = malloc(100);
	co_gen *inner = co_new(numbers(n));
	co_defer { co_free(inner); }
	int v;
	while (co_next(inner, &v)) yield v;
}
FACT(GEN_28) {
	int v;
	long before = live;
	co_gen *g = co_new(holds_memory(3));
	co_next(g, &v);
	long at_work = live;
	check(co_close(g) == 0 && said("+~r") && live < at_work && live == before + 1); /* the object itself */
	co_free(g);
	check(live == before);
}

static generator(int) ordinary_handler(void) {
	co_defer { say("~"); }
	co_try { yield 1; }
	co_catch (e) say("wrong");
	co_finally { say("f"); }
	say("never");
}
FACT(GEN_29) {
	int v;
	co_gen *g = co_new(ordinary_handler());
	co_next(g, &v);
	check(co_close(g) == 0 && said("f~"));
	co_free(g);
	g = co_new(sees_the_close());
	co_next(g, &v);
	check(co_close(g) == 0 && said("xf"));
	co_free(g);
}
FACT(GEN_30) {
	int v;
	co_gen *g = co_new(sees_the_close());
	co_next(g, &v);
	co_free(g);
	check(said("xf"));
	g = co_new(numbers(3));
	co_next(g, &v), co_close(g);
	co_free(g);
	check(said("+~"));
}
FACT(GEN_31) {
	int v;
	co_gen *g = co_new(answers_close(RAISE));
	co_next(g, &v);
	listen_to_stderr();
	co_free(g);
	const char *text = heard();
	check(times(text, "while it was closed") == 1 && times(text, "answers_close") >= 1 && said("x~"));
	/* One that ignores even that. */
	g = co_new(ignores_all());
	co_next(g, &v);
	listen_to_stderr();
	co_free(g);
	text = heard();
	check(times(text, "yielded while it was closed") >= 1 && said("xx"));
}

static co_gen *itself;
static generator(int) runs_itself(void) {
	int v = -1;
	co_defer { say("~"); }
	say_number(co_gen_state(itself) == CO_RUNNING);
	say_number(!co_next(itself, &v) && error_of(itself) == CO_ESTATE);
	say_number(!co_send(itself, 3, &v) && error_of(itself) == CO_ESTATE);
	say_number(!co_throw(itself, 3, "in", &v) && error_of(itself) == CO_ESTATE);
	say_number(co_close(itself) == CO_ESTATE);
	say_number(v == -1);
	yield 1;
	yield 2;
}
FACT(GEN_32) {
	int v;
	itself = co_new(runs_itself());
	check(co_next(itself, &v) && v == 1 && said("111111"));
	check(error_of(itself) == 0 && co_gen_state(itself) == CO_SUSPENDED); /* it was told to the inner calls */
	check(co_next(itself, &v) && v == 2 && !co_next(itself, &v));
	co_free(itself);
	check(said("~"));
}
FACT(GEN_33) {
	int v;
	itself = co_new(runs_itself());
	check(co_gen_state(itself) == CO_CREATED);
	co_next(itself, &v);
	check(co_gen_state(itself) == CO_SUSPENDED);
	while (co_next(itself, &v)) continue;
	check(co_gen_state(itself) == CO_CLOSED);
	co_free(itself);
	check(said("111111~"));
	itself = co_new(raises(5));
	while (co_next(itself, &v)) continue;
	check(co_gen_state(itself) == CO_CLOSED && error_of(itself) == 5 && said("~"));
	co_free(itself);
}

static void counted(int *n) { say_number(*n); }
static generator(int) cleans_up(int how) {
	int first __attribute__((cleanup(counted))) = 1;
	co_defer { say("2"); }
	co_try {
		co_defer { say("4"); }
		yield 1;
		if (how == 1) return;
		if (how == 2) co_raise(9, "as told");
		yield 2;
	}
	co_finally { say("3"); }
}
FACT(GEN_34) {
	for (int how = 0; how < 4; how++) {
		int v;
		co_gen *g = co_new(cleans_up(how));
		check(co_next(g, &v) && said(""));
		if (how == 3)
			check(co_close(g) == 0);
		else
			while (co_next(g, &v)) continue;
		check(said("4321") && error_of(g) == (how == 2 ? 9 : 0));
		co_close(g);
		co_free(g);
		check(said(""));
	}
}
FACT(GEN_35) {
	int v, w;
	co_gen *a = co_new(numbers(3)), *b = co_new(numbers(5));
	check(co_next(a, &v) && co_next(a, &v) && v == 1);
	check(co_next(b, &w) && w == 0 && co_next(a, &v) && v == 2 && co_next(b, &w) && w == 1);
	check(!co_next(a, &v) && co_returned(int, a) == 30);
	co_free(a);
	check(co_next(b, &w) && w == 2);
	co_free(b);
	check(said("++~~"));
}
/* A loop over a generator that somebody holds leaves it suspended; co_for holds its own, and closes it. */
FACT(GEN_36) {
	int v;
	co_gen *g = co_new(numbers(5));
	while (co_next(g, &v))
		if (v == 1) break;
	check(co_gen_state(g) == CO_SUSPENDED && said("+"));
	check(co_next(g, &v) && v == 2);
	co_free(g);
	check(said("~"));
	co_for (int, n, numbers(5))
		if (n == 1) break;
	check(said("+~"));
}

static generator(int) yields_while_it_handles(bool again) {
	co_try { co_raise(11, "inside"); }
	co_catch (e) {
		yield e->code;
		say_number(e->code);
		if (again) co_reraise;
		co_try { co_raise(14, "caught meanwhile"); }
		co_catch (f) say(f->cause == e ? "=" : "?");
		co_raise(12, "meanwhile");
	}
}
static generator(int) raises_between(co_gen *g) {
	int v;
	co_next(g, &v);
	co_try { co_raise(13, "outside"); }
	co_catch (e) {
		say(e->cause ? "seen" : "");
		co_next(g, &v); /* raises within, with what it handles and not with this one as the cause */
		const co_error *error = co_gen_error(g);
		say_number(code_in(error));
		say_number(cause_in(error));
		say(error && error->cause && error->cause->cause ? "seen" : "");
		yield e->code;
	}
}
FACT(GEN_37) {
	int v;
	co_gen *inner = co_new(yields_while_it_handles(false)), *g = co_new(raises_between(inner));
	check(co_next(g, &v) && v == 13 && said("11=1211"));
	co_free(g), co_free(inner);
}
FACT(GEN_38) {
	int v;
	co_gen *g = co_new(yields_while_it_handles(true));
	check(co_next(g, &v) && v == 11);
	check(!co_next(g, &v) && error_of(g) == 11 && !strcmp(message_in(co_gen_error(g)), "inside") && said("11"));
	co_free(g);
}
FACT(GEN_39) {
	co_for (int, v, numbers(4)) {
		if (v == 1) continue;
		say_number(v);
	}
	check(said("+023~"));
	co_for (int, v, numbers(0)) say("never");
	check(said("+~"));
}
