/* The async functions of the runtime. Await them in coroutines; in plain C they are constructors, for co_spawn and
 * its like.
 *
 * `CO__BUILTIN(T) name(params)`: a built-in awaitable of result T whose frame embeds in the awaiter's (awaitable.h).
 * `co_async(T) name(params)`: an async function that the runtime was compiled with.
 *
 * Everything here raises CO_ECANCELED where its task is cancelled while it waits; then it did not happen. Nothing
 * here may be called from a thread other than the loop's. Read at most once per reading (declare.h), hence no plain
 * include guard. */
#include "awaitable.h"
#include "block.h"
#include "declare.h"

#if defined CO__ANNOTATED && !defined CO__BUILTINS_ANNOTATED
#define CO__BUILTINS_ANNOTATED
#define CO__BUILTINS_READ
#undef CO__BUILTIN
#define CO__BUILTIN(T) CO__ANNOTATE("cogen.builtin") T
#ifdef CO__BUILTINS_PLAIN
/* A plain file's declarations came first. This reading is only ever checked, so its own may have other names. */
#define co_sleep co__annotated_sleep
#define co_checkpoint co__annotated_checkpoint
#define co_lock_acquire co__annotated_lock_acquire
#define co_semaphore_acquire co__annotated_semaphore_acquire
#define co__future_wait co__annotated_future_wait
#define co_event_wait co__annotated_event_wait
#define co_condition_wait co__annotated_condition_wait
#define co_barrier_wait co__annotated_barrier_wait
#define co_rwlock_read_acquire co__annotated_rwlock_read_acquire
#define co_rwlock_write_acquire co__annotated_rwlock_write_acquire
#undef co_queue_put
#undef co_queue_get
#define co_queue_put co__annotated_queue_put
#define co_queue_get co__annotated_queue_get
#define co_queue_join co__annotated_queue_join
#define co_signal_wait co__annotated_signal_wait
#define co_fd_wait co__annotated_fd_wait
#define co_thread_run co__annotated_thread_run
#endif
#elif !defined CO__ANNOTATED && !defined CO__BUILTINS_PLAIN
#define CO__BUILTINS_PLAIN
#define CO__BUILTINS_READ
#define CO__BUILTIN(T) CO__OBJECT_TYPE(T)
#endif

#ifdef CO__BUILTINS_READ
#undef CO__BUILTINS_READ
#ifdef __cplusplus
extern "C" {
#endif

/** Goes on after `seconds`, never early; 0 or less: at the next turn of the loop, as co_checkpoint. */
CO__BUILTIN(void) co_sleep(double seconds);

/** Ends the task's turn: everything that is ready runs first. */
CO__BUILTIN(void) co_checkpoint(void);

/** Waits for the lock and holds it; first come, first served. At once where it is free. */
CO__BUILTIN(void) co_lock_acquire(co_lock *lock);

/** Takes one of what the semaphore has, waiting for it where there is none. */
CO__BUILTIN(void) co_semaphore_acquire(co_semaphore *semaphore);

/** What `await` of a future is: the same pointer, done. Raises what it failed with. */
CO__BUILTIN(co_future *) co__future_wait(co_future *future);

/** Waits until the event is set; at once where it is. */
CO__BUILTIN(void) co_event_wait(co_event *event);

/** Releases the condition's lock, waits to be notified, takes the lock again: the last also where it is cancelled.
 * Raises CO_ESTATE where nobody holds the lock. */
CO__BUILTIN(void) co_condition_wait(co_condition *condition);

/** Waits until as many have arrived as the barrier is for; the number of this one among them, from 0. A request to
 * cancel that comes when all have arrived is delivered at the next suspension. Raises CO_ESTATE where the barrier is
 * broken or reset, UV_EINVAL where it is for none. */
CO__BUILTIN(int) co_barrier_wait(co_barrier *barrier);

/** Waits for the lock and holds it for reading, or for writing: what co_with begins with. */
CO__BUILTIN(void) co_rwlock_read_acquire(co_rwlock_reader *reader);
CO__BUILTIN(void) co_rwlock_write_acquire(co_rwlock_writer *writer);

/** Copies an item in, waiting while the queue is full; out, waiting while it is empty. `item` stays the caller's, and
 * there until the call is done; its size is looked at as with co_queue_try_put. Raise CO_ESHUTDOWN; CO_ENOMEM (put). */
CO__BUILTIN(void) co_queue_put(co_queue *queue, const void *item);
CO__BUILTIN(void) co_queue_get(co_queue *queue, void *item);

/** Waits until every item that was put has been reported by co_queue_task_done. */
CO__BUILTIN(void) co_queue_join(co_queue *queue);

/** Waits for a signal; its number. While nobody waits the signal has its default action: to miss none, let the next
 * wait begin before the last one has ended. All tasks that wait for it get it. Raises UV_EINVAL where it cannot be
 * waited for; where the signal has come already, a cancellation is delivered at the next suspension. */
co_async(int) co_signal_wait(int signum);

/** Waits until `fd` is ready; `events` and the result are UV_READABLE, UV_WRITABLE, UV_DISCONNECT, UV_PRIORITIZED
 * together. The result is what it is ready for. Several tasks may wait at one descriptor, for the same or other
 * events. It is set to non-blocking, and must not be closed while a task waits at it. One with an error, as a
 * refused connection, is ready: the call that follows tells. Raises libuv's codes: UV_EBADF: it is not open;
 * UV_EPERM: of a file, which is always ready; UV_EINVAL: no such events. */
co_async(int) co_fd_wait(int fd, int events);

/** Runs fn(arg) on a thread of libuv's pool and waits for its end. A cancellation drops a job that no thread has
 * begun; where one has, this goes on to the end of fn, and raises CO_ECANCELED then: so whatever `arg` points to is
 * fn's until here. */
co_async(void) co_thread_run(void (*fn)(void *), void *arg);

#ifdef CO__BUILTINS_PLAIN
/* The two of queues with the size of what `item` leads to: forms.h. */
co_coro *co__queue_put(co_queue *queue, const void *item, size_t size);
co_coro *co__queue_get(co_queue *queue, void *item, size_t size);
#endif

#ifdef __cplusplus
}
#endif
#endif
