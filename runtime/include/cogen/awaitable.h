/* The built-in awaitables: frames that embed in the frame of whoever awaits, so that waiting allocates nothing.
 *
 * The awaitable co_NAME (or co__NAME) has
 *   struct co__NAME_frame     its frame, header first; `co__result` where it has a result
 *   co__NAME_start(frame, arguments…)   ends at once (nothing of the frame is written then, the result is in the step) or
 *                             suspends, the frame being known to the running task and to whoever will wake it
 *   co__NAME_type             resume, cancel, and first for objects made by the constructor
 *   co_NAME(arguments…)       the constructor, an object for co_spawn and its like (builtins.h)
 * Where a fast path matters the start is inline here and the suspending rest is co__NAME_wait.
 *
 * What must hold: a frame that waits is linked where `cancel` of its type can unlink it in constant time, and is not
 * moved. */
#ifndef COGEN_AWAITABLE_H
#define COGEN_AWAITABLE_H

#include "sync.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A frame in a FIFO of waiters. */
struct co__waiter {
	co_coro co__coro;
	co_task *co__task; /* whom to wake */
	struct co__waiter *co__next;
	struct co__waiter *co__previous;
	void *co__on;      /* what it waits for; arguments of a constructed object are kept here, too */
};

/** `state` of a frame that waits. */
enum {
	CO__WAITING = 1,
	CO__GIVEN = 2, /* it was handed what it waits for, and is on its way; still first in the FIFO */
};

/** A place in the loop's heap of timers. */
struct co__timer {
	uint32_t co__index;
	uint32_t co__order : 30; /* of equal due times the one started first comes first */
	uint32_t co__kind : 2;   /* whose part it is */
};

/** `co__kind` of a timer. */
enum { CO__OF_CALLBACK, CO__OF_SLEEP, CO__OF_TIMEOUT };

/* The timer is in the task. */
struct co__co_sleep_frame {
	co_coro co__coro;
	double co__seconds; /* of a constructed object that has not begun */
};
extern const co_type co__co_sleep_type;
co_step co__co_sleep_start(struct co__co_sleep_frame *frame, double seconds);

/** The same without a frame of its own: the running task waits at `leaf`, the frame that awaits, and goes on with its
 * resume; an error given to that is raised by the await. CO__SUSPENDED or CO__RAISED; `leaf` is not written. */
co_step co__wait_sleep(co_coro *leaf, double seconds);
co_step co__wait_checkpoint(co_coro *leaf);

struct co__co_checkpoint_frame {
	co_coro co__coro;
};
extern const co_type co__co_checkpoint_type;
co_step co__co_checkpoint_start(struct co__co_checkpoint_frame *frame);

struct co__co_lock_acquire_frame {
	struct co__waiter co__waiter;
};
extern const co_type co__co_lock_acquire_type;
/** In debug mode, told when a task has a lock; else NULL. May be set while other threads take locks. */
extern void (*co__lock_taken)(co_lock *lock);
static inline bool co__lock_is_watched(void) { return CO__LOAD(&co__lock_taken) != NULL; }
static inline void co__lock_is_taken(co_lock *lock) {
	void (*taken)(co_lock *) = CO__LOAD(&co__lock_taken);
	if (CO__UNLIKELY(taken != NULL)) taken(lock);
}
co_step co__lock_acquire_wait(struct co__co_lock_acquire_frame *frame, co_lock *lock);
static inline co_step co__co_lock_acquire_start(struct co__co_lock_acquire_frame *frame, co_lock *lock) {
	if (CO__UNLIKELY(!lock || lock->co__held)) return co__lock_acquire_wait(frame, lock);
	lock->co__held = true;
	co__lock_is_taken(lock);
	return CO__RETURN_VOID();
}

struct co__co_semaphore_acquire_frame {
	struct co__waiter co__waiter;
};
extern const co_type co__co_semaphore_acquire_type;
co_step co__semaphore_acquire_wait(struct co__co_semaphore_acquire_frame *frame, co_semaphore *semaphore);
static inline co_step co__co_semaphore_acquire_start(struct co__co_semaphore_acquire_frame *frame, co_semaphore *semaphore) {
	/* While anybody waits, also one that was handed a permit and has not run yet, the value is 0. It is below that
	 * of a semaphore that was made of a negative number. */
	if (CO__UNLIKELY(!semaphore || (ptrdiff_t)semaphore->co__value <= 0)) return co__semaphore_acquire_wait(frame, semaphore);
	semaphore->co__value--;
	return CO__RETURN_VOID();
}

struct co__co_event_wait_frame {
	struct co__waiter co__waiter;
};
extern const co_type co__co_event_wait_type;
co_step co__event_wait_wait(struct co__co_event_wait_frame *frame, co_event *event);
static inline co_step co__co_event_wait_start(struct co__co_event_wait_frame *frame, co_event *event) {
	if (event && event->co__set) return CO__RETURN_VOID();
	return co__event_wait_wait(frame, event);
}

struct co__co_condition_wait_frame {
	struct co__waiter co__waiter; /* in the FIFO of the condition, then in that of its lock */
	co_error *co__error;          /* what it raises when it has the lock again */
	bool co__notified;
	bool co__relocking;
};
extern const co_type co__co_condition_wait_type;
co_step co__co_condition_wait_start(struct co__co_condition_wait_frame *frame, co_condition *condition);

struct co__co_barrier_wait_frame {
	struct co__waiter co__waiter;
	int co__result;
};
extern const co_type co__co_barrier_wait_type;
co_step co__co_barrier_wait_start(struct co__co_barrier_wait_frame *frame, co_barrier *barrier);

struct co__co_rwlock_read_acquire_frame {
	struct co__waiter co__waiter;
};
extern const co_type co__co_rwlock_read_acquire_type;
co_step co__co_rwlock_read_acquire_start(struct co__co_rwlock_read_acquire_frame *frame, co_rwlock_reader *reader);

struct co__co_rwlock_write_acquire_frame {
	struct co__waiter co__waiter;
};
extern const co_type co__co_rwlock_write_acquire_type;
co_step co__co_rwlock_write_acquire_start(struct co__co_rwlock_write_acquire_frame *frame, co_rwlock_writer *writer);

/* What co_with calls at the end of its block, by names that no local of the user's has. */
static inline void co__lock_release(co_lock *lock) { (void)co_lock_release(lock); }
static inline void co__semaphore_release(co_semaphore *semaphore) { (void)co_semaphore_release(semaphore); }
static inline void co__rwlock_read_release(co_rwlock_reader *reader) { (void)co_rwlock_read_release(reader); }
static inline void co__rwlock_write_release(co_rwlock_writer *writer) { (void)co_rwlock_write_release(writer); }

struct co__co_queue_put_frame {
	struct co__waiter co__waiter;
	const void *co__item; /* the caller's, until it is done */
};
extern const co_type co__co_queue_put_type;
co_step co__queue_put_begin(struct co__co_queue_put_frame *frame, co_queue *queue, const void *item, size_t size);
/* With the size of what the operand leads to: forms.h. */
#define co__co_queue_put_start(frame, queue, ...)                                                                         \
	co__queue_put_begin((frame), (queue), (__VA_ARGS__), CO__ITEM_SIZE((__VA_ARGS__)))

struct co__co_queue_get_frame {
	struct co__waiter co__waiter;
	void *co__item; /* the caller's, until it is done */
};
extern const co_type co__co_queue_get_type;
co_step co__queue_get_begin(struct co__co_queue_get_frame *frame, co_queue *queue, void *item, size_t size);
#define co__co_queue_get_start(frame, queue, ...)                                                                         \
	co__queue_get_begin((frame), (queue), (__VA_ARGS__), CO__ITEM_SIZE((__VA_ARGS__)))

struct co__co_queue_join_frame {
	struct co__waiter co__waiter;
};
extern const co_type co__co_queue_join_type;
co_step co__queue_join_wait(struct co__co_queue_join_frame *frame, co_queue *queue);
static inline co_step co__co_queue_join_start(struct co__co_queue_join_frame *frame, co_queue *queue) {
	if (queue && queue->co__unfinished == 0) return CO__RETURN_VOID();
	return co__queue_join_wait(frame, queue);
}

/** `await f` of a future: the same pointer, done; raises what it failed with. */
struct co__co_future_wait_frame {
	co_coro co__coro;
	co_future *co__result;
};
extern const co_type co__co_future_wait_type;
co_step co__co_future_wait_start(struct co__co_future_wait_frame *frame, co_future *future);

/** `yield_from g` of a generator object: passes next, send, throw and close to it; the same pointer, ended. Until
 * then g refuses calls from others. What goes by is not converted: g yields and is sent what `from`, the generator
 * that delegates, is. */
struct co__co_delegate_frame {
	co_coro co__coro;
	co_gen *co__result;
};
extern const co_type co__co_delegate_type;
co_step co__co_delegate_start(struct co__co_delegate_frame *frame, co_gen *generator, const co_type *from);

/* ---- async generators ---- */

/** One request to an async generator object: the generator's awaiter until it yields or ends. Its resume is given the
 * address of a value that was yielded as `in`. Raise what ends the generator, and CO_ESTATE where it is at work for
 * somebody else. */
struct co__co_anext_frame {
	co_coro co__coro;
	co_gen *co__gen;
	void *co__out;
	bool co__result;
};
struct co__co_asend_frame {
	co_coro co__coro;
	co_gen *co__gen;
	void *co__out;
	bool co__result;
};
struct co__co_athrow_frame {
	co_coro co__coro;
	co_gen *co__gen;
	void *co__out;
	bool co__result;
};
struct co__co_aclose_frame {
	co_coro co__coro;
	co_gen *co__gen;
	int co__result;
};
co_step co__anext_begin(struct co__co_anext_frame *frame, co_gen *g, void *out, size_t size);
co_step co__asend_begin(struct co__co_asend_frame *frame, co_gen *g, const void *value, size_t value_size,
                        unsigned value_class, void *out, size_t size);
co_step co__athrow_begin(struct co__co_athrow_frame *frame, co_gen *g, int code, const char *message, void *out,
                         size_t size);
co_step co__co_aclose_start(struct co__co_aclose_frame *frame, co_gen *g);

/* With the sizes of their operands; forms.h has CO_V and the like. */
#define co__co_anext_start(frame, g, out) co__anext_begin((frame), (g), (out), CO__TARGET_SIZE(out))
#define co__co_asend_start(frame, g, v, out)                                                                              \
	co__asend_begin((frame), (g), CO_V(v), sizeof(CO_V(v)), CO__CLASS(v), (out), CO__TARGET_SIZE(out))
#define co__co_athrow_start(frame, g, code, message, out)                                                                 \
	co__athrow_begin((frame), (g), (code), (message), (out), CO__TARGET_SIZE(out))

/** co_for_await: holds its generator from enter to exit, which closes it, waiting for that, and frees it. */
struct co__co_for_await_frame {
	co_coro co__coro;
	co_gen *co__gen;
	void *co__out;
	co_error *co__why;
	bool co__result;
};
/** Takes the object, which yields values of `size` bytes. Ends at once; raises where there was no memory, or it is
 * another thing. */
co_step co__for_await_enter(struct co__co_for_await_frame *frame, co_coro *object, size_t size);
/** The next value goes to `out`. The result, a bool: there was one. */
co_step co__co_for_await_next_start(struct co__co_for_await_frame *frame, void *out);
/** Every way out. `why` is given: the error that leads out (NULL: none); the step raises it again, or what came out
 * of the closing, with `why` as its cause. */
co_step co__co_for_await_exit_start(struct co__co_for_await_frame *frame, co_error *why);

#ifdef __cplusplus
}
#endif
#endif
