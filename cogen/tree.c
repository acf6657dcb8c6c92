/* Pass 3: from libclang's cursors to the tree. Behind these files no libclang type exists.
 *
 * In: a parsed unit whose coroutines hold no macro that hides a suspension, a jump or a declaration. Out: struct unit:
 * each coroutine with its variables and its statements and expressions, every node with its place in the text.
 *
 * This file: functions, and the walk over the whole unit. tree_statement.c, tree_block.c and tree_expression.c build
 * what is in them, colour.c finds what a call leads to, tree_plain.c looks through the functions that are no
 * coroutines.
 *
 * What must hold:
 *   - The keywords await, yield and yield_from are found by their marks, never by counting `__extension__` nodes: clang
 *     folds several at the start of a block item into one, and its other operators look the same. Each mark is claimed
 * by
 *     one node; one that nobody claims stands where nothing is evaluated, or outside a coroutine.
 *   - A macro that stays closed becomes one opaque node over the whole invocation; what is below it is there for the
 *     analyses, and for the places in its arguments where variables are named.
 *   - Implicit conversions are no nodes: the node below carries the type it is converted to. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/text.h"
#include "pragmas.h"
#include "tree.h"
#include "type.h"
#include <ctype.h>
#include <string.h>

struct label_place {
	uint32_t key;
	struct node *value;
};

static void resolve_below(struct label_place *labels, struct node *node) {
	if (node->kind == NODE_GOTO && node->name) node->target = hmget(labels, node->label_at);
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) resolve_below(labels, node->children[i]);
}

/** By their places: two blocks may have labels of one name (`__label__`). */
static void resolve_gotos(struct function *function) {
	struct label_place *labels = NULL;
	for (ptrdiff_t i = 0; i < arrlen(function->labels); i++)
		hmput(labels, function->labels[i]->span.start, function->labels[i]);
	if (labels) resolve_below(labels, function->body);
	hmfree(labels);
}

struct taken {
	struct builder *builder;
	struct label_place *labels;
};

static enum CXChildVisitResult find_taken(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct taken *taken = data;
	if (clang_getCursorKind(cursor) == CXCursor_LabelRef) {
		uint32_t at;
		CXCursor label = clang_getCursorReferenced(cursor);
		struct node *node = NULL;
		if (clang_getCursorKind(parent) == CXCursor_AddrLabelExpr &&
		    parse_offset(taken->builder->parse, clang_getCursorLocation(label), &at))
			node = hmget(taken->labels, at);
		if (node) {
			struct label_address address = { span_of(taken->builder, parent), node };
			node->label_taken = true;
			arrput(taken->builder->function->label_addresses, address);
		}
	}
	return CXChildVisit_Recurse;
}

/** Wherever it stands, also in the initialiser of a static table, which is no part of the tree. */
static void find_taken_labels(struct builder *b, struct function *function, CXCursor body) {
	struct taken taken = { .builder = b };
	for (ptrdiff_t i = 0; i < arrlen(function->labels); i++)
		hmput(taken.labels, function->labels[i]->span.start, function->labels[i]);
	if (taken.labels) clang_visitChildren(body, find_taken, &taken);
	hmfree(taken.labels);
}

static void note_function_names(struct builder *b, struct function *function) {
	for (ptrdiff_t i = mark_at_or_after(b, function->body->span.start);
	     i < arrlen(b->parse->marks) && b->parse->marks[i].span.start < function->body->span.end; i++)
		if (b->parse->marks[i].mentions_function_name) function->mentions_function_name = true;
	static const char *const names[] = { "__func__", "__FUNCTION__", "__PRETTY_FUNCTION__", "__builtin_FUNCTION" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct span body = function->body->span;
		if (memmem(b->source->text + body.start, body.end - body.start, names[i], strlen(names[i])))
			function->mentions_function_name = true;
	}
}

static bool is_definition_here(struct builder *b, CXCursor cursor) {
	uint32_t offset;
	return clang_getCursorKind(cursor) == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor) &&
	       parse_offset(b->parse, clang_getCursorLocation(cursor), &offset);
}

static bool is_pure(CXCursor function) {
	CXString name = clang_getCursorSpelling(function);
	bool pure = !strncmp(clang_getCString(name), "__builtin_", strlen("__builtin_"));
	clang_disposeString(name);
	CXCursor *children = children_of(function);
	for (ptrdiff_t i = 0; i < arrlen(children); i++)
		pure |= clang_getCursorKind(children[i]) == CXCursor_PureAttr ||
		        clang_getCursorKind(children[i]) == CXCursor_ConstAttr;
	arrfree(children);
	return pure;
}

/** Whether an expression does more than to look, by itself. */
static bool acts(CXCursor cursor) {
	switch ((int)clang_getCursorKind(cursor)) {
	case CXCursor_CallExpr: return !is_pure(clang_getCursorReferenced(cursor));
	case CXCursor_StmtExpr:
	case CXCursor_CompoundAssignOperator: return true;
	case CXCursor_BinaryOperator: return clang_getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_Assign;
	case CXCursor_UnaryOperator: {
		enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(cursor);
		return kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PostDec || kind == CXUnaryOperator_PreInc ||
		       kind == CXUnaryOperator_PreDec;
	}
	default: return false;
	}
}

/** `int a[n]`: n is used, though what comes out has `int *a`. */
static enum CXChildVisitResult find_in_head(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct builder *b = data;
	(void)parent;
	int variable = clang_getCursorKind(cursor) == CXCursor_DeclRefExpr ? variable_of(b, cursor) : -1;
	if (variable >= 0) b->function->variables[variable].in_head = true;
	if (acts(cursor)) {
		/* what calls the body directly has only the values of the parameters; what makes an object evaluates their
		 * types, too */
		report_finding(
			b, DIAG_UNSUPPORTED, span_of(b, cursor),
			"a length of a parameter that does something when it is evaluated: the body is the place for that");
		return CXChildVisit_Continue;
	}
	return CXChildVisit_Recurse;
}

/** A type that is declared where a parameter is: the head is written several times, and each time it would be another
 * type. */
static void check_type_in_head(struct builder *b, CXCursor parameter) {
	CXType type = clang_getCursorType(parameter);
	for (CXType inner = type; inner.kind != CXType_Invalid;) {
		type = clang_getCanonicalType(inner);
		inner = type.kind == CXType_Pointer ? clang_getPointeeType(type) : clang_getArrayElementType(type);
	}
	CXCursor declaration = clang_getTypeDeclaration(type);
	enum CXCursorKind kind = clang_getCursorKind(declaration);
	uint32_t at;
	if (kind != CXCursor_StructDecl && kind != CXCursor_UnionDecl && kind != CXCursor_EnumDecl) return;
	if (!parse_offset(b->parse, clang_getCursorLocation(clang_getCanonicalCursor(declaration)), &at)) return;
	if (at < b->function->name_span.end || at >= b->function->head.end) return;
	report_finding(b, DIAG_UNSUPPORTED, span_of(b, parameter),
	               "a type that is declared in the parameters of a coroutine: declare it in front, and name it here");
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
	function->is_static = clang_getCursorLinkage(cursor) == CXLinkage_Internal; /* a prototype may say so */
	CXType whole = clang_getCanonicalType(clang_getCursorType(cursor));
	function->is_variadic = whole.kind == CXType_FunctionProto && clang_isFunctionTypeVariadic(whole);
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
	for (int i = 0; i < clang_Cursor_getNumArguments(cursor); i++) { /* children are those of a typeof in front, too */
		CXCursor parameter = clang_Cursor_getArgument(cursor, (unsigned)i);
		const struct type *type = type_of_declared(b, parameter, true);
		arrput(function->parameters, declare_variable(b, parameter, type, true));
		clang_visitChildren(parameter, find_in_head, b);
		check_type_in_head(b, parameter);
	}
	function->body = build_node(b, body);
	arrfree(children);
	settle_statements(b, function->body);
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++)
		if (function->variables[i].is_parameter) function->variables[i].scope = function->body;
	resolve_gotos(function);
	find_taken_labels(b, function, body);
	find_namings(b, body);
	note_function_names(b, function);
	return function;
}

/** co_frame_limit(f, n) in line 7 declares co_mark_limit_7_f_, a pointer to an array of n bytes. */
static void note_limit(struct builder *b, CXCursor cursor) {
	static const char head[] = "co_mark_limit_";
	const char *name = spelling_of(b, cursor);
	size_t length = strlen(name);
	if (strncmp(name, head, sizeof head - 1) != 0) return;
	const char *function = name + sizeof head - 1;
	function += strspn(function, "0123456789");
	if (*function != '_' || name + length < function + 3) return;
	struct limit limit = { .name = arena_strndup(b->arena, function + 1, (size_t)(name + length - function) - 2) };
	long long bytes = clang_getArraySize(clang_getPointeeType(clang_getCursorType(cursor)));
	limit.bytes = bytes > 0 ? (uint64_t)bytes : 0;
	if (!parse_offset(b->parse, clang_getCursorLocation(cursor), &limit.span.start)) {
		struct finding finding = { .id = DIAG_FRAME_LIMIT, .file = elsewhere_of(b, cursor) };
		finding.message =
			"co_frame_limit in a header: it has to stand in the file of the coroutine, behind its definition";
		arrput(b->unit->findings, finding);
		return;
	}
	ptrdiff_t mark = mark_at_or_after(b, limit.span.start);
	limit.span = mark < arrlen(b->parse->marks) && b->parse->marks[mark].span.start == limit.span.start
	                 ? b->parse->marks[mark].span
	                 : (struct span){ limit.span.start, limit.span.start + 1 };
	arrput(b->unit->limits, limit);
}

/** What is looked for in all of a function, in one walk. */
struct looks {
	struct builder *builder;
	CXCursor around; /* the function, or the variable */
	bool on_loop;
};

static enum CXChildVisitResult look(CXCursor cursor, CXCursor parent, CXClientData data) {
	const struct looks *looks = data;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	if (looks->on_loop && kind == CXCursor_CallExpr)
		look_for_blocking(looks->builder, looks->around, cursor, clang_isStatement(clang_getCursorKind(parent)));
	if (kind == CXCursor_UnaryExpr) return CXChildVisit_Continue; /* sizeof and its like: no value goes anywhere */
	look_at_pointers(looks->builder, looks->around, cursor);
	return CXChildVisit_Recurse;
}

struct top_level {
	struct builder *builder;
	CXCursor *plain; /* stb_ds: other function definitions, looked through for calls without a form */
};

static enum CXChildVisitResult visit_top(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct top_level *top = data;
	struct builder *b = top->builder;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl || !clang_isCursorDefinition(cursor))
		look_through_declaration(b, cursor);
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
				struct builtin_frame builtin = { arena_strdup(b->arena, clang_getCString(string)), (uint64_t)size,
					                             (uint64_t)align };
				arrput(b->unit->builtins, builtin);
			}
		}
		clang_disposeString(string);
		return CXChildVisit_Continue;
	}
	if (clang_getCursorKind(cursor) == CXCursor_StaticAssert) note_context(b, cursor);
	if (clang_getCursorKind(cursor) == CXCursor_VarDecl) note_limit(b, cursor);
	uint32_t here;
	if (clang_getCursorKind(cursor) == CXCursor_VarDecl &&
	    parse_offset(b->parse, clang_getCursorLocation(cursor), &here)) {
		struct looks looks = { .builder = b, .around = cursor };
		look_at_pointers(b, cursor, cursor);
		clang_visitChildren(cursor, look, &looks);
	}
	if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl) return CXChildVisit_Continue;
	if (parse_offset(b->parse, clang_getCursorLocation(cursor), &here) && colour_of_declaration(b, cursor, 1)) {
		check_attributes(b, cursor);
		check_redeclaration(b, cursor);
	}
	if (!is_definition_here(b, cursor)) {
		if (clang_isCursorDefinition(cursor)) {
			/* in a header: a coroutine cannot be made from there */
			struct colour *colour = colour_of_declaration(b, cursor, 1);
			if (colour) {
				struct finding finding = { .id = DIAG_IN_HEADER, .file = elsewhere_of(b, cursor) };
				finding.message =
					format(b->arena,
				           "coroutine '%s' is defined in a header: headers are never rewritten; define it in a file "
				           "that cogen reads, and declare it here",
				           spelling_of(b, cursor));
				arrput(b->unit->findings, finding);
			}
		}
		return CXChildVisit_Continue;
	}
	struct colour *colour = colour_of_declaration(b, cursor, 1);
	if (colour)
		add_function(b->unit, build_function(b, cursor, colour));
	else
		arrput(top->plain, cursor);
	if (!colour && !strcmp(spelling_of(b, cursor), "main")) b->main_function = span_of(b, cursor);
	check_forms(b, cursor, colour);
	check_freed(b, cursor);
	/* a generator may be run without any loop */
	struct looks looks = { b, cursor, colour && colour->kind != FUNCTION_GENERATOR };
	clang_visitChildren(cursor, look, &looks);
	return CXChildVisit_Continue;
}

static bool is_macro(const struct unit *unit, const char *name) { return parse_is_macro(unit->macro_names, name); }

struct unit *tree_build(struct parse *parse, struct arena *arena, struct diags *diags) {
	struct unit *unit = ARENA_NEW(arena, struct unit);
	ptrdiff_t last_mark = 0;
	struct builder builder = {
		.parse = parse,
		.unit = unit,
		.arena = arena,
		.source = parse->source,
		.last_mark = &last_mark,
		.claimed = xcalloc((size_t)arrlen(parse->marks) + 1, sizeof(bool)),
		.mentions_rooms = strstr(parse->source->text, "CO_FRAME") != NULL,
	};
	struct top_level top = { &builder, NULL };
	unit->arena = arena;
	unit->source = parse->source;
	unit->marks = parse->marks;
	unit->macro_names = parse;
	unit->is_macro = is_macro;
	unit->pointer_size = type_set_target(parse->unit);
	unit->header_size = 24;
	unit->header_align = 8;
	clang_visitChildren(clang_getTranslationUnitCursor(parse->unit), visit_top, &top);
	for (ptrdiff_t i = 0; i < arrlen(top.plain); i++) look_through(&builder, top.plain[i]);
	find_pragmas(unit, parse, diags);
	take_warnings(&builder);
	note_rooms(&builder);
	resolve_contexts(unit);
	unclaimed(&builder);
	check_return_types(&builder);
	arrfree(top.plain);
	hmfree(builder.declared);
	hmfree(builder.types);
	hmfree(builder.colours);
	shfree(builder.cleanups);
	hmfree(builder.function_types);
	arrfree(builder.targets);
	free(builder.claimed);
	return unit;
}
