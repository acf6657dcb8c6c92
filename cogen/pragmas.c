/* Pragmas that change how records are laid out: `#pragma pack`, GCC's scalar_storage_order and the like.
 *
 * In: the parsed unit. Out: whether what cogen writes has to be kept from them, and errors where that cannot be done.
 * libclang tells of no pragma, and of its attributes on records only of those that are written as such, so the text is
 * looked at.
 *
 * What must hold: a frame is laid out as without any. A record of the user's keeps what its pragmas make of it, also
 * where it is declared elsewhere now (hoist.c). */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "pragmas.h"
#include "base/text.h"
#include "macro_table.h"
#include <ctype.h>
#include <string.h>

static const char order[] = "scalar_storage_order";

static bool begins(const char *at, const char *end, const char *word) {
	size_t length = strlen(word);
	return (size_t)(end - at) >= length && !memcmp(at, word, length);
}

/** Whether a pragma, or a _Pragma, that begins with the word stands in the text. */
static bool pragma_is_there(const char *text, size_t length, const char *word) {
	const char *end = text + length;
	for (const char *at = text; (at = memmem(at, (size_t)(end - at), "ragma", 5));) { /* _Pragma, #pragma */
		at += 5;
		const char *name = at;
		while (name < end && strchr(" \t(\"\\L", *name)) name++;
		if (begins(name, end, word)) return true;
	}
	return false;
}

/** A _Pragma of something that is no string so far, as in macros of the user's around it: it may say anything. */
static bool has_other_pragma(const char *text, size_t length) {
	static const char word[] = "_Pragma", blanks[] = " \t\r\n\\";
	const char *end = text + length;
	for (const char *at = text; (at = memmem(at, (size_t)(end - at), word, sizeof word - 1));) {
		at += sizeof word - 1;
		const char *behind = at;
		while (behind < end && strchr(blanks, *behind)) behind++;
		if (at < end && (isalnum((unsigned char)*at) || *at == '_')) continue;
		if (behind == end || *behind++ != '(') return true;
		while (behind < end && strchr(blanks, *behind)) behind++;
		if (behind == end || !strchr("\"LuU", *behind)) return true;
	}
	return false;
}

static bool changes_layout(const char *text, size_t length) {
	static const char *const words[] = { "pack", "options", "align", "ms_struct" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (pragma_is_there(text, length, words[i])) return true;
	return has_other_pragma(text, length);
}

/** Of what pragmas a macro stands for. */
static bool is_of_layout(const char *pragmas) { return strstr(pragmas, "pack") || strstr(pragmas, "ms_struct"); }

bool pragmas_change_layout(const struct unit *unit, struct span span) {
	if (changes_layout(unit->source->text + span.start, span.end - span.start)) return true;
	for (ptrdiff_t i = marks_from(unit->marks, span.start); i < arrlen(unit->marks); i++) {
		const struct mark *mark = &unit->marks[i];
		if (mark->span.start >= span.end) break;
		if (mark->span.end > span.end || !mark->pragmas) continue;
		if (is_of_layout(mark->pragmas)) return true;
	}
	return false;
}

struct search {
	CXTranslationUnit unit;
	bool found;
};

static void look_into(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data) {
	struct search *search = data;
	size_t size = 0;
	(void)stack;
	/* those of the system give back what they take, and what their macros do is told by marks */
	if (!depth || search->found || clang_Location_isInSystemHeader(clang_getLocation(search->unit, file, 1, 1))) return;
	const char *text = clang_getFileContents(search->unit, file, &size);
	search->found = text && changes_layout(text, size);
}

static bool is_word(const struct parse *parse, const struct lex_token *token, const char *word) {
	return lex_is(parse->source->text, token, word);
}

/** Where a coroutine lies between `from` and `to`, in whole or in part. */
static bool has_coroutine(const struct unit *unit, uint32_t from, uint32_t to) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++)
		if (unit->functions[i]->definition.start < to && unit->functions[i]->definition.end > from) return true;
	return false;
}

/** In a frame of another order of bytes no member has an address. */
static void check_order(const struct unit *unit, const struct parse *parse, struct diags *diags) {
	const struct lex_token *tokens = parse->macros->tokens;
	if (!memmem(parse->source->text, parse->source->length, order, sizeof order - 1)) return;
	struct span turned = { 0, 0 }; /* the pragma that is in force, but for one that leads back to the machine's own */
	for (size_t i = 1; i <= arrlenu(tokens); i++) {
		bool end = i == arrlenu(tokens);
		if (!end && (tokens[i].flags & LEX_INACTIVE || !is_word(parse, &tokens[i], order) ||
		             !is_word(parse, &tokens[i - 1], "pragma")))
			continue;
		if (turned.end && has_coroutine(unit, turned.start, end ? parse->source->length : tokens[i].span.start)) {
			diag_report(diags, DIAG_UNSUPPORTED, turned, "'#pragma %s' where a coroutine is", order);
			diag_note(diags, turned, "lead it back in front of the coroutine, '#pragma %s default'", order);
		}
		bool turns = i + 1 < arrlenu(tokens) && !is_word(parse, &tokens[i + 1], "default");
		turned = turns ? tokens[i].span : (struct span){ 0, 0 };
	}
}

void find_pragmas(struct unit *unit, const struct parse *parse, struct diags *diags) {
	struct search search = { parse->unit, changes_layout(parse->source->text, parse->source->length) };
	for (ptrdiff_t i = 0; i < arrlen(unit->marks) && !search.found; i++)
		if (unit->marks[i].pragmas) search.found = is_of_layout(unit->marks[i].pragmas);
	if (!search.found) clang_getInclusions(parse->unit, look_into, &search);
	unit->packs = search.found;
	check_order(unit, parse, diags);
}

/** Whether the word is in a definition of the macro that the token names. */
static bool stands_for_order(struct parse *parse, const struct lex_token *token) {
	struct text name;
	text_init(&name);
	lex_spelling(parse->source->text, token, &name);
	ptrdiff_t at = name.length ? shgeti(parse->macros->names, name.data) : -1;
	text_release(&name);
	if (at < 0) return false;
	bool found = false;
	for (int index = parse->macros->names[at].value; index >= 0 && !found;
	     index = parse->macros->definitions[index].previous) {
		char *definition = macro_definition(parse, index);
		found = definition && strstr(definition, order);
		free(definition);
	}
	return found;
}

bool turns_order_of_record(struct parse *parse, struct span span) {
	const struct lex_token *tokens = parse->macros->tokens;
	for (size_t i = lex_find(tokens, span.start); i < arrlenu(tokens) && tokens[i].span.start < span.end; i++) {
		if (tokens[i].kind != LEX_IDENTIFIER || tokens[i].flags & (LEX_DIRECTIVE | LEX_INACTIVE)) continue;
		if (is_word(parse, &tokens[i], order) || is_word(parse, &tokens[i], "__scalar_storage_order__") ||
		    stands_for_order(parse, &tokens[i]))
			return true;
	}
	return false;
}
