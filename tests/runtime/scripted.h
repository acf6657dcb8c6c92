/* Coroutines for tests of the runtime: frames written by hand in the shape that cogen emits (frame.h), whose body follows a
 * script, so that one frame stands for every order of yields, handlers and delegations.
 *
 * A script is a string. Each letter is a statement:
 *     y   yield the next number: 0, 1, …                 r   return the counter times ten
 *     e   raise error 77                                 E   raise error 78
 *     o   yield_from a call of `script(sub …)`           d   yield_from the object `target`
 *     b   yield_from an embedded frame of script `sub`
 *     s   ask the object `target` for its state          n   co_next(target)
 * A '!' behind one of them is a handler around it that takes every error, also CO_EGENEXIT, and goes on. At its end the script
 * returns. What happens is written to `events`: the name, then
 *     +   the body began        =N  received N        !N  an error of code N was handled        ~   cleanup, on every way out
 *     >N  the delegate returned N
 */
#ifndef COGEN_TEST_SCRIPTED_H
#define COGEN_TEST_SCRIPTED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cogen/awaitable.h"
#include "cogen/object.h"
#include "cogen/runtime.h"

static char events[4096];

#if defined __GNUC__
__attribute__((format(printf, 1, 2)))
#endif
static inline void
event(const char *format, ...) {
	size_t length = strlen(events);
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(events + length, sizeof events - length, format, arguments);
	va_end(arguments);
}

/** The events since the last time. */
static inline const char *happened(void) {
	static char copy[sizeof events];
	memcpy(copy, events, sizeof events);
	events[0] = '\0';
	return copy;
}
#define assert_happened(text) assert_string_equal(happened(), text)

/* Memory: counted, and failing from the n-th allocation on. */

static size_t live_blocks, allocations, fail_at = SIZE_MAX;

/* Aligned as was asked for, and not by luck to more. What malloc gave stands before the block. */
static void *counted_allocate(void *arg, size_t size, size_t align) {
	(void)arg;
	if (allocations++ >= fail_at) return NULL;
	unsigned char *memory = malloc(size + 3 * align);
	if (!memory) return NULL;
	live_blocks++;
	unsigned char *block = memory + (2 * align - (uintptr_t)memory % (2 * align)) + align;
	((void **)(void *)block)[-1] = memory;
	return block;
}

static void counted_release(void *arg, void *memory) {
	(void)arg;
	live_blocks--;
	free(((void **)memory)[-1]);
}

static inline int setup(void **state) {
	(void)state;
	co_set_allocator(counted_allocate, counted_release, NULL);
	live_blocks = allocations = 0;
	fail_at = SIZE_MAX;
	events[0] = '\0';
	return 0;
}

/** Every test ends without a block of memory left, and having looked at all that happened. */
static inline int teardown(void **state) {
	(void)state;
	fail_at = SIZE_MAX;
	assert_int_equal(live_blocks, 0);
	assert_string_equal(events, "");
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* generator(int, int, int) script(const char *name, const char *ops, const char *sub, co_gen *target) */

struct script_leaf_frame;

struct script_frame {
	co_coro co__coro;
	const char *name, *ops, *sub;
	co_gen *target;
	int counter, result;
	co_coro *object;
	struct co__co_delegate_frame delegate;
	_Alignas(co_coro) unsigned char inner[96]; /* a frame of the same type without an inner one */
};

static co_step script_body(struct script_frame *frame, uint32_t state, const void *in, co_error *error);

static inline co_step script_resume(co_coro *coro, const void *in, co_error *error) {
	return script_body((struct script_frame *)coro, coro->state, in, error);
}
static inline co_step script_first(co_coro *coro) { return script_body((struct script_frame *)coro, 0, NULL, NULL); }

static const co_site script_sites[] = {
	{ .line = 10 },
	{ .line = 11 },
	{ .line = 12, .child = offsetof(struct script_frame, object), .how = CO__POINTED },
	{ .line = 13, .child = offsetof(struct script_frame, delegate) },
	{ .line = 14, .child = offsetof(struct script_frame, inner) },
	{ .line = 15 },
};

#define SCRIPT_TYPE(name_, size_, cleanup)                                                                             \
	{                                                                                                                  \
		.name = name_, .file = "script.co.c", .first = script_first, .resume = script_resume, .sites = script_sites,   \
		.site_count = 6, .frame_size = (size_), .frame_align = _Alignof(struct script_frame),                          \
		.result_offset = offsetof(struct script_frame, result), .result_size = sizeof(int),                            \
		.yielded_size = sizeof(int), .sent_size = sizeof(int), .sent_class = CO__SIGNED, .kind = CO__GENERATOR,        \
		.has_cleanup = cleanup, .abi = CO__ABI                                                                         \
	}

static const co_type script_type = SCRIPT_TYPE("script", sizeof(struct script_frame), 1);
/* The same where nothing has to run when it is closed itself. */
static const co_type light_type = SCRIPT_TYPE("light", sizeof(struct script_frame), 0);

static inline co_coro *script_of(const co_type *type, const char *name, const char *ops, const char *sub,
                                 co_gen *target) {
	co_coro *object = co__new(type);
	if (!object) return NULL;
	struct script_frame *frame = (struct script_frame *)object;
	frame->name = name;
	frame->ops = ops;
	frame->sub = sub;
	frame->target = target;
	frame->counter = 0;
	return object;
}

/** The constructor. */
static inline co_coro *script(const char *name, const char *ops, const char *sub, co_gen *target) {
	return script_of(&script_type, name, ops, sub, target);
}

/* generator(int) count(int n): 0 … n-1, its result n. No cleanup, no delegation: what is emitted for a plain loop. */

struct count_frame {
	co_coro co__coro;
	int n, i, result;
};

static const co_type count_type;

static inline co_step count_body(struct count_frame *frame, uint32_t state, const void *in, co_error *error, int n) {
	int i;
	(void)in;
	switch (__builtin_expect(state, 1)) {
	case 0: break;
	case 1: goto resume_1;
	}
	for (i = 0; i < n; i++) {
		frame->n = n, frame->i = i;
		frame->co__coro.state = 1;
		return CO__YIELD(int, i);
resume_1:
		if (CO__UNLIKELY(error != NULL)) return co__passed(CO__RAISE(error), &count_type, 1);
		n = frame->n, i = frame->i;
	}
	return CO__RETURN(int, n);
}

static inline co_step count_keep(struct count_frame *frame, co_step step) {
	if (step.co__status == CO__RETURNED) co__unpack(step, &frame->result, sizeof frame->result);
	return step;
}
static inline co_step count_start(struct count_frame *frame, int n) {
	co_step step = count_body(frame, 0, NULL, NULL, n);
	if (step.co__status != CO__RETURNED && step.co__status != CO__RAISED) co__began(&frame->co__coro, &count_type);
	return step;
}
CO__ENTRY static co_step count_resume(co_coro *coro, const void *in, co_error *error) {
	struct count_frame *frame = (struct count_frame *)coro;
	return count_keep(frame, count_body(frame, coro->state, in, error, 0));
}
static inline co_step count_first(co_coro *coro) {
	struct count_frame *frame = (struct count_frame *)coro;
	return count_keep(frame, count_body(frame, 0, NULL, NULL, frame->n));
}
static const co_site count_sites[] = { { .line = 20 }, { .line = 21 } };
static const co_type count_type = {
	.name = "count",
	.file = "count.co.c",
	.first = count_first,
	.resume = count_resume,
	.sites = count_sites,
	.site_count = 2,
	.frame_size = sizeof(struct count_frame),
	.frame_align = _Alignof(struct count_frame),
	.result_offset = offsetof(struct count_frame, result),
	.result_size = sizeof(int),
	.yielded_size = sizeof(int),
	.kind = CO__GENERATOR,
	.abi = CO__ABI,
};
static inline co_coro *count(int n) {
	struct count_frame *frame = (struct count_frame *)co__new(&count_type);
	if (frame) frame->n = n;
	return (co_coro *)frame;
}

/* The body of script. */

struct script_inner {
	co_coro co__coro;
	const char *name, *ops, *sub;
	co_gen *target;
	int counter, result;
};
_Static_assert(sizeof(struct script_inner) <= sizeof((struct script_frame *)0)->inner, "an inner frame fits");
static const co_type inner_type = SCRIPT_TYPE("inner", sizeof(struct script_inner), 1);

static inline co_step inner_start(struct script_inner *inner, const char *ops) {
	inner->name = "i";
	inner->ops = ops;
	inner->counter = 0;
	co_step step = script_body((struct script_frame *)(void *)inner, 0, NULL, NULL);
	if (step.co__status != CO__RETURNED && step.co__status != CO__RAISED) co__began(&inner->co__coro, &inner_type);
	return step;
}

static co_step script_body(struct script_frame *frame, uint32_t state, const void *in, co_error *error) {
	co_coro *self = &frame->co__coro;
	co_step step;
	int value;
	switch (state) {
	case 1: goto resume_1;
	case 2: goto resume_2;
	case 3: goto resume_3;
	case 4: goto resume_4;
	}
	event("%s+ ", frame->name);
	for (;;) {
		step = CO__RETURN_VOID();
		switch (*frame->ops ? *frame->ops++ : 'r') {
		case 'y':
			self->state = 1;
			return CO__YIELD(int, frame->counter++);
resume_1:
			step = CO__RETURN_VOID();
			value = 0;
			if (error)
				step = CO__RAISE(error);
			else if (in)
				memcpy(&value, in, sizeof value);
			if (value) event("%s=%d ", frame->name, value);
			break;
		case 'o':
			step = co__call(self, frame->object = script("o", frame->sub, frame->sub, frame->target));
			if (step.co__status != CO__RAISED) {
				self->state = 2;
				return step;
resume_2:
				step = co__join(frame->object, error, &value, sizeof value);
			}
			if (step.co__status == CO__RETURNED) event("%s>%d ", frame->name, value);
			break;
		case 'd':
			step = co__co_delegate_start(&frame->delegate, frame->target, self->type);
			if (step.co__status != CO__RETURNED && step.co__status != CO__RAISED) {
				self->state = 3;
				return co__pass(&frame->delegate.co__coro, self, step);
resume_3:
				step = co__ended(error, &frame->delegate.co__result, sizeof(co_gen *));
			}
			if (step.co__status == CO__RETURNED) {
				assert_ptr_equal((co_gen *)(uintptr_t)step.co__value, frame->target);
				event("%s>%d ", frame->name, co_returned(int, frame->target));
			}
			break;
		case 'b':
			step = inner_start((struct script_inner *)(void *)frame->inner, frame->sub);
			if (step.co__status != CO__RETURNED && step.co__status != CO__RAISED) {
				self->state = 4;
				return co__pass((co_coro *)(void *)frame->inner, self, step);
resume_4:
				step = co__ended(error, &((struct script_inner *)(void *)frame->inner)->result, sizeof(int));
			}
			if (step.co__status == CO__RETURNED) {
				co__unpack(step, &value, sizeof value);
				event("%s>%d ", frame->name, value);
			}
			break;
		case 's': event("%s:%d ", frame->name, co_gen_state(frame->target)); break;
		case 'n':
			if (!co_next(frame->target, &value)) {
				const co_error *why = co_gen_error(frame->target);
				event("%s:%d ", frame->name, why ? why->code : 0);
			}
			break;
		case 'e': step = co__raise(&script_type, 5, 77, "number %d", frame->counter); break;
		case 'E': step = co__raise(&script_type, 5, 78, "another"); break;
		case 'r':
			event("%s~ ", frame->name);
			frame->result = frame->counter * 10;
			return CO__RETURN(int, frame->result);
		}
		if (step.co__status == CO__RAISED) {
			co_error *raised = co__step_error(step);
			if (*frame->ops != '!') {
				event("%s~ ", frame->name);
				return co__passed(step, &script_type, state);
			}
			event("%s!%d ", frame->name, raised->code);
			co__drop_error(raised);
		}
		if (*frame->ops == '!') frame->ops++;
	}
}

#endif
