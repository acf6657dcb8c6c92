/* Pass 3, expressions: each cursor becomes a node with its type and the type that it is converted to; keywords become
 * AWAIT, YIELD and YIELD_FROM; invocations of macros that stay closed, and cogen's own forms, become one node each.
 *
 * In: an expression's cursor. Out: its node, variables resolved, taken addresses noted. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/text.h"
#include "tree.h"
#include "type.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/** Clang gives the type of an array that a parameter was written as, without what stands in its brackets. */
static const struct type *type_in_brackets(struct builder *b, CXCursor parameter, const struct type *type) {
	CXType written = clang_getCanonicalType(clang_getCursorType(parameter));
	if (written.kind != CXType_ConstantArray && written.kind != CXType_IncompleteArray &&
	    written.kind != CXType_VariableArray)
		return type;
	uint32_t name = name_offset(b, parameter);
	if (written.kind == CXType_IncompleteArray) /* which clang prints without */
		return name == UINT32_MAX ? type : type_with_brackets(b->arena, type, b->unit->source->text + name);
	CXString printed = clang_getCursorPrettyPrinted(parameter, NULL);
	type = type_with_brackets(b->arena, type, clang_getCString(printed));
	clang_disposeString(printed);
	return type;
}

/** A typedef in the function may ask for an alignment: its objects are declared with what it stands for. */
static void keep_alignment(struct builder *b, struct variable *variable, CXType type) {
	uint64_t align = type_lost_alignment(type);
	if (type_is_underaligned(type, false))
		report_finding(b, DIAG_UNSUPPORTED, variable->declared,
		               format(b->arena,
		                      "the type of '%s' has a typedef in it that asks for a lower alignment, and is declared in "
		                      "a coroutine: declare it at file scope",
		                      variable->name));
	if (!align) return;
	struct type *plain = ARENA_NEW(b->arena, struct type);
	*plain = *variable->type;
	plain->align = 1; /* that of `variable` holds */
	variable->type = plain;
	variable->is_realigned = true;
	if (align > variable->align) variable->align = align;
}

int declare_variable(struct builder *b, CXCursor cursor, const struct type *type, bool is_parameter) {
	struct variable variable = {
		.name = spelling_of(b, cursor),
		.type = is_parameter ? type_in_brackets(b, cursor, type) : type,
		.declared = span_of(b, cursor),
		.name_at = name_offset(b, cursor),
		.scope = b->scope,
		.declaration_order = (int)arrlen(b->function->variables),
		.is_parameter = is_parameter,
		.register_storage = clang_Cursor_getStorageClass(cursor) == CX_SC_Register,
		.slot = -1,
	};
	CXCursor *children = children_of(cursor);
	bool aligned = false;
	for (ptrdiff_t i = 0; i < arrlen(children); i++) {
		enum CXCursorKind kind = clang_getCursorKind(children[i]);
		if (kind == CXCursor_AlignedAttr) aligned = true;
		if (kind == CXCursor_UnexposedAttr && !is_parameter && !variable.cleanup)
			variable.cleanup = check_cleanup(b, cursor);
		/* `[[maybe_unused]] int n` stands in front of all that is the declaration's own to clang */
		struct span span = kind == CXCursor_UnexposedAttr ? span_of(b, children[i]) : (struct span){ 0, 0 };
		if (memmem(b->source->text + span.start, span.end - span.start, "unused", 6)) variable.maybe_unused = true;
	}
	arrfree(children);
	if (variable.cleanup) variable.address_taken = true;
	if (aligned) {
		variable.align = alignment_of(b, cursor);
		if (!variable.align)
			report_finding(b, DIAG_UNSUPPORTED, variable.declared,
			               format(b->arena, "the alignment of '%s' is not known: it has to be a constant",
			                      variable.name));
	}
	keep_alignment(b, &variable, clang_getCursorType(cursor));
	arrput(b->function->variables, variable);
	int index = (int)arrlen(b->function->variables) - 1;
	uint32_t key = name_offset(b, cursor);
	if (key != UINT32_MAX) hmput(b->declared, key, index);
	return index;
}

/** What a form that stands for the call or future in its last argument, as co_wait_for and co_shield do, has as its
 * result; NULL: it is no such form. */
static const struct type *result_of_thing(struct node *form) {
	if (form->kind != NODE_FORM || !form->name ||
	    (strcmp(form->name, "co_wait_for") && strcmp(form->name, "co_shield")))
		return NULL;
	struct node *thing = arrlen(form->arguments) ? form->arguments[arrlen(form->arguments) - 1] : NULL;
	if (!thing) return NULL;
	struct node *inner = strip_parens(thing);
	const struct type *nested = result_of_thing(inner);
	return nested ? nested : inner->kind == NODE_CALL && inner->colour ? inner->colour->result : value_type(thing);
}

/** What the keyword's operand makes of it. */
static struct node *build_operator(struct builder *b, const struct mark *mark, struct node *operand) {
	enum node_kind kind = mark_is(mark, "await") ? NODE_AWAIT : mark_is(mark, "yield") ? NODE_YIELD : NODE_YIELD_FROM;
	struct node *node = new_node(b, kind, (struct span){ mark->span.start, operand->span.end });
	claim(b, mark);
	node->name = mark->macro;
	node->value = operand;
	node->type = operand->type;
	node->suspends = true;
	struct node *inner = strip_parens(operand);
	const struct type *thing = kind == NODE_AWAIT ? result_of_thing(inner) : NULL;
	if (kind == NODE_YIELD) {
		node->element = value_type(operand);
		/* No keyword converts for clang: an array that is yielded decays here, and whoever asked looks at it while this
		 * stands still. */
		if (node->element && node->element->class == TYPE_ARRAY) take_address(b, operand);
	} else if (thing) {
		node->call = inner;
		node->how = CALLEE_OBJECT;
		node->result = node->type = thing;
	} else if (inner->kind == NODE_CALL && inner->colour) {
		node->call = inner;
		node->how = inner->colour->builtin ? CALLEE_BUILTIN : CALLEE_OBJECT;
		node->result = inner->colour->result;
		node->type = node->result;
	} else {
		node->call = operand;
		node->how = kind == NODE_AWAIT ? CALLEE_FUTURE : CALLEE_DELEGATE;
		node->result = value_type(operand);
	}
	adopt(node, operand);
	return node;
}

/** Keywords that clang has dropped between a place and the operand behind it, outermost first in the text. */
static struct node *wrap_dropped(struct builder *b, uint32_t from, struct node *operand) {
	ptrdiff_t i = mark_at_or_after(b, operand->span.start) - 1;
	while (i >= 0 && b->parse->marks[i].span.start >= from && is_operator(&b->parse->marks[i]) &&
	       b->parse->marks[i].span.end <= operand->span.start && !b->claimed[i]) {
		/* only blanks, parentheses never, lie between a keyword and what it applies to */
		if (skip_blanks(b->source, b->parse->marks[i].span.end, operand->span.start) != operand->span.start) break;
		operand = build_operator(b, &b->parse->marks[i], operand);
		i--;
	}
	return operand;
}

/** A macro that stays closed, or a form of cogen's: one node over the whole invocation. */
static struct node *build_closed(struct builder *b, CXCursor cursor, const struct mark *mark) {
	const struct mark *outer = b->inside;
	b->inside = mark;
	struct node *below = build_node(b, cursor);
	b->inside = outer;
	if (!below) return NULL;
	if (mark->keyword && mark_is(mark, "received") && arrlen(mark->arguments) == 2) {
		struct node *node = new_node(b, NODE_RECEIVED, mark->span);
		struct node *found[2] = { NULL, NULL };
		find_arguments(below, mark, found);
		claim(b, mark);
		node->type = below->type;
		node->value = found[1] ? strip_parens(found[1]) : NULL;
		node->suspends = true;
		adopt(node, node->value ? node->value : below);
		if (node->value && node->value->kind == NODE_YIELD) node->value->result = node->type;
		return node;
	}
	struct node *node = new_node(b,
	                             mark->keyword         ? NODE_FORM
	                             : below->is_statement ? NODE_OTHER_STATEMENT
	                                                   : NODE_TEXT,
	                             mark->span);
	node->opaque = true;
	node->is_statement = below->is_statement;
	if (node->is_statement && !in_closed(b)) node->semicolon = find_semicolon(b, mark->span.end);
	node->name = mark->macro;
	node->type = below->type;
	node->converted = below->converted;
	if (mark->keyword) claim(b, mark);
	if (arrlen(mark->arguments)) {
		struct node **found = xcalloc((size_t)arrlen(mark->arguments), sizeof *found);
		find_arguments(below, mark, found);
		for (ptrdiff_t i = 0; i < arrlen(mark->arguments); i++) arrput(node->arguments, found[i]);
		free(found);
	}
	adopt(node, below);
	propagate(node);
	return node;
}

/** A literal whose address is taken lives on until its block ends. */
static int literal_storage(struct builder *b, const struct node *literal) {
	int index = new_temporary(b->function, b->unit, literal->type, "literal_", literal->scope_node);
	struct variable *storage = &b->function->variables[index];
	storage->is_storage = true;
	storage->declared = literal->span;
	return index;
}

void take_address(struct builder *b, struct node *operand) {
	for (;;) {
		operand = strip_parens(operand);
		if (!operand) return;
		if (operand->kind == NODE_COMPOUND_LITERAL && operand->variable < 0 && operand->scope_node)
			operand->variable = literal_storage(b, operand);
		if (operand->kind == NODE_REFERENCE || operand->kind == NODE_COMPOUND_LITERAL) {
			if (operand->variable >= 0) {
				struct variable *variable = &b->function->variables[operand->variable];
				if (!variable->address_at) variable->address_at = operand->span.start;
				variable->address_taken = true;
			}
			return;
		}
		if (operand->kind == NODE_MEMBER || operand->kind == NODE_SUBSCRIPT || operand->kind == NODE_UNARY) {
			if (operand->kind == NODE_SUBSCRIPT) return; /* its base has decayed, which took the address */
			operand = operand->children[0];
			continue;
		}
		if (operand->opaque && arrlen(operand->children)) {
			operand = operand->children[0];
			continue;
		}
		return;
	}
}

/* note [decayed]: an array parameter is a pointer, but libclang gives it, and every expression that has its type, the
 * type that was written. What is no object has no array type. */

static bool is_array(const struct type *type) {
	return type && (type->class == TYPE_ARRAY || (type->class == TYPE_VARIABLE && !type->is_pointer));
}

/** An array that decays hands out its address. */
static void convert(struct builder *b, struct node *node, const struct type *to) {
	const struct type *from = node->converted ? node->converted : node->type;
	if (from && from->class == TYPE_ARRAY && to && to->is_pointer) take_address(b, node);
	if (from && from->is_pointer && is_array(to)) to = from; /* note [decayed] */
	node->converted = to;
}

static const struct type *pointer_at(struct builder *b, CXCursor cursor) {
	return type_of_parameter(b->arena, clang_getCursorType(cursor));
}

static bool leads_to_array(CXCursor pointer) {
	CXType type = clang_getCanonicalType(clang_getCursorType(pointer));
	enum CXTypeKind kind = type.kind == CXType_Pointer ? clang_getPointeeType(type).kind : CXType_VariableArray;
	return kind == CXType_ConstantArray || kind == CXType_IncompleteArray || kind == CXType_VariableArray;
}

/** note [decayed]; the operands are there. */
static void settle_decayed(struct builder *b, struct node *node, CXCursor cursor) {
	if (!is_array(node->type)) return;
	const struct type *below = arrlen(node->children) ? node->children[0]->type : NULL;
	switch (node->kind) {
	case NODE_PAREN:
	case NODE_UNARY: /* __extension__ */
		if (below && below->is_pointer) node->type = below;
		break;
	case NODE_STEP:
	case NODE_BINARY:
	case NODE_ASSIGN:
	case NODE_COMPOUND_ASSIGN:
	case NODE_COMMA:
	case NODE_CONDITIONAL:
	case NODE_STATEMENT_EXPRESSION: node->type = pointer_at(b, cursor); break;
	case NODE_DEREFERENCE:
	case NODE_SUBSCRIPT: {
		CXCursor *operands = children_of(cursor);
		bool found = false;
		for (ptrdiff_t i = 0; i < arrlen(operands); i++) found = found || leads_to_array(operands[i]);
		if (!found) node->type = pointer_at(b, cursor);
		arrfree(operands);
		break;
	}
	default: break;
	}
}

static enum node_kind binary_kind(enum CXBinaryOperatorKind kind) {
	switch (kind) {
	case CXBinaryOperator_LAnd: return NODE_AND;
	case CXBinaryOperator_LOr: return NODE_OR;
	case CXBinaryOperator_Comma: return NODE_COMMA;
	case CXBinaryOperator_Assign: return NODE_ASSIGN;
	default: return NODE_BINARY;
	}
}

static void set_operator(struct node *node, CXString string) {
	const char *text = clang_getCString(string);
	if (text) strncpy(node->op, text, sizeof node->op - 1);
	clang_disposeString(string);
}

static int by_place(const void *a, const void *b) {
	const struct node *left = *(struct node *const *)a, *right = *(struct node *const *)b;
	if (left->span.start != right->span.start) return left->span.start < right->span.start ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

static void sort_children(struct node *node) {
	if (arrlen(node->children)) qsort(node->children, (size_t)arrlen(node->children), sizeof *node->children, by_place);
}

static struct node *build_children(struct builder *b, struct node *node, CXCursor cursor) {
	CXCursor *children = children_of(cursor);
	for (ptrdiff_t i = 0; i < arrlen(children); i++) adopt(node, build_node(b, children[i]));
	arrfree(children);
	/* of a type's lengths libclang has the last one first: `(int (*)[n][m])p` */
	if (node->kind == NODE_CAST || node->kind == NODE_UNEVALUATED || node->kind == NODE_COMPOUND_LITERAL)
		sort_children(node);
	propagate(node);
	return node;
}

/** Builtins that are no functions, but evaluate each operand once. */
static bool reads_as_call(const struct builder *b, struct span span) {
	static const char *const names[] = { "__atomic_", "__c11_atomic_", "atomic_", "__builtin_shuffle",
		                                 "__builtin_convertvector" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strncmp(b->source->text + span.start, names[i], strlen(names[i]))) return true;
	return false;
}

/** The types of __builtin_types_compatible_p. In a macro select.c puts the answer there. */
static void check_compared_types(struct builder *b, const struct node *node) {
	static const char word[] = "__builtin_types_compatible_p";
	if (!node->suspends || is_expansion(b, node->span)) return;
	if (strncmp(b->source->text + node->span.start, word, sizeof word - 1) != 0) return;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (node->children[i]->suspends)
			report_finding(b, DIAG_UNEVALUATED, node->children[i]->span,
			               "a suspension in an operand that is never evaluated");
}

/** libclang has the operands in an order of its own. */
static void make_call(struct node *node) {
	node->kind = NODE_CALL;
	sort_children(node);
}

static struct node *build_unexposed(struct builder *b, CXCursor cursor, struct span span) {
	CXCursor *children = children_of(cursor);
	struct node *node = NULL;
	ptrdiff_t count = arrlen(children);
	if (count == 1) {
		struct span inner = span_of(b, children[0]);
		if (inner.start == span.start && inner.end == span.end) {
			node = build_node(b, children[0]);
			if (node && clang_getCursorType(cursor).kind != CXType_Invalid) convert(b, node, type_at(b, cursor));
			arrfree(children);
			return node;
		}
	}
	char first = span.start < b->source->length ? b->source->text[span.start] : 0;
	if (count >= 1 && clang_getCursorType(cursor).kind == CXType_Void && (first == '.' || first == '[' ||
	     (isalpha((unsigned char)first) && clang_getCursorKind(children[0]) == CXCursor_MemberRef))) {
		node = new_node(b, NODE_DESIGNATED, span);
		node->value = build_node(b, children[count - 1]);
		adopt(node, node->value);
		propagate(node);
	} else if (count >= 3 && (clang_equalCursors(children[0], children[1]) ||
	                          (span_of(b, children[0]).start == span.start && span_of(b, children[0]).end < span.end &&
	                           span_of(b, children[1]).end == span_of(b, children[0]).end))) {
		/* a ?: b, which lists its first operand three times; that may begin in a macro's argument, elsewhere than the
		 * whole does */
		node = new_node(b, NODE_CONDITIONAL, span);
		node->type = type_at(b, cursor);
		node->value = build_node(b, children[0]);
		node->otherwise = build_node(b, children[count - 1]);
		adopt(node, node->value);
		adopt(node, node->otherwise);
		propagate(node);
		settle_decayed(b, node, cursor);
	} else {
		node = new_node(b, NODE_OTHER_EXPRESSION, span);
		node->type = type_at(b, cursor);
		for (ptrdiff_t i = 0; i < count; i++) adopt(node, build_node(b, children[i]));
		propagate(node);
		check_compared_types(b, node);
		if (!arrlen(node->children))
			node->kind = NODE_TEXT;
		else if (reads_as_call(b, span))
			make_call(node);
	}
	arrfree(children);
	return node;
}

/** Declared so here: the text of its attributes, as libclang has no kind for them; the names of the system's own are
 * known. */
static bool is_noreturn(struct builder *b, CXCursor function) {
	if (clang_getCursorKind(function) != CXCursor_FunctionDecl) return false;
	bool found = never_returns(clang_getCursorType(function));
	uint32_t here;
	if (found || !parse_offset(b->parse, clang_getCursorLocation(function), &here)) return found;
	CXCursor *children = children_of(function);
	for (ptrdiff_t i = 0; i < arrlen(children) && !found; i++) {
		struct span span = span_of(b, children[i]);
		if (clang_getCursorKind(children[i]) != CXCursor_UnexposedAttr) continue;
		for (uint32_t at = span.start; at + 7 <= span.end && !found; at++)
			found = !strncmp(b->source->text + at, "oreturn", 7);
	}
	arrfree(children);
	return found;
}

static struct node *build_call(struct builder *b, CXCursor cursor, struct span span) {
	struct node *node = new_node(b, NODE_CALL, span);
	CXCursor *children = children_of(cursor);
	node->type = type_at(b, cursor);
	for (ptrdiff_t i = 0; i < arrlen(children); i++) adopt(node, build_node(b, children[i]));
	if (arrlen(children)) {
		node->colour = colour_of_callee(b, children[0], 1);
		if (node->colour) {
			node->name = node->colour->name;
			node->type = node->colour->result;
		}
		struct node *callee = strip_parens(arrlen(node->children) ? node->children[0] : NULL);
		if (callee && callee->kind == NODE_REFERENCE && callee->variable < 0 && !node->name) node->name = callee->name;
		node->noreturn = is_noreturn(b, clang_getCursorReferenced(children[0]));
	}
	arrfree(children);
	propagate(node);
	/* in a macro select.c puts the answer there */
	if (node->suspends && call_only_looks(node) &&
	    (!is_expansion(b, span) || !strcmp(node->name, "__builtin_classify_type")))
		report_finding(b, DIAG_UNEVALUATED, span, "a suspension in an operand that is never evaluated");
	return node;
}

static struct node *build_unary(struct builder *b, CXCursor cursor, struct span span) {
	const struct mark *mark = operator_at(b, span.start);
	enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(cursor);
	CXCursor *children = children_of(cursor);
	struct node *operand = arrlen(children) ? build_node(b, children[0]) : NULL;
	arrfree(children);
	if (!operand) return NULL;
	if (kind == CXUnaryOperator_Extension && mark && !b->claimed[mark - b->parse->marks]) {
		operand = wrap_dropped(b, mark->span.end, operand);
		return build_operator(b, mark, operand);
	}
	enum node_kind node_kind = NODE_UNARY;
	if (kind == CXUnaryOperator_AddrOf) node_kind = NODE_ADDRESS;
	if (kind == CXUnaryOperator_Deref) node_kind = NODE_DEREFERENCE;
	if (kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PostDec || kind == CXUnaryOperator_PreInc ||
	    kind == CXUnaryOperator_PreDec)
		node_kind = NODE_STEP;
	struct node *node = new_node(b, node_kind, span);
	node->type = type_at(b, cursor);
	set_operator(node, clang_getUnaryOperatorKindSpelling(kind));
	adopt(node, operand);
	propagate(node);
	settle_decayed(b, node, cursor);
	if (node_kind == NODE_ADDRESS) take_address(b, operand);
	return node;
}

/** Whether what begins there is a length, `int[n]`, in a type that is within `node`. */
static bool is_length(const struct builder *b, const struct node *node, const struct node *operand) {
	uint32_t before = source_before_blanks(b->source, operand->span.start, node->span.start);
	return before > node->span.start && b->source->text[before - 1] == '[';
}

/** The suspension in a length of a type that stands in what is hardly evaluated but for that; NULL: there is none. */
static const struct node *suspending_length(const struct builder *b, const struct node *node) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		const struct node *child = node->children[i], *found = NULL;
		if (!child->suspends) continue;
		bool names_type = node->kind == NODE_UNEVALUATED || node->kind == NODE_CAST || node->kind == NODE_COMPOUND_LITERAL;
		if (names_type && is_length(b, node, child)) return child;
		if ((found = suspending_length(b, child)) != NULL) return found;
	}
	return NULL;
}

/** `sizeof(int[await f()])` does wait, as C has it; not in an alignment, nor elsewhere in what is only looked at. What
 * stands in the type of a cast has been told of. */
static void check_unevaluated(struct builder *b, const struct node *node) {
	if (!node->suspends) return;
	const struct node *length = suspending_length(b, node);
	bool measured = !strncmp(b->source->text + node->span.start, "sizeof", 6) ||
	                !strncmp(b->source->text + node->span.start, "__extension__", 13);
	/* in a macro that evaluates it elsewhere, select.c puts the size there */
	if (!length && is_expansion(b, node->span)) return;
	if (!length || !measured)
		report_finding(b, DIAG_UNEVALUATED, node->span, "a suspension in an operand that is never evaluated");
	else if (length->parent == node)
		report_finding(b, DIAG_UNSUPPORTED, length->span,
		               "a suspension as a length in a type that sizeof measures: take it out in front");
}

/** What stands in the type of a cast or a literal. In a macro, as `(__typeof__(x))(y)`, select.c writes the type
 * itself. */
static void check_type_operands(struct builder *b, const struct node *node) {
	for (ptrdiff_t i = 0; i + 1 < arrlen(node->children); i++) {
		const struct node *operand = node->children[i];
		if (!operand->suspends) continue;
		bool length = is_length(b, node, operand);
		if (length || node->type->class == TYPE_VARIABLE || node->type->is_local)
			report_finding(b, DIAG_UNSUPPORTED, operand->span,
			               "a suspension in the type of a cast or a literal: take it out in front");
		else if (!is_expansion(b, operand->span))
			report_finding(b, DIAG_UNEVALUATED, operand->span, "a suspension in an operand that is never evaluated");
	}
}

static struct node *build_expression(struct builder *b, CXCursor cursor, struct span span) {
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	struct node *node;
	switch ((int)kind) {
	case CXCursor_UnexposedExpr: return build_unexposed(b, cursor, span);
	case CXCursor_CallExpr: return build_call(b, cursor, span);
	case CXCursor_UnaryOperator: return build_unary(b, cursor, span);
	case CXCursor_IntegerLiteral:
	case CXCursor_FloatingLiteral:
	case CXCursor_ImaginaryLiteral:
	case CXCursor_StringLiteral:
	case CXCursor_CharacterLiteral:
		node = new_node(b, NODE_TEXT, span);
		node->type = type_at(b, cursor);
		return node;
	case CXCursor_DeclRefExpr:
		if (clang_getCursorKind(clang_getCursorReferenced(cursor)) == CXCursor_EnumConstantDecl) {
			node = new_node(b, NODE_TEXT, span);
			node->type = type_at(b, cursor);
			return node;
		}
		node = new_node(b, NODE_REFERENCE, span);
		node->type = type_at(b, cursor);
		node->variable = variable_of(b, cursor);
		node->name = spelling_of(b, cursor);
		/* note [decayed] */
		if (node->variable >= 0) node->type = b->function->variables[node->variable].type;
		if (clang_getCursorKind(clang_getCursorReferenced(cursor)) == CXCursor_FunctionDecl) {
			struct type *type = ARENA_NEW(b->arena, struct type);
			*type = *node->type;
			type->class = TYPE_FUNCTION; /* also of builtin functions, whose type libclang does not know */
			node->type = type;
		}
		return node;
	case CXCursor_ParenExpr: node = new_node(b, NODE_PAREN, span); break;
	case CXCursor_MemberRefExpr: {
		node = new_node(b, NODE_MEMBER, span);
		CXCursor *children = children_of(cursor);
		struct node *base = NULL;
		for (ptrdiff_t i = 0; i < arrlen(children) && !base; i++)
			if (clang_isExpression(clang_getCursorKind(children[i]))) base = build_node(b, children[i]);
		arrfree(children);
		node->type = type_at(b, cursor);
		if (clang_Cursor_isBitField(clang_getCursorReferenced(cursor)))
			node->bit_field = clang_getFieldDeclBitWidth(clang_getCursorReferenced(cursor));
		adopt(node, base);
		propagate(node);
		if (base && value_type(base) && value_type(base)->is_pointer) node->kind = NODE_ARROW;
		return node;
	}
	case CXCursor_ArraySubscriptExpr: node = new_node(b, NODE_SUBSCRIPT, span); break;
	case CXCursor_BinaryOperator: {
		enum CXBinaryOperatorKind operator= clang_getCursorBinaryOperatorKind(cursor);
		node = new_node(b, binary_kind(operator), span);
		set_operator(node, clang_getBinaryOperatorKindSpelling(operator));
		break;
	}
	case CXCursor_CompoundAssignOperator:
		node = new_node(b, NODE_COMPOUND_ASSIGN, span);
		set_operator(node, clang_getBinaryOperatorKindSpelling(clang_getCursorBinaryOperatorKind(cursor)));
		break;
	case CXCursor_ConditionalOperator: {
		node = new_node(b, NODE_CONDITIONAL, span);
		node->type = type_at(b, cursor);
		build_children(b, node, cursor);
		if (arrlen(node->children) == 3) {
			node->value = node->children[0];
			node->body = node->children[1];
			node->otherwise = node->children[2];
			settle_decayed(b, node, cursor);
		} else {
			node->kind = NODE_OTHER_EXPRESSION;
		}
		return node;
	}
	case CXCursor_CStyleCastExpr: node = new_node(b, NODE_CAST, span); break;
	case CXCursor_CompoundLiteralExpr:
		node = new_node(b, NODE_COMPOUND_LITERAL, span);
		if (type_lost_alignment(clang_getCursorType(cursor)))
			report_finding(b, DIAG_UNSUPPORTED, span,
			               "a compound literal of a typedef that asks for an alignment, and is declared in a "
			               "coroutine: declare it at file scope");
		node->scope_node = b->scope;
		break;
	case CXCursor_InitListExpr: node = new_node(b, NODE_INIT_LIST, span); break;
	case CXCursor_AddrLabelExpr:
		node = new_node(b, NODE_LABEL_ADDRESS, span);
		node->type = type_at(b, cursor);
		return node;
	case CXCursor_StmtExpr: node = new_node(b, NODE_STATEMENT_EXPRESSION, span); break;
	case CXCursor_GenericSelectionExpr: node = new_node(b, NODE_GENERIC, span); break;
	case CXCursor_UnaryExpr:
		/* sizeof, _Alignof: nothing below is evaluated, and variables keep their names only where they are C locals */
		node = new_node(b, NODE_UNEVALUATED, span);
		node->type = type_at(b, cursor);
		build_children(b, node, cursor);
		check_unevaluated(b, node);
		node->suspends = false;
		node->evaluated = memchr(b->source->text + span.start, '[', span.end - span.start) != NULL;
		return node;
	default: node = new_node(b, NODE_OTHER_EXPRESSION, span); break;
	}
	node->type = type_at(b, cursor);
	build_children(b, node, cursor);
	settle_decayed(b, node, cursor);
	if (node->kind == NODE_CAST || node->kind == NODE_COMPOUND_LITERAL) check_type_operands(b, node);
	if (node->kind == NODE_GENERIC && arrlen(node->children) && node->children[0]->suspends &&
	    !suspending_length(b, node->children[0]) && !is_expansion(b, span))
		report_finding(b, DIAG_UNEVALUATED, node->children[0]->span,
		               "a suspension in an operand that is never evaluated");
	return node;
}

struct node *build_node(struct builder *b, CXCursor cursor) {
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	bool statement = clang_isStatement(kind) && kind != CXCursor_StmtExpr;
	if (!statement && !clang_isExpression(kind)) return NULL;
	struct span span = span_of(b, cursor);
	const struct mark *mark = covering(b, span);
	if (mark && mark != b->inside && (!b->inside || span_is_within(mark->span, b->inside->span)))
		return build_closed(b, cursor, mark);
	return statement ? build_statement(b, cursor, span) : build_expression(b, cursor, span);
}
