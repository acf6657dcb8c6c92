/* What the language tests print with, and when they suspend. Plain C: no coroutine is defined here.
 *
 * A test logs values with the show functions; its log is compared with that of the plain reading or with NAME.expected.
 * step(n) checks an order of evaluation: it ends the program unless it is the nth call since the last steps_done.
 * suspend_now() decides for each call whether a helper really suspends; the environment variable SUSPEND (always, never,
 * alternate; always without it) chooses. What a test prints does not depend on it. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void show(const char *what, long long value) { printf("%s %lld\n", what, value); }

static inline void show_unsigned(const char *what, unsigned long long value) { printf("%s %llu\n", what, value); }

static inline void show_real(const char *what, double value) { printf("%s %.6f\n", what, value); }

static inline void show_text(const char *what, const char *text) { printf("%s %s\n", what, text); }

static inline void show_ints(const char *what, const int *values, int n) {
	printf("%s", what);
	for (int i = 0; i < n; i++) printf(" %d", values[i]);
	printf("\n");
}

static int steps;

static inline int step(int n) {
	if (n != ++steps) {
		fflush(stdout);
		fprintf(stderr, "step %d came as number %d\n", n, steps);
		exit(3);
	}
	return n;
}

static inline void steps_done(int n) {
	if (steps != n) {
		fflush(stdout);
		fprintf(stderr, "%d steps, not %d\n", steps, n);
		exit(3);
	}
	steps = 0;
}

static inline bool suspend_now(void) {
	static int mode = -1;
	static unsigned calls;
	if (mode < 0) {
		const char *wanted = getenv("SUSPEND");
		mode = !wanted || strcmp(wanted, "always") == 0 ? 0 : strcmp(wanted, "never") == 0 ? 1 : 2;
	}
	return mode == 0 || (mode == 2 && ++calls % 2);
}

#endif
