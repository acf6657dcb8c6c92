/* What the benchmark programs share: processor time, resident memory, arguments, and a barrier. For C and C++. */
#ifndef COGEN_BENCH_H
#define COGEN_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* gcc makes copies of functions that it may not inline, unless it is told not to. */
#if defined __clang__
#define BENCH_OPAQUE __attribute__((noinline))
#else
#define BENCH_OPAQUE __attribute__((noinline, noclone))
#endif

/* The compiler may not know what `pointer` leads to, nor what it is. */
#define BENCH_HIDE(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

/** Nanoseconds that this process has run. */
static inline double bench_time(void) {
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/** Bytes of resident memory. */
static inline double bench_memory(void) {
	long size = 0, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (file) {
		if (fscanf(file, "%ld %ld", &size, &resident) != 2) resident = 0;
		fclose(file);
	}
	return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static inline uint64_t bench_argument(int argc, char **argv, int index, uint64_t otherwise) {
	return argc > index ? strtoull(argv[index], NULL, 10) : otherwise;
}

#endif
