/* Functions that are coroutines in one declaration, and plain in another. */
#include <cogen.h>

async(int) work(int n);
int work(int n); /* error: redeclared */

int other(int n);
async(int) other(int n) { return await work(n); } /* error: redeclared */

generator(int, void, int) numbers(void);
int numbers(void) { return 1; } /* error: redeclared */

/* Fine. */
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
