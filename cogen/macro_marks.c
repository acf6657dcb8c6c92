/* Pass 2, marks: the invocations in the main file that the passes behind are told of.
 *
 * In: the macro table of a parse. Out: for each invocation that is not inside another's, its place, its arguments, and
 * whether it is one of cogen's own. What must hold: those inside of the arguments of cogen's own are marked, too. */
#include "base/ds.h"
#include "base/fatal.h"
#include "base/text.h"
#include "macro_table.h"
#include <string.h>

static bool skipped(const struct lex_token *token) { return token->flags & (LEX_DIRECTIVE | LEX_INACTIVE); }

static size_t next_token(const struct lex_token *tokens, size_t index) {
	do index++;
	while (index < arrlenu(tokens) && skipped(&tokens[index]));
	return index;
}

/* The arguments between the parenthesis at `open` and the one that closes it. */
static struct span *split_arguments(const char *text, const struct lex_token *tokens, size_t open) {
	struct span *arguments = NULL;
	size_t depth = 0;
	struct span span = { tokens[open].span.end, tokens[open].span.end };
	bool empty = true;
	for (size_t i = next_token(tokens, open); i < arrlenu(tokens); i = next_token(tokens, i)) {
		const struct lex_token *token = &tokens[i];
		bool closes = depth == 0 && lex_is(text, token, ")");
		if (closes || (depth == 0 && lex_is(text, token, ","))) {
			if (!(closes && empty && !arrlenu(arguments))) arrput(arguments, span);
			if (closes) return arguments;
			span = (struct span){ token->span.end, token->span.end };
			empty = true;
			continue;
		}
		if (lex_is(text, token, "("))
			depth++;
		else if (lex_is(text, token, ")"))
			depth--;
		if (empty) span.start = token->span.start;
		span.end = token->span.end;
		empty = false;
	}
	return arguments;
}

static struct mark make_mark(struct parse *parse, const struct invocation *invocation, size_t name) {
	struct macro_table *table = parse->macros;
	const char *text = parse->source->text;
	struct mark mark = {
		.span = invocation->span,
		.name = table->tokens[name].span,
		.macro = xstrdup(invocation->name),
		.keyword = macro_is_keyword(parse, invocation->definition),
	};
	size_t behind = lex_find(table->tokens, mark.span.end);
	if (behind < arrlenu(table->tokens) && skipped(&table->tokens[behind])) behind = next_token(table->tokens, behind);
	if (!mark.keyword && behind < arrlenu(table->tokens) && lex_is(text, &table->tokens[behind], "(")) {
		/* What it expands to may end with the name of another, whose parentheses these are. */
		struct macro_place place = { parse, invocation };
		struct expand_context context = macro_context(&place);
		struct expansion expansion;
		do expand(&expansion, &context, name);
		while (macro_probe(parse) && (expansion_release(&expansion), true));
		if (expansion.problem == EXPAND_FINE && expansion.span.end > mark.span.end) {
			mark.span = expansion.span;
			for (size_t i = 0; i < arrlenu(expansion.arguments); i++)
				arrput(mark.arguments, expansion.arguments[i].span);
		}
		expansion_release(&expansion);
	}
	size_t open = next_token(table->tokens, name);
	if (!mark.arguments && open < arrlenu(table->tokens) && table->tokens[open].span.end <= mark.span.end &&
	    lex_is(text, &table->tokens[open], "("))
		mark.arguments = split_arguments(text, table->tokens, open);
	/* The second one is all the rest, as the commas are those of a literal. */
	if (mark.keyword && !strcmp(mark.macro, "co_received") && arrlen(mark.arguments) > 2) {
		mark.arguments[1].end = arrlast(mark.arguments).end;
		arrsetlen(mark.arguments, 2);
	}
	return mark;
}

struct mark *macro_marks(struct parse *parse) {
	struct macro_table *table = parse->macros;
	struct mark *marks = NULL;
	uint32_t user_end = 0; /* of the last call of a macro that is none of cogen's */
	for (size_t i = 0; i < arrlenu(table->invocations); i++) {
		const struct invocation *invocation = &table->invocations[i];
		size_t name = lex_find(table->tokens, invocation->span.start);
		if (name >= arrlenu(table->tokens) || table->tokens[name].span.start != invocation->span.start) continue;
		if (skipped(&table->tokens[name])) continue;
		bool keyword = macro_is_keyword(parse, invocation->definition);
		if (!keyword && invocation->span.start < user_end) continue;
		struct macro_place place = { parse, invocation };
		struct macro *macro = macro_of(&place);
		if (!keyword && macro && macro_is_itself(macro)) continue;
		struct mark mark = make_mark(parse, invocation, name);
		if (!keyword) user_end = mark.span.end;
		mark.closed = !keyword ? arrlen(marks) : arrlen(marks) ? arrlast(marks).closed : -1;
		mark.reach = arrlen(marks) && arrlast(marks).reach > mark.span.end ? arrlast(marks).reach : mark.span.end;
		arrput(marks, mark);
	}
	return marks;
}

ptrdiff_t marks_from(const struct mark *marks, uint32_t offset) {
	ptrdiff_t low = 0, high = arrlen(marks);
	while (low < high) {
		ptrdiff_t middle = low + (high - low) / 2;
		if (marks[middle].span.start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void macro_marks_free(struct mark *marks) {
	for (size_t i = 0; i < arrlenu(marks); i++) {
		free(marks[i].macro);
		free(marks[i].pragmas);
		arrfree(marks[i].arguments);
		arrfree(marks[i].literal);
	}
	arrfree(marks);
}
