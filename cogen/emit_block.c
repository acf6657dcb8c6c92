/* Pass 9, ways out: returns, jumps and errors that leave a block with something to run at its end, and these blocks. */
#include "emit.h"
#include <ctype.h>
#include <string.h>

static void emit_return_value(struct emitter *e, int deeper, const char *value) {
	struct function *function = e->function;
	if (type_is_void(function->result)) {
		emit_line(e, deeper, "return CO__RETURN_VOID();");
	} else if (function->large_result) {
		emit_line(e, deeper, "%s;", assigned_text(e, function->result, "co__frame->co__result", value));
		emit_line(e, deeper, "return CO__RETURN_VOID();");
	} else {
		emit_line(e, deeper, "return CO__RETURN(%s, %s);", type_name(e, function->result), value);
	}
}

static int way_number(const struct scope *scope, enum exit_kind kind, const struct node *target) {
	for (ptrdiff_t i = 0; i < arrlen(scope->ways); i++)
		if (scope->ways[i].kind == kind && (kind == EXIT_RETURN || scope->ways[i].target == target)) return scope->ways[i].number;
	return 0;
}

void emit_go_out(struct emitter *e, int deeper, const struct scope *scope, enum exit_kind kind, const struct node *target) {
	emit_line(e, deeper, "%s = %d;", place_of(e, scope->exit), way_number(scope, kind, target));
	emit_line(e, deeper, "goto co__leave_%d;", scope->id);
}

const char *jump_text(struct emitter *e, enum exit_kind kind, const struct node *target) {
	switch (kind) {
	case EXIT_BREAK: return "break;";
	case EXIT_CONTINUE:
		return target && target->continued ? format(e->unit->arena, "goto co__continue_%d;", target->id) : "continue;";
	default: return format(e->unit->arena, "goto %s;", target ? target->name : "co__nowhere");
	}
}

/** The end of a block with an exit: what is held is let go, then on the way that was taken. `scope->held` is released here. */
static void emit_leave(struct emitter *e, struct scope *scope) {
	const char *way = place_of(e, scope->exit);
	bool several = arrlen(scope->ways) || scope->raises;
	if (several) emit_line(e, 0, "%s = 0;", way);
	if (scope->raises) {
		emit_line(e, 0, "goto co__leave_%d;", scope->id);
		emit_label(e, "co__unwind_", scope->id);
		emit_line(e, 0, "%s = -1;", way);
	}
	if (several) emit_label(e, "co__leave_", scope->id);
	emit_line(e, 0, "%s(%s);", scope->release, place_of(e, scope->held));
	if (scope->raises) {
		if (scope->outer)
			emit_line(e, 0, "if (%s < 0) goto co__unwind_%d;", way, scope->outer->id);
		else
			emit_line(e, 0, "if (%s < 0) return co__step;", way);
	}
	for (ptrdiff_t i = 0; i < arrlen(scope->ways); i++) {
		const struct exit_way *exit_way = &scope->ways[i];
		bool further = scope->outer && way_leaves(scope->outer, exit_way);
		if (further || exit_way->kind == EXIT_RETURN) {
			emit_line(e, 0, "if (%s == %d) {", way, exit_way->number);
			if (further)
				emit_go_out(e, 1, scope->outer, exit_way->kind, exit_way->target);
			else
				emit_return_value(e, 1, e->function->return_variable >= 0 ? place_of(e, e->function->return_variable) : "");
			emit_line(e, 0, "}");
		} else {
			emit_line(e, 0, "if (%s == %d) %s", way, exit_way->number, jump_text(e, exit_way->kind, exit_way->target));
		}
	}
}

void emit_with(struct emitter *e, struct node *node) {
	struct scope *scope = node->scope;
	emit_operations(e, node->value->ops);
	emit_user_line(e, 0, node->value->span.start);
	text_printf(e->out, "%s = %s;", place_of(e, scope->held), rendered(e, node->value, false));
	emit_child(e, node->point);
	emit_nested(e, node->body);
	emit_leave(e, scope);
}

static void emit_fetch(struct emitter *e, struct node *node) {
	const struct variable *variable = &e->function->variables[node->variable];
	if (variable->place != PLACE_FRAME) emit_line(e, 0, "%s;", declare(e->unit->arena, visible_type(e->function, e->unit, variable->type), variable->name));
	emit_line(e, 0, "co__unpack(co__step, &%s, sizeof %s);", place_of(e, node->variable), place_of(e, node->variable));
}

void emit_co_for(struct emitter *e, struct node *node) {
	emit_operations(e, node->value->ops);
	if (node->how == CALLEE_KNOWN) {
		const char *address = child_address(e, node, node->child);
		emit_line(e, 0, "/* %s */", excerpt(e, node));
		emit_user_line(e, 0, node->span.start);
		text_printf(e->out, "co__step = %s;", start_call(e, node, node->child));
		emit_line(e, 0, "for (; !co__has_returned(co__step); co__step = co__%s_next(%s)) {", node->callee->name, address);
		emit_deepen(e);
		emit_raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", node->handler, site_of(e, node));
		emit_fetch(e, node);
		emit_nested(e, node->body);
		emit_shallow(e);
		emit_line(e, 0, "}");
		return;
	}
	struct scope *scope = node->scope;
	const struct variable *variable = &e->function->variables[node->variable];
	const char *held = place_of(e, scope->held);
	emit_user_line(e, 0, node->value->span.start);
	text_printf(e->out, node->how == CALLEE_OBJECT ? "%s = co__gen_new(%s);" : "%s = %s;", held,
	            rendered(e, node->how == CALLEE_OBJECT ? node->call : node->value, node->how == CALLEE_OBJECT));
	emit_line(e, 0, "for (;;) { /* %s */", excerpt(e, node));
	emit_deepen(e);
	if (variable->place != PLACE_FRAME) emit_line(e, 0, "%s;", declare(e->unit->arena, visible_type(e->function, e->unit, variable->type), variable->name));
	emit_line(e, 0, "if (!co__gen_next(%s, &%s, sizeof %s)) {", held, place_of(e, node->variable), place_of(e, node->variable));
	emit_line(e, 1, "co__step = co__gen_ended(%s);", held);
	emit_raise(e, 1, "if (co__has_raised(co__step)) ", scope, site_of(e, node));
	emit_line(e, 1, "break;");
	emit_line(e, 0, "}");
	emit_nested(e, node->body);
	emit_shallow(e);
	emit_line(e, 0, "}");
	emit_leave(e, scope);
}

void emit_return(struct emitter *e, struct node *node) {
	struct function *function = e->function;
	if (node->value) emit_operations(e, node->value->ops);
	if (node->value && type_is_void(function->result)) emit_evaluate(e, node->value);
	if (node->has_exit) {
		if (function->return_variable >= 0 && node->value) {
			emit_user_line(e, 0, node->value->span.start);
			text_printf(e->out, "%s;", assigned_to(e, function->return_variable, rendered(e, node->value, false)));
		}
		emit_go_out(e, 0, node->scope, EXIT_RETURN, NULL);
		return;
	}
	if (type_is_void(function->result) || !node->value) {
		emit_user_line(e, 0, node->span.start);
		text_puts(e->out, "return CO__RETURN_VOID();");
		return;
	}
	emit_user_line(e, 0, node->value->span.start);
	if (function->large_result) {
		text_printf(e->out, "%s;", assigned_text(e, function->result, "co__frame->co__result", rendered(e, node->value, false)));
		emit_line(e, 0, "return CO__RETURN_VOID();");
	} else {
		text_printf(e->out, "return CO__RETURN(%s, %s);", type_name(e, function->result), macro_argument(e, node->value));
	}
}

bool simple_return(struct emitter *e, const struct node *node) {
	return node->kind == NODE_RETURN && !node->has_exit && !e->function->large_result && !has_ops(node->value) &&
	       (!type_is_void(e->function->result) || !node->value);
}

void emit_raise_statement(struct emitter *e, struct node *node) {
	struct node *call = node->value;
	while (call->kind == NODE_PAREN) call = call->children[0];
	int site = site_of(e, node);
	emit_operations(e, node->value->ops);
	emit_user_line(e, 0, node->span.start);
	text_printf(e->out, "co__step = co__raise(&co__%s_type, %d%s);", e->function->name, site, arguments_of(e, call));
	if (node->scope)
		emit_line(e, 0, "goto co__unwind_%d;", node->scope->id);
	else
		emit_line(e, 0, "return co__step;");
}
