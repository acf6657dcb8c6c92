/* The co_ twins alone, with the short names free for the user's own things. */
#define COGEN_NO_SHORT_KEYWORDS
#include "check.h"
#include <cogen.h>

struct async {
	int await;
};

static int yield(int v) { return v * 2; }

static co_async(int) later(int v) {
	if (suspend_now()) co_await co_sleep(0);
	return v;
}

static co_async(int) await(struct async *async) {
	int generator = co_await later(async->await);
	async->await += 1;
	co_await later(0);
	return yield(generator) + async->await;
}

typedef co_async(int) (*function)(struct async *);

static co_async(int) run(void) {
	struct async async = { 20 };
	function await_it = await;
	show("await", co_await await(&async));
	show("pointer", co_await await_it(&async));
	if (co_await later(1) && co_await later(2)) show("then", -co_await later(3));
	return 0;
}

int main(void) { return co_run(int, run()); }
