/* Coroutine objects from the inside: what the freestanding core and the loop share. Not for users.
 *
 * An object is one block of memory: a prefix for what the object is as a whole, padding, and the frame, whose header a
 * `co_coro *` points to. The prefix ends where the frame begins. Which prefix it is follows from `type->kind`:
 *
 *     CO__GENERATOR                        struct co__generator
 *     CO__ASYNC_GENERATOR                  struct co__async_generator, which ends in one; behind the frame, room for what is sent
 *     CO__ASYNC, CO__AWAITABLE             CO__TASK_ROOM bytes, which are the loop's: the header of a task
 *
 * Embedded frames have no prefix. */
#ifndef COGEN_OBJECT_H
#define COGEN_OBJECT_H

#include "error.h"
#include "next.h"
#include "pool.h"
#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

/** `type->kind` of what the first word of a future points to, beside those of frame.h. */
enum { CO__FUTURE = CO__AWAITABLE + 1 };

enum {
	CO__GEN_RETURNED = 1,  /* ended with a result */
	CO__GEN_FREE = 2,      /* co_free was called while another generator delegates to it */
	CO__GEN_DELEGATED = 4, /* a co__co_delegate frame runs it */
	CO__GEN_REAPED = 16,   /* an async one, which a task is there to close: its memory is that task's to give back */
	CO__GEN_STANDS = 8,    /* ends its delegation, but not itself: it ignored that it was closed */
	CO__GEN_HELD = 32,     /* co_new gave it to somebody, who frees it */
};

/** What an async generator has beside. What is sent or thrown waits here until the trampoline goes on with it, as a
 * step has no room for it. */
struct co__async_generator {
	struct co__async_generator *next, *previous; /* those of its loop that have begun and not ended */
	co_loop *loop;                               /* whose they are; NULL: in no list */
	co_error *thrown;                            /* to be raised where it stands; NULL: nothing */
	uint32_t is_sent;                            /* behind the frame lies what its yield receives */
	struct co__generator base;                   /* last: right before the frame */
};

static inline struct co__async_generator *co__async_of(co_coro *object) {
	return (struct co__async_generator *)(void *)object - 1;
}
static inline void *co__room_sent(co_coro *object) { return (unsigned char *)object + object->type->frame_size; }

/** What comes before a generator is closed: where it has not begun it never will, and what it was given goes. */
static inline void co__never_begins(co_gen *g) {
	if (g->status == CO_CREATED && g->type->cancel) g->type->cancel(g);
}

/** The object that co_new answers where there was no memory. */
bool co__gen_is_nothing(const co_gen *g);

/** Bytes of the prefix and of the padding before it. */
static inline size_t co__prefix_size(const co_type *type) {
	size_t size = CO__TASK_ROOM;
	if (type->kind == CO__GENERATOR)
		size = sizeof(struct co__generator);
	else if (type->kind == CO__ASYNC_GENERATOR)
		size = sizeof(struct co__async_generator);
	return co__align_up(size, type->frame_align);
}

/** The start of an object's block, where a task's header is looked for from the frame. */
static inline void *co__block_of(co_coro *object) { return (unsigned char *)object - co__prefix_size(object->type); }

/** Runs `*frame` on with `in` and `error` (given), then whoever it starts or hands over to, until something leaves
 * the coroutine whose root is `root`: CO__RETURNED or CO__RAISED of the root itself; CO__YIELDED (without
 * CO__NESTED); CO__SUSPENDED. `*frame` is then the frame that did it: for CO__YIELDED the innermost, to be run next.
 * The C stack stays flat. A frame of state 0 is begun by `type->first`. After CO__RETURNED the result is at the
 * root's `type->result_offset`. */
co_step co__run(co_coro **frame, co_coro *root, const void *in, co_error *error);

/** Goes on from a step that `from` handed out: starts the object of a CO__CALL, finds the frame behind a CO__NESTED. */
co_step co__run_step(co_coro **frame, co_coro *root, co_step step);

/** What runs at the suspension where `frame` stands: its embedded frame, or the object. NULL: it is the innermost. */
co_coro *co__child_of(co_coro *frame);

/** Gives back what a frame that stands at a suspension holds (co_site): nobody will run it again. */
void co__kept_free(co_coro *frame);

/** The same of a generator that something which is destroyed holds, its own memory with it: nothing of it is run. */
void co__discard(co_gen *g);

/** The innermost frame below one that stands at a suspension. */
co_coro *co__leaf_of(co_coro *frame);

/** The outermost frame above one that waits. */
co_coro *co__root_of(co_coro *frame);

/** Memory: from where co_set_allocator says. NULL where there is none. Aligned for any type, or to `align`. */
void *co__alloc(size_t size);
void *co__alloc_aligned(size_t size, size_t align);
void co__free(void *memory);

/* Errors. Those of cogen's own codes that need no memory: */
extern co_error co__error_no_memory;
extern co_error co__error_exit;
extern co_error co__error_closed;

/** A new error of one reference, its message copied or formatted, without a traceback; co__error_no_memory. */
co_error *co__error_new(int code, const char *message);
co_error *co__error_format(int code, const char *format, va_list arguments);
co_error *co__error_make(int code, const char *format, ...)
#if defined __GNUC__
	__attribute__((__format__(__printf__, 2, 3)))
#endif
	;
/** Adds one line to the traceback: where an error that travels outward passes. */
void co__error_passed(co_error *error, const char *function, const char *file, uint32_t line);
/** `cause` (lent; NULL: none) was being handled when `error` was raised. Errors without memory of their own stay as
 * they are. */
void co__error_caused(co_error *error, co_error *cause);
/** An error of its own, of one reference, that says the same: for one that gets a successor. It has no further
 * errors. */
co_error *co__error_clone(const co_error *error);
/** Appends `further` (given) to the errors of a group. */
void co__error_append(co_error *error, co_error *further);
void co__error_set_origin(co_error *error, co_task *task);
/** The i-th line of the traceback, innermost first; false: there is none. `skipped`: lines left out before this one. */
struct co__trace_line {
	const char *function;
	const char *file;
	uint32_t line;
	uint32_t skipped;
};
bool co__error_line(const co_error *error, uint32_t index, struct co__trace_line *line);

/** Where a debugging runtime wants to know: of each object that is made, and of each that is started or freed. Then
 * co__objects_watched has CO__BY_HOOKS. */
extern void (*co__object_made)(co_coro *object);
extern void (*co__object_given)(co_coro *object);
/* They may be set while other threads make objects. */
static inline void co__tell(void (**hook)(co_coro *object), co_coro *object) {
	void (*fn)(co_coro *) = CO__LOAD(hook);
	if (CO__UNLIKELY(fn != NULL)) fn(object);
}

/** The text of one of cogen's own codes; NULL for others. */
const char *co__own_strerror(int code);

/** Where a form is given NULL for a call: whether there was no memory for one, which then is the one that was given;
 * else it is a NULL of the user's. co__is_call_lost: the same of one that is given on. */
CO__COLD bool co__take_lost_call(void);
CO__COLD bool co__is_call_lost(void);

/* What a freestanding build and a hosted one do differently: core/bare.c and core/format.c, or host.c. */

/** The default allocator. */
void *co__host_allocate(size_t size, size_t align);
void co__host_free(void *memory);
/** Blocks of `units` times CO__POOL_UNIT bytes, 0 < units <= CO__POOL_CLASSES, aligned to that, and for any type
 * where `units` is a multiple of CO__POOL_ALIGNED; from free lists of this thread. Any thread may give a block back,
 * with the `place` that it had. NULL where there is none. */
struct co__pooled *co__host_take(unsigned units);
void co__host_give(struct co__pooled *block, unsigned units);
/** Whether a sanitizer looks after memory, so that what ends is to be freed at once. */
bool co__is_memory_checked(void);
/** As vsnprintf, for a char of any size. */
size_t co__host_format(char *to, size_t size, const char *format, va_list arguments);
/** An error that nobody will see, from `what` of that NAME, with its traceback: to co__unseen_told, else on standard
 * error. */
void co__host_report(const co_error *error, const char *what, const char *name);
/** Who is told in place of standard error: a loop's file sets it when there are loops; in a freestanding build
 * nobody. May be set while other threads report. */
extern void (*co__unseen_told)(const co_error *error, const char *what, const char *name);
/** co_free of an async generator, which is closed in a task of its loop; and co__discard. */
void co__host_free_async(co_gen *g);
void co__host_discard_async(co_gen *g);
/** Misuse that cannot go on. `what` NAME, two numbers for it, and the error's traceback (NULL: none). */
CO__COLD _Noreturn void co__host_fatal(const char *what, const char *name, size_t have, size_t want,
                                       const co_error *error);

#ifdef __cplusplus
}
#endif
#endif
