/* Pass 9 in two halves: emit.c writes the statements of a body, emit_unit.c what stands around them. */
#ifndef CG_EMIT_H
#define CG_EMIT_H

#include "base/text.h"
#include "ir.h"

/** The statements of a coroutine's body, with markers (note [markers]). */
void emit_body_text(struct unit *unit, struct function *function, struct text *out);

#endif
