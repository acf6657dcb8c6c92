/* Coroutine objects and where memory comes from.
 *
 * In: co_types and their kinds. Out: blocks of prefix and frame (object.h shows the layout), and the steps by which
 * a frame runs an object as its callee. What must hold: nothing here is shared between threads but the allocator.
 * Small blocks of the default allocator come from free lists; each object knows whether its did, as its type may be
 * another one when it goes. */
#include "cogen/object.h"

#undef co__call /* in view of the compiler (pool.h), this is its general case */

static struct {
	void *(*allocate)(void *arg, size_t size, size_t align);
	void (*release)(void *arg, void *memory);
	void *arg;
} allocator;

unsigned co__objects_watched;

void co__watch_objects(unsigned by, bool on) {
#if CO__HAS_ATOMICS
	if (on)
		__atomic_fetch_or(&co__objects_watched, by, __ATOMIC_RELAXED);
	else
		__atomic_fetch_and(&co__objects_watched, ~by, __ATOMIC_RELAXED);
#else
	co__objects_watched = on ? co__objects_watched | by : co__objects_watched & ~by;
#endif
}

void co_set_allocator(void *(*allocate)(void *arg, size_t size, size_t align), void (*release)(void *arg, void *memory),
                      void *arg) {
	allocator.allocate = allocate;
	allocator.release = release;
	allocator.arg = arg;
	co__watch_objects(CO__BY_ALLOCATOR, allocate != NULL);
}

void *co__alloc_aligned(size_t size, size_t align) {
	return allocator.allocate ? allocator.allocate(allocator.arg, size, align) : co__host_allocate(size, align);
}

void *co__alloc(size_t size) { return co__alloc_aligned(size, _Alignof(max_align_t)); }

void co__free(void *memory) {
	if (!memory) return;
	if (allocator.allocate) {
		if (allocator.release) allocator.release(allocator.arg, memory);
	} else {
		co__host_free(memory);
	}
}

_Static_assert(offsetof(struct co__async_generator, base) + sizeof(struct co__generator) ==
                   sizeof(struct co__async_generator),
               "the prefix ends where the frame begins");

void (*co__object_made)(co_coro *object);
void (*co__object_given)(co_coro *object);

_Static_assert(sizeof(struct co__generator) == CO__GENERATOR_ROOM, "known to generated code");

static co_coro *make(const co_type *type, void *block, uint8_t flags) {
	co_coro *object = (co_coro *)(void *)((unsigned char *)block + co__prefix_size(type));
	object->type = type;
	object->awaiter = NULL;
	object->state = 0;
	object->status = CO_CREATED;
	object->flags = flags;
	if (type->kind == CO__GENERATOR)
		*co__generator_of(object) = (struct co__generator){ .leaf = object };
	else if (type->kind == CO__ASYNC_GENERATOR)
		*co__async_of(object) = (struct co__async_generator){ .base.leaf = object };
	object->pool = object->place = 0;
	co__tell(&co__object_made, object);
	return object;
}

co_coro *co__place(const co_type *type, void *memory, size_t size) {
	size_t align =
		type->frame_align > _Alignof(struct co__generator) ? type->frame_align : _Alignof(struct co__generator);
	size_t skipped = (size_t)(0 - (uintptr_t)memory) & (align - 1);
	if (!memory || type->kind != CO__GENERATOR || skipped > size || size - skipped < co__prefix_size(type) + type->frame_size)
		return NULL;
	return make(type, (unsigned char *)memory + skipped, CO__OBJECT | CO__LENT);
}

/* Calls that there was no memory for, and whose NULL nobody has been given yet. Of all threads: it decides about the
 * words of an error alone. */
static int calls_lost;

#if CO__HAS_ATOMICS
#define ADD(n) __atomic_fetch_add(&calls_lost, (n), __ATOMIC_RELAXED)
#else
#define ADD(n) (calls_lost += (n))
#endif

CO__COLD static co_coro *lost(void) {
	ADD(1);
	return NULL;
}

bool co__is_call_lost(void) { return ADD(0) > 0; }

bool co__take_lost_call(void) {
	if (!co__is_call_lost()) return false;
	ADD(-1);
	return true;
}

co_coro *co__new(const co_type *type) {
	size_t prefix = co__prefix_size(type);
	size_t align = type->frame_align > _Alignof(max_align_t) ? type->frame_align : _Alignof(max_align_t);
	size_t sent = type->kind == CO__ASYNC_GENERATOR ? type->sent_size : 0;
	size_t size = prefix + type->frame_size + sent;
	size_t units = allocator.allocate ? SIZE_MAX : co__pool_units(size, type->frame_align);
	if (units <= CO__POOL_CLASSES) {
		struct co__pooled *block = co__host_take((unsigned)units);
		if (!block) return lost();
		uint8_t place = block->place;
		co_coro *object = make(type, block, CO__OBJECT);
		object->pool = (uint8_t)units;
		object->place = place;
		return object;
	}
	unsigned char *block = co__alloc_aligned(size, align);
	return block ? make(type, block, CO__OBJECT) : lost();
}

void co__object_free(co_coro *object) {
	const co_type *type = object->type;
	co__tell(&co__object_given, object);
	if (object->state == 0 && type->kind == CO__AWAITABLE && type->has_cleanup && type->cancel) type->cancel(object);
	if (object->flags & CO__LENT) return;
	unsigned units = object->pool;
	if (units) {
		struct co__pooled *block = co__block_of(object);
		block->place = object->place;
		co__host_give(block, units);
	} else {
		co__free(co__block_of(object));
	}
}

co_step co__call(co_coro *self, co_coro *child) {
	if (!child) {
		co__take_lost_call();
		return CO__RAISE(&co__error_no_memory);
	}
	child->awaiter = self;
	co__tell(&co__object_given, child);
	return (co_step){ CO__CALL, (uint64_t)(uintptr_t)child };
}

co_step co__join(co_coro *child, co_error *error, void *result, size_t size) {
	co_step step = CO__RETURN_VOID();
	if (error) {
		step = CO__RAISE(error);
	} else if (size) {
		const void *value = (const unsigned char *)child + child->type->result_offset;
		if (size <= sizeof step.co__value) step.co__value = co__pack(value, size);
		if (result) __builtin_memcpy(result, value, size);
	}
	co__object_free(child);
	return step;
}
