/* For annotated files: the keywords, blocks and forms, and the whole runtime.
 *
 * Read in two ways.
 *   The annotation reading: the file as it was written. Compilers, editors and cogen itself check it: every keyword and form is
 *     a macro that has the right type, and none that runs. Linking it fails and says why.
 *   The generated reading, where COGEN_GENERATED is defined, as cogen does at the top of what it writes, to be the version of the
 *     protocol that it is for (cogen/abi.h): async(T) and generator(…) are the type of constructors; the rest is
 *     <cogen/runtime.h>. The other keywords, but for co_none, are not there: a line of the source that cogen has not seen
 *     cannot slip through.
 *
 * What must hold in the annotation reading: cogen knows the constructs by these macros' names and the shape of what
 * they expand to; each keyword has a #define of its own, on a line of its own, even where two are the same; no
 * warning at -Wall -Wextra -Wshadow with gcc or clang; operands are evaluated once, never in sizeof or typeof. */
/* clang-format off */
#ifndef COGEN_H
#define COGEN_H

#if !defined __cplusplus && (!defined __STDC_VERSION__ || __STDC_VERSION__ < 201112L)
#error "cogen.h is C11: compile with -std=gnu11, -std=c11 or a later one"
#endif

#if defined COGEN_GENERATED

#include "cogen/runtime.h"

#include "cogen/declare.h"

#define co_none ((void)0) /* is nothing, wherever it stands */
#define co_frame_limit(f, bytes) CO__LIMIT(f, bytes) /* f may be a macro's name */
#define CO__LIMIT(f, bytes) \
	_Static_assert(sizeof(struct co__##f##_frame) <= (bytes), "the frame of " #f " is larger than its co_frame_limit")

#else /* the annotation reading */

#ifndef CO__ANNOTATED
#define CO__ANNOTATED 1
#endif
#include "cogen/declare.h"

#include "cogen/error.h"
#include "cogen/generator.h"
#include "cogen/loop.h"
#include "cogen/sync.h"
#include "cogen/task.h"

#include "cogen/builtins.h"

/* "undefined reference to `run_this_file_through_cogen'": this file reached a linker as it stands. From a
 * constructor, which no linker throws away as unused. */
extern const volatile char run_this_file_through_cogen;
__attribute__((__constructor__)) static void co_mark_linked_(void) { (void)run_this_file_through_cogen; }

/* `await f();` and `yield x;` as statements look as if their value was forgotten; a task that spawns its successor,
 * or a generator that goes on by `yield_from` of itself, as if it could only recurse. */
#if defined __clang__
#pragma clang diagnostic ignored "-Wunused-value"
#pragma clang diagnostic ignored "-Winfinite-recursion"
#else
#pragma GCC diagnostic ignored "-Wunused-value"
#if __GNUC__ >= 12
#pragma GCC diagnostic ignored "-Winfinite-recursion"
#endif
#endif

/* What the macros expand to. Nobody defines these. */
extern bool co_mark_try_, co_mark_catch_, co_mark_finally_, co_mark_defer_;
bool co_mark_with_(void *manager), co_mark_timeout_(double seconds);
void *co_mark_any_(void);
_Noreturn void co_mark_reraise_(void);
bool co_mark_send_(co_gen *g, const void *value, void *out);
void *co_mark_future_(co_future *future), *co_mark_generator_(co_gen *g);

/* A file that also includes <cogen/runtime.h>, before this one, has read the forms as plain C has them. */
#ifdef COGEN_FORMS_H
#undef CO_CONTEXT
#undef co_new
#undef co_new_in
#undef CO_FRAME
#undef CO_FRAME_SIZE
#undef CO_FRAME_ALIGN
#undef co_next
#undef co_send
#undef co_throw
#undef co_returned
#undef co_for
#undef co_anext
#undef co_asend
#undef co_athrow
#undef co_aclose
#undef co_run
#undef co_try_run
#undef co_spawn
#undef co_spawn_on
#undef co_spawn_with
#undef co_spawn_threadsafe
#undef co_go
#undef co_go_on
#undef co_result
#undef co_gather
#undef co_gather_settled
#undef co_gather_strict
#undef co_gather_result
#undef co_gather_n
#undef co_gather_settled_n
#undef co_gather_strict_n
#undef co_call_soon
#undef co_call_later
#undef co_call_at
#undef co_call_soon_threadsafe
#undef co_add_done_callback
#undef co_future_new
#undef co_future_new_on
#undef co_wait
#undef co_wait_for
#undef co_shield
#undef co_as_completed
#undef co_group_spawn
#undef co_group_spawn_with
#undef co_queue_try_put
#undef co_queue_try_get
#endif

/* Keywords: prefix operators with the precedence of unary ones. Every compiler takes __extension__ before any
 * expression. */
#define co_await __extension__
#define co_yield __extension__
#define co_yield_from __extension__
#define co_none ((void)0)
/* With the cast gcc knows that an array is used. A literal has commas of its own: `yield (struct p){ 1, 2 }`. */
#define co_received(S, ...) ((void)(__VA_ARGS__), *(S *)co_mark_any_())

/* Blocks. Those that run their body once expand to an if whose other branch cannot be reached, so that a return
 * inside counts as one on every path. */
#define co_try if (co_mark_try_)
#define co_catch(e) else for (co_error *e __attribute__((__unused__)) = co_mark_any_(); ; ) if (co_mark_catch_)
#define co_catch_all(e) else for (co_error *e __attribute__((__unused__)) = co_mark_any_(); ; ) if (co_mark_catch_)
#define co_finally else for (; ; ) if (!co_mark_finally_) __builtin_unreachable(); else
#define co_defer if (co_mark_defer_)
#define co_with(m) if (!co_mark_with_(m)) __builtin_unreachable(); else
#define co_timeout(seconds) if (!co_mark_timeout_(seconds)) __builtin_unreachable(); else
#define co_group(g) for (co_group *g __attribute__((__unused__)) = co_mark_any_(); ; ) if (!co_mark_catch_) __builtin_unreachable(); else
#define co_scope if (!co_mark_try_) __builtin_unreachable(); else
#define co_uncancellable if (!co_mark_try_) __builtin_unreachable(); else
#define co_for(T, x, G) for (T x __attribute__((__unused__)) = ((void)(G), *(T *)co_mark_any_()); co_mark_try_; )
#define co_for_await(T, x, G) for (T x __attribute__((__unused__)) = ((void)(G), *(T *)co_mark_any_()); co_mark_try_; )

/** Raises an error of that code; the message is formatted as by printf, and copied. */
_Noreturn void co_raise(int code, const char *format, ...) __attribute__((__format__(__printf__, 2, 3)));
#define co_reraise co_mark_reraise_()
/** Raises an error again, with the traceback that it has. */
_Noreturn void co_raise_error(const co_error *error);

/* To clang, what only CO_CONTEXT names is a static function that nothing needs; what cogen writes calls it. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wunneeded-internal-declaration"
#endif

/** Says that co_with takes a T *, with async(void) enter(T *) and async(bool) exit(T *, const co_error *why). */
#define CO_CONTEXT(T, enter, exit) \
	_Static_assert(sizeof((void (*[1])(T *)){ enter }) && sizeof((_Bool (*[1])(T *, const co_error *)){ exit }), \
	               "async(void) enter(T *), async(bool) exit(T *, const co_error *)")

/* Generators: objects, and what is done with them. */
#define co_new(call) ((void)(call), (co_gen *)co_mark_any_())
/* In memory that the caller gives: `co_new_in(&frame, sizeof frame, f(…))`, where `CO_FRAME(f) frame`, or any memory
 * of CO_FRAME_SIZE(f) bytes aligned to CO_FRAME_ALIGN(f). f is a generator of this file, or of one whose header of
 * frames is read (cogen --emit-header), called by name. Here the sizes are those of something else; they are right
 * in what cogen writes. */
#define co_new_in(memory, size, call) ((void)(const void *)(memory), (void)(size_t)(size), (void)(call), (co_gen *)co_mark_any_())
#define CO_FRAME(f) struct { __typeof__(&(f)) co__of; }
#define CO_FRAME_SIZE(f) sizeof(__typeof__(&(f)))
#define CO_FRAME_ALIGN(f) _Alignof(__typeof__(&(f)))
bool co_next(co_gen *g, void *out);
#define co_send(g, v, out) co_mark_send_((g), ((void)(v), (const void *)0), (out))
bool co_throw(co_gen *g, int code, const char *message, void *out);
#define co_returned(R, g) (__extension__ ((__typeof__(R) (*)(void))co_mark_generator_(g))())
CO__ANNOTATE("cogen.builtin") bool co_anext(co_gen *g, void *out);
CO__ANNOTATE("cogen.builtin") bool co_asend(co_gen *g, ...); /* value, out */
CO__ANNOTATE("cogen.builtin") bool co_athrow(co_gen *g, int code, const char *message, void *out);
CO__ANNOTATE("cogen.builtin") int co_aclose(co_gen *g);

/* Running. */
#define co_run(T, call) ((void)(call), __extension__ ((__typeof__(T) (*)(void))co_mark_any_())())
int co_mark_run_(void *result, co_error **error);
#define co_try_run(call, result, error) ((void)(call), co_mark_run_((result), (error)))

/* Tasks and futures. */
co_task *co_mark_spawn_(co_loop *loop, co_group *group, void (*fn)(void *arg), void *arg);
#define co_spawn(call) ((void)(call), (co_task *)co_mark_any_())
#define co_spawn_on(loop, call) ((void)(call), co_mark_spawn_((loop), NULL, NULL, NULL))
#define co_spawn_with(call, fn, arg) ((void)(call), co_mark_spawn_(NULL, NULL, (fn), (arg)))
#define co_spawn_threadsafe(loop, call) ((void)(call), co_mark_spawn_((loop), NULL, NULL, NULL) != NULL)
#define co_go(call) ((void)(call))
#define co_go_on(loop, call) ((void)(call), (void)co_mark_spawn_((loop), NULL, NULL, NULL))
#define co_group_spawn(group, call) ((void)(call), co_mark_spawn_(NULL, (group), NULL, NULL))
#define co_group_spawn_with(group, call, fn, arg) ((void)(call), co_mark_spawn_(NULL, (group), (fn), (arg)))
#define co_result(T, future) (__extension__ ((__typeof__(T) (*)(void))co_mark_future_(future))())
/* As an argument of co_gather itself, behind ##, what is in it would be expanded too late for cogen to see it where
 * it stands. */
#define CO__LIST(...) (void)(0, ##__VA_ARGS__)
#define co_gather(...) (CO__LIST(__VA_ARGS__), (co_future *)co_mark_any_())
#define co_gather_settled(...) (CO__LIST(__VA_ARGS__), (co_future *)co_mark_any_())
#define co_gather_strict(...) (CO__LIST(__VA_ARGS__), (co_future *)co_mark_any_())
#define co_gather_result(T, gather, i) ((void)(i), __extension__ ((__typeof__(T) (*)(void))co_mark_future_(gather))())
#define co_wait(when, ...) ((void)(when), CO__LIST(__VA_ARGS__), (co_wait_result *)co_mark_any_())
#define co_wait_for(seconds, thing) ((void)(seconds), (thing))
#define co_shield(thing) (thing)
#define co_as_completed(...) (CO__LIST(__VA_ARGS__))

/* A budget for the frame of a coroutine: an error where it takes more than `bytes`. At file scope, behind its
 * definition. */
#define co_frame_limit(f, bytes) CO__LIMIT(f, bytes, __LINE__)
#define CO__LIMIT(f, bytes, line) CO__LIMIT_OF(f, bytes, line)
#define CO__LIMIT_OF(f, bytes, line) extern char (*co_mark_limit_##line##_##f##_)[(bytes) > 0 ? (bytes) : 0 * sizeof(&f)]

#endif
#endif

/* The short names, unless the file wants only the long ones. */
#if !defined COGEN_NO_SHORT_KEYWORDS && !defined CO__WITHOUT_SHORT_KEYWORDS && !defined COGEN_SHORT_KEYWORDS
#define COGEN_SHORT_KEYWORDS
#if defined COGEN_GENERATED
#define async(...) CO__OBJECT_TYPE(__VA_ARGS__)
#define generator(...) CO__OBJECT_GENERATOR(__VA_ARGS__)
#define async_generator(...) CO__OBJECT_GENERATOR(__VA_ARGS__)
#else
#define async(...) CO__ANNOTATE("cogen.async") __VA_ARGS__
#define generator(...) CO__PICK(__VA_ARGS__, CO__GENERATOR_3, CO__GENERATOR_2, CO__GENERATOR_1, )(__VA_ARGS__)
#define async_generator(...) CO__PICK(__VA_ARGS__, , CO__ASYNC_GENERATOR_2, CO__ASYNC_GENERATOR_1, )(__VA_ARGS__)
#define await __extension__
#define yield __extension__
#define yield_from __extension__
#endif
#endif
/* clang-format on */
