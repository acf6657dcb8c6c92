/* Pass 2, __COUNTER__: what takes the place of those that were opened in a coroutine goes behind it.
 *
 * In: a coroutine in which each __COUNTER__ has been opened: its value stands there, and in front of that
 * CO__BURN(__COUNTER__), which is nothing, and counts as the macro did. Out: all of these on a line behind the
 * coroutine. The passes behind write pieces of a statement in another order, or not at all, and behind the coroutine
 * __COUNTER__ goes on as in the source.
 *
 * What must hold: no other __COUNTER__ is in there; one in a directive is refused. */
#include "base/ds.h"
#include "base/text.h"
#include "macro_table.h"
#include <string.h>

static const char name[] = "__COUNTER__";

/** Whether all of `CO__BURN ( __COUNTER__ )` begins with a token. */
static bool is_burnt(const struct parse *parse, size_t index) {
	static const char *const words[] = { "CO__BURN", "(", name, ")" };
	const struct lex_token *tokens = parse->macros->tokens;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (index + i >= arrlenu(tokens) || !lex_is(parse->source->text, &tokens[index + i], words[i])) return false;
	return true;
}

/** Whether the token is of a directive that asks for its value. Those of groups that are left out are not told apart:
 * what libclang says is left out may begin with the #if itself. */
static bool is_asked(const struct lex_token *tokens, size_t index, const char *text) {
	if (!(tokens[index].flags & LEX_DIRECTIVE)) return false;
	size_t before = index - (index > 0 && lex_is(text, &tokens[index - 1], "("));
	if (before > 0 && lex_is(text, &tokens[before - 1], "defined")) return false; /* whether there is one */
	while (index > 0 && !(tokens[index].flags & LEX_FIRST)) index--;
	return lex_is(text, &tokens[index + 1], "if") || lex_is(text, &tokens[index + 1], "elif");
}

/** Whether a macro is called there that may count. */
static bool is_counting_macro(struct parse *parse, uint32_t offset) {
	ptrdiff_t index = macro_invocation_at(parse->macros, offset);
	if (index < 0) return false;
	struct macro_place place = { parse, &parse->macros->invocations[index] };
	struct macro *macro = macro_of(&place);
	if (!macro) return false;
	macro_find_mentions(&place, macro);
	return macro->mentions_counter;
}

bool counters_check(struct parse *parse, const struct coroutine *coroutines, struct diags *diags) {
	const struct lex_token *tokens = parse->macros->tokens;
	const char *text = parse->source->text;
	bool fine = true;
	for (size_t i = 0; i < arrlenu(coroutines); i++) {
		size_t k = lex_find(tokens, coroutines[i].span.start);
		for (; k < arrlenu(tokens) && tokens[k].span.start < coroutines[i].span.end; k++) {
			if (tokens[k].kind != LEX_IDENTIFIER || !is_asked(tokens, k, text)) continue;
			if (lex_is(text, &tokens[k], name))
				diag_report(diags, DIAG_UNSUPPORTED, tokens[k].span, "'__COUNTER__' in a directive inside a coroutine");
			else if (is_counting_macro(parse, tokens[k].span.start))
				diag_report(diags, DIAG_UNSUPPORTED, tokens[k].span,
				            "a macro with '__COUNTER__' in it, in a directive inside a coroutine");
			else
				continue;
			fine = false;
		}
	}
	return fine;
}

bool counters_settle(struct parse *parse, const struct coroutine *coroutines) {
	if (!strstr(parse->source->text, name)) return false;
	const struct lex_token *tokens = parse->macros->tokens;
	struct source_change *changes = NULL;
	for (size_t i = arrlenu(coroutines); i-- > 0;) { /* from behind */
		struct span span = coroutines[i].span;
		size_t *burnt = NULL;
		for (size_t k = lex_find(tokens, span.start); k < arrlenu(tokens) && tokens[k].span.start < span.end; k++)
			if (is_burnt(parse, k)) arrput(burnt, k);
		if (arrlenu(burnt)) {
			struct text lines;
			text_init(&lines);
			text_putc(&lines, '\n');
			for (size_t k = 0; k < arrlenu(burnt); k++) text_puts(&lines, "CO__BURN(__COUNTER__) ");
			text_putc(&lines, '\n');
			size_t length = lines.length;
			struct span behind = { span.end, span.end };
			arrput(changes, ((struct source_change){ behind, text_steal(&lines), length, true }));
		}
		for (size_t k = arrlenu(burnt); k-- > 0;) {
			struct span one = { tokens[burnt[k]].span.start, tokens[burnt[k] + 3].span.end };
			arrput(changes, ((struct source_change){ one, "", 0, false }));
		}
		arrfree(burnt);
	}
	bool changed = arrlenu(changes) > 0;
	if (changed) source_change(parse->source, changes, arrlenu(changes));
	for (size_t i = 0; i < arrlenu(changes); i++)
		if (changes[i].inserts) free((char *)changes[i].text);
	arrfree(changes);
	return changed;
}
