/* The whole runtime for plain C: no keywords, nothing that has to go through cogen.
 *
 * Functions that annotated files define are called by their constructors: `co_run(int, app_main())`. */
#if defined COGEN_TOOL && !defined COGEN_GENERATED
/* In a file that cogen reads, everything has the annotation meaning. */
#define CO__WITHOUT_SHORT_KEYWORDS
#include <cogen.h>
#undef CO__WITHOUT_SHORT_KEYWORDS
#elif !defined COGEN_RUNTIME_H
#define COGEN_RUNTIME_H

#include "error.h"
#include "generator.h"
#include "loop.h"
#ifndef CO__ANNOTATED
#include "step.h"
#endif
#include "sync.h"
#include "task.h"
#ifndef CO__ANNOTATED
#include "builtins.h"
#include "forms.h"
#endif

#endif
