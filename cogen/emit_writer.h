/* What the files of pass 9 share that write what stands around the bodies. Private to them.
 *
 * emit_writer.c lines and names, emit_frame.c the frame, emit_coroutine.c a coroutine, emit_room.c objects in memory
 * that others give, and --emit-header, emit_file.c the file. */
#ifndef CG_EMIT_WRITER_H
#define CG_EMIT_WRITER_H

#include "emit.h"

struct writer {
	struct unit *unit;
	struct text *out;
	bool flexible;       /* a frame in the file has a member that compilers would like to be the last one */
	uint32_t stands_for; /* the line of the source whose code this is; 0: none, what is written is no code */
};

/* emit_writer.c */

void mark_generated(struct writer *w);
void stand_for(struct writer *w, const struct function *function, uint32_t offset);
void write_line(struct writer *w, const char *format_string, ...) __attribute__((format(printf, 2, 3)));
void write_quoted(struct text *out, const char *string);
const char *outer_name(struct writer *w, const struct variable *variable);
const char *parameter_list(struct writer *w, const struct function *function, bool body);
const char *names_of_parameters(struct writer *w, const struct function *function, const char *prefix);
bool has_object_type(const struct writer *w, const struct function *function);
const char *object_type(const struct writer *w, const struct function *function);
void write_free_given(struct writer *w, const struct function *function, const char *indent, const char *prefix,
                      bool outer);
void write_no_room(struct writer *w, const struct function *function, bool outer);

/* emit_frame.c */

bool has_shared_frame(const struct unit *unit, const struct function *function);
bool has_flexible_member(const struct unit *unit);
void write_silence(struct writer *w, const char *const *ignored);
void write_end_silence(struct writer *w, const char *const *ignored);
void write_unpacked(struct writer *w);
void write_end_unpacked(struct writer *w);
void write_result_member(struct writer *w, const struct function *function, const char *indent);
void write_frame(struct writer *w, const struct function *function);

/* emit_coroutine.c */

void write_coroutine(struct writer *w, struct function *function);

/* emit_room.c */

void write_room(struct writer *w, const struct function *function, bool early);
void write_place_in_room(struct writer *w, const struct function *function, const char *stem);
void write_shared_entry(struct writer *w, const struct function *function);

#endif
