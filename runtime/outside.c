/* co_signal_wait and co_fd_wait: what tasks wait for outside of the process.
 *
 * In: tasks that wait for a signal, or for a descriptor. Out: made ready by libuv, whose handles are opened for the
 * wait and closed when it ends.
 *
 * A wait for a signal has a handle of its own. Those for one descriptor share one, as libuv allows no more: it
 * watches for all that any of them waits for.
 *
 * What must hold: a handle's memory stays until libuv has closed it, and its loop's as long; a frame is at a handle
 * from suspension until it is woken or cancelled. */
#include "internal.h"

#include <fcntl.h>
#include <string.h>

/** A frame that waits. */
struct waiter {
	co_coro coro;
	co_task *task;
	struct co__outside *outside; /* NULL: it was woken */
	struct waiter *next;         /* at the same handle, FIFO */
	int number;                  /* the signal's, the descriptor's */
	int events;
	int result;
	int code; /* what it raises instead; 0: nothing */
};

struct co__outside {
	union {
		uv_handle_t handle;
		uv_signal_t signal;
		uv_poll_t poll;
	} uv;
	co_loop *loop;
	struct waiter *waiters;
	int fd; /* -1: a signal's */
};

static struct waiter *waiter_of(co_coro *self) { return (struct waiter *)(void *)self; }

/* ---- handles ---- */

static void on_closed(uv_handle_t *handle) {
	struct co__outside *outside = handle->data;
	co_loop *loop = outside->loop;
	co__free(outside);
	co__handle_closed(loop);
}

static void adopt(co_loop *loop, struct co__outside *outside) {
	outside->uv.handle.data = outside;
	outside->loop = loop;
	co__handle_opened(loop);
}

static void end(struct co__outside *outside) {
	if (outside->fd >= 0) outside->loop->watched[outside->fd] = NULL;
	uv_close(&outside->uv.handle, on_closed);
}

void co__outside_free(co_loop *loop) { co__free(loop->watched); }

/* ---- waiting ---- */

static void append(struct co__outside *outside, struct waiter *waiter) {
	struct waiter **link = &outside->waiters;
	while (*link) link = &(*link)->next;
	*link = waiter;
	waiter->next = NULL;
	waiter->outside = outside;
}

static void leave(struct waiter *waiter) {
	struct waiter **link = &waiter->outside->waiters;
	while (*link != waiter) link = &(*link)->next;
	*link = waiter->next;
	waiter->outside = NULL;
}

static void wake(struct waiter *waiter, int result, int code) {
	leave(waiter);
	waiter->result = result;
	waiter->code = code;
	waiter->coro.state = CO__GIVEN;
	co__wake(waiter->task);
}

static co_step raise_code(const co_type *type, int code) {
	return CO__RAISE(code == UV_ENOMEM ? &co__error_no_memory
	                                   : co__error_make(code, "%s: %s", type->name, co_strerror(code)));
}

static co_step suspend(struct waiter *waiter, co_task *task) {
	waiter->task = task;
	waiter->code = 0;
	waiter->coro.state = CO__WAITING;
	return co__suspend(&waiter->coro);
}

static co_coro *new_waiter(const co_type *type, int number, int events) {
	co_coro *object = co__new(type);
	if (!object) return NULL;
	waiter_of(object)->number = number;
	waiter_of(object)->events = events;
	return object;
}

/* ---- signals ---- */

static void on_signal(uv_signal_t *signal, int signum) {
	struct co__outside *outside = signal->data;
	wake(outside->waiters, signum, 0);
	end(outside);
}

static co_step first_signal(co_coro *self) {
	struct waiter *waiter = waiter_of(self);
	co_task *task = co__running();
	if (!task) return co__no_task();
	co_loop *loop = co__loop_of(task);
	struct co__outside *outside = co__alloc(sizeof *outside);
	if (!outside) return CO__RAISE(&co__error_no_memory);
	memset(outside, 0, sizeof *outside);
	outside->fd = -1;
	int code = uv_signal_init(loop->uv, &outside->uv.signal);
	if (code) {
		co__free(outside);
		return raise_code(self->type, code);
	}
	adopt(loop, outside);
	code = uv_signal_start(&outside->uv.signal, on_signal, waiter->number);
	if (code) {
		end(outside);
		return raise_code(self->type, code);
	}
	append(outside, waiter);
	return suspend(waiter, task);
}

static co_step resume_signal(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct waiter *waiter = waiter_of(self);
	if (waiter->coro.state != CO__GIVEN) return CO__RAISE(error);
	if (error) co__postpone(waiter->task, error); /* the signal has come, and comes only once */
	return CO__RETURN(int, waiter->result);
}

static bool cancel_signal(co_coro *self) {
	struct co__outside *outside = waiter_of(self)->outside;
	leave(waiter_of(self));
	end(outside);
	return true;
}

#define WAITER_TYPE                                                                                                    \
	.frame_size = sizeof(struct waiter), .frame_align = _Alignof(struct waiter),                                       \
	.result_offset = offsetof(struct waiter, result), .result_size = sizeof(int), .kind = CO__AWAITABLE, .abi = CO__ABI

static const co_type signal_type = {
	WAITER_TYPE,
	.name = "co_signal_wait",
	.first = first_signal,
	.resume = resume_signal,
	.cancel = cancel_signal,
};

co_coro *co_signal_wait(int signum) { return new_waiter(&signal_type, signum, 0); }

/* ---- descriptors ---- */

static void on_ready(uv_poll_t *poll, int status, int events);

/* Watches for what those who are left wait for; for nobody: not at all. */
static int watch(struct co__outside *outside) {
	int events = 0;
	for (struct waiter *waiter = outside->waiters; waiter; waiter = waiter->next) events |= waiter->events;
	if (events) return uv_poll_start(&outside->uv.poll, events, on_ready);
	end(outside);
	return 0;
}

static void on_ready(uv_poll_t *poll, int status, int events) {
	struct co__outside *outside = poll->data;
	/* Libuv says so, too, of a good descriptor with an error, which is ready for the call that will tell it. */
	const bool is_broken = status == UV_EBADF && fcntl(outside->fd, F_GETFD) != -1;
	if (is_broken) status = 0;
	for (struct waiter *waiter = outside->waiters, *next; waiter; waiter = next) {
		next = waiter->next;
		if (is_broken) events = waiter->events & ~UV_PRIORITIZED ? waiter->events & ~UV_PRIORITIZED : waiter->events;
		if (status < 0 || (waiter->events & events)) wake(waiter, waiter->events & events, status < 0 ? status : 0);
	}
	if (watch(outside) != 0) end(outside);
}

/* The handle of a descriptor, a new one where nobody waits at it. */
static int find(co_loop *loop, int fd, struct co__outside **found) {
	if (fd < 0) return UV_EBADF;
	const size_t at = (size_t)fd;
	/* Before there is room for a number as large as that. */
	if ((at >= loop->watched_capacity || !loop->watched[at]) && fcntl(fd, F_GETFD) == -1) return UV_EBADF;
	if (at >= loop->watched_capacity) {
		const size_t capacity = at < 32 ? 64 : 2 * at;
		struct co__outside **grown = co__alloc(capacity * sizeof(struct co__outside *));
		if (!grown) return UV_ENOMEM;
		memset(grown, 0, capacity * sizeof(struct co__outside *));
		if (loop->watched) memcpy(grown, loop->watched, loop->watched_capacity * sizeof(struct co__outside *));
		co__free(loop->watched);
		loop->watched = grown;
		loop->watched_capacity = capacity;
	}
	if (!loop->watched[at]) {
		struct co__outside *outside = co__alloc(sizeof *outside);
		if (!outside) return UV_ENOMEM;
		memset(outside, 0, sizeof *outside);
		int code = uv_poll_init(loop->uv, &outside->uv.poll, fd);
		if (code) {
			co__free(outside);
			return code;
		}
		outside->fd = fd;
		adopt(loop, outside);
		loop->watched[at] = outside;
	}
	*found = loop->watched[at];
	return 0;
}

bool co__is_outside(const uv_handle_t *handle) {
	if (handle->type == UV_SIGNAL) return ((const uv_signal_t *)(const void *)handle)->signal_cb == on_signal;
	return handle->type == UV_POLL && ((const uv_poll_t *)(const void *)handle)->poll_cb == on_ready;
}

static co_step first_fd(co_coro *self) {
	struct waiter *waiter = waiter_of(self);
	const int all = UV_READABLE | UV_WRITABLE | UV_DISCONNECT | UV_PRIORITIZED;
	co_task *task = co__running();
	if (!task) return co__no_task();
	if (waiter->events == 0 || (waiter->events & ~all)) return raise_code(self->type, UV_EINVAL);
	struct co__outside *outside;
	int code = find(co__loop_of(task), waiter->number, &outside);
	if (code) return raise_code(self->type, code);
	append(outside, waiter);
	code = watch(outside);
	if (code) {
		leave(waiter);
		if (watch(outside) != 0) end(outside);
		return raise_code(self->type, code);
	}
	return suspend(waiter, task);
}

static co_step resume_fd(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct waiter *waiter = waiter_of(self);
	if (error) return CO__RAISE(error); /* also where it was ready: it still is */
	if (waiter->code) return raise_code(self->type, waiter->code);
	return CO__RETURN(int, waiter->result);
}

static bool cancel_fd(co_coro *self) {
	struct co__outside *outside = waiter_of(self)->outside;
	leave(waiter_of(self));
	if (watch(outside) != 0) end(outside);
	return true;
}

static const co_type fd_type = {
	WAITER_TYPE,
	.name = "co_fd_wait",
	.first = first_fd,
	.resume = resume_fd,
	.cancel = cancel_fd,
};

co_coro *co_fd_wait(int fd, int events) { return new_waiter(&fd_type, fd, events); }
