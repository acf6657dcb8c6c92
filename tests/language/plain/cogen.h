/* The plain reading: what annotated C means when nothing ever suspends.
 *
 * A language test that has no NAME.expected is compiled twice: through cogen, and as ordinary synchronous C with this folder
 * before all others on the include path (-Itests/language/plain). The second program is the oracle for the first.
 *
 * In: files that use async, await, co_sleep, co_checkpoint and co_run only. Generators and blocks have no plain reading.
 * Must hold: nothing here changes the type, the value or the precedence of what it stands before. */
#ifndef COGEN_H
#define COGEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As the real header does: the operand of a statement may be a keyword away from being used. */
#pragma GCC diagnostic ignored "-Wunused-value"

#define co_async(...) __VA_ARGS__
#define co_await
#define co_sleep(seconds) ((void)(seconds))
#define co_checkpoint() ((void)0)
#define co_run(T, call) (call)

#ifndef COGEN_NO_SHORT_KEYWORDS
#define async(...) __VA_ARGS__
#define await
#endif

#endif
