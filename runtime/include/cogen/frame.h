/* The frame protocol: the ABI between the C that cogen writes and the runtime. Freestanding.
 *
 * Every coroutine `f` becomes
 *
 *   struct co__f_frame      header first, then what must survive a suspension
 *   co__f_body(frame, state, in, error, parameters…)   the user's function; dispatches on `state`, jumps to where it left
 *   co__f_start(frame, arguments…)    for callers that own the frame's memory: runs to the first suspension; when the
 *                           coroutine ends without one, the frame's header is never written
 *   co__f_first(coro)       the same for an object made by the constructor: takes the arguments from the frame
 *   co__f_resume(coro, in, error)     goes on behind the suspension that `coro->state` names
 *   co__f_type              what the runtime knows of it
 *   f(arguments…)           the constructor: allocates an object, not started
 *
 * What must hold:
 *   - A resumption returns one co_step. CO__RETURNED and CO__RAISED end the coroutine; its frame is not touched again,
 *     except that after CO__RETURNED from resume or first the result lies at `type->result_offset`.
 *   - From start, a result of up to eight bytes is in `step.co__value` only (see co__pack); a larger one in the frame.
 *     The same split holds for yielded values: up to eight bytes in `step.co__value`, else `step.co__value` is their address.
 *   - Before it hands CO__SUSPENDED, CO__CALL or CO__YIELDED outward, each frame has stored its `state`, and its parent
 *     has stored itself in its `awaiter`. The chain of awaiters leads from the innermost frame to the root.
 *   - An awaitable that suspends has made itself known to the running task (co__suspend in the runtime), so that waking
 *     costs the same however deep it is. The C stack does not grow with the depth of awaits made through CO__CALL.
 *   - An error belongs to whoever holds the step or the argument it travels in.
 */
#ifndef COGEN_FRAME_H
#define COGEN_FRAME_H

#include "abi.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Every constructor needs that function: the linker refuses objects of another version than the runtime's. */
#define CO__OF_ABI__(name, abi) name##_abi##abi
#define CO__OF_ABI(name, abi) CO__OF_ABI__(name, abi)
#define co__new CO__OF_ABI(co__new, CO__ABI)

typedef struct co_coro co_coro;
typedef struct co_error co_error;
typedef struct co_type co_type;

enum {
	CO__RETURNED,  /* ended with a result */
	CO__RAISED,    /* ended with an error; value: the co_error *, now the receiver's */
	CO__SUSPENDED, /* waits for something that will wake it */
	CO__YIELDED,   /* handed a value to the consumer of the generator */
	CO__CALL,      /* value: a co_coro * with its awaiter set, to be run in place of the caller: begun, or resumed where it stands */
	CO__STATUS = 7,
	CO__NESTED = 8, /* flag beside CO__YIELDED: the frame that yielded is a delegate of the one that was run */
};

/* The names of the members are cogen's own: macros read them where generated code stands, where others may be macros. */
typedef struct co_step {
	uint64_t co__status;
	uint64_t co__value;
} co_step;

/* The same under names that cannot be a local of the user's: what cogen writes into a function, and the macros below that
 * it calls there, mention these. Of the last one, because `const` may be a macro of the user's by then. */
typedef co_step co__answer;
typedef co_coro co__child;
typedef uint64_t co__word;
typedef uintptr_t co__address;
typedef const void co__input;

/** `in`: what was sent to a yield (NULL: nothing, the received value is zero). `error`: raised at the suspension. */
typedef co_step co__resume_fn(co_coro *self, const void *in, co_error *error);
typedef co_step co__first_fn(co_coro *self);

/** Where a suspension point stands in the source; indexed by state (0: the function itself). */
typedef struct co_site {
	uint32_t line;
	uint32_t child;   /* offset in the frame of what runs there: an embedded frame, or a pointer to an object; 0: none */
	uint8_t how;      /* CO__EMBEDDED … */
	uint8_t quiet;    /* a yield: from here to its end the generator runs nothing but itself, however often it is resumed */
	/* What the frame holds meanwhile that is cogen's own to give back where it is destroyed as it stands: how far
	 * from the end of the table there is an entry whose `child` is the offset of the innermost, its `how` what that
	 * is (CO__KEPT_…), and its `kept` the next entry; 0: nothing. */
	uint16_t kept;
} co_site;

/** What a child is; where there is none, what the frame waits for of itself (awaitable.h, co__wait_…). */
enum { CO__EMBEDDED, CO__POINTED, CO__FOR_SLEEP, CO__FOR_TURN };

/** What is held: an error that is kept aside, the generator object of a loop, and, by the pointers to them, memory of
 * co__room and of co__room_on_stack. */
enum { CO__KEPT_ERROR, CO__KEPT_GENERATOR, CO__KEPT_ROOM, CO__KEPT_STACK };

enum { CO__ASYNC, CO__GENERATOR, CO__ASYNC_GENERATOR, CO__AWAITABLE };

/** How co_send converts an arithmetic value to S. */
enum { CO__OTHER, CO__SIGNED, CO__UNSIGNED, CO__FLOATING, CO__BOOL, CO__COMPLEX };

struct co_type {
	const char *name;         /* as in the source */
	const char *file;
	co__first_fn *first;      /* NULL for awaitables, which are only ever embedded or started by their constructor */
	co__resume_fn *resume;
	/* Awaitables, but see has_cleanup. Takes the wait back: true when it is undone (the awaiter may be resumed with
	 * CO_ECANCELED), false when the operation goes on and will complete by itself. Generators: frees what an object
	 * that never begins was given to take over; NULL: nothing. */
	bool (*cancel)(co_coro *self);
	const co_site *sites;
	uint32_t site_count;
	uint32_t frame_size;      /* bytes */
	uint32_t frame_align;
	uint32_t result_offset;   /* in the frame; 0: no result */
	uint32_t result_size;
	uint32_t yielded_size;    /* generators; 0: void */
	uint32_t sent_size;
	uint8_t sent_class;
	uint8_t kind;
	uint8_t has_cleanup;      /* something must run when it is closed while suspended; where there is `cancel`: that of an object that
	                           * has not begun frees what it was given */
	uint8_t abi;
	/* Async functions with parameters that are handles: where these lie before it begins, each its offset in the
	 * frame, CO__WAIT_RESULT beside that of a co_wait_result *, and a 0. NULL: there are none. A task keeps what it
	 * is given. */
	const uint32_t *handles;
};

#define CO__WAIT_RESULT 0x80000000u

struct co_coro {
	const co_type *type;
	co_coro *awaiter;  /* who goes on when this ends; of a generator object NULL; of the root of a task, the loop's own */
	uint32_t state;    /* 0: not started; else the suspension point it stands at; CO__ENDED */
	uint8_t status;    /* of a root: CO_CREATED … CO_CLOSED */
	uint8_t flags;
	uint8_t pool;      /* of an object: the size of its block where that goes back to a free list, in units of CO__POOL_UNIT; 0: none */
	uint8_t place;     /* …and the free list's own */
};

enum { CO__ENDED = 0x7fffffff };

enum {
	CO__OBJECT = 1, /* has a prefix and memory of its own: made by a constructor */
	CO__LENT = 2,   /* …the memory is somebody else's: not to be freed */
};

/** Bytes before the frame of a generator's object (object.h). What holds both is aligned as the frame is, the frame
 * at its own alignment behind these. */
#define CO__GENERATOR_ROOM (4 * sizeof(void *))

#if defined __GNUC__
#define CO__UNLIKELY(x) __builtin_expect(!!(x), 0)
#define CO__PREFETCH(address) __builtin_prefetch(address)
#define CO__UNUSED __attribute__((__unused__))
#define CO__MAY_ALIAS __attribute__((__may_alias__))
#define CO__COLD __attribute__((__cold__, __noinline__))
#define CO__ALWAYS_INLINE __attribute__((__always_inline__))
#define CO__NORETURN __attribute__((__noreturn__))
#define CO__NOT_NULL __attribute__((__returns_nonnull__))
#else
#define CO__UNLIKELY(x) (x)
#define CO__PREFETCH(address) (void)0
#define CO__UNUSED
#define CO__MAY_ALIAS
#define CO__COLD
#define CO__ALWAYS_INLINE
#define CO__NORETURN
#define CO__NOT_NULL
#endif

/** A word that another thread may set meanwhile: a hook, or flags that say whether there is one. Compilers call a
 * library for atomic operations that the machine has not: one such as a Cortex-M0 has a single core, and a load
 * there is one piece in any case. */
#if defined __GNUC__ && __GCC_ATOMIC_POINTER_LOCK_FREE == 2 && __GCC_ATOMIC_INT_LOCK_FREE == 2
#define CO__HAS_ATOMICS 1
#define CO__LOAD(place) __atomic_load_n(place, __ATOMIC_RELAXED)
#else
#define CO__HAS_ATOMICS 0
#define CO__LOAD(place) (*(place))
#endif

/* Where a macro call was replaced by its expansion. Between a name and a parenthesis: the name is not expanded
 * (again). And: one __COUNTER__ is used up, as the macro did. */
#define CO__NOTHING
#define CO__BURN(counter) CO__BURNT(counter)
#define CO__BURNT(counter)

/* gcc merges adjacent stores into one vector store, and the next resumption, which reads the halves, waits for it:
 * two to four times the cost. On the opaque entry alone, as the attribute forbids inlining. */
#if defined __GNUC__ && !defined __clang__
#define CO__ENTRY __attribute__((__noinline__, __optimize__("no-tree-slp-vectorize")))
#else
#define CO__ENTRY __attribute__((__noinline__))
#endif

/* A place of the frame that is written by a store of its own. clang puts two neighbours, and with them the loop that
 * counts both, into one vector register, where the loop is slower by a sixth (bench/b10_loop). */
#ifdef __clang__
#define CO__APART(place) (*(volatile __typeof__(place) *)&(place))
#else
#define CO__APART(place) (place)
#endif

/* What has the type of a bit-field that is wider than int: to gcc one of so many bits, to clang the declared one. */
#ifdef __clang__
#define CO__FIELD(T, kind, width) struct { T co__value; }
#else
#define CO__FIELD(T, kind, width) struct { __extension__ kind co__value : width; }
#endif

/* What there is one caller of. */
#if defined __GNUC__ && defined __OPTIMIZE__
#define CO__INLINED __attribute__((__always_inline__))
#else
#define CO__INLINED
#endif

/* A generator goes on rather than ends: gcc lays loops out by such labels. clang has none, and needs none. */
#if defined __GNUC__ && !defined __clang__
#define CO__LIKELY_PATH(label) \
	label:                     \
	__attribute__((__hot__, __unused__))
#else
#define CO__LIKELY_PATH(label) (void)0
#endif

/* gcc 12 loses the scope of a variable whose block is entered by a jump, as a resumption does, where a body is
 * inlined twice. */
#if defined __GNUC__ && !defined __clang__ && __GNUC__ >= 12
#define CO__JUMPED_INTO_BEGIN _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wdangling-pointer\"")
#define CO__JUMPED_INTO_END _Pragma("GCC diagnostic pop")
#else
#define CO__JUMPED_INTO_BEGIN
#define CO__JUMPED_INTO_END
#endif

/** The bytes of a value of at most eight bytes, and back. Compilers make nothing of it. */
CO__JUMPED_INTO_BEGIN
static inline uint64_t co__pack(const void *value, size_t size) {
	uint64_t bits = 0;
	__builtin_memcpy(&bits, value, size);
	return bits;
}
CO__JUMPED_INTO_END

/* How a body leaves. T must be a type name that may be followed by [1]; `typeof` makes it one. C++ reads the inline
 * functions of these headers, and has no compound literals. */
#ifdef __cplusplus
#define CO__STEP(status, value) (co__answer{ status, value })
#else
#define CO__STEP(status, value) ((co__answer){ status, value })
#endif
#define CO__RETURN_VOID() CO__STEP(CO__RETURNED, 0)
#define CO__RETURN(T, v) ((co__answer){ CO__RETURNED, co__pack((__typeof__(T)[1]){ v }, sizeof(T)) })
#define CO__YIELD_VOID() ((co__answer){ CO__YIELDED, 0 })
#define CO__YIELD(T, v) ((co__answer){ CO__YIELDED, co__pack((__typeof__(T)[1]){ v }, sizeof(T)) })
#define CO__YIELD_AT(p) ((co__answer){ CO__YIELDED, (co__word)(co__address)(p) })
#define CO__RAISE(e) CO__STEP(CO__RAISED, (co__word)(co__address)(e))

/* What stands at every await is macros: a function that takes a step makes a copy of it wherever it is inlined, and gcc
 * needs longer for each of them the more there are. With 2,000 awaits in one function, that was most of its time. */

/** Copies the value of a step, packed or behind its address, to `to`. */
#define co__unpack(step, to, size)                                                              \
	((void)__builtin_memcpy(to,                                                                 \
	                        (size) <= sizeof(step).co__value                                    \
	                            ? (const void *)&(step).co__value                               \
	                            : (const void *)(co__address)(step).co__value,                  \
	                        size))

#define co__has_returned(step) ((step).co__status == CO__RETURNED)
#define co__has_raised(step) ((step).co__status == CO__RAISED)
#define co__has_ended(step) ((step).co__status <= CO__RAISED)

static inline uint64_t co__step_value(co_step step) { return step.co__value; }
static inline co_error *co__step_error(co_step step) { return (co_error *)(uintptr_t)step.co__value; }

/** What a yield receives: zero after a plain next. */
static inline void co__receive(void *to, const void *in, size_t size) {
	if (in)
		__builtin_memcpy(to, in, size);
	else
		__builtin_memset(to, 0, size);
}

/** A child that did not end at once, with the step at `step`: links it to its parent. A yield from it is from a delegate. */
static inline co_step co__pass_at(co_coro *child, co_coro *parent, co_step *step) {
	child->awaiter = parent;
	if (step->co__status == CO__YIELDED) step->co__status |= CO__NESTED;
	return *step;
}
#define co__pass(child, parent, step) co__pass_at(child, parent, &(step))

/** The suspension point that a frame stands at. */
static inline void co__stand(co_coro *self, uint32_t state) { self->state = state; }
static inline uint32_t co__standing(const co_coro *self) { return self->state; }

/** The same of one that has begun: what comes before its first suspension is not for it. */
static inline uint32_t co__resumed(const co_coro *self) {
#if defined __GNUC__
	if (self->state == 0) __builtin_unreachable();
#endif
	return self->state;
}

/** The same pointer, whose origin compilers do not see. */
static inline void *co__launder(void *pointer) {
#if defined __GNUC__
	__asm__("" : "+r"(pointer));
#endif
	return pointer;
}

/** First suspension of a frame in its owner's memory: what resume needs beside `state`, which the body has stored. */
static inline void co__began(co_coro *self, const co_type *type) {
	self->type = type;
	self->awaiter = NULL;
	self->status = 0;
	self->flags = 0;
}

/** The step of an embedded child that ended while its parent was suspended; `error` as resume was given it. */
static inline co_step co__ended(co_error *error, const void *result, size_t size) {
	if (CO__UNLIKELY(error != NULL)) return CO__RAISE(error);
	return CO__STEP(CO__RETURNED, size && size <= 8 ? co__pack(result, size) : 0);
}

/** An object's constructor: memory for the frame of `type` and the prefix its kind needs; not started. NULL: no memory.
 * Thread-safe. Freed by whoever runs it to its end, or by co__object_free. */
co_coro *co__new(const co_type *type);

/** The same for an async function, whose frame is a `frame`; in view of the compiler where there is a loop (pool.h). */
#define CO__NEW_CALL(type, frame) co__new(type)
/** …and for a generator. */
#define CO__NEW_GENERATOR(type, frame) co__new(type)

/** The same in memory that the caller gives, of a generator. NULL: it is too small. */
co_coro *co__place(const co_type *type, void *memory, size_t size);

/** A started or never started object that nobody will run again. */
void co__object_free(co_coro *object);

/** Makes `child` (NULL: there was no memory) what `self` waits for: the step that makes the trampoline start it, or
 * CO__RAISED. */
co_step co__call(co_coro *self, co_coro *child);

/** The called object has ended: its result goes to `result` (of `size` bytes) unless `error`, the object is freed. */
co_step co__join(co_coro *child, co_error *error, void *result, size_t size);

/** The same of an object that the constructor of a function made whose frame is a `frame`; and of a generator's. */
#define CO__JOIN_CALL(frame, child, error, result, size) co__join(child, error, result, size)
#define CO__JOIN_GENERATOR(frame, child, error, result, size) co__join(child, error, result, size)

/** Adds "file:line of the site" to the error's traceback as it passes `site` of a coroutine. Never fails. */
CO__COLD co_step co__passed(co_step step, const co_type *type, uint32_t site);

/** The same where another error is handled or under way: what closes a generator, one error for all, becomes one of
 * its own, so that it is not taken for that other one, raised again. */
CO__COLD co_step co__passed_amid(co_step step, const co_type *type, uint32_t site);

/** co_raise: a new error as a step; copies the formatted message. With no memory the step carries CO_ENOMEM. */
CO__COLD co_step co__raise(const co_type *type, uint32_t site, int code, const char *format, ...)
#if defined __GNUC__
	__attribute__((__format__(__printf__, 4, 5)))
#endif
	;

/** co_raise_error: another reference to `error` as a step, which passes the site. NULL: CO_ESTATE. */
CO__COLD co_step co__raise_error(const co_type *type, uint32_t site, const co_error *error);

/* Errors in flight: what blocks do with the one that leaves their body. */

/** Whether co_catch takes the error of a step: any but a cancellation and the closing of a generator. */
bool co__catches(co_step step);

/** A step whose error was raised while `pending` (given; NULL: none) was handled or under way: takes its place, with
 * it as its cause. Where both are the same error it was raised again. */
CO__COLD co_step co__replaced(co_step step, co_error *pending);

/** An error that is caught while `handled` (lent; NULL: none) is: that is its cause. */
co_step co__during(co_step step, co_error *handled);

/** The error that comes out of a block's exit, which was given `why`: passes the site unless it is the same. */
CO__COLD co_step co__left(co_step step, const co_error *why, const co_type *type, uint32_t site);

/** A generator object whose next answered false: CO__RETURNED at its end, CO__RAISED with the error that ended it. */
co_step co__gen_ended(co_coro *generator);

/** Drops an error that a scope consumed. */
void co__drop_error(co_error *error);

/** Closes an embedded generator frame that is suspended, as its owner leaves it: raises CO_EGENEXIT at its yield and
 * runs it to its end. NULL, or the error that came out of it. */
co_error *co__co_close_frame(co_coro *self);

/** Runs an embedded generator frame that stands at a yield on to its next step, through whatever it delegates to.
 * `first` is what the call before gave. Only needed where the generator may delegate; else its body is called
 * directly. */
co_step co__co_next_frame(co_coro *self, co_coro **leaf, co_step before);

/** Memory for an array of variable length; NULL where there is none. Given back by co__room_left, a cleanup function:
 * `room` is where the pointer lies. */
void *co__room(size_t size, size_t align);
void co__room_left(void *room);

/** alloca's memory: a block more on the list whose head, a pointer, lies at `stack`; co__leave_stack gives all of it
 * back. */
void *co__room_on_stack(void *stack, size_t size);
void co__leave_stack(void *stack);

#if defined __GNUC__
/** va_end as a cleanup function. */
static inline void co__end_list(__builtin_va_list *list) { __builtin_va_end(*list); }
#endif

#ifdef __cplusplus
}
#endif
#endif
