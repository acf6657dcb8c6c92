#ifdef OPAQUE
#include "generator.hpp"
#include "bench.h"
#endif
generator<uint64_t> fibonacci(uint64_t n) {
	uint64_t a = 0, b = 1;
	while (n--) {
		co_yield a;
		uint64_t next = a + b;
		a = b;
		b = next;
	}
}
