/* With COGEN_NO_SHORT_KEYWORDS the short names are the program's. */
#define COGEN_NO_SHORT_KEYWORDS
#include <cogen.h>

static int async(int await), yield = 1, generator;
struct yield_from {
	int async_generator;
};

co_async(int) fetch(int n);
co_generator(int) numbers(int n);
co_generator(int, double) averages(void);
co_generator(int, double, char) everything(void);
co_async_generator(int) stream(void);
co_async_generator(int, double) duplex(void);

co_async(int) fetch(int n) {
	struct yield_from f = { co_await fetch(n) };
	co_for_await (int, i, stream()) f.async_generator += i + yield + generator;
	return async(f.async_generator);
}
co_generator(int) numbers(int n) {
	double x = co_received(double, co_yield n);
	if (x > 0) co_yield_from numbers(n);
}
static int async(int await) { return await; }
