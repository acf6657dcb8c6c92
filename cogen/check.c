/* Pass 4: what may not stand where it stands. Every refusal has an id of diag.def and points at the exact place.
 *
 * In: the tree. Out: diagnostics; of the tree, only `misread` is set. */
#include "ir.h"
#include "lex.h"
#include <ctype.h>
#include <limits.h>
#include <string.h>

struct checker {
	struct unit *unit;
	struct function *function;
	struct diags *diags;
};

static const char *const suspends_in[] = { "an async function", "a generator", "an async generator" };

static bool is_future(const struct type *type) {
	return type && type->is_pointer && (strstr(type->before, "co_future") || strstr(type->before, "co_task"));
}

static bool is_wait(const struct type *type) {
	return type && type->is_pointer && strstr(type->before, "co_wait_result");
}

static bool is_generator_object(const struct type *type) {
	bool to_function = type && strchr(type->before, '(');
	return type && type->is_pointer && !to_function &&
	       (strstr(type->before, "co_gen") || strstr(type->before, "co_coro"));
}

/** Not of cogen's: what an array of variable length, or an opened macro, became. */
static bool is_written_paren(const struct source *source, const struct node *paren) {
	return source->original[source_original_offset(source, paren->span.start)] == '(';
}

/** An operator behind a keyword's operand that binds otherwise than it reads. */
static void check_precedence(struct checker *c, struct node *node) {
	const char *text = c->unit->source->text;
	struct node *parent = node->parent;
	if (node->kind == NODE_AWAIT) {
		/* await(f()).x means await (f().x), and so does await f().x: the innermost operand is what was meant */
		struct node *operand = node->value, *base = operand;
		if (operand->kind == NODE_CALL && operand->colour) return;
		while (base && (base->kind == NODE_MEMBER || base->kind == NODE_ARROW || base->kind == NODE_SUBSCRIPT ||
		                (base->kind == NODE_CALL && !base->colour && arrlen(base->children))))
			base = arrlen(base->children) ? base->children[0] : NULL;
		if (!base || base == operand || base->span.start != operand->span.start || base->opaque) return;
		bool parenthesised = base->kind == NODE_PAREN;
		if (parenthesised && !is_written_paren(c->unit->source, base)) return;
		if (!parenthesised && !(base->kind == NODE_CALL && base->colour)) return;
		node->misread = true;
		diag_report(c->diags, DIAG_PRECEDENCE, node->span, "the operator behind the %s binds closer than '%s'",
		            parenthesised ? "parentheses" : "call", node->name);
		struct span inside = { node->span.start, base->span.end };
		struct span awaited = { base->span.start + parenthesised, base->span.end - parenthesised };
		diag_fixit(c->diags, inside,
		           format(c->unit->arena, "(%s %.*s)", node->name, (int)(awaited.end - awaited.start),
		                  text + awaited.start));
		return;
	}
	if (!parent || (parent->kind != NODE_BINARY && parent->kind != NODE_CONDITIONAL && parent->kind != NODE_AND &&
	                parent->kind != NODE_OR))
		return;
	bool left = parent->span.start == node->span.start;
	node->misread = true;
	diag_report(c->diags, DIAG_PRECEDENCE, left ? parent->span : node->span, "'%s' as an operand needs parentheses%s",
	            node->name, left ? ": it binds closer than the operator behind its operand" : "");
	if (left && node->kind == NODE_YIELD) { /* what yield_from takes is no operand of theirs */
		int length = (int)(parent->span.end - node->value->span.start);
		diag_fixit(c->diags, (struct span){ node->value->span.start, parent->span.end },
		           format(c->unit->arena, "(%.*s)", length, text + node->value->span.start));
	}
	diag_alternative(c->diags);
	diag_fixit(c->diags, node->span,
	           format(c->unit->arena, "(%.*s)", (int)(node->span.end - node->span.start), text + node->span.start));
}

/** As clang reads a file, what a keyword gives is its operand, which may be a variable: here it is a value. */
static void check_is_no_object(struct checker *c, struct node *node) {
	const struct node *at = node, *parent = node->parent;
	while (parent && (parent->kind == NODE_PAREN || parent->kind == NODE_MEMBER)) {
		at = parent;
		parent = at->parent;
	}
	if (!parent || node->misread) return;
	bool assigned = (parent->kind == NODE_ASSIGN || parent->kind == NODE_COMPOUND_ASSIGN) && parent->children[0] == at;
	bool changed = assigned || parent->kind == NODE_STEP || parent->kind == NODE_ADDRESS;
	if (!changed) return;
	const char *name = node->kind == NODE_RECEIVED ? "co_received" : node->name;
	node->misread = true;
	if (assigned && at == node && node->kind == NODE_YIELD) {
		diag_report(c->diags, DIAG_PRECEDENCE, parent->span, "'%s' binds closer than the '%s' behind its operand", name,
		            parent->op);
		struct span operand = { node->value->span.start, parent->span.end };
		diag_fixit(c->diags, operand,
		           format(c->unit->arena, "(%.*s)", (int)(operand.end - operand.start),
		                  c->unit->source->text + operand.start));
		return;
	}
	diag_report(c->diags, DIAG_OPERAND, parent->span,
	            "the value of '%s' is no variable, to be changed or to have an address", name);
}

/** What an operand is, where it is not what its keyword takes. */
static const char *what_it_is(const struct checker *c, const struct node *operand) {
	const struct node *inside = operand;
	while (inside->kind == NODE_PAREN && arrlen(inside->children)) inside = inside->children[0];
	if (inside->kind == NODE_CALL && inside->name)
		return format(c->unit->arena, "'%s' is a plain function", inside->name);
	const struct type *type = inside->type;
	if (inside->kind == NODE_REFERENCE && type && type->class == TYPE_FUNCTION)
		return format(c->unit->arena, "'%s' is not called here", inside->name);
	return format(c->unit->arena, "this is of type '%s'",
	              type ? format(c->unit->arena, "%s%s", type->before, type->after) : "?");
}

static bool is_call_of(const struct node *node, int kind) {
	return node->kind == NODE_CALL && node->colour && node->colour->kind == kind;
}

/** `await (n ? work(1) : work(2))`: the keyword belongs in front of each call, of that kind. True: it was told. */
static bool check_choice(struct checker *c, struct node *node, int kind) {
	struct node *choice = strip_parens(node->value);
	if (!choice || choice->kind != NODE_CONDITIONAL || !choice->body || !choice->otherwise) return false;
	struct node *first = strip_parens(choice->body), *second = strip_parens(choice->otherwise);
	if (!is_call_of(first, kind) && !is_call_of(second, kind)) return false;
	const char *text = c->unit->source->text;
	node->misread = true; /* its calls are told of here */
	if (!is_call_of(first, kind) || !is_call_of(second, kind)) {
		diag_report(c->diags, DIAG_OPERAND, node->span,
		            "'%s' takes one call, and no choice of some: put it in front of each call", node->name);
		return true;
	}
	/* yield_from is no operand without parentheses of its own */
	const char *shape = kind == FUNCTION_GENERATOR ? "(%.*s ? (%s %.*s) : (%s %.*s))" : "(%.*s ? %s %.*s : %s %.*s)";
	const char *written = format(c->unit->arena, shape, (int)(choice->value->span.end - choice->value->span.start),
	                             text + choice->value->span.start, node->name,
	                             (int)(first->span.end - first->span.start), text + first->span.start, node->name,
	                             (int)(second->span.end - second->span.start), text + second->span.start);
	diag_report(c->diags, DIAG_OPERAND, node->span, "'%s' takes one call, and no choice of some: write `%s`",
	            node->name, written);
	diag_fixit(c->diags, node->span, written);
	return true;
}

/** The call of a coroutine that a value is made of, by casts, signs and the like; NULL. */
static struct node *call_inside(struct node *node) {
	for (;;) {
		ptrdiff_t count = arrlen(node->children);
		if (node->kind == NODE_CALL) return node->colour ? node : NULL;
		if (node->kind == NODE_COMMA && count == 2)
			node = node->children[1];
		else if ((node->kind == NODE_PAREN || node->kind == NODE_UNARY || node->kind == NODE_CAST) && count == 1)
			node = node->children[0];
		else
			return NULL;
	}
}

/** `await -f()`: the keyword stands in front of what is done with the value, and belongs to the call. */
static bool check_call_inside(struct checker *c, struct node *node) {
	const char *text = c->unit->source->text;
	struct node *call = call_inside(node->value);
	if (!call || call->colour->kind != FUNCTION_ASYNC) return false;
	node->misread = true; /* the call is told of here */
	const char *written = format(c->unit->arena, "%.*s%s %.*s", (int)(call->span.start - node->value->span.start),
	                             text + node->value->span.start, node->name,
	                             (int)(node->value->span.end - call->span.start), text + call->span.start);
	diag_report(c->diags, DIAG_OPERAND, node->span, "'%s' awaits all that is behind it, which is no call: write `%s`",
	            node->name, written);
	diag_fixit(c->diags, node->span, written);
	return true;
}

static void check_await(struct checker *c, struct node *node) {
	if (c->function->kind == FUNCTION_GENERATOR) {
		diag_report(c->diags, DIAG_WRONG_KEYWORD, node->span, "'%s' in a generator", node->name);
		diag_note(c->diags, c->function->name_span, "'%s' is declared generator(…); async_generator(…) may await",
		          c->function->name);
		return;
	}
	if (node->how == CALLEE_FUTURE && is_generator_object(node->result)) {
		diag_report(
			c->diags, DIAG_OPERAND, node->value->span,
			"cannot await a co_gen *: co_next(g, &value) asks a generator for its next value, `await co_anext(g, &value)` an async generator");
		return;
	}
	if (node->how == CALLEE_FUTURE && is_wait(node->result)) {
		const struct node *called = strip_parens(node->value);
		diag_report(c->diags, DIAG_OPERAND, node->value->span,
		            "cannot await a co_wait_result *: await its co_wait_future; it says then which are done");
		diag_fixit(c->diags, node->value->span,
		           format(c->unit->arena, "co_wait_future(%.*s)", (int)(called->span.end - called->span.start),
		                  c->unit->source->text + called->span.start));
		return;
	}
	if (node->how == CALLEE_FUTURE && !is_future(node->result)) {
		if (check_choice(c, node, FUNCTION_ASYNC) || check_call_inside(c, node)) return;
		const struct node *called = strip_parens(node->value);
		diag_report(c->diags, DIAG_OPERAND, node->value->span,
		            "cannot await this: %s, and await takes the call of an async function, or a future or task",
		            what_it_is(c, node->value));
		if (called->kind == NODE_CALL && called->name) /* it is called as ever, without the keyword */
			diag_fixit(c->diags, (struct span){ node->span.start, node->value->span.start }, "");
		const struct function *function = called->kind == NODE_REFERENCE ? find_function(c->unit, called->name) : NULL;
		if (function && function->kind == FUNCTION_ASYNC && !arrlen(function->parameters))
			diag_fixit(c->diags, (struct span){ called->span.end, called->span.end }, "()");
		return;
	}
	if (node->call->colour && node->call->colour->kind != FUNCTION_ASYNC)
		diag_report(c->diags, DIAG_OPERAND, node->value->span,
		            "cannot await a generator: use co_for, co_next or yield_from");
}

static void check_yield_from(struct checker *c, struct node *node) {
	if (c->function->kind != FUNCTION_GENERATOR) {
		diag_report(c->diags, DIAG_WRONG_KEYWORD, node->span, "'%s' in %s", node->name, suspends_in[c->function->kind]);
		return;
	}
	if (node->how == CALLEE_DELEGATE && !is_generator_object(node->result) &&
	    !check_choice(c, node, FUNCTION_GENERATOR))
		diag_report(c->diags, DIAG_OPERAND, node->value->span,
		            "cannot delegate to this: %s, and yield_from takes the call of a generator, or a co_gen *",
		            what_it_is(c, node->value));
	else if (node->call->colour && node->call->colour->kind != FUNCTION_GENERATOR)
		diag_report(c->diags, DIAG_OPERAND, node->value->span, "cannot delegate to an async function: await runs it");
}

/** What a pointer or an array is of, where that is said by words alone: without qualifiers, sign and one `*` or `[n]`;
 * length 0: it is not. */
static size_t spell_target(const struct type *type, char *out, size_t size) {
	const char *text = type->canonical;
	size_t length = 0, end = strlen(text);
	if (end && text[end - 1] == '*')
		end--;
	else if (end && text[end - 1] == ']')
		end = strcspn(text, "[");
	else
		return 0;
	for (size_t i = 0; i < end;) {
		size_t word = strcspn(text + i, " ");
		if (i + word > end) word = end - i;
		static const char *const dropped[] = { "const", "volatile", "signed", "unsigned", "" };
		bool kept = true;
		for (size_t k = 0; k < sizeof dropped / sizeof *dropped; k++)
			if (strlen(dropped[k]) == word && !strncmp(text + i, dropped[k], word)) kept = false;
		if (kept && length + word + 1 < size) {
			memcpy(out + length, text + i, word);
			length += word;
			out[length++] = ' ';
		}
		i += word + 1;
	}
	out[length] = '\0';
	return strpbrk(out, "*[](") ? 0 : length;
}

/** Pointers of plainly different types: `int *` and an array of char. To `void *` and back, C converts. */
static bool points_elsewhere(const struct type *from, const struct type *to) {
	char a[256], b[256];
	if (!spell_target(from, a, sizeof a) || !spell_target(to, b, sizeof b)) return false;
	bool enumeration = !strncmp(a, "enum ", 5) || !strncmp(b, "enum ", 5);
	return !enumeration && strcmp(a, b) != 0 && strcmp(a, "void ") != 0 && strcmp(b, "void ") != 0;
}

/** As C's assignment has it, roughly: the compiler of the generated C says the rest. */
static bool can_be_assigned(const struct checker *c, const struct node *value, const struct type *to) {
	const struct type *from = value_type(value);
	if (from->class == TYPE_RECORD || to->class == TYPE_RECORD) return !strcmp(from->canonical, to->canonical);
	const struct type *own = value->type;
	if (to->is_pointer && own && (own->is_pointer || own->class == TYPE_ARRAY) && points_elsewhere(own, to))
		return false;
	if (from->class == TYPE_ARRAY || from->class == TYPE_VARIABLE || from->class == TYPE_FUNCTION)
		return to->is_pointer || to->is_bool;
	if (from->is_pointer != to->is_pointer) {
		bool zero = value->kind == NODE_TEXT && c->unit->source->text[value->span.start] == '0';
		return to->is_bool || (to->is_pointer && (zero || value->opaque));
	}
	return true;
}

/** Whether anything looks at an expression's value. */
static bool is_used(const struct node *node) {
	for (const struct node *at = node; at->parent; at = at->parent) {
		const struct node *parent = at->parent;
		if (parent->kind == NODE_EXPRESSION_STATEMENT) {
			/* the last statement of a statement expression is its value */
			const struct node *block = parent->parent;
			bool last = block && block->kind == NODE_COMPOUND && block->parent &&
			            block->parent->kind == NODE_STATEMENT_EXPRESSION &&
			            block->children[arrlen(block->children) - 1] == parent;
			if (!last) return false;
			at = block;
			continue;
		}
		if (parent->kind == NODE_FOR) return parent->value == at;
		if (parent->kind == NODE_CAST && type_is_void(parent->type)) return false;
		if (parent->kind == NODE_COMMA && parent->children[0] == at) return false;
		if (parent->kind != NODE_PAREN && parent->kind != NODE_COMMA && parent->kind != NODE_CONDITIONAL) return true;
		if (parent->kind == NODE_CONDITIONAL && parent->value == at) return true;
	}
	return true;
}

/** `yield range(3)`: its values are what is meant, one by one. True: it was told. */
static bool check_yielded_call(struct checker *c, struct node *node) {
	const struct node *call = strip_parens(node->value);
	if (call->kind != NODE_CALL || !call->colour || call->colour->kind == FUNCTION_ASYNC) return false;
	bool delegates = call->colour->kind == FUNCTION_GENERATOR && c->function->kind == FUNCTION_GENERATOR;
	const char *written = c->unit->source->text + call->span.start;
	int length = (int)(call->span.end - call->span.start);
	const char *long_name = !strncmp(node->name, "co_", 3) ? "co_" : "";
	node->misread = true; /* the call is told of here */
	if (delegates)
		diag_report(c->diags, DIAG_OPERAND, node->span,
		            "this yields a generator, and no value of it: `%syield_from %.*s` yields all that it does",
		            long_name, length, written);
	else
		diag_report(c->diags, DIAG_OPERAND, node->span,
		            "this yields a generator, and no value of it: run over it with %s, and yield each",
		            call->colour->kind == FUNCTION_GENERATOR ? "co_for" : "co_for_await");
	/* where its value is used, or it is a part of something else, more than the word would have to change */
	if (delegates && node->parent && node->parent->kind == NODE_EXPRESSION_STATEMENT)
		diag_fixit(c->diags, (struct span){ node->span.start, node->value->span.start },
		           format(c->unit->arena, "%syield_from ", long_name));
	return true;
}

static void check_yield(struct checker *c, struct node *node) {
	if (c->function->kind == FUNCTION_ASYNC) {
		diag_report(c->diags, DIAG_WRONG_KEYWORD, node->span, "'%s' in an async function", node->name);
		diag_note(c->diags, c->function->name_span,
		          "'%s' is declared async(…); generator(…) or async_generator(…) may yield", c->function->name);
		return;
	}
	const struct type *given = value_type(node->value), *wanted = c->function->yielded, *sent = c->function->sent;
	if (node->parent && node->parent->kind == NODE_RECEIVED) sent = NULL;
	if (check_yielded_call(c, node)) return;
	if (!type_is_void(given) && type_is_void(wanted)) {
		diag_report(c->diags, DIAG_OPERAND, node->value->span, "'%s' yields nothing: write `yield co_none`",
		            c->function->name);
		diag_fixit(c->diags, node->value->span, "co_none");
	} else if (type_is_void(given) && !type_is_void(wanted))
		diag_report(c->diags, DIAG_OPERAND, node->value->span, "nothing is yielded, and '%s' yields values",
		            c->function->name);
	else if (!type_is_void(given) && !can_be_assigned(c, node->value, wanted))
		diag_report(c->diags, DIAG_OPERAND, node->value->span, "'%s' yields '%s', and this is of type '%s'",
		            c->function->name, wanted->canonical,
		            node->value->type && node->value->type->class == TYPE_ARRAY ? node->value->type->canonical
		                                                                        : given->canonical);
	else if (node->misread || !is_used(node) || !sent)
		return;
	else if (type_is_void(sent))
		diag_report(c->diags, DIAG_OPERAND, node->span,
		            "nothing is sent to '%s', so its yield has no value: %s(Y, S) declares that it is sent an S",
		            c->function->name, c->function->kind == FUNCTION_GENERATOR ? "generator" : "async_generator");
	else if (type_is_void(given) || strcmp(given->canonical, sent->canonical) != 0) {
		const char *type = format(c->unit->arena, "%s%s", sent->before, sent->after);
		diag_report(
			c->diags, DIAG_OPERAND, node->value->span,
			"the value of this yield is what was sent, a '%s', and its operand is no such: write co_received(%s, %s …)",
			type, type, node->name);
		if (given->class != TYPE_RECORD) /* whose value is used as that, so the type is what is wrong */
			diag_fixit(c->diags, node->span,
			           format(c->unit->arena, "co_received(%s, %.*s)", type, (int)(node->span.end - node->span.start),
			                  c->unit->source->text + node->span.start));
	}
}

static bool is_argument_of_form(const struct node *node) {
	const struct node *at = node;
	while (at->parent && at->parent->kind == NODE_PAREN && at->parent->parent) at = at->parent;
	for (const struct node *form = node->parent; form; form = form->parent) {
		if (form->is_statement) return false;
		if (form->kind != NODE_FORM) continue;
		for (ptrdiff_t i = 0; i < arrlen(form->arguments); i++)
			for (const struct node *inner = form->arguments[i]; inner;
			     inner = inner->kind == NODE_PAREN ? inner->children[0] : NULL)
				if (inner == node) return true;
		return false;
	}
	return false;
}

/** In an operand that is never evaluated, behind its keyword, which is no node in the type `int[await f()]`: the
 * operand was refused. */
static bool is_told_of(const struct checker *c, const struct node *node) {
	const struct node *above = node->parent;
	while (above && !above->is_statement && above->kind != NODE_UNEVALUATED) above = above->parent;
	if (!above || above->kind != NODE_UNEVALUATED) return false;
	const char *text = c->unit->source->text;
	uint32_t at = node->span.start, end;
	do
		at = source_before_blanks(c->unit->source, at, above->span.start);
	while (at > above->span.start && text[at - 1] == '(' && at--);
	for (end = at; at > above->span.start && (isalnum((unsigned char)text[at - 1]) || text[at - 1] == '_');) at--;
	return (end - at >= 5 && !memcmp(text + end - 5, "await", 5)) ||
	       (end - at >= 10 && !memcmp(text + end - 10, "yield_from", 10));
}

static bool is_run(const struct checker *c, const struct node *node) {
	const struct node *at = node->parent;
	while (at && at->kind == NODE_PAREN) at = at->parent;
	if (!at) return false;
	if ((at->kind == NODE_AWAIT || at->kind == NODE_YIELD_FROM || at->kind == NODE_CO_FOR) && at->call == node)
		return true;
	for (const struct node *above = node->parent; above && !above->is_statement; above = above->parent)
		if (above->misread) return true;
	return is_argument_of_form(node) || is_told_of(c, node);
}

static bool is_statement_call(const struct node *node) {
	while (node->parent && node->parent->kind == NODE_PAREN) node = node->parent;
	return node->parent && node->parent->kind == NODE_CO_RAISE;
}

/** Whether an operator behind a call binds closer than the keyword that would stand in front of it. */
static bool is_taken_apart(const struct node *call) {
	const struct node *above = call->parent;
	bool takes_apart = above->kind == NODE_MEMBER || above->kind == NODE_ARROW || above->kind == NODE_SUBSCRIPT ||
	                   above->kind == NODE_CALL;
	return takes_apart && above->children[0] == call;
}

static bool is_same(const struct type *left, const struct type *right) {
	return left && right && !strcmp(left->canonical, right->canonical);
}

/** What would run a coroutine that is only called: an edit, or where there are several ways, a note. */
static void offer_way_to_run(struct checker *c, const struct node *call, const char *name) {
	const struct colour *colour = call->colour;
	bool awaits = c->function->kind != FUNCTION_GENERATOR, asks = colour->kind != FUNCTION_GENERATOR;
	const char *prefix = keyword_prefix(c->unit);
	struct span front = { call->span.start, call->span.start };
	if (asks && !awaits) {
		diag_note(c->diags, c->function->name_span, "'%s' is declared generator(…); async_generator(…) may await",
		          c->function->name);
	} else if (colour->kind == FUNCTION_ASYNC && is_taken_apart(call)) {
		diag_fixit(c->diags, call->span,
		           format(c->unit->arena, "(%sawait %.*s)", prefix, (int)(call->span.end - call->span.start),
		                  c->unit->source->text + call->span.start));
	} else if (colour->kind == FUNCTION_ASYNC) {
		diag_fixit(c->diags, front, format(c->unit->arena, "%sawait ", prefix));
	} else if (!awaits && is_same(colour->yielded, c->function->yielded) && is_same(colour->sent, c->function->sent)) {
		diag_note(c->diags, call->span,
		          "`%syield_from %s(…)` yields all that it does; co_for runs over it, co_new makes an object of it",
		          prefix, name);
		if (call->parent->kind == NODE_EXPRESSION_STATEMENT)
			diag_fixit(c->diags, front, format(c->unit->arena, "%syield_from ", prefix));
	} else {
		diag_note(c->diags, call->span, "`%s (T, name, %s(…)) { … }` runs over it; co_new makes an object of it",
		          asks ? "co_for_await" : "co_for", name);
	}
}

static void check_call(struct checker *c, struct node *node) {
	if (!node->colour) {
		if (node->name && (!strcmp(node->name, "co_raise") || !strcmp(node->name, "co_raise_error")) &&
		    !is_statement_call(node))
			diag_report(c->diags, DIAG_UNSUPPORTED, node->span,
			            "%s is a statement of its own: `if (…) %s(…);` in front", node->name, node->name);
		if (node->name && !strcmp(node->name, "co_raise") && arrlen(node->children) > 1) {
			struct node *code = strip_parens(node->children[1]);
			if (code->kind == NODE_TEXT && code->span.end == code->span.start + 1 &&
			    c->unit->source->text[code->span.start] == '0')
				diag_report(c->diags, DIAG_OPERAND, code->span,
				            "the code of an error is any int but 0, which means that there is none");
		}
		static const char *const jumps[] = { "setjmp", "_setjmp", "sigsetjmp", "__sigsetjmp", "__builtin_setjmp" };
		for (size_t i = 0; node->name && i < sizeof jumps / sizeof *jumps; i++)
			if (!strcmp(node->name, jumps[i]))
				diag_report(
					c->diags, DIAG_SETJMP, node->span,
					"setjmp in a coroutine: the stack that longjmp would come back to may be gone; call a plain function that has it, or co_raise");
		return;
	}
	if (is_run(c, node) || is_call_told(c->unit, node->span)) return;
	const struct node *callee = node->children[0]; /* what is called by pointer has no name but its text */
	const char *name = node->colour->name ? node->colour->name
	                                      : format(c->unit->arena, "%.*s", (int)(callee->span.end - callee->span.start),
	                                               c->unit->source->text + callee->span.start);
	const struct node *above = node->parent;
	while (above && !above->is_statement && above->kind != NODE_UNEVALUATED) above = above->parent;
	if (above && above->kind == NODE_UNEVALUATED) { /* there is no way for a keyword to help */
		diag_report(c->diags, DIAG_NEVER_AWAITED, node->span,
		            "coroutine '%s' is called in an operand that is never evaluated", name);
		return;
	}
	diag_report(c->diags, DIAG_NEVER_AWAITED, node->span, "coroutine '%s' is never %s: its call only makes an object",
	            name, node->colour->kind == FUNCTION_ASYNC ? "awaited" : "run");
	offer_way_to_run(c, node, name);
}

static void check_node(struct checker *c, struct node *node);

static void check_asm(struct checker *c, struct node *node) {
	const char *text = c->unit->source->text;
	for (uint32_t i = node->span.start; i + 4 < node->span.end && text[i] != '('; i++)
		if (!strncmp(text + i, "goto", 4))
			diag_report(c->diags, DIAG_ASM_GOTO, node->span,
			            "asm goto in a coroutine: its labels cannot be followed; put it into a plain function");
}

static void check_node(struct checker *c, struct node *node) {
	switch (node->kind) {
	case NODE_AWAIT:
		check_precedence(c, node);
		check_is_no_object(c, node);
		if (!node->misread) check_await(c, node);
		break;
	case NODE_YIELD:
		check_precedence(c, node);
		check_is_no_object(c, node);
		check_yield(c, node);
		break;
	case NODE_RECEIVED:
		check_is_no_object(c, node);
		if (node->value && node->value->kind == NODE_YIELD) break;
		diag_report(c->diags, DIAG_OPERAND, node->span, "this is no yield, whose value co_received would be");
		diag_note(c->diags, node->span, "it is written co_received(S, yield value)");
		break;
	case NODE_YIELD_FROM:
		check_precedence(c, node);
		check_is_no_object(c, node);
		check_yield_from(c, node);
		break;
	case NODE_CO_FOR:
		if (!node->call) diag_report(c->diags, DIAG_FORM, node->span, "%s takes (T, name, generator)", node->name);
		if (node->awaits && c->function->kind == FUNCTION_GENERATOR) {
			diag_report(c->diags, DIAG_WRONG_KEYWORD, node->span, "'%s' in a generator", node->name);
			diag_note(c->diags, c->function->name_span, "'%s' is declared generator(…); async_generator(…) may await",
			          c->function->name);
		}
		break;
	case NODE_CALL: check_call(c, node); break;
	case NODE_ASM: check_asm(c, node); break;
	case NODE_UNEVALUATED:
	case NODE_CAST:
	case NODE_COMPOUND_LITERAL:
	case NODE_OTHER_EXPRESSION: check_declared_in(c->unit, c->function, node, c->diags); break;
	default: break;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) check_node(c, node->children[i]);
}

/* ---- heads ------------------------------------------------------------------------------------------------------- */

/** The dots among the parameters, or the name if a macro hides them. */
static struct span find_dots(const struct function *function, const char *text, const struct lex_token *tokens) {
	struct span found = function->name_span;
	int depth = 0, least = INT_MAX; /* those of a parameter that is a pointer to a function stand deeper */
	for (size_t i = 0; i < arrlenu(tokens); i++) {
		depth += lex_is(text, &tokens[i], "(") - lex_is(text, &tokens[i], ")");
		if (!lex_is(text, &tokens[i], "...") || depth >= least) continue;
		least = depth;
		found = tokens[i].span;
	}
	return found;
}

/** What stands between the parameter list and the body, where nothing but attributes may; NULL: nothing else does. */
static const struct lex_token *find_old_style(const char *text, const struct lex_token *tokens) {
	static const char *const may[] = { "__attribute__", "__attribute", "__asm__", "__asm", "asm" };
	size_t i = 0;
	while (i < arrlenu(tokens) && !lex_is(text, &tokens[i], "(")) i++;
	if (i < arrlenu(tokens)) i = lex_closing(text, tokens, i) + 1;
	if (i >= arrlenu(tokens) || tokens[i].kind != LEX_IDENTIFIER) return NULL;
	for (size_t k = 0; k < sizeof may / sizeof *may; k++)
		if (lex_is(text, &tokens[i], may[k])) return NULL;
	return &tokens[i];
}

/** The head in today's style, where that is one edit and loses nothing: a comment, a directive. `open` is the
 * parenthesis. */
static void offer_prototype(struct checker *c, const struct lex_token *tokens, const struct lex_token *open) {
	const struct function *function = c->function;
	const char *text = c->unit->source->text;
	const struct lex_token *last = &arrlast(tokens);
	while (last > open && !lex_is(text, last, ";")) last--;
	struct span head = { open->span.end, last->span.end };
	for (uint32_t at = head.start; at < head.end; at++)
		if (text[at] == '#' || (text[at] == '/' && (text[at + 1] == '*' || text[at + 1] == '/'))) return;
	struct text written = { 0 };
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *parameter = &function->variables[function->parameters[i]];
		const struct type *type = parameter->type;
		const char *space = *type->before && strchr("*( ", type->before[strlen(type->before) - 1]) ? "" : " ";
		text_printf(&written, "%s%s%s%s%s%s", i ? ", " : "", type->is_const ? "const " : "", type->before, space,
		            parameter->name, type->after);
	}
	text_puts(&written, ")");
	diag_fixit(c->diags, head, written.data);
	text_release(&written);
}

static void check_head(struct checker *c) {
	struct function *function = c->function;
	const char *text = c->unit->source->text;
	if (!strcmp(function->name, "main"))
		diag_report(c->diags, DIAG_UNSUPPORTED, function->name_span,
		            "'main' cannot be a coroutine: nothing would run it; call co_run from it");
	struct lex_token *tokens = lex(text, (struct span){ function->name_span.end, function->head.end });
	if (function->is_variadic)
		diag_report(
			c->diags, DIAG_VARIADIC, find_dots(function, text, tokens),
			"a coroutine cannot be variadic: its arguments are gone after a suspension; pass an array, or a va_list");
	const struct lex_token *old = find_old_style(text, tokens);
	if (old) {
		diag_report(c->diags, DIAG_OLD_STYLE, (struct span){ old->span.start, old->span.start + 1 },
		            "an old-style definition cannot be a coroutine: write the types between the parentheses");
		const struct lex_token *open = tokens;
		while (!lex_is(text, open, "(")) open++;
		offer_prototype(c, tokens, open);
	}
	arrfree(tokens);
}

static bool is_misdeclared(const struct unit *unit, const struct function *function) {
	for (ptrdiff_t i = 0; i < arrlen(unit->findings); i++) {
		const struct finding *finding = &unit->findings[i];
		if (finding->id == DIAG_RETURN_TYPE && !finding->file.path && finding->span.start >= function->head.start &&
		    finding->span.end <= function->head.end)
			return true;
	}
	return false;
}

void check(struct unit *unit, struct diags *diags) {
	for (ptrdiff_t i = 0; i < arrlen(unit->findings); i++) {
		const struct finding *finding = &unit->findings[i];
		const struct elsewhere *file = &finding->file, *other = &finding->note_file;
		if (file->path)
			diag_relay(diags, DIAG_ERROR, file->path, file->line, file->column, file->text, finding->message,
			           format(unit->arena, "-W%s", diag_name(finding->id)));
		else
			diag_report(diags, finding->id, finding->span, "%s", finding->message);
		if (finding->note && other->path)
			diag_relay(diags, DIAG_NOTE, other->path, other->line, other->column, other->text, finding->note, NULL);
		else if (finding->note)
			diag_note(diags, finding->note_span, "%s", finding->note);
		if (finding->fixit) diag_fixit(diags, finding->fixit_span, finding->fixit);
	}
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct checker checker = { unit, unit->functions[i], diags };
		check_head(&checker);
		check_types(unit->functions[i], diags);
		if (is_misdeclared(unit, unit->functions[i])) continue; /* what its values are is not known */
		check_node(&checker, unit->functions[i]->body);
		check_blocks(unit, unit->functions[i], diags);
		check_return(unit->functions[i], diags);
	}
}
