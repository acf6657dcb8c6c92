/* Blocks that end where they begin: what is meant for them stands behind. */
#include <cogen.h>

static async(void) work(void) { await co_checkpoint(); }
static co_lock lock;
#define LOCKED co_with (&lock)
#define SYNCHRONISED(what) co_with (&lock) what
#define NOTHING ;

async(void) are_empty(int n) {
	co_timeout (1); { /* warning: empty-block */
		await work();
	}
	co_with (&lock); /* warning: empty-block */
	await work();
	co_uncancellable; /* warning: empty-block */
	{
		await work();
	}
	co_scope; /* warning: empty-block */
	co_group (g); /* warning: empty-block */
	if (n)
		co_timeout (n) /* warning: empty-block */
			;
	else
		co_with (&lock) co_timeout (2); /* warning: empty-block */
	await work();
}

/* Fine */
static generator(int) numbers(int n) {
	for (int i = 0; i < n; i++) yield i;
}
async(void) are_not(int n) {
	co_timeout (1) {}
	co_with (&lock) { }
	co_uncancellable {}
	co_scope {
	}
	co_group (g) {}
	co_timeout (1) await work();
	co_group (g) co_group_spawn(g, work());
	co_for (int, i, numbers(n)); /* it is run to its end */
	LOCKED;
	SYNCHRONISED(;);
	co_with (&lock) NOTHING
	co_timeout (1) ({ ; });
}
