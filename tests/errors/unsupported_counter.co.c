/* __COUNTER__ where its value decides what is compiled: the C that is written would count otherwise there. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) asks(int n) {
#if __COUNTER__ > 1 /* error: unsupported */
	n++;
#endif
	return await later(
#if 1
		n
#else
		1
#endif
		+
#if 0
#elif __COUNTER__ /* error: unsupported */
		1 +
#endif
		0);
}

#define COUNT_ONE(x) (NEXT + (x))
#define NEXT __COUNTER__
static async(int) asks_by_macro(int n) {
#if n + NEXT > 1000 /* error: unsupported */
	n++;
#elif defined n || COUNT_ONE(2) /* error: unsupported */
	n++;
#endif
	return await later(n);
}

/* Fine */
#if __COUNTER__ > 7
#error counted otherwise
#endif
static async(int) fine(int n) {
#if 0
	n += __COUNTER__;
#endif
#if defined __COUNTER__ && defined(__COUNTER__) && defined(NEXT)
	n++;
#elif NEXT
	n += 2;
#endif
#define COUNT __COUNTER__
	return await later(n + __COUNTER__) + COUNT;
}

int main(void) { return co_run(int, asks(1)) + co_run(int, asks_by_macro(1)) + co_run(int, fine(1)); }
