/* Prints what the library answers, and how often memory was asked for on the way. */
#include "work.h"
#include "inner/steps.frames.h"
#include "work.frames.h"
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>

static int allocations;

static void *take(void *arg, size_t size, size_t align) {
	(void)arg;
	(void)align;
	allocations++;
	return malloc(size);
}

static void give(void *arg, void *memory) {
	(void)arg;
	free(memory);
}

static async(int) all(void) {
	int before = allocations, sum = 0;
	for (int i = 0; i < 5; i++) sum += await work(i) + await steps(1);
	printf("%d, %d, %d", sum, await constant(0), await constant(1));
	int counted = 0;
	co_for (int, i, up_to(4)) counted += i;
	printf(", %d, %d allocations\n", counted, allocations - before);
	return 0;
}

int main(void) {
	co_set_allocator(take, give, NULL);
	return co_run(int, all());
}
