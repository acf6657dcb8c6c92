/* THREAD: calls from other threads, jobs on other threads. */
#include <pthread.h>
#include <sched.h>

#include "conformance.h"

/* ---- from other threads ---- */

static uv_thread_t here;
static atomic_bool in_place;
static atomic_int ran;
static void runs(void *arg) {
	(void)arg;
	uv_thread_t self = uv_thread_self();
	if (!uv_thread_equal(&self, &here)) in_place = false;
	ran++;
}
static void stops(void *arg) {
	(void)arg;
	co_loop_stop(co_loop_current());
}

static void calls_late(void *arg) {
	uv_sleep(20);
	co_call_soon_threadsafe(arg, runs, NULL);
	co_call_soon_threadsafe(arg, stops, NULL);
}
EITHER_ORDER(THREAD_1) {
	here = uv_thread_self();
	in_place = true;
	ran = 0;
	co_loop *real = co_loop_new();
	uv_thread_t thread;
	uv_thread_create(&thread, calls_late, real);
	co_loop_run_forever(real); /* blocked in its poll */
	check(ran == 1 && in_place);
	uv_thread_join(&thread);
	co_loop_close(real);
}

enum { PRODUCERS = 4, CALLS = 2000 };
struct producer {
	co_loop *to;
	uv_thread_t thread;
	int sent, next, out_of_order;
	struct call {
		struct producer *by;
		int number;
	} calls[CALLS];
};
static void counts(void *arg) {
	struct call *call = arg;
	call->by->out_of_order += call->number != call->by->next;
	call->by->next = call->number + 1;
	ran++;
}
static void produces(void *arg) {
	struct producer *producer = arg;
	for (int i = 0; i < CALLS; i++) {
		producer->calls[i] = (struct call){ producer, i };
		producer->sent += co_call_soon_threadsafe(producer->to, counts, &producer->calls[i]);
	}
}
static struct producer producers[PRODUCERS];
static async(void) until_all_have_run(void) {
	while (ran < PRODUCERS * CALLS) await co_sleep(0.001);
}
static void all_produce(co_loop *to) {
	ran = 0;
	for (int i = 0; i < PRODUCERS; i++) {
		producers[i] = (struct producer){ .to = to };
		uv_thread_create(&producers[i].thread, produces, &producers[i]);
	}
}
static void once_each_and_in_order(void) {
	co_loop *real = co_loop_new();
	all_produce(real);
	check(co_loop_run_until_complete(real, co_spawn_on(real, until_all_have_run())) == 0);
	for (int i = 0; i < PRODUCERS; i++) {
		uv_thread_join(&producers[i].thread);
		check(producers[i].sent == CALLS && producers[i].next == CALLS && producers[i].out_of_order == 0);
	}
	check(ran == PRODUCERS * CALLS);
	co_loop_close(real);
}
EITHER_ORDER(THREAD_2) { once_each_and_in_order(); }

/* …and nobody waits for the loop: it does not run until all have sent. */
EITHER_ORDER(X28) {
	co_loop *real = co_loop_new();
	all_produce(real);
	for (int i = 0; i < PRODUCERS; i++) {
		uv_thread_join(&producers[i].thread);
		check(producers[i].sent == CALLS && producers[i].next == 0);
	}
	check(co_loop_run_until_complete(real, co_spawn_on(real, until_all_have_run())) == 0);
	for (int i = 0; i < PRODUCERS; i++) check(producers[i].next == CALLS && producers[i].out_of_order == 0);
	co_loop_close(real);
}

/* …nor for each other: a thread that is stopped in the middle of a call, wherever that is, keeps nobody from calling. */
static atomic_bool stop_calling;
static atomic_int made, taken, asked, given, wanted, stands, released; /* stops, by their numbers */
static void stop_here(int signum) {
	(void)signum;
	if (in_allocator || stands == wanted) return; /* the allocator may have a lock of its own */
	stands = wanted;
	while (released < stands && !stop_calling) sched_yield();
}
static void is_taken(void *arg) {
	(void)arg;
	taken++;
}
/* As long as there is no heap of them: who has to take them may not come to it for long. */
static void calls_all_the_time(void *arg) {
	while (!stop_calling) {
		if (made - taken > 10000) {
			sched_yield();
			continue;
		}
		co_call_soon_threadsafe(arg, is_taken, NULL);
		made++;
	}
}
static void calls_when_asked(void *arg) {
	while (!stop_calling) {
		if (given == asked) {
			sched_yield();
			continue;
		}
		co_call_soon_threadsafe(arg, is_taken, NULL);
		given++;
	}
}
static bool all_given(void) {
	for (uint64_t end = uv_hrtime() + 10000000000u; uv_hrtime() < end; sched_yield())
		if (given == asked) return true;
	return false;
}
FACT(X28_nobody_waits) {
	co_loop *real = co_loop_new();
	uv_thread_t stopped, other;
	signal(SIGUSR1, stop_here);
	made = taken = asked = given = wanted = stands = released = 0;
	stop_calling = false;
	uv_thread_create(&stopped, calls_all_the_time, real);
	uv_thread_create(&other, calls_when_asked, real);
	for (int i = 0; i < 12 && holds; i++) {
		co_loop_stop(real); /* takes what was sent */
		co_loop_run_forever(real);
		for (int before = made; made == before && made - taken < 10000;) sched_yield(); /* next time it is stopped elsewhere */
		for (wanted++; stands != wanted; uv_sleep(1)) pthread_kill(stopped, SIGUSR1);
		asked++;
		check(all_given());
		released = wanted;
	}
	stop_calling = true;
	uv_thread_join(&stopped), uv_thread_join(&other);
	signal(SIGUSR1, SIG_DFL);
	co_loop_close(real);
}

FACT(THREAD_3) {
	co_call_soon(loop, say_arg, (char[]){ "a" });
	check(co_call_soon_threadsafe(loop, say_arg, (char[]){ "b" }));
	co_call_soon(loop, say_arg, (char[]){ "c" });
	turns(1);
	check(said("abc"));
}

/* Also where the loop runs, and takes what others send between its turns only. */
static void sends_to_itself(void *own) {
	co_call_soon(own, say_arg, "a");
	check(co_call_soon_threadsafe(own, say_arg, "b"));
	co_call_soon(own, say_arg, "c");
}
FACT(THREAD_3_in_a_turn) {
	co_call_soon(loop, sends_to_itself, loop);
	turns(2);
	check(said("abc"));
}

static unsigned scheduled;
static void schedules(void *arg) {
	scheduled = co_call_soon(arg, say_arg, "a").generation | co_call_later(arg, 0, say_arg, "b").generation |
	            co_call_at(arg, 0, say_arg, "c").generation;
}
EITHER_ORDER(THREAD_5) {
	uv_thread_t thread;
	co_loop_set_debug(loop, true);
	listen_to_stderr();
	scheduled = 7;
	uv_thread_create(&thread, schedules, loop);
	uv_thread_join(&thread);
	check(scheduled == 0 && times(heard(), "called from another thread") == 3);
	schedules(loop);
	check(scheduled != 0);
	turns(1);
	check(strlen(happened) == 3);
	happened[0] = '\0';
	co_loop_set_debug(loop, false);
}

static atomic_int refused, accepted;
static atomic_int calls_taken, calls_run;
static void runs_a_call(void *arg) {
	runs(arg);
	calls_run++;
}
static void calls_until_refused(void *arg) {
	while (co_call_soon_threadsafe(arg, runs_a_call, NULL)) {
		calls_taken++;
		if (accepted++ % 50 == 0) uv_sleep(1);
	}
	refused++;
}
static async(void) short_task(void) {
	ran++;
	await co_sleep(0);
}
static void spawns_until_refused(void *arg) {
	while (co_spawn_threadsafe(arg, short_task()))
		if (accepted++ % 50 == 0) uv_sleep(1);
	refused++;
}
static async(void) until_some_were_taken(void) {
	while (accepted < 10 || calls_run == 0 || ran <= calls_run) await co_sleep(0.001);
	await co_sleep(0.01);
}
EITHER_ORDER(X29) {
	here = uv_thread_self();
	refused = 0;
	accepted = 0;
	ran = 0;
	calls_taken = calls_run = 0;
	co_loop *real = co_loop_new();
	uv_thread_t threads[3];
	for (int i = 0; i < 3; i++) uv_thread_create(&threads[i], i ? calls_until_refused : spawns_until_refused, real);
	co_loop_run_until_complete(real, co_spawn_on(real, until_some_were_taken()));
	co_loop_close(real);
	for (int i = 0; i < 3; i++) uv_thread_join(&threads[i]);
	check(refused == 3);
	/* All callbacks that were taken have run. A task that was sent last may be cancelled before its first step. */
	check(calls_run == calls_taken && calls_run > 0);
	check(ran <= accepted && ran > calls_run);
	check(!co_call_soon_threadsafe(real, runs, NULL) && !co_spawn_threadsafe(real, short_task()));
}

/* ---- jobs ---- */

static void doubles(void *arg) {
	uv_thread_t self = uv_thread_self();
	in_place = !uv_thread_equal(&self, &here);
	*(int *)arg *= 2;
}
static async(int) job(int n) {
	await co_thread_run(doubles, &n);
	return n;
}
EITHER_ORDER(THREAD_6) {
	here = uv_thread_self();
	co_task *one = co_spawn_on(loop, job(21)), *two = co_spawn_on(loop, job(4));
	check(run(one) == 0 && run(two) == 0 && in_place);
	check(co_result(int, one) == 42 && co_result(int, two) == 8);
}

static async(void) job_of_nothing(void) { await co_thread_run(NULL, NULL); }
EITHER_ORDER(THREAD_6_no_function) {
	co_task *task = co_spawn_on(loop, job_of_nothing());
	run(task);
	check(code_of(task) == CO_ESTATE);
}

static atomic_bool go;
static atomic_int begun, ended;
static void start_over(void) {
	go = false;
	begun = 0;
	ended = 0;
}
static void waits_for_go(void *arg) {
	(void)arg;
	begun++;
	while (!go) uv_sleep(1);
	ended++;
}
static async(void) long_job(void) {
	co_try {
		await co_thread_run(waits_for_go, NULL);
	} co_finally {
		say(ended ? "after" : "before");
	}
}
static void until_begun(int n) {
	for (int i = 0; begun < n && i < 5000; i++) uv_sleep(1);
}
EITHER_ORDER(THREAD_7) {
	start_over();
	co_task *task = co_spawn_on(loop, long_job());
	turns(1);
	until_begun(1);
	check(co_cancel(task));
	turns(3);
	check(!co_done(task) && said("")); /* fn works with what belongs to the task */
	go = true;
	check(run(task) == 0 && co_cancelled(task) && ended == 1 && said("after"));
}

EITHER_ORDER(X21) {
	/* What fn was given stays until it has ended, whatever becomes of the task meanwhile: requests are counted, one comes. */
	start_over();
	co_task *task = co_spawn_on(loop, long_job());
	turns(1);
	until_begun(1);
	for (int i = 0; i < 3; i++) co_cancel(task), turns(1);
	check(!co_done(task) && co_cancelling(task) == 3);
	go = true;
	run(task);
	check(co_cancelled(task) && said("after"));
}

EITHER_ORDER(THREAD_8) {
	start_over();
	co_task *busy[64], *queued;
	const char *size = getenv("UV_THREADPOOL_SIZE");
	int count = size ? atoi(size) : 4;
	if (count < 1 || count > 64) count = 4;
	for (int i = 0; i < count; i++) busy[i] = co_spawn_on(loop, long_job());
	turns(1);
	until_begun(count);
	queued = co_spawn_on(loop, long_job());
	turns(1);
	co_cancel(queued);
	turns(2);
	check(co_cancelled(queued) && said("before")); /* at once */
	go = true;
	for (int i = 0; i < count; i++) run(busy[i]);
	check(begun == count && ended == count);
	happened[0] = '\0';
}

static void lets_go(void *arg) {
	(void)arg;
	uv_sleep(20);
	go = true;
}
EITHER_ORDER(THREAD_9) {
	start_over();
	co_loop *real = co_loop_new();
	co_go_on(real, long_job());
	turns_of(real, 1);
	until_begun(1);
	uv_thread_t thread;
	uv_thread_create(&thread, lets_go, NULL);
	co_loop_close(real);
	check(ended == 1 && said("after"));
	uv_thread_join(&thread);
}

EITHER_ORDER(THREAD_jobs_without_memory) {
	int code = CO_ENOMEM;
	for (long n = 0; n < 40 && code == CO_ENOMEM; n++) {
		co_task *task = co_spawn_on(loop, job(3));
		fail_at = allocations + n;
		run(task);
		fail_at = -1;
		code = code_of(task);
	}
	check(code == 0);
}

/* The pool's threads stay, and do not keep a loop from seeing that nothing can wake it. */
static async(void) waits_for(co_event *event) { await co_event_wait(event); }
EITHER_ORDER(X25_after_jobs) {
	run(co_spawn_on(loop, job(1)));
	co_event event = CO_EVENT_INIT;
	co_task *task = co_spawn_on(loop, waits_for(&event));
#if defined __linux__ && !defined __SANITIZE_THREAD__ /* which has a thread of its own */
	check(run(task) == CO_EDEADLOCK);
#endif
	co_event_set(&event);
	check(run(task) == 0);
}

/* ---- coroutines from other threads ---- */

static uv_sem_t answered;
static int answer;
static async(void) answers(int n) {
	await co_sleep(0.001);
	answer = n + 1;
	uv_sem_post(&answered);
}
static void asks(void *arg) {
	if (!co_spawn_threadsafe(arg, answers(6))) return;
	uv_sem_wait(&answered);
	answer *= 10;
	co_call_soon_threadsafe(arg, stops, NULL);
}
EITHER_ORDER(THREAD_12) {
	co_loop *real = co_loop_new();
	uv_sem_init(&answered, 0);
	answer = 0;
	uv_thread_t thread;
	uv_thread_create(&thread, asks, real);
	co_loop_run_forever(real);
	uv_thread_join(&thread);
	check(answer == 70);
	uv_sem_destroy(&answered);
	co_loop_close(real);
}

static async(void) sleeps_long(void) {
	co_try {
		await co_sleep(1000);
	} co_finally {
		say("cancelled");
	}
}
static void cancels(void *arg) { co_cancel(arg); }
static co_task *far;
static void cancels_from_afar(void *arg) { co_call_soon_threadsafe(arg, cancels, far); }
EITHER_ORDER(THREAD_13) {
	co_loop *real = co_loop_new();
	far = co_spawn_on(real, sleeps_long());
	uv_thread_t thread;
	uv_thread_create(&thread, cancels_from_afar, real);
	check(co_loop_run_until_complete(real, far) == 0);
	check(co_cancelled(far));
	if (!said("cancelled")) check(said("")); /* before its first step */
	uv_thread_join(&thread);
	co_loop_close(real);
}

/* ---- a loop for each thread ---- */

static async(int) sums(int n) {
	int sum = 0;
	for (int i = 0; i < n; i++) {
		sum += i;
		await co_sleep(i % 10 ? 0 : 0.0001);
	}
	return sum;
}
static async(int) sums_of_sums(int n) {
	co_future *both = co_gather(sums(n), sums(n + 1));
	await both;
	return co_gather_result(int, both, 0) + co_gather_result(int, both, 1);
}
struct own {
	uv_thread_t thread;
	int result;
	bool alone;
};
static void runs_a_loop(void *arg) {
	struct own *own = arg;
	own->alone = co_loop_current() == NULL;
	own->result = co_run(int, sums_of_sums(50));
	own->alone &= co_loop_current() == NULL;
}
EITHER_ORDER(THREAD_one_loop_each) {
	struct own own[4];
	for (int i = 0; i < 4; i++) uv_thread_create(&own[i].thread, runs_a_loop, &own[i]);
	for (int i = 0; i < 4; i++) {
		uv_thread_join(&own[i].thread);
		check(own[i].result == 1225 + 1275 && own[i].alone);
	}
}

/* What all loops share: the list of those that are open, the pool, the texts of codes. Each thread has loops, handles and generators of
 * its own meanwhile. */
static generator(int) up_to(int n) {
	for (int i = 1; i <= n; i++) yield i;
}
static void counts_up(void *arg) { ++*(int *)arg; }
static async(int) works_elsewhere(int n) {
	await co_thread_run(counts_up, &n);
	co_for (int, more, up_to(3)) n += more;
	return n + await sums(5);
}
static bool uses_its_own(void) {
	int times = 0;
	bool well = true;
	co_loop *own = co_loop_new();
	co_handle soon = co_call_soon(own, counts_up, &times), never = co_call_soon(own, counts_up, &times),
	          late = co_call_later(own, 1000, counts_up, &times);
	co_task *task = co_spawn_on(own, works_elsewhere(1));
	well &= co_handle_cancel(never) && !co_handle_cancel(never);
	well &= co_loop_run_until_complete(own, task) == 0 && co_result(int, task) == 18 && times == 1;
	well &= !strcmp(co_strerror(UV_ENOENT), "no such file or directory") && !strcmp(co_strerror(CO_ETIMEDOUT), "timed out");
	well &= !co_handle_cancel(soon) && co_handle_cancel(late);
	co_loop_close(own);
	return well && !co_handle_cancel(late) && co_call_soon(own, counts_up, &times).generation == 0;
}
static void uses_its_own_often(void *arg) {
	struct own *own = arg;
	own->alone = true;
	for (own->result = 0; own->result < 20; own->result++) own->alone &= uses_its_own();
}
EITHER_ORDER(THREAD_what_loops_share) {
	struct own own[4];
	listen_to_stderr(); /* calls to loops that are closed are told of */
	for (int i = 0; i < 4; i++) uv_thread_create(&own[i].thread, uses_its_own_often, &own[i]);
	for (int i = 0; i < 4; i++) {
		uv_thread_join(&own[i].thread);
		check(own[i].result == 20 && own[i].alone);
	}
	check(times(heard(), "the loop was closed") == 80);
}

/* In debug mode there is more that they share: who is told of objects, and of locks. */
static async(void) takes_locks(void) {
	co_lock lock = CO_LOCK_INIT;
	for (int i = 0; i < 50; i++)
		co_with (&lock) { await co_sleep(0.0001); } /* so that the threads take turns */
	co_condition condition;
	co_condition_init(&condition, &lock);
	co_with (&lock) {
		co_try { co_timeout (0) { await co_condition_wait(&condition); } }
		co_catch (e) { check(e->code == CO_ETIMEDOUT); }
	}
}
static void debugs_its_own(void *arg) {
	for (int i = 0; i < 5; i++) {
		co_loop *own = co_loop_new();
		co_loop_set_debug(own, true);
		co_loop_set_slow(own, 100);
		co_task *task = co_spawn_on(own, takes_locks());
		*(bool *)arg = co_loop_run_until_complete(own, task) == 0 && !co_future_error(task);
		co_loop_close(own);
	}
}
FACT(THREAD_loops_in_debug_mode) {
	uv_thread_t thread[3];
	bool well[3];
	for (int i = 0; i < 3; i++) uv_thread_create(&thread[i], debugs_its_own, &well[i]);
	for (int i = 0; i < 3; i++) {
		uv_thread_join(&thread[i]);
		check(well[i]);
	}
}

/* What a program that ends counts, while threads that go on turn it on and off. */
unsigned co__loops_watched(void);
static atomic_int debugging;
static void debugs_now_and_then(void *arg) {
	co_loop *own = co_loop_new();
	for (int i = 0; i < 4000; i++) co_loop_set_debug(own, i & 1);
	*(bool *)arg = co__loops_watched() > 0;
	co_loop_close(own);
	atomic_fetch_sub(&debugging, 1);
}
FACT(THREAD_loops_are_counted) {
	uv_thread_t thread[3];
	bool well[3];
	atomic_store(&debugging, 3);
	for (int i = 0; i < 3; i++) uv_thread_create(&thread[i], debugs_now_and_then, &well[i]);
	while (atomic_load(&debugging)) check(co__loops_watched() <= 3);
	for (int i = 0; i < 3; i++) {
		uv_thread_join(&thread[i]);
		check(well[i]);
	}
	check(co__loops_watched() == 0);
}

/* Who makes a loop may leave it to another thread, and send from the first moment on. */
static void runs_it(void *loop) { co_loop_run_forever(loop); }
static void stops_it(void *loop) { co_loop_stop(loop); }
EITHER_ORDER(THREAD_made_here_run_there) {
	for (int round = 0; round < 50; round++) {
		int n = 0;
		co_loop *there = co_loop_new();
		uv_thread_t thread;
		check(uv_thread_create(&thread, runs_it, there) == 0);
		for (int i = 0; i < 40; i++) check(co_call_soon_threadsafe(there, counts_up, &n));
		check(co_call_soon_threadsafe(there, stops_it, there));
		uv_thread_join(&thread);
		check(n == 40);
		co_loop_close(there);
	}
}

/* Before it runs, what is sent and what is called soon stand in one queue. */
static char noted[8];
static void notes(void *text) { strcat(noted, text); }
FACT(THREAD_one_queue_before) {
	co_loop *later = co_loop_new();
	noted[0] = '\0';
	co_call_soon(later, notes, "a");
	co_call_soon_threadsafe(later, notes, "b");
	co_call_soon(later, notes, "c");
	co_call_soon_threadsafe(later, notes, "d");
	co_call_soon_threadsafe(later, stops_it, later);
	co_loop_run_forever(later);
	check(!strcmp(noted, "abcd"));
	co_loop_close(later);
}

/* A loop that only others could wake looks for them now and then, while they open and close descriptors, and ThreadSanitizer looks on. */
static void makes_loops(void *main_loop) {
	for (int i = 0; i < 250; i++) {
		co_loop *own = co_loop_new();
		uv_sleep(1);
		co_loop_close(own);
	}
	check(co_call_soon_threadsafe(main_loop, stops_it, main_loop));
}
FACT(THREAD_waits_while_others_open_and_close) {
	co_loop *waiting = co_loop_new();
	co_future *never = co_future_new_on(waiting, 0);
	uv_thread_t threads[2];
	/* Before and behind them: for ThreadSanitizer a descriptor that was closed by libuv is not (tests/run/tsan). */
	listen_to_stderr();
	for (int i = 0; i < 2; i++) check(uv_thread_create(&threads[i], makes_loops, waiting) == 0);
	check(co_loop_run_until_complete(waiting, never) == CO_ESTATE);
	for (int i = 0; i < 2; i++) uv_thread_join(&threads[i]);
	check(!*heard());
	co_future_set_result(never, NULL, 0);
	co_loop_close(waiting);
}
