/* Pass 3, blocks: what cogen's own blocks (co_with, co_for, co_try, …) expand to in the annotation reading, recognised
 * by the mark at their start, becomes one node each.
 *
 * In: the if or for that stands there, its children, the mark. Out: the node with its operand and its body; of a co_try
 * with its parts, which the annotation reading has in a chain of else. The contexts of co_with, from their CO_CONTEXT,
 * wherever it stands. */
#include "base/text.h"
#include "tree.h"
#include "type.h"
#include <ctype.h>
#include <string.h>

static struct node *unsupported_block(struct builder *b, struct span span, const struct mark *mark) {
	struct finding finding = {
		.id = DIAG_UNSUPPORTED,
		.span = mark->span,
		.message = format(b->arena, "'%s' is not supported in a coroutine", mark->macro),
	};
	/* one error says it all: what stands inside is not looked at */
	for (ptrdiff_t i = mark_at_or_after(b, span.start);
	     i < arrlen(b->parse->marks) && b->parse->marks[i].span.start < span.end; i++)
		b->claimed[i] = true;
	arrput(b->unit->findings, finding);
	return new_node(b, NODE_OTHER_STATEMENT, span);
}

/** co_with (m) body: an if in the annotation reading. */
static struct node *build_with(struct builder *b, struct span span, CXCursor *children, const struct mark *mark) {
	struct node *node = new_node(b, NODE_CO_WITH, span);
	const struct mark *outer = b->inside;
	claim(b, mark);
	node->name = "co_with";
	b->inside = mark;
	struct node *condition = arrlen(children) ? build_node(b, children[0]) : NULL;
	b->inside = outer;
	if (arrlen(mark->arguments)) node->value = node_within(condition, mark->arguments[0]);
	if (node->value) {
		node->value->full = true;
		/* the marker takes a void *; what counts is the pointer's own type */
		adopt(node, node->value);
	}
	if (arrlen(children)) {
		node->body = build_node(b, children[arrlen(children) - 1]);
		adopt(node, node->body);
	}
	node->suspends = true;
	return node;
}

struct loop_name {
	CXCursor declaration, mention;
};

static enum CXChildVisitResult find_loop_name(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct loop_name *own = data;
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_DeclRefExpr ||
	    !clang_equalCursors(clang_getCursorReferenced(cursor), own->declaration))
		return CXChildVisit_Recurse;
	own->mention = cursor;
	return CXChildVisit_Break;
}

/** A generator that is made of the very variable that the loop declares, as in `co_for (int, x, f(x))`: C has the name
 * from its declarator on. `statement`: the declaration in the head. */
void check_loop_name(struct builder *b, CXCursor statement) {
	CXCursor *declared = children_of(statement);
	struct loop_name own = { arrlen(declared) ? declared[0] : clang_getNullCursor(), clang_getNullCursor() };
	if (arrlen(declared)) clang_visitChildren(declared[0], find_loop_name, &own);
	arrfree(declared);
	if (clang_Cursor_isNull(own.mention)) return;
	report_finding(
		b, DIAG_FORM, span_of(b, own.mention),
		format(b->arena,
	           "'%s' is the variable that this loop declares, and has no value yet: give one of the two another name",
	           spelling_of(b, own.declaration)));
}

/** co_for (T, x, G) body, co_for_await: a for in the annotation reading. */
static struct node *build_co_for(struct builder *b, struct span span, CXCursor *children, const struct mark *mark) {
	struct node *node = new_node(b, NODE_CO_FOR, span);
	struct node *outer_scope = b->scope;
	const struct mark *outer = b->inside;
	claim(b, mark);
	node->name = mark->macro;
	node->awaits = mark_is(mark, "for_await");
	b->scope = node;
	node->variable = -1;
	if (arrlen(children) && clang_getCursorKind(children[0]) == CXCursor_DeclStmt) {
		CXCursor *declared = children_of(children[0]);
		check_loop_name(b, children[0]);
		if (arrlen(declared) && clang_getCursorKind(declared[0]) == CXCursor_VarDecl) {
			CXCursor initializer = clang_Cursor_getVarDeclInitializer(declared[0]);
			b->inside = mark;
			b->scope = outer_scope;
			struct node *below = clang_Cursor_isNull(initializer) ? NULL : build_node(b, initializer);
			b->inside = outer;
			b->scope = node;
			if (arrlen(mark->arguments) == 3) node->call = node_within(below, mark->arguments[2]);
			node->variable = declare_variable(b, declared[0], type_of_declared(b, declared[0], false), false);
			b->function->variables[node->variable].declared = mark->arguments ? mark->arguments[1] : mark->span;
		}
		arrfree(declared);
	}
	if (node->call) {
		struct node *inner = strip_parens(node->call);
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
	if (node->awaits) node->suspends = true;
	return node;
}

/** The name that the block gives to something: what its for declares. */
static int declare_named(struct builder *b, CXCursor declaration, const struct mark *mark) {
	CXCursor *declared = children_of(declaration);
	int variable = -1;
	if (arrlen(declared) && clang_getCursorKind(declared[0]) == CXCursor_VarDecl) {
		variable = declare_variable(b, declared[0], type_of_declared(b, declared[0], false), false);
		b->function->variables[variable].declared = arrlen(mark->arguments) ? mark->arguments[0] : mark->span;
	}
	arrfree(declared);
	return variable;
}

static CXCursor child_at(CXCursor cursor, ptrdiff_t index) {
	CXCursor *children = children_of(cursor);
	CXCursor child = index < arrlen(children) ? children[index] : clang_getNullCursor();
	arrfree(children);
	return child;
}

/** co_catch (e) body, a for around an if; `rest` is what follows it. */
static struct node *build_catch(struct builder *b, CXCursor part, const struct mark *mark, CXCursor *rest) {
	struct node *node = new_node(b, NODE_CO_CATCH, (struct span){ mark->span.start, mark->span.end });
	struct node *outer = b->scope;
	CXCursor inner = child_at(part, 1);
	claim(b, mark);
	node->name = mark->macro;
	node->catches_all = mark_is(mark, "catch_all");
	b->scope = node;
	node->variable = declare_named(b, child_at(part, 0), mark);
	node->body = build_node(b, child_at(inner, 1));
	b->scope = outer;
	if (node->body) node->span.end = node->body->span.end;
	adopt(node, node->body);
	propagate(node);
	*rest = child_at(inner, 2);
	return node;
}

static bool is_part(const struct mark *mark) {
	return mark && (mark_is(mark, "catch") || mark_is(mark, "catch_all") || mark_is(mark, "finally"));
}

/** co_try body and its parts. */
static struct node *build_try(struct builder *b, struct span span, CXCursor *children, const struct mark *mark) {
	struct node *node = new_node(b, NODE_CO_TRY, span);
	claim(b, mark);
	node->name = mark->macro;
	node->suspends = true;
	if (arrlen(children) > 1) node->body = build_node(b, children[1]);
	adopt(node, node->body);
	CXCursor part = arrlen(children) > 2 ? children[2] : clang_getNullCursor();
	if (clang_Cursor_isNull(part))
		report_finding(b, DIAG_BLOCK, mark->span,
		               "a 'co_try' with neither a co_catch nor a co_finally: it does nothing");
	const struct mark *before = mark;
	while (!clang_Cursor_isNull(part)) {
		struct span at = span_of(b, part);
		const struct mark *next = keyword_at(b, at.start);
		if (clang_getCursorKind(part) != CXCursor_ForStmt || !is_part(next)) {
			report_finding(b, DIAG_BLOCK, at,
			               "'else' behind a part of a co_try: it has co_catch, co_catch_all and co_finally");
			break;
		}
		if (mark_is(next, "finally")) {
			claim(b, next);
			node->otherwise = build_node(b, child_at(child_at(part, 0), 2));
			adopt(node, node->otherwise);
			break;
		}
		if (before != mark && (mark_is(before, "catch_all") || mark_is(next, "catch")))
			report_finding(b, DIAG_BLOCK, next->span,
			               format(b->arena, "'%s' behind '%s' of the same co_try: nothing is left for it", next->macro,
			                      before->macro));
		before = next;
		struct node *caught = build_catch(b, part, next, &part);
		adopt(node, caught);
		arrput(node->catches, caught);
	}
	return node;
}

static struct node *build_defer(struct builder *b, struct span span, CXCursor *children, const struct mark *mark) {
	struct node *node = new_node(b, NODE_CO_DEFER, span);
	claim(b, mark);
	node->name = mark->macro;
	node->suspends = true; /* what it runs is no part of the statement that it stands in */
	if (arrlen(children) > 1) node->body = build_node(b, children[1]);
	adopt(node, node->body);
	if (arrlen(children) > 2) report_finding(b, DIAG_BLOCK, span_of(b, children[2]), "'else' behind a co_defer");
	return node;
}

/** co_timeout (seconds), co_group (g), co_scope, co_uncancellable. */
static struct node *build_runtime_block(struct builder *b, struct span span, CXCursor *children,
                                        const struct mark *mark) {
	struct node *node = new_node(b, NODE_CO_BLOCK, span);
	struct node *outer_scope = b->scope;
	const struct mark *outer = b->inside;
	claim(b, mark);
	node->name = mark->macro;
	node->suspends = true;
	CXCursor body = clang_getNullCursor();
	if (mark_is(mark, "group")) {
		b->scope = node;
		if (arrlen(children) > 1) {
			node->variable = declare_named(b, children[0], mark);
			body = child_at(children[1], 2);
		}
	} else {
		if (mark_is(mark, "timeout") && arrlen(children)) {
			b->inside = mark;
			struct node *condition = build_node(b, children[0]);
			b->inside = outer;
			if (arrlen(mark->arguments)) node->value = node_within(condition, mark->arguments[0]);
			if (node->value) {
				node->value->full = true;
				adopt(node, node->value);
			}
		}
		if (arrlen(children) > 2) body = children[2];
	}
	if (!clang_Cursor_isNull(body)) node->body = build_node(b, body);
	b->scope = outer_scope;
	adopt(node, node->body);
	return node;
}

/** The block that begins with the keyword; NULL: it begins none that may stand here. */
struct node *build_block(struct builder *b, struct span span, CXCursor *children, const struct mark *mark,
                         bool is_for) {
	if (is_for && (mark_is(mark, "for") || mark_is(mark, "for_await"))) return build_co_for(b, span, children, mark);
	if (is_for && mark_is(mark, "group")) return build_runtime_block(b, span, children, mark);
	if (is_for && is_part(mark)) {
		claim(b, mark);
		report_finding(b, DIAG_BLOCK, mark->span, format(b->arena, "'%s' without a co_try before it", mark->macro));
		return new_node(b, NODE_OTHER_STATEMENT, span);
	}
	if (is_for) return unsupported_block(b, span, mark);
	if (mark_is(mark, "with")) return build_with(b, span, children, mark);
	if (mark_is(mark, "try")) return build_try(b, span, children, mark);
	if (mark_is(mark, "defer")) return build_defer(b, span, children, mark);
	if (mark_is(mark, "timeout") || mark_is(mark, "scope") || mark_is(mark, "uncancellable"))
		return build_runtime_block(b, span, children, mark);
	return unsupported_block(b, span, mark);
}

/* ---- CO_CONTEXT -------------------------------------------------------------------------------------------------- */

struct functions {
	CXCursor *list; /* stb_ds */
	bool is_context;
};

static enum CXChildVisitResult find_functions(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct functions *functions = data;
	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_StringLiteral) {
		CXString text = clang_getCursorSpelling(cursor);
		if (!strcmp(clang_getCString(text), "\"async(void) enter(T *), async(bool) exit(T *, const co_error *)\""))
			functions->is_context = true;
		clang_disposeString(text);
	}
	if (clang_getCursorKind(cursor) == CXCursor_DeclRefExpr) {
		CXCursor declaration = clang_getCursorReferenced(cursor);
		if (clang_getCursorKind(declaration) == CXCursor_FunctionDecl) arrput(functions->list, declaration);
	}
	return CXChildVisit_Recurse;
}

/** What co_with does with its operand, once every CO_CONTEXT is known. */
void resolve_contexts(struct unit *unit) {
	for (ptrdiff_t n = 0; n < arrlen(unit->nodes); n++) {
		struct node *node = unit->nodes[n];
		if (node->kind != NODE_CO_WITH || !node->value || can_hold(node->value->type)) continue;
		for (ptrdiff_t i = 0; i < arrlen(unit->contexts); i++)
			if (!strcmp(unit->contexts[i].pointer, node->value->type->canonical)) node->context = &unit->contexts[i];
	}
}

void note_context(struct builder *b, CXCursor assertion) {
	struct functions functions = { 0 };
	uint32_t here;
	clang_visitChildren(assertion, find_functions, &functions);
	if (functions.is_context && arrlen(functions.list) == 2) {
		CXType pointer = clang_getArgType(clang_getCanonicalType(clang_getCursorType(functions.list[0])), 0);
		struct context context = { .pointer = type_of(b->arena, pointer)->canonical,
			                       .enter = spelling_of(b, functions.list[0]),
			                       .exit = spelling_of(b, functions.list[1]) };
		for (int i = 0; i < 2; i++) {
			struct colour *colour = colour_of_declaration(b, functions.list[i], 1);
			if (colour && colour->kind == FUNCTION_ASYNC && !colour->builtin) continue;
			if (parse_offset(b->parse, clang_getCursorLocation(assertion), &here))
				report_finding(b, DIAG_OPERAND, span_of(b, assertion),
				               format(b->arena, "CO_CONTEXT: '%s' is no async function",
				                      i ? context.exit : context.enter));
		}
		arrput(b->unit->contexts, context);
	}
	arrfree(functions.list);
}
