/* Pass 3, pointers to functions: a pointer to plain functions must not get a coroutine, nor one to async functions
 * anything else. C sees no difference between the two in the annotation reading; in the generated one they have
 * different types.
 *
 * In: functions and file-scope variables, as cursors. Out: findings, which pass 4 reports.
 * What must hold: a cast is the user's word, and so is a void *. */
#include "base/text.h"
#include "form.h"
#include "type.h"
#include <string.h>

static bool leads_to_function(CXType type) {
	type = clang_getCanonicalType(type);
	if (type.kind == CXType_Pointer) type = clang_getCanonicalType(clang_getPointeeType(type));
	return type.kind == CXType_FunctionProto || type.kind == CXType_FunctionNoProto;
}

static bool holds_functions(CXType type) {
	type = clang_getCanonicalType(type);
	for (CXType element; (element = clang_getArrayElementType(type)).kind != CXType_Invalid;)
		type = clang_getCanonicalType(element);
	return type.kind == CXType_Pointer && leads_to_function(type);
}

static const char *const one[] = { "an async function", "a generator", "an async generator" };
static const char *const many[] = { "async functions", "generators", "async generators" };

/** What a value is a pointer to. */
struct pointed {
	bool known;
	const struct colour_types *types; /* NULL: a plain function */
};

static struct pointed pointed_by(struct builder *b, CXCursor value) {
	value = inner(value);
	struct pointed pointed = { 0 };
	enum CXCursorKind kind = clang_getCursorKind(value);
	if (!leads_to_function(clang_getCursorType(value)) || is_null(value)) return pointed;
	pointed.types = (const struct colour_types *)colour_of_callee(b, value, 1);
	pointed.known = pointed.types || kind != CXCursor_CStyleCastExpr;
	return pointed;
}

bool colours_agree(const struct colour_types *left, const struct colour_types *right) {
	if (!left || !right) return left == right;
	if (left->colour.kind != right->colour.kind) return false;
	if (left->colour.kind == FUNCTION_ASYNC) return true; /* results are compared by C itself */
	return types_agree(left->yielded, right->yielded) && types_agree(left->sent, right->sent) &&
	       types_agree(left->result, right->result);
}

static const char *text_of(const struct builder *b, struct span span) {
	return format(b->arena, "'%.*s'", (int)(span.end - span.start), b->source->text + span.start);
}

static const char *generator_of(const struct builder *b, const struct colour_types *types) {
	return format(b->arena, "%s that yields '%s%s'", one[types->colour.kind], types->colour.yielded->before,
	              types->colour.yielded->after);
}

/** `value` goes into something that points to `target`; `what` that is, declared at `declaration`. */
static void check_value(struct builder *b, CXCursor value, const struct colour_types *target, const char *what,
                        CXCursor declaration) {
	struct pointed pointed = pointed_by(b, value);
	if (!pointed.known || colours_agree(pointed.types, target)) return;
	struct span span = span_of(b, value);
	bool kinds_differ = !pointed.types || !target || pointed.types->colour.kind != target->colour.kind;
	const char *is = !pointed.types ? "a plain function"
	                 : kinds_differ ? one[pointed.types->colour.kind]
	                                : generator_of(b, pointed.types);
	const char *wants = !target        ? "points to plain functions"
	                    : kinds_differ ? format(b->arena, "points to %s", many[target->colour.kind])
	                                   : format(b->arena, "points to %s", generator_of(b, target));
	struct finding *finding =
		report_finding(b, DIAG_COROUTINE_POINTER, span,
	                   format(b->arena, "%s is %s, and %s %s", text_of(b, span), is, what, wants));
	if (clang_Cursor_isNull(declaration)) return;
	const char *name = spelling_of(b, declaration);
	uint32_t here;
	bool own = parse_offset(b->parse, clang_getCursorLocation(declaration), &here);
	note_declaration(
		b, finding, declaration,
		!own && !target
			? "declared here; give it a plain function, which may start the coroutine with co_go or co_spawn"
		: !target && pointed.types && pointed.types->colour.kind == FUNCTION_ASYNC
			? format(b->arena, "declared here; `async(T) (*%s)(…)` points to async functions", name)
			: "declared here");
}

static const struct colour_types *colour_of_target(struct builder *b, CXCursor declaration) {
	return (const struct colour_types *)colour_of_declaration(b, declaration, 1);
}

static const char *named(struct builder *b, CXCursor declaration) {
	return format(b->arena, "'%s'", spelling_of(b, declaration));
}

static void check_initializer(struct builder *b, CXCursor declaration, CXCursor value) {
	CXType type = clang_getCursorType(declaration);
	if (type.kind == CXType_Auto || !holds_functions(type)) return; /* __auto_type is what its value is */
	if (clang_getCursorKind(inner(value)) != CXCursor_InitListExpr) {
		check_value(b, value, colour_of_target(b, declaration), named(b, declaration), declaration);
		return;
	}
	CXCursor *elements = children_of(inner(value));
	for (ptrdiff_t i = 0; i < arrlen(elements); i++) {
		CXCursor element = elements[i];
		if (!leads_to_function(clang_getCursorType(inner(element))) &&
		    clang_getCursorKind(inner(element)) != CXCursor_InitListExpr) {
			CXCursor *designated = children_of(element); /* [n] = value */
			if (arrlen(designated)) element = arrlast(designated);
			arrfree(designated);
		}
		check_initializer(b, declaration, element);
	}
	arrfree(elements);
}

static enum CXVisitorResult add_field(CXCursor field, CXClientData data) {
	CXCursor **fields = data;
	arrput(*fields, field);
	return CXVisit_Continue;
}

/** { a, .b = c } of a struct. */
static void check_fields(struct builder *b, CXCursor list) {
	CXType type = clang_getCanonicalType(clang_getCursorType(list));
	if (type.kind != CXType_Record) return;
	CXCursor *fields = NULL, *values = children_of(list);
	clang_Type_visitFields(type, add_field, &fields);
	ptrdiff_t at = 0;
	for (ptrdiff_t i = 0; i < arrlen(values); i++, at++) {
		CXCursor *designated = children_of(values[i]), field = clang_getNullCursor(), value = values[i];
		for (ptrdiff_t k = 0; k < arrlen(designated); k++)
			if (clang_getCursorKind(designated[k]) == CXCursor_MemberRef)
				field = clang_getCursorReferenced(designated[k]);
		if (!clang_Cursor_isNull(field)) {
			value = arrlast(designated);
			for (at = 0; at < arrlen(fields) && !clang_equalCursors(fields[at], field);) at++;
		} else if (at < arrlen(fields)) {
			field = fields[at];
			/* braces left out: which field comes next is not known */
			bool aggregate =
				clang_getCanonicalType(clang_getCursorType(field)).kind == CXType_Record ||
				clang_getArrayElementType(clang_getCanonicalType(clang_getCursorType(field))).kind != CXType_Invalid;
			if (aggregate && clang_getCursorKind(inner(value)) != CXCursor_InitListExpr) at = arrlen(fields);
		}
		arrfree(designated);
		if (!clang_Cursor_isNull(field) && at <= arrlen(fields)) check_initializer(b, field, value);
	}
	arrfree(fields);
	arrfree(values);
}

static void check_arguments(struct builder *b, CXCursor call) {
	CXCursor callee = first_expression(call);
	if (clang_Cursor_isNull(callee)) return;
	CXCursor function = clang_getCursorReferenced(inner(callee));
	if (clang_getCursorKind(function) != CXCursor_FunctionDecl) return;
	int count = clang_Cursor_getNumArguments(call), parameters = clang_Cursor_getNumArguments(function);
	for (int i = 0; i < count && i < parameters; i++) {
		CXCursor parameter = clang_Cursor_getArgument(function, (unsigned)i);
		if (!leads_to_function(clang_getCursorType(parameter))) continue;
		const char *name = spelling_of(b, parameter);
		const char *what = *name ? format(b->arena, "parameter '%s' of '%s'", name, spelling_of(b, function))
		                         : format(b->arena, "parameter %d of '%s'", i + 1, spelling_of(b, function));
		check_value(b, clang_Cursor_getArgument(call, (unsigned)i), colour_of_target(b, parameter), what, parameter);
	}
}

/** Both arms of a conditional operator have to be called in one way. */
static void check_arms(struct builder *b, CXCursor conditional) {
	CXCursor *children = children_of(conditional);
	if (arrlen(children) == 3 && leads_to_function(clang_getCursorType(inner(children[1])))) {
		struct pointed left = pointed_by(b, children[1]), right = pointed_by(b, children[2]);
		if (left.known && right.known && !colours_agree(left.types, right.types)) {
			struct span first = span_of(b, children[1]), second = span_of(b, children[2]);
			struct finding *finding =
				report_finding(b, DIAG_COROUTINE_POINTER, second,
			                   format(b->arena, "%s is %s, and %s is %s: one call cannot be of both",
			                          text_of(b, second),
			                          right.types ? one[right.types->colour.kind] : "a plain function",
			                          text_of(b, first),
			                          left.types ? one[left.types->colour.kind] : "a plain function"));
			finding->note = "the other one";
			finding->note_span = first;
		}
	}
	arrfree(children);
}

void look_at_pointers(struct builder *b, CXCursor around, CXCursor cursor) {
	switch ((int)clang_getCursorKind(cursor)) {
	case CXCursor_VarDecl: {
		CXCursor value = clang_Cursor_getVarDeclInitializer(cursor);
		if (!clang_Cursor_isNull(value)) check_initializer(b, cursor, value);
		break;
	}
	case CXCursor_InitListExpr: check_fields(b, cursor); break;
	case CXCursor_CallExpr: check_arguments(b, cursor); break;
	case CXCursor_ConditionalOperator: check_arms(b, cursor); break;
	case CXCursor_BinaryOperator:
		if (clang_getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_Assign &&
		    leads_to_function(clang_getCursorType(cursor))) {
			CXCursor *sides = children_of(cursor);
			CXCursor target = arrlen(sides) == 2 ? clang_getCursorReferenced(inner(sides[0])) : clang_getNullCursor();
			if (arrlen(sides) == 2)
				check_value(b, sides[1], (const struct colour_types *)colour_of_callee(b, sides[0], 1),
				            text_of(b, span_of(b, sides[0])), target);
			arrfree(sides);
		}
		break;
	case CXCursor_ReturnStmt: {
		CXCursor value = first_expression(cursor);
		if (clang_getCursorKind(around) != CXCursor_FunctionDecl || clang_Cursor_isNull(value)) break;
		if (!leads_to_function(clang_getCursorResultType(around)) || colour_of_declaration(b, around, 1)) break;
		check_value(b, value, (const struct colour_types *)colour_of_declaration(b, around, 2),
		            format(b->arena, "what '%s' returns", spelling_of(b, around)), around);
		break;
	}
	default: break;
	}
}
