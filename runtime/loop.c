/* The loop: one ready queue over one libuv loop, and the turns that empty it.
 *
 * In: items pushed by whatever happens (timers, callbacks, completed futures), libuv's loop, own or the host's. Out:
 * every item run, in FIFO order, in one place: the callback of a uv_check_t, after libuv has polled.
 *
 * A turn moves what other threads sent and the timers that are due behind what is ready already, and runs exactly what
 * is ready then; what is pushed meanwhile belongs to the next turn. Several turns follow each other before libuv polls
 * again, up to a budget, because a poll costs as much as a hundred resumptions. Libuv's own callbacks only push. An
 * idle handle keeps the poll from blocking while something is ready. So nothing here depends on the order of phases
 * inside libuv, which has changed between versions.
 *
 * What must hold: no turn runs inside a turn; a stop is looked at between turns only. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Resumptions between two polls: 0.37 µs of a poll are then below a nanosecond each. */
enum { BUDGET = 1024 };

/* How often a task that goes on is asked to end. */
enum { OFTEN = 1000 };

enum { OWN_HANDLES = 5 };

/* How soon to look whether somebody who could have woken the loop is still there. */
enum { LOOK_AGAIN_MS = 100 };

_Thread_local co_loop *co__current;

co_loop *co__loop_for(const char *form) {
	if (!co__current) co__host_fatal("no loop runs on this thread:", form, 0, 0, NULL);
	return co__current;
}

co_loop *co_loop_current(void) { return co__current; }
uv_loop_t *co_loop_uv(co_loop *loop) { return co__is_open(loop, "co_loop_uv") ? loop->uv : NULL; }

/* ---- turns ---- */

static void on_idle(uv_idle_t *idle) { (void)idle; }

void co__wake_poll(co_loop *loop) {
	uv_idle_start(&loop->idle, on_idle);
	loop->idle_active = true;
}

static uint64_t next_random(co_loop *loop) {
	uint64_t x = loop->seed += 0x9e3779b97f4a7c15u; /* splitmix64 */
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

/* Permutes the tasks that are ready among the places that tasks have; callbacks keep theirs. With no memory for it, the
 * order stays as it is. */
static void shuffle(co_loop *loop) {
	size_t count = 0, places = 0;
	for (struct co__item *item = loop->hot.ready.head; item; item = item->next) {
		count++;
		places += item->type == &loop->hot.futures.type;
	}
	if (places < 2) return;
	if (loop->shuffled_capacity < count + places) {
		co__free(loop->shuffled);
		loop->shuffled_capacity = 2 * (count + places);
		loop->shuffled = co__alloc(loop->shuffled_capacity * sizeof(struct co__item *));
		if (!loop->shuffled) {
			loop->shuffled_capacity = 0;
			return;
		}
	}
	struct co__item **all = loop->shuffled, **tasks = all + count;
	size_t n = 0, taken = 0;
	for (struct co__item *item = loop->hot.ready.head; item; item = item->next) {
		all[n++] = item;
		if (item->type == &loop->hot.futures.type) tasks[taken++] = item;
	}
	for (size_t i = places - 1; i > 0; i--) {
		size_t other = (size_t)(next_random(loop) % (i + 1));
		struct co__item *swapped = tasks[i];
		tasks[i] = tasks[other];
		tasks[other] = swapped;
	}
	loop->hot.ready = (struct co__queue){ NULL, NULL };
	for (size_t i = 0, next = 0; i < count; i++)
		co__push(loop, all[i]->type == &loop->hot.futures.type ? tasks[next++] : all[i]);
}

/* Whether anything outside could still make something ready: an active handle or request that is not ours. */
static bool something_outside(co_loop *loop) {
	/* The two of ours that count while they are active. */
	uv_unref((uv_handle_t *)&loop->async);
	if (loop->idle_active) uv_unref((uv_handle_t *)&loop->idle);
	uv_unref((uv_handle_t *)&loop->timer);
	bool alive = uv_loop_alive(loop->uv) != 0;
	uv_ref((uv_handle_t *)&loop->timer);
	if (loop->idle_active) uv_ref((uv_handle_t *)&loop->idle);
	if (loop->is_running) uv_ref((uv_handle_t *)&loop->async);
	return alive;
}

/* Whoever waits at a close is told once what it waits for. */
static void lose_patience(co_loop *loop) {
	uv_timer_stop(&loop->patience);
	if (loop->patience_is_over || !loop->hot.alive) return;
	loop->patience_is_over = true;
	co__report_closing(loop);
}

static void detach_step(co_loop *loop);
static bool have_asked_ended(co_loop *loop);

static void turns(co_loop *loop) {
	loop->in_turn = true;
	for (unsigned run = 0;;) {
		co__inbox_take(loop);
		if (loop->is_virtual && !loop->hot.ready.head && co__timer_comes(loop) && loop->timers[0].due > loop->now &&
		    !loop->hot.stopping && !something_outside(loop)) {
			loop->now = loop->timers[0].due;
			if (loop->closing && loop->now > loop->patience_ends) lose_patience(loop);
		}
		if (loop->hot.timer_count) co__timers_run(loop, co__now(loop));
		if (CO__UNLIKELY(loop->hot.is_shuffled)) shuffle(loop);
		if (loop->hot.ready.head) run += co__run_items(loop, BUDGET - run);
		if (loop->hot.stopping) {
			loop->stopped = true;
			break;
		}
		if (run >= BUDGET) break;
		if (loop->hot.ready.head) continue;
		if (!loop->is_virtual || !co__timer_comes(loop) || something_outside(loop)) break;
		if (loop->closing && !loop->hot.alive) break; /* callbacks that are left are dropped */
		if (loop->closing && have_asked_ended(loop)) break; /* the others are to be asked */
	}
	loop->in_turn = false;
	if (!loop->hot.ready.head && loop->idle_active) {
		uv_idle_stop(&loop->idle);
		loop->idle_active = false;
	} else if (loop->hot.ready.head && !loop->idle_active) {
		co__wake_poll(loop);
	}
	co__timers_arm(loop);
	if (loop->detaching) detach_step(loop);
}

static void on_check(uv_check_t *check) {
	co_loop *loop = check->data;
	if (!loop->in_turn) turns(loop);
}

static void on_async(uv_async_t *async) { (void)async; }

/* ---- waiting for nothing ---- */

static void look_again(uv_timer_t *timer) { (void)timer; }

/* With nothing ready: whether nothing ever will be. */
static bool nothing_can_wake(co_loop *loop) {
	if (co__timer_comes(loop) || something_outside(loop)) return false;
	if (loop->closing) return true; /* other threads are refused */
	/* In this order: a thread that has sent something and ended is seen by one of the two. */
	if (co__is_alone() && co__inbox_empty(loop)) return true;
	/* Another thread might, until it ends. */
	uv_timer_start(&loop->timer, look_again, LOOK_AGAIN_MS, 0);
	return false;
}

/* ---- running ---- */

/* Turns until `ended`. 0; where it is watched, CO_EDEADLOCK when nothing can wake it. */
static int drive(co_loop *loop, bool (*ended)(co_loop *loop), bool watched) {
	int code = 0;
	co_loop *outer = co__current;
	co__current = loop;
	co__inbox_thread(loop);
	loop->is_running = true;
	uv_ref((uv_handle_t *)&loop->async);
	while (!ended(loop)) {
		bool nothing_to_do = !loop->hot.ready.head && !loop->hot.stopping && co__inbox_empty(loop);
		bool jump = nothing_to_do && loop->is_virtual && co__timer_comes(loop) && !something_outside(loop);
		if (nothing_to_do && watched && nothing_can_wake(loop)) {
			code = CO_EDEADLOCK;
			break;
		}
		uv_run(loop->uv, nothing_to_do && !jump ? UV_RUN_ONCE : UV_RUN_NOWAIT);
	}
	uv_unref((uv_handle_t *)&loop->async);
	loop->is_running = false;
	co__current = outer;
	return code;
}

static bool has_stopped(co_loop *loop) { return loop->stopped; }

static void forget_stop(co_loop *loop) { loop->hot.stopping = loop->stopped = false; }

static int refuse_to_run(co_loop *loop, const char *function) {
	return co__refuse(loop, function, loop->is_attached ? "the loop is a host's" : "a loop runs on this thread already");
}

void co_loop_run_forever(co_loop *loop) {
	if (!co__is_open(loop, "co_loop_run_forever")) return;
	if (loop->is_running || loop->is_attached || co__current) {
		refuse_to_run(loop, "co_loop_run_forever");
		return;
	}
	drive(loop, has_stopped, false);
	forget_stop(loop);
}

/* Who stops the loop when the future is done, as a done-callback would: in the turn after. */
struct stopper {
	struct co__item item;
	bool reached;
};

static void stop_now(co_loop *loop, struct co__item *item) {
	((struct stopper *)(void *)item)->reached = true;
	loop->hot.stopping = true;
}

static const struct co__item_type stopper_type = {
	.type = { .name = "run_until_complete", .kind = CO__ITEM, .abi = CO__ABI },
	.run = stop_now,
};

int co_loop_run_until_complete(co_loop *loop, co_future *future) {
	if (!co__is_open(loop, "co_loop_run_until_complete")) return CO_ESTATE;
	if (loop->is_running || loop->is_attached || co__current) return refuse_to_run(loop, "co_loop_run_until_complete");
	if (!future || co__is_gone(future)) return co__refuse(loop, "co_loop_run_until_complete", co__why_no_handle(future));
	if (co__loop_of(future) != loop) {
		char text[256], what[300];
		snprintf(what, sizeof what, "the future is another loop's: %s", co__stranger(future, text));
		return co__refuse(loop, "co_loop_run_until_complete", what);
	}
	struct stopper stopper = { .item.type = &stopper_type.type };
	co__retain(future);
	co__await_item(future, &stopper.item);
	int code = drive(loop, has_stopped, true);
	forget_stop(loop);
	if (!stopper.reached) {
		if (!code) code = CO_ESTATE;
		/* Stopped by somebody else, in a turn in which the future was completed: the stopper is in the queue still. */
		if (!co__unawait_item(future, &stopper.item)) {
			co__unqueue(loop, &stopper.item);
			code = 0;
		}
	}
	if (co__is_done(future) && future->role == ROLE_WAIT) co__wait_settle(future);
	co__release(future);
	return code;
}

void co__unqueue(co_loop *loop, struct co__item *item) {
	struct co__item *previous = NULL, **link = &loop->hot.ready.head;
	for (; *link != item; link = &previous->next) previous = *link;
	*link = item->next;
	if (loop->hot.ready.tail == item) loop->hot.ready.tail = previous;
	if (loop->hot.last == item) loop->hot.last = previous; /* NULL: it was all that was left of this turn */
}

void co__unqueue_all(co_loop *loop, bool (*is)(const struct co__item *item, const void *arg), const void *arg) {
	struct co__item *previous = NULL, **link = &loop->hot.ready.head;
	for (struct co__item *item; (item = *link);) {
		if (!is(item, arg)) {
			previous = item;
			link = &item->next;
			continue;
		}
		*link = item->next;
		if (loop->hot.ready.tail == item) loop->hot.ready.tail = previous;
		if (loop->hot.last == item) loop->hot.last = previous;
	}
}

void co_loop_stop(co_loop *loop) {
	if (!co__is_open(loop, "co_loop_stop")) return;
	if (loop->is_attached) { /* by the host it is run */
		co__refuse(loop, "co_loop_stop", "the loop is a host's");
		return;
	}
	loop->hot.stopping = true;
	if (!loop->in_turn && !loop->idle_active) co__wake_poll(loop);
}

void co_loop_set_seed(co_loop *loop, unsigned seed) {
	if (!co__is_open(loop, "co_loop_set_seed")) return;
	loop->seed = seed;
	loop->hot.is_shuffled = seed != 0;
}

double co_loop_time(co_loop *loop) { return co__is_open(loop, "co_loop_time") ? (double)co__now(loop) / 1e9 : 0; }

/* ---- making and closing ---- */

static int open_handles(co_loop *loop) {
	int code = uv_async_init(loop->uv, &loop->async, on_async); /* the only one that can fail */
	if (code) return code;
	uv_check_init(loop->uv, &loop->check);
	uv_idle_init(loop->uv, &loop->idle);
	uv_timer_init(loop->uv, &loop->timer);
	uv_timer_init(loop->uv, &loop->patience);
	loop->check.data = loop->idle.data = loop->timer.data = loop->patience.data = loop->async.data = loop;
	uv_check_start(&loop->check, on_check);
	uv_unref((uv_handle_t *)&loop->check);
	uv_unref((uv_handle_t *)&loop->async);
	uv_unref((uv_handle_t *)&loop->patience);
	loop->handles_open = OWN_HANDLES;
	return 0;
}

static co_loop *make(uv_loop_t *host, bool is_virtual) {
	co_loop *loop = co__alloc(sizeof *loop);
	if (!loop) return NULL;
	memset(loop, 0, sizeof *loop);
	loop->hot.futures = (struct co__item_type){
		.type = { .name = "future", .kind = CO__FUTURE, .abi = CO__ABI },
		.run = co__task_run,
	};
	loop->is_virtual = is_virtual;
	loop->armed = UINT64_MAX;
	loop->no_memory.future = (co_future){
		.item.type = &loop->hot.futures.type,
		.index = UNLISTED,
		.state = STATE_FAILED,
		.retrieved = 1,
		.references = 1,
		.u.error = &co__error_no_memory,
	};
	loop->no_wait.bare = loop->no_memory;
	loop->uv = host ? host : &loop->own_uv;
	if (!co__inbox_open(loop)) goto no_inbox;
	if (!host && uv_loop_init(&loop->own_uv)) goto no_uv;
	if (open_handles(loop)) goto no_handles;
	co__callbacks_init(loop);
	co__inbox_accept(loop);
	co__debug_init(loop);
	return loop;

no_handles:
	if (!host) uv_loop_close(&loop->own_uv);
no_uv:
	co__inbox_free(loop);
no_inbox:
	co__free(loop);
	return NULL;
}

co_task *co__of_no_loop(void) {
	static _Thread_local co_loop none;
	none.hot.futures.type = (co_type){ .name = "future", .kind = CO__FUTURE, .abi = CO__ABI };
	none.in_turn = true; /* there is no poll to wake */
	none.no_memory.future = (co_future){
		.item.type = &none.hot.futures.type,
		.index = UNLISTED,
		.state = STATE_FAILED,
		.retrieved = 1,
		.references = 1,
		.u.error = &co__error_closed,
	};
	none.no_wait.bare = none.no_memory;
	return &none.no_memory.future;
}

co_loop *co_loop_new(void) { return make(NULL, false); }
co_loop *co_loop_new_virtual(void) { return make(NULL, true); }

co_loop *co_loop_attach(uv_loop_t *host) {
	if (co__current) {
		co__misuse("co_loop_attach", "a loop runs on this thread already");
		return NULL;
	}
	if (!host) {
		co__misuse("co_loop_attach", "the host's loop is NULL");
		return NULL;
	}
	co_loop *loop = make(host, false);
	if (!loop) return NULL;
	loop->is_attached = true;
	co__current = loop;
	return loop;
}

/* Its handles are closed: what is left is memory. Who is told that something is lost is the user's, and runs in the
 * loop as ever. */
void co__drop_ready(co_loop *loop) {
	while (loop->hot.ready.head) {
		struct co__item *item = loop->hot.ready.head;
		loop->hot.ready.head = item->next;
		const struct co__item_type *type = (const struct co__item_type *)item->type;
		if (type->drop) type->drop(item);
	}
}

static void free_loop(co_loop *loop) {
	co_loop *outer = co__current;
	co__current = loop;
	co__inbox_free(loop);
	co__list_all(loop); /* who is ready or sleeps is found there no more */
	co__drop_ready(loop);
	co__async_generators_end(loop);
	co__futures_end(loop);
	co__quarantine_end(loop);
	co__callbacks_end(loop);
	co__outside_free(loop);
	co__free(loop->timers);
	co__free(loop->shuffled);
	co__free(loop);
	co__current = outer;
}

void co__handle_opened(co_loop *loop) { loop->handles_open++; }

void co__handle_closed(co_loop *loop) {
	loop->handles_open--;
	if (loop->detaching && loop->handles_open == 0) {
		void (*detached)(void *) = loop->detached;
		void *arg = loop->detached_arg;
		free_loop(loop);
		if (detached) detached(arg);
	}
}

bool co__is_own_handle(const co_loop *loop, const uv_handle_t *handle) {
	const void *own[OWN_HANDLES] = { &loop->check, &loop->idle, &loop->timer, &loop->patience, &loop->async };
	for (int i = 0; i < OWN_HANDLES; i++)
		if (handle == own[i]) return true;
	return false;
}

static void on_closed(uv_handle_t *handle) { co__handle_closed(handle->data); }

static void close_handles(co_loop *loop) {
	uv_close((uv_handle_t *)&loop->check, on_closed);
	uv_close((uv_handle_t *)&loop->idle, on_closed);
	uv_close((uv_handle_t *)&loop->timer, on_closed);
	uv_close((uv_handle_t *)&loop->patience, on_closed);
	uv_close((uv_handle_t *)&loop->async, on_closed);
}

/* Nothing that begins now would come to its end. */
static void end_beginnings(co_loop *loop) {
	loop->hot.is_over = true;
	loop->in_turn = true; /* nor is there a poll to wake */
	close_handles(loop);
}

static bool is_alive(const co_future *future) { return future && future->role == ROLE_TASK && !co__is_done(future); }

/* From `at` on in the table: holds on to the first task that was asked and is alive. */
static void await_from(co_loop *loop, uint32_t at) {
	co_task *before = loop->awaited;
	loop->awaited = NULL;
	for (; at < loop->hot.table_count && !loop->awaited; at++) {
		co_future *future = co__future_at(loop, at);
		if (is_alive(future) && co__was_asked(loop, future)) loop->awaited = future;
	}
	if (loop->awaited) co__retain(loop->awaited);
	if (before) co__release(before);
}

/* Whether all that were asked have ended. They stand in the table in the order of their making, and nobody comes in
 * between, so each is looked at once. */
static bool have_asked_ended(co_loop *loop) {
	while (loop->awaited && co__is_done(loop->awaited)) await_from(loop, loop->awaited->index + 1);
	return !loop->awaited;
}

/* Those that are alive are waited for, before any that they spawn are asked to end. */
static void begin_round(co_loop *loop) {
	co__list_all(loop);
	loop->asked_id = loop->hot.next_id;
	await_from(loop, 0);
}

static bool is_any(co_task *task, uint32_t asked_id) {
	(void)task;
	(void)asked_id;
	return true;
}

/* Whom they have left behind: it was spawned since the round before. */
static bool is_newer(co_task *task, uint32_t asked_id) {
	return (int32_t)(task->id - asked_id) > 0 && !co__is_closing_generator(task);
}

/* A round. What hooks of the user's make meanwhile may close holes of the table, which keeps its order: the task
 * itself knows its place. */
static void ask_those(co_loop *loop, bool (*is_meant)(co_task *task, uint32_t asked_id), bool anyway) {
	const uint32_t asked_id = loop->asked_id;
	begin_round(loop);
	co__round_begin(loop);
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (!is_alive(future) || !co__was_asked(loop, future) || !is_meant(future, asked_id)) continue;
		co__retain(future);
		co__ask_in_round(future, anyway);
		i = future->index;
		co__release(future);
	}
	co__round_end(loop);
}

static void cancel_all(co_loop *loop) { ask_those(loop, is_any, false); }

/* For a loop that finds nothing that could end those that are left. */
static void cancel_all_anyway(co_loop *loop) { ask_those(loop, is_any, true); }

/* Tasks that were asked may await in their cleanup whom they spawn there. Whom they have left behind when they have
 * ended is asked in turn. */
static void ask_newer(co_loop *loop) { ask_those(loop, is_newer, false); }

static void on_patience(uv_timer_t *timer);

static bool none_alive(co_loop *loop) {
	forget_stop(loop); /* nobody stops this run */
	return loop->hot.alive == 0 && co__inbox_empty(loop);
}

static bool has_round_ended(co_loop *loop) { return none_alive(loop) || (loop->hot.alive && have_asked_ended(loop)); }

/* Handles that the program left open in a loop of ours. */
static void close_foreign(uv_handle_t *handle, void *arg) {
	(void)arg;
	if (!uv_is_closing(handle)) uv_close(handle, NULL);
}

/* A task may answer a cancellation by waiting again, and what it then waits for may never come. Whenever nothing can
 * wake those that are left, they are asked again, now also in their uncancellable blocks; those that nothing ends
 * are destroyed in the end. */
static void end_tasks(co_loop *loop) {
	cancel_all(loop);
	for (int asked = 0; asked < OFTEN; asked++) {
		int code = drive(loop, has_round_ended, true);
		if (none_alive(loop)) break;
		if (code)
			cancel_all_anyway(loop);
		else
			ask_newer(loop);
	}
	have_asked_ended(loop); /* lets go of the last one */
}

static void be_patient(co_loop *loop) {
	double seconds = loop->slow * 50;
	loop->patience_ends = loop->now + co__nanoseconds(seconds);
	if (loop->patience_ends < loop->now) loop->patience_ends = UINT64_MAX;
	uv_update_time(loop->uv);
	uv_timer_start(&loop->patience, on_patience, co__nanoseconds(seconds) / 1000000, 0);
	uv_unref((uv_handle_t *)&loop->patience);
}

void co_loop_close(co_loop *loop) {
	if (!loop || !co__is_open(loop, NULL)) return;
	if (loop->is_running || loop->is_attached || loop->closing) {
		co__refuse(loop, "co_loop_close", loop->is_attached ? "the loop is a host's" : "the loop is running");
		return;
	}
	co_loop *outer = co__current; /* another one may run on this thread */
	co__current = loop;
	loop->closing = true;
	co__debug_closing(loop);
	co__inbox_close(loop);
	be_patient(loop);
	end_tasks(loop);
	/* Their cleanup may await. */
	while (co__async_generators_close(loop)) {
		begin_round(loop);
		drive(loop, has_round_ended, true);
		end_tasks(loop);
	}
	end_beginnings(loop);
	uv_walk(loop->uv, close_foreign, NULL);
	uv_run(loop->uv, UV_RUN_DEFAULT); /* requests under way complete their futures here */
	uv_loop_close(loop->uv);
	free_loop(loop);
	co__current = outer;
}

/* As end_tasks, a turn of the host's loop at a time. The host's own handles may wake those that are left, or never:
 * there they are asked again each time that patience is over. When the last of the host's handles ends, libuv tells
 * nobody, and would end its run: a timer of ours keeps it running as long as anything is left, and looks. */
static void ask_again(co_loop *loop) {
	loop->asked++;
	cancel_all_anyway(loop);
	co__wake_poll(loop);
}

static bool is_detaching(co_loop *loop) { return loop->detaching && uv_is_active((uv_handle_t *)&loop->check); }

static bool only_the_host_can_wake(co_loop *loop) {
	return loop->hot.alive && !loop->hot.ready.head && !co__timer_comes(loop) && loop->handles_open == OWN_HANDLES;
}

static void look_at_host(uv_timer_t *timer) { co__wake_poll(timer->data); }

static void detach_step(co_loop *loop) {
	if (!is_detaching(loop)) return;
	const bool have_ended = have_asked_ended(loop);
	if (loop->asked < OFTEN) {
		if (loop->hot.alive && have_ended) {
			loop->asked++;
			ask_newer(loop);
		} else if (only_the_host_can_wake(loop)) {
			if (something_outside(loop))
				uv_timer_start(&loop->timer, look_at_host, LOOK_AGAIN_MS, 0);
			else
				ask_again(loop);
		}
	}
	if (loop->asked < OFTEN) {
		if (loop->hot.alive) return;
		if (co__async_generators_close(loop)) {
			begin_round(loop);
			return;
		}
	}
	uv_check_stop(&loop->check);
	if (co__current == loop) co__current = NULL;
	end_beginnings(loop);
}

static void on_patience(uv_timer_t *timer) {
	co_loop *loop = timer->data;
	bool told = loop->patience_is_over;
	lose_patience(loop);
	if (!is_detaching(loop)) return;
	if (told && only_the_host_can_wake(loop)) ask_again(loop);
	be_patient(loop);
}

void co_loop_detach(co_loop *loop, void (*done)(void *arg), void *arg) {
	if (!co__is_open(loop, "co_loop_detach")) return;
	if (!loop->is_attached || loop->detaching) {
		co__refuse(loop, "co_loop_detach", loop->detaching ? "called already" : "the loop was not attached");
		return;
	}
	loop->detaching = loop->closing = true;
	loop->detached = done;
	loop->detached_arg = arg;
	co__inbox_close(loop);
	be_patient(loop);
	cancel_all(loop);
	if (!loop->in_turn && !loop->idle_active) co__wake_poll(loop);
}
