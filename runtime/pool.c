/* Free lists for the blocks of coroutine objects, by size: spawning a task, awaiting by pointer and recursion cost
 * no call of malloc once as many have ended as have begun, and a block has no header of malloc's before it.
 *
 * In: sizes in units. Out: blocks, cut from chunks of up to PER_CHUNK blocks of one size, which any thread may give
 * back. A thread keeps what it is given in lists of its own (pool.h), which so cannot be raced for, KEPT_BYTES at
 * most; then all of them go back to their chunks, under a lock. A chunk whose blocks are all there is freed.
 *
 * What must hold: a free block knows its place in its chunk, and with its size that finds the chunk. Where memory is
 * checked by a sanitizer nothing stays in a list, as that would hide what it looks for. */
#include "cogen/object.h"
#include <stdlib.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define POOLED 0
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define POOLED 0
#endif
#endif
#if defined POOLED
#define CHECKED 1
#else
#define CHECKED 0
#endif
#if !defined POOLED && (defined __unix__ || defined __APPLE__)
#define POOLED 1
#endif

#if POOLED
#include <pthread.h>

/* Whether the program is checked though this library was not built so: each block is then malloc's, a chunk of its
 * own, and no thread has room to keep one, so what is given back is freed at once. Asked where lists are empty or
 * full, and so on no quick way. */
#if defined __ELF__ && defined __GNUC__
__attribute__((weak)) void __asan_init(void), __hwasan_init(void), __lsan_init(void);
__attribute__((weak)) void __msan_init(void), __tsan_init(void);
static bool is_checked(void) { return __asan_init || __hwasan_init || __lsan_init || __msan_init || __tsan_init; }
#else
static bool is_checked(void) { return false; }
#endif
bool co__is_memory_checked(void) { return is_checked(); }

enum { KEPT_BYTES = 1 << 20, PER_CHUNK = 255, CHUNK_BYTES = 32 << 10 };

/* Of blocks of one size. */
struct chunk {
	struct chunk *next, *previous; /* those of this size that have free blocks */
	struct co__pooled *free;
	uint32_t count, free_count;
	_Alignas(max_align_t) unsigned char blocks[];
};

_Thread_local struct co__pool co__pool;
static _Thread_local bool known; /* to the key whose destructor empties it */
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_key;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct chunk *chunks[CO__POOL_CLASSES + 1]; /* that have free blocks; under the lock */

static struct chunk *chunk_of(struct co__pooled *block, unsigned units) {
	unsigned char *first = (unsigned char *)block - (size_t)block->place * units * CO__POOL_UNIT;
	return (struct chunk *)(void *)(first - offsetof(struct chunk, blocks));
}

static void link_in(struct chunk *chunk, unsigned units) {
	chunk->previous = NULL;
	chunk->next = chunks[units];
	if (chunk->next) chunk->next->previous = chunk;
	chunks[units] = chunk;
}

static void take_out(struct chunk *chunk, unsigned units) {
	if (chunk->previous)
		chunk->previous->next = chunk->next;
	else
		chunks[units] = chunk->next;
	if (chunk->next) chunk->next->previous = chunk->previous;
}

static void give_to_chunk(struct co__pooled *block, unsigned units) {
	struct chunk *chunk = chunk_of(block, units);
	if (chunk->count == 1) { /* is_checked: each time, so that a second one is seen */
		free(chunk);
		return;
	}
	if (chunk->free_count == 0) link_in(chunk, units);
	block->next = chunk->free;
	chunk->free = block;
	if (++chunk->free_count == chunk->count) {
		take_out(chunk, units);
		free(chunk);
	}
}

static void empty(void *of_thread) {
	struct co__pool *mine = of_thread;
	pthread_mutex_lock(&lock);
	for (unsigned units = 1; units <= CO__POOL_CLASSES; units++)
		for (struct co__pooled *block; (block = mine->lists[units]);) {
			mine->lists[units] = block->next;
			give_to_chunk(block, units);
		}
	pthread_mutex_unlock(&lock);
	mine->room = 0;
	known = false; /* what is given back from here on, by other destructors, too, makes it known again */
}

static void make_key(void) { has_key = pthread_key_create(&key, empty) == 0; }

/* False: nothing may be kept, as nobody would empty it. */
static bool is_known(void) {
	if (known) return true;
	if (is_checked()) return false;
	pthread_once(&once, make_key);
	known = has_key && pthread_setspecific(key, &co__pool) == 0;
	if (known) co__pool.room += KEPT_BYTES;
	return known;
}

/* A chunk's free blocks, now nobody's. NULL: there is no memory. */
static struct co__pooled *blocks_of_chunk(unsigned units, size_t *bytes) {
	size_t size = (size_t)units * CO__POOL_UNIT;
	pthread_mutex_lock(&lock);
	struct chunk *chunk = chunks[units];
	struct co__pooled *blocks = NULL;
	if (chunk) {
		take_out(chunk, units);
		blocks = chunk->free;
		*bytes = chunk->free_count * size;
		chunk->free = NULL;
		chunk->free_count = 0;
	}
	pthread_mutex_unlock(&lock);
	if (blocks) return blocks;
	uint32_t count = is_checked() ? 1 : (uint32_t)(CHUNK_BYTES / size < PER_CHUNK ? CHUNK_BYTES / size : PER_CHUNK);
	chunk = malloc(sizeof *chunk + count * size);
	if (!chunk) return NULL;
	*chunk = (struct chunk){ .count = count };
	*bytes = count * size;
	for (uint32_t i = count; i-- > 0;) {
		struct co__pooled *block = (struct co__pooled *)(void *)(chunk->blocks + i * size);
		block->next = blocks;
		block->place = (uint8_t)i;
		blocks = block;
	}
	return blocks;
}

static CO__COLD struct co__pooled *refill(unsigned units) {
	size_t bytes;
	if (!is_known() && !is_checked()) return NULL;
	struct co__pooled *blocks = blocks_of_chunk(units, &bytes);
	if (blocks) co__pool.room -= (ptrdiff_t)bytes;
	return blocks;
}

struct co__pooled *co__host_take(unsigned units) {
	struct co__pooled *block = co__pool.lists[units];
	if (CO__UNLIKELY(!block) && !(block = refill(units))) return NULL;
	co__pool.lists[units] = block->next;
	co__pool.room += (ptrdiff_t)units * CO__POOL_UNIT;
	return block;
}

void co__host_give(struct co__pooled *block, unsigned units) {
	block->next = co__pool.lists[units];
	co__pool.lists[units] = block;
	co__pool.room -= (ptrdiff_t)units * CO__POOL_UNIT;
	if (CO__UNLIKELY(co__pool.room < 0) && (known || !is_known())) empty(&co__pool);
}

#else

bool co__is_memory_checked(void) { return CHECKED; }

_Thread_local struct co__pool co__pool; /* nothing is ever in it */

struct co__pooled *co__host_take(unsigned units) { return malloc((size_t)units * CO__POOL_UNIT); }

void co__host_give(struct co__pooled *block, unsigned units) {
	(void)units;
	free(block);
}

#endif
