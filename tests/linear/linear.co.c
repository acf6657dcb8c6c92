/* Twice as many tasks, futures or timers take about twice as much work, not four times. Work is blocks of the runtime's own code that are
 * entered, which the compiler counts (tests/run/linear): the same on a busy machine as on a quiet one. */
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned long work;
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void) { work++; }

static co_loop *loop;
static void turns(long n) {
	while (n-- > 0) co_loop_stop(loop), co_loop_run_forever(loop);
}
static void run(co_future *future) {
	if (co_loop_run_until_complete(loop, future)) abort();
}

/* ---- requests of cancellation ---- */

/* Each awaits the next, and its group is ending: a request goes down all of them, and looks at each for a ring. */
static async(void) stays_to_the_end(co_future *end) {
	co_uncancellable {
		co_try { await end; }
		co_catch_all (e) {}
	}
}
static async(void) link_of_chain(int left, co_future *end) {
	co_group (g) {
		if (end) {
			co_group_spawn(g, stays_to_the_end(end));
			co_try { await co_checkpoint(); }
			co_catch_all (e) {}
		}
		co_group_cancel(g);
		co_try { await co_checkpoint(); }
		co_catch_all (e) {}
		if (left) {
			await co_spawn(link_of_chain(left - 1, end));
		} else {
			await co_future_new(0);
		}
	}
}
static void down_a_chain(int n, co_future *end) {
	co_task *task = co_spawn_on(loop, link_of_chain(n, end));
	turns(4 * (long)n);
	co_cancel(task);
	if (end) co_future_set_result(end, NULL, 0);
	run(task);
	if (!co_cancelled(task)) abort();
}
static void chain(int n) { down_a_chain(n, NULL); }
static void chain_of_groups(int n) { down_a_chain(n, co_future_new_on(loop, 0)); }

/* Many that end together await one task, which awaits another whose group is ending: each request goes on to that one. */
static async(void) stays_for_a_while(void) {
	co_uncancellable await co_sleep(1);
}
static async(void) ends_its_group(co_task *end) {
	co_group (g) {
		co_group_spawn(g, stays_for_a_while());
		await co_checkpoint();
		co_group_cancel(g);
		co_try { await co_checkpoint(); }
		co_catch_all (e) {}
		await end;
	}
}
static async(void) waits(void) { await co_future_new(0); }
static async(void) awaits_one(co_task *task) { await task; }
static async(void) awaited_by_all(void) { await co_spawn(ends_its_group(co_spawn(waits()))); }
static async(void) all_in_a_group(co_task *task, int n) {
	co_group (g) {
		for (int i = 0; i < n; i++) co_group_spawn(g, awaits_one(task));
	}
}
static async(void) all_in_a_gather(co_task *task, int n) {
	co_task **all = calloc((size_t)n, sizeof(co_task *));
	co_defer { free(all); }
	for (int i = 0; i < n; i++) all[i] = co_spawn(awaits_one(task));
	await co_gather_n(all, (size_t)n);
}
static void cancelled_together(co_task *one, co_task *task) {
	turns(6);
	co_cancel(task);
	run(task);
	if (!co_cancelled(task) || !co_cancelled(one)) abort();
}
static void group(int n) {
	co_task *one = co_spawn_on(loop, awaited_by_all());
	cancelled_together(one, co_spawn_on(loop, all_in_a_group(one, n)));
}
static void gather(int n) {
	co_task *one = co_spawn_on(loop, awaited_by_all());
	cancelled_together(one, co_spawn_on(loop, all_in_a_gather(one, n)));
}

/* ---- handles ---- */

static co_future **many;
static async(void) makes_many(int n) {
	for (int i = 0; i < n; i++) many[i] = co_future_new(0);
	await co_sleep(2);
}
static async(void) gives_up(int n, int how) {
	for (int i = 0; i < n; i++) { /* in order, from the end, or here and there: n is no multiple of 7 */
		co_future *f = many[how == 1 ? n - 1 - i : how == 2 ? (int)(i * 7L % n) : i];
		co_future_set_result(f, NULL, 0);
		co_disown(f);
	}
	await co_checkpoint();
}
static async(void) makes_and_gives_up(int n, int how) {
	await makes_many(n);
	await gives_up(n, how);
	for (int i = 0; i < n; i++) { /* some at a time */
		many[i] = co_future_new(0);
		if (i < 100) continue;
		co_future_set_result(many[i - 100], NULL, 0);
		co_disown(many[i - 100]);
	}
}
static void one_way(int n, int how) {
	many = calloc((size_t)n, sizeof(co_future *));
	run(co_spawn_on(loop, makes_and_gives_up(n, how)));
	co_task *other = co_spawn_on(loop, makes_many(n)); /* of another task's */
	turns(1);
	run(co_spawn_on(loop, gives_up(n, how)));
	run(other);
	free(many);
}
static void in_order(int n) { one_way(n, 0); }
static void from_the_end(int n) { one_way(n, 1); }
static void here_and_there(int n) { one_way(n, 2); }

static async(void) sleeps(double seconds) { await co_sleep(seconds); }
static async(void) takes_one(int n) {
	co_for_await (co_future *, f, co_as_completed_n(many, (size_t)n)) {
		if (!co_done(f)) abort();
		break;
	}
}
/* Closed when many have ended that were not heard of yet, the last one first. */
static void as_completed(int n) {
	many = calloc((size_t)n, sizeof(co_future *));
	for (int i = 0; i < n; i++) many[i] = co_spawn_on(loop, sleeps(i ? 1 : 0.5));
	run(co_spawn_on(loop, takes_one(n)));
	co_task *task = co_spawn_on(loop, takes_one(n));
	turns(1);
	for (int i = n; i-- > 0;) co_cancel(many[i]);
	co_cancel(task);
	run(task);
	free(many);
}

/* ---- timers ---- */

static void comes(void *arg) { (void)arg; }
static void timers(int n) {
	unsigned random = 12345;
	for (int i = 0; i < n; i++) {
		random = random * 1664525u + 1013904223u;
		co_handle handle = co_call_at(loop, 1 + random % 1000, comes, NULL);
		if (i % 3 == 0) co_handle_cancel(handle);
	}
	run(co_spawn_on(loop, sleeps(1001)));
}

/* ---- */

static const struct {
	const char *name;
	void (*of)(int n);
} shapes[] = {
	{ "requests down a chain", chain },
	{ "requests down a chain of groups", chain_of_groups },
	{ "requests of a group whose tasks await one", group },
	{ "requests of a gather whose tasks await one", gather },
	{ "handles given up in order", in_order },
	{ "handles given up from the end", from_the_end },
	{ "handles given up here and there", here_and_there },
	{ "futures as they are completed", as_completed },
	{ "timers", timers },
};

static unsigned long measured(void (*of)(int n), int n) {
	loop = co_loop_new_virtual();
	work = 0;
	of(n);
	co_loop_close(loop);
	return work;
}

int main(void) {
	int wrong = 0;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		unsigned long half = measured(shapes[i].of, 2000), whole = measured(shapes[i].of, 4000);
		double times = (double)whole / (double)half;
		printf("%s: %lu blocks, %lu at twice as many: %.2f times\n", shapes[i].name, half, whole, times);
		if (!half || times > 2.25) wrong = printf("that is more than twice, or nothing was counted\n"); /* 4 would be the square */
	}
	return wrong != 0;
}
