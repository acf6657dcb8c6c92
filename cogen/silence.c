/* Warnings that the source turns off in a coroutine: what was declared there and is declared elsewhere now has to be
 * spared, too.
 *
 * In: the text of the body, the marks of what stayed a macro call. Out: the names of the warnings that some `#pragma
 * GCC diagnostic ignored` in it names, also one of clang's, as a _Pragma, or in a group that #if leaves out here. What
 * must hold: only what cogen writes itself is spared on their account; the user's lines stay between the pragmas as
 * they were. */
#include "base/ds.h"
#include "base/memory.h"
#include "ir.h"
#include "parse.h"
#include <ctype.h>
#include <string.h>

static size_t skip_space(const char *text, size_t at, size_t length) {
	while (at < length && (text[at] == ' ' || text[at] == '\t')) at++;
	return at;
}

static size_t skip_word(const char *text, size_t at, size_t length, const char *word) {
	size_t count = strlen(word);
	return length - at >= count && !memcmp(text + at, word, count) ? skip_space(text, at + count, length) : length;
}

static void find_ignored(struct arena *arena, const char *text, size_t length, const char ***ignored) {
	for (size_t i = 0; i < length; i++) {
		if (text[i] != 'd' || (i && (isalnum((unsigned char)text[i - 1]) || text[i - 1] == '_'))) continue;
		size_t at = skip_word(text, i, length, "diagnostic");
		at = skip_word(text, at, length, "ignored");
		if (at < length && text[at] == '\\') at++; /* in the string of a _Pragma */
		if (at >= length || text[at] != '"') continue;
		size_t start = ++at;
		while (at < length && (isalnum((unsigned char)text[at]) || strchr("-_=+", text[at]))) at++;
		if (at - start < 3 || memcmp(text + start, "-W", 2) != 0) continue;
		const char *name = arena_strndup(arena, text + start, at - start);
		bool known = false;
		for (ptrdiff_t k = 0; k < arrlen(*ignored); k++) known = known || !strcmp((*ignored)[k], name);
		if (!known) arrput(*ignored, name);
	}
}

const char **silence_of(struct unit *unit, const struct function *function) {
	const char **ignored = NULL;
	struct span span = function->body->span;
	find_ignored(unit->arena, unit->source->text + span.start, span.end - span.start, &ignored);
	for (ptrdiff_t i = marks_from(unit->marks, span.start); i < arrlen(unit->marks); i++) {
		const struct mark *mark = &unit->marks[i];
		if (mark->span.start >= span.end) break;
		if (mark->span.end > span.end || !mark->pragmas) continue;
		find_ignored(unit->arena, mark->pragmas, strlen(mark->pragmas), &ignored);
	}
	return ignored;
}
