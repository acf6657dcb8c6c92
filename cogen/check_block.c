/* Pass 4, blocks: what may not stand in them or lead into or out of them.
 *
 * In: the tree of a coroutine. Out: diagnostics; the tree is not changed.
 *
 * Two rules are behind all of it. A region that runs something at its end is entered at its beginning: no label and no
 * case leads into it. And what it runs at its end is run to its own end: no jump leads out of that, as there would be
 * no way to go on from. */
#include "ir.h"
#include <string.h>

/** The co_defer that stand directly in a block, in the order of the text. */
struct defers {
	const struct node *key;
	const struct node **value; /* stb_ds array */
};

struct checker {
	struct unit *unit;
	struct function *function;
	struct diags *diags;
	struct defers *defers; /* stb_ds map */
};

/** A statement's keyword, to point at. */
static struct span word_of(const struct checker *c, const struct node *node) {
	struct span span = { node->span.start, node->span.start };
	const char *text = c->unit->source->text;
	while (text[span.end] == '_' || (text[span.end] >= 'a' && text[span.end] <= 'z')) span.end++;
	if (span.end == span.start) span.end = node->span.end;
	return span;
}

static const char *part_name(const struct node *child) {
	const struct node *block = child->parent;
	return block->kind == NODE_CO_TRY && block->otherwise == child ? "co_finally" : block->name;
}

/* ---- ways in ----------------------------------------------------------------------------------------------------- */

/** The compound statement that a co_defer runs at the end of; NULL: it stands in none. */
static const struct node *block_of(const struct node *defer) {
	const struct node *at = defer->parent;
	while (at && (at->kind == NODE_LABEL || at->kind == NODE_CASE || at->kind == NODE_DEFAULT)) at = at->parent;
	return at && at->kind == NODE_COMPOUND ? at : NULL;
}

static void find_defers(struct checker *c, const struct node *node) {
	const struct node *block = node->kind == NODE_CO_DEFER ? block_of(node) : NULL;
	if (block) {
		ptrdiff_t at = hmgeti(c->defers, block);
		const struct node **list = at >= 0 ? c->defers[at].value : NULL;
		arrput(list, node);
		hmput(c->defers, block, list);
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_defers(c, node->children[i]);
}

/** The first co_defer directly in `block` that begins between `from` and `to`; NULL. */
static const struct node *defer_between(struct checker *c, const struct node *block, uint32_t from, uint32_t to) {
	ptrdiff_t at = hmgeti(c->defers, block);
	const struct node **list = at >= 0 ? c->defers[at].value : NULL;
	size_t low = 0, high = arrlenu(list);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (list[middle]->span.start < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low < arrlenu(list) && list[low]->span.start < to ? list[low] : NULL;
}

/** Whether a jump from `from` (a goto, a switch) to `to` (a label) enters something; reports the first thing that it
 * enters. */
static void check_entry(struct checker *c, const struct node *from, const struct node *to, struct span span,
                        const char *what) {
	for (const struct node *at = to; at->parent; at = at->parent) {
		const struct node *block = at->parent;
		if (block->kind == NODE_COMPOUND) {
			uint32_t start = node_is_inside(from, block) ? from->span.start : 0;
			const struct node *defer = defer_between(c, block, start, to->span.start);
			if (defer) {
				diag_report(c->diags, DIAG_JUMP, span, "%s past a 'co_defer' of the same block", what);
				diag_note(c->diags, word_of(c, defer), "what it runs would not have been met");
				return;
			}
		}
		if (node_is_inside(from, at)) return;
		if (!node_is_block(block)) continue;
		diag_report(c->diags, DIAG_JUMP, span, "%s into a '%s' block", what, part_name(at));
		if (from->kind == NODE_GOTO || from->kind == NODE_COMPUTED_GOTO)
			diag_note(c->diags, to->span, "label '%s' stands inside it", to->name);
		return;
	}
}

static void check_case(struct checker *c, struct node *node) {
	if (!node->target) return;
	bool is_case = node->kind == NODE_CASE;
	struct span label = { node->span.start, node->span.start + (is_case ? 4 : 7) };
	check_entry(c, node->target, node, label, is_case ? "'case' leads" : "'default' leads");
}

/* ---- ways out ---------------------------------------------------------------------------------------------------- */

/** What runs at the end of a region is not left by a jump. `target`: NULL: out of the function. */
static void check_way_out(struct checker *c, struct node *node, const struct node *target) {
	for (const struct node *at = node; at->parent; at = at->parent) {
		if (target && node_is_inside(target, at)) return;
		const struct node *block = at->parent;
		bool runs = block->kind == NODE_CO_DEFER || (block->kind == NODE_CO_TRY && block->otherwise == at);
		if (!runs) continue;
		struct span word = word_of(c, node);
		diag_report(c->diags, DIAG_EXIT, node->kind == NODE_RETURN ? word : node->span, "'%.*s' leaves a '%s'",
		            (int)(word.end - word.start), c->unit->source->text + word.start, part_name(at));
		diag_note(c->diags, block->kind == NODE_CO_DEFER ? word_of(c, block) : at->span,
		          "an error, or another way out, may be under way there, and would be lost");
		return;
	}
}

/** It may lead to every label whose address is taken: the first one that it may not lead to is told. */
static void check_computed_goto(struct checker *c, struct node *node) {
	size_t before = diags_errors(c->diags);
	for (ptrdiff_t i = 0; i < arrlen(c->function->labels) && diags_errors(c->diags) == before; i++) {
		const struct node *label = c->function->labels[i];
		if (!label->label_taken) continue;
		check_entry(c, node, label, node->span, "goto");
		if (diags_errors(c->diags) == before) check_way_out(c, node, label);
	}
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

static void check_defer(struct checker *c, struct node *node) {
	if (block_of(node)) return;
	diag_report(c->diags, DIAG_BLOCK, word_of(c, node), "'co_defer' has to stand directly in a block");
	diag_note(c->diags, word_of(c, node->parent), "what it runs would run at once: this statement ends with it");
}

static void check_reraise(struct checker *c, struct node *node) {
	for (const struct node *at = node; at->parent; at = at->parent)
		if (at->parent->kind == NODE_CO_CATCH) return;
	diag_report(c->diags, DIAG_BLOCK, node->span, "'co_reraise' outside a co_catch: there is no error to raise again");
}

static void check_with(struct checker *c, struct node *node) {
	struct span head = { node->span.start, node->value ? node->value->span.end : word_of(c, node).end };
	if (c->function->kind == FUNCTION_GENERATOR) {
		diag_report(c->diags, DIAG_WRONG_KEYWORD, head, "'%s' waits, which a generator cannot", node->name);
		diag_note(c->diags, c->function->name_span, "'%s' is declared generator(…)", c->function->name);
		return;
	}
	if (node->kind != NODE_CO_WITH || !node->value || node->context || can_hold(node->value->type)) return;
	diag_report(c->diags, DIAG_OPERAND, node->value->span,
	            "co_with cannot hold a '%s': it takes a pointer to a lock, a semaphore, or a type with a CO_CONTEXT",
	            node->value->type->canonical);
}

static bool is_written_here(const struct source *source, uint32_t offset) {
	size_t edit = source_edit_behind(source, offset);
	return edit == arrlenu(source->edits) || source->edits[edit].now.start > offset;
}

/** `co_timeout (1);`: hardly what is meant, where both are no macro's. */
static void check_empty(struct checker *c, const struct node *node) {
	const struct source *source = c->unit->source;
	struct span word = word_of(c, node);
	if (!node->body || node->body->kind != NODE_NULL_STATEMENT || !is_written_here(source, word.start)) return;
	struct span semicolon = { node->body->span.start, node->body->span.start + 1 };
	if (source->text[semicolon.start] != ';' || !is_written_here(source, semicolon.start)) return;
	diag_report(c->diags, DIAG_EMPTY_BLOCK, word, "the `;` is all that is in this '%s'", node->name);
	bool followed = source->text[skip_blanks(source, semicolon.end, source->length)] == '{';
	if (followed) diag_fixit(c->diags, semicolon, "");
	diag_note(c->diags, semicolon,
	          followed ? "the braces behind it are no part of it" : "braces, `{}`, tell that it is meant");
}

/* ---- what catches cancellation ----------------------------------------------------------------------------------- */

static bool is_loop(const struct checker *c, const struct node *node) {
	switch (node->kind) {
	case NODE_WHILE:
	case NODE_FOR:
	case NODE_CO_FOR: return true;
	case NODE_DO: /* … while (0) is none */
		return !node->value || node->value->kind != NODE_TEXT || c->unit->source->text[node->value->span.start] != '0';
	default: return false;
	}
}

/** Whether a mention of the error can have to do with what it is, and not only with telling of it. */
static bool looks_at(const struct checker *c, const struct node *mention) {
	const struct node *at = mention->parent;
	while (at && at->kind == NODE_PAREN) at = at->parent;
	if (!at) return true;
	if (at->kind == NODE_CALL) return at->name && strcmp(at->name, "co_error_print") != 0;
	if (at->kind != NODE_ARROW) return true;
	uint32_t i = mention->span.end, end = at->span.end;
	while ((i = skip_blanks(c->unit->source, i, end)) < end && strchr("->)", c->unit->source->text[i])) i++;
	return !strncmp(c->unit->source->text + i, "code", 4);
}

/** Whether something in a catch's body tells cancellation from other errors, or does not go on with the loop. */
static bool heeds(const struct checker *c, const struct node *node, const struct node *loop, int error) {
	static const char *const ends[] = { "co_raise", "co_raise_error", "exit",  "_exit",
		                                "_Exit",    "quick_exit",     "abort", "co_loop_stop" };
	switch (node->kind) {
	case NODE_RETURN:
	case NODE_CO_RAISE:
	case NODE_CO_RERAISE: return true;
	case NODE_BREAK:
		if (node->target && node_is_inside(loop, node->target)) return true;
		break;
	case NODE_CONTINUE:
	case NODE_GOTO:
		if (node->target && node->target != loop && !node_is_inside(node->target, loop)) return true;
		break;
	case NODE_COMPUTED_GOTO: return true;
	case NODE_REFERENCE:
		if (node->variable == error && looks_at(c, node)) return true;
		break;
	case NODE_CALL:
		for (size_t i = 0; node->name && i < sizeof ends / sizeof *ends; i++)
			if (!strcmp(node->name, ends[i])) return true;
		break;
	default: break;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (heeds(c, node->children[i], loop, error)) return true;
	return false;
}

static void check_catch(struct checker *c, struct node *node) {
	if (!node->catches_all || !node->body) return;
	const struct node *loop = node->parent;
	while (loop && !is_loop(c, loop)) loop = loop->parent;
	if (!loop || heeds(c, node->body, loop, node->variable)) return;
	diag_report(c->diags, DIAG_SWALLOWED_CANCEL, word_of(c, node),
	            "this catches cancellation, too, and the loop goes on: its task cannot be cancelled");
	diag_note(c->diags, word_of(c, loop), "the loop; co_catch lets cancellation pass");
	struct span word = word_of(c, node);
	if (word.end - word.start == strlen("co_catch_all")) diag_fixit(c->diags, word, "co_catch");
}

static void check_node(struct checker *c, struct node *node) {
	switch (node->kind) {
	case NODE_CO_WITH:
	case NODE_CO_BLOCK:
		check_with(c, node);
		check_empty(c, node);
		break;
	case NODE_CO_DEFER: check_defer(c, node); break;
	case NODE_CO_CATCH: check_catch(c, node); break;
	case NODE_CO_RERAISE: check_reraise(c, node); break;
	case NODE_GOTO:
		if (!node->target) break;
		check_entry(c, node, node->target, node->span, "goto");
		check_way_out(c, node, node->target);
		break;
	case NODE_COMPUTED_GOTO: check_computed_goto(c, node); break;
	case NODE_CASE:
	case NODE_DEFAULT: check_case(c, node); break;
	case NODE_RETURN: check_way_out(c, node, NULL); break;
	case NODE_BREAK:
	case NODE_CONTINUE:
		if (node->target)
			check_way_out(c, node, node->target);
		else if (!node->opaque)
			diag_report(c->diags, DIAG_EXIT, node->span, "'%s' outside a loop%s",
			            node->kind == NODE_BREAK ? "break" : "continue", node->kind == NODE_BREAK ? " or switch" : "");
		break;
	default: break;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) check_node(c, node->children[i]);
}

void check_blocks(struct unit *unit, struct function *function, struct diags *diags) {
	struct checker checker = { unit, function, diags, NULL };
	find_defers(&checker, function->body);
	check_node(&checker, function->body);
	for (ptrdiff_t i = 0; i < hmlen(checker.defers); i++) arrfree(checker.defers[i].value);
	hmfree(checker.defers);
}
