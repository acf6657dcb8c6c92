/* What spawning a task and waiting for the next turn take, in view of the compiler: the part of a loop that its
 * steps touch, and the head of a task.
 *
 * In: the loop that runs on this thread, its ready queue. Out: a task in it. What must hold: each way here does what
 * the function of the runtime does that it stands for, where nothing is to be thought of (co__go_or_raise,
 * co__wait_checkpoint); those take all else. Who puts something between (the stress tests) defines CO__OUT_OF_LINE. */
#ifndef COGEN_STEP_H
#define COGEN_STEP_H

#include "awaitable.h"
#include "pool.h"
#include "task.h"

#if !defined __cplusplus && CO__HAS_POOL

/* ---- items ---- */

struct co__item {
	const co_type *type;
	struct co__item *next;
};

/** What an item is: the head of everything that runs from the ready queue. */
struct co__item_type {
	co_type type;
	void (*run)(co_loop *loop, struct co__item *item);
	void (*drop)(struct co__item *item); /* the loop ends first; NULL: nothing to free */
};

/** Beside CO__OBJECT in the flags of a root: its prefix is a task already. */
enum { CO__IS_TASK = 128 };

struct co__queue {
	struct co__item *head, *tail;
};

/* ---- futures and tasks ---- */

/** `state` of a task: internal.h has them all. */
enum { CO__TASK_CREATED, CO__TASK_READY };
enum { CO__ROLE_TASK = 1 };
#define CO__UNLISTED UINT32_MAX

/* Five words and no more: a program may have a million of them. */
struct co_future {
	union {
		/* type: of the loop; next: in the ready queue, or among the waiters of what a task waits for */
		struct co__item item;
		struct {
			const co_type *type;
			struct co__timer timer; /* of a task that sleeps */
		} sleep;
	};
	union {
		co_coro *leaf;   /* of a task that is not done: the innermost suspended frame */
		co_error *error; /* of a failed future; of a cancelled one once somebody asked */
	} u;
	uint32_t index; /* in the loop's table, or CO__UNLISTED */
	uint32_t id;    /* of a task: the N of its name Task-N; of others, that of the task that was spawned last before it */
	uint32_t references;
	uint16_t cancels : 11;  /* requests less withdrawals */
	uint16_t lone : 1;      /* generated code has one reference, until co__let_go */
	uint16_t role : 2;
	uint16_t of_role : 1;   /* internal.h: co__has_completer; of a task: co__was_asked_in_round */
	uint16_t marked : 1;    /* used and cleared within one call */
	/* Bytes, each read by itself: a wider load waits for the store of a byte in it to reach the cache, and `state`
	 * is stored at each step. */
	uint8_t must_cancel : 1; /* a request that no wait has taken yet */
	uint8_t raise : 1;       /* the wait was undone: the leaf is resumed with CO_ECANCELED */
	uint8_t due : 1;         /* its timer has run; it is resumed one turn later, as a future would */
	uint8_t held : 1;        /* a must_cancel that is delivered after the result of the operation under way, as that goes on */
	uint8_t kept : 1;        /* a request that waits for the end of a co_uncancellable block */
	uint8_t masked : 1;      /* in such a block */
	uint8_t owned : 1;       /* in the list of an owner, which holds one reference */
	uint8_t retrieved : 1;   /* somebody saw the error, or will get it */
	uint8_t state;
};

/* ---- loops ---- */

/** The head of a loop. */
struct co__loop_hot {
	struct co__item_type futures; /* must be first: internal.h */
	struct co__queue ready;
	struct co__item *last; /* in it, of those that were ready when the turn began; NULL: none is left */
	co_task *running;      /* the task whose step runs, or NULL */
	/* What turns and steps have to see to beside what is ready: looked at as one. */
	union {
		struct {
			bool debug;    /* debug.c */
			bool stopping; /* asked to */
			bool is_shuffled;
			bool is_over; /* nothing begins any more; no turn follows */
		};
		uint32_t special;
	};
	uint32_t timer_count; /* timer.c */
	uint32_t alive; /* tasks that are not done */
	uint32_t table_count, table_capacity; /* future.c */
	uint32_t next_id;
};

/** The loop that runs on, or is attached to, this thread. */
extern _Thread_local co_loop *co__current;

#if defined __OPTIMIZE__ && !defined CO__OUT_OF_LINE

/** Puts an item behind the others, while a turn runs. */
static inline void co__push_in_turn(struct co__loop_hot *loop, struct co__item *item) {
	item->next = NULL;
	if (loop->ready.head)
		loop->ready.tail->next = item;
	else
		loop->ready.head = item;
	loop->ready.tail = item;
}

static inline co_step co__checkpoint_here(co_coro *leaf) {
	struct co__loop_hot *loop = (struct co__loop_hot *)(void *)co__current;
	co_task *task;
	if (CO__UNLIKELY(!loop || !(task = loop->running))) return co__wait_checkpoint(leaf);
	task->u.leaf = leaf;
	task->state = CO__TASK_READY;
	co__push_in_turn(loop, &task->item);
	return CO__STEP(CO__SUSPENDED, 0);
}
#define co__wait_checkpoint(leaf) co__checkpoint_here(leaf)

/** Outside of a step the loop may sleep, and has to be told. */
static inline co_step co__go_here(co_coro *object, const char *where) {
	/* Mostly a constructor has made it just now, and compilers know all of this. It is asked first, as they see
	 * through no atomic load, and as a whole: what both ways of a constructor know they look for only where each way on
	 * from there needs it. */
	if (CO__UNLIKELY(!object)) return co__go_or_raise(object, where);
	const bool other = (object->type->kind != CO__ASYNC) | (object->type->handles != NULL), begun = object->state != 0;
	const bool awaited = object->awaiter != NULL, marked = object->flags != CO__OBJECT;
	if (CO__UNLIKELY(other | begun | awaited | marked)) return co__go_or_raise(object, where);
	struct co__loop_hot *loop = (struct co__loop_hot *)(void *)co__current;
	if (CO__UNLIKELY(!loop || !loop->running || co__are_watched() ||
	                 loop->table_count + loop->alive >= loop->table_capacity))
		return co__go_or_raise(object, where);
	co_task *task = (co_task *)(void *)object - 1;
	*task = (co_task){
		.item.type = &loop->futures.type,
		.u.leaf = object,
		.index = CO__UNLISTED,
		.id = ++loop->next_id,
		.references = 1,
		.role = CO__ROLE_TASK,
		.state = CO__TASK_CREATED,
	};
	object->flags = CO__OBJECT | CO__IS_TASK;
	loop->alive++;
	co__push_in_turn(loop, &task->item);
	return CO__STEP(CO__RETURNED, 0);
}
#define co__go_or_raise(object, where) co__go_here(object, where)

#endif
#endif
#endif
