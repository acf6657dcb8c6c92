/* Pass 2, macros of headers that each compiler has of its own, <stdatomic.h>, <tgmath.h> and those of intrinsics, with a
 * suspension in an argument, or with arguments whose order matters.
 *
 * In: such a call. Out: its arguments, up to the last one that suspends, or all, as variables in front of it:
 *
 *     atomic_store(&level, await read())
 *     ({ __auto_type co__a40_0 = (&level); __auto_type co__a40_1 = (await read()); atomic_store(co__a40_0, co__a40_1);
 * })
 *
 * What these macros expand to here, other compilers do not know, so they have to stay. Each argument of theirs is
 * evaluated once. An intrinsic's that looks like a constant stays where it is, as some have to be. */
#include "base/ds.h"
#include "base/text.h"
#include "macro_table.h"
#include <string.h>

/** In the folder of clang's own headers. */
static bool is_of_clang(const struct parse *parse, const char *path) {
	const char *folder = NULL;
	for (int i = 0; i < parse->flag_count; i++) {
		if (!strncmp(parse->flags[i], "-resource-dir=", 14)) folder = parse->flags[i] + 14;
		if (!strcmp(parse->flags[i], "-resource-dir") && i + 1 < parse->flag_count) folder = parse->flags[i + 1];
	}
	size_t length = folder ? strlen(folder) : 0;
	return length && !strncmp(path, folder, length) && path[length] == '/';
}

enum {
	NOT_OWN,
	OWN,
	OWN_INTRINSIC,
	OWN_IN_FRONT, /* asked for because of what suspends; it assigns to others */
};

/** Macros whose arguments are values. Intrinsics in capitals assign to some. */
static int whose(const struct parse *parse, CXFile file, const char *name) {
	if (!file) return NOT_OWN;
	static const char *const arm[] = { "arm_neon.h", "arm_mve.h", "arm_fp16.h", "arm_acle.h" };
	CXString spelling = clang_getFileName(file);
	const char *path = clang_getCString(spelling), *base = strrchr(path, '/');
	int answer = NOT_OWN;
	base = base ? base + 1 : path;
	if (!strcmp(base, "stdatomic.h") || !strcmp(base, "tgmath.h")) {
		answer = OWN;
	} else if (is_of_clang(parse, path)) {
		size_t length = strlen(base);
		bool intrinsics = length > 8 && !strcmp(base + length - 8, "intrin.h");
		for (size_t i = 0; i < sizeof arm / sizeof *arm; i++) intrinsics = intrinsics || !strcmp(base, arm[i]);
		for (const char *at = name; *at; at++) intrinsics = intrinsics && !(*at >= 'A' && *at <= 'Z');
		answer = intrinsics ? OWN_INTRINSIC : !strcmp(base, "cpuid.h") ? OWN_IN_FRONT : NOT_OWN;
	}
	clang_disposeString(spelling);
	return answer;
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

/** Whether nothing in a definition reads a variable, calls something or has an effect, as names tell. */
static bool defines_constant(struct parse *parse, int index) {
	char *definition = macro_definition(parse, index);
	struct lex_token *tokens = definition ? lex(definition, (struct span){ 0, (uint32_t)strlen(definition) }) : NULL;
	bool constant = definition != NULL;
	for (size_t i = 1; constant && i < arrlenu(tokens); i++) {
		const char *at = definition + tokens[i].span.start;
		bool word = tokens[i].kind == LEX_IDENTIFIER;
		constant = !(word && *at >= 'a' && *at <= 'z') && !lex_is(definition, &tokens[i], "=") &&
		           !lex_is(definition, &tokens[i], "++") && !lex_is(definition, &tokens[i], "--");
	}
	arrfree(tokens);
	free(definition);
	return constant;
}

/** What an intrinsic may need to be a constant: of numbers, and of macros that stand for such. */
static bool looks_constant(struct parse *parse, struct span span) {
	const struct lex_token *tokens = parse->macros->tokens;
	bool constant = !has_keyword(parse, span);
	for (size_t i = lex_find(tokens, span.start); constant && i < arrlenu(tokens) && tokens[i].span.start < span.end;
	     i++) {
		if (tokens[i].kind != LEX_IDENTIFIER) continue;
		struct text name;
		text_init(&name);
		lex_spelling(parse->source->text, &tokens[i], &name);
		ptrdiff_t at = name.data ? shgeti(parse->macros->names, name.data) : -1;
		constant = at >= 0 && defines_constant(parse, parse->macros->names[at].value);
		text_release(&name);
	}
	return constant;
}

char *macro_lifted(struct parse *parse, const struct mark *mark, const struct invocation *invocation) {
	const struct macro_table *table = parse->macros;
	size_t count = arrlenu(mark->arguments), taken = 0;
	if (invocation->definition < 0 || !count) return NULL;
	int own = whose(parse, table->definitions[invocation->definition].file, invocation->name);
	if (own == NOT_OWN) return NULL;
	for (size_t i = 0; i < count; i++)
		if (has_keyword(parse, mark->arguments[i])) taken = i + 1;
	if (!taken && own == OWN_IN_FRONT) return NULL;
	if (!taken) taken = count; /* asked for because of their order */
	bool *stays = xcalloc(count, sizeof *stays);
	for (size_t i = 0; i < count; i++)
		stays[i] = i >= taken || (own == OWN_INTRINSIC && looks_constant(parse, mark->arguments[i]));
	const char *source = parse->source->text;
	struct text text = { 0 };
	text_puts(&text, "({");
	for (size_t i = 0; i < taken; i++) {
		if (stays[i]) continue;
		text_printf(&text, " __auto_type co__a%u_%zu = (", mark->span.start, i);
		text_add(&text, source + mark->arguments[i].start, mark->arguments[i].end - mark->arguments[i].start);
		text_puts(&text, ");");
	}
	text_printf(&text, " %s(", mark->macro);
	for (size_t i = 0; i < count; i++) {
		if (i) text_puts(&text, ", ");
		if (!stays[i])
			text_printf(&text, "co__a%u_%zu", mark->span.start, i);
		else
			text_add(&text, source + mark->arguments[i].start, mark->arguments[i].end - mark->arguments[i].start);
	}
	text_puts(&text, "); })");
	free(stays);
	return text_steal(&text);
}
