/* What libclang has against the text, told as diagnostics of cogen. */
#ifndef CG_RELAY_H
#define CG_RELAY_H

#include "diag.h"
#include "parse.h"

/** False when there were errors. */
bool relay_errors(const struct parse *parse, struct diags *diags);

#endif
