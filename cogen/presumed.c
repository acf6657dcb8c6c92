/* Pass 1, `#line` in the input, as bison and flex write it: which file and line compilers speak of.
 *
 * In: the unit as it was first read. Out: source->numberings. libclang knows best what a directive says, as it expands
 * macros in there and leaves out what #if does; so it is asked, behind each line that looks like one. Lines that only
 * look so change nothing.
 *
 * What must hold: the buffer is the file, line by line. */
#include "base/ds.h"
#include "base/memory.h"
#include "parse.h"
#include <string.h>

static void ask(struct parse *parse, uint32_t line) {
	struct source *source = parse->source;
	uint32_t offset = source_original_line_span(source, line).start;
	CXString name;
	unsigned number;
	clang_getPresumedLocation(clang_getLocationForOffset(parse->unit, parse->file, offset), &name, &number, NULL);
	const char *path = clang_getCString(name);
	struct source_place before = source_presumed(source, line);
	if (path && (number != before.line || strcmp(path, before.path) != 0))
		arrput(source->numberings, ((struct source_numbering){ line, number, xstrdup(path) }));
	clang_disposeString(name);
}

void find_presumed(struct parse *parse) {
	struct source *source = parse->source;
	if (source->numbered) return;
	source->numbered = true;
	uint32_t count = (uint32_t)arrlenu(source->original_line_starts);
	for (uint32_t line = 1; line < count; line++) {
		struct span span = source_original_line_span(source, line);
		if (!source_is_numbering(source->original + span.start, source->original + span.end)) continue;
		while (line + 1 < count && span.end > span.start && source->original[span.end - 1] == '\\')
			span = source_original_line_span(source, ++line);
		ask(parse, line + 1);
	}
}
