/* Objects from free lists, in view of the compiler: what constructors of async functions begin with.
 *
 * In: a type and the size of its frame, constants where a constructor stands. Out: what co__new answers. What must
 * hold: this is the same object that co__new makes, and anybody frees it; the lists are those of this thread
 * (pool.c), and empty where there are none; whoever has to be told of objects, or gives the memory for them, is not
 * passed by (co__objects_watched). */
#ifndef COGEN_POOL_H
#define COGEN_POOL_H

#include "next.h"
#include "types.h"

#ifndef __cplusplus

/** A free block. */
struct co__pooled {
	struct co__pooled *next;
	uint8_t place;
};
enum { CO__POOL_UNIT = 8, CO__POOL_CLASSES = 128, CO__POOL_ALIGNED = _Alignof(max_align_t) > 8 ? _Alignof(max_align_t) / 8 : 1 };

/** A thread's free blocks, by their sizes in units. */
struct co__pool {
	struct co__pooled *lists[CO__POOL_CLASSES + 1];
	ptrdiff_t room; /* bytes that may be added; 0 where nobody would empty them */
};

/* Where there is an operating system: others may have no threads, and no word for what is a thread's own. */
#if defined __unix__ || defined __APPLE__ || defined _WIN32
#define CO__HAS_POOL 1
extern _Thread_local struct co__pool co__pool;
#else
#define CO__HAS_POOL 0
#endif

/** Bytes before the frame of an async function's object; a multiple of the alignment of pointers. The loop asserts that
 * it is what its task header takes, so that one is found from the other. */
#define CO__TASK_ROOM (sizeof(void *) == 8 ? 40u : 32u)

/** Not 0: objects are made and freed by co__new and co__object_free alone, as memory comes from co_set_allocator, or
 * a debugging runtime is told of each. */
extern unsigned co__objects_watched;
enum { CO__BY_ALLOCATOR = 1, CO__BY_HOOKS = 2 };
void co__watch_objects(unsigned by, bool on);
static inline bool co__are_watched(void) { return CO__LOAD(&co__objects_watched) != 0; }

/** To a power of two. */
static inline size_t co__align_up(size_t size, size_t align) { return (size + align - 1) & ~(align - 1); }

/** How many units hold the block of an object; more than there are: its memory is not pooled. */
static inline size_t co__pool_units(size_t size, size_t align) {
	if (align > _Alignof(max_align_t)) return SIZE_MAX;
	size_t units = (size + CO__POOL_UNIT - 1) / CO__POOL_UNIT;
	return align > CO__POOL_UNIT ? co__align_up(units, CO__POOL_ALIGNED) : units;
}

#if CO__HAS_POOL

_Static_assert(offsetof(co_coro, status) == offsetof(co_coro, state) + 4 && offsetof(co_coro, flags) == offsetof(co_coro, state) + 5 &&
                   offsetof(co_coro, pool) == offsetof(co_coro, state) + 6 && offsetof(co_coro, place) == offsetof(co_coro, state) + 7,
               "one word");

/** An object in a free block, without the rest of its prefix. NULL: for co__new. */
static inline co_coro *co__new_pooled(const co_type *type, size_t prefix, size_t units) {
	if (units > CO__POOL_CLASSES || CO__UNLIKELY(co__are_watched())) return NULL;
	struct co__pool *pool = &co__pool;
	struct co__pooled *block = pool->lists[units];
	if (CO__UNLIKELY(!block)) return NULL;
	uint8_t place = block->place;
	pool->lists[units] = block->next;
	pool->room += (ptrdiff_t)(units * CO__POOL_UNIT);
	co_coro *object = (co_coro *)(void *)((unsigned char *)(void *)block + prefix);
	object->type = type;
	object->awaiter = NULL;
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	/* In one store of a constant, which compilers see the fields in (co__go_here): they make five of it. */
	const uint64_t rest = (uint64_t)CO_CREATED << 32 | (uint64_t)CO__OBJECT << 40 | (uint64_t)units << 48;
	__builtin_memcpy((unsigned char *)(void *)object + offsetof(co_coro, state), &rest, sizeof rest);
	object->place = place;
#else
	object->state = 0;
	object->status = CO_CREATED;
	object->flags = CO__OBJECT;
	object->pool = (uint8_t)units;
	object->place = place;
#endif
	return object;
}

/** Whether the block of an object, of so many units, may go to the lists of this thread as it is. */
static inline bool co__fits_pool(const co_coro *object, size_t units) {
	return object->pool == units && units && !co__are_watched() && co__pool.room >= (ptrdiff_t)(units * CO__POOL_UNIT);
}
/** co__object_free of such a one. */
static inline void co__give_pooled(co_coro *object, size_t prefix, size_t units) {
	struct co__pool *pool = &co__pool;
	struct co__pooled *block = (struct co__pooled *)(void *)((unsigned char *)object - prefix);
	block->place = object->place;
	block->next = pool->lists[units];
	pool->lists[units] = block;
	pool->room -= (ptrdiff_t)(units * CO__POOL_UNIT);
}

/** `size` and `align` are those of the frame. NULL: no memory. */
static inline co_coro *co__new_call(const co_type *type, size_t size, size_t align) {
	const size_t prefix = co__align_up(CO__TASK_ROOM, align), units = co__pool_units(prefix + size, align);
	co_coro *object = co__new_pooled(type, prefix, units);
	if (CO__UNLIKELY(!object)) {
		object = co__new(type);
		if (!object) return NULL;
		/* Said once more where it is known already: so compilers find the same on both ways, and co_go need not look
		 * at it. */
		object->type = type;
		object->awaiter = NULL;
		object->state = 0;
		object->flags = CO__OBJECT;
	}
	return object;
}

/** The same for a generator. */
static inline co_coro *co__new_generator(const co_type *type, size_t size, size_t align) {
	const size_t prefix = co__align_up(CO__GENERATOR_ROOM, align), units = co__pool_units(prefix + size, align);
	co_coro *object = co__new_pooled(type, prefix, units);
	if (CO__UNLIKELY(!object)) return co__new(type);
	struct co__generator *generator = co__generator_of(object);
	generator->leaf = object;
	generator->error = generator->failure = NULL;
	generator->flags = 0;
	return object;
}

static inline co_step co__call_here(co_coro *self, co_coro *child) {
	if (CO__UNLIKELY(!child || co__are_watched())) return co__call(self, child);
	child->awaiter = self;
	return CO__STEP(CO__CALL, (uint64_t)(uintptr_t)child);
}
/** `room`: that of its kind; `frame_size` and `align` are those of its frame. */
static inline co_step co__join_here(co_coro *child, co_error *error, void *result, size_t size, size_t room, size_t frame_size, size_t align) {
	const size_t prefix = co__align_up(room, align), units = co__pool_units(prefix + frame_size, align);
	if (CO__UNLIKELY(error != NULL || !co__fits_pool(child, units))) return co__join(child, error, result, size);
	co_step step = CO__RETURN_VOID();
	if (size) {
		const void *value = (const unsigned char *)child + child->type->result_offset;
		if (size <= sizeof step.co__value) step.co__value = co__pack(value, size);
		if (result) __builtin_memcpy(result, value, size);
	}
	co__give_pooled(child, prefix, units);
	return step;
}

/* A freestanding core has no lists. */
#if __STDC_HOSTED__ && !defined __OPTIMIZE_SIZE__
#undef CO__NEW_CALL
#define CO__NEW_CALL(type, frame) co__new_call(type, sizeof(frame), _Alignof(frame))
#undef CO__NEW_GENERATOR
#define CO__NEW_GENERATOR(type, frame) co__new_generator(type, sizeof(frame), _Alignof(frame))
#define co__call(self, child) co__call_here(self, child)
#undef CO__JOIN_CALL
#define CO__JOIN_CALL(frame, child, error, result, size) \
	co__join_here(child, error, result, size, CO__TASK_ROOM, sizeof(frame), _Alignof(frame))
#undef CO__JOIN_GENERATOR
#define CO__JOIN_GENERATOR(frame, child, error, result, size) \
	co__join_here(child, error, result, size, CO__GENERATOR_ROOM, sizeof(frame), _Alignof(frame))
#endif

#endif
#endif
#endif
