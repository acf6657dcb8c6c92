/* Futures: how they end, who is told, and the await of one.
 *
 * In: futures that tasks, forms and users make. Out: results and errors, waiters made ready. Where a future stands
 * is in table.c, who holds it in owners.c and lifetime.c, the callbacks of users in done_callback.c.
 *
 * What must hold: completing only moves links. */
#include "internal.h"

#include <string.h>

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

bool co_done(co_future *future) { return co__is_handle(future, "co_done") && co__is_done(future); }
bool co_cancelled(co_future *future) { return co__is_handle(future, "co_cancelled") && future->state == STATE_CANCELLED; }

co_error *co__error_of(co_future *future) {
	if (future->state == STATE_CANCELLED && !future->u.error) future->u.error = co__error_new(CO_ECANCELED, NULL);
	return future->state == STATE_FAILED || future->state == STATE_CANCELLED ? future->u.error : NULL;
}

const co_error *co_future_error(co_future *future) {
	if (!co__is_handle(future, "co_future_error") || !co__is_done(future)) return NULL;
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
		return co__plain_result(plain);
	}
	*size = 0;
	return future;
}

const char *co__what_of(co_future *future) {
	return future->role == ROLE_TASK ? co__root(future)->type->name : co__role_name(future);
}

void *co__future_result(co_future *future, size_t size) {
	if (!future) co__host_fatal("the handle is NULL:", "co_result", 0, 0, NULL);
	if (co__is_gone(future)) co__host_fatal("the handle has ended:", "co_result", 0, 0, future->u.error);
	if (!co__is_done(future)) co__host_fatal("no result yet:", co__what_of(future), 0, 0, NULL);
	co_error *error = co__error_of(future);
	if (error) co__host_fatal("no result but an error:", co__what_of(future), 0, 0, error);
	future->retrieved = 1;
	size_t have;
	void *result = co__result_of(future, &have);
	if (size != CO__UNKNOWN && size != 0 && size != have)
		co__host_fatal("the result has another size:", co__what_of(future), have, size, NULL);
	return result;
}

/* ---- futures that somebody completes ---- */

static co_future *new_future(co_loop *loop, size_t size, enum co__handle handle) {
	if (size > PTRDIFF_MAX - 2 * CO__MOST_ALIGNED) return &loop->no_memory.future;
	const size_t align = co__align_of_size(size);
	struct co__plain_future *plain = co__alloc_aligned(co__align_up(sizeof *plain, align) + size, align);
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

static co_future *new_with_claims(co_loop *loop, size_t size, int lone, const char *where) {
	if (!co__is_open(loop, "co_future_new_on")) return co__of_no_loop();
	co_future *future = new_future(loop, size, lone ? HANDLE_LONE : HANDLE_OWNED);
	if (future != &loop->no_memory.future) {
		if (CO__UNLIKELY(loop->hot.debug)) co__made_at(future, where);
		co__set_has_completer(future, true);
		co__retain(future);
	}
	return future;
}

co_future *co__future_new_on(const char *where, int lone, co_loop *loop, size_t size) {
	return new_with_claims(loop, size, lone, where);
}
co_future *co__future_new(const char *where, int lone, size_t size) {
	return new_with_claims(co__loop_for("co_future_new"), size, lone, where);
}
co_future *(co_future_new_on)(co_loop *loop, size_t size) { return co__future_new_on(NULL, 0, loop, size); }
co_future *(co_future_new)(size_t size) { return co__future_new(NULL, 0, size); }

co_future *co__failed(co_loop *loop, int code, const char *message, enum co__handle handle) {
	if (code == CO_ENOMEM) return &loop->no_memory.future;
	co_future *future = new_future(loop, 0, handle);
	if (future != &loop->no_memory.future) co__complete(future, STATE_FAILED, co__error_new(code, message));
	return future;
}

/* Takes the completer's claim: whether it may complete the future. Without effect on those that complete themselves. */
static bool may_complete(co_future *future) { return future->role == ROLE_FUTURE && !co__is_done(future); }

static void claim_used(co_future *future) {
	if (!co__has_completer(future)) return;
	co__set_has_completer(future, false);
	co__release(future);
}

bool co_future_set_result(co_future *future, const void *value, size_t size) {
	if (!co__is_handle(future, "co_future_set_result")) return false;
	if (CO__UNLIKELY(size && !value)) {
		co__refuse(co__loop_of(future), "co_future_set_result", "the value is NULL");
		return false;
	}
	struct co__plain_future *plain = (struct co__plain_future *)(void *)future;
	bool completes = may_complete(future);
	if (completes) {
		if (size != plain->size)
			co__host_fatal("the result has another size:", "co_future_set_result", plain->size, size, NULL);
		if (size) memcpy(co__plain_result(plain), value, size);
		co__complete(future, STATE_RETURNED, NULL);
	}
	claim_used(future);
	return completes;
}

bool co_future_set_error(co_future *future, int code, const char *format, ...) {
	if (!co__is_handle(future, "co_future_set_error")) return false;
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
	if (!co__is_handle(future, "co_future_on_cancel") || future->role != ROLE_FUTURE || future == &co__loop_of(future)->no_memory.future) return;
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
		const uint32_t calls = co__many_leave(co__loop_of(future));
		bool undone = plain->on_cancel(future, plain->on_cancel_arg);
		co__many_go_on(co__loop_of(future), calls);
		plain->is_asking = false;
		bool pending = !co__is_done(future);
		if (undone && pending) co__complete(future, STATE_CANCELLED, NULL);
		co__release(future);
		return undone && pending;
	}
	co__complete(future, STATE_CANCELLED, NULL);
	return true;
}

/* ---- await of a future ---- */

static struct co__co_future_wait_frame *wait_frame(co_coro *self) { return (struct co__co_future_wait_frame *)(void *)self; }

co_step co__awaits_stranger(const co_future *future) {
	char text[256];
	if (co__is_gone(future)) return CO__RAISE(co_error_copy(future->u.error));
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
		if (step.co__status == CO__RAISED && co__step_error(step)->code == CO_ECANCELED) co__running()->must_cancel = 0;
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
