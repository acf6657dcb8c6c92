/* B1: a generator consumed in a loop of the same coroutine, against the plain loop that computes the same. Prints nanoseconds an
 * element and their ratio; both sums have to agree. */
#include <cogen.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

enum { ELEMENTS = 20000000, ROUNDS = 7 };

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static generator(uint64_t) fibonacci(uint64_t n) {
	uint64_t a = 0, b = 1;
	while (n--) {
		yield a;
		uint64_t next = a + b;
		a = b;
		b = next;
	}
}

static async(uint64_t) generated(uint64_t n) {
	uint64_t sum = 0;
	co_for (uint64_t, x, fibonacci(n)) sum ^= x;
	return sum;
}

static uint64_t plain(uint64_t n) {
	uint64_t sum = 0, a = 0, b = 1;
	while (n--) {
		sum ^= a;
		uint64_t next = a + b;
		a = b;
		b = next;
	}
	return sum;
}

int main(void) {
	double best[2] = { 1e300, 1e300 };
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();
		uint64_t one = co_run(uint64_t, generated(ELEMENTS));
		double middle = now();
		uint64_t two = plain(ELEMENTS);
		double end = now();
		if (one != two) {
			printf("the sums differ: %" PRIu64 " %" PRIu64 "\n", one, two);
			return 1;
		}
		if (middle - start < best[0]) best[0] = middle - start;
		if (end - middle < best[1]) best[1] = end - middle;
	}
	printf("generator %.2f ns, plain loop %.2f ns, ratio %.2f\n", best[0] / ELEMENTS, best[1] / ELEMENTS, best[0] / best[1]);
	return 0;
}
