/* co_sleep and co_checkpoint: the awaitables that wait for time, or for a turn.
 *
 * In: the frame that awaits; where there is a frame for the wait itself, in that frame or an object made by a
 * constructor, that one. Out: the task made ready. Its timer is in its header. A sleep ends as asyncio's does: in
 * the turn in which its time has come the future behind it would be completed, in the next one the task goes on. */
#include "internal.h"

#include <math.h>

/* ---- co_checkpoint ---- */

static co_step go_on(co_coro *self, const void *in, co_error *error) {
	(void)self;
	(void)in;
	return error ? CO__RAISE(error) : CO__RETURN_VOID();
}

/* A frame of its own, of what `step` is the wait; of no use where that is none. */
static co_step stand(co_coro *frame, const co_type *type, co_step step) {
	if (CO__UNLIKELY(co__has_raised(step))) return step;
	co__began(frame, type);
	frame->state = CO__WAITING;
	return step;
}

co_step co__co_checkpoint_start(struct co__co_checkpoint_frame *frame) {
	return stand(&frame->co__coro, &co__co_checkpoint_type, co__wait_checkpoint(&frame->co__coro));
}

static co_step first_checkpoint(co_coro *self) {
	co_coro header = *self;
	co_step step = co__co_checkpoint_start((struct co__co_checkpoint_frame *)(void *)self);
	return co__keep_header(self, &header, step);
}

const co_type co__co_checkpoint_type = {
	.name = "co_checkpoint",
	.first = first_checkpoint,
	.resume = go_on,
	.frame_size = sizeof(struct co__co_checkpoint_frame),
	.frame_align = _Alignof(struct co__co_checkpoint_frame),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

co_coro *co_checkpoint(void) { return co__new(&co__co_checkpoint_type); }

/* ---- co_sleep ---- */

void co__sleep_due(struct co__timer *timer) {
	co_task *task = co__sleeper(timer);
	task->due = 1;
	co__wake(task);
}

co_step co__wait_sleep(co_coro *leaf, double seconds) {
	if (isnan(seconds)) return CO__RAISE(co__error_new(UV_EINVAL, "co_sleep: not a number"));
	if (seconds <= 0) return co__wait_checkpoint(leaf);
	co_task *task = co__running();
	if (!task) return co__no_task();
	co_loop *loop = co__loop_of(task);
	task->sleep.timer.co__kind = CO__OF_SLEEP;
	if (!co__timer_add(loop, &task->sleep.timer, co__due_in(loop, seconds))) return CO__RAISE(&co__error_no_memory);
	return co__suspend_asleep(leaf);
}

co_step co__co_sleep_start(struct co__co_sleep_frame *frame, double seconds) {
	return stand(&frame->co__coro, &co__co_sleep_type, co__wait_sleep(&frame->co__coro, seconds));
}

static co_step first_sleep(co_coro *self) {
	struct co__co_sleep_frame *frame = (struct co__co_sleep_frame *)(void *)self;
	co_coro header = *self;
	co_step step = co__co_sleep_start(frame, frame->co__seconds);
	return co__keep_header(self, &header, step);
}

const co_type co__co_sleep_type = {
	.name = "co_sleep",
	.first = first_sleep,
	.resume = go_on,
	.frame_size = sizeof(struct co__co_sleep_frame),
	.frame_align = _Alignof(struct co__co_sleep_frame),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

co_coro *co_sleep(double seconds) {
	co_coro *object = co__new(&co__co_sleep_type);
	if (object) ((struct co__co_sleep_frame *)(void *)object)->co__seconds = seconds;
	return object;
}
