/* The life of a future: the references that keep it, and what happens when the last one goes.
 *
 * A future lives while it has references: of its owner (the task that made the handle, or the loop), of its
 * completer, of a task that runs, of who awaits it, of those that co_retain added. Closing a loop finds what is left
 * in its table.
 *
 * In: references added and given up, loops that close. Out: errors reported that nobody saw, memory given back.
 *
 * What must hold: an error that ends unseen is reported once, when the last reference goes; a chain of futures that
 * hold each other ends without recursion. */
#include "internal.h"

#include <stdio.h>

/* What is part of the loop, and stands for what there was no memory for. */
static bool is_lent(const co_future *future) {
	const co_loop *loop = co__loop_of(future);
	return future == &loop->no_memory.future || future == &loop->no_wait.base;
}

void co__future_free_memory(co_future *future) {
	if (future->role == ROLE_TASK)
		co__object_free(co__root(future));
	else
		co__free(future);
}

static void report_unseen(co_future *future) {
	if (future->state != STATE_FAILED || future->retrieved) return;
	future->retrieved = 1;
	co__report_unseen(future);
}

static void end_now(co_future *future) {
	report_unseen(future);
	if (co__is_done(future)) co_error_free(future->u.error);
	if (future->role == ROLE_GATHER) co__gather_let_go(future);
	if (future->role == ROLE_WAIT) co__wait_let_go(future);
	co_loop *loop = co__loop_of(future);
	if (CO__UNLIKELY(loop->hot.debug) && co__quarantine_takes(loop, future)) {
		co__end_in_quarantine(loop, future);
		return;
	}
	if (future->index != UNLISTED) co__future_unregister(future);
	co__future_free_memory(future);
}

/* What holds others may hold them in a chain that is longer than the C stack is deep: what ends with another ends
 * after it, and all that ends with it in its order. */
static void end_in_turn(co_future *future) {
	co_loop *loop = co__loop_of(future);
	future->item.next = NULL;
	if (loop->ended)
		loop->ended_last->next = &future->item;
	else
		loop->ended = &future->item;
	loop->ended_last = &future->item;
	if (loop->is_ending) return;
	loop->is_ending = true;
	for (struct co__item *ended; (ended = loop->ended);) {
		loop->ended = ended->next;
		end_now((co_future *)(void *)ended);
	}
	loop->is_ending = false;
}

static void end(co_future *future) {
	if (future->role != ROLE_GATHER && future->role != ROLE_WAIT)
		end_now(future);
	else
		end_in_turn(future);
}

void co__release_held(co_future *future) {
	if (--future->references == 0) end_in_turn(future);
}

void co__retain(co_future *future) { future->references++; }

/* One that is left behind by its loop (leave_behind), when nobody knows it any more. */
static void end_of_the_left(co_future *future) {
	co_error_free(future->u.error);
	co__future_free_memory(future);
}

void co__release(co_future *future) {
	if (--future->references == 0) {
		if (!future->item.type)
			end_of_the_left(future);
		else
			end(future);
	}
}

co_future *co_retain(co_future *future) {
	if (!co__is_handle(future, "co_retain")) return NULL;
	struct co__extra *extra = future->item.type ? co__future_extra(future) : NULL;
	if (extra && extra->is_counted) extra->retained++;
	co__retain(future);
	return future;
}

/* Whether no reference is left that co_retain added. Without debug mode it is only known which ones are surely not:
 * the owner's, that of generated code, the completer's, that of a task that is not done, the loop's to what stands
 * for no memory. */
static bool is_surplus(co_future *future) {
	bool is_running = future->role == ROLE_TASK && !co__is_done(future);
	uint32_t others = 0u + future->owned + future->lone + co__has_completer(future) + is_running + is_lent(future);
	if (future->references <= others) return true;
	struct co__extra *extra = co__future_extra(future);
	if (!extra || !extra->is_counted) return false;
	if (extra->retained == 0) return true;
	extra->retained--;
	return false;
}

void co_release(co_future *future) {
	if (!future || !co__is_handle(future, "co_release")) return;
	if (CO__UNLIKELY(future->item.type && is_surplus(future))) {
		char text[256], what[400];
		snprintf(what, sizeof what, "not one that co_retain added to %s", co__stranger(future, text));
		co__refuse(co__loop_of(future), "co_release", what);
		return;
	}
	co__release(future);
}

co_step co__made(co_future *future) {
	return future == &co__loop_of(future)->no_memory.future ? CO__RAISE(future->u.error) : CO__RETURN_VOID();
}

co_step co__made_wait(co_wait_result *wait) {
	return wait == &co__loop_of(co_wait_future(wait))->no_wait.result ? CO__RAISE(&co__error_no_memory) : CO__RETURN_VOID();
}

void co__let_go(co_future *future) {
	if (!future || (future->item.type && future == &co__loop_of(future)->no_memory.future)) return;
	future->lone = 0;
	co__release(future);
}

void co__let_go_wait(co_wait_result *wait) {
	if (!wait) return;
	if (co_wait_future(wait)->item.type && wait == &co__loop_of(co_wait_future(wait))->no_wait.result) return;
	co_wait_future(wait)->lone = 0;
	co__release(co_wait_future(wait));
}

/* Waiters that wait no longer, as their loop ends. */
static void drop_waiters(co_future *future) {
	struct co__item *last = co__waiters(future);
	if (!last) return;
	for (struct co__item *item = last->next, *next;; item = next) {
		next = item->next;
		const struct co__item_type *type = (const struct co__item_type *)item->type;
		bool is_last = item == last;
		if (type->drop) type->drop(item);
		if (is_last) break;
	}
	co__set_waiters(future, NULL);
}

/* The objects that a task that is destroyed awaits, directly and not; and what it and they hold. */
static void free_awaited(co_task *task) {
	if (task->state == STATE_CREATED) return;
	for (co_coro *frame = task->u.leaf, *awaiter; frame; frame = awaiter) {
		uint8_t kind = frame->type->kind;
		awaiter = co__outer(task, frame);
		if (kind == CO__ASYNC_GENERATOR) {
			co__async_generator_lost(frame);
			continue;
		}
		co__kept_free(frame);
		if (awaiter && (frame->flags & CO__OBJECT) && (kind == CO__ASYNC || kind == CO__AWAITABLE))
			co__object_free(frame);
	}
}

/* Whether a future is known to somebody that goes on when its loop is gone, who gives it up then: the host, of whose
 * loop this was a part, as its completer; a coroutine of another loop, or a generator, in a variable. Variables of
 * this loop's own tasks are no more, unless some could not be ended. */
static bool is_left_behind(const co_loop *loop, const co_future *future) {
	if (loop->is_attached && co__has_completer(future)) return true;
	return future->lone && loop->hot.alive == 0;
}

/* It has no loop from now on. */
static void leave_behind(co_loop *loop, co_future *future) {
	if (!co__is_done(future)) {
		future->state = STATE_CANCELLED;
		future->u.error = NULL;
	}
	const bool has_completer = loop->is_attached && co__has_completer(future);
	if (future->role == ROLE_FUTURE) co__set_has_completer(future, has_completer);
	future->owned = 0;
	future->item.type = NULL;
	future->index = CO__UNLISTED;
	future->references = (uint32_t)has_completer + future->lone;
}

/* Where other references are left they are the loop's own business: of tasks that could not be ended, or of handles
 * that were retained and not released. */
void co__futures_end(co_loop *loop) {
	loop->is_told = true;
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (!future) continue;
		drop_waiters(future);
		if (future->role == ROLE_TASK && !co__is_done(future)) {
			co__task_lost(future);
			co__blocks_lost(future);
		}
		report_unseen(future);
	}
	co__owned_end(&loop->owned); /* who was told may have looked at them */
	/* What the user's own has added meanwhile. */
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (!future) continue;
		drop_waiters(future);
		if (future->role == ROLE_GATHER) co__gather_forget(future);
	}
	co__drop_ready(loop);
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (!future) continue;
		const bool left = is_left_behind(loop, future);
		if (co__is_done(future)) {
			if (!left) co_error_free(future->u.error);
		} else if (future->role == ROLE_TASK) {
			free_awaited(future);
		}
		struct co__extra *extra = co__future_extra(future);
		if (extra) {
			co__free(extra->name);
			co__owned_free(&extra->owned);
			co__free(extra->arguments);
			co__free(extra);
		}
		if (left)
			leave_behind(loop, future);
		else
			co__future_free_memory(future);
	}
	co__owned_free(&loop->owned); /* what was made while others ended */
	co__free(loop->table);
}
