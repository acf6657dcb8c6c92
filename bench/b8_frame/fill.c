/* See frames.h. */
#include "frames.h"
#include <string.h>

void fill(char *buffer, size_t size, uint64_t x) { memset(buffer, (int)x, size); }

uint64_t sum(const char *buffer, size_t size) {
	uint64_t total = 0;
	for (size_t i = 0; i < size; i++) total += (uint64_t)(signed char)buffer[i];
	return total;
}
