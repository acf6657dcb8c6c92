/* Generator objects, for any C code: no loop, no libc, freestanding.
 *
 * An object comes from a generator's constructor (`co_new(fib(10))`) and goes with co_free. All calls on one
 * generator come from one thread at a time. Calls never raise, not even in coroutines: they answer false, and
 * co_gen_error says why. `out` receives the yielded value; it may be NULL; its size must be that of Y, else the
 * program is stopped with the coroutine's name. */
#ifndef COGEN_GENERATOR_H
#define COGEN_GENERATOR_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Closes a generator: raises CO_EGENEXIT at the yield where it stands, innermost delegate first, and runs its
 * cleanup. 0, or the code of the error that came out; CO_ESTATE where it yielded again (it is still suspended then),
 * is running, or is what another generator delegates to. Closing one that was not started or has ended does nothing,
 * nor does closing NULL. */
int co_close(co_gen *g);

/** CO_CREATED, CO_RUNNING (seen from inside), CO_SUSPENDED or CO_CLOSED. Of NULL: stops the program, as all calls but
 * co_close and co_free do. */
int co_gen_state(co_gen *g);

/** The error of the last call on `g`: NULL, why it ended, or CO_ESTATE (the call was not allowed, g is as it was). Lent
 * until the next call on g. */
const co_error *co_gen_error(co_gen *g);

/** Closes `g` and frees it. An error that comes out, or one that ended it and was never asked for, is reported: to
 * the loop that runs on this thread (co_loop_on_report), else on standard error. NULL is allowed. A generator that
 * is running stops the program; one that another delegates to is freed once that is over. */
void co_free(co_gen *g);

/* What generated code calls at the end of a co_for, where `co_free` may be a local of the user's. */
static inline void co__gen_free(co_gen *g) { co_free(g); }

/** Sets where the memory of coroutine objects, errors, futures, loops, timers and queues comes from (but what libuv
 * takes, and a few hundred bytes for each loop and thread that are never given back); NULL, NULL: the default
 * (malloc and free; none in a freestanding build). `release` alone may be NULL: nothing is given back. `allocate`
 * answers NULL when there is none, else `size` bytes aligned to `align`, a power of two. To be called before
 * anything was allocated. Not thread-safe; the functions themselves must be if threads allocate. */
void co_set_allocator(void *(*allocate)(void *arg, size_t size, size_t align), void (*release)(void *arg, void *memory),
                      void *arg);

/* Behind the macros co_new, co_next, co_send, co_throw, co_returned and co_for; sizes are those of the operands,
 * or CO__UNKNOWN. */
CO__NOT_NULL co_gen *co__gen_new(co_coro *object);
bool co__next_value(co_gen *g, void *out, size_t size);
bool co__gen_send(co_gen *g, const void *value, size_t value_size, unsigned value_class, void *out, size_t size);
bool co__gen_throw(co_gen *g, int code, const char *message, void *out, size_t size);
void *co__gen_returned(co_gen *g, size_t size);

/* Behind co_anext, co_asend, co_athrow, co_aclose: async functions of result bool, the last one int. */
co_coro *co__anext(co_gen *g, void *out, size_t size);
co_coro *co__asend(co_gen *g, const void *value, size_t value_size, unsigned value_class, void *out, size_t size);
co_coro *co__athrow(co_gen *g, int code, const char *message, void *out, size_t size);
co_coro *co__aclose(co_gen *g);

/** A co_for in a plain function: the generator, its value, and how far its body has come. */
struct co__for {
	co_gen *co__gen;
	const void *co__value;
	uint64_t co__packed;
	uint32_t co__stage;
};

struct co__for co__for_begin(co_coro *object, size_t size);
bool co__for_next(struct co__for *loop);
void co__for_end(struct co__for *loop);

/** The same where its frame is a C variable: an error came out of it. Stops the program. */
CO__COLD CO__NORETURN void co__for_raised(const co_type *type, co_step step);

enum { CO__FOR_FETCHED, CO__FOR_BODY, CO__FOR_DONE };

/** True once per value: a second time means that the body came to its end, or `continue`. What finds the body unfinished
 * (co__for_next) knows that it was left by `break`. */
static inline bool co__for_once(struct co__for *loop) { return loop->co__stage++ == CO__FOR_FETCHED; }

#ifdef __cplusplus
}
#endif
#endif
