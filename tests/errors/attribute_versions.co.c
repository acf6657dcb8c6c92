/* Versions of a function for several machines: clang says that they do not go with an attribute that nobody wrote. */
#include <cogen.h>

static async(int) later(int n) {
	await co_sleep(0);
	return n;
}
__attribute__((target_clones("avx2", "default"))) async(int) cloned(int n); /* error: attribute */
#define CLONES __attribute__((target_clones("avx2", "default")))
CLONES async(int) by_macro(int n); /* error: attribute */

int main(void) { return co_run(int, later(0)); }
