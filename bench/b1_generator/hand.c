/* B1 by hand: what a C programmer would write, as state machines and without any.
 *   LOOP      no generator
 *   INLINE    a state machine that the compiler sees through, its frame a local
 *   DIRECT    the same behind a call that is not inlined
 *   POINTER   the same through a pointer in the frame */
#include <bench.h>

struct frame {
	int (*resume)(struct frame *);
	int state;
	uint64_t a, b, n, value;
};

#if defined INLINE
static inline
#else
BENCH_OPAQUE static
#endif
int resume(struct frame *f) {
	switch (__builtin_expect(f->state, 1)) {
	case 0: goto begin;
	case 1: goto behind_yield;
	default: return 0;
	}
	uint64_t next;
begin:
	f->a = 0;
	f->b = 1;
test:
	if (!f->n--) {
		f->state = 2;
		return 0;
	}
	f->value = f->a;
	f->state = 1;
	return 1;
behind_yield:
	next = f->a + f->b;
	f->a = f->b;
	f->b = next;
	goto test;
}

BENCH_OPAQUE static uint64_t sum(uint64_t n) {
	uint64_t total = 0;
#if defined LOOP
	uint64_t a = 0, b = 1;
	for (uint64_t i = 0; i < n; i++) {
		total += a;
		uint64_t next = a + b;
		a = b;
		b = next;
	}
#else
	struct frame f = { .resume = resume, .n = n };
#if defined POINTER
	struct frame *p = &f;
	BENCH_HIDE(p);
	while (p->resume(p)) total += p->value;
#else
	while (resume(&f)) total += f.value;
#endif
#endif
	return total;
}

int main(int argc, char **argv) {
	uint64_t n = bench_argument(argc, argv, 1, 1000);
	(void)resume;
	double start = bench_time();
	uint64_t total = sum(n);
	printf("ns=%.4f check=%llu\n", (bench_time() - start) / (double)n, (unsigned long long)total);
	return 0;
}
