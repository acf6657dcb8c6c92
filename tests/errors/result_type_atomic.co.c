/* The type that a form is told, where it is _Atomic: clang takes no value of such a type. */
#include <cogen.h>

typedef _Atomic int counter;
struct pair {
	int a, b;
};

static async(int) g(int n) {
	await co_sleep(0);
	return n;
}
static async(_Atomic int) whole(int n) {
	await co_sleep(0);
	return n;
}
static async(struct pair) both(int n) {
	await co_sleep(0);
	return (struct pair){ n, n };
}
static generator(int, int, int) steps(int n) {
	int k = co_received(counter, yield n);
	return k + n;
}

static async(int) run(void) {
	co_task *t = co_spawn(whole(1)), *u = co_spawn(both(1));
	await co_gather(t, u);
	co_result(counter, t); /* fine, as is a variable of that type */
	_Atomic int kept = co_result(_Atomic int, t);
	int n = co_result(counter, t); /* error: result-type */
	n = 1 + co_result(_Atomic(int), t); /* error: result-type */
	n = co_result(_Atomic(struct pair), u).a; /* error: result-type */
	if (co_result(counter, t)) n++; /* error: result-type */
	n += co_result(int, t) + kept;
	co_gen *o = co_new(steps(1));
	n += co_returned(counter, o); /* error: result-type */
	co_free(o);
	co_future *all = co_gather(g(1), whole(2));
	await all;
	return n + co_gather_result(counter, all, 1); /* error: result-type */
}

int main(void) { return co_run(int, run()) + co_run(_Atomic int, whole(1)); } /* error: result-type */
