/* After pass 8, directives of OpenMP and OpenACC in coroutines: `#pragma omp parallel for reduction(+ : sum)`.
 *
 * In: the tree, and where each variable lives. Out: errors. To libclang, which is not told of -fopenmp, such a line is
 * nothing, and so it is to the passes: it stands in what is written where it stood, in front of the same statement.
 *
 * What must hold: it means the same there. The statement does not suspend, wait or raise, as what it is for is run by
 * several threads, which have one frame and one state. And neither it nor the line names what lives in the frame: that
 * is a member there, and OpenMP's rules about who shares what are of variables. A local that is saved before a
 * suspension and loaded behind it is a variable like any. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "lex.h"
#include "macro_table.h"
#include "rewrite.h"
#include <string.h>

struct openmp {
	const struct unit *unit;
	const struct function *function;
	struct diags *diags;
};

/** Those that no statement belongs to. */
static bool stands_alone(const char *text, const struct lex_token *words, size_t count) {
	static const char *const alone[] = { "barrier",      "taskwait",      "taskyield", "flush",  "cancel",
		                                 "cancellation", "threadprivate", "declare",   "begin",  "end",
		                                 "error",        "nothing",       "interop",   "depobj", "scan",
		                                 "section",      "update",        "wait",      "enter",  "exit",
		                                 "cache",        "init",          "shutdown",  "set",    "routine" };
	for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
		if (count > 1 && lex_is(text, &words[1], alone[i])) return true;
	return count > 2 && lex_is(text, &words[1], "target") &&
	       (lex_is(text, &words[2], "update") || lex_is(text, &words[2], "enter") || lex_is(text, &words[2], "exit"));
}

static const struct variable *variable_in_frame(const struct function *function, const char *name, size_t length) {
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++) {
		const struct variable *variable = &function->variables[i];
		if (variable->place == PLACE_FRAME && !variable->is_temporary && strlen(variable->name) == length &&
		    !memcmp(variable->name, name, length))
			return variable;
	}
	return NULL;
}

static const struct variable *mention_of_frame(const struct function *function, struct span span, struct span *where) {
	for (ptrdiff_t i = naming_from(function, span.start);
	     i < arrlen(function->namings) && function->namings[i].span.start < span.end; i++) {
		const struct variable *variable = &function->variables[function->namings[i].variable];
		if (variable->place != PLACE_FRAME) continue;
		*where = function->namings[i].span;
		return variable;
	}
	return NULL;
}

/** The statement behind an offset, in the innermost block around it; NULL: the block ends. */
static const struct node *statement_behind(const struct node *node, uint32_t offset) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		const struct node *child = node->children[i];
		if (child->span.start <= offset && offset < child->span.end) return statement_behind(child, offset);
		if (child->is_statement && child->span.start > offset) return child;
	}
	return NULL;
}

static void refuse_name(const struct openmp *o, struct span directive, struct span where,
                        const struct variable *variable, const char *kind) {
	diag_report(o->diags, DIAG_UNSUPPORTED, directive, "'%s' lives in the frame, and '#pragma %s' is about variables",
	            variable->name, kind);
	diag_note(o->diags, where, "what the line is for belongs into a plain function, which is given what it needs");
}

/** `text` of `length` bytes is what stands behind `pragma`, at `directive` in the buffer; as a string where it is
 * `quoted`. */
static void check_directive(const struct openmp *o, const char *text, uint32_t length, struct span directive,
                            bool quoted) {
	struct lex_token *words = lex(text, (struct span){ 0, length });
	size_t count = arrlenu(words);
	if (!count || (!lex_is(text, &words[0], "omp") && !lex_is(text, &words[0], "acc"))) {
		arrfree(words);
		return;
	}
	char *kind = count > 1 ? xasprintf("%.3s %.*s", text + words[0].span.start,
	                                   (int)(words[1].span.end - words[1].span.start), text + words[1].span.start)
	                       : xasprintf("%.3s", text + words[0].span.start);
	bool refused = false;
	for (size_t i = 1; i < count && !refused; i++) {
		if (words[i].kind != LEX_IDENTIFIER) continue;
		size_t size = words[i].span.end - words[i].span.start;
		const struct variable *variable = variable_in_frame(o->function, text + words[i].span.start, size);
		if (!variable) continue;
		struct span where = { directive.start + words[i].span.start, directive.start + words[i].span.end };
		refuse_name(o, directive, quoted ? directive : where, variable, kind);
		refused = true;
	}
	const struct node *statement =
		stands_alone(text, words, count) || refused ? NULL : statement_behind(o->function->body, directive.end);
	struct span where;
	const struct variable *variable;
	if (statement && node_may_raise(statement)) {
		diag_report(o->diags, DIAG_UNSUPPORTED, directive,
		            "'#pragma %s' is for a statement in which the coroutine waits, or raises", kind);
		diag_note(
			o->diags, (struct span){ statement->span.start, statement->span.start + 1 },
			"OpenMP runs it on threads, and a coroutine stops and goes on in one: take that out of the statement");
	} else if (statement && (variable = mention_of_frame(o->function, statement->span, &where)) != NULL) {
		refuse_name(o, directive, where, variable, kind);
	}
	free(kind);
	arrfree(words);
}

/** Of a `_Pragma`: what its string says. */
static void check_string(const struct openmp *o, const char *string, size_t length, struct span directive) {
	const char *open = memchr(string, '"', length);
	if (!open || (size_t)(open - string) + 2 > length) return;
	check_directive(o, open + 1, (uint32_t)(length - (size_t)(open - string) - 2), directive, true);
}

static void check_mark(const struct openmp *o, const struct mark *mark) {
	uint32_t length = (uint32_t)strlen(mark->pragmas);
	struct lex_token *strings = lex(mark->pragmas, (struct span){ 0, length });
	for (size_t i = 0; i < arrlenu(strings); i++)
		if (strings[i].kind == LEX_STRING)
			check_string(o, mark->pragmas + strings[i].span.start, strings[i].span.end - strings[i].span.start,
			             mark->span);
	arrfree(strings);
}

void check_openmp(const struct unit *unit, const struct function *function, const struct parse *parse,
                  struct diags *diags) {
	struct openmp o = { unit, function, diags };
	const struct lex_token *tokens = parse->macros->tokens;
	const char *text = unit->source->text;
	struct span body = function->body->span;
	static const char both[] = "ragma"; /* of #pragma and _Pragma */
	bool some = memmem(text + body.start, body.end - body.start, both, sizeof both - 1);
	for (size_t i = lex_find(tokens, body.start); some && i + 1 < arrlenu(tokens) && tokens[i].span.start < body.end; i++) {
		if (tokens[i].flags & LEX_INACTIVE) continue;
		bool directive = tokens[i].flags & LEX_DIRECTIVE;
		if (directive && tokens[i].flags & LEX_FIRST && lex_is(text, &tokens[i + 1], "pragma")) {
			size_t last = i + 1;
			while (last + 1 < arrlenu(tokens) && tokens[last + 1].flags & LEX_DIRECTIVE &&
			       !(tokens[last + 1].flags & LEX_FIRST))
				last++;
			struct span span = { tokens[i + 1].span.end, tokens[last].span.end };
			check_directive(&o, text + span.start, span.end - span.start, span, false);
			i = last;
		} else if (!directive && i + 3 < arrlenu(tokens) && lex_is(text, &tokens[i], "_Pragma") &&
		           tokens[i + 2].kind == LEX_STRING) {
			struct span string = tokens[i + 2].span;
			check_string(&o, text + string.start, string.end - string.start,
			             (struct span){ tokens[i].span.start, tokens[i + 3].span.end });
		}
	}
	for (ptrdiff_t i = marks_from(unit->marks, body.start); i < arrlen(unit->marks); i++) {
		const struct mark *mark = &unit->marks[i];
		if (mark->span.start >= body.end) break;
		if (mark->pragmas && mark->span.end <= body.end) check_mark(&o, mark);
	}
}
