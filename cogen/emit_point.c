/* Pass 9, suspension points: what is saved, how the child is started, what is loaded, and where errors go from there.
 *
 * In: a point with its live variables and its child's slot. Out: the C of it, with its resume label. What must hold:
 * each variable is loaded exactly where it was saved, and the state is stored before anything can resume the frame. */
#include "emit.h"
#include <ctype.h>
#include <string.h>

enum {
	LARGEST_SCALAR = 32,
	/* So many places that errors come from make gcc slow: its analysis of pointers takes three seconds for 2,000 calls
	 * that return a step, and six times that for twice as many. One call at the end, and jumps to it, cost a reader
	 * more, so few places have a call each. */
	MANY_SITES = 100,
};

/** Two that are saved and of one size, clang would carry in one vector register, from the save back into the loop they
 * come from (CO__APART). Not in generators, whose frame may be all in registers in a co_for. */
static bool is_apart(const struct function *function, const int *saved, const struct variable *variable) {
	uint64_t size = variable->type->size;
	return function->kind == FUNCTION_ASYNC && size <= LARGEST_SCALAR && saved[size] > 1;
}

static void emit_transfer(struct emitter *e, const struct point *point, bool save, int deeper) {
	const struct function *function = e->function;
	size_t width = 0;
	int saved[LARGEST_SCALAR + 1] = { 0 }; /* how many, by size */
	for (ptrdiff_t v = 0; v < arrlen(point->live); v++) {
		const struct variable *variable = &function->variables[point->live[v]];
		if (variable->place == PLACE_SAVED && variable->type->size <= LARGEST_SCALAR) saved[variable->type->size]++;
	}
	for (ptrdiff_t v = 0; v < arrlen(point->live); v++) {
		const struct variable *variable = &function->variables[point->live[v]];
		if (variable->place != PLACE_SAVED) continue;
		const char *place = format(e->unit->arena, "co__frame->%s", variable->member);
		const char *one = !save ? format(e->unit->arena, "%s = %s;", variable->name, place)
		                  : is_apart(function, saved, variable)
		                      ? format(e->unit->arena, "CO__APART(%s) = %s;", place, variable->name)
		                      : format(e->unit->arena, "%s = %s;", place, variable->name);
		if (width && width + strlen(one) < 80) {
			text_printf(e->out, " %s", one);
		} else {
			emit_line(e, deeper, "%s", one);
			width = 0;
		}
		width += strlen(one) + 1;
	}
}

/** With --poison, for tests (tests/stress): the bytes of the frame that nothing says are needed at a suspension are
 * overwritten there, by a function of the test's. Whatever reads one of them afterwards then shows. */
static void emit_poison(struct emitter *e, const struct point *point, int deeper) {
	const struct function *function = e->function;
	int *needed = NULL;
	if (!e->unit->poison) return;
	slots_needed(function, point, &needed);
	emit_line(e, deeper, "co__poison(co__frame, sizeof *co__frame, (const struct co__kept[]){");
	for (ptrdiff_t i = 0; i < arrlen(needed); i++) {
		const char *member = function->slots[needed[i]].member;
		emit_line(e, deeper + 1, "{ __builtin_offsetof(struct co__%s_frame, %s), sizeof co__frame->%s },",
		          function->name, member, member);
	}
	if (function->large_result)
		emit_line(e, deeper + 1,
		          "{ __builtin_offsetof(struct co__%s_frame, co__result), sizeof co__frame->co__result },",
		          function->name);
	emit_line(e, deeper + 1, "{ 0, sizeof co__frame->co__coro } }, %d);",
	          (int)arrlen(needed) + function->large_result + 1);
	arrfree(needed);
}

/** A step that holds an error goes on from inside `scope`, to the first place that is there for errors. */
void emit_throw(struct emitter *e, int deeper, const char *condition, const char *step, const struct scope *scope) {
	const char *thrown = step;
	for (; scope && !scope_unwinds(scope); scope = scope->outer)
		thrown = format(e->unit->arena, "co__replaced(%s, %s)", thrown, place_of(e, scope->pending));
	if (!scope) {
		emit_line(e, deeper, "%sreturn %s;", condition, thrown);
	} else if (!strcmp(thrown, "co__step")) {
		emit_line(e, deeper, "%sgoto co__unwind_%d;", condition, scope->id);
	} else {
		if (*condition) emit_line(e, deeper++, "%s{", condition);
		emit_line(e, deeper, "co__step = %s;", thrown);
		emit_line(e, deeper, "goto co__unwind_%d;", scope->id);
		if (*condition) emit_line(e, deeper - 1, "}");
	}
}

bool has_many_sites(const struct function *function) {
	return arrlen(function->points) + arrlen(function->raise_lines) > MANY_SITES;
}

/** What runs when `co__step` holds an error from `site`. */
void emit_raise(struct emitter *e, int deeper, const char *condition, const struct scope *handler, int site) {
	if (!handler && has_many_sites(e->function)) {
		e->function->leaves_at_end = true;
		emit_line(e, deeper, "%s{", condition);
		emit_line(e, deeper + 1, "co__site = %d;", site);
		emit_line(e, deeper + 1, "goto co__raised;");
		emit_line(e, deeper, "}");
		return;
	}
	const struct scope *handled = handler;
	while (handled && scope_unwinds(handled)) handled = handled->outer;
	emit_throw(e, deeper, condition,
	           format(e->unit->arena, "co__passed%s(co__step, &co__%s_type, %d)", handled ? "_amid" : "",
	                  e->function->name, site),
	           handler);
}

static void emit_point_raise(struct emitter *e, int deeper, const char *condition, const struct point *point) {
	if (point->role != ROLE_EXIT || point->how != CALLEE_BUILTIN) {
		emit_raise(e, deeper, condition, point->handler, point->state);
		return;
	}
	const char *why = point->scope->pending >= 0 ? place_of(e, point->scope->pending) : "NULL";
	emit_throw(e, deeper, condition,
	           format(e->unit->arena, "co__left(co__step, %s, &co__%s_type, %d)", why, e->function->name, point->state),
	           point->handler);
}

/** The site of an error that starts at `node` and not at a suspension point. */
int site_of(const struct emitter *e, const struct node *node) {
	return (int)arrlen(e->function->points) + 1 + node->raise_index;
}

/** A block's head, of other nodes all. */
static struct span head_of(const struct node *node) {
	struct span span = node->span;
	if ((node->kind == NODE_CO_WITH || node->kind == NODE_CO_FOR || node->kind == NODE_CO_BLOCK) && node->body)
		span.end = node->body->span.start;
	return span;
}

/** The first words of the source of a point, for its comment. */
const char *excerpt(struct emitter *e, const struct node *node) {
	struct span span = head_of(node);
	char buffer[64];
	size_t length = 0;
	for (uint32_t i = span.start; i < span.end && length < sizeof buffer - 5; i++) {
		char c = e->text[i];
		if (c == '\n' || c == '\t') c = ' ';
		if (c == ' ' && length && buffer[length - 1] == ' ') continue;
		if ((c == '*' || c == '/') && length && (buffer[length - 1] == '/' || buffer[length - 1] == '*')) c = ' ';
		buffer[length++] = c;
	}
	while (length && buffer[length - 1] == ' ') length--;
	bool cut = length >= sizeof buffer - 5;
	while (cut && length && (buffer[length - 1] & 0x80)) length--;
	buffer[length] = '\0';
	return format(e->unit->arena, "%s%s", buffer, cut ? "..." : "");
}

static const char *slot_member(struct emitter *e, int slot) { return e->function->slots[slot].member; }

const char *arguments_of(struct emitter *e, struct node *call) {
	struct text text;
	text_init(&text);
	for (ptrdiff_t i = 1; i < arrlen(call->children); i++) {
		if (call->children[i]->is_statement) continue;
		text_puts(&text, ", ");
		render(e, call->children[i], &text);
	}
	const char *copy_of = arena_strndup(e->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy_of;
}

static bool is_early(const struct emitter *e, const struct function *callee) {
	return callee && callee->position > e->function->position;
}

/** `&co__frame->leaf`, of the child's own type. `callee`: NULL of the runtime's. */
const char *child_address(struct emitter *e, const struct function *callee, int slot) {
	if (is_early(e, callee))
		return format(e->unit->arena, "(struct co__%s_frame *)(void *)co__frame->%s", callee->name,
		              slot_member(e, slot));
	return format(e->unit->arena, "&co__frame->%s", slot_member(e, slot));
}

const char *with_mention(struct emitter *e, const struct node *call, const char *start) {
	const struct colour *colour = call && call->kind == NODE_CALL ? call->colour : NULL;
	if (!colour || !colour->deprecated || !colour->name) return start;
	return format(e->unit->arena, "((void)%s, %s)", colour->name, start);
}

const char *start_call(struct emitter *e, const struct function *callee, struct node *call, int slot) {
	const char *start = format(e->unit->arena, "co__%s_start(%s%s)", callee->name, child_address(e, callee, slot),
	                           arguments_of(e, call));
	return with_mention(e, call, start);
}

/** What the enter or exit of a block is given, behind its frame. */
static const char *role_arguments(struct emitter *e, const struct point *point) {
	const struct scope *scope = point->scope;
	const char *held = "", *why = "";
	if (scope->held >= 0) held = format(e->unit->arena, ", %s", place_of(e, scope->held));
	if (point->role == ROLE_EXIT)
		why = format(e->unit->arena, ", %s", scope->pending >= 0 ? place_of(e, scope->pending) : "NULL");
	if (point->role == ROLE_ENTER && point->node->kind == NODE_CO_BLOCK && point->node->value)
		held = format(e->unit->arena, ", %s", rendered(e, point->node->value, false));
	return format(e->unit->arena, "%s%s", held, why);
}

static const char *start_point(struct emitter *e, struct point *point) {
	struct node *node = point->node;
	const char *address = child_address(e, point->callee, point->child);
	if (point->role != ROLE_OPERATION) {
		const char *stem = point->how == CALLEE_KNOWN ? point->callee->name : entry_stem(e->unit, point->stem);
		if (node->kind == NODE_CO_FOR && point->role == ROLE_ENTER)
			return format(e->unit->arena, "co__%s_start(%s, &%s)", stem, address, place_of(e, node->variable));
		if (node->kind == NODE_CO_BLOCK)
			stem = format(e->unit->arena, "%s_%s", stem, point->role == ROLE_ENTER ? "enter" : "exit");
		return format(e->unit->arena, "co__%s_start(%s%s)", stem, address, role_arguments(e, point));
	}
	switch (point->how) {
	case CALLEE_KNOWN: return start_call(e, point->callee, node->call, point->child);
	case CALLEE_BUILTIN:
		return with_mention(e, node->call,
		                    format(e->unit->arena, "co__%s_start(%s%s)", entry_stem(e->unit, point->stem), address,
		                           arguments_of(e, node->call)));
	case CALLEE_FUTURE:
		return format(e->unit->arena, "co__co_future_wait_start(%s, %s)", address, rendered(e, node->call, false));
	default:
		return format(e->unit->arena, "co__co_delegate_start(%s, %s, &co__%s_type)", address,
		              rendered(e, node->call, false), e->function->name);
	}
}

static void child_result(struct emitter *e, const struct point *point, const char **address, const char **size) {
	const char *member = slot_member(e, point->child);
	*address = "NULL";
	*size = "0";
	if (type_is_void(point->result)) return;
	if (is_early(e, point->callee)) {
		*address =
			format(e->unit->arena, "co__frame->%s + %llu", member, (unsigned long long)point->callee->result_offset);
		*size = format(e->unit->arena, "sizeof(%s)", type_name(e, point->result));
	} else {
		*address = format(e->unit->arena, "&co__frame->%s.co__result", member);
		*size = format(e->unit->arena, "sizeof co__frame->%s.co__result", member);
	}
}

/** A wait that the loop ends by going on with this very frame. */
static void emit_wait(struct emitter *e, struct point *point) {
	const struct node *node = point->node;
	emit_user_line(e, 0, node->span.start);
	text_printf(e->out, "co__step = co__wait_%s(&co__frame->co__coro%s); /* %s */", point->stem,
	            arguments_of(e, node->call), excerpt(e, node));
	emit_line(e, 0, "if (!co__has_raised(co__step)) {");
	emit_transfer(e, point, true, 1);
	emit_poison(e, point, 1);
	emit_line(e, 1, "co__stand(&co__frame->co__coro, %d);", point->state);
	emit_line(e, 1, "return co__step;");
	if (point->reached) emit_line(e, 0, "co__resume_%d:", point->state);
	emit_transfer(e, point, false, 1);
	emit_line(e, 1, "co__step = co__ended(co__error, NULL, 0);");
	emit_line(e, 0, "}");
	emit_point_raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", point);
}

void emit_child(struct emitter *e, struct point *point) {
	if (point->how == CALLEE_WAIT) {
		emit_wait(e, point);
		return;
	}
	struct node *node = point->node;
	int state = point->state;
	const char *address, *size;
	bool large = point->how == CALLEE_KNOWN ? point->callee->large_result
	                                        : node->imported && !type_is_void(point->result) && point->result->size > 8;
	child_result(e, point, &address, &size);
	emit_user_line(e, 0, node->span.start);
	text_printf(e->out, "co__step = %s; /* %s%s */", start_point(e, point), point->role == ROLE_EXIT ? "end of " : "",
	            excerpt(e, node));
	emit_line(e, 0, "if (CO__UNLIKELY(!co__has_returned(co__step))) {");
	emit_line(e, 1, "if (!co__has_raised(co__step)) {");
	emit_transfer(e, point, true, 2);
	emit_poison(e, point, 2);
	emit_line(e, 2, "co__stand(&co__frame->co__coro, %d);", state);
	emit_line(e, 2, "return co__pass((co__child *)(void *)&co__frame->%s, &co__frame->co__coro, co__step);",
	          slot_member(e, point->child));
	if (point->reached) emit_line(e, 1, "co__resume_%d:", state);
	emit_transfer(e, point, false, 2);
	if (large)
		emit_line(e, 2, "co__step = co__ended(co__error, NULL, 0);");
	else
		emit_line(e, 2, "co__step = co__ended(co__error, %s, %s);", address, size);
	emit_line(e, 1, "}");
	emit_point_raise(e, 1, "if (co__has_raised(co__step)) ", point);
	emit_line(e, 0, "}");
	if (point->temp < 0) return;
	const char *target = place_of(e, point->temp);
	if (!large)
		emit_line(e, 0, "co__unpack(co__step, &%s, sizeof %s);", target, target);
	else if (is_early(e, point->callee))
		emit_line(e, 0, "__builtin_memcpy(&%s, %s, sizeof %s);", target, address, target);
	else
		emit_line(e, 0, "%s;",
		          assigned_text(e, e->function->variables[point->temp].type, target,
		                        format(e->unit->arena, "co__frame->%s.co__result", slot_member(e, point->child))));
}

/** What frees the object of a call and takes its result, up to its first argument: one of a function whose frame is
 * known here is freed without a look at its type. */
static const char *join_of(struct emitter *e, const struct point *point) {
	const struct node *call = point->role == ROLE_OPERATION ? point->node->call : NULL;
	const bool by_name = call && call->kind == NODE_CALL && call->colour && call->colour->name;
	const struct function *callee = by_name ? find_function(e->unit, call->colour->name) : NULL;
	if (!callee || callee->position > e->function->position) return "co__join(";
	switch (callee->kind) {
	case FUNCTION_ASYNC: return format(e->unit->arena, "CO__JOIN_CALL(struct co__%s_frame, ", callee->name);
	case FUNCTION_GENERATOR: return format(e->unit->arena, "CO__JOIN_GENERATOR(struct co__%s_frame, ", callee->name);
	default: return "co__join(";
	}
}

static void emit_call(struct emitter *e, struct point *point) {
	struct node *node = point->node;
	const char *object = format(e->unit->arena, "co__frame->%s", slot_member(e, point->child));
	emit_user_line(e, 0, node->span.start);
	if (point->role == ROLE_OPERATION)
		text_printf(e->out, "%s = %s; /* %s */", object, rendered(e, node->call, true), excerpt(e, node));
	else
		text_printf(e->out, "%s = %s(%s); /* %s%s */", object, point->stem, role_arguments(e, point) + 2,
		            point->role == ROLE_EXIT ? "end of " : "", excerpt(e, node));
	emit_line(e, 0, "co__step = co__call(&co__frame->co__coro, %s);", object);
	emit_raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", point->handler, point->state);
	emit_transfer(e, point, true, 0);
	emit_poison(e, point, 0);
	emit_line(e, 0, "co__stand(&co__frame->co__coro, %d);", point->state);
	emit_line(e, 0, "return co__step;");
	if (point->reached) emit_label(e, "co__resume_", point->state);
	emit_transfer(e, point, false, 0);
	const char *target = point->temp >= 0 ? place_of(e, point->temp) : NULL;
	emit_line(e, 0, "co__step = %s%s, co__error, %s%s, %s%s);", join_of(e, point), object, target ? "&" : "",
	          target ? target : "NULL", target ? "sizeof " : "", target ? target : "0");
	emit_raise(e, 0, "if (CO__UNLIKELY(co__has_raised(co__step))) ", point->handler, point->state);
}

/** Whether its value comes from the frame, where what is saved before the return may lie in the place of what ends its
 * life here. */
static bool reads_frame(const struct emitter *e, const struct node *node) {
	if (node->kind == NODE_REFERENCE && node->variable >= 0 &&
	    e->function->variables[node->variable].place == PLACE_FRAME)
		return true;
	if (node->temp >= 0 && e->function->variables[node->temp].place == PLACE_FRAME) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (reads_frame(e, node->children[i])) return true;
	return false;
}

static void emit_yield(struct emitter *e, struct point *point) {
	struct node *node = point->node;
	struct node *operand = node->value;
	const struct type *type = e->function->yielded;
	bool acts = operand->effect >= EFFECT_ACTS && operand->temp < 0 && !operand->done;
	bool first = acts || reads_frame(e, operand);
	const char *value = "CO__YIELD_VOID()";
	emit_line(e, 0, "/* %s */", excerpt(e, node));
	if (type_is_void(type)) {
		bool nothing = operand->kind == NODE_FORM && operand->name && !strcmp(operand->name, "co_none");
		if (acts && !nothing) {
			emit_user_line(e, 0, operand->span.start);
			text_printf(e->out, "%s;", rendered(e, operand, false));
		}
	} else if (e->function->large_yield) {
		emit_user_line(e, 0, operand->span.start);
		const char *place = format(e->unit->arena, "co__frame->%s", slot_member(e, point->child));
		text_printf(e->out, "%s;", assigned_text(e, type, place, rendered(e, operand, false)));
		value = format(e->unit->arena, "CO__YIELD_AT(&co__frame->%s)", slot_member(e, point->child));
	} else {
		value = format(e->unit->arena, "CO__YIELD(%s, %s)", type_name(e, type), macro_argument(e, operand));
		const char *text = rendered(e, operand, false), *name = type_name(e, type);
		if (is_no_argument(text)) {
			emit_user_line(e, 0, operand->span.start);
			text_printf(e->out, "{ %s = %s; co__step = CO__YIELD(%s, co__value); }",
			            declare(e->unit->arena, type, "co__value"), text, name);
			value = "co__step";
		} else if (first || e->unit->poison) {
			emit_user_line(e, 0, operand->span.start);
			text_printf(e->out, "co__step = %s;", value);
			value = "co__step";
		}
	}
	if (e->unit->passes.hints) emit_line(e, 0, "CO__LIKELY_PATH(co__yield_%d);", point->state);
	emit_transfer(e, point, true, 0);
	emit_poison(e, point, 0);
	emit_line(e, 0, "co__stand(&co__frame->co__coro, %d);", point->state);
	emit_user_line(e, 0, node->span.start);
	text_printf(e->out, "return %s;", value);
	if (point->reached) emit_label(e, "co__resume_", point->state);
	emit_transfer(e, point, false, 0);
	emit_line(e, 0, "if (CO__UNLIKELY(co__error != NULL)) {");
	emit_line(e, 1, "co__step = CO__RAISE(co__error);");
	emit_raise(e, 1, "", point->handler, point->state);
	emit_line(e, 0, "}");
	if (point->temp >= 0) {
		const char *target = place_of(e, point->temp);
		emit_line(e, 0, "co__receive(&%s, co__in, sizeof %s);", target, target);
	}
}

void emit_point(struct emitter *e, struct point *point) {
	switch (point->kind) {
	case POINT_CHILD: emit_child(e, point); break;
	case POINT_CALL: emit_call(e, point); break;
	case POINT_YIELD: emit_yield(e, point); break;
	}
}
