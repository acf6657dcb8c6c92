/* CORO, the async generators: what they yield, are sent, and are told when they are closed. '+' is said by a body that begins, '~' by
 * its cleanup, which awaits. */
#include "conformance.h"

static async_generator(int, int) numbers(int n) {
	say("+");
	co_defer {
		await co_sleep(1);
		say("~");
	}
	for (int i = 0; i < n; i++) {
		await co_sleep(1);
		int sent = yield i;
		if (sent) say_number(sent);
	}
}

static async(void) loops_over(co_gen *g) {
	int v;
	while (await co_anext(g, &v)) say_number(v);
}
FACT(CORO_25) {
	co_gen *g = co_new(numbers(3));
	co_task *task = co_spawn_on(loop, loops_over(g));
	check(run(task) == 0 && code_of(task) == 0 && said("+012~"));
	check(co_loop_time(loop) >= 4); /* what it awaited was waited for, and did not surface */
	co_free(g);
}

static async(int) loops_with_the_block(int n, int stop) {
	int sum = 0;
	co_for_await (int, v, numbers(n)) {
		if (v == 1) continue;
		if (v == stop) break;
		say_number(v);
		await co_sleep(1);
		sum += v;
	}
	say(".");
	return sum;
}
FACT(CORO_25_by_the_block) {
	co_task *task = co_spawn_on(loop, loops_with_the_block(4, -1));
	check(run(task) == 0 && co_result(int, task) == 5 && said("+023~."));
}

/* Requests in a task of their own: 1 with a value, 0 at the end, else the code of the error. */
static int answer_of(co_task *task) {
	run(task);
	return co_future_error(task) ? code_of(task) : co_result(bool, task);
}
static int anext(co_gen *g, int *out) { return answer_of(co_spawn_on(loop, co_anext(g, out))); }
static int asend(co_gen *g, int value, int *out) { return answer_of(co_spawn_on(loop, co_asend(g, value, out))); }
static int athrow(co_gen *g, int code, int *out) { return answer_of(co_spawn_on(loop, co_athrow(g, code, "thrown", out))); }
static int close_it(co_gen *g) {
	co_task *task = co_spawn_on(loop, co_aclose(g));
	run(task);
	return co_result(int, task);
}

FACT(CORO_26) {
	int v = -1;
	co_gen *g = co_new(numbers(3));
	check(asend(g, 5, &v) == CO_ESTATE && co_gen_state(g) == CO_CREATED && said(""));
	check(asend(g, 0, &v) == 1 && v == 0 && said("+"));
	check(asend(g, 7, &v) == 1 && v == 1 && said("7"));
	check(anext(g, &v) == 1 && v == 2 && said(""));
	check(asend(g, 8, &v) == 0 && said("8~"));
	co_free(g);
}

enum answer { PASSES, ANSWERS, RETURNS, RAISES };
static async_generator(int) answers_errors(enum answer how) {
	co_defer { say("~"); }
	for (int i = 0;; i++) {
		int code = 0;
		co_try { yield i; }
		co_catch_all (e) {
			say(e->code == CO_EGENEXIT ? "x" : "c");
			await co_sleep(1);
			if (how == PASSES) co_reraise;
			if (how == RETURNS) return;
			if (how == RAISES) co_raise(78, "another");
			code = e->code;
		}
		if (code) yield code;
	}
}
FACT(CORO_27) {
	int v;
	co_gen *g = co_new(answers_errors(ANSWERS));
	anext(g, &v);
	double before = co_loop_time(loop);
	check(athrow(g, 42, &v) == 1 && v == 42 && said("c") && co_loop_time(loop) >= before + 1);
	check(anext(g, &v) == 1 && v == 1);
	check(close_it(g) == CO_ESTATE && said("x"));
	check(close_it(g) == 0 && said("~"));
	co_free(g);
	g = co_new(answers_errors(RETURNS));
	anext(g, &v);
	check(athrow(g, 42, &v) == 0 && said("c~"));
	co_free(g);
	g = co_new(answers_errors(PASSES));
	anext(g, &v);
	check(athrow(g, 42, &v) == 42 && said("c~") && code_in(co_gen_error(g)) == 42);
	check(athrow(g, 43, &v) == 43 && anext(g, &v) == 0);
	co_free(g);
	g = co_new(answers_errors(ANSWERS)); /* a fresh one runs none of its body */
	check(athrow(g, 44, &v) == 44 && anext(g, &v) == 0 && said(""));
	co_free(g);
}
FACT(CORO_28) {
	int v = -1;
	co_gen *g = co_new(numbers(1));
	check(anext(g, &v) == 1);
	for (int i = 0; i < 3; i++) check(anext(g, &v) == 0 && asend(g, 5, &v) == 0 && !co_gen_error(g));
	check(v == 0 && co_gen_state(g) == CO_CLOSED && said("+~"));
	co_free(g);
}

static async_generator(int) says_never(void) {
	co_try { yield 1; }
	co_finally {
		await co_sleep(1);
		say("f");
	}
	say("never");
}
FACT(CORO_29) {
	int v;
	co_gen *g = co_new(says_never());
	anext(g, &v);
	double before = co_loop_time(loop);
	check(close_it(g) == 0 && said("f") && co_loop_time(loop) >= before + 1 && co_gen_state(g) == CO_CLOSED);
	co_free(g);
	g = co_new(answers_errors(RAISES));
	anext(g, &v);
	check(close_it(g) == 78 && code_in(co_gen_error(g)) == 78 && said("x~"));
	co_free(g);
}
FACT(CORO_30) {
	int v;
	co_gen *g = co_new(answers_errors(ANSWERS));
	anext(g, &v);
	check(close_it(g) == CO_ESTATE && co_gen_state(g) == CO_SUSPENDED && said("x"));
	check(anext(g, &v) == 1 && v == 1);
	co_free(g); /* closes it in a task: it ignores that, too, and is not asked again */
	listen_to_stderr();
	run(co_spawn_on(loop, co_sleep(3)));
	check(times(heard(), "yielded while it was closed") == 1 && said("x"));
}
FACT(CORO_31) {
	int v;
	co_gen *g = co_new(numbers(3));
	for (int i = 0; i < 2; i++) check(close_it(g) == 0 && said("")); /* fresh */
	check(anext(g, &v) == 0 && said(""));
	co_free(g);
	g = co_new(numbers(3));
	anext(g, &v);
	check(close_it(g) == 0 && said("+~") && close_it(g) == 0 && said(""));
	check(anext(g, &v) == 0);
	co_free(g);
	g = co_new(numbers(0));
	check(anext(g, &v) == 0 && said("+~"));
	for (int i = 0; i < 2; i++) check(close_it(g) == 0 && said(""));
	co_free(g);
}
FACT(CORO_32) {
	int v = -1, w = -1;
	co_gen *g = co_new(numbers(3));
	co_task *first = co_spawn_on(loop, co_anext(g, &v));
	turns(1);
	check(co_gen_state(g) == CO_RUNNING);
	co_task *next = co_spawn_on(loop, co_anext(g, &w)), *send = co_spawn_on(loop, co_asend(g, 0, &w)),
			*thrown = co_spawn_on(loop, co_athrow(g, 5, "in", &w)), *closed = co_spawn_on(loop, co_aclose(g));
	turns(1);
	check(code_of(next) == CO_ESTATE && code_of(send) == CO_ESTATE && code_of(thrown) == CO_ESTATE);
	check(co_done(closed) && co_result(int, closed) == CO_ESTATE);
	check(!co_done(first));
	run(first);
	check(co_result(bool, first) && v == 0 && w == -1 && said("+"));
	check(anext(g, &v) == 1 && v == 1); /* the first was not disturbed */
	check(close_it(g) == 0 && said("~"));
	co_free(g);
}

static async(void) breaks_out_of(co_gen *g) {
	int v;
	while (await co_anext(g, &v))
		if (v == 1) break;
}
FACT(CORO_33) {
	int v;
	co_gen *g = co_new(numbers(5));
	run(co_spawn_on(loop, breaks_out_of(g)));
	check(co_gen_state(g) == CO_SUSPENDED && said("+"));
	check(anext(g, &v) == 1 && v == 2);
	check(close_it(g) == 0 && said("~"));
	co_free(g);
}
/* The block owns what it loops over: that is closed, and waited for, on every way out. */
FACT(CORO_33_of_the_block) {
	co_task *task = co_spawn_on(loop, loops_with_the_block(4, 2));
	check(run(task) == 0 && co_result(int, task) == 0 && said("+0~."));
	task = co_spawn_on(loop, loops_with_the_block(4, -1));
	turns(3);
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && said("+~"));
}
FACT(CORO_34) {
	int v;
	co_gen *open[3], *fresh = co_new(numbers(5)), *ended = co_new(numbers(0));
	for (int i = 0; i < 3; i++) {
		open[i] = co_new(numbers(5));
		anext(open[i], &v);
	}
	anext(ended, &v);
	check(said("++++~"));
	co_loop_close(loop);
	loop = co_loop_new_virtual();
	check(said("~~~"));
	for (int i = 0; i < 3; i++) {
		check(co_gen_state(open[i]) == CO_CLOSED);
		co_free(open[i]);
	}
	check(co_gen_state(fresh) == CO_CREATED);
	co_free(fresh), co_free(ended);
}

/* Appendix A: what is freed while it is open is closed by a task of the loop, at once, and not when a collector comes along. */
FACT(CORO_34_of_one_that_was_freed) {
	int v;
	co_gen *g = co_new(numbers(5));
	anext(g, &v);
	co_free(g);
	check(said("+"));
	run(co_spawn_on(loop, co_sleep(3)));
	check(said("~"));
}

/* What takes generators alone says which of the awaited forms there is in its place. */
static co_gen *asynchronous;
static void next_of_it(void) { co_next(asynchronous, (int *)NULL); }
static void send_to_it(void) { co_send(asynchronous, 1, (int *)NULL); }
static void throw_into_it(void) { co_throw(asynchronous, 1, "in", (int *)NULL); }
static void close_of_it(void) { co_close(asynchronous); }
static void loop_over_it(void) {
	co_for (int, v, asynchronous) say_number(v);
}
static generator(int) delegates_to_it(void) { yield_from asynchronous; }
static void delegate_to_it(void) { co_next(co_new(delegates_to_it()), (int *)NULL); }
static generator(int) loops_over_it(void) {
	co_for (int, v, asynchronous) yield v;
}
static void loop_over_it_in_a_generator(void) { co_next(co_new(loops_over_it()), (int *)NULL); }
FACT(forms_of_generators_refuse_async_ones) {
	int v;
	asynchronous = co_new(numbers(2));
	check(aborts_saying(next_of_it, "await co_anext") && aborts_saying(send_to_it, "co_asend"));
	check(aborts_saying(throw_into_it, "co_athrow") && aborts_saying(close_of_it, "await co_aclose: 'numbers'"));
	check(aborts_saying(loop_over_it, "use co_for_await: 'numbers'"));
	check(aborts_saying(loop_over_it_in_a_generator, "or use co_for_await: 'numbers'"));
	check(aborts_saying(delegate_to_it, "use co_for_await, and yield each value: 'numbers'"));
	anext(asynchronous, &v);
	check(aborts_saying(next_of_it, "await co_anext") && aborts_saying(close_of_it, "await co_aclose: 'numbers'"));
	check(close_it(asynchronous) == 0 && said("+~"));
	check(aborts_saying(next_of_it, "await co_anext"));
	co_free(asynchronous);
}
static generator(int) plain(void) { yield 1; }
static co_gen *of_a_plain_one(void) { return co_new(plain()); } /* where cogen sees it, it says so */
FACT(forms_of_async_generators_refuse_others) {
	int v;
	co_gen *g = of_a_plain_one();
	co_task *task = co_spawn_on(loop, co_anext(g, &v));
	run(task);
	check(code_of(task) == CO_ESTATE && strstr(message_in(co_future_error(task)), "co_next"));
	check(close_it(g) == CO_ESTATE);
	check(co_next(g, &v) && v == 1);
	co_free(g);
}
