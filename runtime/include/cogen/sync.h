/* Locks, semaphores and what else tasks of one loop wait for: the types and the calls that never suspend. The calls that
 * do are in builtins.h. Members are the runtime's.
 *
 * All are plain values: initialised once, never moved while in use, nothing to free. Wake-ups schedule, in FIFO order,
 * without barging: what is given back goes to the longest waiter, also while a newcomer asks. All calls come from the loop's thread. */
#ifndef COGEN_SYNC_H
#define COGEN_SYNC_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Who waits, longest first. */
struct co__waiters {
	struct co__waiter *co__first;
	struct co__waiter *co__last;
};

typedef struct co_lock {
	struct co__waiters co__waiters;
	bool co__held; /* by a task, or handed to the first waiter, which has not run yet */
} co_lock;
#define CO_LOCK_INIT { { NULL, NULL }, false }
/** Makes it a lock that nobody holds. */
void co_lock_init(co_lock *lock);
/** Gives the lock to the longest waiter, or to nobody. Releasing one that nobody holds stops the program. */
void co_lock_release(co_lock *lock);
/** Whether a task holds it; false also between a release and the turn of the waiter that it was handed to. */
bool co_lock_locked(co_lock *lock);

typedef struct co_semaphore {
	struct co__waiters co__waiters;
	size_t co__value; /* what a newcomer may take at once */
	size_t co__spare; /* what was released while a waiter that was handed a permit had not run yet: for who comes behind it */
} co_semaphore;
/** `n`: how many may hold it at once. */
#define CO_SEMAPHORE_INIT(n) { { NULL, NULL }, (n), 0 }
/** One more may hold it: the longest waiter does. */
void co_semaphore_release(co_semaphore *semaphore);
/** Whether a newcomer would have to wait. */
bool co_semaphore_locked(co_semaphore *semaphore);

typedef struct co_event {
	struct co__waiters co__waiters;
	bool co__set;
} co_event;
#define CO_EVENT_INIT { { NULL, NULL }, false }
/** Lets all waiters go on, and those to come until it is cleared. */
void co_event_set(co_event *event);
void co_event_clear(co_event *event);
bool co_event_is_set(co_event *event);

typedef struct co_condition {
	struct co__waiters co__waiters;
	co_lock *co__lock;
} co_condition;
/** The lock is the caller's and outlives the condition. */
void co_condition_init(co_condition *condition, co_lock *lock);
/** Wakes up to `n` waiters; the lock must be held. */
void co_condition_notify(co_condition *condition, size_t n);
void co_condition_notify_all(co_condition *condition);

typedef struct co_barrier {
	struct co__waiters co__waiters;
	size_t co__parties;
	size_t co__arrived;
} co_barrier;
/** `n`: how many have to arrive before all go on. */
#define CO_BARRIER_INIT(n) { { NULL, NULL }, (n), 0 }

typedef struct co_rwlock co_rwlock;
typedef struct co_rwlock_reader {
	co_rwlock *co__lock;
} co_rwlock_reader;
typedef struct co_rwlock_writer {
	co_rwlock *co__lock;
} co_rwlock_writer;
struct co_rwlock {
	struct co__waiters co__waiters;
	size_t co__readers;
	bool co__writing;
	co_rwlock_reader co__reader;
	co_rwlock_writer co__writer;
};
#define CO_RWLOCK_INIT { { NULL, NULL }, 0, false, { NULL }, { NULL } }
/** What co_with holds for reading, and for writing. Borrowed from the lock. */
static inline co_rwlock_reader *co_rwlock_read(co_rwlock *lock) {
	lock->co__reader.co__lock = lock;
	return &lock->co__reader;
}
static inline co_rwlock_writer *co_rwlock_write(co_rwlock *lock) {
	lock->co__writer.co__lock = lock;
	return &lock->co__writer;
}

typedef struct co_queue {
	struct co__waiters co__getters;
	struct co__waiters co__putters;
	struct co__waiters co__joiners;
	unsigned char *co__items;
	size_t co__item_size;
	size_t co__capacity; /* 0: no limit */
	size_t co__first;
	size_t co__count;
	size_t co__room;
	size_t co__unfinished;
	bool co__shut_down;
} co_queue;
/** A queue of items of `item_size` bytes, at most `capacity` of them (0: no limit). To be destroyed. */
void co_queue_init(co_queue *queue, size_t item_size, size_t capacity);
/** Frees the items. Nobody may wait. */
void co_queue_destroy(co_queue *queue);
/** Copies an item in, or out, when that needs no waiting: 0; CO_ESTATE: full, empty; CO_ESHUTDOWN; CO_ENOMEM. */
int co_queue_try_put(co_queue *queue, const void *item);
int co_queue_try_get(co_queue *queue, void *item);
/** An item that was got has been worked on; co_queue_join returns when all have. */
void co_queue_task_done(co_queue *queue);
size_t co_queue_size(co_queue *queue);
/** No more puts; gets until it is empty, or at once CO_ESHUTDOWN where `drop` also throws the items away. */
void co_queue_shutdown(co_queue *queue, bool drop);

#ifdef __cplusplus
}
#endif
#endif
