/* LOOP: running, stopping and closing a loop; what is not allowed. */
#include "conformance.h"

static async(int) says(const char *text, int turns_) {
	for (int i = 0; i < turns_; i++) {
		say(text);
		await co_checkpoint();
	}
	return turns_;
}

static async(void) says_at_its_end(const char *text, co_event *event) {
	co_try {
		await co_event_wait(event);
	} co_finally {
		say(text);
	}
}

EITHER_ORDER(LOOP_3) {
	co_event never = CO_EVENT_INIT;
	co_task *task = co_spawn_on(loop, says_at_its_end("A", &never));
	turns(1);
	co_cancel(task);
	check(run(task) == 0 && co_cancelled(task) && code_of(task) == CO_ECANCELED && said("A"));
}

static void looks(void *arg) {
	*(co_loop **)arg = co_loop_current();
}
EITHER_ORDER(LOOP_12) {
	co_loop *seen = NULL;
	check(!co_loop_current());
	co_call_soon(loop, looks, &seen);
	turns(1);
	check(seen == loop && !co_loop_current());
}

static void closes(void *arg) {
	co_loop_close(arg);
	say("still here");
}
EITHER_ORDER(LOOP_13) {
	/* Of a running loop: told, and nothing happens. */
	co_loop *other = co_loop_new_virtual();
	co_call_soon(other, closes, other);
	co_call_soon(other, say_arg, " and going on");
	listen_to_stderr();
	turns_of(other, 1);
	check(strstr(heard(), "co_loop_close") && said("still here and going on"));
	co_loop_close(other);
	co_loop_close(other); /* again: nothing */
	co_loop_close(NULL);
}

static void is_detached(void *arg) { say(arg); }
EITHER_ORDER(LOOP_14) {
	co_loop *other = co_loop_new_virtual();
	co_loop_close(other);
	listen_to_stderr();
	check(co_call_soon(other, say_arg, "no").generation == 0);
	check(co_call_later(other, 1, say_arg, "no").generation == 0);
	check(co_call_at(other, 1, say_arg, "no").generation == 0);
	check(!co_call_soon_threadsafe(other, say_arg, "no"));
	check(!co_spawn_threadsafe(other, says("no", 1)));
	co_task *task = co_spawn_on(other, says("no", 1));
	check(co_done(task) && code_of(task) == CO_ESTATE && !co_cancel(task));
	co_go_on(other, says("no", 1));
	co_future *future = co_future_new_on(other, sizeof(int));
	check(co_done(future) && code_of(future) == CO_ESTATE && !co_future_set_result(future, &(int){ 1 }, sizeof(int)));
	co_loop_detach(other, is_detached, "no");
	check(co_loop_run_until_complete(other, task) == CO_ESTATE);
	co_loop_run_forever(other);
	co_loop_stop(other);
	const char *told = heard();
	check(strstr(told, "co_call_soon") && strstr(told, "co_loop_run_forever") && strstr(told, "closed"));
}

static void count_reports(co_loop *of, const co_report *report, void *arg) {
	(void)of;
	++*(int *)arg;
	say(strstr(report->message, "co_") == report->message ? "" : report->message);
}
EITHER_ORDER(LOOP_14_every_function) {
	/* Of a closed loop, and of none: each is told once, and answers nothing. */
	co_loop *closed[2] = { co_loop_new_virtual(), NULL };
	co_loop_close(closed[0]);
	for (int i = 0; i < 2; i++) {
		co_loop *l = closed[i];
		listen_to_stderr();
		co_loop_set_seed(l, 1), co_loop_set_debug(l, true), co_loop_set_slow(l, 1), co_loop_on_report(l, NULL, NULL);
		check(co_loop_time(l) == 0 && !co_loop_uv(l) && co_all_tasks(l, NULL, 0) == 0);
		co_dump_tasks(l, stderr);
		co_go_on(l, says("no", 1));
		check(code_of(co_spawn_on(l, says("no", 1))) == CO_ESTATE && code_of(co_future_new_on(l, 1)) == CO_ESTATE);
		co_loop_run_forever(l), co_loop_stop(l), co_loop_detach(l, NULL, NULL);
		check(co_loop_run_until_complete(l, NULL) == CO_ESTATE && !co_call_soon(l, say_arg, "no").generation);
		check(!co_call_soon_threadsafe(l, say_arg, "no") && !co_spawn_threadsafe(l, says("no", 1))); /* answers */
		co_loop_close(l); /* nothing */
		const char *told = heard();
		check(times(told, "cogen: co_") == 16 && times(told, i ? ": the loop is NULL" : ": the loop was closed") == 16);
	}
}

EITHER_ORDER(LOOP_refusals_are_reports) {
	/* Nothing goes to standard error where the loop has somebody who is told. */
	int told = 0;
	co_loop *other = co_loop_new_virtual();
	co_loop_on_report(loop, count_reports, &told);
	listen_to_stderr();
	co_future *future = co_future_new_on(other, 0);
	check(co_loop_run_until_complete(loop, future) == CO_ESTATE && told == 1);
	check(co_loop_run_until_complete(loop, NULL) == CO_ESTATE && told == 2);
	co_loop_detach(loop, NULL, NULL);
	check(told == 3);
	co_future_set_result(future, NULL, 0);
	co_loop_close(other);
	check(!*heard());
}

static void never_told(co_future *f, void *arg) {
	(void)f;
	say(arg);
}
static async(void) gives_null(void) {
	co_future *f = co_future_new(sizeof(int));
	co_add_done_callback(f, NULL, "no"), co_add_done_callback(NULL, never_told, "no");
	check(!co_future_set_result(f, NULL, sizeof(int)) && !co_done(f));
	co_task_set_name(co_current_task(), "kept"), co_task_set_name(co_current_task(), NULL), co_task_set_name(NULL, "no");
	co_group_cancel(NULL);
	check(co_future_set_result(f, &(int){ 3 }, sizeof(int)) && co_result(int, f) == 3); /* the completer has its claim still */
	co_raise(7, "the end");
}
/* What is NULL and must not be is told, and changes nothing. */
EITHER_ORDER(LOOP_refusals_of_null) {
	listen_to_stderr();
	check(!co_loop_attach(NULL) && !co_loop_current());
	check(strstr(heard(), "co_loop_attach: the host's loop is NULL"));
	int told = 0;
	co_loop_on_report(loop, count_reports, &told);
	co_task *task = co_spawn_on(loop, gives_null());
	run(task);
	check(told == 6 && code_of(task) == 7);
	co_loop_on_report(loop, NULL, NULL);
}

static async(void) misuses(void) {
	static co_lock lock = CO_LOCK_INIT;
	static co_semaphore semaphore = CO_SEMAPHORE_INIT_BOUNDED(1);
	static co_rwlock rwlock = CO_RWLOCK_INIT;
	co_condition condition;
	co_condition_init(&condition, &lock);
	co_queue queue;
	co_queue_init(&queue, 1, 0);
	co_lock_release(&lock), co_semaphore_release(&semaphore), co_condition_notify_all(&condition), co_queue_task_done(&queue);
	co_rwlock_read_release(co_rwlock_read(&rwlock)), co_rwlock_write_release(co_rwlock_write(&rwlock));
	co_loop_close(co_loop_current()), co_loop_run_forever(co_loop_current());
	check(co_loop_run_until_complete(co_loop_current(), co_current_task()) == CO_ESTATE);
	check(!co_loop_attach(uv_default_loop()));
	co_queue_destroy(&queue);
	await co_checkpoint();
}
EITHER_ORDER(LOOP_refusals_in_a_task_are_reports) {
	int told = 0;
	co_loop_on_report(loop, count_reports, &told);
	listen_to_stderr();
	run(co_spawn_on(loop, misuses()));
	check(told == 10 && !*heard());
}

EITHER_ORDER(LOOP_15_in_full) {
	co_call_soon(loop, say_arg, "no");
	co_call_later(loop, 1, say_arg, "no");
	co_loop_close(loop);
	check(said(""));
	loop = co_loop_new_virtual();
}

EITHER_ORDER(LOOP_16) {
	for (int closed = 0; closed < 2; closed++) {
		fflush(stdout);
		listen_to_stderr();
		pid_t child = fork();
		if (child == 0) {
			co_loop *left = co_loop_new_virtual();
			co_loop_set_debug(left, true);
			if (closed) co_loop_close(left);
			exit(0);
		}
		waitpid(child, NULL, 0);
		check(times(heard(), "1 loop was never closed") == !closed);
	}
}

/* ---- co_run ---- */

static async(void) fails_when_cancelled(void) {
	co_try {
		await co_sleep(1000);
	} co_catch_all (e) {
		(void)e;
		co_raise(5, "at the end");
	}
}
static async(int) leaves_one(int code) {
	co_go(fails_when_cancelled());
	await co_checkpoint();
	if (code) co_raise(code, "its own");
	return 3;
}
EITHER_ORDER(LOOP_18) {
	int result = 0;
	co_error *error = NULL;
	listen_to_stderr();
	check(co_try_run(leaves_one(0), &result, &error) == 0 && result == 3 && !error);
	co_error_free(error);
	check(co_try_run(leaves_one(7), &result, &error) == 7 && error && error->code == 7);
	check(times(heard(), "at the end") == 2);
	co_error_free(error);
}

static async(int) gives_itself_up(int code) {
	co_disown(co_current_task());
	await co_checkpoint();
	if (code == CO_EDEADLOCK) await co_future_new(0);
	if (code) co_raise(code, "its own");
	return 42;
}
EITHER_ORDER(LOOP_18_without_its_handle) {
	int result = 0;
	co_error *error = NULL;
	check(co_try_run(gives_itself_up(0), &result, &error) == 0 && result == 42 && !error);
	co_error_free(error);
	check(co_try_run(gives_itself_up(7), &result, &error) == 7 && code_in(error) == 7);
	co_error_free(error);
#if defined __linux__ && !defined __SANITIZE_THREAD__
	listen_to_stderr();
	check(co_try_run(gives_itself_up(CO_EDEADLOCK), &result, &error) == CO_EDEADLOCK);
	check(strstr(heard(), "gives_itself_up") && strstr(message_in(error), "gives_itself_up"));
	co_error_free(error);
#endif
}

static void gives_up(void *f) { co_disown(f); }
static void ends_and_gives_up(void *f) {
	co_future_set_result(f, NULL, 0);
	gives_up(f);
}
static void ends_late(void *f) { co_future_set_result(f, NULL, 0); }
EITHER_ORDER(LOOP_1_until_one_without_its_handle) {
	for (int late = 0; late < 2; late++) {
		co_future *f = co_future_new_on(loop, 0);
		co_call_soon(loop, late ? gives_up : ends_and_gives_up, f);
		if (late) co_call_later(loop, 1, ends_late, f);
		check(run(f) == 0);
	}
}

static async(int) runs_inside(void) {
	int result = 0;
	co_error *error = NULL;
	int code = co_try_run(says("no", 1), &result, &error);
	if (code != CO_ESTATE || !error || strcmp(error->message, "a loop runs on this thread already") != 0) return 0;
	co_error_free(error);
	co_task *task = co_spawn(says("no", 0));
	if (co_loop_run_until_complete(co_loop_current(), task) != CO_ESTATE) return 0;
	return 1;
}
EITHER_ORDER(LOOP_19) {
	co_task *task = co_spawn_on(loop, runs_inside());
	run(task);
	check(co_result(int, task) == 1);
}

EITHER_ORDER(LOOP_20) {
	for (int i = 1; i <= 3; i++) {
		co_task *task = co_spawn_on(loop, says("x", i));
		check(run(task) == 0 && co_result(int, task) == i);
	}
	check(said("xxxxxx"));
}

static async(int) until_interrupted(void) {
	int signum = 0;
	co_try {
		await co_sleep(1000);
	} co_finally {
		say("cleaned up");
	}
	return signum;
}
static async(void) interrupts(co_task *main_task) {
	await co_signal_wait(SIGINT);
	co_cancel(main_task);
}
EITHER_ORDER(LOOP_21) {
	co_task *task = co_spawn_on(loop, until_interrupted());
	co_go_on(loop, interrupts(task));
	turns(1);
	need(!ends_the_program(SIGINT));
	kill(getpid(), SIGINT);
	check(run(task) == 0 && co_cancelled(task) && said("cleaned up"));
	check(ends_the_program(SIGINT)); /* the second one */
}

/* ---- bad use is told, and nothing happens ---- */

static void runs_again(void *arg) {
	(void)arg;
	co_loop_run_forever(loop);
	say("a");
	co_loop *other = co_loop_new_virtual();
	co_loop_run_forever(other);
	say("b");
	co_loop_close(other);
}
EITHER_ORDER(LOOP_11_run_forever) {
	listen_to_stderr();
	co_call_soon(loop, runs_again, NULL);
	turns(1);
	check(times(heard(), "co_loop_run_forever") == 2 && said("ab"));
}

static async(void) attaches(uv_loop_t *host) {
	if (!co_loop_attach(host)) say("refused");
	await co_checkpoint();
}
EITHER_ORDER(X31_bad_use) {
	uv_loop_t host;
	uv_loop_init(&host);
	listen_to_stderr();
	co_loop_detach(loop, is_detached, "no"); /* it was never attached */
	run(co_spawn_on(loop, attaches(&host)));
	check(said("refused"));
	co_loop *attached = co_loop_attach(&host);
	check(attached && !co_loop_attach(&host)); /* one for each thread */
	co_task *task = co_spawn(says("x", 1));
	check(co_loop_run_until_complete(attached, task) == CO_ESTATE);
	co_loop_run_forever(attached);
	co_loop_close(attached);
	uv_run(&host, UV_RUN_DEFAULT);
	check(said("x") && co_done(task));
	co_loop_detach(attached, is_detached, "detached");
	co_loop_detach(attached, is_detached, "no");
	uv_run(&host, UV_RUN_DEFAULT);
	check(said("detached"));
	check(uv_loop_close(&host) == 0);
	const char *told = heard();
	check(times(told, "co_loop_detach") == 2 && times(told, "co_loop_attach") == 2 && times(told, "co_loop_close") == 1);
	check(times(told, "co_loop_run_until_complete: the loop is a host's") == 1);
}

static async(void) cleans_up(void) {
	co_try { await co_sleep(1000); }
	co_finally {
		co_task *helper = co_spawn(says("h", 1));
		await helper; /* what a cleanup needs still runs */
		say("c");
	}
}
EITHER_ORDER(X31_nothing_begins_after_detach) {
	uv_loop_t host;
	uv_loop_init(&host);
	co_loop *attached = co_loop_attach(&host);
	co_go(cleans_up());
	uv_run(&host, UV_RUN_NOWAIT);
	listen_to_stderr();
	co_loop_detach(attached, is_detached, "D");
	check(code_of(co_spawn(says("no", 1))) == CO_ESTATE && code_of(co_spawn_on(attached, says("no", 1))) == CO_ESTATE);
	check(code_of(co_spawn_with(says("no", 1), is_detached, "w")) == CO_ESTATE && said("w"));
	co_go(says("no", 1)), co_go_on(attached, says("no", 1));
	check(!co_call_soon(attached, say_arg, "no").generation && !co_call_later(attached, 1, say_arg, "no").generation);
	check(times(heard(), ": the loop is being detached") == 7);
	uv_run(&host, UV_RUN_DEFAULT);
	check(said("hcD") && uv_loop_close(&host) == 0);
}

static void spawns_nowhere(void) { (void)co_spawn(says("no", 1)); }
static void goes_nowhere(void) { co_go(says("no", 1)); }
static void future_of_nowhere(void) { (void)co_future_new(4); }
static void gathers_nothing_nowhere(void) { (void)co_gather(says("no", 1)); }
EITHER_ORDER(LOOP_12_outside_of_a_loop) {
	check(aborts(spawns_nowhere) && aborts(goes_nowhere) && aborts(future_of_nowhere) && aborts(gathers_nothing_nowhere));
	check(!co_current_task() && !co_loop_current());
}

/* Which loop a form takes: outside of a task that of its first future, else the current one; in a task the task's own, which refuses what
 * is another's: to await that would be refused, too. */
static co_loop *second;
static co_future *of_second, *made[4];
static void makes_forms(void *arg) {
	(void)arg;
	made[0] = co_gather_n(&of_second, 1);
	made[1] = co_gather(says("b", 1), of_second);
	made[2] = co_wait_future(co_wait_n(CO_ALL_COMPLETED, &of_second, 1));
	made[3] = co_loop_current() ? co_gather(says("d", 1)) : NULL;
	for (int i = 0; i < 4; i++)
		if (made[i]) co_retain(made[i]);
}
static async(void) makes_forms_in_a_task(void) {
	makes_forms(NULL);
	await co_sleep(0);
}
static void let_go_of_made(void) {
	for (int i = 0; i < 4; i++) {
		if (made[i]) co_release(made[i]);
		made[i] = NULL;
	}
}
EITHER_ORDER(LOOP_which_one_a_form_takes) {
	for (int how = 0; how < 3; how++) {
		second = co_loop_new_virtual();
		of_second = co_future_new_on(second, 0);
		if (how == 0) makes_forms(NULL);
		if (how == 1) co_call_soon(loop, makes_forms, NULL), turns(1);
		if (how == 2) run(co_spawn_on(loop, makes_forms_in_a_task()));
		co_future_set_result(of_second, NULL, 0);
		if (how) check(run(made[3]) == 0 && said("d"));
		listen_to_stderr();
		for (int i = 0; i < 3; i++) {
			if (how < 2)
				check(co_loop_run_until_complete(second, made[i]) == 0 && !code_of(made[i]));
			else
				check(run(made[i]) == 0 && code_of(made[i]) == CO_ESTATE);
		}
		check(!*heard() && said(how < 2 ? "b" : ""));
		let_go_of_made();
		co_loop_close(second);
	}
}

/* Awaits outside of a task: of another loop's task, of oneself: FUT-26, TASK-4. Locks: LOCK-3. */

/* ---- in the loop of a host ---- */

static async(void) ticks(int n) {
	for (int i = 0; i < n; i++) {
		await co_sleep(0.001);
		say(".");
	}
}
static void host_ticks(uv_timer_t *timer) {
	say("h");
	if (strlen(happened) > 8) uv_close((uv_handle_t *)timer, NULL);
}
EITHER_ORDER(X31) {
	uv_loop_t host;
	uv_loop_init(&host);
	uv_timer_t timer;
	uv_timer_init(&host, &timer);
	uv_timer_start(&timer, host_ticks, 1, 1);
	co_loop *attached = co_loop_attach(&host);
	check(co_loop_current() == attached && co_loop_uv(attached) == &host);
	co_task *task = co_spawn(ticks(5)), *left = co_spawn(ticks(100000));
	co_disown(left);
	for (int i = 0; i < 5000 && !co_done(task); i++) uv_run(&host, UV_RUN_ONCE);
	check(co_done(task));
	co_loop_detach(attached, is_detached, "D"); /* the rest is cancelled; what is the host's stays */
	check(!co_call_soon_threadsafe(attached, say_arg, "no"));
	while (!strchr(happened, 'D')) uv_run(&host, UV_RUN_ONCE);
	check(!co_loop_current());
	uv_run(&host, UV_RUN_DEFAULT);
	check(strchr(happened, 'h') != NULL);
	check(uv_loop_close(&host) == 0);
	happened[0] = '\0';
}
