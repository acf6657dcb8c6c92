/* What stands between a parsed file and the C that comes out: tree, check, rewrite, lower, flow, liveness, frame,
 * emit. */
#ifndef CG_TRANSFORM_H
#define CG_TRANSFORM_H

#include "base/text.h"
#include "diag.h"
#include "options.h"
#include "parse.h"
#include <stdbool.h>

/** Whether the buffer is free of the bytes 0, where the passes take a text to end, and 1, by which they mark lines.
 * False: it was told. */
bool check_bytes(const struct source *source, struct diags *diags);
/** Runs the passes over one file whose macros are opened. `out` gets the generated C, or, with options->dump, what that
 * stage shows; `header`, if it is not NULL, what other files need to embed its frames. False, with diagnostics, when
 * there were errors; `out` is worth nothing then. */
bool transform_unit(struct parse *parse, const struct options *options, struct diags *diags, struct text *out,
                    struct text *header);

#endif
