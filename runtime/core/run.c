/* The trampoline: runs a chain of frames, from the one that stands innermost to the root, without growing the C stack.
 *
 * In: a frame that is not started or stands at a suspension, what it is sent, the error raised in it. Out: the step
 * that left the chain. What must hold: a resume costs the same however deep the chain; walking down to the innermost
 * frame happens only where a frame reports that another one inside it suspended, once per new child. */
#include "cogen/object.h"

co_coro *co__child_of(co_coro *frame) {
	const co_type *type = frame->type;
	if (frame->state >= type->site_count) return NULL;
	const co_site *site = &type->sites[frame->state];
	if (!site->child) return NULL;
	void *at = (unsigned char *)frame + site->child;
	return site->how == CO__POINTED ? *(co_coro **)at : at;
}

static void give_back(const co_site *kept, void *held) {
	switch (kept->how) {
	case CO__KEPT_GENERATOR: co__discard(*(co_gen **)held); break;
	case CO__KEPT_ROOM: co__room_left(held); break;
	case CO__KEPT_STACK: co__leave_stack(held); break;
	default: co_error_free(*(co_error **)held); break;
	}
}

void co__kept_free(co_coro *frame) {
	const co_type *type = frame->type;
	if (frame->state >= type->site_count) return;
	const co_site *end = type->sites + type->site_count;
	for (uint32_t kept = type->sites[frame->state].kept; kept; kept = (end - kept)->kept)
		give_back(end - kept, (unsigned char *)frame + (end - kept)->child);
}

co_coro *co__leaf_of(co_coro *frame) {
	for (co_coro *child; (child = co__child_of(frame));) frame = child;
	return frame;
}

co_coro *co__root_of(co_coro *frame) {
	while (frame->awaiter) frame = frame->awaiter;
	return frame;
}

/* An async generator goes on with what was sent to it, or is to be raised in it. */
static co_step begin_async(co_coro *object) {
	struct co__async_generator *async = co__async_of(object);
	if (!object->state) return object->type->first(object);
	const void *in = async->is_sent ? co__room_sent(object) : NULL;
	co_error *thrown = async->thrown;
	async->is_sent = 0;
	async->thrown = NULL;
	return object->type->resume(object, in, thrown);
}

/* The step of an object or a delegated frame that takes over. */
static co_step begin(co_coro *frame) {
	if (CO__UNLIKELY(frame->type->kind == CO__ASYNC_GENERATOR)) return begin_async(frame);
	if (frame->state) return frame->type->resume(frame, NULL, NULL);
	return frame->type->first(frame);
}

co_step co__run(co_coro **frame, co_coro *root, const void *in, co_error *error) {
	co_coro *at = *frame;
	co_step step;
	if (at->state)
		step = at->type->resume(at, in, error);
	else
		step = CO__UNLIKELY(error != NULL) ? CO__RAISE(error) : at->type->first(at);
	/* The two that a loop over a generator meets, before the general case. */
	if (step.co__status == CO__YIELDED) return step;
	return co__run_step(frame, root, step);
}

co_step co__run_step(co_coro **frame, co_coro *root, co_step step) {
	co_coro *at = *frame;
	for (;;) {
		switch (step.co__status) {
		case CO__RETURNED:
		case CO__RAISED:
			if (at == root) {
				*frame = at;
				return step;
			}
			at = at->awaiter;
			step = at->type->resume(at, NULL, step.co__status == CO__RAISED ? co__step_error(step) : NULL);
			break;
		case CO__CALL:
			at = (co_coro *)(uintptr_t)step.co__value;
			step = begin(at);
			break;
		case CO__YIELDED | CO__NESTED:
			*frame = co__leaf_of(at);
			step.co__status = CO__YIELDED;
			return step;
		case CO__YIELDED:
			if (at->type->kind == CO__ASYNC_GENERATOR && at->awaiter) {
				/* Its value ends the wait of whoever asked for it: that is resumed with the value's address. */
				uint64_t packed = step.co__value;
				const void *value = at->type->yielded_size > sizeof packed ? (const void *)(uintptr_t)packed : &packed;
				at = at->awaiter;
				step = at->type->resume(at, value, NULL);
				break;
			}
			*frame = at;
			return step;
		default: /* CO__SUSPENDED */ *frame = at; return step;
		}
	}
}
