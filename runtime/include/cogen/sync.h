/* Locks, semaphores and what else tasks of one loop wait for: the types and the calls that never suspend. The calls
 * that do are in builtins.h. Members are the runtime's.
 *
 * All are plain values: initialised once, never moved while in use, nothing to free but a queue's items. Wake-ups
 * schedule, in FIFO order, without barging: what is given back goes to the longest waiter, also while a newcomer
 * asks. All calls come from the loop's thread.
 *
 * A call that is not allowed changes nothing and answers CO_ESTATE; it is also told (co_loop_on_report, else
 * standard error), as most programs do not look. So is a call with NULL, which answers CO_ESTATE, 0 or false; those
 * that wait raise CO_ESTATE. */
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

/** How many wait. */
size_t co__waiting(const struct co__waiters *waiters);
/** 0; says that `function` was given a NULL for `what`. */
CO__COLD size_t co__none_of_null(const char *function, const char *what);

/* ---- locks ---- */

typedef struct co_lock {
	struct co__waiters co__waiters;
	bool co__held; /* by a task, or handed to the first waiter, which has not run yet */
} co_lock;
/** A lock that nobody holds. */
#define CO_LOCK_INIT { { NULL, NULL }, 0 }
/** Makes it a lock that nobody holds. */
void co_lock_init(co_lock *lock);
/** Gives the lock to the longest waiter, or to nobody. 0; CO_ESTATE: nobody holds it. Any task may release it. */
int co_lock_release(co_lock *lock);
/** Whether a task holds it; false also between a release and the turn of the waiter that it was handed to. */
bool co_lock_locked(const co_lock *lock);
/** How many tasks wait for it. */
static inline size_t co_lock_waiting(const co_lock *lock) {
	return lock ? co__waiting(&lock->co__waiters) : co__none_of_null("co_lock_waiting", "lock");
}

/* How many, in an initialiser. A constant that is negative, or more than INT_MAX, is an error of the compiler: only
 * if `n` is an integer constant expression is `(void *)(n * 0)` a null pointer constant, and the other operand's
 * type that of both. `n` is evaluated once, and read once by the tool, which may find an await in it. C++ makes no
 * size of a negative constant. */
#if defined __cplusplus || defined COGEN_TOOL
#define CO__COUNT(n) (n)
#else
#define CO__COUNT(n)                                                                                                            \
	((n) + 0 * sizeof(struct { int co__none; _Static_assert(CO__IS_COUNT(n), "the number is negative, or more than INT_MAX"); }))
#define CO__IS_COUNT(n) __builtin_choose_expr(CO__IS_CONSTANT(n), (size_t)(n) <= __INT_MAX__, 1)
#define CO__IS_CONSTANT(n) _Generic(0 ? (void *)(intptr_t)((n) * 0) : (int *)0, int *: 1, default: 0)
#endif

/* ---- semaphores ---- */

typedef struct co_semaphore {
	struct co__waiters co__waiters;
	size_t co__value; /* what a newcomer may take at once */
	size_t co__spare; /* what was released while a waiter that was handed a permit had not run yet: for who comes behind it */
	size_t co__limit; /* what it may never have more of; 0: no limit */
} co_semaphore;
/** `n`: how many may hold it at once, at most INT_MAX. A constant that is not is an error of the compiler; of what
 * turns out to be negative an acquire raises UV_EINVAL. */
#define CO_SEMAPHORE_INIT(n) { { NULL, NULL }, CO__COUNT(n), 0, 0 }
/** The same, and releasing it more often than it was acquired is an error. `n` is at least 1: acquiring one of none
 * raises UV_EINVAL. It is evaluated twice. */
#define CO_SEMAPHORE_INIT_BOUNDED(n) { { NULL, NULL }, CO__COUNT(n), 0, (n) != 0 ? (size_t)(n) : CO__NO_SEMAPHORE }
#define CO__NO_SEMAPHORE ((size_t)-1)
/** The same for one that is not initialised where it is defined. Nobody may hold it or wait for it. `n` is INT_MAX at
 * most, so that a negative number is noticed: acquiring another raises UV_EINVAL. */
void co_semaphore_init(co_semaphore *semaphore, size_t n);
void co_semaphore_init_bounded(co_semaphore *semaphore, size_t n);
/** One more may hold it: the longest waiter does. 0; CO_ESTATE: a bounded one is whole already. */
int co_semaphore_release(co_semaphore *semaphore);
/** Whether a newcomer would have to wait. */
bool co_semaphore_locked(const co_semaphore *semaphore);
/** How many permits nobody holds. */
static inline size_t co_semaphore_value(const co_semaphore *semaphore) {
	if (!semaphore) return co__none_of_null("co_semaphore_value", "semaphore");
	return (ptrdiff_t)semaphore->co__value < 0 ? 0 : semaphore->co__value + semaphore->co__spare;
}
/** How many tasks wait for one. */
static inline size_t co_semaphore_waiting(const co_semaphore *semaphore) {
	return semaphore ? co__waiting(&semaphore->co__waiters) : co__none_of_null("co_semaphore_waiting", "semaphore");
}

/* ---- events ---- */

typedef struct co_event {
	struct co__waiters co__waiters;
	bool co__set;
} co_event;
/** An event that is not set. */
#define CO_EVENT_INIT { { NULL, NULL }, 0 }
/** Makes it an event that is not set. */
void co_event_init(co_event *event);
/** Lets all who wait now go on, and those to come until it is cleared. */
void co_event_set(co_event *event);
/** From here on who waits has to wait for the next co_event_set. */
void co_event_clear(co_event *event);
/** Whether a wait would go on at once. */
bool co_event_is_set(const co_event *event);
static inline size_t co_event_waiting(const co_event *event) {
	return event ? co__waiting(&event->co__waiters) : co__none_of_null("co_event_waiting", "event");
}

/* ---- conditions ---- */

typedef struct co_condition {
	struct co__waiters co__waiters;
	co_lock *co__lock;
} co_condition;
/** The lock is the caller's and outlives the condition. Several conditions may share one. Without one, which is told,
 * its calls are refused. */
void co_condition_init(co_condition *condition, co_lock *lock);
/** Wakes up to `n` waiters, the longest first; they go on when they have the lock. 0; CO_ESTATE: nobody holds the
 * lock. */
int co_condition_notify(co_condition *condition, size_t n);
/** Wakes all waiters, as co_condition_notify does. */
int co_condition_notify_all(co_condition *condition);
/** How many wait to be notified. */
static inline size_t co_condition_waiting(const co_condition *condition) {
	return condition ? co__waiting(&condition->co__waiters) : co__none_of_null("co_condition_waiting", "condition");
}

/* ---- barriers ---- */

typedef struct co_barrier {
	struct co__waiters co__waiters;
	size_t co__parties;
	size_t co__arrived; /* and wait */
	bool co__broken;
} co_barrier;
/** `n`: how many have to arrive before all go on; at least 1, at most INT_MAX. A constant that is negative or larger
 * is an error of the compiler; what turns out to be 0, or any of these, is one of who waits, UV_EINVAL. */
#define CO_BARRIER_INIT(n) { { NULL, NULL }, CO__COUNT(n), 0, 0 }
/** The same for one that is not initialised where it is defined. Nobody may be waiting. */
void co_barrier_init(co_barrier *barrier, size_t n);
/** Breaks it: CO_ESTATE is raised in all who wait, and in those to come until it is reset. */
void co_barrier_abort(co_barrier *barrier);
/** Makes it whole and empty; CO_ESTATE is raised in those who wait. */
void co_barrier_reset(co_barrier *barrier);
/** Whether it was broken, and not reset since. */
bool co_barrier_broken(const co_barrier *barrier);
/** How many have arrived, and wait for the rest. */
static inline size_t co_barrier_waiting(const co_barrier *barrier) {
	return barrier ? barrier->co__arrived : co__none_of_null("co_barrier_waiting", "barrier");
}

/* ---- read-write locks ---- */

/** Any number may hold it for reading, or one for writing. First come, first served: who wants to read waits behind a
 * writer that waits. */
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
#define CO_RWLOCK_INIT { { NULL, NULL }, 0, 0, { NULL }, { NULL } }
/** As CO_RWLOCK_INIT, for one that is not initialised where it is defined. Nobody may hold it or wait for it. */
void co_rwlock_init(co_rwlock *lock);
/** What co_with holds for reading, and for writing. Borrowed from the lock. Of NULL: NULL, which who acquires it is
 * told of. */
static inline co_rwlock_reader *co_rwlock_read(co_rwlock *lock) {
	if (!lock) return NULL;
	lock->co__reader.co__lock = lock;
	return &lock->co__reader;
}
static inline co_rwlock_writer *co_rwlock_write(co_rwlock *lock) {
	if (!lock) return NULL;
	lock->co__writer.co__lock = lock;
	return &lock->co__writer;
}
/** Gives it to whoever is next. 0; CO_ESTATE: nobody reads, nobody writes. */
int co_rwlock_read_release(co_rwlock_reader *reader);
int co_rwlock_write_release(co_rwlock_writer *writer);
/** How many hold it for reading; whether one does for writing; how many wait. */
static inline size_t co_rwlock_readers(const co_rwlock *lock) {
	return lock ? lock->co__readers : co__none_of_null("co_rwlock_readers", "lock");
}
static inline bool co_rwlock_writing(const co_rwlock *lock) {
	return lock ? lock->co__writing : co__none_of_null("co_rwlock_writing", "lock") != 0;
}
static inline size_t co_rwlock_waiting(const co_rwlock *lock) {
	return lock ? co__waiting(&lock->co__waiters) : co__none_of_null("co_rwlock_waiting", "lock");
}

/* ---- queues ---- */

typedef struct co_queue {
	struct co__waiters co__getters;
	struct co__waiters co__putters;
	struct co__waiters co__joiners;
	unsigned char *co__items;
	size_t co__item_size;
	size_t co__capacity; /* 0: no limit */
	size_t co__first;    /* of the ring; 0 for the other kinds */
	size_t co__count;
	size_t co__room;     /* what there is memory for */
	size_t co__claimed;  /* items for getters that were woken and have not run */
	size_t co__granted;  /* places for putters that were woken and have not run; behind a shutdown, getters that look again */
	size_t co__dropped;  /* getters that were woken and have not run, whose items a shutdown has dropped */
	size_t co__unfinished;
	int (*co__compare)(const void *a, const void *b); /* of the priority kind */
	uint64_t *co__orders; /* of the priority kind: when each item was put */
	uint64_t co__order;
	bool co__last_in_first_out;
	bool co__shut_down;
} co_queue;
/** A queue of items of `item_size` bytes, at most `capacity` of them (0: no limit), oldest first. To be destroyed. */
void co_queue_init(co_queue *queue, size_t item_size, size_t capacity);
/** The same, newest first. */
void co_queue_init_lifo(co_queue *queue, size_t item_size, size_t capacity);
/** The same, smallest first by `compare`, which answers as qsort's does; among equal ones, the oldest. Without
 * `compare`, which is told, oldest first. */
void co_queue_init_priority(co_queue *queue, size_t item_size, size_t capacity,
                            int (*compare)(const void *a, const void *b));
/** Frees the items. 0: no task comes back to the queue, its memory may go; CO_ESTATE: tasks wait at it, or were woken
 * with an item or a place and have not run. Those that a shutdown has woken do not count. */
int co_queue_destroy(co_queue *queue);
/** Copies an item in, or out, when that needs no waiting: 0; CO_ESTATE: full, empty, or others come first;
 * CO_ESHUTDOWN; CO_ENOMEM. Silent: these are answers, not mistakes. The type that `item` points to has the size of
 * an item, or the program stops; an array has at least that, and a void * is not looked at. So with co_queue_put and
 * co_queue_get. */
int co_queue_try_put(co_queue *queue, const void *item);
int co_queue_try_get(co_queue *queue, void *item);
/* The same, with the size of what `item` leads to: forms.h. */
int co__queue_try_put(co_queue *queue, const void *item, size_t size);
int co__queue_try_get(co_queue *queue, void *item, size_t size);
/** An item that was got has been worked on; co_queue_join returns when all have. 0; CO_ESTATE: more often than items
 * were put. */
int co_queue_task_done(co_queue *queue);
/** How many items are in it. */
static inline size_t co_queue_size(const co_queue *queue) {
	return queue ? queue->co__count : co__none_of_null("co_queue_size", "queue");
}
/** Whether a get would have to wait. */
static inline bool co_queue_empty(const co_queue *queue) {
	return queue ? queue->co__count == 0 : co__none_of_null("co_queue_empty", "queue") != 0;
}
/** Whether a put would have to wait; never, where there is no limit. */
static inline bool co_queue_full(const co_queue *queue) {
	if (!queue) return co__none_of_null("co_queue_full", "queue") != 0;
	return queue->co__capacity && queue->co__count >= queue->co__capacity;
}
/** Items that were put and not reported by co_queue_task_done. */
static inline size_t co_queue_unfinished(const co_queue *queue) {
	return queue ? queue->co__unfinished : co__none_of_null("co_queue_unfinished", "queue");
}
/** How many wait to get, to put. */
static inline size_t co_queue_getting(const co_queue *queue) {
	return queue ? co__waiting(&queue->co__getters) : co__none_of_null("co_queue_getting", "queue");
}
static inline size_t co_queue_putting(const co_queue *queue) {
	return queue ? co__waiting(&queue->co__putters) : co__none_of_null("co_queue_putting", "queue");
}
/** No more puts; gets until it is empty, then CO_ESHUTDOWN; `drop` throws the items away, and counts them as worked
 * on. */
void co_queue_shutdown(co_queue *queue, bool drop);

#ifdef __cplusplus
}
#endif
#endif
