/* Pointers to plain functions whose type is written with typeof, in variables and in records of a coroutine's own, are
 * given coroutines. */
#include <cogen.h>

static async(int) work(int v) {
	await co_checkpoint();
	return v;
}

static async(int) run(void) {
	__typeof__(int (*)(int)) f = work; /* error: coroutine-pointer */
	struct record {
		__typeof__(int (*)(int)) plain;
		async(int) (*work)(int);
	} r = {
		work, /* error: coroutine-pointer */
		work,
	};
	int (*p)(int) = r.work; /* error: coroutine-pointer */
	return await work(3) + f(3) + r.plain(3) + p(3);
}

int main(void) { return co_run(int, run()); }
