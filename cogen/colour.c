/* Pass 3, colours: what a call leads to, an async function or a generator, and with which types, found through
 * pointers, fields, typedefs, casts and `typeof`; and the type of a variable or value in the generated reading, where a
 * pointer to a coroutine points to its constructor.
 *
 * In: a cursor or a type. Out: its struct colour, or NULL: a call of it runs no coroutine.
 *
 * What must hold: the annotation belongs to the declaration that it was written on, so types are walked with their
 * sugar, and a typedef on the way is asked for its own declaration. */
#include "base/text.h"
#include "form.h"
#include "lex.h"
#include "tree.h"
#include "type.h"
#include <ctype.h>
#include <string.h>

struct annotation {
	const char *text;
	CXCursor structure; /* of a generator: the anonymous struct with yielded, sent, returned */
	bool has_structure;
};

/** The members that a record of a keyword's has; in a typeof that one of them is of, there may be another record. */
static CXCursor *fields_of(CXCursor record) {
	CXCursor *children = children_of(record);
	ptrdiff_t count = 0;
	for (ptrdiff_t i = 0; i < arrlen(children); i++)
		if (clang_getCursorKind(children[i]) == CXCursor_FieldDecl) children[count++] = children[i];
	if (children) arrsetlen(children, (size_t)count);
	return children;
}

static enum CXChildVisitResult find_annotation(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct annotation *annotation = data;
	switch ((int)clang_getCursorKind(cursor)) {
	case CXCursor_AnnotateAttr: {
		CXString string = clang_getCursorSpelling(cursor);
		const char *text = clang_getCString(string);
		static const char *const known[] = { "cogen.async", "cogen.generator", "cogen.async_generator",
			                                 "cogen.builtin" };
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (!strcmp(text, known[i])) annotation->text = known[i];
		clang_disposeString(string);
		return CXChildVisit_Continue;
	}
	case CXCursor_StructDecl:
		if (!annotation->has_structure) {
			CXCursor *fields = fields_of(cursor);
			if (arrlen(fields) == 3) {
				CXString string = clang_getCursorSpelling(fields[0]);
				if (!strcmp(clang_getCString(string), "co__yielded")) {
					annotation->structure = cursor;
					annotation->has_structure = true;
				}
				clang_disposeString(string);
			}
			arrfree(fields);
		}
		return CXChildVisit_Continue;
	case CXCursor_ParmDecl:
	case CXCursor_CompoundStmt: return CXChildVisit_Continue;
	default: return CXChildVisit_Recurse;
	}
}

/** How many calls deep the annotated function type lies below a declaration's type, before a typedef or typeof, which
 * is `*named`: 1 for a function and a pointer to one, 2 for a function that returns a pointer to one. */
static int depth_of_type(CXType type, CXType *named) {
	int depth = 0;
	for (;;) {
		*named = type;
		if (type_step(&type, &depth)) continue;
		if (type.kind != CXType_Elaborated) return depth;
		CXType declared = clang_Type_getNamedType(type);
		if (declared.kind != CXType_Typedef) return depth;
		type = declared;
	}
}

/** As type_of(), which makes it once for all that libclang does not tell apart. */
static const struct type *known_type(struct builder *b, CXType type) {
	ptrdiff_t known = hmgeti(b->types, type.data[0]);
	if (known >= 0) return b->types[known].value;
	const struct type *new = type_of(b->arena, type);
	hmput(b->types, type.data[0], new);
	return new;
}

/** Of what is passed as a value: qualifiers say nothing of that. */
static CXType value_of(CXType type) {
	return clang_isVolatileQualifiedType(clang_getCanonicalType(type)) ? clang_getUnqualifiedType(type) : type;
}

int calls_to_coroutine(struct builder *b, struct type_owner owner, CXType type) {
	int depth = clang_Cursor_isNull(owner.from) ? 0 : type_depth(type);
	for (int i = 1; i <= depth; i++)
		if (colour_after(b, owner, i)) return i;
	return 0;
}

/** …of what a coroutine gives or takes, where a typeof may hide a pointer to another. */
static const struct type *owned_type(struct builder *b, struct type_owner owner, CXType type) {
	int calls = calls_to_coroutine(b, owner, type);
	return calls ? type_of_pointer(b, type, false, calls, owner.from) : known_type(b, type);
}

/** `owner`: what has the type of the coroutine. */
static struct colour *colour_from(struct builder *b, const struct annotation *annotation, struct type_owner owner,
                                  CXType result) {
	struct colour_types *types_of_it = ARENA_NEW(b->arena, struct colour_types);
	struct colour *colour = &types_of_it->colour;
	colour->builtin = !strcmp(annotation->text, "cogen.builtin");
	colour->kind = !strcmp(annotation->text, "cogen.generator")         ? FUNCTION_GENERATOR
	               : !strcmp(annotation->text, "cogen.async_generator") ? FUNCTION_ASYNC_GENERATOR
	                                                                    : FUNCTION_ASYNC;
	result = value_of(result);
	if (clang_getCanonicalType(result).kind == CXType_Void) result = clang_getCanonicalType(result);
	types_of_it->result = result;
	types_of_it->of_result = owner;
	if (annotation->has_structure && colour->kind != FUNCTION_ASYNC) { /* else it is that of a generator in a typeof */
		CXCursor *fields = fields_of(annotation->structure);
		CXType types[3];
		for (int i = 0; i < 3; i++) types[i] = value_of(clang_getPointeeType(clang_getCursorType(fields[i])));
		types_of_it->yielded = types[0];
		types_of_it->sent = types[1];
		types_of_it->result = types[2];
		types_of_it->of_yielded.from = fields[0];
		types_of_it->of_sent.from = fields[1];
		types_of_it->of_result = (struct type_owner){ fields[2], 0 };
		colour->yielded = owned_type(b, types_of_it->of_yielded, types[0]);
		colour->sent = owned_type(b, types_of_it->of_sent, types[1]);
		arrfree(fields);
	}
	colour->result = owned_type(b, types_of_it->of_result, types_of_it->result);
	return colour;
}

static struct colour *colour_of_typedef(struct builder *b, CXType type, int calls) {
	return colour_of_declaration(b, clang_getTypeDeclaration(type), calls);
}

static CXType result_after(CXType type, int calls) {
	type = clang_getCanonicalType(type);
	for (int called = 0; called < calls && type_step(&type, &called);) continue;
	return type;
}

/** The sugared result type of the function type `calls` levels down, so that a struct or typedef is printed by its
 * name. */
static CXType sugared_result(CXType type, int calls) {
	for (int called = 0;;) {
		if (type_step(&type, &called)) {
			if (called == calls) return type;
			continue;
		}
		CXType canonical = clang_getCanonicalType(type);
		if (clang_equalTypes(canonical, type)) return result_after(type, calls - called);
		if (type.kind == CXType_Typedef) {
			type = clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(type));
		} else if (type.kind == CXType_Elaborated) {
			type = clang_Type_getNamedType(type);
		} else {
			type = canonical;
		}
	}
}

/** The colour of a type name that begins with a keyword, `async(int) (*)(int)`: its attribute is lost there, the call
 * of its macro is not, and neither is the structure of a generator, somewhere in `where`. */
static struct colour *colour_of_keyword(struct builder *b, CXCursor where, const struct mark *mark, CXType type,
                                        int calls) {
	const char *text = mark_is(mark, "async")             ? "cogen.async"
	                   : mark_is(mark, "generator")       ? "cogen.generator"
	                   : mark_is(mark, "async_generator") ? "cogen.async_generator"
	                                                      : NULL;
	struct annotation annotation = { 0 };
	if (!text) return NULL;
	if (strcmp(text, "cogen.async") != 0) {
		clang_visitChildren(where, find_annotation, &annotation);
		if (!annotation.has_structure) return NULL;
	}
	annotation.text = text; /* around the typeof there may be another keyword */
	return colour_from(b, &annotation, (struct type_owner){ where, calls }, result_after(type, calls));
}

/** The keyword that the operand of the first typeof in a declaration or type name begins with. */
static const struct mark *keyword_in_typeof(struct builder *b, CXCursor where) {
	struct span span = span_of(b, where);
	struct lex_token *tokens = lex(b->source->text, span);
	const struct mark *found = NULL;
	for (ptrdiff_t i = 0; i + 2 < arrlen(tokens); i++) {
		if (!lex_is(b->source->text, &tokens[i], "__typeof__") && !lex_is(b->source->text, &tokens[i], "typeof") &&
		    !lex_is(b->source->text, &tokens[i], "__typeof"))
			continue;
		found = keyword_at(b, tokens[i + 2].span.start);
		break;
	}
	arrfree(tokens);
	return found;
}

/** The first expression or typedef in what is declared or written as `where`; the null cursor: there is none. */
static CXCursor operand_of_typeof(CXCursor where) {
	CXCursor *children = children_of(where), value = clang_Cursor_getVarDeclInitializer(where);
	CXCursor operand = clang_getNullCursor();
	for (ptrdiff_t i = 0; i < arrlen(children) && clang_Cursor_isNull(operand); i++) {
		if (clang_equalCursors(children[i], value)) continue;
		CXCursor named = clang_getCursorReferenced(children[i]);
		if (clang_isExpression(clang_getCursorKind(children[i])))
			operand = children[i];
		else if (clang_getCursorKind(children[i]) == CXCursor_TypeRef &&
		         clang_getCursorKind(named) == CXCursor_TypedefDecl)
			operand = named;
	}
	arrfree(children);
	return operand;
}

/** typeof loses the annotation: that of its operand, which gives a pointer's value and is not what is called. */
static struct colour *colour_of_typeof(struct builder *b, CXCursor where, CXType type, int calls) {
	CXString spelling = clang_getTypeSpelling(type);
	bool taken = strstr(clang_getCString(spelling), "typeof") != NULL;
	clang_disposeString(spelling);
	if (!taken) return NULL;
	const struct mark *keyword = keyword_in_typeof(b, where);
	if (keyword)
		return calls == type_depth(clang_getCanonicalType(type)) ? colour_of_keyword(b, where, keyword, type, calls)
		                                                         : NULL;
	CXCursor operand = operand_of_typeof(where);
	struct colour *colour = clang_Cursor_isNull(operand) ? NULL
	                        : clang_isExpression(clang_getCursorKind(operand))
	                            ? colour_of_callee(b, operand, calls)
	                            : colour_of_declaration(b, operand, calls);
	if (colour) colour->name = NULL;
	return colour;
}

static struct colour *find_colour(struct builder *b, CXCursor declaration, int calls) {
	CXType type = clang_getCursorType(declaration);
	if (clang_getCursorKind(declaration) == CXCursor_TypedefDecl)
		type = clang_getTypedefDeclUnderlyingType(declaration);
	if (type.kind == CXType_Auto) { /* loses it too */
		CXCursor initializer = clang_Cursor_getVarDeclInitializer(declaration);
		struct colour *colour = clang_Cursor_isNull(initializer) ? NULL : colour_of_callee(b, initializer, calls);
		if (colour) colour->name = NULL;
		return colour;
	}
	CXType through = { 0 };
	int depth = depth_of_type(type, &through);
	struct annotation annotation = { 0 };
	clang_visitChildren(declaration, find_annotation, &annotation);
	struct type_owner owner = { declaration, calls };
	if (annotation.text && depth && calls == depth)
		return colour_from(b, &annotation, owner, sugared_result(type, calls));
	if (calls <= depth) return NULL;
	if (through.kind != CXType_Typedef) return colour_of_typeof(b, declaration, through, calls - depth);
	struct colour *colour = colour_of_typedef(b, through, calls - depth);
	/* clang gives a function the type of an earlier declaration, a typedef, where C sees no difference: what is written
	 * here holds */
	bool own = colour && annotation.text && annotation.has_structure && calls == 1 &&
	           clang_getCursorKind(declaration) == CXCursor_FunctionDecl;
	return own ? colour_from(b, &annotation, owner, result_after(type, calls)) : colour;
}

struct colour *colour_of_declaration(struct builder *b, CXCursor declaration, int calls) {
	if (clang_Cursor_isNull(declaration)) return NULL;
	if (calls != 1 || clang_getCursorKind(declaration) != CXCursor_FunctionDecl)
		return find_colour(b, declaration, calls);
	/* a function is asked for each call of it */
	ptrdiff_t known = hmgeti(b->colours, declaration.data[0]);
	struct colour *colour = known >= 0 ? b->colours[known].value : find_colour(b, declaration, calls);
	if (known < 0) hmput(b->colours, declaration.data[0], colour);
	if (!colour) return NULL;
	struct colour_types *own = ARENA_NEW(b->arena, struct colour_types); /* callers write to it */
	*own = *(const struct colour_types *)colour;
	own->colour.deprecated = clang_getCursorAvailability(declaration) == CXAvailability_Deprecated;
	return &own->colour;
}

/** _Generic: libclang does not say which of its expressions is chosen, but it has the type of the whole. NULL also
 * where those of that type differ. */
static struct colour *colour_of_selection(struct builder *b, CXCursor selection, int calls) {
	CXType type = clang_getCanonicalType(clang_getCursorType(selection));
	CXCursor *children = children_of(selection);
	struct colour *colour = NULL;
	bool first = true, same = true;
	for (ptrdiff_t i = 1; i < arrlen(children); i++) {
		if (!clang_isExpression(clang_getCursorKind(children[i]))) continue;
		CXType other = clang_getCanonicalType(clang_getCursorType(children[i]));
		if (!clang_equalTypes(type, other)) continue;
		struct colour *found = colour_of_callee(b, children[i], calls);
		if (!first && (!found != !colour || (found && found->kind != colour->kind))) same = false;
		if (first) colour = found;
		first = false;
	}
	arrfree(children);
	if (!same || !colour) return NULL;
	colour->name = NULL; /* it is called through its value */
	return colour;
}

/** The expression that a statement expression has the value of; the null cursor: it has none. */
static CXCursor value_of_block(CXCursor expression) {
	CXCursor *blocks = children_of(expression);
	CXCursor *statements = arrlen(blocks) ? children_of(blocks[0]) : NULL;
	CXCursor last = arrlen(statements) ? arrlast(statements) : clang_getNullCursor();
	arrfree(blocks);
	arrfree(statements);
	return clang_isExpression(clang_getCursorKind(last)) ? last : clang_getNullCursor();
}

static bool is_integer(CXCursor expression) {
	CXType type = clang_getCanonicalType(clang_getCursorType(expression));
	return (type.kind >= CXType_Bool && type.kind <= CXType_Int128) || type.kind == CXType_Enum;
}

/** Whether it is va_arg, which libclang has no kind for: a pointer to a function that comes of what leads to none. */
static bool is_va_arg(CXCursor expression, CXCursor *children) {
	if (clang_getCursorKind(expression) != CXCursor_UnexposedExpr || !arrlen(children)) return false;
	CXCursor list = arrlast(children);
	CXType type = clang_getCanonicalType(clang_getCursorType(list));
	bool is_void =
		type.kind == CXType_Pointer && clang_getCanonicalType(clang_getPointeeType(type)).kind == CXType_Void;
	return clang_isExpression(clang_getCursorKind(list)) && !is_void && !type_depth(type) && !is_integer(list) &&
	       type_depth(clang_getCanonicalType(clang_getCursorType(expression))) > 0;
}

/** The colour that the type written in a cast, compound literal or va_arg gives. */
static struct colour *colour_of_type_name(struct builder *b, CXCursor expression, int calls) {
	CXType type = clang_getCursorType(expression), through = { 0 };
	int depth = depth_of_type(type, &through);
	if (through.kind == CXType_Typedef) return colour_of_typedef(b, through, calls - depth);
	struct colour *colour = colour_of_typeof(b, expression, through, calls - depth);
	if (colour || calls != depth) return colour;
	/* `((async(int) (*)(int))p)(6)`: the attribute is lost in a type name, its macro invocation is not */
	CXCursor *children = children_of(expression);
	struct span span = span_of(b, expression);
	if (is_va_arg(expression, children))
		span.start = span_of(b, arrlast(children)).end;
	else if (arrlen(children))
		span.end = span_of(b, arrlast(children)).start;
	arrfree(children);
	for (ptrdiff_t i = mark_at_or_after(b, span.start); i < arrlen(b->parse->marks); i++) {
		const struct mark *mark = &b->parse->marks[i];
		if (mark->span.start >= span.end) break;
		colour = colour_of_keyword(b, expression, mark, type, calls);
		if (colour) return colour;
	}
	return NULL;
}

/** Whether it is __builtin_choose_expr, which libclang has no kind for: `a ?: b` has more operands, and what is atomic
 * begins with a pointer. */
static bool is_choice_of_compiler(CXCursor expression, CXCursor *children) {
	return clang_getCursorKind(expression) == CXCursor_UnexposedExpr && arrlen(children) == 3 &&
	       is_integer(children[0]);
}

/** Whether a constant expression is 0. */
static bool is_zero(CXCursor constant) {
	CXEvalResult result = clang_Cursor_Evaluate(constant);
	bool zero = result && clang_EvalResult_getKind(result) == CXEval_Int && !clang_EvalResult_getAsLongLong(result);
	if (result) clang_EvalResult_dispose(result);
	return zero;
}

/** Whether an expression has the value of its only operand and does nothing else, `(f)`, `&f`, `*f`, or a conversion
 * that is not written. */
static bool is_transparent(CXCursor expression) {
	switch ((int)clang_getCursorKind(expression)) {
	case CXCursor_ParenExpr: return true;
	case CXCursor_UnaryOperator: {
		enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(expression);
		return kind == CXUnaryOperator_AddrOf || kind == CXUnaryOperator_Deref || kind == CXUnaryOperator_Extension;
	}
	case CXCursor_UnexposedExpr: { /* `a ?: b` and __builtin_choose_expr are such too */
		CXCursor *children = children_of(expression);
		bool only = arrlen(children) == 1;
		arrfree(children);
		return only;
	}
	default: return false;
	}
}

/** The colour of the function that `callee`, an expression, leads to when it is called `calls` times. It has a name,
 * and is called by it, only where the expression is nothing but that name, however many parentheses, & and * it has;
 * what leads to the colour otherwise, such as the operand of typeof or the first of a table, is not what is called. */
struct colour *colour_of_callee(struct builder *b, CXCursor callee, int calls) {
	for (bool named = true;;) {
		CXCursor *children = NULL;
		CXCursor next = clang_getNullCursor();
		named = named && (clang_getCursorKind(callee) == CXCursor_DeclRefExpr || is_transparent(callee));
		switch ((int)clang_getCursorKind(callee)) {
		case CXCursor_DeclRefExpr:
		case CXCursor_MemberRefExpr: {
			CXCursor declaration = clang_getCursorReferenced(callee);
			struct colour *colour = colour_of_declaration(b, declaration, calls);
			if (colour && clang_getCursorKind(declaration) == CXCursor_FunctionDecl && calls == 1 && named)
				colour->name = spelling_of(b, declaration);
			return colour;
		}
		case CXCursor_CallExpr:
			children = children_of(callee);
			if (arrlen(children)) next = children[0];
			calls++;
			break;
		case CXCursor_CStyleCastExpr:
		case CXCursor_CompoundLiteralExpr: return colour_of_type_name(b, callee, calls);
		case CXCursor_ConditionalOperator:
			children = children_of(callee);
			if (arrlen(children) == 3) next = children[is_null(children[1]) ? 2 : 1];
			break;
		case CXCursor_GenericSelectionExpr: return colour_of_selection(b, callee, calls);
		case CXCursor_StmtExpr: /* its value is that of the last statement */
		case CXCursor_CompoundStmt:
			children = children_of(callee);
			if (arrlen(children)) next = children[arrlen(children) - 1];
			break;
		case CXCursor_BinaryOperator:
			children = children_of(callee);
			if (arrlen(children) == 2) {
				bool second = clang_getCursorBinaryOperatorKind(callee) == CXBinaryOperator_Comma ||
				              is_integer(children[0]); /* 1 + table */
				next = children[second];
			}
			break;
		default:
			children = children_of(callee);
			if (is_choice_of_compiler(callee, children)) {
				next = children[is_zero(children[0]) ? 2 : 1];
				break;
			}
			if (is_va_arg(callee, children)) {
				arrfree(children);
				return colour_of_type_name(b, callee, calls);
			}
			for (ptrdiff_t i = 0; i < arrlen(children) && clang_Cursor_isNull(next); i++) /* `1[table]` too */
				if (clang_isExpression(clang_getCursorKind(children[i])) && !is_integer(children[i]))
					next = children[i];
			break;
		}
		arrfree(children);
		if (clang_Cursor_isNull(next)) return NULL;
		callee = next;
	}
}

struct colour *colour_after(struct builder *b, struct type_owner owner, int calls) {
	calls += owner.calls;
	return clang_isExpression(clang_getCursorKind(owner.from)) ? colour_of_type_name(b, owner.from, calls)
	                                                           : colour_of_declaration(b, owner.from, calls);
}

int coroutine_depth(struct builder *b, CXCursor declaration) {
	struct annotation annotation = { 0 };
	CXType through = { 0 };
	clang_visitChildren(declaration, find_annotation, &annotation);
	CXType type = clang_getCursorType(declaration);
	return annotation.text ? depth_of_type(type, &through)
	                       : calls_to_coroutine(b, (struct type_owner){ declaration, 0 }, type);
}

/** The type of a variable in the generated reading: a pointer to a coroutine points to its constructor there. */
const struct type *type_of_declared(struct builder *b, CXCursor declaration, bool is_parameter) {
	int calls = coroutine_depth(b, declaration);
	return type_of_pointer(b, clang_getCursorType(declaration), is_parameter, calls, declaration);
}

/** What an expression gets its value from, by calls, subscripts and the like, or what names its type in parentheses; the
 * null cursor: not known. */
static CXCursor leading_declaration(CXCursor expression) {
	for (;;) {
		CXCursor *children = NULL;
		CXCursor next = clang_getNullCursor();
		switch ((int)clang_getCursorKind(expression)) {
		case CXCursor_DeclRefExpr:
		case CXCursor_MemberRefExpr: return clang_getCursorReferenced(expression);
		case CXCursor_CStyleCastExpr:
		case CXCursor_CompoundLiteralExpr: return expression;
		case CXCursor_StmtExpr: next = value_of_block(expression); break;
		case CXCursor_ConditionalOperator:
		case CXCursor_BinaryOperator: /* a comma; of an assignment both sides are alike */
			children = children_of(expression);
			if (arrlen(children) > 1) next = children[1];
			arrfree(children);
			break;
		case CXCursor_UnexposedExpr:
		case CXCursor_ParenExpr:
		case CXCursor_UnaryOperator:
		case CXCursor_ArraySubscriptExpr:
		case CXCursor_CallExpr:
			children = children_of(expression);
			if (arrlen(children)) next = children[0];
			arrfree(children);
			break;
		default: break;
		}
		if (clang_Cursor_isNull(next)) return next;
		expression = next;
	}
}

CXCursor giver_of_type(CXCursor declaration) {
	CXType type = clang_getCursorType(declaration);
	CXCursor giver =
		type.kind == CXType_Auto ? clang_Cursor_getVarDeclInitializer(declaration) : operand_of_typeof(declaration);
	return clang_isExpression(clang_getCursorKind(giver)) ? leading_declaration(giver) : giver;
}

/** Whether an expression is nothing but a function's name, or the pointer that it becomes: all that is asked of one
 * is the same for the next. */
static bool is_name_of_function(CXCursor expression, CXCursor leading) {
	if (clang_getCursorKind(leading) != CXCursor_FunctionDecl) return false;
	if (clang_getCursorKind(expression) == CXCursor_DeclRefExpr) return true;
	if (clang_getCursorKind(expression) != CXCursor_UnexposedExpr) return false;
	CXCursor *children = children_of(expression);
	bool is_name = arrlen(children) == 1 && clang_getCursorKind(children[0]) == CXCursor_DeclRefExpr;
	arrfree(children);
	return is_name;
}

/** The same of an expression: what its value has to be kept as. */
const struct type *type_at(struct builder *b, CXCursor cursor) {
	CXType type = clang_getCursorType(cursor);
	int depth = type_depth(type), calls = 0;
	if (!depth) return known_type(b, type);
	CXCursor leading = leading_declaration(cursor);
	struct function_type_key key = { type.data[0], leading.data[0] };
	bool is_name = is_name_of_function(cursor, leading);
	ptrdiff_t known = is_name ? hmgeti(b->function_types, key) : -1;
	if (known >= 0) return b->function_types[known].value;
	for (int i = 1; !calls && i <= depth; i++)
		if (colour_of_callee(b, cursor, i)) calls = i;
	const struct type *new = type_of_pointer(b, type, false, calls, leading);
	if (is_name) hmput(b->function_types, key, new);
	return new;
}
