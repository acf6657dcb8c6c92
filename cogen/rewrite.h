/* Pass 4½: what the passes behind do not know how to carry over a suspension is written anew in the buffer, as C that
 * they know, and the file is read once more. Each kind of rewriting has a file: see there for what becomes of what.
 *
 * In: the tree of a unit. Out: replacements of pieces of the buffer, which do not overlap; none: the unit is ready. */
#ifndef CG_REWRITE_H
#define CG_REWRITE_H

#include "ir.h"
#include "parse.h"

/** Parameters without a name get one (unnamed.c). */
void name_parameters(const struct unit *unit, struct replacement **replacements);
/** Records that are declared inside coroutines get a place in front of them (hoist.c). */
void hoist(struct unit *unit, struct parse *parse, struct replacement **replacements, struct diags *diags);
/** constexpr variables of C23 become static ones (constants.c). */
void settle_constants(struct unit *unit, struct parse *parse, struct replacement **replacements, struct diags *diags);
/** _Generic, __builtin_constant_p and the like around a suspension: what they choose, or answer (select.c). */
void select_choices(struct unit *unit, struct parse *parse, struct replacement **replacements, struct diags *diags);
/** Hints to the compiler in front of loops that suspend (loop_hints.c). */
void remove_loop_hints(const struct unit *unit, struct parse *parse, struct replacement **replacements,
                       struct span **open);
/** Whether the node is, or finds, an object that is assigned to while the right side suspends (target.c). */
bool is_target_of_suspension(const struct node *node);
/** Macros that stand for such objects and have to be opened, as an stb_ds array (target.c). */
void open_targets(const struct unit *unit, struct span **open);
/** Computed gotos that may lead out of blocks, or into them (computed.c). */
void settle_computed_gotos(struct unit *unit, struct replacement **replacements);
/** What has a size that is known at run time (vla.c). `open`: stb_ds array of macros that have to be opened before. */
void settle_lengths(struct unit *unit, struct replacement **replacements, struct span **open, struct diags *diags);
/** Errors for directives of OpenMP and OpenACC that would mean something else in what is written (openmp.c). */
void check_openmp(const struct unit *unit, const struct function *function, const struct parse *parse,
                  struct diags *diags);

#endif
