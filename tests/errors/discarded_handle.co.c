/* Handles that a plain function makes and drops; generator objects that anybody drops. */
#include <cogen.h>

static async(int) work(int x) {
	await co_checkpoint();
	return x;
}
static generator(int) numbers(int to) {
	for (int i = 0; i < to; i++) yield i;
}
static void over(void *arg) { (void)arg; }

void drops(co_loop *loop, co_future **futures, size_t n) {
	co_spawn(work(1)); /* warning: discarded-handle */
	co_spawn_on(loop, work(2)); /* warning: discarded-handle */
	co_spawn_with(work(3), over, NULL); /* warning: discarded-handle */
	(co_spawn(work(4))); /* warning: discarded-handle */
	if (n) co_spawn(work(5)); /* warning: discarded-handle */
	else co_spawn(work(6)); /* warning: discarded-handle */
	for (size_t i = 0; i < n; i++) co_spawn(work((int)i)); /* warning: discarded-handle */
	while (n--) co_spawn(work(7)); /* warning: discarded-handle */
	do co_spawn(work(8)); while (n--); /* warning: discarded-handle */
	switch (n) {
	case 0: co_spawn(work(9)); break; /* warning: discarded-handle */
	default: co_gather(work(10), work(11)); /* warning: discarded-handle */
	}
	co_gather_settled(work(1)), co_gather_strict(work(1)); /* warning: discarded-handle */ /* warning: discarded-handle */
	co_wait(CO_ALL_COMPLETED, work(1)); /* warning: discarded-handle */
	co_gather_n(futures, n); /* warning: discarded-handle */
	co_wait_n(CO_FIRST_ERROR, futures, n); /* warning: discarded-handle */
	co_future_new(sizeof(int)); /* warning: discarded-handle */
	co_new(numbers(3)); /* warning: discarded-handle */
	n = ({ co_spawn(work(1)); n; }); /* warning: discarded-handle */
}

async(void) drops_objects(void) {
	co_new(numbers(3)); /* warning: discarded-handle */
	await co_checkpoint();
}

/* Fine: it has no handle, somebody looks at it, it is given up, or meant; in a coroutine it ends with its expression; a group has its
 * tasks. */
co_task *does_not(co_loop *loop, co_group *g, size_t n) {
	co_go(work(1));
	co_go_on(loop, work(2));
	co_task *task = co_spawn(work(3));
	co_disown(co_spawn(work(4)));
	(void)co_spawn(work(5));
	if (!co_spawn(work(6))) return NULL;
	while (n-- && co_spawn(work(7)) == task) continue;
	task = ({ co_spawn(work(8)); });
	co_group_spawn(g, work(9));
	co_group_spawn_with(g, work(10), over, NULL);
	co_gen *g2 = co_new(numbers(3));
	co_free(g2);
	return n ? task : co_spawn(work(11));
}

async(void) ends_with_it(void) {
	co_spawn(work(1));
	co_spawn_with(work(3), over, NULL);
	(void)co_gather(work(1), work(2));
	co_future *all = co_gather(work(1)), *other;
	other = co_gather(work(1));
	await co_gather(work(1), work(2));
	await (/* both */ co_gather(work(1), (/* of */ work(2))));
	await co_wait_future(co_wait(CO_ALL_COMPLETED, all, other));
}

/* What there is to be awaited. */
async(void) forgets_await(co_future **futures, size_t n) {
	co_gather(work(1), work(2)); /* warning: discarded-handle */
	if (n) co_gather_settled(work(1)); /* warning: discarded-handle */
	co_wait(CO_FIRST_COMPLETED, work(1), work(2)); /* warning: discarded-handle */
	co_gather_n(futures, n); /* warning: discarded-handle */
	co_wait_n(CO_FIRST_ERROR, futures, n); /* warning: discarded-handle */
	await co_checkpoint();
}

/* A yield hands it out. */
static generator(co_gen *) hands_out(int n) {
	yield co_new(numbers(n));
	(yield (co_new(numbers(n))));
	yield NULL, co_new(numbers(n)); /* warning: discarded-handle */
}
void hands_out_objects(void) {
	co_for (co_gen *, g, hands_out(3)) co_free(g);
}
