/* Pass 2, conditional directives inside coroutines: those that stand where the passes behind take the text apart are
 * carried out.
 *
 *     r = await f(
 *     #ifdef OLD
 *         1
 *     #else
 *         2
 *     #endif
 *     );
 *
 * In: the parsed unit and its coroutines. Out: the buffer, in which a group of #if to #endif in a coroutine lies
 * between whole statements, or is not there: its directives are gone, and what it leaves out. Pieces of expressions,
 * of declarations and of a function's head are written to places of their own, so that half of a group would go with
 * them. What is generated is for the flags it was made with, so no choice is lost. So is a group that decides about
 * coroutines, or about what one runs, by what compiler there is: what libclang leaves out was not looked at
 * (compiler_choice.c).
 *
 * The text alone tells: between statements is behind a `;`, `{` or `}` of a block. What looks like something else, as a
 * macro hides it, is looked at again in the next round; to carry out one too many changes nothing.
 *
 * A `#line` stays where libclang reads, which counts by it, and is hidden from the passes behind: where each piece
 * stands is known (presumed.c), and told again where it is written (emit_file.c). What #define and #undef there are
 * is told to definitions.c.
 *
 * What must hold: no line changes its number. */
#include "base/ds.h"
#include "macro_candidates.h"
#include "macro_table.h"
#include <string.h>

struct group {
	size_t *directives; /* stb_ds: tokens, each a `#` */
	size_t function;    /* the coroutine in which its #if stands, … */
	size_t blocks;      /* …and in how many blocks; 0: it does not */
	bool carried_out;
};

struct directives {
	struct parse *parse;
	const struct lex_token *tokens;
	size_t count;
	struct group *groups;    /* stb_ds: that have ended, or not */
	size_t *open;            /* stb_ds: indices of those that have not ended */
	char *brackets;          /* stb_ds: `B` a block, `E` other braces, `(` */
	size_t *loops;           /* stb_ds, for each bracket: `do` in it whose `while` has not come */
	size_t function;         /* the coroutine that was met last */
	size_t blocks;           /* that are open in it */
	bool between;            /* statements, in the coroutine */
	size_t last[2];          /* tokens before, the nearest first; SIZE_MAX: none, in the coroutine */
	size_t start;            /* the token with which the statement begins, or its head */
	struct defined *defined; /* stb_ds */
	size_t head;             /* of the last bracket that closed: the token before the one that opened it */
	size_t *heads;           /* stb_ds: the same of brackets that are open */
};

static bool is_at(const struct directives *d, size_t index, const char *spelling) {
	return index < d->count && lex_is(d->parse->source->text, &d->tokens[index], spelling);
}

static bool is_name_at(const struct directives *d, size_t index) {
	static const char *const others[] = { "return",   "yield",       "co_yield",   "sizeof",
		                                  "_Alignof", "__alignof__", "__typeof__", "typeof" };
	if (index >= d->count || d->tokens[index].kind != LEX_IDENTIFIER) return false;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (is_at(d, index, others[i])) return false;
	return true;
}

/** Whether the brace behind what was read is a block's. */
static bool opens_block(const struct directives *d) {
	size_t before = d->last[0];
	if (!arrlenu(d->brackets)) return true;
	if (arrlast(d->brackets) != 'B') return false;
	if (d->between) return true;
	if (is_at(d, before, ")")) return is_name_at(d, d->head); /* `if (…) {`, but `= (T) {` */
	if (is_at(d, before, ":")) return true;
	for (size_t i = 0; i < 2; i++)
		if (is_at(d, d->last[i], "struct") || is_at(d, d->last[i], "union") || is_at(d, d->last[i], "enum"))
			return false;
	return is_name_at(d, before);
}

/** A group that begins in a block does not lie in it when that ends. */
static void leave_block(struct directives *d) {
	d->blocks--;
	for (size_t i = arrlenu(d->open); i-- > 0;) {
		struct group *group = &d->groups[d->open[i]];
		if (group->function != d->function || group->blocks <= d->blocks) break;
		group->carried_out = true;
	}
}

/** The colon of `case 1:`, `default:` and `again:`. */
static bool ends_label(const struct directives *d, size_t colon) {
	return is_at(d, d->start, "case") || is_at(d, d->start, "default") ||
	       (d->start + 1 == colon && d->tokens[d->start].kind == LEX_IDENTIFIER);
}

static void read_token(struct directives *d, size_t index) {
	bool in_block = arrlenu(d->brackets) && arrlast(d->brackets) == 'B';
	if (in_block && is_at(d, index, "do")) arrlast(d->loops)++;
	if (in_block && arrlast(d->loops) && d->start == index && is_at(d, index, "while")) arrlast(d->loops)--;
	bool between = in_block && (is_at(d, index, ";") || (is_at(d, index, ":") && ends_label(d, index)));
	if (is_at(d, index, "(") || is_at(d, index, "[") || is_at(d, index, "{")) {
		bool block = is_at(d, index, "{") && opens_block(d);
		between = block;
		arrput(d->brackets, block ? 'B' : is_at(d, index, "{") ? 'E' : '(');
		arrput(d->heads, d->last[0]);
		arrput(d->loops, 0);
		d->blocks += block;
	} else if ((is_at(d, index, ")") || is_at(d, index, "]") || is_at(d, index, "}")) && arrlenu(d->brackets)) {
		between = arrpop(d->brackets) == 'B';
		d->head = arrpop(d->heads);
		(void)arrpop(d->loops);
		if (between) leave_block(d);
	}
	d->between = between;
	if (between) d->start = index + 1;
	d->last[1] = d->last[0];
	d->last[0] = index;
}

/** Whether the next token that is not left out goes on with the statement that seems to have ended. */
static bool goes_on(const struct directives *d, size_t index) {
	static const char *const words[] = { "else", "co_catch", "co_catch_all", "co_finally" };
	while (index < d->count && d->tokens[index].flags & (LEX_DIRECTIVE | LEX_INACTIVE)) index++;
	if (arrlenu(d->loops) && arrlast(d->loops) && is_at(d, index, "while")) return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (is_at(d, index, words[i])) return true;
	return false;
}

/** Whether a token goes on with the directive before it; behind a `#` alone begins another line. */
static bool is_of_directive(const struct directives *d, size_t index) {
	return index < d->count && d->tokens[index].flags & LEX_DIRECTIVE && !(d->tokens[index].flags & LEX_FIRST);
}

/** tokens[index] is the `#` of a directive; `inside`: of a coroutine. */
static void read_directive(struct directives *d, size_t index, bool inside) {
	if (!is_of_directive(d, index + 1)) return;
	bool opens = is_at(d, index + 1, "if") || is_at(d, index + 1, "ifdef") || is_at(d, index + 1, "ifndef");
	bool closes = is_at(d, index + 1, "endif");
	bool other =
		is_at(d, index + 1, "else") || !strncmp(d->parse->source->text + d->tokens[index + 1].span.start, "elif", 4);
	size_t blocks = inside ? d->blocks : 0;
	if (opens) {
		struct group group = { .function = d->function, .blocks = blocks };
		arrput(d->groups, group);
		arrput(d->open, arrlenu(d->groups) - 1);
	}
	if ((!opens && !closes && !other) || !arrlenu(d->open)) return;
	struct group *group = &d->groups[arrlast(d->open)];
	arrput(group->directives, index);
	bool elsewhere = group->blocks != blocks || (blocks && group->function != d->function);
	bool within = inside && (!d->between || goes_on(d, index));
	if (elsewhere || within) group->carried_out = true;
	if (closes) (void)arrpop(d->open);
}

/** Past the last token of the directive. */
static size_t end_of_directive(const struct directives *d, size_t index) {
	for (index++; index < d->count; index++)
		if (!(d->tokens[index].flags & LEX_DIRECTIVE) || d->tokens[index].flags & LEX_FIRST) break;
	return index;
}

/** Whether what stands between two directives of a group is left out. */
static bool is_left_out(const struct directives *d, size_t from, size_t to) {
	for (size_t i = from; i < to; i++)
		if (!(d->tokens[i].flags & LEX_INACTIVE)) return false;
	return from < to;
}

static void carry_out(const struct directives *d, const struct group *group, struct source_change **changes) {
	const char *text = d->parse->source->text;
	for (size_t i = 0; i < arrlenu(group->directives); i++) {
		size_t first = group->directives[i], behind = end_of_directive(d, first);
		struct span span = { d->tokens[first].span.start, d->tokens[behind - 1].span.end };
		while (span.start > 0 && (text[span.start - 1] == ' ' || text[span.start - 1] == '\t')) span.start--;
		if (i + 1 < arrlenu(group->directives) && is_left_out(d, behind, group->directives[i + 1])) {
			span.end = d->tokens[group->directives[i + 1]].span.start;
			while (span.end > span.start && (text[span.end - 1] == ' ' || text[span.end - 1] == '\t')) span.end--;
		}
		arrput(*changes, ((struct source_change){ span, "", 0, false }));
	}
}

static int from_behind(const void *left, const void *right) {
	const struct source_change *a = left, *b = right;
	return a->now.start < b->now.start ? 1 : a->now.start > b->now.start ? -1 : 0;
}

/** An active #define or #undef in a coroutine. */
static void read_definition(struct directives *d, size_t index) {
	if (!is_of_directive(d, index + 1)) return;
	bool defines = is_at(d, index + 1, "define") || is_at(d, index + 1, "undef");
	if (!defines || d->tokens[index].flags & LEX_INACTIVE || index + 2 >= d->count) return;
	bool in_list = is_at(d, d->last[0], "{") || is_at(d, d->last[0], ",") || is_at(d, d->last[0], "}") ||
	               is_at(d, d->last[0], ";");
	for (size_t i = 0; i < arrlenu(d->brackets); i++) in_list = in_list && d->brackets[i] != '(';
	struct defined defined = {
		.directive = { d->tokens[index].span.start, d->tokens[end_of_directive(d, index) - 1].span.end },
		.name = d->tokens[index + 2].span,
		.coroutine = d->function,
		.stays = in_list && arrlenu(d->brackets) && arrlast(d->brackets) == 'E',
	};
	arrput(d->defined, defined);
}

/** Index of the first token from `index` on that is a directive's, or begins at `end` or behind it. */
static size_t next_directive(const struct directives *d, size_t index, uint32_t end) {
	while (index < d->count && d->tokens[index].span.start < end && !(d->tokens[index].flags & LEX_DIRECTIVE)) index++;
	return index;
}

/** Reads all of the file, but for coroutines that no directive stands in: what they are made of matters to none. */
static struct directives read_file(struct parse *parse, const struct coroutine *coroutines) {
	struct directives d = { .parse = parse, .tokens = parse->macros->tokens, .count = arrlenu(parse->macros->tokens) };
	for (size_t i = 0; i < d.count; i++) {
		uint32_t offset = d.tokens[i].span.start;
		if (d.function < arrlenu(coroutines) && coroutines[d.function].span.end <= offset) {
			d.function++;
			arrsetlen(d.brackets, 0);
			arrsetlen(d.heads, 0);
			arrsetlen(d.loops, 0);
			d.blocks = 0;
		}
		bool inside = d.function < arrlenu(coroutines) && coroutines[d.function].span.start <= offset;
		if (inside && coroutines[d.function].span.start == offset) {
			d.between = false;
			d.start = i;
			d.last[0] = d.last[1] = d.head = SIZE_MAX;
			uint32_t end = coroutines[d.function].span.end;
			size_t behind = next_directive(&d, i, end);
			if (behind == d.count || d.tokens[behind].span.start >= end) {
				i = behind - 1;
				continue;
			}
		}
		if (d.tokens[i].flags & LEX_DIRECTIVE) {
			if (d.tokens[i].flags & LEX_FIRST && i + 1 < d.count) {
				read_directive(&d, i, inside);
				if (inside) read_definition(&d, i);
			}
			i = end_of_directive(&d, i) - 1;
		} else if (inside && !(d.tokens[i].flags & LEX_INACTIVE)) {
			read_token(&d, i);
		}
	}
	return d;
}

static void release(struct directives *d) {
	for (size_t i = 0; i < arrlenu(d->groups); i++) arrfree(d->groups[i].directives);
	arrfree(d->groups);
	arrfree(d->open);
	arrfree(d->brackets);
	arrfree(d->heads);
	arrfree(d->loops);
	arrfree(d->defined);
}

/* ---- what the compiler decides ----------------------------------------------------------------------------------- */

/** Past the attribute, `__attribute__((…))` or `[[…]]`, that begins at `index`; `index`: none does. */
static size_t behind_attribute(const struct directives *d, size_t index, size_t to) {
	size_t i = index + is_at(d, index, "__attribute__"), depth = 0;
	if (i == index && !(is_at(d, i, "[") && is_at(d, i + 1, "["))) return index;
	for (; i < to; i++) {
		if (is_at(d, i, "(") || is_at(d, i, "[")) depth++;
		if ((is_at(d, i, ")") || is_at(d, i, "]")) && --depth == 0) return i + 1;
	}
	return index;
}

/** Whether there is more between two directives than attributes and other directives. */
static bool has_code(const struct directives *d, size_t from, size_t to) {
	for (size_t i = from; i < to;) {
		size_t behind = behind_attribute(d, i, to);
		if (behind == i && !(d->tokens[i].flags & LEX_DIRECTIVE) && !is_at(d, i, ";")) return true;
		i = behind + (behind == i);
	}
	return false;
}

/** Whether there is a coroutine, or, where it was left out, a word of one, between two directives. */
static bool has_coroutine(const struct directives *d, const struct coroutine *coroutines, size_t from, size_t to) {
	static const char *const words[] = { "async", "await", "yield" };
	for (size_t i = 0; from < to && i < arrlenu(coroutines); i++)
		if (coroutines[i].span.start >= d->tokens[from].span.start &&
		    coroutines[i].span.end <= d->tokens[to - 1].span.end)
			return true;
	for (size_t i = from; i < to; i++) {
		if (!(d->tokens[i].flags & LEX_INACTIVE) || d->tokens[i].flags & LEX_DIRECTIVE) continue;
		if (!strncmp(d->parse->source->text + d->tokens[i].span.start, "co_", strlen("co_"))) return true;
		for (size_t k = 0; k < sizeof words / sizeof *words; k++)
			if (is_at(d, i, words[k])) return true;
	}
	return false;
}

/** Whether the compiler may go another way in the group than libclang did, and what is generated would not do. */
static bool compiler_decides(const struct directives *d, const struct group *group, const struct coroutine *coroutines,
                             struct compiler_choice *choice) {
	bool matters = false, depends = false;
	for (size_t i = 0; i + 1 < arrlenu(group->directives) && !matters; i++) {
		size_t from = end_of_directive(d, group->directives[i]), to = group->directives[i + 1];
		matters = group->blocks ? has_code(d, from, to) : has_coroutine(d, coroutines, from, to);
	}
	for (size_t i = 0; matters && i + 1 < arrlenu(group->directives) && !depends; i++) {
		size_t at = group->directives[i];
		depends = compiler_chooses(choice, at + 1, end_of_directive(d, at));
	}
	return depends;
}

bool directives_carry_out(struct parse *parse, const struct coroutine *coroutines) {
	struct directives d = read_file(parse, coroutines);
	struct compiler_choice *choice = compiler_choice_new(parse);
	struct source_change *changes = NULL;
	for (size_t i = 0; i < arrlenu(d.groups); i++)
		if (d.groups[i].carried_out || compiler_decides(&d, &d.groups[i], coroutines, choice))
			carry_out(&d, &d.groups[i], &changes);
	compiler_choice_free(choice);
	bool changed = arrlenu(changes) > 0;
	if (changed) {
		qsort(changes, arrlenu(changes), sizeof *changes, from_behind);
		source_change(parse->source, changes, arrlenu(changes));
	}
	arrfree(changes);
	release(&d);
	return changed;
}

struct defined *directives_define(struct parse *parse, const struct coroutine *coroutines) {
	struct directives d = read_file(parse, coroutines);
	struct defined *defined = d.defined;
	d.defined = NULL;
	release(&d);
	return defined;
}

/* ---- #line ------------------------------------------------------------------------------------------------------- */

bool directive_numbers(const char *text, const struct lex_token *tokens, size_t index) {
	if (!(tokens[index].flags & LEX_DIRECTIVE) || !(tokens[index].flags & LEX_FIRST)) return false;
	const struct lex_token *name = &tokens[index + 1];
	if (index + 1 >= arrlenu(tokens) || !(name->flags & LEX_DIRECTIVE) || name->flags & LEX_FIRST) return false;
	return name->kind == LEX_NUMBER || lex_is(text, name, "line");
}

/** All of the directive. */
static struct span whole(const struct lex_token *tokens, size_t index) {
	struct span span = tokens[index].span;
	for (index++; index < arrlenu(tokens); index++) {
		if (!(tokens[index].flags & LEX_DIRECTIVE) || tokens[index].flags & LEX_FIRST) break;
		span.end = tokens[index].span.end;
	}
	return span;
}

/** Index of the first #line from `index` on, that is not left out, up to `end`; SIZE_MAX. */
static size_t next_numbering(const struct parse *parse, size_t index, uint32_t end) {
	const struct lex_token *tokens = parse->macros->tokens;
	for (; index < arrlenu(tokens) && tokens[index].span.start < end; index++)
		if (!(tokens[index].flags & LEX_INACTIVE) && directive_numbers(parse->source->text, tokens, index))
			return index;
	return SIZE_MAX;
}

/** Whether it stands in lines that are not in the file. */
static bool is_inserted(const struct source *source, uint32_t offset) {
	size_t index = source_edit_behind(source, offset);
	return index < arrlenu(source->edits) && source->edits[index].now.start <= offset &&
	       source_adds_lines(source, &source->edits[index]);
}

bool directives_cut(const struct parse *parse, struct span span, struct diags *diags) {
	const struct lex_token *tokens = parse->macros->tokens;
	size_t index = next_numbering(parse, lex_find(tokens, span.start), span.end);
	while (index != SIZE_MAX && is_inserted(parse->source, tokens[index].span.start))
		index = next_numbering(parse, index + 1, span.end);
	if (index == SIZE_MAX) return false;
	diag_report(diags, DIAG_UNSUPPORTED, whole(tokens, index), "'#line' amid something that has to be written anew");
	diag_note(diags, (struct span){ span.start, span.start },
	          "it begins here: put the '#line' in front of it, or behind");
	return true;
}

/** Whether it says, as preprocessors write it, that a file begins (`# 1 "a.h" 1`), or that it was left (2). */
static bool nests(const struct parse *parse, size_t index) {
	const struct lex_token *tokens = parse->macros->tokens;
	const char *text = parse->source->text;
	for (size_t i = index + 3; i < arrlenu(tokens); i++) {
		if (!(tokens[i].flags & LEX_DIRECTIVE) || tokens[i].flags & LEX_FIRST) break;
		if (lex_is(text, &tokens[i], "1") || lex_is(text, &tokens[i], "2")) return true;
	}
	return false;
}

void directives_hide(struct parse *parse) {
	struct coroutine *coroutines = coroutines_find(parse);
	const struct lex_token *tokens = parse->macros->tokens;
	size_t *numberings = NULL; /* to be hidden */
	size_t *others = NULL;     /* outside of coroutines, with nesting */
	size_t coroutine = 0;
	bool nested = false;
	for (size_t i = 0; (i = next_numbering(parse, i, UINT32_MAX)) != SIZE_MAX; i++) {
		uint32_t at = tokens[i].span.start;
		while (coroutine < arrlenu(coroutines) && coroutines[coroutine].span.end <= at) coroutine++;
		bool inside = coroutine < arrlenu(coroutines) && coroutines[coroutine].span.start <= at;
		bool nests_there = nests(parse, i);
		if (inside || is_inserted(parse->source, at))
			arrput(numberings, i);
		else if (nests_there)
			arrput(others, i);
		nested |= inside && nests_there;
	}
	/* what comes in pairs goes in pairs */
	for (size_t i = 0; nested && i < arrlenu(others); i++) arrput(numberings, others[i]);
	for (size_t i = 0; i < arrlenu(numberings); i++) source_hide(parse->source, whole(tokens, numberings[i]));
	arrfree(others);
	arrfree(numberings);
	arrfree(coroutines);
}
