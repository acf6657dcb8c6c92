/* Tasks that hold something wherever they wait: in locks, contexts, defers, try, catch and finally, groups, timeouts, over generators and
 * async generators. What is taken is given back once, whatever comes and wherever. */
#include <cogen.h>
#include <stdio.h>

#include "run_task.h"

static co_lock lock = CO_LOCK_INIT;
static co_semaphore semaphore = CO_SEMAPHORE_INIT(2);
static co_event event = CO_EVENT_INIT;

static void leave(struct thing *thing) { give_back(thing); }
#define HELD __attribute__((cleanup(leave))) struct thing

struct context {
	struct thing thing;
	int swallows;
};
static async(void) enter(struct context *context) {
	await co_checkpoint();
	take(&context->thing);
}
static async(bool) exit_(struct context *context, const co_error *why) {
	give_back(&context->thing);
	await co_checkpoint();
	return why && why->code == context->swallows;
}
CO_CONTEXT(struct context, enter, exit_);

static async(int) later(int n) {
	HELD held = { 0 };
	take(&held);
	await co_sleep(n % 3 ? 0.001 * n : 0);
	if (n == 13) co_raise(13, "unlucky");
	return n;
}

static async(int) in_blocks(int n) {
	struct context context = { { 0 }, 21 };
	struct thing deferred = { 0 };
	int sum = 0;
	co_with (&lock) {
		take(&deferred);
		co_defer {
			give_back(&deferred); /* before it waits, as that may end it */
			await co_checkpoint();
		}
		co_with (&context) {
			sum += await later(n);
			co_with (&semaphore) sum += await later(n + 1);
			if (n == 2) co_raise(21, "swallowed");
			if (n == 3) return sum;
		}
	}
	co_try { sum += await later(n == 4 ? 13 : 1); }
	co_catch (e) {
		HELD caught = { 0 };
		take(&caught);
		sum += await later(e->code + 100);
		co_try { await later(13); }
		co_catch (f) sum += f->code;
	}
	co_finally { sum += await later(1000); }
	return sum;
}

static async(int) recursive(int n) {
	HELD held = { 0 };
	take(&held);
	async(int) (*pointer)(int) = later;
	if (n == 0) return await pointer(1);
	return await recursive(n - 1) + await pointer(n);
}

static async_generator(int, int) numbers(int n) {
	HELD held = { 0 };
	struct thing deferred = { 0 };
	take(&held), take(&deferred);
	co_defer {
		give_back(&deferred);
		await co_checkpoint();
	}
	for (int i = 0; i < n; i++) {
		int sent = yield await later(i);
		if (sent > 5) await later(sent);
	}
}

static generator(int) plain(int n) {
	HELD held = { 0 };
	take(&held);
	for (int i = 0; i < n; i++) yield i;
}

static async(int) over_generators(int n) {
	int sum = 0, v;
	co_for (int, w, plain(n)) {
		sum += await later(w);
		if (w == 3) break;
	}
	co_for_await (int, w, numbers(n)) {
		if (w == 1) continue;
		co_for_await (int, x, numbers(2)) sum += await later(w + x);
		if (w == 4) break;
	}
	co_gen *g = co_new(numbers(n));
	co_defer { co_free(g); }
	while (await co_anext(g, &v)) {
		sum += v;
		if (v == 1 && await co_asend(g, 6, &v)) sum += v;
		if (v == 3) break;
	}
	if (n % 2) sum += await co_aclose(g);
	return sum;
}

static async(void) waits(void) {
	HELD held = { 0 };
	take(&held);
	await co_event_wait(&event);
}

static async(int) several(void) {
	co_task *waiting = co_spawn(waits());
	co_future *all = co_gather(later(1), in_blocks(1), later(2));
	await all;
	int sum = co_gather_result(int, all, 0) + co_gather_result(int, all, 1);
	co_event_set(&event);
	await waiting;
	co_event_clear(&event);
	co_task *failing = co_spawn(later(13)), *slow = co_spawn(later(50));
	co_wait_result *w = co_wait(CO_FIRST_ERROR, failing, slow);
	await co_wait_future(w);
	sum += (int)w->n_done;
	co_cancel(slow);
	return sum + (co_future_error(failing) ? 1 : 0);
}

static async(int) structured(void) {
	int sum = 0;
	co_group (g) {
		co_group_spawn(g, later(1));
		co_group_spawn(g, in_blocks(1));
		sum += await later(2);
	}
	co_try {
		co_group (g) {
			co_group_spawn(g, later(13));
			co_group_spawn(g, later(100));
			await later(200);
		}
	}
	co_catch (e) sum += e->code;
	co_try {
		co_timeout (0.01) await later(100);
	}
	co_catch (e) sum += e->code == CO_ETIMEDOUT;
	return sum;
}

/* What runs on a way out makes handles and tasks, and may fail at that. */
static struct thing with_tasks[32];
static int with_task;

static void task_is_over(void *arg) { give_back(arg); }

static async(int) makes_on_the_way_out(int n) {
	struct thing deferred = { 0 };
	int sum = 0;
	take(&deferred);
	co_defer {
		give_back(&deferred);
		struct thing *thing = &with_tasks[with_task++];
		take(thing);
		co_spawn_with(later(1), task_is_over, thing);
		co_go(later(2));
	}
	co_group (g) {
		co_try {
			co_defer {
				(void)co_gather(later(0), later(1));
				co_task *task = co_spawn(later(2));
				sum += co_done(task);
			}
			sum += await later(n);
		}
		co_catch (e) {
			co_defer co_scope { co_group_spawn(g, later(e->code - 12)); }
			sum += await later(1);
			if (n != 13) co_reraise;
		}
		co_finally {
			(void)co_wait(CO_FIRST_COMPLETED, later(0), co_future_new(0));
			sum += await later(3);
		}
	}
	return sum;
}

static async(int) run(void) {
	int sum = 0;
	for (int n = 0; n < 5; n++) sum += await in_blocks(n);
	sum += await recursive(4);
	for (int n = 2; n < 6; n++) sum += await over_generators(n);
	sum += await several();
	sum += await structured();
	for (int n = 11; n < 14; n++) sum += await makes_on_the_way_out(n);
	return sum;
}

int main(void) {
	co_error *error;
	co_loop *loop = co_loop_new_virtual();
	if (!loop) return 0;
	int result = run_task(loop, co_spawn_on(loop, run()), &error);
	ledger_must(!co_lock_locked(&lock) && !co_lock_waiting(&lock) && co_semaphore_value(&semaphore) == 2 && !co_event_waiting(&event));
	if (error) fprintf(stderr, "error %d\n", error->code);
	co_error_free(error);
	printf("result %d, open %ld\n", result, ledger_open);
	return 0;
}
