/* Pragmas that change how records are laid out (pragmas.c). Only for files that know libclang. */
#ifndef CG_PRAGMAS_H
#define CG_PRAGMAS_H

#include "ir.h"
#include "parse.h"

/** Whether a pragma in the span, also one of a macro's, may change how records are laid out. */
bool pragmas_change_layout(const struct unit *unit, struct span span);
/** Fills unit->packs; errors for a pragma that no frame can be kept from. */
void find_pragmas(struct unit *unit, const struct parse *parse, struct diags *diags);
/** Whether an attribute in the span, or in a macro that is named there, gives a record another order of bytes: clang
 * does not know of it. */
bool turns_order_of_record(struct parse *parse, struct span span);

#endif
