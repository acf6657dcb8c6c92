/* Pass 9, lines around the bodies, and what is said of a function in more than one place: its parameters, its type,
 * what its constructors do without memory. */
#include "base/text.h"
#include "emit_writer.h"
#include "ir.h"
#include <string.h>

/** Debuggers step by lines: what runs is of a line of the source, too (note [markers] in emit_line.c). */
void mark_generated(struct writer *w) {
	if (w->stands_for)
		text_printf(w->out, "\1S%u\2", w->stands_for);
	else
		text_puts(w->out, "\1G\2");
}

/** Code of cogen's own follows, up to the next call with 0. */
void stand_for(struct writer *w, const struct function *function, uint32_t offset) {
	w->stands_for = function ? source_line(w->unit->source, offset) : 0;
}

void write_line(struct writer *w, const char *format_string, ...) {
	va_list arguments;
	mark_generated(w);
	va_start(arguments, format_string);
	text_vprintf(w->out, format_string, arguments);
	va_end(arguments);
	text_putc(w->out, '\n');
}

/** A parameter's name where macros other than in the body may be in force. */
const char *outer_name(struct writer *w, const struct variable *variable) {
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

const char *parameter_list(struct writer *w, const struct function *function, bool body) {
	struct text text;
	text_init(&text);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		text_printf(&text, ", %s",
		            declare(w->unit->arena, variable->type, body ? variable->name : outer_name(w, variable)));
		if (body && (variable->maybe_unused || says_unused(w, variable->declared.start)))
			text_puts(&text, " CO__UNUSED");
	}
	const char *copy = arena_strndup(w->unit->arena, text.data ? text.data : "", text.length);
	text_release(&text);
	return copy;
}

const char *names_of_parameters(struct writer *w, const struct function *function, const char *prefix) {
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

void write_quoted(struct text *out, const char *string) {
	text_putc(out, '"');
	for (;;) {
		size_t plain = strcspn(string, "\"\\");
		text_add(out, string, plain);
		string += plain;
		if (!*string) break;
		text_putc(out, '\\');
		text_putc(out, *string++);
	}
	text_putc(out, '"');
}

/* ---- its objects ------------------------------------------------------------------------------------------------- */

/** Its objects have a type of their own, which has the entry that begins one: where there are no objects, nothing
 * mentions it, and compilers leave both out. */
bool has_object_type(const struct writer *w, const struct function *function) {
	return function->is_static && function->is_embedded && w->unit->passes.entries;
}

const char *object_type(const struct writer *w, const struct function *function) {
	return format(w->unit->arena, has_object_type(w, function) ? "co__%s_object" : "co__%s_type", function->name);
}

/** Frees the generators that an object was given which never begins (given.c). */
void write_free_given(struct writer *w, const struct function *function, const char *indent, const char *prefix,
                      bool outer) {
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		if (variable->given)
			write_line(w, "%sco_free(%s%s);", indent, prefix, outer ? outer_name(w, variable) : variable->name);
	}
}

/** Without memory for an object. `outer`: the parameters have the names of outer_name. */
void write_no_room(struct writer *w, const struct function *function, bool outer) {
	if (!function->is_given) {
		write_line(w, "\tif (!co__frame) return NULL;");
		return;
	}
	write_line(w, "\tif (!co__frame) {");
	write_free_given(w, function, "\t\t", "", outer);
	write_line(w, "\t\treturn NULL;");
	write_line(w, "\t}");
}
