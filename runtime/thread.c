/* co_thread_run: a function on a thread of libuv's pool.
 *
 * In: a task that awaits it. Out: made ready when the function has returned. A cancellation drops a job that no
 * thread has begun; where one has, the wait goes on to the end of the function, and the cancellation comes then.
 *
 * What must hold: the job's memory stays until libuv has given it back, which may be after the wait of a dropped
 * one. */
#include "internal.h"

#include <stdatomic.h>
#include <string.h>
#if defined __linux__
#include <sys/prctl.h>
#endif

struct job {
	uv_work_t work; /* its data: the waiting frame; NULL: dropped */
	co_loop *loop;
	void (*fn)(void *arg);
	void *arg;
};

struct frame {
	co_coro coro;
	co_task *task;
	struct job *job; /* NULL: it has ended */
	void (*fn)(void *arg);
	void *arg;
};

static struct frame *frame_of(co_coro *self) { return (struct frame *)(void *)self; }

/* ---- the threads of the pool ---- */

/* They stay when their jobs have ended, and can wake nobody then: a loop that looks for who could (loop.c) has to
 * know them. Jobs of all loops are counted. */
static atomic_uint jobs;

#if defined __linux__
#define OURS "co-pool"
enum { MOST = 64 }; /* of a larger pool the rest counts as threads of the program's */
static struct {
	atomic_flag asked;
	atomic_uint count;
	long ids[MOST];
} pool = { .asked = ATOMIC_FLAG_INIT };

bool co__is_idle_pool_thread(long id) {
	if (atomic_load(&jobs)) return false;
	for (unsigned i = 0; i < atomic_load(&pool.count); i++)
		if (pool.ids[i] == id) return true;
	return false;
}

static bool is_of_pool(long id) {
	static const char *const names[] = { OURS, "libuv-worker" }; /* newer versions of libuv give names */
	char name[32];
	return co__thread_name(id, name) && (!strcmp(name, names[0]) || !strcmp(name, names[1]));
}

static bool find_one(long id, void *arg) {
	unsigned *count = arg;
	if (is_of_pool(id)) pool.ids[(*count)++] = id;
	return *count < MOST;
}

static void nothing(uv_work_t *request) { (void)request; }
static void on_nothing(uv_work_t *request, int status) {
	(void)status;
	struct job *job = (struct job *)(void *)request;
	co_loop *loop = job->loop;
	co__free(job);
	co__handle_closed(loop);
}

/* The first job makes all threads of the pool, and new threads have the name of who makes them: so they are found.
 * With an empty job, as one of the program's could make threads, too. Where somebody else has begun the pool none is
 * found, and all count as the program's. */
static void find_pool(co_loop *loop) {
	if (atomic_flag_test_and_set(&pool.asked)) return;
	char name[16];
	struct job *job = co__alloc(sizeof *job);
	if (!job || prctl(PR_GET_NAME, name) != 0) {
		co__free(job);
		return;
	}
	*job = (struct job){ .loop = loop };
	prctl(PR_SET_NAME, OURS);
	int code = uv_queue_work(loop->uv, &job->work, nothing, on_nothing);
	prctl(PR_SET_NAME, name);
	if (code) {
		co__free(job);
		return;
	}
	co__handle_opened(loop);
	unsigned count = 0;
	if (co__each_thread(find_one, &count)) atomic_store(&pool.count, count);
}
#else
static void find_pool(co_loop *loop) { (void)loop; }
#endif

/* ---- jobs ---- */

static void work(uv_work_t *request) {
	struct job *job = (struct job *)(void *)request;
	job->fn(job->arg);
}

static void on_end(uv_work_t *request, int status) {
	(void)status;
	struct job *job = (struct job *)(void *)request;
	struct frame *frame = request->data;
	co_loop *loop = job->loop;
	co__free(job);
	atomic_fetch_sub(&jobs, 1);
	if (frame) {
		frame->job = NULL;
		co__wake(frame->task);
	}
	co__handle_closed(loop);
}

static co_step first_run(co_coro *self) {
	struct frame *frame = frame_of(self);
	co_task *task = co__running();
	if (!task) return co__no_task();
	co_loop *loop = co__loop_of(task);
	if (!frame->fn) return CO__RAISE(co__error_make(CO_ESTATE, "co_thread_run: the function is NULL"));
	find_pool(loop);
	struct job *job = co__alloc(sizeof *job);
	if (!job) return CO__RAISE(&co__error_no_memory);
	*job = (struct job){ .work.data = frame, .loop = loop, .fn = frame->fn, .arg = frame->arg };
	int code = uv_queue_work(loop->uv, &job->work, work, on_end);
	if (code) {
		co__free(job);
		return CO__RAISE(co__error_make(code, "co_thread_run: %s", uv_strerror(code)));
	}
	atomic_fetch_add(&jobs, 1);
	co__handle_opened(loop);
	frame->task = task;
	frame->job = job;
	self->state = CO__WAITING;
	return co__suspend(self);
}

static co_step resume_run(co_coro *self, const void *in, co_error *error) {
	(void)in;
	if (!error) error = co__held_request(frame_of(self)->task);
	return error ? CO__RAISE(error) : CO__RETURN_VOID();
}

static bool cancel_run(co_coro *self) {
	struct job *job = frame_of(self)->job;
	if (uv_cancel((uv_req_t *)&job->work) != 0) return false;
	job->work.data = NULL;
	return true;
}

static const co_type run_type = {
	.name = "co_thread_run",
	.first = first_run,
	.resume = resume_run,
	.cancel = cancel_run,
	.frame_size = sizeof(struct frame),
	.frame_align = _Alignof(struct frame),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

co_coro *co_thread_run(void (*fn)(void *arg), void *arg) {
	co_coro *object = co__new(&run_type);
	if (!object) return NULL;
	frame_of(object)->fn = fn;
	frame_of(object)->arg = arg;
	return object;
}
