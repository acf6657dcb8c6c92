/* The nouns of the hosted runtime: what a loop, a future and a task are, and what each file gives to the others.
 *
 * A loop has one FIFO of items that are ready (loop.c), a heap of timers (timer.c) and a table of all futures whose
 * memory lives (table.c). Everything else is a client of four operations: push an item, wait (co__suspend), wake,
 * cancel.
 *
 * What must hold:
 *   - Whatever can be in the ready queue, or wait at a future, begins with a struct co__item, so making it ready is a
 *     move of links: no wake-up allocates, none can fail.
 *   - The first word of a future points to its loop, and a loop begins with a co_type of kind CO__FUTURE. The first
 *     word of a call points to its co_type. That is how the forms (co_gather, co_wait) tell one from the other.
 *   - A task is a header directly before its root frame, in one block, which the constructor made. Behind the header of every
 *     other future stands a co_coro, too, of which only the awaiter is used: it is whoever waits for the future (co__waiters).
 *   - The loop finds every future that lives: it is in the table, or a task that nobody else holds and that is ready, runs or
 *     sleeps. There is always room in the table for as many more as there are tasks (co__room_for_task), so that co__list cannot fail.
 *   - Nothing of the user's runs while a list of the runtime's is being walked, except from run_ready.
 *   - All of it belongs to one thread; only the boxes of inbox.c are shared, and the list of loops of callback.c, under its lock. */
#ifndef COGEN_INTERNAL_H
#define COGEN_INTERNAL_H

#include <stdatomic.h>
#include <uv.h>

#ifndef CO__OUT_OF_LINE
#define CO__OUT_OF_LINE
#endif
#include "cogen/block.h"
#include "cogen/object.h"
#include "cogen/runtime.h"
#include "cogen/step.h"

/** The kind of items that are not futures. */
enum { CO__ITEM = 64 };

/* ---- futures and tasks ---- */

enum co__state {
	STATE_CREATED, /* a task that has not begun */
	STATE_READY,   /* in the ready queue */
	STATE_RUNNING,
	STATE_WAITING,  /* a task at its leaf; every other future that is not done */
	STATE_ASLEEP,   /* a task that waits for its own timer */
	STATE_RETURNED, /* from here on: done */
	STATE_FAILED,
	STATE_CANCELLED,
};

enum co__role { ROLE_FUTURE, ROLE_TASK, ROLE_GATHER, ROLE_WAIT };

/** Whose the reference is that a handle stands for. */
enum co__handle {
	HANDLE_NONE,  /* there is none */
	HANDLE_OWNED, /* the scope that is open, the running task, or the loop: co__own */
	HANDLE_LONE,  /* generated code has it, until co__let_go */
};

_Static_assert((int)STATE_CREATED == CO__TASK_CREATED && (int)STATE_READY == CO__TASK_READY && (int)ROLE_TASK == CO__ROLE_TASK, "as step.h has them");

enum { MOST_CANCELS = 0x7ff };
#define UNLISTED CO__UNLISTED

_Static_assert(sizeof(co_future) == CO__TASK_ROOM, "the root frame stands right behind the header");

/** A future that is no task. */
struct co__bare_future {
	co_future future;
	co_coro behind;
};

/** A future that somebody else completes. */
struct co__plain_future {
	union {
		co_future future;
		struct co__bare_future bare;
	};
	bool (*on_cancel)(co_future *future, void *arg);
	void *on_cancel_arg;
	bool is_asking; /* on_cancel runs */
	size_t size;
	/* Behind it the result, aligned: co__plain_result. */
};

/** What a user's value of `size` bytes, of which nothing else is known, may have to be aligned to: sizeof is a
 * multiple of the alignment. At most CO__MOST_ALIGNED, a page. */
enum { CO__MOST_ALIGNED = 4096 };
static inline size_t co__align_of_size(size_t size) {
	size_t align = size & (0 - size);
	return align > CO__MOST_ALIGNED ? CO__MOST_ALIGNED : align > _Alignof(max_align_t) ? align : _Alignof(max_align_t);
}
static inline void *co__plain_result(struct co__plain_future *plain) {
	return (unsigned char *)plain + co__align_up(sizeof *plain, co__align_of_size(plain->size));
}

/** How a wait begins: the user has a pointer to `result`. */
struct co__wait_head {
	union {
		co_future base;
		struct co__bare_future bare;
	};
	co_wait_result result;
};

/** What the search that came to it last wrote down. */
struct co__seen {
	uint64_t number;     /* its own */
	struct co__item *by; /* who waits there, by which it came */
};

/** What is known of who waits for the tasks that a request has gone through, one after the other, while nothing else
 * happens; zero at first. */
struct co__known {
	uint64_t number; /* of the search */
	const co_task *explored;
	bool is_passed; /* another request has gone the same way from here on, and found no ring */
};

/** What few futures have. */
struct co__extra {
	co_future *future;
	char *name;
	struct co__block *blocks; /* of a task: the innermost */
	struct co__owned owned;
	co_future **arguments;    /* of a task: the handles that it was given and keeps, and a NULL; or NULL */
	void (*after)(void *arg); /* co_spawn_with */
	void *after_arg;
	const char *where; /* in debug mode: "FILE:LINE" of its making, or NULL */
	bool is_counted;   /* made in debug mode: */
	uint32_t retained; /* references that co_retain has added and co_release not dropped */
};

/* ---- loops ---- */

struct co__timer_entry {
	uint64_t due; /* nanoseconds of the loop's clock */
	struct co__timer *timer;
};

struct co_loop {
	struct co__loop_hot hot; /* must be first: see above, and step.h */

	/* inbox.c */
	struct co__inbox *inbox;
	_Atomic(struct co__letter *) *letters; /* its; where there are none, NULL */
	uv_loop_t *uv;
	bool is_virtual;
	bool is_attached;
	bool is_running;
	bool in_turn;
	bool stopped;  /* and the turn that was to end has */
	bool closing;  /* other threads are refused; the leftovers are being run to their end */
	bool is_told;  /* of what is left, which the table is walked for: nothing moves in it any more */
	bool idle_active;
	uint64_t seed;
	struct co__item **shuffled;
	size_t shuffled_capacity;

	/* debug.c */
	double slow; /* seconds */
	struct co__quarantine *quarantine; /* quarantine.c; NULL: none */
	const char *step_began; /* "FILE:LINE", while a step runs in debug mode */
	void (*on_report)(co_loop *loop, const co_report *report, void *arg);
	void *on_report_arg;
	bool is_telling; /* on_report runs */

	/* timer.c */
	struct co__timer_entry *timers;
	uint32_t timer_capacity, timer_order;
	uint64_t armed; /* the due time uv_timer was started for; UINT64_MAX: not started */
	uint64_t now;   /* of a virtual clock */

	/* table.c */
	/* co_future *, or with bit 0 set a co__extra *, or with bit 1 set the innermost co__block of a task; 0: free */
	uintptr_t *table;
	uint32_t table_holes;

	/* owners.c */
	uint32_t disowned_at; /* the place of the task whose handle was given up last by somebody else */
	struct co__owned owned;

	/* lifetime.c */
	struct co__item *ended, *ended_last; /* gathers and waits whose last reference has gone, in that order */
	bool is_ending;                      /* one of them is being taken down */

	/* future.c */
	struct co__bare_future no_memory; /* failed with CO_ENOMEM: stands for a future that there was no memory for */
	struct co__wait_head no_wait;

	/* async_generator.c */
	struct co__async_generator *async_generators; /* that have begun and not ended */

	/* callback.c */
	struct co__callback **blocks;
	uint32_t block_count;
	struct co__callback *free_callbacks;
	uint32_t number; /* for handles; never used twice */
	co_loop *next_open;

	/* outside.c */
	struct co__outside **watched; /* handles of descriptors that tasks wait at, by their numbers */
	size_t watched_capacity;

	/* cancel.c, ring.c */
	uint64_t requests; /* so far */
	uint64_t round;    /* the number of those of the round that is under way, or was last */
	uint64_t searches; /* twice as many as there were */
	uint32_t calls;    /* under way that ask many, one after the other */
	const co_task *passed, *passed_to; /* in these: where the last request was first looked at, and went on; or NULL */

	/* loop.c */
	uv_check_t check;
	uv_idle_t idle;
	uv_timer_t timer;
	uv_async_t async;
	unsigned handles_open;
	bool detaching;
	unsigned asked;          /* of a loop that is detached: how often its tasks were asked to end once more */
	uint32_t asked_id;       /* while it closes: the task spawned last before they were asked */
	co_task *awaited;        /* one of those, the others before it in the table have ended; a reference; or NULL */
	uv_timer_t patience;     /* of co_loop_close and co_loop_detach, in real time */
	uint64_t patience_ends;  /* on a virtual clock */
	bool patience_is_over;
	void (*detached)(void *arg);
	void *detached_arg;
	uv_loop_t own_uv;
};

static inline co_loop *co__loop_of(const co_future *future) { return (co_loop *)(uintptr_t)future->item.type; }
static inline bool co__is_done(const co_future *future) { return future->state >= STATE_RETURNED; }
/** Whether somebody still has to complete it, who has a reference. */
static inline bool co__has_completer(const co_future *future) { return future->role == ROLE_FUTURE && future->of_role; }
static inline void co__set_has_completer(co_future *future, bool has) { future->of_role = has; }
/** Whether a task was asked to end in the round that is under way: cancel.c. */
static inline bool co__was_asked_in_round(const co_task *task) { return task->of_role; }
static inline void co__set_asked_in_round(co_task *task, bool asked) { task->of_role = asked; }
/** What a task awaits, whose leaf is co__co_future_wait. */
static inline co_future *co__awaited(const co_task *task) {
	return ((struct co__co_future_wait_frame *)(void *)task->u.leaf)->co__result;
}
static inline co_coro *co__root(co_task *task) { return (co_coro *)(void *)(task + 1); }
static inline co_task *co__task_of(co_coro *root) { return (co_task *)(void *)root - 1; }
/** The last of the ring of those that wait for a future, FIFO; NULL: nobody waits. */
static inline struct co__item *co__waiters(const co_future *future) {
	return (struct co__item *)(void *)co__root((co_task *)(uintptr_t)future)->awaiter;
}
static inline void co__set_waiters(co_future *future, struct co__item *last) {
	co__root(future)->awaiter = (co_coro *)(void *)last;
}
/** The frame that waits for this one in the same task; NULL: it is the task's root. */
static inline co_coro *co__outer(const co_task *task, const co_coro *frame) {
	return frame == (const co_coro *)(const void *)(task + 1) ? NULL : frame->awaiter;
}

/* loop.c */

/** The loop a form takes when nothing else says: the current one; without one stops the program, naming `form`. */
co_loop *co__loop_for(const char *form);
/** What has failed before it began, as its loop was closed: a task that is done, of a loop that there is not. */
co_task *co__of_no_loop(void);
/** Whether it is the loop of that: what is made of it has failed the same way, as nobody would end it. */
static inline bool co__is_no_loop(const co_loop *loop) { return !loop->uv; }
CO__COLD void co__wake_poll(co_loop *loop);
/** Appends an item that is in no list. */
static inline void co__push(co_loop *loop, struct co__item *item) {
	item->next = NULL;
	if (loop->hot.ready.head) {
		loop->hot.ready.tail->next = item;
		loop->hot.ready.tail = item;
	} else {
		loop->hot.ready.head = loop->hot.ready.tail = item;
		if (CO__UNLIKELY(!loop->in_turn && !loop->idle_active)) co__wake_poll(loop); /* last, so that callers need no registers for it */
	}
}
/** Takes an item out of the ready queue, where it is. */
void co__unqueue(co_loop *loop, struct co__item *item);
/** Takes out all for which `is`, at once. */
void co__unqueue_all(co_loop *loop, bool (*is)(const struct co__item *item, const void *arg), const void *arg);

/** A handle of libuv's more, or less, that the loop has to outlive. */
/** Drops what is ready, as its loop ends. */
void co__drop_ready(co_loop *loop);
void co__handle_opened(co_loop *loop);
void co__handle_closed(co_loop *loop);

/* outside.c */

/** Frees the list of those that waited; nobody does. */
void co__outside_free(co_loop *loop);

/** Whether a handle of the loop's is one of ours for a task that waits. */
bool co__is_outside(const uv_handle_t *handle);
/** Whether it is one of the loop's own: loop.c. */
bool co__is_own_handle(const co_loop *loop, const uv_handle_t *handle);

/* thread.c */

/** A thread of libuv's pool, by the kernel's number, while the pool has nothing to do. On Linux. */
bool co__is_idle_pool_thread(long id);

/* threads.c */

/** Whether this is the only thread of the process that could wake a loop, so that nobody can call
 * co_call_soon_threadsafe. False where that cannot be known. */
bool co__is_alone(void);
/** Calls see(id, arg) for each thread of this process, with the kernel's number, until it answers false. False: it
 * cannot be known. On Linux, as the next one. */
bool co__each_thread(bool (*see)(long id, void *arg), void *arg);
/** The name of such a thread; false: it has none, or is gone. */
bool co__thread_name(long id, char name[static 32]);

/* timer.c */

uint64_t co__now(co_loop *loop);
/** Adds a timer; `*index` keeps its place. False: no memory. */
bool co__timer_add(co_loop *loop, struct co__timer *timer, uint64_t due);
void co__timer_remove(co_loop *loop, struct co__timer *timer);
/** Makes ready what is due by `now`. */
void co__timers_run(co_loop *loop, uint64_t now);
/** Sees to it that the poll ends when the earliest timer is due. */
void co__timers_arm(co_loop *loop);
/** Due times and waits from here on never come. The real clock takes 292 years to it; a virtual one does not jump
 * there. */
#define CO__NEVER (UINT64_MAX / 2)
/** Whether time alone will make something ready. */
static inline bool co__timer_comes(const co_loop *loop) {
	return loop->hot.timer_count && loop->timers[0].due < CO__NEVER;
}
/** Seconds to nanoseconds, at least 0, at most CO__NEVER. */
uint64_t co__nanoseconds(double seconds);
/** When what co_loop_time tells is `when`, and not less. */
uint64_t co__due_at(double when);
/** When a timer of `seconds` from now is due. */
uint64_t co__due_in(co_loop *loop, double seconds);

/* sleep.c */

/** Whose timer it is. */
static inline co_task *co__sleeper(struct co__timer *timer) {
	return (co_task *)(void *)((unsigned char *)timer - offsetof(co_future, sleep.timer));
}
/** The time of a sleeping task has come. */
void co__sleep_due(struct co__timer *timer);

/* block.c, group.c */

/** The time of a timeout has come. */
void co__timeout_due(co_loop *loop, struct co__timer *timer);
/** The cancellation of its task that a block asks for: delivered in the block, not in an uncancellable one inside it. */
void co__block_cancel(struct co__block *block);
/** Puts it innermost in the list of the running task, or raises. */
co_step co__block_enter(struct co__block *block, int kind);
/** Takes it out of its list. */
void co__block_leave(struct co__block *block);
/** Takes all blocks of a task that ends out of its list. */
void co__blocks_end(co_task *task);
/** Who owns what the task makes; NULL: no scope is open. */
struct co__owned *co__scope_of(co_task *task);
/** The task that holds the group which waits by an item; NULL: it is none of a group, or that is in no task any more. */
co_task *co__group_waiting(const struct co__item *item);
/** Of such an item: the task; whether the group is ending; whether a frame is that of the group. */
co_task *co__group_child_at(const struct co__item *item);
bool co__group_is_ending(const struct co__item *item);
bool co__group_is_left_at(const struct co__item *item, const co_coro *leaf);
/** Whether it holds tasks in a group that is ending, or below which one may be. */
bool co__has_ending_group(const co_task *task);
/** Of the tasks that the end of a group waits for, the one behind `*at`, which is NULL at first; NULL: that was the
 * last. */
co_task *co__group_next_awaited(co_coro *exit, struct co__group_child **at);
/** Where it is written that a task was come to; NULL: it holds no tasks in groups. */
struct co__seen *co__group_seen(const co_task *task);
/** Whether a timeout that it is in will interrupt what it waits for. */
bool co__ends_in_time(co_task *task);
/** Frees what the frames of a task that is destroyed with its loop have of their own. */
void co__blocks_lost(co_task *task);
void co__group_lost(struct co__block *block);
CO__COLD void co__blocks_began_with_less(co_task *task);
/** Counts a request. There is no room for more than MOST_CANCELS: then what the blocks of the task began with falls
 * by one instead, so that each still knows how many came while it was open. */
static inline void co__count_request(co_task *task) {
	if (CO__UNLIKELY(task->cancels == MOST_CANCELS))
		co__blocks_began_with_less(task);
	else
		task->cancels++;
}
/** Requests less those that an uncancellable block keeps back. To be compared with what it was at another time; below
 * 0 where more are kept back than there is room to count. */
int32_t co__requests(const co_task *task);
/** …and less one that is under way: what was delivered when a block was entered. */
static inline int32_t co__delivered(const co_task *task) {
	int32_t requests = co__requests(task);
	return requests - (task->must_cancel && requests ? 1 : 0);
}
/** Keeps a request from outside back, in a task that is masked. */
void co__keep_back(co_task *task);

enum co__block_kind { BLOCK_TIMEOUT, BLOCK_GROUP, BLOCK_SCOPE, BLOCK_UNCANCELLABLE };

/* table.c */

/** Prepares the header of a future that is no task, whose memory is there, with one reference. False: no memory for
 * its place in the table. */
bool co__future_register(co_loop *loop, co_future *future, enum co__role role);
/** Takes back co__future_register, or co__list_task; the memory is still the caller's. */
void co__future_unregister(co_future *future);
/** The future at a place of the table, or NULL. */
co_future *co__future_at(co_loop *loop, uint32_t index);
/** Room in the table for a task more, which has no place there yet. False: no memory. */
bool co__make_room(co_loop *loop);
static inline bool co__room_for_task(co_loop *loop) {
	return CO__UNLIKELY(loop->hot.table_count + loop->hot.alive >= loop->hot.table_capacity) ? co__make_room(loop) : true;
}
/** Gives a task its place in the table, where it has none. */
void co__list_task(co_task *task);
static inline void co__list(co_task *task) {
	if (CO__UNLIKELY(task->index == UNLISTED)) co__list_task(task);
}
/** Gives all tasks their places, and sorts the table by the time of their making: who walks over it calls this first. */
void co__list_all(co_loop *loop);
/** Whether one future was made before the other: the order of the table, and of owners' lists. */
bool co__is_older(const co_future *one, const co_future *other);
struct co__extra *co__future_extra(const co_future *future); /* or NULL */
struct co__extra *co__future_make_extra(co_future *future);  /* NULL: no memory */
/** The innermost block of a task, or NULL. */
struct co__block *co__blocks_of(const co_task *task);
void co__set_blocks(co_task *task, struct co__block *innermost);
/** For debug mode: keeps where it was made; NULL: not known. With no memory it is not kept. */
CO__COLD void co__made_at(co_future *future, const char *where);
/** From here on co_retain and co_release are counted: in debug mode, of what was just made. */
CO__COLD void co__count_retained(co_future *future);
/** What the user calls a task: its name or Task-N. `buffer` is used for the latter. */
const char *co__name_of(const co_future *task, char buffer[static 24]);
/** The form that made it. */
const char *co__role_name(const co_future *future);

/* owners.c */

/** Gives the reference a new handle stands for to whoever owns handles made here. False: no memory. */
bool co__own(co_loop *loop, co_future *future);
void co__owned_end(struct co__owned *owned);
/** The same without the handles, which end otherwise. */
void co__owned_free(struct co__owned *owned);

/* arguments.c */

/** A reference to each of the loop's handles among the arguments of a call that nobody has begun, and a NULL behind
 * them; NULL: there are none. False: no memory. */
bool co__keep_handles(const co_loop *loop, co_coro *object, co_future ***handles);
/** Gives them up again. */
void co__let_go_of_handles(co_future **handles);
/** A task that has not begun keeps the handles among its arguments. False: no memory. */
bool co__keep_arguments(co_task *task);
/** …until it has ended. */
void co__let_go_of_arguments(co_task *task);

/* nested.c */

/** The call that a co_wait_for or co_shield that has not begun was given, and that in it in turn; others: itself. */
co_coro *co__call_within(co_coro *object);

/* lifetime.c */

void co__retain(co_future *future);
void co__release(co_future *future);
/** The same of what a gather or a wait has held, which ends: it ends after that, as all of them do, in their order. */
void co__release_held(co_future *future);
/** Nothing of a future is left but its memory. */
void co__future_free_memory(co_future *future);
/** Frees what is left when the loop is closed: reports errors nobody saw. */
void co__futures_end(co_loop *loop);

/* future.c */

/** Makes it done and its waiters ready. `error` (STATE_FAILED) is now the future's. */
void co__complete(co_future *future, enum co__state state, co_error *error);
/** Adds `item`, which is in no list, to who is made ready when `future` is done. */
void co__await_item(co_future *future, struct co__item *item);
/** Takes an item out again; false: it is not there. */
bool co__unawait_item(co_future *future, struct co__item *item);
/** How a done future ended, as the step of an await: a result, or a reference to its error. Counts as seen. */
co_step co__outcome(co_future *future);
/** Lent: why a done future has no result, or NULL. */
co_error *co__error_of(co_future *future);
/** Where the result lies, and its size. */
void *co__result_of(co_future *future, size_t *size);
/** What reports call a future: the function of a task, else the form that made it. */
const char *co__what_of(co_future *future);
/** co_cancel of a future that somebody completes. */
bool co__plain_cancel(co_future *future);
/** A future that failed from the start. Never NULL. */
co_future *co__failed(co_loop *loop, int code, const char *message, enum co__handle handle);
/** The error of an await of another loop's future. */
CO__COLD co_step co__awaits_stranger(const co_future *future);

/* spawn.c */

/** Whether it is a call of an async function, or of an awaitable, that nobody has begun or given away. */
static inline bool co__is_call(const co_coro *object) {
	uint8_t kind = object->type->kind;
	return (kind == CO__ASYNC || kind == CO__AWAITABLE) && object->state == 0 && !object->awaiter &&
	       object->flags == CO__OBJECT;
}
/** Why another object cannot become a task. */
extern const char co__not_a_call[];
/** A new task of `object`; `after`(arg), where it is not NULL, is called when it is over.
 * Never NULL: one that has failed, its object freed, where there is no memory or it is not a call. */
co_task *co__spawn_task(co_loop *loop, co_coro *object, enum co__handle handle, void (*after)(void *arg), void *arg,
                        const char *where);
/** As co_go_on, also where the loop takes nothing from outside any more. */
void co__go_anyway(co_loop *loop, co_coro *object, const char *where);

/* things.c */

/** The future that `thing` (a call, a task, a future) is or becomes; borrowed: a new task has only its own reference.
 * Where there is no memory, or for what is not a call, or NULL, a future that has failed; the call is freed. */
co_future *co__future_for(co_loop *loop, void *thing);
/** Frees what the forms were given, where it is a call, or was made by a generator's constructor and is nobody's. */
void co__consume(void *thing);
/** How many they are, where the form has not said (CO__COUNTED). */
size_t co__count_things(void *const *things, size_t count);
/** The loop of the running task, else that of the first future in `things`, else the current one, else stops the
 * program, naming `form`. */
co_loop *co__loop_of_things(void *const *things, size_t count, const char *form);
/** The first future in `things` that is another loop's: then a form refuses them all; or NULL. */
co_future *co__stranger_in(co_loop *loop, void *const *things, size_t count);
/** As co__future_for. Where they are refused, the task of a call ends without having run, and nobody has to ask why. */
co_future *co__child_for(co_loop *loop, void *thing, bool refused);
/** Why they are, for `form`. */
co_error *co__strangers(const char *form, const co_future *stranger);
static inline bool co__is_future(const void *thing) { return (*(const co_type *const *)thing)->kind == CO__FUTURE; }

/* step.c */

/** Runs one step of a task. */
void co__task_run(co_loop *loop, struct co__item *item);
/** Runs a turn, of which there is something: the items that are ready now. Then the turns that follow it, while they
 * have nothing to look at but what is ready, up to `budget` items; how many it were. */
unsigned co__run_items(co_loop *loop, unsigned budget);
static inline bool co__is_waiting(const co_task *task) { return task->state == STATE_WAITING || task->state == STATE_ASLEEP; }
/** The running task waits at `leaf`, which has made itself known to whoever will wake it. Last call of an awaitable's
 * start; its step is what start returns. */
co_step co__suspend(co_coro *leaf);
/** The same for a leaf that waits for the task's timer, which was added. */
co_step co__suspend_asleep(co_coro *leaf);
/** Makes a waiting task ready. Nothing for any other. */
static inline void co__wake(co_task *task) {
	if (!co__is_waiting(task)) return;
	task->state = STATE_READY;
	co__push(co__loop_of(task), &task->item);
}
/** The error of awaiting where no task runs. */
co_step co__no_task(void);
/** The running task of the current loop; NULL outside of one. */
static inline co_task *co__running(void) {
	co_loop *loop = co__current;
	return loop ? loop->hot.running : NULL;
}
/** `first` of a constructed awaitable is its start, which takes the header for one that nobody has written: puts back
 * what the constructor and co__call wrote, `header`. */
static inline co_step co__keep_header(co_coro *self, const co_coro *header, co_step step) {
	self->awaiter = header->awaiter;
	self->flags = header->flags;
	return step;
}

/* ring.c */

/** Whether a request that `task`, which waits, passes on to the one that it awaits, itself or by a gather, would come
 * back and end nobody. */
bool co__comes_back(struct co__known *known, co_task *task, co_task *awaited);
/** In between many are asked, and nobody begins to wait. */
void co__many_begin(co_loop *loop);
void co__many_end(co_loop *loop);
/** But here, where the user's own runs: what is given is to be given back. */
uint32_t co__many_leave(co_loop *loop);
void co__many_go_on(co_loop *loop, uint32_t calls);

/* cancel.c */

/** A request on its way. */
struct co__asking {
	uint64_t number;   /* its own, or that of the round */
	bool is_round;     /* one to all tasks of a loop, which each of them gets once */
	co_future *gather; /* the innermost of those whose children are being asked; NULL: none is left */
	co_future *own;    /* one that asks its children itself, and was not asked; or NULL */
};
/** Cancels the children of a gather that are not done. */
void co__ask_children_of(co_future *gather);
/** Takes back what a task waits for, or passes its request on to what it awaits: it waits, and has a request. */
void co__interrupt(co_task *task);
/** The error of a task's cancellation. */
CO__COLD co_error *co__cancelled_error(co_task *task);
/** Has a request delivered to a task: at once where it waits, else at its next suspension. The request was counted. */
void co__deliver(co_task *task);
/** A round of requests to tasks of a loop, one to each: what others have passed on to a task in the round is its own. */
void co__round_begin(co_loop *loop);
void co__round_end(co_loop *loop);
/** As co_cancel, in a round; `anyway`: also where the task is in a co_uncancellable block. */
void co__ask_in_round(co_task *task, bool anyway);
/** For an awaitable that could not be cancelled and has ended now: takes the request that was held meanwhile, as the
 * error to be raised. NULL: there is none. */
co_error *co__held_request(co_task *task);
/** For an awaitable that has happened all the same: drops the error it was resumed with, which is delivered at the
 * task's next suspension. */
void co__postpone(co_task *task, co_error *error);

/* task.c */

/** What ends unfinished with its loop is reported, and its co_spawn_with told. */
void co__task_lost(co_task *task);

/* gather.c, wait.c */

/** Begins to ask the children of a gather, for `awaiter`, which awaits it and passes its request on, or for the gather
 * outside of it. False: that is under way, or the same request was there already. */
bool co__gather_enter(struct co__asking *asking, co_future *gather, co_task *awaiter);
/** The next child to be asked; NULL: there is none. */
co_future *co__gather_next(co_future *gather);
/** A child could be asked. */
void co__gather_was_asked(co_future *gather);
/** Where they are not asked again: whether there was anything to be asked. */
bool co__gather_answer(co_future *gather);
/** Who awaits a gather whose children are being asked, or one further out that it is a child of, and passed the
 * request on; NULL: nobody. */
co_task *co__gather_awaiter(co_future *gather);
/** All children of the innermost gather were asked; whether there was anything to be asked. */
bool co__gather_leave(struct co__asking *asking);
/** The request of which the children of a gather are being asked, further out on the stack; NULL: none, or it is no
 * gather. */
const struct co__asking *co__gather_asked_by(const co_future *future);
/** The gather that waits by an item, or NULL. */
co_future *co__gather_waiting(const struct co__item *item);
/** Of such an item: the child. */
co_future *co__gather_child_at(const struct co__item *item);
/** Where it is written that a gather was come to. */
struct co__seen *co__gather_seen(co_future *gather);
/** Drops the error that it has kept, as its loop ends. */
void co__gather_forget(co_future *gather);
/** Drops the references to the children. */
void co__gather_let_go(co_future *gather);
/** In bytes, with what stands behind it. */
size_t co__gather_size(const co_future *gather);
size_t co__wait_size(const co_future *wait);
bool co__wait_cancel(co_future *wait);
void co__wait_let_go(co_future *wait);
/** Sorts the futures into done and pending as they are now. */
void co__wait_settle(co_future *wait);

/* async_generator.c */

/** Whether a task is the runtime's own, for the cleanup of an async generator. */
bool co__is_closing_generator(co_task *task);
/** Closes those that are left, each in a task of its own; false: there are none. */
bool co__async_generators_close(co_loop *loop);
/** The loop is gone for those that would not be closed. */
void co__async_generators_end(co_loop *loop);
/** The task that it runs in is destroyed: it is closed as it stands. It may be gone then. */
void co__async_generator_lost(co_gen *g);

/* debug.c */

/** An error that nobody has looked at ends with its future. */
void co__report_unseen(co_future *future);
/** The same of what is no future: `what` of that name. */
void co__report_unseen_of(co_loop *loop, const co_error *error, const char *what, const char *name);
/** Whether a task was there when the tasks of a loop that closes were asked to end. */
static inline bool co__was_asked(const co_loop *loop, const co_task *task) {
	return (int32_t)(task->id - loop->asked_id) <= 0;
}
/** co_loop_close has waited for long. */
void co__report_closing(co_loop *loop);
/** A task is destroyed with its loop. */
void co__report_lost(co_task *task);
/** Runs an item and looks at the clock. */
void co__run_watched(co_loop *loop, struct co__item *item);
void co__debug_init(co_loop *loop);
void co__report(co_loop *loop, co_future *future, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** A call that is not allowed and changed nothing: says so, as a report of `loop` where that is one of this thread's,
 * else of the current loop, else on standard error; CO_ESTATE. co__misuse: of the current loop. */
CO__COLD int co__refuse(co_loop *loop, const char *function, const char *what);
CO__COLD int co__misuse(const char *function, const char *what);
/** The same of a function that was given no handle; false. */
CO__COLD bool co__no_handle(const co_future *future, const char *function);
/** …it is none: NULL, or what stands in quarantine for one that has ended. */
const char *co__why_no_handle(const co_future *future);
/** The same of another object, `what`, that is NULL: told, CO_ESTATE; or as the error of a call that waits. */
CO__COLD int co__null(const char *function, const char *what);
CO__COLD co_step co__raise_null(const char *function, const char *what);
/** What an error says of a future of another loop, whose thread may be at work: "Task-N ('NAME' of FILE:LINE)". */
const char *co__stranger(const co_future *future, char text[static 256]);
/** "FILE:LINE" of the innermost frame of a task that has one; the task does not run. */
const char *co__place_of(co_task *task, char text[static 256]);
/** `before` and such a place; nothing for "?", a call of the runtime's own, which is in no file. */
const char *co__at_place(const char *before, const char *place, char text[static 264]);

/* held.c: in debug mode alone */

/** From here on it is written down who takes locks. */
void co__locks_watch(void);
void co__lock_released(const co_lock *lock);
/** A task has ended: reports the locks that it holds. */
void co__locks_left(co_task *task);
/** A task waits: reports a ring of tasks that wait for each other, if it is the last in one. */
void co__look_for_ring(co_task *task);
/** The loop is about to be closed. */
void co__debug_closing(co_loop *loop);

/** The last reference has gone, and it is to be kept in quarantine. */
CO__COLD void co__end_in_quarantine(co_loop *loop, co_future *future);

/* quarantine.c */

/** The loop of what is in quarantine, which is nobody's. */
extern co_loop co__of_the_ended;
static inline bool co__is_gone(const co_future *future) { return co__loop_of(future) == &co__of_the_ended; }
/** …whose it was. */
static inline co_loop *co__loop_of_gone(const co_future *future) { return (co_loop *)(void *)future->item.next; }
/** Whether what a user hands over is a handle; where not, that is told. */
static inline bool co__is_handle(const co_future *future, const char *function) {
	return !CO__UNLIKELY(!future || co__is_gone(future)) || co__no_handle(future, function);
}
/** From here on the loop has a quarantine, if there is memory for it; until it ends. */
void co__quarantine_begin(co_loop *loop);
void co__quarantine_end(co_loop *loop);
/** Whether it keeps that one, which nothing knows any more; and takes it. `text`: what is told of its use. */
CO__COLD bool co__quarantine_takes(const co_loop *loop, co_future *future);
void co__quarantine_take(co_loop *loop, co_future *future, const char *text);

/* callback.c */

/** Whether the loop is there; where it was closed, or is NULL, says so for `caller` (NULL: nobody asks). */
bool co__is_open(co_loop *loop, const char *caller);
/** The same, and whether it takes something new: one that is being detached does only in its own turns, for what is
 * cleaned up there. */
bool co__is_taking(co_loop *loop, const char *caller);
/** How many loops in debug mode there are. */
unsigned co__loops_watched(void);
/** Turns debug mode on or off: its own thread alone does, and reads it as it likes. */
void co__loop_watch(co_loop *loop, bool on);
/** For reports: a function of the user's that an item is going to call. */
struct co__call {
	const char *what;  /* it is */
	const char *place; /* "FUNCTION, scheduled at FILE:LINE"; NULL: not known */
	const void *fn;
};
/** Whether the item is a callback that was not cancelled, and then which; done_callback.c, inbox.c: of their kinds. */
bool co__callback_calls(const struct co__item *item, struct co__call *call);
bool co__done_callback_calls(const struct co__item *item, struct co__call *call);
bool co__letter_calls(const struct co__item *item, struct co__call *call);
/** …of the callback whose timer it is. */
struct co__call co__timer_calls(struct co__timer *timer);
void co__callbacks_init(co_loop *loop);
void co__callbacks_end(co_loop *loop);
/** A callback's timer is due. */
void co__callback_due(co_loop *loop, struct co__timer *timer);

/* inbox.c */

/** Finds the loop a box, which refuses everything; false: no memory. Until co__inbox_free. */
bool co__inbox_open(co_loop *loop);
/** From here on it takes what other threads send; this is the loop's own one. */
void co__inbox_accept(co_loop *loop);
/** From here on other threads are refused; what they have sent before is still taken. */
void co__inbox_close(co_loop *loop);
void co__inbox_free(co_loop *loop);
/** The loop runs on this thread from here on; whether this is the one. */
void co__inbox_thread(co_loop *loop);
bool co__inbox_is_own_thread(co_loop *loop);
/** Moves what other threads sent into the ready queue. */
void co__inbox_take(co_loop *loop);
static inline bool co__inbox_empty(co_loop *loop) { return !atomic_load_explicit(loop->letters, memory_order_acquire); }
/** Before something is queued from outside of a turn: what was sent earlier comes first. */
static inline void co__inbox_first(co_loop *loop) {
	if (CO__UNLIKELY(!loop->is_running) && !co__inbox_empty(loop)) co__inbox_take(loop);
}

#endif
