/* Calls over several lines: what follows keeps its line; comments and directives inside are gone. */
#include <cogen.h>

static async(int) later(int v) { return v; }

#define SUM(a, b, ...) (await later(a) + await later(b) __VA_ARGS__)
#define JOIN(a, b) JOIN_(a, b)
#define JOIN_(a, b) a##b
#define UNIQUE(name) int JOIN(name, __LINE__) = __LINE__

static async(int) lines(int n) {
	int sum = SUM(1, /* one
		and a half */ n,
#ifdef NEVER
		+ 1000
#else
		+ 3 // three
#endif
		) + __LINE__;
	sum += SUM
		(2,
		 sum) + __LINE__; sum += SUM(4, 5); sum--;
	UNIQUE(
		there
	); UNIQUE(here);
	sum += here25 + SU\
M(6, 7); sum++;
	return sum + __LINE__;
}
