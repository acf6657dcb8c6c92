/* Pass 3, outside coroutines: what is a mistake in a function that is none, and in declarations; where the co_for of
 * plain functions are.
 *
 * In: cursors of plain functions and of declarations, the marks nobody claimed. Out: findings, which pass 4 reports;
 * loops, which plain_loops.c settles. */
#include "base/fatal.h"
#include "base/text.h"
#include "macro_table.h"
#include "tree.h"
#include "type.h"
#include <ctype.h>
#include <string.h>

/** Only parentheses lie between an argument and the call in it. */
static bool is_whole_argument(const struct builder *b, struct span call, struct span argument) {
	const char *text = b->source->text;
	if (call.start < argument.start || call.end > argument.end) return false;
	for (uint32_t i = argument.start; (i = skip_blanks(b->source, i, call.start)) < call.start; i++)
		if (text[i] != '(') return false;
	for (uint32_t i = call.end; (i = skip_blanks(b->source, i, argument.end)) < argument.end; i++)
		if (text[i] != ')') return false;
	return true;
}

/** Nothing takes an error here: it would be the call of a function that there is not. */
static void check_raise(struct builder *b, CXCursor call, CXCursor callee) {
	CXCursor declaration = clang_getCursorReferenced(callee);
	uint32_t here;
	const char *name = spelling_of(b, declaration);
	if (strcmp(name, "co_raise") != 0 && strcmp(name, "co_raise_error") != 0) return;
	if (parse_offset(b->parse, clang_getCursorLocation(declaration), &here)) return; /* one of the user's */
	struct span span = span_of(b, call);
	if (span.end <= span.start) span.end = span.start + 1;
	report_finding(b, DIAG_KEYWORD_OUTSIDE, span,
	               format(b->arena,
	                      "'%s' outside a coroutine: declare the function around it async(…), or return a code to one",
	                      name));
}

static void check_plain_call(struct builder *b, CXCursor cursor, bool in_function) {
	CXCursor *children = children_of(cursor);
	if (arrlen(children)) check_raise(b, cursor, children[0]);
	struct colour *colour = arrlen(children) ? colour_of_callee(b, children[0], 1) : NULL;
	struct span callee = colour ? span_of(b, children[0]) : (struct span){ 0, 0 };
	arrfree(children);
	if (!colour) return;
	const char *name = colour->name
	                       ? colour->name
	                       : format(b->arena, "%.*s", (int)(callee.end - callee.start), b->source->text + callee.start);
	struct span span = span_of(b, cursor); /* of no length where it stands in a macro's body */
	const struct mark *mark = covering(b, span.end > span.start ? span : (struct span){ span.start, span.start + 1 });
	if (mark && !mark->keyword) { /* `co_new(made(1))`, with the call in the macro */
		const struct mark *around = mark;
		while (around-- > b->parse->marks && around->reach >= mark->span.end)
			for (ptrdiff_t i = 0; around->keyword && i < arrlen(around->arguments); i++)
				if (is_whole_argument(b, mark->span, around->arguments[i])) return;
	}
	for (ptrdiff_t i = 0; mark && mark->keyword && i < arrlen(mark->arguments); i++)
		if (is_whole_argument(b, span, mark->arguments[i])) return;
	if (is_call_told(b->unit, span)) return;
	if ((mark && (mark->mentions_keyword || mark->mentions_form)) || is_behind_operator(b, span.start)) return;
	struct finding finding = {
		.id = DIAG_NEVER_AWAITED,
		.span = span,
		.message = format(b->arena, "coroutine '%s' is never run: its call only makes an object", name),
		.note = !in_function ? "where nothing is evaluated name the type of what it returns"
		        : colour->kind == FUNCTION_ASYNC
		            ? "in a plain function pass the call to co_run, co_spawn, co_go or another form"
		            : "in a plain function pass the call to co_new or co_for",
		.note_span = span,
	};
	arrput(b->unit->findings, finding);
}

/** What a plain function is looked through for: calls of coroutines without a form, and goto into a co_for. */
struct plain {
	struct builder *builder;
	uint32_t start;     /* of the function */
	struct span *loops; /* stb_ds: of co_for */
	struct span *switches, *cases; /* stb_ds */
	struct span *gotos; /* stb_ds */
	uint32_t *labels;   /* stb_ds: where each goto leads */
};

/** Whether a call names a generator whose frame is known: of this file, or of one whose header of frames was read. */
static bool names_generator(struct builder *b, struct span call, struct plain_loop *loop) {
	const char *text = b->source->text;
	uint32_t end = call.start;
	while (end < call.end && (isalnum((unsigned char)text[end]) || text[end] == '_')) end++;
	uint32_t open = skip_blanks(b->source, end, call.end);
	if (end == call.start || text[open] != '(') return false;
	const char *name = arena_strndup(b->arena, text + call.start, end - call.start);
	if (b->unit->is_macro(b->unit, name)) return false;
	loop->generator = find_function(b->unit, name);
	loop->shared = shared_stem(b->arena, name);
	if (loop->generator ? loop->generator->kind != FUNCTION_GENERATOR
	                    : !find_builtin(b->unit, format(b->arena, "co__%s_room", loop->shared)))
		return false;
	loop->callee = (struct span){ call.start, end };
	loop->arguments = open + 1;
	return true;
}

struct callee_search {
	struct builder *builder;
	uint32_t offset; /* where the name stands */
	bool is_variable, is_deprecated;
};

static enum CXChildVisitResult find_callee(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct callee_search *search = data;
	uint32_t offset;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_DeclRefExpr) return CXChildVisit_Recurse;
	if (!parse_offset(search->builder->parse, clang_getCursorLocation(cursor), &offset) || offset != search->offset)
		return CXChildVisit_Recurse;
	CXCursor callee = clang_getCursorReferenced(cursor);
	if (clang_getCursorKind(callee) != CXCursor_FunctionDecl) search->is_variable = true;
	search->is_deprecated = clang_getCursorAvailability(callee) == CXAvailability_Deprecated;
	return CXChildVisit_Break;
}

/** Whether the loop's generator is hidden there by a local variable of its name. */
static bool is_hidden(struct builder *b, CXCursor head, struct plain_loop *loop) {
	struct callee_search search = { b, loop->callee.start, false, false };
	clang_visitChildren(head, find_callee, &search);
	loop->deprecated = search.is_deprecated;
	return search.is_variable;
}

/** Offset behind a statement, its semicolon included; 0: it cannot be seen in the text. */
static uint32_t statement_end(struct builder *b, CXCursor statement) {
	uint32_t end = span_of(b, statement).end;
	switch ((int)clang_getCursorKind(statement)) {
	case CXCursor_CompoundStmt:
	case CXCursor_NullStmt: return end;
	case CXCursor_IfStmt:
	case CXCursor_WhileStmt:
	case CXCursor_ForStmt:
	case CXCursor_SwitchStmt:
	case CXCursor_CaseStmt:
	case CXCursor_DefaultStmt:
	case CXCursor_LabelStmt: {
		CXCursor *children = children_of(statement);
		end = arrlen(children) ? statement_end(b, arrlast(children)) : 0;
		arrfree(children);
		return end;
	}
	case CXCursor_DoStmt:
	case CXCursor_GotoStmt:
	case CXCursor_IndirectGotoStmt:
	case CXCursor_BreakStmt:
	case CXCursor_ContinueStmt:
	case CXCursor_ReturnStmt:
	case CXCursor_GCCAsmStmt: break;
	default:
		if (!clang_isExpression(clang_getCursorKind(statement))) return 0;
		break;
	}
	uint32_t semicolon = skip_blanks(b->source, end, b->source->length);
	return end && b->source->text[semicolon] == ';' ? semicolon + 1 : 0;
}

/** A cursor below a plain function. */
struct piece {
	struct span span;
	size_t behind; /* index behind its last descendant's */
};

/** The text of a plain function as its tree has it: for loops that end in a macro. */
struct pieces {
	struct builder *builder;
	struct piece *list;         /* stb_ds array, in the order of the tree */
	uint32_t *starts;           /* stb_ds array, sorted: of all pieces */
	size_t *blocks;             /* stb_ds array: indices of compound statements, by their end */
	ptrdiff_t first;            /* index in unit->loops: of this function's */
	size_t *loops;              /* stb_ds array: the piece of each of these */
};

static enum CXChildVisitResult add_piece(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct pieces *pieces = data;
	(void)parent;
	size_t at = arrlenu(pieces->list);
	struct piece piece = { .span = span_of(pieces->builder, cursor) };
	struct plain_loop *loops = pieces->builder->unit->loops;
	ptrdiff_t next = pieces->first + arrlen(pieces->loops);
	arrput(pieces->list, piece);
	arrput(pieces->starts, piece.span.start);
	if (clang_getCursorKind(cursor) == CXCursor_CompoundStmt) arrput(pieces->blocks, at);
	if (next < arrlen(loops) && clang_getCursorKind(cursor) == CXCursor_ForStmt &&
	    piece.span.start == loops[next].name.start)
		arrput(pieces->loops, at);
	clang_visitChildren(cursor, add_piece, pieces);
	pieces->list[at].behind = arrlenu(pieces->list);
	return CXChildVisit_Continue;
}

static int by_offset(const void *a, const void *b) {
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	return left < right ? -1 : left > right;
}

static const struct piece *sorting; /* qsort has no argument of its own */

static int by_end(const void *a, const void *b) {
	uint32_t left = sorting[*(const size_t *)a].span.end, right = sorting[*(const size_t *)b].span.end;
	return left < right ? -1 : left > right;
}

/** How many start in front of `offset`. */
static size_t starts_before(const struct pieces *pieces, uint32_t offset) {
	size_t low = 0, high = arrlenu(pieces->starts);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (pieces->starts[middle] < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/** Whether the macro in which a loop ends has something of what surrounds it, too: what begins in the text of the loop
 * and is none of its own, or a block around it that ends there. */
static bool shares_macro(const struct pieces *pieces, size_t loop, struct span span) {
	size_t inside = starts_before(pieces, span.end) - starts_before(pieces, span.start + 1), own = 0;
	for (size_t i = loop; i < pieces->list[loop].behind; i++)
		own += pieces->list[i].span.start > span.start && pieces->list[i].span.start < span.end;
	if (inside > own) return true;
	size_t low = 0, high = arrlenu(pieces->blocks);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (pieces->list[pieces->blocks[middle]].span.end <= span.start)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < arrlenu(pieces->blocks); low++) {
		size_t at = pieces->blocks[low];
		if (pieces->list[at].span.end > span.end) return false;
		bool is_own = at >= loop && at < pieces->list[loop].behind;
		if (!is_own && pieces->list[at].span.start <= span.start) return true;
	}
	return false;
}

/** Loops of the function that share a macro with what is around them are left as they are. `first`: of its own in
 * unit->loops. */
static void settle_ends(struct builder *b, CXCursor function, ptrdiff_t first) {
	struct pieces pieces = { .builder = b, .first = first };
	ptrdiff_t count = arrlen(b->unit->loops) - first;
	if (!count) return;
	clang_visitChildren(function, add_piece, &pieces);
	ENSURE(arrlen(pieces.loops) == count);
	qsort(pieces.starts, arrlenu(pieces.starts), sizeof *pieces.starts, by_offset);
	sorting = pieces.list;
	if (pieces.blocks) qsort(pieces.blocks, arrlenu(pieces.blocks), sizeof *pieces.blocks, by_end);
	for (ptrdiff_t i = 0; i < count; i++) {
		struct plain_loop *loop = &b->unit->loops[first + i];
		if (loop->end && shares_macro(&pieces, pieces.loops[i], (struct span){ loop->name.start, loop->end }))
			loop->end = 0;
	}
	arrfree(pieces.list);
	arrfree(pieces.starts);
	arrfree(pieces.blocks);
	arrfree(pieces.loops);
}

/** Whether the invocation is an argument of one that is none of cogen's. Those do not nest. */
static bool is_in_macro(const struct builder *b, const struct mark *mark) {
	for (const struct mark *outer = mark; outer-- > b->parse->marks;)
		if (!outer->keyword) return span_is_within(mark->span, outer->span);
	return false;
}

/** A co_for of a plain function, over a generator whose frame is known. `children`: of the for that it is in the
 * annotation reading. */
static void note_loop(struct plain *plain, CXCursor *children, const struct mark *mark) {
	struct builder *b = plain->builder;
	struct plain_loop loop = { .function = plain->start, .name = mark->name, .close = mark->span.end };
	if (arrlen(mark->arguments) != 3 || !arrlen(children)) return;
	if (!names_generator(b, mark->arguments[2], &loop) || is_hidden(b, children[0], &loop)) return;
	loop.open = skip_blanks(b->source, mark->name.end, mark->span.end) + 1;
	if (!is_in_macro(b, mark)) loop.end = statement_end(b, arrlast(children));
	if (loop.end < mark->span.end) loop.end = 0;
	arrput(b->unit->loops, loop);
}

static enum CXChildVisitResult visit_plain(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct plain *plain = data;
	struct builder *b = plain->builder;
	(void)parent;
	switch ((int)clang_getCursorKind(cursor)) {
	case CXCursor_CallExpr: check_plain_call(b, cursor, true); break;
	case CXCursor_VarDecl: check_cleanup(b, cursor); break;
	case CXCursor_ForStmt: {
		struct span span = span_of(b, cursor);
		const struct mark *mark = keyword_at(b, span.start);
		if (mark && mark_is(mark, "for")) {
			CXCursor *children = children_of(cursor);
			arrput(plain->loops, span);
			note_loop(plain, children, mark);
			if (arrlen(children)) check_loop_name(b, children[0]);
			arrfree(children);
		}
		break;
	}
	case CXCursor_SwitchStmt: arrput(plain->switches, span_of(b, cursor)); break;
	case CXCursor_CaseStmt:
	case CXCursor_DefaultStmt: arrput(plain->cases, span_of(b, cursor)); break;
	case CXCursor_GotoStmt: {
		CXCursor *children = children_of(cursor);
		uint32_t label;
		if (arrlen(children) &&
		    parse_offset(b->parse, clang_getCursorLocation(clang_getCursorReferenced(children[0])), &label)) {
			arrput(plain->gotos, span_of(b, cursor));
			arrput(plain->labels, label);
		}
		arrfree(children);
		break;
	}
	default: break;
	}
	return CXChildVisit_Recurse;
}

/** Where the innermost of these begins that has the place in it, or 0. */
static uint32_t innermost(const struct span *spans, uint32_t offset) {
	uint32_t start = 0;
	for (ptrdiff_t i = 0; i < arrlen(spans); i++)
		if (spans[i].start < offset && offset < spans[i].end && spans[i].start > start) start = spans[i].start;
	return start;
}

void look_through(struct builder *b, CXCursor function) {
	struct plain plain = { .builder = b, .start = span_of(b, function).start };
	ptrdiff_t loops = arrlen(b->unit->loops);
	clang_visitChildren(function, visit_plain, &plain);
	settle_ends(b, function, loops);
	for (ptrdiff_t g = 0; g < arrlen(plain.gotos); g++)
		for (ptrdiff_t i = 0; i < arrlen(plain.loops); i++)
			if (plain.labels[g] >= plain.loops[i].start && plain.labels[g] < plain.loops[i].end &&
			    !span_is_within(plain.gotos[g], plain.loops[i])) {
				report_finding(b, DIAG_JUMP, plain.gotos[g], "goto into a 'co_for' block");
				break;
			}
	for (ptrdiff_t i = 0; arrlen(plain.loops) && i < arrlen(plain.cases); i++) {
		uint32_t at = plain.cases[i].start;
		if (innermost(plain.loops, at) > innermost(plain.switches, at))
			report_finding(b, DIAG_JUMP, (struct span){ at, at + 4 }, "case into a 'co_for' block");
	}
	arrfree(plain.switches);
	arrfree(plain.cases);
	arrfree(plain.loops);
	arrfree(plain.gotos);
	arrfree(plain.labels);
}

static enum CXChildVisitResult visit_declared(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_CallExpr) check_plain_call(data, cursor, false);
	return CXChildVisit_Recurse;
}

void look_through_declaration(struct builder *b, CXCursor declaration) {
	uint32_t here;
	if (parse_offset(b->parse, clang_getCursorLocation(declaration), &here))
		clang_visitChildren(declaration, visit_declared, b);
}

/** Whether a declaration says by itself that it is of a coroutine: a later one inherits it from an earlier one. By a
 * macro, or a typedef. */
static bool says_so(struct builder *b, CXCursor declaration) {
	uint32_t name = name_offset(b, declaration), start = span_of(b, declaration).start;
	if (name == UINT32_MAX || clang_getCursorType(declaration).kind != CXType_FunctionProto) return true;
	ptrdiff_t i = mark_at_or_after(b, start);
	return i < arrlen(b->parse->marks) && b->parse->marks[i].span.start < name;
}

static const char *declared_as(const struct builder *b, const struct colour *colour) {
	if (colour->kind == FUNCTION_ASYNC) return "an async function";
	const char *sent =
		type_is_void(colour->sent) ? "" : format(b->arena, ", %s%s", colour->sent->before, colour->sent->after);
	return format(b->arena, "%s(%s%s%s)", colour->kind == FUNCTION_GENERATOR ? "generator" : "async_generator",
	              type_is_void(colour->yielded) ? "void" : colour->yielded->before, colour->yielded->after, sent);
}

void check_redeclaration(struct builder *b, CXCursor declaration) {
	CXCursor first = clang_getCanonicalCursor(declaration);
	if (clang_equalCursors(first, declaration)) return;
	struct colour *now = colour_of_declaration(b, declaration, 1), *then = colour_of_declaration(b, first, 1);
	bool both = now && then && says_so(b, declaration);
	/* C compares what is returned, and no more */
	if (!now || (both && colours_agree((const struct colour_types *)now, (const struct colour_types *)then))) return;
	uint32_t name = name_offset(b, declaration);
	const char *spelled = spelling_of(b, declaration);
	const char *message = both ? format(b->arena, "'%s' is %s here, and was declared as %s", spelled,
	                                    declared_as(b, now), declared_as(b, then))
	                           : format(b->arena,
	                                    then ? "'%s' is a coroutine, and declared as a plain function here"
	                                         : "'%s' is a coroutine here, and was declared as a plain function",
	                                    spelled);
	struct finding *finding =
		report_finding(b, DIAG_REDECLARED, (struct span){ name, name + (uint32_t)strlen(spelled) }, message);
	note_declaration(b, finding, first, "the other declaration");
}

/** Why a suspension is in the tree of no expression. */
static const char *why_unevaluated(struct builder *b, const struct mark *keyword) {
	for (ptrdiff_t i = mark_at_or_after(b, keyword->span.start) - 1; i >= 0 && i + 64 > keyword - b->parse->marks;
	     i--) {
		const struct mark *macro = &b->parse->marks[i];
		for (ptrdiff_t k = 0; !macro->keyword && k < arrlen(macro->arguments); k++) {
			if (!span_is_within(keyword->span, macro->arguments[k])) continue;
			bool literal = k < arrlen(macro->literal) && macro->literal[k];
			if (literal)
				return format(b->arena, "'%s' is never evaluated: '%s' only makes text of this argument",
				              keyword->macro, macro->macro);
		}
	}
	return format(b->arena, "'%s' in an operand that is never evaluated", keyword->macro);
}

static const char *why_outside(struct builder *b, const struct mark *keyword, bool block) {
	if (strstr(keyword->macro, "yield"))
		return format(b->arena, "'%s' outside a generator: declare the function around it generator(…)",
		              keyword->macro);
	if (span_is_within(keyword->span, b->main_function))
		return format(
			b->arena,
			"'%s' in main, which cannot be a coroutine: move it to an async function, and run that with co_run(T, call)",
			keyword->macro);
	return format(
		b->arena,
		block ? "'%s' outside a coroutine: declare the function around it async(…)"
			  : "'%s' outside a coroutine: declare the function around it async(…), or run a task, co_run(T, call)",
		keyword->macro);
}

struct definition_search {
	struct builder *builder;
	const char *name;
	uint32_t before; /* the use */
	CXCursor found;
};

static enum CXChildVisitResult find_definition(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct definition_search *search = data;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_MacroDefinition) return CXChildVisit_Continue;
	CXString name = clang_getCursorSpelling(cursor);
	uint32_t offset;
	bool here = parse_offset(search->builder->parse, clang_getCursorLocation(cursor), &offset);
	/* the last one in front of the use: it may have been defined anew */
	if (!strcmp(clang_getCString(name), search->name) && (!here || offset < search->before)) search->found = cursor;
	clang_disposeString(name);
	return CXChildVisit_Continue;
}

/** A keyword that stands in the body of a macro. */
static void report_hidden_keyword(struct builder *b, const struct mark *mark) {
	const char *way_out =
		span_is_within(mark->span, b->main_function)
			? "in main, which cannot be a coroutine: move it to an async function, and run that with co_run(T, call)"
			: "outside a coroutine: declare the function around it as one, or run a task, co_run(T, call)";
	struct finding *finding = report_finding(b, DIAG_KEYWORD_OUTSIDE, mark->span,
	                                         format(b->arena, "macro '%s' has a keyword of cogen in it, and stands %s",
	                                                mark->macro, way_out));
	struct definition_search search = { b, mark->macro, mark->span.start, clang_getNullCursor() };
	clang_visitChildren(clang_getTranslationUnitCursor(b->parse->unit), find_definition, &search);
	if (!clang_Cursor_isNull(search.found))
		note_declaration(b, finding, search.found, format(b->arena, "'%s' is defined here", mark->macro));
}

void unclaimed(struct builder *b) {
	static const char *const blocks[] = { "try", "catch", "catch_all", "finally", "defer", "with", "timeout", "group",
		                                  "scope", "uncancellable", "for_await", "reraise" };
	for (ptrdiff_t i = 0; i < arrlen(b->parse->marks); i++) {
		const struct mark *mark = &b->parse->marks[i];
		if (!mark->keyword && mark->mentions_keyword) {
			bool inside = false;
			for (ptrdiff_t k = 0; k < arrlen(b->unit->functions); k++)
				if (span_is_within(mark->span, b->unit->functions[k]->definition)) inside = true;
			if (!inside) report_hidden_keyword(b, mark);
		}
		if (!mark->keyword || b->claimed[i]) continue;
		bool block = false;
		for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
			if (!strncmp(mark->macro, "co_", 3) && !strcmp(mark->macro + 3, blocks[k])) block = true;
		if (!is_operator(mark) && !block) continue;
		struct function *in = NULL;
		for (ptrdiff_t k = 0; k < arrlen(b->unit->functions); k++)
			if (span_is_within(mark->span, b->unit->functions[k]->body->span)) in = b->unit->functions[k];
		if (in && is_operator(mark))
			report_finding(b, DIAG_UNEVALUATED, mark->span, why_unevaluated(b, mark));
		else if (!in)
			report_finding(b, DIAG_KEYWORD_OUTSIDE, mark->span, why_outside(b, mark, block));
	}
}

/** Whether a token stands in parentheses, of a parameter list above all. */
static bool is_in_parentheses(const char *text, const struct lex_token *tokens, size_t index) {
	int depth = 0;
	while (index-- > 0) {
		if (tokens[index].kind != LEX_PUNCTUATOR || tokens[index].flags & (LEX_DIRECTIVE | LEX_INACTIVE)) continue;
		char c = text[tokens[index].span.start];
		if (c == ')' || c == ']') depth++;
		if ((c == '(' || c == '[') && depth-- == 0) return c == '(';
		if (!depth && (c == ';' || c == '{' || c == '}')) break;
	}
	return false;
}

/** The variables among several declarators: `async(int) (*f)(void), n;`, in which n would be what async(int) is. */
static void check_declarators(struct builder *b, const struct mark *mark) {
	const char *text = b->source->text;
	const struct lex_token *tokens = b->parse->macros->tokens;
	size_t i = lex_find(tokens, mark->span.end);
	bool in_list = is_in_parentheses(text, tokens, lex_find(tokens, mark->span.start)), begins = true;
	const struct lex_token *name = NULL;
	for (int depth = 0; i < arrlenu(tokens); i++) {
		if (tokens[i].flags & (LEX_DIRECTIVE | LEX_INACTIVE)) continue;
		char c = tokens[i].kind == LEX_PUNCTUATOR ? text[tokens[i].span.start] : 'a';
		if (!depth && name && strchr(in_list ? ",)=[" : ",;=[", c))
			report_finding(b, DIAG_RETURN_TYPE, name->span,
			               format(b->arena, "'%.*s' is no function: %s(T) is the return type of one",
			                      (int)(name->span.end - name->span.start), text + name->span.start, mark->macro));
		if (!depth && (c == ';' || c == ')' || c == '}' || (c == ',' && in_list))) return;
		if (!depth && c == '{' && !lex_is(text, &tokens[i - 1], "=")) return; /* a body */
		if (!depth && tokens[i].kind == LEX_IDENTIFIER && text[tokens[i].span.start] != '_' &&
		    !lex_is(text, &tokens[i], "asm") && lex_is(text, &tokens[i - 1], ")") &&
		    tokens[i - 1].span.start >= mark->span.end)
			return; /* the declarations of an old-style head, no attribute */
		depth += c == '(' || c == '[' || c == '{';
		depth -= c == ')' || c == ']' || c == '}';
		name = !depth && begins && tokens[i].kind == LEX_IDENTIFIER ? &tokens[i] : NULL;
		begins = !depth &&
		         (c == ',' ||
		          (begins && (c == '*' || lex_is(text, &tokens[i], "const") || lex_is(text, &tokens[i], "static") ||
		                      lex_is(text, &tokens[i], "inline") || lex_is(text, &tokens[i], "extern"))));
	}
}

/** A word of a declaration that is no part of a type. */
static bool is_declaration_word(const char *text, size_t length) {
	static const char *const words[] = { "static", "extern", "inline", "__inline", "__inline__", "register", "typedef", "_Noreturn" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == length && !memcmp(text, words[i], length)) return true;
	return false;
}

/** Whether a token is such a word, or a macro whose body has one. */
static bool makes_declaration_word(struct builder *b, const struct lex_token *token) {
	size_t length = token->span.end - token->span.start;
	if (is_declaration_word(b->source->text + token->span.start, length)) return true;
	ptrdiff_t at = macro_invocation_at(b->parse->macros, token->span.start);
	struct macro_place place = { b->parse, at < 0 ? NULL : &b->parse->macros->invocations[at] };
	const struct macro *macro = at < 0 ? NULL : macro_of(&place);
	for (size_t i = 0; macro && !macro->function_like && i < macro->body_count; i++)
		if (is_declaration_word(macro->body[i].text, macro->body[i].length)) return true;
	return false;
}

/** `async(static int)`: it would be in the way wherever T stands as a type. */
static bool check_words_inside(struct builder *b, const struct mark *mark) {
	const char *text = b->source->text;
	const struct lex_token *tokens = b->parse->macros->tokens;
	if (!arrlen(mark->arguments)) return true;
	struct span argument = mark->arguments[0];
	size_t first = lex_find(tokens, argument.start);
	for (size_t i = first; i < arrlenu(tokens) && tokens[i].span.end <= argument.end; i++) {
		if (tokens[i].kind != LEX_IDENTIFIER || !makes_declaration_word(b, &tokens[i])) continue;
		const char *word = text + tokens[i].span.start;
		int length = (int)(tokens[i].span.end - tokens[i].span.start);
		struct finding *finding = report_finding(b, DIAG_RETURN_TYPE, tokens[i].span,
		                                         format(b->arena, "'%.*s' is no part of T: write it in front of %s(…)",
		                                                length, word, mark->macro));
		if (i == first && i + 1 < arrlenu(tokens) && tokens[i + 1].span.end <= argument.end) {
			finding->fixit_span = mark->span;
			finding->fixit = format(b->arena, "%.*s %s(%.*s", length, word, mark->macro,
			                        (int)(mark->span.end - tokens[i + 1].span.start), text + tokens[i + 1].span.start);
		}
		return false;
	}
	return true;
}

/** The head of a definition is written twice, as a declaration first. */
static bool is_in_head(const struct unit *unit, struct span span) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++)
		if (span_is_within(span, unit->functions[i]->head)) return true;
	return false;
}

/** `async(int) *f(void)` declares a pointer to what async(int) is, which is something else in each reading;
 * `generator(struct p { int x; })` a type that no other mention means. */
void check_return_types(struct builder *b) {
	const struct source *source = b->source;
	for (ptrdiff_t i = 0; i < arrlen(b->parse->marks); i++) {
		const struct mark *mark = &b->parse->marks[i];
		if (!mark_is(mark, "async") && !mark_is(mark, "generator") && !mark_is(mark, "async_generator")) continue;
		if (memchr(source->text + mark->span.start, '{', mark->span.end - mark->span.start) &&
		    (!mark_is(mark, "async") || is_in_head(b->unit, mark->span))) {
			report_finding(b, DIAG_RETURN_TYPE, mark->span,
			               format(b->arena, "a type is defined inside %s(…): define it in front, and name it here",
			                      mark->macro));
			continue;
		}
		if (!check_words_inside(b, mark)) continue;
		uint32_t at = skip_blanks(source, mark->span.end, source->length);
		while (!strncmp(source->text + at, "const", 5) || !strncmp(source->text + at, "static", 6) ||
		       !strncmp(source->text + at, "inline", 6) || !strncmp(source->text + at, "extern", 6)) {
			while (isalpha((unsigned char)source->text[at])) at++;
			at = skip_blanks(source, at, source->length);
		}
		uint32_t end = at;
		while (isalnum((unsigned char)source->text[end]) || source->text[end] == '_') end++;
		uint32_t next = skip_blanks(source, end, source->length);
		char after = source->text[next];
		if (source->text[at] == '*') {
			struct finding *finding =
				report_finding(b, DIAG_RETURN_TYPE, (struct span){ mark->span.start, at + 1 },
			                   format(b->arena, "%s(T): T is the whole return type; write `%s(T *)`", mark->macro,
			                          mark->macro));
			if (arrlen(mark->arguments) == 1 && skip_blanks(source, mark->span.end, source->length) == at) {
				finding->fixit_span = finding->span;
				finding->fixit = format(b->arena, "%s(%.*s *) ", mark->macro,
				                        (int)(mark->arguments[0].end - mark->arguments[0].start),
				                        source->text + mark->arguments[0].start);
			}
		} else if (end > at && (after == ';' || after == '=' || after == '[')) {
			report_finding(b, DIAG_RETURN_TYPE, (struct span){ mark->span.start, end },
			               format(b->arena, "'%.*s' is no function: %s(T) is the return type of one", (int)(end - at),
			                      source->text + at, mark->macro));
		} else {
			check_declarators(b, mark);
		}
	}
}
