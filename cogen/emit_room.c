/* Pass 9, objects in memory that others give: rooms, and the header of frames for other files (--emit-header).
 *
 * In: coroutines whose frames are laid out. Out: for each that lies in memory of somebody else, the type of that
 * memory, what makes an object in it, and macros by which the forms find both. What must hold: a room is as large as
 * the frame, also where it stands above it, as bytes. */
#include "base/text.h"
#include "emit_writer.h"
#include "cogen/abi.h"
#include "ir.h"
#include <string.h>

/* ---- objects in memory that the caller gives --------------------------------------------------------------------- */

/** `stem`: what stands for the function in the names; of another than its own other files know. */
static void room_head(struct writer *w, const struct function *function, const char *stem, const char *end) {
	write_line(w, "%sco_coro *co__%s_in(void *co__memory, size_t co__size%s)%s",
	           stem == function->name ? "CO__UNUSED static inline " : "", stem,
	           arrlen(function->parameters) ? parameter_list(w, function, false) : ", int co__none", end);
}

static void room_bytes(struct writer *w, const struct function *function) {
	write_line(w, "\t_Alignas(%llu) unsigned char co__bytes[%llu];", (unsigned long long)function->frame_align,
	           (unsigned long long)room_size(w->unit, function));
}

/** What the forms make of a call of `name` (forms.h). */
static void room_macros(struct writer *w, const struct function *function, const char *name, const char *stem) {
	write_line(w, "#define co__room_%s(...) struct co__%s_room", name, stem);
	if (arrlen(function->parameters))
		write_line(w, "#define co__in_%s(...) co__%s_in, (__VA_ARGS__)", name, stem);
	else
		write_line(w, "#define co__in_%s() co__%s_in, (0)", name, stem);
}

/** The type of what holds an object. Above the frame it is bytes, checked below it. */
void write_room(struct writer *w, const struct function *function, bool early) {
	const char *name = function->name;
	write_unpacked(w);
	write_line(w, "struct co__%s_room {", name);
	if (early) {
		room_bytes(w, function);
	} else {
		write_line(w, "\tunsigned char co__prefix[CO__GENERATOR_ROOM];");
		write_line(w, "\tstruct co__%s_frame co__frame;", name);
	}
	write_line(w, "};");
	write_end_unpacked(w);
	if (find_builtin(w->unit, format(w->unit->arena, "co__%s_room", shared_stem(w->unit->arena, name)))) {
		/* its own header of frames was read */
		write_line(w, "#undef co__room_%s", name);
		write_line(w, "#undef co__in_%s", name);
	}
	room_macros(w, function, name, name);
	if (early) room_head(w, function, name, ";");
}

void write_place_in_room(struct writer *w, const struct function *function, const char *stem) {
	stand_for(w, function, function->name_span.start);
	room_head(w, function, stem, " {");
	write_line(w, "\tstruct co__%s_frame *co__frame = (void *)co__place(&%s, co__memory, co__size);", function->name,
	           object_type(w, function));
	write_no_room(w, function, true);
	for (ptrdiff_t i = 0; i < arrlen(function->parameters); i++) {
		const struct variable *variable = &function->variables[function->parameters[i]];
		const char *place = format(w->unit->arena, "co__frame->co__args.%s", outer_name(w, variable));
		write_line(w, "\t%s;", assignment(w->unit->arena, variable->type, place, outer_name(w, variable)));
	}
	if (!arrlen(function->parameters)) write_line(w, "\t(void)co__none;");
	write_line(w, "\treturn &co__frame->co__coro;");
	write_line(w, "}");
	stand_for(w, NULL, 0);
}

/* ---- for other files: --emit-header ------------------------------------------------------------------------------ */

/** Names that no coroutine of a reader's can have, so that its own file may include the header, too. */
static void shared_head(struct writer *w, const struct function *function, const char *end) {
	write_line(w, "co_step co__%s__shared_start(struct co__%s__shared_frame *co__frame%s)%s", function->name,
	           function->name, parameter_list(w, function, false), end);
}

void write_shared_entry(struct writer *w, const struct function *function) {
	write_line(w, "struct co__%s__shared_frame;", function->name);
	shared_head(w, function, ";");
	stand_for(w, function, function->name_span.start);
	shared_head(w, function, " {");
	write_line(w, "\treturn co__%s_start((struct co__%s_frame *)(void *)co__frame%s);", function->name, function->name,
	           names_of_parameters(w, function, ""));
	write_line(w, "}");
	stand_for(w, NULL, 0);
	if (function->kind != FUNCTION_GENERATOR) return;
	const char *stem = shared_stem(w->unit->arena, function->name);
	room_head(w, function, stem, ";");
	write_place_in_room(w, function, stem);
}

/** The frame as bytes, but for what its owner touches: the header and the result. */
static void shared_frame(struct writer *w, const struct function *function) {
	bool result = !type_is_void(function->result);
	uint64_t header = w->unit->header_size, start = function->slots_offset;
	write_line(w, "struct co__%s__shared_frame {", function->name);
	write_line(w, "\t_Alignas(%llu) co_coro co__coro;", (unsigned long long)function->frame_align);
	if (function->large_result) {
		if (function->result_offset > header)
			write_line(w, "\tunsigned char co__bytes[%llu];", (unsigned long long)(function->result_offset - header));
		write_result_member(w, function, "\t");
	} else if (function->frame_size > header) {
		write_line(w, "\tunion {");
		write_line(w, "\t\t_Alignas(%llu) unsigned char co__bytes[%llu];", (unsigned long long)function->frame_align,
		           (unsigned long long)(function->frame_size - start));
		if (result) write_result_member(w, function, "\t\t");
		write_line(w, "\t};");
	}
	write_line(w, "} CO__MAY_ALIAS;");
	write_line(
		w,
		"_Static_assert(sizeof(struct co__%s__shared_frame) == %llu, \"laid out otherwise: write this header anew, for this target, and include it behind the types it names\");",
		function->name, (unsigned long long)function->frame_size);
	if (result)
		write_line(w,
		           "_Static_assert(__builtin_offsetof(struct co__%s__shared_frame, co__result) == %llu, \"the same\");",
		           function->name, (unsigned long long)function->result_offset);
	shared_head(w, function, ";");
}

/** What holds an object of a generator, for the loops of others. */
static void shared_room(struct writer *w, const struct function *function) {
	const char *stem = shared_stem(w->unit->arena, function->name);
	write_line(w, "struct co__%s_room {", stem);
	room_bytes(w, function);
	write_line(w, "};");
	room_macros(w, function, stem, stem);
	room_macros(w, function, function->name, stem);
	room_head(w, function, stem, ";");
}

void emit_header(struct unit *unit, struct text *out) {
	struct text marked;
	struct writer writer = { .unit = unit, .out = &marked };
	const char *base = strrchr(unit->source->path, '/');
	text_init(&marked);
	write_line(
		&writer,
		"/* Generated by cogen %s from %s. Do not edit. For files that run its coroutines: to be included behind what declares",
		COGEN_VERSION, base ? base + 1 : unit->source->path);
	write_line(&writer, " * them. Their frames then lie in those of the callers, and calls take no memory. */");
	write_line(&writer, "#pragma once");
	write_line(&writer, "#include <cogen/frame.h>");
	write_line(&writer,
	           "_Static_assert(CO__ABI == %d, \"written by another version of cogen: write this header again\");",
	           CO__ABI);
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		const struct function *function = unit->functions[i];
		if (!has_shared_frame(unit, function)) continue;
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
