/* co_wait: the futures that are done and those that are not, when one, the first failure, or all are.
 *
 * In: calls, tasks and futures. Out: a future to await, and behind it the two lists; asyncio's wait. Nothing is
 * cancelled and no error is looked at.
 *
 * What must hold: the lists tell how things are when the awaiter goes on, not when it was woken; when the wait is over,
 * however it ended, nothing of it is left at the futures that are not done. */
#include "internal.h"

struct link {
	struct co__item item;
	struct wait *wait;
	co_future *future;
};

struct wait {
	struct co__wait_head head;
	int when;
	bool settled; /* the lists are final */
	size_t count; /* different futures */
	size_t not_heard;
	size_t queued; /* links that are still at a future or in the ready queue */
	co_future **futures;
	co_future **sorted;
	struct link links[];
};

static struct wait *wait_of(co_future *future) { return (struct wait *)(void *)future; }

static void sort(struct wait *wait) {
	size_t done = 0, pending = 0;
	for (size_t i = 0; i < wait->count; i++) done += co__is_done(wait->futures[i]);
	wait->head.result = (co_wait_result){ wait->sorted, done, wait->sorted + done, wait->count - done };
	done = 0;
	for (size_t i = 0; i < wait->count; i++) {
		co_future *future = wait->futures[i];
		if (co__is_done(future))
			wait->head.result.done[done++] = future;
		else
			wait->head.result.pending[pending++] = future;
	}
}

void co__wait_settle(co_future *future) {
	struct wait *wait = wait_of(future);
	if (wait->settled) return;
	wait->settled = true;
	sort(wait);
}

static void drop_links(struct wait *wait, size_t count) {
	wait->queued -= count;
	if (count && wait->queued == 0) co__release(&wait->head.base);
}

static void end(struct wait *wait, enum co__state state) {
	size_t removed = 0;
	for (size_t i = 0; i < wait->count; i++)
		if (!co__is_done(wait->futures[i])) removed += co__unawait_item(wait->futures[i], &wait->links[i].item);
	sort(wait);
	co__complete(&wait->head.base, state, NULL);
	drop_links(wait, removed);
}

bool co__wait_cancel(co_future *future) {
	co__retain(future);
	end(wait_of(future), STATE_CANCELLED);
	co__release(future);
	return true;
}

static void run_link(co_loop *loop, struct co__item *item) {
	(void)loop;
	struct link *link = (struct link *)(void *)item;
	struct wait *wait = link->wait;
	wait->not_heard--;
	if (!co__is_done(&wait->head.base) && (wait->not_heard == 0 || wait->when == CO_FIRST_COMPLETED ||
	                                       (wait->when == CO_FIRST_ERROR && link->future->state == STATE_FAILED)))
		end(wait, STATE_RETURNED);
	drop_links(wait, 1);
}

static const struct co__item_type link_type = {
	.type = { .name = "wait", .kind = CO__ITEM, .abi = CO__ABI },
	.run = run_link,
};

void co__wait_let_go(co_future *future) {
	struct wait *wait = wait_of(future);
	for (size_t i = 0; i < wait->count; i++) co__release_held(wait->futures[i]);
}

/* A wait that has failed before it began; `wait` has its memory. */
static co_wait_result *refuse(struct wait *wait, co_error *error) {
	wait->settled = true;
	co__complete(&wait->head.base, STATE_FAILED, error);
	return &wait->head.result;
}

static co_wait_result *make(int when, void *const *things, size_t count, enum co__handle handle) {
	count = co__count_things(things, count);
	const bool nothing = !things && count;
	if (nothing) count = 0;
	co_loop *loop = co__loop_of_things(things, count, "co_wait");
	struct wait *wait = NULL;
	const size_t each = sizeof(struct link) + 2 * sizeof(co_future *);
	if (!co__is_no_loop(loop) && count < (SIZE_MAX - sizeof *wait) / each) wait = co__alloc(sizeof *wait + count * each);
	if (wait && !co__future_register(loop, &wait->head.base, ROLE_WAIT)) {
		co__free(wait);
		wait = NULL;
	}
	if (wait && handle != HANDLE_LONE && !co__own(loop, &wait->head.base)) {
		co__future_unregister(&wait->head.base);
		co__free(wait);
		wait = NULL;
	}
	if (!wait) {
		for (size_t i = 0; i < count; i++) co__consume(things[i]);
		return &loop->no_wait.result;
	}
	wait->head.base.lone = handle == HANDLE_LONE;
	wait->head.result = (co_wait_result){ NULL, 0, NULL, 0 };
	wait->when = when;
	wait->settled = false;
	wait->count = wait->not_heard = wait->queued = 0;
	wait->futures = (co_future **)(void *)(wait->links + count);
	wait->sorted = wait->futures + count;
	if (nothing) return refuse(wait, co__error_new(CO_ESTATE, "co_wait: the array is NULL"));
	if (count == 0 || when < CO_FIRST_COMPLETED || when > CO_ALL_COMPLETED) {
		for (size_t i = 0; i < count; i++) co__consume(things[i]);
		return refuse(wait, co__error_new(UV_EINVAL, count ? "co_wait: not one of the three conditions"
		                                                   : "co_wait: nothing to wait for"));
	}

	co_future *stranger = co__stranger_in(loop, things, count);
	for (size_t i = 0; i < count; i++) {
		/* As in a gather: its loop may end first, or run on another thread. */
		if (stranger && co__stranger_in(loop, things + i, 1)) continue;
		co_future *future = co__child_for(loop, things[i], stranger != NULL);
		if (future->marked) continue;
		future->marked = 1;
		co__retain(future);
		wait->futures[wait->count++] = future;
	}
	for (size_t i = 0; i < wait->count; i++) wait->futures[i]->marked = 0;
	if (stranger) return refuse(wait, co__strangers("co_wait", stranger));
	wait->not_heard = wait->queued = wait->count;
	co__retain(&wait->head.base);
	for (size_t i = 0; i < wait->count; i++) {
		wait->links[i] = (struct link){ { &link_type.type, NULL }, wait, wait->futures[i] };
		co__await_item(wait->futures[i], &wait->links[i].item);
	}
	sort(wait);
	return &wait->head.result;
}

size_t co__wait_size(const co_future *future) {
	return sizeof(struct wait) + ((const struct wait *)(const void *)future)->count * (sizeof(struct link) + 2 * sizeof(co_future *));
}

co_wait_result *co__wait(int when, void *const *things, size_t count) { return make(when, things, count, HANDLE_OWNED); }
co_wait_result *co__wait_lone(int when, void *const *things, size_t count) {
	return make(when, things, count, HANDLE_LONE);
}
co_wait_result *co__lone_wait_n(int when, co_future **futures, size_t n) {
	return co__wait_lone(when, (void *const *)(void *)futures, n);
}
co_wait_result *co_wait_n(int when, co_future **futures, size_t n) {
	return co__wait(when, (void *const *)(void *)futures, n);
}

co_future *co_wait_future(co_wait_result *result) {
	if (!result) {
		co__no_handle(NULL, "co_wait_future");
		return NULL;
	}
	return (co_future *)(void *)((unsigned char *)result - offsetof(struct co__wait_head, result));
}
