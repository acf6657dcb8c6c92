/* __COUNTER__ goes on as if nothing had been opened. */
#include <cogen.h>

static async(int) later(int v) { return v; }

#define JOIN(a, b) JOIN_(a, b)
#define JOIN_(a, b) a##b
#define UNIQUE(name) JOIN(name, __COUNTER__)
#define KEEP(x) int UNIQUE(kept) __attribute__((unused)) = await later(x)

enum { BEFORE = __COUNTER__ + __COUNTER__ };

static async(int) counter(int n) {
	KEEP(1);
	int own = __COUNTER__;
	KEEP(2); KEEP(3);
	return n + own + __COUNTER__;
}

_Static_assert(__COUNTER__ == 7, "one for each");
