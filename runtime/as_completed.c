/* co_as_completed: an async generator of futures, each when it is done.
 *
 * In: calls, tasks and futures. Out: the futures in the order of their ends, each different one once; asyncio's
 * as_completed, in its order of turns: it learns of an end in the turn after, and who asked goes on in the one after
 * that. Nothing is cancelled when it is closed early, and no error is looked at: whoever awaits the future, or asks
 * for its error, does that.
 *
 * What must hold: the futures live as long as the object; when that goes, begun or not, nothing of it is left at a
 * future or in the ready queue. */
#include "internal.h"

struct link {
	struct co__item item;
	struct as_completed *all;
	co_future *future;
	struct link *next; /* among those that are done and not handed out */
	bool heard;        /* of its end */
};

struct as_completed {
	co_coro coro;
	co_coro wait;        /* for the next one to be done */
	co_task *task;       /* which does that; NULL: nobody */
	struct link *oldest; /* done, not handed out */
	struct link *newest;
	size_t left;         /* not handed out */
	size_t count;        /* links */
	co_error *refusal;   /* NULL: none */
	struct link links[];
};

/* What it stands at. */
enum { AT_YIELD = 1, AT_WAIT };

static struct as_completed *all_of(co_coro *self) { return (struct as_completed *)(void *)self; }

static void run_link(co_loop *loop, struct co__item *item) {
	(void)loop;
	struct link *link = (struct link *)(void *)item;
	struct as_completed *all = link->all;
	link->heard = true;
	if (all->newest)
		all->newest->next = link;
	else
		all->oldest = link;
	all->newest = link;
	if (all->task) co__wake(all->task);
}

static const struct co__item_type link_type = {
	.type = { .name = "as_completed", .kind = CO__ITEM, .abi = CO__ABI },
	.run = run_link,
};

static bool is_link_of(const struct co__item *item, const void *all) {
	return item->type == &link_type.type && ((const struct link *)(const void *)item)->all == all;
}

static void let_go(struct as_completed *all) {
	bool queued = false;
	for (size_t i = 0; i < all->count; i++) {
		struct link *link = &all->links[i];
		if (!link->heard && !co__unawait_item(link->future, &link->item)) queued = true;
	}
	if (queued) co__unqueue_all(co__loop_of(all->links[0].future), is_link_of, all);
	for (size_t i = 0; i < all->count; i++) co__release(all->links[i].future);
	all->count = all->left = 0;
}

static co_step resume_wait(co_coro *self, const void *in, co_error *error) {
	(void)self;
	(void)in;
	return error ? CO__RAISE(error) : CO__RETURN_VOID();
}

static bool cancel_wait(co_coro *self) {
	(void)self;
	return true;
}

static const co_type wait_type = {
	.name = "co_as_completed",
	.resume = resume_wait,
	.cancel = cancel_wait,
	.frame_size = sizeof(co_coro),
	.frame_align = _Alignof(co_coro),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

static co_step resume(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct as_completed *all = all_of(self);
	all->task = NULL;
	if (error || all->left == 0) {
		let_go(all);
		return error ? CO__RAISE(error) : CO__RETURN_VOID();
	}
	struct link *link = all->oldest;
	if (!link) {
		co__stand(self, AT_WAIT);
		all->task = co__running();
		co__began(&all->wait, &wait_type);
		co__stand(&all->wait, CO__WAITING);
		co_step step = co__suspend(&all->wait);
		return co__pass(&all->wait, self, step);
	}
	all->oldest = link->next;
	if (!all->oldest) all->newest = NULL;
	all->left--;
	co__stand(self, AT_YIELD);
	return CO__YIELD(co_future *, link->future);
}

static co_step first(co_coro *self) {
	struct as_completed *all = all_of(self);
	co_task *task = co__running();
	co_error *refusal = all->refusal;
	all->refusal = NULL;
	/* Made in plain C over the futures of one loop, and run over in another. */
	if (!refusal && task && all->count && co__loop_of(all->links[0].future) != co__loop_of(task))
		refusal = co__strangers("co_as_completed", all->links[0].future);
	return resume(self, NULL, refusal);
}

/* Of an object that never began. */
static bool cancel(co_coro *self) {
	co_error_free(all_of(self)->refusal);
	let_go(all_of(self));
	return true;
}

static const co_site sites[] = { { 0 }, [AT_WAIT] = { .child = offsetof(struct as_completed, wait) } };

static const co_type as_completed_type = {
	.name = "co_as_completed",
	.file = "",
	.first = first,
	.resume = resume,
	.cancel = cancel,
	.sites = sites,
	.site_count = sizeof sites / sizeof *sites,
	.frame_size = sizeof(struct as_completed),
	.frame_align = _Alignof(struct as_completed),
	.yielded_size = sizeof(co_future *),
	.kind = CO__ASYNC_GENERATOR,
	.has_cleanup = 1,
	.abi = CO__ABI,
};

co_gen *co__as_completed(void *const *things, size_t count) {
	count = co__count_things(things, count);
	const bool nothing = !things && count;
	if (nothing) count = 0;
	co_loop *loop = co__loop_of_things(things, count, "co_as_completed");
	co_type longer = as_completed_type;
	co_coro *object = NULL;
	if (count < (UINT32_MAX - sizeof(struct as_completed)) / sizeof(struct link)) {
		longer.frame_size += (uint32_t)(count * sizeof(struct link));
		object = co__new(&longer);
	}
	if (!object) {
		for (size_t i = 0; i < count; i++) co__consume(things[i]);
		return co__gen_new(NULL);
	}
	object->type = &as_completed_type;
	struct as_completed *all = all_of(object);
	all->task = NULL;
	all->oldest = all->newest = NULL;
	all->count = 0;
	co_future *stranger = co__stranger_in(loop, things, count);
	all->refusal = stranger ? co__strangers("co_as_completed", stranger) : NULL;
	if (nothing) all->refusal = co__error_new(CO_ESTATE, "co_as_completed: the array is NULL");
	for (size_t i = 0; i < count; i++) {
		/* As in a gather: its loop may end first, or run on another thread. */
		if (stranger && co__stranger_in(loop, things + i, 1)) continue;
		co_future *future = co__child_for(loop, things[i], stranger != NULL);
		if (future->marked) continue;
		future->marked = 1;
		co__retain(future);
		all->links[all->count++] = (struct link){ { &link_type.type, NULL }, all, future, NULL, false };
	}
	all->left = all->count;
	for (size_t i = 0; i < all->count; i++) {
		struct link *link = &all->links[i];
		link->future->marked = 0;
		link->heard = stranger != NULL; /* then nothing is waited for */
		if (!stranger) co__await_item(link->future, &link->item);
	}
	return object;
}

co_gen *co_as_completed_n(co_future **futures, size_t n) {
	return co__as_completed((void *const *)(void *)futures, n);
}
