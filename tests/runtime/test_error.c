/* Errors: counting, causes, groups, tracebacks, printing, codes. */
#include "scripted.h"
#include <uv.h>

static co_error *make(int code, const char *message) { return co__error_new(code, message); }

static void codes_differ_from_libuv(void **state) {
	(void)state;
	static const int own[] = {
		CO_ECANCELED, CO_ETIMEDOUT, CO_EGENEXIT, CO_ESTATE, CO_ENOMEM, CO_EDEADLOCK, CO_ESHUTDOWN
	};
	static const int libuv[] = {
#define CODE(name, text) UV_##name,
		UV_ERRNO_MAP(CODE)
#undef CODE
	};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		for (size_t j = 0; j < sizeof libuv / sizeof *libuv; j++) assert_int_not_equal(own[i], libuv[j]);
		for (size_t j = 0; j < i; j++) {
			assert_int_not_equal(own[i], own[j]);
			assert_string_not_equal(co_strerror(own[i]), co_strerror(own[j]));
		}
	}
	assert_string_equal(co_strerror(CO_ECANCELED), "cancelled");
	assert_string_equal(co_strerror(UV_ENOENT), "no such file or directory");
	assert_string_equal(co_strerror(7), "error");
}

static void messages_are_copied(void **state) {
	(void)state;
	char text[] = "first";
	co_error *error = make(3, text);
	text[0] = 'F';
	assert_int_equal(error->code, 3);
	assert_string_equal(error->message, "first");
	co_step step = co__raise(&script_type, 5, 4, "%s of %d", error->message, 12);
	co_error *second = co__step_error(step);
	assert_string_equal(second->message, "first of 12");
	co_error_free(error);
	assert_string_equal(second->message, "first of 12");
	co_error_free(second);
	error = make(CO_ETIMEDOUT, NULL);
	assert_string_equal(error->message, "timed out");
	co_error_free(error);
	error = make(0, "no code");
	assert_int_not_equal(error->code, 0);
	co_error_free(error);
	co_error_free(NULL);
}

/* No stack is as deep as a group is large, or as an error is old. */
static void long_chains(void **state) {
	(void)state;
	co_error *first = NULL;
	for (int i = 0; i < 400000; i++) {
		co_error *error = make(3, "x");
		error->cause = make(4, "y");
		error->co__next = first;
		first = error;
	}
	co_error_free(first);
	assert_int_equal(live_blocks, 0);
	for (int i = 0; i < 100000; i++) {
		co_error *error = make(3, "x");
		error->cause = first = i ? first : NULL;
		first = error;
	}
	FILE *nowhere = fopen("/dev/null", "w");
	assert_non_null(nowhere);
	co_error_print(first, nowhere);
	assert_int_equal(fclose(nowhere), 0);
	co_error_free(first);
	assert_int_equal(live_blocks, 0);
}

static void references_keep_it(void **state) {
	(void)state;
	co_error *error = make(3, "x"), *copy = co_error_copy(error);
	co_error_free(error);
	assert_string_equal(copy->message, "x");
	assert_int_equal(live_blocks, 1);
	co_error_free(copy);
	assert_int_equal(live_blocks, 0);
	assert_null(co_error_copy(NULL));
}

static void causes_form_a_chain_without_a_ring(void **state) {
	(void)state;
	co_error *a = make(1, "a"), *b = make(2, "b"), *c = make(3, "c");
	co__error_caused(b, a);
	co__error_caused(c, b);
	co__error_caused(a, c); /* raised again where c was handled: nothing to add */
	assert_null(a->cause);
	assert_ptr_equal(c->cause, b);
	assert_ptr_equal(b->cause, a);
	co__error_caused(c, b);
	assert_null(a->cause);
	co_error_free(a);
	co_error_free(b);
	assert_string_equal(c->cause->cause->message, "a");
	co_error_free(c);
	assert_int_equal(live_blocks, 0);
	co__error_caused(&co__error_no_memory, NULL);
}

static void further_errors_of_a_group(void **state) {
	(void)state;
	co_error *a = make(1, "a");
	co__error_append(a, make(2, "b"));
	co__error_append(a, make(3, "c"));
	co__error_append(a, &co__error_no_memory);
	co__error_append(a, make(4, "nothing goes behind one that is shared"));
	const co_error *e = a;
	for (int code = 1; code <= 3; code++, e = co_error_next(e)) assert_int_equal(e->code, code);
	assert_int_equal(e->code, CO_ENOMEM);
	assert_null(co_error_next(e));
	co_error_free(a);
}

static void the_origin_of_a_cancellation(void **state) {
	(void)state;
	int task;
	co_error *error = make(CO_ECANCELED, NULL);
	assert_null(co_error_origin(error));
	co__error_set_origin(error, (co_task *)(void *)&task);
	assert_ptr_equal(co_error_origin(error), &task);
	co_error_free(error);
	co__error_set_origin(&co__error_no_memory, (co_task *)(void *)&task);
	assert_null(co_error_origin(&co__error_no_memory));
}

static void tracebacks_keep_both_ends(void **state) {
	(void)state;
	enum { LINES = 1000 };
	for (uint32_t n = 0; n <= LINES; n++) {
		co_error *error = make(5, "deep");
		for (uint32_t i = 0; i < n; i++) co__error_passed(error, "f", "f.c", i);
		struct co__trace_line line;
		uint32_t expected = 0, count = 0;
		for (; co__error_line(error, count, &line); count++, expected++) {
			expected += line.skipped;
			assert_int_equal(line.line, expected);
		}
		assert_int_equal(expected, n);
		assert_int_equal(count, n < 128 ? n : 128);
		co_error_free(error);
	}
}

static void without_memory_the_traceback_is_short(void **state) {
	(void)state;
	co_error *error = make(5, "deep");
	for (uint32_t i = 0; i < 8; i++) co__error_passed(error, "f", "f.c", i);
	fail_at = allocations;
	for (uint32_t i = 0; i < 100; i++) co__error_passed(error, "f", "f.c", i);
	struct co__trace_line line;
	assert_true(co__error_line(error, 7, &line));
	assert_false(co__error_line(error, 8, &line));
	co_error_free(error);
	/* and without memory at all, the code stays where it is one of cogen's own */
	assert_int_equal(make(CO_ECANCELED, "x")->code, CO_ECANCELED);
	assert_int_equal(make(CO_EGENEXIT, "x")->code, CO_EGENEXIT);
	assert_int_equal(make(99, "x")->code, CO_ENOMEM);
	co_step step = co__raise(&script_type, 5, 99, "%d", 1);
	assert_int_equal(step.co__status, CO__RAISED);
	assert_int_equal(co__step_error(step)->code, CO_ENOMEM);
	co__drop_error(co__step_error(step));
}

static void printing(void **state) {
	(void)state;
	co_error *cause = make(UV_ENOENT, "cannot open x");
	co__error_passed(cause, "load", "load.co.c", 7);
	co_error *error = make(12, "no configuration");
	co__error_caused(error, cause);
	co__error_passed(error, "configure", "main.co.c", 20);
	co__error_passed(error, "app", "main.co.c", 30);
	co__error_append(error, make(13, "a sibling"));
	char text[2048];
	FILE *file = tmpfile();
	co_error_print(error, file);
	rewind(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, "Traceback (innermost last):\n"
	                          "  load.co.c:7: in load\n"
	                          "error -2 (no such file or directory): cannot open x\n"
	                          "\nWhile handling it, another error was raised:\n\n"
	                          "Traceback (innermost last):\n"
	                          "  main.co.c:30: in app\n"
	                          "  main.co.c:20: in configure\n"
	                          "error 12: no configuration\n"
	                          "\nanother error of the group:\n"
	                          "error 13: a sibling\n");
	co_error_free(error);
	co_error_free(cause);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(codes_differ_from_libuv),
		TEST(messages_are_copied),
		TEST(long_chains),
		TEST(references_keep_it),
		TEST(causes_form_a_chain_without_a_ring),
		TEST(further_errors_of_a_group),
		TEST(the_origin_of_a_cancellation),
		TEST(tracebacks_keep_both_ends),
		TEST(without_memory_the_traceback_is_short),
		TEST(printing),
	};
	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
