/* What diag.c collects and a printer (diag_text.c) shows: finished reports, free of spans and sources.
 *
 * Places are those of the user's file. Strings live in the arena of struct diags, or are static. */
#ifndef CG_DIAG_REPORT_H
#define CG_DIAG_REPORT_H

#include "base/text.h"
#include "diag.h"

struct place {
	const char *file; /* NULL: the report is about no file */
	uint32_t line;    /* 1 …; 0: about the file as a whole */
	uint32_t column,
		end; /* 1-based bytes of the line; end is behind the last one, equal to column where nothing is spanned */
	const char *text; /* the line, `length` bytes; NULL: not known */
	size_t length;
	const char *shown_file; /* where `#line` says that it stands; NULL: nothing says so */
	uint32_t shown_line;
};

/** The place as readers are told of it. */
static inline struct place place_shown(const struct place *place) {
	struct place shown = *place;
	if (place->shown_file) {
		shown.file = place->shown_file;
		shown.line = place->shown_line;
	}
	return shown;
}

struct fixit {
	struct place place;
	const char *text;
	unsigned alternative; /* those of one number belong together */
};

struct note {
	struct place place;
	const char *message;
};

struct report {
	enum diag_id id;
	enum diag_severity severity;
	const char *option; /* "-Wid", or NULL */
	const char *message;
	struct place place;
	bool in_source; /* place is in the main file */
	size_t sequence;
	struct note *notes; /* stb_ds arrays */
	struct fixit *fixits;
};

/** One report in gcc's form, its notes behind it. */
void diag_text_print(struct text *out, const struct report *report, bool color);

/** All reports (an stb_ds array) as one document. */
void diag_json_print(struct text *out, const struct report *reports);
void diag_sarif_print(struct text *out, const struct report *reports, const char *version);

#endif
