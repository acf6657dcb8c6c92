/* The sizes of the frames in what cogen wrote, and the sum of what the functions return. GENERATED names it. */
#include GENERATED
#include <stdio.h>

static uint64_t ended(co_gen *g) {
	co_next(g, NULL);
	while (co_send(g, (uint64_t)1, NULL)) {}
	uint64_t value = co_returned(uint64_t, g);
	co_free(g);
	return value;
}

#define SIZE(f) printf(#f "=%zu ", sizeof(struct co__##f##_frame))

int main(void) {
	SIZE(f1);
	SIZE(f2);
	SIZE(f3);
	SIZE(f4);
	SIZE(f5);
	SIZE(f5s);
	SIZE(f6);
	SIZE(f6s);
	uint64_t check = ended(co_new(f2(3))) ^ ended(co_new(f3(3))) ^ ended(co_new(f4(3))) ^ ended(co_new(f6(3))) ^ ended(co_new(f6s(3)));
	printf("check=%llu\n", (unsigned long long)check);
	return 0;
}
