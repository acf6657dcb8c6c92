/* B10: loops in which nothing suspends. Each is written once, and stands in a plain function or in a coroutine, with a suspension before it
 * and one behind it: PAUSE() is that, or nothing. `n` is how often the inner loop runs through its data. */
#ifndef BENCH_LOOP_H
#define BENCH_LOOP_H

#include <bench.h>

enum { SIZE = 4096 };

/* numbers that no compiler knows */
static uint32_t numbers[SIZE];
static unsigned char letters[SIZE];

static void make_data(void) {
	uint32_t x = 1;
	for (int i = 0; i < SIZE; i++) {
		x = x * 1664525 + 1013904223;
		numbers[i] = x >> 8;
		letters[i] = (unsigned char)(x >> 24);
	}
}

/* Sums: compilers make vectors of it. */
#define BODY_SUM                                                     \
	uint64_t total = n;                                              \
	PAUSE();                                                         \
	for (uint64_t k = 0; k < n; k++) {                               \
		for (int i = 0; i < SIZE; i++) total += numbers[i];          \
		BENCH_HIDE(k);                                               \
	}                                                                \
	PAUSE();                                                         \
	return total;

/* A chain of divisions and branches, all in registers. */
#define BODY_COLLATZ                                                 \
	uint64_t steps = 0;                                              \
	PAUSE();                                                         \
	for (uint64_t k = 0; k < n; k++) {                               \
		for (uint64_t i = 1; i < 64; i++)                            \
			for (uint64_t x = i + (k & 7); x != 1; steps++) x = x & 1 ? 3 * x + 1 : x / 2; \
	}                                                                \
	PAUSE();                                                         \
	return steps;

/* A table that lives over the suspensions, and so in the frame, written at places that the data say. */
#define BODY_COUNT                                                   \
	uint32_t counts[256] = { 0 };                                    \
	PAUSE();                                                         \
	for (uint64_t k = 0; k < n; k++)                                 \
		for (int i = 0; i < SIZE; i++) counts[letters[i]]++;         \
	PAUSE();                                                         \
	uint64_t total = 0;                                              \
	for (int i = 0; i < 256; i++) total = total * 31 + counts[i];    \
	return total;

/* A scanner over bytes: several locals that live over the suspensions, changed in the loop. */
#define BODY_SCAN                                                    \
	uint64_t words = 0, digits = 0, inside = 0, hash = 5381;         \
	PAUSE();                                                         \
	for (uint64_t k = 0; k < n; k++) {                               \
		const unsigned char *at = letters, *end = letters + SIZE;    \
		for (; at < end; at++) {                                     \
			unsigned char c = *at;                                   \
			hash = hash * 33 ^ c;                                    \
			if (c >= '0' && c <= '9') digits++;                      \
			if (c > 127) {                                           \
				words += !inside;                                    \
				inside = 1;                                          \
			} else {                                                 \
				inside = 0;                                          \
			}                                                        \
		}                                                            \
	}                                                                \
	PAUSE();                                                         \
	return hash ^ words << 20 ^ digits << 40 ^ inside;

#define LOOPS(X) X(sum, BODY_SUM) X(collatz, BODY_COLLATZ) X(count, BODY_COUNT) X(scan, BODY_SCAN)

#endif
