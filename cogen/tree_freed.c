/* Pass 3, generators that are used when they have been freed: by co_free, or by the co_for that ran over them.
 *
 * In: a function, as cursors, a coroutine or not. Out: findings, which pass 4 reports.
 *
 * What must hold: no warning where the code may be right. So both places stand in one block, the first directly in
 * it as a statement (or as a co_defer, which frees when the block is left); what is between them is no label, and
 * gives the variable no other object, nor anybody its address. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/text.h"
#include "form.h"
#include <ctype.h>
#include <string.h>

/** A local variable, or parameter, that holds a generator; null: what was asked for is none. */
static CXCursor object_named(CXCursor expression) {
	if (clang_Cursor_isNull(expression)) return expression;
	expression = inner(expression);
	if (clang_getCursorKind(expression) != CXCursor_DeclRefExpr) return clang_getNullCursor();
	CXCursor declaration = clang_getCursorReferenced(expression);
	enum CXCursorKind kind = clang_getCursorKind(declaration);
	bool local = kind == CXCursor_ParmDecl ||
	             (kind == CXCursor_VarDecl && clang_getCursorLinkage(declaration) == CXLinkage_NoLinkage &&
	              clang_Cursor_getStorageClass(declaration) != CX_SC_Static);
	return local && points_to(clang_getCursorType(declaration), "co_coro") ? declaration : clang_getNullCursor();
}

struct named_at {
	struct builder *builder;
	uint32_t offset;
	CXCursor found;
};

static enum CXChildVisitResult find_at(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct named_at *search = data;
	uint32_t here;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_DeclRefExpr ||
	    !parse_offset(search->builder->parse, clang_getCursorLocation(cursor), &here) || here != search->offset)
		return CXChildVisit_Recurse;
	search->found = cursor;
	return CXChildVisit_Break;
}

/** What a co_for or co_for_await runs over, where that is a variable alone. */
static CXCursor object_of_loop(struct builder *b, CXCursor statement) {
	if (clang_getCursorKind(statement) != CXCursor_ForStmt) return clang_getNullCursor();
	const struct mark *mark = keyword_at(b, span_of(b, statement).start);
	if (!mark || !(mark_is(mark, "for") || mark_is(mark, "for_await")) || arrlen(mark->arguments) != 3)
		return clang_getNullCursor();
	for (uint32_t i = mark->arguments[2].start; i < mark->arguments[2].end; i++)
		if (!isalnum((unsigned char)b->source->text[i]) && b->source->text[i] != '_') return clang_getNullCursor();
	struct named_at search = { b, mark->arguments[2].start, clang_getNullCursor() };
	clang_visitChildren(statement, find_at, &search);
	return object_named(search.found);
}

static CXCursor callee_of(CXCursor call) {
	CXCursor callee = first_expression(call);
	callee = clang_Cursor_isNull(callee) ? callee : inner(callee);
	return clang_Cursor_isNull(callee) ? callee : clang_getCursorReferenced(callee);
}

/** The operand of a co_free that a statement is. */
static CXCursor object_of_free(struct builder *b, CXCursor statement) {
	if (!clang_isExpression(clang_getCursorKind(statement))) return clang_getNullCursor();
	CXCursor call = inner(statement);
	if (clang_getCursorKind(call) != CXCursor_CallExpr || clang_Cursor_getNumArguments(call) != 1)
		return clang_getNullCursor();
	CXCursor callee = callee_of(call);
	if (clang_Cursor_isNull(callee) || strcmp(spelling_of(b, callee), "co_free") != 0) return clang_getNullCursor();
	return object_named(clang_Cursor_getArgument(call, 0));
}

/** The same of the co_free that a co_defer runs. */
static CXCursor object_of_defer(struct builder *b, CXCursor statement) {
	if (clang_getCursorKind(statement) != CXCursor_IfStmt) return clang_getNullCursor();
	const struct mark *mark = keyword_at(b, span_of(b, statement).start);
	if (!mark || !mark_is(mark, "defer")) return clang_getNullCursor();
	CXCursor *children = children_of(statement);
	CXCursor object = arrlen(children) ? object_of_free(b, arrlast(children)) : clang_getNullCursor();
	arrfree(children);
	return object;
}

/* ---- what is between
 * ---------------------------------------------------------------------------------------------- */

struct changes {
	CXCursor object;
	bool found, labels, lent; /* its address is taken */
};

static enum CXChildVisitResult find_change(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct changes *changes = data;
	CXCursor operand = clang_getNullCursor();
	(void)parent;
	switch ((int)clang_getCursorKind(cursor)) {
	case CXCursor_LabelStmt:
	case CXCursor_CaseStmt:
	case CXCursor_DefaultStmt: changes->labels = true; break;
	case CXCursor_BinaryOperator:
		if (clang_getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_Assign) operand = first_expression(cursor);
		break;
	case CXCursor_CompoundAssignOperator: operand = first_expression(cursor); break;
	case CXCursor_UnaryOperator:
		switch (clang_getCursorUnaryOperatorKind(cursor)) {
		case CXUnaryOperator_AddrOf:
			operand = first_expression(cursor);
			if (!clang_Cursor_isNull(operand) && clang_equalCursors(object_named(operand), changes->object))
				changes->lent = true;
			break;
		case CXUnaryOperator_PreInc:
		case CXUnaryOperator_PostInc:
		case CXUnaryOperator_PreDec:
		case CXUnaryOperator_PostDec: operand = first_expression(cursor); break;
		default: break;
		}
		break;
	default: break;
	}
	if (!clang_Cursor_isNull(operand) && clang_equalCursors(object_named(operand), changes->object))
		changes->found = true;
	return CXChildVisit_Recurse;
}

static struct changes changes_in(CXCursor cursor, CXCursor object) {
	struct changes changes = { .object = object };
	find_change(cursor, cursor, &changes);
	clang_visitChildren(cursor, find_change, &changes);
	return changes;
}

/* ---- uses
 * --------------------------------------------------------------------------------------------------------- */

struct uses {
	struct builder *b;
	CXCursor object;
	struct span found; /* the first one; empty: none */
	bool frees_only;
	const char *how; /* what is done there */
};

static enum CXChildVisitResult find_use(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct uses *uses = data;
	struct builder *b = uses->b;
	(void)parent;
	if (clang_equalCursors(object_of_loop(b, cursor), uses->object)) {
		const struct mark *mark = keyword_at(b, span_of(b, cursor).start);
		uses->found = mark->arguments[2];
		uses->how = mark->macro;
		return CXChildVisit_Break;
	}
	if (clang_getCursorKind(cursor) != CXCursor_CallExpr) return CXChildVisit_Recurse;
	CXCursor callee = callee_of(cursor);
	const char *name = clang_Cursor_isNull(callee) ? "" : spelling_of(b, callee);
	if (strncmp(name, "co_", 3) != 0 || (uses->frees_only && strcmp(name, "co_free") != 0)) return CXChildVisit_Recurse;
	for (int i = 0; i < clang_Cursor_getNumArguments(cursor); i++) {
		CXCursor argument = clang_Cursor_getArgument(cursor, (unsigned)i);
		if (!clang_equalCursors(object_named(argument), uses->object)) continue;
		uses->found = span_of(b, inner(argument));
		uses->how = !strncmp(name, "co_mark_", 8) ? "this" : name;
		return CXChildVisit_Break;
	}
	return CXChildVisit_Recurse;
}

static bool find_use_in(struct uses *uses, CXCursor statement) {
	uses->found = (struct span){ 0, 0 };
	if (find_use(statement, statement, uses) != CXChildVisit_Break) clang_visitChildren(statement, find_use, uses);
	return uses->found.end > uses->found.start;
}

/** In the statements behind number `first`, which frees the object. */
static void look_behind(struct builder *b, CXCursor function, CXCursor *statements, ptrdiff_t first, CXCursor object,
                        bool deferred) {
	struct changes anywhere = changes_in(function, object);
	if (anywhere.lent || (deferred && anywhere.found) || changes_in(statements[first], object).found) return;
	for (ptrdiff_t i = first + 1; i < arrlen(statements); i++) {
		struct changes changes = changes_in(statements[i], object);
		struct uses uses = { .b = b, .object = object, .frees_only = deferred };
		if (changes.found || changes.labels) return;
		if (!find_use_in(&uses, statements[i])) continue;
		const char *name = spelling_of(b, object);
		bool loop = !deferred && clang_getCursorKind(statements[first]) == CXCursor_ForStmt;
		struct finding *finding =
			report_finding(b, DIAG_FREED_GENERATOR, uses.found,
		                   deferred
		                       ? format(b->arena,
		                                "%s frees '%s', and so does the co_defer in front, at the end of the block",
		                                uses.how, name)
		                       : format(b->arena, "%s of '%s', which has been freed by the %s in front", uses.how, name,
		                                loop ? "co_for" : "co_free"));
		struct span place = span_of(b, statements[first]);
		const struct mark *mark = keyword_at(b, place.start);
		finding->note = deferred ? "it is freed by this"
		                : loop   ? "the loop frees what it ran over"
		                         : "it is freed here";
		finding->note_span = mark && mark->span.end > place.start && mark->span.end < place.end ? mark->span : place;
		return;
	}
}

struct walk {
	struct builder *b;
	CXCursor function;
};

static enum CXChildVisitResult look_at_block(CXCursor cursor, CXCursor parent, CXClientData data) {
	const struct walk *walk = data;
	struct builder *b = walk->b;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_CompoundStmt) return CXChildVisit_Recurse;
	CXCursor *statements = children_of(cursor);
	for (ptrdiff_t i = 0; i + 1 < arrlen(statements); i++) {
		CXCursor object = object_of_loop(b, statements[i]), deferred = clang_getNullCursor();
		if (clang_Cursor_isNull(object)) object = object_of_free(b, statements[i]);
		if (clang_Cursor_isNull(object)) object = deferred = object_of_defer(b, statements[i]);
		if (!clang_Cursor_isNull(object))
			look_behind(b, walk->function, statements, i, object, !clang_Cursor_isNull(deferred));
	}
	arrfree(statements);
	return CXChildVisit_Recurse;
}

void check_freed(struct builder *b, CXCursor function) {
	struct span span = span_of(b, function);
	const char *text = b->source->text + span.start;
	size_t length = span.end - span.start;
	if (!memmem(text, length, "co_free", 7) && !memmem(text, length, "co_for", 6)) return;
	struct walk walk = { b, function };
	clang_visitChildren(function, look_at_block, &walk);
}
