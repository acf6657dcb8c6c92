/* The quick ways through a generator object: what stands before its frame, and a next that needs no call of the
 * library where the object stands at a yield and nothing else is to be thought of.
 *
 * In: an object whose status says so. Out: the next value, or what co__next_value answers. What must hold: these
 * statuses are said only of a synchronous generator that is suspended, has no error to be asked for, and is not
 * delegated to; the library sets them. CO__READY: whoever runs the object takes it back first, so that a generator
 * that calls itself finds CO_RUNNING. CO__QUIET + the size of a value: it cannot call itself before it ends
 * (co_site), so nothing has to be marked. */
#ifndef COGEN_NEXT_H
#define COGEN_NEXT_H

#include "generator.h"

#ifdef __cplusplus
extern "C" {
#endif

struct co__generator {
	co_coro *leaf;     /* the innermost frame, which stands at the yield; the object itself unless it delegates */
	co_error *error;   /* of the last call */
	co_error *failure; /* what ended it, until somebody has asked for it */
	uint32_t flags;
};

/** Statuses beside CO_CREATED … CO_CLOSED, which co_gen_state tells as CO_SUSPENDED. */
enum { CO__READY = CO_CLOSED + 1, CO__QUIET, CO__QUIET_SIZES = 128 /* of values, below */ };

/** The status of a quiet generator of values of that size; of an unknown or large one: no status. */
static inline unsigned co__quiet(size_t size) { return size < CO__QUIET_SIZES ? CO__QUIET + (unsigned)size : ~0U; }

static inline struct co__generator *co__generator_of(co_coro *object) { return (struct co__generator *)object - 1; }

/** The step of a ready or quiet object that the quick way did not take to its end, for the library to finish. */
co_step co__gen_finish(co_gen *g, co_step step);

/** Runs a quiet object on to its next step. */
static inline co_step co__quiet_step(co_gen *g) {
	co_coro *leaf = co__generator_of(g)->leaf;
	co_step step = leaf->type->resume(leaf, NULL, NULL);
	if (CO__UNLIKELY(step.co__status != CO__YIELDED)) return co__gen_finish(g, step);
	return step;
}

/** The same of a ready one. */
static inline co_step co__gen_step(co_gen *g) {
	struct co__generator *generator = co__generator_of(g);
	co_coro *leaf = generator->leaf;
	g->status = CO_RUNNING;
	co_step step = leaf->type->resume(leaf, NULL, NULL);
	if (CO__UNLIKELY(step.co__status != CO__YIELDED || generator->error != NULL)) return co__gen_finish(g, step);
	g->status = CO__READY;
	return step;
}

CO__JUMPED_INTO_BEGIN
static inline bool co__next(co_gen *g, void *out, size_t size) {
	co_step step;
	if (CO__UNLIKELY(!g)) return co__next_value(g, out, size); /* says so */
	if (CO__UNLIKELY(g->status != co__quiet(size) || !out)) {
		if (g->status != CO__READY || size != g->type->yielded_size || !out) return co__next_value(g, out, size);
		step = co__gen_step(g);
	} else {
		step = co__quiet_step(g);
	}
	if (CO__UNLIKELY(step.co__status != CO__YIELDED)) return false;
	co__unpack(step, out, size);
	return true;
}
CO__JUMPED_INTO_END

/** What stands in for NULL there. */
co_gen *co__gen_null(void);
/** What co_for in a coroutine runs over: NULL raises at the first value, and is looked for only here. */
static inline co_gen *co__for_over(co_gen *g) { return CO__UNLIKELY(!g) ? co__gen_null() : g; }

/** co__for_next of a ready object; T of `size` bytes. */
static inline bool co__for_step(struct co__for *loop, size_t size) {
	co_gen *g = loop->co__gen;
	co_step step;
	if (CO__UNLIKELY(loop->co__stage != CO__FOR_DONE)) return co__for_next(loop);
	if (CO__UNLIKELY(g->status != co__quiet(size))) {
		if (g->status != CO__READY) return co__for_next(loop);
		step = co__gen_step(g);
	} else {
		step = co__quiet_step(g);
	}
	if (CO__UNLIKELY(step.co__status != CO__YIELDED)) return co__for_next(loop);
	loop->co__packed = step.co__value;
	loop->co__value = size > sizeof step.co__value ? (const void *)(uintptr_t)step.co__value : &loop->co__packed;
	loop->co__stage = CO__FOR_FETCHED;
	return true;
}

#ifdef __cplusplus
}
#endif
#endif
