/* What names mean where: see macro_table.h.
 *
 * libclang records definitions, #includes and the invocations that stand in files, in the order of the preprocessor,
 * but neither #undef nor the macros that macros name. So a name's definition at a place is the last one recorded before
 * it, unless something undefines the name on the way. What does is looked for in the text of the files; where its order
 * against the definition is not certain, a copy of the buffer with `#ifdef NAME` at the place is parsed: libclang
 * records that, too. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "macro_table.h"
#include "base/ds.h"
#include "base/text.h"
#include <string.h>
#include <unistd.h>

/* Bits of __COUNTER__ that a probe finds out. */
#define COUNTER_BITS 20u

/* Answers that are no definitions. After `#undef X`, a definition that pop_macro brings back has no record in
 * libclang. */
enum { ANSWER_NONE = -1, ANSWER_LOST = -2 };

/* ---- collecting ----------------------------------------------------------------------------------------------- */

static void add_definition(struct parse *parse, CXCursor cursor) {
	struct macro_table *table = parse->macros;
	struct definition definition = { .cursor = cursor, .order = table->order, .previous = -1 };
	CXSourceRange extent = clang_getCursorExtent(cursor);
	unsigned start, end;
	clang_getFileLocation(clang_getRangeStart(extent), &definition.file, NULL, NULL, &start);
	clang_getFileLocation(clang_getRangeEnd(extent), NULL, NULL, NULL, &end);
	definition.offset = start;
	definition.end = end;
	if (definition.file && definition.file == parse->file) table->main_offset = start;
	definition.main_offset = table->main_offset;
	CXString spelling = clang_getCursorSpelling(cursor);
	const char *name = clang_getCString(spelling);
	ptrdiff_t known = shgeti(table->names, name);
	if (known >= 0) definition.previous = table->names[known].value;
	shput(table->names, name, (int)arrlen(table->definitions));
	arrput(table->definitions, definition);
	clang_disposeString(spelling);
}

/* Index of the definition a cursor is of, among those of a name; -1. */
static int find_definition(const struct macro_table *table, int last, CXCursor cursor) {
	for (int i = last; i >= 0; i = table->definitions[i].previous)
		if (clang_equalCursors(table->definitions[i].cursor, cursor)) return i;
	return -1;
}

static void add_invocation(struct parse *parse, CXCursor cursor) {
	struct macro_table *table = parse->macros;
	struct invocation invocation = { .order = table->order, .definition = -1 };
	CXSourceRange extent = clang_getCursorExtent(cursor);
	uint32_t start, end;
	if (!parse_offset(parse, clang_getRangeStart(extent), &start) ||
	    !parse_end(parse, clang_getRangeEnd(extent), &end))
		return;
	invocation.span = (struct span){ start, end };
	table->main_offset = start;
	CXString spelling = clang_getCursorSpelling(cursor);
	invocation.name = arena_strdup(&table->arena, clang_getCString(spelling));
	clang_disposeString(spelling);
	ptrdiff_t known = shgeti(table->names, invocation.name);
	CXCursor definition = clang_getCursorReferenced(cursor);
	if (known >= 0 && !clang_Cursor_isNull(definition))
		invocation.definition = find_definition(table, table->names[known].value, definition);
	arrput(table->invocations, invocation);
}

static enum CXChildVisitResult collect(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct parse *parse = data;
	struct macro_table *table = parse->macros;
	table->order++;
	switch (clang_getCursorKind(cursor)) {
	case CXCursor_MacroDefinition: add_definition(parse, cursor); break;
	case CXCursor_MacroExpansion: add_invocation(parse, cursor); break;
	case CXCursor_InclusionDirective: {
		CXSourceLocation location = clang_getCursorLocation(cursor);
		uint32_t offset;
		if (clang_Location_isFromMainFile(location) && parse_offset(parse, location, &offset))
			table->main_offset = offset;
		struct inclusion inclusion = { .file = clang_getIncludedFile(cursor), .order = table->order };
		clang_getFileLocation(location, &inclusion.in, NULL, NULL, &inclusion.at);
		if (inclusion.file) arrput(table->inclusions, inclusion);
		break;
	}
	default: return CXChildVisit_Break; /* declarations come last */
	}
	return CXChildVisit_Continue;
}

static int by_start(const void *left, const void *right) {
	const struct invocation *a = left, *b = right;
	return a->span.start < b->span.start ? -1 : a->span.start > b->span.start;
}

static void mark_inactive(struct parse *parse) {
	struct lex_token *tokens = parse->macros->tokens;
	CXSourceRangeList *ranges = clang_getSkippedRanges(parse->unit, parse->file);
	for (unsigned i = 0; ranges && i < ranges->count; i++) {
		uint32_t start, end;
		if (!parse_offset(parse, clang_getRangeStart(ranges->ranges[i]), &start) ||
		    !parse_offset(parse, clang_getRangeEnd(ranges->ranges[i]), &end))
			continue;
		for (size_t k = lex_find(tokens, start); k < arrlenu(tokens) && tokens[k].span.start < end; k++)
			tokens[k].flags |= LEX_INACTIVE;
	}
	if (ranges) clang_disposeSourceRangeList(ranges);
}

static bool is_strict(const struct parse *parse) {
	bool strict = false;
	for (int i = 0; i < parse->flag_count; i++) {
		const char *flag = parse->flags[i];
		if (strcmp(flag, "-ansi") == 0)
			strict = true;
		else if (strncmp(flag, "-std=", 5) == 0)
			strict = strncmp(flag + 5, "gnu", 3) != 0;
	}
	return strict;
}

struct macro_table *macro_table_new(struct parse *parse) {
	struct macro_table *table = xcalloc(1, sizeof *table);
	parse->macros = table;
	sh_new_arena(table->names);
	sh_new_arena(table->answers);
	sh_new_arena(table->undefined);
	table->strict = is_strict(parse);
	table->tokens = lex(parse->source->text, (struct span){ 0, parse->source->length });
	mark_inactive(parse);
	clang_visitChildren(clang_getTranslationUnitCursor(parse->unit), collect, parse);
	if (table->invocations)
		qsort(table->invocations, arrlenu(table->invocations), sizeof *table->invocations, by_start);
	return table;
}

void macro_table_free(struct macro_table *table) {
	if (!table) return;
	for (size_t i = 0; i < shlenu(table->undefined); i++) arrfree(table->undefined[i].value);
	shfree(table->undefined);
	shfree(table->names);
	shfree(table->answers);
	hmfree(table->counters);
	arrfree(table->tokens);
	arrfree(table->definitions);
	arrfree(table->invocations);
	arrfree(table->inclusions);
	arrfree(table->probes);
	arena_release(&table->arena);
	free(table);
}

ptrdiff_t macro_invocation_at(const struct macro_table *table, uint32_t offset) {
	size_t low = 0, high = arrlenu(table->invocations);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (table->invocations[middle].span.start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < arrlenu(table->invocations) && table->invocations[low].span.start == offset ? (ptrdiff_t)low : -1;
}

/* ---- cogen's own headers -------------------------------------------------------------------------------------- */

/* `DIRECTORY/cogen.h`, or `DIRECTORY/cogen/…` where there is a cogen.h in DIRECTORY. */
static bool is_own_header(CXFile file) {
	CXString spelling = clang_getFileName(file);
	const char *path = clang_getCString(spelling);
	const char *base = strrchr(path, '/');
	bool own = strcmp(base ? base + 1 : path, "cogen.h") == 0;
	if (!own && base) {
		const char *folder = base;
		while (folder > path && folder[-1] != '/') folder--;
		if (base - folder == 5 && strncmp(folder, "cogen", 5) == 0) {
			char *header = xasprintf("%.*scogen.h", (int)(folder - path), path);
			own = access(header, R_OK) == 0;
			free(header);
		}
	}
	clang_disposeString(spelling);
	return own;
}

bool macro_is_keyword(struct parse *parse, int index) {
	if (index < 0) return false;
	struct macro_table *table = parse->macros;
	struct definition *definition = &table->definitions[index];
	if (!definition->keyword_known) {
		definition->keyword_known = true;
		/* Neighbours of a file share the answer. */
		int near = index - 1;
		if (near >= 0 && table->definitions[near].file == definition->file && table->definitions[near].keyword_known)
			definition->keyword = table->definitions[near].keyword;
		else if (definition->file && definition->file != parse->file)
			definition->keyword = is_own_header(definition->file);
	}
	return definition->keyword;
}

/* ---- definitions ---------------------------------------------------------------------------------------------- */

/* The text of a definition that stands in no file: on the command line, or in the compiler. */
static char *definition_text(const struct parse *parse, const struct definition *definition, size_t *length) {
	CXToken *tokens;
	unsigned count, end = definition->offset;
	struct text text = { 0 };
	clang_tokenize(parse->unit, clang_getCursorExtent(definition->cursor), &tokens, &count);
	for (unsigned i = 0; i < count; i++) {
		CXSourceRange extent = clang_getTokenExtent(parse->unit, tokens[i]);
		unsigned start;
		clang_getFileLocation(clang_getRangeStart(extent), NULL, NULL, NULL, &start);
		if (start > end && text.length) text_putc(&text, ' ');
		clang_getFileLocation(clang_getRangeEnd(extent), NULL, NULL, NULL, &end);
		CXString spelling = clang_getTokenSpelling(parse->unit, tokens[i]);
		text_puts(&text, clang_getCString(spelling));
		clang_disposeString(spelling);
	}
	clang_disposeTokens(parse->unit, tokens, count);
	*length = text.length;
	return text_steal(&text);
}

static struct macro *read_definition(struct parse *parse, int index) {
	struct macro_table *table = parse->macros;
	struct definition *definition = &table->definitions[index];
	if (definition->read) return definition->broken ? NULL : definition->macro;
	definition->read = true;
	definition->macro = ARENA_NEW(&table->arena, struct macro);
	size_t size = 0;
	const char *text = definition->file ? clang_getFileContents(parse->unit, definition->file, &size) : NULL;
	if (text && definition->end <= size && definition->offset <= definition->end) {
		text += definition->offset;
		size = definition->end - definition->offset;
	} else {
		char *copy = definition_text(parse, definition, &size);
		text = arena_strndup(&table->arena, copy, size);
		free(copy);
	}
	definition->broken = !macro_read(definition->macro, &table->arena, text, size);
	definition->macro->keyword = macro_is_keyword(parse, index);
	definition->macro->system = clang_Location_isInSystemHeader(clang_getCursorLocation(definition->cursor)) != 0;
	return definition->broken ? NULL : definition->macro;
}

char *macro_definition(struct parse *parse, int index) {
	const struct definition *definition = &parse->macros->definitions[index];
	size_t size = 0;
	const char *text = definition->file ? clang_getFileContents(parse->unit, definition->file, &size) : NULL;
	if (text && definition->end <= size && definition->offset <= definition->end)
		return xstrndup(text + definition->offset, definition->end - definition->offset);
	return definition_text(parse, definition, &size);
}

int macro_index(const struct parse *parse, const struct macro *macro) {
	for (size_t i = 0; i < arrlenu(parse->macros->definitions); i++)
		if (parse->macros->definitions[i].read && parse->macros->definitions[i].macro == macro) return (int)i;
	return -1;
}

/* ---- what undefines ------------------------------------------------------------------------------------------- */

static bool same_file(CXFile left, CXFile right) {
	return left == right || (left && right && clang_File_isEqual(left, right));
}

static bool included_once(const struct macro_table *table, CXFile file) {
	unsigned times = 0;
	for (size_t i = 0; i < arrlenu(table->inclusions); i++) times += same_file(table->inclusions[i].file, file);
	return times == 1;
}

/* Where a file has groups that #if left out; all times it was read together. */
static struct span *left_out(const struct parse *parse, CXFile file) {
	struct span *spans = NULL;
	CXSourceRangeList *ranges = clang_getSkippedRanges(parse->unit, file);
	for (unsigned i = 0; ranges && i < ranges->count; i++) {
		unsigned start, end;
		clang_getFileLocation(clang_getRangeStart(ranges->ranges[i]), NULL, NULL, NULL, &start);
		clang_getFileLocation(clang_getRangeEnd(ranges->ranges[i]), NULL, NULL, NULL, &end);
		struct span span = { start, end };
		arrput(spans, span);
	}
	if (ranges) clang_disposeSourceRangeList(ranges);
	return spans;
}

static bool is_name_character(char c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
	       c & 0x80;
}

/* Searches one file; whatever looks like it undefines a name counts, also in comments. */
static void find_undefinitions(struct parse *parse, CXFile file) {
	static const char *const words[] = { "undef", "pop_macro" };
	struct macro_table *table = parse->macros;
	size_t size;
	const char *text = clang_getFileContents(parse->unit, file, &size);
	if (!text) return;
	struct span *groups = NULL;
	bool groups_known = false, once = file == parse->file;
	for (size_t w = 0; w < 2; w++) {
		size_t length = strlen(words[w]);
		for (const char *at = text; (at = memmem(at, size - (size_t)(at - text), words[w], length)) != NULL;) {
			const char *end = text + size, *name = at + length;
			struct undefinition found = { .file = file, .offset = (uint32_t)(at - text), .pops = w == 1 };
			at = name;
			while (name < end && (*name == ' ' || *name == '\t' || *name == '(' || *name == '"' || *name == '\\'))
				name++;
			const char *stop = name;
			while (stop < end && is_name_character(*stop)) stop++;
			if (stop == name || name == at) continue;
			char *key = arena_strndup(&table->arena, name, (size_t)(stop - name));
			if (shgeti(table->names, key) < 0) continue;
			if (!groups_known) {
				groups_known = true;
				groups = left_out(parse, file);
				once = once || included_once(table, file);
			}
			for (size_t i = 0; i < arrlenu(groups) && once; i++)
				if (found.offset >= groups[i].start && found.offset < groups[i].end) found.left_out = true;
			ptrdiff_t index = shgeti(table->undefined, key);
			struct undefinition *list = index >= 0 ? table->undefined[index].value : NULL;
			arrput(list, found);
			shput(table->undefined, key, list);
		}
	}
	arrfree(groups);
}

static void find_all_undefinitions(struct parse *parse) {
	struct macro_table *table = parse->macros;
	table->undefined_known = true;
	find_undefinitions(parse, parse->file);
	struct {
		CXFile key;
		int value;
	} *seen = NULL;
	for (size_t i = 0; i < arrlenu(table->inclusions); i++) {
		CXFile file = table->inclusions[i].file;
		if (file == parse->file || hmgeti(seen, file) >= 0) continue;
		hmput(seen, file, 1);
		find_undefinitions(parse, file);
	}
	hmfree(seen);
}

/* A file other than the main one: whether its undefinition may run between the definition and the place. */
static bool may_come_between(const struct parse *parse, const struct undefinition *undefinition,
                             const struct definition *definition, const struct invocation *place) {
	const struct macro_table *table = parse->macros;
	bool before_place = false;
	for (size_t i = 0; i < arrlenu(table->inclusions); i++)
		if (table->inclusions[i].order < place->order && same_file(table->inclusions[i].file, undefinition->file))
			before_place = true;
	if (!before_place) return false;
	if (!same_file(undefinition->file, definition->file) || undefinition->offset > definition->offset) return true;
	/* Above the definition in the same file: harmless if no run of the file does the one without the other. */
	bool apart = false;
	struct span *groups = left_out(parse, undefinition->file);
	for (size_t i = 0; i < arrlenu(groups); i++) {
		bool has_definition = definition->offset >= groups[i].start && definition->offset < groups[i].end;
		bool has_undefinition = undefinition->offset >= groups[i].start && undefinition->offset < groups[i].end;
		if (has_definition && !has_undefinition) apart = true;
	}
	arrfree(groups);
	return apart;
}

enum fate { FATE_STANDS, FATE_GONE, FATE_UNKNOWN };

/* What became of the definition at the place. */
static enum fate fate_of(struct parse *parse, const struct definition *definition, const char *name,
                         const struct invocation *place) {
	struct macro_table *table = parse->macros;
	if (!table->undefined_known) find_all_undefinitions(parse);
	ptrdiff_t index = shgeti(table->undefined, name);
	struct undefinition *list = index >= 0 ? table->undefined[index].value : NULL;
	enum fate fate = FATE_STANDS;
	for (size_t i = 0; i < arrlenu(list); i++) {
		if (list[i].left_out) continue;
		if (list[i].file != parse->file) {
			if (may_come_between(parse, &list[i], definition, place)) return FATE_UNKNOWN;
		} else if (list[i].offset < place->span.start && list[i].offset > definition->main_offset) {
			if (list[i].pops) return FATE_UNKNOWN;
			/* In the main file, we can tell a directive from a comment. */
			size_t token = lex_find(table->tokens, list[i].offset);
			bool real = token > 0 && token < arrlenu(table->tokens) &&
			            table->tokens[token].span.start == list[i].offset &&
			            table->tokens[token].flags & LEX_DIRECTIVE && table->tokens[token - 1].flags & LEX_FIRST;
			if (real) fate = FATE_GONE;
		}
	}
	return fate;
}

/* ---- lookup --------------------------------------------------------------------------------------------------- */

static struct macro *find_builtin(const char *name) {
	static struct macro table[] = {
		{ .name = "__LINE__", .builtin = MACRO_LINE },
		{ .name = "__FILE__", .builtin = MACRO_FILE },
		{ .name = "__BASE_FILE__", .builtin = MACRO_BASE_FILE },
		{ .name = "__FILE_NAME__", .builtin = MACRO_FILE_NAME },
		{ .name = "__COUNTER__", .builtin = MACRO_COUNTER },
		{ .name = "__INCLUDE_LEVEL__", .builtin = MACRO_INCLUDE_LEVEL },
	};
	if (name[0] != '_' || name[1] != '_') return NULL;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(name, table[i].name) == 0) return &table[i];
	return NULL;
}

static void note_probe(struct macro_table *table, const char *name, uint32_t offset) {
	for (size_t i = 0; i < arrlenu(table->probes); i++) {
		const struct probe *other = &table->probes[i];
		if (other->offset == offset && (name && other->name ? strcmp(name, other->name) == 0 : name == other->name))
			return;
	}
	struct probe probe = { name ? arena_strdup(&table->arena, name) : NULL, offset };
	arrput(table->probes, probe);
}

static ptrdiff_t find_answer(struct macro_table *table, const char *name, uint32_t offset) {
	if (!shlenu(table->answers)) return -1;
	struct text key = { 0 };
	text_printf(&key, "%s@%u", name, offset);
	ptrdiff_t index = shgeti(table->answers, key.data);
	text_release(&key);
	return index;
}

struct macro *macro_lookup(struct macro_place *place, const char *name, size_t length) {
	struct parse *parse = place->parse;
	struct macro_table *table = parse->macros;
	char key[256];
	if (length >= sizeof key) return NULL;
	memcpy(key, name, length);
	key[length] = '\0';
	ptrdiff_t index = shgeti(table->names, key);
	if (index < 0) return find_builtin(key);
	int definition = table->names[index].value;
	while (definition >= 0 && table->definitions[definition].order > place->invocation->order)
		definition = table->definitions[definition].previous;
	if (definition < 0) return NULL;
	if (macro_is_keyword(parse, definition)) return read_definition(parse, definition);
	ptrdiff_t answer = find_answer(table, key, place->invocation->span.start);
	if (answer >= 0) {
		definition = table->answers[answer].value;
		if (definition == ANSWER_LOST) table->lost = arena_strdup(&table->arena, key);
		return definition < 0 ? NULL : read_definition(parse, definition);
	}
	if (strcmp(key, place->invocation->name) == 0 && place->invocation->definition >= 0)
		return read_definition(parse, place->invocation->definition);
	enum fate fate = fate_of(parse, &table->definitions[definition], key, place->invocation);
	if (fate == FATE_GONE) return NULL;
	if (fate == FATE_UNKNOWN) note_probe(table, key, place->invocation->span.start);
	return read_definition(parse, definition);
}

struct macro *macro_of(struct macro_place *place) {
	if (place->invocation->definition < 0) return find_builtin(place->invocation->name);
	return read_definition(place->parse, place->invocation->definition);
}

static struct macro *lookup(void *arg, const char *name, size_t length) { return macro_lookup(arg, name, length); }

static uint32_t counter(void *arg) {
	const struct macro_place *place = arg;
	struct macro_table *table = place->parse->macros;
	ptrdiff_t index = hmgeti(table->counters, place->invocation->span.start);
	if (index >= 0) return table->counters[index].value;
	note_probe(table, NULL, place->invocation->span.start);
	return 0;
}

const struct lex_token *macro_find_lost(struct parse *parse, struct span span) {
	struct macro_table *table = parse->macros;
	if (!table->undefined_known) find_all_undefinitions(parse);
	bool some = false;
	for (size_t i = 0; i < shlenu(table->undefined) && !some; i++)
		for (size_t k = 0; k < arrlenu(table->undefined[i].value); k++)
			some = some || table->undefined[i].value[k].pops;
	const struct lex_token *lost = NULL;
	for (int pass = 0; pass < 2 && some && !lost; pass++) {
		size_t at = lex_find(table->tokens, span.start);
		for (; at < arrlenu(table->tokens) && table->tokens[at].span.start < span.end && !lost; at++) {
			const struct lex_token *token = &table->tokens[at];
			if (token->kind != LEX_IDENTIFIER || token->flags & (LEX_DIRECTIVE | LEX_INACTIVE)) continue;
			if (macro_invocation_at(table, token->span.start) >= 0) continue;
			struct text name = { 0 };
			lex_spelling(parse->source->text, token, &name);
			ptrdiff_t index = shgeti(table->undefined, name.data);
			bool popped = false;
			for (size_t k = 0; index >= 0 && k < arrlenu(table->undefined[index].value); k++)
				popped = popped || table->undefined[index].value[k].pops;
			if (popped && pass == 0) {
				note_probe(table, name.data, token->span.start);
			} else if (popped) {
				ptrdiff_t answer = find_answer(table, name.data, token->span.start);
				if (answer >= 0 && table->answers[answer].value == ANSWER_LOST) lost = token;
			}
			text_release(&name);
		}
		if (pass == 0 && !macro_probe(parse)) break;
	}
	return lost;
}

static uint32_t line_at(void *arg, uint32_t offset) {
	const struct macro_place *place = arg;
	return source_place(place->parse->source, offset).line;
}

struct expand_context macro_context(struct macro_place *place) {
	struct parse *parse = place->parse;
	struct source_place presumed = source_place(parse->source, place->invocation->span.start);
	return (struct expand_context){
		.arena = &parse->macros->arena,
		.lookup = lookup,
		.arg = place,
		.text = parse->source->text,
		.tokens = parse->macros->tokens,
		.path = presumed.path,
		.line = presumed.line,
		.line_at = line_at,
		.counter = counter,
		.strict = parse->macros->strict,
	};
}

void macro_find_mentions(struct macro_place *place, struct macro *macro) {
	static const char *const function_names[] = { "__func__", "__FUNCTION__", "__PRETTY_FUNCTION__",
		                                          "__builtin_FUNCTION" };
	static const char *const keywords[] = { "await",     "yield",         "yield_from", "received", "try",     "catch",
		                                    "catch_all", "finally",       "defer",      "with",     "timeout", "group",
		                                    "scope",     "uncancellable", "for_await",  "reraise" };
	if (macro->known || macro->builtin) return;
	macro->known = true; /* also ends recursion */
	if (macro->keyword) {
		const char *name = strncmp(macro->name, "co_", 3) == 0 ? macro->name + 3 : macro->name;
		macro->mentions_form = strncmp(macro->name, "co_", 3) == 0;
		for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
			if (strcmp(name, keywords[i]) == 0) macro->mentions_keyword = true;
		if (macro->mentions_keyword) macro->mentions_form = false;
		return;
	}
	for (size_t i = 0; i < macro->body_count; i++) {
		const struct expand_token *token = &macro->body[i];
		if (token->kind != LEX_IDENTIFIER) continue;
		for (size_t k = 0; k < sizeof function_names / sizeof *function_names; k++)
			if (strlen(function_names[k]) == token->length &&
			    memcmp(function_names[k], token->text, token->length) == 0)
				macro->mentions_function_name = true;
		if (is_text(token, "_Pragma")) macro->mentions_pragma = true;
		struct macro *other = macro_lookup(place, token->text, token->length);
		if (!other || other == macro) continue;
		macro_find_mentions(place, other);
		macro->mentions_function_name |= other->mentions_function_name;
		macro->mentions_keyword |= other->mentions_keyword;
		macro->mentions_form |= other->mentions_form;
		macro->mentions_pragma |= other->mentions_pragma;
		macro->mentions_counter |= other->mentions_counter || other->builtin == MACRO_COUNTER;
	}
}

/* ---- probes --------------------------------------------------------------------------------------------------- */

struct probe_place {
	uint32_t at; /* in the text that is parsed */
	int probe;
	int bit; /* of the counter; -1: a name */
	bool seen;
	CXCursor definition;
	bool is_macro;
};

enum { BIT_NAME = -1, BIT_DEFINED = -2 };

struct probing {
	struct parse *parse;
	struct probe_place *places; /* by place */
	CXFile file;
	struct {
		uint32_t behind, added;
	} * insertions;
};

static int by_offset(const void *left, const void *right) {
	const struct probe *a = left, *b = right;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static enum CXChildVisitResult read_probes(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct probing *probing = data;
	if (!clang_isPreprocessing(clang_getCursorKind(cursor))) return CXChildVisit_Break;
	if (clang_getCursorKind(cursor) != CXCursor_MacroExpansion) return CXChildVisit_Continue;
	CXSourceLocation location = clang_getCursorLocation(cursor);
	if (!clang_Location_isFromMainFile(location)) return CXChildVisit_Continue;
	unsigned offset;
	clang_getFileLocation(location, NULL, NULL, NULL, &offset);
	size_t low = 0, high = arrlenu(probing->places);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (probing->places[middle].at < offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < arrlenu(probing->places) && probing->places[low].at == offset) {
		struct probe_place *place = &probing->places[low];
		place->seen = true;
		place->definition = clang_getCursorReferenced(cursor);
		place->is_macro = !clang_Cursor_isNull(place->definition);
	}
	return CXChildVisit_Continue;
}

/* The definition in our unit that one of the probe's unit is. */
static int same_definition(const struct probing *probing, const char *name, CXCursor cursor) {
	struct macro_table *table = probing->parse->macros;
	CXFile file;
	unsigned offset;
	clang_getFileLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, &offset);
	bool in_main = file && clang_File_isEqual(file, probing->file);
	uint32_t added = 0;
	for (size_t i = 0; i < arrlenu(probing->insertions) && in_main && probing->insertions[i].behind < offset; i++)
		added = probing->insertions[i].added;
	offset -= added;
	CXString path = file ? clang_getFileName(file) : (CXString){ 0 };
	int found = -1;
	ptrdiff_t last = shgeti(table->names, name);
	for (int i = last >= 0 ? table->names[last].value : -1; i >= 0 && found < 0; i = table->definitions[i].previous) {
		const struct definition *definition = &table->definitions[i];
		if (definition->offset != offset || !definition->file != !file) continue;
		if (in_main || !file) {
			if (!file || definition->file == probing->parse->file) found = i;
			continue;
		}
		CXString other = clang_getFileName(definition->file);
		if (strcmp(clang_getCString(other), clang_getCString(path)) == 0) found = i;
		clang_disposeString(other);
	}
	if (file) clang_disposeString(path);
	return found;
}

/* The buffer with a question before each place. */
static void write_questions(struct probing *probing, struct text *text) {
	const struct source *source = probing->parse->source;
	struct probe *probes = probing->parse->macros->probes;
	uint32_t at = 0, counters = 0;
	for (size_t i = 0; i < arrlenu(probes); i++) {
		text_add(text, source->text + at, probes[i].offset - at);
		at = probes[i].offset;
		struct probe_place place = { .probe = (int)i, .bit = BIT_NAME };
		if (probes[i].name) {
			text_puts(text, "\n#ifdef ");
			place.at = (uint32_t)text->length;
			arrput(probing->places, place);
			text_printf(text, "%s\n#ifdef ", probes[i].name);
			place.at = (uint32_t)text->length;
			place.bit = BIT_DEFINED;
			arrput(probing->places, place);
			text_puts(text, "__LINE__\n#endif\n#endif\n");
		} else {
			for (unsigned bit = 0; bit < COUNTER_BITS; bit++) {
				text_printf(text, "\n#if ((__COUNTER__ - %u) >> %u) & 1\n#ifdef ", counters++, bit);
				place.at = (uint32_t)text->length;
				place.bit = (int)bit;
				arrput(probing->places, place);
				text_puts(text, "__LINE__\n#endif\n#endif\n");
			}
		}
		arrput(probing->insertions,
		       ((__typeof__(*probing->insertions)){ (uint32_t)text->length, (uint32_t)text->length - at }));
	}
	text_add(text, source->text + at, source->length - at);
}

static void keep_answers(struct probing *probing) {
	struct macro_table *table = probing->parse->macros;
	for (size_t i = 0; i < arrlenu(probing->places); i++) {
		const struct probe_place *place = &probing->places[i];
		const struct probe *probe = &table->probes[place->probe];
		if (place->bit >= 0) {
			ptrdiff_t known = hmgeti(table->counters, probe->offset);
			uint32_t value = known >= 0 ? table->counters[known].value : 0;
			if (place->seen) value |= 1u << place->bit;
			hmput(table->counters, probe->offset, value);
			continue;
		}
		if (place->bit == BIT_DEFINED) continue;
		struct text key = { 0 };
		text_printf(&key, "%s@%u", probe->name, probe->offset);
		int definition = place->is_macro               ? same_definition(probing, probe->name, place->definition)
		                 : probing->places[i + 1].seen ? ANSWER_LOST
		                                               : ANSWER_NONE;
		shput(table->answers, key.data, definition);
		text_release(&key);
	}
}

bool macro_probe(struct parse *parse) {
	struct macro_table *table = parse->macros;
	if (!arrlenu(table->probes)) return false;
	qsort(table->probes, arrlenu(table->probes), sizeof *table->probes, by_offset);
	struct probing probing = { .parse = parse };
	struct text text = { 0 };
	write_questions(&probing, &text);
	CXTranslationUnit unit = parse_text(parse, text.data, text.length, CXTranslationUnit_SkipFunctionBodies);
	if (unit) {
		probing.file = clang_getFile(unit, parse->source->path);
		clang_visitChildren(clang_getTranslationUnitCursor(unit), read_probes, &probing);
	}
	/* Without an answer, none of the names is a macro: what they hide is left to the compiler. */
	keep_answers(&probing);
	if (unit) clang_disposeTranslationUnit(unit);
	text_release(&text);
	arrfree(probing.places);
	arrfree(probing.insertions);
	arrsetlen(table->probes, 0);
	return true;
}
