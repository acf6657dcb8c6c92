/* Whose the handles are that a coroutine makes (the runtime's rule of ownership): which end with their full expression,
 * which with the block of the variable that holds them, which belong to the co_scope around them or to the running
 * task.
 *
 * In: the tree of a coroutine. Out: nodes that make a handle, or a task without one, are marked (`makes`, `owner`), and
 * variables that hold some (`lets_go`); errors where a pointer got from a handle without a name, or the error of a
 * co_catch, is kept when that has ended; warnings for those that pile up in a loop.
 *
 * A form that makes something may raise CO_ENOMEM, so it is lowered as what suspends is, one operation after the other;
 * `suspends` is set on it and on all that it stands in.
 *
 * What must hold: where it is not plain that nobody keeps a pointer, the handle lives longer, never shorter. */
#include "ir.h"
#include <string.h>

/** What makes a handle, or a task. */
static const char *const makers[] = {
	"co_spawn",
	"co_spawn_on",
	"co_spawn_with",
	"co_group_spawn",
	"co_group_spawn_with",
	"co_gather",
	"co_gather_settled",
	"co_gather_strict",
	"co_wait",
	"co_go",
	"co_go_on",
	/* functions */
	"co_gather_n",
	"co_gather_settled_n",
	"co_gather_strict_n",
	"co_wait_n",
	"co_future_new",
	"co_future_new_on",
};

struct holders {
	struct unit *unit;
	struct function *function;
	bool *kept; /* by variable: something else than a maker's handle is in it, or its value goes elsewhere */
};

/** …called by its name, which begins its text. */
static bool is_maker(const struct unit *unit, const struct node *node) {
	if (!node->name || (node->kind != NODE_FORM && (node->kind != NODE_CALL || node->colour))) return false;
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		if (!strcmp(node->name, makers[i]))
			return !strncmp(unit->source->text + node->span.start, node->name, strlen(node->name));
	return false;
}

/** Whether operations can be put in front of everything that it stands in, up to its statement. */
static bool can_be_lowered(const struct node *node) {
	for (const struct node *at = node->parent; at; at = at->parent) {
		if (at->opaque && at->kind != NODE_FORM) return false;
		switch (at->kind) {
		case NODE_TEXT:
		case NODE_UNEVALUATED:
		case NODE_GENERIC:
		case NODE_OTHER_EXPRESSION:
		case NODE_LABEL_ADDRESS:
		case NODE_ASM:
		case NODE_OTHER_STATEMENT: return false;
		default: break;
		}
	}
	return true;
}

static const struct node *inside(const struct node *node) {
	while (node && (node->kind == NODE_PAREN || node->kind == NODE_AWAIT))
		node = node->kind == NODE_AWAIT ? node->value : arrlen(node->children) ? node->children[0] : NULL;
	return node;
}

/** The form that has it as an argument; NULL. */
static const struct node *form_given(const struct node *node) {
	const struct node *form = node->parent;
	while (form && form->kind != NODE_FORM && !form->is_statement) form = form->parent;
	if (!form || form->kind != NODE_FORM) return NULL;
	for (ptrdiff_t i = 0; i < arrlen(form->arguments); i++)
		if (form->arguments[i] && inside(form->arguments[i]) == inside(node)) return form;
	return NULL;
}

/** …which has the handle as its result when it is awaited. */
static bool answers(const struct node *form, const struct node *node) {
	return form->name && (!strcmp(form->name, "co_wait_for") || !strcmp(form->name, "co_shield")) &&
	       inside(arrlast(form->arguments)) == inside(node);
}

/** A statement expression that ends with it, where nothing that may fail comes in between; NULL. Its own variables end
 * before that. */
static const struct node *block_that_ends_with(const struct node *node) {
	const struct node *statement = node->parent, *block = statement->parent;
	if (!block || !block->parent || block->parent->kind != NODE_STATEMENT_EXPRESSION ||
	    arrlast(block->children) != statement)
		return NULL;
	for (ptrdiff_t i = 0; i < arrlen(block->children); i++)
		if (block->children[i]->kind == NODE_CO_DEFER) return NULL;
	return block->parent;
}

/** The expression around it that has its value as it is: in parentheses or a macro, as the one of a choice or behind
 * a comma that is taken; of what makes a handle also a statement expression. NULL. */
static const struct node *carrier(const struct node *node, bool made) {
	const struct node *parent = node->parent;
	if (!parent) return NULL;
	switch (parent->kind) {
	case NODE_PAREN: return parent;
	case NODE_TEXT: return parent->opaque ? parent : NULL; /* a macro that stays closed */
	case NODE_CONDITIONAL: return parent->body && parent->value != node ? parent : NULL;
	case NODE_COMMA: return parent->children[1] == node ? parent : NULL;
	case NODE_EXPRESSION_STATEMENT: return made ? block_that_ends_with(node) : NULL;
	default: return NULL;
	}
}

/** The expression that has it as its value: carried, awaited, or by `await co_shield(…)`. `*chosen`: by more than
 * parentheses and macros. */
static const struct node *outside_and_how(const struct node *node, bool *chosen) {
	bool is_call = false; /* co_shield(…), which nobody awaits */
	const bool made = node->makes;
	*chosen = false;
	for (const struct node *at = node, *form, *around; at->parent;) {
		if (at->parent->kind == NODE_AWAIT || at->parent->kind == NODE_PAREN) {
			if (at->parent->kind == NODE_AWAIT) is_call = false;
			at = at->parent;
		} else if ((form = form_given(at)) != NULL) {
			if (!answers(form, at)) break;
			is_call = true;
			at = form;
		} else if ((around = carrier(at, made)) != NULL) {
			*chosen |= around->kind != NODE_TEXT;
			at = around;
		} else {
			break;
		}
		if (!is_call) node = at;
	}
	return node;
}

static const struct node *outside(const struct node *node) {
	bool chosen;
	return outside_and_how(node, &chosen);
}

/** What keeps its last argument, a void *, for a function of the user's that is called with it later, when the handle
 * may be gone. */
static const char *const keepers[] = {
	"co_call_soon",
	"co_call_later",
	"co_call_at",
	"co_call_soon_threadsafe",
	"co_add_done_callback",
	"co_future_on_cancel",
	"co_loop_on_report",
	"co_loop_detach",
	/* forms */
	"co_spawn_with",
	"co_group_spawn_with",
};

static bool keeps_last(const char *name) {
	for (size_t i = 0; name && i < sizeof keepers / sizeof *keepers; i++)
		if (!strcmp(name, keepers[i])) return true;
	return false;
}

/** The form that it stands in, in the same statement; NULL. */
static const struct node *form_around(const struct node *node) {
	const struct node *form = outside(node)->parent;
	while (form && !form->is_statement && form->kind != NODE_FORM) form = form->parent;
	return form && form->kind == NODE_FORM ? form : NULL;
}

/** Functions whose answer belongs to the handle, or the error, that they are given, and ends with it. */
static const char *const lenders[] = { "co_future_error", "co_error_next", "co_gather_child", "co_wait_future" };

static bool lends(const struct node *call) {
	if (call->kind != NODE_CALL || call->colour || !call->name) return false;
	for (size_t i = 0; i < sizeof lenders / sizeof *lenders; i++)
		if (!strcmp(call->name, lenders[i])) return true;
	return false;
}

/** An argument of a form or function of the runtime's that does not keep it, in parentheses or awaited; or chosen, where
 * the answer is nothing that ends with it. */
static bool is_argument(const struct node *node) {
	const struct node *around = form_around(node);
	if (around && keeps_last(around->name) && arrlen(around->arguments) && arrlast(around->arguments) &&
	    inside(arrlast(around->arguments)) == inside(outside(node)))
		return false;
	bool chosen;
	const struct node *call = outside_and_how(node, &chosen)->parent;
	if (call && chosen && lends(call)) return false;
	if (call && call->kind == NODE_CALL && !call->colour && call->name && !strncmp(call->name, "co_", 3))
		return arrlen(call->children) && strip_parens(call->children[0])->kind == NODE_REFERENCE &&
		       strip_parens(call->children[0])->variable < 0 && call->children[0] != outside(node) &&
		       !(keeps_last(call->name) && arrlast(call->children) == outside(node));
	/* co_wait_for and its like are forms */
	if (call && call->kind == NODE_CALL && call->colour && call->colour->builtin) return true;
	for (ptrdiff_t i = 0; around && i < arrlen(around->arguments); i++)
		if (inside(around->arguments[i]) == inside(outside(node))) return true;
	return false;
}

/** Nobody looks at its value. */
static bool is_discarded(const struct node *node) {
	node = outside(node);
	const struct node *parent = node->parent;
	if (!parent) return false;
	switch (parent->kind) {
	case NODE_EXPRESSION_STATEMENT: {
		const struct node *block = parent->parent;
		return !block || !block->parent || block->parent->kind != NODE_STATEMENT_EXPRESSION ||
		       arrlast(block->children) != parent;
	}
	case NODE_CAST: return type_is_void(parent->type);
	case NODE_COMMA: return parent->children[0] == node;
	case NODE_FOR: return parent->init == node || parent->step == node;
	default: return false;
	}
}

/** Its truth is asked, or whether it is the same as another. */
static bool is_compared(const struct node *node) {
	node = outside(node);
	const struct node *parent = node->parent;
	if (!parent) return false;
	switch (parent->kind) {
	case NODE_AND:
	case NODE_OR: return true;
	case NODE_UNARY: return !strcmp(parent->op, "!");
	case NODE_BINARY: return !strcmp(parent->op, "==") || !strcmp(parent->op, "!=");
	case NODE_IF:
	case NODE_WHILE:
	case NODE_DO:
	case NODE_FOR:
	case NODE_CONDITIONAL: return parent->value == node;
	default: return false;
	}
}

/** A use that lends it, and no more. */
static bool is_lent(const struct node *node) {
	if (is_discarded(node) || is_argument(node) || is_compared(node)) return true;
	/* w->n_done; w->done[i], where that is lent in turn */
	const struct node *member = node->parent;
	if (!member || member->kind != NODE_ARROW) return false;
	if (member->type && member->type->is_integer) return true;
	return member->parent && member->parent->kind == NODE_SUBSCRIPT && member->parent->children[0] == member &&
	       is_lent(member->parent);
}

/** In a macro that stays closed: its text is copied. */
static bool is_in_opaque(const struct node *node) {
	for (const struct node *at = node->parent; at; at = at->parent)
		if (at->opaque && at->kind != NODE_FORM) return true;
	return false;
}

static bool lends_all(const struct node *node, int variable) {
	if (node->kind == NODE_REFERENCE && node->variable == variable && !is_lent(node)) return false;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (!lends_all(node->children[i], variable)) return false;
	return true;
}

/** `co_for_await (co_future *, f, co_as_completed(t))`, where f, which is t, goes elsewhere. */
static bool is_given_on_in_loop(const struct node *node) {
	const struct node *at = node;
	while (at->parent && !at->is_statement && at->parent->kind != NODE_CO_FOR) at = at->parent;
	const struct node *loop = at->parent;
	if (!loop || loop->kind != NODE_CO_FOR || loop->body == at || loop->variable < 0 || !loop->body) return false;
	return !lends_all(loop->body, loop->variable);
}

/* ---- variables --------------------------------------------------------------------------------------------------- */

static const char *let_go_of(const struct type *type) {
	if (!type->canonical) return NULL;
	if (!strcmp(type->canonical, "struct co_future *")) return "co__let_go";
	return !strcmp(type->canonical, "struct co_wait_result *") ? "co__let_go_wait" : NULL;
}

static bool is_null(const struct unit *unit, const struct node *value) {
	while (value && (value->kind == NODE_PAREN || value->kind == NODE_CAST))
		value = arrlen(value->children) ? arrlast(value->children) : NULL;
	if (!value || value->kind != NODE_TEXT || value->span.end <= value->span.start) return false;
	const char *text = unit->source->text + value->span.start;
	size_t length = value->span.end - value->span.start;
	return (length == 4 && !strncmp(text, "NULL", 4)) || (length == 1 && *text == '0');
}

/** A value that a variable may have and let go of. */
static bool can_be_held(const struct unit *unit, const struct node *value) {
	if (is_null(unit, value)) return true;
	switch (value->kind) {
	case NODE_PAREN: return arrlen(value->children) && can_be_held(unit, value->children[0]);
	case NODE_CONDITIONAL:
		return value->body && can_be_held(unit, value->body) && can_be_held(unit, value->otherwise);
	case NODE_COMMA: return can_be_held(unit, value->children[1]);
	case NODE_STATEMENT_EXPRESSION: {
		const struct node *last = arrlen(value->children) ? value->children[0] : NULL;
		last = last && arrlen(last->children) ? arrlast(last->children) : NULL;
		last = last && last->kind == NODE_EXPRESSION_STATEMENT && arrlen(last->children) ? last->children[0] : NULL;
		return last && carrier(last, true) == value && can_be_held(unit, last);
	}
	default: return value->makes && !type_is_void(value->type);
	}
}

/** Whether a goto in front of `from`, or outside the scope, leads to the label, or one may that is computed. */
static bool is_come_to(const struct node *label, const struct node *node, const struct node *scope, uint32_t from) {
	if (node->kind == NODE_COMPUTED_GOTO || (node->kind == NODE_GOTO && !node->target)) return true;
	if (node->kind == NODE_GOTO && node->target == label && !(node_is_inside(node, scope) && node->span.start > from))
		return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (is_come_to(label, node->children[i], scope, from)) return true;
	return false;
}

/** Control may come into the variable's block, in the function `body`, behind its declaration. */
static bool is_entered_late(const struct node *body, const struct node *node, const struct node *scope, uint32_t from) {
	if (node->span.end > from) {
		if (node->kind == NODE_LABEL && node->span.start > from && is_come_to(node, body, scope, from)) return true;
		if ((node->kind == NODE_CASE || node->kind == NODE_DEFAULT) && node->span.start > from &&
		    !(node->target && node->target != scope && node_is_inside(node->target, scope) &&
		      node->target->span.start > from))
			return true;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (is_entered_late(body, node->children[i], scope, from)) return true;
	return false;
}

static void look_at(struct holders *h, const struct node *node) {
	if (node->kind == NODE_DECLARATION) {
		for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
			const struct declarator *declarator = &node->declarators[i];
			if (declarator->variable < 0) continue;
			const struct variable *variable = &h->function->variables[declarator->variable];
			const struct node *parent = node->parent;
			bool plain =
				parent && (parent->kind == NODE_COMPOUND || parent->kind == NODE_FOR) && variable->scope == parent;
			if (!plain || (declarator->initializer && !can_be_held(h->unit, declarator->initializer)) ||
			    is_entered_late(h->function->body, parent, parent, declarator->span.end))
				h->kept[declarator->variable] = true;
		}
	}
	if (node->kind == NODE_REFERENCE && node->variable >= 0 && !h->kept[node->variable]) {
		const struct node *at = node;
		while (at->parent && at->parent->kind == NODE_PAREN) at = at->parent;
		bool assigned = at->parent && at->parent->kind == NODE_ASSIGN && at->parent->children[0] == at;
		if (assigned)
			h->kept[node->variable] |= !can_be_held(h->unit, at->parent->children[1]) || !is_discarded(at->parent) ||
			                           is_in_opaque(node);
		else
			h->kept[node->variable] |= !is_lent(node) || is_given_on_in_loop(node);
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) look_at(h, node->children[i]);
}

/** Variables of the function that hold handles, and let go of them. */
static void find_variables(struct holders *h) {
	struct function *function = h->function;
	ptrdiff_t count = arrlen(function->variables);
	h->kept = xcalloc((size_t)count + 1, sizeof *h->kept);
	bool any = false;
	for (ptrdiff_t v = 0; v < count; v++) {
		const struct variable *variable = &function->variables[v];
		h->kept[v] = variable->is_parameter || variable->is_temporary || variable->address_taken || variable->cleanup ||
		             variable->type->is_volatile || !let_go_of(variable->type);
		any |= !h->kept[v];
	}
	if (any) look_at(h, function->body);
	for (ptrdiff_t v = 0; v < count; v++)
		if (!h->kept[v]) function->variables[v].lets_go = let_go_of(function->variables[v].type);
}

/** The variable that a made handle goes to, or -1. */
static int holder_of(const struct holders *h, const struct node *node) {
	for (const struct node *around; (around = carrier(node, true)) != NULL;) node = around;
	const struct node *parent = node->parent;
	if (!parent) return -1;
	if (parent->kind == NODE_ASSIGN && parent->children[1] == node) {
		const struct node *left = strip_parens(parent->children[0]);
		return left->kind == NODE_REFERENCE && left->variable >= 0 && h->function->variables[left->variable].lets_go
		           ? left->variable
		           : -1;
	}
	if (parent->kind != NODE_DECLARATION) return -1;
	for (ptrdiff_t i = 0; i < arrlen(parent->declarators); i++)
		if (parent->declarators[i].initializer == node && parent->declarators[i].variable >= 0 &&
		    h->function->variables[parent->declarators[i].variable].lets_go)
			return parent->declarators[i].variable;
	return -1;
}

/* ---- expressions ------------------------------------------------------------------------------------------------- */

/** The full expression that its value is used in, where what that has can be kept until the handle is gone; else
 * NULL. */
static struct node *full_expression(struct node *node) {
	struct node *full = (struct node *)(uintptr_t)outside(node);
	while (full->parent && !full->parent->is_statement) full = full->parent;
	if (!full->parent) return NULL;
	switch (full->parent->kind) {
	case NODE_EXPRESSION_STATEMENT:
	case NODE_RETURN:
	case NODE_IF:
	case NODE_WHILE:
	case NODE_DO:
	case NODE_FOR:
	case NODE_SWITCH: break;
	case NODE_DECLARATION:
		if (full->kind == NODE_INIT_LIST) return NULL;
		break;
	default: return NULL;
	}
	const struct type *type = value_type(full);
	bool plain = !type || type_is_void(type) ||
	             ((type->class == TYPE_SCALAR || type->class == TYPE_RECORD) && !type->is_local && !type->has_const);
	return plain && !(full->opaque && full->kind != NODE_FORM) ? full : NULL;
}

/* ---- pointers that are kept -------------------------------------------------------------------------------------- */

/** A task that gets it as an argument may use it at any time. */
static bool is_started(const struct node *call) {
	static const char *const waited_for[] = { "co_run", "co_try_run" };
	const struct node *form = call->parent;
	while (form && form->kind != NODE_FORM && !form->is_statement) form = form->parent;
	if (!form || form->kind != NODE_FORM || !form->name) return false;
	for (size_t i = 0; i < sizeof waited_for / sizeof *waited_for; i++)
		if (!strcmp(form->name, waited_for[i])) return false;
	for (ptrdiff_t i = 0; i < arrlen(form->arguments); i++)
		if (inside(form->arguments[i]) == call) return true;
	return false;
}

/** Where a lent pointer goes that is used when its full expression has ended; NULL: it is used in that, as far as is
 * seen. */
static const struct node *where_kept(const struct node *node) {
	for (; node->parent; node = node->parent) {
		const struct node *parent = node->parent;
		const struct type *type = value_type(node);
		bool is_list = node->kind == NODE_INIT_LIST || node->kind == NODE_DESIGNATED;
		if (!is_list && (!type || (!type->is_pointer && type->class != TYPE_RECORD))) return NULL;
		switch (parent->kind) {
		case NODE_PAREN:
		case NODE_AWAIT:
		case NODE_CAST:
		case NODE_ADDRESS:
		case NODE_MEMBER:
		case NODE_INIT_LIST:
		case NODE_DESIGNATED:
		case NODE_COMPOUND_LITERAL: break;
		case NODE_ARROW:
		case NODE_DEREFERENCE:
		case NODE_SUBSCRIPT: {
			const struct node *place = parent;
			if (parent->kind == NODE_SUBSCRIPT && parent->children[0] != node) return NULL;
			while (place->parent && (place->parent->kind == NODE_PAREN || place->parent->kind == NODE_MEMBER))
				place = place->parent;
			if (place->parent && place->parent->kind == NODE_ADDRESS) node = place; /* &error->code */
			break;
		}
		case NODE_BINARY: /* with pointers: sums, and what asks about them */
			if (!parent->type || !parent->type->is_pointer) return NULL;
			break;
		case NODE_COMMA:
			if (parent->children[0] == node) return NULL;
			break;
		case NODE_CONDITIONAL:
			if (parent->value == node && parent->body) return NULL;
			break;
		case NODE_CALL:
			if (parent->children[0] == node) return NULL;
			if (lends(parent)) break;
			return parent->colour && is_started(parent) ? parent : NULL;
		case NODE_ASSIGN: return parent->children[1] == node ? parent : NULL;
		case NODE_DECLARATION:
		case NODE_RETURN: return parent;
		case NODE_EXPRESSION_STATEMENT: return is_discarded(node) || parent->dropped ? NULL : parent; /* a statement expression's value */
		default: return NULL;
		}
	}
	return NULL;
}

/** The block of a co_catch, and the variable that is its error. */
struct caught {
	const struct function *function;
	const struct source *source;
	const struct node *block;
	int variable;
	struct diags *diags;
};

static struct span span_of_place(const struct node *place) {
	return strip_parens((struct node *)(uintptr_t)place)->span;
}

static bool same_text(const struct source *source, struct span left, struct span right) {
	uint32_t length = left.end - left.start;
	return length == right.end - right.start && !memcmp(source->text + left.start, source->text + right.start, length);
}

/** Whether the place gets another value behind `from`. */
static bool is_set_again(const struct caught *c, const struct node *node, struct span place, uint32_t from) {
	if (node->kind == NODE_ASSIGN && node->span.start >= from && !strcmp(node->op, "=") &&
	    same_text(c->source, span_of_place(node->children[0]), place))
		return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (is_set_again(c, node->children[i], place, from)) return true;
	return false;
}

static bool is_loop_around(const struct node *node, const struct node *block) {
	bool loop =
		node->kind == NODE_WHILE || node->kind == NODE_DO || node->kind == NODE_FOR || node->kind == NODE_CO_FOR;
	return loop && node_is_inside(block, node);
}

/** Whether the variable is looked at outside of the block where that may come after it: behind it, or in a loop around
 * it that the variable outlives. */
static bool is_read_after(const struct caught *c, const struct node *node, int variable, bool looped) {
	const struct node *scope = c->function->variables[variable].scope;
	if (node == c->block) return false;
	if (node->kind == NODE_REFERENCE && node->variable == variable &&
	    (looped || node->span.start >= c->block->span.end)) {
		while (node->parent && node->parent->kind == NODE_PAREN) node = node->parent;
		const struct node *parent = node->parent;
		return !parent || parent->kind != NODE_ASSIGN || parent->children[0] != node || strcmp(parent->op, "=") != 0;
	}
	looped |= is_loop_around(node, c->block) && !(scope && node_is_inside(scope, node));
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (is_read_after(c, node->children[i], variable, looped)) return true;
	return false;
}

/** Whether what is assigned to outlives the block, and keeps its value until then. */
static bool outlives(const struct caught *c, const struct node *assignment) {
	const struct node *place = strip_parens(assignment->children[0]), *base = place;
	while ((base->kind == NODE_MEMBER || base->kind == NODE_ARROW || base->kind == NODE_SUBSCRIPT ||
	        base->kind == NODE_DEREFERENCE || base->kind == NODE_PAREN) &&
	       arrlen(base->children))
		base = base->children[0];
	if (base->kind != NODE_REFERENCE || is_set_again(c, c->block, place->span, assignment->span.end)) return false;
	if (base->variable < 0) return true;
	const struct variable *variable = &c->function->variables[base->variable];
	if (variable->scope && node_is_inside(variable->scope, c->block)) return false;
	bool own = base == place && !variable->address_taken; /* nobody but this function looks at it */
	return !own || is_read_after(c, c->function->body, base->variable, false);
}

/** Uses of the error, in its block: `kept = e`, where that is looked at when the block has ended. */
static void check_caught(const struct caught *c, const struct node *node) {
	if (node->kind == NODE_REFERENCE && node->variable == c->variable) {
		const struct node *keeper = where_kept(node);
		bool given_back = keeper && keeper->kind == NODE_RETURN;
		if (given_back || (keeper && keeper->kind == NODE_ASSIGN && outlives(c, keeper))) {
			diag_report(c->diags, DIAG_KEPT_POINTER, node->span,
			            "the error '%s' is kept longer than the block of its co_catch, which it ends with",
			            c->function->variables[c->variable].name);
			diag_note(c->diags, node->span, "co_error_copy(%s) keeps an error until co_error_free",
			          c->function->variables[c->variable].name);
		}
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) check_caught(c, node->children[i]);
}

static void check_catches(const struct unit *unit, const struct function *function, const struct node *node,
                          struct diags *diags) {
	if (node->kind == NODE_CO_CATCH && node->variable >= 0 && node->body) {
		struct caught caught = { function, unit->source, node->body, node->variable, diags };
		check_caught(&caught, node->body);
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) check_catches(unit, function, node->children[i], diags);
}

/* ---- marks ------------------------------------------------------------------------------------------------------- */

static void mark_makers(const struct unit *unit, struct node *node) {
	if (is_maker(unit, node) && can_be_lowered(node)) {
		node->makes = true;
		for (struct node *at = node; at; at = at->parent) at->suspends = true;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) mark_makers(unit, node->children[i]);
}

/** The loop that it stands in, unless a co_scope lies between. */
static const struct node *loop_around(const struct node *node) {
	for (const struct node *at = node; at->parent; at = at->parent) {
		const struct node *parent = at->parent;
		if (parent->kind == NODE_CO_BLOCK && parent->name && !strcmp(parent->name, "co_scope")) return NULL;
		if ((parent->kind == NODE_WHILE || parent->kind == NODE_DO || parent->kind == NODE_FOR ||
		     parent->kind == NODE_CO_FOR) &&
		    parent->init != at && !(parent->kind == NODE_CO_FOR && parent->body != at))
			return parent;
	}
	return NULL;
}

/** `tasks[i] = …` in a loop that counts: as many as the array has room for, and they do not pile up. */
static bool fills_array(const struct node *node, const struct node *loop) {
	if (loop->kind != NODE_FOR || !loop->value) return false;
	const struct node *at = node->parent;
	while (at && at->kind == NODE_PAREN) at = at->parent;
	if (!at || at->kind != NODE_ASSIGN) return false;
	const struct node *place = at->children[0];
	while ((place->kind == NODE_MEMBER || place->kind == NODE_PAREN) && arrlen(place->children))
		place = place->children[0];
	return place->kind == NODE_SUBSCRIPT;
}

/** Whether a pointer that is got from the handle, which has no name, is used when that has ended. */
static void check_kept(const struct node *node, struct diags *diags) {
	const struct node *lender = outside(node)->parent, *keeper = lender && lends(lender) ? where_kept(lender) : NULL;
	if (!keeper) return;
	diag_report(diags, DIAG_KEPT_POINTER, lender->span,
	            "what '%s' gives is kept longer than the handle that it comes from, which has no name", lender->name);
	const char *type = !strcmp(node->type->canonical, "struct co_wait_result *") ? "co_wait_result *w"
	                   : strstr(node->name, "spawn")                             ? "co_task *task"
	                                                                             : "co_future *f";
	const char *copy =
		strcmp(lender->name, "co_future_error") != 0 ? "" : "co_error_copy(e) keeps an error until co_error_free";
	if (keeper->kind == NODE_RETURN)
		diag_note(diags, node->span, "the handle ends with the expression%s%s", *copy ? "; " : "", copy);
	else
		diag_note(diags, node->span,
		          "the handle ends with the expression; `%s = %s(…);` in front of it lives until its block ends%s%s",
		          type, node->name, *copy ? "; " : "", copy);
}

static void settle(struct holders *h, struct node *node, struct diags *diags) {
	if (node->makes) {
		bool discarded = is_discarded(node);
		if (is_argument(node)) check_kept(node, diags);
		if (type_is_void(node->type)) {
			node->owner = OWNER_NOBODY;
		} else if (holder_of(h, node) >= 0) {
			node->owner = OWNER_VARIABLE;
			h->function->has_handles = true;
		} else if ((discarded || is_argument(node)) && full_expression(node)) {
			node->owner = OWNER_EXPRESSION;
			node->ends_with = full_expression(node);
			node->ends_with->has_unnamed = true;
			h->function->has_handles = true;
		} else if (loop_around(node) && !fills_array(node, loop_around(node))) {
			arrput(h->unit->piles, node);
		}
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) settle(h, node->children[i], diags);
}

void find_owners(struct unit *unit, struct diags *diags) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct holders h = { .unit = unit, .function = unit->functions[i] };
		mark_makers(unit, h.function->body);
		find_variables(&h);
		settle(&h, h.function->body, diags);
		check_catches(unit, h.function, h.function->body, diags);
		free(h.kept);
	}
}

void warn_of_piles(const struct unit *unit, struct diags *diags) {
	for (ptrdiff_t i = 0; i < arrlen(unit->piles); i++) {
		const struct node *node = unit->piles[i];
		diag_report(diags, DIAG_PILE_UP, node->span,
		            "what '%s' makes in this loop piles up: it belongs to the running task until that ends",
		            node->name);
		diag_note(diags, node->span, "a co_scope { } in the loop frees what was made in it; co_disown(f), one%s",
		          strstr(node->name, "spawn") ? "; co_go makes a task without a handle" : "");
	}
}
