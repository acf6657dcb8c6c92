/* Owners of handles: who gives up the reference that a new handle stands for.
 *
 * In: handles as they are made. Out: their references given up, when the task, the scope or the loop that they were
 * made in ends, or when co_disown says so.
 *
 * What must hold: a handle stands in one list at most, and `owned` of its future says whether it does; a list stands
 * in the order of making. */
#include "internal.h"

#include <string.h>

/* The items of an owner stand in the order of their making, which is that of co__is_older, so that one of them is
 * found by halves, in whatever order they are given up. Each that is given up early leaves a hole, which says where
 * the next item may be; there are no holes behind the last item, and no more of them than of items. */
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

/* The place of the first item from there on; co__count: there is none. The holes on the way lead there at once from
 * now on. */
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
		} else if (co__is_older(owned->co__items[at], future)) {
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
	if (!future || !co__is_handle(future, "co_disown") || !future->owned) return;
	co_loop *loop = co__loop_of(future);
	/* It is nobody's while its owner ends, which lets go of it itself. */
	if (!disown(loop, future, owned_remove) && !disown(loop, future, owned_remove_anywhere)) return;
	future->owned = 0;
	co__release(future);
}
