/* Diagnostics: exact output. */
#include "unit.h"

#include "base/ds.h"
#include "base/text.h"
#include "diag.h"
#include <stdio.h>
#include <string.h>

struct setup {
	struct source source;
	struct diags *diags;
};

static struct setup make(const char *text) {
	struct setup setup = { .diags = diags_new() };
	source_init(&setup.source, "dir/a.co.c", xstrdup(text), strlen(text));
	return setup;
}

static void end(struct setup *setup) {
	diags_free(setup->diags);
	source_release(&setup->source);
}

static struct span find(const struct setup *setup, const char *what) {
	const char *at = strstr(setup->source.text, what);
	assert_non_null(at);
	uint32_t start = (uint32_t)(at - setup->source.text);
	return (struct span){ start, start + (uint32_t)strlen(what) };
}

static struct span at(const struct setup *setup, const char *what) {
	struct span span = find(setup, what);
	span.end = span.start;
	return span;
}

static char *flush(struct diags *diags) {
	char *printed = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&printed, &size);
	diags_flush(diags, file);
	fclose(file);
	return printed;
}

static void assert_flushed(struct setup *setup, const char *expected) {
	char *printed = flush(setup->diags);
	assert_string_equal(printed, expected);
	free(printed);
}

static void shows_line_caret_and_range(void **state) {
	(void)state;
	struct setup setup = make("int a;\n\tf(1) + 2;\nint b;\n");
	diags_set_source(setup.diags, &setup.source);
	diag_report(setup.diags, DIAG_NEVER_AWAITED, find(&setup, "f(1)"), "coroutine '%s' is never awaited", "f");
	diag_note(setup.diags, find(&setup, "int a"), "declared %s", "here");
	diag_fixit(setup.diags, at(&setup, "f(1)"), "await ");
	assert_int_equal(diags_errors(setup.diags), 1);
	assert_flushed(&setup, "dir/a.co.c:2:2: error: coroutine 'f' is never awaited [-Wnever-awaited]\n"
	                       "    2 | \tf(1) + 2;\n"
	                       "      | \t^~~~\n"
	                       "      | \tawait \n"
	                       "dir/a.co.c:1:1: note: declared here\n"
	                       "    1 | int a;\n"
	                       "      | ^~~~~\n");
	assert_flushed(&setup, "");
	end(&setup);
}

static void a_place_may_lie_at_either_end(void **state) {
	(void)state;
	struct setup setup = make("\nlast line");
	diags_set_source(setup.diags, &setup.source);
	diag_report(setup.diags, DIAG_PARSE, (struct span){ 0, 0 }, "empty line");
	diag_report(setup.diags, DIAG_PARSE, (struct span){ 10, 10 }, "end of file");
	diag_report(setup.diags, DIAG_PARSE, (struct span){ 1, 10 }, "whole line");
	assert_flushed(&setup, "dir/a.co.c:1:1: error: empty line [-Wparse]\n"
	                       "    1 | \n"
	                       "      | ^\n"
	                       "dir/a.co.c:2:1: error: whole line [-Wparse]\n"
	                       "    2 | last line\n"
	                       "      | ^~~~~~~~~\n"
	                       "dir/a.co.c:2:10: error: end of file [-Wparse]\n"
	                       "    2 | last line\n"
	                       "      |          ^\n");
	end(&setup);
}

static void a_range_of_several_lines_ends_with_its_first(void **state) {
	(void)state;
	struct setup setup = make("x = f(1,  \r\n      2);\n");
	diags_set_source(setup.diags, &setup.source);
	diag_report(setup.diags, DIAG_PARSE, find(&setup, "f(1,  \r\n      2)"), "long");
	assert_flushed(&setup, "dir/a.co.c:1:5: error: long [-Wparse]\n"
	                       "    1 | x = f(1,  \n"
	                       "      |     ^~~~\n");
	end(&setup);
}

static void carets_stand_below_wide_characters(void **state) {
	(void)state;
	struct setup setup = make(
		"/* \xe4\xb8\xad\xe6\x96\x87 e\xcc\x81 */\tf(\"\xc3\xa4\xe4\xb8\xad\"); /* \x1b[0m \xe2\x80\xae \xff */ g;\n");
	diags_set_source(setup.diags, &setup.source);
	diag_report(setup.diags, DIAG_PARSE, find(&setup, "\"\xc3\xa4\xe4\xb8\xad\""), "wide");
	diag_report(setup.diags, DIAG_PARSE, find(&setup, "g;"), "behind what is not shown as it is");
	const char *line = "    1 | /* \xe4\xb8\xad\xe6\x96\x87 e\xcc\x81 */\tf(\"\xc3\xa4\xe4\xb8\xad\"); /* <U+001B>[0m "
	                   "<U+202E> <ff> */ g;\n";
	struct text expected;
	text_init(&expected);
	text_printf(&expected, "dir/a.co.c:1:20: error: wide [-Wparse]\n%s", line);
	text_printf(&expected, "      | %12s\t  ^~~~~\n", "");
	text_printf(&expected, "dir/a.co.c:1:47: error: behind what is not shown as it is [-Wparse]\n%s", line);
	text_printf(&expected, "      | %12s\t%42s^~\n", "", "");
	assert_flushed(&setup, expected.data);
	text_release(&expected);
	end(&setup);
}

static void a_byte_order_mark_has_no_column(void **state) {
	(void)state;
	struct setup setup = make("\xef\xbb\xbfint x;\n");
	diags_set_source(setup.diags, &setup.source);
	diag_report(setup.diags, DIAG_PARSE, find(&setup, "x"), "here");
	assert_flushed(&setup, "dir/a.co.c:1:5: error: here [-Wparse]\n"
	                       "    1 | int x;\n"
	                       "      |     ^\n");
	end(&setup);
}

static void fixits_line_up(void **state) {
	(void)state;
	struct setup setup = make("yield a + b;\nfoo (bar);\n");
	diags_set_source(setup.diags, &setup.source);
	struct span whole = find(&setup, "yield a + b");
	diag_report(setup.diags, DIAG_PRECEDENCE, whole, "two readings");
	diag_fixit(setup.diags, whole, "yield (a + b)"); /* alternatives: below each other */
	diag_fixit(setup.diags, whole, "(yield a) + b");
	assert_flushed(&setup, "dir/a.co.c:1:1: error: two readings [-Wprecedence]\n"
	                       "    1 | yield a + b;\n"
	                       "      | ^~~~~~~~~~~\n"
	                       "      | yield (a + b)\n"
	                       "      | (yield a) + b\n");
	diag_report(setup.diags, DIAG_OPERAND, at(&setup, "+"), "pieces");
	diag_fixit(setup.diags, at(&setup, "a + b"), "(");
	diag_fixit(setup.diags, at(&setup, ";"), ")");
	diag_fixit(setup.diags, find(&setup, " (bar)"), "");
	assert_flushed(&setup, "dir/a.co.c:1:9: error: pieces [-Woperand]\n"
	                       "    1 | yield a + b;\n"
	                       "      |         ^\n"
	                       "      |       (    )\n"
	                       "    2 | foo (bar);\n"
	                       "      |    ------\n");
	diag_report(setup.diags, DIAG_OPERAND, find(&setup, "foo"), "other words");
	diag_fixit(setup.diags, find(&setup, "bar"), "baz");
	diag_fixit(setup.diags, at(&setup, "foo"), "#include <foo.h>\n");
	assert_flushed(&setup, "dir/a.co.c:2:1: error: other words [-Woperand]\n"
	                       "    2 | foo (bar);\n"
	                       "      | ^~~\n"
	                       "      |      ---\n"
	                       "      |      baz\n"
	                       "  +++ |+#include <foo.h>\n"
	                       "    2 | foo (bar);\n");
	end(&setup);
}

static void places_are_those_of_the_users_file(void **state) {
	(void)state;
	struct setup setup = make("x = MACRO(1) + y;\n");
	diags_set_source(setup.diags, &setup.source);
	struct span macro = find(&setup, "MACRO(1)");
	source_replace(&setup.source, macro, "(await f(1))", 12);
	diag_report(setup.diags, DIAG_OPERAND, find(&setup, "f(1)"), "in the expansion");
	diag_fixit(setup.diags, find(&setup, "f(1)"), "cannot be written there");
	diag_report(setup.diags, DIAG_OPERAND, find(&setup, "y"), "behind it");
	assert_flushed(&setup, "dir/a.co.c:1:5: error: in the expansion [-Woperand]\n"
	                       "    1 | x = MACRO(1) + y;\n"
	                       "      |     ^~~~~~~~\n"
	                       "dir/a.co.c:1:16: error: behind it [-Woperand]\n"
	                       "    1 | x = MACRO(1) + y;\n"
	                       "      |                ^\n");
	end(&setup);
}

static void sorts_and_drops_repetitions(void **state) {
	(void)state;
	struct setup setup = make("a\nb\n");
	diags_set_source(setup.diags, &setup.source);
	diag_report(setup.diags, DIAG_PARSE, find(&setup, "b"), "second");
	diag_note(setup.diags, find(&setup, "a"), "of b");
	diag_report(setup.diags, DIAG_PARSE, find(&setup, "a"), "first");
	diag_report(setup.diags, DIAG_PARSE, find(&setup, "b"), "second");
	diag_note(setup.diags, find(&setup, "a"), "dropped with its report");
	diag_relay(setup.diags, DIAG_ERROR, "h.h", 7, 3, "int", "in a header", NULL);
	diag_relay(setup.diags, DIAG_NOTE, "h.h", 6, 1, NULL, "of the header", NULL);
	diag_relay(setup.diags, DIAG_ERROR, NULL, 0, 0, NULL, "of no file", NULL);
	assert_int_equal(diags_errors(setup.diags), 4);
	assert_flushed(&setup, "h.h:7:3: error: in a header\n"
	                       "    7 | int\n"
	                       "      |   ^\n"
	                       "h.h:6:1: note: of the header\n"
	                       "cogen: error: of no file\n"
	                       "dir/a.co.c:1:1: error: first [-Wparse]\n"
	                       "    1 | a\n"
	                       "      | ^\n"
	                       "dir/a.co.c:2:1: error: second [-Wparse]\n"
	                       "    2 | b\n"
	                       "      | ^\n"
	                       "dir/a.co.c:1:1: note: of b\n"
	                       "    1 | a\n"
	                       "      | ^\n");
	/* Also when they come again later, as after another parse. */
	diag_report(setup.diags, DIAG_PARSE, find(&setup, "a"), "first");
	assert_flushed(&setup, "");
	assert_int_equal(diags_errors(setup.diags), 4);
	end(&setup);
}

static void relays_into_the_main_file(void **state) {
	(void)state;
	struct setup setup = make("int x\n;\n");
	diags_set_source(setup.diags, &setup.source);
	diag_relay(setup.diags, DIAG_ERROR, "dir/a.co.c", 1, 6, NULL, "expected ';'", NULL);
	diag_relay(setup.diags, DIAG_WARNING, "dir/a.co.c", 2, 1, NULL, "odd", "-Wodd");
	assert_flushed(&setup, "dir/a.co.c:1:6: error: expected ';'\n"
	                       "    1 | int x\n"
	                       "      |      ^\n"
	                       "dir/a.co.c:2:1: warning: odd [-Wodd]\n"
	                       "    2 | ;\n"
	                       "      | ^\n");
	assert_int_equal(diags_errors(setup.diags), 1);
	end(&setup);
}

static void stops_showing_after_fifty_errors(void **state) {
	(void)state;
	struct text text;
	text_init(&text);
	for (int i = 0; i < 60; i++) text_puts(&text, "x\n");
	struct setup setup = make(text.data);
	text_release(&text);
	diags_set_source(setup.diags, &setup.source);
	for (uint32_t i = 0; i < 60; i++) diag_report(setup.diags, DIAG_PARSE, (struct span){ 2 * i, 2 * i + 1 }, "no");
	char *printed = flush(setup.diags);
	size_t shown = 0;
	for (const char *found = printed; (found = strstr(found, ": error: ")) != NULL; found++) shown++;
	assert_int_equal(shown, 50);
	assert_non_null(strstr(printed, "dir/a.co.c:50:1: error: no"));
	assert_null(strstr(printed, "dir/a.co.c:51:1: error: no"));
	assert_string_equal(strstr(printed, "cogen: "), "cogen: 10 more errors, not shown\n");
	assert_int_equal(diags_errors(setup.diags), 60);
	free(printed);
	end(&setup);
}

static void options_choose_severities(void **state) {
	(void)state;
	struct setup setup = make("x\n");
	struct diags *diags = setup.diags;
	diags_set_source(diags, &setup.source);
	/* What is always an error stays one. */
	assert_int_equal(diags_option(diags, "-Wno-parse"), DIAG_OPTION_FIXED);
	assert_int_equal(diags_option(diags, "-Wno-error=parse"), DIAG_OPTION_FIXED);
	assert_int_equal(diags_option(diags, "-Wparse"), DIAG_OPTION_TAKEN);
	assert_int_equal(diags_option(diags, "-Werror=parse"), DIAG_OPTION_TAKEN);
	/* The compiler's own. */
	assert_int_equal(diags_option(diags, "-Wall"), DIAG_OPTION_UNKNOWN);
	assert_int_equal(diags_option(diags, "-Wno-unused"), DIAG_OPTION_UNKNOWN);
	assert_int_equal(diags_option(diags, "-Wl,-O1"), DIAG_OPTION_UNKNOWN);
	assert_int_equal(diags_option(diags, "-W"), DIAG_OPTION_UNKNOWN);
	assert_int_equal(diags_option(diags, "-Werror=unused"), DIAG_OPTION_UNKNOWN);
	diag_relay(diags, DIAG_WARNING, "dir/a.co.c", 1, 1, "x", "one", NULL);
	assert_int_equal(diags_errors(diags), 0);
	assert_int_equal(diags_option(diags, "-Werror"), DIAG_OPTION_TAKEN);
	diag_relay(diags, DIAG_WARNING, "dir/a.co.c", 1, 1, "x", "two", NULL);
	assert_int_equal(diags_errors(diags), 1);
	assert_int_equal(diags_option(diags, "-Wno-error"), DIAG_OPTION_TAKEN);
	diag_relay(diags, DIAG_WARNING, "dir/a.co.c", 1, 1, "x", "three", NULL);
	assert_int_equal(diags_errors(diags), 1);
	assert_int_equal(diags_option(diags, "-w"), DIAG_OPTION_TAKEN);
	diag_relay(diags, DIAG_WARNING, "dir/a.co.c", 1, 1, "x", "four", NULL);
	diag_relay(diags, DIAG_NOTE, "dir/a.co.c", 1, 1, "x", "goes with it", NULL);
	assert_flushed(&setup, "dir/a.co.c:1:1: warning: one\n    1 | x\n      | ^\n"
	                       "dir/a.co.c:1:1: error: two\n    1 | x\n      | ^\n"
	                       "dir/a.co.c:1:1: warning: three\n    1 | x\n      | ^\n");
	end(&setup);
}

static void colors_the_parts(void **state) {
	(void)state;
	struct setup setup = make("f();\n");
	diags_set_source(setup.diags, &setup.source);
	diags_set_color(setup.diags, true);
	diag_report(setup.diags, DIAG_PARSE, find(&setup, "f()"), "m");
	diag_fixit(setup.diags, at(&setup, "f()"), "g");
	assert_flushed(&setup, "\33[1mdir/a.co.c:1:1:\33[0m \33[1;31merror: \33[0mm [\33[1;31m-Wparse\33[0m]\n"
	                       "    1 | f();\n"
	                       "      | \33[1;31m^~~\33[0m\n"
	                       "      | \33[32mg\33[0m\n");
	end(&setup);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_line_caret_and_range),
		cmocka_unit_test(a_place_may_lie_at_either_end),
		cmocka_unit_test(a_range_of_several_lines_ends_with_its_first),
		cmocka_unit_test(carets_stand_below_wide_characters),
		cmocka_unit_test(a_byte_order_mark_has_no_column),
		cmocka_unit_test(fixits_line_up),
		cmocka_unit_test(places_are_those_of_the_users_file),
		cmocka_unit_test(sorts_and_drops_repetitions),
		cmocka_unit_test(relays_into_the_main_file),
		cmocka_unit_test(stops_showing_after_fifty_errors),
		cmocka_unit_test(options_choose_severities),
		cmocka_unit_test(colors_the_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
