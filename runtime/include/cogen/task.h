/* Tasks and futures: handles on results to come. Nobody frees handles in ordinary code: they belong to the running
 * task, else to the loop; co_retain, co_release and co_disown are for the rest. Calls come from the loop's thread.
 *
 * NULL is no handle. What gives up or takes back (co_cancel, co_release, co_disown, co_remove_done_callback) does
 * nothing with it; what asks for something is told of (co_loop_on_report) and answers false, 0 or NULL; what has no
 * such answer stops the program. So it is with another pointer that must not be NULL: a function, a name, a value,
 * an array. Where a form takes calls and futures NULL is one that has failed: with CO_ENOMEM where there was no
 * memory for the call, else with CO_ESTATE. */
#ifndef COGEN_TASK_H
#define COGEN_TASK_H

#include "types.h"
#if __STDC_HOSTED__
#include <stdio.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Asks for a cancellation, delivered at the next suspension as CO_ECANCELED. false: it was done already. */
bool co_cancel(co_future *future);

/** Requests that were made and not withdrawn; 2,047 also where it is more. */
int co_cancelling(co_task *task);

/** Withdraws one request; how many are left. */
int co_uncancel(co_task *task);

/** Whether it has a result, has failed or was cancelled; whether it was cancelled. */
bool co_done(co_future *future);
bool co_cancelled(co_future *future);

/** Why it failed, lent as long as the future lives; NULL: it did not, or is not done. */
const co_error *co_future_error(co_future *future);

/** Schedules fn(future, arg) for when it is done (at the next turn where it is already), those of one future in the
 * order in which they were added; the future is kept until then. With no memory the callback is lost and the program
 * is told on standard error. */
void co_add_done_callback(co_future *future, void (*fn)(co_future *future, void *arg), void *arg);
/* `place`: as in co__call_soon. */
void co__add_done_callback(const char *place, co_future *future, void (*fn)(co_future *future, void *arg), void *arg);

/** Takes back every callback of that function that was not scheduled yet; how many. */
size_t co_remove_done_callback(co_future *future, void (*fn)(co_future *future, void *arg));

/** The task that runs, or NULL. */
co_task *co_current_task(void);

/** Writes up to `cap` tasks that are not done to `out`, lent, in no order that is promised; how many there are. `out`
 * may be NULL where `cap` is 0. */
size_t co_all_tasks(co_loop *loop, co_task **out, size_t cap);

/** What co_dump_tasks and reports call the task. The name is copied; with no memory for it the task keeps the name of
 * its function. */
void co_task_set_name(co_task *task, const char *name);

#if __STDC_HOSTED__
/** Prints every task with its name, its state and what it waits for, file:line of each frame. */
void co_dump_tasks(co_loop *loop, FILE *to);
#endif

/** A future that the caller completes: of the current loop, or of `loop`. `result_size` in bytes, 0: none. With two
 * claims: the owner's and the completer's. Never NULL: with no memory it is one that has failed, which is part of the
 * loop, ends with it, and need not be completed. */
co_future *co_future_new(size_t result_size);
co_future *co_future_new_on(co_loop *loop, size_t result_size);

/** Completes it: `size` must be its result's; the bytes are copied. One such call consumes the completer's claim,
 * also after a cancel. false, and no effect, when it was done. Where `value` is NULL and the size is not 0 that is
 * told, and nothing has happened: the completer has its claim still. A `format` that is NULL: the message is what
 * the code means. */
bool co_future_set_result(co_future *future, const void *value, size_t size);
bool co_future_set_error(co_future *future, int code, const char *format, ...)
#if defined __GNUC__
	__attribute__((__format__(__printf__, 3, 4)))
#endif
	;

/** `hook` is called inside co_cancel of the future or its awaiter. true: it is cancelled now; false: the operation
 * goes on until it is completed, or the hook has completed it. Then the awaiter gets what it was completed with, and
 * its request after that. NULL: it is cancelled without a word, as before. */
void co_future_on_cancel(co_future *future, bool (*hook)(co_future *future, void *arg), void *arg);

/** Adds a reference, so that the future outlives its owner, and answers it. Not NULL. In the loop's thread, as the
 * two below. */
co_future *co_retain(co_future *future);
/** Drops a reference that co_retain added; with the last one the future is freed, and an error nobody asked for is
 * told of. NULL is allowed. Where co_retain added none it is told of and changes nothing: always in debug mode (of
 * what was made in it), else where the only references left are known to be others': those of the owner, the
 * completer, and a task that is not done. */
void co_release(co_future *future);
/** Gives up the owner's reference before the owner ends: for a handle that is made over and over in one long task.
 * Does nothing for NULL, or where no owner has one (any more). */
void co_disown(co_future *future);

/** As co_gather, co_gather_settled, co_gather_strict, co_wait, co_as_completed, over `n` futures. `futures` may be
 * NULL where `n` is 0; else what is made has failed with CO_ESTATE. */
co_future *co_gather_n(co_future **futures, size_t n);
co_future *co_gather_settled_n(co_future **futures, size_t n);
co_future *co_gather_strict_n(co_future **futures, size_t n);
co_wait_result *co_wait_n(int when, co_future **futures, size_t n);
co_gen *co_as_completed_n(co_future **futures, size_t n);

/** The i-th child, in argument order. Lent. */
co_future *co_gather_child(co_future *gather, size_t i);

/** What to await before the result is looked at. Lent. */
co_future *co_wait_future(co_wait_result *wait);

/** Moves the deadline of the innermost co_timeout block that the running task is in to `seconds` from now; INFINITY:
 * it has none. 0; CO_ESTATE: there is no such block, or its time is up; UV_EINVAL: not a number; CO_ENOMEM: it has
 * no deadline now. */
int co_timeout_move(double seconds);
/** Its deadline on the loop's clock, INFINITY where it has none; whether its time is up. */
double co_timeout_deadline(void);
bool co_timeout_expired(void);

/** Cancels all tasks of a group; its block then ends without an error. */
void co_group_cancel(co_group *group);

/* Behind the forms. An awaited thing is a co_coro or a co_future: both start with a co_type that tells which. They
 * consume the object they are given, also when they fail; NULL stands for one that there was no memory for. One that
 * is a generator's is refused; it stays its holder's where co_new has made it, or it was given in a list. */
/* `where`: "FILE:LINE" of the form, kept in debug mode; NULL: not known. */
co_task *co__spawn(co_coro *object, const char *where);
co_task *co__spawn_on(co_loop *loop, co_coro *object, const char *where);
co_task *co__spawn_with(co_coro *object, void (*fn)(void *arg), void *arg, const char *where);
bool co__spawn_threadsafe(co_loop *loop, co_coro *object, const char *where);
/* What generated code calls where it has the handle itself, until it lets go of it, instead of the running task. */
co_task *co__spawn_lone(co_coro *object, const char *where);
co_task *co__spawn_on_lone(co_loop *loop, co_coro *object, const char *where);
co_task *co__spawn_with_lone(co_coro *object, void (*fn)(void *arg), void *arg, const char *where);
co_task *co__group_spawn_lone(co_group *group, co_coro *object, void (*fn)(void *arg), void *arg, const char *where);
co_wait_result *co__wait_lone(int when, void *const *things, size_t count);
co_wait_result *co__lone_wait_n(int when, co_future **futures, size_t n);
/* The functions of these names, with their place; `how` and `lone`: with CO__LONE where generated code has the
 * handle itself. */
co_future *co__gather_n(const char *where, int how, co_future **futures, size_t n);
co_future *co__future_new(const char *where, int lone, size_t result_size);
co_future *co__future_new_on(const char *where, int lone, co_loop *loop, size_t result_size);
/** What a form has made, as a step: CO__RAISED where there was no memory. */
co_step co__made(co_future *future);
co_step co__made_wait(co_wait_result *wait);
/** Ends such a handle; NULL is none. */
void co__let_go(co_future *future);
void co__let_go_wait(co_wait_result *wait);
/** co_go in a coroutine. */
co_step co__go_or_raise(co_coro *object, const char *where);
co_step co__go_on_or_raise(co_loop *loop, co_coro *object, const char *where);
void co__go(co_coro *object, const char *where);
void co__go_on(co_loop *loop, co_coro *object, const char *where);
co_task *co__group_spawn(co_group *group, co_coro *object, void (*fn)(void *arg), void *arg, const char *where);
/** Runs it and copies its result of `size` bytes (0: void; CO__UNKNOWN: not checked) to `result`, which it answers.
 * Exits where an error comes out. */
void *co__run_main(co_coro *object, void *result, size_t size);
int co__try_run(co_coro *object, void *result, size_t size, co_error **error);
/** The result of a future that has one; stops the program, with the traceback, where it has none or of another size. */
void *co__future_result(co_future *future, size_t size);

/** In place of a count: things end where this one's address is. */
#define CO__COUNTED ((size_t)-2)
extern char co__end_of_things;
enum { CO__GATHER, CO__GATHER_SETTLED, CO__GATHER_STRICT, CO__LONE = 4 /* beside one of these */ };
co_future *co__gather(const char *where, int how, void *const *things, size_t count);
co_wait_result *co__wait(int when, void *const *things, size_t count);
co_coro *co__wait_for(double seconds, void *thing);
co_coro *co__shield(void *thing);
co_gen *co__as_completed(void *const *things, size_t count);

#ifdef __cplusplus
}
#endif
#endif
