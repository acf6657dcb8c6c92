/* Generators alone, in memory that the program provides: what a microcontroller would do. */
#include "limit.h"
#include <cogen.h>
#include <stdio.h>

static generator(int) squares(int from) {
	for (int i = from; i <= from + 1; i++) yield(i * i);
}

static _Alignas(max_align_t) unsigned char memory[1024];
static size_t used;

static void *take(void *arg, size_t size, size_t align) {
	(void)arg;
	size_t at = (used + align - 1) / align * align;
	if (at + size > sizeof memory) return NULL;
	used = at + size;
	return memory + at;
}

static void leave(void *arg, void *block) { (void)arg, (void)block; }

int main(void) {
	co_set_allocator(take, leave, NULL);
	co_for (int, square, squares(2)) printf("%d\n", square);
	printf("%d %d\n", HEADER_VALUE, DEFINED_VALUE);
	return 0;
}
