/* What makes cogen write all its attributes, and uses what the headers' macros have: read where macros have the names.
 * It has none of those names itself, but for the noinline of its own that `-DNOINLINE` asks for. */
#include <cogen.h>
#include <stdarg.h>
/* here stand the macros */

struct pair {
	int a;
	double b;
};

#ifdef NOINLINE
#define noinline __attribute__((__noinline__))
#define OUTLINE noinline
#else
#define OUTLINE
#endif

static OUTLINE async(int) later(int n) {
	await co_sleep(0);
	return n;
}
async(int) exported(int n);
async(int) exported(int n) { return n ? await exported(n - 1) : await later(n); }
async(struct pair) both(double b);
async(struct pair) both(double b) {
	await later(0);
	return (struct pair){ 1, b };
}
static async(int) unnamed(int, char *p) { return await later(*p); }
static async(int) listed(int n, va_list list) {
	await later(n);
	return va_arg(list, int);
}
static async(int) varied(int n, int rows[n][n]) {
	int row[n], (*of_them)[n] = rows;
	for (int i = 0; i < n; i++) row[i] = await later(i) + of_them[0][i];
	char *room = __builtin_alloca((unsigned)await later(n));
	*room = (char)row[0];
	return await later(*room);
}
static async(int) of_its_own(int n) {
	struct __attribute__((__packed__)) inner {
		char c;
		int i;
		long l __attribute__((__aligned__(16)));
	} inner = { 1, n, 2 };
	static int calls;
	await later(++calls);
	return inner.i + (int)inner.l;
}

static generator(int) numbers(int n) {
	while (n--) yield n;
}
generator(struct pair, double, int) everything(void);
generator(struct pair, double, int) everything(void) {
	double x = co_received(double, yield (struct pair){ 1, 2 });
	yield_from everything();
	return (int)x;
}
static async_generator(int) stream(int n) {
	for (int i = 0; i < n; i++) {
		await co_sleep(1);
		yield i;
	}
}
co_frame_limit(numbers, 200);

static co_lock lock = CO_LOCK_INIT;
static co_semaphore semaphore = CO_SEMAPHORE_INIT(3);
async(void) enter(struct pair *p);
async(bool) leave(struct pair *p, const co_error *why);
CO_CONTEXT(struct pair, enter, leave);

static async(int) blocks(struct pair *manager) {
	int x = 0;
	co_try {
		co_timeout (1) x = await later(1);
		co_with (&lock) await later(2);
		co_with (manager) await later(3);
		co_defer { await later(4); }
		if (x) co_raise(5, "no %d", x);
	}
	co_catch (e) { x = await later(e->code); }
	co_finally { x++; }
	co_try { await both(x); }
	co_catch_all (e) { co_reraise; }
	co_group (g) { co_group_spawn(g, later(5)); }
	co_uncancellable co_scope co_go(later(6));
	co_for (int, i, numbers(3)) x += await later(i);
	co_for_await (int, i, stream(3)) x += await later(i);
	co_future *all = await co_gather(later(7), both(8));
	await co_wait_future(co_wait(CO_ALL_COMPLETED, co_spawn(later(9)), all));
	await co_semaphore_acquire(&semaphore);
	return x + co_gather_result(int, all, 0) + await co_wait_for(1, later(10));
}

static int plain(int count, ...) {
	int v = 0;
	CO_FRAME(numbers) room;
	co_gen *g = co_new_in(&room, sizeof room, numbers(3)), *e = co_new(everything());
	struct pair p;
	while (co_next(g, &v)) count += v;
	co_send(e, 2.5, &p);
	v += co_returned(int, e);
	co_free(e), co_free(g);
	co_for (int, i, numbers(3)) {
		if (i == 2) continue;
		co_for (int, j, numbers(i)) v += j;
		if (v > 3) return v;
	}
	va_list list;
	va_start(list, count);
	v += co_run(int, listed(1, list));
	va_end(list);
	return v;
}

int main(void) {
	struct pair p = { 1, 2 };
	char c = 1;
	int rows[2][2] = { { 1, 2 }, { 3, 4 } }, sum = plain(1, 2) + co_run(int, blocks(&p));
	sum += co_run(int, unnamed(1, &c));
	return sum + co_run(int, varied(2, rows)) + co_run(int, of_its_own(1)) + co_run(int, exported(3));
}
