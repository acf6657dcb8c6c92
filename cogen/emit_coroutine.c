/* Pass 9, what stands around a body.
 *
 * For a coroutine f, in its place: a declaration of the constructor, what its callees further down need declared, the
 * frame, the body, start, first, resume, the type with its sites, and the constructor with the head that the user
 * wrote. */
#include "base/text.h"
#include "emit_writer.h"
#include "ir.h"
#include <ctype.h>
#include <string.h>

/* ---- the body ---------------------------------------------------------------------------------------------------- */

static void body_head(struct writer *w, const struct function *function, const char *end) {
	write_line(
		w, "static inline %sco_step co__%s_body(struct co__%s_frame *co__frame, uint32_t co__state, co__input *co__in,",
		function->inlined ? "CO__INLINED " : "", function->name, function->name);
	write_line(w, "                                  co_error *co__error%s)%s", parameter_list(w, function, true), end);
}

void write_start_head(struct writer *w, const struct function *function, const char *end) {
	write_line(w, "CO__UNUSED static inline %sco_step co__%s_start(struct co__%s_frame *co__frame%s)%s",
	           function->inlined ? "CO__INLINED " : "", function->name, function->name,
	           parameter_list(w, function, false), end);
}

static void write_next_head(struct writer *w, const struct function *function, const char *end) {
	write_line(w, "CO__UNUSED static inline co_step co__%s_next(struct co__%s_frame *co__frame)%s", function->name,
	           function->name, end);
}

static bool uses_step(const struct function *function) {
	return arrlen(function->points) || arrlen(function->raise_lines) || arrlen(function->scopes);
}

/** `__label__ x;` and `#pragma STDC …` have to come first in their block. */
static bool wants_its_own_block(struct writer *w, const struct function *function) {
	const char *text = w->unit->source->text;
	uint32_t at = skip_blanks(w->unit->source, function->body->span.start + 1, function->body->span.end);
	if (!strncmp(text + at, "__label__", 9)) return true;
	if (text[at] != '#') return false;
	static const char *const words[] = { "pragma", "STDC" };
	at++;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		while (text[at] == ' ' || text[at] == '\t') at++;
		if (strncmp(text + at, words[i], strlen(words[i])) != 0) return false;
		at += (uint32_t)strlen(words[i]);
	}
	return true;
}

static bool mentions(const struct node *node, int variable) {
	if (node->kind == NODE_REFERENCE && node->variable == variable) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (mentions(node->children[i], variable)) return true;
	return false;
}

/** What a function is called in itself: an object, as in C, with the name that the user gave it. */
static const struct {
	const char *name, *text;
} own_names[] = {
	{ "__func__", " co__func" },
	{ "__FUNCTION__", " co__func" },
	{ "__PRETTY_FUNCTION__", " co__func" },
	{ "__builtin_FUNCTION", "() ((const char *)co__func)" },
};

static void body(struct writer *w, struct function *function) {
	ptrdiff_t points = arrlen(function->points);
	for (size_t i = 0; function->mentions_function_name && i < sizeof own_names / sizeof *own_names; i++)
		write_line(w, "#define %s%s", own_names[i].name, own_names[i].text);
	stand_for(w, function, function->name_span.start);
	body_head(w, function, " {");
	const char **ignored = silence_of(w->unit, function);
	write_silence(w, ignored);
	if (function->mentions_function_name)
		write_line(w, "\tstatic const char co__func[] CO__UNUSED = \"%s\";", function->name);
	if (uses_step(function)) write_line(w, points ? "\tco__answer co__step;" : "\tco__answer co__step CO__UNUSED;");
	if (has_many_sites(function)) write_line(w, "\tunsigned co__site CO__UNUSED;");
	for (ptrdiff_t v = 0; v < arrlen(function->variables); v++) {
		const struct variable *variable = &function->variables[v];
		if (!variable->is_temporary || variable->place == PLACE_FRAME || variable->is_storage || variable->unused)
			continue;
		/* set on every way that reads it, but compilers lose sight of that over the exits of several scopes */
		const char *initial = v != function->return_variable || !variable->type->size ? ""
		                      : variable->type->class == TYPE_RECORD                  ? " = { 0 }"
		                                                                              : " = 0";
		write_line(w, "\t%s%s;",
		           declare(w->unit->arena, visible_type(function, w->unit, variable->type), variable->name), initial);
	}
	write_end_silence(w, ignored);
	arrfree(ignored);
	write_line(w, "\t(void)co__frame;");
	write_line(w, "\t(void)co__in;");
	write_line(w, "\t(void)co__error;");
	if (points) {
		write_line(w, "\tswitch (__builtin_expect(co__state, 1)) {");
		write_line(w, "\tcase 0: break;");
		for (ptrdiff_t p = 0; p < points; p++)
			if (function->points[p]->reached) write_line(w, "\tcase %d: goto co__resume_%d;", (int)p + 1, (int)p + 1);
		write_line(w, "\tdefault: __builtin_unreachable();");
		write_line(w, "\t}");
	} else {
		write_line(w, "\t(void)co__state;");
	}
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		if (variable->place == PLACE_FRAME)
			write_line(w, "\t%s;",
			           assignment(w->unit->arena, visible_type(function, w->unit, variable->type),
			                      format(w->unit->arena, "co__frame->%s", variable->member), variable->name));
		else if (variable->in_head && !mentions(function->body, function->parameters[i]))
			write_line(w, "\t(void)%s;", variable->name);
	}
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		const struct variable *keeper = variable->keeper ? &function->variables[variable->keeper - 1] : NULL;
		if (keeper)
			write_line(w, "\t%s%s = %s;", keeper->place == PLACE_FRAME ? "co__frame->" : "",
			           keeper->place == PLACE_FRAME ? keeper->member : keeper->name, variable->name);
	}
	/* behind it, a label at the end is not in the scope of what compilers let no jump pass: arrays of variable length */
	bool own_block = wants_its_own_block(w, function) || has_many_sites(function);
	if (own_block) write_line(w, "\t{");
	emit_body_text(w->unit, function, w->out);
	text_putc(w->out, '\n');
	stand_for(w, function, function->body->span.end - 1);
	if (own_block) write_line(w, "\t}");
	ptrdiff_t count = arrlen(function->body->children);
	if (!count || function->body->children[count - 1]->kind != NODE_RETURN)
		write_line(w, "\treturn CO__RETURN_VOID();");
	if (function->leaves_at_end) {
		write_line(w, "co__raised:");
		write_line(w, "\treturn co__passed(co__step, &co__%s_type, co__site);", function->name);
	}
	write_line(w, "}");
	stand_for(w, NULL, 0);
	for (size_t i = 0; function->mentions_function_name && i < sizeof own_names / sizeof *own_names; i++)
		write_line(w, "#undef %s", own_names[i].name);
}

/* ---- entries, type, constructor ---------------------------------------------------------------------------------- */

static bool stores_result(const struct function *function) {
	return !type_is_void(function->result) && !function->large_result;
}

static const char *standing(const struct writer *w) { return w->unit->passes.split ? "co__resumed" : "co__standing"; }

/** Arguments that the body ignores, as it is resumed. */
static const char *nothings(struct writer *w, const struct function *function) {
	struct text text;
	text_init(&text);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct type *type = function->variables[function->parameters[i]].type;
		if (type->value) type = type->value; /* clang takes no cast to an atomic type */
		if (!type->is_pointer && !type->is_integer)
			text_printf(&text, type->size || type->class == TYPE_SCALAR ? ", (%s){ 0 }" : ", (%s){}",
			            declare(w->unit->arena, type, ""));
		else /* constants would make compilers warn where they seem to be used */
			text_printf(&text, ", (%s)(co__address)co__frame", declare(w->unit->arena, type, ""));
	}
	const char *copy = arena_strndup(w->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy;
}

static void entries(struct writer *w, const struct function *function) {
	const char *name = function->name;
	stand_for(w, function, function->name_span.start);
	write_start_head(w, function, " {");
	write_line(w, "\tco__answer co__step = co__%s_body(co__frame, 0, NULL, NULL%s);", name,
	           names_of_parameters(w, function, ""));
	write_line(w, "\tif (CO__UNLIKELY(!co__has_ended(co__step))) co__began(&co__frame->co__coro, &co__%s_type);", name);
	write_line(w, "\treturn co__step;");
	write_line(w, "}");
	if (function->wants_next) {
		write_next_head(w, function, " {");
		write_line(w, "\treturn co__%s_body(co__frame, co__standing(&co__frame->co__coro), NULL, NULL%s);", name,
		           nothings(w, function));
		write_line(w, "}");
	}
	write_line(w, "%sstatic co_step co__%s_first(co_coro *co__self) {",
	           has_object_type(w, function) ? "CO__UNUSED " : "", name);
	write_line(w, "\tstruct co__%s_frame *co__frame = (void *)co__self;", name);
	/* the arguments lie where the body will put other things: it gets a pointer that compilers cannot trace to them */
	if (arrlen(function->parameters)) write_line(w, "\tstruct co__%s_frame *co__fresh = co__launder(co__self);", name);
	const char *fresh = arrlen(function->parameters) ? "co__fresh" : "co__frame";
	/* handed on as an address, maybe, of what the body writes over */
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		if (!variable->type->is_list) continue;
		write_line(w, "\t__builtin_va_list co__list_%d;", (int)i);
		write_line(w, "\t__builtin_va_copy(co__list_%d, co__frame->co__args.%s);", (int)i, outer_name(w, variable));
	}
	if (stores_result(function)) {
		write_line(w, "\tco__answer co__step = co__%s_body(%s, 0, NULL, NULL%s);", name, fresh,
		           names_of_parameters(w, function, "co__frame->co__args."));
		write_line(
			w,
			"\tif (co__has_returned(co__step)) co__unpack(co__step, &co__frame->co__result, sizeof co__frame->co__result);");
		write_line(w, "\treturn co__step;");
	} else {
		write_line(w, "\treturn co__%s_body(%s, 0, NULL, NULL%s);", name, fresh,
		           names_of_parameters(w, function, "co__frame->co__args."));
	}
	write_line(w, "}");
	write_line(w, "CO__ENTRY static co_step co__%s_resume(co_coro *co__self, co__input *co__in, co_error *co__error) {",
	           name);
	write_line(w, "\tstruct co__%s_frame *co__frame = (void *)co__self;", name);
	const char *call = format(w->unit->arena, "co__%s_body(co__frame, %s(co__self), co__in, co__error%s)", name,
	                          standing(w), nothings(w, function));
	if (stores_result(function)) {
		write_line(w, "\tco__answer co__step = %s;", call);
		write_line(
			w,
			"\tif (co__has_returned(co__step)) co__unpack(co__step, &co__frame->co__result, sizeof co__frame->co__result);");
		write_line(w, "\treturn co__step;");
	} else {
		write_line(w, "\treturn %s;", call);
	}
	write_line(w, "}");
	stand_for(w, NULL, 0);
}

static const char *class_of(const struct type *type) {
	if (type_is_void(type) || type->class != TYPE_SCALAR || type->is_pointer || type->is_vector) return "CO__OTHER";
	bool is_complex = !strncmp(type->canonical, "_Complex ", 9);
	if (type->is_floating || is_complex) { /* not of 16 bits, nor __float128: the runtime knows three */
		const char *name = type->canonical;
		if (!strstr(name, "double") && (!strstr(name, "float") || strstr(name, "128"))) return "CO__OTHER";
		return is_complex ? "CO__COMPLEX" : "CO__FLOATING";
	}
	if (type->size > 16) return "CO__OTHER";
	if (type->is_bool) return "CO__BOOL";
	return type->is_signed ? "CO__SIGNED" : "CO__UNSIGNED";
}

static void one_type(struct writer *w, const struct function *function, const char *variable, const char *first,
                     int sites);

/** A parameter that is a handle: what stands beside its offset in the list of them; NULL: it is none. */
static const char *handle_kind(const struct function *function, int parameter) {
	const char *type = function->variables[parameter].type->canonical;
	if (!type || function->kind != FUNCTION_ASYNC) return NULL;
	if (!strncmp(type, "const ", 6)) type += 6;
	if (!strcmp(type, "struct co_future *")) return "";
	return strcmp(type, "struct co_wait_result *") ? NULL : " | CO__WAIT_RESULT";
}

static bool has_handles(const struct function *function) {
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++)
		if (handle_kind(function, function->parameters[i])) return true;
	return false;
}

/** Where its handles lie, for a task that keeps what it is given. */
static void handles(struct writer *w, const struct function *function) {
	write_line(w, "static const uint32_t co__%s_handles[] = {", function->name);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const char *kind = handle_kind(function, function->parameters[i]);
		if (kind)
			write_line(w, "\t__builtin_offsetof(struct co__%s_frame, co__args.%s)%s,", function->name,
			           outer_name(w, &function->variables[function->parameters[i]]), kind);
	}
	write_line(w, "\t0,");
	write_line(w, "};");
}

static void drop(struct writer *w, const struct function *function) {
	write_line(w, "CO__UNUSED static _Bool co__%s_drop(co_coro *co__self) {", function->name);
	write_line(w, "\tstruct co__%s_frame *co__frame = (void *)co__self;", function->name);
	write_free_given(w, function, "\t", "co__frame->co__args.", true);
	write_line(w, "\treturn 1;");
	write_line(w, "}");
}

/** Whether `#line` says of all of its places that they stand in the file that the function does: a traceback names one
 * for all. */
static bool is_of_one_file(const struct unit *unit, const struct function *function) {
	const struct source *source = unit->source;
	if (!arrlen(source->numberings)) return true;
	const char *path = source_place(source, function->name_span.start).path;
	for (ptrdiff_t i = 0; i < arrlen(function->points); i++)
		if (strcmp(source_presumed(source, function->points[i]->line).path, path) != 0) return false;
	for (ptrdiff_t i = 0; i < arrlen(function->raise_lines); i++)
		if (strcmp(source_presumed(source, function->raise_lines[i]).path, path) != 0) return false;
	return true;
}

/** The line that a traceback names for one of the file; `presumed`: as `#line` has it. */
static uint32_t told_line(const struct writer *w, bool presumed, uint32_t line) {
	return presumed ? source_presumed(w->unit->source, line).line : line;
}

/** What a frame holds at its suspensions, for who destroys it there: entries behind its sites, counted from the end.
 * Each leads to that of what is held further out; suspensions that hold the same share them. */
struct kept {
	struct kept_thing {
		struct {
			int what, variable, next; /* of a co_for_await the frame's slot in place of a variable */
		} key;
		int value; /* its number, from 1 on */
	} * things;    /* stb_ds map, in the order of the numbers */
};

enum { LAST_KEPT = UINT16_MAX };

/** As the runtime has them (frame.h); beside the kinds, what there is to say of them. */
enum kept_kind { KEPT_ERROR, KEPT_GENERATOR, KEPT_FOR_AWAIT, KEPT_ROOM, KEPT_STACK, KEPT_NOTHING };
static const struct {
	const char *kind, *member, *what;
} kept_kinds[] = {
	[KEPT_ERROR] = { "CO__KEPT_ERROR", "", "an error that is kept" },
	[KEPT_GENERATOR] = { "CO__KEPT_GENERATOR", "", "the generator of a loop" },
	[KEPT_FOR_AWAIT] = { "CO__KEPT_GENERATOR", ".co__gen", "the generator of a loop" },
	[KEPT_ROOM] = { "CO__KEPT_ROOM", "", "the memory of an array" },
	[KEPT_STACK] = { "CO__KEPT_STACK", "", "the memory of alloca" },
};

static bool is_live_over(const struct point *point, int variable) {
	size_t from = 0, to = arrlenu(point->live);
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (point->live[middle] == variable) return true;
		if (point->live[middle] < variable)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

/** What cogen itself would have to give back where the scope is left. */
static enum kept_kind kept_by(const struct scope *scope) {
	if (!scope_unwinds(scope)) return KEPT_ERROR;
	if (scope->kind == SCOPE_AWAIT && scope->node->kind == NODE_CO_FOR) return KEPT_FOR_AWAIT;
	if (!scope_holds_memory(scope)) return KEPT_NOTHING;
	if (scope->kind == SCOPE_RELEASE) return KEPT_GENERATOR;
	return strcmp(scope->release, "co__leave_stack") ? KEPT_ROOM : KEPT_STACK;
}

/** The number of the innermost thing that is held at `point`, where `scope` and those around it are open; 0: none is. */
static int kept_at(struct kept *kept, const struct point *point) {
	const struct scope **holders = NULL;
	int number = 0;
	for (const struct scope *scope = point->reached ? point->handler : NULL; scope; scope = scope->outer) {
		enum kept_kind kind = kept_by(scope);
		int variable = kind == KEPT_ERROR ? scope->pending : scope->held;
		if (kind == KEPT_FOR_AWAIT || (kind != KEPT_NOTHING && is_live_over(point, variable))) arrput(holders, scope);
	}
	while (arrlen(holders)) {
		const struct scope *scope = arrpop(holders);
		enum kept_kind kind = kept_by(scope);
		int variable = kind == KEPT_ERROR ? scope->pending : kind == KEPT_FOR_AWAIT ? scope->node->child : scope->held;
		struct kept_thing thing = { { (int)kind, variable, number }, (int)hmlen(kept->things) + 1 };
		ptrdiff_t known = hmgeti(kept->things, thing.key);
		if (known < 0 && thing.value <= LAST_KEPT) hmputs(kept->things, thing);
		if (known >= 0 || thing.value <= LAST_KEPT) number = known >= 0 ? kept->things[known].value : thing.value;
	}
	arrfree(holders);
	return number;
}

static void kept_sites(struct writer *w, const struct function *function, struct kept *kept) {
	for (ptrdiff_t i = hmlen(kept->things) - 1; i >= 0; i--) {
		const struct kept_thing *thing = &kept->things[i];
		const char *member = thing->key.what == KEPT_FOR_AWAIT ? function->slots[thing->key.variable].member
		                                                       : function->variables[thing->key.variable].member;
		write_line(w, "\t{ 0, __builtin_offsetof(struct co__%s_frame, %s%s), %s, 0, %d }, /* %s */", function->name,
		           member, kept_kinds[thing->key.what].member, kept_kinds[thing->key.what].kind, thing->key.next,
		           kept_kinds[thing->key.what].what);
	}
	hmfree(kept->things);
}

/** Returns how many sites it has. */
static int sites(struct writer *w, const struct function *function) {
	const char *name = function->name;
	ptrdiff_t points = arrlen(function->points), raises = arrlen(function->raise_lines);
	bool presumed = is_of_one_file(w->unit, function);
	struct kept kept = { NULL };
	write_line(w, "static const co_site co__%s_sites[] = {", name);
	write_line(w, "\t{ %u, 0, 0, 0, 0 },",
	           told_line(w, presumed, source_line(w->unit->source, function->name_span.start)));
	for (ptrdiff_t p = 0; p < points; p++) {
		const struct point *point = function->points[p];
		uint32_t line = told_line(w, presumed, point->line);
		int held = kept_at(&kept, point);
		if (point->child >= 0 && point->kind != POINT_YIELD)
			write_line(w, "\t{ %u, __builtin_offsetof(struct co__%s_frame, %s), %d, 0, %d },", line, name,
			           function->slots[point->child].member, point->kind == POINT_CALL, held);
		else if (point->how == CALLEE_WAIT)
			write_line(w, "\t{ %u, 0, CO__FOR_%s, 0, %d },", line, strcmp(point->stem, "sleep") ? "TURN" : "SLEEP",
			           held);
		else
			write_line(w, "\t{ %u, 0, 0, %d, %d },", line, point->quiet, held);
	}
	for (ptrdiff_t i = 0; i < raises; i++)
		write_line(w, "\t{ %u, 0, 0, 0, 0 },", told_line(w, presumed, function->raise_lines[i]));
	int count = (int)(points + raises + 1 + hmlen(kept.things));
	kept_sites(w, function, &kept);
	write_line(w, "};");
	return count;
}

static void type_descriptor(struct writer *w, const struct function *function) {
	const char *name = function->name;
	int count = sites(w, function);
	const char *first = format(w->unit->arena, "co__%s_first", name);
	if (function->is_given) drop(w, function);
	if (has_handles(function)) handles(w, function);
	one_type(w, function, format(w->unit->arena, "co__%s_type", name), has_object_type(w, function) ? "NULL" : first,
	         count);
	if (has_object_type(w, function)) one_type(w, function, object_type(w, function), first, count);
}

static void one_type(struct writer *w, const struct function *function, const char *variable, const char *first,
                     int sites) {
	static const char *const kinds[] = { "CO__ASYNC", "CO__GENERATOR", "CO__ASYNC_GENERATOR" };
	const char *name = function->name;
	/* by position: the members' names may be macros of the user's */
	const char *result = type_is_void(function->result) ? NULL : declare(w->unit->arena, function->result, "");
	const char *yielded = type_is_void(function->yielded) ? NULL : declare(w->unit->arena, function->yielded, "");
	const char *sent = type_is_void(function->sent) ? NULL : declare(w->unit->arena, function->sent, "");
	write_line(w, "%sstatic const co_type %s = {",
	           has_object_type(w, function) && strcmp(first, "NULL") != 0 ? "CO__UNUSED " : "", variable);
	mark_generated(w);
	text_printf(w->out, "\t\"%s\", ", name);
	const struct source *source = w->unit->source;
	write_quoted(w->out, is_of_one_file(w->unit, function) ? source_place(source, function->name_span.start).path
	                                                       : source->path);
	const char *dropped =
		function->is_given && strcmp(first, "NULL") != 0 ? format(w->unit->arena, "co__%s_drop", name) : "NULL";
	text_printf(w->out, ", %s, co__%s_resume, %s,\n", first, name, dropped);
	write_line(w, "\tco__%s_sites, %d, sizeof(struct co__%s_frame), _Alignof(struct co__%s_frame),", name, sites, name,
	           name);
	if (result)
		write_line(w, "\t__builtin_offsetof(struct co__%s_frame, co__result), sizeof(%s), /* the result */", name,
		           result);
	else
		write_line(w, "\t0, 0, /* no result */");
	write_line(w, "\t%s, %s, %s, /* yielded, sent */", yielded ? format(w->unit->arena, "sizeof(%s)", yielded) : "0",
	           sent ? format(w->unit->arena, "sizeof(%s)", sent) : "0", sent ? class_of(function->sent) : "0");
	write_line(w, "\t%s, %d, CO__ABI, %s", kinds[function->kind], function->has_cleanup || function->delegates,
	           has_handles(function) ? format(w->unit->arena, "co__%s_handles,", name) : "NULL,");
	write_line(w, "};");
}

static const char *head_text(struct writer *w, const struct function *function) {
	const char *text = w->unit->source->text;
	uint32_t end = source_before_blanks(w->unit->source, function->head.end, function->head.start);
	return arena_strndup(w->unit->arena, text + function->head.start, end - function->head.start);
}

static void constructor(struct writer *w, struct function *function) {
	text_printf(w->out, "\1S%u\2%s {\n", source_line(w->unit->source, function->head.start), head_text(w, function));
	static const char *const makers[] = {
		[FUNCTION_ASYNC] = "CO__NEW_CALL", [FUNCTION_GENERATOR] = "CO__NEW_GENERATOR", [FUNCTION_ASYNC_GENERATOR] = NULL
	};
	/* Of one that other files call too there is a call in any case: less code. */
	const char *made = function->is_static && makers[function->kind]
	                       ? format(w->unit->arena, "%s(&%s, struct co__%s_frame)", makers[function->kind],
	                                object_type(w, function), function->name)
	                       : format(w->unit->arena, "co__new(&%s)", object_type(w, function));
	stand_for(w, function, function->name_span.start);
	write_line(w, "\tstruct co__%s_frame *co__frame = (void *)%s;", function->name, made);
	write_no_room(w, function, false);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		const char *place = format(w->unit->arena, "co__frame->co__args.%s", outer_name(w, variable));
		write_line(w, "\t%s;",
		           assignment(w->unit->arena, visible_type(function, w->unit, variable->type), place, variable->name));
	}
	write_line(w, "\treturn &co__frame->co__coro;");
	write_line(w, "}");
	stand_for(w, NULL, 0);
}

static void callees_further_down(struct writer *w, const struct function *function) {
	struct {
		const struct function *key;
		char value;
	} *seen = NULL; /* callees has one for each call */
	for (ptrdiff_t i = 0; i < arrlen(function->callees); i++) {
		const struct function *callee = function->callees[i];
		if (callee->position <= function->position || !callee->embedded_early || hmgeti(seen, callee) >= 0) continue;
		hmput(seen, callee, 0);
		write_line(w, "struct co__%s_frame;", callee->name);
		write_start_head(w, callee, ";");
		if (callee->wants_next) write_next_head(w, callee, ";");
	}
	hmfree(seen);
}

void write_coroutine(struct writer *w, struct function *function) {
	write_line(w, "/* ---- %s: state machine written by cogen ---- */", function->name);
	text_printf(w->out, "\1S%u\2%s%s;\n", source_line(w->unit->source, function->head.start),
	            function->is_static && !function->never_used ? "CO__UNUSED " : "", head_text(w, function));
	callees_further_down(w, function);
	write_frame(w, function);
	write_line(w, "static const co_type co__%s_type;", function->name);
	struct text *out = w->out, inner;
	text_init(&inner);
	w->out = &inner;
	body(w, function);
	entries(w, function);
	type_descriptor(w, function);
	constructor(w, function);
	if (has_shared_frame(w->unit, function)) write_shared_entry(w, function);
	if (function->wants_room) {
		if (!function->room_early) write_room(w, function, false);
		write_place_in_room(w, function, function->name);
	}
	w->out = out;
	for (ptrdiff_t i = 0; i < arrlen(function->aliases); i++)
		write_line(w, "typedef %s;", declare(w->unit->arena, function->aliases[i].type, function->aliases[i].name));
	text_add(w->out, inner.data, inner.length);
	text_release(&inner);
}
