/* Pass 1, `#line` in the input, as bison and flex write it: which file and line compilers speak of.
 *
 * In: the unit as it was first read. Out: source->numberings. libclang knows best what a directive says, as it expands
 * macros in there and leaves out what #if does; so it is asked, behind each.
 *
 * What must hold: the buffer is the file, line by line. */
#include "base/ds.h"
#include "base/memory.h"
#include "macro_table.h"
#include <string.h>

/** From a line on. */
static void ask(struct parse *parse, uint32_t line) {
	struct source *source = parse->source;
	CXString name;
	unsigned number;
	CXSourceLocation place = clang_getLocationForOffset(parse->unit, parse->file, source->line_starts[line - 1]);
	clang_getPresumedLocation(place, &name, &number, NULL);
	const char *path = clang_getCString(name);
	struct source_place before = source_presumed(source, line);
	if (path && (number != before.line || strcmp(path, before.path) != 0))
		arrput(source->numberings, ((struct source_numbering){ line, number, xstrdup(path) }));
	clang_disposeString(name);
}

/** The first line of which a directive speaks that ends at an offset; a comment there may go on for some. */
static uint32_t line_behind(const struct source *source, uint32_t end, const struct lex_token *next) {
	const char *at = source->text + end;
	size_t rest = strcspn(at, "\n");
	bool comment = false;
	for (size_t i = 0; i + 1 < rest; i++) comment |= at[i] == '/' && at[i + 1] == '*';
	return comment && next ? source_line(source, next->span.start) : source_line(source, end + (uint32_t)rest) + 1;
}

/** Whether there may be one, by a look at the text that no token has to be made for. */
static bool may_number(const struct source *source) {
	const char *at = source->text, *end = at + source->length;
	for (; (at = memchr(at, '#', (size_t)(end - at))); at++) {
		const char *name = at + 1;
		while (name < end && (*name == ' ' || *name == '\t')) name++;
		/* what the rest of a word, a comment or a spliced line says is not looked into */
		if (name == end || strchr("l0123456789\\/\r\f\v", *name)) return true;
	}
	return false;
}

void find_presumed(struct parse *parse) {
	struct source *source = parse->source;
	if (source->numbered) return;
	source->numbered = true;
	if (!may_number(source)) return;
	struct lex_token *tokens = lex(source->text, (struct span){ 0, source->length });
	for (size_t i = 0; i < arrlenu(tokens); i++) {
		if (!directive_numbers(source->text, tokens, i)) continue;
		size_t behind = i + 1;
		while (behind < arrlenu(tokens) && tokens[behind].flags & LEX_DIRECTIVE && !(tokens[behind].flags & LEX_FIRST))
			behind++;
		uint32_t line =
			line_behind(source, tokens[behind - 1].span.end, behind < arrlenu(tokens) ? &tokens[behind] : NULL);
		if (line <= arrlenu(source->line_starts)) ask(parse, line);
	}
	arrfree(tokens);
}
