/* co_async(T), co_generator(…), co_async_generator(…) and nothing else: for public headers of libraries, C and C++.
 *
 *     co_async(int) fetch(const char *url);
 *
 * declares, in a file that cogen reads, an async function of result int; in every other, and in what cogen wrote, its
 * constructor, a function that returns `co_coro *`, the coroutine object that has not started.
 *
 * What must hold: T is looked at in every reading, so that tags and enumerators it declares are there, and the type
 * binds as a type name does (`co_async(int) a(int), b(int);` declares two). For compilers that check an annotated
 * file as it stands, without cogen, <cogen.h> has to come before the first use: nothing can tell them that it will. */
#ifndef COGEN_DECLARE_H
#define COGEN_DECLARE_H

typedef struct co_coro co_coro;
typedef co_coro *co__object;

#if defined COGEN_TOOL && !defined COGEN_GENERATED && !defined CO__ANNOTATED
#define CO__ANNOTATED 1
#endif

/* A macro chosen by the number of arguments. */
#define CO__PICK(_1, _2, _3, N, ...) N

#ifdef __cplusplus
#define CO__OBJECT_TYPE(...) co__object
#define CO__OBJECT_TYPE_G1(Y) co__object
#define CO__OBJECT_TYPE_G2(Y, S) co__object
#define CO__OBJECT_TYPE_G3(Y, S, R) co__object
#else
#define CO__OBJECT_TYPE(...) __typeof__((void)(__typeof__(__VA_ARGS__) *)0, (co_coro *)0)
#define CO__OBJECT_TYPE_G1(Y) __typeof__((void)(__typeof__(Y) *)0, (co_coro *)0)
#define CO__OBJECT_TYPE_G2(Y, S) __typeof__((void)(__typeof__(Y) *)0, (void)(__typeof__(S) *)0, (co_coro *)0)
#define CO__OBJECT_TYPE_G3(Y, S, R)                                                                                    \
	__typeof__((void)(__typeof__(Y) *)0, (void)(__typeof__(S) *)0, (void)(__typeof__(R) *)0, (co_coro *)0)
#endif
#define CO__OBJECT_GENERATOR(...)                                                                                      \
	CO__PICK(__VA_ARGS__, CO__OBJECT_TYPE_G3, CO__OBJECT_TYPE_G2, CO__OBJECT_TYPE_G1, )(__VA_ARGS__)

#endif

/* Outside the guard: <cogen.h> may turn the annotation reading on after this header was first included. */
#if defined CO__ANNOTATED && !defined CO__DECLARE_ANNOTATED
#define CO__DECLARE_ANNOTATED
#undef co_async
#undef co_generator
#undef co_async_generator

/* The annotation goes unheeded in type names; clang would say so. */
#if defined __clang__
#define CO__ANNOTATE(what)                                                                                             \
	_Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wignored-attributes\"")                      \
		__attribute__((__annotate__(what))) _Pragma("clang diagnostic pop")
#else
#define CO__ANNOTATE(what)
#endif
/* clang-format off */
#define CO__ANNOTATE_G3(kind, Y, S, R) \
	CO__ANNOTATE(kind) __typeof__(*((struct { Y *co__yielded; S *co__sent; R *co__returned; } *)0)->co__returned)
/* clang-format on */
#define CO__GENERATOR_1(Y) CO__ANNOTATE_G3("cogen.generator", Y, void, void)
#define CO__GENERATOR_2(Y, S) CO__ANNOTATE_G3("cogen.generator", Y, S, void)
#define CO__GENERATOR_3(Y, S, R) CO__ANNOTATE_G3("cogen.generator", Y, S, R)
#define CO__ASYNC_GENERATOR_1(Y) CO__ANNOTATE_G3("cogen.async_generator", Y, void, void)
#define CO__ASYNC_GENERATOR_2(Y, S) CO__ANNOTATE_G3("cogen.async_generator", Y, S, void)

#define co_async(...) CO__ANNOTATE("cogen.async") __VA_ARGS__
#define co_generator(...) CO__PICK(__VA_ARGS__, CO__GENERATOR_3, CO__GENERATOR_2, CO__GENERATOR_1, )(__VA_ARGS__)
#define co_async_generator(...) CO__PICK(__VA_ARGS__, , CO__ASYNC_GENERATOR_2, CO__ASYNC_GENERATOR_1, )(__VA_ARGS__)

#elif !defined CO__ANNOTATED && !defined CO__DECLARE_PLAIN
#define CO__DECLARE_PLAIN
#define co_async(...) CO__OBJECT_TYPE(__VA_ARGS__)
#define co_generator(...) CO__OBJECT_GENERATOR(__VA_ARGS__)
#define co_async_generator(...) CO__OBJECT_GENERATOR(__VA_ARGS__)
#endif
