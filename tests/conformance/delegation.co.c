/* YF: yield_from. outer is the generator that delegates, sub what it delegates to. */
#include "conformance.h"

static generator(int, int, int) sub(int n) {
	co_defer { say("s"); }
	for (int i = 0; i < n; i++) {
		int sent = yield i;
		if (sent) say_number(sent);
		if (sent == 9) return 90;
	}
	return n * 10;
}
static generator(int, int, int) outer(int n) {
	co_defer { say("o"); }
	int result = yield_from sub(n);
	say_number(result);
	yield 100;
	return result + 1;
}

FACT(YF_1) {
	co_gen *g = co_new(outer(3));
	int v;
	for (int i = 0; i < 3; i++) check(co_next(g, &v) && v == i);
	co_free(g);
	check(said("so"));
}
FACT(YF_2) {
	co_gen *g = co_new(outer(3));
	int v = -1;
	check(co_next(g, &v) && v == 0);
	co_free(g);
	said("so");
}
FACT(YF_3) {
	co_gen *g = co_new(outer(1));
	int v;
	check(co_next(g, &v) && co_next(g, &v) && v == 100 && said("s10"));
	check(!co_next(g, &v) && co_returned(int, g) == 11 && said("o"));
	co_free(g);
}
static generator(int) ends(void) { yield 1; }
static generator(int) ends_through(void) { yield_from ends(); }
FACT(YF_3_of_one_that_just_ends) {
	int sum = 0;
	co_for (int, v, ends_through()) sum += v;
	check(sum == 1);
}
FACT(YF_4) {
	co_gen *g = co_new(outer(5));
	int v;
	co_next(g, &v);
	check(co_send(g, 7, &v) && v == 1 && said("7"));
	check(co_send(g, 9, &v) && v == 100 && said("9s90"));
	co_free(g);
	check(said("o"));
}

/* Catches what is thrown: yields it on, or returns, or raises another error. */
static generator(int, int, int) catching(int how) {
	co_defer { say("s"); }
	co_try { yield 1; }
	co_catch (e) {
		say("c");
		if (how == 0) yield e->code;
		if (how == 1) return e->code + 1;
		if (how == 2) co_raise(78, "another");
	}
	return 5;
}
static generator(int, int, int) around(int how) {
	co_defer { say("o"); }
	int result = 0;
	co_try { result = yield_from catching(how); }
	co_catch (e) {
		say("O");
		result = -e->code;
	}
	yield result;
	return result;
}
FACT(YF_5) {
	co_gen *g = co_new(around(0));
	int v;
	co_next(g, &v);
	check(co_throw(g, 33, "thrown", &v) && said("c"));
	co_free(g);
	check(said("so"));
}
FACT(YF_6) {
	int v;
	co_gen *g = co_new(around(0));
	co_next(g, &v);
	check(co_throw(g, 33, "thrown", &v) && v == 33);
	check(co_next(g, &v) && v == 5 && said("cs"));
	co_free(g);
	check(said("o"));
	g = co_new(around(1));
	co_next(g, &v);
	check(co_throw(g, 33, "thrown", &v) && v == 34 && said("cs"));
	co_free(g);
	check(said("o"));
}
FACT(YF_7) {
	co_gen *g = co_new(around(2));
	int v;
	co_next(g, &v);
	check(co_throw(g, 33, "thrown", &v) && v == -78 && said("csO"));
	check(!co_next(g, &v) && said("o"));
	co_free(g);
}
FACT(YF_8) {
	co_gen *g = co_new(outer(3));
	int v;
	co_next(g, &v);
	check(co_close(g) == 0 && said("so"));
	co_free(g);
}

static generator(int, int, int) swallows(bool yields) {
	co_try { yield 1; }
	co_catch_all (e) {
		say(e->code == CO_EGENEXIT ? "x" : "?");
		if (yields) yield 2;
	}
	return 5;
}
static generator(int, int, int) sees(bool yields) {
	co_try { yield_from swallows(yields); }
	co_catch_all (e) {
		say(e->code == CO_EGENEXIT ? "X" : e->code == CO_ESTATE ? "R" : "?");
		co_reraise;
	}
	say("never");
	return 0;
}
FACT(YF_9) {
	co_gen *g = co_new(sees(false));
	int v;
	co_next(g, &v);
	check(!co_throw(g, CO_EGENEXIT, "out", &v));
	check(said("xX") && code_in(co_gen_error(g)) == CO_EGENEXIT && co_gen_state(g) == CO_CLOSED);
	co_free(g);
}
FACT(YF_10) {
	int v;
	co_gen *g = co_new(sees(true));
	co_next(g, &v);
	check(co_close(g) == CO_ESTATE && said("xR") && co_gen_state(g) == CO_CLOSED);
	co_free(g);
	g = co_new(sees(true));
	co_next(g, &v);
	check(!co_throw(g, CO_EGENEXIT, "out", &v) && code_in(co_gen_error(g)) == CO_ESTATE && said("xR"));
	co_free(g);
}

static generator(int) fails_to_close(void) {
	co_defer { co_raise(66, "in the cleanup"); }
	yield 1;
}
static generator(int) around_failing(void) {
	co_defer { say("o"); }
	yield_from fails_to_close();
}
FACT(YF_11) {
	co_gen *g = co_new(around_failing());
	int v;
	co_next(g, &v);
	check(co_close(g) == 66 && said("o"));
	co_free(g);
}

static generator(int, int, int) over_object(co_gen *g) {
	co_defer { say("o"); }
	int result = co_returned(int, (yield_from g));
	yield (100 + result);
	return result;
}
FACT(YF_12) {
	co_gen *empty = co_new(sub(0)), *over = co_new(over_object(empty));
	int v;
	check(co_next(over, &v) && v == 100);
	co_free(over);
	check(said("so"));
	over = co_new(over_object(empty)); /* which has ended */
	check(co_next(over, &v) && v == 100);
	co_free(over), co_free(empty);
	check(said("o"));
	over = co_new(outer(0));
	check(co_next(over, &v) && v == 100);
	co_free(over);
	check(said("s0o"));
}
FACT(YF_13) {
	co_gen *g = co_new(sub(4)), *over = co_new(over_object(g));
	int v;
	co_next(g, &v), co_next(g, &v);
	check(co_next(over, &v) && v == 2 && co_next(over, &v) && v == 3);
	check(co_next(over, &v) && v == 140 && said("s"));
	co_free(over), co_free(g);
	check(said("o"));
	g = co_new(outer(3)), over = co_new(over_object(g)); /* one that stands in a delegation itself */
	co_next(g, &v), co_next(g, &v);
	check(co_next(over, &v) && v == 2 && co_next(over, &v) && v == 100 && said("s30"));
	co_free(over), co_free(g);
	check(said("oo"));
}

/* A plain iterator has no send here where its S is void: what is sent goes nowhere, as the types say. */
static generator(int) plain(int n) {
	co_defer { say("p"); }
	for (int i = 0; i < n; i++) yield i;
}
static generator(int, int) over_plain(void) {
	co_defer { say("o"); }
	co_try { yield_from plain(3); }
	co_catch (e) {
		say("O");
		yield e->code;
	}
}
FACT(YF_14) {
	co_gen *g = co_new(over_plain());
	int v;
	co_next(g, &v);
	check(co_send(g, 7, &v) && v == 1);
	co_free(g);
	check(said("po"));
}
FACT(YF_15) {
	co_gen *g = co_new(over_plain());
	int v;
	co_next(g, &v);
	check(co_throw(g, 44, "thrown", &v) && v == 44 && said("pO"));
	co_free(g);
	check(said("o"));
}

static co_gen *itself;
static generator(int) to_itself(void) {
	yield 1;
	co_try { yield_from itself; }
	co_catch (e) say_number(e->code == CO_ESTATE);
	yield 2;
}
static co_gen *first, *second;
static generator(int) to_first(void) { yield_from first; }
static generator(int) to_second(void) {
	co_try { yield_from second; }
	co_catch (e) say_number(e->code == CO_ESTATE);
	yield 3;
}
FACT(YF_16) {
	int v;
	itself = co_new(to_itself());
	check(co_next(itself, &v) && v == 1 && co_next(itself, &v) && v == 2 && said("1"));
	co_free(itself);
	first = co_new(to_second()), second = co_new(to_first());
	check(co_next(first, &v) && v == 3 && said("1"));
	co_free(first), co_free(second);
}

static generator(int, int, int) deep(int n) {
	co_defer { say_number(n); }
	if (n == 0) return yield_from catching(0);
	return (yield_from deep(n - 1)) + 1;
}
/* By name, so that the frames lie in each other. */
static generator(int, int, int) one_deep(int n) { return yield_from sub(n); }
static generator(int, int, int) two_deep(int n) { return (yield_from one_deep(n)) + 1; }
static generator(int, int, int) three_deep(int n) { return (yield_from two_deep(n)) + 1; }
FACT(YF_17) {
	int v;
	co_gen *nested = co_new(three_deep(4));
	check(co_next(nested, &v) && v == 0 && co_send(nested, 7, &v) && v == 1 && said("7"));
	check(co_next(nested, &v) && v == 2 && said("") && co_send(nested, 9, &v) == false && said("9s"));
	check(co_returned(int, nested) == 92);
	co_free(nested);
	co_gen *g = co_new(deep(5));
	check(co_next(g, &v) && v == 1);
	check(co_throw(g, 33, "thrown", &v) && v == 33 && said("c"));
	check(!co_next(g, &v) && co_returned(int, g) == 10 && said("s012345"));
	co_free(g);
	g = co_new(deep(3));
	co_next(g, &v);
	check(co_close(g) == 0 && said("s0123"));
	co_free(g);
}
/* What it delegates to is shown by what that object answers: running from inside, suspended where the delegation stands. */
FACT(YF_18) {
	co_gen *g = co_new(sub(2)), *over = co_new(over_object(g));
	int v;
	check(co_gen_state(g) == CO_CREATED);
	co_next(over, &v);
	check(co_gen_state(g) == CO_SUSPENDED && !co_next(g, &v) && code_in(co_gen_error(g)) == CO_ESTATE);
	co_next(over, &v), co_next(over, &v);
	check(co_gen_state(g) == CO_CLOSED && !co_next(g, &v) && !co_gen_error(g));
	co_free(over), co_free(g);
	check(said("so"));
}
FACT(YF_19) {
	co_gen *g = co_new(outer(3));
	int v;
	co_next(g, &v);
	co_free(g);
	check(said("so"));
}
