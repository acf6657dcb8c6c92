/* NULL in place of each pointer of each public function and form: none crashes. Each tells, or raises, that something is NULL and answers what
 * its header says; where it says that NULL is allowed it is silent; where there is no answer it stops the program with a word.
 *
 * ROW(name, n) is one function, which tells n times; FREE_OF(name) one that takes no pointer, or any. tests/headers/null looks whether each
 * name of the headers has one. */
#include "conformance.h"

struct row {
	const char *name;
	void (*fn)(void);
	int told;
	struct row *next;
};
static struct row *rows, **last_row = &rows;
#define ROW(id, n)                                                                                                     \
	static void row_##id(void);                                                                                        \
	__attribute__((constructor)) static void row_##id##_is_one(void) {                                                 \
		static struct row row = { #id, row_##id, n, NULL };                                                            \
		*last_row = &row;                                                                                              \
		last_row = &row.next;                                                                                          \
	}                                                                                                                  \
	static void row_##id(void)
#define FREE_OF(...) /* for tests/headers/null alone */

FACT(NULL_in_every_function) {
	for (const struct row *row = rows; row; row = row->next) {
		printf("%s\n", row->name); /* of one that crashes */
		fflush(stdout);
		listen_to_stderr();
		row->fn();
		const char *text = heard();
		int told = times(text, "cogen: ");
		if (told != row->told || times(text, " NULL") < told) check(!printf("told %d times: %s", told, text));
	}
}

static const char *no_format; /* compilers know what is wrong with a NULL */
static async(int) work(int n) { return n; }
static void calls_nothing(void *arg) { say(arg); }
static void hears_nothing(co_future *f, void *arg) {
	(void)f;
	say(arg);
}
static bool never_asked(co_future *f, void *arg) {
	hears_nothing(f, arg);
	return true;
}
static bool fails_with(co_future *future, int code, const char *text) {
	run(future);
	const co_error *error = co_future_error(future);
	return error && error->code == code && strstr(error->message, text);
}
/** It raises that something is NULL. */
static bool refuses(co_future *future) { return fails_with(future, CO_ESTATE, "NULL"); }

/* ---- errors ---- */

FREE_OF(co_strerror)
ROW(co_error_copy, 0) { check(!co_error_copy(NULL)); }
ROW(co_error_free, 0) { co_error_free(NULL); }
ROW(co_error_next, 0) { check(!co_error_next(NULL)); }
ROW(co_error_origin, 0) { check(!co_error_origin(NULL)); }
ROW(co_error_print, 0) {
	co_error_print(NULL, stderr);
	co_error_print(NULL, NULL);
	co_task *task = co_spawn_on(loop, work(1));
	co_cancel(task);
	run(task);
	co_error_print(co_future_error(task), NULL);
}

/* ---- generators ---- */

static generator(int, int) counts(void) {
	for (int n = 1;; n++) (void)(yield n);
}
static async_generator(int, int) counts_later(void) {
	for (int n = 1;; n++) (void)(yield n);
}
static co_gen *no_gen;
static int value;
static void state_of(void) { (void)co_gen_state(no_gen); }
static void error_of(void) { (void)co_gen_error(no_gen); }
static void next_of(void) { (void)co_next(no_gen, &value); }
static void send_to(void) { (void)co_send(no_gen, 1, &value); }
static void throw_into(void) { (void)co_throw(no_gen, 1, "no", &value); }
static void returned_by(void) { (void)co_returned(int, no_gen); }
static void runs_over(void) {
	co_for (int, n, no_gen) value = n;
}
ROW(co_close, 0) { check(co_close(NULL) == 0); }
ROW(co_free, 0) { co_free(NULL); }
ROW(co_gen_state, 0) { check(aborts_saying(state_of, "co_gen_state") && strstr(last_words, "NULL")); }
ROW(co_gen_error, 0) { check(aborts_saying(error_of, "co_gen_error") && strstr(last_words, "NULL")); }
ROW(co_next, 0) {
	check(aborts_saying(next_of, "co_next") && strstr(last_words, "NULL"));
	co_gen *g = co_new(counts());
	check(co_next(g, NULL) && co_next(g, &value) && value == 2);
	co_free(g);
}
ROW(co_send, 0) {
	check(aborts_saying(send_to, "co_send") && strstr(last_words, "NULL"));
	co_gen *g = co_new(counts());
	check(co_next(g, NULL) && co_send(g, 1, NULL));
	co_free(g);
}
ROW(co_throw, 0) {
	check(aborts_saying(throw_into, "co_throw") && strstr(last_words, "NULL"));
	co_gen *g = co_new(counts());
	check(!co_throw(g, CO_ETIMEDOUT, no_format, NULL) && !strcmp(message_in(co_gen_error(g)), co_strerror(CO_ETIMEDOUT)));
	co_free(g);
}
ROW(co_returned, 0) { check(aborts_saying(returned_by, "co_returned") && strstr(last_words, "NULL")); }
ROW(co_for, 0) { check(aborts_saying(runs_over, "co_for over NULL")); }
ROW(co_new_in, 0) {
	co_gen *g = co_new_in(NULL, 1 << 12, counts());
	check(!co_next(g, &value) && code_in(co_gen_error(g)) == CO_ENOMEM);
	co_free(g);
}
ROW(co_set_allocator, 0) {
#ifndef STRESSED /* that has another one, which gets back what it gave */
	co_set_allocator(NULL, NULL, NULL);
	co_future *none = NULL;
	co_release(none);
	co_set_allocator(counted_allocate, counted_release, NULL);
#endif
}
ROW(co_anext, 0) {
	check(refuses(co_spawn_on(loop, co_anext(no_gen, &value))));
	co_gen *g = co_new(counts_later());
	co_task *task = co_spawn_on(loop, co_anext(g, NULL));
	run(task);
	check(co_result(bool, task));
	run(co_spawn_on(loop, co_aclose(g)));
	co_free(g);
}
ROW(co_asend, 0) { check(refuses(co_spawn_on(loop, co_asend(no_gen, 1, &value)))); }
ROW(co_athrow, 0) {
	check(refuses(co_spawn_on(loop, co_athrow(no_gen, 1, "no", &value))));
	co_gen *g = co_new(counts_later());
	check(fails_with(co_spawn_on(loop, co_athrow(g, CO_ETIMEDOUT, no_format, NULL)), CO_ETIMEDOUT, co_strerror(CO_ETIMEDOUT)));
	co_free(g);
}
ROW(co_aclose, 0) {
	co_task *task = co_spawn_on(loop, co_aclose(no_gen));
	run(task);
	check(co_result(int, task) == CO_ESTATE);
}
static async(void) runs_over_nothing(void) {
	co_for_await (int, n, no_gen) value = n;
}
static generator(int) delegates_to_nothing(void) { yield_from no_gen; }
ROW(co_for_await, 0) { check(refuses(co_spawn_on(loop, runs_over_nothing()))); }
ROW(yield_from, 0) {
	co_gen *g = co_new(delegates_to_nothing());
	check(!co_next(g, &value) && code_in(co_gen_error(g)) == CO_ESTATE && strstr(message_in(co_gen_error(g)), "NULL"));
	co_free(g);
}

/* ---- loops ---- */

FREE_OF(co_loop_new, co_loop_new_virtual, co_loop_current, co_handle_cancel)
ROW(co_loop_set_seed, 1) { co_loop_set_seed(NULL, 1); }
ROW(co_loop_close, 0) { co_loop_close(NULL); }
ROW(co_loop_attach, 1) { check(!co_loop_attach(NULL)); }
ROW(co_loop_detach, 1) {
	co_loop_detach(NULL, calls_nothing, "no");
	uv_loop_t host;
	uv_loop_init(&host);
	co_loop_detach(co_loop_attach(&host), NULL, NULL);
	uv_run(&host, UV_RUN_DEFAULT);
	check(uv_loop_close(&host) == 0);
}
ROW(co_loop_uv, 1) { check(!co_loop_uv(NULL)); }
ROW(co_loop_time, 1) { check(co_loop_time(NULL) == 0); }
ROW(co_loop_run_until_complete, 2) {
	check(co_loop_run_until_complete(NULL, NULL) == CO_ESTATE && co_loop_run_until_complete(loop, NULL) == CO_ESTATE);
}
ROW(co_loop_run_forever, 1) { co_loop_run_forever(NULL); }
ROW(co_loop_stop, 1) { co_loop_stop(NULL); }
ROW(co_call_soon, 2) {
	check(!co_call_soon(NULL, calls_nothing, "no").generation && !co_call_soon(loop, NULL, "no").generation);
	turns(1);
}
ROW(co_call_later, 2) { check(!co_call_later(NULL, 1, calls_nothing, "no").generation && !co_call_later(loop, 1, NULL, "no").generation); }
ROW(co_call_at, 2) { check(!co_call_at(NULL, 1, calls_nothing, "no").generation && !co_call_at(loop, 1, NULL, "no").generation); }
ROW(co_call_soon_threadsafe, 2) {
	check(!co_call_soon_threadsafe(NULL, calls_nothing, "no")); /* an answer */
	check(!co_call_soon_threadsafe(loop, NULL, "no") && !co_call_soon_threadsafe(loop, NULL, NULL));
	turns(1);
}
ROW(co_loop_on_report, 1) {
	co_loop_on_report(NULL, NULL, NULL);
	co_loop_on_report(loop, NULL, NULL);
}
ROW(co_loop_set_debug, 1) { co_loop_set_debug(NULL, true); }
ROW(co_loop_set_slow, 1) { co_loop_set_slow(NULL, 1); }

/* ---- locks and the like ---- */

#define LOCKS_NULL(name, object, expected) ROW(name, 1) { check((name)((object *)NULL) == (expected)); }
#define WAITS_FOR_NULL(name, object) ROW(name, 0) { check(refuses(co_spawn_on(loop, name((object *)NULL)))); }

ROW(co_lock_init, 1) { co_lock_init(NULL); }
LOCKS_NULL(co_lock_release, co_lock, CO_ESTATE)
LOCKS_NULL(co_lock_locked, co_lock, false)
LOCKS_NULL(co_lock_waiting, co_lock, 0)
WAITS_FOR_NULL(co_lock_acquire, co_lock)
ROW(co_semaphore_init, 1) { co_semaphore_init(NULL, 1); }
ROW(co_semaphore_init_bounded, 1) { co_semaphore_init_bounded(NULL, 1); }
LOCKS_NULL(co_semaphore_release, co_semaphore, CO_ESTATE)
LOCKS_NULL(co_semaphore_locked, co_semaphore, false)
LOCKS_NULL(co_semaphore_value, co_semaphore, 0)
LOCKS_NULL(co_semaphore_waiting, co_semaphore, 0)
WAITS_FOR_NULL(co_semaphore_acquire, co_semaphore)
ROW(co_event_init, 1) { co_event_init(NULL); }
ROW(co_event_set, 1) { co_event_set(NULL); }
ROW(co_event_clear, 1) { co_event_clear(NULL); }
LOCKS_NULL(co_event_is_set, co_event, false)
LOCKS_NULL(co_event_waiting, co_event, 0)
WAITS_FOR_NULL(co_event_wait, co_event)
static co_condition without_lock; /* of zeros, or made without one */
ROW(co_condition_init, 2) {
	co_lock lock = CO_LOCK_INIT;
	co_condition_init(NULL, &lock);
	co_condition_init(&without_lock, NULL);
}
ROW(co_condition_notify, 2) { check(co_condition_notify(NULL, 1) == CO_ESTATE && co_condition_notify(&without_lock, 1) == CO_ESTATE); }
ROW(co_condition_notify_all, 2) { check(co_condition_notify_all(NULL) == CO_ESTATE && co_condition_notify_all(&without_lock) == CO_ESTATE); }
LOCKS_NULL(co_condition_waiting, co_condition, 0)
ROW(co_condition_wait, 0) {
	check(refuses(co_spawn_on(loop, co_condition_wait(NULL))) && refuses(co_spawn_on(loop, co_condition_wait(&without_lock))));
}
ROW(co_barrier_init, 1) { co_barrier_init(NULL, 1); }
ROW(co_barrier_abort, 1) { co_barrier_abort(NULL); }
ROW(co_barrier_reset, 1) { co_barrier_reset(NULL); }
LOCKS_NULL(co_barrier_broken, co_barrier, false)
LOCKS_NULL(co_barrier_waiting, co_barrier, 0)
WAITS_FOR_NULL(co_barrier_wait, co_barrier)
static co_rwlock_reader no_reader;
static co_rwlock_writer no_writer;
ROW(co_rwlock_init, 1) { co_rwlock_init(NULL); }
ROW(co_rwlock_read, 0) { check(!co_rwlock_read(NULL)); }
ROW(co_rwlock_write, 0) { check(!co_rwlock_write(NULL)); }
ROW(co_rwlock_read_release, 2) { check(co_rwlock_read_release(NULL) == CO_ESTATE && co_rwlock_read_release(&no_reader) == CO_ESTATE); }
ROW(co_rwlock_write_release, 2) { check(co_rwlock_write_release(NULL) == CO_ESTATE && co_rwlock_write_release(&no_writer) == CO_ESTATE); }
LOCKS_NULL(co_rwlock_readers, co_rwlock, 0)
LOCKS_NULL(co_rwlock_writing, co_rwlock, false)
LOCKS_NULL(co_rwlock_waiting, co_rwlock, 0)
ROW(co_rwlock_read_acquire, 0) {
	check(refuses(co_spawn_on(loop, co_rwlock_read_acquire(NULL))) && refuses(co_spawn_on(loop, co_rwlock_read_acquire(&no_reader))));
}
ROW(co_rwlock_write_acquire, 0) {
	check(refuses(co_spawn_on(loop, co_rwlock_write_acquire(NULL))) && refuses(co_spawn_on(loop, co_rwlock_write_acquire(&no_writer))));
}

/* ---- queues ---- */

static co_queue queue_of_ints(void) {
	co_queue queue;
	co_queue_init(&queue, sizeof(int), 0);
	return queue;
}
ROW(co_queue_init, 1) { co_queue_init(NULL, 1, 1); }
ROW(co_queue_init_lifo, 1) { co_queue_init_lifo(NULL, 1, 1); }
static int never_compared(const void *a, const void *b) { return a < b; }
ROW(co_queue_init_priority, 2) {
	co_queue_init_priority(NULL, 1, 1, never_compared);
	co_queue queue;
	co_queue_init_priority(&queue, sizeof(int), 0, NULL); /* oldest first */
	for (int i = 2; i > 0; i--) check(co_queue_try_put(&queue, &i) == 0);
	check(co_queue_try_get(&queue, &value) == 0 && value == 2);
	check(co_queue_destroy(&queue) == 0);
}
LOCKS_NULL(co_queue_destroy, co_queue, CO_ESTATE)
LOCKS_NULL(co_queue_task_done, co_queue, CO_ESTATE)
LOCKS_NULL(co_queue_size, co_queue, 0)
LOCKS_NULL(co_queue_empty, co_queue, false)
LOCKS_NULL(co_queue_full, co_queue, false)
LOCKS_NULL(co_queue_unfinished, co_queue, 0)
LOCKS_NULL(co_queue_getting, co_queue, 0)
LOCKS_NULL(co_queue_putting, co_queue, 0)
WAITS_FOR_NULL(co_queue_join, co_queue)
ROW(co_queue_shutdown, 1) { co_queue_shutdown(NULL, true); }
ROW(co_queue_try_put, 2) {
	co_queue queue = queue_of_ints(), empty;
	check(co_queue_try_put((co_queue *)NULL, &value) == CO_ESTATE && co_queue_try_put(&queue, NULL) == CO_ESTATE);
	co_queue_init(&empty, 0, 0); /* its items are nothing */
	check(co_queue_try_put(&empty, NULL) == 0 && co_queue_try_get(&empty, NULL) == 0);
	co_queue_destroy(&queue), co_queue_destroy(&empty);
}
ROW(co_queue_try_get, 2) {
	co_queue queue = queue_of_ints();
	check(co_queue_try_put(&queue, &value) == 0);
	check(co_queue_try_get((co_queue *)NULL, &value) == CO_ESTATE && co_queue_try_get(&queue, NULL) == CO_ESTATE && co_queue_size(&queue) == 1);
	co_queue_destroy(&queue);
}
ROW(co_queue_put, 0) {
	co_queue queue = queue_of_ints();
	check(refuses(co_spawn_on(loop, co_queue_put((co_queue *)NULL, &value))) && refuses(co_spawn_on(loop, co_queue_put(&queue, NULL))));
}
ROW(co_queue_get, 0) {
	co_queue queue = queue_of_ints();
	check(refuses(co_spawn_on(loop, co_queue_get((co_queue *)NULL, &value))) && refuses(co_spawn_on(loop, co_queue_get(&queue, NULL))));
}

/* Awaited in place, where the frame of each is part of the coroutine's. */
#define REFUSED(...)                                                                                                   \
	co_try {                                                                                                           \
		__VA_ARGS__;                                                                                                   \
		check(!"refused");                                                                                             \
	}                                                                                                                  \
	co_catch (e) check(e->code == CO_ESTATE && strstr(e->message, "NULL"))
static async(void) awaits_nothing(void) {
	co_lock *lock = NULL;
	co_queue queue = queue_of_ints(), *no_queue = NULL;
	co_future *future = NULL;
	REFUSED(await co_lock_acquire(lock));
	REFUSED(co_with (lock) say("no"));
	REFUSED(await co_semaphore_acquire(NULL));
	REFUSED(await co_event_wait(NULL));
	REFUSED(await co_condition_wait(NULL));
	REFUSED(await co_condition_wait(&without_lock));
	REFUSED(await co_barrier_wait(NULL));
	REFUSED(await co_rwlock_read_acquire(NULL));
	REFUSED(await co_rwlock_write_acquire(NULL));
	REFUSED(co_with (co_rwlock_read(NULL)) say("no"));
	REFUSED(co_with (co_rwlock_write(NULL)) say("no"));
	REFUSED(await co_queue_put(no_queue, &value));
	REFUSED(await co_queue_put(&queue, NULL));
	REFUSED(await co_queue_get(no_queue, &value));
	REFUSED(await co_queue_get(&queue, NULL));
	REFUSED(await co_queue_join(no_queue));
	REFUSED(await co_thread_run(NULL, NULL));
	REFUSED(await future);
	REFUSED(await co_wait_for(1, future));
	REFUSED(await co_wait_for(0, future));
	REFUSED(await co_shield(future));
	REFUSED(await co_gather(work(1), future));
	REFUSED(await co_anext(no_gen, &value));
	REFUSED(await co_asend(no_gen, 1, &value));
	REFUSED(await co_athrow(no_gen, 1, "no", &value));
	check(await co_aclose(no_gen) == CO_ESTATE);
	co_try { co_raise(CO_ETIMEDOUT, no_format, 1); }
	co_catch (e) check(e->code == CO_ETIMEDOUT && !strcmp(e->message, co_strerror(CO_ETIMEDOUT)));
	say("all");
}
ROW(co_await, 0) {
	co_task *task = co_spawn_on(loop, awaits_nothing());
	run(task);
	check(!co_future_error(task) && said("all"));
}
FREE_OF(co_sleep, co_checkpoint, co_signal_wait, co_fd_wait)
ROW(co_thread_run, 0) { check(refuses(co_spawn_on(loop, co_thread_run(NULL, NULL)))); }

/* ---- tasks and futures ---- */

static co_future *none;
static void result_of(void) { (void)co_result(int, none); }
static void child_of(void) { (void)co_gather_child(none, 0); }
static void result_of_child(void) { (void)co_gather_result(int, none, 0); }
ROW(co_cancel, 0) { check(!co_cancel(none)); }
ROW(co_cancelling, 1) { check(co_cancelling(none) == 0); }
ROW(co_uncancel, 1) { check(co_uncancel(none) == 0); }
ROW(co_done, 1) { check(!co_done(none)); }
ROW(co_cancelled, 1) { check(!co_cancelled(none)); }
ROW(co_future_error, 1) { check(!co_future_error(none)); }
ROW(co_add_done_callback, 2) {
	co_future *f = co_future_new_on(loop, 0);
	co_add_done_callback(none, hears_nothing, "no"), co_add_done_callback(f, NULL, "no");
	co_future_set_result(f, NULL, 0);
	turns(2);
}
ROW(co_remove_done_callback, 0) {
	co_future *f = co_future_new_on(loop, 0);
	check(co_remove_done_callback(none, hears_nothing) == 0 && co_remove_done_callback(f, NULL) == 0);
	co_add_done_callback(f, hears_nothing, "h");
	check(co_remove_done_callback(f, NULL) == 0);
	co_future_set_result(f, NULL, 0);
	turns(2);
	check(said("h"));
}
FREE_OF(co_current_task, co_timeout_move, co_timeout_deadline, co_timeout_expired)
ROW(co_all_tasks, 2) {
	co_task *task = co_spawn_on(loop, work(1));
	check(co_all_tasks(NULL, &task, 1) == 0 && co_all_tasks(loop, NULL, 1) == 0 && co_all_tasks(loop, NULL, 0) == 1);
	run(task);
}
ROW(co_dump_tasks, 2) { co_dump_tasks(NULL, stdout), co_dump_tasks(loop, NULL); }
ROW(co_task_set_name, 2) {
	co_task *task = co_spawn_on(loop, work(1));
	co_task_set_name(none, "no"), co_task_set_name(task, NULL);
	run(task);
}
FREE_OF(co_future_new)
ROW(co_future_new_on, 1) { check(code_of(co_future_new_on(NULL, 1)) == CO_ESTATE); }
/* What is refused has not happened: the completer has its claim still, and completes it. */
ROW(co_future_set_result, 2) {
	co_future *f = co_future_new_on(loop, sizeof value);
	co_disown(f);
	check(!co_future_set_result(none, &value, sizeof value) && !co_future_set_result(f, NULL, sizeof value) && !co_done(f));
	co_retain(f);
	check(co_future_set_result(f, &(int){ 5 }, sizeof value) && co_result(int, f) == 5);
	co_release(f);
}
ROW(co_future_set_error, 1) {
	co_future *f = co_future_new_on(loop, 0);
	check(!co_future_set_error(none, 1, "no") && co_future_set_error(f, CO_ETIMEDOUT, no_format, 1));
	check(fails_with(f, CO_ETIMEDOUT, co_strerror(CO_ETIMEDOUT)));
}
ROW(co_future_on_cancel, 1) {
	co_future *f = co_future_new_on(loop, 0);
	co_future_on_cancel(none, never_asked, "no"), co_future_on_cancel(f, never_asked, "no"), co_future_on_cancel(f, NULL, NULL);
	check(co_cancel(f) && co_cancelled(f));
}
ROW(co_retain, 1) { check(!co_retain(none)); }
ROW(co_release, 0) { co_release(none); }
ROW(co_disown, 0) { co_disown(none); }
ROW(co_result, 0) { check(aborts_saying(result_of, "co_result") && strstr(last_words, "NULL")); }
ROW(co_gather_child, 0) { check(aborts_saying(child_of, "co_gather_child") && strstr(last_words, "NULL")); }
ROW(co_gather_result, 0) { check(aborts_saying(result_of_child, "co_gather_child") && strstr(last_words, "NULL")); }
ROW(co_wait_future, 1) { check(!co_wait_future(NULL)); }
ROW(co_group_cancel, 1) { co_group_cancel(NULL); }

/* ---- forms over many ---- */

enum { GATHER, SETTLED, STRICT, WAIT, AS_COMPLETED };
/* Of an array that is NULL, and of one with a NULL in it; none at all is allowed. */
static async(void) gathers_nothing(int form) {
	co_future *two[2] = { co_spawn(work(1)), NULL }, *settled = NULL;
	co_wait_result *wait = NULL;
	int failed = 0;
	switch (form) {
	case GATHER:
		REFUSED(await co_gather_n(NULL, 2));
		REFUSED(await co_gather_n(two, 2));
		await co_gather_n(NULL, 0);
		break;
	case SETTLED:
		REFUSED(await co_gather_settled_n(NULL, 2));
		settled = co_gather_settled_n(two, 2);
		await settled;
		check(code_of(co_gather_child(settled, 1)) == CO_ESTATE);
		await co_gather_settled_n(NULL, 0);
		break;
	case STRICT:
		REFUSED(await co_gather_strict_n(NULL, 2));
		REFUSED(await co_gather_strict_n(two, 2));
		await co_gather_strict_n(NULL, 0);
		break;
	case WAIT:
		REFUSED(await co_wait_future(co_wait_n(CO_ALL_COMPLETED, NULL, 2)));
		wait = co_wait_n(CO_ALL_COMPLETED, two, 2);
		await co_wait_future(wait);
		check(wait->n_done == 2 && code_of(wait->done[1]) == CO_ESTATE);
		break;
	case AS_COMPLETED:
		REFUSED(co_for_await (co_future *, f, co_as_completed_n(NULL, 2)) hears_nothing(f, "no"));
		co_for_await (co_future *, f, co_as_completed_n(two, 2)) failed += code_of(f) == CO_ESTATE;
		check(failed == 1);
		break;
	}
	say("all");
}
/* The same of the forms of one argument each. */
static async(void) gathers_null(int form) {
	co_future *future = NULL, *settled = NULL;
	co_wait_result *wait = NULL;
	int failed = 0;
	switch (form) {
	case GATHER: REFUSED(await co_gather(work(1), future)); break;
	case SETTLED:
		settled = co_gather_settled(future);
		await settled;
		check(code_of(co_gather_child(settled, 0)) == CO_ESTATE);
		break;
	case STRICT: REFUSED(await co_gather_strict(future)); break;
	case WAIT:
		wait = co_wait(CO_ALL_COMPLETED, future);
		await co_wait_future(wait);
		check(code_of(wait->done[0]) == CO_ESTATE);
		break;
	case AS_COMPLETED:
		co_for_await (co_future *, f, co_as_completed(future)) failed += code_of(f) == CO_ESTATE;
		check(failed == 1);
		break;
	}
	say("all");
}
static void of_form(co_task *task) {
	run(task);
	check(!co_future_error(task) && said("all"));
}
ROW(co_gather_n, 0) { of_form(co_spawn_on(loop, gathers_nothing(GATHER))); }
ROW(co_gather_settled_n, 0) { of_form(co_spawn_on(loop, gathers_nothing(SETTLED))); }
ROW(co_gather_strict_n, 0) { of_form(co_spawn_on(loop, gathers_nothing(STRICT))); }
ROW(co_wait_n, 0) { of_form(co_spawn_on(loop, gathers_nothing(WAIT))); }
ROW(co_as_completed_n, 0) { of_form(co_spawn_on(loop, gathers_nothing(AS_COMPLETED))); }
ROW(co_gather, 0) { of_form(co_spawn_on(loop, gathers_null(GATHER))); }
ROW(co_gather_settled, 0) { of_form(co_spawn_on(loop, gathers_null(SETTLED))); }
ROW(co_gather_strict, 0) { of_form(co_spawn_on(loop, gathers_null(STRICT))); }
ROW(co_wait, 0) { of_form(co_spawn_on(loop, gathers_null(WAIT))); }
ROW(co_as_completed, 0) { of_form(co_spawn_on(loop, gathers_null(AS_COMPLETED))); }
ROW(co_wait_for, 0) { check(refuses(co_spawn_on(loop, co_wait_for(1, none))) && refuses(co_spawn_on(loop, co_wait_for(0, none)))); }
ROW(co_shield, 0) { check(refuses(co_spawn_on(loop, co_shield(none)))); }

/* ---- spawning ---- */

/* Each function of the caller's is called once, whatever becomes of the task. */
static int over;
static void is_over(void *arg) {
	(void)arg;
	over++;
}
static async(void) spawns_for_nobody(void) {
	co_future *task = co_spawn_with(work(1), NULL, NULL);
	await task;
	REFUSED(await co_group_spawn(NULL, work(1)));
	over = 0;
	REFUSED(await co_group_spawn_with(NULL, work(1), is_over, NULL));
	check(over == 1);
	co_group (g) await co_group_spawn_with(g, work(1), NULL, NULL);
	say("all");
}
ROW(co_group_spawn, 2) { of_form(co_spawn_on(loop, spawns_for_nobody())); }
ROW(co_group_spawn_with, 1) {
	over = 0;
	check(code_of(co_group_spawn_with(NULL, work(1), is_over, NULL)) == CO_ESTATE && over == 1); /* where no loop runs */
}
ROW(co_spawn_on, 1) { check(code_of(co_spawn_on(NULL, work(1))) == CO_ESTATE); }
ROW(co_go_on, 1) { co_go_on(NULL, work(1)); }
ROW(co_spawn_threadsafe, 0) { check(!co_spawn_threadsafe(NULL, work(1))); }
ROW(co_try_run, 0) { check(co_try_run(work(1), NULL, NULL) == 0); }
/* Their only pointer is the call, of which tests/runtime/test_task.c has the NULL, as plain C alone can give it. */
FREE_OF(co_new, co_spawn, co_spawn_with, co_go, co_run)
