/* Functions that are coroutines in one declaration, and plain in another, or generators of other types. */
#include <cogen.h>
#include "redeclared.h"

async(int) work(int n);
int work(int n); /* error: redeclared */

int other(int n);
async(int) other(int n) { return await work(n); } /* error: redeclared */

generator(int, void, int) numbers(void);
int numbers(void) { return 1; } /* error: redeclared */

generator(int) other_yielded(int n);
generator(long) other_yielded(int n) { yield n; } /* error: redeclared */

static generator(int, double) other_sent(int n);
static generator(int, char) other_sent(int n) { yield n; } /* error: redeclared */

generator(int) one_sent(int n);
generator(int, char) one_sent(int n) { yield n; } /* error: redeclared */

generator(const char *) other_pointed(void);
generator(int *) other_pointed(void); /* error: redeclared */

typedef generator(int, void, int) generates(int n);
generates by_typedef;
generator(float, void, int) by_typedef(int n) { /* error: redeclared */
	yield 1.5f;
	return n;
}

async_generator(int) other_kind(int n);
generator(int) other_kind(int n) { yield n; } /* error: redeclared */

generator(int, void, int) other_word(int n);
async(int) other_word(int n) { return await work(n); } /* error: redeclared */

co_generator(double) in_the_header(int n) { yield n; } /* error: redeclared */

/* Fine. */
co_generator(double) in_the_header_too(int n) { yield n; }

typedef int number;
generator(int, const char *) same(int n);
generator(number, char const *) same(int n) { yield n; }
generates by_typedef_too;
generator(number, void, int) by_typedef_too(int n) {
	yield n;
	return n;
}
generates by_typedef_too;

typedef async(int) function(int n);
function typed;
async(int) typed(int n);
async(int) typed(int n) { return await work(n); }
function typed;

#define TASK(T) async(T)
TASK(int) by_macro(int n);
static TASK(int) local(int n);
TASK(int) by_macro(int n) { return await local(n); }
static co_async(int) local(int n) { return n; }
extern __attribute__((unused)) async(int) local_too(int n), local_three(int n);
async(int) local_too(int n) { return n; }
async(int) local_three(int n) { return n; }

int plain(int n);
int plain(int n) { return n; }

int main(void) {
	extern async(int) typed(int n);
	return plain(1) + co_run(int, by_macro(1)) + co_run(int, typed(2));
}
