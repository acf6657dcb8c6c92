/* Async functions for tests of the loop: a frame written by hand in the shape that cogen emits (frame.h), whose body
 * follows a script, so that one frame stands for every program of waits, locks, cancellations and handlers.
 *
 * Each letter of a script is a statement; N is a digit that follows it:
 *     .    await co_checkpoint()                          :  await co_sleep(0)
 *     sN   await co_sleep(N)                              fN await futures[N]
 *     l u  acquire, release `lock`                        m n acquire, release `semaphore`
 *     v    release `lock` if somebody holds it
 *     gN   futures[N] = co_gather of futures[N+1], futures[N+2], where they are there and neither is done
 *     qN   await co_wait(CO_FIRST_COMPLETED) for the same two, where they are there; writes down how many are done
 *     cN   co_cancel(futures[N])                          k  co_cancel of itself     w  co_uncancel of itself
 *     oN   await a call of `scripted(subs[N])`, an object  tN futures[N] = co_spawn(scripted(subs[N]))
 *     *    await called(1), an object                     e   await co_event_wait(&happening), an object
 *     hN   hooks[N](), a plain C function                 x   raise error 77              rN  return N
 *     { … }  a handler around it: an error is written down and dropped
 *     yN( … )  co_timeout (N): y0 is one of 0 seconds, y9 one that never ends      z( … )  co_uncancellable      i( … )  co_scope
 *     p( … )  co_group (group)      dN  futures[N] = co_group_spawn(group, scripted(subs[N]))      a  co_group_cancel(group)
 * A capital letter is written to `events`, as are, from a handler: '!' a cancellation, '@' a timeout, '?' another error. At its end
 * the script returns 0. */
#ifndef COGEN_TEST_FRAMES_H
#define COGEN_TEST_FRAMES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <uv.h>

#include "cogen/block.h"
#include "cogen/object.h"
#include "cogen/runtime.h"

static char events[4096];

static inline void event(const char *text) { strncat(events, text, sizeof events - strlen(events) - 1); }
static inline void event_letter(char letter) { event((char[]){ letter, '\0' }); }

/** The events since the last time. */
static inline const char *happened(void) {
	static char copy[sizeof events];
	memcpy(copy, events, sizeof events);
	events[0] = '\0';
	return copy;
}
#define assert_happened(text) assert_string_equal(happened(), text)

static co_loop *loop;
static co_future *futures[10];
static const char *subs[10];
static void (*hooks[10])(void);
static co_coro *(*called)(double);
static co_lock lock;
static co_semaphore semaphore;
static co_event happening;
static co_group *group;

/* Memory: counted, and failing from the n-th allocation on. */

static atomic_size_t live_blocks, allocations;
static size_t fail_at = SIZE_MAX;

static void *counted_allocate(void *arg, size_t size, size_t align) {
	(void)arg;
	if (allocations++ >= fail_at) return NULL;
	void *memory =
		align > _Alignof(max_align_t) ? aligned_alloc(align, (size + align - 1) / align * align) : malloc(size);
	if (memory) live_blocks++;
	return memory;
}

static void counted_release(void *arg, void *memory) {
	(void)arg;
	live_blocks--;
	free(memory);
}

/** Every test has a loop on a virtual clock. */
static inline int setup(void **state) {
	(void)state;
	co_set_allocator(counted_allocate, counted_release, NULL);
	live_blocks = 0;
	allocations = 0;
	fail_at = SIZE_MAX;
	events[0] = '\0';
	memset(futures, 0, sizeof futures);
	memset(hooks, 0, sizeof hooks);
	co_lock_init(&lock);
	semaphore = (co_semaphore)CO_SEMAPHORE_INIT(1);
	happening = (co_event)CO_EVENT_INIT;
	loop = co_loop_new_virtual();
	return loop ? 0 : -1;
}

/** …and ends without a block of memory left, having looked at all that happened. */
static inline int teardown(void **state) {
	(void)state;
	fail_at = SIZE_MAX;
	co_loop_close(loop);
	assert_int_equal(live_blocks, 0);
	assert_string_equal(events, "");
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* async(int) scripted(const char *ops) */

struct scripted_frame {
	co_coro co__coro;
	const char *ops;
	co_wait_result *found;
	int result;
	int depth;
	struct {
		char kind;
		union {
			struct co__co_timeout_frame timeout;
			struct co__co_group_frame group;
			struct co__co_scope_frame scope;
			struct co__co_uncancellable_frame uncancellable;
		} u;
	} blocks[4];
	union {
		struct co__co_checkpoint_frame checkpoint;
		struct co__co_sleep_frame sleep;
		struct co__co_lock_acquire_frame lock;
		struct co__co_semaphore_acquire_frame semaphore;
		struct co__co_future_wait_frame wait;
		co_coro *object;
	} child;
};

static co_step scripted_body(struct scripted_frame *frame, uint32_t state, co_error *error);

static inline co_step scripted_first(co_coro *self) {
	return scripted_body((struct scripted_frame *)(void *)self, 0, NULL);
}
static inline co_step scripted_resume(co_coro *self, const void *in, co_error *error) {
	(void)in;
	return scripted_body((struct scripted_frame *)(void *)self, self->state, error);
}

static const co_site scripted_sites[] = {
	{ .line = 10 },
	{ .line = 11, .child = offsetof(struct scripted_frame, child) },
	{ .line = 12, .child = offsetof(struct scripted_frame, child), .how = CO__POINTED },
	{ .line = 13 },
};

static const co_type scripted_type = {
	.name = "scripted",
	.file = "scripted.co.c",
	.first = scripted_first,
	.resume = scripted_resume,
	.sites = scripted_sites,
	.site_count = 4,
	.frame_size = sizeof(struct scripted_frame),
	.frame_align = _Alignof(struct scripted_frame),
	.result_offset = offsetof(struct scripted_frame, result),
	.result_size = sizeof(int),
	.kind = CO__ASYNC,
	.abi = CO__ABI,
};

/** The constructor. */
static inline co_coro *scripted(const char *ops) {
	co_coro *object = co__new(&scripted_type);
	if (object) {
		((struct scripted_frame *)(void *)object)->ops = ops;
		((struct scripted_frame *)(void *)object)->found = NULL;
		((struct scripted_frame *)(void *)object)->depth = 0;
	}
	return object;
}

static inline int digit(struct scripted_frame *frame) { return *frame->ops++ - '0'; }

static inline co_step scripted_enter(struct scripted_frame *frame, char kind) {
	if (frame->depth == 4) fail_msg("blocks too deep");
	frame->blocks[frame->depth].kind = kind;
	struct co__co_group_frame *entered = &frame->blocks[frame->depth].u.group;
	co_step step = CO__RETURN_VOID();
	switch (kind) {
	case 'y': {
		int seconds = digit(frame);
		step = co__co_timeout_enter_start(&frame->blocks[frame->depth].u.timeout, seconds == 9 ? 1.0 / 0.0 : seconds);
		break;
	}
	case 'z': step = co__co_uncancellable_enter_start(&frame->blocks[frame->depth].u.uncancellable); break;
	case 'i': step = co__co_scope_enter_start(&frame->blocks[frame->depth].u.scope); break;
	case 'p':
		step = co__co_group_enter_start(entered);
		group = &entered->co__group;
		break;
	}
	frame->ops++; /* the parenthesis */
	frame->depth += step.co__status == CO__RETURNED;
	return step;
}

static inline co_step scripted_exit(struct scripted_frame *frame, co_error *why) {
	frame->depth--;
	switch (frame->blocks[frame->depth].kind) {
	case 'y': return co__co_timeout_exit_start(&frame->blocks[frame->depth].u.timeout, why);
	case 'z': return co__co_uncancellable_exit_start(&frame->blocks[frame->depth].u.uncancellable, why);
	case 'i': return co__co_scope_exit_start(&frame->blocks[frame->depth].u.scope, why);
	default: return co__co_group_exit_start(&frame->blocks[frame->depth].u.group, why);
	}
}

/* One letter: the step of an await, or one that has ended. */
static inline co_step scripted_statement(struct scripted_frame *frame, char letter) {
	switch (letter) {
	case '.': return co__co_checkpoint_start(&frame->child.checkpoint);
	case ':': return co__co_sleep_start(&frame->child.sleep, 0);
	case 's': return co__co_sleep_start(&frame->child.sleep, digit(frame));
	case 'f': return co__co_future_wait_start(&frame->child.wait, futures[digit(frame)]);
	case 'l': return co__co_lock_acquire_start(&frame->child.lock, &lock);
	case 'm': return co__co_semaphore_acquire_start(&frame->child.semaphore, &semaphore);
	case 'o': return co__call(&frame->co__coro, frame->child.object = scripted(subs[digit(frame)]));
	case '*': return co__call(&frame->co__coro, frame->child.object = called(1));
	case 'e': return co__call(&frame->co__coro, frame->child.object = co_event_wait(&happening));
	case 'x': return co__raise(&scripted_type, 0, 77, "raised by a script");
	case 'u': co_lock_release(&lock); break;
	case 'v':
		if (co_lock_locked(&lock)) co_lock_release(&lock);
		break;
	case 'n': co_semaphore_release(&semaphore); break;
	case 'c': {
		co_future *future = futures[digit(frame)];
		if (future) co_cancel(future);
		break;
	}
	case 'g': {
		co_future **at = &futures[digit(frame)];
		if (at[1] && at[2] && !co_done(at[1]) && !co_done(at[2])) at[0] = co_retain(co_gather(at[1], at[2]));
		break;
	}
	case 'q': {
		co_future **at = &futures[digit(frame)];
		if (!at[1] || !at[2]) break;
		frame->found = co_wait(CO_FIRST_COMPLETED, at[1], at[2]);
		return co__co_future_wait_start(&frame->child.wait, co_wait_future(frame->found));
	}
	case 'd': {
		int i = digit(frame);
		futures[i] = co_retain(co_group_spawn(group, scripted(subs[i])));
		break;
	}
	case 'a': co_group_cancel(group); break;
	case 'y':
	case 'z':
	case 'i':
	case 'p': return scripted_enter(frame, letter);
	case 'k': co_cancel(co_current_task()); break;
	case 'w': co_uncancel(co_current_task()); break;
	case 'h': hooks[digit(frame)](); break;
	case 't': {
		int i = digit(frame);
		futures[i] = co_retain(co_spawn(scripted(subs[i]))); /* until the loop is closed */
		break;
	}
	case '{':
	case '}': break;
	default:
		if (letter < 'A' || letter > 'Z') fail_msg("'%c' is not a statement", letter);
		event_letter(letter);
	}
	return CO__RETURN_VOID();
}

/* Whether the place in the script lies in a handler or a block: its end is there, or NULL. */
static inline const char *handler_end(const char *ops) {
	int depth = 0;
	for (; *ops; ops++) {
		if (*ops == '{' || *ops == '(') depth++;
		if ((*ops == '}' || *ops == ')') && depth-- == 0) return ops;
	}
	return NULL;
}

static inline bool has_ended(co_step step) { return step.co__status == CO__RETURNED || step.co__status == CO__RAISED; }

static co_step scripted_body(struct scripted_frame *frame, uint32_t state, co_error *error) {
	co_coro *self = &frame->co__coro;
	co_step step = error ? CO__RAISE(error) : CO__RETURN_VOID();
	if (state == 2) step = co__join(frame->child.object, error, NULL, 0);
	for (;;) {
		if (step.co__status == CO__RAISED) {
			const char *end = handler_end(frame->ops);
			if (!end) return co__passed(step, &scripted_type, state);
			co_error *raised = co__step_error(step);
			frame->ops = end + 1;
			frame->found = NULL;
			if (*end == ')') {
				step = scripted_exit(frame, raised);
				if (step.co__status == CO__RAISED) continue;
				goto ended_or_not;
			}
			event_letter(raised->code == CO_ECANCELED ? '!' : raised->code == CO_ETIMEDOUT ? '@' : '?');
			co__drop_error(raised);
		}
		if (frame->found) event_letter((char)('0' + frame->found->n_done));
		frame->found = NULL;
		char letter = *frame->ops;
		frame->result = 0;
		if (letter) frame->ops++;
		if (letter == 'r') frame->result = digit(frame);
		if (!letter || letter == 'r') return CO__RETURN(int, frame->result);
		step = letter == ')' ? scripted_exit(frame, NULL) : scripted_statement(frame, letter);
ended_or_not:
		if (has_ended(step)) continue;
		if (step.co__status == CO__SUSPENDED && frame->ops[-1] == ')') {
			self->state = 3;
			return co__pass(&frame->blocks[frame->depth].u.group.co__coro, self, step);
		}
		if (step.co__status == CO__CALL) {
			self->state = 2;
			return step;
		}
		self->state = 1;
		return co__pass(&frame->child.checkpoint.co__coro, self, step);
	}
}

static inline co_task *start(const char *ops) { return co_spawn_on(loop, scripted(ops)); }
static inline int run(co_future *future) { return co_loop_run_until_complete(loop, future); }
/** Runs one turn. */
static inline void turn(void) {
	co_loop_stop(loop);
	co_loop_run_forever(loop);
}
static inline int code_of(co_future *future) {
	const co_error *error = co_future_error(future);
	return error ? error->code : 0;
}
static inline void say(void *letters) { event(letters); }

#endif
