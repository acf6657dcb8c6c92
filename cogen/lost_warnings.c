/* After pass 8, warnings that the compiler of what is written would not give: a variable that is used before it has a
 * value, or that hides another one, where one of them is no C variable there.
 *
 * In: what clang said of the source (tree_warn.c), and where each variable lives. Out: diagnostics.
 *
 * What must hold: nothing is told twice. Of a local that lives nowhere else compilers see all that they see in plain C.
 * One that is saved before a suspension and loaded behind it they see as far as that: they tell of what is used
 * without any value, mostly, but not of what has one on some ways only. */
#include "ir.h"

static const struct variable *variable_at(const struct function *function, uint32_t name_at) {
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++)
		if (!function->variables[i].is_temporary && function->variables[i].name_at == name_at)
			return &function->variables[i];
	return NULL;
}

static bool is_lost(const struct function *function, const struct lost_warning *warning) {
	const struct variable *variable = variable_at(function, warning->variable_at);
	const struct variable *other = variable_at(function, warning->hidden_at);
	switch (warning->id) {
	case DIAG_MAYBE_UNINITIALIZED: return variable && variable->place != PLACE_LOCAL;
	case DIAG_UNINITIALIZED: return variable && variable->place == PLACE_FRAME;
	default: return (variable && variable->place == PLACE_FRAME) || (other && other->place == PLACE_FRAME);
	}
}

void tell_lost_warnings(const struct unit *unit, struct diags *diags) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		const struct function *function = unit->functions[i];
		for (ptrdiff_t k = 0; k < arrlen(function->lost); k++) {
			const struct lost_warning *warning = &function->lost[k];
			if (!is_lost(function, warning)) continue;
			diag_report(diags, warning->id, warning->span, "%s", warning->message);
			if (warning->note) diag_note(diags, warning->note_span, "%s", warning->note);
		}
	}
}
