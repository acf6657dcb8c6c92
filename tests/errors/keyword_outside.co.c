/* Keywords and blocks in functions that are no coroutines. */
#include <cogen.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static co_lock lock = CO_LOCK_INIT;

static int plain(int n) {
	int x = await work(n); /* error: keyword-outside */
	yield x; /* error: keyword-outside */
	x = yield (x + 1); /* error: keyword-outside */
	yield_from numbers(n); /* error: keyword-outside */
	if (await work(x)) x++; /* error: keyword-outside */
	co_await work(x); /* error: keyword-outside */
	return x + await work(1); /* error: keyword-outside */
}

static void blocks(void) {
	co_with (&lock) { /* error: keyword-outside */
	}
	co_defer { /* error: keyword-outside */
	}
	co_scope { /* error: keyword-outside */
	}
}

static int raises(int n) {
	if (n < 0) co_raise(1, "%d is negative", n); /* error: keyword-outside */
	return n;
}
#define REFUSE(code) co_raise(code, "refused")
static void raises_in_a_macro(const co_error *e) {
	if (e) co_raise_error(e); /* error: keyword-outside */
	REFUSE(2); /* error: keyword-outside */
}

#define GET(x) await work(x)
#define LIST(X) X(one, await work(1)) X(two, await work(2))
#define BODY(name, body) +body
#define SIZE(name, body) + (int)sizeof(body)
#define NAME(name, body) +NAME_##name
#define DROP(x)

/* Fine: nothing of it is left. */
#define ENTRY(name, body) NAME_##name,
enum { LIST(ENTRY) NAME_COUNT };
DROP(await work(1))

static int lists(void) {
	int x = 0 LIST(BODY); /* error: keyword-outside */
	x = 0 LIST(SIZE); /* error: keyword-outside */
	return x LIST(NAME); /* Fine. */
}

int main(void) {
	blocks();
	lists();
	raises_in_a_macro(NULL);
	int y = await work(1); /* error: keyword-outside */
	(void)y;
	int x = GET(1); /* error: keyword-outside */
	co_for (int, v, numbers(3)) x += await work(v); /* error: keyword-outside */
	return plain(1) + raises(1) + co_run(int, work(x));
}
