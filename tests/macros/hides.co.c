/* What a call can hide: keywords, jumps, labels, alloca, setjmp's like, errors raised, coroutines. */
#include <cogen.h>
#include <stdlib.h>

#define LATER(x) await later(x)
#define TWICE(x) ((x) * 2)
#define AWAIT await
#define GIVE(x) return x
#define FAIL(where) goto where
#define STOP break
#define NEXT continue
#define WHEN(x) case x:
#define OTHERWISE default
#define HERE(name) name
#define MARK(name) name: __attribute__((unused))
#define BYTES(n) __builtin_alloca(n)
#define RAISE(text) co_raise(1, "%s", text)
#define CALL(x) later(x)
#define POINTER(x) pointer(x)
#define SLEEP(s) co_sleep(s)
#define LOCKED(l) co_with (l)
#define EACH(x, n) co_for (int, x, numbers(n))
#define GIVE_ALL(x) if (x) { while (1) { await later(x); break; } }

static generator(int) numbers(int n) {
#define Y(x) yield x
	for (int i = 0; i < n; i++) Y(i);
	Y((n, n));
}

static async(int) later(int v) { GIVE(v); }

static co_lock lock = CO_LOCK_INIT;

static async(int) all(int n, async(int) (*pointer)(int)) {
	int sum = LATER(n) + TWICE(await later(1)) + TWICE(n);
	sum += AWAIT later(2) + await CALL(3) + await (CALL(4)) + await POINTER(5);
	await SLEEP(0);
	LOCKED(&lock) { sum++; }
	EACH(i, 3) sum += i;
	char *bytes = BYTES(8);
	GIVE_ALL(sum)
	switch (sum) {
	WHEN(1) STOP;
	OTHERWISE: while (sum--) NEXT;
	}
	if (sum > 5) FAIL(done);
	if (!bytes) RAISE("no bytes");
	co_go(CALL(6));
	co_task *task = co_spawn(POINTER(TWICE(7)));
	await task;
	GIVE(HERE(sum));
MARK(done)
	return 0;
}

/* Not in coroutines. */
static int plain(int v) { GIVE(TWICE(v)); }
int main(void) { return plain(0) + co_run(int, all(1, later)); }
