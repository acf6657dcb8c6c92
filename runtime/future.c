/* Futures: who holds them, how they end, who is told, and the await of one.
 *
 * In: futures that tasks, forms and users make. Out: results and errors, waiters made ready.
 *
 * A future lives while it has references: of its owner (the task that made the handle, or the loop), of its completer,
 * of a task that runs, of who awaits it, of those that co_retain added. Closing a loop finds what is left in its table. A task
 * gets its place there when it is no longer found otherwise: when it waits for something that the loop knows nothing of, when it
 * has blocks or a name, when it is done and somebody holds it. Most never do.
 *
 * What must hold: completing only moves links; an error that ends unseen is reported once, when the last reference
 * goes. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

/* ---- the table ---- */

enum { HAS_EXTRA = 1, HAS_BLOCKS = 2 };

static struct co__extra *extra_at(uintptr_t place) {
	return place & HAS_EXTRA ? (struct co__extra *)(place - HAS_EXTRA) : NULL;
}

static co_future *untag(uintptr_t place) {
	if (place & HAS_EXTRA) return extra_at(place)->future;
	if (place & HAS_BLOCKS) return ((struct co__block *)(place - HAS_BLOCKS))->co__task;
	return (co_future *)place;
}

co_future *co__future_at(co_loop *loop, uint32_t index) { return untag(loop->table[index]); }

static void close_holes(co_loop *loop) {
	uint32_t kept = 0;
	for (uint32_t i = 0; loop->table_holes && i < loop->hot.table_count; i++) {
		if (!loop->table[i]) continue;
		untag(loop->table[i])->index = kept;
		loop->table[kept++] = loop->table[i];
	}
	if (loop->table_holes) loop->hot.table_count = kept;
	loop->table_holes = 0;
}

/* Closes the holes where they are many, else doubles. Where the loop is over, whoever ends what is left walks over the table. */
bool co__make_room(co_loop *loop) {
	if (loop->table_holes > loop->hot.table_capacity / 4 && !loop->hot.is_over) {
		close_holes(loop);
		return true;
	}
	if (loop->hot.table_capacity > UINT32_MAX / 2 || loop->hot.is_over) return false;
	uint32_t capacity = loop->hot.table_capacity ? loop->hot.table_capacity * 2 : 64;
	uintptr_t *grown = co__alloc(capacity * sizeof *grown);
	if (!grown) return false;
	if (loop->table) memcpy(grown, loop->table, loop->hot.table_count * sizeof *grown);
	co__free(loop->table);
	loop->table = grown;
	loop->hot.table_capacity = capacity;
	return true;
}

bool co__future_register(co_loop *loop, co_future *future, enum co__role role) {
	if (!co__room_for_task(loop)) return false;
	*future = (co_future){
		.item.type = &loop->hot.futures.type,
		.index = loop->hot.table_count,
		.id = loop->hot.next_id,
		.references = 1,
		.state = STATE_WAITING,
		.role = role & 3,
	};
	co__set_waiters(future, NULL);
	loop->table[loop->hot.table_count++] = (uintptr_t)future;
	if (CO__UNLIKELY(loop->hot.debug)) co__count_retained(future);
	return true;
}

void co__count_retained(co_future *future) {
	struct co__extra *extra = co__future_make_extra(future);
	if (extra) extra->is_counted = true; /* no memory: it is not */
}

void co__list_task(co_task *task) {
	co_loop *loop = co__loop_of(task);
	task->index = loop->hot.table_count;
	loop->table[loop->hot.table_count++] = (uintptr_t)task;
}

/* Whether one future was made before the other. All keys differ. */
static bool is_older(const co_future *one, const co_future *other) {
	if (one->id != other->id) return one->id < other->id;
	if ((one->role == ROLE_TASK) != (other->role == ROLE_TASK)) return one->role == ROLE_TASK;
	return one->index < other->index;
}

static void sink(uintptr_t *heap, uint32_t at, uint32_t count) {
	uintptr_t moved = heap[at];
	for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
		if (child + 1 < count && is_older(untag(heap[child]), untag(heap[child + 1]))) child++;
		if (!is_older(untag(moved), untag(heap[child]))) break;
		heap[at] = heap[child];
	}
	heap[at] = moved;
}

void co__list_all(co_loop *loop) {
	if (loop->hot.running) co__list(loop->hot.running);
	for (struct co__item *item = loop->hot.ready.head; item; item = item->next)
		if (item->type == &loop->hot.futures.type) co__list((co_task *)(void *)item);
	for (uint32_t i = 0; i < loop->hot.timer_count; i++)
		if (loop->timers[i].timer->co__kind == CO__OF_SLEEP) co__list(co__sleeper(loop->timers[i].timer));
	if (loop->is_told) return;
	close_holes(loop);
	uint32_t count = loop->hot.table_count, sorted = 1;
	while (sorted < count && is_older(untag(loop->table[sorted - 1]), untag(loop->table[sorted]))) sorted++;
	if (sorted >= count) return;
	/* A heap in the table itself, as there may be no memory. */
	for (uint32_t at = count / 2; at-- > 0;) sink(loop->table, at, count);
	for (uint32_t left = count; left-- > 1;) {
		uintptr_t newest = loop->table[0];
		loop->table[0] = loop->table[left];
		loop->table[left] = newest;
		sink(loop->table, 0, left);
	}
	for (uint32_t i = 0; i < count; i++) untag(loop->table[i])->index = i;
}

struct co__extra *co__future_extra(const co_future *future) {
	return future->index == UNLISTED ? NULL : extra_at(co__loop_of(future)->table[future->index]);
}

struct co__block *co__blocks_of(const co_task *task) {
	if (task->index == UNLISTED) return NULL;
	uintptr_t place = co__loop_of(task)->table[task->index];
	if (place & HAS_EXTRA) return extra_at(place)->blocks;
	return place & HAS_BLOCKS ? (struct co__block *)(place - HAS_BLOCKS) : NULL;
}

void co__set_blocks(co_task *task, struct co__block *innermost) {
	co__list(task);
	uintptr_t *place = &co__loop_of(task)->table[task->index];
	if (*place & HAS_EXTRA)
		extra_at(*place)->blocks = innermost;
	else
		*place = innermost ? (uintptr_t)innermost + HAS_BLOCKS : (uintptr_t)task;
}

struct co__extra *co__future_make_extra(co_future *future) {
	struct co__extra *extra = co__future_extra(future);
	if (extra) return extra;
	extra = co__alloc(sizeof *extra);
	if (!extra) return NULL;
	*extra = (struct co__extra){ .future = future, .blocks = co__blocks_of(future) };
	co__list(future);
	co__loop_of(future)->table[future->index] = (uintptr_t)extra + HAS_EXTRA;
	return extra;
}

void co__future_unregister(co_future *future) {
	co_loop *loop = co__loop_of(future);
	struct co__extra *extra = co__future_extra(future);
	if (future->index == UNLISTED) return;
	if (extra) {
		co__free(extra->name);
		co__owned_free(&extra->owned);
		co__free(extra);
	}
	loop->table[future->index] = 0;
	loop->table_holes++;
	while (loop->hot.table_count && !loop->table[loop->hot.table_count - 1]) {
		loop->hot.table_count--;
		loop->table_holes--;
	}
}

const char *co__name_of(const co_future *task, char buffer[static 24]) {
	struct co__extra *extra = co__future_extra(task);
	if (extra && extra->name) return extra->name;
	snprintf(buffer, 24, "Task-%u", task->id);
	return buffer;
}

const char *co__role_name(const co_future *future) {
	static const char *const names[] = { "co_future_new", "co_spawn", "co_gather", "co_wait" };
	return names[future->role];
}

/* ---- references and owners ---- */

/* What is part of the loop, and stands for what there was no memory for. */
static bool is_lent(const co_future *future) {
	const co_loop *loop = co__loop_of(future);
	return future == &loop->no_memory.future || future == &loop->no_wait.base;
}

static void free_memory(co_future *future) {
	if (future->role == ROLE_TASK)
		co__object_free(co__root(future));
	else
		co__free(future);
}

static void report_unseen(co_future *future) {
	if (future->state != STATE_FAILED || future->retrieved) return;
	future->retrieved = 1;
	co__report_unseen(future);
}

static void end_now(co_future *future) {
	report_unseen(future);
	if (co__is_done(future)) co_error_free(future->u.error);
	if (future->role == ROLE_GATHER) co__gather_let_go(future);
	if (future->role == ROLE_WAIT) co__wait_let_go(future);
	co__future_unregister(future);
	free_memory(future);
}

/* What holds others may hold them in a chain that is longer than the C stack is deep: one that ends with another ends after it. */
static void end(co_future *future) {
	if (future->role != ROLE_GATHER && future->role != ROLE_WAIT) {
		end_now(future);
		return;
	}
	co_loop *loop = co__loop_of(future);
	future->item.next = NULL;
	if (loop->ended)
		loop->ended_last->next = &future->item;
	else
		loop->ended = &future->item;
	loop->ended_last = &future->item;
	if (loop->is_ending) return;
	loop->is_ending = true;
	for (struct co__item *ended; (ended = loop->ended);) {
		loop->ended = ended->next;
		end_now((co_future *)(void *)ended);
	}
	loop->is_ending = false;
}

void co__retain(co_future *future) { future->references++; }

/* One that is left behind by its loop (leave_behind), when nobody knows it any more. */
static void end_of_the_left(co_future *future) {
	co_error_free(future->u.error);
	free_memory(future);
}

void co__release(co_future *future) {
	if (--future->references == 0) {
		if (!future->item.type)
			end_of_the_left(future);
		else
			end(future);
	}
}

co_future *co_retain(co_future *future) {
	if (!future) {
		co__no_handle("co_retain");
		return NULL;
	}
	struct co__extra *extra = future->item.type ? co__future_extra(future) : NULL;
	if (extra && extra->is_counted) extra->retained++;
	co__retain(future);
	return future;
}

/* Whether no reference is left that co_retain added. Without debug mode it is only known which ones are surely not: the owner's, that of
 * generated code, the completer's, that of a task that is not done, the loop's to what stands for no memory. */
static bool is_surplus(co_future *future) {
	uint32_t others = 0u + future->owned + future->lone + future->completer + (future->role == ROLE_TASK && !co__is_done(future)) + is_lent(future);
	if (future->references <= others) return true;
	struct co__extra *extra = co__future_extra(future);
	if (!extra || !extra->is_counted) return false;
	if (extra->retained == 0) return true;
	extra->retained--;
	return false;
}

void co_release(co_future *future) {
	if (!future) return;
	if (CO__UNLIKELY(future->item.type && is_surplus(future))) {
		char text[256], what[400];
		snprintf(what, sizeof what, "not one that co_retain added to %s", co__stranger(future, text));
		co__refuse(co__loop_of(future), "co_release", what);
		return;
	}
	co__release(future);
}

/* The items of an owner stand in the order of their making, which is that of is_older, so that one of them is found by halves, in whatever
 * order they are given up. Each that is given up early leaves a hole, which says where the next item may be; there are no holes behind the
 * last item, and no more of them than of items. */
struct owned_head {
	uint32_t holes;
};

enum { HEAD = 16 };

_Static_assert(sizeof(struct owned_head) <= HEAD && HEAD % sizeof(co_future *) == 0, "the items are aligned");

static struct owned_head *head_of(const struct co__owned *owned) {
	return (struct owned_head *)(void *)((unsigned char *)owned->co__items - HEAD);
}

void co__owned_free(struct co__owned *owned) {
	if (owned->co__items) co__free(head_of(owned));
	*owned = (struct co__owned){ NULL, 0, 0 };
}

static bool is_hole(const co_future *item) { return (uintptr_t)item & 1; }
static co_future *hole_before(uint32_t next) { return (co_future *)((uintptr_t)next << 1 | 1); } /* NOLINT: a number */
static uint32_t behind_hole(const co_future *item) { return (uint32_t)((uintptr_t)item >> 1); }

/* The place of the first item from there on; co__count: there is none. The holes on the way lead there at once from now on. */
static uint32_t item_from(struct co__owned *owned, uint32_t at) {
	uint32_t found = at;
	while (found < owned->co__count && is_hole(owned->co__items[found])) found = behind_hole(owned->co__items[found]);
	while (at < found) {
		uint32_t next = behind_hole(owned->co__items[at]);
		owned->co__items[at] = hole_before(found);
		at = next;
	}
	return found;
}

static void owned_close_holes(struct co__owned *owned) {
	uint32_t kept = 0;
	for (uint32_t i = 0; i < owned->co__count; i++)
		if (!is_hole(owned->co__items[i])) owned->co__items[kept++] = owned->co__items[i];
	head_of(owned)->holes = 0;
	owned->co__count = kept;
}

static bool owned_add(struct co__owned *owned, co_future *future) {
	if (owned->co__count == owned->co__capacity && owned->co__count && head_of(owned)->holes > owned->co__capacity / 4) owned_close_holes(owned);
	if (owned->co__count == owned->co__capacity) {
		uint32_t capacity = owned->co__capacity ? owned->co__capacity * 2 : 4;
		unsigned char *grown = co__alloc(HEAD + capacity * sizeof(co_future *));
		if (!grown) return false;
		memset(grown, 0, HEAD);
		if (owned->co__items) {
			memcpy(grown, head_of(owned), HEAD + owned->co__count * sizeof(co_future *));
			co__free(head_of(owned));
		}
		owned->co__items = (co_future **)(void *)(grown + HEAD);
		owned->co__capacity = capacity;
	}
	owned->co__items[owned->co__count++] = future;
	return true;
}

static void owned_remove_at(struct co__owned *owned, uint32_t at) {
	struct owned_head *head = head_of(owned);
	owned->co__items[at] = hole_before(at + 1);
	head->holes++;
	while (owned->co__count && is_hole(owned->co__items[owned->co__count - 1])) {
		owned->co__count--;
		head->holes--;
	}
	if (head->holes > owned->co__count / 2) owned_close_holes(owned);
}

static bool owned_remove(struct co__owned *owned, const co_future *future) {
	for (uint32_t from = 0, to = owned->co__count; from < to;) {
		uint32_t middle = from + (to - from) / 2, at = item_from(owned, middle);
		if (at >= to) {
			to = middle;
		} else if (owned->co__items[at] == future) {
			owned_remove_at(owned, at);
			return true;
		} else if (is_older(owned->co__items[at], future)) {
			from = at + 1;
		} else {
			to = middle;
		}
	}
	return false;
}

/* The same wherever it stands: the order of making is lost when the numbers of tasks begin again. */
static bool owned_remove_anywhere(struct co__owned *owned, const co_future *future) {
	for (uint32_t i = 0; i < owned->co__count; i++) {
		if (owned->co__items[i] != future) continue;
		owned_remove_at(owned, i);
		return true;
	}
	return false;
}

bool co__own(co_loop *loop, co_future *future) {
	co_task *owner = loop->hot.running;
	struct co__owned *owned = &loop->owned;
	if (owner) {
		owned = co__scope_of(owner);
		struct co__extra *extra = owned ? NULL : co__future_make_extra(owner);
		if (!owned && !extra) return false;
		if (extra) owned = &extra->owned;
	}
	if (!owned_add(owned, future)) return false;
	future->owned = 1;
	return true;
}

void co__owned_end(struct co__owned *owned) {
	struct co__owned ended = *owned;
	*owned = (struct co__owned){ NULL, 0, 0 };
	for (uint32_t i = 0; i < ended.co__count; i++) {
		if (is_hole(ended.co__items[i])) continue;
		ended.co__items[i]->owned = 0;
		co__release(ended.co__items[i]);
	}
	co__owned_free(&ended);
}

/* Takes it from the task or one of its scopes. */
static bool task_disowns(co_task *task, const co_future *future, bool (*remove)(struct co__owned *owned, const co_future *future)) {
	for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer)
		if (block->co__kind == BLOCK_SCOPE &&
		    remove(&((struct co__co_scope_frame *)(void *)((unsigned char *)block - offsetof(struct co__co_scope_frame, co__block)))
		                ->co__owned,
		           future))
			return true;
	struct co__extra *extra = co__future_extra(task);
	return extra && remove(&extra->owned, future);
}

/* Takes it from whoever it is. */
static bool disown(co_loop *loop, const co_future *future, bool (*remove)(struct co__owned *owned, const co_future *future)) {
	if (loop->hot.running && task_disowns(loop->hot.running, future, remove)) return true;
	bool found = remove(&loop->owned, future);
	/* Mostly that of the one before. */
	for (uint32_t i = 0, at = loop->disowned_at; !found && i < loop->hot.table_count; i++, at++) {
		if (at >= loop->hot.table_count) at = 0;
		co_future *owner = co__future_at(loop, at);
		if (owner && owner->role == ROLE_TASK) found = task_disowns(owner, future, remove);
		loop->disowned_at = at;
	}
	return found;
}

void co_disown(co_future *future) {
	if (!future || !future->owned) return;
	co_loop *loop = co__loop_of(future);
	/* It is nobody's while its owner ends, which lets go of it itself. */
	if (!disown(loop, future, owned_remove) && !disown(loop, future, owned_remove_anywhere)) return;
	future->owned = 0;
	co__release(future);
}

co_step co__made(co_future *future) {
	return future == &co__loop_of(future)->no_memory.future ? CO__RAISE(future->u.error) : CO__RETURN_VOID();
}

co_step co__made_wait(co_wait_result *wait) {
	return wait == &co__loop_of(co_wait_future(wait))->no_wait.result ? CO__RAISE(&co__error_no_memory) : CO__RETURN_VOID();
}

void co__let_go(co_future *future) {
	if (!future || (future->item.type && future == &co__loop_of(future)->no_memory.future)) return;
	future->lone = 0;
	co__release(future);
}

void co__let_go_wait(co_wait_result *wait) {
	if (!wait) return;
	if (co_wait_future(wait)->item.type && wait == &co__loop_of(co_wait_future(wait))->no_wait.result) return;
	co_wait_future(wait)->lone = 0;
	co__release(co_wait_future(wait));
}

/* Waiters that wait no longer, as their loop ends. */
static void drop_waiters(co_future *future) {
	struct co__item *last = co__waiters(future);
	if (!last) return;
	for (struct co__item *item = last->next, *next;; item = next) {
		next = item->next;
		const struct co__item_type *type = (const struct co__item_type *)item->type;
		bool is_last = item == last;
		if (type->drop) type->drop(item);
		if (is_last) break;
	}
	co__set_waiters(future, NULL);
}

/* The objects that a task that is destroyed awaits, directly and not. */
static void free_awaited(co_task *task) {
	if (task->state == STATE_CREATED) return;
	for (co_coro *frame = task->u.leaf, *awaiter; (awaiter = co__outer(task, frame)); frame = awaiter) {
		uint8_t kind = frame->type->kind;
		if ((frame->flags & CO__OBJECT) && (kind == CO__ASYNC || kind == CO__AWAITABLE)) co__object_free(frame);
	}
}

/* Whether a future is known to somebody that goes on when its loop is gone, who gives it up then: the host, of whose loop this was a part, as
 * its completer; a coroutine of another loop, or a generator, in a variable. Variables of this loop's own tasks are no more, unless some
 * could not be ended. */
static bool is_left_behind(const co_loop *loop, const co_future *future) {
	if (loop->is_attached && future->role == ROLE_FUTURE && future->completer) return true;
	return future->lone && loop->hot.alive == 0;
}

/* It has no loop from now on. */
static void leave_behind(co_loop *loop, co_future *future) {
	if (!co__is_done(future)) {
		future->state = STATE_CANCELLED;
		future->u.error = NULL;
	}
	if (!loop->is_attached) future->completer = 0;
	future->owned = 0;
	future->item.type = NULL;
	future->index = CO__UNLISTED;
	future->references = (uint32_t)future->completer + future->lone;
}

/* Where other references are left they are the loop's own business: of tasks that could not be ended, or of handles
 * that were retained and not released. */
void co__futures_end(co_loop *loop) {
	loop->is_told = true;
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (!future) continue;
		drop_waiters(future);
		if (future->role == ROLE_TASK && !co__is_done(future)) {
			co__task_lost(future);
			co__blocks_lost(future);
		}
		report_unseen(future);
	}
	co__owned_end(&loop->owned); /* who was told may have looked at them */
	/* What the user's own has added meanwhile. */
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (!future) continue;
		drop_waiters(future);
		if (future->role == ROLE_GATHER) co__gather_forget(future);
	}
	co__drop_ready(loop);
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (!future) continue;
		const bool left = is_left_behind(loop, future);
		if (co__is_done(future)) {
			if (!left) co_error_free(future->u.error);
		} else if (future->role == ROLE_TASK) {
			free_awaited(future);
		}
		struct co__extra *extra = co__future_extra(future);
		if (extra) {
			co__free(extra->name);
			co__owned_free(&extra->owned);
			co__free(extra);
		}
		if (left)
			leave_behind(loop, future);
		else
			free_memory(future);
	}
	co__owned_free(&loop->owned); /* what was made while others ended */
	co__free(loop->table);
}

/* ---- completion ---- */

void co__complete(co_future *future, enum co__state state, co_error *error) {
	co_loop *loop = co__loop_of(future);
	future->state = state & 7;
	future->u.error = error;
	struct co__item *last = co__waiters(future);
	if (!last) return;
	co__set_waiters(future, NULL);
	for (struct co__item *item = last->next, *next;; item = next) {
		next = item->next;
		bool is_last = item == last;
		if (item->type == &loop->hot.futures.type) ((co_task *)(void *)item)->state = STATE_READY;
		co__push(loop, item);
		if (is_last) break;
	}
}

void co__await_item(co_future *future, struct co__item *item) {
	if (co__is_done(future)) {
		co__push(co__loop_of(future), item);
		return;
	}
	struct co__item *last = co__waiters(future);
	if (last) {
		item->next = last->next;
		last->next = item;
	} else {
		item->next = item;
	}
	co__set_waiters(future, item);
}

bool co__unawait_item(co_future *future, struct co__item *item) {
	struct co__item *last = co__waiters(future), *previous = last;
	if (!previous) return false;
	while (previous->next != item) {
		previous = previous->next;
		if (previous == last) return false;
	}
	if (previous == item) {
		co__set_waiters(future, NULL);
	} else {
		previous->next = item->next;
		if (last == item) co__set_waiters(future, previous);
	}
	return true;
}

/* ---- how it ended ---- */

bool co_done(co_future *future) { return future ? co__is_done(future) : co__no_handle("co_done"); }
bool co_cancelled(co_future *future) { return future ? future->state == STATE_CANCELLED : co__no_handle("co_cancelled"); }

co_error *co__error_of(co_future *future) {
	if (future->state == STATE_CANCELLED && !future->u.error) future->u.error = co__error_new(CO_ECANCELED, NULL);
	return future->state == STATE_FAILED || future->state == STATE_CANCELLED ? future->u.error : NULL;
}

const co_error *co_future_error(co_future *future) {
	if (!future) co__no_handle("co_future_error");
	if (!future || !co__is_done(future)) return NULL;
	future->retrieved = 1;
	return co__error_of(future);
}

co_step co__outcome(co_future *future) {
	future->retrieved = 1;
	if (CO__UNLIKELY(future->role == ROLE_WAIT)) co__wait_settle(future); /* whoever awaits it goes on now */
	co_error *error = co__error_of(future);
	if (error) return CO__RAISE(co_error_copy(error));
	return (co_step){ CO__RETURNED, (uint64_t)(uintptr_t)future };
}

void *co__result_of(co_future *future, size_t *size) {
	if (future->role == ROLE_TASK) {
		co_coro *root = co__root(future);
		*size = root->type->result_size;
		return (unsigned char *)root + root->type->result_offset;
	}
	if (future->role == ROLE_FUTURE) {
		struct co__plain_future *plain = (struct co__plain_future *)(void *)future;
		*size = plain->size;
		return plain->result;
	}
	*size = 0;
	return future;
}

static const char *what_of(co_future *future) {
	return future->role == ROLE_TASK ? co__root(future)->type->name : co__role_name(future);
}

void *co__future_result(co_future *future, size_t size) {
	if (!future) co__host_fatal("the handle is NULL:", "co_result", 0, 0, NULL);
	if (!co__is_done(future)) co__host_fatal("no result yet:", what_of(future), 0, 0, NULL);
	co_error *error = co__error_of(future);
	if (error) co__host_fatal("no result but an error:", what_of(future), 0, 0, error);
	future->retrieved = 1;
	size_t have;
	void *result = co__result_of(future, &have);
	if (size != CO__UNKNOWN && size != 0 && size != have)
		co__host_fatal("the result has another size:", what_of(future), have, size, NULL);
	return result;
}

/* ---- futures that somebody completes ---- */

static co_future *new_future(co_loop *loop, size_t size, enum co__handle handle) {
	if (size > SIZE_MAX - sizeof(struct co__plain_future)) return &loop->no_memory.future;
	struct co__plain_future *plain = co__alloc(sizeof *plain + size);
	if (!plain) return &loop->no_memory.future;
	if (!co__future_register(loop, &plain->future, ROLE_FUTURE)) {
		co__free(plain);
		return &loop->no_memory.future;
	}
	if (handle != HANDLE_LONE && !co__own(loop, &plain->future)) {
		co__future_unregister(&plain->future);
		co__free(plain);
		return &loop->no_memory.future;
	}
	plain->on_cancel = NULL;
	plain->is_asking = false;
	plain->future.lone = handle == HANDLE_LONE;
	plain->size = size;
	return &plain->future;
}

static co_future *new_with_claims(co_loop *loop, size_t size, enum co__handle handle) {
	if (!co__is_open(loop, "co_future_new_on")) return co__of_no_loop();
	co_future *future = new_future(loop, size, handle);
	if (future != &loop->no_memory.future) {
		future->completer = 1;
		co__retain(future);
	}
	return future;
}

co_future *co_future_new_on(co_loop *loop, size_t size) { return new_with_claims(loop, size, HANDLE_OWNED); }
co_future *co_future_new(size_t size) { return co_future_new_on(co__loop_for("co_future_new"), size); }
co_future *co__lone_future_new_on(co_loop *loop, size_t size) { return new_with_claims(loop, size, HANDLE_LONE); }
co_future *co__lone_future_new(size_t size) { return co__lone_future_new_on(co__loop_for("co_future_new"), size); }

co_future *co__failed(co_loop *loop, int code, const char *message, enum co__handle handle) {
	if (code == CO_ENOMEM) return &loop->no_memory.future;
	co_future *future = new_future(loop, 0, handle);
	if (future != &loop->no_memory.future) co__complete(future, STATE_FAILED, co__error_new(code, message));
	return future;
}

/* Takes the completer's claim: whether it may complete the future. Without effect on those that complete themselves. */
static bool may_complete(co_future *future) { return future->role == ROLE_FUTURE && !co__is_done(future); }

static void claim_used(co_future *future) {
	if (!future->completer) return;
	future->completer = 0;
	co__release(future);
}

bool co_future_set_result(co_future *future, const void *value, size_t size) {
	if (!future) return co__no_handle("co_future_set_result");
	if (CO__UNLIKELY(size && !value)) {
		co__refuse(co__loop_of(future), "co_future_set_result", "the value is NULL");
		return false;
	}
	struct co__plain_future *plain = (struct co__plain_future *)(void *)future;
	bool completes = may_complete(future);
	if (completes) {
		if (size != plain->size)
			co__host_fatal("the result has another size:", "co_future_set_result", plain->size, size, NULL);
		if (size) memcpy(plain->result, value, size);
		co__complete(future, STATE_RETURNED, NULL);
	}
	claim_used(future);
	return completes;
}

bool co_future_set_error(co_future *future, int code, const char *format, ...) {
	if (!future) return co__no_handle("co_future_set_error");
	bool completes = may_complete(future);
	if (completes) {
		va_list arguments;
		va_start(arguments, format);
		co__complete(future, STATE_FAILED, co__error_format(code, format, arguments));
		va_end(arguments);
	}
	claim_used(future);
	return completes;
}

void co_future_on_cancel(co_future *future, bool (*hook)(co_future *future, void *arg), void *arg) {
	if (!future) co__no_handle("co_future_on_cancel");
	if (!future || future->role != ROLE_FUTURE || future == &co__loop_of(future)->no_memory.future) return;
	struct co__plain_future *plain = (struct co__plain_future *)(void *)future;
	plain->on_cancel = hook;
	plain->on_cancel_arg = arg;
}

bool co__plain_cancel(co_future *future) {
	struct co__plain_future *plain = (struct co__plain_future *)(void *)future;
	if (plain->is_asking) return false; /* the answer is on its way to who asked first */
	if (plain->on_cancel) {
		co__retain(future); /* the hook may complete it, and with that drop it */
		plain->is_asking = true;
		bool undone = plain->on_cancel(future, plain->on_cancel_arg);
		plain->is_asking = false;
		bool pending = !co__is_done(future);
		if (undone && pending) co__complete(future, STATE_CANCELLED, NULL);
		co__release(future);
		return undone && pending;
	}
	co__complete(future, STATE_CANCELLED, NULL);
	return true;
}

/* ---- done-callbacks ---- */

struct done_callback {
	struct co__item item;
	co_future *future;
	void (*fn)(co_future *future, void *arg);
	void *arg;
};

static void run_done_callback(co_loop *loop, struct co__item *item) {
	(void)loop;
	struct done_callback *callback = (struct done_callback *)(void *)item;
	callback->fn(callback->future, callback->arg);
	co__release(callback->future);
	co__free(callback);
}

static void drop_done_callback(struct co__item *item) { co__free(item); }

static const struct co__item_type done_callback_type = {
	.type = { .name = "done-callback", .kind = CO__ITEM, .abi = CO__ABI },
	.run = run_done_callback,
	.drop = drop_done_callback,
};

void co_add_done_callback(co_future *future, void (*fn)(co_future *future, void *arg), void *arg) {
	if (!future) {
		co__no_handle("co_add_done_callback");
		return;
	}
	if (!fn) {
		co__refuse(co__loop_of(future), "co_add_done_callback", "the function is NULL");
		return;
	}
	struct done_callback *callback = co__alloc(sizeof *callback);
	if (!callback) {
		co__report(co__loop_of(future), future, "no memory: a done-callback of '%s' will not run", what_of(future));
		return;
	}
	*callback = (struct done_callback){ { &done_callback_type.type, NULL }, future, fn, arg };
	co__retain(future);
	co__await_item(future, &callback->item);
}

size_t co_remove_done_callback(co_future *future, void (*fn)(co_future *future, void *arg)) {
	struct co__item *kept = NULL; /* last of the new ring */
	struct co__item *last = future ? co__waiters(future) : NULL;
	size_t removed = 0;
	if (!last) return 0;
	for (struct co__item *item = last->next, *next;; item = next) {
		next = item->next;
		bool is_last = item == last;
		struct done_callback *callback = (struct done_callback *)(void *)item;
		if (item->type == &done_callback_type.type && callback->fn == fn) {
			co__free(callback);
			removed++;
		} else {
			item->next = kept ? kept->next : item;
			if (kept) kept->next = item;
			kept = item;
		}
		if (is_last) break;
	}
	co__set_waiters(future, kept);
	for (size_t i = 0; i < removed; i++) co__release(future);
	return removed;
}

/* ---- await of a future ---- */

static struct co__co_future_wait_frame *wait_frame(co_coro *self) { return (struct co__co_future_wait_frame *)(void *)self; }

co_step co__awaits_stranger(const co_future *future) {
	char text[256];
	return CO__RAISE(co__error_make(CO_ESTATE, "awaits a future of another loop: %s", co__stranger(future, text)));
}

co_step co__co_future_wait_start(struct co__co_future_wait_frame *frame, co_future *future) {
	if (!future) return CO__RAISE(co__error_make(CO_ESTATE, "awaits a future that is NULL"));
	co_task *task = co__running();
	if (!task) return co__no_task();
	if (co__loop_of(future) != co__loop_of(task)) return co__awaits_stranger(future);
	if (co__is_done(future)) return co__outcome(future);
	if (future == task) return CO__RAISE(co__error_new(CO_ESTATE, "a task awaits itself"));
	co__began(&frame->co__coro, &co__co_future_wait_type);
	frame->co__coro.state = CO__WAITING;
	frame->co__result = future;
	co__retain(future);
	co__await_item(future, &task->item);
	return co__suspend(&frame->co__coro);
}

static co_step first_wait(co_coro *self) {
	co_coro header = *self;
	co_step step = co__co_future_wait_start(wait_frame(self), wait_frame(self)->co__result);
	return co__keep_header(self, &header, step);
}

static co_step resume_wait(co_coro *self, const void *in, co_error *error) {
	(void)in;
	co_future *future = wait_frame(self)->co__result;
	co_step step;
	if (error) {
		future->retrieved = 1;
		step = CO__RAISE(error); /* a cancellation beats the result */
	} else {
		step = co__outcome(future);
		/* A request that was held while the operation went on has been delivered when the operation says so itself. */
		if (step.status == CO__RAISED && co__step_error(step)->code == CO_ECANCELED) co__running()->must_cancel = 0;
	}
	co__release(future);
	return step;
}

/* The answer of what is awaited decides: a task's end, a gather's, or a future that is cancelled now. cancel.c asks it,
 * as a chain of tasks that await each other may be long. */
const co_type co__co_future_wait_type = {
	.name = "await of a future",
	.first = first_wait,
	.resume = resume_wait,
	.frame_size = sizeof(struct co__co_future_wait_frame),
	.frame_align = _Alignof(struct co__co_future_wait_frame),
	.result_offset = offsetof(struct co__co_future_wait_frame, co__result),
	.result_size = sizeof(co_future *),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

co_coro *co__future_wait(co_future *future) {
	co_coro *object = co__new(&co__co_future_wait_type);
	if (object) wait_frame(object)->co__result = future;
	return object;
}
