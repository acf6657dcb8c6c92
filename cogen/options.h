/* The command line: one table (options.def) gives the parser, --help and the manual. */
#ifndef CG_OPTIONS_H
#define CG_OPTIONS_H

#include "diag.h"
#include <stdbool.h>

enum dump { DUMP_NONE, DUMP_MACROS, DUMP_TREE, DUMP_LOWER, DUMP_FLOW, DUMP_LIVE, DUMP_FRAME };

struct options {
	const char *input;
	const char *output;        /* NULL until given; "-": standard output */
	const char *depfile;       /* -MF */
	const char *dep_target;    /* -MT; default: output */
	enum dump dump;            /* --dump=: print this stage to standard output instead of writing C */
	char **flags;              /* stb_ds array: for libclang, already filtered */
	bool lines;                /* #line (default on; --no-line turns it off) */
	bool version, help;
};

/** False: usage error, already reported in one line on stderr (exit 2). */
bool options_parse(struct options *options, int argc, char **argv, struct diags *diags);
void options_release(struct options *options);
void options_help(FILE *out);

#endif
