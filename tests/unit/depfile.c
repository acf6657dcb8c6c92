/* The depfile's text. */
#include "unit.h"

#include "depfile.h"

static void assert_escaped(const char *name, const char *escaped) {
	struct text text;
	text_init(&text);
	depfile_escape(&text, name);
	assert_string_equal(text.data ? text.data : "", escaped);
	text_release(&text);
}

static void escapes_names(void **state) {
	(void)state;
	assert_escaped("plain/a.h", "plain/a.h");
	assert_escaped("a b.h", "a\\ b.h");
	assert_escaped("#1.h", "\\#1.h");
	assert_escaped("$HOME.h", "$$HOME.h");
	assert_escaped("dos\\dir\\a.h", "dos\\dir\\a.h");
	assert_escaped("back\\ space", "back\\\\\\ space");
}

static void lists_each_file_once(void **state) {
	(void)state;
	struct depfile depfile;
	struct text text;
	depfile_init(&depfile);
	text_init(&text);
	static const char *const paths[] = { "src/z.co.c",   "/usr/include/stdio.h", "./b.h",   "a.h", "src/../b.h", "b.h",
		                                 "src/./z.co.c", "src//sub/a b.h",       "../up.h", "a.h" };
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) depfile_add(&depfile, paths[i]);
	depfile_print(&depfile, "out.c", &text);
	assert_string_equal(text.data, "out.c: src/z.co.c \\\n"
	                               " ../up.h \\\n"
	                               " /usr/include/stdio.h \\\n"
	                               " a.h \\\n"
	                               " b.h \\\n"
	                               " src/../b.h \\\n"
	                               " src/sub/a\\ b.h\n");
	depfile_release(&depfile);
	text_release(&text);
}

static void a_rule_may_have_no_other_files(void **state) {
	(void)state;
	struct depfile depfile;
	struct text text;
	depfile_init(&depfile);
	text_init(&text);
	depfile_add(&depfile, "only.co.c");
	depfile_print(&depfile, "a\\ b", &text);
	assert_string_equal(text.data, "a\\ b: only.co.c\n");
	depfile_release(&depfile);
	text_release(&text);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_names),
		cmocka_unit_test(lists_each_file_once),
		cmocka_unit_test(a_rule_may_have_no_other_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
