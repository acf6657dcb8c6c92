/* Pass 5, regions that are left in a special way: blocks with something to run on every way out, the catches of a
 * co_try, and the ways themselves.
 *
 * In: the statements of a checked tree, in order. Out: a struct scope for each region, linked to the one around it,
 * with the ways that lead out of it; for jumps, returns and errors the innermost scope that they start in.
 *
 * note [ways]: all ways out of a region that runs something meet at one place behind it, so what it runs stands there
 * once, whatever it is. A variable says which way was taken, and where it goes on from there: out of the function, to a
 * label, or to the same place of the region around it. An error under way is in co__step; where what is run may touch
 * that, because it suspends or raises itself, it is kept in a variable of its own, `pending`, which is saved over
 * suspensions like any other.
 *
 * note [handling]: the body of a catch, and what a region runs on its way out, are regions too: an error that is raised
 * in them has the one that is handled or under way as its cause and takes its place. They have no place of their own to
 * go to: what is to be done there is one call, and stands where the error is raised. One that does not leave such a
 * region, but is caught inside, or looked at by the exit of a context, gets its causes there, from all the regions
 * around.
 *
 * note [hiding]: what co_defer runs stands at the end of its block, behind declarations that may hide names it
 * mentions. A variable that would do that lives in the frame, so it is not declared at all; where something else would
 * (a static variable, a type), the rest of the block becomes a block of its own, that ends before. */
#include "lower.h"
#include <ctype.h>
#include <string.h>

static const struct type *error_type(struct lowering *l) {
	if (!l->unit->error_type) {
		struct type *type = ARENA_NEW(l->unit->arena, struct type);
		*type = (struct type){ .before = "co_error *", .after = "", .class = TYPE_SCALAR, .is_pointer = true,
			                   .size = l->unit->pointer_size, .align = l->unit->pointer_size };
		l->unit->error_type = type;
	}
	return l->unit->error_type;
}

static const struct type *bool_type(struct lowering *l) {
	if (!l->unit->bool_type) {
		struct type *type = ARENA_NEW(l->unit->arena, struct type);
		*type = (struct type){ .before = "_Bool", .after = "", .class = TYPE_SCALAR, .is_bool = true, .is_integer = true, .size = 1, .align = 1 };
		l->unit->bool_type = type;
	}
	return l->unit->bool_type;
}

static int new_variable(struct lowering *l, const struct type *type, const char *stem, struct node *node) {
	return new_temporary(l->function, l->unit, type, stem, node);
}

static struct scope *open_scope(struct lowering *l, enum scope_kind kind, struct node *node, struct node *region) {
	struct scope *scope = ARENA_NEW(l->unit->arena, struct scope);
	scope->kind = kind;
	scope->outer = l->scope;
	scope->node = node;
	scope->region = region;
	scope->held = scope->exit = scope->pending = scope->swallows = -1;
	scope->fall_block = scope->onward_block = -1;
	arrput(l->function->scopes, scope);
	scope->id = (int)arrlen(l->function->scopes);
	if (scope_runs(scope)) scope->exit = new_variable(l, int_type(l), "exit_", node);
	l->scope = scope;
	return scope;
}

void scope_gets_errors(struct scope *scope) {
	for (; scope; scope = scope->outer) {
		scope->raises = true;
		if (scope_unwinds(scope)) return;
	}
}

/* ---- ways out ---------------------------------------------------------------------------------------------------- */

/** Enters the way in `scope` and in every scope around it that it leaves too; whether one of them has something to
 * do. */
static bool register_way(struct scope *scope, struct exit_way way) {
	bool any = false;
	for (; scope && way_leaves(scope, &way); scope = scope->outer) {
		if (scope->kind == SCOPE_CATCH) any = true;
		if (!scope_runs(scope)) continue;
		any = true;
		bool known = false;
		for (ptrdiff_t i = 0; i < arrlen(scope->ways); i++)
			if (scope->ways[i].kind == way.kind && scope->ways[i].target == way.target) known = true;
		if (known) continue;
		way.number = (int)arrlen(scope->ways) + 1;
		arrput(scope->ways, way);
	}
	return any;
}

void lower_exit(struct lowering *l, struct node *node) {
	struct exit_way way = { .target = node->target };
	switch (node->kind) {
	case NODE_RETURN: way = (struct exit_way){ .kind = EXIT_RETURN }; break;
	case NODE_BREAK: way.kind = EXIT_BREAK; break;
	case NODE_CONTINUE: way.kind = EXIT_CONTINUE; break;
	default: way.kind = EXIT_GOTO; break;
	}
	if (way.kind != EXIT_RETURN && !way.target) return;
	if (!register_way(l->scope, way)) return;
	node->has_exit = true;
	node->scope = l->scope;
	/* a large result is written to its place in the frame at once */
	struct function *function = l->function;
	if (way.kind == EXIT_RETURN && !type_is_void(function->result) && !function->large_result &&
	    function->return_variable < 0)
		function->return_variable = new_variable(l, function->result, "returned_", function->body);
}

static int raise_line(struct lowering *l, const struct node *node) {
	arrput(l->function->raise_lines, source_line(l->unit->source, node->span.start));
	return (int)arrlen(l->function->raise_lines) - 1;
}

void lower_raise_of(struct lowering *l, struct node *node) {
	node->raise_index = raise_line(l, node);
	node->handler = l->scope;
	scope_gets_errors(l->scope);
}

struct scope *open_unnamed_scope(struct lowering *l, struct node *maker, struct node *full) {
	struct scope *scope = open_scope(l, SCOPE_RELEASE, full, full);
	scope->held = new_variable(l, maker->type, "handle_", l->block);
	scope->release = strcmp(maker->type->canonical, "struct co_wait_result *") ? "co__let_go" : "co__let_go_wait";
	return scope;
}

/** A variable that lets go of the handle that it holds where its block ends. */
void lower_holder(struct lowering *l, struct declarator *declarator) {
	if (declarator->variable < 0) return;
	struct variable *variable = &l->function->variables[declarator->variable];
	if (!variable->lets_go) return;
	if (!variable->scope || !variable->scope->suspends) {
		variable->lets_go = NULL;
		return;
	}
	const char *release = variable->lets_go;
	struct scope *scope = open_scope(l, SCOPE_RELEASE, l->compound, l->compound);
	declarator->scope = scope;
	scope->held = declarator->variable;
	scope->release = release;
	if (l->compound->kind == NODE_COMPOUND) scope->from = declarator->span.end;
	arrput(l->compound->scopes, scope);
}

void lower_keepers(struct lowering *l) {
	struct function *function = l->function;
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		int keeper = function->variables[function->parameters[i]].keeper - 1;
		if (keeper < 0) continue;
		struct scope *scope = open_scope(l, SCOPE_RELEASE, function->body, function->body);
		scope->held = keeper;
		scope->release = "co__gen_free";
		arrput(function->body->scopes, scope);
	}
}

void lower_raise(struct lowering *l, struct node *node) {
	lower_call_statement(l, node);
	node->scope = l->scope;
	node->raise_index = raise_line(l, node);
	scope_gets_errors(l->scope);
}

/** From the catch's body itself the error goes on as it came; from further inside it is raised again. */
void lower_reraise(struct lowering *l, struct node *node) {
	struct scope *scope = l->scope;
	node->scope = scope;
	while (scope && scope->kind != SCOPE_CATCH) scope = scope->outer;
	scope_gets_errors(scope == l->scope && scope ? scope->outer : l->scope);
}

/* ---- what runs at the end of a region ---------------------------------------------------------------------------- */

/** The region of what a scope runs: errors in it meet the one under way first. */
static struct scope *open_action(struct lowering *l, struct scope *scope, struct node *region) {
	l->scope = scope->outer;
	if (scope->pending < 0) return NULL;
	struct scope *action = open_scope(l, SCOPE_ACTION, scope->node, region);
	action->pending = scope->pending;
	return action;
}

void close_scope(struct lowering *l, struct scope *scope) {
	if (scope->kind == SCOPE_STATEMENT) {
		if (scope->raises && node_may_raise(scope->action))
			scope->pending = new_variable(l, error_type(l), "error_", scope->node);
		open_action(l, scope, scope->action);
		lower_statement(l, scope->action);
	}
	l->scope = scope->outer;
	if (scope->raises) scope_gets_errors(scope->outer);
}

void lower_ends(struct lowering *l, struct node *node) {
	for (ptrdiff_t i = arrlen(node->scopes) - 1; i >= 0; i--) close_scope(l, node->scopes[i]);
}

/* ---- names that are hidden at the end of a block (note [hiding]) ------------------------------------------------- */

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

static bool text_names(const struct lowering *l, struct span span, const char *name) {
	const char *text = l->unit->source->text;
	size_t length = strlen(name);
	for (uint32_t i = span.start; i + length <= span.end; i++)
		if (!strncmp(text + i, name, length) && !is_word(text[i + length]) &&
		    (i == span.start || !is_word(text[i - 1])))
			return true;
	return false;
}

static bool tree_names(const struct node *node, const char *name) {
	if (node->kind == NODE_REFERENCE && node->name && !strcmp(node->name, name)) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (tree_names(node->children[i], name)) return true;
	return false;
}

/** Whether what the scope runs needs that name to mean what it means at the scope's beginning. */
static bool mentions(const struct lowering *l, const struct scope *scope, const char *name) {
	if (scope->kind == SCOPE_CLEANUP) return !strcmp(scope->release, name);
	struct span span = { scope->action->span.start, scope->action->semicolon };
	if (text_names(l, span, name) || tree_names(scope->action, name)) return true;
	if (!scope->action->suspends) return false;
	/* a variable may have to be saved and loaded there */
	for (ptrdiff_t i = 0; i < arrlen(l->function->variables); i++) {
		const struct variable *variable = &l->function->variables[i];
		if (variable->scope != scope->region && !strcmp(variable->name, name) &&
		    node_is_inside(scope->region, variable->scope))
			return true;
		if (variable->is_parameter && !strcmp(variable->name, name)) return true;
	}
	return false;
}

void keep_in_frame(struct variable *variable, const char *reason) {
	variable->place = PLACE_FRAME;
	variable->reason = reason;
}

static void uncover_names(struct lowering *l, struct scope *scope) {
	struct function *function = l->function;
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++) {
		struct variable *variable = &function->variables[i];
		if (variable->scope != scope->region || variable->is_parameter || variable->is_temporary) continue;
		if (variable->declared.start < scope->from || !mentions(l, scope, variable->name)) continue;
		if (variable->type->class == TYPE_VARIABLE)
			scope->nested = true;
		else
			keep_in_frame(variable, "it would hide a name that is used at the end of its block");
	}
	for (ptrdiff_t i = 0; i < arrlen(function->others); i++) {
		const struct other_name *other = &function->others[i];
		if (other->scope == scope->region && other->offset >= scope->from && mentions(l, scope, other->name))
			scope->nested = true;
	}
	for (ptrdiff_t i = 0; scope->nested && i < arrlen(function->variables); i++) {
		struct variable *variable = &function->variables[i];
		if (variable->scope == scope->region && variable->address_taken && variable->declared.start >= scope->from &&
		    variable->type->class != TYPE_VARIABLE && !variable->is_parameter)
			keep_in_frame(variable, "it is alive when what ends its block runs");
	}
}

/* ---- the blocks -------------------------------------------------------------------------------------------------- */

void lower_defer(struct lowering *l, struct node *node) {
	if (!node->body || !l->compound) return;
	struct scope *scope = open_scope(l, SCOPE_STATEMENT, node, l->compound);
	node->scope = scope;
	scope->action = node->body;
	scope->from = node->semicolon;
	uncover_names(l, scope);
	arrput(l->compound->scopes, scope);
}

void lower_cleanup(struct lowering *l, struct declarator *declarator) {
	if (declarator->variable < 0) return;
	const struct variable *variable = &l->function->variables[declarator->variable];
	if (!variable->cleanup || !variable->scope || !variable->scope->suspends) return;
	struct scope *scope = open_scope(l, SCOPE_CLEANUP, l->compound, l->compound);
	declarator->scope = scope;
	scope->held = declarator->variable;
	scope->release = l->function->variables[declarator->variable].cleanup; // open_scope may have moved the variables
	if (l->compound->kind == NODE_COMPOUND) scope->from = declarator->span.end;
	uncover_names(l, scope);
	arrput(l->compound->scopes, scope);
}

static bool is_assigned(const struct node *node, int variable) {
	if ((node->kind == NODE_ASSIGN || node->kind == NODE_COMPOUND_ASSIGN || node->kind == NODE_STEP) &&
	    arrlen(node->children)) {
		struct node *left = strip_parens(node->children[0]);
		if (left->kind == NODE_REFERENCE && left->variable == variable) return true;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (is_assigned(node->children[i], variable)) return true;
	return false;
}

/** Whether the name that the user gave the error can stand for it wherever it has to be dropped: nobody changes it or
 * hides it. */
static bool can_own(const struct lowering *l, const struct node *node) {
	const struct function *function = l->function;
	const struct variable *variable = &function->variables[node->variable];
	if (variable->address_taken || is_assigned(node->body, node->variable)) return false;
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++)
		if (i != node->variable && !strcmp(function->variables[i].name, variable->name) &&
		    node_is_inside(function->variables[i].scope, node))
			return false;
	for (ptrdiff_t i = 0; i < arrlen(function->others); i++)
		if (!strcmp(function->others[i].name, variable->name) && node_is_inside(function->others[i].scope, node))
			return false;
	return true;
}

static void lower_catch(struct lowering *l, struct node *node) {
	struct scope *outer = l->scope;
	struct node *block = l->block;
	struct scope *scope = open_scope(l, SCOPE_CATCH, node, node);
	node->scope = scope;
	scope->pending = can_own(l, node) ? node->variable : new_variable(l, error_type(l), "caught_", node);
	l->block = node;
	lower_statement(l, node->body);
	l->block = block;
	l->scope = outer;
}

void lower_try(struct lowering *l, struct node *node) {
	struct scope *outer = l->scope, *finally = NULL, *tried = NULL;
	if (node->otherwise) {
		finally = node->scope = open_scope(l, SCOPE_STATEMENT, node, node);
		finally->action = node->otherwise;
	}
	if (arrlen(node->catches)) tried = node->handler = open_scope(l, SCOPE_TRY, node, node->body);
	lower_statement(l, node->body);
	if (tried) {
		l->scope = tried->outer;
		if (tried->raises && !node->catches[arrlen(node->catches) - 1]->catches_all) scope_gets_errors(tried->outer);
		for (ptrdiff_t i = 0; i < arrlen(node->catches); i++) lower_catch(l, node->catches[i]);
	}
	if (finally) close_scope(l, finally);
	l->scope = outer;
}

/** An await at the beginning or end of a block. */
static struct point *block_point(struct lowering *l, struct node *node, enum point_role role, struct scope *scope,
                                 enum callee_how how, const char *stem) {
	struct function *callee = how == CALLEE_OBJECT ? find_function(l->unit, stem) : NULL;
	if (callee && callee->component != l->function->component) how = CALLEE_KNOWN;
	struct point *point = new_point(l, how == CALLEE_OBJECT ? POINT_CALL : POINT_CHILD, node, -1);
	point->role = role;
	point->how = how;
	point->stem = stem;
	point->scope = scope;
	if (how == CALLEE_KNOWN) point->callee = callee;
	return point;
}

/** What co_with holds by acquiring it. */
static const struct holdable {
	const char *pointer, *acquire, *release;
} holdables[] = {
	{ "struct co_lock *", "lock_acquire", "co__lock_release" },
	{ "struct co_semaphore *", "semaphore_acquire", "co__semaphore_release" },
	{ "struct co_rwlock_reader *", "rwlock_read_acquire", "co__rwlock_read_release" },
	{ "struct co_rwlock_writer *", "rwlock_write_acquire", "co__rwlock_write_release" },
};

bool can_hold(const struct type *type) {
	for (size_t i = 0; type && i < sizeof holdables / sizeof *holdables; i++)
		if (!strcmp(holdables[i].pointer, type->canonical)) return true;
	return false;
}

void lower_with(struct lowering *l, struct node *node) {
	if (!node->value || !node->body) return;
	const struct type *type = node->value->type; /* the marker takes a void * */
	struct scope *outer = l->scope;
	const struct holdable *holdable = NULL;
	for (size_t i = 0; !node->context && i < sizeof holdables / sizeof *holdables; i++)
		if (!strcmp(holdables[i].pointer, type->canonical)) holdable = &holdables[i];
	if (!node->context && !holdable) return;
	lower_full(l, node->value, true);
	struct scope *scope = open_scope(l, holdable ? SCOPE_RELEASE : SCOPE_AWAIT, node, node);
	node->scope = scope;
	scope->held = new_variable(l, type, "held_", node);
	l->scope = outer;
	node->point = holdable ? block_point(l, node, ROLE_ENTER, scope, CALLEE_BUILTIN, holdable->acquire)
	                       : block_point(l, node, ROLE_ENTER, scope, CALLEE_OBJECT, node->context->enter);
	struct node *block = l->block;
	struct point *enter = node->point;
	l->block = node;
	l->scope = scope;
	lower_statement(l, node->body);
	l->block = block;
	if (holdable) {
		scope->release = holdable->release;
	} else {
		if (scope->raises) {
			scope->pending = new_variable(l, error_type(l), "error_", node);
			scope->swallows = new_variable(l, bool_type(l), "swallowed_", node);
		}
		open_action(l, scope, node);
		scope->exit_point = block_point(l, node, ROLE_EXIT, scope, CALLEE_OBJECT, node->context->exit);
		scope->exit_point->temp = scope->swallows;
		scope->exit_point->result = bool_type(l);
		node->point = enter;
	}
	close_scope(l, scope);
	l->scope = outer;
}

/** co_timeout and its like: enter and exit are awaitables of the runtime on one frame. */
void lower_block(struct lowering *l, struct node *node) {
	if (!node->body) return;
	struct scope *outer = l->scope;
	const char *stem = builtin_stem(node->name);
	if (node->value) lower_full(l, node->value, true);
	struct scope *scope = open_scope(l, SCOPE_AWAIT, node, node);
	node->scope = scope;
	l->scope = outer;
	struct point *enter = block_point(l, node, ROLE_ENTER, scope, CALLEE_BUILTIN, stem);
	struct node *block = l->block;
	l->block = node;
	l->scope = scope;
	lower_statement(l, node->body);
	l->block = block;
	if (scope->raises) scope->pending = new_variable(l, error_type(l), "error_", node);
	l->scope = outer; /* the error under way is the exit's, which says what comes of it */
	scope->exit_point = block_point(l, node, ROLE_EXIT, scope, CALLEE_BUILTIN, stem);
	node->point = enter;
	l->scope = outer;
}

/** co_for_await: the generator is held by a frame of the runtime's, which the loop asks for each value. */
static void lower_for_await(struct lowering *l, struct node *node) {
	struct scope *outer = l->scope;
	struct node *block = l->block;
	if (!node->call || !node->body || node->variable < 0) return;
	lower_full(l, node->value, true);
	keep_arrays(l, node->value, block); /* the generator may look at them whenever it runs */
	node->raise_index = raise_line(l, node);
	node->handler = outer;
	scope_gets_errors(outer);
	/* the runtime writes it while the coroutine is suspended */
	keep_in_frame(&l->function->variables[node->variable], "the generator's values go there");
	struct scope *scope = node->scope = open_scope(l, SCOPE_AWAIT, node, node);
	struct point *next = block_point(l, node, ROLE_ENTER, scope, CALLEE_BUILTIN, "for_await_next");
	next->result = bool_type(l);
	next->temp = new_variable(l, bool_type(l), "came_", node);
	l->block = node;
	lower_statement(l, node->body);
	l->block = block;
	scope->pending = new_variable(l, error_type(l), "error_", node);
	l->scope = outer; /* the error under way is the exit's, which says what comes of it */
	scope->exit_point = block_point(l, node, ROLE_EXIT, scope, CALLEE_BUILTIN, "for_await_exit");
	node->point = next;
}

void lower_co_for(struct lowering *l, struct node *node) {
	if (node->awaits) {
		lower_for_await(l, node);
		return;
	}
	struct scope *outer = l->scope;
	struct node *block = l->block;
	if (!node->call || !node->body) return;
	lower_full(l, node->value, true);
	keep_arrays(l, node->value, block);
	node->raise_index = raise_line(l, node);
	if (node->how == CALLEE_OBJECT) {
		resolve_callee(l, node);
		/* one that may delegate, or has something to run when it is closed, is an object, on the frame */
		if (node->how == CALLEE_KNOWN && (node->callee->delegates || node->callee->has_cleanup)) {
			node->how = CALLEE_OBJECT;
			node->room = node->callee->name;
			need_room_at(l->unit, node->callee, l->function->definition.start);
		}
	}
	l->block = node;
	struct scope *scope = NULL;
	if (node->how == CALLEE_KNOWN) {
		/* on the frame; nothing of it has to run when the loop is left early */
		node->handler = outer;
		if (!node->value->suspends) {
			struct op **ops = l->ops;
			l->ops = &node->value->ops;
			lower_operands(l, node->call);
			l->ops = ops;
		}
	} else {
		struct type *held = ARENA_NEW(l->unit->arena, struct type);
		*held = (struct type){ .before = "co_gen *", .after = "", .class = TYPE_SCALAR, .is_pointer = true,
			                   .size = l->unit->pointer_size, .align = l->unit->pointer_size };
		scope = node->scope = open_scope(l, SCOPE_RELEASE, node, node);
		scope->held = new_variable(l, held, "generator_", node);
		scope->release = "co__gen_free";
	}
	scope_gets_errors(l->scope);
	lower_statement(l, node->body);
	l->block = block;
	if (scope) close_scope(l, scope);
	l->scope = outer;
}
