/* Tasks that wait for what happens outside of the loop: jobs on other threads, signals, descriptors. On a loop with real time, in which
 * short times suffice. */
#include <cogen.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include <uv.h>

#include "run_task.h"

static co_lock lock = CO_LOCK_INIT;
static int pipe_ends[2];

static void leave(struct thing *thing) { give_back(thing); }
#define HELD __attribute__((cleanup(leave))) struct thing

struct work {
	int in, out;
	_Atomic(int) running;
	char room[64];
};
static void works(void *arg) {
	struct work *work = arg;
	work->running = 1;
	uv_sleep((unsigned)work->in);
	for (size_t i = 0; i < sizeof work->room; i++) work->room[i] = (char)work->in; /* of the frame: it has to be there as long */
	work->out = work->in * 2;
	work->running = 0;
}

static async(int) job(int n) {
	HELD held = { 0 };
	struct work work = { n, 0, 0, "" };
	take(&held);
	co_defer {
		if (work.running) ledger_twice(); /* what it works with is gone now */
	}
	co_with (&lock) {
		co_defer {
			if (n == 2) await co_thread_run(works, &work); /* also when it is left by a cancellation */
		}
		await co_thread_run(works, &work);
		if (work.out != 2 * n || work.room[63] != (char)n) ledger_twice();
	}
	return work.out;
}

/* Its time is up while the job runs. */
static async(int) late(void) {
	HELD held = { 0 };
	struct work work = { 5, 0, 0, "" };
	take(&held);
	co_defer {
		if (work.running) ledger_twice();
	}
	co_try {
		co_timeout (0.001) await co_thread_run(works, &work);
	}
	co_catch (e) {
		if (e->code != CO_ETIMEDOUT) co_reraise;
	}
	return 1;
}

static async(int) signalled(void) {
	HELD held = { 0 };
	take(&held);
	co_try {
		co_timeout (0.02) return await co_signal_wait(SIGURG) == SIGURG;
	}
	co_catch (e) {
		if (e->code != CO_ETIMEDOUT) co_reraise;
	}
	return 0;
}

static async(void) signals(void) {
	for (int i = 0; i < 3; i++) {
		raise(SIGURG); /* which nobody has to wait for */
		await co_sleep(0.001);
	}
}

static async(int) readable(void) {
	HELD held = { 0 };
	char byte;
	take(&held);
	co_try {
		co_timeout (0.02) {
			await co_fd_wait(pipe_ends[0], UV_READABLE);
			co_with (&lock) return (int)read(pipe_ends[0], &byte, 1);
		}
	}
	co_catch (e) {
		if (e->code != CO_ETIMEDOUT) co_reraise;
	}
	return 0;
}

static async(int) run(void) {
	co_future *jobs = co_gather_settled(job(1), job(2), late());
	await jobs;
	co_future *waits = co_gather(signalled(), signalled(), signals());
	await waits;
	co_task *one = co_spawn(readable()), *two = co_spawn(readable());
	await co_sleep(0);
	if (write(pipe_ends[1], "ab", 2) != 2) co_raise(1, "write");
	await co_gather_settled(one, two);
	int sum = 0;
	for (size_t i = 0; i < 3; i++)
		if (!co_future_error(co_gather_child(jobs, i))) sum += co_gather_result(int, jobs, i);
	return sum + co_gather_result(int, waits, 0) + co_gather_result(int, waits, 1) + co_result(int, one) + co_result(int, two);
}

int main(void) {
	co_error *error;
	if (pipe(pipe_ends) != 0) return 1;
	co_loop *loop = co_loop_new();
	if (!loop) return 0;
	int result = run_task(loop, co_spawn_on(loop, run()), &error);
	ledger_must(!co_lock_locked(&lock) && !co_lock_waiting(&lock));
	if (error) fprintf(stderr, "error %d\n", error->code);
	co_error_free(error);
	printf("result %d, open %ld\n", result, ledger_open);
	return 0;
}
