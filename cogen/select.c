/* Pass 4½, selections made by the compiler: `_Generic` and `__builtin_choose_expr` around a suspension, or for the
 * object that the result of one is assigned to; and what macros ask of an operand without evaluating it,
 * `__builtin_constant_p` above all.
 *
 * In: the tree. Out: in their places, in parentheses, the one expression that is chosen: it alone is evaluated. A
 * question about what suspends has the answer that compilers have where an operand does something: it is no
 * constant, and its object is not known. Questions about its type, sizeof and __builtin_types_compatible_p, are
 * answered by libclang in the same way; a _Static_assert holds already. A type that is named by what suspends, in a
 * cast or a literal of a macro's, is written by itself: `(__typeof__(x))(y)`.
 *
 * libclang does not say which one that is. So it reads a copy of the file where each choice stands in front of itself
 * once more, as the size of an array: `_Generic(x, int: (char (*)[1])0, default: (char (*)[2])0)`. Choices inside of
 * others come in the next round. */
#include "base/text.h"
#include "lex.h"
#include "macro_table.h"
#include "rewrite.h"
#include <string.h>

struct choice {
	struct span span;
	struct span *choices;  /* stb_ds: the expressions, one of which is evaluated */
	struct span condition; /* of __builtin_choose_expr */
	bool generic;
	bool value; /* no choice, but a number of that type's */
	const struct node *node;
	uint32_t probe;   /* where the cast that tells stands in the copy */
	long long chosen; /* 1 …; of a value: it; -1: not known */
};

struct selection {
	const struct source *source;
	struct parse *parse;
	struct choice *choices; /* stb_ds, by start */
};

static bool starts_with(const struct source *source, uint32_t offset, const char *word) {
	return !strncmp(source->text + offset, word, strlen(word));
}

/** Takes the text apart. False: it is none. */
static bool read_choice(const struct source *source, struct choice *choice) {
	const char *text = source->text;
	struct lex_token *tokens = lex(text, choice->span);
	ptrdiff_t count = arrlen(tokens);
	int depth = 0, argument = 0;
	uint32_t start = 0;
	bool fine = count > 3 && lex_is(text, &tokens[1], "(");
	for (ptrdiff_t i = 1; fine && i < count; i++) {
		bool opens = lex_is(text, &tokens[i], "(") || lex_is(text, &tokens[i], "[") || lex_is(text, &tokens[i], "{");
		bool closes = lex_is(text, &tokens[i], ")") || lex_is(text, &tokens[i], "]") || lex_is(text, &tokens[i], "}");
		if (closes) depth--;
		bool ends = (depth == 1 && lex_is(text, &tokens[i], ",")) || (depth == 0 && closes);
		if (choice->generic && depth == 1 && argument && !start && lex_is(text, &tokens[i], ":")) {
			start = tokens[i].span.end;
		} else if (ends) {
			struct span part = { start, tokens[i].span.start };
			if (argument == 0)
				choice->condition = part;
			else
				arrput(choice->choices, part);
			argument++;
			start = choice->generic ? 0 : tokens[i].span.end;
		}
		if (opens) depth++;
		if (i == 1) start = tokens[i].span.end;
	}
	arrfree(tokens);
	return fine && depth == 0 && arrlen(choice->choices) && (choice->generic || arrlen(choice->choices) == 2);
}

/** The answer to a call_only_looks of a suspension. */
static void answer(const struct source *source, const struct node *call, struct replacement **replacements) {
	struct text text = { 0 };
	const struct node *last = arrlast(call->children);
	if (strstr(call->name, "object_size"))
		text_printf(&text, "((%.*s) & 2 ? (__SIZE_TYPE__)0 : (__SIZE_TYPE__)-1)",
		            (int)(last->span.end - last->span.start), source->text + last->span.start);
	else
		text_puts(&text, "0");
	struct replacement replacement = { call->span, text_steal(&text) };
	arrput(*replacements, replacement);
}

/** A cast's or literal's type that names a suspension, by itself. */
static void write_type(const struct node *node, struct replacement **replacements) {
	struct text text = { 0 };
	text_printf(&text, "(%s%s)", node->type->before, node->type->after);
	struct replacement replacement = { { node->span.start, arrlast(node->children)->span.start }, text_steal(&text) };
	arrput(*replacements, replacement);
}

static void find_questions(const struct source *source, const struct node *node, struct replacement **replacements) {
	bool asks = node->kind == NODE_CALL && node->suspends && call_only_looks(node) &&
	            strcmp(node->name, "__builtin_classify_type") != 0;
	if (asks) {
		answer(source, node, replacements);
		return;
	}
	bool typed = node->kind == NODE_CAST || node->kind == NODE_COMPOUND_LITERAL, retyped = false;
	for (ptrdiff_t i = 0; typed && i + 1 < arrlen(node->children); i++)
		retyped = retyped || node->children[i]->suspends;
	if (retyped) {
		write_type(node, replacements);
		find_questions(source, arrlast(node->children), replacements);
		return;
	}
	if (node->asserts) {
		struct span span = node->span;
		if (span.end > span.start && source->text[span.end - 1] == ';') span.end--;
		struct replacement replacement = { span, xstrdup("_Static_assert(1, \"\")") };
		arrput(*replacements, replacement);
		return;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_questions(source, node->children[i], replacements);
}

/** A number that compilers get from the type of what suspends. */
static bool asks_for_value(const struct selection *s, const struct node *node) {
	bool suspends = node->suspends && starts_with(s->source, node->span.start, "__builtin_types_compatible_p");
	for (ptrdiff_t i = 0; i < arrlen(node->children) && node->kind == NODE_UNEVALUATED; i++)
		suspends = suspends || node->children[i]->suspends;
	/* of what a declaration's type names there is only the operand */
	return suspends && (node->kind == NODE_UNEVALUATED || node->kind == NODE_OTHER_EXPRESSION) && node->type &&
	       node->type->is_integer && !node->suspends == (node->kind == NODE_UNEVALUATED);
}

static void find_choices(struct selection *s, struct node *node) {
	if (asks_for_value(s, node)) {
		struct choice choice = { .span = node->span, .value = true, .node = node, .chosen = -1 };
		arrput(s->choices, choice);
		return;
	}
	bool other =
		node->kind == NODE_OTHER_EXPRESSION && starts_with(s->source, node->span.start, "__builtin_choose_expr");
	if ((node->suspends || is_target_of_suspension(node)) && !node->opaque && (node->kind == NODE_GENERIC || other)) {
		struct choice choice = { .span = node->span, .generic = !other };
		if (read_choice(s->source, &choice)) {
			arrput(s->choices, choice);
			return;
		}
		arrfree(choice.choices);
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_choices(s, node->children[i]);
}

/** The choice as the size of an array. */
static void add_question(struct text *text, const struct source *source, const struct choice *choice) {
	if (choice->value) {
		text_add(text, source->text + choice->span.start, choice->span.end - choice->span.start);
		return;
	}
	if (!choice->generic) {
		text_printf(text, "(%.*s) ? 1 : 2", (int)(choice->condition.end - choice->condition.start),
		            source->text + choice->condition.start);
		return;
	}
	uint32_t at = choice->span.start;
	text_puts(text, "sizeof(*");
	for (ptrdiff_t i = 0; i < arrlen(choice->choices); i++) {
		text_add(text, source->text + at, choice->choices[i].start - at);
		text_printf(text, " (char (*)[%d])0", (int)i + 1);
		at = choice->choices[i].end;
	}
	text_add(text, source->text + at, choice->span.end - at);
	text_puts(text, ")");
}

static enum CXChildVisitResult find_answers(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct selection *s = data;
	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_CStyleCastExpr) {
		CXFile file;
		unsigned offset;
		clang_getFileLocation(clang_getRangeStart(clang_getCursorExtent(cursor)), &file, NULL, NULL, &offset);
		CXType type = clang_getCursorType(cursor);
		CXType array = type.kind == CXType_Pointer ? clang_getPointeeType(type) : type;
		for (ptrdiff_t i = 0; array.kind == CXType_ConstantArray && i < arrlen(s->choices); i++)
			if (s->choices[i].probe == offset) s->choices[i].chosen = clang_getArraySize(array);
	}
	return CXChildVisit_Recurse;
}

static void ask(struct selection *s) {
	struct text text = { 0 };
	uint32_t at = 0;
	for (ptrdiff_t i = 0; i < arrlen(s->choices); i++) {
		struct choice *choice = &s->choices[i];
		text_add(&text, s->source->text + at, choice->span.start - at);
		text_puts(&text, "((void)");
		choice->probe = (uint32_t)text.length;
		text_puts(&text, "(char (*)[");
		add_question(&text, s->source, choice);
		text_puts(&text, "])0, ");
		text_add(&text, s->source->text + choice->span.start, choice->span.end - choice->span.start);
		text_puts(&text, ")");
		at = choice->span.end;
	}
	text_add(&text, s->source->text + at, s->source->length - at);
	CXTranslationUnit unit = parse_text(s->parse, text.data, text.length, CXTranslationUnit_None);
	if (unit) {
		clang_visitChildren(clang_getTranslationUnitCursor(unit), find_answers, s);
		clang_disposeTranslationUnit(unit);
	}
	text_release(&text);
}

void select_choices(struct unit *unit, struct parse *parse, struct replacement **replacements, struct diags *diags) {
	struct selection s = { .source = unit->source, .parse = parse };
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++)
		find_questions(unit->source, unit->functions[i]->body, replacements);
	if (arrlen(*replacements)) return;
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) find_choices(&s, unit->functions[i]->body);
	if (arrlen(s.choices)) ask(&s);
	for (ptrdiff_t i = 0; i < arrlen(s.choices); i++) {
		struct choice *choice = &s.choices[i];
		if (choice->value && choice->chosen >= 0) {
			char *number = xasprintf("((%s)%lld)", choice->node->type->before, choice->chosen);
			struct replacement replacement = { choice->span, number };
			arrput(*replacements, replacement);
		} else if (choice->value) {
			diag_report(diags, DIAG_UNEVALUATED, choice->span, "a suspension in an operand that is never evaluated");
		} else if (choice->chosen >= 1 && choice->chosen <= arrlen(choice->choices)) {
			struct span chosen = choice->choices[choice->chosen - 1];
			struct text text = { 0 };
			text_printf(&text, "(%.*s)", (int)(chosen.end - chosen.start), s.source->text + chosen.start);
			struct replacement replacement = { choice->span, text_steal(&text) };
			arrput(*replacements, replacement);
		}
		arrfree(choice->choices);
	}
	arrfree(s.choices);
}
