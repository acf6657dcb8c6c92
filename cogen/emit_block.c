/* Pass 9, ways out: returns, jumps and errors that leave a block with something to run at its end, and these blocks.
 *
 * In: scopes with the ways that leave them (lower_scope.c). Out: for each scope, once, what runs behind its region, and
 * the jumps to it and on from it. What must hold: a way out runs what is between it and its end from the inside
 * outward, each once. */
#include "emit.h"
#include <ctype.h>
#include <string.h>

static void emit_return_value(struct emitter *e, int deeper) {
	struct function *function = e->function;
	if (function->return_variable < 0)
		emit_line(e, deeper, "return CO__RETURN_VOID();");
	else
		emit_line(e, deeper, "return CO__RETURN(%s, %s);", type_name(e, function->result),
		          place_of(e, function->return_variable));
}

static int way_number(const struct scope *scope, const struct exit_way *way) {
	for (ptrdiff_t i = 0; i < arrlen(scope->ways); i++)
		if (scope->ways[i].kind == way->kind && scope->ways[i].target == way->target) return scope->ways[i].number;
	return 0;
}

const char *jump_text(struct emitter *e, enum exit_kind kind, const struct node *target) {
	switch (kind) {
	case EXIT_BREAK: return "break;";
	case EXIT_CONTINUE:
		return target && target->continued ? format(e->unit->arena, "goto co__continue_%d;", target->id) : "continue;";
	default: return format(e->unit->arena, "goto %s;", target ? target->name : "co__nowhere");
	}
}

static void set_exit(struct emitter *e, int deeper, const struct scope *scope, int way) {
	if (!e->function->variables[scope->exit].unused) emit_line(e, deeper, "%s = %d;", place_of(e, scope->exit), way);
}

/** On a way without an error. */
static void no_error(struct emitter *e, int deeper, const struct scope *scope) {
	if (scope->pending >= 0) emit_line(e, deeper, "%s = NULL;", place_of(e, scope->pending));
}

/** A way out that starts inside `scope`: to the end of the first region that runs something, or all the way. */
void emit_go_out(struct emitter *e, int deeper, const struct scope *scope, struct exit_way way) {
	for (; scope && way_leaves(scope, &way); scope = scope->outer) {
		if (scope->kind == SCOPE_CATCH) emit_line(e, deeper, "co__drop_error(%s);", place_of(e, scope->pending));
		if (!scope_runs(scope)) continue;
		set_exit(e, deeper, scope, way_number(scope, &way));
		no_error(e, deeper, scope);
		emit_line(e, deeper, "goto co__leave_%d;", scope->id);
		return;
	}
	if (way.kind == EXIT_RETURN)
		emit_return_value(e, deeper);
	else
		emit_line(e, deeper, "%s", jump_text(e, way.kind, way.target));
}

/** Whether a way that starts there needs more than one line. */
static bool is_long(const struct scope *scope, const struct exit_way *way) {
	for (; scope && way_leaves(scope, way); scope = scope->outer)
		if (scope_runs(scope) || scope->kind == SCOPE_CATCH) return true;
	return way->kind == EXIT_RETURN;
}

/** What a region runs on its way out. */
static void emit_action(struct emitter *e, const struct scope *scope) {
	switch (scope->kind) {
	case SCOPE_RELEASE: emit_line(e, 0, "%s(%s);", scope->release, place_of(e, scope->held)); break;
	case SCOPE_CLEANUP: emit_line(e, 0, "%s(&%s);", scope->release, place_of(e, scope->held)); break;
	case SCOPE_STATEMENT: emit_nested(e, scope->action); break;
	default: emit_point(e, scope->exit_point); break;
	}
}

/** Nothing comes here, which compilers cannot see, and would warn of: of a case that is fallen into. */
static void emit_end_of_way(struct emitter *e) { emit_line(e, 0, "__builtin_unreachable();"); }

/** The error that was under way when the region was left goes on, unless it was swallowed. Whether no other way is
 * left. */
static bool emit_onward(struct emitter *e, const struct scope *scope) {
	if (!scope->unwinds || (scope->kind == SCOPE_AWAIT && scope->swallows < 0)) return false;
	if (scope->pending < 0) {
		bool only = e->function->variables[scope->exit].unused;
		emit_throw(e, 0, only ? "" : format(e->unit->arena, "if (%s < 0) ", place_of(e, scope->exit)), "co__step",
		           scope->outer);
		return only;
	}
	const char *pending = place_of(e, scope->pending);
	const char *raised = format(e->unit->arena, "CO__RAISE(%s)", pending);
	if (scope->swallows < 0) {
		bool only = !scope->falls && !arrlen(scope->ways);
		emit_throw(e, 0, only ? "" : format(e->unit->arena, "if (%s) ", pending), raised, scope->outer);
		return only;
	}
	emit_line(e, 0, "if (%s) {", pending);
	emit_throw(e, 1, format(e->unit->arena, "if (!%s) ", place_of(e, scope->swallows)), raised, scope->outer);
	emit_line(e, 1, "co__drop_error(%s);", pending);
	emit_line(e, 0, "}");
	return false;
}

/** An error has come to a place where it is looked at: what is handled around that, from `scope` on outward, may become
 * its cause. */
static void emit_during(struct emitter *e, const struct scope *scope) {
	for (; scope; scope = scope->outer)
		if (!scope_unwinds(scope)) emit_line(e, 0, "co__step = co__during(co__step, %s);", place_of(e, scope->pending));
}

/** Where errors come to; no path may lead here, and what would have led here may be left out. */
static void emit_unwind_label(struct emitter *e, const struct scope *scope) {
	emit_label(e, "co__unwind_", scope->id);
	if (!scope->unwinds) text_puts(e->out, " CO__UNUSED;");
}

/** The end of a region that runs something: where its ways meet, what it runs, and on from there on the way that was
 * taken. */
void emit_leave(struct emitter *e, struct scope *scope) {
	ptrdiff_t ways = arrlen(scope->ways);
	if (scope->nested) {
		emit_shallow(e);
		emit_line(e, 0, "}");
	}
	if (scope->falls) {
		set_exit(e, 0, scope, 0);
		no_error(e, 0, scope);
		if (scope->raises) emit_line(e, 0, "goto co__leave_%d;", scope->id);
	}
	if (scope->raises) {
		emit_unwind_label(e, scope);
		if (scope->pending >= 0) emit_during(e, scope->outer);
		set_exit(e, 0, scope, scope->pending < 0 ? -1 : 0);
		if (scope->pending >= 0)
			emit_line(e, 0, "%s = co__step_error(co__step);", place_of(e, scope->pending));
		else if (e->function->variables[scope->exit].unused)
			text_puts(e->out, ";");
	}
	if (ways || (scope->raises && scope->falls)) emit_label(e, "co__leave_", scope->id);
	emit_action(e, scope);
	bool ended = emit_onward(e, scope);
	if (!ways && !scope->goes_on && !ended) emit_end_of_way(e);
	bool asked = !e->function->variables[scope->exit].unused;
	for (ptrdiff_t i = 0; i < ways; i++) {
		const struct exit_way *way = &scope->ways[i];
		if (!asked || (i + 1 == ways && !scope->goes_on)) {
			emit_go_out(e, 0, scope->outer, *way);
		} else if (is_long(scope->outer, way)) {
			emit_line(e, 0, "if (%s == %d) {", place_of(e, scope->exit), way->number);
			emit_go_out(e, 1, scope->outer, *way);
			emit_line(e, 0, "}");
		} else {
			emit_line(e, 0, "if (%s == %d) %s", place_of(e, scope->exit), way->number,
			          jump_text(e, way->kind, way->target));
		}
	}
}

/** Where a region begins amid a block. */
void emit_opening(struct emitter *e, const struct scope *scope) {
	if (!scope->nested) return;
	emit_line(e, 0, "{");
	emit_deepen(e);
}

void emit_ends(struct emitter *e, const struct node *node) {
	for (ptrdiff_t i = arrlen(node->scopes) - 1; i >= 0; i--) emit_leave(e, node->scopes[i]);
}

static void emit_catch(struct emitter *e, struct node *node) {
	const struct variable *variable = &e->function->variables[node->variable];
	const struct scope *scope = node->scope;
	if (node->parent->handler->raises) emit_during(e, node->parent->handler->outer);
	const char *error = node->parent->handler->raises ? "co__step_error(co__step)" : "NULL";
	if (scope->pending != node->variable) {
		emit_line(e, 0, "%s = %s;", place_of(e, scope->pending), error);
		error = place_of(e, scope->pending);
	}
	if (variable->place == PLACE_FRAME)
		emit_line(e, 0, "co__frame->%s = %s;", variable->member, error);
	else
		emit_line(e, 0, "%s%s = %s;", declare(e->unit->arena, variable->type, variable->name),
		          scope->pending != node->variable ? " CO__UNUSED" : "", error);
	emit_nested(e, node->body);
	emit_line(e, 0, "co__drop_error(%s);", place_of(e, scope->pending));
}

/** The catches stand in a branch that is only jumped to. */
static void emit_catches(struct emitter *e, struct node *node) {
	const struct scope *scope = node->handler;
	struct node *first = node->catches[0], *second = arrlen(node->catches) > 1 ? node->catches[1] : NULL;
	emit_line(e, 0, "if (0) {");
	emit_deepen(e);
	if (scope->raises) {
		emit_unwind_label(e, scope);
		if (second)
			emit_line(e, 0, "if (co__catches(co__step)) {");
		else if (first->catches_all)
			text_puts(e->out, ";");
		else
			emit_throw(e, 0, "if (!co__catches(co__step)) ", "co__step", scope->outer);
	} else if (second) {
		emit_line(e, 0, "{"); /* nothing in the body raises an error */
	}
	if (second) emit_deepen(e);
	emit_catch(e, first);
	if (second) {
		emit_shallow(e);
		emit_line(e, 0, scope->raises ? "} else {" : "}");
		if (!scope->raises) emit_line(e, 0, "{");
		emit_deepen(e);
		emit_catch(e, second);
		emit_shallow(e);
		emit_line(e, 0, "}");
	}
	emit_shallow(e);
	emit_line(e, 0, "}");
	if (!e->function->blocks[node->after_block].reached) emit_end_of_way(e);
}

void emit_try(struct emitter *e, struct node *node) {
	emit_nested(e, node->body);
	if (arrlen(node->catches)) emit_catches(e, node);
	if (node->scope) emit_leave(e, node->scope);
}

void emit_with(struct emitter *e, struct node *node) {
	struct scope *scope = node->scope;
	emit_operations(e, node->value->ops);
	emit_user_line(e, 0, node->value->span.start);
	text_printf(e->out, "%s = %s;", place_of(e, scope->held), rendered(e, node->value, false));
	emit_point(e, node->point);
	emit_nested(e, node->body);
	emit_leave(e, scope);
}

void emit_block(struct emitter *e, struct node *node) {
	if (node->value) emit_operations(e, node->value->ops);
	emit_point(e, node->point);
	if (node->variable >= 0) {
		const struct variable *variable = &e->function->variables[node->variable];
		const char *group = format(e->unit->arena, "&co__frame->%s.co__group", e->function->slots[node->child].member);
		if (variable->place == PLACE_FRAME)
			emit_line(e, 0, "co__frame->%s = %s;", variable->member, group);
		else
			emit_line(e, 0, "%s CO__UNUSED = %s;", declare(e->unit->arena, variable->type, variable->name), group);
	}
	emit_nested(e, node->body);
	emit_leave(e, node->scope);
}

static void emit_fetch(struct emitter *e, struct node *node) {
	const struct variable *variable = &e->function->variables[node->variable];
	if (variable->place != PLACE_FRAME)
		emit_line(e, 0, "%s;",
		          declare(e->unit->arena, visible_type(e->function, e->unit, variable->type), variable->name));
	emit_line(e, 0, "co__unpack(co__step, &%s, sizeof %s);", place_of(e, node->variable), place_of(e, node->variable));
}

/** co_for_await: the value comes to the variable, which is in the frame. */
static void emit_for_await(struct emitter *e, struct node *node) {
	const char *frame = e->function->slots[node->child].member;
	bool is_call = node->how != CALLEE_DELEGATE;
	emit_operations(e, node->value->ops);
	emit_user_line(e, 0, node->value->span.start);
	text_printf(e->out, "co__step = co__for_await_enter(&co__frame->%s, %s, sizeof %s);", frame,
	            rendered(e, is_call ? node->call : node->value, is_call), place_of(e, node->variable));
	emit_raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", node->handler, site_of(e, node));
	emit_line(e, 0, "for (;;) {");
	emit_deepen(e);
	emit_point(e, node->point);
	emit_line(e, 0, "if (!%s) break;", place_of(e, node->point->temp));
	emit_nested(e, node->body);
	emit_shallow(e);
	emit_line(e, 0, "}");
	emit_leave(e, node->scope);
}

void emit_co_for(struct emitter *e, struct node *node) {
	if (node->awaits) {
		emit_for_await(e, node);
		return;
	}
	emit_operations(e, node->value->ops);
	if (node->how == CALLEE_KNOWN) {
		const char *name = node->callee->name;
		const char *address = node->on_stack ? format(e->unit->arena, "&co__for_%d", node->raise_index + 1)
		                                     : child_address(e, node->callee, node->child);
		emit_line(e, 0, "/* %s */", excerpt(e, node));
		if (node->on_stack) emit_line(e, 0, "struct co__%s_frame %s;", name, address + 1);
		emit_user_line(e, 0, node->span.start);
		const char *start =
			format(e->unit->arena, "co__%s_start(%s%s)", name, address, arguments_of(e, node->call));
		text_printf(e->out, "co__step = %s;", with_mention(e, node->call, start));
		/* The test stands behind each step, so that compilers see which return of the generator leads where. */
		emit_line(e, 0, "if (!co__has_returned(co__step)) do {");
		emit_deepen(e);
		emit_raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", node->handler, site_of(e, node));
		emit_fetch(e, node);
		emit_nested(e, node->body);
		emit_shallow(e);
		emit_line(e, 0, "} while (!co__has_returned(co__step = co__%s_next(%s)));", name, address);
		return;
	}
	struct scope *scope = node->scope;
	const struct variable *variable = &e->function->variables[node->variable];
	const char *held = place_of(e, scope->held);
	emit_user_line(e, 0, node->value->span.start);
	if (node->room) {
		const char *room = e->function->slots[node->child].member, *arguments = arguments_of(e, node->call);
		const char *object = format(e->unit->arena, "co__%s_in(&co__frame->%s, sizeof co__frame->%s%s)", node->room,
		                            room, room, *arguments ? arguments : ", 0");
		text_printf(e->out, "%s = co__gen_new(%s);", held, with_mention(e, node->call, object));
	} else {
		text_printf(e->out, node->how == CALLEE_OBJECT ? "%s = co__gen_new(%s);" : "%s = co__for_over(%s);", held,
		            rendered(e, node->how == CALLEE_OBJECT ? node->call : node->value, node->how == CALLEE_OBJECT));
	}
	emit_line(e, 0, "for (;;) { /* %s */", excerpt(e, node));
	emit_deepen(e);
	if (variable->place != PLACE_FRAME)
		emit_line(e, 0, "%s;",
		          declare(e->unit->arena, visible_type(e->function, e->unit, variable->type), variable->name));
	emit_line(e, 0, "if (!co__next(%s, &%s, sizeof %s)) {", held, place_of(e, node->variable),
	          place_of(e, node->variable));
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
		if (node->value && !type_is_void(function->result)) {
			const char *value = rendered(e, node->value, false);
			emit_user_line(e, 0, node->value->span.start);
			text_printf(e->out, "%s;",
			            function->return_variable >= 0
			                ? assigned_to(e, function->return_variable, value)
			                : assigned_text(e, function->result, "co__frame->co__result", value));
		}
		emit_go_out(e, 0, node->scope, (struct exit_way){ .kind = EXIT_RETURN });
		return;
	}
	if (type_is_void(function->result) || !node->value) {
		emit_user_line(e, 0, node->span.start);
		text_puts(e->out, "return CO__RETURN_VOID();");
		return;
	}
	emit_user_line(e, 0, node->value->span.start);
	if (function->large_result) {
		text_printf(e->out, "%s;",
		            assigned_text(e, function->result, "co__frame->co__result", rendered(e, node->value, false)));
		emit_line(e, 0, "return CO__RETURN_VOID();");
	} else {
		text_puts(e->out, return_text(e, node->value));
	}
}

bool simple_return(struct emitter *e, const struct node *node) {
	return node->kind == NODE_RETURN && !node->has_exit && !e->function->large_result && !has_ops(node->value) &&
	       (!type_is_void(e->function->result) || !node->value);
}

void emit_raise_statement(struct emitter *e, struct node *node) {
	struct node *call = strip_parens(node->value);
	int site = site_of(e, node);
	emit_operations(e, node->value->ops);
	emit_user_line(e, 0, node->span.start);
	text_printf(e->out, "co__step = co__%s(&co__%s_type, %d%s);", call->name + 3, e->function->name, site,
	            arguments_of(e, call));
	emit_throw(e, 0, "", "co__step", node->scope);
}

void emit_reraise(struct emitter *e, struct node *node) {
	const struct scope *caught = node->scope;
	while (caught->kind != SCOPE_CATCH) caught = caught->outer;
	const char *error = place_of(e, caught->pending);
	if (caught == node->scope)
		emit_throw(e, 0, "", format(e->unit->arena, "CO__RAISE(%s)", error), caught->outer);
	else
		emit_throw(e, 0, "", format(e->unit->arena, "CO__RAISE(co__error_copy(%s))", error), node->scope);
}
