/* Memory of the tool: allocation that cannot fail, and arenas.
 *
 * The tool is a short-lived process over one file: without memory it can only stop, so that is decided here, once
 * (fatal.h), and no caller checks for NULL. What lives as long as a whole unit (tree nodes, names) comes from an arena
 * and is freed with it; what has one owner and an end of its own comes from the x functions and goes back by free(). */
#ifndef CG_MEMORY_H
#define CG_MEMORY_H

#include <stddef.h>

/** Called first: memory from one heap, which grows in large steps and is not given back to the system before the
 * end. */
void memory_settle(void);
/** Called before a file of so many bytes is read: gets the room that it is likely to take, where the system has them in
 * large pages. */
void memory_expect(size_t source_length);

/** As malloc, calloc, realloc, strdup and strndup, but never NULL, also for size 0. Freed by free(). */
void *xmalloc(size_t size) __attribute__((malloc, alloc_size(1), returns_nonnull, warn_unused_result));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, alloc_size(1, 2), returns_nonnull, warn_unused_result));
void *xrealloc(void *memory, size_t size) __attribute__((alloc_size(2), returns_nonnull, warn_unused_result));
char *xstrdup(const char *string) __attribute__((malloc, returns_nonnull, warn_unused_result));
char *xstrndup(const char *string, size_t length) __attribute__((malloc, returns_nonnull, warn_unused_result));
/** As asprintf. */
char *xasprintf(const char *format, ...)
	__attribute__((malloc, returns_nonnull, warn_unused_result, format(printf, 1, 2)));

/** Blocks of memory, all freed together. Zero initialised (`{ 0 }`) is an empty arena. Under ASan each piece is
 * followed by a poisoned gap, so that running over its end is found as with malloc. */
struct arena {
	struct arena_block *blocks; /* the one in use first */
	char *scratch;              /* for what is made before it is known how long it gets; the user's, freed with the arena */
	size_t scratch_size;
};

/** Zeroed memory, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, alloc_size(2), returns_nonnull));
/** A copy of `length` bytes with a NUL behind. */
char *arena_strndup(struct arena *arena, const char *string, size_t length) __attribute__((malloc, returns_nonnull));
char *arena_strdup(struct arena *arena, const char *string) __attribute__((malloc, returns_nonnull));
/** As sprintf into memory of the arena. */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((malloc, returns_nonnull, format(printf, 2, 3)));
/** Frees everything; the arena is empty and usable again. */
void arena_release(struct arena *arena);

/** Zeroed memory for one object, or for `count` in a row, of a type. */
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (count)))

#endif
