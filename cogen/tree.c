/* Pass 3: from libclang's cursors to the tree. Behind this file no libclang type exists.
 *
 * In: a parsed unit whose coroutines hold no macro that hides a suspension, a jump or a declaration. Out: struct unit: each
 * coroutine with its variables and its statements and expressions, every node with its place in the text.
 *
 * What must hold:
 *   - The keywords await, yield and yield_from are found by their marks, never by counting `__extension__` nodes: clang
 *     folds several at the start of a block item into one, and its other operators look the same. Each mark is claimed by
 *     one node; one that nobody claims stands where nothing is evaluated, or outside a coroutine.
 *   - A macro that stays closed becomes one opaque node over the whole invocation; what is below it is there for the
 *     analyses, and for the places in its arguments where variables are named.
 *   - Implicit conversions are no nodes: the node below carries the type it is converted to. */
#include "base/text.h"
#include "ir.h"
#include "parse.h"
#include "type.h"
#include <ctype.h>
#include <string.h>

struct declaration_key {
	uint32_t key; /* offset of the declared name */
	int value;    /* index of the variable */
};

struct builder {
	struct parse *parse;
	struct unit *unit;
	struct arena *arena;
	const struct source *source;
	struct function *function;
	struct node *scope;              /* innermost block that owns declarations */
	struct node **targets;           /* stb_ds: enclosing loops and switches */
	const struct mark *inside;       /* the closed macro that is being read */
	struct declaration_key *declared; /* stb_ds hash */
	bool *claimed;                   /* per mark: a node stands for this keyword */
	int next_id;
};

static struct node *build(struct builder *b, CXCursor cursor);

/* ---- cursors ------------------------------------------------------------------------------------------------- */

struct cursors {
	CXCursor *list; /* stb_ds */
};

static enum CXChildVisitResult collect(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct cursors *cursors = data;
	arrput(cursors->list, cursor);
	return CXChildVisit_Continue;
}

static CXCursor *children_of(CXCursor cursor) {
	struct cursors cursors = { NULL };
	clang_visitChildren(cursor, collect, &cursors);
	return cursors.list;
}

/** In the arguments of a keyword, libclang lets what ends in another macro end where the name of that macro starts. */
static uint32_t end_of_nested(const struct builder *b, uint32_t end);

static struct span span_of(const struct builder *b, CXCursor cursor) {
	CXSourceRange range = clang_getCursorExtent(cursor);
	struct span span = { 0, 0 };
	parse_offset(b->parse, clang_getRangeStart(range), &span.start);
	if (!parse_offset(b->parse, clang_getRangeEnd(range), &span.end) || span.end < span.start) span.end = span.start;
	if (b->inside && b->inside->keyword) span.end = end_of_nested(b, span.end);
	return span;
}

static const char *spelling_of(struct builder *b, CXCursor cursor) {
	CXString string = clang_getCursorSpelling(cursor);
	const char *copy = arena_strdup(b->arena, clang_getCString(string));
	clang_disposeString(string);
	return copy;
}

static bool within(struct span inner, struct span outer) { return inner.start >= outer.start && inner.end <= outer.end; }

/* ---- marks --------------------------------------------------------------------------------------------------- */

/** Index of the first mark that starts at or behind `offset`. */
static ptrdiff_t mark_at_or_after(const struct builder *b, uint32_t offset) {
	ptrdiff_t low = 0, high = arrlen(b->parse->marks);
	while (low < high) {
		ptrdiff_t middle = low + (high - low) / 2;
		if (b->parse->marks[middle].span.start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/** The keyword without its co_ twin's prefix, for the short ones; NULL when the mark is none of `names`. */
static bool mark_is(const struct mark *mark, const char *name) {
	if (!mark->keyword) return false;
	if (!strcmp(mark->macro, name)) return true;
	return !strncmp(mark->macro, "co_", 3) && !strcmp(mark->macro + 3, name);
}

static const struct mark *keyword_at(const struct builder *b, uint32_t offset) {
	ptrdiff_t i = mark_at_or_after(b, offset);
	if (i < arrlen(b->parse->marks) && b->parse->marks[i].span.start == offset && b->parse->marks[i].keyword)
		return &b->parse->marks[i];
	return NULL;
}

static bool is_operator(const struct mark *mark) {
	return mark_is(mark, "await") || mark_is(mark, "yield") || mark_is(mark, "yield_from");
}

static const struct mark *operator_at(const struct builder *b, uint32_t offset) {
	const struct mark *mark = keyword_at(b, offset);
	return mark && is_operator(mark) ? mark : NULL;
}

static void claim(struct builder *b, const struct mark *mark) { b->claimed[mark - b->parse->marks] = true; }

/** The innermost invocation that wholly covers `span`; operators and blocks never do. Marks nest only through keywords'
 * arguments, so a short walk back finds it. */
static const struct mark *covering(const struct builder *b, struct span span) {
	ptrdiff_t i = mark_at_or_after(b, span.start + 1) - 1;
	for (int steps = 0; i >= 0 && steps < 64; i--, steps++) {
		const struct mark *mark = &b->parse->marks[i];
		if (within(span, mark->span) && span.end > span.start && !is_operator(mark)) return mark;
	}
	return NULL;
}

static uint32_t end_of_nested(const struct builder *b, uint32_t end) {
	ptrdiff_t i = mark_at_or_after(b, end);
	if (i == arrlen(b->parse->marks)) return end;
	const struct mark *mark = &b->parse->marks[i];
	bool nested = mark->span.start == end && within(mark->span, b->inside->span) && mark != b->inside && !is_operator(mark);
	return nested ? mark->span.end : end;
}

/** Whether the text here is a macro's that stays as it is; the arguments of a keyword are the function's own text. */
static bool in_closed(const struct builder *b) { return b->inside && !b->inside->keyword; }

/* ---- nodes --------------------------------------------------------------------------------------------------- */

static struct node *new_node(struct builder *b, enum node_kind kind, struct span span) {
	struct node *node = ARENA_NEW(b->arena, struct node);
	node->kind = kind;
	node->span = span;
	node->variable = -1;
	node->temp = -1;
	node->old = -1;
	node->child = -1;
	node->break_block = node->continue_block = node->dispatch_block = -1;
	node->semicolon = span.end;
	node->id = b->next_id++;
	node->is_statement = kind < NODE_TEXT;
	arrput(b->unit->nodes, node);
	return node;
}

static void adopt(struct node *parent, struct node *child) {
	if (!child) return;
	child->parent = parent;
	arrput(parent->children, child);
}

static const struct type *type_at(struct builder *b, CXCursor cursor);

static uint32_t name_offset(const struct builder *b, CXCursor declaration) {
	uint32_t offset = UINT32_MAX;
	if (!parse_offset(b->parse, clang_getCursorLocation(declaration), &offset)) return UINT32_MAX;
	return offset;
}

static int variable_of(struct builder *b, CXCursor reference) {
	CXCursor declaration = clang_getCursorReferenced(reference);
	enum CXCursorKind kind = clang_getCursorKind(declaration);
	if (kind != CXCursor_VarDecl && kind != CXCursor_ParmDecl) return -1;
	uint32_t key = name_offset(b, declaration);
	if (key == UINT32_MAX) return -1;
	ptrdiff_t i = hmgeti(b->declared, key);
	return i < 0 ? -1 : b->declared[i].value;
}

/* ---- what is called ------------------------------------------------------------------------------------------- */

struct annotation {
	const char *text;
	CXCursor structure; /* of a generator: the anonymous struct with yielded, sent, returned */
	bool has_structure;
};

static enum CXChildVisitResult find_annotation(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct annotation *annotation = data;
	switch ((int)clang_getCursorKind(cursor)) {
	case CXCursor_AnnotateAttr: {
		CXString string = clang_getCursorSpelling(cursor);
		const char *text = clang_getCString(string);
		static const char *const known[] = { "cogen.async", "cogen.generator", "cogen.async_generator", "cogen.builtin" };
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (!strcmp(text, known[i])) annotation->text = known[i];
		clang_disposeString(string);
		return CXChildVisit_Continue;
	}
	case CXCursor_StructDecl:
		if (!annotation->has_structure) {
			CXCursor *fields = children_of(cursor);
			if (arrlen(fields) == 3) {
				CXString string = clang_getCursorSpelling(fields[0]);
				if (!strcmp(clang_getCString(string), "yielded")) {
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

/** How many calls deep the annotated function type lies below a declaration's type, or -1 when a typedef comes first:
 * 1 for a function and a pointer to one, 2 for a function that returns a pointer to one. */
static int depth_of_type(CXType type, CXType *typedef_found) {
	int depth = 0;
	for (;;) {
		switch ((int)type.kind) {
		case CXType_Pointer: type = clang_getPointeeType(type); break;
		case CXType_ConstantArray:
		case CXType_IncompleteArray:
		case CXType_VariableArray: type = clang_getArrayElementType(type); break;
		case CXType_Attributed: type = clang_Type_getModifiedType(type); break;
		case CXType_FunctionProto:
		case CXType_FunctionNoProto:
			depth++;
			type = clang_getResultType(type);
			break;
		case CXType_Elaborated: {
			CXType named = clang_Type_getNamedType(type);
			if (named.kind != CXType_Typedef) return depth;
			type = named;
			break;
		}
		case CXType_Typedef: *typedef_found = type; return depth;
		default: return depth;
		}
	}
}

static struct colour *colour_from(struct builder *b, const struct annotation *annotation, CXType result) {
	struct colour *colour = ARENA_NEW(b->arena, struct colour);
	colour->builtin = !strcmp(annotation->text, "cogen.builtin");
	colour->kind = !strcmp(annotation->text, "cogen.generator")         ? FUNCTION_GENERATOR
	               : !strcmp(annotation->text, "cogen.async_generator") ? FUNCTION_ASYNC_GENERATOR
	                                                                    : FUNCTION_ASYNC;
	colour->result = type_of(b->arena, clang_getCanonicalType(result).kind == CXType_Void ? clang_getCanonicalType(result) : result);
	if (annotation->has_structure) {
		CXCursor *fields = children_of(annotation->structure);
		CXType types[3];
		for (int i = 0; i < 3; i++) types[i] = clang_getPointeeType(clang_getCursorType(fields[i]));
		colour->yielded = type_of(b->arena, types[0]);
		colour->sent = type_of(b->arena, types[1]);
		colour->result = type_of(b->arena, types[2]);
		arrfree(fields);
	}
	return colour;
}

static struct colour *colour_of_declaration(struct builder *b, CXCursor declaration, int calls);

static struct colour *colour_of_typedef(struct builder *b, CXType type, int calls) {
	return colour_of_declaration(b, clang_getTypeDeclaration(type), calls);
}

static CXType result_after(CXType type, int calls) {
	type = clang_getCanonicalType(type);
	for (;;) {
		if (type.kind == CXType_Pointer)
			type = clang_getPointeeType(type);
		else if (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray || type.kind == CXType_VariableArray)
			type = clang_getArrayElementType(type);
		else if (type.kind == CXType_FunctionProto || type.kind == CXType_FunctionNoProto) {
			type = clang_getResultType(type);
			if (--calls == 0) return type;
		} else
			return type;
	}
}

/** The sugared result type of the function type `calls` levels down, so that a struct or typedef is printed by its name. */
static CXType sugared_result(CXType type, int calls) {
	for (;;) {
		switch ((int)type.kind) {
		case CXType_Pointer: type = clang_getPointeeType(type); break;
		case CXType_ConstantArray:
		case CXType_IncompleteArray:
		case CXType_VariableArray: type = clang_getArrayElementType(type); break;
		case CXType_Attributed: type = clang_Type_getModifiedType(type); break;
		case CXType_FunctionProto:
		case CXType_FunctionNoProto:
			type = clang_getResultType(type);
			if (--calls == 0) return type;
			break;
		default: {
			CXType canonical = clang_getCanonicalType(type);
			if (clang_equalTypes(canonical, type)) return result_after(type, calls);
			if (type.kind == CXType_Typedef) {
				type = clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(type));
			} else if (type.kind == CXType_Elaborated) {
				type = clang_Type_getNamedType(type);
			} else {
				type = canonical;
			}
		}
		}
	}
}

static struct colour *colour_of_declaration(struct builder *b, CXCursor declaration, int calls) {
	if (clang_Cursor_isNull(declaration)) return NULL;
	CXType type = clang_getCursorType(declaration);
	if (clang_getCursorKind(declaration) == CXCursor_TypedefDecl) type = clang_getTypedefDeclUnderlyingType(declaration);
	CXType through = { 0 };
	int depth = depth_of_type(type, &through);
	struct annotation annotation = { 0 };
	clang_visitChildren(declaration, find_annotation, &annotation);
	if (annotation.text && depth && calls == depth) return colour_from(b, &annotation, sugared_result(type, calls));
	if (through.kind == CXType_Typedef && calls > depth) return colour_of_typedef(b, through, calls - depth);
	return NULL;
}

/** The colour of the function that `callee`, an expression, leads to when it is called `calls` times. */
static struct colour *colour_of_callee(struct builder *b, CXCursor callee, int calls) {
	for (;;) {
		CXCursor *children = NULL;
		CXCursor next = clang_getNullCursor();
		switch ((int)clang_getCursorKind(callee)) {
		case CXCursor_DeclRefExpr:
		case CXCursor_MemberRefExpr: {
			CXCursor declaration = clang_getCursorReferenced(callee);
			struct colour *colour = colour_of_declaration(b, declaration, calls);
			if (colour && clang_getCursorKind(declaration) == CXCursor_FunctionDecl && calls == 1)
				colour->name = spelling_of(b, declaration);
			if (!colour && clang_getCursorKind(declaration) == CXCursor_VarDecl) {
				/* __auto_type and typeof lose the annotation: follow the initialiser or the operand */
				CXCursor initializer = clang_Cursor_getVarDeclInitializer(declaration);
				CXType type = clang_getCursorType(declaration);
				if (type.kind == CXType_Auto && !clang_Cursor_isNull(initializer)) {
					callee = initializer;
					continue;
				}
			}
			return colour;
		}
		case CXCursor_CallExpr:
			children = children_of(callee);
			if (arrlen(children)) next = children[0];
			calls++;
			break;
		case CXCursor_CStyleCastExpr: {
			struct annotation annotation = { 0 };
			CXType type = clang_getCursorType(callee), through = { 0 };
			clang_visitChildren(callee, find_annotation, &annotation);
			int depth = depth_of_type(type, &through);
			if (through.kind == CXType_Typedef) return colour_of_typedef(b, through, calls - depth);
			/* `((async(int) (*)(int))p)(6)`: the attribute is lost in a type name, its macro invocation is not */
			struct span span = span_of(b, callee);
			for (ptrdiff_t i = mark_at_or_after(b, span.start); i < arrlen(b->parse->marks); i++) {
				const struct mark *mark = &b->parse->marks[i];
				if (mark->span.start >= span.end) break;
				if (mark_is(mark, "async") && calls == depth) {
					annotation.text = "cogen.async";
					return colour_from(b, &annotation, result_after(type, calls));
				}
			}
			return NULL;
		}
		case CXCursor_ConditionalOperator:
			children = children_of(callee);
			if (arrlen(children) == 3) next = children[1];
			break;
		case CXCursor_BinaryOperator:
			children = children_of(callee);
			if (arrlen(children) == 2)
				next = clang_getCursorBinaryOperatorKind(callee) == CXBinaryOperator_Comma ? children[1] : children[0];
			break;
		default:
			children = children_of(callee);
			for (ptrdiff_t i = 0; i < arrlen(children); i++)
				if (clang_isExpression(clang_getCursorKind(children[i]))) {
					next = children[i];
					break;
				}
			break;
		}
		arrfree(children);
		if (clang_Cursor_isNull(next)) return NULL;
		callee = next;
	}
}

/** The type of a variable in the generated reading: a pointer to a coroutine points to its constructor there. */
static const struct type *type_of_declared(struct builder *b, CXCursor declaration, bool is_parameter) {
	struct annotation annotation = { 0 };
	CXType type = clang_getCursorType(declaration), through = { 0 };
	clang_visitChildren(declaration, find_annotation, &annotation);
	int depth = annotation.text ? depth_of_type(type, &through) : 0;
	return type_of_pointer(b->arena, type, is_parameter, depth);
}

static bool is_function_pointer(CXType type) {
	type = clang_getCanonicalType(type);
	if (type.kind != CXType_Pointer) return false;
	type = clang_getPointeeType(type);
	return type.kind == CXType_FunctionProto || type.kind == CXType_FunctionNoProto;
}

/** The same of an expression: what its value has to be kept as. */
static const struct type *type_at(struct builder *b, CXCursor cursor) {
	CXType type = clang_getCursorType(cursor);
	CXType through = { 0 };
	if (!is_function_pointer(type) || !colour_of_callee(b, cursor, 1)) return type_of(b->arena, type);
	int depth = depth_of_type(type, &through);
	return type_of_pointer(b->arena, type, false, through.kind == CXType_Typedef ? 0 : depth ? depth : 1);
}

/* ---- variables ------------------------------------------------------------------------------------------------ */

static int declare_variable(struct builder *b, CXCursor cursor, const struct type *type, bool is_parameter) {
	struct variable variable = {
		.name = spelling_of(b, cursor),
		.type = type,
		.declared = span_of(b, cursor),
		.scope = b->scope,
		.declaration_order = (int)arrlen(b->function->variables),
		.is_parameter = is_parameter,
		.register_storage = clang_Cursor_getStorageClass(cursor) == CX_SC_Register,
		.slot = -1,
	};
	CXCursor *children = children_of(cursor);
	for (ptrdiff_t i = 0; i < arrlen(children); i++) {
		enum CXCursorKind kind = clang_getCursorKind(children[i]);
		if (kind == CXCursor_AlignedAttr) variable.over_aligned = true;
		if (kind == CXCursor_UnexposedAttr) {
			struct span span = span_of(b, children[i]);
			struct text text;
			text_init(&text);
			text_add(&text, b->source->text + span.start, span.end - span.start);
			if (text.length && strstr(text.data, "cleanup")) variable.cleanup = true;
			text_release(&text);
		}
	}
	arrfree(children);
	arrput(b->function->variables, variable);
	int index = (int)arrlen(b->function->variables) - 1;
	uint32_t key = name_offset(b, cursor);
	if (key != UINT32_MAX) hmput(b->declared, key, index);
	return index;
}

/* ---- expressions ----------------------------------------------------------------------------------------------- */

static struct node *strip(struct node *node) {
	while (node && node->kind == NODE_PAREN && arrlen(node->children)) node = node->children[0];
	return node;
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
	struct node *inner = strip(operand);
	if (kind == NODE_YIELD) {
		node->element = value_type(operand);
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

static void report(struct builder *b, enum diag_id id, struct span span, const char *message) {
	struct finding finding = { .id = id, .span = span, .message = message };
	arrput(b->unit->findings, finding);
}

static void propagate(struct node *node) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (node->children[i]->suspends) node->suspends = true;
}

static void find_arguments(struct node *node, const struct mark *mark, struct node **found) {
	for (ptrdiff_t i = 0; i < arrlen(mark->arguments); i++) {
		if (!found[i] && !node->is_statement && within(node->span, mark->arguments[i])) {
			found[i] = node;
			return;
		}
		if (found[i] == node) return;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_arguments(node->children[i], mark, found);
}

/** A macro that stays closed, or a form of cogen's: one node over the whole invocation. */
static struct node *build_closed(struct builder *b, CXCursor cursor, const struct mark *mark) {
	const struct mark *outer = b->inside;
	b->inside = mark;
	struct node *below = build(b, cursor);
	b->inside = outer;
	if (!below) return NULL;
	if (mark->keyword && mark_is(mark, "received") && arrlen(mark->arguments) == 2) {
		struct node *node = new_node(b, NODE_RECEIVED, mark->span);
		struct node *found[2] = { NULL, NULL };
		find_arguments(below, mark, found);
		claim(b, mark);
		node->type = below->type;
		node->value = found[1];
		node->suspends = true;
		adopt(node, found[1] ? found[1] : below);
		if (node->value && node->value->kind == NODE_YIELD) node->value->result = node->type;
		return node;
	}
	struct node *node = new_node(b, mark->keyword ? NODE_FORM : below->is_statement ? NODE_OTHER_STATEMENT : NODE_TEXT, mark->span);
	node->opaque = true;
	node->is_statement = below->is_statement;
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

static void take_address(struct builder *b, struct node *operand) {
	for (;;) {
		operand = strip(operand);
		if (!operand) return;
		if (operand->kind == NODE_COMPOUND_LITERAL && operand->variable < 0 && operand->scope_node)
			operand->variable = literal_storage(b, operand);
		if (operand->kind == NODE_REFERENCE || operand->kind == NODE_COMPOUND_LITERAL) {
			if (operand->variable >= 0) b->function->variables[operand->variable].address_taken = true;
			return;
		}
		if (operand->kind == NODE_MEMBER || operand->kind == NODE_SUBSCRIPT) {
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

/** An array that decays hands out its address. */
static void convert(struct builder *b, struct node *node, const struct type *to) {
	const struct type *from = node->converted ? node->converted : node->type;
	if (from && from->class == TYPE_ARRAY && to && to->is_pointer) take_address(b, node);
	/* a parameter written as an array: see NODE_REFERENCE */
	if (from && from->is_pointer && to && to->class == TYPE_ARRAY) to = from;
	node->converted = to;
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

static struct node *build_children(struct builder *b, struct node *node, CXCursor cursor) {
	CXCursor *children = children_of(cursor);
	for (ptrdiff_t i = 0; i < arrlen(children); i++) adopt(node, build(b, children[i]));
	arrfree(children);
	propagate(node);
	return node;
}

static struct node *build_unexposed(struct builder *b, CXCursor cursor, struct span span) {
	CXCursor *children = children_of(cursor);
	struct node *node = NULL;
	ptrdiff_t count = arrlen(children);
	if (count == 1) {
		struct span inner = span_of(b, children[0]);
		if (inner.start == span.start && inner.end == span.end) {
			node = build(b, children[0]);
			if (node && clang_getCursorType(cursor).kind != CXType_Invalid) convert(b, node, type_at(b, cursor));
			arrfree(children);
			return node;
		}
	}
	char first = span.start < b->source->length ? b->source->text[span.start] : 0;
	if (count >= 1 && clang_getCursorType(cursor).kind == CXType_Void && (first == '.' || first == '[' ||
	     (isalpha((unsigned char)first) && clang_getCursorKind(children[0]) == CXCursor_MemberRef))) {
		node = new_node(b, NODE_DESIGNATED, span);
		node->value = build(b, children[count - 1]);
		adopt(node, node->value);
		propagate(node);
	} else if (count >= 3 && span_of(b, children[0]).start == span.start && span_of(b, children[0]).end < span.end &&
	           span_of(b, children[1]).end == span_of(b, children[0]).end) {
		/* a ?: b, which lists its first operand three times */
		node = new_node(b, NODE_CONDITIONAL, span);
		node->type = type_at(b, cursor);
		node->value = build(b, children[0]);
		node->otherwise = build(b, children[count - 1]);
		adopt(node, node->value);
		adopt(node, node->otherwise);
		propagate(node);
	} else {
		node = new_node(b, NODE_OTHER_EXPRESSION, span);
		node->type = type_at(b, cursor);
		for (ptrdiff_t i = 0; i < count; i++) adopt(node, build(b, children[i]));
		propagate(node);
		if (!arrlen(node->children)) node->kind = NODE_TEXT;
	}
	arrfree(children);
	return node;
}

static struct node *build_call(struct builder *b, CXCursor cursor, struct span span) {
	struct node *node = new_node(b, NODE_CALL, span);
	CXCursor *children = children_of(cursor);
	node->type = type_at(b, cursor);
	for (ptrdiff_t i = 0; i < arrlen(children); i++) adopt(node, build(b, children[i]));
	if (arrlen(children)) {
		node->colour = colour_of_callee(b, children[0], 1);
		if (node->colour) {
			node->name = node->colour->name;
			node->type = node->colour->result;
		}
		struct node *callee = strip(arrlen(node->children) ? node->children[0] : NULL);
		if (callee && callee->kind == NODE_REFERENCE && callee->variable < 0 && !node->name) node->name = callee->name;
	}
	arrfree(children);
	propagate(node);
	return node;
}

static struct node *build_unary(struct builder *b, CXCursor cursor, struct span span) {
	const struct mark *mark = operator_at(b, span.start);
	enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(cursor);
	CXCursor *children = children_of(cursor);
	struct node *operand = arrlen(children) ? build(b, children[0]) : NULL;
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
	if (node_kind == NODE_ADDRESS) take_address(b, operand);
	return node;
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
		/* libclang gives an array parameter the type that was written, not the pointer that it is */
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
			if (clang_isExpression(clang_getCursorKind(children[i]))) base = build(b, children[i]);
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
		} else {
			node->kind = NODE_OTHER_EXPRESSION;
		}
		return node;
	}
	case CXCursor_CStyleCastExpr: node = new_node(b, NODE_CAST, span); break;
	case CXCursor_CompoundLiteralExpr:
		node = new_node(b, NODE_COMPOUND_LITERAL, span);
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
		if (node->suspends)
			report(b, DIAG_UNEVALUATED, span, "a suspension in an operand that is never evaluated");
		node->suspends = false;
		return node;
	default: node = new_node(b, NODE_OTHER_EXPRESSION, span); break;
	}
	node->type = type_at(b, cursor);
	build_children(b, node, cursor);
	if (node->kind == NODE_GENERIC && arrlen(node->children) && node->children[0]->suspends)
		report(b, DIAG_UNEVALUATED, node->children[0]->span, "a suspension in an operand that is never evaluated");
	return node;
}

/* ---- statements ------------------------------------------------------------------------------------------------ */

static uint32_t find_semicolon(const struct builder *b, uint32_t end) {
	uint32_t at = skip_blanks(b->source, end, b->source->length);
	return at < b->source->length && b->source->text[at] == ';' ? at + 1 : end;
}

static struct node *build_full(struct builder *b, CXCursor cursor) {
	struct node *node = build(b, cursor);
	if (node) node->full = true;
	return node;
}

static enum CXChildVisitResult note_enumerators(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct builder *b = data;
	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_EnumConstantDecl) {
		struct other_name other = { spelling_of(b, cursor), b->scope, span_of(b, cursor).start };
		arrput(b->function->others, other);
	}
	return CXChildVisit_Recurse;
}

/** Whether the text came from a macro that was opened. */
static bool is_expansion(const struct builder *b, struct span span) {
	for (ptrdiff_t i = 0; i < arrlen(b->source->edits); i++)
		if (within(span, b->source->edits[i].now)) return true;
	return false;
}

/** What stands in types of a declaration (typeof, array bounds) is not evaluated there, but names variables. */
static void build_type_operands(struct builder *b, struct node *node, CXCursor declaration, CXCursor initializer) {
	CXCursor *below = children_of(declaration);
	for (ptrdiff_t i = 0; i < arrlen(below); i++) {
		if (!clang_isExpression(clang_getCursorKind(below[i])) || clang_equalCursors(below[i], initializer)) continue;
		struct node *operand = build(b, below[i]);
		if (!operand) continue;
		bool bound = clang_getCursorType(declaration).kind == CXType_VariableArray;
		if (operand->suspends && bound)
			report(b, DIAG_UNSUPPORTED, operand->span, "a suspension in the bound of an array is not supported: take it out in front");
		else if (operand->suspends && is_expansion(b, operand->span))
			node->retyped = true; /* as MAX(await f(), 1) has it: __typeof__ of its argument */
		else if (operand->suspends)
			report(b, DIAG_UNEVALUATED, operand->span, "a suspension in an operand that is never evaluated");
		struct node *wrapper = new_node(b, NODE_UNEVALUATED, operand->span);
		adopt(wrapper, operand);
		adopt(node, wrapper);
	}
	arrfree(below);
}

static int by_start(const void *a, const void *b) {
	const struct node *left = *(struct node *const *)a, *right = *(struct node *const *)b;
	if (left->span.start != right->span.start) return left->span.start < right->span.start ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

static void sort_children(struct node *node) {
	if (arrlen(node->children)) qsort(node->children, (size_t)arrlen(node->children), sizeof(struct node *), by_start);
}

static struct node *build_declaration(struct builder *b, CXCursor cursor, struct span span) {
	struct node *node = new_node(b, NODE_DECLARATION, span);
	CXCursor *children = children_of(cursor);
	node->semicolon = span.end;
	for (ptrdiff_t i = 0; i < arrlen(children); i++) {
		struct declarator declarator = { .variable = -1, .span = span_of(b, children[i]) };
		enum CXCursorKind kind = clang_getCursorKind(children[i]);
		if (kind == CXCursor_VarDecl) {
			enum CX_StorageClass storage = clang_Cursor_getStorageClass(children[i]);
			bool automatic = storage != CX_SC_Static && storage != CX_SC_Extern && storage != CX_SC_PrivateExtern &&
			                 clang_getCursorTLSKind(children[i]) == CXTLS_None;
			if (automatic && !in_closed(b))
				declarator.variable = declare_variable(b, children[i], type_of_declared(b, children[i], false), false);
			CXCursor initializer = clang_Cursor_getVarDeclInitializer(children[i]);
			if (!clang_Cursor_isNull(initializer) && automatic) {
				declarator.initializer = build_full(b, initializer);
				adopt(node, declarator.initializer);
			}
			if (!in_closed(b)) build_type_operands(b, node, children[i], initializer);
		} else if (kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl || kind == CXCursor_EnumDecl ||
		           kind == CXCursor_TypedefDecl) {
			node->defines_type = true;
			if (kind == CXCursor_EnumDecl) clang_visitChildren(children[i], note_enumerators, b);
			if (kind == CXCursor_TypedefDecl) declarator.type_name = spelling_of(b, children[i]);
		}
		if (declarator.variable < 0 && !in_closed(b)) {
			struct other_name other = { spelling_of(b, children[i]), b->scope, declarator.span.start };
			arrput(b->function->others, other);
		}
		arrput(node->declarators, declarator);
	}
	arrfree(children);
	sort_children(node);
	propagate(node);
	return node;
}

/** The three parts of a for's head, by its semicolons: libclang leaves absent ones out. */
static void split_for(const struct builder *b, uint32_t start, uint32_t limit, uint32_t parts[2], uint32_t *close) {
	uint32_t at = start;
	int depth = 0, found = 0;
	while (at < limit) {
		at = skip_blanks(b->source, at, limit);
		char c = b->source->text[at];
		if (c == '"' || c == '\'') {
			char quote = c;
			for (at++; at < limit && b->source->text[at] != quote; at++)
				if (b->source->text[at] == '\\') at++;
		} else if (c == '(' || c == '[' || c == '{') {
			depth++;
		} else if (c == ')' || c == ']' || c == '}') {
			if (--depth == 0) {
				*close = at;
				return;
			}
		} else if (c == ';' && depth == 1 && found < 2) {
			parts[found++] = at;
		}
		at++;
	}
	*close = limit;
}

static struct node *build_body(struct builder *b, struct node *owner, CXCursor cursor, bool loop) {
	if (loop) arrput(b->targets, owner);
	struct node *node = build(b, cursor);
	if (loop) (void)arrpop(b->targets);
	return node;
}

static struct node *build_for(struct builder *b, CXCursor cursor, struct span span, CXCursor *children) {
	struct node *node = new_node(b, NODE_FOR, span);
	struct node *outer = b->scope;
	ptrdiff_t count = arrlen(children);
	uint32_t parts[2] = { span.end, span.end }, close = span.end;
	(void)cursor;
	split_for(b, span.start, span.end, parts, &close);
	node->parts[0] = parts[0];
	node->parts[1] = parts[1];
	node->parts[2] = close;
	b->scope = node;
	for (ptrdiff_t i = 0; i + 1 < count; i++) {
		struct span at = span_of(b, children[i]);
		if (at.start < parts[0]) {
			node->init = build(b, children[i]);
			if (node->init) node->init->full = !node->init->is_statement;
			adopt(node, node->init);
		} else if (at.start < parts[1]) {
			node->value = build_full(b, children[i]);
			adopt(node, node->value);
		} else if (at.start < close) {
			node->step = build_full(b, children[i]);
			adopt(node, node->step);
		}
	}
	if (count) {
		node->body = build_body(b, node, children[count - 1], true);
		adopt(node, node->body);
	}
	b->scope = outer;
	propagate(node);
	return node;
}

/** The first node below, in text order, that lies within `span`. */
static struct node *node_within(struct node *node, struct span span) {
	if (!node) return NULL;
	if (!node->is_statement && within(node->span, span)) return node;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		struct node *found = node_within(node->children[i], span);
		if (found) return found;
	}
	return NULL;
}

/** co_with (m) body: an if in the annotation reading. */
static struct node *build_with(struct builder *b, struct span span, CXCursor *children, const struct mark *mark) {
	struct node *node = new_node(b, NODE_CO_WITH, span);
	const struct mark *outer = b->inside;
	claim(b, mark);
	node->name = "co_with";
	b->inside = mark;
	struct node *condition = arrlen(children) ? build(b, children[0]) : NULL;
	b->inside = outer;
	if (arrlen(mark->arguments)) node->value = node_within(condition, mark->arguments[0]);
	if (node->value) {
		node->value->full = true;
		/* the marker takes a void *; what counts is the pointer's own type */
		adopt(node, node->value);
	}
	if (arrlen(children)) {
		node->body = build(b, children[arrlen(children) - 1]);
		adopt(node, node->body);
	}
	node->suspends = true;
	node->how = CALLEE_BUILTIN;
	return node;
}

/** co_for (T, x, G) body: a for in the annotation reading. */
static struct node *build_co_for(struct builder *b, struct span span, CXCursor *children, const struct mark *mark) {
	struct node *node = new_node(b, NODE_CO_FOR, span);
	struct node *outer_scope = b->scope;
	const struct mark *outer = b->inside;
	claim(b, mark);
	node->name = mark->macro;
	b->scope = node;
	node->variable = -1;
	if (arrlen(children) && clang_getCursorKind(children[0]) == CXCursor_DeclStmt) {
		CXCursor *declared = children_of(children[0]);
		if (arrlen(declared) && clang_getCursorKind(declared[0]) == CXCursor_VarDecl) {
			CXCursor initializer = clang_Cursor_getVarDeclInitializer(declared[0]);
			b->inside = mark;
			b->scope = outer_scope;
			struct node *below = clang_Cursor_isNull(initializer) ? NULL : build(b, initializer);
			b->inside = outer;
			b->scope = node;
			if (arrlen(mark->arguments) == 3) node->call = node_within(below, mark->arguments[2]);
			node->variable = declare_variable(b, declared[0], type_of_declared(b, declared[0], false), false);
			b->function->variables[node->variable].declared = mark->arguments ? mark->arguments[1] : mark->span;
		}
		arrfree(declared);
	}
	if (node->call) {
		struct node *inner = strip(node->call);
		node->value = node->call;
		node->call->full = true;
		adopt(node, node->call);
		if (inner->kind == NODE_CALL && inner->colour) {
			node->how = CALLEE_OBJECT;
			node->call = inner;
			node->element = inner->colour->yielded;
		} else {
			node->how = CALLEE_DELEGATE;
		}
	}
	if (arrlen(children)) {
		node->body = build_body(b, node, children[arrlen(children) - 1], true);
		adopt(node, node->body);
	}
	b->scope = outer_scope;
	propagate(node);
	return node;
}

static struct node *unsupported_block(struct builder *b, struct span span, const struct mark *mark) {
	struct finding finding = {
		.id = DIAG_UNSUPPORTED,
		.span = mark->span,
		.message = format(b->arena, "'%s' is not supported in a coroutine", mark->macro),
	};
	claim(b, mark);
	arrput(b->unit->findings, finding);
	return new_node(b, NODE_OTHER_STATEMENT, span);
}

static struct node *build_statement(struct builder *b, CXCursor cursor, struct span span) {
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	const struct mark *mark = in_closed(b) ? NULL : keyword_at(b, span.start);
	CXCursor *children = NULL;
	struct node *node = NULL;

	if (kind == CXCursor_DeclStmt) return build_declaration(b, cursor, span);
	children = children_of(cursor);
	ptrdiff_t count = arrlen(children);
	if (mark && mark_is(mark, "with") && kind == CXCursor_IfStmt) {
		node = build_with(b, span, children, mark);
	} else if (mark && mark_is(mark, "for") && kind == CXCursor_ForStmt) {
		node = build_co_for(b, span, children, mark);
	} else if (mark && (kind == CXCursor_IfStmt || kind == CXCursor_ForStmt) && !is_operator(mark)) {
		node = unsupported_block(b, span, mark);
	} else {
		switch ((int)kind) {
		case CXCursor_CompoundStmt: {
			struct node *outer = b->scope;
			node = new_node(b, NODE_COMPOUND, span);
			b->scope = node;
			for (ptrdiff_t i = 0; i < count; i++) adopt(node, build(b, children[i]));
			b->scope = outer;
			break;
		}
		case CXCursor_NullStmt: node = new_node(b, NODE_NULL_STATEMENT, span); break;
		case CXCursor_IfStmt:
			node = new_node(b, NODE_IF, span);
			if (count > 0) adopt(node, node->value = build_full(b, children[0]));
			if (count > 1) adopt(node, node->body = build(b, children[1]));
			if (count > 2) adopt(node, node->otherwise = build(b, children[2]));
			break;
		case CXCursor_WhileStmt:
			node = new_node(b, NODE_WHILE, span);
			if (count > 0) adopt(node, node->value = build_full(b, children[0]));
			if (count > 1) adopt(node, node->body = build_body(b, node, children[1], true));
			break;
		case CXCursor_DoStmt:
			node = new_node(b, NODE_DO, span);
			if (count > 0) adopt(node, node->body = build_body(b, node, children[0], true));
			if (count > 1) adopt(node, node->value = build_full(b, children[1]));
			node->semicolon = find_semicolon(b, span.end);
			break;
		case CXCursor_ForStmt: node = build_for(b, cursor, span, children); break;
		case CXCursor_SwitchStmt:
			node = new_node(b, NODE_SWITCH, span);
			if (count > 0) adopt(node, node->value = build_full(b, children[0]));
			if (count > 1) adopt(node, node->body = build_body(b, node, children[1], true));
			break;
		case CXCursor_CaseStmt:
		case CXCursor_DefaultStmt:
			/* the labels' values are constants: text */
			node = new_node(b, kind == CXCursor_CaseStmt ? NODE_CASE : NODE_DEFAULT, span);
			if (count) adopt(node, node->body = build(b, children[count - 1]));
			node->target = NULL;
			for (ptrdiff_t i = arrlen(b->targets) - 1; i >= 0 && !node->target; i--)
				if (b->targets[i]->kind == NODE_SWITCH) node->target = b->targets[i];
			break;
		case CXCursor_LabelStmt:
			node = new_node(b, NODE_LABEL, span);
			node->name = spelling_of(b, cursor);
			if (count) adopt(node, node->body = build(b, children[count - 1]));
			if (!in_closed(b)) arrput(b->function->labels, node);
			break;
		case CXCursor_GotoStmt: {
			node = new_node(b, NODE_GOTO, span);
			if (count) node->name = spelling_of(b, children[0]);
			break;
		}
		case CXCursor_IndirectGotoStmt:
			node = new_node(b, NODE_COMPUTED_GOTO, span);
			if (count) adopt(node, node->value = build_full(b, children[0]));
			break;
		case CXCursor_BreakStmt:
		case CXCursor_ContinueStmt:
			node = new_node(b, kind == CXCursor_BreakStmt ? NODE_BREAK : NODE_CONTINUE, span);
			for (ptrdiff_t i = arrlen(b->targets) - 1; i >= 0 && !node->target; i--)
				if (kind == CXCursor_BreakStmt || b->targets[i]->kind != NODE_SWITCH) node->target = b->targets[i];
			break;
		case CXCursor_ReturnStmt:
			node = new_node(b, NODE_RETURN, span);
			if (count) adopt(node, node->value = build_full(b, children[0]));
			break;
		case CXCursor_GCCAsmStmt:
		case CXCursor_MSAsmStmt:
			node = new_node(b, NODE_ASM, span);
			for (ptrdiff_t i = 0; i < count; i++) {
				struct node *operand = build(b, children[i]);
				if (operand) take_address(b, operand);
				adopt(node, operand);
			}
			break;
		default:
			node = new_node(b, NODE_OTHER_STATEMENT, span);
			for (ptrdiff_t i = 0; i < count; i++) adopt(node, build(b, children[i]));
			break;
		}
	}
	switch (node->kind) {
	case NODE_GOTO:
	case NODE_COMPUTED_GOTO:
	case NODE_BREAK:
	case NODE_CONTINUE:
	case NODE_RETURN:
	case NODE_ASM:
	case NODE_OTHER_STATEMENT:
		if (!in_closed(b)) node->semicolon = find_semicolon(b, span.end);
		break;
	default: break;
	}
	arrfree(children);
	if (node->kind == NODE_CO_WITH)
		node->suspends = true;
	else
		propagate(node);
	return node;
}

static bool is_place_for_statements(const struct node *node) {
	switch (node->kind) {
	case NODE_COMPOUND:
	case NODE_CASE:
	case NODE_DEFAULT:
	case NODE_LABEL: return true;
	default: return false;
	}
}

/** An expression where a statement stands. */
static struct node *as_statement(struct builder *b, struct node *expression) {
	if (expression->is_statement) return expression;
	struct node *node = new_node(b, expression->opaque && expression->kind == NODE_TEXT ? NODE_EXPRESSION_STATEMENT : NODE_EXPRESSION_STATEMENT,
	                             expression->span);
	struct node *inner = strip(expression);
	node->value = expression;
	expression->full = true;
	node->semicolon = find_semicolon(b, expression->span.end);
	adopt(node, expression);
	node->suspends = expression->suspends;
	if (inner->kind == NODE_CALL && inner->name && !strcmp(inner->name, "co_raise")) node->kind = NODE_CO_RAISE;
	return node;
}

static struct node *build(struct builder *b, CXCursor cursor) {
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	bool statement = clang_isStatement(kind) && kind != CXCursor_StmtExpr;
	if (!statement && !clang_isExpression(kind)) return NULL;
	struct span span = span_of(b, cursor);
	const struct mark *mark = covering(b, span);
	if (mark && mark != b->inside && (!b->inside || within(mark->span, b->inside->span)))
		return build_closed(b, cursor, mark);
	return statement ? build_statement(b, cursor, span) : build_expression(b, cursor, span);
}

/** Where a statement is expected, expressions become statements. */
static void settle_statements(struct builder *b, struct node *node) {
	if (!node || (node->opaque && node->kind != NODE_FORM)) return;
	if (node->is_statement && node->kind != NODE_OTHER_STATEMENT) {
		if (is_place_for_statements(node)) {
			for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
				struct node *made = as_statement(b, node->children[i]);
				if (node->body == node->children[i]) node->body = made;
				node->children[i] = made;
				made->parent = node;
			}
		} else {
			for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
				struct node *child = node->children[i];
				if (child != node->body && child != node->otherwise) continue;
				struct node *made = as_statement(b, child);
				if (node->body == child) node->body = made;
				if (node->otherwise == child) node->otherwise = made;
				node->children[i] = made;
				made->parent = node;
			}
		}
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		settle_statements(b, node->children[i]);
		if (node->is_statement && node->children[i]->is_statement && node->children[i]->semicolon > node->semicolon)
			node->semicolon = node->children[i]->semicolon;
	}
}

/* ---- functions -------------------------------------------------------------------------------------------------- */

static void resolve_gotos(struct function *function, struct node *node) {
	if (node->kind == NODE_GOTO)
		for (ptrdiff_t i = 0; i < arrlen(function->labels); i++)
			if (node->name && !strcmp(function->labels[i]->name, node->name)) node->target = function->labels[i];
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) resolve_gotos(function, node->children[i]);
}

static void note_function_names(struct builder *b, struct function *function) {
	for (ptrdiff_t i = mark_at_or_after(b, function->body->span.start);
	     i < arrlen(b->parse->marks) && b->parse->marks[i].span.start < function->body->span.end; i++)
		if (b->parse->marks[i].mentions_function_name) function->mentions_function_name = true;
	static const char *const names[] = { "__func__", "__FUNCTION__", "__PRETTY_FUNCTION__" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *found = strstr(b->source->text + function->body->span.start, names[i]);
		if (found && found < b->source->text + function->body->span.end) function->mentions_function_name = true;
	}
}

static bool is_definition_here(struct builder *b, CXCursor cursor) {
	uint32_t offset;
	return clang_getCursorKind(cursor) == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor) &&
	       parse_offset(b->parse, clang_getCursorLocation(cursor), &offset);
}

static struct function *build_function(struct builder *b, CXCursor cursor, const struct colour *colour) {
	struct function *function = ARENA_NEW(b->arena, struct function);
	CXCursor *children = children_of(cursor);
	CXCursor body = clang_getNullCursor();
	function->name = spelling_of(b, cursor);
	function->kind = (enum function_kind)colour->kind;
	function->definition = span_of(b, cursor);
	function->name_span.start = name_offset(b, cursor);
	function->name_span.end = function->name_span.start + (uint32_t)strlen(function->name);
	function->is_static = clang_Cursor_getStorageClass(cursor) == CX_SC_Static;
	function->result = colour->result;
	function->yielded = colour->yielded;
	function->sent = colour->sent;
	function->return_variable = -1;
	b->function = function;
	hmfree(b->declared);
	for (ptrdiff_t i = 0; i < arrlen(children); i++)
		if (clang_getCursorKind(children[i]) == CXCursor_CompoundStmt) body = children[i];
	struct span body_span = span_of(b, body);
	function->head = (struct span){ function->definition.start, body_span.start };
	b->scope = NULL;
	for (ptrdiff_t i = 0; i < arrlen(children); i++)
		if (clang_getCursorKind(children[i]) == CXCursor_ParmDecl) {
			const struct type *type = type_of_declared(b, children[i], true);
			arrput(function->parameters, declare_variable(b, children[i], type, true));
		}
	function->body = build(b, body);
	arrfree(children);
	settle_statements(b, function->body);
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++)
		if (function->variables[i].is_parameter) function->variables[i].scope = function->body;
	resolve_gotos(function, function->body);
	note_function_names(b, function);
	return function;
}

struct top_level {
	struct builder *builder;
	CXCursor *plain; /* stb_ds: other function definitions, looked through for calls without a form */
};

/** Only parentheses lie between an argument and the call in it. */
static bool is_whole_argument(const struct builder *b, struct span call, struct span argument) {
	const char *text = b->source->text;
	if (call.start < argument.start || call.end > argument.end) return false;
	for (uint32_t i = argument.start; i < call.start; i++)
		if (text[i] != '(' && !isspace((unsigned char)text[i])) return false;
	for (uint32_t i = call.end; i < argument.end; i++)
		if (text[i] != ')' && !isspace((unsigned char)text[i])) return false;
	return true;
}

/** Whether await or the like stands right before it: then that keyword is what is wrong. */
static bool is_behind_operator(const struct builder *b, uint32_t offset) {
	for (ptrdiff_t i = mark_at_or_after(b, offset) - 1; i >= 0; i--) {
		const struct mark *mark = &b->parse->marks[i];
		if (mark->span.end > offset) continue;
		return is_operator(mark) && skip_blanks(b->source, mark->span.end, offset) == offset;
	}
	return false;
}

static void check_plain_call(struct builder *b, CXCursor cursor) {
	CXCursor *children = children_of(cursor);
	struct colour *colour = arrlen(children) ? colour_of_callee(b, children[0], 1) : NULL;
	arrfree(children);
	if (!colour) return;
	struct span span = span_of(b, cursor);
	const struct mark *mark = covering(b, span);
	for (ptrdiff_t i = 0; mark && mark->keyword && i < arrlen(mark->arguments); i++)
		if (is_whole_argument(b, span, mark->arguments[i])) return;
	if ((mark && mark->mentions_keyword) || is_behind_operator(b, span.start)) return;
	struct finding finding = {
		.id = DIAG_NEVER_AWAITED,
		.span = span,
		.message = format(b->arena, "coroutine '%s' is never run: its call only makes an object",
		                  colour->name ? colour->name : "(by pointer)"),
		.note = colour->kind == FUNCTION_ASYNC ? "in a plain function pass the call to co_run, co_spawn, co_go or another form"
		                                       : "in a plain function pass the call to co_new or co_for",
		.note_span = span,
	};
	arrput(b->unit->findings, finding);
}

/** What a plain function is looked through for: calls of coroutines without a form, and goto into a co_for. */
struct plain {
	struct builder *builder;
	struct span *loops; /* stb_ds: of co_for */
	struct span *gotos; /* stb_ds */
	uint32_t *labels;   /* stb_ds: where each goto leads */
};

static enum CXChildVisitResult visit_plain(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct plain *plain = data;
	struct builder *b = plain->builder;
	(void)parent;
	switch ((int)clang_getCursorKind(cursor)) {
	case CXCursor_CallExpr: check_plain_call(b, cursor); break;
	case CXCursor_ForStmt: {
		struct span span = span_of(b, cursor);
		const struct mark *mark = keyword_at(b, span.start);
		if (mark && mark_is(mark, "for")) arrput(plain->loops, span);
		break;
	}
	case CXCursor_GotoStmt: {
		CXCursor *children = children_of(cursor);
		uint32_t label;
		if (arrlen(children) && parse_offset(b->parse, clang_getCursorLocation(clang_getCursorReferenced(children[0])), &label)) {
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

static void look_through(struct builder *b, CXCursor function) {
	struct plain plain = { .builder = b };
	clang_visitChildren(function, visit_plain, &plain);
	for (ptrdiff_t g = 0; g < arrlen(plain.gotos); g++)
		for (ptrdiff_t i = 0; i < arrlen(plain.loops); i++)
			if (plain.labels[g] >= plain.loops[i].start && plain.labels[g] < plain.loops[i].end &&
			    !within(plain.gotos[g], plain.loops[i])) {
				report(b, DIAG_JUMP, plain.gotos[g], "goto into a 'co_for' block");
				break;
			}
	arrfree(plain.loops);
	arrfree(plain.gotos);
	arrfree(plain.labels);
}

/** Attributes that would change what a call of the constructor means, in any declaration of a coroutine. */
static void check_attributes(struct builder *b, CXCursor declaration) {
	static const char *const refused[] = { "pure", "const", "noreturn", "Noreturn", "malloc", "alloc_size", "returns_twice" };
	CXCursor *children = children_of(declaration);
	CXString type = clang_getTypeSpelling(clang_getCursorType(declaration));
	if (strstr(clang_getCString(type), "noreturn")) /* part of the type where it is GNU's */
		report(b, DIAG_ATTRIBUTE, span_of(b, declaration), "a coroutine cannot be 'noreturn': its call makes an object");
	clang_disposeString(type);
	for (ptrdiff_t i = 0; i < arrlen(children); i++) {
		enum CXCursorKind kind = clang_getCursorKind(children[i]);
		if (kind != CXCursor_PureAttr && kind != CXCursor_ConstAttr && kind != CXCursor_UnexposedAttr) continue;
		struct span span = span_of(b, children[i]);
		for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
			size_t length = strlen(refused[k]);
			for (uint32_t at = span.start; at + length <= span.end; at++) {
				if (strncmp(b->source->text + at, refused[k], length) != 0) continue;
				if (isalnum((unsigned char)b->source->text[at + length])) continue;
				report(b, DIAG_ATTRIBUTE, span, format(b->arena, "a coroutine cannot be '%.*s': its call makes an object",
				                                       (int)(span.end - span.start), b->source->text + span.start));
				k = sizeof refused / sizeof *refused;
				break;
			}
			if (k >= sizeof refused / sizeof *refused) break;
		}
	}
	arrfree(children);
}

static enum CXChildVisitResult visit_top(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct top_level *top = data;
	struct builder *b = top->builder;
	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_StructDecl) {
		CXString string = clang_getCursorSpelling(cursor);
		if (!strcmp(clang_getCString(string), "co_coro")) {
			long long size = clang_Type_getSizeOf(clang_getCursorType(cursor));
			long long align = clang_Type_getAlignOf(clang_getCursorType(cursor));
			if (size > 0) {
				b->unit->header_size = (uint64_t)size;
				b->unit->header_align = (uint64_t)align;
			}
		} else if (!strncmp(clang_getCString(string), "co__", 4)) {
			long long size = clang_Type_getSizeOf(clang_getCursorType(cursor));
			long long align = clang_Type_getAlignOf(clang_getCursorType(cursor));
			if (size > 0) {
				struct builtin_frame builtin = { arena_strdup(b->arena, clang_getCString(string)), (uint64_t)size, (uint64_t)align };
				arrput(b->unit->builtins, builtin);
			}
		}
		clang_disposeString(string);
		return CXChildVisit_Continue;
	}
	if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl) return CXChildVisit_Continue;
	uint32_t here;
	if (parse_offset(b->parse, clang_getCursorLocation(cursor), &here) && colour_of_declaration(b, cursor, 1)) check_attributes(b, cursor);
	if (!is_definition_here(b, cursor)) {
		if (clang_isCursorDefinition(cursor)) {
			/* in a header: a coroutine cannot be made from there */
			struct colour *colour = colour_of_declaration(b, cursor, 1);
			if (colour) {
				struct finding finding = { .id = DIAG_IN_HEADER, .header = true };
				CXString file_name;
				CXFile file;
				unsigned line, column;
				clang_getFileLocation(clang_getCursorLocation(cursor), &file, &line, &column, NULL);
				file_name = clang_getFileName(file);
				finding.file = arena_strdup(b->arena, clang_getCString(file_name) ? clang_getCString(file_name) : "?");
				clang_disposeString(file_name);
				finding.line = line;
				finding.column = column;
				finding.message = format(b->arena, "coroutine '%s' is defined in a header: headers are never rewritten; define it in a file "
				                         "that cogen reads, and declare it here", spelling_of(b, cursor));
				arrput(b->unit->findings, finding);
			}
		}
		return CXChildVisit_Continue;
	}
	struct colour *colour = colour_of_declaration(b, cursor, 1);
	if (colour)
		arrput(b->unit->functions, build_function(b, cursor, colour));
	else
		arrput(top->plain, cursor);
	return CXChildVisit_Continue;
}

static void unclaimed(struct builder *b) {
	static const char *const blocks[] = { "try", "catch", "catch_all", "finally", "defer", "with", "timeout", "group",
		                                  "scope", "uncancellable", "for_await" };
	for (ptrdiff_t i = 0; i < arrlen(b->parse->marks); i++) {
		const struct mark *mark = &b->parse->marks[i];
		if (!mark->keyword && mark->mentions_keyword) {
			bool inside = false;
			for (ptrdiff_t k = 0; k < arrlen(b->unit->functions); k++)
				if (within(mark->span, b->unit->functions[k]->definition)) inside = true;
			if (!inside)
				report(b, DIAG_KEYWORD_OUTSIDE, mark->span,
				       format(b->arena, "macro '%s' has a keyword of cogen in it, and stands outside a coroutine", mark->macro));
		}
		if (!mark->keyword) continue;
		if (mark_is(mark, "reraise"))
			report(b, DIAG_UNSUPPORTED, mark->span, "'co_reraise' is not supported in a coroutine");
		if (b->claimed[i]) continue;
		bool block = false;
		for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
			if (!strncmp(mark->macro, "co_", 3) && !strcmp(mark->macro + 3, blocks[k])) block = true;
		if (!is_operator(mark) && !block) continue;
		struct function *in = NULL;
		for (ptrdiff_t k = 0; k < arrlen(b->unit->functions); k++)
			if (within(mark->span, b->unit->functions[k]->body->span)) in = b->unit->functions[k];
		if (in && is_operator(mark))
			report(b, DIAG_UNEVALUATED, mark->span,
			       format(b->arena, "'%s' in an operand that is never evaluated", mark->macro));
		else if (!in)
			report(b, DIAG_KEYWORD_OUTSIDE, mark->span,
			       format(b->arena, "'%s' outside a coroutine: the function around it is not declared async(…) or generator(…)",
			              mark->macro));
	}
}

/** `async(int) *f(void)` declares a pointer to what async(int) is, which is something else in each reading. */
static void check_return_types(struct builder *b) {
	const struct source *source = b->source;
	for (ptrdiff_t i = 0; i < arrlen(b->parse->marks); i++) {
		const struct mark *mark = &b->parse->marks[i];
		if (!mark_is(mark, "async") && !mark_is(mark, "generator") && !mark_is(mark, "async_generator")) continue;
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
			report(b, DIAG_RETURN_TYPE, (struct span){ mark->span.start, at + 1 },
			       format(b->arena, "%s(T): T is the whole return type; write `%s(T *)`", mark->macro, mark->macro));
		} else if (end > at && (after == ';' || after == '=' || after == '[')) {
			report(b, DIAG_RETURN_TYPE, (struct span){ mark->span.start, end },
			       format(b->arena, "'%.*s' is no function: %s(T) is the return type of one", (int)(end - at), source->text + at,
			              mark->macro));
		}
	}
}

static bool is_macro(const struct unit *unit, const char *name) {
	return parse_is_macro(unit->macro_names, name);
}

struct unit *tree_build(struct parse *parse, struct arena *arena, struct diags *diags) {
	struct unit *unit = ARENA_NEW(arena, struct unit);
	struct builder builder = {
		.parse = parse,
		.unit = unit,
		.arena = arena,
		.source = parse->source,
		.claimed = xcalloc((size_t)arrlen(parse->marks) + 1, sizeof(bool)),
	};
	struct top_level top = { &builder, NULL };
	(void)diags;
	unit->arena = arena;
	unit->source = parse->source;
	unit->marks = parse->marks;
	unit->macro_names = parse;
	unit->is_macro = is_macro;
	unit->header_size = 24;
	unit->header_align = 8;
	clang_visitChildren(clang_getTranslationUnitCursor(parse->unit), visit_top, &top);
	for (ptrdiff_t i = 0; i < arrlen(top.plain); i++) look_through(&builder, top.plain[i]);
	unclaimed(&builder);
	check_return_types(&builder);
	arrfree(top.plain);
	hmfree(builder.declared);
	arrfree(builder.targets);
	free(builder.claimed);
	return unit;
}
