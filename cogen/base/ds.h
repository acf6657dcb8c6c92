/* Growable arrays (arrput, arrlen, arrfree, …) and maps (hmput, shput, …): stb_ds, with the tool's allocator.
 *
 * Include this, not stb_ds.h: its macros free and grow through the functions below, and its own warnings are kept out
 * of ours. Arrays start as NULL. arrlen() is a ptrdiff_t, arrlenu() a size_t. A string map that has to own its keys
 * starts with sh_new_strdup(); iteration (0 … shlen-1) is in order of insertion as long as nothing is deleted, so
 * output that follows it is deterministic. */
#ifndef CG_DS_H
#define CG_DS_H

#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

#define STBDS_REALLOC(context, memory, size) xrealloc(memory, size)
#define STBDS_FREE(context, memory) free(memory)

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#if __has_include(<stb_ds.h>)
#include <stb_ds.h>
#else
#include <stb/stb_ds.h>
#endif
#pragma GCC diagnostic pop

/* As stb_ds has them, but for places and counts of any integer type without -Wsign-conversion. */
#undef arrins
#undef arrinsn
#undef arrdel
#undef arrdeln
#define arrinsn(array, at, count)                                                                                      \
	((void)stbds_arraddnptr(array, (size_t)(count)),                                                                   \
	 memmove(&(array)[(size_t)(at) + (size_t)(count)], &(array)[at],                                                   \
	         sizeof *(array) * (arrlenu(array) - (size_t)(count) - (size_t)(at))))
#define arrins(array, at, value) (arrinsn(array, at, 1), (array)[at] = (value))
#define arrdeln(array, at, count) stbds_arrdeln(array, (size_t)(at), (size_t)(count))
#define arrdel(array, at) arrdeln(array, at, 1)

#endif
