/* Pass 3, forms: where a function uses co_spawn, co_run, co_for and the others, what stands in their arguments, and
 * which coroutines its handles were made of.
 *
 * In: the body of a function, as cursors; form.def. Out: struct looking.
 *
 * What must hold: a handle is followed through local variables only where every value that they get is seen in this
 * function and nobody has their address. Of anything else nothing is known, and nothing is said; the runtime compares
 * sizes. */
#include "base/text.h"
#include "form.h"
#include <ctype.h>
#include <string.h>

#define EACH(macro, ...) PICK(__VA_ARGS__, FOUR, THREE, TWO, ONE, )(macro, __VA_ARGS__)
#define PICK(_1, _2, _3, _4, which, ...) which
#define ONE(macro, a) macro(a)
#define TWO(macro, a, b) macro(a), macro(b)
#define THREE(macro, a, b, c) macro(a), macro(b), macro(c)
#define FOUR(macro, a, b, c, d) macro(a), macro(b), macro(c), macro(d)
#define TAKES(operand) TAKES_##operand

static const struct form forms[] = {
#define FORM(name, makes, ...) { name, MAKES_##makes, { EACH(TAKES, __VA_ARGS__) } },
#include "form.def"
#undef FORM
};

static const struct form *find_form(const char *name) {
	if (strncmp(name, "co_", 3) != 0) return NULL;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (!strcmp(forms[i].name, name)) return &forms[i];
	return NULL;
}

enum takes operand_of(const struct form *form, ptrdiff_t i) {
	ptrdiff_t at = 0;
	while (at < i && at < MOST_OPERANDS - 1 && form->takes[at] != TAKES_THINGS) at++;
	return form->takes[at];
}

bool points_to(CXType type, const char *tag) {
	type = clang_getCanonicalType(type);
	if (type.kind != CXType_Pointer) return false;
	CXString name =
		clang_getCursorSpelling(clang_getTypeDeclaration(clang_getCanonicalType(clang_getPointeeType(type))));
	bool same = !strcmp(clang_getCString(name), tag);
	clang_disposeString(name);
	return same;
}

/* ---- finding them ------------------------------------------------------------------------------------------------ */

static int use_of_mark(struct looking *l, const struct mark *mark) {
	ptrdiff_t known = hmgeti(l->of_mark, mark);
	if (known >= 0) return l->of_mark[known].value;
	struct use use = { find_form(mark->macro), mark, mark->span, clang_getNullCursor(), NULL };
	for (ptrdiff_t i = 0; i < arrlen(mark->arguments); i++) arrput(use.arguments, clang_getNullCursor());
	arrput(l->uses, use);
	int index = (int)arrlen(l->uses) - 1;
	hmput(l->of_mark, mark, index);
	return index;
}

/** libclang lets what comes out of a macro that is an argument of another end where its name begins. */
struct span span_of_nested(struct builder *b, CXCursor cursor) {
	struct span span = span_of(b, cursor);
	const struct mark *mark = keyword_at(b, span.end);
	if (mark && !is_operator(mark)) span.end = mark->span.end;
	return span;
}

/** Whether an expression is a part of a macro of the user's that stands in `argument`: what that makes of its own
 * arguments is not seen. */
static bool is_behind_macro(const struct builder *b, ptrdiff_t mark, struct span span, struct span argument) {
	ptrdiff_t closed = b->parse->marks[mark].closed;
	if (closed < 0) return false;
	struct span macro = b->parse->marks[closed].span;
	return span_is_within(span, macro) && !span_is_within(macro, span) && span_is_within(macro, argument);
}

/** An expression is the argument of each form whose argument it is wholly inside of, unless something around it is
 * already. */
static void note_expression(struct looking *l, CXCursor cursor) {
	struct builder *b = l->b;
	struct span span = span_of_nested(b, cursor);
	ptrdiff_t i = mark_at_or_after(b, span.start + 1) - 1, innermost = i;
	for (int steps = 0; i >= 0 && steps < 64; i--, steps++) {
		const struct mark *mark = &b->parse->marks[i];
		if (!mark->keyword || span.start >= mark->span.end || span.end > mark->span.end || !find_form(mark->macro))
			continue;
		int index = use_of_mark(l, mark); /* which may move the array */
		struct use *use = &l->uses[index];
		bool inside = false;
		for (ptrdiff_t k = 0; k < arrlen(mark->arguments); k++) {
			/* `2` in the body of a macro that passes it on may be any part of what that is */
			if (!span_is_within(span, mark->arguments[k]) || span.end == span.start || is_part_of_closed(b, cursor))
				continue;
			inside = true;
			if (is_behind_macro(b, innermost, span, mark->arguments[k])) continue;
			if (clang_Cursor_isNull(use->arguments[k])) use->arguments[k] = cursor;
		}
		if (!inside && span.start == mark->span.start && clang_Cursor_isNull(use->whole)) use->whole = cursor;
	}
}

CXCursor first_expression(CXCursor cursor) {
	CXCursor *children = children_of(cursor), found = clang_getNullCursor();
	for (ptrdiff_t i = 0; i < arrlen(children) && clang_Cursor_isNull(found); i++)
		if (clang_isExpression(clang_getCursorKind(children[i]))) found = children[i];
	arrfree(children);
	return found;
}

/** The expression inside of parentheses, conversions and the keywords' __extension__; casts are looked through where
 * both sides are pointers, as in `(co_future *)task`. */
CXCursor inner(CXCursor cursor) {
	for (;;) {
		CXCursor *children;
		CXCursor below = clang_getNullCursor();
		switch ((int)clang_getCursorKind(cursor)) {
		case CXCursor_UnexposedExpr:
			children = children_of(cursor);
			if (arrlen(children) == 1) below = children[0];
			arrfree(children);
			break;
		case CXCursor_ParenExpr: below = first_expression(cursor); break;
		case CXCursor_UnaryOperator:
			if (clang_getCursorUnaryOperatorKind(cursor) == CXUnaryOperator_Extension) below = first_expression(cursor);
			break;
		default: break;
		}
		if (clang_Cursor_isNull(below)) return cursor;
		cursor = below;
	}
}

static struct holder *holder_of(struct looking *l, CXCursor expression) {
	expression = inner(expression);
	if (clang_getCursorKind(expression) != CXCursor_DeclRefExpr) return NULL;
	CXCursor declaration = clang_getCursorReferenced(expression);
	uint32_t at = name_offset(l->b, declaration);
	ptrdiff_t known = at == UINT32_MAX ? -1 : hmgeti(l->holder_at, at);
	if (known < 0) return NULL;
	struct holder *holder = &l->holders[l->holder_at[known].value];
	return clang_equalCursors(holder->declaration, declaration) ? holder : NULL;
}

static void note_variable(struct looking *l, CXCursor declaration) {
	CXType type = clang_getCursorType(declaration);
	if (!points_to(type, "co_future") && !points_to(type, "co_coro")) return;
	uint32_t at = name_offset(l->b, declaration);
	if (at == UINT32_MAX) return;
	struct holder holder = { .declaration = declaration };
	ptrdiff_t known = hmgeti(l->holder_at, at);
	if (known >= 0) { /* two out of one macro: they cannot be told apart */
		l->holders[l->holder_at[known].value].lost = true;
		return;
	}
	CXCursor value = clang_Cursor_getVarDeclInitializer(declaration);
	if (!clang_Cursor_isNull(value)) arrput(holder.values, value);
	if (clang_Cursor_getStorageClass(declaration) == CX_SC_Extern) holder.lost = true;
	arrput(l->holders, holder);
	hmput(l->holder_at, at, (int)arrlen(l->holders) - 1);
}

static void note_call(struct looking *l, CXCursor call) {
	CXCursor callee = first_expression(call);
	if (clang_Cursor_isNull(callee)) return;
	callee = inner(callee);
	if (clang_getCursorKind(callee) != CXCursor_DeclRefExpr) return;
	CXString name = clang_getCursorSpelling(callee);
	const struct form *form = find_form(clang_getCString(name));
	clang_disposeString(name);
	if (!form || clang_getCursorKind(clang_getCursorReferenced(callee)) != CXCursor_FunctionDecl) return;
	struct use use = { form, NULL, span_of(l->b, call), call, NULL };
	for (int i = 0; i < clang_Cursor_getNumArguments(call); i++)
		arrput(use.arguments, clang_Cursor_getArgument(call, (unsigned)i));
	arrput(l->uses, use);
}

/** What a yield_from stands in front of: the outermost of all that begins there. */
static void note_delegation(struct looking *l, CXCursor cursor) {
	struct builder *b = l->b;
	uint32_t start = span_of_nested(b, cursor).start;
	ptrdiff_t i = mark_at_or_after(b, start) - 1;
	const struct mark *mark = i < 0 ? NULL : &b->parse->marks[i];
	if (!mark || !mark->keyword || !mark_is(mark, "yield_from") || mark->span.end > start ||
	    skip_blanks(b->source, mark->span.end, start) != start)
		return;
	for (ptrdiff_t k = arrlen(l->delegations) - 1; k >= 0; k--)
		if (l->delegations[k].mark == mark) return;
	struct delegation delegation = { mark, cursor };
	arrput(l->delegations, delegation);
}

/** clang_equalCursors holds expressions apart that were reached by different ways. */
static bool same_expression(CXCursor left, CXCursor right) {
	return clang_getCursorKind(left) == clang_getCursorKind(right) &&
	       clang_equalRanges(clang_getCursorExtent(left), clang_getCursorExtent(right));
}

/** Whether an expression stands as a statement in `parent`, and not as its condition. */
static bool is_statement(CXCursor cursor, CXCursor parent) {
	CXCursor *children;
	bool found;
	switch ((int)clang_getCursorKind(parent)) {
	case CXCursor_CompoundStmt:
	case CXCursor_LabelStmt:
	case CXCursor_CaseStmt:
	case CXCursor_DefaultStmt: return true;
	case CXCursor_IfStmt:
	case CXCursor_WhileStmt:
	case CXCursor_SwitchStmt:
		children = children_of(parent);
		found = arrlen(children) && !same_expression(children[0], cursor);
		break;
	case CXCursor_DoStmt:
		children = children_of(parent);
		found = arrlen(children) && same_expression(children[0], cursor);
		break;
	case CXCursor_ForStmt:
		children = children_of(parent);
		found = arrlen(children) && same_expression(arrlast(children), cursor);
		break;
	default: return false;
	}
	arrfree(children);
	return found;
}

/** `cursor` is a statement expression. */
static void note_value(struct looking *l, CXCursor cursor) {
	CXCursor *blocks = children_of(cursor);
	CXCursor *statements = arrlen(blocks) ? children_of(blocks[0]) : NULL;
	if (arrlen(statements)) arrput(l->values, span_of_nested(l->b, arrlast(statements)).end);
	arrfree(blocks);
	arrfree(statements);
}

static void note_dropped(struct looking *l, CXCursor cursor) {
	uint32_t end = span_of_nested(l->b, cursor).end;
	for (ptrdiff_t i = 0; i < arrlen(l->values); i++)
		if (l->values[i] == end) return;
	arrput(l->dropped, cursor);
}

static enum CXChildVisitResult look(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct looking *l = data;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	if (clang_isExpression(kind)) {
		note_expression(l, cursor);
		if (l->colour && l->colour->kind == FUNCTION_GENERATOR) note_delegation(l, cursor);
		if (is_statement(cursor, parent)) note_dropped(l, cursor);
	}
	if (kind == CXCursor_StmtExpr) note_value(l, cursor);
	if (kind == CXCursor_VarDecl) note_variable(l, cursor);
	if (kind == CXCursor_CallExpr) note_call(l, cursor);
	if (kind == CXCursor_BinaryOperator || kind == CXCursor_UnaryOperator || kind == CXCursor_CompoundAssignOperator) {
		CXCursor *children = children_of(cursor);
		struct holder *holder = arrlen(children) ? holder_of(l, children[0]) : NULL;
		if (holder && kind == CXCursor_BinaryOperator &&
		    clang_getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_Assign)
			arrput(holder->values, children[1]);
		else if (holder && kind == CXCursor_UnaryOperator &&
		         clang_getCursorUnaryOperatorKind(cursor) != CXUnaryOperator_Extension &&
		         clang_getCursorUnaryOperatorKind(cursor) != CXUnaryOperator_LNot)
			holder->lost = true;
		else if (holder && kind == CXCursor_CompoundAssignOperator)
			holder->lost = true;
		arrfree(children);
	}
	return CXChildVisit_Recurse;
}

/* ---- what something was made of ---------------------------------------------------------------------------------- */

static struct use *use_that_is(const struct looking *l, CXCursor cursor) {
	const struct mark *mark = keyword_at(l->b, span_of(l->b, cursor).start);
	struct mark_index *of_mark = l->of_mark; /* hmgeti writes to the variable, not to the map */
	ptrdiff_t known = mark && of_mark ? hmgeti(of_mark, mark) : -1;
	if (known < 0) return NULL;
	struct use *use = &l->uses[of_mark[known].value];
	return !clang_Cursor_isNull(use->whole) && same_expression(use->whole, cursor) ? use : NULL;
}

/** The form that an expression is, in parentheses and conversions. */
struct use *form_of(const struct looking *l, CXCursor cursor) {
	for (;;) {
		struct use *use = use_that_is(l, cursor);
		if (use) return use;
		CXCursor *children;
		CXCursor below = clang_getNullCursor();
		enum CXCursorKind kind = clang_getCursorKind(cursor);
		if (kind == CXCursor_UnexposedExpr || kind == CXCursor_ParenExpr || kind == CXCursor_CStyleCastExpr ||
		    (kind == CXCursor_UnaryOperator && clang_getCursorUnaryOperatorKind(cursor) == CXUnaryOperator_Extension)) {
			children = children_of(cursor);
			if (arrlen(children)) below = children[arrlen(children) - 1];
			arrfree(children);
		}
		if (clang_Cursor_isNull(below) || !clang_isExpression(clang_getCursorKind(below))) return NULL;
		cursor = below;
	}
}

CXCursor argument_taking(const struct use *use, enum takes takes) {
	for (ptrdiff_t i = 0; i < arrlen(use->arguments); i++)
		if (operand_of(use->form, i) == takes) return use->arguments[i];
	return clang_getNullCursor();
}

/** The colour of a call that stands there; a form that is awaited as a call has the colour of what it takes. */
const struct colour_types *called(const struct looking *l, CXCursor cursor) {
	cursor = inner(cursor);
	if (clang_getCursorKind(cursor) != CXCursor_CallExpr) return NULL;
	CXCursor callee = first_expression(cursor);
	return clang_Cursor_isNull(callee) ? NULL : (const struct colour_types *)colour_of_callee(l->b, callee, 1);
}

static void find_origins(struct looking *l, CXCursor cursor, struct origins *found, int depth);

bool is_awaited(const struct looking *l, uint32_t start) { return is_operand(l->b, start); }

bool has_keyword(const struct looking *l, CXCursor cursor) {
	for (CXCursor last = inner(cursor); !clang_equalCursors(cursor, last);) {
		if (clang_getCursorKind(cursor) == CXCursor_UnaryOperator && operator_at(l->b, span_of_nested(l->b, cursor).start))
			return true;
		CXCursor below = first_expression(cursor);
		if (clang_Cursor_isNull(below)) return false;
		cursor = below;
	}
	return false;
}

void add_origin(struct looking *l, CXCursor cursor, struct origins *found, int depth) {
	const struct colour_types *types = called(l, cursor);
	if (types && has_keyword(l, cursor)) {
		found->unknown = true; /* what the call gives, whatever made that */
	} else if (types) {
		struct origin origin = { types, inner(cursor) };
		arrput(found->list, origin);
	} else {
		find_origins(l, cursor, found, depth);
	}
}

/** co_wait_for and co_shield of a future have that as their result. */
static void add_future(const struct looking *l, const struct use *use, CXType type, struct origins *found) {
	struct colour_types *types = ARENA_NEW(l->b->arena, struct colour_types);
	types->colour.kind = FUNCTION_ASYNC;
	types->colour.name = use->form->name;
	types->result = type;
	struct origin origin = { types, clang_getNullCursor() };
	arrput(found->list, origin);
}

/** co_wait_for and co_shield: one that is not awaited stands for the call, or gives the future; one that is gives what
 * the call gives, or is the handle. */
static void find_origins_of_thing(struct looking *l, const struct use *use, bool awaited, struct origins *found,
                                  int depth) {
	CXCursor from = argument_taking(use, TAKES_THING);
	const struct use *nested = clang_Cursor_isNull(from) ? NULL : form_of(l, from);
	bool is_awaited_itself = nested && is_awaited(l, nested->span.start);
	if (nested && nested->form->makes == MAKES_THING && !is_awaited_itself && depth < DEEPEST) {
		find_origins_of_thing(l, nested, awaited, found, depth + 1);
		return;
	}
	CXType type = clang_Cursor_isNull(from) ? (CXType){ .kind = CXType_Invalid } : clang_getCursorType(inner(from));
	bool is_future = points_to(type, "co_future") && (!called(l, from) || has_keyword(l, from));
	if (clang_Cursor_isNull(from) || (is_awaited_itself && !is_future) || (awaited && !is_future))
		found->unknown = true;
	else if (is_future && !awaited)
		add_future(l, use, type, found);
	else
		add_origin(l, from, found, depth + 1);
}

static void find_origins_of_form(struct looking *l, const struct use *use, struct origins *found, int depth) {
	CXCursor from = clang_getNullCursor();
	switch (use->form->makes) {
	case MAKES_TASK:
	case MAKES_CHILD: from = argument_taking(use, TAKES_CALL); break;
	case MAKES_OBJECT: from = argument_taking(use, TAKES_MAKER); break;
	case MAKES_THING: find_origins_of_thing(l, use, is_awaited(l, use->span.start), found, depth); return;
	default: break;
	}
	if (clang_Cursor_isNull(from))
		found->unknown = true;
	else
		add_origin(l, from, found, depth + 1);
}

bool is_null(CXCursor cursor) {
	for (;;) {
		cursor = inner(cursor);
		if (clang_getCursorKind(cursor) == CXCursor_IntegerLiteral) return true;
		if (clang_getCursorKind(cursor) != CXCursor_CStyleCastExpr) return false;
		cursor = first_expression(cursor);
		if (clang_Cursor_isNull(cursor)) return false;
	}
}

static void find_origins(struct looking *l, CXCursor cursor, struct origins *found, int depth) {
	if (depth > DEEPEST) {
		found->unknown = true;
		return;
	}
	const struct use *use = form_of(l, cursor);
	if (use) {
		find_origins_of_form(l, use, found, depth);
		return;
	}
	if (is_null(cursor)) return;
	const struct holder *holder = holder_of(l, cursor);
	if (holder) {
		found->unknown |= holder->lost;
		for (ptrdiff_t i = 0; i < arrlen(holder->values); i++) find_origins(l, holder->values[i], found, depth + 8);
		return;
	}
	cursor = inner(cursor);
	CXCursor *children = children_of(cursor);
	ptrdiff_t count = arrlen(children);
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	if (kind == CXCursor_ConditionalOperator && count == 3) {
		find_origins(l, children[1], found, depth + 1);
		find_origins(l, children[2], found, depth + 1);
	} else if (kind == CXCursor_BinaryOperator && count == 2 &&
	           (clang_getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_Comma ||
	            clang_getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_Assign)) {
		find_origins(l, children[1], found, depth + 1);
	} else {
		found->unknown = true;
	}
	arrfree(children);
}

/** The one gather that an expression is the handle of. */
const struct use *find_gather(struct looking *l, CXCursor cursor, int depth) {
	const struct use *use = form_of(l, cursor);
	if (use) return use->form->makes == MAKES_GATHER ? use : NULL;
	const struct holder *holder = holder_of(l, cursor);
	const struct use *found = NULL;
	if (!holder || holder->lost || depth > DEEPEST) return NULL;
	for (ptrdiff_t i = 0; i < arrlen(holder->values); i++) {
		if (is_null(holder->values[i])) continue;
		const struct use *one = find_gather(l, holder->values[i], depth + 8);
		if (!one || (found && found != one)) return NULL;
		found = one;
	}
	return found;
}

void find_forms(struct looking *l, CXCursor function) { clang_visitChildren(function, look, l); }
