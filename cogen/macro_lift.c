/* Pass 2, macros of headers that each compiler has of its own, <stdatomic.h> and <tgmath.h>, with a suspension in an
 * argument, or with arguments whose order matters.
 *
 * In: such a call. Out: its arguments, up to the last one that suspends, or all, as variables in front of it:
 *
 *     atomic_store(&level, await read())
 *     ({ __auto_type co__a40_0 = (&level); __auto_type co__a40_1 = (await read()); atomic_store(co__a40_0, co__a40_1);
 * })
 *
 * What these macros expand to here, other compilers do not know, so they have to stay. Each argument of theirs is
 * evaluated once. */
#include "base/ds.h"
#include "base/text.h"
#include "macro_table.h"
#include <string.h>

static bool is_own_header(CXFile file) {
	static const char *const headers[] = { "stdatomic.h", "tgmath.h" };
	if (!file) return false;
	CXString spelling = clang_getFileName(file);
	const char *base = strrchr(clang_getCString(spelling), '/');
	bool found = false;
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		found = found || (base && !strcmp(base + 1, headers[i]));
	clang_disposeString(spelling);
	return found;
}

static bool has_keyword(const struct parse *parse, struct span span) {
	for (size_t i = 0; i < arrlenu(parse->macros->invocations); i++) {
		const struct invocation *invocation = &parse->macros->invocations[i];
		if (invocation->span.start < span.start || invocation->span.start >= span.end) continue;
		const char *name = invocation->name;
		if (!strncmp(name, "co_", 3)) name += 3;
		if (!strcmp(name, "await") || !strcmp(name, "yield") || !strcmp(name, "yield_from") ||
		    !strcmp(name, "received"))
			return true;
	}
	return false;
}

char *macro_lifted(const struct parse *parse, const struct mark *mark, const struct invocation *invocation) {
	const struct macro_table *table = parse->macros;
	size_t count = arrlenu(mark->arguments), taken = 0;
	if (invocation->definition < 0 || !count || !is_own_header(table->definitions[invocation->definition].file))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (has_keyword(parse, mark->arguments[i])) taken = i + 1;
	if (!taken) taken = count; /* asked for because of their order */
	const char *source = parse->source->text;
	struct text text = { 0 };
	text_puts(&text, "({");
	for (size_t i = 0; i < taken; i++) {
		text_printf(&text, " __auto_type co__a%u_%zu = (", mark->span.start, i);
		text_add(&text, source + mark->arguments[i].start, mark->arguments[i].end - mark->arguments[i].start);
		text_puts(&text, ");");
	}
	text_printf(&text, " %s(", mark->macro);
	for (size_t i = 0; i < count; i++) {
		if (i) text_puts(&text, ", ");
		if (i < taken)
			text_printf(&text, "co__a%u_%zu", mark->span.start, i);
		else
			text_add(&text, source + mark->arguments[i].start, mark->arguments[i].end - mark->arguments[i].start);
	}
	text_puts(&text, "); })");
	return text_steal(&text);
}
