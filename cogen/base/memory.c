/* Allocation that ends the tool instead of failing, and arenas: see memory.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sbrk, madvise */
#endif
#include "base/memory.h"
#include "base/fatal.h"
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(memory, size) ASAN_POISON_MEMORY_REGION(memory, size)
#define UNPOISON(memory, size) ASAN_UNPOISON_MEMORY_REGION(memory, size)
enum { ARENA_GAP = 16 };
#else
#define POISON(memory, size) ((void)(memory), (void)(size))
#define UNPOISON(memory, size) ((void)(memory), (void)(size))
enum { ARENA_GAP = 0 };
#endif

/* ---- the heap --------------------------------------------------------------------------------------------------- */

#if defined(__GLIBC__) && defined(MADV_HUGEPAGE) && !defined(ARENA_ASAN)
enum { HEAP_STEP = 16 << 20, MMAP_FROM = 32 << 20, HUGE_PAGE = 2 << 20 };

/* The passes run on a thread of their own, and with libclang take much memory for a short time. */
void memory_settle(void) {
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_TOP_PAD, HEAP_STEP);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	mallopt(M_MMAP_THRESHOLD, MMAP_FROM);
}

static bool is_limited(void) {
	struct rlimit all, data;
	return getrlimit(RLIMIT_AS, &all) != 0 || getrlimit(RLIMIT_DATA, &data) != 0 || all.rlim_cur != RLIM_INFINITY ||
	       data.rlim_cur != RLIM_INFINITY;
}

/* A fault for each page of 4 KiB is a fifth of all that the tool costs. A block that no heap has room for makes it grow
 * by the padding; given back, it is the heap's, and what is not used of it takes no memory. The system may say no to
 * any of this. */
void memory_expect(size_t source_length) {
	enum { AT_LEAST = 32 << 20, AT_MOST = 1 << 30, TIMES = 400 };
	if (is_limited()) return;
	size_t room = source_length < (AT_MOST - AT_LEAST) / TIMES ? AT_LEAST + source_length * TIMES : AT_MOST;
	mallopt(M_TOP_PAD, (int)room);
	void *block = malloc(MMAP_FROM - HUGE_PAGE);
	mallopt(M_TOP_PAD, HEAP_STEP);
	uintptr_t start = ((uintptr_t)block + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE, end = (uintptr_t)sbrk(0);
	if (block && start < end) madvise((void *)start, end - start, MADV_HUGEPAGE);
	free(block);
}
#else
void memory_settle(void) {}
void memory_expect(size_t source_length) { (void)source_length; }
#endif

/* ---- allocation that cannot fail --------------------------------------------------------------------------------- */

void *xmalloc(size_t size) {
	void *memory = malloc(size ? size : 1);
	if (!memory) fatal_memory(size);
	return memory;
}

void *xcalloc(size_t count, size_t size) {
	void *memory = calloc(count ? count : 1, size ? size : 1);
	if (!memory) fatal_memory(size && count > SIZE_MAX / size ? SIZE_MAX : count * size);
	return memory;
}

void *xrealloc(void *memory, size_t size) {
	void *grown = realloc(memory, size ? size : 1);
	if (!grown) fatal_memory(size);
	return grown;
}

char *xstrdup(const char *string) { return xstrndup(string, strlen(string)); }

char *xstrndup(const char *string, size_t length) {
	length = strnlen(string, length);
	char *copy = xmalloc(length + 1);
	memcpy(copy, string, length);
	copy[length] = '\0';
	return copy;
}

/* The length of what vsnprintf will write; a format that fails is a bug of the caller. */
static size_t printed_length(const char *format, va_list arguments) {
	va_list copy;
	va_copy(copy, arguments);
	int length = vsnprintf(NULL, 0, format, copy);
	va_end(copy);
	ENSURE(length >= 0);
	return (size_t)length;
}

char *xasprintf(const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	size_t length = printed_length(format, arguments);
	char *string = xmalloc(length + 1);
	vsnprintf(string, length + 1, format, arguments);
	va_end(arguments);
	return string;
}

struct arena_block {
	struct arena_block *next;
	size_t used, size; /* of bytes */
	alignas(max_align_t) unsigned char bytes[];
};

enum { ARENA_BLOCK = 64 * 1024, ARENA_ALIGN = alignof(max_align_t) };

void *arena_alloc(struct arena *arena, size_t size) {
	if (size > SIZE_MAX / 2) fatal_memory(size);
	size_t taken = (size + ARENA_GAP + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	if (taken == 0) taken = ARENA_ALIGN; /* pieces of no bytes have addresses of their own, too */
	struct arena_block *block = arena->blocks;
	if (!block || block->size - block->used < taken) {
		size_t room = taken > ARENA_BLOCK / 4 ? taken : ARENA_BLOCK;
		struct arena_block *fresh = xcalloc(1, sizeof(*fresh) + room);
		fresh->size = room;
		POISON(fresh->bytes, room);
		if (block && room == taken) {
			/* A large piece gets a block to itself, behind the one in use, which keeps its room for small ones. */
			fresh->next = block->next;
			block->next = fresh;
		} else {
			fresh->next = block;
			arena->blocks = fresh;
		}
		block = fresh;
	}
	unsigned char *memory = block->bytes + block->used;
	block->used += taken;
	UNPOISON(memory, size);
	return memory;
}

char *arena_strndup(struct arena *arena, const char *string, size_t length) {
	char *copy = arena_alloc(arena, length + 1);
	if (length) memcpy(copy, string, length);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *string) { return arena_strndup(arena, string, strlen(string)); }

char *arena_printf(struct arena *arena, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	size_t length = printed_length(format, arguments);
	char *string = arena_alloc(arena, length + 1);
	vsnprintf(string, length + 1, format, arguments);
	va_end(arguments);
	return string;
}

void arena_release(struct arena *arena) {
	struct arena_block *block = arena->blocks;
	while (block) {
		struct arena_block *next = block->next;
		UNPOISON(block->bytes, block->size);
		free(block);
		block = next;
	}
	free(arena->scratch);
	*arena = (struct arena){ 0 };
}
