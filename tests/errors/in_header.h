/* A header that declares coroutines, and defines some. */
#include <cogen.h>

async(int) declared(int n);
generator(int) numbers(int n);

static inline async(int) defined(int n) { /* error: in-header */
	await co_sleep(0);
	return n;
}

static generator(int) made_here(int n) { /* error: in-header */
	while (n--) yield n;
}

#define DEFINE(name) \
	static async(int) name(int n) { return await declared(n); }

/* A plain function in a header is C as ever. */
static inline int plain(int n) { return n + 1; }
