/* Generator objects: next, send, throw, close, and delegation to objects.
 *
 * In: objects made by constructors, and embedded frames that their owners hand over. Out: values, results, errors.
 *
 * What must hold:
 *   - An object is run by one caller at a time: itself, or the generator that delegates to it (its awaiter is then a
 *     co__co_delegate frame, which goes on when the object ends). All others get CO_ESTATE.
 *   - The leaf of a root is where next, send and throw go, whatever lies between. Objects in between have a leaf that is out of
 *     date until the delegation ends.
 *   - Closing goes frame by frame from the leaf to the root, each a full close: whatever a frame makes of CO_EGENEXIT, the one
 *     that waits for it gets CO_EGENEXIT too, unless another error came out. */
#include "cogen/awaitable.h"
#include "cogen/object.h"
#include "convert.h"

/* What co_new makes of a constructor that found no memory. Shared by all threads, hence never written to. */
static const co_type nothing_type = { .name = "co_new", .file = "", .kind = CO__GENERATOR, .abi = CO__ABI };
static struct {
	struct co__generator prefix;
	co_coro coro;
} nothing = { .coro = { .type = &nothing_type, .status = CO_CLOSED } },
  /* What a co_for of a coroutine runs over in place of NULL: it raises there (co__gen_ended). */
	null = { .coro = { .type = &nothing_type, .status = CO_CLOSED } };
_Static_assert(offsetof(__typeof__(nothing), coro) == sizeof(struct co__generator),
               "the prefix ends where the frame begins");

static bool is_stand_in(const co_gen *g) { return g == &nothing.coro || g == &null.coro; }

/* What is done to a coroutine that it is not for: said of any, and of an async generator, which the functions named
 * there take. */
struct misfit {
	const char *any, *async, *null;
};
static const struct misfit for_new = { .any = "co_new of a coroutine that is not a generator:" };
static const struct misfit for_next = {
	.any = "co_next, co_send, co_throw or co_for of a coroutine that is not a generator:",
	.async = "co_next, co_send, co_throw or co_for of an async generator; await co_anext, co_asend or co_athrow, or use co_for_await:",
	.null = "co_next, co_send or co_throw of NULL, which is no generator",
};
static const struct misfit for_close = {
	.any = "co_close of a coroutine that is not a generator:",
	.async = "co_close of an async generator; await co_aclose:",
};
static const struct misfit for_free = { .any = "co_free of a coroutine that is not a generator:" };
static const struct misfit for_state = { .null = "co_gen_state of NULL, which is no generator" };
static const struct misfit for_error = { .null = "co_gen_error of NULL, which is no generator" };
static const struct misfit for_returned = { .null = "co_returned of NULL, which is no generator" };
static const struct misfit for_loop = {
	.any = "co_for over a coroutine that is not a generator:",
	.async = "co_for over an async generator; use co_for_await:",
};
static const struct misfit for_delegate = {
	.any = "yield_from of a coroutine that is not a generator:",
	.async = "yield_from of an async generator; use co_for_await, and yield each value:",
};

static void check_null(const co_gen *g, const struct misfit *what) {
	if (CO__UNLIKELY(!g)) co__host_fatal(what->null, "", 0, 0, NULL);
}

static void check_generator(const co_gen *g, const struct misfit *what) {
	if (CO__UNLIKELY(g->type->kind != CO__GENERATOR))
		co__host_fatal(g->type->kind == CO__ASYNC_GENERATOR ? what->async : what->any, g->type->name, 0, 0, NULL);
}

static void check_size(const co_gen *g, const char *what, size_t have, size_t want) {
	if (CO__UNLIKELY(have != want && have != CO__UNKNOWN && !is_stand_in(g)))
		co__host_fatal(what, g->type->name, have, want, NULL);
}

static void check_out(const co_gen *g, const void *out, size_t size) {
	check_null(g, &for_next);
	check_generator(g, &for_next);
	if (out)
		check_size(g, "the size of the target differs from that of what is yielded by", size, g->type->yielded_size);
}

/* The error of the call that begins or ends. */
static void set_error(struct co__generator *generator, co_error *error) {
	co_error_free(generator->error);
	generator->error = error;
}

static bool refuse(struct co__generator *generator, const char *format, const char *name) {
	set_error(generator, co__error_make(CO_ESTATE, format, name));
	return false;
}

/* Whether `g` may be run by a caller of the API; else says why not. */
static bool free_to_run(co_gen *g, struct co__generator *generator) {
	if (CO__UNLIKELY(g->status == CO_RUNNING))
		return refuse(generator, "generator '%s' is running already", g->type->name);
	if (CO__UNLIKELY(generator->flags & CO__GEN_DELEGATED))
		return refuse(generator, "another generator delegates to '%s'", g->type->name);
	return true;
}

/* The root has ended. */
static void finish(co_gen *g, struct co__generator *generator, co_step step) {
	g->status = CO_CLOSED;
	generator->leaf = g;
	if (step.co__status == CO__RETURNED)
		generator->flags |= CO__GEN_RETURNED;
	else
		set_error(generator, co__step_error(step));
}

static bool is_suspended(const co_gen *g) { return g->status == CO_SUSPENDED || g->status >= CO__READY; }

/* The status of an object whose innermost frame stands at a yield. */
static uint8_t standing(const co_gen *g, const co_coro *leaf) {
	const co_type *type = leaf->type;
	if (leaf->state >= type->site_count || !type->sites[leaf->state].quiet) return CO__READY;
	size_t size = g->type->yielded_size;
	return size < CO__QUIET_SIZES ? (uint8_t)(CO__QUIET + size) : CO__READY;
}

/* Runs a generator that is created or suspended on to its next value. */
static co_step advance(co_gen *g, struct co__generator *generator, const void *in, co_error *error) {
	g->status = CO_RUNNING;
	co_coro *leaf = generator->leaf;
	co_step step;
	if (leaf->state)
		step = leaf->type->resume(leaf, in, error);
	else
		step = leaf->type->first(leaf);
	return co__gen_finish(g, step);
}

/* co__run_step, and before it what a walk of delegates does: one ends and its awaiter goes on, or one that has not
 * begun begins. */
static inline co_step go_on(co_gen *g, struct co__generator *generator, co_step step) {
	co_coro *at = generator->leaf;
	for (;;) {
		if (step.co__status == CO__RETURNED && at != g) {
			at = at->awaiter;
			step = at->type->resume(at, NULL, NULL);
		} else if (step.co__status == CO__CALL && !((co_coro *)(uintptr_t)step.co__value)->state &&
		           ((co_coro *)(uintptr_t)step.co__value)->type->kind == CO__GENERATOR) {
			at = (co_coro *)(uintptr_t)step.co__value;
			step = at->type->first(at);
		} else {
			break;
		}
	}
	generator->leaf = at;
	return CO__UNLIKELY(step.co__status != CO__YIELDED) ? co__run_step(&generator->leaf, g, step) : step;
}

co_step co__gen_finish(co_gen *g, co_step step) {
	struct co__generator *generator = co__generator_of(g);
	if (CO__UNLIKELY(step.co__status != CO__YIELDED)) {
		g->status = CO_RUNNING; /* what goes on now may not be quiet */
		step = go_on(g, generator, step);
	}
	/* What it was told when it called itself was for it alone. */
	if (CO__UNLIKELY(generator->error != NULL)) set_error(generator, NULL);
	if (step.co__status == CO__YIELDED) {
		g->status = standing(g, generator->leaf);
		return step;
	}
	if (CO__UNLIKELY(step.co__status == CO__SUSPENDED)) co__host_fatal("a generator awaited:", g->type->name, 0, 0, NULL);
	finish(g, generator, step);
	if (step.co__status == CO__RAISED) generator->failure = co_error_copy(generator->error);
	return step;
}

static bool deliver(const co_gen *g, co_step step, void *out) {
	if (step.co__status != CO__YIELDED) return false;
	size_t size = g->type->yielded_size;
	if (!out) return true;
	/* The usual sizes, as constants: a call of memcpy would cost more than all the rest. */
	if (size == sizeof(int))
		__builtin_memcpy(out, &step.co__value, sizeof(int));
	else if (size == sizeof step.co__value)
		__builtin_memcpy(out, &step.co__value, sizeof step.co__value);
	else
		co__unpack(step, out, size);
	return true;
}

co_gen *co__gen_new(co_coro *object) {
	if (!object) {
		co__take_lost_call();
		return &nothing.coro;
	}
	if (object->type->kind != CO__ASYNC_GENERATOR)
		check_generator(object, &for_new);
	co__generator_of(object)->flags |= CO__GEN_HELD;
	return object;
}

bool co__gen_is_nothing(const co_gen *g) { return g == &nothing.coro; }

/* What next, send and throw have in common before they run it: false where the answer is false. */
static bool enter(co_gen *g, struct co__generator *generator) {
	if (!free_to_run(g, generator)) return false;
	if (CO__UNLIKELY(generator->error != NULL)) set_error(generator, NULL);
	return true;
}

bool co__next_value(co_gen *g, void *out, size_t size) {
	check_out(g, out, size);
	struct co__generator *generator = co__generator_of(g);
	if (!enter(g, generator) || g->status == CO_CLOSED) return false;
	return deliver(g, advance(g, generator, NULL, NULL), out);
}

static bool all_zero(const unsigned char *bytes, size_t size) {
	while (size--)
		if (bytes[size]) return false;
	return true;
}

bool co__gen_send(co_gen *g, const void *value, size_t value_size, unsigned value_class, void *out, size_t size) {
	check_out(g, out, size);
	struct co__generator *generator = co__generator_of(g);
	const co_type *type = g->type;
	if (!enter(g, generator)) return false;
	if (g->status == CO_CREATED && !all_zero(value, value_size))
		return refuse(generator, "generator '%s' has not started, so nothing waits for a value", type->name);
	if (g->status == CO_CLOSED) return false;
	if (!type->sent_size) return deliver(g, advance(g, generator, NULL, NULL), out);

	/* Two scalars may differ in type; anything else is what the yield receives, as it is. */
	_Alignas(max_align_t) unsigned char converted[2 * sizeof(long double)]; /* a complex number is the largest */
	const void *in = value;
	if (type->sent_size != value_size || type->sent_class != value_class) {
		if (type->sent_size > sizeof converted && value_class == CO__OTHER)
			check_size(g, "the size of the value sent differs from what is received by", value_size, type->sent_size);
		if (type->sent_size > sizeof converted ||
		    !co__convert(converted, type->sent_size, type->sent_class, value, value_size, value_class))
			co__host_fatal("the value sent is of another type than what is received by", type->name, value_size,
			               type->sent_size, NULL);
		in = converted;
	}
	return deliver(g, advance(g, generator, g->status == CO_CREATED ? NULL : in, NULL), out);
}

/* Gives the memory of objects below `frame` back, and what it and they hold, which nobody will run again, without
 * running anything. */
static void discard_below(co_coro *frame) {
	co_coro *at = frame;
	for (co_coro *child; at->type != &co__co_delegate_type && (child = co__child_of(at));) at = child;
	if (at->type == &co__co_delegate_type) {
		co_gen *g = ((struct co__co_delegate_frame *)at)->co__result;
		struct co__generator *generator = co__generator_of(g);
		generator->leaf = co__leaf_of(g);
		generator->flags &= ~(uint32_t)CO__GEN_DELEGATED;
		g->awaiter = NULL;
		g->status = CO_SUSPENDED;
		if (generator->flags & CO__GEN_FREE) co_free(g);
	}
	while (at != frame) {
		co_coro *parent = at->awaiter;
		co__kept_free(at);
		if (at->flags & CO__OBJECT) co__object_free(at);
		at = parent;
	}
	co__kept_free(frame);
}

static co_error *ignored(const co_coro *frame) {
	return co__error_make(CO_ESTATE, "generator '%s' yielded while it was closed", frame->type->name);
}

static co_error *close_below(co_coro *leaf, const co_coro *root, bool last);

/* One close of a frame with all below it: how it ended, or CO__YIELDED; `*leaf` is then where. `last`: what ignores
 * it is not asked a second time. */
static co_step close_frame(co_coro *frame, co_coro **leaf, bool last) {
	co_error *error = close_below(*leaf, frame, last);
	*leaf = frame;
	return co__run(leaf, frame, NULL, error);
}

/* The last thing that happens to a frame which ignored one close: a second one; what comes out of it has nowhere to
 * go. That it is ignored, too, was told of the first. */
static void abandon(co_coro *frame, co_coro *leaf) {
	co_step step = close_frame(frame, &leaf, true);
	if (step.co__status == CO__YIELDED) discard_below(frame);
	if (step.co__status != CO__RAISED) return;
	co_error *error = co__step_error(step);
	if (error->code != CO_EGENEXIT) co__host_report(error, "a generator that was closed", frame->type->name);
	co_error_free(error);
}

/* Closes all frames from `leaf` up to `root`, which is left as it stands: what is to be raised in it. */
static co_error *close_below(co_coro *leaf, const co_coro *root, bool last) {
	co_error *error = &co__error_exit;
	for (co_coro *frame = leaf; frame != root;) {
		co_coro *parent = frame->awaiter;
		struct co__generator *delegated = parent->type == &co__co_delegate_type ? co__generator_of(frame) : NULL;
		co_coro *at = frame;
		co_step step = co__run(&at, frame, NULL, error);
		if (step.co__status == CO__RETURNED) {
			if (delegated) delegated->flags |= CO__GEN_RETURNED;
			error = &co__error_exit;
		} else if (step.co__status == CO__RAISED) {
			error = co__step_error(step);
		} else if (delegated) {
			/* The object outlives the delegation and stands where it yielded. */
			delegated->leaf = at;
			delegated->flags |= CO__GEN_STANDS;
			error = ignored(frame);
		} else {
			error = ignored(frame);
			if (last)
				discard_below(frame);
			else
				abandon(frame, at);
		}
		frame = parent;
	}
	return error;
}

bool co__gen_throw(co_gen *g, int code, const char *message, void *out, size_t size) {
	check_out(g, out, size);
	struct co__generator *generator = co__generator_of(g);
	if (is_stand_in(g) || !enter(g, generator)) return false;
	co_error *error = co__error_new(code, message);
	if (!is_suspended(g)) {
		co__never_begins(g);
		g->status = CO_CLOSED;
		set_error(generator, error);
		return false;
	}
	if (code == CO_EGENEXIT && generator->leaf != g) {
		/* Not for the delegates to catch: they are closed, and the error is for the generator itself. */
		g->status = CO_RUNNING;
		co_error *below = close_below(generator->leaf, g, false);
		generator->leaf = g;
		if (below->code == CO_EGENEXIT) {
			co_error_free(below);
		} else {
			co_error_free(error);
			error = below;
		}
	}
	co_error *thrown = co_error_copy(error);
	co_step step = advance(g, generator, NULL, error);
	if (generator->failure == thrown) {
		/* The caller knows that one. */
		co_error_free(generator->failure);
		generator->failure = NULL;
	}
	co_error_free(thrown);
	return deliver(g, step, out);
}

int co_close(co_gen *g) {
	if (!g || g == &nothing.coro) return 0;
	struct co__generator *generator = co__generator_of(g);
	check_generator(g, &for_close);
	if (!free_to_run(g, generator)) return CO_ESTATE;
	set_error(generator, NULL);
	if (is_suspended(g) && (g->type->has_cleanup || generator->leaf != g)) {
		g->status = CO_RUNNING;
		co_step step = close_frame(g, &generator->leaf, false);
		if (step.co__status == CO__YIELDED) {
			g->status = CO_SUSPENDED;
			set_error(generator, ignored(g));
			return CO_ESTATE;
		}
		finish(g, generator, step);
		if (step.co__status == CO__RAISED && generator->error->code == CO_EGENEXIT) set_error(generator, NULL);
	}
	co__never_begins(g);
	g->status = CO_CLOSED;
	return generator->error ? generator->error->code : 0;
}

int co_gen_state(co_gen *g) {
	check_null(g, &for_state);
	if (!(co__generator_of(g)->flags & CO__GEN_DELEGATED)) return is_suspended(g) ? CO_SUSPENDED : g->status;
	/* It is run, if at all, by whoever delegates to it, and stands at a yield where that does. */
	return co__root_of(g)->status == CO_RUNNING ? CO_RUNNING : CO_SUSPENDED;
}

const co_error *co_gen_error(co_gen *g) {
	check_null(g, &for_error);
	struct co__generator *generator = co__generator_of(g);
	if (g == &nothing.coro) return &co__error_no_memory;
	if (generator->failure && generator->failure == generator->error) {
		co_error_free(generator->failure);
		generator->failure = NULL;
	}
	return generator->error;
}

co_gen *co__gen_null(void) { return &null.coro; }

co_step co__gen_ended(co_coro *g) {
	if (CO__UNLIKELY(g == &null.coro)) return CO__RAISE(co__error_make(CO_ESTATE, "co_for over NULL"));
	const co_error *error = co_gen_error(g);
	return error ? CO__RAISE(co_error_copy(error)) : (co_step){ CO__RETURNED, 0 };
}

void *co__gen_returned(co_gen *g, size_t size) {
	check_null(g, &for_returned);
	struct co__generator *generator = co__generator_of(g);
	if (!(generator->flags & CO__GEN_RETURNED))
		co__host_fatal("co_returned of a generator that has not returned:", g->type->name, 0, 0, co_gen_error(g));
	check_size(g, "the size of R in co_returned differs from that of what is returned by", size, g->type->result_size);
	return (unsigned char *)g + g->type->result_offset;
}

void co_free(co_gen *g) {
	if (!g || is_stand_in(g)) return;
	if (g->type->kind == CO__ASYNC_GENERATOR) {
		co__host_free_async(g);
		return;
	}
	struct co__generator *generator = co__generator_of(g);
	check_generator(g, &for_free);
	if (generator->flags & CO__GEN_DELEGATED) {
		generator->flags |= CO__GEN_FREE;
		return;
	}
	if (g->status == CO_RUNNING) co__host_fatal("co_free of a generator that is running:", g->type->name, 0, 0, NULL);
	int code = co_close(g);
	if (code) co__host_report(generator->error, "a generator that was freed", g->type->name);
	if (is_suspended(g)) abandon(g, generator->leaf);
	if (generator->failure) co__host_report(generator->failure, "a generator that was freed", g->type->name);
	co_error_free(generator->failure);
	co_error_free(generator->error);
	co__object_free(g);
}

void co__discard(co_gen *g) {
	if (!g || is_stand_in(g)) return;
	if (g->type->kind == CO__ASYNC_GENERATOR) {
		co__host_discard_async(g);
		return;
	}
	struct co__generator *generator = co__generator_of(g);
	if (generator->flags & CO__GEN_DELEGATED) {
		generator->flags |= CO__GEN_FREE;
		return;
	}
	if (is_suspended(g)) discard_below(g);
	co__never_begins(g);
	co_error_free(generator->failure);
	co_error_free(generator->error);
	co__object_free(g);
}

/* co_for in a plain function. */

struct co__for co__for_begin(co_coro *object, size_t size) {
	if (!object) co__host_fatal("co_for over NULL, or there is no memory for its generator", "", 0, 0, NULL);
	check_generator(object, &for_loop);
	check_size(object, "the size of T in co_for differs from that of what is yielded by", size,
	           object->type->yielded_size);
	return (struct co__for){ .co__gen = object, .co__stage = CO__FOR_DONE };
}

bool co__for_next(struct co__for *loop) {
	if (loop->co__stage != CO__FOR_DONE) return false;
	co_gen *g = loop->co__gen;
	struct co__generator *generator = co__generator_of(g);
	if (g->status == CO_CLOSED) {
		if (generator->error) co__host_fatal("co_for: an error came out of", g->type->name, 0, 0, generator->error);
		return false;
	}
	co_step step = advance(g, generator, NULL, NULL);
	if (step.co__status == CO__RAISED)
		co__host_fatal("co_for: an error came out of", g->type->name, 0, 0, generator->error);
	if (step.co__status != CO__YIELDED) return false;
	loop->co__packed = step.co__value;
	loop->co__value =
		g->type->yielded_size > sizeof step.co__value ? (const void *)(uintptr_t)step.co__value : &loop->co__packed;
	loop->co__stage = CO__FOR_FETCHED;
	return true;
}

void co__for_end(struct co__for *loop) { co_free(loop->co__gen); }

void co__for_raised(const co_type *type, co_step step) {
	co__host_fatal("co_for: an error came out of", type->name, 0, 0, co__step_error(step));
}

/* Embedded frames, for the coroutine that owns them. */

co_step co__co_next_frame(co_coro *self, co_coro **leaf, co_step before) {
	co_coro *at = *leaf ? *leaf : self;
	co_step step;
	self->status = CO_RUNNING;
	if (before.co__status == CO__CALL) {
		at = self;
		step = co__run_step(&at, self, before);
	} else {
		if (before.co__status & CO__NESTED) at = co__leaf_of(self);
		step = co__run(&at, self, NULL, NULL);
	}
	self->status = CO_SUSPENDED;
	*leaf = at;
	if (step.co__status == CO__RETURNED) {
		const co_type *type = self->type;
		step.co__value = type->result_size && type->result_size <= sizeof step.co__value
		                 ? co__pack((const unsigned char *)self + type->result_offset, type->result_size)
		                 : 0;
	}
	return step;
}

co_error *co__co_close_frame(co_coro *self) {
	co_coro *leaf = co__leaf_of(self);
	self->status = CO_RUNNING;
	co_step step = close_frame(self, &leaf, false);
	if (step.co__status == CO__RETURNED) return NULL;
	if (step.co__status == CO__RAISED) {
		co_error *error = co__step_error(step);
		if (error->code != CO_EGENEXIT) return error;
		co_error_free(error);
		return NULL;
	}
	co_error *error = ignored(self);
	abandon(self, leaf);
	return error;
}

/* yield_from of an object. */

co_step co__co_delegate_start(struct co__co_delegate_frame *frame, co_gen *g, const co_type *from) {
	if (!g) return CO__RAISE(co__error_make(CO_ESTATE, "yield_from of NULL"));
	check_generator(g, &for_delegate);
	if (g == &nothing.coro) return CO__RAISE(&co__error_no_memory);
	check_size(g, "yield_from in a generator that yields another size than what is yielded by", from->yielded_size,
	           g->type->yielded_size);
	if (from->sent_size && g->type->sent_size) /* where nothing is sent, or received, there is no such value */
		check_size(g, "yield_from in a generator that is sent another size than what is received by", from->sent_size,
		           g->type->sent_size);
	struct co__generator *generator = co__generator_of(g);
	if (g->status == CO_RUNNING || generator->flags & CO__GEN_DELEGATED)
		return CO__RAISE(co__error_make(CO_ESTATE, "yield_from of generator '%s', which %s", g->type->name,
		                                g->status == CO_RUNNING ? "is running" : "another one delegates to"));
	set_error(generator, NULL);
	if (g->status == CO_CLOSED) return CO__RETURN(co_gen *, g);
	co__began(&frame->co__coro, &co__co_delegate_type);
	frame->co__coro.state = 1;
	frame->co__result = g;
	g->awaiter = &frame->co__coro;
	generator->flags |= CO__GEN_DELEGATED;
	if (g->status >= CO__READY) g->status = CO_SUSPENDED;
	/* Where it stands if it was run before, its beginning if not: the trampoline goes on there. */
	return (co_step){ CO__CALL, (uint64_t)(uintptr_t)generator->leaf };
}

/* The object has ended, or ignored its closing: it is its owner's again. */
static co_step delegate_resume(co_coro *self, const void *in, co_error *error) {
	(void)in;
	co_gen *g = ((struct co__co_delegate_frame *)self)->co__result;
	struct co__generator *generator = co__generator_of(g);
	g->awaiter = NULL;
	generator->flags &= ~(uint32_t)CO__GEN_DELEGATED;
	if (generator->flags & CO__GEN_STANDS) {
		generator->flags &= ~(uint32_t)CO__GEN_STANDS;
		g->status = CO_SUSPENDED;
	} else {
		g->status = CO_CLOSED;
		generator->leaf = g;
		if (!error)
			generator->flags |= CO__GEN_RETURNED;
		else if (error->code != CO_EGENEXIT)
			set_error(generator, co_error_copy(error));
	}
	if (generator->flags & CO__GEN_FREE) co_free(g);
	return error ? CO__RAISE(error) : CO__RETURN(co_gen *, g);
}

static const co_site delegate_sites[] = { { 0 },
	                                      { .child = offsetof(struct co__co_delegate_frame, co__result), .how = CO__POINTED } };

const co_type co__co_delegate_type = {
	.name = "yield_from",
	.file = "",
	.resume = delegate_resume,
	.sites = delegate_sites,
	.site_count = 2,
	.frame_size = sizeof(struct co__co_delegate_frame),
	.frame_align = _Alignof(struct co__co_delegate_frame),
	.result_offset = offsetof(struct co__co_delegate_frame, co__result),
	.result_size = sizeof(co_gen *),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};
