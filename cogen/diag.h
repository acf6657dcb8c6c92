/* Diagnostics: one table (diag.def) of ids and severities; text with source line, caret and range.
 *
 * In: an id, a place in the buffer (mapped back to the user's file) or in another file, a message. Out: text in gcc's
 * form `file:line:col: error: text [-Wid]` (diag_text.c), and at the end, where it is asked for, all of it once more as
 * a document of JSON, as gcc's is, or SARIF (diag_json.c). Diagnostics are collected and printed in source order at the
 * end of a pass; an error anywhere in a file means that nothing is written for it. */
#ifndef CG_DIAG_H
#define CG_DIAG_H

#include "source.h"
#include <stdbool.h>
#include <stdio.h>

enum diag_id {
#define DIAG(id, name, severity, summary, help) DIAG_##id,
#include "diag.def"
#undef DIAG
	DIAG_COUNT
};

enum diag_form { DIAG_TEXT, DIAG_JSON, DIAG_SARIF };

enum diag_severity { DIAG_IGNORED, DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

struct diags;
struct text;

struct diags *diags_new(void);
void diags_free(struct diags *diags);

/** The buffer that spans refer to. */
void diags_set_source(struct diags *diags, const struct source *source);

/** Reports; errors and warnings as the table, -W options and -Werror say. */
void diag_report(struct diags *diags, enum diag_id id, struct span span, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/** Adds a note to the diagnostic reported last (dropped with it when that is ignored). */
void diag_note(struct diags *diags, struct span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
/** Adds a fix-it to the diagnostic reported last: replace `span` by `text`. Printed as gcc prints it, below the
 * caret. */
void diag_fixit(struct diags *diags, struct span span, const char *text);

/** What comes behind it is another way to mend the same. */
void diag_alternative(struct diags *diags);

/** Relays a diagnostic of libclang, or about another file: a finished place. line 0: no place; source_line may be
 * NULL. */
void diag_relay(struct diags *diags, enum diag_severity severity, const char *file, unsigned line, unsigned column,
                const char *source_line, const char *message, const char *option);

/** The one reported last goes as far as `span`, if it begins with it. */
void diag_range(struct diags *diags, struct span span);

enum diag_option {
	DIAG_OPTION_UNKNOWN, /* none of cogen's own: perhaps the compiler's */
	DIAG_OPTION_TAKEN,
	DIAG_OPTION_FIXED, /* names one that is always an error, and would turn it off or down */
};

/** -Wid, -Wno-id, -Werror, -Wno-error, -Werror=id, -Wno-error=id, -w. The last one that names an id holds. */
enum diag_option diags_option(struct diags *diags, const char *argument);

/** Escape sequences around the parts, in gcc's colours. Off at first. */
void diags_set_color(struct diags *diags, bool on);

/** Errors reported so far, also those that are not printed as there were too many. Identical reports are printed once,
 * and count once in each file. */
size_t diags_errors(const struct diags *diags);
/** Prints what was collected since the last flush, in source order (notes behind their diagnostic). */
void diags_flush(struct diags *diags, FILE *out);

/** Keeps what is flushed, for diags_write; `quiet`: and prints nothing then. */
void diags_keep(struct diags *diags, bool quiet);
/** Everything that was kept, as one document. */
void diags_write(struct diags *diags, enum diag_form form, const char *version, struct text *out);

const char *diag_name(enum diag_id id);
/** What it is about, in a few words; what to do about it, in whole sentences. */
const char *diag_summary(enum diag_id id);
const char *diag_help(enum diag_id id);
enum diag_severity diag_default(enum diag_id id);
bool diag_find(const char *name, enum diag_id *id);
/** The id whose name is nearest to what a -W option asks for; NULL. */
const char *diag_near(const char *option);

#endif
