/* A suspension in a type that is named in an expression, or that a static variable has; a parameter's length that does something; an error
 * raised inside an expression. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) of_type(int n) {
	int b[4] = { n };
	n += (*(int(*)[await later(3)])&b)[0]; /* error: unsupported */
	static int(*kept)[await later(4)]; /* error: unsupported */
	return n + (kept == 0);
}

static int slow(int n) { return n; }
static int quick(int n) __attribute__((const));
static async(int) rows(int n, int a[n++], int b[slow(3)]) { /* error: unsupported */ /* error: unsupported */
	return n + a[0] + b[0];
}
static async(int) fine_rows(int n, int a[n + 1], int b[quick(3)], int c[2][quick(n)]) { return n + a[0] + b[0] + c[0][0]; }
static int quick(int n) { return n; }

static async(int) in_an_expression(int n) {
	int m = n > 0 ? n : (co_raise(1, "negative"), 0); /* error: unsupported */
	if (n > 3) co_raise(2, "more than three");
	return m + ({
		       if (n > 2) co_raise(2, "more than two");
		       1;
	       });
}

static async(int) declared_amid(int n) {
	int r = (int)sizeof(enum { FIRST = 5, SECOND }) + await later(SECOND); /* error: unsupported */
	int s = (int)sizeof(enum { THIRD });
	n = n && await later((int)sizeof(enum { FOURTH = 1 })); /* error: unsupported */
	n = n ? ((enum fifth { FIFTH = 3 })n) + await later(2) : FOURTH; /* error: unsupported */
	enum fifth k = n ? FIFTH : (enum fifth)(int)sizeof(enum __attribute__((packed)) { SIXTH, SEVENTH });
	n += k + (int)sizeof(enum __attribute__((packed)) { EIGHTH, NINTH }) + await later(NINTH); /* error: unsupported */
	n += n ? await later((int)sizeof(enum { TENTH })) : 2;
	return n + r + s + await later(THIRD);
}

typedef int aligned_int __attribute__((aligned(64)));
static async(aligned_int) aligned_result(int n) { return await later(n); } /* error: unsupported */
static generator(aligned_int) aligned_items(int n) { yield n; } /* error: unsupported */
static generator(int, aligned_int) aligned_inputs(int n) { yield n; } /* error: unsupported */

int main(void) {
	int a[4] = { 0 };
	return co_run(int, rows(3, a, a)) + co_run(int, fine_rows(3, a, a, (int(*)[3])a)) + co_run(int, of_type(1)) + co_run(int, in_an_expression(1))
		 + co_run(int, declared_amid(1)) + co_run(int, aligned_result(1))
		 + co_gen_state(co_new(aligned_items(1))) + co_gen_state(co_new(aligned_inputs(1)));
}
