/* The text of one input file and what became of it: see source.h.
 *
 * Two line tables stand side by side, of the buffer and of the file. They differ where lines were inserted. The edit
 * list is short (one entry per opened macro) and kept sorted, so every mapping is a binary search. */
#include "source.h"
#include "base/ds.h"
#include "base/fatal.h"
#include "base/memory.h"
#include "base/text.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Offsets are 32 bits wide, and libclang's have a bit less; what is longer than this is no C file. */
#define LONGEST_FILE ((size_t)1 << 30)

/* Everything that a stream still holds, NUL behind it; NULL and errno on failure. */
static char *read_all(FILE *file, size_t *length) {
	size_t used = 0, capacity = 1 << 16;
	char *text = xmalloc(capacity);
	for (;;) {
		used += fread(text + used, 1, capacity - used - 1, file);
		if (used < capacity - 1) break;
		if (capacity > LONGEST_FILE) {
			free(text);
			errno = EFBIG;
			return NULL;
		}
		capacity *= 2;
		text = xrealloc(text, capacity);
	}
	if (ferror(file)) {
		int problem = errno;
		free(text);
		errno = problem;
		return NULL;
	}
	text[used] = '\0';
	*length = used;
	return text;
}

bool source_read(struct source *source, const char *path, const char **problem) {
	bool standard_input = strcmp(path, "-") == 0;
	FILE *file = standard_input ? stdin : fopen(path, "rb");
	if (!file) {
		*problem = strerror(errno);
		return false;
	}
	size_t length = 0;
	char *text = NULL;
	struct stat status;
	if (fstat(fileno(file), &status) == 0 && S_ISDIR(status.st_mode))
		errno = EISDIR; /* fread would say so, too, but not on every system */
	else
		text = read_all(file, &length);
	if (!text) *problem = strerror(errno);
	if (!standard_input) fclose(file);
	if (!text) return false;
	source_init(source, standard_input ? "<stdin>" : path, text, length);
	return true;
}

static uint32_t *find_lines(const char *text, uint32_t length) {
	uint32_t *starts = NULL;
	arrput(starts, 0);
	for (const char *at = text; (at = memchr(at, '\n', (size_t)(text + length - at))) != NULL;) {
		at++;
		arrput(starts, (uint32_t)(at - text));
	}
	return starts;
}

void source_init(struct source *source, const char *path, char *text, size_t length) {
	ENSURE(length <= UINT32_MAX / 2);
	*source = (struct source){
		.path = xstrdup(path),
		.text = text,
		.length = (uint32_t)length,
		.line_starts = find_lines(text, (uint32_t)length),
		.original = xmalloc(length + 1),
		.original_length = (uint32_t)length,
		.original_line_starts = find_lines(text, (uint32_t)length),
	};
	memcpy(source->original, text, length);
	source->original[length] = '\0';
}

void source_release(struct source *source) {
	free(source->path);
	free(source->text);
	free(source->original);
	arrfree(source->line_starts);
	arrfree(source->original_line_starts);
	arrfree(source->edits);
	for (size_t i = 0; i < arrlenu(source->numberings); i++) free(source->numberings[i].path);
	arrfree(source->numberings);
	for (size_t i = 0; i < arrlenu(source->hidden); i++) free(source->hidden[i].text);
	arrfree(source->hidden);
	*source = (struct source){ 0 };
}

static uint32_t count_newlines(const char *text, size_t length) {
	uint32_t count = 0;
	for (size_t i = 0; i < length; i++) count += text[i] == '\n';
	return count;
}

size_t source_edit_behind(const struct source *source, uint32_t offset) {
	size_t low = 0, high = arrlenu(source->edits);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (source->edits[middle].now.end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Enters the replacement of `now` by `length` bytes into the edit list. Edits that it overlaps become part of it: what
 * the user wrote there is one piece of text from then on. */
static void record_edit(struct source *source, struct span now, uint32_t length) {
	size_t count = arrlenu(source->edits), first = source_edit_behind(source, now.start), behind = first;
	struct span whole = now;
	while (behind < count && source->edits[behind].now.start < now.end) {
		struct span other = source->edits[behind].now;
		whole.start = other.start < whole.start ? other.start : whole.start;
		whole.end = other.end > whole.end ? other.end : whole.end;
		behind++;
	}
	struct source_edit edit = { .now = whole, .was = source_original_span(source, whole) };
	uint32_t removed = now.end - now.start;
	edit.now.end = whole.end - removed + length;
	for (size_t i = behind; i < count; i++) {
		source->edits[i].now.start = source->edits[i].now.start - removed + length;
		source->edits[i].now.end = source->edits[i].now.end - removed + length;
	}
	if (behind > first) arrdeln(source->edits, first, behind - first);
	arrins(source->edits, first, edit);
}

static uint32_t line_of(const uint32_t *starts, uint32_t offset) {
	size_t low = 0, high = arrlenu(starts);
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return (uint32_t)low + 1;
}

/* By the tables: an edit may be as long as the file. */
static uint32_t lines_between(const uint32_t *starts, uint32_t from, uint32_t to) {
	return line_of(starts, to) - line_of(starts, from);
}

/* Newlines that have to follow the text of a change, so that lines behind it keep their numbers: as many as it
 * replaces, but for those of lines that were inserted, which go with the `#line` behind them. */
static uint32_t fill_of(const struct source *source, const struct source_change *change) {
	if (change->inserts) {
		ENSURE(change->now.start == change->now.end && change->length && change->text[change->length - 1] == '\n');
		return 0;
	}
	uint32_t newlines = count_newlines(source->text + change->now.start, change->now.end - change->now.start);
	uint32_t held = count_newlines(change->text, change->length);
	ENSURE(held <= newlines);
	for (size_t i = source_edit_behind(source, change->now.start);
	     i < arrlenu(source->edits) && source->edits[i].now.end <= change->now.end; i++) {
		const struct source_edit *edit = &source->edits[i];
		if (edit->now.start < change->now.start) continue;
		uint32_t now = lines_between(source->line_starts, edit->now.start, edit->now.end);
		uint32_t was = lines_between(source->original_line_starts, edit->was.start, edit->was.end);
		if (now > was) newlines = newlines > held + now - was ? newlines - (now - was) : held;
	}
	return newlines - held;
}

#define WITHIN_ANOTHER UINT32_MAX

void source_hide(struct source *source, struct span now) {
	char *text = source->text + now.start;
	size_t length = now.end - now.start;
	struct source_hidden hidden = { now.start, (uint32_t)length, xstrndup(text, length) };
	arrput(source->hidden, hidden);
	for (size_t i = 0; i < length; i++)
		if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
}

void source_show(struct source *source) {
	for (size_t i = 0; i < arrlenu(source->hidden); i++) {
		const struct source_hidden *hidden = &source->hidden[i];
		memcpy(source->text + hidden->start, hidden->text, hidden->length);
		free(hidden->text);
	}
	arrsetlen(source->hidden, 0);
}

void source_change(struct source *source, const struct source_change *changes, size_t count) {
	source_show(source);
	struct text text;
	uint32_t at = 0;
	uint32_t *lengths = xcalloc(count, sizeof *lengths);
	text_init(&text);
	for (size_t i = count; i-- > 0;) {
		const struct source_change *change = &changes[i];
		ENSURE(change->now.start <= change->now.end && change->now.end <= source->length);
		lengths[i] = WITHIN_ANOTHER;
		if (change->now.start < at && change->now.end <= at) continue;
		ENSURE(change->now.start >= at);
		text_add(&text, source->text + at, change->now.start - at);
		size_t start = text.length;
		text_add(&text, change->text, change->length);
		if (change->inserts) text_printf(&text, "#line %u\n", source_place(source, change->now.start).line);
		uint32_t fill = fill_of(source, change);
		for (uint32_t k = 0; k < fill; k++) text_putc(&text, '\n');
		lengths[i] = (uint32_t)(text.length - start);
		at = change->now.end;
	}
	text_add(&text, source->text + at, source->length - at);
	ENSURE(text.length <= UINT32_MAX / 2);
	for (size_t i = 0; i < count; i++)
		if (lengths[i] != WITHIN_ANOTHER) record_edit(source, changes[i].now, lengths[i]);
	free(lengths);
	free(source->text);
	source->length = (uint32_t)text.length;
	source->text = text_steal(&text);
	arrfree(source->line_starts);
	source->line_starts = find_lines(source->text, source->length);
}

void source_replace(struct source *source, struct span now, const char *replacement, size_t length) {
	struct source_change change = { now, replacement, length, false };
	source_change(source, &change, 1);
}

void source_insert_lines(struct source *source, uint32_t at, const char *lines, size_t length) {
	struct source_change change = { { at, at }, lines, length, true };
	source_change(source, &change, 1);
}

bool source_adds_lines(const struct source *source, const struct source_edit *edit) {
	return lines_between(source->line_starts, edit->now.start, edit->now.end) >
	       lines_between(source->original_line_starts, edit->was.start, edit->was.end);
}

uint32_t source_column(const struct source *source, uint32_t offset) {
	return offset - source->line_starts[line_of(source->line_starts, offset) - 1] + 1;
}

/* Behind edit number `index` - 1 and in front of number `index`. */
static uint32_t unedited_offset(const struct source *source, size_t index, uint32_t offset) {
	if (index == 0) return offset;
	const struct source_edit *before = &source->edits[index - 1];
	return before->was.end + (offset - before->now.end);
}

uint32_t source_line(const struct source *source, uint32_t offset) {
	size_t index = source_edit_behind(source, offset);
	if (index == arrlenu(source->edits) || source->edits[index].now.start > offset)
		return line_of(source->original_line_starts, unedited_offset(source, index, offset));
	const struct source_edit *edit = &source->edits[index];
	uint32_t line = line_of(source->original_line_starts, edit->was.start) +
	                lines_between(source->line_starts, edit->now.start, offset);
	/* inserted lines have no number of their own */
	uint32_t last = line_of(source->original_line_starts, edit->was.end);
	return line < last ? line : last;
}

uint32_t source_before_blanks(const struct source *source, uint32_t offset, uint32_t limit) {
	const char *text = source->text;
	while (offset > limit) {
		char before = text[offset - 1];
		/* a backslash joins lines, also with blanks behind it */
		if (!isspace((unsigned char)before) &&
		    (before != '\\' || text[offset + strspn(text + offset, " \t\r")] != '\n'))
			break;
		offset--;
	}
	return offset;
}

bool source_is_numbering(const char *at, const char *end) {
	while (at < end && (*at == ' ' || *at == '\t')) at++;
	if (at == end || *at++ != '#') return false;
	while (at < end && (*at == ' ' || *at == '\t')) at++;
	if (at < end && isdigit((unsigned char)*at)) return true;
	return end - at > 4 && !strncmp(at, "line", 4) && !isalnum((unsigned char)at[4]) && at[4] != '_';
}

size_t source_numbering_of(const struct source *source, uint32_t line) {
	size_t low = 0, high = arrlenu(source->numberings);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (source->numberings[middle].from <= line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct source_place source_presumed(const struct source *source, uint32_t line) {
	size_t numbering = source_numbering_of(source, line);
	if (!numbering) return (struct source_place){ source->path, line };
	const struct source_numbering *in_force = &source->numberings[numbering - 1];
	return (struct source_place){ in_force->path, in_force->line + (line - in_force->from) };
}

struct source_place source_place(const struct source *source, uint32_t offset) {
	return source_presumed(source, source_line(source, offset));
}

uint32_t source_original_offset(const struct source *source, uint32_t offset) {
	size_t index = source_edit_behind(source, offset);
	if (index < arrlenu(source->edits) && source->edits[index].now.start <= offset)
		return source->edits[index].was.start;
	return unedited_offset(source, index, offset);
}

struct span source_original_span(const struct source *source, struct span span) {
	struct span original = { source_original_offset(source, span.start), 0 };
	size_t index = source_edit_behind(source, span.end);
	if (index < arrlenu(source->edits) && source->edits[index].now.start < span.end)
		original.end = source->edits[index].was.end;
	else
		original.end = unedited_offset(source, index, span.end);
	if (original.end < original.start) original.end = original.start;
	return original;
}

uint32_t source_original_line(const struct source *source, uint32_t offset) {
	return line_of(source->original_line_starts, offset);
}

uint32_t source_original_column(const struct source *source, uint32_t offset) {
	return offset - source->original_line_starts[line_of(source->original_line_starts, offset) - 1] + 1;
}

struct span source_original_line_span(const struct source *source, uint32_t line) {
	size_t count = arrlenu(source->original_line_starts);
	if (line == 0 || line > count) return (struct span){ source->original_length, source->original_length };
	struct span span = { source->original_line_starts[line - 1], source->original_length };
	if (line < count) span.end = source->original_line_starts[line] - 1;
	if (span.end > span.start && source->original[span.end - 1] == '\r') span.end--;
	return span;
}
