/* Attributes that would change what a call of the constructor means. */
#include <cogen.h>
#include <stdlib.h>

__attribute__((pure)) static async(int) a_pure_one(int n); /* error: attribute */
static async(int) a_const_one(int n) __attribute__((const)); /* error: attribute */
_Noreturn async(void) serve(void); /* error: attribute */
__attribute__((noreturn)) async(void) serve_too(void); /* error: attribute */
async(void *) allocates(size_t n) __attribute__((malloc)); /* error: attribute */
async(void *) allocates_of_size(size_t n) __attribute__((alloc_size(1))); /* error: attribute */
async(int) twice(void) __attribute__((returns_twice)); /* error: attribute */
__attribute__((pure)) generator(int, void, int) numbers(int n); /* error: attribute */
__attribute__((constructor)) static async(void) begins(void); /* error: attribute */
__attribute__((destructor)) static async(void) ends(void); /* error: attribute */

static async(const char *) translated(const char *p) __attribute__((format_arg(1))); /* error: attribute */
static async(const char *) never_null(void) __attribute__((returns_nonnull)); /* error: attribute */
async(void *) aligned(void) __attribute__((assume_aligned(64))); /* error: attribute */
__attribute__((target("sse2"))) async(int) of_another(void); /* error: attribute */
#define PURE __attribute__((cold, pure))
#define ALLOCATES __attribute__((malloc))
PURE async(int) by_macro(int n); /* error: attribute */
async(void *) allocates_by_macro(int n) ALLOCATES; /* error: attribute */

/* Nobody runs what a cleanup of that kind makes. */
static async(void) leaves(int *v) { await co_sleep(*v); }
static void left(int *v) { *v = 0; }
#define LEAVES __attribute__((cleanup(leaves)))
static async(int) cleans_up(int n) {
	int v __attribute__((cleanup(leaves))) = n; /* error: attribute */
	LEAVES int w = n; /* error: attribute */
	int x __attribute__((cleanup(left))) = n;
	await co_sleep(0);
	return v + w + x;
}
static int cleans_up_plainly(int n) {
	int v __attribute__((cleanup(leaves))) = n; /* error: attribute */
	int x __attribute__((cleanup(left))) = n;
	return v + x;
}

static async(int) a_pure_one(int n) {
	await co_sleep(0);
	return n;
}

static async(int) a_const_one(int n) { return n; }

static async(const char *) translated(const char *p) { return p; }
static async(const char *) never_null(void) { return ""; }
static async(void) begins(void) {}
static async(void) ends(void) {}

/* Fine. */
static __attribute__((unused)) async(int) unused_one(int n) { return n; }

__attribute__((noinline, cold, visibility("hidden"))) async(int) others(int n);

async(int) others(int n) {
	await co_sleep(0);
	return n;
}

__attribute__((deprecated("not a constructor, of const things"))) async(int) old_one(int n);

struct noreturn {
	void (*end)(int) __attribute__((noreturn));
};
#define COLD __attribute__((cold, section("pure")))
COLD async(struct noreturn) named_so(void (*end)(int) __attribute__((noreturn)));

__attribute__((pure)) static int plain(int n) { return n; }

int main(void) { return co_run(int, others(plain(1))) + co_run(int, a_pure_one(1)) + co_run(int, a_const_one(1)) + co_run(int, cleans_up(1)) + cleans_up_plainly(1); }
