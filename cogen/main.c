/* cogen: annotated C in, plain C out. The driver.
 *
 * In: the command line. Out: for each annotated file one C file (and a depfile, and a header), or diagnostics on stderr
 * and nothing written for it. Files have nothing to do with each other: an error in one keeps none of the others from
 * being written. Exit codes: base/fatal.h. The tool never calls setlocale, so that numbers and orders are the same
 * everywhere. */
#include "base/ds.h"
#include "base/fatal.h"
#include "base/guard.h"
#include "base/memory.h"
#include "base/text.h"
#include "compiler.h"
#include "depfile.h"
#include "diag.h"
#include "options.h"
#include "parse.h"
#include "resource.h"
#include "source.h"
#include "spelling.h"
#include "transform.h"
#include "writer.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef COGEN_VERSION
#error "the build has to define COGEN_VERSION"
#endif

/* The user's flags with what cogen adds in front of them. */
struct flags {
	const char **list; /* stb_ds array */
	char *headers, *resources;
	struct arena arena;
};

static bool flags_init(struct flags *flags, const struct options *options, const char *argv0) {
	*flags = (struct flags){ .headers = resource_find_headers(argv0) };
	if (!flags->headers) {
		fputs(
			"cogen: its own headers (cogen.h) were not found beside it: install cogen again, with `cmake --install`\n",
			stderr);
		return false;
	}
	/* Warnings are left to the compiler of the generated C, which sees the same lines; but for some that it would not
	 * give, as a coroutine's body is another function there, and its variables are members (tree_warn.c). Two of them
	 * are on by themselves. Errors are counted in diag.c. */
	static const char *const always[] = {
		"-xc", ("-fbracket-depth=" NESTING_LIMIT), "-ferror-limit=0", "-DCOGEN_TOOL=1", "-Wuninitialized",
		"-Wsometimes-uninitialized", "-Wshadow", "-Wunused-function",
		/* a header of gcc's writes __malloc__ (omp_free), which clang does not take */
		"-D__malloc__(...)=__malloc__", "-I"
	};
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) arrput(flags->list, always[i]);
	arrput(flags->list, flags->headers);
	if (!options->resource_dir) {
		flags->resources = resource_find_clang();
		if (!flags->resources) {
			int major = resource_clang_major();
			fprintf(stderr,
			        "cogen: clang's builtin headers (stddef.h, …) for libclang %d were not found: install "
			        "libclang-common-%d-dev "
			        "(Debian, Ubuntu) or clang (elsewhere), or give -resource-dir DIR\n",
			        major, major);
			return false;
		}
		arrput(flags->list, "-resource-dir");
		arrput(flags->list, flags->resources);
	}
	/* in front of the folders of compilers, which come in the same way (runtime/include/cogen/tool) */
	arrput(flags->list, "-idirafter");
	arrput(flags->list, arena_printf(&flags->arena, "%s/cogen/tool", flags->headers));
	for (size_t i = 0; i < arrlenu(options->flags); i++) arrput(flags->list, options->flags[i]);
	return compiler_folders(options, &flags->arena, &flags->list);
}

static void flags_release(struct flags *flags) {
	arrfree(flags->list);
	free(flags->headers);
	free(flags->resources);
	arena_release(&flags->arena);
}

/* A slip on the command line must not cost the user's source. */
static bool overwrites(const char *input, const char *output) {
	struct stat in, out;
	if (!output || strcmp(output, "-") == 0 || strcmp(input, "-") == 0) return false;
	if (stat(input, &in) != 0 || stat(output, &out) != 0 || in.st_dev != out.st_dev || in.st_ino != out.st_ino)
		return false;
	fprintf(stderr, "cogen: '%s' is the input; it would be overwritten\n", output);
	return true;
}

static bool overwrites_input(const struct options *options, const struct job *job) {
	for (size_t i = 0; i < arrlenu(options->jobs); i++) {
		const char *input = options->jobs[i].input;
		if (overwrites(input, job->output) || overwrites(input, job->depfile) || overwrites(input, job->header) ||
		    overwrites(input, options->diagnostics_file))
			return true;
	}
	return false;
}

/** What a path leads to: links followed, those of the folder where there is no file so far. The caller frees it. */
static char *place_of(const char *path) {
	char *whole = realpath(path, NULL);
	if (whole) return whole;
	const char *slash = strrchr(path, '/');
	char *folder = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	char *real = realpath(folder, NULL),
		 *place = real ? xasprintf("%s/%s", real, slash ? slash + 1 : path) : xstrdup(path);
	free(folder);
	free(real);
	return place;
}

struct place {
	char *key;
	const char *value; /* as it was given */
};

/* Two names of one output: the second would be written over the first. Devices may be written to twice. */
static bool overwrites_output(const struct options *options) {
	struct place *places = NULL;
	bool found = false;
	sh_new_strdup(places);
	size_t count = arrlenu(options->jobs) * 3;
	for (size_t i = 0; i <= count && !found; i++) {
		const struct job *job = i < count ? &options->jobs[i / 3] : NULL;
		const char *path = !job         ? options->diagnostics_file
		                   : i % 3 == 0 ? job->output
		                   : i % 3 == 1 ? job->header
		                                : job->depfile;
		struct stat status;
		if (!path || strcmp(path, "-") == 0 || (stat(path, &status) == 0 && !S_ISREG(status.st_mode))) continue;
		char *place = place_of(path);
		ptrdiff_t at = shgeti(places, place);
		if (at >= 0)
			fprintf(stderr, "cogen: '%s' and '%s' are the same file, and would be written one over the other\n",
			        places[at].value, path);
		found = at >= 0;
		if (!found) shput(places, place, path);
		free(place);
	}
	shfree(places);
	return found;
}

/* Each file that is written is another one, and none of them is read. */
static bool paths_are_distinct(const struct options *options) {
	for (size_t i = 0; i < arrlenu(options->jobs); i++)
		if (overwrites_input(options, &options->jobs[i])) return false;
	return !overwrites_output(options);
}

static void add_inclusion(const char *path, void *argument) { depfile_add(argument, path); }

/* What a run leaves behind. */
static enum exit_code write_results(const struct options *options, const struct job *job, const struct text *out,
                                    const struct text *header, const struct depfile *files) {
	if (options->dump) {
		struct output shown = { job->output ? job->output : "-", out->data, out->length };
		return writer_write(&shown, 1) ? EXIT_WRITTEN : EXIT_USAGE;
	}
	struct text rule, target;
	text_init(&rule);
	text_init(&target);
	depfile_escape(&target, job->output);
	depfile_print(files, job->dep_target ? job->dep_target : target.data, &rule);
	struct output outputs[3] = { { job->output, out->data, out->length } };
	size_t count = 1;
	if (job->depfile) outputs[count++] = (struct output){ job->depfile, rule.data, rule.length };
	/* others read it: where it is the same it stays as old as it is, and nothing is built again for it */
	if (job->header && !writer_has(job->header, header->data, header->length))
		outputs[count++] = (struct output){ job->header, header->data, header->length };
	bool good = writer_write(outputs, count);
	text_release(&rule);
	text_release(&target);
	return good ? EXIT_WRITTEN : EXIT_USAGE;
}

/* One file, from its text to what is written: every pass, in order. */
static enum exit_code transform(const struct job *job, const struct options *options, const struct flags *flags,
                                struct diags *diags) {
	struct source source;
	const char *problem, *path = job->input;
	if (strpbrk(path, "\n\r")) {
		fprintf(stderr, "cogen: cannot read '%s': a line break in the name, which no #line can tell\n", path);
		return EXIT_USAGE;
	}
	if (!source_read(&source, path, &problem)) {
		fprintf(stderr, "cogen: cannot read '%s': %s\n", path, problem);
		return EXIT_USAGE;
	}
	diags_set_source(diags, &source);
	guard_input(source.path, source.original, source.original_length);
	memory_expect(source.original_length);
	size_t errors_before = diags_errors(diags);

	struct parse parse = { 0 };
	struct text out, header;
	struct depfile files;
	text_init(&out);
	text_init(&header);
	depfile_init(&files);
	bool good = check_bytes(&source, diags);
	if (good) spelling_replace(&source, (const char *const *)flags->list, arrlenu(flags->list));
	good = good && parse_init(&parse, &source, flags->list, (int)arrlen(flags->list), diags);
	parse.tells_places = !options->lines;
	good = good && parse_open_macros(&parse, diags);
	if (good && options->dump == DUMP_MACROS)
		text_add(&out, source.text, source.length);
	else
		good = good && transform_unit(&parse, options, diags, &out, job->header ? &header : NULL);
	if (good && job->depfile) parse_inclusions(&parse, add_inclusion, &files);
	diags_flush(diags, stderr);

	enum exit_code code = EXIT_INPUT;
	if (diags_errors(diags) == errors_before) {
		if (!good) fatal_internal("a pass failed on '%s' and did not say why", path);
		code = write_results(options, job, &out, &header, &files);
	}
	parse_release(&parse);
	depfile_release(&files);
	text_release(&out);
	text_release(&header);
	diags_set_source(diags, NULL);
	guard_input(NULL, NULL, 0);
	source_release(&source);
	return code;
}

/* The compiler would say so of its own; one that was meant for cogen nobody would miss. */
static bool check_warnings(const struct options *options, struct diags *diags) {
	for (size_t i = 0; i < arrlenu(options->warnings); i++) {
		const char *option = options->warnings[i], *near = diag_near(option);
		if (parse_knows_warning(option)) continue;
		struct span nowhere = { 0, 0 };
		if (near)
			diag_report(diags, DIAG_UNKNOWN_OPTION, nowhere, "'%s' is no warning; did you mean '-W%s'?", option, near);
		else
			diag_report(diags, DIAG_UNKNOWN_OPTION, nowhere, "'%s' is a warning of neither cogen nor clang", option);
	}
	for (size_t i = 0; i < arrlenu(options->near_passes); i++) {
		struct span nowhere = { 0, 0 };
		diag_report(diags, DIAG_UNKNOWN_OPTION, nowhere, "'%s' is no pass of cogen's; did you mean '-fno-%s'?",
		            options->near_passes[i].written, options->near_passes[i].pass);
	}
	diags_flush(diags, stderr);
	return diags_errors(diags) == 0;
}

static bool wants_color(enum color color) {
	if (color != COLOR_AUTO) return color == COLOR_ALWAYS;
	const char *terminal = getenv("TERM"), *no_color = getenv("NO_COLOR");
	return isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0 && !(no_color && *no_color);
}

static enum exit_code print_version(const char *argv0) {
	char *clang = resource_clang_version(), *resources = resource_find_clang(), *headers = resource_find_headers(argv0);
	printf("cogen " COGEN_VERSION "\nlibclang: %s\nresource directory: %s\nheaders: %s\n", clang,
	       resources ? resources : "not found", headers ? headers : "not found");
	free(clang);
	free(resources);
	free(headers);
	return fflush(stdout) == 0 ? EXIT_WRITTEN : EXIT_USAGE;
}

static enum exit_code run(const struct options *options, struct diags *diags, const char *argv0) {
	if (options->help) {
		if (options->help_on)
			options_help_on(options->help_on, stdout);
		else
			options_help(stdout);
		return fflush(stdout) == 0 ? EXIT_WRITTEN : EXIT_USAGE;
	}
	if (options->version) return print_version(argv0);
	if (!check_warnings(options, diags)) return EXIT_USAGE;
	struct flags flags;
	enum exit_code worst = flags_init(&flags, options, argv0) ? EXIT_WRITTEN : EXIT_USAGE;
	for (size_t i = 0; i < arrlenu(options->jobs) && worst != EXIT_USAGE; i++) {
		enum exit_code code = transform(&options->jobs[i], options, &flags, diags);
		worst = code > worst ? code : worst;
	}
	flags_release(&flags);
	return worst;
}

/* In one of the forms that other programs read. */
static bool write_diagnostics(const struct options *options, struct diags *diags) {
	struct text text;
	text_init(&text);
	diags_flush(diags, stderr);
	diags_write(diags, options->form, COGEN_VERSION, &text);
	struct output output = { options->diagnostics_file, text.data, text.length };
	bool good = true;
	if (options->diagnostics_file)
		good = writer_write(&output, 1);
	else
		fwrite(text.data, 1, text.length, stderr);
	text_release(&text);
	return good;
}

struct command {
	int argc;
	char **argv;
};

static int obey(void *argument) {
	const struct command *command = argument;
	struct diags *diags = diags_new();
	struct options options;
	enum exit_code code = EXIT_USAGE;
	if (options_parse(&options, command->argc, command->argv, diags) && paths_are_distinct(&options)) {
		diags_set_color(diags, wants_color(options.color));
		bool kept = !options.help && !options.version && (options.form != DIAG_TEXT || options.diagnostics_file);
		if (kept) diags_keep(diags, !options.diagnostics_file);
		code = run(&options, diags, command->argv[0]);
		if (kept && !write_diagnostics(&options, diags)) code = EXIT_USAGE;
	}
	options_release(&options);
	diags_free(diags);
	return (int)code;
}

int main(int argc, char **argv) {
	memory_settle();
	struct command command = { argc, argv };
	guard_begin(argv);
	return guard_run(obey, &command);
}
