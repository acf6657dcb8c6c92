/* Done-callbacks: functions of the user's that a future calls in the turn behind its end.
 *
 * In: co_add_done_callback, co_remove_done_callback. Out: one call for each that is not taken back, with the future
 * kept until then.
 *
 * What must hold: a callback is a waiter like a task (struct co__item), so that the order among all of them is that
 * of asking. */
#include "internal.h"

struct done_callback {
	struct co__item item;
	co_future *future;
	void (*fn)(co_future *future, void *arg);
	void *arg;
	const char *place; /* as in co__call_soon */
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

bool co__done_callback_calls(const struct co__item *item, struct co__call *call) {
	if (item->type != &done_callback_type.type) return false;
	const struct done_callback *callback = (const struct done_callback *)(const void *)item;
	*call = (struct co__call){ "done-callback", callback->place, (const void *)(uintptr_t)callback->fn };
	return true;
}

void co__add_done_callback(const char *place, co_future *future, void (*fn)(co_future *future, void *arg), void *arg) {
	if (!co__is_handle(future, "co_add_done_callback")) return;
	if (!fn) {
		co__refuse(co__loop_of(future), "co_add_done_callback", "the function is NULL");
		return;
	}
	if (CO__UNLIKELY(future == &co__loop_of(future)->no_memory.future) && !co__is_open(co__loop_of(future), "co_add_done_callback"))
		return; /* nothing ever runs there */
	struct done_callback *callback = co__alloc(sizeof *callback);
	if (!callback) {
		co__report(co__loop_of(future), future, "no memory: a done-callback of '%s' will not run", co__what_of(future));
		return;
	}
	*callback = (struct done_callback){ { &done_callback_type.type, NULL }, future, fn, arg, place };
	co__retain(future);
	co__await_item(future, &callback->item);
}
void (co_add_done_callback)(co_future *future, void (*fn)(co_future *future, void *arg), void *arg) {
	co__add_done_callback(NULL, future, fn, arg);
}

size_t co_remove_done_callback(co_future *future, void (*fn)(co_future *future, void *arg)) {
	struct co__item *kept = NULL; /* last of the new ring */
	struct co__item *last = future && co__is_handle(future, "co_remove_done_callback") ? co__waiters(future) : NULL;
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
