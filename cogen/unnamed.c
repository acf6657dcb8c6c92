/* Pass 4½, parameters without a name, which C23 lets definitions have: each gets one, as the argument lies in the
 * frame, and is handed to the body, by a name.
 *
 *     async(int) f(int, char *p)   →   async(int) f(__attribute__((unused)) int co__unnamed_1, char *p)
 *
 * In: the tree. Out: replacements. */
#include "rewrite.h"

static void insert(struct replacement **replacements, uint32_t at, const char *text) {
	struct replacement replacement = { { at, at }, xstrdup(text) };
	arrput(*replacements, replacement);
}

void name_parameters(const struct unit *unit, struct replacement **replacements) {
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		const struct function *function = unit->functions[i];
		for (ptrdiff_t k = 0; k < arrlen(function->parameters); k++) {
			const struct variable *variable = &function->variables[function->parameters[k]];
			if (*variable->name) continue;
			const char *before = unit->source->text + variable->name_at - 1;
			bool apart = *before == '(' || *before == '*' || *before == ' ';
			if (!variable->maybe_unused) insert(replacements, variable->declared.start, "__attribute__((__unused__)) ");
			/* where clang expected the name */
			insert(replacements, variable->name_at,
			       format(unit->arena, "%sco__unnamed_%d", apart ? "" : " ", (int)k + 1));
		}
	}
}
