/* The blocks of a task, and three of them: co_timeout, co_scope, co_uncancellable. The group is in group.c.
 *
 * In: enter and exit, called by generated code in the task's own step. Out: what they raise; the owner of a handle;
 * where a cancellation is delivered.
 *
 * A cancellation from outside is for all of a task, so any co_uncancellable keeps it back (`kept`). One that a
 * timeout or a group asks for is for its own block; it is kept back by a co_uncancellable inside of that block only
 * (`co__held` of the timeout or group), so that a deadline works in a section that is itself uncancellable. In an
 * uncancellable block, `co__held` is a request that was under way when it was entered.
 *
 * Own and foreign are told apart as asyncio does, by counting: what a block asked for it withdraws when it is left, and
 * where the count is then back to what had been delivered at its entry, the cancellation was its own. What is kept back
 * has not come yet: it is in neither count, and where no other request is left, none is under way (co_uncancel).
 *
 * What must hold: nothing here allocates but the place of a timer and the error of a timeout. */
#include "internal.h"

#include <math.h>

#define FRAME_OF(T, member) ((struct T *)(void *)((unsigned char *)(member)-offsetof(struct T, co__block)))

/* ---- the list ---- */

co_step co__block_enter(struct co__block *block, int kind) {
	co_task *task = co__running();
	if (!task) return co__no_task();
	*block = (struct co__block){ .co__outer = co__blocks_of(task), .co__task = task, .co__kind = (uint32_t)kind & 3 };
	co__set_blocks(task, block);
	return CO__RETURN_VOID();
}

/* Mostly the innermost; an async generator that is left behind may leave its blocks in any order. */
void co__block_leave(struct co__block *block) {
	co_task *task = block->co__task;
	if (!task) return;
	struct co__block *inner = co__blocks_of(task);
	if (inner == block) {
		co__set_blocks(task, block->co__outer);
	} else {
		while (inner->co__outer != block) inner = inner->co__outer;
		inner->co__outer = block->co__outer;
	}
	block->co__task = NULL;
}

static void disarm(struct co__co_timeout_frame *frame);

void co__blocks_end(co_task *task) {
	for (struct co__block *block; (block = co__blocks_of(task));) {
		if (block->co__kind == BLOCK_TIMEOUT) disarm(FRAME_OF(co__co_timeout_frame, block));
		if (block->co__kind == BLOCK_SCOPE) co__owned_end(&FRAME_OF(co__co_scope_frame, block)->co__owned);
		co__block_leave(block);
	}
}

void co__blocks_lost(co_task *task) {
	for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer) {
		if (block->co__kind == BLOCK_SCOPE) co__owned_free(&FRAME_OF(co__co_scope_frame, block)->co__owned);
		if (block->co__kind == BLOCK_GROUP) co__group_lost(block);
	}
}

/* How an exit that does not suspend ends where it has nothing to say. */
static co_step pass_on(co_error *why) { return why ? CO__RAISE(why) : CO__RETURN_VOID(); }

/* ---- cancellation ---- */

void co__block_cancel(struct co__block *block) {
	co_task *task = block->co__task;
	co__count_request(task);
	for (struct co__block *inner = co__blocks_of(task); inner != block; inner = inner->co__outer) {
		if (inner->co__kind != BLOCK_UNCANCELLABLE) continue;
		block->co__held = 1;
		return;
	}
	co__deliver(task);
}

void co__keep_back(co_task *task) {
	struct co__block *block = co__blocks_of(task);
	while (block->co__kind != BLOCK_UNCANCELLABLE) block = block->co__outer;
	block->co__kept++;
	task->kept = 1;
}

int32_t co__requests(const co_task *task) {
	int32_t requests = task->cancels;
	if (CO__UNLIKELY(task->masked))
		for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer)
			requests -= (int32_t)(block->co__held + block->co__kept);
	return requests;
}

void co__blocks_began_with_less(co_task *task) {
	for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer) {
		if (block->co__kind == BLOCK_TIMEOUT) FRAME_OF(co__co_timeout_frame, block)->co__cancels--;
		if (block->co__kind == BLOCK_GROUP) FRAME_OF(co__co_group_frame, block)->co__group.co__cancels--;
	}
}

co_step co__co_uncancellable_enter_start(struct co__co_uncancellable_frame *frame) {
	co_step step = co__block_enter(&frame->co__block, BLOCK_UNCANCELLABLE);
	if (!co__has_returned(step)) return step;
	co_task *task = frame->co__block.co__task;
	frame->co__block.co__held = task->must_cancel;
	task->must_cancel = 0;
	task->masked = 1;
	return step;
}

co_step co__co_uncancellable_exit_start(struct co__co_uncancellable_frame *frame, co_error *why) {
	co_task *task = frame->co__block.co__task;
	if (!task) return pass_on(why);
	co__block_leave(&frame->co__block);
	if (frame->co__block.co__held) task->must_cancel = 1;
	struct co__block *outer = frame->co__block.co__outer;
	for (; outer && outer->co__kind != BLOCK_UNCANCELLABLE; outer = outer->co__outer) {
		if (outer->co__held) task->must_cancel = 1;
		outer->co__held = 0;
	}
	if (outer) {
		outer->co__kept = (outer->co__kept + frame->co__block.co__kept) & 0x1fffffff; /* all its bits */
	} else {
		if (task->kept) task->must_cancel = 1;
		task->masked = task->kept = 0;
	}
	return pass_on(why);
}

/* ---- timeouts ---- */

enum { NEVER, ARMED, QUEUED, EXPIRED };

static struct co__item *item_of(struct co__co_timeout_frame *frame) { return (struct co__item *)(void *)frame->co__item; }

_Static_assert(sizeof(struct co__item) == sizeof((struct co__co_timeout_frame *)0)->co__item, "an item has room there");

static void expire(co_loop *loop, struct co__item *item) {
	(void)loop;
	struct co__co_timeout_frame *frame =
		(struct co__co_timeout_frame *)(void *)((unsigned char *)item - offsetof(struct co__co_timeout_frame, co__item));
	frame->co__stage = EXPIRED;
	co__block_cancel(&frame->co__block);
}

static const struct co__item_type expiry_type = {
	.type = { .name = "timeout", .kind = CO__ITEM, .abi = CO__ABI },
	.run = expire,
};

static void queue(co_loop *loop, struct co__co_timeout_frame *frame) {
	frame->co__stage = QUEUED;
	co__push(loop, item_of(frame));
}

void co__timeout_due(co_loop *loop, struct co__timer *timer) {
	queue(loop,
	      (struct co__co_timeout_frame *)(void *)((unsigned char *)timer - offsetof(struct co__co_timeout_frame, co__timer)));
}

static void disarm(struct co__co_timeout_frame *frame) {
	co_loop *loop = co__loop_of(frame->co__block.co__task);
	if (frame->co__stage == ARMED) co__timer_remove(loop, &frame->co__timer);
	if (frame->co__stage == QUEUED) co__unqueue(loop, item_of(frame));
	frame->co__stage = NEVER;
}

co_step co__co_timeout_enter_start(struct co__co_timeout_frame *frame, double seconds) {
	if (isnan(seconds)) return CO__RAISE(co__error_new(UV_EINVAL, "co_timeout: not a number"));
	co_step step = co__block_enter(&frame->co__block, BLOCK_TIMEOUT);
	if (!co__has_returned(step)) return step;
	co_task *task = frame->co__block.co__task;
	co_loop *loop = co__loop_of(task);
	frame->co__cancels = co__delivered(task);
	frame->co__timer.co__kind = CO__OF_TIMEOUT;
	*item_of(frame) = (struct co__item){ &expiry_type.type, NULL };
	frame->co__stage = NEVER;
	if (seconds <= 0) {
		queue(loop, frame);
	} else if (!isinf(seconds)) {
		if (!co__timer_add(loop, &frame->co__timer, co__due_in(loop, seconds))) {
			co__block_leave(&frame->co__block);
			return CO__RAISE(&co__error_no_memory);
		}
		frame->co__stage = ARMED;
	}
	return step;
}

/* An error that answers the cancellation of a timeout: what it was raised for was that time was up. */
static void tell_why(co_error *error) {
	while (error->cause && error->cause->code != CO_ECANCELED) error = error->cause;
	if (!error->cause) return;
	co_error *late = co__error_new(CO_ETIMEDOUT, NULL);
	co__error_caused(late, error->cause);
	if (!late->cause) return; /* no memory */
	co_error_free(error->cause);
	error->cause = late;
}

co_step co__co_timeout_exit_start(struct co__co_timeout_frame *frame, co_error *why) {
	co_task *task = frame->co__block.co__task;
	if (!task) return pass_on(why);
	bool expired = frame->co__stage == EXPIRED;
	if (!expired) disarm(frame);
	co__block_leave(&frame->co__block);
	if (!expired) return pass_on(why);
	co_uncancel(task);
	if (co__requests(task) > frame->co__cancels || !why) return pass_on(why);
	if (why->code != CO_ECANCELED) {
		tell_why(why);
		return pass_on(why);
	}
	co_error *late = co__error_new(CO_ETIMEDOUT, NULL);
	co__error_caused(late, why);
	co_error_free(why);
	return CO__RAISE(late);
}

/* What an uncancellable block keeps back comes behind it, which may be never. */
bool co__ends_in_time(co_task *task) {
	for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer) {
		if (block->co__kind == BLOCK_UNCANCELLABLE) return false;
		if (block->co__kind != BLOCK_TIMEOUT) continue;
		uint8_t stage = FRAME_OF(co__co_timeout_frame, block)->co__stage;
		if (stage == ARMED || stage == QUEUED) return true;
	}
	return false;
}

/* The innermost timeout of the running task, or NULL. */
static struct co__co_timeout_frame *running_timeout(void) {
	co_task *task = co__running();
	struct co__block *block = task ? co__blocks_of(task) : NULL;
	while (block && block->co__kind != BLOCK_TIMEOUT) block = block->co__outer;
	return block ? FRAME_OF(co__co_timeout_frame, block) : NULL;
}

int co_timeout_move(double seconds) {
	struct co__co_timeout_frame *frame = running_timeout();
	if (!frame || frame->co__stage == EXPIRED) return CO_ESTATE;
	if (isnan(seconds)) return UV_EINVAL;
	bool has_room = frame->co__stage == ARMED;
	disarm(frame);
	co_loop *loop = co__loop_of(frame->co__block.co__task);
	if (seconds <= 0) {
		queue(loop, frame);
	} else if (!isinf(seconds)) {
		if (!co__timer_add(loop, &frame->co__timer, co__due_in(loop, seconds)) && !has_room) return CO_ENOMEM;
		frame->co__stage = ARMED;
	}
	return 0;
}

double co_timeout_deadline(void) {
	struct co__co_timeout_frame *frame = running_timeout();
	if (!frame || frame->co__stage == NEVER) return (double)INFINITY;
	co_loop *loop = co__loop_of(frame->co__block.co__task);
	if (frame->co__stage != ARMED) return co_loop_time(loop);
	return (double)loop->timers[frame->co__timer.co__index].due / 1e9;
}

bool co_timeout_expired(void) {
	struct co__co_timeout_frame *frame = running_timeout();
	return frame && frame->co__stage == EXPIRED;
}

/* ---- scopes ---- */

struct co__owned *co__scope_of(co_task *task) {
	for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer)
		if (block->co__kind == BLOCK_SCOPE) return &FRAME_OF(co__co_scope_frame, block)->co__owned;
	return NULL;
}

co_step co__co_scope_enter_start(struct co__co_scope_frame *frame) {
	frame->co__owned = (struct co__owned){ NULL, 0, 0 };
	return co__block_enter(&frame->co__block, BLOCK_SCOPE);
}

co_step co__co_scope_exit_start(struct co__co_scope_frame *frame, co_error *why) {
	co__block_leave(&frame->co__block);
	co__owned_end(&frame->co__owned);
	return pass_on(why);
}
