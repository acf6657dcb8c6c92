/* Pass 2, macros that `#pragma pop_macro` brings back: libclang has no record of them.
 *
 * In: the name of one that a coroutine needs. Out: behind each pop of that name, on lines of their own, what it brings
 * back:
 *
 *     #pragma pop_macro("STEP")
 *     #undef STEP
 *     #define STEP 1
 *
 * What must hold: pushes and pops of the name stand in the main file, so that it is known which belong together. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/ds.h"
#include "base/memory.h"
#include "base/text.h"
#include "macro_table.h"
#include <stdlib.h>
#include <string.h>

enum change { CHANGE_DEFINE, CHANGE_UNDEF, CHANGE_PUSH, CHANGE_POP };

struct change_place {
	enum change kind;
	uint32_t at;     /* of the name */
	uint32_t behind; /* where lines can be inserted; */
	bool amid;       /* not at the start of a line */
};

/** `push_macro("name")`, perhaps as a string of its own. */
static bool reads(const char *text, size_t length, const char *word, const char *name) {
	const char *at = memmem(text, length, word, strlen(word)), *end = text + length;
	if (!at) return false;
	at += strlen(word);
	while (at < end && strchr(" \t(\"\\", *at)) at++;
	return (size_t)(end - at) > strlen(name) && !strncmp(at, name, strlen(name)) && strchr("\"\\", at[strlen(name)]);
}

/** Every directive of the main file that says what the name is, in order. */
static struct change_place *find_changes(const struct parse *parse, const char *name) {
	const struct lex_token *tokens = parse->macros->tokens;
	const char *text = parse->source->text;
	struct change_place *changes = NULL;
	size_t count = arrlenu(tokens);
	for (size_t i = 0; i < count; i++) {
		if (tokens[i].flags & LEX_INACTIVE) continue;
		bool directive = tokens[i].flags & LEX_DIRECTIVE && tokens[i].flags & LEX_FIRST;
		bool operator = !(tokens[i].flags & LEX_DIRECTIVE) && lex_is(text, &tokens[i], "_Pragma") && i + 3 < count;
		if (!directive && !operator) continue;
		size_t behind = i + 1;
		while (directive && behind < count && tokens[behind].flags & LEX_DIRECTIVE &&
		       !(tokens[behind].flags & LEX_FIRST))
			behind++;
		if (operator) behind = i + 4;
		struct change_place place = {
			.at = tokens[i].span.start, .behind = tokens[behind - 1].span.end, .amid = operator};
		size_t length = place.behind - place.at;
		bool pragma = operator || (behind > i + 1 && lex_is(text, &tokens[i + 1], "pragma"));
		bool names = behind > i + 2 && lex_is(text, &tokens[i + 2], name);
		bool known = true;
		if (pragma && reads(text + place.at, length, "push_macro", name))
			place.kind = CHANGE_PUSH;
		else if (pragma && reads(text + place.at, length, "pop_macro", name))
			place.kind = CHANGE_POP;
		else if (directive && names && lex_is(text, &tokens[i + 1], "define"))
			place.kind = CHANGE_DEFINE;
		else if (directive && names && lex_is(text, &tokens[i + 1], "undef"))
			place.kind = CHANGE_UNDEF;
		else
			known = false;
		if (directive) {
			const char *end = memchr(text + place.behind, '\n', parse->source->length - place.behind);
			place.behind = end ? (uint32_t)(end + 1 - text) : parse->source->length;
			place.amid = !end;
		}
		if (known) arrput(changes, place);
		i = behind - 1;
	}
	return changes;
}

/** The last definition that the compiler met before `offset`; -1. */
static int definition_before(struct macro_table *table, const char *name, uint32_t offset) {
	ptrdiff_t index = shgeti(table->names, name);
	int definition = index < 0 ? -1 : table->names[index].value;
	while (definition >= 0 && table->definitions[definition].main_offset >= offset)
		definition = table->definitions[definition].previous;
	return definition;
}

bool macro_restore(struct parse *parse, const char *name) {
	struct macro_table *table = parse->macros;
	struct change_place *changes = find_changes(parse, name);
	struct macro_edit *edits = NULL;
	int *stack = NULL;
	enum { NEVER = -2 };
	int current = NEVER; /* -1: it is none; NEVER: not said in the main file so far */
	bool paired = true;
	for (size_t i = 0; i < arrlenu(changes); i++) {
		struct change_place *place = &changes[i];
		int before = current == NEVER ? definition_before(table, name, place->at) : current;
		switch (place->kind) {
		case CHANGE_DEFINE: current = definition_before(table, name, place->behind); break;
		case CHANGE_UNDEF: current = -1; break;
		case CHANGE_PUSH: arrput(stack, before); break;
		case CHANGE_POP: {
			if (!arrlenu(stack)) {
				paired = false;
				break;
			}
			current = arrpop(stack);
			char *lines = xasprintf("%s#undef %s\n", place->amid ? "\n" : "", name);
			const char *told = parse->source->text + place->behind + place->amid;
			if (strncmp(told, lines + place->amid, strlen(lines) - place->amid) != 0) {
				char *definition = current >= 0 ? macro_definition(parse, current) : NULL;
				struct macro_edit edit = { { place->behind, place->behind },
					                       definition ? xasprintf("%s#define %s\n", lines, definition) : xstrdup(lines),
					                       true };
				arrput(edits, edit);
				free(definition);
			}
			free(lines);
			break;
		}
		}
	}
	bool some = paired && arrlenu(edits) > 0;
	for (size_t i = arrlenu(edits); i-- > 0;) {
		if (some) source_insert_lines(parse->source, edits[i].span.start, edits[i].text, strlen(edits[i].text));
		free(edits[i].text);
	}
	arrfree(edits);
	arrfree(stack);
	arrfree(changes);
	return some;
}
