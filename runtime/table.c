/* The table of a loop: the place of each future in it, and what few futures have besides.
 *
 * In: futures as they are made, tasks as they have to be found. Out: places, names, blocks and owners' lists of a
 * future; the futures of a loop in the order of their making.
 *
 * A future that is no task has its place from the start. A task gets one when it is no longer found otherwise: when
 * it waits for something that the loop knows nothing of, when it has blocks or a name, when it is done and somebody
 * holds it. Most never do.
 *
 * What must hold: there is always room for the tasks that have no place yet; what moves a future in the table writes
 * its new place to it; nothing moves once the loop is over. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

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

/* Closes the holes where they are many, else doubles. Where the loop is over, whoever ends what is left walks over
 * the table. */
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

void co__made_at(co_future *future, const char *where) {
	struct co__extra *extra = co__future_make_extra(future);
	if (extra) extra->where = where;
}

void co__list_task(co_task *task) {
	co_loop *loop = co__loop_of(task);
	task->index = loop->hot.table_count;
	loop->table[loop->hot.table_count++] = (uintptr_t)task;
}

/* All keys differ. */
bool co__is_older(const co_future *one, const co_future *other) {
	if (one->id != other->id) return one->id < other->id;
	if ((one->role == ROLE_TASK) != (other->role == ROLE_TASK)) return one->role == ROLE_TASK;
	return one->index < other->index;
}

static void sink(uintptr_t *heap, uint32_t at, uint32_t count) {
	uintptr_t moved = heap[at];
	for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
		if (child + 1 < count && co__is_older(untag(heap[child]), untag(heap[child + 1]))) child++;
		if (!co__is_older(untag(moved), untag(heap[child]))) break;
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
	while (sorted < count && co__is_older(untag(loop->table[sorted - 1]), untag(loop->table[sorted]))) sorted++;
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
	if (future->index == UNLISTED) return;
	struct co__extra *extra = co__future_extra(future);
	if (extra) {
		co__free(extra->name);
		co__owned_free(&extra->owned);
		co__free(extra->arguments);
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
