/* Pass 3, blocks: what cogen's own blocks (co_with, co_for, …) expand to in the annotation reading, recognised by the mark at their
 * start, becomes one node each.
 *
 * In: the if or for that stands there, its children, the mark. Out: the node with its operand and its body. */
#include "base/text.h"
#include "tree.h"
#include "type.h"
#include <ctype.h>
#include <string.h>

/** co_with (m) body: an if in the annotation reading. */
struct node *build_with(struct builder *b, struct span span, CXCursor *children, const struct mark *mark) {
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
	node->how = CALLEE_BUILTIN;
	return node;
}

/** co_for (T, x, G) body: a for in the annotation reading. */
struct node *build_co_for(struct builder *b, struct span span, CXCursor *children, const struct mark *mark) {
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
	return node;
}

struct node *unsupported_block(struct builder *b, struct span span, const struct mark *mark) {
	struct finding finding = {
		.id = DIAG_UNSUPPORTED,
		.span = mark->span,
		.message = format(b->arena, "'%s' is not supported in a coroutine", mark->macro),
	};
	/* one error says it all: what stands inside is not looked at */
	for (ptrdiff_t i = mark_at_or_after(b, span.start); i < arrlen(b->parse->marks) && b->parse->marks[i].span.start < span.end; i++)
		b->claimed[i] = true;
	arrput(b->unit->findings, finding);
	return new_node(b, NODE_OTHER_STATEMENT, span);
}
