/* The command line: see options.h and its table, options.def. */
#include "options.h"
#include "base/ds.h"
#include "base/fatal.h"
#include "base/nearest.h"
#include "base/text.h"
#include "depfile.h"
#include <errno.h>
#include <stdarg.h>
#include <string.h>

enum form { ALONE, SEPARATE, JOINED, EITHER, PREFIX };

enum fate { OWN, KEEP, DROP, LANGUAGE };

enum option_id {
	OPTION_OUTPUT,
	OPTION_DEPFILE,
	OPTION_TARGET,
	OPTION_EMIT_HEADER,
	OPTION_NO_LINE,
	OPTION_POISON,
	OPTION_DUMP,
	OPTION_EXPLAIN,
	OPTION_GRAPH,
	OPTION_FUNCTION,
	OPTION_LARGE_FRAME,
	OPTION_WARNING,
	OPTION_SILENT,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_HELP_ON,
	OPTION_DIAGNOSTICS,
	OPTION_DIAGNOSTICS_FILE,
	OPTION_VERSION,
};

static const struct row {
	const char *spelling;
	enum form form;
	enum fate fate;
	enum option_id id; /* of OWN ones */
} rows[] = {
#define OPTION(id, spelling, form, argument, summary) { spelling, form, OWN, OPTION_##id },
#define COMPILER(spelling, form, fate) { spelling, form, fate, 0 },
#include "options.def"
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), DEEPEST_RESPONSE_FILE = 20 };

static const char *const dump_names[] = { "none", "macros", "tree", "lower", "flow", "live", "frame" };
static const char *const form_names[] = { "text", "json", "sarif" };
static const char *const graph_names[] = { "dot", "svg", "html" };
static const char *const color_names[] = { "auto", "always", "never" };

/* The one line that says what is wrong. */
static bool usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
static bool usage_error(const char *format, ...) {
	va_list arguments;
	fputs("cogen: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return false;
}

/* ---- response files ---- */

struct arguments {
	const char **list; /* stb_ds array */
	struct arena *arena;
};

/* The next word of a response file, as gcc reads them: blanks part words, single and double quotes keep them, a
 * backslash takes the next character as it is. NULL at the end. */
static const char *next_word(const char **at, struct arena *arena) {
	const char *text = *at;
	text += strspn(text, " \t\r\n\v\f");
	if (!*text) {
		*at = text;
		return NULL;
	}
	struct text word;
	text_init(&word);
	char quote = '\0';
	while (*text && (quote || !strchr(" \t\r\n\v\f", *text))) {
		if (*text == '\\' && text[1]) {
			text_putc(&word, text[1]);
			text += 2;
		} else if (quote && *text == quote) {
			quote = '\0';
			text++;
		} else if (!quote && (*text == '"' || *text == '\'')) {
			quote = *text++;
		} else {
			text_putc(&word, *text++);
		}
	}
	*at = text;
	const char *copy = arena_strndup(arena, word.data, word.length);
	text_release(&word);
	return copy;
}

static bool add_argument(struct arguments *arguments, const char *argument, int depth) {
	if (argument[0] != '@' || !argument[1]) {
		arrput(arguments->list, argument);
		return true;
	}
	if (depth == DEEPEST_RESPONSE_FILE) return usage_error("response file '%s' includes itself", argument + 1);
	struct source file;
	const char *problem;
	if (!source_read(&file, argument + 1, &problem))
		return usage_error("cannot read response file '%s': %s", argument + 1, problem);
	bool good = true;
	const char *at = file.text, *word;
	while (good && (word = next_word(&at, arguments->arena)) != NULL) good = add_argument(arguments, word, depth + 1);
	source_release(&file);
	return good;
}

/* ---- the table ---- */

static bool starts_with(const char *string, const char *prefix) { return strncmp(string, prefix, strlen(prefix)) == 0; }

static const struct row *find_row(const char *argument) {
	const struct row *best = NULL;
	for (const struct row *row = rows; row < rows + ROWS; row++) {
		size_t length = strlen(row->spelling);
		bool exact = strcmp(argument, row->spelling) == 0;
		if (exact && row->form != JOINED) return row;
		bool prefix = row->form == JOINED || row->form == EITHER || row->form == PREFIX;
		if (prefix && starts_with(argument, row->spelling) && (!best || length > strlen(best->spelling))) best = row;
	}
	return best;
}

static bool unknown_option(const char *argument) {
	/* What follows a `=` is no part of the name; a prefix option's spelling ends with it. */
	const char *equals = strchr(argument, '=');
	size_t length = equals ? (size_t)(equals - argument) + 1 : strlen(argument);
	struct nearest nearest = nearest_none();
	for (const struct row *row = rows; row < rows + ROWS; row++)
		nearest_consider(&nearest, row->spelling, argument, length);
	if (nearest.word) return usage_error("unknown option '%s'; did you mean '%s'?", argument, nearest.word);
	return usage_error("unknown option '%s' ('cogen --help' lists them)", argument);
}

/* The index of `value` among the names. */
static bool find_name(const char *option, const char *value, const char *const *names, size_t first, size_t count,
                      int *index) {
	struct nearest nearest = nearest_none();
	for (size_t i = first; i < count; i++) {
		if (strcmp(value, names[i]) == 0) {
			*index = (int)i;
			return true;
		}
		nearest_consider(&nearest, names[i], value, strlen(value));
	}
	if (nearest.word) return usage_error("'%s' does not know '%s'; did you mean '%s'?", option, value, nearest.word);
	struct text list;
	text_init(&list);
	for (size_t i = first; i < count; i++) text_printf(&list, "%s%s", i > first ? ", " : "", names[i]);
	usage_error("'%s' does not know '%s'; there are %s", option, value, list.data);
	text_release(&list);
	return false;
}

/* ---- parsing ---- */

/* `behind`: behind `--`, where an unknown one is the compiler's own. */
static bool take_warning(struct options *options, const char *argument, bool behind, struct diags *diags) {
	enum diag_option taken = diags_option(diags, argument);
	if (strcmp(argument, "-Wlarge-frame") == 0 || strcmp(argument, "-Werror=large-frame") == 0)
		options->without_bytes = argument;
	if (taken == DIAG_OPTION_FIXED)
		return usage_error("'%s': that is always an error, as there is no right C to write for it", argument);
	/* -Wno- of something unknown asks for what is so in any case */
	if (taken == DIAG_OPTION_UNKNOWN && !behind && !starts_with(argument, "-Wno-") && !starts_with(argument, "-Wp,") &&
	    !starts_with(argument, "-Wa,") && !starts_with(argument, "-Wl,") && argument[2])
		arrput(options->warnings, argument);
	return true;
}

static bool take_once(const char **place, const char *spelling, const char *value) {
	if (*place && strcmp(*place, value) != 0)
		return usage_error("'%s' is given twice: '%s' and '%s'", spelling, *place, value);
	*place = value;
	return true;
}

/* One thing is shown at a time. */
static bool take_stage(struct options *options, enum dump stage, const char *argument) {
	if (options->dump && options->dump != stage)
		return usage_error("'%s' and '%s' show different things: one run shows one", options->shown_by, argument);
	options->dump = stage;
	options->shown_by = argument;
	return true;
}

static bool take_bytes(const char *spelling, const char *value, uint64_t *bytes) {
	char *end;
	errno = 0;
	unsigned long long number = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end || errno || number == 0)
		return usage_error("'%s%s': a number of bytes is wanted", spelling, value);
	*bytes = number;
	return true;
}

/* note [jobs]: what says where something is written belongs to the input in front of it, or, before the first, to
 * that. */
static struct job *current_job(struct options *options) {
	if (!options->jobs) arrput(options->jobs, (struct job){ 0 });
	return &arrlast(options->jobs);
}

static void take_input(struct options *options, const char *path) {
	if (current_job(options)->input) arrput(options->jobs, (struct job){ 0 });
	current_job(options)->input = path;
}

static bool take_own(struct options *options, const struct row *row, const char *argument, const char *value,
                     bool behind, struct diags *diags) {
	int index = 0;
	struct job *job = current_job(options);
	switch (row->id) {
	case OPTION_OUTPUT: return take_once(&job->output, row->spelling, value);
	case OPTION_DEPFILE: return take_once(&job->depfile, row->spelling, value);
	case OPTION_TARGET: {
		struct text target;
		text_init(&target);
		if (job->dep_target) text_printf(&target, "%s ", job->dep_target);
		depfile_escape(&target, value);
		job->dep_target = arena_strndup(&options->arena, target.data, target.length);
		text_release(&target);
		return true;
	}
	case OPTION_EMIT_HEADER: return take_once(&job->header, "--emit-header", value);
	case OPTION_NO_LINE: options->lines = false; return true;
	case OPTION_POISON: options->poison = true; return true;
	case OPTION_DUMP:
		if (!find_name(row->spelling, value, dump_names, 1, sizeof(dump_names) / sizeof(dump_names[0]), &index))
			return false;
		return take_stage(options, (enum dump)index, argument);
	case OPTION_EXPLAIN: return take_stage(options, SHOW_FRAMES, argument);
	case OPTION_GRAPH:
		if (!find_name(row->spelling, value, graph_names, 0, sizeof(graph_names) / sizeof(graph_names[0]), &index))
			return false;
		return take_stage(options, (enum dump)(SHOW_GRAPH_DOT + index), argument);
	case OPTION_FUNCTION: return take_once(&options->function, row->spelling, value);
	case OPTION_LARGE_FRAME: return take_bytes(row->spelling, value, &options->large_frame);
	case OPTION_COLOR:
		if (!find_name(row->spelling, value, color_names, 0, sizeof(color_names) / sizeof(color_names[0]), &index))
			return false;
		options->color = (enum color)index;
		return true;
	case OPTION_WARNING:
	case OPTION_SILENT: return take_warning(options, argument, behind, diags);
	case OPTION_DIAGNOSTICS:
		if (!find_name(row->spelling, value, form_names, 0, sizeof(form_names) / sizeof(form_names[0]), &index))
			return false;
		options->form = (enum diag_form)index;
		return true;
	case OPTION_DIAGNOSTICS_FILE: return take_once(&options->diagnostics_file, row->spelling, value);
	case OPTION_HELP_ON: {
		enum diag_id id;
		const char *name = strncmp(value, "-W", 2) == 0 ? value + 2 : value, *near;
		if (strcmp(name, "diagnostics") != 0 && !diag_find(name, &id)) {
			char *option = xasprintf("-W%s", name);
			near = diag_near(option);
			free(option);
			return near
			           ? usage_error("'%s': there is no diagnostic '%s'; did you mean '%s'?", row->spelling, name, near)
			           : usage_error("'%s': there is no diagnostic '%s' ('--help=diagnostics' lists them)",
			                         row->spelling, name);
		}
		options->help = true;
		options->help_on = name;
		return true;
	}
	case OPTION_HELP: options->help = true; return true;
	case OPTION_VERSION: options->version = true; return true;
	}
	UNREACHABLE();
}

/* OpenMP's and OpenACC's lines are nothing to libclang, which would make a tree of its own of what they are for
 * (openmp.c); the macro that tells of the flag is there. Others are taken as they are. */
static const char *macro_of(const char *flag) {
	if (!strcmp(flag, "-fopenmp") || starts_with(flag, "-fopenmp=")) return "-D_OPENMP=201511";
	if (!strcmp(flag, "-fopenacc")) return "-D_OPENACC=201711";
	if (!strcmp(flag, "-fno-openmp")) return "-U_OPENMP";
	if (!strcmp(flag, "-fno-openacc")) return "-U_OPENACC";
	return flag;
}

static bool take_compiler(struct options *options, const struct row *row, const char *argument, const char *value,
                          bool separate) {
	if (row->fate == LANGUAGE && strcmp(value, "c") != 0 && strcmp(value, "none") != 0)
		return usage_error("'-x %s': cogen reads C only", value);
	if (row->fate != KEEP) return true;
	if (strcmp(row->spelling, "-std=") == 0 && strstr(value, "++"))
		return usage_error("'%s': cogen reads C only", argument);
	if (starts_with(row->spelling, "-resource-dir")) options->resource_dir = true;
	arrput(options->flags, macro_of(argument));
	if (separate) arrput(options->flags, value);
	return true;
}

/* -fNAME and -fno-NAME of passes.def. */
static bool take_pass(struct options *options, const char *argument) {
	bool on = !starts_with(argument, "-fno-");
	const char *name = argument + (on ? 2 : 5);
	if (!starts_with(argument, "-f")) return false;
#define PASS(field, spelling, summary) \
	if (strcmp(name, spelling) == 0) { \
		options->passes.field = on; \
		return true; \
	}
#include "passes.def"
	return false;
}

/* A word that is nearly that of a pass: the compilers have many of their own, so it is no error. */
static void consider_pass(struct options *options, const char *argument) {
	if (!starts_with(argument, "-fno-")) return;
	struct nearest nearest = nearest_none();
#define PASS(field, spelling, summary) nearest_consider(&nearest, spelling, argument + 5, strlen(argument + 5));
#include "passes.def"
	if (nearest.word) arrput(options->near_passes, ((struct near_pass){ argument, nearest.word }));
}

/* Takes argument number *at, and its value when that stands apart. `behind`: after `--`, where the compiler's options
 * stand. */
static bool take_argument(struct options *options, const char **list, size_t *at, bool behind, struct diags *diags) {
	const char *argument = list[*at];
	if (!behind && take_pass(options, argument)) return true;
	const struct row *row = find_row(argument);
	if (!row) return behind || unknown_option(argument);
	const char *value = argument + (row->form == ALONE ? 0 : strlen(row->spelling));
	bool separate = row->form == SEPARATE || (row->form == EITHER && !*value);
	if (separate) {
		if (*at + 1 >= arrlenu(list)) return usage_error("'%s' needs an argument", argument);
		value = list[++*at];
	}
	bool empty = row->form != ALONE && row->form != PREFIX && !*value;
	if (empty && row->fate == OWN) return usage_error("'%s' needs an argument", argument);
	if (!behind && row->fate == DROP) consider_pass(options, argument);
	if (row->fate != OWN) return take_compiler(options, row, argument, value, separate);
	if (behind && row->id != OPTION_WARNING && row->id != OPTION_LARGE_FRAME && row->id != OPTION_SILENT)
		return true; /* where the compiler would write is not where cogen does */
	return take_own(options, row, argument, value, behind, diags);
}

/* Behind `--`, in front of the flags, stands the compiler that gets them: `gcc`, `ccache gcc`. A whole command, as
 * compile_commands.json has it, names the input, too. */
static bool take_compiler_word(struct options *options, const char *word, bool flags_behind) {
	size_t length = strlen(word);
	for (size_t i = 0; i < arrlenu(options->jobs); i++)
		if (strcmp(word, options->jobs[i].input) == 0) return true;
	if (flags_behind || (length > 2 && strcmp(word + length - 2, ".c") == 0) || !length)
		return usage_error("'%s' behind '--' is no compiler flag", word);
	arrput(options->compiler, word);
	return true;
}

/* No file may be written twice. `jobs` up to `last` have been looked at. */
static bool check_outputs(const struct options *options, size_t last) {
	const struct job *job = &options->jobs[last];
	const char *own[] = { job->output, job->header, job->depfile };
	static const char *const names[] = { "-o", "--emit-header", "-MF" };
	for (size_t a = 0; a < 3; a++) {
		if (!own[a] || strcmp(own[a], "-") == 0) continue;
		for (size_t b = 0; b < a; b++)
			if (own[b] && strcmp(own[a], own[b]) == 0)
				return usage_error("'%s' and '%s' name the same file: '%s'", names[b], names[a], own[a]);
		for (const struct job *other = options->jobs; other < job; other++) {
			const char *others[] = { other->output, other->header, other->depfile };
			for (size_t b = 0; b < 3; b++)
				if (others[b] && strcmp(own[a], others[b]) == 0)
					return usage_error("'%s' would be written for '%s' and for '%s'", own[a], other->input, job->input);
		}
	}
	return true;
}

static bool check_together(const struct options *options) {
	size_t count = arrlenu(options->jobs);
	if (options->help || options->version) return true;
	if (options->without_bytes && !options->large_frame)
		return usage_error("'%s' needs '-Wlarge-frame=N', which says from how many bytes on", options->without_bytes);
	if (count == 0 || !options->jobs[0].input)
		return usage_error("no input file ('cogen --help' tells how to call it)");
	for (size_t i = 0; i < count; i++) {
		const struct job *job = &options->jobs[i];
		if (!check_outputs(options, i)) return false;
		if (options->dump) continue;
		if (!job->output && count > 1)
			return usage_error("no output file for '%s': with several inputs, '-o FILE' stands behind each",
			                   job->input);
		if (!job->output) return usage_error("no output file: give '-o FILE', or '-o -' for standard output");
		if (job->depfile && !job->dep_target && strcmp(job->output, "-") == 0)
			return usage_error("'-MF' with '-o -' needs '-MT NAME': standard output is no target of a rule");
	}
	return true;
}

bool options_parse(struct options *options, int argc, char **argv, struct diags *diags) {
	*options = (struct options){ .lines = true, .passes = all_passes() };
	struct arguments arguments = { .arena = &options->arena };
	bool good = true, behind = false, flags_behind = false;
	for (int i = 1; i < argc && good; i++) good = add_argument(&arguments, argv[i], 0);
	for (size_t at = 0; at < arrlenu(arguments.list) && good; at++) {
		const char *argument = arguments.list[at];
		if (!behind && strcmp(argument, "--") == 0)
			behind = true;
		else if (argument[0] == '-' && argument[1]) {
			good = take_argument(options, arguments.list, &at, behind, diags);
			flags_behind = behind;
		} else if (behind && options->jobs && options->jobs[0].input)
			good = take_compiler_word(options, argument, flags_behind);
		else
			take_input(options, argument);
	}
	arrfree(arguments.list);
	return good && check_together(options);
}

void options_release(struct options *options) {
	arrfree(options->jobs);
	arrfree(options->flags);
	arrfree(options->compiler);
	arrfree(options->warnings);
	arrfree(options->near_passes);
	arena_release(&options->arena);
}

static void help_row(FILE *out, const char *spelling, enum form form, const char *argument, const char *summary) {
	if (!summary) return;
	bool apart = argument && (form == EITHER || form == SEPARATE);
	int width = fprintf(out, "  %s%s%s", spelling, apart ? " " : "", argument ? argument : "");
	if (width >= 20) {
		fputc('\n', out);
		width = 0;
	}
	fprintf(out, "%*s%s\n", 20 - width, "", summary);
}

/* Text in lines of at most 80 columns, each with `indent` in front. */
static void wrap(FILE *out, const char *text, int indent) {
	int column = 0;
	for (const char *word = text; *word;) {
		int length = (int)strcspn(word, " ");
		if (column && column + 1 + length > 80) {
			fputc('\n', out);
			column = 0;
		}
		column += column ? fprintf(out, " %.*s", length, word) : fprintf(out, "%*s%.*s", indent, "", length, word);
		word += length;
		word += strspn(word, " ");
	}
	fputc('\n', out);
}

void options_help_on(const char *what, FILE *out) {
	enum diag_id id;
	if (diag_find(what, &id)) {
		bool warning = diag_default(id) != DIAG_ERROR;
		fprintf(out, "%s: %s: %s\n", warning ? "warning" : "error", what, diag_summary(id));
		wrap(out, diag_help(id), 2);
		if (warning) fprintf(out, "  -Wno-%s turns it off, -Werror=%s makes an error of it.\n", what, what);
		return;
	}
	for (int i = 0; i < 2; i++) {
		enum diag_severity severity = i ? DIAG_ERROR : DIAG_WARNING;
		fputs(i ? "Errors, which cannot be turned off:\n" : "Warnings, each with -W…, -Wno-…, -Werror=…:\n", out);
		for (int k = 0; k < DIAG_COUNT; k++)
			if ((diag_default((enum diag_id)k) == DIAG_ERROR) == (severity == DIAG_ERROR))
				fprintf(out, "  %-18s  %s\n", diag_name((enum diag_id)k), diag_summary((enum diag_id)k));
	}
	fputs("`cogen --help=ID` says more of one.\n", out);
}

void options_help(FILE *out) {
	fputs("usage: cogen [options] in.co.c -o out.c [in.co.c -o out.c]… [-- [compiler] flags]\n"
	      "Turns annotated C into plain C. Flags that change how C is read (-I -D -std= …)\n"
	      "may stand before the input, too. The compiler tells where headers are. @FILE has flags.\n",
	      out);
#define HEADING(text) fputs(text "\n", out);
#define OPTION(id, spelling, form, argument, summary) help_row(out, spelling, form, argument, summary);
#include "options.def"
	static const char passes[] = "-fno-NAME:"
#define PASS(field, spelling, summary) " " spelling
#include "passes.def"
		;
	wrap(out, passes, 0);
	struct text warnings;
	text_init(&warnings);
	text_puts(&warnings, "Warnings:");
	for (int i = 0; i < DIAG_COUNT; i++)
		if (diag_default((enum diag_id)i) != DIAG_ERROR)
			text_printf(&warnings, " %s", diag_name((enum diag_id)i));
	wrap(out, warnings.data, 0);
	text_release(&warnings);
	fputs("Exit code: 0 written, 1 errors in the input, 2 usage or files, 3 internal error.\n", out);
}
