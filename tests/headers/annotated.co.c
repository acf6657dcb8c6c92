/* Every keyword, block and form of the language once, to be read as it stands: nothing here runs. */
#include <cogen.h>
#include <stdio.h>
#include <string.h>

struct pair {
	int a;
	double b;
};
typedef async(int) callback(int);
typedef async(int) (*callback_pointer)(int);
struct operations {
	async(struct pair) (*open)(const char *path);
	async(void) (*close[2])(void);
};

async(int) work(int n), other(int n);
static async(void) nothing(void) {}
async(struct pair) both(void);
async(const char *) name_of(int n);
async(enum { SMALL, LARGE }) size_of(int n);
static callback_pointer choose(callback *f, async(int) (*g)(int)) { return f ? f : g; }
generator(int) numbers(int n);
generator(double, double) averages(void);
generator(int, const char *, struct pair) everything(void);
generator(void) ticks(void);
generator(void, int, void) sink(void);
async_generator(int) stream(void);
async_generator(int, double) duplex(void);
async(void) enter(struct pair *p);
async(bool) leave(struct pair *p, const co_error *why);
CO_CONTEXT(struct pair, enter, leave);

static co_lock lock = CO_LOCK_INIT;
static co_semaphore semaphore = CO_SEMAPHORE_INIT(3);
static co_event occasion = CO_EVENT_INIT;
static co_barrier barrier = CO_BARRIER_INIT(2);
static co_rwlock rwlock = CO_RWLOCK_INIT;

async(int) work(int n) {
	int table[3] = { await other(1), await (other)(2), [2] = await other(3) };
	callback_pointer f = choose(work, other);
	struct operations operations = { 0 };
	int sum = await work(1) + await other(2) * -await f(3) + (int)await operations.open("x").a;
	struct pair p = await both(), q = (await both());
	if ((await work(n) && await other(n)) || !await work(n)) sum += (await both()).a;
	while (await work(n--)) continue;
	for (int i = await work(0); await other(i) < 3; i += await work(1)) sum += table[await work(0)];
	switch (await work(n)) {
	case 1: await nothing(); break;
	default: break;
	}
	await nothing(), await nothing();
	n ? await nothing() : (void)0;
	printf("%d %s %d\n", await work(1), await name_of(2), await size_of(3) == LARGE);
	await co_sleep(0.5);
	await co_checkpoint();
	return await work(sum + (int)p.b + q.a);
}

generator(int) numbers(int n) {
	while (n--) yield n;
	yield 1 + n;
	yield_from numbers(n);
}
generator(double, double) averages(void) {
	double sum = 0, n = 0, x;
	while ((x = yield (n ? sum / n : 0)) >= 0) sum += x, n++;
}
generator(int, const char *, struct pair) everything(void) {
	const char *text = co_received(const char *, yield 5);
	while (strcmp(text, "STOP")) text = co_received(const char *, yield (int)strlen(text));
	co_gen *inner = co_new(everything());
	struct pair of_object = co_returned(struct pair, yield_from inner);
	struct pair of_call = yield_from everything();
	return (struct pair){ of_object.a + of_call.a, 1 };
}
generator(void) ticks(void) { yield co_none; }
generator(void, int, void) sink(void) {
	int n = co_received(int, yield co_none);
	if (n) return;
}
generator(int *, double) rows(void) {
	int row[2], other[2]; /* set, and used by the yields alone */
	row[0] = 1;
	double x = co_received(double, yield row);
	other[0] = (int)x;
	co_received(double, yield other);
}
async_generator(int) stream(void) {
	for (int i = 0; i < 3; i++) {
		await co_sleep(1);
		yield i;
	}
}

/* Every way out of every block. */
static async(int) out_of_try(int n) {
	co_try { return n; }
	co_catch (e) { return e->code; }
	co_finally { puts(""); }
}
static async(int) out_of_catch_all(int n) {
	co_try {
		if (n) co_raise(5, "no %d", n);
		return 1;
	}
	co_catch_all (e) { co_reraise; }
}
static async(int) out_of_finally(void) {
	co_try { return 1; }
	co_finally { await nothing(); }
}
static async(int) out_of_with(void) {
	co_with (&lock) { return await work(1); }
}
static async(int) out_of_timeout(void) {
	co_timeout (await work(1) * 0.5) { return await work(1); }
}
static async(int) out_of_group(void) {
	co_group (g) {
		co_group_spawn(g, work(1));
		return 1;
	}
}
static async(int) out_of_scope(void) {
	co_scope { return 1; }
}
static async(int) out_of_uncancellable(void) {
	co_uncancellable { return 1; }
}

static async(int) blocks(struct pair *manager) {
	int x;
	co_timeout (1) { x = 1; }
	int y = x;
	co_with (manager) { y++; }
	co_with (&semaphore) y++;
	co_with (co_rwlock_read(&rwlock)) co_with (co_rwlock_write(&rwlock)) { y++; }
	co_group (group) { y++; }
	co_scope { x = 2; }
	co_uncancellable { y += x; }
	while (y--) {
		co_defer { await nothing(); }
		co_defer y++;
		co_with (&lock) {
			if (y == 1) break;
			if (y == 2) continue;
			if (y == 3) goto end;
		}
		co_try { x = await work(1); }
		co_catch (e) { co_raise_error(e); }
		co_try { x = 4; }
		co_catch_all (e) { break; }
		co_try { continue; }
		co_catch (error) {
			if (error->code == CO_ETIMEDOUT && error->cause) x = 5;
			co_try {} co_catch (inner) {} co_finally {}
		}
		co_finally { x++; }
	}
	co_for (int, i, numbers(3)) y += i;
	co_for (const char *const, unused, numbers(3)) {}
	co_for (struct pair, p, everything()) {
		co_for (int, i, numbers(p.a)) if (i) break;
		co_for_await (int, i, stream()) y += await work(i);
	}
	co_for_await (co_future *, f, co_as_completed(work(1), work(2))) y += co_result(int, f);
end:
	return x + y;
}

static void on_done(co_future *f, void *arg) { (void)f, (void)arg; }
static void callback_of(void *arg) { (void)arg; }
static bool on_cancel(co_future *f, void *arg) { return (void)f, (void)arg, true; }

static async(void) forms(co_loop *loop, int fd) {
	co_task *t = co_spawn(work(1)), *of_nothing = co_spawn(nothing());
	co_spawn(work(1));
	await co_spawn(both());
	co_task *same = await t;
	co_spawn_on(loop, nothing());
	co_task *named = same == t ? t : co_spawn_with(nothing(), callback_of, NULL);
	co_task_set_name(named, "named");
	if (!co_spawn_threadsafe(loop, work(2))) co_go(work(3));
	co_go_on(loop, nothing());
	co_go(co_sleep(1));

	await co_gather();
	await co_gather(work(1));
	co_future *all = await co_gather(work(1), nothing(), t, both(), co_sleep(1));
	struct pair p = co_gather_result(struct pair, all, 3);
	co_gather_result(void, all, 1);
	int n = co_gather_result(int, all, 0) + (int)p.b + co_result(int, co_gather_child(all, 2));
	await co_gather_settled(t, of_nothing), await co_gather_strict(t);
	await co_gather_n(&t, 1), await co_gather_settled_n(&t, 1), await co_gather_strict_n(&t, 1);
	co_wait_result *w = co_wait(CO_FIRST_COMPLETED, work(1), t, nothing()), *w2 = co_wait_n(CO_ALL_COMPLETED, &t, 1);
	await co_wait_future(w), await co_wait_future(w2);
	for (size_t i = 0; i < w->n_pending; i++) co_cancel(w->pending[i]);
	n += await co_wait_for(1.5, work(1)) + await co_shield(work(n));
	await co_wait_for(1, nothing());
	co_future *f = await co_wait_for(await work(1), t);
	f = await co_shield(f);
	co_go(co_wait_for(3, work(1)));
	co_group (g) {
		co_task *child = co_group_spawn(g, nothing());
		co_group_spawn_with(g, work(n), callback_of, NULL);
		co_cancel(child);
		co_group_cancel(g);
	}

	if (co_done(t) && !co_cancelled(t) && !co_future_error(t)) n = co_result(int, t);
	co_result(void, of_nothing);
	n += co_cancelling(t) + co_uncancel(t) + (co_current_task() == t);
	co_add_done_callback(t, on_done, NULL);
	n += (int)co_remove_done_callback(t, on_done);
	co_task *tasks[4];
	n += (int)co_all_tasks(loop, tasks, 4);
	co_dump_tasks(loop, stdout);
	f = co_future_new(sizeof n), f = co_future_new_on(loop, 0);
	co_future_set_result(f, &n, sizeof n), co_future_set_error(f, 3, "%d", n);
	co_future_on_cancel(f, on_cancel, NULL);
	co_retain(f), co_release(f), co_disown(f);

	await co_lock_acquire(&lock);
	co_lock_release(&lock), co_lock_init(&lock), (void)co_lock_locked(&lock);
	await co_semaphore_acquire(&semaphore), co_semaphore_release(&semaphore);
	await co_event_wait(&occasion), co_event_set(&occasion), co_event_clear(&occasion), (void)co_event_is_set(&occasion);
	co_condition condition;
	co_condition_init(&condition, &lock);
	await co_condition_wait(&condition), co_condition_notify(&condition, 1), co_condition_notify_all(&condition);
	await co_barrier_wait(&barrier);
	co_queue queue;
	co_queue_init(&queue, sizeof n, 3);
	await co_queue_put(&queue, &n), await co_queue_get(&queue, &n), await co_queue_join(&queue);
	n = co_queue_try_put(&queue, &n) + co_queue_try_get(&queue, &n) + (int)co_queue_size(&queue);
	co_queue_task_done(&queue), co_queue_shutdown(&queue, true), co_queue_destroy(&queue);
	n += await co_signal_wait(2) + await co_fd_wait(fd, 1);
	await co_thread_run(callback_of, NULL);

	double sent = 1;
	co_gen *s = co_new(stream()), *d = co_new(duplex());
	while (await co_anext(s, &n)) continue;
	if (await co_asend(d, sent, &n) || await co_athrow(d, 5, "x", NULL)) n = await co_aclose(d);
	co_handle handle = co_call_soon(loop, callback_of, NULL);
	handle = co_call_later(loop, 1, callback_of, NULL), handle = co_call_at(loop, co_loop_time(loop) + 1, callback_of, NULL);
	co_handle_cancel(handle), co_call_soon_threadsafe(loop, callback_of, NULL);
}

/* Plain functions of an annotated file. */
static int plain(void) {
	int v;
	double average;
	co_gen *g = co_new(numbers(3)), *a = co_new(averages()), *e = co_new(everything()), *t = co_new(ticks());
	while (co_next(g, &v)) printf("%d\n", v);
	co_send(a, 3, &average), co_send(a, 2.5f, NULL), co_send(e, "STOP", &v), co_send(e, NULL, &v);
	co_throw(g, 5, "message", &v), co_next(t, NULL);
	v = co_close(g) + co_gen_state(g) + (co_gen_error(g) ? co_gen_error(g)->code : 0);
	co_returned(void, g);
	struct pair p = co_returned(struct pair, e);
	co_free(a), co_free(e), co_free(g), co_free(t);
	co_for (int, i, numbers(3)) {
		if (i == p.a) break;
		co_for (int, j, numbers(i)) v += j;
	}
	const co_error *none = NULL;
	co_error *copy = co_error_copy(none), *failed = NULL;
	co_error_print(copy, stderr), co_error_free(copy), (void)co_error_next(none), (void)co_error_origin(none);
	puts(co_strerror(v));
	if (co_try_run(work(1), &v, &failed)) co_error_free(failed);
	co_try_run(nothing(), NULL, NULL);
	co_run(void, nothing());
	co_run(int, work(1));
	p = co_run(struct pair, both());
	co_loop *loop = co_loop_new(), *virtual = co_loop_new_virtual();
	co_loop_set_seed(virtual, 3);
	co_task *task = co_spawn_on(loop, work(1));
	if (co_loop_run_until_complete(loop, task)) co_loop_stop(loop);
	co_loop_run_forever(loop);
	co_loop_close(virtual);
	loop = co_loop_attach(co_loop_uv(loop));
	co_loop_detach(loop, callback_of, NULL);
	return co_loop_current() == loop && co_run(int, blocks(&p)) == co_run(int, out_of_try(1));
}

int main(void) {
	co_run(void, forms(NULL, 0));
	co_go(out_of_catch_all(1)), co_go(out_of_finally()), co_go(out_of_with()), co_go(out_of_timeout());
	co_go(out_of_group()), co_go(out_of_scope()), co_go(out_of_uncancellable()), (void)sink;
	return plain();
}
