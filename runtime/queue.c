/* Queues: items between tasks; oldest, newest or smallest first.
 *
 * In: tasks that put, tasks that get. Out: items copied, waiters made ready, one for each item, one for each place.
 *
 * Items stay in the queue until whoever gets one runs. A getter that was woken has a claim on one item, not on a
 * certain one: it takes what is first when its turn comes. Claims (`claimed`) are counted, so that nobody who comes
 * later takes what it was woken for; so are places for putters that were woken (`granted`). When one is cancelled
 * before its turn, its claim goes to the next.
 *
 * What must hold: as long as a getter waits unwoken, every item is claimed; as long as a putter does, every place is
 * granted. A queue may be destroyed as soon as nobody has to come back to it: who is woken by a shutdown does not
 * look at the queue again (SHUT), and who was woken before is counted until it runs (`granted`; `claimed`, or where
 * its item was dropped, `dropped`). Where items are on their way as it is shut down, one of them may come back, as who
 * was woken for it is cancelled: then a getter that is woken by the shutdown looks once more (LOOK; counted in
 * `granted`, as there are no putters any more), and one that comes later waits. Both end with the last item. */
#include "waiters.h"

#include <string.h>

/** `state` of one that was woken by a shutdown: neither an item nor a place is there for it; or an item may be yet. */
enum { SHUT = 3, LOOK };

/* ---- the items: a ring, or a heap ---- */

/* Makes room for one more. */
static bool make_room(co_queue *queue) {
	if (queue->co__count < queue->co__room) return true;
	const size_t each = queue->co__item_size + (queue->co__compare ? sizeof(uint64_t) : 0);
	size_t room = queue->co__room ? queue->co__room * 2 : 8;
	if (queue->co__capacity && room > queue->co__capacity) room = queue->co__capacity;
	if (room <= queue->co__room || (each && room > SIZE_MAX / 2 / each)) return false;
	const size_t orders_at = co__align_up(room * queue->co__item_size, sizeof(uint64_t));
	const size_t bytes = orders_at + room * sizeof(uint64_t) * (queue->co__compare != NULL) + 1;
	unsigned char *grown = co__alloc_aligned(bytes, co__align_of_size(queue->co__item_size));
	if (!grown) return false;
	const size_t size = queue->co__item_size, to_end = queue->co__room - queue->co__first;
	if (queue->co__items && size) {
		/* the ring begins at the start again */
		memcpy(grown, queue->co__items + queue->co__first * size, to_end * size);
		memcpy(grown + to_end * size, queue->co__items, queue->co__first * size);
	}
	uint64_t *orders = queue->co__compare ? (uint64_t *)(void *)(grown + orders_at) : NULL;
	if (queue->co__orders) memcpy(orders, queue->co__orders, queue->co__count * sizeof *orders);
	co__free(queue->co__items);
	queue->co__items = grown;
	queue->co__orders = orders;
	queue->co__first = 0;
	queue->co__room = room;
	return true;
}

static unsigned char *at(const co_queue *queue, size_t i) { return queue->co__items + i * queue->co__item_size; }

static void copy(const co_queue *queue, void *to, const void *from) {
	if (queue->co__item_size) memcpy(to, from, queue->co__item_size);
}

/* Whether the item with its order comes before the one at `i` of the heap. */
static bool before(const co_queue *queue, const void *item, uint64_t order, size_t i) {
	int difference = queue->co__compare(item, at(queue, i));
	return difference < 0 || (difference == 0 && order < queue->co__orders[i]);
}

static void place(co_queue *queue, size_t i, const void *item, uint64_t order) {
	copy(queue, at(queue, i), item);
	queue->co__orders[i] = order;
}

static void heap_put(co_queue *queue, const void *item) {
	uint64_t order = queue->co__order++;
	size_t i = queue->co__count++;
	for (size_t parent; i > 0 && before(queue, item, order, parent = (i - 1) / 2); i = parent)
		place(queue, i, at(queue, parent), queue->co__orders[parent]);
	place(queue, i, item, order);
}

static void heap_get(co_queue *queue, void *item) {
	copy(queue, item, at(queue, 0));
	size_t last = --queue->co__count, i = 0;
	const void *moved = at(queue, last);
	uint64_t order = queue->co__orders[last];
	for (size_t child; (child = 2 * i + 1) < last; i = child) {
		if (child + 1 < last && before(queue, at(queue, child + 1), queue->co__orders[child + 1], child)) child++;
		if (before(queue, moved, order, child)) break;
		place(queue, i, at(queue, child), queue->co__orders[child]);
	}
	if (i != last) place(queue, i, moved, order);
}

static void put_item(co_queue *queue, const void *item) {
	if (queue->co__compare) {
		heap_put(queue, item);
		return;
	}
	copy(queue, at(queue, (queue->co__first + queue->co__count) % queue->co__room), item);
	queue->co__count++;
}

static void get_item(co_queue *queue, void *item) {
	if (queue->co__compare) {
		heap_get(queue, item);
		return;
	}
	queue->co__count--;
	if (queue->co__last_in_first_out) {
		copy(queue, item, at(queue, (queue->co__first + queue->co__count) % queue->co__room));
	} else {
		copy(queue, item, at(queue, queue->co__first));
		queue->co__first = (queue->co__first + 1) % queue->co__room;
	}
}

/* ---- who goes on ---- */

static void wake_getters(co_queue *queue) {
	while (queue->co__claimed < queue->co__count && co__give_first(&queue->co__getters)) queue->co__claimed++;
}

static bool has_place(const co_queue *queue) {
	return !queue->co__capacity || queue->co__count + queue->co__granted < queue->co__capacity;
}

static void wake_putters(co_queue *queue) {
	while (has_place(queue) && co__give_first(&queue->co__putters)) queue->co__granted++;
}

static void all_done(co_queue *queue) {
	if (queue->co__unfinished == 0) co__give_all(&queue->co__joiners);
}

/* Into a place that is there. 0, or CO_ENOMEM. */
static int put_now(co_queue *queue, const void *item) {
	if (!make_room(queue)) return CO_ENOMEM;
	put_item(queue, item);
	queue->co__unfinished++;
	wake_getters(queue);
	return 0;
}

static void shut_out(struct co__waiters *waiters) {
	for (struct co__waiter *waiter; (waiter = co__give_first(waiters));) waiter->co__coro.state = SHUT;
}

static void get_now(co_queue *queue, void *item) {
	get_item(queue, item);
	wake_putters(queue);
	if (CO__UNLIKELY(queue->co__shut_down) && !queue->co__count) shut_out(&queue->co__getters);
}

/* ---- calls that do not wait ---- */

/* What is missing of a call; NULL: nothing is. */
static inline const char *missing(const co_queue *queue, const void *item) {
	if (CO__UNLIKELY(!queue)) return "queue";
	return CO__UNLIKELY(!item && queue->co__item_size) ? "item" : NULL;
}

static bool is_there(const co_queue *queue, const char *function) {
	if (!queue) co__null(function, "queue");
	return queue;
}

static void init(co_queue *queue, size_t item_size, size_t capacity) {
	*queue = (co_queue){ .co__item_size = item_size, .co__capacity = capacity };
}

void co_queue_init(co_queue *queue, size_t item_size, size_t capacity) {
	if (is_there(queue, "co_queue_init")) init(queue, item_size, capacity);
}

void co_queue_init_lifo(co_queue *queue, size_t item_size, size_t capacity) {
	if (!is_there(queue, "co_queue_init_lifo")) return;
	init(queue, item_size, capacity);
	queue->co__last_in_first_out = true;
}

void co_queue_init_priority(co_queue *queue, size_t item_size, size_t capacity,
                            int (*compare)(const void *a, const void *b)) {
	if (!is_there(queue, "co_queue_init_priority")) return;
	if (!compare) co__null("co_queue_init_priority", "function");
	init(queue, item_size, capacity);
	queue->co__compare = compare;
}

int co_queue_destroy(co_queue *queue) {
	if (!queue) return co__null("co_queue_destroy", "queue");
	if (queue->co__getters.co__first || queue->co__putters.co__first || queue->co__joiners.co__first ||
	    queue->co__claimed || queue->co__granted || queue->co__dropped)
		return co__misuse("co_queue_destroy", "tasks wait at the queue");
	co__free(queue->co__items);
	queue->co__items = NULL;
	queue->co__orders = NULL;
	queue->co__count = queue->co__room = queue->co__first = 0;
	return 0;
}

/* `size` is that of what the caller has: CO__ITEM_SIZE. */
CO__COLD static void look_at_size(const co_queue *queue, size_t size, const char *name) {
	size_t room = size & ~CO__AT_LEAST;
	if ((size & CO__AT_LEAST) && room >= queue->co__item_size) return;
	co__host_fatal("an item of the queue has another size:", name, queue->co__item_size, room, NULL);
}

static inline void check_size(const co_queue *queue, size_t size, const char *name) {
	if (CO__UNLIKELY(size != queue->co__item_size)) look_at_size(queue, size, name);
}

int co__queue_try_put(co_queue *queue, const void *item, size_t size) {
	if (CO__UNLIKELY(missing(queue, item) != NULL)) return co__null("co_queue_try_put", missing(queue, item));
	check_size(queue, size, "co_queue_try_put");
	if (queue->co__shut_down) return CO_ESHUTDOWN;
	if (!has_place(queue)) return CO_ESTATE;
	return put_now(queue, item);
}

int co__queue_try_get(co_queue *queue, void *item, size_t size) {
	if (CO__UNLIKELY(missing(queue, item) != NULL)) return co__null("co_queue_try_get", missing(queue, item));
	check_size(queue, size, "co_queue_try_get");
	if (queue->co__count == queue->co__claimed) return queue->co__shut_down && !queue->co__count ? CO_ESHUTDOWN : CO_ESTATE;
	get_now(queue, item);
	return 0;
}

int(co_queue_try_put)(co_queue *queue, const void *item) { return co__queue_try_put(queue, item, CO__UNKNOWN); }
int(co_queue_try_get)(co_queue *queue, void *item) { return co__queue_try_get(queue, item, CO__UNKNOWN); }

int co_queue_task_done(co_queue *queue) {
	if (!queue) return co__null("co_queue_task_done", "queue");
	if (queue->co__unfinished == 0) return co__misuse("co_queue_task_done", "called more often than items were put");
	queue->co__unfinished--;
	all_done(queue);
	return 0;
}

void co_queue_shutdown(co_queue *queue, bool drop) {
	if (!is_there(queue, "co_queue_shutdown")) return;
	queue->co__shut_down = true; /* nobody puts any more, also who has a place */
	if (drop) {
		queue->co__unfinished -= queue->co__count < queue->co__unfinished ? queue->co__count : queue->co__unfinished;
		queue->co__dropped += queue->co__claimed;
		queue->co__count = queue->co__claimed = queue->co__first = 0;
		all_done(queue);
	}
	shut_out(&queue->co__putters);
	if (!queue->co__claimed) shut_out(&queue->co__getters); /* no item is to come */
	for (struct co__waiter *waiter; (waiter = co__give_first(&queue->co__getters));) {
		waiter->co__coro.state = LOOK;
		queue->co__granted++;
	}
}

static co_step shut_down(const char *name) {
	co_error *error = co__error_make(CO_ESHUTDOWN, "%s: the queue was shut down", name);
	return CO__RAISE(error);
}

/* ---- put ---- */

static struct co__co_queue_put_frame *put_frame(co_coro *self) { return (struct co__co_queue_put_frame *)(void *)self; }

co_step co__queue_put_begin(struct co__co_queue_put_frame *frame, co_queue *queue, const void *item, size_t size) {
	if (CO__UNLIKELY(missing(queue, item) != NULL)) return co__raise_null("co_queue_put", missing(queue, item));
	check_size(queue, size, "co_queue_put");
	if (queue->co__shut_down) return shut_down("co_queue_put");
	if (has_place(queue)) return put_now(queue, item) ? CO__RAISE(&co__error_no_memory) : CO__RETURN_VOID();
	frame->co__item = item;
	return co__wait_in(&queue->co__putters, &frame->co__waiter, &co__co_queue_put_type, queue);
}

static co_step resume_put(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__waiter *waiter = co__waiter_of(self);
	co_queue *queue = waiter->co__on;
	if (!co__is_given(waiter)) return error ? CO__RAISE(error) : shut_down("co_queue_put");
	queue->co__granted--;
	if (queue->co__shut_down) return error ? CO__RAISE(error) : shut_down("co_queue_put");
	if (!error && put_now(queue, put_frame(self)->co__item) == 0) return CO__RETURN_VOID();
	wake_putters(queue);
	return CO__RAISE(error ? error : &co__error_no_memory);
}

static bool cancel_put(co_coro *self) {
	struct co__waiter *waiter = co__waiter_of(self);
	co__waiters_leave(&((co_queue *)waiter->co__on)->co__putters, waiter);
	return true;
}

static co_step first_put(co_coro *self) {
	co_coro header = *self;
	co_step step = co__queue_put_begin(put_frame(self), co__waiter_of(self)->co__on, put_frame(self)->co__item, CO__UNKNOWN);
	return co__keep_header(self, &header, step);
}

const co_type co__co_queue_put_type = {
	CO__WAITER_TYPE("co_queue_put", struct co__co_queue_put_frame),
	.first = first_put,
	.resume = resume_put,
	.cancel = cancel_put,
};

co_coro *co__queue_put(co_queue *queue, const void *item, size_t size) {
	if (queue) check_size(queue, size, "co_queue_put");
	co_coro *object = co__waiter_new(&co__co_queue_put_type, queue);
	if (object) put_frame(object)->co__item = item;
	return object;
}
co_coro *(co_queue_put)(co_queue *queue, const void *item) { return co__queue_put(queue, item, CO__UNKNOWN); }

/* ---- get ---- */

static struct co__co_queue_get_frame *get_frame(co_coro *self) { return (struct co__co_queue_get_frame *)(void *)self; }

co_step co__queue_get_begin(struct co__co_queue_get_frame *frame, co_queue *queue, void *item, size_t size) {
	if (CO__UNLIKELY(missing(queue, item) != NULL)) return co__raise_null("co_queue_get", missing(queue, item));
	check_size(queue, size, "co_queue_get");
	if (queue->co__claimed < queue->co__count) {
		get_now(queue, item);
		return CO__RETURN_VOID();
	}
	if (queue->co__shut_down && !queue->co__count) return shut_down("co_queue_get");
	frame->co__item = item;
	return co__wait_in(&queue->co__getters, &frame->co__waiter, &co__co_queue_get_type, queue);
}

static co_step resume_get(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__waiter *waiter = co__waiter_of(self);
	co_queue *queue = waiter->co__on;
	if (waiter->co__coro.state == LOOK) {
		queue->co__granted--;
		if (error) return CO__RAISE(error);
		if (!queue->co__count) return shut_down("co_queue_get");
		if (queue->co__claimed == queue->co__count) return co__wait_again(&queue->co__getters, waiter);
		get_now(queue, get_frame(self)->co__item);
		return CO__RETURN_VOID();
	}
	if (!co__is_given(waiter)) return error ? CO__RAISE(error) : shut_down("co_queue_get");
	if (queue->co__dropped) { /* so was the item that it was woken for, as all that were there */
		queue->co__dropped--;
		return error ? CO__RAISE(error) : shut_down("co_queue_get");
	}
	queue->co__claimed--;
	if (error) {
		wake_getters(queue);
		return CO__RAISE(error);
	}
	get_now(queue, get_frame(self)->co__item);
	return CO__RETURN_VOID();
}

static bool cancel_get(co_coro *self) {
	struct co__waiter *waiter = co__waiter_of(self);
	co__waiters_leave(&((co_queue *)waiter->co__on)->co__getters, waiter);
	return true;
}

static co_step first_get(co_coro *self) {
	co_coro header = *self;
	co_step step = co__queue_get_begin(get_frame(self), co__waiter_of(self)->co__on, get_frame(self)->co__item, CO__UNKNOWN);
	return co__keep_header(self, &header, step);
}

const co_type co__co_queue_get_type = {
	CO__WAITER_TYPE("co_queue_get", struct co__co_queue_get_frame),
	.first = first_get,
	.resume = resume_get,
	.cancel = cancel_get,
};

co_coro *co__queue_get(co_queue *queue, void *item, size_t size) {
	if (queue) check_size(queue, size, "co_queue_get");
	co_coro *object = co__waiter_new(&co__co_queue_get_type, queue);
	if (object) get_frame(object)->co__item = item;
	return object;
}
co_coro *(co_queue_get)(co_queue *queue, void *item) { return co__queue_get(queue, item, CO__UNKNOWN); }

/* ---- join ---- */

co_step co__queue_join_wait(struct co__co_queue_join_frame *frame, co_queue *queue) {
	if (!queue) return co__raise_null("co_queue_join", "queue");
	return co__wait_in(&queue->co__joiners, &frame->co__waiter, &co__co_queue_join_type, queue);
}

static bool cancel_join(co_coro *self) {
	struct co__waiter *waiter = co__waiter_of(self);
	co__waiters_leave(&((co_queue *)waiter->co__on)->co__joiners, waiter);
	return true;
}

static co_step first_join(co_coro *self) {
	co_coro header = *self;
	co_step step = co__co_queue_join_start((struct co__co_queue_join_frame *)(void *)self, co__waiter_of(self)->co__on);
	return co__keep_header(self, &header, step);
}

const co_type co__co_queue_join_type = {
	CO__WAITER_TYPE("co_queue_join", struct co__co_queue_join_frame),
	.first = first_join,
	.resume = co__resume_waiter,
	.cancel = cancel_join,
};

co_coro *co_queue_join(co_queue *queue) { return co__waiter_new(&co__co_queue_join_type, queue); }
