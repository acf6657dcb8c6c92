/* Pass 2: the macros that hide something from the passes behind are replaced by their expansions.
 *
 * In: a parsed unit. Out: the buffer, parsed again, in which no macro call inside a coroutine hides a suspension, a
 * jump, a label, a declaration, a local variable, the call of a coroutine, or half of a statement or expression
 * (macro_candidates.c decides which do). All other calls stand as they were written, so that what comes out stays
 * portable and reads like the source.
 *
 * Each round opens what it finds and parses again. It ends: a call is replaced by what its definition holds, names that
 * C would not expand again are guarded against it, and calls are only left in an expansion if they hide nothing. */
#include "macro_candidates.h"
#include "base/ds.h"
#include "base/text.h"
#include <string.h>

/* Only a file that no compiler takes, either, gets near. */
#define MOST_ROUNDS 200

/* `(void) sizeof (…)` in a macro looks at its argument and does nothing, as glibc's assert does for the sake of
 * warnings. A suspension cannot stand in there: `(void) 0` says as much. */
static void drop_unevaluated(struct expansion *expansion) {
	struct expand_token *tokens = expansion->tokens;
	const struct expand_token *before[3] = { NULL, NULL, NULL };
	for (size_t i = 0; i < arrlenu(tokens); i++) {
		if (is_marker(&tokens[i])) continue;
		if (is_text(&tokens[i], "sizeof") && tokens[i].origin == EXPAND_NOWHERE && before[0] &&
		    is_text(before[0], "(") && is_text(before[1], "void") && is_text(before[2], ")")) {
			size_t depth = 0, end = i + 1;
			bool suspends = false;
			for (; end < arrlenu(tokens); end++) {
				if (is_marker(&tokens[end])) continue;
				if (tokens[end].flags & EXPAND_KEYWORD) suspends = true;
				if (is_text(&tokens[end], "("))
					depth++;
				else if (depth == 0 || (is_text(&tokens[end], ")") && --depth == 0))
					break;
			}
			if (suspends && depth == 0 && end < arrlenu(tokens)) {
				tokens[i].kind = LEX_NUMBER;
				tokens[i].text = "0";
				tokens[i].length = 1;
				for (size_t k = i + 1; k <= end; k++)
					if (is_marker(&tokens[k])) expansion->calls[tokens[k].call].broken = true;
				arrdeln(expansion->tokens, i + 1, end - i);
				tokens = expansion->tokens;
			}
		}
		before[0] = before[1];
		before[1] = before[2];
		before[2] = &tokens[i];
	}
}

/* Nested calls that may stay as they were written. */
static bool *find_folded(const struct parse *parse, const struct candidate *candidate,
                         const struct hidden_macro *hidden) {
	const struct expansion *expansion = &candidate->expansion;
	bool *folded = xcalloc(arrlenu(expansion->calls) + 1, sizeof *folded);
	size_t count = arrlenu(expansion->tokens);
	for (size_t i = 0; i < arrlenu(expansion->calls); i++) {
		const struct expand_call *call = &expansion->calls[i];
		folded[i] = !call->broken && !(candidate->forced && call->macro->function_like) &&
		            !macro_tells_place(parse, call->macro);
		for (size_t k = 0; k < call->written_count && folded[i]; k++)
			if (call->written[k].flags & EXPAND_PAINTED ||
			    hides_name(hidden, candidate->coroutine, call->written[k].text, call->written[k].length))
				folded[i] = false;
	}
	for (size_t i = 0; i < count; i++) {
		const struct expand_token *token = &expansion->tokens[i];
		if (token->kind != EXPAND_BEGIN || !folded[token->call]) continue;
		const struct expand_call *call = &expansion->calls[token->call];
		size_t end = i + 1, real = 0;
		bool named = false, names = false; /* a name that the second reading might take for a macro's; any name */
		for (;
		     end < count && !(expansion->tokens[end].kind == EXPAND_END && expansion->tokens[end].call == token->call);
		     end++) {
			if (is_marker(&expansion->tokens[end])) {
				const char *inner = expansion->calls[expansion->tokens[end].call].macro->name;
				named = named || hides_name(hidden, candidate->coroutine, inner, strlen(inner));
				continue;
			}
			real++;
			named = named || expansion->tokens[end].macro;
			names = names || expansion->tokens[end].kind == LEX_IDENTIFIER;
		}
		bool outermost = call->written[0].origin == candidate->mark->span.start;
		/* Names may be local ones: what macros of the user's name would often be opened in the next round. */
		bool simple = call->macro->builtin || call->macro->system || (!call->macro->function_like && !names) ||
		              (call->written[0].origin != EXPAND_NOWHERE &&
		               call->written[call->written_count - 1].origin != EXPAND_NOWHERE);
		if (end == count || !real || named || outermost || !simple ||
		    hidden_in_tokens(&expansion->tokens[i + 1], end - i - 1))
			folded[token->call] = false;
	}
	return folded;
}

struct hiding {
	const struct hidden_macro *hidden;
	size_t coroutine;
};

static bool is_hidden(const void *arg, const struct macro *macro) {
	const struct hiding *hiding = arg;
	return hides_name(hiding->hidden, hiding->coroutine, macro->name, strlen(macro->name));
}

/* The text for the place of a call. NULL: a macro stands in its own expansion, and has to be hidden first. */
static char *expansion_text(struct parse *parse, struct candidate *candidate, const struct hidden_macro *hidden,
                            const struct macro **refused) {
	const struct source *source = parse->source;
	struct span span = candidate->expansion.span;
	char *lifted = macro_lifted(parse, candidate->mark, candidate->invocation);
	*refused = NULL;
	if (lifted) return lifted;
	struct hiding hiding = { hidden, candidate->coroutine };
	struct expand_guard guard = {
		.inside_keyword = candidate->inside_keyword,
		.behind = source->text + span.end,
		.behind_length = source->length - span.end,
		.is_hidden = is_hidden,
		.arg = &hiding,
	};
	struct text text = { 0 };
	/* Not to be one token with what stands in front, … */
	const struct lex_token *before = token_before(parse, span.start);
	if (before && before->span.end == span.start && before->kind != LEX_PUNCTUATOR) text_putc(&text, ' ');
	for (uint32_t i = 0; i < candidate->expansion.counters; i++) text_puts(&text, "CO__BURN(__COUNTER__) ");
	drop_unevaluated(&candidate->expansion);
	macro_drop_parentheses(parse, &candidate->expansion);
	bool *folded = find_folded(parse, candidate, hidden);
	*refused = expand_print(&text, &candidate->expansion, folded, &guard);
	free(folded);
	/* … nor with what stands behind. */
	char last = text.length ? text.data[text.length - 1] : ' ', next = source->text[span.end];
	if (!strchr(" \t\r\n;,()]}", next) && !strchr(" ;,([{", last)) text_putc(&text, ' ');
	if (!*refused) return text_steal(&text);
	text_release(&text);
	return NULL;
}

/* The texts for all calls that have to be opened, and the macros that have to be hidden for that; calls that need one
 * of these are opened, too. */
static struct hidden_macro *find_texts(struct parse *parse, struct candidate *candidates, char **texts) {
	struct hidden_macro *hidden = NULL;
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < arrlenu(candidates); i++) {
			struct candidate *candidate = &candidates[i];
			if (candidate->expansion.problem != EXPAND_FINE || candidate->lost) continue;
			if (!candidate->reason && hides_some(hidden, candidate->coroutine, &candidate->expansion))
				candidate->reason = "a macro that names itself";
			if (!candidate->reason) continue;
			const struct macro *refused;
			free(texts[i]);
			texts[i] = expansion_text(parse, candidate, hidden, &refused);
			if (!refused) continue;
			struct hidden_macro one = { candidate->coroutine, refused };
			arrput(hidden, one);
			again = true;
		}
	}
	return hidden;
}

static int from_behind_edit(const void *a, const void *b) {
	const struct macro_edit *left = a, *right = b;
	if (left->span.start != right->span.start) return left->span.start > right->span.start ? -1 : 1;
	/* what is inserted there comes in front of what is replaced, so it is put there last */
	return left->inserts - right->inserts;
}

static void apply_edits(struct parse *parse, struct macro_edit *edits) {
	if (arrlenu(edits)) qsort(edits, arrlenu(edits), sizeof *edits, from_behind_edit);
	struct source_change *changes = NULL;
	for (size_t i = 0; i < arrlenu(edits); i++)
		arrput(changes,
		       ((struct source_change){ edits[i].span, edits[i].text, strlen(edits[i].text), edits[i].inserts }));
	source_change(parse->source, changes, arrlenu(changes));
	arrfree(changes);
}

/** The suspension that begins with the keyword at `offset`: to the end of the call behind it. */
static struct span suspension_at(const struct parse *parse, uint32_t offset) {
	const struct lex_token *tokens = parse->macros->tokens;
	const char *text = parse->source->text;
	size_t i = lex_find(tokens, offset), count = arrlenu(tokens);
	struct span span = tokens[i].span;
	for (i++; i < count; i++) {
		bool named =
			tokens[i].kind == LEX_IDENTIFIER || lex_is(text, &tokens[i], ".") || lex_is(text, &tokens[i], "->");
		if (named) span.end = tokens[i].span.end;
		if (!named) break;
	}
	if (i == count || !lex_is(text, &tokens[i], "(")) return span;
	size_t close = lex_closing(text, tokens, i);
	if (close < count) span.end = tokens[close].span.end;
	return span;
}

/** Whether the macro looks at a suspension without evaluating it anywhere: that is told. */
static bool never_evaluates(const struct parse *parse, const struct candidate *candidate, struct diags *diags) {
	if (candidate->expansion.problem != EXPAND_FINE) return false;
	const struct expand_token *keyword = macro_never_evaluates(&candidate->expansion);
	if (!keyword) return false;
	bool written = keyword->origin != EXPAND_NOWHERE;
	diag_report(diags, DIAG_UNEVALUATED, written ? suspension_at(parse, keyword->origin) : candidate->mark->name,
	            written ? "'%.*s' in an operand that macro '%s' never evaluates"
	                    : "'%.*s' in an operand that is never evaluated, in macro '%s'",
	            (int)keyword->length, keyword->text, candidate->mark->macro);
	return true;
}

enum round { ROUND_NOTHING, ROUND_OPENED, ROUND_FAILED };

static enum round open_round(struct parse *parse, const struct span *forced, size_t forced_count, bool last,
                             struct diags *diags) {
	struct coroutine *coroutines = coroutines_find(parse);
	enum round result = ROUND_NOTHING;
	if (!counters_check(parse, coroutines, diags)) {
		arrfree(coroutines);
		return ROUND_FAILED;
	}
	if (!last && (directives_carry_out(parse, coroutines) || inclusions_open(parse, coroutines))) {
		arrfree(coroutines);
		return parse_again(parse, diags) ? ROUND_OPENED : ROUND_FAILED;
	}
	for (size_t i = 0; i < arrlenu(coroutines); i++) {
		const struct lex_token *lost = macro_find_lost(parse, coroutines[i].span);
		if (!lost) continue;
		char *name = xstrndup(parse->source->text + lost->span.start, lost->span.end - lost->span.start);
		bool restored = macro_restore(parse, name);
		free(name);
		if (restored) {
			arrfree(coroutines);
			return parse_again(parse, diags) ? ROUND_OPENED : ROUND_FAILED;
		}
		diag_report(diags, DIAG_UNSUPPORTED, lost->span,
		            "a macro that '#pragma pop_macro' has brought back, used in a coroutine");
		result = ROUND_FAILED;
	}
	struct candidate *candidates = candidates_find(parse, coroutines, forced, forced_count);
	candidates_decide(parse, candidates, coroutines);
	bool restored = false;
	for (size_t i = 0; i < arrlenu(candidates) && !restored; i++)
		restored = candidates[i].lost && macro_restore(parse, candidates[i].lost);
	if (restored) {
		candidates_free(candidates);
		arrfree(coroutines);
		return parse_again(parse, diags) ? ROUND_OPENED : ROUND_FAILED;
	}
	for (size_t i = 0; i < arrlenu(candidates); i++)
		if (candidates[i].reason && never_evaluates(parse, &candidates[i], diags)) result = ROUND_FAILED;
	char **texts = xcalloc(arrlenu(candidates) + 1, sizeof *texts);
	struct macro_edit *edits = NULL;
	struct hidden_macro *hidden = last ? NULL : find_texts(parse, candidates, texts);
	for (size_t i = 0; i < arrlenu(hidden); i++)
		if (!hide_settle(parse, &hidden[i], coroutines[hidden[i].coroutine].span, &edits, diags)) result = ROUND_FAILED;
	for (size_t i = 0; i < arrlenu(candidates); i++) {
		struct candidate *candidate = &candidates[i];
		if (candidate->lost) {
			diag_report(diags, DIAG_UNSUPPORTED, candidate->mark->name,
			            "macro '%s' names '%s', which '#pragma pop_macro' has brought back", candidate->mark->macro,
			            candidate->lost);
			result = ROUND_FAILED;
		} else if (candidate->expansion.problem != EXPAND_FINE) {
			diag_report(diags, DIAG_UNSUPPORTED, candidate->mark->name, "the expansion of macro '%s' is too long",
			            candidate->mark->macro);
			result = ROUND_FAILED;
		} else if (!candidate->reason) {
			candidate_note(parse, candidate);
		} else if (last) {
			diag_report(diags, DIAG_UNSUPPORTED, candidate->mark->name, "macro '%s' hides %s, also after %d expansions",
			            candidate->mark->macro, candidate->reason, MOST_ROUNDS);
			result = ROUND_FAILED;
		} else if (directives_cut(parse, candidate->expansion.span, diags)) {
			result = ROUND_FAILED;
		} else {
			struct macro_edit edit = { candidate->expansion.span, texts[i], false };
			texts[i] = NULL;
			arrput(edits, edit);
			if (result == ROUND_NOTHING) result = ROUND_OPENED;
		}
	}
	if (result == ROUND_OPENED) apply_edits(parse, edits);
	for (size_t i = 0; i < arrlenu(edits); i++) free(edits[i].text);
	arrfree(edits);
	arrfree(hidden);
	for (size_t i = 0; i < arrlenu(candidates); i++) free(texts[i]);
	free(texts);
	candidates_free(candidates);
	bool changed = false;
	if (result == ROUND_NOTHING && !definitions_move(parse, coroutines, &changed, diags)) result = ROUND_FAILED;
	if (result == ROUND_NOTHING && !changed) changed = counters_settle(parse, coroutines);
	if (changed) result = ROUND_OPENED;
	arrfree(coroutines);
	if (result == ROUND_OPENED && !parse_again(parse, diags)) return ROUND_FAILED;
	return result;
}

bool parse_open_macros(struct parse *parse, struct diags *diags) { return parse_open_these(parse, NULL, 0, diags); }

bool parse_open_these(struct parse *parse, const struct span *spans, size_t count, struct diags *diags) {
	source_show(parse->source);
	for (int round = 0; round <= MOST_ROUNDS; round++) {
		switch (open_round(parse, round == 0 ? spans : NULL, round == 0 ? count : 0, round == MOST_ROUNDS, diags)) {
		case ROUND_NOTHING: return true;
		case ROUND_FAILED: return false;
		case ROUND_OPENED: break;
		}
	}
	return false;
}

static int from_behind(const void *a, const void *b) {
	const struct replacement *left = a, *right = b;
	if (left->span.start != right->span.start) return left->span.start > right->span.start ? -1 : 1;
	/* what goes in front of another piece is put there last */
	return left->span.end > right->span.end ? -1 : left->span.end < right->span.end;
}

bool parse_rewrite(struct parse *parse, struct replacement *replacements, size_t count, struct diags *diags) {
	if (count) qsort(replacements, count, sizeof *replacements, from_behind);
	source_show(parse->source);
	bool cut = false;
	for (size_t i = 0; i < count && !cut; i++) cut = directives_cut(parse, replacements[i].span, diags);
	struct source_change *changes = NULL;
	for (size_t i = 0; i < count; i++)
		arrput(changes, ((struct source_change){ replacements[i].span, replacements[i].text,
		                                         strlen(replacements[i].text), false }));
	if (!cut) source_change(parse->source, changes, count);
	arrfree(changes);
	for (size_t i = 0; i < count; i++) free(replacements[i].text);
	return !cut && parse_again(parse, diags) && parse_open_macros(parse, diags);
}
