/* Cancellation: requests, and how they are delivered.
 *
 * In: requests of anybody. Out: waits that are taken back, errors at suspensions.
 *
 * A cancellation is asyncio's. A request is counted. A waiting task's wait is taken back at once, or the request goes
 * on to what it awaits, whose end then decides; a task that is ready, runs or has not begun keeps the request until its
 * next step or suspension (must_cancel), and co_uncancel can withdraw it until then. Where an operation cannot be taken
 * back (its cancel hook says so, or has completed it), the request is held until its result was delivered. */
#include "internal.h"

co_error *co__cancelled_error(co_task *task) {
	co_error *error = co__error_new(CO_ECANCELED, NULL);
	co__error_set_origin(error, task);
	return error;
}

co_error *co__held_request(co_task *task) {
	if (!task->must_cancel) return NULL;
	task->must_cancel = 0;
	return co__cancelled_error(task);
}

void co__postpone(co_task *task, co_error *error) {
	co_error_free(error);
	task->must_cancel = 1;
}

/* True: the task waits, and its wait has to be interrupted. */
static bool deliver(co_task *task) {
	if (co__is_waiting(task)) return !task->held;
	if (task->due) {
		/* It counts as asleep still: this cannot be withdrawn, and it goes on in the next turn as if it were woken
		 * now. */
		co_loop *loop = co__loop_of(task);
		co__unqueue(loop, &task->item);
		task->due = 0;
		task->raise = 1;
		co__push(loop, &task->item);
	} else {
		task->must_cancel = 1;
	}
	return false;
}

/* In the round that is under way: also by way of others. */
static bool was_asked(const struct co__asking *asking, const co_task *task) {
	return asking->is_round && co__was_asked_in_round(task);
}

/* Counts a request, and delivers it. */
static bool request(const struct co__asking *asking, co_task *task) {
	if (was_asked(asking, task)) return false;
	co__count_request(task);
	if (CO__UNLIKELY(task->masked)) {
		co__keep_back(task);
		return false;
	}
	if (asking->is_round && task->index != UNLISTED) co__set_asked_in_round(task, true);
	return deliver(task);
}

void co__deliver(co_task *task) {
	if (deliver(task)) co__interrupt(task);
}

static void undo_wait(co_task *task) {
	task->must_cancel = 0;
	task->raise = 1;
	co__wake(task);
}

/* ---- a request on its way ----
 *
 * It goes down from who awaits to what is awaited, and at a gather to all children, one after the other, each with
 * all that it awaits: in depth first. The gathers whose children are being asked form a stack through themselves, so
 * that neither memory is needed nor more of the C stack. A gather answers whether there was anything to be asked,
 * when all its children have. */

enum answer { NO, YES, LATER };

static bool awaits(const co_task *task) {
	return task->state == STATE_WAITING && task->u.leaf->type == &co__co_future_wait_type;
}

/* Waits for it no longer. */
static void open_ring(co_task *task, co_future *awaited) {
	co__unawait_item(awaited, &task->item);
	undo_wait(task);
}

/* ---- rings in a round: who is come to was asked in it before, and is not asked again ---- */

/* By way of a gather whose children are being asked. */
static void look_for_gather(const struct co__asking *asking, co_task *asked) {
	co_future *at = asked;
	while (asking->gather && at->role == ROLE_TASK && was_asked(asking, at) && awaits(at)) {
		co_task *task = at;
		at = co__awaited(task);
		if (co__gather_asked_by(at) == asking) open_ring(task, at);
	}
}

/* By way of tasks alone, from `first` to `last`, which awaits the one that was asked. They were not asked before
 * this, so that looking at them again does not take longer than asking them. */
static void look_for_ring(const struct co__asking *asking, co_task *first, co_task *last, co_task *asked) {
	for (co_task *at = first; at != last; at = co__awaited(at)) {
		if (at != asked) continue;
		open_ring(last, asked);
		return;
	}
	look_for_gather(asking, asked);
}

/* Takes a wait back, or asks what is awaited to end. Tasks that await each other form a chain, or, deadlocked, a ring:
 * that is opened where it is noticed. */
static void interrupt(struct co__asking *asking, co_task *task) {
	co_task *first = task, *mark = task;
	struct co__known known = { .number = 0 };
	for (unsigned steps = 0, power = 1;;) {
		if (task->state == STATE_ASLEEP) {
			co__timer_remove(co__loop_of(task), &task->sleep.timer);
			undo_wait(task);
			return;
		}
		co_coro *leaf = task->u.leaf;
		if (leaf->type != &co__co_future_wait_type) {
			if (leaf->type->cancel && leaf->type->cancel(leaf))
				undo_wait(task);
			else
				task->must_cancel = task->held = 1;
			return;
		}
		co_future *awaited = co__awaited(task);
		if (awaited == mark || co__gather_asked_by(awaited) == asking ||
		    (awaited->role == ROLE_TASK && co__comes_back(&known, task, awaited))) {
			open_ring(task, awaited);
			return;
		}
		if (awaited->role != ROLE_TASK) {
			/* Kept while the answer is not known, as a hook of the user's may complete the future and so let the
			 * task go on, withdraw the request, or ask for it again. */
			task->must_cancel = 1;
			task->held = awaited->role == ROLE_FUTURE;
			if (awaited->role == ROLE_GATHER) {
				if (!co__gather_enter(asking, awaited, task) && co__gather_answer(awaited)) task->must_cancel = 0;
				return;
			}
			co__retain(task);
			if (awaited->role == ROLE_WAIT ? co__wait_cancel(awaited) : co__plain_cancel(awaited)) task->must_cancel = task->held = 0;
			co__release(task);
			return;
		}
		task->must_cancel = 0;
		if (was_asked(asking, awaited)) {
			look_for_ring(asking, first, task, awaited);
			return;
		}
		if (!request(asking, awaited)) return;
		task = awaited;
		if (++steps == power) {
			mark = task;
			steps = 0;
			power *= 2;
		}
	}
}

/* Of what is not done. */
static enum answer ask(struct co__asking *asking, co_future *future) {
	switch ((enum co__role)future->role) {
	case ROLE_GATHER:
		if (co__gather_enter(asking, future, NULL)) return LATER;
		return co__gather_answer(future) ? YES : NO;
	case ROLE_WAIT: return co__wait_cancel(future) ? YES : NO;
	case ROLE_FUTURE: return co__plain_cancel(future) ? YES : NO;
	case ROLE_TASK: break;
	}
	if (was_asked(asking, future))
		look_for_gather(asking, future);
	else if (request(asking, future))
		interrupt(asking, future);
	return YES;
}

/* The answer of the outermost gather. */
static bool ask_children(struct co__asking *asking) {
	if (!asking->gather) return false;
	co_loop *loop = co__loop_of(asking->gather);
	bool answer = false;
	co__many_begin(loop);
	while (asking->gather) {
		co_future *gather = asking->gather, *child = co__gather_next(gather);
		if (!child) {
			answer = co__gather_leave(asking);
			continue;
		}
		co_task *awaiter = child->role == ROLE_TASK ? co__gather_awaiter(gather) : NULL;
		if (awaiter && awaits(awaiter) && co__comes_back(&(struct co__known){ .number = 0 }, awaiter, child)) {
			open_ring(awaiter, co__awaited(awaiter));
			co__gather_was_asked(gather);
		} else if (ask(asking, child) == YES) {
			co__gather_was_asked(gather);
		}
	}
	co__many_end(loop);
	return answer;
}

static struct co__asking new_request(co_loop *loop) { return (struct co__asking){ .number = ++loop->requests }; }

void co__interrupt(co_task *task) {
	struct co__asking asking = new_request(co__loop_of(task));
	interrupt(&asking, task);
	ask_children(&asking);
}

void co__ask_children_of(co_future *gather) {
	struct co__asking asking = new_request(co__loop_of(gather));
	asking.own = gather;
	if (co__gather_enter(&asking, gather, NULL)) ask_children(&asking);
}

bool co_cancel(co_future *future) {
	if (!future || !co__is_handle(future, "co_cancel")) return false;
	if (co__is_done(future)) {
		future->retrieved = 1;
		return false;
	}
	struct co__asking asking = new_request(co__loop_of(future));
	enum answer answer = ask(&asking, future);
	bool of_children = ask_children(&asking);
	return answer == LATER ? of_children : answer == YES;
}

/* ---- rounds ---- */

void co__round_begin(co_loop *loop) { loop->round = ++loop->requests; }

void co__round_end(co_loop *loop) {
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (future && future->role == ROLE_TASK) co__set_asked_in_round(future, false);
	}
}

void co__ask_in_round(co_task *task, bool anyway) {
	struct co__asking asking = { .number = co__loop_of(task)->round, .is_round = true };
	if (anyway && task->masked) {
		for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer) block->co__kept = 0;
		task->kept = 0;
		co__count_request(task);
		if (deliver(task)) interrupt(&asking, task);
	} else if (request(&asking, task)) {
		interrupt(&asking, task);
	}
	ask_children(&asking);
}

int co_cancelling(co_task *task) { return co__is_handle(task, "co_cancelling") ? task->cancels : 0; }

int co_uncancel(co_task *task) {
	if (!co__is_handle(task, "co_uncancel")) return 0;
	if (task->cancels == 0) return 0;
	if (--task->cancels == 0) {
		task->kept = 0;
		for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer) {
			block->co__held = 0;
			block->co__kept = 0;
		}
	}
	/* What is kept back has not come yet. */
	if (co__requests(task) <= 0) task->must_cancel = task->held = 0;
	return task->cancels;
}
