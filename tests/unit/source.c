/* Source text: lines, columns, edits and the way back to the file. */
#include "unit.h"

#include "base/ds.h"
#include "source.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct source make(const char *text) {
	struct source source;
	source_init(&source, "a.co.c", xstrdup(text), strlen(text));
	return source;
}

static struct span find(const struct source *source, const char *what) {
	const char *at = strstr(source->text, what);
	assert_non_null(at);
	uint32_t start = (uint32_t)(at - source->text);
	return (struct span){ start, start + (uint32_t)strlen(what) };
}

static void replace(struct source *source, const char *what, const char *by) {
	source_replace(source, find(source, what), by, strlen(by));
}

/* What the user wrote where `what` stands now. */
static void assert_was(const struct source *source, const char *what, const char *was) {
	struct span span = source_original_span(source, find(source, what));
	assert_int_equal(span.end - span.start, strlen(was));
	assert_memory_equal(source->original + span.start, was, strlen(was));
}

static void counts_lines_and_columns(void **state) {
	(void)state;
	struct source source = make("ab\n\ncd");
	static const struct {
		uint32_t offset, line, column;
	} places[] = { { 0, 1, 1 }, { 2, 1, 3 }, { 3, 2, 1 }, { 4, 3, 1 }, { 5, 3, 2 }, { 6, 3, 3 } };
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		assert_int_equal(source_line(&source, places[i].offset), places[i].line);
		assert_int_equal(source_column(&source, places[i].offset), places[i].column);
		assert_int_equal(source_original_line(&source, places[i].offset), places[i].line);
		assert_int_equal(source_original_column(&source, places[i].offset), places[i].column);
	}
	source_release(&source);
	source = make("");
	assert_int_equal(source_line(&source, 0), 1);
	assert_int_equal(source_column(&source, 0), 1);
	source_release(&source);
}

static void line_spans_leave_line_ends_out(void **state) {
	(void)state;
	struct source source = make("ab\r\n\nc");
	struct span span = source_original_line_span(&source, 1);
	assert_int_equal(span.start, 0);
	assert_int_equal(span.end, 2);
	span = source_original_line_span(&source, 2);
	assert_int_equal(span.start, 4);
	assert_int_equal(span.end, 4);
	span = source_original_line_span(&source, 3);
	assert_int_equal(span.start, 5);
	assert_int_equal(span.end, 6);
	span = source_original_line_span(&source, 4);
	assert_int_equal(span.start, 6);
	assert_int_equal(span.end, 6);
	source_release(&source);
}

static void replacing_keeps_line_numbers(void **state) {
	(void)state;
	struct source source = make("a M(x,\n y) b\nc\n");
	replace(&source, "M(x,\n y)", "x + y");
	assert_string_equal(source.text, "a x + y\n b\nc\n");
	assert_int_equal(source_line(&source, find(&source, "b").start), 2);
	assert_int_equal(source_line(&source, find(&source, "c").start), 3);
	assert_was(&source, "a", "a");
	assert_was(&source, "y", "M(x,\n y)");
	assert_was(&source, "b", "b");
	assert_int_equal(source_original_column(&source, source_original_offset(&source, find(&source, "b").start)), 5);
	source_release(&source);
}

static void maps_around_several_edits(void **state) {
	(void)state;
	struct source source = make("one A two B three C four");
	replace(&source, "B", "<second expansion>");
	replace(&source, "A", "<1>");
	replace(&source, "C", "");
	assert_string_equal(source.text, "one <1> two <second expansion> three  four");
	assert_int_equal(arrlen(source.edits), 3);
	for (int i = 1; i < 3; i++) assert_true(source.edits[i - 1].now.end <= source.edits[i].now.start);
	assert_was(&source, "one", "one");
	assert_was(&source, "1", "A");
	assert_was(&source, "two", "two");
	assert_was(&source, "expansion", "B");
	assert_was(&source, "three", "three");
	assert_was(&source, "four", "four");
	assert_was(&source, "1> two <sec", "A two B");
	assert_was(&source, "three  four", "three C four");
	source_release(&source);
}

static void an_edit_inside_an_edit_grows_it(void **state) {
	(void)state;
	struct source source = make("int x = OUTER(1); int y;");
	replace(&source, "OUTER(1)", "(INNER + 1)");
	replace(&source, "INNER", "42");
	assert_string_equal(source.text, "int x = (42 + 1); int y;");
	assert_int_equal(arrlen(source.edits), 1);
	assert_was(&source, "42", "OUTER(1)");
	assert_was(&source, "+ 1", "OUTER(1)");
	assert_was(&source, "y;", "y;");
	source_release(&source);
}

static void an_edit_around_edits_takes_them_in(void **state) {
	(void)state;
	struct source source = make("x = F(A, B) + G;");
	replace(&source, "A", "first");
	replace(&source, "B", "second");
	replace(&source, "G", "h");
	replace(&source, "F(first, second)", "f");
	assert_string_equal(source.text, "x = f + h;");
	assert_int_equal(arrlen(source.edits), 2);
	assert_was(&source, "f", "F(A, B)");
	assert_was(&source, "h", "G");
	assert_was(&source, "+", "+");
	source_release(&source);
}

static void an_edit_across_the_end_of_one_joins_both(void **state) {
	(void)state;
	struct source source = make("x = NAME(1); z");
	replace(&source, "NAME", "(OTHER");
	replace(&source, "OTHER(1)", "y)");
	assert_string_equal(source.text, "x = (y); z");
	assert_int_equal(arrlen(source.edits), 1);
	assert_was(&source, "(y)", "NAME(1)");
	assert_was(&source, "y", "NAME(1)");
	assert_was(&source, "z", "z");
	source_release(&source);
}

static void several_changes_are_those_one_by_one(void **state) {
	(void)state;
	static const char before[] = "int f(A, B);\nC(1,\n  D)\nend\n";
	struct source at_once = make(before), one_by_one = make(before);
	struct span last = find(&at_once, "C(1,\n  D)"), within = find(&at_once, "D"), middle = find(&at_once, "B"), first = find(&at_once, "A");
	const struct source_change changes[] = {
		{ within, "lost", 4, false }, { last, "c", 1, false },                              /* a line less, which is made up for */
		{ { last.start, last.start }, "inserted\n", 9, true }, { middle, "bb", 2, false }, { first, "", 0, false },
	};
	source_change(&at_once, changes, 5);
	source_replace(&one_by_one, last, "c", 1);
	source_insert_lines(&one_by_one, last.start, "inserted\n", 9);
	source_replace(&one_by_one, middle, "bb", 2);
	source_replace(&one_by_one, first, "", 0);
	assert_string_equal(at_once.text, one_by_one.text);
	assert_string_equal(at_once.text, "int f(, bb);\ninserted\n#line 2\nc\n\nend\n");
	assert_int_equal(arrlenu(at_once.edits), arrlenu(one_by_one.edits));
	assert_memory_equal(at_once.edits, one_by_one.edits, arrlenu(at_once.edits) * sizeof *at_once.edits);
	for (uint32_t i = 0; i < at_once.length; i++) assert_int_equal(source_line(&at_once, i), source_line(&one_by_one, i));
	assert_int_equal(source_line(&at_once, find(&at_once, "end").start), 4);
	assert_was(&at_once, "bb", "B");
	source_change(&at_once, NULL, 0);
	assert_string_equal(at_once.text, one_by_one.text);
	source_release(&at_once);
	source_release(&one_by_one);
}

static void reads_files(void **state) {
	(void)state;
	char path[] = "/tmp/cogen-source-XXXXXX";
	int file = mkstemp(path);
	assert_true(file >= 0);
	char *long_text = xmalloc(200001);
	memset(long_text, 'x', 200000);
	long_text[100] = '\0'; /* a NUL is a byte like others */
	assert_int_equal(write(file, long_text, 200000), 200000);
	close(file);
	struct source source;
	const char *problem = NULL;
	assert_true(source_read(&source, path, &problem));
	assert_int_equal(source.length, 200000);
	assert_memory_equal(source.text, long_text, 200000);
	assert_string_equal(source.path, path);
	source_release(&source);
	unlink(path);
	assert_false(source_read(&source, path, &problem));
	assert_string_equal(problem, "No such file or directory");
	assert_false(source_read(&source, "/tmp", &problem));
	assert_string_equal(problem, "Is a directory");
	free(long_text);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_lines_and_columns),
		cmocka_unit_test(line_spans_leave_line_ends_out),
		cmocka_unit_test(replacing_keeps_line_numbers),
		cmocka_unit_test(maps_around_several_edits),
		cmocka_unit_test(an_edit_inside_an_edit_grows_it),
		cmocka_unit_test(an_edit_around_edits_takes_them_in),
		cmocka_unit_test(an_edit_across_the_end_of_one_joins_both),
		cmocka_unit_test(several_changes_are_those_one_by_one),
		cmocka_unit_test(reads_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
