/* Which optimisations are on: a bit for each row of passes.def. */
#ifndef CG_PASSES_H
#define CG_PASSES_H

#include <stdbool.h>

struct passes {
#define PASS(name, spelling, summary) bool name;
#include "passes.def"
};

static inline struct passes all_passes(void) {
	return (struct passes){
#define PASS(name, spelling, summary) .name = true,
#include "passes.def"
	};
}

#endif
