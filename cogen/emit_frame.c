/* Pass 9, frames: the structure that a coroutine lives in.
 *
 * In: the cells and slots that frame.c laid out. Out: `struct co__NAME_frame`. What must hold: it has the size that was
 * computed where others rely on it, which the compiler checks. */
#include "base/text.h"
#include "emit_writer.h"
#include "ir.h"
#include <string.h>

/** Whether other files may have its frame: to await it, or to delegate to it. An async generator is an object
 * everywhere. */
bool has_shared_frame(const struct unit *unit, const struct function *function) {
	return unit->exports && !function->is_static && function->kind != FUNCTION_ASYNC_GENERATOR;
}

static void slot(struct writer *w, const struct function *function, int index, const char *indent) {
	const struct slot *one = &function->slots[index];
	size_t length = strlen(one->before);
	bool tight =
		length && (one->before[length - 1] == '*' || one->before[length - 1] == ' ' || one->before[length - 1] == '(');
	write_line(w, "%s%s%s%s%s;", indent, one->before, tight ? "" : " ", one->member, one->after);
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
		write_line(w, "%sunion {", indent);
		for (ptrdiff_t i = 0; i < arrlen(cell->alternatives); i++) {
			const int *alternative = cell->alternatives[i];
			if (arrlen(alternative) == 1) {
				slot(w, function, alternative[0], deeper);
				continue;
			}
			write_line(w, "%sstruct {", deeper);
			for (ptrdiff_t k = 0; k < arrlen(alternative); k++) slot(w, function, alternative[k], deepest);
			write_line(w, "%s};", deeper);
		}
		write_line(w, "%s};", indent);
	}
}

void write_result_member(struct writer *w, const struct function *function, const char *indent) {
	write_line(w, "%s%s;", indent, declare(w->unit->arena, function->result, "co__result"));
}

/** Whether somewhere in the file a record with a flexible member lies in a frame. */
bool has_flexible_member(const struct unit *unit) {
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
	write_line(w, "struct co__%s_frame {", function->name);
	write_line(w, "\tco_coro co__coro;");
	cells(w, function, true, "\t");
	if (members > 1) write_line(w, "\tunion {");
	if (args) {
		write_line(w, "%sstruct {", indent);
		for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
			const struct variable *variable = &function->variables[function->parameters[i]];
			write_line(w, "%s\t%s;", indent, declare(w->unit->arena, variable->type, outer_name(w, variable)));
		}
		write_line(w, "%s} co__args;", indent);
	}
	if (result && !function->large_result) write_result_member(w, function, indent);
	if (slots && members > 1) {
		write_line(w, "\t\tstruct {");
		cells(w, function, false, "\t\t\t");
		if (function->large_result) write_result_member(w, function, "\t\t\t");
		write_line(w, "\t\t};");
	} else if (slots) {
		cells(w, function, false, "\t");
		if (function->large_result) write_result_member(w, function, "\t");
	}
	if (members > 1) write_line(w, "\t};");
	write_line(w, "};");
}

/** Around declarations that stood elsewhere: warnings that the source turns off there. One compiler need not know those
 * of the other. */
void write_silence(struct writer *w, const char *const *ignored) {
	if (!arrlen(ignored)) return;
	write_line(w, "#pragma GCC diagnostic push");
	write_line(w, "#pragma GCC diagnostic ignored \"-Wpragmas\"");
	write_line(w, "#ifdef __clang__");
	write_line(w, "#pragma clang diagnostic ignored \"-Wunknown-warning-option\"");
	write_line(w, "#endif");
	for (ptrdiff_t i = 0; i < arrlen(ignored); i++) write_line(w, "#pragma GCC diagnostic ignored \"%s\"", ignored[i]);
}

void write_end_silence(struct writer *w, const char *const *ignored) {
	if (arrlen(ignored)) write_line(w, "#pragma GCC diagnostic pop");
}

/** Around what is laid out by cogen: `#pragma pack` is for the records of the source. */
void write_unpacked(struct writer *w) {
	if (!w->unit->packs) return;
	write_line(w, "#pragma pack(push)");
	write_line(w, "#pragma pack()");
}

void write_end_unpacked(struct writer *w) {
	if (w->unit->packs) write_line(w, "#pragma pack(pop)");
}

void write_frame(struct writer *w, const struct function *function) {
	const char **ignored = silence_of(w->unit, function);
	write_silence(w, ignored);
	if (w->flexible) { /* such a member has no bytes here, so it is no matter what lies behind */
		write_line(w, "#ifdef __clang__");
		write_line(w, "#pragma clang diagnostic push");
		write_line(w, "#pragma clang diagnostic ignored \"-Wgnu-variable-sized-type-not-at-end\"");
		write_line(w, "#endif");
	}
	write_unpacked(w);
	frame_struct(w, function);
	write_end_unpacked(w);
	if (w->flexible) {
		write_line(w, "#ifdef __clang__");
		write_line(w, "#pragma clang diagnostic pop");
		write_line(w, "#endif");
	}
	write_end_silence(w, ignored);
	arrfree(ignored);
	bool result = !type_is_void(function->result);
	if (function->embedded_early || has_shared_frame(w->unit, function)) {
		write_line(w, "_Static_assert(sizeof(struct co__%s_frame) == %llu && _Alignof(struct co__%s_frame) == %llu,",
		           function->name, (unsigned long long)function->frame_size, function->name,
		           (unsigned long long)function->frame_align);
		write_line(w, "               \"cogen laid out '%s' for another target: give cogen the compiler's flags\");",
		           function->name);
		if (result)
			write_line(w, "_Static_assert(__builtin_offsetof(struct co__%s_frame, co__result) == %llu, \"the same\");",
			           function->name, (unsigned long long)function->result_offset);
	}
}
