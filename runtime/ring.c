/* Rings of waiting with groups in them: whether a request that a task passes on to what it awaits would come back
 * without effect.
 *
 * A task waits for the future that it awaits, a gather for its children, and who holds a group for the tasks of
 * that, at whatever it waits itself. A request goes the same ways: at once from who awaits to what is awaited, and
 * from who holds a group to its tasks when that ends, which is once. In a ring it comes back to where it was. Where
 * all in the ring await it is opened in cancel.c. With a group in it, this is to hold for a request to any task of
 * the ring: it ends one of them, by its await, and with that all, one after the other; none gets it twice.
 *
 * So the await is opened that is the last on the way: a request is not passed on from who awaits to a task that
 * waits for it, where on the way down from there to the next await a group is ending, as that has asked its tasks
 * and does not again. Everywhere else it is passed on: groups that it comes to begin to end, and ask their tasks.
 * The last of a ring to do so finds that the others are ending, and at the next await behind it there is nothing
 * left to be asked.
 *
 * In: a task that is about to pass a request on, and the task that it awaits. Out: whether it is to wait no longer.
 *
 * It is looked for from who awaits upward, to all that wait for it: that way a task waits at one place only, so the
 * search finds its way back from the tasks themselves. What can be come to in two ways, gathers and who holds
 * groups, is marked: `struct co__seen`. So it takes as many steps as there are awaits in what waits for the task,
 * and no memory; and while a request goes down a chain of tasks, what was come to from one is not looked at again
 * from the next.
 *
 * Who is about to ask its tasks is left out, unless that hides a way: then all is looked at once more, with marks that
 * say something else. They hold for that search alone, so that the next task of the chain begins anew.
 *
 * Where many are asked in one call, nobody begins to wait in between, and no group to end: a way that one request has
 * gone without coming back is none by which the next one does. It is looked at once, from where it is common to them.
 *
 * What must hold: nothing of the user's runs meanwhile; who waits at a task as its group is the first of its
 * waiters. */
#include "internal.h"

static bool is_task(const co_future *future, const struct co__item *item) {
	return item->type == &co__loop_of(future)->hot.futures.type;
}

/* NULL: of a task that holds no tasks of a group, which is come to in one way only: from what it awaits. */
static struct co__seen *seen_of(co_future *future) {
	return future->role == ROLE_TASK ? co__group_seen(future) : co__gather_seen(future);
}

static struct co__item *first_at(const co_future *future) {
	const struct co__item *last = co__waiters(future);
	return last ? last->next : NULL;
}

static struct co__item *next_at(const co_future *future, const struct co__item *item) {
	return item == co__waiters(future) ? NULL : item->next;
}

/* ---- the search ---- */

struct search {
	uint64_t number; /* even; the next one says that since the last await there was a group that is ending */
	const co_task *task, *awaited;
	const co_task *explored; /* who waits for that is known */
	bool all;       /* also above who will ask its tasks anyway */
	bool is_partly; /* which would have mattered */
};

enum found { NOTHING, SOMEBODY, RING };

/* Whether it is about to ask the tasks of that group: each of them then looks by itself. */
static bool will_ask(const co_task *holder, const struct co__item *item) {
	return holder->state == STATE_READY && holder->raise && co__group_is_left_at(item, holder->u.leaf);
}

/* What was seen already, though by a way on which no group is ending: so are those above it. */
static enum found go_up_again(struct search *search, co_future *future) {
	struct co__seen *seen = seen_of(future);
	while (seen->number == search->number) {
		seen->number++;
		const struct co__item *item = first_at(future);
		future = item ? co__group_waiting(item) : NULL;
		if (!future) return NOTHING;
		if (future == search->awaited) return RING;
		seen = seen_of(future);
	}
	if (seen->number < search->number) search->is_partly = true;
	return NOTHING;
}

/* Comes to who waits by an item at `from`. */
static enum found come_to(struct search *search, co_future *from, struct co__item *item, co_future **who) {
	bool ends = false;
	if (is_task(from, item)) {
		*who = (co_task *)(void *)item;
		if (*who == search->explored) return NOTHING;
	} else if (!(*who = co__gather_waiting(item))) {
		*who = co__group_waiting(item);
		if (!*who) return NOTHING;
		const struct co__seen *seen = seen_of(from);
		ends = co__group_is_ending(item) || (seen && seen->number == search->number + 1);
		if (!ends && !search->all && *who != search->awaited && will_ask(*who, item)) return NOTHING;
	}
	if (*who == search->awaited) return ends ? RING : NOTHING;
	struct co__seen *seen = seen_of(*who);
	/* The task itself: by way of another child of the gather that it awaits. */
	if (!seen) return *who == search->task ? NOTHING : SOMEBODY;
	if (seen->number < search->number) {
		*seen = (struct co__seen){ search->number + ends, item };
		return SOMEBODY;
	}
	return ends ? go_up_again(search, *who) : NOTHING;
}

/* Back to what it was come from; the item that waits there. */
static struct co__item *go_back(co_future **future) {
	const struct co__seen *seen = seen_of(*future);
	struct co__item *item = seen ? seen->by : &(*future)->item;
	if (item == &(*future)->item)
		*future = co__awaited(*future);
	else
		*future = co__gather_waiting(item) ? co__gather_child_at(item) : co__group_child_at(item);
	return item;
}

static bool is_found(struct search *search, co_task *task, co_task *awaited) {
	const struct co__seen *there = seen_of(awaited);
	if (there && there->number == search->number + 1) return true;
	struct co__seen *seen = seen_of(task);
	if (seen && seen->number >= search->number) return false;
	if (seen) *seen = (struct co__seen){ search->number, NULL };
	co_future *at = task, *who = NULL;
	for (struct co__item *item = first_at(at);;) {
		while (!item) {
			if (at == task) return false;
			item = go_back(&at);
			item = next_at(at, item);
		}
		switch (come_to(search, at, item, &who)) {
		case RING: return true;
		case SOMEBODY:
			at = who;
			item = first_at(at);
			break;
		case NOTHING: item = next_at(at, item); break;
		}
	}
}

void co__many_begin(co_loop *loop) { loop->calls++; }

void co__many_end(co_loop *loop) {
	loop->calls--;
	loop->passed = NULL;
}

uint32_t co__many_leave(co_loop *loop) {
	uint32_t calls = loop->calls;
	loop->calls = 0;
	loop->passed = NULL;
	return calls;
}

void co__many_go_on(co_loop *loop, uint32_t calls) { loop->calls = calls; }

static bool comes_back(struct co__known *known, co_task *task, co_task *awaited) {
	co_loop *loop = co__loop_of(task);
	if (!known->number) known->number = loop->searches += 2;
	struct search search = { .number = known->number, .task = task, .awaited = awaited, .explored = known->explored };
	if (is_found(&search, task, awaited)) return true;
	known->explored = task;
	if (!search.is_partly) return false;
	/* Its marks take the place of those of the first, and are of another kind: the next task begins anew. */
	*known = (struct co__known){ .number = 0 };
	search = (struct search){ .number = loop->searches += 2, .task = task, .awaited = awaited, .all = true };
	return is_found(&search, task, awaited);
}

bool co__comes_back(struct co__known *known, co_task *task, co_task *awaited) {
	if (known->is_passed || !co__has_ending_group(awaited)) return false;
	co_loop *loop = co__loop_of(task);
	const bool is_first = !known->number;
	known->is_passed = is_first && loop->passed == task && loop->passed_to == awaited;
	if (known->is_passed) return false;
	if (comes_back(known, task, awaited)) return true;
	if (is_first && loop->calls) {
		loop->passed = task;
		loop->passed_to = awaited;
	}
	return false;
}
