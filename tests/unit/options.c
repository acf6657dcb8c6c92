/* The command line. */
#include "unit.h"

#include "base/ds.h"
#include "options.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct parsed {
	struct options options;
	struct diags *diags;
	bool good;
	char *said; /* on stderr */
};

/* Runs `call` with stderr read into *said. */
static struct parsed parse_list(int count, char **arguments) {
	struct parsed parsed = { .diags = diags_new() };
	FILE *file = tmpfile();
	assert_non_null(file);
	fflush(stderr);
	int kept = dup(STDERR_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	parsed.good = options_parse(&parsed.options, count, arguments, parsed.diags);
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	rewind(file);
	parsed.said = xcalloc(1, 4096);
	size_t length = fread(parsed.said, 1, 4095, file);
	parsed.said[length] = '\0';
	fclose(file);
	return parsed;
}

static void end(struct parsed *parsed) {
	options_release(&parsed->options);
	diags_free(parsed->diags);
	free(parsed->said);
}

#define PARSE(...)                                                                                                     \
	parse_list((int)(sizeof((char *[]){ "cogen", __VA_ARGS__ }) / sizeof(char *)), (char *[]){ "cogen", __VA_ARGS__ })

static void assert_flags(const struct options *options, const char *const *expected) {
	size_t i = 0;
	for (; expected[i]; i++) {
		assert_true(i < arrlenu(options->flags));
		assert_string_equal(options->flags[i], expected[i]);
	}
	assert_int_equal(arrlenu(options->flags), i);
}
#define FLAGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

#define assert_refused(message, ...)                                                                                   \
	do {                                                                                                               \
		struct parsed refused = PARSE(__VA_ARGS__);                                                                    \
		assert_false(refused.good);                                                                                    \
		assert_string_equal(refused.said, "cogen: " message "\n");                                                     \
		end(&refused);                                                                                                 \
	} while (0)

static void says_where_each_of_several_goes(void **state) {
	(void)state;
	struct parsed parsed = PARSE("-o", "a.c", "a.co.c", "b.co.c", "-MF", "b.d", "-o", "b.c", "c.co.c", "--emit-header=c.h", "-o", "-", "--", "-O2");
	assert_true(parsed.good);
	assert_int_equal(arrlen(parsed.options.jobs), 3);
	assert_string_equal(parsed.options.jobs[0].output, "a.c");
	assert_null(parsed.options.jobs[0].depfile);
	assert_string_equal(parsed.options.jobs[1].input, "b.co.c");
	assert_string_equal(parsed.options.jobs[1].output, "b.c");
	assert_string_equal(parsed.options.jobs[1].depfile, "b.d");
	assert_null(parsed.options.jobs[1].header);
	assert_string_equal(parsed.options.jobs[2].header, "c.h");
	assert_string_equal(parsed.options.jobs[2].output, "-");
	end(&parsed);
}

static void takes_its_own_options(void **state) {
	(void)state;
	struct parsed parsed =
		PARSE("a.co.c", "-o", "a.c", "-MFa.d", "-MT", "x y", "-MQ", "$z", "--no-line", "--color=never");
	assert_true(parsed.good);
	assert_string_equal(parsed.said, "");
	assert_int_equal(arrlen(parsed.options.jobs), 1);
	assert_string_equal(parsed.options.jobs[0].input, "a.co.c");
	assert_string_equal(parsed.options.jobs[0].output, "a.c");
	assert_string_equal(parsed.options.jobs[0].depfile, "a.d");
	assert_string_equal(parsed.options.jobs[0].dep_target, "x\\ y $$z");
	assert_false(parsed.options.lines);
	assert_int_equal(parsed.options.color, COLOR_NEVER);
	assert_int_equal(parsed.options.dump, DUMP_NONE);
	assert_int_equal(arrlen(parsed.options.flags), 0);
	end(&parsed);

	parsed = PARSE("--dump=live", "a.co.c", "b.co.c");
	assert_true(parsed.good);
	assert_true(parsed.options.lines);
	assert_int_equal(parsed.options.dump, DUMP_LIVE);
	assert_int_equal(arrlen(parsed.options.jobs), 2);
	end(&parsed);

	parsed = PARSE("-", "-o-");
	assert_true(parsed.good);
	assert_string_equal(parsed.options.jobs[0].input, "-");
	assert_string_equal(parsed.options.jobs[0].output, "-");
	end(&parsed);
}

static void keeps_flags_that_change_how_c_is_read(void **state) {
	(void)state;
	struct parsed parsed =
		PARSE("-Iinclude", "-I", "a b", "-DX=1 2", "-D", "Y", "-UZ", "-isystem", "s", "-isystems", "-iquote.",
	          "-idirafter", "d", "-include", "i.h", "-imacros", "m.h", "-std=gnu11", "-m32", "-march=native",
	          "-fshort-enums", "-funsigned-char", "--target=arm-linux-gnueabi", "-target", "t", "--sysroot=/r",
	          "-isysroot", "/s", "-nostdinc", "-pthread", "-x", "c", "a.co.c", "-o", "a.c");
	assert_true(parsed.good);
	assert_flags(&parsed.options,
	             FLAGS("-Iinclude", "-I", "a b", "-DX=1 2", "-D", "Y", "-UZ", "-isystem", "s", "-isystems", "-iquote.",
	                   "-idirafter", "d", "-include", "i.h", "-imacros", "m.h", "-std=gnu11", "-m32", "-march=native",
	                   "-fshort-enums", "-funsigned-char", "--target=arm-linux-gnueabi", "-target", "t", "--sysroot=/r",
	                   "-isysroot", "/s", "-nostdinc", "-pthread"));
	assert_false(parsed.options.resource_dir);
	end(&parsed);
	parsed = PARSE("a.co.c", "-o", "a.c", "--", "-resource-dir", "/r");
	assert_true(parsed.options.resource_dir);
	assert_flags(&parsed.options, FLAGS("-resource-dir", "/r"));
	end(&parsed);
}

static void drops_flags_that_do_not(void **state) {
	(void)state;
	struct parsed parsed =
		PARSE("-O2", "-g", "-ggdb3", "-Wall", "-Wextra", "-Wno-unused", "-Wl,-z,now", "-pipe", "-c", "-pedantic", "-MD",
	          "-MMD", "-MP", "-fno-strict-aliasing", "-fplugin=x.so", "-ffunction-sections", "-mtune=native",
	          "-Xlinker", "-I", "-lm", "-L", "lib", "--param", "x=1", "-save-temps", "-static", "a.co.c", "-o", "a.c");
	assert_true(parsed.good);
	assert_string_equal(parsed.said, "");
	assert_int_equal(arrlen(parsed.options.jobs), 1);
	assert_int_equal(arrlen(parsed.options.flags), 0);
	end(&parsed);
}

static void compiler_flags_stand_behind_two_dashes(void **state) {
	(void)state;
	struct parsed parsed =
		PARSE("a.co.c", "-o", "a.c", "--", "-c", "-o", "a.o", "-MF", "a.o.d", "-Ix", "--never-heard-of", "-DA");
	assert_true(parsed.good);
	assert_string_equal(parsed.options.jobs[0].output, "a.c");
	assert_null(parsed.options.jobs[0].depfile);
	assert_flags(&parsed.options, FLAGS("-Ix", "-DA"));
	end(&parsed);
	parsed = PARSE("-o", "a.c", "-Ix", "--", "a.co.c");
	assert_true(parsed.good);
	assert_string_equal(parsed.options.jobs[0].input, "a.co.c");
	end(&parsed);
	assert_refused("'b.co.c' behind '--' is no compiler flag", "a.co.c", "-o", "a.c", "--", "b.co.c");
}

static void write_file(const char *path, const char *text) {
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void reads_response_files(void **state) {
	(void)state;
	char folder[] = "/tmp/cogen-options-XXXXXX", first[64], second[64], at_first[80], text[256];
	assert_non_null(mkdtemp(folder));
	snprintf(first, sizeof(first), "%s/first", folder);
	snprintf(second, sizeof(second), "%s/second", folder);
	snprintf(at_first, sizeof(at_first), "@%s", first);
	snprintf(text, sizeof(text), "\"-DA=\\\"a b\\\"\"\r\n-I 'x y'\n@%s -DC=a\\ b \"\"", second);
	write_file(first, text);
	write_file(second, "-DB=\"q\"'r'");
	struct parsed parsed = PARSE("a.co.c", "-o", "a.c", "--", at_first);
	assert_true(!parsed.good); /* an empty argument is no flag */
	end(&parsed);
	text[strlen(text) - 3] = '\0';
	write_file(first, text);
	parsed = PARSE("a.co.c", "-o", "a.c", "--", at_first);
	assert_string_equal(parsed.said, "");
	assert_true(parsed.good);
	assert_flags(&parsed.options, FLAGS("-DA=\"a b\"", "-I", "x y", "-DB=qr", "-DC=a b"));
	end(&parsed);
	write_file(second, at_first);
	parsed = PARSE("a.co.c", at_first);
	assert_false(parsed.good);
	assert_non_null(strstr(parsed.said, "includes itself"));
	end(&parsed);
	unlink(first);
	unlink(second);
	rmdir(folder);
	assert_refused("cannot read response file '/nowhere/x': No such file or directory", "@/nowhere/x");
}

static void says_what_is_wrong(void **state) {
	(void)state;
	assert_refused("unknown option '--dmup=tree'; did you mean '--dump='?", "--dmup=tree", "a.co.c");
	assert_refused("unknown option '--no-lines'; did you mean '--no-line'?", "--no-lines", "a.co.c");
	assert_refused("unknown option '-isytem'; did you mean '-isystem'?", "-isytem", "x", "a.co.c");
	assert_refused("unknown option '--frobnicate' ('cogen --help' lists them)", "--frobnicate");
	assert_refused("'--dump=' does not know 'flwo'; did you mean 'flow'?", "--dump=flwo", "a.co.c");
	assert_refused("'--dump=' does not know 'everything'; there are macros, tree, lower, flow, live, frame",
	               "--dump=everything");
	assert_refused("'--dump=' needs an argument", "--dump=", "a.co.c");
	assert_refused("'-o' needs an argument", "a.co.c", "-o");
	assert_refused("'-I' needs an argument", "a.co.c", "-o", "a.c", "-I");
	assert_refused("no input file ('cogen --help' tells how to call it)", "-o", "a.c");
	assert_refused("no output file: give '-o FILE', or '-o -' for standard output", "a.co.c");
	assert_refused("no output file for 'a.co.c': with several inputs, '-o FILE' stands behind each", "a.co.c", "b.co.c", "-o", "a.c");
	assert_refused("'a.c' would be written for 'a.co.c' and for 'b.co.c'", "a.co.c", "-o", "a.c", "b.co.c", "-o", "b.c", "--emit-header", "a.c");
	assert_refused("'-o' is given twice: 'a.c' and 'b.c'", "a.co.c", "-o", "a.c", "-o", "b.c");
	assert_refused("'-MF' with '-o -' needs '-MT NAME': standard output is no target of a rule", "a.co.c", "-o", "-",
	               "-MF", "d");
	assert_refused("'-o' and '-MF' name the same file: 'x'", "a.co.c", "-o", "x", "-MF", "x");
	assert_refused("'-x c++': cogen reads C only", "-x", "c++", "a.co.c");
	assert_refused("'-std=c++17': cogen reads C only", "-std=c++17", "a.co.c");
	assert_refused("'-Wno-never-awaited': that is always an error, as there is no right C to write for it",
	               "-Wno-never-awaited", "a.co.c");
}

static void help_fits_a_screen(void **state) {
	(void)state;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);
	options_help(file);
	fclose(file);
	int lines = 0;
	for (const char *line = text; *line; lines++) {
		size_t length = strcspn(line, "\n");
		assert_in_range(length, 1, 90); /* bytes: a few characters take more than one */
		line += length + (line[length] == '\n');
	}
	assert_in_range(lines, 10, 32);
	assert_non_null(strstr(text, "  --dump=STAGE "));
	assert_null(strstr(text, "-MQ FILE"));
	free(text);
	struct parsed parsed = PARSE("--help");
	assert_true(parsed.good && parsed.options.help);
	end(&parsed);
	parsed = PARSE("--version");
	assert_true(parsed.good && parsed.options.version);
	end(&parsed);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_its_own_options),   cmocka_unit_test(says_where_each_of_several_goes),   cmocka_unit_test(keeps_flags_that_change_how_c_is_read),
		cmocka_unit_test(drops_flags_that_do_not), cmocka_unit_test(compiler_flags_stand_behind_two_dashes),
		cmocka_unit_test(reads_response_files),    cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(help_fits_a_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
