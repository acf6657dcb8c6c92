/* The forms of the API as plain C macros over the runtime's functions: for plain files and for what cogen writes. A
 * call that a form takes is a constructor's here: a `co_coro *`.
 *
 * What must hold: each operand is evaluated once; no name is declared that another use of the same macro, in an
 * operand, could shadow; no warning at -Wall -Wextra -Wshadow -Wconversion; T may be void where a result may. */
#ifndef COGEN_FORMS_H
#define COGEN_FORMS_H

#include "generator.h"
#include "loop.h"
#include "next.h"
#include "task.h"

/* Values of a type T that may be void, from where a function says they are, which is never NULL. The statement
 * expression keeps gcc from warning where the value is not used. The operand is mentioned once: what is deprecated in
 * it is warned of at each. */
#define CO__IS_VOID(T) __builtin_types_compatible_p(__typeof__(T), void)
#define CO__POINTER(T) __typeof__(__builtin_choose_expr(CO__IS_VOID(T), (char *)0, (__typeof__(T) *)0))
#define CO__SIZE(T) (CO__IS_VOID(T) ? 0 : sizeof(*(CO__POINTER(T))0))
/* behind a comma stands a value, whose type has no qualifiers */
#define CO__BUFFER(T)                                                                                                  \
	__extension__(__typeof__(((void)0, *(CO__POINTER(T))0))[1]) {}
#define CO__VALUE(T, pointer) __extension__({ (CO__UNQUALIFIED(T)) * (CO__POINTER(T))(pointer); })
#define CO__UNQUALIFIED(T) __typeof__(__builtin_choose_expr(CO__IS_VOID(T), (void)0, ((void)0, *(CO__POINTER(T))0)))

/* The size of what an out operand points to. */
#define CO__TARGET_SIZE(p)                                                                                             \
	(_Generic((p), int: 1, void *: 1, default: 0) ? CO__UNKNOWN \
	                                              : sizeof(*_Generic((p), int: "", void *: "", default: (p))))

/* The size of the item that an operand leads to, for comparing it with that of a queue's: of an array CO__AT_LEAST
 * with its size, as it may be one item or several; CO__UNKNOWN where it cannot be known. Nothing of it is evaluated,
 * also where a size varies. */
#define CO__ITEM_SIZE(p)                                                                                               \
	(CO__IS_ARRAY(p)                                               ? CO__AT_LEAST | CO__CONSTANT(sizeof(p))            \
	 : _Generic((p), int: 1, void *: 1, const void *: 1, default: 0) ? CO__UNKNOWN                                     \
	                                                                 : CO__CONSTANT(CO__POINTEE_SIZE(p)))
#define CO__IS_ARRAY(p) !__builtin_types_compatible_p(__typeof__(p), __typeof__(((void)0, (p))))
#define CO__POINTEE_SIZE(p) sizeof(*_Generic((p), int: "", void *: "", const void *: "", default: (p)))
#define CO__CONSTANT(size) __builtin_choose_expr(__builtin_constant_p(size), (size), CO__UNKNOWN)

/* A value of any type as an array of one, which a function can take the address and size of; what kind of number it
 * is. */
#define CO_V(v)                                                                                                        \
	(__typeof__(((void)0, (v)))[1]) { (v) }
#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 co__int128;
__extension__ typedef unsigned __int128 co__uint128;
#define CO__CLASSES_128 co__int128: CO__SIGNED, co__uint128: CO__UNSIGNED,
#else
#define CO__CLASSES_128
#endif
#define CO__CLASS(v)                                                                                                   \
	_Generic(((void)0, (v)), CO__CLASSES_128                                                                           \
	         float _Complex: CO__COMPLEX, double _Complex: CO__COMPLEX, long double _Complex: CO__COMPLEX, _Bool       \
	         : CO__BOOL, char                                                                                          \
	         : (char)-1 < 0 ? CO__SIGNED : CO__UNSIGNED, signed char                                                   \
	         : CO__SIGNED, short                                                                                       \
	         : CO__SIGNED, int                                                                                         \
	         : CO__SIGNED, long                                                                                        \
	         : CO__SIGNED, long long                                                                                   \
	         : CO__SIGNED, unsigned char                                                                               \
	         : CO__UNSIGNED, unsigned short                                                                            \
	         : CO__UNSIGNED, unsigned                                                                                  \
	         : CO__UNSIGNED, unsigned long                                                                             \
	         : CO__UNSIGNED, unsigned long long                                                                        \
	         : CO__UNSIGNED, float                                                                                     \
	         : CO__FLOATING, double                                                                                    \
	         : CO__FLOATING, long double                                                                               \
	         : CO__FLOATING, default                                                                                   \
	         : CO__OTHER)

/* Where a form stands. */
#define CO__HERE __FILE__ ":" CO__TEXT(__LINE__)
#define CO__TEXT(line) CO__TEXT_OF(line)
#define CO__TEXT_OF(line) #line

/* Which function will be called, as it is written, and where that was said: of a call's arguments the second or
 * third is the function. What is in them may have commas in braces. */
#define CO__SCHEDULED_SECOND(...) CO__SECOND_TEXT(__VA_ARGS__, ) CO__SCHEDULED_HERE
#define CO__SCHEDULED_THIRD(...) CO__THIRD_TEXT(__VA_ARGS__, ) CO__SCHEDULED_HERE
#define CO__SCHEDULED_HERE ", scheduled at " CO__HERE
#define CO__SECOND_TEXT(_1, _2, ...) #_2
#define CO__THIRD_TEXT(_1, _2, _3, ...) #_3

/* An array of calls, tasks and futures, none allowed, and how many: its last element says where they end. As an operand
 * of sizeof they would be mentioned twice, and compilers warn of what is deprecated at each; where the standard is
 * taken at its word, no comma goes with what is left out, and that is so. */
#ifdef __STRICT_ANSI__
#define CO__THINGS(...)                                                                                                \
	((void *[]){ NULL, __VA_ARGS__ } + 1), sizeof((void *[]){ NULL, __VA_ARGS__ }) / sizeof(void *) - 1
#else
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wgnu-zero-variadic-macro-arguments"
#endif
#define CO__THINGS(...) ((void *[]){ NULL, ##__VA_ARGS__, &co__end_of_things } + 1), CO__COUNTED
#ifdef __clang__
#pragma clang diagnostic pop
#endif
#endif

/* Generators. The functions that they are used with are in generator.h. */

/** An object of a generator's call, not started; the caller's, until co_free. Never NULL: with no memory it is one
 * that has ended with CO_ENOMEM. */
#define co_new(call) co__gen_new(call)
/* In memory of the caller's, of a generator f whose frame is known here: the first token of the call, which is f,
 * chooses what cogen has written for it, here or in a header of frames (--emit-header): `co__in_f(arguments)` is
 * `co__f_in, (arguments)`, and `co__room_f()` the type of what holds such an object. */
#define co_new_in(memory, size, call) co__gen_new(CO__APPLY((memory), (size), co__in_##call))
#define CO__APPLY(memory, size, ...) CO__APPLY_1(memory, size, __VA_ARGS__)
#define CO__APPLY_1(memory, size, in, arguments) in(memory, size, CO__PLAIN arguments)
#define CO__PLAIN(...) __VA_ARGS__
#define CO_FRAME(f) co__room_##f()
#define CO_FRAME_SIZE(f) sizeof(co__room_##f())
#define CO_FRAME_ALIGN(f) _Alignof(co__room_##f())
/** Runs g to its next yield: true, and the value is in `*out` (a Y *; NULL: not wanted); false: it has ended or
 * failed, co_gen_error tells. co_send: the yield that g stands at has the value `v`, converted to S as by
 * assignment. co_throw: an error is raised there, with `message`, or what the code means where that is NULL. The
 * size of `*out` is checked; where it is another than Y's, the program stops with the coroutine's name. */
#define co_next(g, out) co__next((g), (out), CO__TARGET_SIZE(out))
#define co_send(g, v, out) co__gen_send((g), CO_V(v), sizeof(CO_V(v)), CO__CLASS(v), (out), CO__TARGET_SIZE(out))
#define co_throw(g, code, message, out) co__gen_throw((g), (code), (message), (out), CO__TARGET_SIZE(out))
/** What g returned, of type R, once it has ended. */
#define co_returned(R, g) CO__VALUE(R, co__gen_returned((g), CO__SIZE(R)))

/** Runs over a generator (a call, or an object) and frees it on every way out; where it fails, prints the traceback
 * and stops the program. `break` ends the inner loop with its body unfinished; the outer one sees that. */
#define co_for(T, x, G)                                                                                                \
	for (struct co__for CO__OF(co__for, x) __attribute__((__cleanup__(co__for_end))) = co__for_begin((G), sizeof(T));  \
	     co__for_step(&CO__OF(co__for, x), sizeof(T));)                                                                \
		for (T x __attribute__((__unused__)) = *(const __typeof__(T) *)CO__OF(co__for, x).co__value;                   \
		     co__for_once(&CO__OF(co__for, x));)
/* A name of the loop's own beside that of x, which a macro may make. */
#define CO__OF(name, x) CO__OF_1(name, x)
#define CO__OF_1(name, x) name##_##x

/* What cogen makes of a co_for in a plain function over a generator of its file: the object lies on the C stack. */
#define co__for_in(T, x, G)                                                                                            \
	for (co__room_##G CO__OF(co__room, x), *CO__OF(co__once, x) = &CO__OF(co__room, x); CO__OF(co__once, x);           \
	     CO__OF(co__once, x) = NULL)                                                                                   \
		for (struct co__for CO__OF(co__for, x) __attribute__((__cleanup__(co__for_end))) =                             \
		         co__for_begin(CO__APPLY(&CO__OF(co__room, x), sizeof CO__OF(co__room, x), co__in_##G), sizeof(T));    \
		     co__for_step(&CO__OF(co__for, x), sizeof(T));)                                                            \
			for (T x __attribute__((__unused__)) = *(const __typeof__(T) *)CO__OF(co__for, x).co__value;               \
			     co__for_once(&CO__OF(co__for, x));)

/* The same where the frame of generator f is known and nothing has to run when the loop is left: it is a C variable,
 * number n of its file. cogen puts co__for_again behind the body. The test stands behind each step, so that
 * compilers see which return of the generator leads where. */
#define co__for_on_stack(f, n, T, x, start)                                                                            \
	{                                                                                                                  \
		struct co__##f##_frame co__for_##n;                                                                            \
		co_step co__step_##n = start;                                                                                  \
		if (!co__has_returned(co__step_##n)) do {                                                                      \
				if (CO__UNLIKELY(co__has_raised(co__step_##n))) co__for_raised(&co__##f##_type, co__step_##n);         \
				T x __attribute__((__unused__)) = CO__FETCHED(T, co__step_##n);

#define co__for_again(f, n)                                                                                            \
	}                                                                                                                  \
	while (!co__has_returned(co__step_##n = co__##f##_next(&co__for_##n)));                                            \
	}

/* The value of type T that a step carries, or whose address it carries. */
#define CO__FETCHED(T, step)                                                                                           \
	(sizeof(T) > sizeof(uint64_t) ? *(const __typeof__(T) *)(uintptr_t)co__step_value(step)                            \
	                              : ((union { uint64_t co__packed; __typeof__(T) co__value; }){ co__step_value(step) }).co__value)

/** Of async generators; to be awaited, or given to a form. As co_next and so on; they raise what ends the generator,
 * and CO_ESTATE where it is at work for somebody else, or NULL. co_aclose: 0, or the code of what came out of the
 * closing, or of such an error. */
#define co_anext(g, out) co__anext((g), (out), CO__TARGET_SIZE(out))
#define co_asend(g, v, out) co__asend((g), CO_V(v), sizeof(CO_V(v)), CO__CLASS(v), (out), CO__TARGET_SIZE(out))
#define co_athrow(g, code, message, out) co__athrow((g), (code), (message), (out), CO__TARGET_SIZE(out))
#define co_aclose(g) co__aclose(g)

/* Running. */

/** Makes a loop, runs the call on it, cancels what is left, closes the loop; the result, of type T, which may be
 * void. An error that nobody caught: its traceback on standard error, then exit(1). */
#define co_run(T, call) CO__VALUE(T, co__run_main((call), CO__BUFFER(T), CO__SIZE(T)))
/** The same, and hands the error back: 0 with the result in `*result` (NULL: not wanted), or its code with the error
 * in `*error` (NULL: not wanted), which is the caller's. CO_ESTATE: a loop runs on this thread already.
 * CO_EDEADLOCK: nothing can wake the call. */
#define co_try_run(call, result, error) co__try_run((call), (result), CO__TARGET_SIZE(result), (error))

/* Tasks and futures. They take the call, also where they fail. None is NULL: with no memory it has failed with
 * CO_ENOMEM; in a coroutine that is raised. */

/** A task of the call, on the current loop or on `loop`; begins at the next turn. `fn(arg)` runs exactly once when it
 * is over, started or not. */
#define co_spawn(call) co__spawn((call), CO__HERE)
#define co_spawn_on(loop, call) co__spawn_on((loop), (call), CO__HERE)
#define co_spawn_with(call, fn, arg) co__spawn_with((call), (fn), (arg), CO__HERE)
/** The same from any thread. false: the loop is closing, or there is no memory; nothing will run, and the call is
 * freed. From the loop's own thread, while the loop is the current one, handles among the arguments are kept at
 * once; from another, when the task is made. */
#define co_spawn_threadsafe(loop, call) co__spawn_threadsafe((loop), (call), CO__HERE)
/** A task that nobody holds. */
#define co_go(call) co__go((call), CO__HERE)
#define co_go_on(loop, call) co__go_on((loop), (call), CO__HERE)
/** The result of a future, of type T, which is that of the call; where it has none the program stops, with the
 * traceback. */
#define co_result(T, future) CO__VALUE(T, co__future_result((future), CO__SIZE(T)))
/** A future that is done when all of the calls, tasks and futures are, of which there may be none. co_gather: the
 * first error is its own, and the others go on. co_gather_settled: never fails. co_gather_strict: the first error
 * cancels the others, and is raised when they have ended. Cancelling it cancels all children. */
#define co_gather(...) co__gather(CO__HERE, CO__GATHER, CO__THINGS(__VA_ARGS__))
#define co_gather_settled(...) co__gather(CO__HERE, CO__GATHER_SETTLED, CO__THINGS(__VA_ARGS__))
#define co_gather_strict(...) co__gather(CO__HERE, CO__GATHER_STRICT, CO__THINGS(__VA_ARGS__))
/** The result of its i-th argument, as co_result. */
#define co_gather_result(T, gather, i) CO__VALUE(T, co__future_result(co_gather_child((gather), (i)), CO__SIZE(T)))
/** Which of them are done, when one is (CO_FIRST_COMPLETED), one has failed (CO_FIRST_ERROR), all are
 * (CO_ALL_COMPLETED): to be looked at after `await co_wait_future(w)`. Cancels nothing, raises none of their errors.
 * UV_EINVAL: nothing to wait for. */
#define co_wait(when, ...) co__wait((when), CO__THINGS(__VA_ARGS__))
/** A call: the call or future, cancelled and waited for when it takes longer than that: CO_ETIMEDOUT. Its value is
 * the call's; of a future, the same pointer, done. */
#define co_wait_for(seconds, thing) co__wait_for((seconds), (thing))
/** A call: the call or future, which goes on where the wait is cancelled. As a co_wait that ends early, that takes a
 * step for each that began to wait for the same future before it and still does: n that end last first take n * n /
 * 2. */
#define co_shield(thing) co__shield(thing)
/** For co_for_await: each of them as it ends, a co_future * that is done. */
#define co_as_completed(...) co__as_completed(CO__THINGS(__VA_ARGS__))
/** A task of a co_group. One that has failed with CO_ESTATE where the group is ending. */
#define co_group_spawn(group, call) co__group_spawn((group), (call), NULL, NULL, CO__HERE)
#define co_group_spawn_with(group, call, fn, arg) co__group_spawn((group), (call), (fn), (arg), CO__HERE)

/** Functions that are also macros, so that debug mode can tell where they were called; their names alone, or in
 * parentheses, are the functions. */
#define co_call_soon(...) co__call_soon(CO__SCHEDULED_SECOND(__VA_ARGS__), __VA_ARGS__)
#define co_call_later(...) co__call_later(CO__SCHEDULED_THIRD(__VA_ARGS__), __VA_ARGS__)
#define co_call_at(...) co__call_at(CO__SCHEDULED_THIRD(__VA_ARGS__), __VA_ARGS__)
#define co_call_soon_threadsafe(...) co__call_soon_threadsafe(CO__SCHEDULED_SECOND(__VA_ARGS__), __VA_ARGS__)
#define co_add_done_callback(...) co__add_done_callback(CO__SCHEDULED_SECOND(__VA_ARGS__), __VA_ARGS__)
#define co_future_new(...) co__future_new(CO__HERE, 0, __VA_ARGS__)
#define co_future_new_on(...) co__future_new_on(CO__HERE, 0, __VA_ARGS__)
#define co_gather_n(...) co__gather_n(CO__HERE, CO__GATHER, __VA_ARGS__)
#define co_gather_settled_n(...) co__gather_n(CO__HERE, CO__GATHER_SETTLED, __VA_ARGS__)
#define co_gather_strict_n(...) co__gather_n(CO__HERE, CO__GATHER_STRICT, __VA_ARGS__)

/** Queues, with the size of what their second operand leads to, which is in the rest as it may have commas in braces.
 * Where it is another than the queue's items have, the program stops. */
#ifndef __cplusplus
#define co_queue_put(queue, ...) co__queue_put((queue), (__VA_ARGS__), CO__ITEM_SIZE((__VA_ARGS__)))
#define co_queue_get(queue, ...) co__queue_get((queue), (__VA_ARGS__), CO__ITEM_SIZE((__VA_ARGS__)))
#define co_queue_try_put(queue, ...) co__queue_try_put((queue), (__VA_ARGS__), CO__ITEM_SIZE((__VA_ARGS__)))
#define co_queue_try_get(queue, ...) co__queue_try_get((queue), (__VA_ARGS__), CO__ITEM_SIZE((__VA_ARGS__)))
#endif

/* What cogen writes in their place where the handle has no name, or a variable that lets go of it. */
#define co__lone_future_new(...) co__future_new(CO__HERE, CO__LONE, __VA_ARGS__)
#define co__lone_future_new_on(...) co__future_new_on(CO__HERE, CO__LONE, __VA_ARGS__)
#define co__lone_gather_n(...) co__gather_n(CO__HERE, CO__GATHER | CO__LONE, __VA_ARGS__)
#define co__lone_gather_settled_n(...) co__gather_n(CO__HERE, CO__GATHER_SETTLED | CO__LONE, __VA_ARGS__)
#define co__lone_gather_strict_n(...) co__gather_n(CO__HERE, CO__GATHER_STRICT | CO__LONE, __VA_ARGS__)
#define co__lone_spawn(call) co__spawn_lone((call), CO__HERE)
#define co__lone_spawn_on(loop, call) co__spawn_on_lone((loop), (call), CO__HERE)
#define co__lone_spawn_with(call, fn, arg) co__spawn_with_lone((call), (fn), (arg), CO__HERE)
#define co__lone_go(call) co__go_or_raise((call), CO__HERE)
#define co__lone_go_on(loop, call) co__go_on_or_raise((loop), (call), CO__HERE)
#define co__lone_gather(...) co__gather(CO__HERE, CO__GATHER | CO__LONE, CO__THINGS(__VA_ARGS__))
#define co__lone_gather_settled(...) co__gather(CO__HERE, CO__GATHER_SETTLED | CO__LONE, CO__THINGS(__VA_ARGS__))
#define co__lone_gather_strict(...) co__gather(CO__HERE, CO__GATHER_STRICT | CO__LONE, CO__THINGS(__VA_ARGS__))
#define co__lone_wait(when, ...) co__wait_lone((when), CO__THINGS(__VA_ARGS__))
#define co__lone_group_spawn(group, call) co__group_spawn_lone((group), (call), NULL, NULL, CO__HERE)
#define co__lone_group_spawn_with(group, call, fn, arg) co__group_spawn_lone((group), (call), (fn), (arg), CO__HERE)

/** Says that co_with takes a T *. Here it only checks the two functions, which are constructors. */
#define CO_CONTEXT(T, enter, exit)                                                                                     \
	_Static_assert(sizeof((co_coro *(*[1])(T *)){ enter }) &&                                                          \
	                   sizeof((co_coro *(*[1])(T *, const co_error *)){ exit }),                                       \
	               "async(void) enter(T *), async(bool) exit(T *, const co_error *)")

#endif
