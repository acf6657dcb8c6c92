/* Pass 3, statements and declarations.
 *
 * In: a statement's cursor. Out: its node: the parts of loops told apart by their semicolons, jumps with their targets,
 * declarators with their variables. Expressions that stand where a statement is expected are made statements once a
 * whole body is there. */
#include "base/text.h"
#include "declarator.h"
#include "macro_table.h"
#include "tree.h"
#include "type.h"
#include <ctype.h>
#include <string.h>

uint32_t find_semicolon(const struct builder *b, uint32_t end) {
	uint32_t at = skip_blanks(b->source, end, b->source->length);
	return at < b->source->length && b->source->text[at] == ';' ? at + 1 : end;
}

static struct node *build_full(struct builder *b, CXCursor cursor) {
	struct node *node = build_node(b, cursor);
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

/** What stands in types of a declaration (typeof, array bounds) is not evaluated there, but names variables. True: a
 * length suspends, which is none that is known even where clang takes it for a constant: `int row[yield 3]`. */
static bool build_type_operands(struct builder *b, struct node *node, CXCursor declaration, CXCursor initializer) {
	bool varied = false;
	CXCursor *below = children_of(declaration);
	for (ptrdiff_t i = 0; i < arrlen(below); i++) {
		if (!clang_isExpression(clang_getCursorKind(below[i])) || clang_equalCursors(below[i], initializer)) continue;
		struct node *operand = build_node(b, below[i]);
		if (!operand) continue;
		uint32_t before = source_before_blanks(b->source, operand->span.start, node->span.start);
		bool bound = before > node->span.start && b->source->text[before - 1] == '[';
		if (operand->suspends && bound)
			varied = true; /* vla.c takes it out in front */
		else if (operand->suspends && is_expansion(b, operand->span))
			node->retyped = true; /* as MAX(await f(), 1) has it: __typeof__ of its argument */
		else if (operand->suspends)
			report_finding(b, DIAG_UNEVALUATED, operand->span, "a suspension in an operand that is never evaluated");
		struct node *wrapper = new_node(b, NODE_UNEVALUATED, operand->span);
		wrapper->evaluated = bound;
		wrapper->suspends = bound && operand->suspends; /* what is around it can tell */
		adopt(wrapper, operand);
		adopt(node, wrapper);
	}
	arrfree(below);
	return varied;
}

static int by_start(const void *a, const void *b) {
	const struct node *left = *(struct node *const *)a, *right = *(struct node *const *)b;
	if (left->span.start != right->span.start) return left->span.start < right->span.start ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

static void sort_children(struct node *node) {
	if (arrlen(node->children)) qsort(node->children, (size_t)arrlen(node->children), sizeof(struct node *), by_start);
}

/** A _Static_assert of a macro's that names a suspension: clang has looked at it, and select.c takes it away. */
static bool claim_assertion(struct builder *b, struct span span) {
	bool found = false;
	for (ptrdiff_t i = mark_at_or_after(b, span.start); i < arrlen(b->parse->marks); i++) {
		const struct mark *mark = &b->parse->marks[i];
		if (mark->span.start >= span.end) break;
		if (!is_operator(mark) || !is_expansion(b, mark->span)) continue;
		claim(b, mark);
		found = true;
	}
	return found;
}

static bool is_macro_at(const void *macros, uint32_t offset) { return macro_invocation_at(macros, offset) >= 0; }

static bool is_defined_in(const struct node *node, struct span specifiers) {
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++)
		if (node->declarators[i].is_enumeration && span_is_within(node->declarators[i].span, specifiers)) return true;
	return false;
}

/** Functions that are declared beside variables: where these have moved, a declaration for each is left. */
static void find_prototypes(struct builder *b, struct node *node, CXCursor *children) {
	const struct macro_table *macros = b->parse->macros;
	const struct words words = { b->source->text, macros->tokens, is_macro_at, macros };
	uint32_t first_name = UINT32_MAX;
	bool functions = false;
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
		uint32_t name_at = node->declarators[i].name_at;
		if (name_at && name_at < first_name) first_name = name_at;
		functions = functions || clang_getCursorKind(children[i]) == CXCursor_FunctionDecl;
	}
	if (!functions || in_closed(b) || first_name < node->span.start || first_name >= node->span.end) return;
	struct span specifiers = { node->span.start, behind_specifiers(&words, node->span.start, first_name) };
	size_t first = lex_find(macros->tokens, specifiers.end), stop = lex_find(macros->tokens, node->span.end) - 1;
	if (first) specifiers.end = macros->tokens[first - 1].span.end;
	struct span last = { 0, 0 };
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
		struct declarator *declarator = &node->declarators[i];
		if (clang_getCursorKind(children[i]) != CXCursor_FunctionDecl) continue;
		struct span span = declarator_with(&words, first, stop, declarator->name_at);
		if (span.start == last.start) continue; /* several in one macro */
		declarator->specifiers = specifiers;
		declarator->prototype = last = span;
		/* that in the specifiers is not written twice */
		if (node->retyped || is_defined_in(node, specifiers))
			declarator->function_type = type_of_declared(b, children[i], false);
		declarator->function_name = spelling_of(b, children[i]);
	}
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
			declarator.name_at = name_offset(b, children[i]);
			if (automatic && !in_closed(b))
				declarator.variable = declare_variable(b, children[i], type_of_declared(b, children[i], false), false);
			CXCursor initializer = clang_Cursor_getVarDeclInitializer(children[i]);
			if (automatic) check_no_room(b, children[i], span, initializer);
			if (!clang_Cursor_isNull(initializer) && automatic) {
				declarator.initializer = build_full(b, initializer);
				adopt(node, declarator.initializer);
			}
			/* in a macro that stays, names in a type are replaced as all others are */
			declarator.is_varied = build_type_operands(b, node, children[i], initializer) && !in_closed(b);
			if (declarator.is_varied && !automatic)
				report_finding(b, DIAG_UNSUPPORTED, declarator.span,
				               "a suspension in the type of a static variable: take it out in front");
		} else if (kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl || kind == CXCursor_EnumDecl ||
		           kind == CXCursor_TypedefDecl) {
			node->defines_type = true;
			if (kind == CXCursor_EnumDecl) clang_visitChildren(children[i], note_enumerators, b);
			declarator.is_enumeration = kind == CXCursor_EnumDecl && clang_isCursorDefinition(children[i]);
			if (kind == CXCursor_TypedefDecl) {
				declarator.type_name = spelling_of(b, children[i]);
				declarator.is_varied = type_is_varied(clang_getTypedefDeclUnderlyingType(children[i]));
				declarator.name_at = name_offset(b, children[i]);
				if (!in_closed(b))
					declarator.is_varied |= build_type_operands(b, node, children[i], clang_getNullCursor());
			}
		} else if (kind == CXCursor_FunctionDecl) {
			declarator.name_at = name_offset(b, children[i]);
		}
		if (kind == CXCursor_StaticAssert) node->asserts |= claim_assertion(b, declarator.span);
		if (declarator.variable < 0 && !in_closed(b)) {
			struct other_name other = { spelling_of(b, children[i]), b->scope, declarator.span.start };
			arrput(b->function->others, other);
		}
		arrput(node->declarators, declarator);
	}
	find_prototypes(b, node, children);
	arrfree(children);
	sort_children(node);
	propagate(node);
	return node;
}

/** The three parts of a for's head, by its semicolons: libclang leaves absent ones out. */
static void split_for(const struct builder *b, uint32_t start, uint32_t limit, uint32_t parts[2], uint32_t *close) {
	const struct lex_token *tokens = b->parse->macros->tokens;
	const char *text = b->source->text;
	int depth = 0, found = 0;
	*close = limit;
	for (size_t i = lex_find(tokens, start); i < arrlenu(tokens) && tokens[i].span.start < limit; i++) {
		if (tokens[i].kind != LEX_PUNCTUATOR || tokens[i].flags & (LEX_DIRECTIVE | LEX_INACTIVE)) continue;
		if (tokens[i].span.end - tokens[i].span.start != 1) continue;
		char c = text[tokens[i].span.start];
		if (c == '(' || c == '[' || c == '{') {
			depth++;
		} else if (c == ')' || c == ']' || c == '}') {
			if (--depth == 0) {
				*close = tokens[i].span.start;
				return;
			}
		} else if (c == ';' && depth == 1 && found < 2) {
			parts[found++] = tokens[i].span.start;
		}
	}
}

struct node *build_body(struct builder *b, struct node *owner, CXCursor cursor, bool loop) {
	if (loop) arrput(b->targets, owner);
	struct node *node = build_node(b, cursor);
	if (loop) (void)arrpop(b->targets);
	return node;
}

/** What a loop evaluates on each turn, where gcc and clang differ about whose `break` and `continue` there are. */
static struct node *build_turn(struct builder *b, CXCursor cursor) {
	static struct node turn = { .kind = NODE_NULL_STATEMENT };
	arrput(b->targets, &turn);
	struct node *node = build_full(b, cursor);
	(void)arrpop(b->targets);
	return node;
}

/** The loop or switch that `break` or `continue` leads out of, or to the next turn of; NULL: there is none. */
static struct node *find_target(struct builder *b, enum CXCursorKind kind, struct span span) {
	bool in_turn = false;
	for (ptrdiff_t i = arrlen(b->targets) - 1; i >= 0; i--) {
		struct node *target = b->targets[i];
		bool is_turn = target->kind == NODE_NULL_STATEMENT;
		if (is_turn && !in_turn)
			report_finding(
				b, DIAG_UNSUPPORTED, span,
				format(b->arena,
			           "'%s' in the condition or increment of a loop: to clang it is of this loop, to gcc of "
			           "the one around it; `goto` tells which is meant",
			           kind == CXCursor_BreakStmt ? "break" : "continue"));
		in_turn = in_turn || is_turn;
		if (!is_turn && (kind == CXCursor_BreakStmt || target->kind != NODE_SWITCH)) return target;
	}
	return NULL;
}

static struct node *build_for(struct builder *b, CXCursor cursor, struct span span, CXCursor *children) {
	struct node *node = new_node(b, NODE_FOR, span);
	struct node *outer = b->scope;
	ptrdiff_t count = arrlen(children);
	uint32_t parts[2] = { span.end, span.end }, close = span.end;
	(void)cursor;
	node->closed_head = in_closed(b);
	if (!node->closed_head) split_for(b, span.start, span.end, parts, &close);
	node->parts[0] = parts[0];
	node->parts[1] = parts[1];
	node->parts[2] = close;
	b->scope = node;
	for (ptrdiff_t i = 0; i + 1 < count; i++) {
		struct span at = span_of(b, children[i]);
		if (node->closed_head) {
			struct node *part = build_node(b, children[i]);
			if (part) part->full = !part->is_statement;
			adopt(node, part);
		} else if (at.start < parts[0]) {
			node->init = build_node(b, children[i]);
			if (node->init) node->init->full = !node->init->is_statement;
			adopt(node, node->init);
		} else if (at.start < parts[1]) {
			node->value = build_turn(b, children[i]);
			adopt(node, node->value);
		} else if (at.start < close) {
			node->step = build_turn(b, children[i]);
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

struct node *build_statement(struct builder *b, CXCursor cursor, struct span span) {
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	const struct mark *mark = in_closed(b) ? NULL : keyword_at(b, span.start);
	CXCursor *children = NULL;
	struct node *node = NULL;

	if (kind == CXCursor_DeclStmt) return build_declaration(b, cursor, span);
	children = children_of(cursor);
	ptrdiff_t count = arrlen(children);
	if (mark && (kind == CXCursor_IfStmt || kind == CXCursor_ForStmt) && !is_operator(mark)) {
		node = build_block(b, span, children, mark, kind == CXCursor_ForStmt);
	} else {
		switch ((int)kind) {
		case CXCursor_CompoundStmt: {
			struct node *outer = b->scope;
			node = new_node(b, NODE_COMPOUND, span);
			b->scope = node;
			for (ptrdiff_t i = 0; i < count; i++) adopt(node, build_node(b, children[i]));
			b->scope = outer;
			break;
		}
		case CXCursor_NullStmt: node = new_node(b, NODE_NULL_STATEMENT, span); break;
		case CXCursor_IfStmt:
			node = new_node(b, NODE_IF, span);
			if (count > 0) adopt(node, node->value = build_full(b, children[0]));
			if (count > 1) adopt(node, node->body = build_node(b, children[1]));
			if (count > 2) adopt(node, node->otherwise = build_node(b, children[2]));
			break;
		case CXCursor_WhileStmt:
			node = new_node(b, NODE_WHILE, span);
			if (count > 0) adopt(node, node->value = build_turn(b, children[0]));
			if (count > 1) adopt(node, node->body = build_body(b, node, children[1], true));
			break;
		case CXCursor_DoStmt:
			node = new_node(b, NODE_DO, span);
			if (count > 0) adopt(node, node->body = build_body(b, node, children[0], true));
			if (count > 1) adopt(node, node->value = build_turn(b, children[1]));
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
			if (count) adopt(node, node->body = build_node(b, children[count - 1]));
			node->target = NULL;
			for (ptrdiff_t i = arrlen(b->targets) - 1; i >= 0 && !node->target; i--)
				if (b->targets[i]->kind == NODE_SWITCH) node->target = b->targets[i];
			break;
		case CXCursor_LabelStmt:
			node = new_node(b, NODE_LABEL, span);
			node->name = spelling_of(b, cursor);
			if (count) adopt(node, node->body = build_node(b, children[count - 1]));
			if (!in_closed(b)) arrput(b->function->labels, node);
			break;
		case CXCursor_GotoStmt: {
			node = new_node(b, NODE_GOTO, span);
			if (count) node->name = spelling_of(b, children[0]);
			if (count)
				parse_offset(b->parse, clang_getCursorLocation(clang_getCursorReferenced(children[0])),
				             &node->label_at);
			break;
		}
		case CXCursor_IndirectGotoStmt:
			node = new_node(b, NODE_COMPUTED_GOTO, span);
			if (count) adopt(node, node->value = build_full(b, children[0]));
			break;
		case CXCursor_BreakStmt:
		case CXCursor_ContinueStmt:
			node = new_node(b, kind == CXCursor_BreakStmt ? NODE_BREAK : NODE_CONTINUE, span);
			node->target = find_target(b, kind, span);
			break;
		case CXCursor_ReturnStmt:
			node = new_node(b, NODE_RETURN, span);
			if (count) adopt(node, node->value = build_full(b, children[0]));
			break;
		case CXCursor_GCCAsmStmt:
		case CXCursor_MSAsmStmt:
			node = new_node(b, NODE_ASM, span);
			for (ptrdiff_t i = 0; i < count; i++) {
				struct node *operand = build_node(b, children[i]);
				if (operand) take_address(b, operand);
				adopt(node, operand);
			}
			break;
		default:
			node = new_node(b, NODE_OTHER_STATEMENT, span);
			for (ptrdiff_t i = 0; i < count; i++) adopt(node, build_node(b, children[i]));
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
	struct node *node = new_node(b,
	                             expression->opaque && expression->kind == NODE_TEXT ? NODE_EXPRESSION_STATEMENT
	                                                                                 : NODE_EXPRESSION_STATEMENT,
	                             expression->span);
	struct node *inner = strip_parens(expression);
	node->value = expression;
	expression->full = true;
	node->semicolon = find_semicolon(b, expression->span.end);
	adopt(node, expression);
	node->suspends = expression->suspends;
	if (inner->kind == NODE_CALL && inner->name &&
	    (!strcmp(inner->name, "co_raise") || !strcmp(inner->name, "co_raise_error")))
		node->kind = NODE_CO_RAISE;
	if (inner->kind == NODE_FORM && inner->name && !strcmp(inner->name, "co_reraise")) node->kind = NODE_CO_RERAISE;
	return node;
}

/** Where a statement is expected, expressions become statements. */
void settle_statements(struct builder *b, struct node *node) {
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
