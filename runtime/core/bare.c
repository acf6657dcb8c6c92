/* What stands below a freestanding core: no allocator, no output; how text is made is in format.c.
 *
 * In: the calls at the end of object.h. What must hold: nothing is needed from outside but memcpy and memset, and no
 * helper for 64-bit division on 32-bit targets. Memory comes from co_set_allocator alone. */
#include "cogen/object.h"

void *co__host_allocate(size_t size, size_t align) {
	(void)size;
	(void)align;
	return NULL;
}

void co__host_free(void *memory) { (void)memory; }

#if CO__HAS_POOL
_Thread_local struct co__pool co__pool; /* nothing is ever in it */
#endif

struct co__pooled *co__host_take(unsigned units) { return co__host_allocate(units * CO__POOL_UNIT, CO__POOL_UNIT); }

void co__host_give(struct co__pooled *block, unsigned units) {
	(void)units;
	co__host_free(block);
}

const char *co_strerror(int code) {
	const char *text = co__own_strerror(code);
	return text ? text : "error";
}

void co__host_report(const co_error *error, const char *what, const char *name) {
	(void)error;
	(void)what;
	(void)name;
}

/* Without a loop none can have begun. */
void co__host_free_async(co_gen *g) {
	co__never_begins(g);
	co__object_free(g);
}

void co__host_discard_async(co_gen *g) { co__host_free_async(g); }

_Noreturn void co__host_fatal(const char *what, const char *name, size_t have, size_t want, const co_error *error) {
	(void)what;
	(void)name;
	(void)have;
	(void)want;
	(void)error;
	__builtin_trap();
}
