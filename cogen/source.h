/* The text of one input file, as the passes see it.
 *
 * In: the file as read. Opening macros (pass 2) replaces invocations inside coroutines by their expansions; an
 * expansion holds as many newlines as what it replaces, so only columns behind an opened macro need the edit list to be
 * mapped back. Around a coroutine directives may be inserted, on lines of their own: lines are numbered as in the file,
 * without these. Offsets are bytes into `text`. A span is half open. Nothing here knows libclang. */
#ifndef CG_SOURCE_H
#define CG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	uint32_t start, end;
};

/** One opened macro: `now` in the buffer stands for `was` in the file; sorted, not overlapping. */
struct source_edit {
	struct span now, was;
};

/** From a line of the file on: how `#line` has its lines counted, and of which file it says that they are. */
struct source_numbering {
	uint32_t from, line;
	char *path;
};

/** Where `#line` says that a line of the file stands. */
struct source_place {
	const char *path;
	uint32_t line;
};

/** A piece of the buffer that is hidden by blanks for a while. */
struct source_hidden {
	uint32_t start, length;
	char *text;
};

struct source {
	char *path; /* as given on the command line; `/` separated */
	char *text; /* ends with a NUL that is not counted */
	uint32_t length;
	uint32_t *line_starts;     /* stb_ds array: offset of the first byte of line i + 1 */
	struct source_edit *edits; /* stb_ds array */
	char *original;            /* the file as read */
	uint32_t original_length;
	uint32_t *original_line_starts;
	struct source_numbering *numberings; /* stb_ds array, sorted; presumed.c fills it in */
	bool numbered;                       /* it has done so */
	struct source_hidden *hidden;        /* stb_ds array */
};

/** Reads a file ("-": standard input, whose path becomes "<stdin>") and calls source_init. On failure false and
 * *problem is what to tell the user ("No such file or directory", …): a static string or one of strerror's. */
bool source_read(struct source *source, const char *path, const char **problem);
/** Takes ownership of `text` (malloc'd, NUL behind its end). */
void source_init(struct source *source, const char *path, char *text, size_t length);
void source_release(struct source *source);

/** Replaces `now` in the buffer by `replacement`, which gets newlines appended until it holds as many as what it
 * replaces (it must not hold more). May lie inside an earlier edit or around some: they become one. */
void source_replace(struct source *source, struct span now, const char *replacement, size_t length);

/** Several changes at once, as far as offsets go before any of them: from behind. One that lies within another
 * goes with what that replaces. */
struct source_change {
	struct span now;
	const char *text;
	size_t length;
	bool inserts; /* as source_insert_lines does; else as source_replace */
};
void source_change(struct source *source, const struct source_change *changes, size_t count);

/** Blanks in the place of a piece of the buffer, until source_show or the next change; lines and offsets stay. */
void source_hide(struct source *source, struct span now);
/** Puts back all that is hidden. */
void source_show(struct source *source);

/** Inserts whole lines; the last one ends with a newline. What stands behind `at` keeps its line number, and a
 * `#line` says so to libclang, which is hidden from the passes behind (directives_hide). */
void source_insert_lines(struct source *source, uint32_t at, const char *lines, size_t length);
/** Index of the first edit that ends behind the offset; their number when there is none. */
size_t source_edit_behind(const struct source *source, uint32_t offset);
/** Whether it holds more lines than what it stands for. */
bool source_adds_lines(const struct source *source, const struct source_edit *edit);

/** 1-based line, in the file, of an offset in the buffer. */
uint32_t source_line(const struct source *source, uint32_t offset);
/** Back from an offset over blanks, line ends and the backslashes in front of these, not further than `limit`. */
uint32_t source_before_blanks(const struct source *source, uint32_t offset, uint32_t limit);
/** Whether a line of text is `#line 7 "parser.y"` or `# 7`, as far as it tells itself. */
bool source_is_numbering(const char *at, const char *end);
/** What has the line of the file counted: 0 is the file's own count, then come source->numberings. */
size_t source_numbering_of(const struct source *source, uint32_t line);
/** Where the line of the file stands, as far as compilers' messages, __LINE__ and __FILE__ go. */
struct source_place source_presumed(const struct source *source, uint32_t line);
/** The same of an offset in the buffer. */
struct source_place source_place(const struct source *source, uint32_t offset);
/** 1-based byte column in the buffer. */
uint32_t source_column(const struct source *source, uint32_t offset);
/** Where an offset of the buffer lies in the file as the user wrote it; inside an expansion: start of the
 * invocation. */
uint32_t source_original_offset(const struct source *source, uint32_t offset);
/** The same for a span: one that starts or ends inside an expansion covers the whole invocation. */
struct span source_original_span(const struct source *source, struct span span);
/** 1-based line and byte column of an offset in the file as the user wrote it. */
uint32_t source_original_line(const struct source *source, uint32_t offset);
uint32_t source_original_column(const struct source *source, uint32_t offset);
/** The text of a line of the file as the user wrote it, without its line end; an empty span behind the last line. */
struct span source_original_line_span(const struct source *source, uint32_t line);

#endif
