/* co_wait_for and co_shield: calls that stand for another call or a future, with its result.
 *
 * In: a call, consumed, or a future. Out: an object whose co_type is its own, as the result is that of the call; its
 * frame ends in room for that. For a future the result is that future, done.
 *
 * co_wait_for is a timeout around an await: a call is run in the awaiting task itself, as in asyncio since 3.12. A
 * limit that is over before it begins cancels what it was given and waits for its end; a call then never begins.
 * co_shield waits as a done-callback would, so that a cancellation takes back the waiting alone.
 *
 * A future is kept from the making of the object on, as who made it may let go of the future before the object
 * begins; and, as it is the result, until the object is freed, which whoever takes the result has.
 *
 * What must hold: an object that never begins frees the call that it was given. Nothing of another loop's futures is
 * touched. */
#include "internal.h"

#include <math.h>
#include <string.h>

struct nested {
	co_coro coro;
	co_type type;
	void *thing; /* the call or future; NULL: a call that was started, or a future that is not the result */
	co_coro *call;
	double seconds;
	co_future *future; /* what was given, or the task of the call; holds a reference; or NULL */
	co_loop *loop;     /* its */
	struct co__item relay;
	co_task *task;
	struct co__co_future_wait_frame wait;
	struct co__co_timeout_frame timeout;
};

/* What it waits for; also the sites of its type. The first is 0: what is freed there is asked to cancel itself
 * (co__object_free). */
enum { NOT_BEGUN_OR_OVER, BEGUN, CALL, WAIT, RELAY, SITES };

static struct nested *nested_of(co_coro *self) { return (struct nested *)(void *)self; }

static const co_site sites[SITES] = {
	[CALL] = { .child = offsetof(struct nested, call), .how = CO__POINTED },
	[WAIT] = { .child = offsetof(struct nested, wait) },
};

static bool is_call(const void *thing) { return thing && !co__is_future(thing); }

static void keep(struct nested *nested, co_future *future) {
	nested->loop = co__loop_of(future);
	nested->future = future;
	co__retain(future);
}

/* Whether the loop is this thread's, and there: the references to its futures can be counted. */
static bool is_own(co_loop *loop) {
	return loop == co__current || (!co__current && co__is_open(loop, NULL) && co__inbox_is_own_thread(loop));
}

/* A loop that is being taken down frees its futures itself; what is given up elsewhere lasts until it is. */
static void let_go(struct nested *nested) {
	co_future *future = nested->future;
	nested->future = NULL;
	if (future && is_own(nested->loop) && !nested->loop->is_told) co__release_held(future);
}

static co_coro *make(const co_type *kind, void *thing) {
	if (!thing && co__is_call_lost()) return NULL;
	const co_type *of = is_call(thing) ? ((co_coro *)thing)->type : NULL;
	co_type type = *kind;
	type.sites = sites;
	type.site_count = SITES;
	type.kind = CO__AWAITABLE;
	type.abi = CO__ABI;
	type.has_cleanup = 1;
	type.frame_align = _Alignof(struct nested);
	if (of && of->frame_align > type.frame_align) type.frame_align = of->frame_align;
	type.handles = of ? of->handles : NULL;
	type.result_size = of ? of->result_size : sizeof(co_future *);
	type.result_offset =
		(uint32_t)((sizeof(struct nested) + type.frame_align - 1) / type.frame_align * type.frame_align);
	type.frame_size = type.result_offset + type.result_size;
	if (!type.result_size) type.result_offset = 0;
	co_coro *object = co__new(&type);
	if (!object) {
		co__consume(thing);
		return NULL;
	}
	struct nested *nested = nested_of(object);
	nested->type = type;
	nested->thing = thing;
	nested->future = NULL;
	if (thing && !is_call(thing) && is_own(co__loop_of(thing))) keep(nested, thing);
	object->type = &nested->type;
	return object;
}

static void *result_of(struct nested *nested) { return (unsigned char *)nested + nested->type.result_offset; }

/* The result of a future that has ended well. */
static co_step take_result(struct nested *nested, co_future *future) {
	if (!nested->type.result_size) return CO__RETURN_VOID();
	size_t size;
	const void *result = co__result_of(future, &size);
	if (nested->thing) memcpy(result_of(nested), &future, sizeof future);
	if (!nested->thing) memcpy(result_of(nested), result, nested->type.result_size);
	return CO__RETURN_VOID();
}

static co_step outcome(struct nested *nested, co_future *future) {
	co_step step = co__outcome(future);
	return co__has_raised(step) ? step : take_result(nested, future);
}

static bool cancel_nested(co_coro *self);

/* The result of a call that is one of these itself may be a future that it keeps. */
static void keep_as(struct nested *nested, co_coro *call) {
	if (call->type->cancel != cancel_nested || !nested_of(call)->future) return;
	nested->loop = nested_of(call)->loop;
	nested->future = nested_of(call)->future;
	nested_of(call)->future = NULL;
}

/* The last step. */
static co_step over(struct nested *nested, co_step step) {
	co__stand(&nested->coro, NOT_BEGUN_OR_OVER);
	if (!co__has_raised(step)) return step;
	nested->thing = NULL;
	let_go(nested);
	return step;
}

/* ---- waiting as a done-callback does ---- */

static void run_relay(co_loop *loop, struct co__item *item) {
	(void)loop;
	co__wake(((struct nested *)(void *)((unsigned char *)item - offsetof(struct nested, relay)))->task);
}

static const struct co__item_type relay_type = {
	.type = { .name = "relay", .kind = CO__ITEM, .abi = CO__ABI },
	.run = run_relay,
};

static co_step wait_by_relay(struct nested *nested) {
	nested->relay = (struct co__item){ &relay_type.type, NULL };
	nested->task = co__running();
	co__await_item(nested->future, &nested->relay);
	co__stand(&nested->coro, RELAY);
	return co__suspend(&nested->coro);
}

static bool stop_waiting(struct nested *nested) {
	if (!co__unawait_item(nested->future, &nested->relay)) co__unqueue(co__loop_of(nested->future), &nested->relay);
	return true;
}

/* The future that was given, or the new task of the call; with a reference in `future`. False: `*refusal`. */
static bool take_thing(struct nested *nested, co_step *refusal) {
	co_task *task = co__running();
	if (!task) {
		co__consume(nested->thing);
		*refusal = co__no_task();
		return false;
	}
	bool was_call = is_call(nested->thing);
	co_future *future = co__future_for(co__loop_of(task), nested->thing);
	if (was_call) nested->thing = NULL;
	if (co__loop_of(future) != co__loop_of(task)) {
		*refusal = co__awaits_stranger(future);
		return false;
	}
	if (future == task) {
		*refusal = CO__RAISE(co__error_new(CO_ESTATE, "a task awaits itself"));
		return false;
	}
	if (!nested->future) keep(nested, future);
	return true;
}

/* ---- co_wait_for ---- */

static co_step end_timeout(struct nested *nested, co_step step) {
	co_error *why = co__has_raised(step) ? co__step_error(step) : NULL;
	return co__co_timeout_exit_start(&nested->timeout, why);
}

static co_step first_wait_for(co_coro *self) {
	struct nested *nested = nested_of(self);
	co__stand(self, BEGUN);
	co_step step;
	if (isnan(nested->seconds)) {
		co__consume(nested->thing);
		return over(nested, CO__RAISE(co__error_new(UV_EINVAL, "co_wait_for: not a number")));
	}
	if (nested->seconds <= 0) {
		if (!take_thing(nested, &step)) return over(nested, step);
		if (co__is_done(nested->future)) return over(nested, outcome(nested, nested->future));
		co_cancel(nested->future);
		return wait_by_relay(nested);
	}
	step = co__co_timeout_enter_start(&nested->timeout, nested->seconds);
	if (!co__has_returned(step)) {
		co__consume(nested->thing);
		return over(nested, step);
	}
	if (is_call(nested->thing)) {
		nested->call = nested->thing;
		nested->thing = NULL;
		co__stand(self, CALL);
		return co__call(self, nested->call);
	}
	co_future *future = nested->thing;
	step = co__co_future_wait_start(&nested->wait, future);
	if (step.co__status == CO__SUSPENDED) {
		co__stand(self, WAIT);
		return co__pass(&nested->wait.co__coro, self, step);
	}
	step = end_timeout(nested, step);
	return over(nested, co__has_raised(step) ? step : take_result(nested, future));
}

static co_step resume_wait_for(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct nested *nested = nested_of(self);
	uint32_t state = co__standing(self);
	co__stand(self, BEGUN);
	co_step step;
	if (state == CALL) {
		keep_as(nested, nested->call);
		return over(nested, end_timeout(nested, co__join(nested->call, error, result_of(nested), nested->type.result_size)));
	}
	if (state == WAIT) {
		step = end_timeout(nested, error ? CO__RAISE(error) : CO__RETURN_VOID());
		return over(nested, co__has_raised(step) ? step : take_result(nested, nested->thing));
	}
	step = error ? CO__RAISE(error) : outcome(nested, nested->future);
	if (!error && co__has_raised(step) && co__step_error(step)->code == CO_ECANCELED) {
		co_error *late = co__error_new(CO_ETIMEDOUT, NULL);
		co__error_caused(late, co__step_error(step));
		co_error_free(co__step_error(step));
		step = CO__RAISE(late);
	}
	return over(nested, step);
}

/* Also of one that has not begun, or is over, as it is freed. */
static bool cancel_nested(co_coro *self) {
	struct nested *nested = nested_of(self);
	if (co__standing(self) == RELAY) return stop_waiting(nested);
	if (nested->future)
		let_go(nested);
	else if (nested->thing)
		co__consume(nested->thing);
	return true;
}

co_coro *co__call_within(co_coro *object) {
	while (object->type->cancel == cancel_nested && is_call(nested_of(object)->thing)) object = nested_of(object)->thing;
	return object;
}

static const co_type wait_for_type = {
	.name = "co_wait_for",
	.first = first_wait_for,
	.resume = resume_wait_for,
	.cancel = cancel_nested,
};

co_coro *co__wait_for(double seconds, void *thing) {
	co_coro *object = make(&wait_for_type, thing);
	if (object) nested_of(object)->seconds = seconds;
	return object;
}

/* ---- co_shield ---- */

static co_step first_shield(co_coro *self) {
	struct nested *nested = nested_of(self);
	co__stand(self, BEGUN);
	co_step step;
	if (!take_thing(nested, &step)) return over(nested, step);
	return co__is_done(nested->future) ? over(nested, outcome(nested, nested->future)) : wait_by_relay(nested);
}

static co_step resume_shield(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct nested *nested = nested_of(self);
	co__stand(self, BEGUN);
	return over(nested, error ? CO__RAISE(error) : outcome(nested, nested->future));
}

static const co_type shield_type = {
	.name = "co_shield",
	.first = first_shield,
	.resume = resume_shield,
	.cancel = cancel_nested,
};

co_coro *co__shield(void *thing) { return make(&shield_type, thing); }
