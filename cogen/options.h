/* The command line: one table (options.def) gives the parser and --help.
 *
 * In: argv, response files opened. Out: struct options, with the compiler's flags filtered down to those that change
 * how C is read, and diags set up by -W…. What is wrong with the command line is told in one line on stderr, exit code
 * 2. */
#ifndef CG_OPTIONS_H
#define CG_OPTIONS_H

#include "base/memory.h"
#include "diag.h"
#include "passes.h"
#include <stdbool.h>
#include <stdint.h>

enum dump {
	DUMP_NONE,
	DUMP_MACROS,
	DUMP_TREE,
	DUMP_LOWER,
	DUMP_FLOW,
	DUMP_LIVE,
	DUMP_FRAME,
	SHOW_FRAMES,
	SHOW_GRAPH_DOT,
	SHOW_GRAPH_SVG,
	SHOW_GRAPH_HTML
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/** A file to read, and what comes of it. */
struct job {
	const char *input;      /* "-": standard input */
	const char *output;     /* NULL: not given; "-": standard output */
	const char *header;     /* --emit-header; NULL: none */
	const char *depfile;    /* -MF */
	const char *dep_target; /* -MT and -MQ, as text of a make rule (escaped); NULL: output */
};

struct options {
	struct job *jobs; /* stb_ds array, in order */
	/* --dump=, --explain, --graph=: show this instead of C, on standard output unless there is -o */
	enum dump dump;
	const char *function;      /* -f NAME: of this coroutine only */
	const char *shown_by;      /* the argument that said so */
	uint64_t large_frame;      /* -Wlarge-frame=: bytes; 0: no limit */
	const char *without_bytes; /* -Wlarge-frame or -Werror=large-frame, which say nothing of how many */
	const char **flags;        /* stb_ds array: for libclang, already filtered */
	const char **compiler;     /* stb_ds array: the words behind `--`, in front of all flags; NULL: none are there */
	const char **warnings;     /* stb_ds array: -W options before `--` that are none of cogen's */
	struct near_pass {
		const char *written, *pass;
	} * near_passes;      /* stb_ds array: -fno-… that nearly name one of passes.def */
	bool resource_dir;    /* flags hold -resource-dir */
	struct passes passes; /* -fno-…: those that are off */
	bool lines;           /* #line (default on; --no-line turns it off) */
	bool poison;          /* --poison, for tests: what a suspension need not keep is overwritten (emit_point.c) */
	enum color color;
	enum diag_form form;          /* of diagnostics */
	const char *diagnostics_file; /* NULL: standard error */
	const char *help_on;          /* --help=: an id, or "diagnostics" */
	bool version, help;
	struct arena arena; /* strings that argv does not hold */
};

/** Fills *options, which need not be initialised; release it in any case. False: usage error, already reported in one
 * line on stderr (exit 2). The strings of argv have to live as long. */
bool options_parse(struct options *options, int argc, char **argv, struct diags *diags);
void options_release(struct options *options);
void options_help(FILE *out);
/** About one diagnostic, or all of them in a table. */
void options_help_on(const char *what, FILE *out);

#endif
