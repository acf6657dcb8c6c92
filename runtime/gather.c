/* co_gather, co_gather_settled, co_gather_strict: one future for many.
 *
 * In: calls, tasks and futures. Out: a future that is done when all of them are, or when the first has failed;
 * asyncio's gather, in its order of turns: it learns of a child's end in the turn after, its own awaiter goes on in the
 * one after that.
 *
 * What must hold: the children live as long as the gather; errors of children count as seen. */
#include "internal.h"

/* Waits at one child. */
struct child {
	struct co__item item;
	struct gather *gather;
	co_future *future; /* where the gather is refused: NULL, if it is not its loop's */
};

struct gather {
	union {
		co_future base;
		struct co__bare_future bare;
	};
	uint8_t how;
	bool any_asked; /* of the children, by the request that is under way */
	bool cancel_requested;
	bool refused; /* its slots have references only where its `children` say so */
	size_t count;    /* slots */
	size_t links;    /* at the front of `children`: those that were not done when it was made */
	size_t waiting;  /* different children that have not been heard of */
	co_error *first; /* strict: what it will fail with */
	const struct co__asking *asked_by; /* a request of which its children are being asked, or NULL */
	size_t next;                       /* the child to be asked next */
	struct gather *outer;              /* whose children are being asked further out */
	co_task *awaiter;                  /* who awaits this one, and passed the request on; or NULL */
	uint64_t asked_in;                 /* the number of the request that asked them last */
	struct co__seen seen;
	co_future **slots;
	struct child children[];
};

static struct gather *gather_of(co_future *future) { return (struct gather *)(void *)future; }

static co_error *cancelled(void) { return co__error_new(CO_ECANCELED, NULL); }

/* ---- requests to its children: cancel.c ---- */

const struct co__asking *co__gather_asked_by(const co_future *future) {
	return future->role == ROLE_GATHER ? ((const struct gather *)(const void *)future)->asked_by : NULL;
}

bool co__gather_enter(struct co__asking *asking, co_future *future, co_task *awaiter) {
	struct gather *gather = gather_of(future);
	if (gather->asked_by || gather->asked_in == asking->number) return false;
	gather->asked_by = asking;
	gather->asked_in = asking->number;
	gather->any_asked = false;
	gather->next = 0;
	gather->outer = asking->gather ? gather_of(asking->gather) : NULL;
	gather->awaiter = awaiter;
	asking->gather = future;
	co__retain(future); /* hooks may drop it */
	if (awaiter) co__retain(awaiter);
	return true;
}

co_future *co__gather_next(co_future *future) {
	struct gather *gather = gather_of(future);
	while (gather->next < gather->count) {
		co_future *child = gather->slots[gather->next++];
		if (!co__is_done(child)) return child;
	}
	return NULL;
}

void co__gather_was_asked(co_future *future) { gather_of(future)->any_asked = true; }

bool co__gather_answer(co_future *future) {
	const struct gather *gather = gather_of(future);
	return gather->asked_by || gather->any_asked; /* while they are asked: a child holds what holds us */
}

co_task *co__gather_awaiter(co_future *future) {
	const struct gather *gather = gather_of(future);
	while (!gather->awaiter && gather->outer) gather = gather->outer;
	return gather->awaiter;
}

bool co__gather_leave(struct co__asking *asking) {
	struct gather *gather = gather_of(asking->gather);
	const bool any = gather->any_asked;
	asking->gather = gather->outer ? &gather->outer->base : NULL;
	gather->asked_by = NULL;
	if (any && &gather->base != asking->own) gather->cancel_requested = true;
	if (gather->awaiter) {
		/* The end of the children decides. Where there was nothing to be asked the request stays, and beats the
		 * result. */
		if (any) gather->awaiter->must_cancel = 0;
		co__release(gather->awaiter);
	} else if (any && gather->outer) {
		gather->outer->any_asked = true;
	}
	co__release(&gather->base);
	return any;
}

static void fail(struct gather *gather, co_error *error) {
	/* Also with CO_ECANCELED it has failed and was not cancelled. Where the close of its loop has cancelled its
	 * children nobody is to blame. */
	if (error->code == CO_ECANCELED && co__loop_of(&gather->base)->closing) gather->base.retrieved = 1;
	co__complete(&gather->base, STATE_FAILED, error);
}

/* All children are done. */
static void conclude(struct gather *gather) {
	if (gather->first && (gather->first->code != CO_ECANCELED || !gather->cancel_requested)) {
		fail(gather, gather->first);
		gather->first = NULL;
	} else if (gather->cancel_requested) {
		fail(gather, cancelled());
	} else {
		co__complete(&gather->base, STATE_RETURNED, NULL);
	}
}

/* It has no more to do with those that go on: they may do so for long, while other gathers come and go. */
static void leave_others(struct gather *gather) {
	for (size_t i = 0; i < gather->links; i++) {
		struct child *link = &gather->children[i];
		if (co__is_done(link->future)) continue; /* heard of, or on its way */
		link->future->retrieved = 1;
		co__unawait_item(link->future, &link->item);
		gather->waiting--;
	}
}

static void heard_of(struct gather *gather, co_future *child) {
	gather->waiting--;
	child->retrieved = 1;
	if (co__is_done(&gather->base)) return;
	co_error *error = co__error_of(child);
	if (error && gather->how == CO__GATHER) {
		fail(gather, co_error_copy(error));
		leave_others(gather);
		return;
	}
	if (error && gather->how == CO__GATHER_STRICT) {
		if (!gather->first || (gather->first->code == CO_ECANCELED && error->code != CO_ECANCELED)) {
			bool is_first = !gather->first;
			co_error_free(gather->first);
			gather->first = co_error_copy(error);
			if (is_first && !gather->cancel_requested) co__ask_children_of(&gather->base);
		}
	}
	if (gather->waiting == 0) conclude(gather);
}

static void run_child(co_loop *loop, struct co__item *item) {
	(void)loop;
	struct child *child = (struct child *)(void *)item;
	struct gather *gather = child->gather;
	heard_of(gather, child->future);
	if (gather->waiting == 0) co__release(&gather->base); /* the reference of the children's links */
}

static const struct co__item_type child_type = {
	.type = { .name = "gather", .kind = CO__ITEM, .abi = CO__ABI },
	.run = run_child,
};

co_future *co__gather_waiting(const struct co__item *item) {
	return item->type == &child_type.type ? &((const struct child *)(const void *)item)->gather->base : NULL;
}

co_future *co__gather_child_at(const struct co__item *item) { return ((const struct child *)(const void *)item)->future; }
struct co__seen *co__gather_seen(co_future *future) { return &gather_of(future)->seen; }

void co__gather_forget(co_future *future) {
	struct gather *gather = gather_of(future);
	co_error_free(gather->first);
	gather->first = NULL;
}

size_t co__gather_size(const co_future *future) {
	return sizeof(struct gather) + ((const struct gather *)(const void *)future)->count * (sizeof(struct child) + sizeof(co_future *));
}

void co__gather_let_go(co_future *future) {
	struct gather *gather = gather_of(future);
	co_error_free(gather->first);
	for (size_t i = 0; i < gather->count; i++)
		if (!gather->refused || gather->children[i].future) co__release_held(gather->slots[i]);
}

co_future *co__gather(const char *where, int how, void *const *things, size_t count) {
	count = co__count_things(things, count);
	const bool nothing = !things && count;
	if (nothing) count = 0;
	co_loop *loop = co__loop_of_things(things, count, "co_gather");
	struct gather *gather = NULL;
	const size_t each = sizeof(struct child) + sizeof(co_future *);
	if (!co__is_no_loop(loop) && count < (SIZE_MAX - sizeof *gather) / each) gather = co__alloc(sizeof *gather + count * each);
	if (gather && !co__future_register(loop, &gather->base, ROLE_GATHER)) {
		co__free(gather);
		gather = NULL;
	}
	if (gather && !(how & CO__LONE) && !co__own(loop, &gather->base)) {
		co__future_unregister(&gather->base);
		co__free(gather);
		gather = NULL;
	}
	if (!gather) {
		for (size_t i = 0; i < count; i++) co__consume(things[i]);
		return &loop->no_memory.future;
	}
	if (CO__UNLIKELY(loop->hot.debug)) co__made_at(&gather->base, where);
	gather->how = (uint8_t)(how & ~CO__LONE);
	gather->base.lone = (how & CO__LONE) != 0;
	gather->cancel_requested = false;
	gather->asked_by = NULL;
	gather->asked_in = gather->seen.number = 0;
	gather->count = count;
	gather->links = gather->waiting = 0;
	gather->first = NULL;
	gather->slots = (co_future **)(void *)(gather->children + count);

	if (nothing) {
		gather->refused = true;
		fail(gather, co__error_new(CO_ESTATE, "co_gather: the array is NULL"));
		return &gather->base;
	}
	co_future *stranger = co__stranger_in(loop, things, count);
	gather->refused = stranger != NULL;
	for (size_t i = 0; i < count; i++) {
		/* Another loop may end first, or run on another thread: nothing of its futures is touched. */
		bool is_strange = stranger && co__stranger_in(loop, things + i, 1);
		gather->slots[i] = is_strange ? things[i] : co__child_for(loop, things[i], stranger != NULL);
		if (stranger) gather->children[i].future = is_strange ? NULL : gather->slots[i];
		if (!is_strange) co__retain(gather->slots[i]);
	}
	if (stranger) {
		fail(gather, co__strangers("co_gather", stranger));
		return &gather->base;
	}

	/* Each different child once: from the front those that have to be waited for, from the back those that are done.
	 * These are heard of when all are known, and no mark is left: asking the others to end may call hooks of the
	 * user's, which make gathers themselves. */
	size_t done = 0;
	for (size_t i = 0; i < count; i++) {
		co_future *child = gather->slots[i];
		if (child->marked) continue;
		child->marked = 1;
		gather->waiting++;
		struct child *place = &gather->children[co__is_done(child) ? count - ++done : gather->links++];
		*place = (struct child){ { &child_type.type, NULL }, gather, child };
		if (!co__is_done(child)) co__await_item(child, &place->item);
	}
	for (size_t i = 0; i < count; i++) gather->slots[i]->marked = 0;
	co__retain(&gather->base); /* of the links */
	for (size_t i = 1; i <= done; i++) heard_of(gather, gather->children[count - i].future);
	if (gather->waiting == 0) co__release(&gather->base);
	if (count == 0) conclude(gather);
	return &gather->base;
}

co_future *co__gather_n(const char *where, int how, co_future **futures, size_t n) {
	return co__gather(where, how, (void *const *)(void *)futures, n);
}
co_future *(co_gather_n)(co_future **futures, size_t n) { return co__gather_n(NULL, CO__GATHER, futures, n); }
co_future *(co_gather_settled_n)(co_future **futures, size_t n) { return co__gather_n(NULL, CO__GATHER_SETTLED, futures, n); }
co_future *(co_gather_strict_n)(co_future **futures, size_t n) { return co__gather_n(NULL, CO__GATHER_STRICT, futures, n); }

co_future *co_gather_child(co_future *future, size_t i) {
	if (!future) co__host_fatal("the handle is NULL:", "co_gather_child", 0, 0, NULL);
	if (co__is_gone(future) || future->role != ROLE_GATHER)
		co__host_fatal("not what co_gather returned:", "co_gather_child", 0, 0, co__error_of(future));
	struct gather *gather = gather_of(future);
	if (i >= gather->count) co__host_fatal("no such child:", "co_gather_child", gather->count, i, NULL);
	return gather->slots[i];
}
