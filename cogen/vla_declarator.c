/* Pass 4½, declarators of arrays of variable length, and of what depends on such a length: text with what stands for its
 * parts in their places, a stem for each name, and the lengths, which become declarations of their own.
 *
 * In: the words of a definition. Out: struct varied, whose type is text around the name; declarations of the lengths. What
 * must hold: an attribute is the variable's, unless it changes the type; lengths in parameters are the parameters' own. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "vla.h"
#include "base/ds.h"
#include <ctype.h>
#include <string.h>

void vla_add_piece(struct rewriting *r, struct span span, char *text) {
	struct piece piece = { span, text };
	arrput(r->pieces, piece);
}

/* ---- text with its pieces in their places ------------------------------------------------------------------------ */

/** The outermost piece that starts at `offset` within `span`, other than all of `span`. */
static const struct piece *piece_at(const struct rewriting *r, uint32_t offset, struct span span) {
	const struct piece *found = NULL;
	for (ptrdiff_t i = 0; i < arrlen(r->pieces); i++) {
		const struct piece *piece = &r->pieces[i];
		if (piece->span.start != offset || piece->span.end > span.end || piece->span.end == offset) continue;
		if (!found || piece->span.end > found->span.end) found = piece;
	}
	return found;
}

/** The tokens of a span on one line. */
void vla_add_text(struct rewriting *r, struct text *out, struct span span) {
	uint32_t behind = span.start;
	bool first = true;
	for (size_t i = lex_find(r->tokens, span.start); i < arrlenu(r->tokens) && r->tokens[i].span.end <= span.end; i++) {
		const struct lex_token *token = &r->tokens[i];
		if (token->span.start < behind || token->flags & LEX_DIRECTIVE) continue;
		if (!first && token->flags & LEX_SPACE) text_putc(out, ' ');
		first = false;
		const struct piece *piece = piece_at(r, token->span.start, span);
		if (piece)
			text_puts(out, piece->text);
		else
			lex_spelling(r->text, token, out);
		behind = piece ? piece->span.end : token->span.end;
	}
}

const char *vla_text_of(struct rewriting *r, struct span span) {
	struct text text = { 0 };
	vla_add_text(r, &text, span);
	const char *copy = arena_strndup(r->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy;
}

/* ---- declarations ------------------------------------------------------------------------------------------------ */

const char *vla_type_name(struct rewriting *r, const struct varied *varied) {
	return format(r->unit->arena, "%s%s", varied->before, varied->after);
}

struct span vla_parameter_span(const struct rewriting *r, uint32_t name_at) {
	size_t open = lex_find(r->tokens, r->function->name_span.end);
	while (open < arrlenu(r->tokens) && !lex_is(r->text, &r->tokens[open], "(")) open++;
	return declarator_with(&r->words, open + 1, behind_group(&r->words, open) - 1, name_at);
}

/** Whether an attribute, from one token to another, makes another type of the elements; others are the variable's. */
static bool changes_type(const struct rewriting *r, size_t from, size_t to) {
	static const char *const words[] = { "vector_size", "__vector_size__", "ext_vector_type", "mode", "__mode__" };
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < sizeof words / sizeof *words; k++)
			if (lex_is(r->text, &r->tokens[i], words[k])) return true;
	return false;
}

/** The specifiers as a type's: storage, alignment and attributes are the variable's. */
const char *vla_specifiers_of(struct rewriting *r, uint32_t start, uint32_t end) {
	static const char *const dropped[] = { "static", "register",      "auto",    "typedef",
		                                   "extern", "_Thread_local", "__thread" };
	struct text text = { 0 };
	for (size_t i = lex_find(r->tokens, start); i < arrlenu(r->tokens) && r->tokens[i].span.start < end;) {
		const struct lex_token *token = &r->tokens[i];
		size_t next = i + 1;
		bool drop = false;
		const struct piece *piece = piece_at(r, token->span.start, (struct span){ start, end });
		if (piece && piece->span.end > token->span.end) next = lex_find(r->tokens, piece->span.end);
		for (size_t k = 0; k < sizeof dropped / sizeof *dropped; k++) drop = drop || lex_is(r->text, token, dropped[k]);
		if (is_group_word(r->text, token) && next < arrlenu(r->tokens) && lex_is(r->text, &r->tokens[next], "(")) {
			next = behind_group(&r->words, next);
			bool attribute = !strncmp(r->text + token->span.start, "__attribute", 11);
			drop = drop || lex_is(r->text, token, "_Alignas") || (attribute && !changes_type(r, i, next));
		}
		if (!drop) {
			if (text.length) text_putc(&text, ' ');
			vla_add_text(r, &text, (struct span){ token->span.start, r->tokens[next - 1].span.end });
		}
		i = next;
	}
	const char *copy = arena_strndup(r->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy;
}

static bool is_constant_text(const struct rewriting *r, size_t from, size_t to) {
	for (size_t i = from; i < to; i++)
		if (r->tokens[i].kind == LEX_IDENTIFIER) return false;
	return true;
}

/* Not strstr: a file of many functions would be searched to its end for each. */
const char *vla_find_in(const struct rewriting *r, struct span span, const char *wanted) {
	return memmem(r->text + span.start, span.end - span.start, wanted, strlen(wanted));
}

static int by_spelling(const void *a, const void *b) {
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void vla_find_own_words(struct rewriting *r) {
	for (size_t i = 0; i < arrlenu(r->tokens); i++) {
		struct span span = r->tokens[i].span;
		if (span.end - span.start < 4 || memcmp(r->text + span.start, "co__", 4) != 0) continue;
		arrput(r->own, arena_strndup(r->unit->arena, r->text + span.start, span.end - span.start));
	}
	if (arrlen(r->own)) qsort(r->own, arrlenu(r->own), sizeof *r->own, by_spelling);
}

/** Whether a word of the definition begins so. */
static bool is_stem_taken(const struct rewriting *r, const char *stem) {
	size_t low = 0, high = arrlenu(r->own);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(r->own[middle], stem) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < arrlenu(r->own) && !strncmp(r->own[low], stem, strlen(stem));
}

const char *vla_stem_of(struct rewriting *r, const char *name) {
	const char *first = format(r->unit->arena, "co__%s", name), *stem = first;
	ptrdiff_t at = shgeti(r->stems, first);
	int number = at >= 0 ? r->stems[at].value : 0;
	do {
		if (++number > 1) stem = format(r->unit->arena, "%s%d", first, number);
	} while (shgeti(r->stems, stem) >= 0 || is_stem_taken(r, stem));
	shput(r->stems, first, number);
	if (stem != first) shput(r->stems, stem, 1);
	return stem;
}

static bool is_of_word(char c) { return isalnum((unsigned char)c) || c == '_' || c == '$' || c & 0x80; }

static bool ends_in(struct text *text, char c) {
	while (text->length && text->data[text->length - 1] == ' ') text->length--;
	return text->length && text->data[text->length - 1] == c;
}

/** Reads the declarator in `span`; its lengths become declarations in `out`. */
struct varied vla_read_declarator(struct rewriting *r, const char *specifiers, struct span span, uint32_t name_at,
                                  const char *name, bool parameter, struct text *out) {
	struct varied varied = { .variable = -1, .name = name, .stem = vla_stem_of(r, name) };
	struct text before = { 0 }, after = { 0 }, ahead = { 0 };
	size_t i = lex_find(r->tokens, span.start);
	bool behind = false;
	int lengths = 0, depth = 0;
	text_printf(&before, "%s ", specifiers);
	while (i < arrlenu(r->tokens) && r->tokens[i].span.end <= span.end) {
		const struct lex_token *token = &r->tokens[i];
		if (token->span.start == name_at) {
			behind = true;
			while (ends_in(&before, '(') && i + 1 < arrlenu(r->tokens) && lex_is(r->text, &r->tokens[i + 1], ")")) {
				before.length--; /* `int (row)[n]` */
				depth--;
				i++;
			}
			varied.is_array = i + 1 < arrlenu(r->tokens) && r->tokens[i + 1].span.end <= span.end &&
			                  lex_is(r->text, &r->tokens[i + 1], "[");
			i++;
			if (parameter && varied.is_array) { /* it is a pointer, whatever its first length */
				text_puts(&before, "(*");
				text_puts(&after, ")");
				varied.is_array = false;
				i = behind_group(&r->words, i);
			}
			continue;
		}
		if (is_group_word(r->text, token) && i + 1 < arrlenu(r->tokens) && lex_is(r->text, &r->tokens[i + 1], "(")) {
			size_t attribute = i;
			i = behind_group(&r->words, i + 1);
			if (changes_type(r, attribute, i)) { /* wherever it stands */
				const char *text = vla_text_of(r, (struct span){ token->span.start, r->tokens[i - 1].span.end });
				text_printf(&ahead, "%s ", text);
			}
			continue;
		}
		if (lex_is(r->text, token, "=") && !depth) break;
		if (behind && lex_is(r->text, token, "(")) { /* parameters, whose lengths are their own */
			size_t next = behind_group(&r->words, i);
			vla_add_text(r, &after, (struct span){ token->span.start, r->tokens[next - 1].span.end });
			i = next;
			continue;
		}
		if (lex_is(r->text, token, "(")) depth++;
		if (lex_is(r->text, token, ")")) depth--;
		struct text *side = behind ? &after : &before;
		if (lex_is(r->text, token, "[")) {
			size_t close = behind_group(&r->words, i) - 1;
			if (is_constant_text(r, i + 1, close)) {
				vla_add_text(r, side, (struct span){ token->span.start, r->tokens[close].span.end });
			} else {
				size_t from = i + 1;
				while (lex_is(r->text, &r->tokens[from], "static") || lex_is(r->text, &r->tokens[from], "const") ||
				       lex_is(r->text, &r->tokens[from], "restrict") || lex_is(r->text, &r->tokens[from], "volatile"))
					from++;
				const char *length =
					vla_text_of(r, (struct span){ r->tokens[from].span.start, r->tokens[close - 1].span.end });
				text_printf(out, "__SIZE_TYPE__ %s_n%d __attribute__((__unused__)) = (__SIZE_TYPE__)(%s); ",
				            varied.stem, lengths, length);
				text_printf(side, "[%s_n%d]", varied.stem, lengths);
				lengths++;
			}
			i = close + 1;
			continue;
		}
		if (token->kind == LEX_IDENTIFIER && side->length && is_of_word(side->data[side->length - 1]))
			text_putc(side, ' ');
		vla_add_text(r, side, token->span);
		i++;
	}
	varied.before = format(r->unit->arena, "%s%.*s", ahead.data ? ahead.data : "", (int)before.length, before.data);
	text_release(&ahead);
	varied.after = arena_strndup(r->unit->arena, after.data ? after.data : "", after.length);
	text_release(&before);
	text_release(&after);
	return varied;
}

/** Of a pointer whose declaration names no lengths, as `__typeof__(&rows[1]) p` and `__auto_type row = rows`: its type
 * as libclang knows it, with lengths that are asked of `row`, an expression for what it points to. False: it is of
 * another shape. */
bool vla_ask_lengths(struct rewriting *r, struct varied *varied, const struct type *type, const char *row,
                     struct text *out) {
	size_t length = strlen(type->before);
	if (type->is_local || length < 2 || strcmp(type->before + length - 2, "(*") != 0 || strchr(type->before, '[') ||
	    strncmp(type->after, ")[", 2) != 0)
		return false;
	struct text after = { 0 }, lengths = { 0 };
	text_puts(&after, ")");
	const char *at = type->after + 1;
	bool known = true;
	for (int count = 0; known && *at == '[';) {
		const char *start = ++at;
		bool constant = true;
		for (int depth = 0; *at && (*at != ']' || depth); at++) {
			constant = constant && isdigit((unsigned char)*at);
			depth += *at == '[' ? 1 : *at == ']' ? -1 : 0;
		}
		const char *element = format(r->unit->arena, "(%s)[0]", row);
		if (constant) {
			known = strncmp(start, "0]", 2) != 0; /* nothing tells how many of no size there are */
			text_printf(&after, "[%.*s]", (int)(at - start), start);
		} else {
			text_printf(&lengths, "__SIZE_TYPE__ %s_n%d __attribute__((__unused__)) = sizeof %s / sizeof %s; ",
			            varied->stem, count, row, element);
			text_printf(&after, "[%s_n%d]", varied->stem, count++);
		}
		row = element;
		at += *at == ']';
	}
	known = known && !*at;
	if (known) {
		text_puts(out, lengths.data ? lengths.data : "");
		varied->before = type->before;
		varied->after = arena_strndup(r->unit->arena, after.data, after.length);
	}
	text_release(&after);
	text_release(&lengths);
	return known;
}

const char *vla_pointer_to(struct rewriting *r, const struct varied *varied) {
	return format(r->unit->arena, "%s(*)%s", varied->before, varied->after);
}
