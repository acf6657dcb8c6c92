/* Free lists for the blocks of coroutine objects, by size: spawning a task, awaiting by pointer and recursion cost no call of malloc
 * once as many have ended as have begun.
 *
 * In: sizes in units. Out: blocks of malloc, which any thread may give back: to its own lists, which so cannot be raced for. What must
 * hold: a thread keeps KEPT_BYTES at most, and gives them up as it ends. Where memory is checked by a sanitizer there are no lists, as they
 * would hide what it looks for. */
#include "cogen/object.h"
#include <stdlib.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define POOLED 0
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define POOLED 0
#endif
#endif
#if !defined POOLED && (defined __unix__ || defined __APPLE__)
#define POOLED 1
#endif

#if POOLED
#include <pthread.h>

enum { KEPT_BYTES = 1 << 20 };

struct block {
	struct block *next;
};

struct pool {
	struct block *lists[CO__POOL_CLASSES + 1];
	size_t bytes; /* in all lists */
	bool known;   /* to the key whose destructor empties it */
};

static _Thread_local struct pool pool;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_key;

static void empty(void *of_thread) {
	struct pool *mine = of_thread;
	for (unsigned i = 0; i <= CO__POOL_CLASSES; i++)
		for (struct block *block; (block = mine->lists[i]);) {
			mine->lists[i] = block->next;
			free(block);
		}
	mine->bytes = 0;
	mine->known = false; /* what other destructors give back makes it known again */
}

static void make_key(void) { has_key = pthread_key_create(&key, empty) == 0; }

/* False: nothing may be kept, as nobody would empty it. */
static bool is_known(void) {
	if (pool.known) return true;
	pthread_once(&once, make_key);
	return pool.known = has_key && pthread_setspecific(key, &pool) == 0;
}

void *co__host_take(unsigned units) {
	struct block *block = pool.lists[units];
	if (!block) return malloc((size_t)units * CO__POOL_UNIT);
	pool.lists[units] = block->next;
	pool.bytes -= (size_t)units * CO__POOL_UNIT;
	return block;
}

void co__host_give(void *memory, unsigned units) {
	struct block *block = memory;
	size_t bytes = (size_t)units * CO__POOL_UNIT;
	if (pool.bytes + bytes > KEPT_BYTES || !is_known()) {
		free(memory);
		return;
	}
	block->next = pool.lists[units];
	pool.lists[units] = block;
	pool.bytes += bytes;
}

#else

void *co__host_take(unsigned units) { return malloc((size_t)units * CO__POOL_UNIT); }

void co__host_give(void *memory, unsigned units) {
	(void)units;
	free(memory);
}

#endif
