/* What other threads send: co_call_soon_threadsafe, co_spawn_threadsafe.
 *
 * In: functions and calls, from any thread. Out: each run once, in a turn of the loop, those of one thread in its
 * order; or false, where the loop is closing or closed.
 *
 * Each loop that is open has a box: a stack that any thread pushes to with one compare-and-swap, and that the loop
 * takes as a whole and turns round. Boxes are never freed, only used again, so that a thread may look at them for a
 * loop that is gone. Who calls never waits for anybody: not for the loop, and not for another caller, wherever that
 * one stands. It is the loop that waits, when it is closed, for calls that have begun (`calling`): after that no
 * letter comes, and its async handle may be closed.
 *
 * What must hold: a caller looks whose the box is, and whether it refuses, after it has been counted in `calling`;
 * the loop looks at `calling` after it has refused. One of them sees the other. */
#include "internal.h"

#include <stdlib.h>

/** Of one function, or one call. */
struct co__letter {
	struct co__item item;
	void (*fn)(void *arg); /* NULL: arg is a call to be spawned */
	void *arg;
	const char *place; /* of a function as in co__call_soon, of a call "FILE:LINE" */
	co_future **kept; /* handles among the arguments of a call that the loop's own thread sends; NULL: none */
};

struct co__inbox {
	_Atomic(struct co__inbox *) next; /* of all that were ever made */
	_Atomic(co_loop *) loop;          /* whose it is; NULL: nobody's */
	_Atomic(struct co__letter *) letters; /* the last one first, linked by item.next */
	_Atomic(const void *) thread;     /* the loop's: see here() */
	atomic_uint calling;              /* threads that may be about to push */
	atomic_bool refuses;
	atomic_bool taken; /* by a loop that is being made, or is open */
};

static struct co__inbox first; /* most programs have one loop */

/* An address of this thread's own. */
static const void *here(void) {
	static _Thread_local char own;
	return &own;
}

/* ---- the loop ---- */

bool co__inbox_open(co_loop *loop) {
	struct co__inbox *inbox = &first;
	while (inbox && atomic_exchange(&inbox->taken, true)) inbox = atomic_load(&inbox->next);
	if (!inbox) {
		/* Not the user's allocator: it is not given back when the loop is closed. */
		inbox = calloc(1, sizeof *inbox);
		if (!inbox) return false;
		atomic_store(&inbox->taken, true);
		struct co__inbox *next = atomic_load(&first.next);
		do {
			atomic_store(&inbox->next, next);
		} while (!atomic_compare_exchange_weak(&first.next, &next, inbox));
	}
	loop->inbox = inbox;
	loop->letters = &inbox->letters;
	return true;
}

void co__inbox_accept(co_loop *loop) {
	struct co__inbox *inbox = loop->inbox;
	atomic_store(&inbox->thread, here());
	atomic_store(&inbox->refuses, false);
	atomic_store(&inbox->loop, loop);
}

void co__inbox_thread(co_loop *loop) { atomic_store(&loop->inbox->thread, here()); }

bool co__inbox_is_own_thread(co_loop *loop) { return loop->inbox && atomic_load(&loop->inbox->thread) == here(); }

void co__inbox_close(co_loop *loop) {
	atomic_store(&loop->inbox->refuses, true);
	while (atomic_load(&loop->inbox->calling)) uv_sleep(0);
}

void co__inbox_take(co_loop *loop) {
	if (co__inbox_empty(loop)) return;
	struct co__letter *letter = atomic_exchange(&loop->inbox->letters, NULL);
	struct co__item *item = NULL;
	for (struct co__item *last = &letter->item, *next; last; last = next) {
		next = last->next;
		last->next = item;
		item = last;
	}
	for (struct co__item *next; item; item = next) {
		next = item->next;
		co__push(loop, item);
	}
}

/* ---- letters ---- */

static void run_letter(co_loop *loop, struct co__item *item) {
	struct co__letter letter = *(struct co__letter *)(void *)item;
	co__free(item);
	if (letter.fn)
		letter.fn(letter.arg);
	else
		co__go_anyway(loop, letter.arg, letter.place);
	co__let_go_of_handles(letter.kept); /* the task has its own */
}

static void drop_letter(struct co__item *item) {
	struct co__letter *letter = (struct co__letter *)(void *)item;
	if (!letter->fn) co__object_free(letter->arg);
	co__let_go_of_handles(letter->kept);
	co__free(letter);
}

static const struct co__item_type letter_type = {
	.type = { .name = "callback of another thread", .kind = CO__ITEM, .abi = CO__ABI },
	.run = run_letter,
	.drop = drop_letter,
};

bool co__letter_calls(const struct co__item *item, struct co__call *call) {
	if (item->type != &letter_type.type) return false;
	const struct co__letter *letter = (const struct co__letter *)(const void *)item;
	*call = (struct co__call){ "callback of co_call_soon_threadsafe", letter->place, (const void *)(uintptr_t)letter->fn };
	return letter->fn != NULL;
}

void co__inbox_free(co_loop *loop) {
	struct co__inbox *inbox = loop->inbox;
	co__inbox_close(loop);
	struct co__letter *letter = atomic_exchange(&inbox->letters, NULL);
	for (struct co__item *item = letter ? &letter->item : NULL, *next; item; item = next) {
		next = item->next;
		drop_letter(item);
	}
	atomic_store(&inbox->loop, NULL);
	atomic_store(&inbox->taken, false);
}

/* ---- calls ---- */

/* The box of a loop that is open; counted in `calling` then. */
static struct co__inbox *begin_call(const co_loop *loop) {
	for (struct co__inbox *inbox = &first; inbox; inbox = atomic_load(&inbox->next)) {
		if (atomic_load(&inbox->loop) != loop) continue;
		atomic_fetch_add(&inbox->calling, 1);
		if (atomic_load(&inbox->loop) == loop && !atomic_load(&inbox->refuses)) return inbox;
		atomic_fetch_sub(&inbox->calling, 1);
	}
	return NULL;
}

static bool post(co_loop *loop, void (*fn)(void *arg), void *arg, const char *place) {
	struct co__letter *letter = co__alloc(sizeof *letter);
	if (!letter) return false;
	*letter = (struct co__letter){ { &letter_type.type, NULL }, fn, arg, place, NULL };
	struct co__inbox *inbox = loop ? begin_call(loop) : NULL;
	const bool own = inbox && co__current == loop;
	if (!inbox || (own && !fn && co__is_call(arg) && !co__keep_handles(loop, arg, &letter->kept))) {
		if (inbox) atomic_fetch_sub(&inbox->calling, 1);
		co__free(letter);
		return false;
	}
	if (own) {
		co__push(loop, &letter->item); /* FIFO with co_call_soon */
	} else { /* who made the loop may be here, and who runs it elsewhere */
		struct co__letter *last = atomic_load(&inbox->letters);
		do {
			letter->item.next = last ? &last->item : NULL;
		} while (!atomic_compare_exchange_weak(&inbox->letters, &last, letter));
		uv_async_send(&loop->async);
	}
	atomic_fetch_sub(&inbox->calling, 1);
	return true;
}

bool co__call_soon_threadsafe(const char *place, co_loop *loop, void (*fn)(void *arg), void *arg) {
	if (fn) return post(loop, fn, arg, place);
	co__null("co_call_soon_threadsafe", "function");
	return false;
}
bool (co_call_soon_threadsafe)(co_loop *loop, void (*fn)(void *arg), void *arg) {
	return co__call_soon_threadsafe(NULL, loop, fn, arg);
}

bool co__spawn_threadsafe(co_loop *loop, co_coro *object, const char *where) {
	if (!object) {
		co__take_lost_call();
		return false;
	}
	co__tell(&co__object_given, object); /* in the thread that made it */
	if (post(loop, NULL, object, where)) return true;
	co__object_free(object);
	return false;
}
