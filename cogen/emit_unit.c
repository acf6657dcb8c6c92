/* Pass 9, second half: what stands around the bodies, and the text of the whole file.
 *
 * For a coroutine f, in its place: a declaration of the constructor, what its callees further down need declared, the
 * frame, the body, start, first, resume, the type with its sites, and the constructor with the head that the user
 * wrote. */
#include "base/text.h"
#include "emit.h"
#include "ir.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct writer {
	struct unit *unit;
	struct text *out;
	bool flexible; /* a frame in the file has a member that compilers would like to be the last one */
	uint32_t stands_for; /* the line of the source whose code this is; 0: none, what is written is no code */
};

/** Debuggers step by lines: what runs is of a line of the source, too (note [markers] in emit_line.c). */
static void generated(struct writer *w) {
	if (w->stands_for)
		text_printf(w->out, "\1S%u\2", w->stands_for);
	else
		text_puts(w->out, "\1G\2");
}

/** Code of cogen's own follows, up to the next call with 0. */
static void code_of(struct writer *w, const struct function *function, uint32_t offset) {
	w->stands_for = function ? source_line(w->unit->source, offset) : 0;
}

static void line(struct writer *w, const char *format_string, ...) __attribute__((format(printf, 2, 3)));
static void line(struct writer *w, const char *format_string, ...) {
	va_list arguments;
	generated(w);
	va_start(arguments, format_string);
	text_vprintf(w->out, format_string, arguments);
	va_end(arguments);
	text_putc(w->out, '\n');
}

/** A parameter's name where macros other than in the body may be in force. */
static const char *outer_name(struct writer *w, const struct variable *variable) {
	if (w->unit->is_macro(w->unit, variable->name)) return format(w->unit->arena, "co__%s", variable->name);
	return variable->name;
}

/** An attribute says that the parameter may be unused. */
static bool says_unused(struct writer *w, uint32_t at) {
	const char *text = w->unit->source->text;
	for (int depth = 0; text[at] && depth >= 0 && !(depth == 0 && text[at] == ','); at++) {
		if (text[at] == '(') depth++;
		if (text[at] == ')') depth--;
		if (!strncmp(text + at, "unused", 6)) return true;
	}
	return false;
}

static const char *parameters(struct writer *w, const struct function *function, bool body) {
	struct text text;
	text_init(&text);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		text_printf(&text, ", %s",
		            declare(w->unit->arena, variable->type, body ? variable->name : outer_name(w, variable)));
		if (body && says_unused(w, variable->declared.start)) text_puts(&text, " CO__UNUSED");
	}
	const char *copy = arena_strndup(w->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy;
}

/** Arguments that the body ignores, as it is resumed. */
static const char *nothings(struct writer *w, const struct function *function) {
	struct text text;
	text_init(&text);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct type *type = function->variables[function->parameters[i]].type;
		if (!type->is_pointer && !type->is_integer)
			text_printf(&text, type->size ? ", (%s){ 0 }" : ", (%s){}", declare(w->unit->arena, type, ""));
		else /* constants would make compilers warn where they seem to be used */
			text_printf(&text, ", (%s)(uintptr_t)co__frame", declare(w->unit->arena, type, ""));
	}
	const char *copy = arena_strndup(w->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy;
}

/** Whether other files may have its frame: to await it, or to delegate to it. An async generator is an object
 * everywhere. */
static bool is_shared(const struct unit *unit, const struct function *function) {
	return unit->exports && !function->is_static && function->kind != FUNCTION_ASYNC_GENERATOR;
}

/* ---- the frame --------------------------------------------------------------------------------------------------- */

static void slot(struct writer *w, const struct function *function, int index, const char *indent) {
	const struct slot *one = &function->slots[index];
	size_t length = strlen(one->before);
	bool tight =
		length && (one->before[length - 1] == '*' || one->before[length - 1] == ' ' || one->before[length - 1] == '(');
	line(w, "%s%s%s%s%s;", indent, one->before, tight ? "" : " ", one->member, one->after);
}

/** Those that lead, or the others. */
static void cells(struct writer *w, const struct function *function, bool leads, const char *indent) {
	for (ptrdiff_t c = 0; c < arrlen(function->cells); c++) {
		const struct cell *cell = &function->cells[c];
		if (cell->leads != leads) continue;
		if (arrlen(cell->alternatives) == 1 && arrlen(cell->alternatives[0]) == 1) {
			slot(w, function, cell->alternatives[0][0], indent);
			continue;
		}
		const char *deeper = format(w->unit->arena, "%s\t", indent),
				   *deepest = format(w->unit->arena, "%s\t\t", indent);
		line(w, "%sunion {", indent);
		for (ptrdiff_t i = 0; i < arrlen(cell->alternatives); i++) {
			const int *alternative = cell->alternatives[i];
			if (arrlen(alternative) == 1) {
				slot(w, function, alternative[0], deeper);
				continue;
			}
			line(w, "%sstruct {", deeper);
			for (ptrdiff_t k = 0; k < arrlen(alternative); k++) slot(w, function, alternative[k], deepest);
			line(w, "%s};", deeper);
		}
		line(w, "%s};", indent);
	}
}

static void result_member(struct writer *w, const struct function *function, const char *indent) {
	line(w, "%s%s;", indent, declare(w->unit->arena, function->result, "co__result"));
}

/** Whether somewhere in the file a record with a flexible member lies in a frame. */
static bool has_flexible(const struct unit *unit) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		const struct function *function = unit->functions[i];
		if (function->result && function->result->is_flexible) return true;
		for (ptrdiff_t v = 0; v < arrlen(function->variables); v++)
			if (function->variables[v].type->is_flexible) return true;
	}
	return false;
}

static void frame_struct(struct writer *w, const struct function *function) {
	bool args = arrlen(function->parameters) > 0, result = !type_is_void(function->result);
	bool slots = function->large_result;
	for (ptrdiff_t c = 0; c < arrlen(function->cells); c++) slots |= !function->cells[c].leads;
	int members = args + (result && !function->large_result) + slots;
	const char *indent = members > 1 ? "\t\t" : "\t";
	line(w, "struct co__%s_frame {", function->name);
	line(w, "\tco_coro co__coro;");
	cells(w, function, true, "\t");
	if (members > 1) line(w, "\tunion {");
	if (args) {
		line(w, "%sstruct {", indent);
		for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
			const struct variable *variable = &function->variables[function->parameters[i]];
			line(w, "%s\t%s;", indent, declare(w->unit->arena, variable->type, outer_name(w, variable)));
		}
		line(w, "%s} co__args;", indent);
	}
	if (result && !function->large_result) result_member(w, function, indent);
	if (slots && members > 1) {
		line(w, "\t\tstruct {");
		cells(w, function, false, "\t\t\t");
		if (function->large_result) result_member(w, function, "\t\t\t");
		line(w, "\t\t};");
	} else if (slots) {
		cells(w, function, false, "\t");
		if (function->large_result) result_member(w, function, "\t");
	}
	if (members > 1) line(w, "\t};");
	line(w, "};");
}

/** Around declarations that stood elsewhere: warnings that the source turns off there. One compiler need not know those
 * of the other. */
static void silence(struct writer *w, const char *const *ignored) {
	if (!arrlen(ignored)) return;
	line(w, "#pragma GCC diagnostic push");
	line(w, "#pragma GCC diagnostic ignored \"-Wpragmas\"");
	line(w, "#ifdef __clang__");
	line(w, "#pragma clang diagnostic ignored \"-Wunknown-warning-option\"");
	line(w, "#endif");
	for (ptrdiff_t i = 0; i < arrlen(ignored); i++) line(w, "#pragma GCC diagnostic ignored \"%s\"", ignored[i]);
}

static void end_silence(struct writer *w, const char *const *ignored) {
	if (arrlen(ignored)) line(w, "#pragma GCC diagnostic pop");
}

static void frame(struct writer *w, const struct function *function) {
	const char **ignored = silence_of(w->unit, function);
	silence(w, ignored);
	if (w->flexible) { /* such a member has no bytes here, so it is no matter what lies behind */
		line(w, "#ifdef __clang__");
		line(w, "#pragma clang diagnostic push");
		line(w, "#pragma clang diagnostic ignored \"-Wgnu-variable-sized-type-not-at-end\"");
		line(w, "#endif");
	}
	frame_struct(w, function);
	if (w->flexible) {
		line(w, "#ifdef __clang__");
		line(w, "#pragma clang diagnostic pop");
		line(w, "#endif");
	}
	end_silence(w, ignored);
	arrfree(ignored);
	bool result = !type_is_void(function->result);
	if (function->embedded_early || is_shared(w->unit, function)) {
		line(w, "_Static_assert(sizeof(struct co__%s_frame) == %llu && _Alignof(struct co__%s_frame) == %llu,",
		     function->name, (unsigned long long)function->frame_size, function->name,
		     (unsigned long long)function->frame_align);
		line(w, "               \"cogen laid out '%s' for another target: give cogen the compiler's flags\");",
		     function->name);
		if (result)
			line(w, "_Static_assert(offsetof(struct co__%s_frame, co__result) == %llu, \"the same\");", function->name,
			     (unsigned long long)function->result_offset);
	}
}

/* ---- the body ---------------------------------------------------------------------------------------------------- */

static void body_head(struct writer *w, const struct function *function, const char *end) {
	line(w,
	     "static inline %sco_step co__%s_body(struct co__%s_frame *co__frame, uint32_t co__state, const void *co__in,",
	     function->inlined ? "CO__INLINED " : "", function->name, function->name);
	line(w, "                                  co_error *co__error%s)%s", parameters(w, function, true), end);
}

static void start_head(struct writer *w, const struct function *function, const char *end) {
	line(w, "CO__UNUSED static inline %sco_step co__%s_start(struct co__%s_frame *co__frame%s)%s",
	     function->inlined ? "CO__INLINED " : "", function->name, function->name, parameters(w, function, false), end);
}

static void next_head(struct writer *w, const struct function *function, const char *end) {
	line(w, "CO__UNUSED static inline co_step co__%s_next(struct co__%s_frame *co__frame)%s", function->name,
	     function->name, end);
}

static bool uses_step(const struct function *function) {
	return arrlen(function->points) || arrlen(function->raise_lines) || arrlen(function->scopes);
}

/** `__label__ x;` has to come first in its block. */
static bool starts_with_local_label(struct writer *w, const struct function *function) {
	uint32_t at = skip_blanks(w->unit->source, function->body->span.start + 1, function->body->span.end);
	return !strncmp(w->unit->source->text + at, "__label__", 9);
}

static bool mentions(const struct node *node, int variable) {
	if (node->kind == NODE_REFERENCE && node->variable == variable) return true;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (mentions(node->children[i], variable)) return true;
	return false;
}

static void body(struct writer *w, struct function *function) {
	ptrdiff_t points = arrlen(function->points);
	if (function->mentions_function_name) {
		line(w, "#define __func__ \"%s\"", function->name);
		line(w, "#define __FUNCTION__ \"%s\"", function->name);
		line(w, "#define __PRETTY_FUNCTION__ \"%s\"", function->name);
	}
	code_of(w, function, function->name_span.start);
	body_head(w, function, " {");
	const char **ignored = silence_of(w->unit, function);
	silence(w, ignored);
	if (uses_step(function)) line(w, points ? "\tco_step co__step;" : "\tco_step co__step CO__UNUSED;");
	for (ptrdiff_t v = 0; v < arrlen(function->variables); v++) {
		const struct variable *variable = &function->variables[v];
		if (!variable->is_temporary || variable->place == PLACE_FRAME || variable->is_storage || variable->unused)
			continue;
		/* set on every way that reads it, but compilers lose sight of that over the exits of several scopes */
		const char *initial = v != function->return_variable || !variable->type->size ? ""
		                      : variable->type->class == TYPE_RECORD                  ? " = { 0 }"
		                                                                              : " = 0";
		line(w, "\t%s%s;", declare(w->unit->arena, visible_type(function, w->unit, variable->type), variable->name),
		     initial);
	}
	end_silence(w, ignored);
	arrfree(ignored);
	line(w, "\t(void)co__frame;");
	line(w, "\t(void)co__in;");
	line(w, "\t(void)co__error;");
	if (points) {
		line(w, "\tswitch (__builtin_expect(co__state, 1)) {");
		line(w, "\tcase 0: break;");
		for (ptrdiff_t p = 0; p < points; p++)
			if (function->points[p]->reached) line(w, "\tcase %d: goto co__resume_%d;", (int)p + 1, (int)p + 1);
		line(w, "\tdefault: __builtin_unreachable();");
		line(w, "\t}");
	} else {
		line(w, "\t(void)co__state;");
	}
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		if (variable->place == PLACE_FRAME)
			line(w, "\t%s;",
			     assignment(w->unit->arena, visible_type(function, w->unit, variable->type),
			                format(w->unit->arena, "co__frame->%s", variable->member), variable->name));
		else if (variable->in_head && !mentions(function->body, function->parameters[i]))
			line(w, "\t(void)%s;", variable->name);
	}
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		const struct variable *keeper = variable->keeper ? &function->variables[variable->keeper - 1] : NULL;
		if (keeper)
			line(w, "\t%s%s = %s;", keeper->place == PLACE_FRAME ? "co__frame->" : "",
			     keeper->place == PLACE_FRAME ? keeper->member : keeper->name, variable->name);
	}
	bool local_labels = starts_with_local_label(w, function);
	if (local_labels) line(w, "\t{");
	emit_body_text(w->unit, function, w->out);
	text_putc(w->out, '\n');
	code_of(w, function, function->body->span.end - 1);
	if (local_labels) line(w, "\t}");
	ptrdiff_t count = arrlen(function->body->children);
	if (!count || function->body->children[count - 1]->kind != NODE_RETURN) line(w, "\treturn CO__RETURN_VOID();");
	line(w, "}");
	code_of(w, NULL, 0);
	if (function->mentions_function_name) {
		line(w, "#undef __func__");
		line(w, "#undef __FUNCTION__");
		line(w, "#undef __PRETTY_FUNCTION__");
	}
}

/* ---- entries, type, constructor ---------------------------------------------------------------------------------- */

static const char *names_of_parameters(struct writer *w, const struct function *function, const char *prefix) {
	struct text text;
	text_init(&text);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++)
		if (*prefix && function->variables[function->parameters[i]].type->is_list)
			text_printf(&text, ", co__list_%d", (int)i);
		else
			text_printf(&text, ", %s%s", prefix, outer_name(w, &function->variables[function->parameters[i]]));
	const char *copy = arena_strndup(w->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy;
}

static bool stores_result(const struct function *function) {
	return !type_is_void(function->result) && !function->large_result;
}

static const char *standing(const struct writer *w) { return w->unit->passes.split ? "co__resumed" : "co__standing"; }

/** Its objects have a type of their own, which has the entry that begins one: where there are no objects, nothing
 * mentions it, and compilers leave both out. */
static bool has_object_type(const struct writer *w, const struct function *function) {
	return function->is_static && function->is_embedded && w->unit->passes.entries;
}

static const char *object_type(const struct writer *w, const struct function *function) {
	return format(w->unit->arena, has_object_type(w, function) ? "co__%s_object" : "co__%s_type", function->name);
}

static void entries(struct writer *w, const struct function *function) {
	const char *name = function->name;
	code_of(w, function, function->name_span.start);
	start_head(w, function, " {");
	line(w, "\tco_step co__step = co__%s_body(co__frame, 0, NULL, NULL%s);", name,
	     names_of_parameters(w, function, ""));
	line(w, "\tif (CO__UNLIKELY(!co__has_ended(co__step))) co__began(&co__frame->co__coro, &co__%s_type);", name);
	line(w, "\treturn co__step;");
	line(w, "}");
	if (function->wants_next) {
		next_head(w, function, " {");
		line(w, "\treturn co__%s_body(co__frame, co__standing(&co__frame->co__coro), NULL, NULL%s);", name,
		     nothings(w, function));
		line(w, "}");
	}
	line(w, "%sstatic co_step co__%s_first(co_coro *co__self) {", has_object_type(w, function) ? "CO__UNUSED " : "",
	     name);
	line(w, "\tstruct co__%s_frame *co__frame = (struct co__%s_frame *)co__self;", name, name);
	/* the arguments lie where the body will put other things: it gets a pointer that compilers cannot trace to them */
	if (arrlen(function->parameters))
		line(w, "\tstruct co__%s_frame *co__fresh = (struct co__%s_frame *)co__launder(co__self);", name, name);
	const char *fresh = arrlen(function->parameters) ? "co__fresh" : "co__frame";
	/* handed on as an address, maybe, of what the body writes over */
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		if (!variable->type->is_list) continue;
		line(w, "\t__builtin_va_list co__list_%d;", (int)i);
		line(w, "\t__builtin_va_copy(co__list_%d, co__frame->co__args.%s);", (int)i, outer_name(w, variable));
	}
	if (stores_result(function)) {
		line(w, "\tco_step co__step = co__%s_body(%s, 0, NULL, NULL%s);", name, fresh,
		     names_of_parameters(w, function, "co__frame->co__args."));
		line(
			w,
			"\tif (co__has_returned(co__step)) co__unpack(co__step, &co__frame->co__result, sizeof co__frame->co__result);");
		line(w, "\treturn co__step;");
	} else {
		line(w, "\treturn co__%s_body(%s, 0, NULL, NULL%s);", name, fresh,
		     names_of_parameters(w, function, "co__frame->co__args."));
	}
	line(w, "}");
	line(w, "CO__ENTRY static co_step co__%s_resume(co_coro *co__self, const void *co__in, co_error *co__error) {",
	     name);
	line(w, "\tstruct co__%s_frame *co__frame = (struct co__%s_frame *)co__self;", name, name);
	const char *call = format(w->unit->arena, "co__%s_body(co__frame, %s(co__self), co__in, co__error%s)", name,
	                          standing(w), nothings(w, function));
	if (stores_result(function)) {
		line(w, "\tco_step co__step = %s;", call);
		line(
			w,
			"\tif (co__has_returned(co__step)) co__unpack(co__step, &co__frame->co__result, sizeof co__frame->co__result);");
		line(w, "\treturn co__step;");
	} else {
		line(w, "\treturn %s;", call);
	}
	line(w, "}");
	code_of(w, NULL, 0);
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

static void quote(struct text *out, const char *string) {
	text_putc(out, '"');
	for (; *string; string++) {
		if (*string == '"' || *string == '\\') text_putc(out, '\\');
		text_putc(out, *string);
	}
	text_putc(out, '"');
}

static void one_type(struct writer *w, const struct function *function, const char *variable, const char *first);

/** Frees the generators that an object was given which never begins (given.c). */
static void free_given(struct writer *w, const struct function *function, const char *indent, const char *prefix,
                       bool outer) {
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		if (variable->given)
			line(w, "%sco_free(%s%s);", indent, prefix, outer ? outer_name(w, variable) : variable->name);
	}
}

static void drop(struct writer *w, const struct function *function) {
	line(w, "CO__UNUSED static bool co__%s_drop(co_coro *co__self) {", function->name);
	line(w, "\tstruct co__%s_frame *co__frame = (struct co__%s_frame *)co__self;", function->name, function->name);
	free_given(w, function, "\t", "co__frame->co__args.", true);
	line(w, "\treturn true;");
	line(w, "}");
}

static void type_descriptor(struct writer *w, const struct function *function) {
	const char *name = function->name;
	ptrdiff_t points = arrlen(function->points), raises = arrlen(function->raise_lines);
	line(w, "static const co_site co__%s_sites[] = {", name);
	line(w, "\t{ %u, 0, 0, 0 },", source_line(w->unit->source, function->name_span.start));
	for (ptrdiff_t p = 0; p < points; p++) {
		const struct point *point = function->points[p];
		if (point->child >= 0 && point->kind != POINT_YIELD)
			line(w, "\t{ %u, offsetof(struct co__%s_frame, %s), %d, 0 },", point->line, name,
			     function->slots[point->child].member, point->kind == POINT_CALL);
		else if (point->how == CALLEE_WAIT)
			line(w, "\t{ %u, 0, CO__FOR_%s, 0 },", point->line, strcmp(point->stem, "sleep") ? "TURN" : "SLEEP");
		else
			line(w, "\t{ %u, 0, 0, %d },", point->line, point->quiet);
	}
	for (ptrdiff_t i = 0; i < raises; i++) line(w, "\t{ %u, 0, 0, 0 },", function->raise_lines[i]);
	line(w, "};");
	const char *first = format(w->unit->arena, "co__%s_first", name);
	if (function->is_given) drop(w, function);
	one_type(w, function, format(w->unit->arena, "co__%s_type", name), has_object_type(w, function) ? "NULL" : first);
	if (has_object_type(w, function)) one_type(w, function, object_type(w, function), first);
}

static void one_type(struct writer *w, const struct function *function, const char *variable, const char *first) {
	static const char *const kinds[] = { "CO__ASYNC", "CO__GENERATOR", "CO__ASYNC_GENERATOR" };
	const char *name = function->name;
	/* by position: the members' names may be macros of the user's */
	const char *result = type_is_void(function->result) ? NULL : declare(w->unit->arena, function->result, "");
	const char *yielded = type_is_void(function->yielded) ? NULL : declare(w->unit->arena, function->yielded, "");
	const char *sent = type_is_void(function->sent) ? NULL : declare(w->unit->arena, function->sent, "");
	line(w, "%sstatic const co_type %s = {",
	     has_object_type(w, function) && strcmp(first, "NULL") != 0 ? "CO__UNUSED " : "", variable);
	generated(w);
	text_printf(w->out, "\t\"%s\", ", name);
	quote(w->out, w->unit->source->path);
	const char *dropped =
		function->is_given && strcmp(first, "NULL") != 0 ? format(w->unit->arena, "co__%s_drop", name) : "NULL";
	text_printf(w->out, ", %s, co__%s_resume, %s,\n", first, name, dropped);
	line(w, "\tco__%s_sites, %d, sizeof(struct co__%s_frame), _Alignof(struct co__%s_frame),", name,
	     (int)(arrlen(function->points) + arrlen(function->raise_lines) + 1), name, name);
	if (result)
		line(w, "\toffsetof(struct co__%s_frame, co__result), sizeof(%s), /* the result */", name, result);
	else
		line(w, "\t0, 0, /* no result */");
	line(w, "\t%s, %s, %s, /* yielded, sent */", yielded ? format(w->unit->arena, "sizeof(%s)", yielded) : "0",
	     sent ? format(w->unit->arena, "sizeof(%s)", sent) : "0", sent ? class_of(function->sent) : "0");
	line(w, "\t%s, %d, CO__ABI,", kinds[function->kind], function->has_cleanup || function->delegates);
	line(w, "};");
}

static const char *head_text(struct writer *w, const struct function *function) {
	const char *text = w->unit->source->text;
	uint32_t end = function->head.end;
	while (end > function->head.start && isspace((unsigned char)text[end - 1])) end--;
	return arena_strndup(w->unit->arena, text + function->head.start, end - function->head.start);
}

/** Without memory for an object. `outer`: the parameters have the names of outer_name. */
static void no_room(struct writer *w, const struct function *function, bool outer) {
	if (!function->is_given) {
		line(w, "\tif (!co__frame) return NULL;");
		return;
	}
	line(w, "\tif (!co__frame) {");
	free_given(w, function, "\t\t", "", outer);
	line(w, "\t\treturn NULL;");
	line(w, "\t}");
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
	code_of(w, function, function->name_span.start);
	line(w, "\tstruct co__%s_frame *co__frame = (struct co__%s_frame *)%s;", function->name, function->name, made);
	no_room(w, function, false);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		const char *place = format(w->unit->arena, "co__frame->co__args.%s", outer_name(w, variable));
		line(w, "\t%s;",
		     assignment(w->unit->arena, visible_type(function, w->unit, variable->type), place, variable->name));
	}
	line(w, "\treturn &co__frame->co__coro;");
	line(w, "}");
	code_of(w, NULL, 0);
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
		line(w, "struct co__%s_frame;", callee->name);
		start_head(w, callee, ";");
		if (callee->wants_next) next_head(w, callee, ";");
	}
	hmfree(seen);
}

/* ---- objects in memory that the caller gives --------------------------------------------------------------------- */

/** `stem`: what stands for the function in the names; of another than its own other files know. */
static void room_head(struct writer *w, const struct function *function, const char *stem, const char *end) {
	line(w, "%sco_coro *co__%s_in(void *co__memory, size_t co__size%s)%s",
	     stem == function->name ? "CO__UNUSED static inline " : "", stem,
	     arrlen(function->parameters) ? parameters(w, function, false) : ", int co__none", end);
}

static void room_bytes(struct writer *w, const struct function *function) {
	line(w, "\t_Alignas(%llu) unsigned char co__bytes[%llu];", (unsigned long long)function->frame_align,
	     (unsigned long long)room_size(w->unit, function));
}

/** What the forms make of a call of `name` (forms.h). */
static void room_macros(struct writer *w, const struct function *function, const char *name, const char *stem) {
	line(w, "#define co__room_%s(...) struct co__%s_room", name, stem);
	if (arrlen(function->parameters))
		line(w, "#define co__in_%s(...) co__%s_in, (__VA_ARGS__)", name, stem);
	else
		line(w, "#define co__in_%s() co__%s_in, (0)", name, stem);
}

/** The type of what holds an object. Above the frame it is bytes, checked below it. */
static void declare_room(struct writer *w, const struct function *function, bool early) {
	const char *name = function->name;
	line(w, "struct co__%s_room {", name);
	if (early) {
		room_bytes(w, function);
	} else {
		line(w, "\tunsigned char co__prefix[CO__GENERATOR_ROOM];");
		line(w, "\tstruct co__%s_frame co__frame;", name);
	}
	line(w, "};");
	if (find_builtin(w->unit, format(w->unit->arena, "co__%s_room", shared_stem(w->unit->arena, name)))) {
		/* its own header of frames was read */
		line(w, "#undef co__room_%s", name);
		line(w, "#undef co__in_%s", name);
	}
	room_macros(w, function, name, name);
	if (early) room_head(w, function, name, ";");
}

static void place_in_room(struct writer *w, const struct function *function, const char *stem) {
	code_of(w, function, function->name_span.start);
	room_head(w, function, stem, " {");
	line(w, "\tstruct co__%s_frame *co__frame = (struct co__%s_frame *)co__place(&%s, co__memory, co__size);",
	     function->name, function->name, object_type(w, function));
	no_room(w, function, true);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		const char *place = format(w->unit->arena, "co__frame->co__args.%s", outer_name(w, variable));
		line(w, "\t%s;", assignment(w->unit->arena, variable->type, place, outer_name(w, variable)));
	}
	if (!arrlen(function->parameters)) line(w, "\t(void)co__none;");
	line(w, "\treturn &co__frame->co__coro;");
	line(w, "}");
	code_of(w, NULL, 0);
}

/* ---- for other files: --emit-header ------------------------------------------------------------------------------ */

/** Names that no coroutine of a reader's can have, so that its own file may include the header, too. */
static void shared_head(struct writer *w, const struct function *function, const char *end) {
	line(w, "co_step co__%s__shared_start(struct co__%s__shared_frame *co__frame%s)%s", function->name, function->name,
	     parameters(w, function, false), end);
}

static void shared_entry(struct writer *w, const struct function *function) {
	line(w, "struct co__%s__shared_frame;", function->name);
	shared_head(w, function, ";");
	code_of(w, function, function->name_span.start);
	shared_head(w, function, " {");
	line(w, "\treturn co__%s_start((struct co__%s_frame *)(void *)co__frame%s);", function->name, function->name,
	     names_of_parameters(w, function, ""));
	line(w, "}");
	code_of(w, NULL, 0);
	if (function->kind != FUNCTION_GENERATOR) return;
	const char *stem = shared_stem(w->unit->arena, function->name);
	room_head(w, function, stem, ";");
	place_in_room(w, function, stem);
}

/** The frame as bytes, but for what its owner touches: the header and the result. */
static void shared_frame(struct writer *w, const struct function *function) {
	bool result = !type_is_void(function->result);
	uint64_t header = w->unit->header_size, start = function->slots_offset;
	line(w, "struct co__%s__shared_frame {", function->name);
	line(w, "\t_Alignas(%llu) co_coro co__coro;", (unsigned long long)function->frame_align);
	if (function->large_result) {
		if (function->result_offset > header)
			line(w, "\tunsigned char co__bytes[%llu];", (unsigned long long)(function->result_offset - header));
		result_member(w, function, "\t");
	} else if (function->frame_size > header) {
		line(w, "\tunion {");
		line(w, "\t\t_Alignas(%llu) unsigned char co__bytes[%llu];", (unsigned long long)function->frame_align,
		     (unsigned long long)(function->frame_size - start));
		if (result) result_member(w, function, "\t\t");
		line(w, "\t};");
	}
	line(w, "} CO__MAY_ALIAS;");
	line(
		w,
		"_Static_assert(sizeof(struct co__%s__shared_frame) == %llu, \"laid out otherwise: write this header anew, for this target, and include it behind the types it names\");",
		function->name, (unsigned long long)function->frame_size);
	if (result)
		line(w, "_Static_assert(offsetof(struct co__%s__shared_frame, co__result) == %llu, \"the same\");",
		     function->name, (unsigned long long)function->result_offset);
	shared_head(w, function, ";");
}

/** What holds an object of a generator, for the loops of others. */
static void shared_room(struct writer *w, const struct function *function) {
	const char *stem = shared_stem(w->unit->arena, function->name);
	line(w, "struct co__%s_room {", stem);
	room_bytes(w, function);
	line(w, "};");
	room_macros(w, function, stem, stem);
	room_macros(w, function, function->name, stem);
	room_head(w, function, stem, ";");
}

void emit_header(struct unit *unit, struct text *out) {
	struct text marked;
	struct writer writer = { .unit = unit, .out = &marked };
	const char *base = strrchr(unit->source->path, '/');
	text_init(&marked);
	line(
		&writer,
		"/* Generated by cogen %s from %s. Do not edit. For files that run its coroutines: to be included behind what declares",
		COGEN_VERSION, base ? base + 1 : unit->source->path);
	line(&writer, " * them. Their frames then lie in those of the callers, and calls take no memory. */");
	line(&writer, "#pragma once");
	line(&writer, "#include <cogen/frame.h>");
	line(&writer, "_Static_assert(CO__ABI == 1, \"made by another version of cogen: write this header anew\");");
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		const struct function *function = unit->functions[i];
		if (!is_shared(unit, function)) continue;
		shared_frame(&writer, function);
		if (function->kind == FUNCTION_GENERATOR) shared_room(&writer, function);
	}
	for (const char *at = marked.data; *at; at++) { /* markers, which matter only where source lines are between */
		if (*at == '\1')
			at = strchr(at, '\2');
		else
			text_putc(out, *at);
	}
	text_release(&marked);
}

static void coroutine(struct writer *w, struct function *function) {
	line(w, "/* ---- %s: state machine written by cogen ---- */", function->name);
	text_printf(w->out, "\1S%u\2%s%s;\n", source_line(w->unit->source, function->head.start),
	            function->is_static ? "CO__UNUSED " : "", head_text(w, function));
	callees_further_down(w, function);
	frame(w, function);
	line(w, "static const co_type co__%s_type;", function->name);
	struct text *out = w->out, inner;
	text_init(&inner);
	w->out = &inner;
	body(w, function);
	entries(w, function);
	type_descriptor(w, function);
	constructor(w, function);
	if (is_shared(w->unit, function)) shared_entry(w, function);
	if (function->wants_room) {
		if (!function->room_early) declare_room(w, function, false);
		place_in_room(w, function, function->name);
	}
	w->out = out;
	for (ptrdiff_t i = 0; i < arrlen(function->aliases); i++)
		line(w, "typedef %s;", declare(w->unit->arena, function->aliases[i].type, function->aliases[i].name));
	text_add(w->out, inner.data, inner.length);
	text_release(&inner);
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

/** How far the lines of the output are settled: which line of which file comes next. */
struct settling {
	bool in_source;
	unsigned long source, output;
};

/** Turns markers into #line, where the count of lines would be wrong without (note [markers] in emit_line.c). What is
 * there is taken up to the end of its last whole line, or, at the end of the file, as it is: it need not be held until
 * all of the file is there. */
static void settle_lines(const struct unit *unit, struct settling *s, struct text *marked, bool all, struct text *out) {
	const char *at = marked->data, *end = marked->data + marked->length;
	while (!all && end > at && end[-1] != '\n') end--;
	size_t taken = (size_t)(end - at);
	while (at < end) {
		bool marker = false, to_source = false;
		unsigned long number = 0;
		while (at < end && *at == '\1') { /* the last one counts */
			marker = true;
			to_source = at[1] == 'S' || (at[1] == 'H' && s->in_source);
			if (at[1] == 'S') number = strtoul(at + 2, NULL, 10);
			if (at[1] == 'H') number = s->source - 1;
			at = memchr(at, '\2', (size_t)(end - at));
			at++;
		}
		if (marker && unit->lines) {
			if (to_source && (!s->in_source || number != s->source)) {
				text_printf(out, "#line %lu", number);
				if (!s->in_source) {
					text_putc(out, ' ');
					quote(out, unit->source->path);
				}
				text_putc(out, '\n');
				s->output++;
				s->source = number;
				s->in_source = true;
			} else if (!to_source && s->in_source) {
				/* the file's own name, whatever it is: what is written depends on the input alone */
				s->output++;
				text_printf(out, "#line %lu CO__THIS_FILE\n", s->output);
				s->in_source = false;
			}
		}
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline + 1 : end;
		const char *inner = memchr(at, '\1', (size_t)(stop - at));
		if (inner) {
			/* a marker amid a line: what stood before it was cut off by a line break that is not there */
			stop = inner;
			text_add(out, at, (size_t)(stop - at));
			at = stop;
			if (unit->lines) {
				text_putc(out, '\n');
				s->output++;
				s->source++;
			}
			continue;
		}
		text_add(out, at, (size_t)(stop - at));
		at = stop;
		if (newline) {
			s->output++;
			s->source++;
		}
	}
	if (taken < marked->length) memmove(marked->data, marked->data + taken, marked->length - taken);
	marked->length -= taken;
	if (marked->data) marked->data[marked->length] = '\0';
}

static int by_offset(const void *a, const void *b) {
	const struct plain_edit *left = a, *right = b;
	if (left->offset != right->offset) return left->offset < right->offset ? -1 : 1;
	if (left->room && right->room) return left->room->position - right->room->position;
	if (left->room || right->room) return right->room ? -1 : 1;
	return left->rank < right->rank ? -1 : left->rank > right->rank;
}

/** The text; behind lines that are not in the file, the count starts anew. */
static void copy_lines(struct writer *w, uint32_t at, uint32_t end) {
	const struct source *source = w->unit->source;
	for (size_t i = source_edit_behind(source, at); i < arrlenu(source->edits) && source->edits[i].now.end <= end;
	     i++) {
		const struct source_edit *edit = &source->edits[i];
		if (edit->now.end <= at || !source_adds_lines(source, edit)) continue;
		text_add(w->out, source->text + at, edit->now.end - at);
		at = edit->now.end;
		text_printf(w->out, "\1S%u\2", source_line(source, at));
	}
	text_add(w->out, source->text + at, end - at);
}

/** Index of the first edit at or behind `offset`. */
static ptrdiff_t edit_at_or_behind(const struct unit *unit, uint32_t offset) {
	ptrdiff_t low = 0, high = arrlen(unit->edits);
	while (low < high) {
		ptrdiff_t middle = low + (high - low) / 2;
		if (unit->edits[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/** Text outside coroutines, byte for byte but for the edits that lie in it. */
static void plain_text(struct writer *w, uint32_t at, uint32_t end) {
	const struct source *source = w->unit->source;
	for (ptrdiff_t i = edit_at_or_behind(w->unit, at); i < arrlen(w->unit->edits) && w->unit->edits[i].offset < end;
	     i++) {
		const struct plain_edit *edit = &w->unit->edits[i];
		if (edit->offset < at) continue; /* in what the one before it replaced */
		copy_lines(w, at, edit->offset);
		at = edit->offset + edit->length;
		if (edit->room) {
			if (w->out->length && w->out->data[w->out->length - 1] != '\n') text_putc(w->out, '\n');
			declare_room(w, edit->room, true);
			text_printf(w->out, "\1S%u\2", source_line(source, at));
		} else {
			text_puts(w->out, edit->text);
		}
	}
	copy_lines(w, at, end);
}

/** What leads compilers back from the source to the file that they are reading, whatever the file is called: a name that
 * was written out would make what is written depend on where it is written to. */
static void name_file(struct writer *w) {
	const char *base = strrchr(w->unit->source->path, '/');
	line(w, "#undef CO__THIS_FILE");
	line(w, "#if __INCLUDE_LEVEL__");
	generated(w);
	text_puts(w->out, "#define CO__THIS_FILE ");
	quote(w->out, format(w->unit->arena, "<made from %s>", base ? base + 1 : w->unit->source->path));
	text_putc(w->out, '\n');
	line(w, "#else");
	line(w, "#define CO__THIS_FILE __BASE_FILE__");
	line(w, "#endif");
}

void emit(struct unit *unit, struct text *out) {
	struct text marked;
	struct writer writer = { .unit = unit, .out = &marked, .flexible = has_flexible(unit) };
	const struct source *source = unit->source;
	const char *base = strrchr(source->path, '/');
	uint32_t at = source->length >= 3 && !memcmp(source->text, "\xef\xbb\xbf", 3) ? 3 : 0; /* a byte order mark */
	struct settling settling = { .source = 1, .output = 1 };
	text_init(&marked);
	text_expect(out, (size_t)source->length * 8); /* what mostly comes of it, more or less */
	if (arrlen(unit->edits)) qsort(unit->edits, (size_t)arrlen(unit->edits), sizeof *unit->edits, by_offset);
	line(&writer, "/* Generated by cogen %s from %s. Do not edit. */", COGEN_VERSION, base ? base + 1 : source->path);
	line(&writer, "#define COGEN_GENERATED 1");
	if (unit->lines && (arrlen(unit->functions) || arrlen(unit->edits))) name_file(&writer);
	if (unit->poison) {
		line(&writer, "struct co__kept { unsigned long at, size; };");
		line(&writer,
		     "void co__poison(void *frame, unsigned long size, const struct co__kept *kept, unsigned long count);");
	}
	text_puts(&marked, "\1S1\2");
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct function *function = unit->functions[i];
		plain_text(&writer, at, function->definition.start);
		if (marked.length && marked.data[marked.length - 1] != '\n') text_putc(&marked, '\n');
		uint32_t start = function->definition.start;
		for (ptrdiff_t k = edit_at_or_behind(unit, start); k < arrlen(unit->edits) && unit->edits[k].offset == start;
		     k++)
			if (unit->edits[k].room) declare_room(&writer, unit->edits[k].room, true);
		coroutine(&writer, function);
		at = function->definition.end;
		while (source->text[at] == ' ' || source->text[at] == '\t') at++;
		if (source->text[at] == '\n') at++;
		text_printf(&marked, "\1S%u\2", source_line(source, at));
		settle_lines(unit, &settling, &marked, false, out);
	}
	plain_text(&writer, at, source->length);
	settle_lines(unit, &settling, &marked, true, out);
	text_release(&marked);
}
