/* Pass 7: which variables must survive which suspension, and where each variable lives.
 *
 * In: the flow graph. Out: point->live for every suspension, variable->place and the reason for it.
 *
 * note [places]: a variable that is live over no suspension stays a C local. One that is live over some is a C local
 * that is saved before them and loaded after them, when it is a scalar whose address nobody takes and which is
 * definitely assigned at each of them: saving an indeterminate value would warn, and is undefined for bool. All others
 * live in the frame: aggregates, variables whose address is taken, volatile and atomic ones, those that some path
 * leaves unassigned, those whose name means something else at the place where they would have to be loaded, and
 * temporaries that are live over several suspensions: they are written once, so saving and loading them at each would
 * only make the code long (quadratic, where one expression holds many suspensions). So are variables that are live over
 * many more suspensions than they have mentions.
 *
 * note [addresses]: when its address is taken, a variable may be used through it until its block ends, so it is live
 * over every suspension in its block that can be reached from a mention of it.
 *
 * note [sparse]: each variable is followed by itself, from its mentions through the blocks that it is live in, and
 * these are the blocks that hear of it. A long function has many variables that live in few blocks each, so sets of all
 * variables for every block would cost the square of its length.
 *
 * Complexity: linear in the sum of what is live at the ends of the blocks. */
#include "ir.h"
#include <string.h>

/* Suspensions that a variable may be saved at however seldom it is mentioned, and how many more for each mention. */
enum { SAVES_ALWAYS = 32, SAVES_PER_MENTION = 4 };

/** What one block does to one variable. */
struct mention {
	int block, next;  /* next: of the same variable, or -1 */
	bool exposed;     /* used before anything else is done to it */
	bool kills;       /* assigned or declared: what it held before is gone */
	bool unassigned;  /* declared, and not assigned behind that */
	bool touched;     /* at the end of the block, since its own block was entered */
	bool entered;     /* its own block is entered, and it is not touched behind that */
};

/** One name in one block. */
struct declared {
	struct {
		const struct node *scope;
		intptr_t name;
	} key;
	uint32_t value; /* offset from which on it means what this block says */
};

struct liveness {
	struct function *function;
	const struct unit *unit;
	int **predecessors;       /* of each block, stb_ds arrays */
	bool *reached;            /* from the entry */
	struct mention *mentions; /* stb_ds array */
	int *first, *events;      /* of each variable: its first mention or -1, how often it is mentioned */
	int *name;                /* of each variable: a number for its name, or -1: nothing else in the function has it */
	struct declared *declared; /* stb_ds map: where names that several things have are declared */
	/* the variable under work: stamps equal to `turn` are set */
	int turn;
	int *mentioned, *mention_of; /* of each block */
	int *marked;
	int *work;                /* stb_ds array of blocks */
};

/* ---- the graph, and what blocks do to variables ------------------------------------------------------------------ */

static void connect(struct liveness *l) {
	struct block *blocks = l->function->blocks;
	ptrdiff_t count = arrlen(blocks);
	l->predecessors = xcalloc((size_t)count, sizeof *l->predecessors);
	l->reached = xcalloc((size_t)count, sizeof *l->reached);
	for (ptrdiff_t b = 0; b < count; b++)
		for (ptrdiff_t i = 0; i < arrlen(blocks[b].successors); i++)
			arrput(l->predecessors[blocks[b].successors[i]], (int)b);
	l->reached[0] = true;
	arrput(l->work, 0);
	while (arrlen(l->work)) {
		const struct block *block = &blocks[arrpop(l->work)];
		for (ptrdiff_t i = 0; i < arrlen(block->successors); i++) {
			if (l->reached[block->successors[i]]) continue;
			l->reached[block->successors[i]] = true;
			arrput(l->work, block->successors[i]);
		}
	}
}

static struct mention *mention(struct liveness *l, int variable, int block) {
	int at = l->first[variable];
	if (at < 0 || l->mentions[at].block != block) {
		struct mention fresh = { .block = block, .next = at };
		arrput(l->mentions, fresh);
		at = l->first[variable] = (int)arrlen(l->mentions) - 1;
	}
	return &l->mentions[at];
}

static void collect_mentions(struct liveness *l) {
	struct function *function = l->function;
	for (ptrdiff_t v = 0; v < arrlen(function->variables); v++) l->first[v] = -1;
	for (int b = 0; b < (int)arrlen(function->blocks); b++) {
		for (ptrdiff_t i = 0; i < arrlen(function->blocks[b].events); i++) {
			struct event event = function->blocks[b].events[i];
			struct mention *m = mention(l, event.variable, b);
			l->events[event.variable] += event.kind != EVENT_KEEP;
			if ((event.kind == EVENT_USE || event.kind == EVENT_KEEP) && !m->kills) m->exposed = true;
			if (event.kind == EVENT_DEF || event.kind == EVENT_DECLARE) {
				m->kills = true;
				m->unassigned = event.kind == EVENT_DECLARE;
			}
			if (event.kind != EVENT_DECLARE) {
				m->entered = event.kind == EVENT_ENTER;
				m->touched = !m->entered;
			}
		}
	}
}

/* ---- one variable ------------------------------------------------------------------------------------------------ */

static const struct mention *mention_in(const struct liveness *l, int block) {
	return l->mentioned[block] == l->turn ? &l->mentions[l->mention_of[block]] : NULL;
}

static bool mark(struct liveness *l, int block) {
	if (l->marked[block] == l->turn) return false;
	l->marked[block] = l->turn;
	arrput(l->work, block);
	return true;
}

/** Begins a walk: no block is marked. */
static void begin(struct liveness *l, int variable) {
	l->turn++;
	for (int m = l->first[variable]; m >= 0; m = l->mentions[m].next) {
		l->mentioned[l->mentions[m].block] = l->turn;
		l->mention_of[l->mentions[m].block] = m;
	}
}

/** The variable is live behind the blocks in front of this one. */
static void live_before(struct liveness *l, int variable, int block) {
	for (ptrdiff_t i = 0; i < arrlen(l->predecessors[block]); i++) {
		int before = l->predecessors[block][i];
		if (mark(l, before)) arrput(l->function->blocks[before].live, variable);
	}
}

/** Backward, from what uses it to what assigns it; the blocks it is live behind. */
static void follow_uses(struct liveness *l, int variable) {
	begin(l, variable);
	for (int m = l->first[variable]; m >= 0; m = l->mentions[m].next)
		if (l->mentions[m].exposed) live_before(l, variable, l->mentions[m].block);
	for (ptrdiff_t i = 0; i < arrlen(l->work); i++) {
		const struct mention *m = mention_in(l, l->work[i]);
		if (!m || (!m->kills && !m->exposed)) live_before(l, variable, l->work[i]);
	}
}

static bool is_live_behind(const struct block *block, int variable) {
	return arrlen(block->live) && arrlast(block->live) == variable;
}

static bool holds(const struct node *scope, uint32_t offset) {
	return scope && offset >= scope->span.start && offset < scope->span.end;
}

static bool is_in_scope(const struct variable *variable, const struct point *point) {
	return holds(variable->scope, point->node->span.start);
}

/** note [addresses]: forward, from its mentions to where its block is entered anew, or a suspension outside of it. */
static void follow_address(struct liveness *l, int variable) {
	struct function *function = l->function;
	arrsetlen(l->work, 0);
	begin(l, variable);
	for (int m = l->first[variable]; m >= 0; m = l->mentions[m].next)
		if (l->mentions[m].touched && l->reached[l->mentions[m].block]) mark(l, l->mentions[m].block);
	for (ptrdiff_t i = 0; i < arrlen(l->work); i++) {
		const struct block *block = &function->blocks[l->work[i]];
		if (block->point) {
			if (!is_in_scope(&function->variables[variable], block->point)) continue;
			if (!arrlen(block->point->live) || arrlast(block->point->live) != variable)
				arrput(block->point->live, variable);
		}
		for (ptrdiff_t k = 0; k < arrlen(block->successors); k++) {
			const struct mention *m = mention_in(l, block->successors[k]);
			if (!m || !m->entered) mark(l, block->successors[k]);
		}
	}
}

/** Whether some path leads to a suspension that it is live over, and assigns it nowhere. Such a path starts where it is
 * declared, or at the entry, and it is live all along. */
static bool may_be_unassigned(struct liveness *l, int variable) {
	const struct block *blocks = l->function->blocks;
	arrsetlen(l->work, 0);
	begin(l, variable);
	const struct mention *at_entry = mention_in(l, 0);
	if (!at_entry || !at_entry->kills) mark(l, 0);
	for (int m = l->first[variable]; m >= 0; m = l->mentions[m].next)
		if (l->mentions[m].unassigned && l->reached[l->mentions[m].block]) mark(l, l->mentions[m].block);
	for (ptrdiff_t i = 0; i < arrlen(l->work); i++) {
		const struct block *block = &blocks[l->work[i]];
		if (!is_live_behind(block, variable)) continue;
		if (block->point) return true;
		for (ptrdiff_t k = 0; k < arrlen(block->successors); k++) {
			const struct mention *m = mention_in(l, block->successors[k]);
			if (!m || !m->kills) mark(l, block->successors[k]);
		}
	}
	return false;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

struct name_use {
	const char *key;
	struct {
		int count, number;
	} value;
};

static void count_name(struct name_use **names, const char *name) {
	ptrdiff_t at = shgeti(*names, name);
	if (at >= 0) {
		(*names)[at].value.count++;
		return;
	}
	struct name_use fresh = { name, { 1, (int)shlen(*names) } };
	shputs(*names, fresh);
}

static void declare_name(struct liveness *l, const struct node *scope, int name, uint32_t offset) {
	struct declared one = { { scope, name }, offset };
	ptrdiff_t at = hmgeti(l->declared, one.key);
	if (at < 0)
		hmputs(l->declared, one);
	else if (offset < l->declared[at].value)
		l->declared[at].value = offset;
}

static void find_shared_names(struct liveness *l) {
	const struct function *function = l->function;
	struct name_use *names = NULL;
	for (ptrdiff_t v = 0; v < arrlen(function->variables); v++)
		if (!function->variables[v].is_temporary) count_name(&names, function->variables[v].name);
	for (ptrdiff_t i = 0; i < arrlen(function->others); i++) count_name(&names, function->others[i].name);
	for (ptrdiff_t v = 0; v < arrlen(function->variables); v++) {
		const struct variable *variable = &function->variables[v];
		l->name[v] = -1;
		if (variable->is_temporary) continue;
		const struct name_use *use = shgetp(names, variable->name);
		if (use->value.count == 1) continue;
		l->name[v] = use->value.number;
		if (!variable->is_parameter) declare_name(l, variable->scope, use->value.number, variable->declared.start);
	}
	for (ptrdiff_t i = 0; i < arrlen(function->others); i++) {
		const struct other_name *other = &function->others[i];
		const struct name_use *use = shgetp(names, other->name);
		if (use->value.count > 1) declare_name(l, other->scope, use->value.number, other->offset);
	}
	shfree(names);
}

/** Whether at a suspension the variable's name stands for something else, of a block further in. A parameter's is the
 * function's body, where another thing may have its name, too. */
static bool is_hidden(struct liveness *l, int index, const struct point *point) {
	const struct variable *variable = &l->function->variables[index];
	struct declared wanted = { { NULL, l->name[index] }, 0 };
	for (const struct node *node = point->node; node; node = node->parent) {
		if (node == variable->scope && !variable->is_parameter) return false;
		wanted.key.scope = node;
		ptrdiff_t at = hmgeti(l->declared, wanted.key);
		if (at >= 0 && l->declared[at].value < point->node->span.start && holds(node, point->node->span.start))
			return true;
		if (node == variable->scope) return false;
	}
	return false;
}

/** Whether it cannot be loaded under its name behind some suspension it is live over. */
static bool is_hidden_somewhere(struct liveness *l, int variable, struct point *const *points) {
	if (l->name[variable] < 0) return false;
	for (ptrdiff_t p = 0; p < arrlen(points); p++)
		if (is_hidden(l, variable, points[p])) return true;
	return false;
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

static void place(struct liveness *l, int index, struct point *const *points) {
	struct variable *variable = &l->function->variables[index];
	const char *reason = NULL;
	if (variable->place == PLACE_FRAME) return;
	if (variable->address_taken)
		reason = "its address is taken";
	else if (variable->type->class == TYPE_ARRAY || variable->type->class == TYPE_RECORD)
		reason = "an aggregate is used where it is kept";
	else if (variable->type->is_volatile)
		reason = "volatile or atomic: every access counts";
	else if (may_be_unassigned(l, index))
		reason = "some path reaches a suspension without assigning it";
	else if (is_hidden_somewhere(l, index, points))
		reason = "its name is hidden where it would be loaded";
	else if (variable->is_temporary && arrlen(points) > 1)
		reason = "written once, and live over several suspensions";
	else if (!l->unit->passes.registers)
		reason = "-fno-registers";
	else if (arrlen(points) > SAVES_ALWAYS + SAVES_PER_MENTION * (ptrdiff_t)l->events[index])
		reason = "live over many suspensions, and seldom mentioned";
	variable->place = reason ? PLACE_FRAME : PLACE_SAVED;
	if (reason) variable->reason = reason;
}

static void variable(struct liveness *l, int index) {
	struct function *function = l->function;
	struct point **points = NULL;
	if (function->variables[index].unused) return;
	arrsetlen(l->work, 0);
	follow_uses(l, index);
	for (ptrdiff_t i = 0; i < arrlen(l->work); i++) {
		struct point *point = function->blocks[l->work[i]].point;
		if (!point) continue;
		arrput(point->live, index);
		arrput(points, point);
	}
	bool by_address = false;
	if (function->variables[index].address_taken) {
		follow_address(l, index);
		for (ptrdiff_t i = 0; i < arrlen(l->work) && !by_address; i++) {
			const struct point *point = function->blocks[l->work[i]].point;
			by_address = point && is_in_scope(&function->variables[index], point);
		}
	}
	if (arrlen(points) || by_address) place(l, index, points);
	arrfree(points);
}

void live(struct function *function, const struct unit *unit) {
	size_t blocks = arrlenu(function->blocks), variables = arrlenu(function->variables);
	struct liveness l = {
		.function = function,
		.unit = unit,
		.first = xcalloc(variables, sizeof *l.first),
		.events = xcalloc(variables, sizeof *l.events),
		.name = xcalloc(variables, sizeof *l.name),
		.mentioned = xcalloc(blocks, sizeof *l.mentioned),
		.mention_of = xcalloc(blocks, sizeof *l.mention_of),
		.marked = xcalloc(blocks, sizeof *l.marked),
	};
	connect(&l);
	collect_mentions(&l);
	find_shared_names(&l);
	for (int v = 0; v < (int)variables; v++) variable(&l, v);
	for (size_t b = 0; b < blocks; b++) arrfree(l.predecessors[b]);
	free(l.predecessors);
	free(l.reached);
	free(l.first);
	free(l.events);
	free(l.name);
	hmfree(l.declared);
	free(l.mentioned);
	free(l.mention_of);
	free(l.marked);
	arrfree(l.mentions);
	arrfree(l.work);
}
