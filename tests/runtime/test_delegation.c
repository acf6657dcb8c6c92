/* yield_from, fact by fact (YF-n), on hand-written frames: to a call (`o`: an object, `b`: an embedded frame) and to an object
 * of the program's (`d`). */
#include "scripted.h"

static int next(co_gen *g) {
	int v = -1;
	return co_next(g, &v) ? v : -1;
}

static int code_of(co_gen *g) {
	const co_error *error = co_gen_error(g);
	return error ? error->code : 0;
}

static void yf_1_2_3_values_pass_and_the_result_comes(void **state) {
	(void)state;
	co_gen *g = co_new(script("a", "yoy", "yy", NULL));
	assert_int_equal(next(g), 0);
	assert_int_equal(next(g), 0);
	assert_happened("a+ o+ ");
	assert_int_equal(next(g), 1);
	assert_int_equal(next(g), 1);
	assert_happened("o~ a>20 ");
	assert_int_equal(next(g), -1);
	co_free(g);
	assert_happened("a~ ");

	g = co_new(script("a", "by", "yy", NULL));
	assert_int_equal(next(g), 0);
	assert_int_equal(next(g), 1);
	assert_int_equal(next(g), 0);
	co_free(g);
	assert_happened("a+ i+ i~ a>20 a~ ");
}

static void yf_4_send_goes_to_the_delegate(void **state) {
	(void)state;
	const char *kinds[] = { "o", "b" }, *wanted[] = { "a+ o+ o=9 o~ a~ ", "a+ i+ i=9 i~ a~ " };
	for (int i = 0; i < 2; i++) {
		int v;
		co_gen *g = co_new(script("a", kinds[i], "yy", NULL));
		assert_int_equal(next(g), 0);
		assert_true(co_send(g, 9, &v));
		assert_int_equal(v, 1);
		co_free(g);
		assert_happened(wanted[i]);
	}
}

static void yf_5_6_throw_goes_to_the_delegate(void **state) {
	(void)state;
	int v;
	co_gen *g = co_new(script("a", "oy", "y!yr", NULL));
	next(g);
	assert_true(co_throw(g, 50, "caught there", &v));
	assert_int_equal(v, 1);
	assert_int_equal(next(g), 0);
	assert_happened("a+ o+ o!50 o~ a>20 ");
	co_free(g);
	assert_happened("a~ ");

	g = co_new(script("a", "by", "y!r", NULL));
	next(g);
	assert_true(co_throw(g, 50, "caught, and then it returns", &v));
	assert_int_equal(v, 0);
	co_free(g);
	assert_happened("a+ i+ i!50 i~ a>10 a~ ");
}

static void yf_7_an_error_of_the_delegate_is_raised_at_the_yield_from(void **state) {
	(void)state;
	const char *kinds[] = { "o!y", "b!y" }, *wanted[] = { "a+ o+ o~ a!77 ", "a+ i+ i~ a!77 " };
	for (int i = 0; i < 2; i++) {
		co_gen *g = co_new(script("a", kinds[i], "ye", NULL));
		assert_int_equal(next(g), 0);
		assert_int_equal(next(g), 0);
		assert_happened(wanted[i]);
		co_free(g);
		assert_happened("a~ ");
		g = co_new(script("a", kinds[i], "e", NULL)); /* before its first yield */
		assert_int_equal(next(g), 0);
		assert_happened(wanted[i]);
		co_free(g);
		assert_happened("a~ ");
	}
	co_gen *g = co_new(script("a", "o", "e", NULL)); /* not caught: the traceback has both */
	assert_int_equal(next(g), -1);
	assert_int_equal(code_of(g), 77);
	struct co__trace_line line;
	assert_true(co__error_line(co_gen_error(g), 0, &line));
	assert_int_equal(line.line, 15);
	assert_true(co__error_line(co_gen_error(g), 2, &line));
	assert_int_equal(line.line, 12);
	assert_false(co__error_line(co_gen_error(g), 3, &line));
	co_free(g);
	assert_happened("a+ o+ o~ a~ ");
}

static void yf_8_19_close_and_free_go_inside_out(void **state) {
	(void)state;
	co_gen *g = co_new(script("a", "b", "yy", NULL));
	next(g);
	assert_int_equal(co_close(g), 0);
	assert_happened("a+ i+ i~ a~ ");
	co_free(g);
	g = co_new(script("a", "o", "yy", NULL));
	next(g);
	co_free(g);
	assert_happened("a+ o+ o~ a~ ");
}

static void yf_9_exit_is_for_the_outer_one_whatever_the_delegate_does(void **state) {
	(void)state;
	int v;
	const char *kinds[] = { "o!yy", "b!yy" }, *wanted[] = { "a+ o+ o!-5003 o~ a!-5003 ", "a+ i+ i!-5003 i~ a!-5003 " };
	for (int i = 0; i < 2; i++) {
		co_gen *g = co_new(script("a", kinds[i], "y!r", NULL));
		next(g);
		/* thrown: the outer one catches it and goes on, as with any error */
		assert_true(co_throw(g, CO_EGENEXIT, "exit", &v));
		assert_int_equal(v, 0);
		assert_happened(wanted[i]);
		assert_int_equal(next(g), 1);
		co_free(g);
		assert_happened("a~ ");
	}
	co_gen *g = co_new(script("a", "or", "y!r", NULL));
	next(g);
	assert_int_equal(co_close(g), 0);
	assert_happened("a+ o+ o!-5003 o~ a~ ");
	co_free(g);
}

static void yf_10_a_delegate_that_ignores_its_close(void **state) {
	(void)state;
	const char *kinds[] = { "o", "b" }, *wanted[] = { "a+ o+ o!-5003 o~ a~ ", "a+ i+ i!-5003 i~ a~ " };
	for (int i = 0; i < 2; i++) {
		co_gen *g = co_new(script("a", kinds[i], "y!yy", NULL));
		next(g);
		assert_int_equal(co_close(g), CO_ESTATE);
		assert_int_equal(code_of(g), CO_ESTATE);
		assert_int_equal(co_gen_state(g), CO_CLOSED);
		assert_happened(wanted[i]);
		co_free(g);
	}
	co_gen *g = co_new(script("a", "o!r", "y!yy", NULL)); /* the outer one sees it as an error */
	next(g);
	assert_int_equal(co_close(g), 0);
	assert_happened("a+ o+ o!-5003 o~ a!-5004 a~ ");
	co_free(g);
}

static void yf_11_an_error_of_the_delegate_while_closed(void **state) {
	(void)state;
	co_gen *g = co_new(script("a", "o", "y!E", NULL));
	next(g);
	assert_int_equal(co_close(g), 78);
	co_free(g);
	assert_happened("a+ o+ o!-5003 o~ a~ ");
	g = co_new(script("a", "b!yr", "y!E", NULL)); /* caught: then it has ignored its own close */
	next(g);
	assert_int_equal(co_close(g), CO_ESTATE);
	assert_int_equal(co_gen_state(g), CO_SUSPENDED);
	assert_int_equal(next(g), -1);
	co_free(g);
	assert_happened("a+ i+ i!-5003 i~ a!78 a~ ");
}

static void yf_12_an_exhausted_one_does_not_suspend(void **state) {
	(void)state;
	co_gen *sub = co_new(script("s", "r", "", NULL));
	co_gen *g = co_new(script("a", "ddby", "", sub));
	assert_int_equal(next(g), 0);
	assert_happened("a+ s+ s~ a>0 a>0 i+ i~ a>0 ");
	co_free(g);
	co_free(sub);
	assert_happened("a~ ");
}

static void yf_13_a_partly_consumed_one_goes_on(void **state) {
	(void)state;
	co_gen *sub = co_new(script("s", "yyy", "", NULL));
	co_gen *g = co_new(script("a", "d", "", sub));
	assert_int_equal(next(sub), 0);
	assert_int_equal(next(g), 1);
	assert_int_equal(next(g), 2);
	assert_int_equal(next(g), -1);
	assert_int_equal(co_gen_state(sub), CO_CLOSED);
	assert_int_equal(co_returned(int, sub), 30);
	co_free(g);
	co_free(sub);
	assert_happened("s+ a+ s~ a>30 a~ ");

	sub = co_new(script("s", "oy", "yyy", NULL)); /* and so where it stands in a delegation of its own */
	g = co_new(script("a", "d", "", sub));
	assert_int_equal(next(sub), 0);
	assert_int_equal(next(g), 1);
	int v;
	assert_true(co_send(g, 6, &v));
	assert_int_equal(v, 2);
	assert_int_equal(next(g), 0);
	co_free(g);
	assert_happened("s+ o+ a+ o=6 o~ s>30 s~ a~ ");
	assert_int_equal(co_gen_state(sub), CO_CLOSED);
	co_free(sub);
}

static void yf_16_delegating_to_itself_is_refused(void **state) {
	(void)state;
	co_gen *g = co_new(script("a", "d!y", "", NULL));
	((struct script_frame *)g)->target = g;
	assert_int_equal(next(g), 0);
	assert_happened("a+ a!-5004 ");
	co_free(g);
	assert_happened("a~ ");
	/* through another one */
	co_gen *a = co_new(script("a", "d!y", "", NULL)), *b = co_new(script("b", "d", "", a));
	((struct script_frame *)a)->target = b;
	assert_int_equal(next(a), 0);
	assert_happened("a+ b+ b~ a!-5004 ");
	co_free(a);
	co_free(b);
	assert_happened("a~ ");
}

static void a_delegate_is_run_by_nobody_else(void **state) {
	(void)state;
	int v = -1;
	co_gen *sub = co_new(script("s", "sysy", "", NULL));
	((struct script_frame *)sub)->target = sub;
	co_gen *g = co_new(script("a", "d", "", sub)), *other = co_new(script("b", "d!y", "", sub));
	assert_int_equal(next(g), 0);
	assert_int_equal(co_gen_state(sub), CO_SUSPENDED);
	assert_false(co_next(sub, &v));
	assert_int_equal(code_of(sub), CO_ESTATE);
	assert_int_equal(co_close(sub), CO_ESTATE);
	assert_false(co_throw(sub, 5, "x", &v));
	assert_int_equal(next(other), 0);
	assert_happened("a+ s+ s:1 b+ b!-5004 ");
	assert_int_equal(next(g), 1);
	co_free(sub); /* once the delegation is over */
	assert_happened("s:1 ");
	co_free(g);
	co_free(other);
	assert_happened("s~ a~ b~ ");
}

static void a_delegated_object_that_ignores_its_close_stays_where_it_is(void **state) {
	(void)state;
	co_gen *sub = co_new(script("s", "y!yyr", "", NULL));
	co_gen *g = co_new(script("a", "d", "", sub));
	assert_int_equal(next(g), 0);
	assert_int_equal(co_close(g), CO_ESTATE);
	assert_int_equal(co_gen_state(g), CO_CLOSED);
	co_free(g);
	assert_int_equal(co_gen_state(sub), CO_SUSPENDED);
	assert_int_equal(next(sub), 2);
	assert_int_equal(next(sub), -1);
	co_free(sub);
	assert_happened("a+ s+ s!-5003 a~ s~ ");
}

static void an_error_of_a_delegated_object_is_its_own_too(void **state) {
	(void)state;
	co_gen *sub = co_new(script("s", "ye", "", NULL));
	co_gen *g = co_new(script("a", "d!y", "", sub));
	assert_int_equal(next(g), 0);
	assert_int_equal(next(g), 0);
	assert_int_equal(code_of(sub), 77);
	assert_int_equal(co_gen_state(sub), CO_CLOSED);
	co_free(sub);
	co_free(g);
	assert_happened("a+ s+ s~ a!77 a~ ");
}

static void a_delegated_object_that_returns_when_closed_has_a_result(void **state) {
	(void)state;
	co_gen *sub = co_new(script("s", "y!r", "", NULL)), *g = co_new(script("a", "d", "", sub));
	assert_int_equal(next(g), 0);
	assert_int_equal(co_close(g), 0);
	assert_int_equal(co_gen_state(sub), CO_CLOSED);
	assert_null(co_gen_error(sub));
	assert_int_equal(co_returned(int, sub), 10);
	co_free(g);
	co_free(sub);
	assert_happened("a+ s+ s!-5003 s~ a~ ");
}

static void closing_what_needs_no_cleanup_itself(void **state) {
	(void)state;
	co_gen *g = co_new(script_of(&light_type, "a", "oyo", "y", NULL));
	assert_int_equal(next(g), 0);
	co_free(g);
	assert_happened("a+ o+ o~ a~ "); /* for the sake of the delegate */
	g = co_new(script_of(&light_type, "a", "oyo", "y", NULL));
	next(g), next(g);
	co_free(g);
	assert_happened("a+ o+ o~ a>10 "); /* not run at all */
}

/* A co_free whose report goes nowhere. */
static void free_quietly(co_gen *g) {
	FILE *saved = stderr, *file = tmpfile();
	stderr = file;
	co_free(g);
	stderr = saved;
	fclose(file);
}

static void a_new_delegate_at_every_close(void **state) {
	(void)state;
	co_gen *g = co_new(script("a", "o", "y!o!o!y", NULL));
	next(g);
	free_quietly(g);
	assert_happened("a+ o+ o!-5003 o+ o!-5003 o+ o!-5004 o+ a~ ");
	assert_int_equal(live_blocks, 0);
}

static void ignoring_close_to_the_very_end(void **state) {
	(void)state;
	/* What stands below is thrown away; objects that others own are not. */
	co_gen *sub = co_new(script("s", "y!y!y!y!y!y", "", NULL));
	co_gen *g = co_new(script("a", "o", "d!d!d!d!", sub));
	next(g);
	free_quietly(g);
	assert_int_equal(co_gen_state(sub), CO_SUSPENDED);
	assert_int_equal(next(sub), 5);
	co_free(sub);
	assert_happened("a+ o+ s+ s!-5003 o!-5004 s!-5003 o!-5004 a~ s~ ");
}

/* Depth */

/* generator(int) nest(int depth): yields from itself, innermost yields 1, 2, 3 */
struct nest_frame {
	co_coro co__coro;
	int depth, i;
	co_coro *child;
};
static long resumed;
static co_step nest_body(struct nest_frame *frame, uint32_t state, co_error *error);
static co_step nest_first(co_coro *coro) { return nest_body((struct nest_frame *)coro, 0, NULL); }
static co_step nest_resume(co_coro *coro, const void *in, co_error *error) {
	(void)in;
	return nest_body((struct nest_frame *)coro, coro->state, error);
}
static const co_site nest_sites[] = { { .line = 30 },
	                                  { .line = 31, .child = offsetof(struct nest_frame, child), .how = CO__POINTED },
	                                  { .line = 32 } };
static const co_type nest_type = {
	.name = "nest",
	.file = "nest.co.c",
	.first = nest_first,
	.resume = nest_resume,
	.sites = nest_sites,
	.site_count = 3,
	.frame_size = sizeof(struct nest_frame),
	.frame_align = _Alignof(struct nest_frame),
	.yielded_size = sizeof(int),
	.kind = CO__GENERATOR,
	.has_cleanup = 1,
	.abi = CO__ABI,
};
static co_coro *nest(int depth) {
	co_coro *object = co__new(&nest_type);
	if (object) ((struct nest_frame *)object)->depth = depth;
	return object;
}
static co_step nest_body(struct nest_frame *frame, uint32_t state, co_error *error) {
	co_step step;
	resumed++;
	switch (state) {
	case 1: goto resume_1;
	case 2: goto resume_2;
	}
	if (frame->depth) {
		step = co__call(&frame->co__coro, frame->child = nest(frame->depth - 1));
		if (step.co__status != CO__RAISED) {
			frame->co__coro.state = 1;
			return step;
resume_1:
			step = co__join(frame->child, error, NULL, 0);
		}
		return step.co__status == CO__RAISED ? co__passed(step, &nest_type, 1) : CO__RETURN_VOID();
	}
	for (frame->i = 1; frame->i <= 3; frame->i++) {
		frame->co__coro.state = 2;
		return CO__YIELD(int, frame->i);
resume_2:
		if (error) return co__passed(CO__RAISE(error), &nest_type, 2);
	}
	return CO__RETURN_VOID();
}

enum { DEEP = 200000 };

static void yf_17_any_depth_on_a_flat_stack(void **state) {
	(void)state;
	co_gen *g = co_new(nest(DEEP));
	resumed = 0;
	assert_int_equal(next(g), 1);
	assert_int_equal(resumed, DEEP + 1);
	assert_int_equal(next(g), 2);
	assert_int_equal(next(g), 3);
	assert_int_equal(resumed, DEEP + 3); /* the innermost one alone, however deep */
	assert_int_equal(next(g), -1);
	assert_null(co_gen_error(g));
	assert_int_equal(live_blocks, 1);
	co_free(g);

	g = co_new(nest(DEEP));
	next(g);
	co_free(g); /* closes all of them */
	assert_int_equal(live_blocks, 0);

	g = co_new(nest(DEEP));
	next(g);
	int v;
	assert_false(co_throw(g, 5, "from the depth", &v));
	struct co__trace_line line;
	assert_true(co__error_line(co_gen_error(g), 0, &line));
	assert_int_equal(line.line, 32);
	uint32_t lines = 0, skipped = 0;
	for (; co__error_line(co_gen_error(g), lines, &line); lines++) skipped += line.skipped;
	assert_int_equal(lines + skipped, DEEP + 1);
	assert_in_range(lines, 16, 1000);
	co_free(g);
}

static void chain_of_objects(void **state) {
	(void)state;
	enum { LENGTH = 1000 };
	co_gen *chain[LENGTH];
	chain[0] = co_new(count(2));
	for (int i = 1; i < LENGTH; i++) {
		chain[i] = co_new(script("", "d", "", chain[i - 1]));
	}
	assert_int_equal(next(chain[LENGTH - 1]), 0);
	assert_int_equal(next(chain[LENGTH - 1]), 1);
	assert_int_equal(co_gen_state(chain[5]), CO_SUSPENDED);
	happened();
	for (int i = 0; i < LENGTH; i++) co_free(chain[i]); /* inner ones first: they wait for their users */
	happened();
	assert_int_equal(live_blocks, 0);
}

/* Failing allocations: whatever fails, the generator ends with CO_ENOMEM, and nothing is left. */
static void every_allocation_may_fail(void **state) {
	(void)state;
	for (size_t n = 0; n < 40; n++) {
		allocations = 0;
		fail_at = n;
		co_gen *g = co_new(nest(20));
		int v = next(g);
		if (v == -1)
			assert_int_equal(code_of(g), CO_ENOMEM);
		else
			assert_true(n >= 21);
		co_free(g);
		fail_at = SIZE_MAX;
		assert_int_equal(live_blocks, 0);
	}
}

/* Embedded frames in their owners' hands: what is emitted for co_for in a coroutine. */

static int sum_embedded(const char *ops, int stop_at, co_error **error) {
	struct script_frame frame = { .name = "e", .ops = ops, .sub = "yy" };
	int sum = 0;
	co_coro *leaf = NULL;
	*error = NULL;
	co_step step = script_body(&frame, 0, NULL, NULL);
	if (step.co__status != CO__RETURNED && step.co__status != CO__RAISED) co__began(&frame.co__coro, &script_type);
	for (;; step = co__co_next_frame(&frame.co__coro, &leaf, step)) {
		if (step.co__status == CO__CALL) continue;
		if (step.co__status == CO__RAISED) {
			*error = co__step_error(step);
			return sum;
		}
		if (step.co__status == CO__RETURNED) {
			int result;
			co__unpack(step, &result, sizeof result);
			assert_int_equal(result, frame.counter * 10);
			return sum;
		}
		int value;
		co__unpack(step, &value, sizeof value);
		sum += 100 + value;
		if (value == stop_at) {
			*error = co__co_close_frame(&frame.co__coro);
			return sum;
		}
	}
}

static void embedded_frames(void **state) {
	(void)state;
	co_error *error;
	assert_int_equal(sum_embedded("yyy", -1, &error), 303);
	assert_null(error);
	assert_happened("e+ e~ ");
	assert_int_equal(sum_embedded("oy", -1, &error), 301); /* starts with a call */
	assert_null(error);
	assert_happened("e+ o+ o~ e>20 e~ ");
	assert_int_equal(sum_embedded("byb", -1, &error), 502); /* starts inside an embedded one */
	assert_null(error);
	assert_happened("e+ i+ i~ e>20 i+ i~ e>20 e~ ");
	assert_int_equal(sum_embedded("yo", 1, &error), 301);
	assert_null(error);
	assert_happened("e+ o+ o~ e~ ");
	assert_int_equal(sum_embedded("b", 0, &error), 100);
	assert_null(error);
	assert_happened("e+ i+ i~ e~ ");
	assert_int_equal(sum_embedded("ye", -1, &error), 100);
	assert_int_equal(error->code, 77);
	co_error_free(error);
	assert_happened("e+ e~ ");
	assert_int_equal(sum_embedded("y!E", 0, &error), 100);
	assert_int_equal(error->code, 78);
	co_error_free(error);
	assert_happened("e+ e!-5003 e~ ");
	assert_int_equal(sum_embedded("y!yyyy", 0, &error), 100);
	assert_int_equal(error->code, CO_ESTATE);
	co_error_free(error);
	assert_happened("e+ e!-5003 e~ ");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(yf_1_2_3_values_pass_and_the_result_comes),
		TEST(yf_4_send_goes_to_the_delegate),
		TEST(yf_5_6_throw_goes_to_the_delegate),
		TEST(yf_7_an_error_of_the_delegate_is_raised_at_the_yield_from),
		TEST(yf_8_19_close_and_free_go_inside_out),
		TEST(yf_9_exit_is_for_the_outer_one_whatever_the_delegate_does),
		TEST(yf_10_a_delegate_that_ignores_its_close),
		TEST(yf_11_an_error_of_the_delegate_while_closed),
		TEST(yf_12_an_exhausted_one_does_not_suspend),
		TEST(yf_13_a_partly_consumed_one_goes_on),
		TEST(yf_16_delegating_to_itself_is_refused),
		TEST(a_delegate_is_run_by_nobody_else),
		TEST(a_delegated_object_that_ignores_its_close_stays_where_it_is),
		TEST(an_error_of_a_delegated_object_is_its_own_too),
		TEST(a_delegated_object_that_returns_when_closed_has_a_result),
		TEST(closing_what_needs_no_cleanup_itself),
		TEST(a_new_delegate_at_every_close),
		TEST(ignoring_close_to_the_very_end),
		TEST(yf_17_any_depth_on_a_flat_stack),
		TEST(chain_of_objects),
		TEST(every_allocation_may_fail),
		TEST(embedded_frames),
	};
	return cmocka_run_group_tests_name("delegation", tests, NULL, NULL);
}
