/* Allocation that ends the tool instead of failing, and arenas: see memory.h. */
#include "base/memory.h"
#include "base/fatal.h"
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	arena->blocks = NULL;
}
