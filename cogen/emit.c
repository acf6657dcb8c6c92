/* Pass 9: the C text. The user's control flow stands as it was written; only full expressions that suspend,
 * declarations of what moved to the frame, ways out and returns are rewritten.
 *
 * In: everything the passes found. Out: the whole file: text outside coroutines byte for byte, and in the place of each
 * coroutine its frame, body, entries, type and constructor (frame.h says what each is for).
 *
 * This file: the statements of a body. emit_line.c puts lines together, emit_expression.c writes expressions,
 * emit_point.c suspension points, emit_block.c blocks with a way out and the ways themselves. What stands around
 * bodies is of the files that emit_writer.h lists. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "emit.h"
#include "lex.h"
#include <ctype.h>
#include <string.h>

static bool is_nothing(const struct node *node) {
	while (node->kind == NODE_PAREN && node->temp < 0 && !node->done && arrlen(node->children))
		node = node->children[0];
	return node->temp >= 0 || node->done;
}

/** `expr;` for what it does. */
void emit_evaluate(struct emitter *e, struct node *node) {
	if (is_nothing(node)) return;
	if (node->kind == NODE_COMMA && node->right_only) {
		emit_evaluate(e, node->children[1]);
		return;
	}
	bool plain = node->kind == NODE_ASSIGN || node->kind == NODE_COMPOUND_ASSIGN || node->kind == NODE_STEP ||
	             node->kind == NODE_CALL || node->kind == NODE_CAST || type_is_void(node->type);
	emit_user_line(e, 0, node->span.start);
	text_printf(e->out, plain ? "%s;" : "(void)(%s);", rendered(e, node, false));
}

/** What makes a handle, or a task; with a name of its own where the runtime is not to give the handle to the running
 * task. */
static void emit_make(struct emitter *e, const struct op *op) {
	struct node *node = op->expr;
	const char *text = rendered(e, node, true);
	if (node->owner != OWNER_TASK) text = format(e->unit->arena, "co__lone_%s", text + strlen("co_"));
	emit_user_line(e, 0, node->span.start);
	if (op->temp >= 0) {
		bool wait = !strcmp(node->type->canonical, "struct co_wait_result *");
		text_printf(e->out, "%s = %s;", place_of(e, op->temp), text);
		emit_line(e, 0, "co__step = co__made%s(%s);", wait ? "_wait" : "", place_of(e, op->temp));
	} else {
		text_printf(e->out, "co__step = %s;", text);
	}
	emit_raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", node->handler, site_of(e, node));
}

/** `__builtin_expect(…)` as the value of a statement expression that nobody wants: as a statement of its own compilers
 * would warn of it. */
static bool is_value_of_builtin(const struct node *node) {
	while (node->kind == NODE_PAREN && arrlen(node->children)) node = node->children[0];
	return node->kind == NODE_CALL && node->name && !strncmp(node->name, "__builtin_", 10) && !type_is_void(node->type);
}

/** What is assigned. A comma that stood in parentheses has lost them: `(f(), s).row[await g()]`. */
static const char *operand_text(struct emitter *e, struct node *node, bool inside) {
	const char *text = rendered(e, node, inside);
	return node->kind == NODE_COMMA && !node->right_only ? format(e->unit->arena, "(%s)", text) : text;
}

/** A condition that comes to stand in parentheses: those that it had around `c ? … : …` or in front of `&&` would be
 * a second pair, which is bad to read, and which clang warns of. It is what tells an assignment from a slip of the
 * pen. */
static const char *condition_text(struct emitter *e, struct node *node) {
	const char *text = rendered(e, node, false);
	const struct node *inner = strip_parens(node);
	if (inner->kind == NODE_ASSIGN || inner->kind == NODE_COMPOUND_ASSIGN || is_no_argument(text)) return text;
	while (text[0] == '(') {
		struct span whole = { 0, (uint32_t)strlen(text) };
		struct lex_token *tokens = lex(text, whole);
		size_t count = arrlenu(tokens);
		bool around = count > 2 && lex_is(text, &tokens[0], "(") && !lex_is(text, &tokens[1], "{") &&
		              lex_closing(text, tokens, 0) == count - 1;
		struct span inside = { 0, 0 };
		if (around) inside = (struct span){ tokens[0].span.end, tokens[count - 1].span.start };
		arrfree(tokens);
		if (!around) break;
		text = arena_strndup(e->unit->arena, text + inside.start, inside.end - inside.start);
	}
	return text;
}

void emit_operations(struct emitter *e, struct op *ops) {
	for (ptrdiff_t i = 0; i < arrlen(ops); i++) {
		struct op *op = &ops[i];
		switch (op->kind) {
		case OP_ASSIGN:
			if (!op->expr) {
				emit_line(e, 0, "%s;", assigned_to(e, op->temp, value_of(e, op->from)));
				break;
			}
			emit_user_line(e, 0, op->expr->span.start);
			text_printf(e->out, "%s;", assigned_to(e, op->temp, operand_text(e, op->expr, op->expr->temp == op->temp)));
			break;
		case OP_TRUTH:
			emit_user_line(e, 0, op->expr->span.start);
			text_printf(e->out, "%s = !!(%s);", place_of(e, op->temp), condition_text(e, op->expr));
			break;
		case OP_EVALUATE: emit_evaluate(e, op->expr); break;
		case OP_IF: {
			const char *condition = !op->expr      ? place_of(e, op->from)
			                        : op->negate ? rendered(e, op->expr, false)
			                                     : condition_text(e, op->expr);
			if (op->expr)
				emit_user_line(e, 0, op->expr->span.start);
			else
				emit_begin_line(e, 0);
			text_printf(e->out, op->negate ? "if (!%s) {" : "if (%s) {", condition);
			emit_deepen(e);
			emit_operations(e, op->then);
			emit_shallow(e);
			if (arrlen(op->otherwise)) {
				emit_line(e, 0, "} else {");
				emit_deepen(e);
				emit_operations(e, op->otherwise);
				emit_shallow(e);
			}
			emit_line(e, 0, "}");
			break;
		}
		case OP_SUSPEND: emit_point(e, op->point); break;
		case OP_MAKE: emit_make(e, op); break;
		case OP_CLEAR: emit_line(e, 0, "%s = NULL;", place_of(e, op->temp)); break;
		case OP_LEAVE: emit_leave(e, op->scope); break;
		case OP_BLOCK:
			emit_user_line(e, 0, op->expr->span.start);
			e->out_of_step = false;
			emit_statement(e, op->expr);
			break;
		}
	}
}

static bool declaration_changes(struct emitter *e, const struct node *node) {
	if (node->retyped) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
		const struct declarator *declarator = &node->declarators[i];
		if (declarator->scope || (declarator->initializer && arrlen(declarator->initializer->ops))) return true;
		if (declarator->variable < 0) continue;
		const struct variable *variable = &e->function->variables[declarator->variable];
		if (variable->place == PLACE_FRAME || variable->is_realigned) return true;
		if (variable->place == PLACE_SAVED && variable->type->is_const) return true;
	}
	return false;
}

static void initialize_in_frame(struct emitter *e, const struct variable *variable, struct node *initializer) {
	const char *place = format(e->unit->arena, "co__frame->%s", variable->member);
	const char *value = rendered(e, initializer, false);
	const char *name = type_name(e, variable->type);
	bool qualified = variable->type->is_volatile || strstr(name, "restrict ");
	const char *anonymous = qualified ? "(void *)" : "", *unqualified = name;
	if (variable->type->is_volatile && !strncmp(name, "volatile ", 9)) name = unqualified = name + 9;
	emit_user_line(e, 0, initializer->span.start);
	if (is_in_braces(initializer) && variable->type->class == TYPE_SCALAR) {
		text_printf(e->out, "%s = (%s)%s;", place, name, value);
	} else if (is_in_braces(initializer)) {
		text_printf(e->out, "__builtin_memcpy(%s&%s, %s&(%s)%s, sizeof %s);", anonymous, place, anonymous, name, value,
		            place);
	} else if (variable->type->class == TYPE_ARRAY) {
		text_printf(e->out, "__builtin_memcpy(%s&%s, %s&(%s){ %s }, sizeof %s);", anonymous, place, anonymous,
		            unqualified, value, place);
	} else {
		text_printf(e->out, "%s;", assigned_text(e, variable->type, place, value));
	}
}

static bool mentions_unused(const struct emitter *e, struct span span) {
	return memmem(e->text + span.start, span.end - span.start, "unused", 6) != NULL;
}

/** Up to where its initialiser may follow. */
static void emit_declarator(struct emitter *e, const struct declarator *declarator) {
	const struct variable *variable = &e->function->variables[declarator->variable];
	emit_user_line(e, 0, declarator->span.start);
	if (variable->align) text_printf(e->out, "_Alignas(%llu) ", (unsigned long long)variable->align);
	const struct type *type = visible_type(e->function, e->unit, variable->type);
	const char *name = variable->name;
	if (variable->type->is_restrict) name = format(e->unit->arena, "restrict %s", name);
	if (variable->place == PLACE_LOCAL && variable->type->is_const) {
		/* in front, it would belong to what a pointer leads to */
		if (strpbrk(type->before, "*(["))
			name = format(e->unit->arena, "const %s", name);
		else
			text_puts(e->out, "const ");
	}
	text_puts(e->out, declare(e->unit->arena, type, name));
	if (variable->maybe_unused || mentions_unused(e, variable->declared)) text_puts(e->out, " CO__UNUSED");
}

/** The name alone, in parentheses or not. */
static bool is_name(const char *text, const char *name) {
	size_t open = strspn(text, "("), length = strlen(name);
	return !strncmp(text + open, name, length) && strspn(text + open + length, ")") == strlen(text + open + length);
}

/** A function that was declared beside variables. */
static void emit_prototype(struct emitter *e, const struct declarator *declarator) {
	emit_user_line(e, 0, declarator->prototype.start);
	if (declarator->function_type) {
		const struct type *type = visible_type(e->function, e->unit, declarator->function_type);
		text_puts(e->out, declare(e->unit->arena, type, declarator->function_name));
	} else {
		copy_source(e, declarator->specifiers.start, declarator->specifiers.end, e->out);
		text_puts(e->out, " ");
		copy_source(e, declarator->prototype.start, declarator->prototype.end, e->out);
	}
	text_puts(e->out, ";");
}

static void emit_declaration(struct emitter *e, struct node *node) {
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
		struct declarator *declarator = &node->declarators[i];
		if (declarator->is_enumeration) {
			emit_user_line(e, 0, declarator->span.start);
			copy_source(e, declarator->span.start, declarator->span.end, e->out);
			text_puts(e->out, ";");
		}
		if (declarator->prototype.end) emit_prototype(e, declarator);
		if (declarator->variable < 0) continue;
		const struct variable *variable = &e->function->variables[declarator->variable];
		bool is_early = variable->place != PLACE_FRAME && variable->is_early;
		if (is_early) {
			emit_declarator(e, declarator);
			text_puts(e->out, variable->lets_go ? " = NULL;" : ";");
		}
		if (declarator->initializer) emit_operations(e, declarator->initializer->ops);
		if (is_early) {
			const char *value = rendered(e, declarator->initializer, false);
			if (!is_name(value, variable->name)) { /* `p = (p = f(), p)`: compilers would warn */
				emit_user_line(e, 0, declarator->initializer->span.start);
				text_printf(e->out, "%s;", assigned_to(e, declarator->variable, value));
			}
			if (declarator->scope) emit_opening(e, declarator->scope);
			continue;
		}
		if (variable->place == PLACE_FRAME) {
			if (declarator->initializer) initialize_in_frame(e, variable, declarator->initializer);
			if (!declarator->initializer && variable->lets_go)
				emit_line(e, 0, "%s = NULL;", place_of(e, declarator->variable));
			if (declarator->scope) emit_opening(e, declarator->scope);
			continue;
		}
		emit_declarator(e, declarator);
		if (declarator->initializer)
			text_printf(e->out, " = %s", rendered(e, declarator->initializer, false));
		else if (variable->lets_go)
			text_puts(e->out, " = NULL");
		text_puts(e->out, ";");
		if (declarator->scope) emit_opening(e, declarator->scope);
	}
}

static size_t count_lines(const char *from, const char *end) {
	size_t count = 0;
	while ((from = memchr(from, '\n', (size_t)(end - from)))) count++, from++;
	return count;
}

/** An expression that ends on the line that it does in the source, relative to where it begins: what follows is
 * copied. */
static void render_in_step(struct emitter *e, struct node *node) {
	size_t start = e->out->length;
	render(e, node, e->out);
	if (!e->unit->lines || start == e->out->length) return;
	const char *written = e->out->data + start, *end = e->out->data + e->out->length;
	if (memchr(written, '\1', (size_t)(end - written))) return; /* statements, with lines of their own */
	size_t wanted = count_lines(e->text + node->span.start, e->text + node->span.end);
	for (size_t lines = count_lines(written, end); lines < wanted; lines++) text_puts(e->out, "\n");
}

static bool changes(struct emitter *e, const struct node *node);

/** Whether control falls into a case that is nothing but a jump, which becomes more than one. To gcc it is no fall
 * through as long as a jump stands there. */
static bool is_fallen_into(struct emitter *e, const struct node *node) {
	if (node->kind != NODE_CASE && node->kind != NODE_DEFAULT) return false;
	const struct node *outer = node, *jump = node->body;
	while (outer->parent && (outer->parent->kind == NODE_CASE || outer->parent->kind == NODE_DEFAULT))
		outer = outer->parent;
	if (outer->dispatch_block < 0 || !e->function->blocks[outer->dispatch_block].reached) return false;
	while (jump && (jump->kind == NODE_LABEL || (jump->kind == NODE_COMPOUND && arrlen(jump->children))))
		jump = jump->kind == NODE_LABEL ? jump->body : jump->children[0];
	if (!jump || !changes(e, jump)) return false;
	return jump->kind == NODE_BREAK || jump->kind == NODE_CONTINUE || jump->kind == NODE_GOTO ||
	       (jump->kind == NODE_RETURN && !jump->value);
}

/** The node's own text, children in their places. */
static uint32_t verbatim_from(struct emitter *e, struct node *node, uint32_t at) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		struct node *child = node->children[i];
		if (child->span.start < at || child->span.end > node->semicolon) continue;
		emit_copy(e, at, child->span.start);
		if (child->is_statement) {
			if (e->out_of_step) emit_copy(e, child->span.start, child->span.start);
			if (child == node->body && is_fallen_into(e, node))
				text_printf(e->out, "goto co__jump_%d; co__jump_%d: ", node->id, node->id);
			at = emit_statement(e, child);
		} else {
			if (e->out_of_step) {
				text_puts(e->out, "\n");
				emit_mark_source(e, child->span.start);
				text_puts(e->out, e->indent);
				e->out_of_step = false;
			}
			render_in_step(e, child);
			at = child->span.end;
		}
	}
	if (node->kind == NODE_COMPOUND && arrlen(node->scopes)) {
		uint32_t end = node->span.end - 1;
		end = source_before_blanks(e->unit->source, end, at);
		emit_copy(e, at, end);
		char indent[sizeof e->indent];
		memcpy(indent, e->indent, sizeof indent);
		emit_set_indent(e, node->children[0]->span.start);
		emit_ends(e, node);
		memcpy(e->indent, indent, sizeof indent);
		at = end;
	}
	emit_copy(e, at, node->semicolon);
	return node->semicolon;
}

static uint32_t verbatim(struct emitter *e, struct node *node) {
	if (node->opaque) {
		if (e->out_of_step) emit_user_line(e, 0, node->span.start);
		e->out_of_step = false;
		render_opaque(e, node, e->out);
		emit_copy(e, node->span.end, node->semicolon);
		return node->semicolon;
	}
	return verbatim_from(e, node, node->span.start);
}

bool has_ops(const struct node *node) { return node && arrlen(node->ops); }

static bool changes(struct emitter *e, const struct node *node) {
	switch (node->kind) {
	case NODE_EXPRESSION_STATEMENT: return has_ops(node->value) || node->temp >= 0 || node->dropped;
	case NODE_DECLARATION: return declaration_changes(e, node);
	case NODE_RETURN:
	case NODE_CO_WITH:
	case NODE_CO_FOR:
	case NODE_CO_TRY:
	case NODE_CO_DEFER:
	case NODE_CO_BLOCK:
	case NODE_CO_RAISE:
	case NODE_CO_RERAISE: return true;
	case NODE_BREAK:
	case NODE_GOTO: return node->has_exit;
	case NODE_CONTINUE: return node->has_exit || (node->target && node->target->continued);
	case NODE_COMPUTED_GOTO:
	case NODE_IF:
	case NODE_WHILE:
	case NODE_DO:
	case NODE_SWITCH: return has_ops(node->value);
	case NODE_FOR:
		return arrlen(node->scopes) || has_ops(node->init) || has_ops(node->value) || has_ops(node->step) ||
		       (node->init && node->init->kind == NODE_DECLARATION && declaration_changes(e, node->init));
	default: return false;
	}
}

/** Where one statement stands for several. */
static bool needs_braces(const struct node *node) {
	return !node->parent ||
	       (node->parent->kind != NODE_COMPOUND && node->parent->kind != NODE_LABEL &&
	        node->parent->kind != NODE_CASE && node->parent->kind != NODE_DEFAULT) ||
	       ((node->parent->kind == NODE_LABEL || node->parent->kind == NODE_CASE ||
	         node->parent->kind == NODE_DEFAULT));
}

static void condition_breaks(struct emitter *e, struct node *value) {
	if (!value) return;
	emit_operations(e, value->ops);
	emit_user_line(e, 0, value->span.start);
	text_printf(e->out, "if (!(%s)) break;", condition_text(e, value));
}

/** A body, on lines of its own. */
void emit_nested(struct emitter *e, struct node *body) {
	if (!body) return;
	emit_user_line(e, 0, body->span.start);
	e->out_of_step = false;
	char indent[sizeof e->indent];
	memcpy(indent, e->indent, sizeof indent);
	uint32_t at = emit_statement(e, body);
	if (at < body->semicolon) emit_copy(e, at, body->semicolon);
	memcpy(e->indent, indent, sizeof indent);
	e->out_of_step = true;
}

static void emit_loop(struct emitter *e, struct node *node) {
	if (node->kind == NODE_FOR && node->init) {
		if (node->init->kind == NODE_DECLARATION) {
			emit_declaration(e, node->init);
		} else {
			emit_operations(e, node->init->ops);
			emit_evaluate(e, node->init);
		}
	}
	if (node->kind == NODE_FOR && !has_ops(node->value) && !has_ops(node->step)) {
		/* only its first part changed: the rest as it stands */
		emit_user_line(e, 0, node->parts[0]);
		text_puts(e->out, "for (");
		e->out_of_step = false;
		verbatim_from(e, node, node->parts[0]);
		e->out_of_step = true;
		emit_ends(e, node);
		return;
	}
	node->continued = node->kind != NODE_WHILE;
	emit_line(e, 0, "for (;;) {");
	emit_deepen(e);
	if (node->kind != NODE_DO) condition_breaks(e, node->value);
	emit_nested(e, node->body);
	if (node->kind != NODE_WHILE) {
		emit_line(e, 0, "goto co__continue_%d;", node->id); /* so that the label is never unused */
		emit_label(e, "co__continue_", node->id);
		text_puts(e->out, ";");
	}
	if (node->kind == NODE_DO) condition_breaks(e, node->value);
	if (node->kind == NODE_FOR && node->step) {
		emit_operations(e, node->step->ops);
		emit_evaluate(e, node->step);
	}
	emit_shallow(e);
	emit_line(e, 0, "}");
	emit_ends(e, node);
}

/** What is declared with a local typedef may be declared elsewhere now, with the type that it stands for. */
static void use_typedefs(struct emitter *e, const struct node *node) {
	for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++)
		if (node->declarators[i].type_name) text_printf(e->out, " (void)(%s *)0;", node->declarators[i].type_name);
}

/** Whether a statement that was not on a line as in the source, all of it, has another behind it on that line. That gets
 * one of its own: `if (a) b(); c();` may have begun in the middle of a line, and compilers warn where it begins one.
 * With #line they look at the source. */
static bool is_followed_on_line(const struct emitter *e, const struct node *node, uint32_t behind, bool cut) {
	if (!cut || e->unit->lines || !node->parent || node->parent->kind != NODE_COMPOUND) return false;
	while (e->text[behind] == ' ' || e->text[behind] == '\t') behind++;
	return !strchr("\n/\\", e->text[behind]);
}

/** Writes a statement; the source offset behind what it consumed. */
uint32_t emit_statement(struct emitter *e, struct node *node) {
	if (!changes(e, node)) {
		bool cut = e->out_of_step;
		if (e->out_of_step) {
			text_puts(e->out, "\n");
			emit_mark_source(e, node->span.start);
			text_puts(e->out, e->indent);
			e->out_of_step = false;
		}
		size_t start = e->out->length;
		uint32_t behind = verbatim(e, node);
		if (node->kind == NODE_DECLARATION) use_typedefs(e, node);
		cut = cut || count_lines(e->out->data + start, e->out->data + e->out->length) !=
		                 count_lines(e->text + node->span.start, e->text + behind);
		if (is_followed_on_line(e, node, behind, cut)) e->out_of_step = true;
		return behind;
	}
	if (simple_return(e, node)) {
		/* in its place: the shape of the line does not change */
		if (e->out_of_step) emit_user_line(e, 0, node->span.start);
		e->out_of_step = false;
		if (!node->value)
			text_puts(e->out, "return CO__RETURN_VOID();");
		else
			text_puts(e->out, return_text(e, node->value));
		return node->semicolon;
	}
	if ((node->kind == NODE_CONTINUE || node->kind == NODE_BREAK || node->kind == NODE_GOTO) && !node->has_exit) {
		text_puts(e->out, jump_text(e, EXIT_CONTINUE, node->target));
		return node->semicolon;
	}
	char indent[sizeof e->indent];
	memcpy(indent, e->indent, sizeof indent);
	emit_set_indent(e, node->span.start);
	bool loop = node->kind == NODE_FOR || node->kind == NODE_WHILE || node->kind == NODE_DO ||
	            node->kind == NODE_CO_FOR || (node->kind == NODE_CO_BLOCK && node->variable >= 0);
	bool braces = node->kind != NODE_DECLARATION && (loop || needs_braces(node));
	if (braces) {
		text_puts(e->out, "{");
		emit_deepen(e);
	} else {
		emit_unwind_line(e->out);
	}
	e->out_of_step = true;
	switch (node->kind) {
	case NODE_EXPRESSION_STATEMENT:
		emit_operations(e, node->value->ops);
		if (node->temp >= 0) {
			emit_user_line(e, 0, node->span.start);
			text_printf(e->out, "%s;", assigned_to(e, node->temp, rendered(e, node->value, false)));
		} else if (node->dropped && is_value_of_builtin(node->value) && !is_nothing(node->value)) {
			emit_user_line(e, 0, node->value->span.start);
			text_printf(e->out, "(void)(%s);", rendered(e, node->value, false));
		} else {
			emit_evaluate(e, node->value);
		}
		break;
	case NODE_DECLARATION: emit_declaration(e, node); break;
	case NODE_RETURN: emit_return(e, node); break;
	case NODE_BREAK:
		emit_go_out(e, 0, node->scope, (struct exit_way){ .kind = EXIT_BREAK, .target = node->target });
		break;
	case NODE_CONTINUE:
		emit_go_out(e, 0, node->scope, (struct exit_way){ .kind = EXIT_CONTINUE, .target = node->target });
		break;
	case NODE_GOTO:
		emit_go_out(e, 0, node->scope, (struct exit_way){ .kind = EXIT_GOTO, .target = node->target });
		break;
	case NODE_WHILE:
	case NODE_DO:
	case NODE_FOR: emit_loop(e, node); break;
	case NODE_CO_WITH: emit_with(e, node); break;
	case NODE_CO_FOR: emit_co_for(e, node); break;
	case NODE_CO_TRY: emit_try(e, node); break;
	case NODE_CO_DEFER:
		emit_line(e, 0, "/* co_defer: at the end of this block */");
		emit_opening(e, node->scope);
		break;
	case NODE_CO_BLOCK: emit_block(e, node); break;
	case NODE_CO_RAISE: emit_raise_statement(e, node); break;
	case NODE_CO_RERAISE: emit_reraise(e, node); break;
	default: { /* if, switch, computed goto: their value first, then as they stand */
		struct op *ops = node->value->ops;
		emit_operations(e, ops);
		emit_user_line(e, 0, node->span.start);
		e->out_of_step = false;
		uint32_t at = verbatim(e, node);
		if (at < node->semicolon) emit_copy(e, at, node->semicolon);
		e->out_of_step = true;
		break;
	}
	}
	if (braces) {
		emit_shallow(e);
		emit_line(e, 0, "}");
	}
	memcpy(e->indent, indent, sizeof indent);
	e->out_of_step = true;
	return node->semicolon;
}

void emit_body_text(struct unit *unit, struct function *function, struct text *out) {
	struct emitter emitter = { .unit = unit, .function = function, .out = out, .text = unit->source->text };
	struct emitter *e = &emitter;
	struct node *body = function->body;
	emit_set_indent(e, body->span.start);
	emit_deepen(e);
	if (!strlen(e->indent)) strcpy(e->indent, e->step);
	uint32_t at = body->span.start + 1, end = body->span.end - 1;
	e->out_of_step = true;
	for (ptrdiff_t i = 0; i < arrlen(body->children); i++) {
		struct node *child = body->children[i];
		emit_copy(e, at, child->span.start);
		emit_set_indent(e, child->span.start);
		at = emit_statement(e, child);
	}
	end = source_before_blanks(e->unit->source, end, at);
	emit_set_indent(e, body->span.start);
	emit_deepen(e);
	emit_copy(e, at, end);
	emit_ends(e, body);
}
