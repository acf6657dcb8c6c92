/* Who holds which lock, in debug mode: locks that a task leaves behind, and tasks that wait for each other in a ring.
 *
 * In: each time that a lock is taken or released, that a task waits, that one ends. Out: reports.
 *
 * A lock has no owner, and any task may release it; this is about programs in which whoever takes one releases it,
 * which nearly all are. So it only reports, and the program goes on.
 *
 * What must hold: a task that has ended is in no entry. Memory for an entry may be missing: then nothing is known of
 * that lock. */
#include "waiters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void (*co__lock_taken)(co_lock *lock);

/* Of this thread: who took what. Few at a time. */
static _Thread_local struct held {
	co_lock *lock;
	co_task *task;
	char place[128];
} *held;
static _Thread_local size_t held_count, held_capacity;

static struct held *entry_of(const co_lock *lock) {
	for (size_t i = 0; i < held_count; i++)
		if (held[i].lock == lock) return &held[i];
	return NULL;
}

static void drop(struct held *entry) {
	*entry = held[--held_count];
	if (held_count) return;
	free(held);
	held = NULL;
	held_capacity = 0;
}

static void lock_taken(co_lock *lock) {
	co_task *task = co__running();
	if (!task || !co__loop_of(task)->hot.debug) return;
	struct held *entry = entry_of(lock);
	if (!entry && held_count == held_capacity) {
		size_t capacity = held_capacity ? 2 * held_capacity : 8;
		struct held *grown = realloc(held, capacity * sizeof *grown);
		if (!grown) return;
		held = grown;
		held_capacity = capacity;
	}
	if (!entry) entry = &held[held_count++];
	entry->lock = lock;
	entry->task = task;
	const char *began = co__loop_of(task)->step_began;
	snprintf(entry->place, sizeof entry->place, "%s", began ? began : "?");
}

void co__locks_watch(void) { __atomic_store_n(&co__lock_taken, lock_taken, __ATOMIC_RELAXED); }

void co__lock_released(const co_lock *lock) {
	struct held *entry = held_count ? entry_of(lock) : NULL;
	if (entry) drop(entry);
}

void co__locks_left(co_task *task) {
	char name[24], from[264];
	for (size_t i = held_count; i-- > 0;) {
		if (held[i].task != task) continue;
		const bool known = strcmp(held[i].place, "?") != 0;
		co__report(co__loop_of(task), task, "%s ('%s') ends and holds a lock%s%s", co__name_of(task, name),
		         co__root(task)->type->name, co__at_place(", which it took in the step from ", held[i].place, from),
		         known ? " on" : "");
		drop(&held[i]);
	}
}

/* ---- rings ---- */

/* The task that a waiting one waits for, by its lock or by its end; NULL: none, or none that is known. */
static co_task *waits_for(const co_task *task) {
	if (task->state != STATE_WAITING) return NULL;
	co_coro *leaf = task->u.leaf;
	if (leaf->type == &co__co_lock_acquire_type) {
		const struct held *entry = entry_of(co__waiter_of(leaf)->co__on);
		return entry ? entry->task : NULL;
	}
	if (leaf->type != &co__co_future_wait_type) return NULL;
	co_future *awaited = co__awaited(task);
	return awaited->role == ROLE_TASK && !co__is_done(awaited) ? awaited : NULL;
}

/* A task on the way from the one that began to wait last, and which of those that it waits for was looked at last. */
struct step {
	co_task *task;
	bool looked;
	struct co__group_child *at;
};

/* The next of those that it waits for: at the end of a group all of its tasks. */
static co_task *next_awaited(struct step *step) {
	if (step->task->state == STATE_WAITING && step->task->u.leaf->type == &co__co_group_exit_type)
		return co__group_next_awaited(step->task->u.leaf, &step->at);
	if (step->looked) return NULL;
	step->looked = true;
	return waits_for(step->task);
}

enum { LONGEST = 500, MOST_STEPS = 10000 };

/* The length of a ring that begins with path[0]; 0: there is none, or it is too far to be found. */
static size_t ring_in(struct step path[static LONGEST]) {
	size_t length = 1;
	for (unsigned steps = 0; length && steps < MOST_STEPS; steps++) {
		co_task *next = next_awaited(&path[length - 1]);
		if (!next)
			length--;
		else if (next == path[0].task)
			return length;
		else if (length < LONGEST && !co__ends_in_time(next))
			path[length++] = (struct step){ .task = next };
	}
	return 0;
}

/* "Task-1 ('a') waits at FILE:LINE for a lock of Task-2 ('b'), which waits at FILE:LINE for the end of Task-1" */
void co__look_for_ring(co_task *task) {
	struct step path[LONGEST];
	if (co__ends_in_time(task)) return;
	path[0] = (struct step){ .task = task };
	const size_t length = ring_in(path);
	if (!length) return;

	char text[440], name[24], place[256], there[264];
	size_t at = 0;
	for (size_t i = 0; i < length && at < sizeof text; i++) {
		const bool last = i + 1 == length;
		co_task *other = path[i].task, *next = last ? task : path[i + 1].task;
		bool lock = other->u.leaf->type == &co__co_lock_acquire_type;
		int written = 0;
		if (i == 0) written = snprintf(text, sizeof text, "%s ('%s')", co__name_of(other, name), co__root(other)->type->name);
		at += written < 0 ? 0 : (size_t)written;
		if (at >= sizeof text) break;
		const char *what = length == 1 ? "a lock that it holds itself" : lock ? "a lock of " : "the end of ";
		written = snprintf(text + at, sizeof text - at, "%s waits%s for %s", i ? ", which" : "",
		                   co__at_place(" at ", co__place_of(other, place), there), what);
		at += written < 0 ? 0 : (size_t)written;
		if (length == 1 || at >= sizeof text) break;
		written = snprintf(text + at, sizeof text - at, last ? "%s" : "%s ('%s')", co__name_of(next, name), co__root(next)->type->name);
		at += written < 0 ? 0 : (size_t)written;
	}
	co__report(co__loop_of(task), task, "deadlock: %s", text);
}
