/* Pass 2, macros without parameters that name themselves: `#define state (parser->state)`.
 *
 * In: such macros, each with the coroutine in which one of their calls has to be opened. Out: edits that take the
 * definition away for as long as the coroutine lasts. No text could say otherwise that the name in the expansion is not
 * to be expanded again.
 *
 *     #undef state                         in front of the coroutine,
 *     #define state (parser->state)        behind it, as it was then; directives for the name in between are gone
 *
 * What must hold: every call of the macro inside the coroutine is opened, also where only another macro's expansion has
 * it. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/ds.h"
#include "base/memory.h"
#include "base/text.h"
#include "macro_table.h"
#include <stdlib.h>
#include <string.h>

static bool is_name(const struct hidden_macro *hidden, const char *name, size_t length) {
	return strlen(hidden->macro->name) == length && !memcmp(hidden->macro->name, name, length);
}

bool hides_name(const struct hidden_macro *hidden, size_t coroutine, const char *name, size_t length) {
	for (size_t i = 0; i < arrlenu(hidden); i++)
		if (hidden[i].coroutine == coroutine && is_name(&hidden[i], name, length)) return true;
	return false;
}

bool hides_some(const struct hidden_macro *hidden, size_t coroutine, const struct expansion *expansion) {
	if (!arrlenu(hidden)) return false;
	for (size_t i = 0; i < arrlenu(expansion->calls); i++) {
		const char *name = expansion->calls[i].macro->name;
		if (hides_name(hidden, coroutine, name, strlen(name))) return true;
	}
	for (size_t i = 0; i < arrlenu(expansion->tokens); i++) {
		const struct expand_token *token = &expansion->tokens[i];
		if (token->kind == LEX_IDENTIFIER && token->macro && hides_name(hidden, coroutine, token->text, token->length))
			return true;
	}
	return false;
}

/* ---- directives inside the coroutine ---------------------------------------------------------------------------- */

struct settling {
	struct parse *parse;
	const struct hidden_macro *hidden;
	struct span coroutine;
	struct macro_edit **edits;
	struct diags *diags;
	char *current; /* what stands behind #define at the end of the coroutine; NULL: it is none there */
	bool changed;  /* there was a directive that says so */
};

static bool names_it(const struct settling *s, const struct lex_token *token) {
	const char *text = s->parse->source->text;
	if (token->kind == LEX_IDENTIFIER) return lex_is(text, token, s->hidden->macro->name);
	/* push_macro("name") */
	size_t length = token->span.end - token->span.start;
	const char *found = token->kind == LEX_STRING ? memmem(text + token->span.start, length, s->hidden->macro->name,
	                                                       strlen(s->hidden->macro->name))
	                                              : NULL;
	return found != NULL;
}

/** One directive: tokens[first] to tokens[behind - 1]. False: it looks at the name in a way that cannot be kept. */
static bool directive(struct settling *s, const struct lex_token *tokens, size_t first, size_t behind) {
	const char *text = s->parse->source->text;
	const struct lex_token *word = behind > first + 1 ? &tokens[first + 1] : NULL;
	const struct lex_token *name = behind > first + 2 ? &tokens[first + 2] : NULL;
	if (!word || !name) return true;
	bool defines = lex_is(text, word, "define"), undefines = lex_is(text, word, "undef");
	if (defines || undefines) {
		if (!names_it(s, name)) return true;
		struct span span = { tokens[first].span.start, tokens[behind - 1].span.end };
		struct macro_edit edit = { span, xstrdup(""), false };
		arrput(*s->edits, edit);
		free(s->current);
		s->current = defines ? xstrndup(text + name->span.start, span.end - name->span.start) : NULL;
		s->changed = true;
		return true;
	}
	bool looks = lex_is(text, word, "pragma");
	for (const char *const *at = (const char *const[]){ "if", "ifdef", "ifndef", "elif", NULL }; *at; at++)
		looks = looks || lex_is(text, word, *at);
	for (size_t i = first + 2; looks && i < behind; i++) {
		if (!names_it(s, &tokens[i])) continue;
		diag_report(
			s->diags, DIAG_UNSUPPORTED, tokens[i].span,
			"'%s' in a directive of a coroutine in which it is expanded: it names itself, and is taken away for that",
			s->hidden->macro->name);
		return false;
	}
	return true;
}

static bool directives(struct settling *s) {
	const struct lex_token *tokens = s->parse->macros->tokens;
	size_t count = arrlenu(tokens);
	for (size_t i = lex_find(tokens, s->coroutine.start); i < count && tokens[i].span.start < s->coroutine.end; i++) {
		if (!(tokens[i].flags & LEX_DIRECTIVE) || !(tokens[i].flags & LEX_FIRST)) continue;
		size_t behind = i + 1;
		while (behind < count && tokens[behind].flags & LEX_DIRECTIVE && !(tokens[behind].flags & LEX_FIRST)) behind++;
		if (!(tokens[i].flags & LEX_INACTIVE) && !directive(s, tokens, i, behind)) return false;
		i = behind - 1;
	}
	return true;
}

bool hide_settle(struct parse *parse, const struct hidden_macro *hidden, struct span coroutine,
                 struct macro_edit **edits, struct diags *diags) {
	struct settling s = { parse, hidden, coroutine, edits, diags, NULL, false };
	if (!directives(&s)) {
		free(s.current);
		return false;
	}
	int index = s.changed ? -1 : macro_index(parse, hidden->macro);
	if (index >= 0) s.current = macro_definition(parse, index);
	const char *text = parse->source->text;
	bool first = coroutine.start == 0 || text[coroutine.start - 1] == '\n';
	struct macro_edit front = { { coroutine.start, coroutine.start },
		                        xasprintf("%s#undef %s\n", first ? "" : "\n", hidden->macro->name),
		                        true };
	arrput(*edits, front);
	if (s.current) {
		struct macro_edit behind = { { coroutine.end, coroutine.end }, xasprintf("\n#define %s\n", s.current), true };
		arrput(*edits, behind);
	}
	free(s.current);
	return true;
}
