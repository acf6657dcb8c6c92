/* Pass 5: full expressions that suspend become ordered operations and a rest without a suspension.
 *
 * In: a checked tree. Out: every full expression that suspends carries `ops`, and its nodes `temp` where a temporary
 * now stands for them; every suspension has its struct point, numbered in order of evaluation; every block with an exit
 * has its struct scope with the ways out that are taken.
 *
 * note [order]: a full expression that suspends is evaluated left to right, also in those parts of it that do not
 * suspend. An operand that has to be (effect.c) is kept in a temporary. That has the type that the operand has where it
 * is used, implicit conversions done, so that what is computed from it is computed as before.
 *
 * note [lvalues]: the left side of an assignment, the operand of & and of ++ are taken apart into the values that find
 * the object (pointers, subscripts); these are kept, never the address of the object: so bit-fields and registers work,
 * and an object in the frame stays a member access. A compound assignment whose right side may change it reads the old
 * value first. */
#include "lower.h"
#include <string.h>

static void lower_node(struct lowering *l, struct node *node, bool used);

/* ---- operations -------------------------------------------------------------------------------------------------- */

static struct op *add(struct lowering *l, enum op_kind kind, struct node *expr, int temp) {
	struct op op = { .kind = kind, .expr = expr, .temp = temp, .from = -1 };
	arrput(*l->ops, op);
	return &(*l->ops)[arrlen(*l->ops) - 1];
}

/** What has to be kept of a pointer to an array whose lengths are no constants; NULL: it is no such pointer. */
static const struct kept_pointer *varied_pointer(struct lowering *l, const struct type *type) {
	size_t before = strlen(type->before);
	if (!type->is_pointer || type->is_local || before < 2 || strcmp(type->before + before - 2, "(*") != 0 ||
	    strchr(type->before, '[') || strncmp(type->after, ")[", 2) != 0)
		return NULL;
	struct kept_pointer *varied = ARENA_NEW(l->unit->arena, struct kept_pointer);
	varied->type = type;
	varied->skip = varied->rest = 1;
	size_t end = 1;
	for (int depth = 0; type->after[end] == '[' || depth; end++) {
		if (type->after[end] == '[' && depth++ == 0) varied->count++;
		if (type->after[end] == ']') depth--;
		if (!type->after[end + 1] && depth) return NULL;
	}
	if (strchr(type->after + end, '[')) return NULL;
	varied->rest = end;
	varied->lengths = arena_alloc(l->unit->arena, varied->count * sizeof *varied->lengths);
	varied->constants = arena_alloc(l->unit->arena, varied->count * sizeof *varied->constants);
	struct type *size = ARENA_NEW(l->unit->arena, struct type);
	*size = (struct type){ .before = "__SIZE_TYPE__", .after = "", .canonical = "unsigned long", .class = TYPE_SCALAR, .is_integer = true,
		                   .size = l->unit->pointer_size, .align = l->unit->pointer_size };
	const char *at = type->after + 1;
	for (size_t i = 0; i < varied->count; i++) {
		const char *start = ++at;
		bool constant = true;
		for (int depth = 0; *at != ']' || depth; at++) {
			constant = constant && *at >= '0' && *at <= '9';
			depth += *at == '[' ? 1 : *at == ']' ? -1 : 0;
		}
		varied->constants[i] = arena_strndup(l->unit->arena, start, (size_t)(at++ - start));
		/* nothing tells how many of no size there are */
		if (constant && !strcmp(varied->constants[i], "0")) return NULL;
		varied->lengths[i] = constant ? -1 : new_temporary(l->function, l->unit, size, "t", l->block);
	}
	return varied;
}

int temporary(struct lowering *l, const struct type *type, struct node *place) {
	const struct kept_pointer *varied = NULL;
	/* an argument is as good without the lengths */
	bool argument =
		type->class == TYPE_VARIABLE && type->is_pointer && place->parent && place->parent->kind == NODE_CALL;
	if (type->class == TYPE_VARIABLE && !argument) varied = varied_pointer(l, type);
	if (argument || varied) {
		struct type *plain = ARENA_NEW(l->unit->arena, struct type);
		*plain = *type;
		plain->before = "void *";
		plain->after = "";
		plain->class = TYPE_SCALAR;
		plain->size = plain->align = l->unit->pointer_size; /* libclang may have none */
		type = plain;
	}
	const struct type *field = wide_field(l->unit->arena, type, place);
	if (field) type = field;
	if (type->class == TYPE_VARIABLE) {
		diag_report(
			l->diags, DIAG_UNSUPPORTED, place->span,
			"a pointer whose type is variably modified cannot be kept across a suspension inside of its expression");
		diag_note(l->diags, place->span, "put it in a variable first");
	} else if (type->is_local) {
		diag_report(l->diags, DIAG_UNSUPPORTED, place->span,
		            "a value of a type declared inside a function cannot be kept across a suspension");
		diag_note(l->diags, place->span, "declare the type at file scope");
	}
	int temp = new_temporary(l->function, l->unit, type, "t", l->block);
	l->function->variables[temp].varied = varied;
	return temp;
}

static void spill(struct lowering *l, struct node *node) {
	if (node->temp >= 0) return;
	const struct type *type = value_type(node);
	if (type_is_void(type)) {
		add(l, OP_EVALUATE, node, -1);
		return;
	}
	int temp = temporary(l, type, node);
	add(l, OP_ASSIGN, node, temp);
	node->temp = temp;
}

static void unsupported(struct lowering *l, struct node *node, const char *what) {
	diag_report(l->diags, DIAG_UNSUPPORTED, node->span, "%s", what);
}

/* ---- operands ---------------------------------------------------------------------------------------------------- */

/** A macro that stands for braces, or for a member with its value: no value of its own, which could be kept. */
static bool is_part_of_list(const struct node *operand) {
	if (!operand->opaque || arrlen(operand->children) != 1) return false;
	return operand->children[0]->kind == NODE_INIT_LIST || operand->children[0]->kind == NODE_DESIGNATED;
}

/** Lowers a list of operands in order and keeps what has to be kept (note [order]). */
static void lower_list(struct lowering *l, struct node **list) {
	ptrdiff_t count = arrlen(list);
	int *behind = xcalloc((size_t)count + 1, sizeof *behind);
	for (ptrdiff_t i = count - 1; i >= 0; i--)
		behind[i] = list[i]->effect > behind[i + 1] ? list[i]->effect : behind[i + 1];
	for (ptrdiff_t i = 0; i < count; i++) {
		lower_node(l, list[i], true);
		if (!has_to_be_kept(&l->effects, l->root, list[i], behind[i + 1])) continue;
		if (is_part_of_list(list[i]))
			arrput(l->effects.closed, list[i]->span); /* opened, its elements are operands */
		else
			spill(l, list[i]);
	}
	free(behind);
}

void lower_operands(struct lowering *l, struct node *node) {
	struct node **list = operands_of(node);
	lower_list(l, list);
	arrfree(list);
}

/* ---- suspension points ------------------------------------------------------------------------------------------- */

struct point *new_point(struct lowering *l, enum point_kind kind, struct node *node, int temp) {
	struct point *point = ARENA_NEW(l->unit->arena, struct point);
	point->kind = kind;
	point->node = node;
	point->temp = temp;
	point->child = -1;
	point->line = source_line(l->unit->source, node->span.start);
	point->handler = l->scope;
	arrput(l->function->points, point);
	point->state = (int)arrlen(l->function->points);
	scope_gets_errors(l->scope);
	node->point = point;
	return point;
}

/** Of a coroutine of another file, whose header was read: a struct that has that end in its name. */
static bool is_shared(struct lowering *l, const struct node *node, const char *end) {
	const char *stem = shared_stem(l->unit->arena, node->call->colour->name);
	return l->unit->passes.embed && find_builtin(l->unit, format(l->unit->arena, "co__%s_%s", stem, end));
}

void resolve_callee(struct lowering *l, struct node *node) {
	if (node->how != CALLEE_OBJECT || node->call->kind != NODE_CALL || !node->call->colour || !node->call->colour->name)
		return;
	struct function *callee = find_function(l->unit, node->call->colour->name);
	if (!callee && node->kind == NODE_CO_FOR) {
		if (is_shared(l, node, "room")) node->room = shared_stem(l->unit->arena, node->call->colour->name);
	} else if (!callee && is_shared(l, node, "frame")) {
		node->imported = true;
		node->how = CALLEE_BUILTIN;
	}
	if (!callee || callee->component == l->function->component || !l->unit->passes.embed) return;
	callee->is_embedded = true;
	node->how = CALLEE_KNOWN;
	node->callee = callee;
}

/** The awaitables that wait for nothing but the loop itself. */
static bool is_wait(const char *name) { return !strcmp(name, "co_sleep") || !strcmp(name, "co_checkpoint"); }

static void lower_suspension(struct lowering *l, struct node *node, bool used) {
	int temp = -1;
	enum point_kind kind = POINT_CHILD;
	if (node->kind == NODE_YIELD) {
		struct node *operand = node->value;
		lower_node(l, operand, true);
		kind = POINT_YIELD;
		if (used && !type_is_void(node->result ? node->result : l->function->sent))
			temp = temporary(l, node->result ? node->result : l->function->sent, node);
	} else {
		resolve_callee(l, node);
		if (node->how == CALLEE_FUTURE || node->how == CALLEE_DELEGATE) {
			lower_node(l, node->call, true);
		} else {
			lower_operands(l, node->call);
		}
		if (node->how == CALLEE_OBJECT) kind = POINT_CALL;
		if (used && !type_is_void(node->result)) temp = temporary(l, node->result, node);
	}
	struct point *point = new_point(l, kind, node, temp);
	point->how = node->how;
	point->callee = node->callee;
	point->result = node->result;
	if (node->how == CALLEE_BUILTIN)
		point->stem = node->imported ? shared_stem(l->unit->arena, node->call->colour->name)
		                             : builtin_stem(node->call->colour->name);
	if (node->how == CALLEE_BUILTIN && l->unit->passes.waits && is_wait(node->call->colour->name))
		point->how = CALLEE_WAIT;
	add(l, OP_SUSPEND, node, temp)->point = point;
	node->temp = temp;
	node->done = true;
}

/* ---- what makes handles ------------------------------------------------------------------------------------------ */

static void lower_make(struct lowering *l, struct node *node) {
	lower_operands(l, node);
	lower_raise_of(l, node);
	int temp = type_is_void(node->type) ? -1 : node->child >= 0 ? node->child : temporary(l, node->type, node);
	add(l, OP_MAKE, node, temp);
	node->temp = temp;
	node->done = temp < 0;
}

/** Scopes for the handles without a name that end with a full expression; of those of statements inside it these are the
 * ones that are the value of a statement expression. */
static void open_unnamed(struct lowering *l, struct node *node, struct node *full) {
	if (node->makes && node->ends_with == full) {
		struct scope *scope = open_unnamed_scope(l, node, full);
		add(l, OP_CLEAR, NULL, scope->held);
		node->child = scope->held;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) open_unnamed(l, node->children[i], full);
}

/** The value is taken before they end. */
static void close_unnamed(struct lowering *l, struct node *full, bool used, struct scope *outer) {
	if (used && !type_is_void(value_type(full))) {
		spill(l, full);
	} else if (full->temp < 0 && !full->done) {
		struct node *rest = ARENA_NEW(l->unit->arena, struct node);
		*rest = *full;
		rest->ops = NULL;
		add(l, OP_EVALUATE, rest, -1);
		full->done = true;
	}
	while (l->scope != outer) {
		struct scope *scope = l->scope;
		close_scope(l, scope);
		add(l, OP_LEAVE, full, -1)->scope = scope;
	}
}

/* ---- expressions with control flow ------------------------------------------------------------------------------- */

const struct type *int_type(struct lowering *l) {
	if (!l->unit->int_type) {
		struct type *type = ARENA_NEW(l->unit->arena, struct type);
		*type = (struct type){ .before = "int", .after = "", .class = TYPE_SCALAR, .is_signed = true, .size = 4, .align = 4 };
		l->unit->int_type = type;
	}
	return l->unit->int_type;
}

static void lower_logical(struct lowering *l, struct node *node) {
	struct node *left = node->children[0], *right = node->children[1];
	lower_node(l, left, true);
	if (!has_an_order(right)) return;
	int temp = temporary(l, int_type(l), node);
	add(l, OP_TRUTH, left, temp);
	struct op *branch = add(l, OP_IF, NULL, -1);
	branch->from = temp;
	branch->negate = node->kind == NODE_OR;
	struct op **outer = l->ops, *then = NULL;
	ptrdiff_t index = arrlen(*outer) - 1;
	l->ops = &then;
	lower_node(l, right, true);
	add(l, OP_TRUTH, right, temp);
	l->ops = outer;
	(*outer)[index].then = then;
	node->temp = temp;
}

static struct op *lower_branch(struct lowering *l, struct node *branch, int temp, bool used) {
	struct op **outer = l->ops, *list = NULL;
	l->ops = &list;
	lower_node(l, branch, used);
	if (temp >= 0)
		add(l, OP_ASSIGN, branch, temp);
	else
		add(l, OP_EVALUATE, branch, -1);
	l->ops = outer;
	return list;
}

/** Of `char c = n ? c : await g()`, whose branches C makes an `int` of before they become a char again: that one, as
 * compilers see then that nothing is lost. */
static const struct type *type_of_choice(const struct node *node) {
	const struct type *own = node->type, *wanted = node->converted;
	bool narrower = wanted && own->is_integer && wanted->is_integer && !wanted->is_bool && !wanted->is_atomic &&
	                wanted->size && wanted->size < own->size && own->size <= 4;
	return narrower ? wanted : own;
}

static void lower_conditional(struct lowering *l, struct node *node, bool used) {
	bool branches = (node->body && has_an_order(node->body)) || has_an_order(node->otherwise);
	lower_node(l, node->value, true);
	if (!branches) return;
	bool has_value = used && !type_is_void(node->type);
	int temp = has_value ? temporary(l, type_of_choice(node), node) : -1, tested = -1;
	if (!node->body) {
		tested = temporary(l, value_type(node->value), node->value);
		add(l, OP_ASSIGN, node->value, tested);
	}
	ptrdiff_t index = arrlen(*l->ops);
	struct op *branch = add(l, OP_IF, node->body ? node->value : NULL, -1);
	branch->from = tested;
	struct op *then = NULL;
	if (node->body) {
		then = lower_branch(l, node->body, temp, used);
	} else if (temp >= 0) {
		struct op copy = { .kind = OP_ASSIGN, .temp = temp, .from = tested };
		arrput(then, copy);
	}
	struct op *otherwise = lower_branch(l, node->otherwise, temp, used);
	(*l->ops)[index].then = then;
	(*l->ops)[index].otherwise = otherwise;
	node->temp = temp;
	node->done = true;
}

static void lower_compound_assign(struct lowering *l, struct node *node) {
	struct node *left = node->children[0], *right = node->children[1];
	if (!reads_old_value_first(&l->effects, node)) {
		lower_operands(l, node);
		return;
	}
	struct node **list = operands_of_lvalue(left);
	for (ptrdiff_t i = 0; i < arrlen(list); i++) {
		lower_node(l, list[i], true);
		if (has_to_be_kept(&l->effects, l->root, list[i], EFFECT_ACTS)) spill(l, list[i]);
	}
	arrfree(list);
	const struct type *type = left->type;
	struct node *object = strip_parens(left);
	if (object->bit_field && (object->bit_field < 32 || (object->bit_field == 32 && type->is_signed)) &&
	    type->size <= 4) {
		/* what the field is promoted to, or becomes in an operation with what has no sign */
		const struct type *other = value_type(right);
		bool shift = node->op[0] == '<' || node->op[0] == '>';
		if (type->is_signed || type->is_bool || shift || !other || !other->is_integer || other->is_signed ||
		    other->size < 4)
			type = int_type(l);
	}
	node->old = temporary(l, type, left);
	add(l, OP_ASSIGN, left, node->old);
	lower_node(l, right, true);
}

static void lower_statement_expression(struct lowering *l, struct node *node, bool used) {
	struct node *block = arrlen(node->children) ? node->children[0] : NULL;
	if (!block || block->kind != NODE_COMPOUND) {
		unsupported(l, node, "a statement expression of this shape cannot suspend");
		return;
	}
	int temp = used && !type_is_void(node->type) ? temporary(l, node->type, node) : -1;
	struct op **ops = l->ops;
	struct node *root = l->root;
	ptrdiff_t count = arrlen(block->children);
	struct node *last = count ? block->children[count - 1] : NULL;
	while (last && last->kind == NODE_LABEL) last = last->body;
	if (last && last->kind == NODE_EXPRESSION_STATEMENT) {
		last->temp = temp;
		last->dropped = temp < 0;
	}
	lower_statement(l, block);
	l->root = root;
	l->ops = ops;
	add(l, OP_BLOCK, block, temp);
	node->temp = temp;
	node->done = true;
}

/** What neither suspends nor has an order of its own stays as it is. */
static void lower_node(struct lowering *l, struct node *node, bool used) {
	if (!has_an_order(node)) return;
	if (node->makes) {
		lower_make(l, node);
		return;
	}
	switch (node->kind) {
	case NODE_AWAIT:
	case NODE_YIELD:
	case NODE_YIELD_FROM: lower_suspension(l, node, used); return;
	case NODE_RECEIVED:
		lower_suspension(l, node->value, used);
		node->temp = node->value->temp;
		node->done = true;
		return;
	case NODE_PAREN:
		lower_node(l, node->children[0], used);
		node->done = node->children[0]->done && node->children[0]->temp < 0;
		if (node->children[0]->temp >= 0 && !node->converted) node->temp = node->children[0]->temp;
		return;
	case NODE_CAST:
		if (type_is_void(node->type)) used = false;
		lower_node(l, node->children[arrlen(node->children) - 1], used);
		if (!used) node->done = node->children[arrlen(node->children) - 1]->done;
		return;
	case NODE_AND:
	case NODE_OR: lower_logical(l, node); return;
	case NODE_CONDITIONAL: lower_conditional(l, node, used); return;
	case NODE_COMMA:
		lower_node(l, node->children[0], false);
		add(l, OP_EVALUATE, node->children[0], -1);
		lower_node(l, node->children[1], used);
		node->right_only = true;
		if (node->children[1]->temp >= 0 || node->children[1]->done) {
			node->temp = node->children[1]->temp;
			node->done = node->children[1]->done;
		}
		return;
	case NODE_COMPOUND_ASSIGN: lower_compound_assign(l, node); return;
	case NODE_STATEMENT_EXPRESSION: lower_statement_expression(l, node, used); return;
	case NODE_GENERIC:
		unsupported(l, node, "a suspension inside _Generic is not supported: take it out in front");
		return;
	case NODE_OTHER_EXPRESSION:
		unsupported(l, node, "a suspension inside this kind of expression is not supported: take it out in front");
		return;
	case NODE_TEXT:
		unsupported(l, node, "a suspension inside a macro that cannot be opened");
		return;
	default: lower_operands(l, node); return;
	}
}

/** Statement expressions without a suspension stay where they are; what leaves regions from inside them does so all the
 * same. */
static void lower_inside(struct lowering *l, struct node *node) {
	if (node->kind == NODE_STATEMENT_EXPRESSION && node->suspends) return; /* lowered as a block */
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		if (node->children[i]->is_statement)
			lower_statement(l, node->children[i]);
		else
			lower_inside(l, node->children[i]);
	}
}

void lower_full(struct lowering *l, struct node *node, bool used) {
	if (!node) return;
	if (!node->suspends) {
		lower_inside(l, node);
		return;
	}
	struct op **outer = l->ops;
	find_order(&l->effects, node);
	l->root = node;
	l->ops = &node->ops;
	struct scope *scope = l->scope;
	if (node->has_unnamed) open_unnamed(l, node, node);
	lower_node(l, node, used);
	keep_arrays(l, node, node);
	if (node->has_unnamed) close_unnamed(l, node, used, scope);
	l->ops = outer;
	lower_inside(l, node);
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

/** The arguments of a call that is a statement of its own: co_raise, co_raise_error. */
void lower_call_statement(struct lowering *l, struct node *node) {
	if (!node->value->suspends) {
		lower_inside(l, node->value);
		return;
	}
	struct node *call = strip_parens(node->value);
	find_order(&l->effects, node->value);
	l->root = node->value;
	l->ops = &node->value->ops;
	lower_operands(l, call);
	keep_arrays(l, node->value, node->value);
	lower_inside(l, node->value);
}

/** What the initialiser suspends in runs in front of the declaration, so a name that it has there has to be known by
 * then: in `T *p = await get(sizeof *p)`, where it is only measured, as in `int n = ({ n = 1; await f(n); })`. */
static void declare_early(struct lowering *l, const struct declarator *declarator) {
	const struct node *initializer = declarator->initializer;
	if (declarator->variable < 0 || !initializer || !arrlen(initializer->ops)) return;
	struct variable *variable = &l->function->variables[declarator->variable];
	for (ptrdiff_t i = naming_from(l->function, initializer->span.start);
	     i < arrlen(l->function->namings) && l->function->namings[i].span.end <= initializer->span.end; i++)
		if (l->function->namings[i].variable == declarator->variable) variable->is_early = true;
	/* what cannot be assigned behind its declaration */
	if (variable->is_early &&
	    (variable->type->is_const || variable->type->class != TYPE_SCALAR || is_in_braces(initializer)))
		keep_in_frame(variable, "its initialiser names it where it suspends");
}

void lower_statement(struct lowering *l, struct node *node) {
	if (!node) return;
	switch (node->kind) {
	case NODE_EXPRESSION_STATEMENT: lower_full(l, node->value, node->temp >= 0); break;
	case NODE_DECLARATION:
		for (ptrdiff_t i = 0; i < arrlen(node->declarators); i++) {
			lower_full(l, node->declarators[i].initializer, true);
			declare_early(l, &node->declarators[i]);
			lower_cleanup(l, &node->declarators[i]);
			lower_holder(l, &node->declarators[i]);
		}
		break;
	case NODE_RETURN:
		lower_full(l, node->value, true);
		lower_exit(l, node);
		break;
	case NODE_BREAK:
	case NODE_CONTINUE:
	case NODE_GOTO: lower_exit(l, node); break;
	case NODE_CO_WITH: lower_with(l, node); break;
	case NODE_CO_FOR: lower_co_for(l, node); break;
	case NODE_CO_TRY: lower_try(l, node); break;
	case NODE_CO_DEFER: lower_defer(l, node); break;
	case NODE_CO_BLOCK: lower_block(l, node); break;
	case NODE_CO_RAISE: lower_raise(l, node); break;
	case NODE_CO_RERAISE: lower_reraise(l, node); break;
	case NODE_FOR: {
		struct node *compound = l->compound;
		l->compound = node;
		for (ptrdiff_t i = 0; node->closed_head && i < arrlen(node->children); i++)
			if (node->children[i]->is_statement && node->children[i] != node->body)
				lower_statement(l, node->children[i]);
			else if (node->children[i] != node->body)
				lower_full(l, node->children[i], false);
		if (node->init && node->init->is_statement)
			lower_statement(l, node->init);
		else
			lower_full(l, node->init, false);
		l->compound = compound;
		lower_full(l, node->value, true);
		lower_statement(l, node->body);
		lower_full(l, node->step, false);
		lower_ends(l, node);
		break;
	}
	case NODE_DO:
		lower_statement(l, node->body);
		lower_full(l, node->value, true);
		break;
	case NODE_IF:
	case NODE_WHILE:
	case NODE_SWITCH:
		lower_full(l, node->value, true);
		lower_statement(l, node->body);
		lower_statement(l, node->otherwise);
		break;
	case NODE_COMPOUND: {
		struct node *block = l->block, *compound = l->compound;
		l->block = l->compound = node;
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) lower_statement(l, node->children[i]);
		lower_ends(l, node);
		l->block = block;
		l->compound = compound;
		break;
	}
	case NODE_CASE:
	case NODE_DEFAULT:
	case NODE_LABEL:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++) lower_statement(l, node->children[i]);
		break;
	case NODE_COMPUTED_GOTO:
		lower_full(l, node->value, true);
		if (l->scope) unsupported(l, node, "a computed goto inside a block with an exit is not supported");
		break;
	case NODE_ASM:
		for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
			if (node->children[i]->suspends)
				unsupported(l, node->children[i],
				            "a suspension in an operand of asm is not supported: take it out in front, into a variable");
		break;
	default:
		if (node->suspends) unsupported(l, node, "a suspension inside this kind of statement is not supported");
		break;
	}
}

void lower(struct unit *unit, struct diags *diags) {
	order_functions(unit);
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct lowering l = {
			.unit = unit, .function = unit->functions[i], .diags = diags, .block = unit->functions[i]->body
		};
		l.function->large_result = !type_is_void(l.function->result) && l.function->result->size > 8;
		find_effects(&l.effects, unit->functions[i]);
		lower_keepers(&l);
		lower_statement(&l, unit->functions[i]->body);
		arrfree(l.effects.assignments);
		for (ptrdiff_t k = 0; k < arrlen(l.effects.closed); k++) arrput(unit->disordered, l.effects.closed[k]);
		arrfree(l.effects.closed);
	}
}
