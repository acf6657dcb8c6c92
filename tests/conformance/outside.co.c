/* What tasks wait for outside of the process: signals, descriptors. */
#include "conformance.h"
#include <netinet/in.h>

static async(void) waits_for_signal(int signum, const char *text) {
	int came = await co_signal_wait(signum);
	say(text);
	say_number(came == signum);
}

static async(void) kills_itself(int signum) {
	await co_sleep(0);
	if (ends_the_program(signum)) co_raise(1, "nobody waits for it");
	kill(getpid(), signum);
}
static bool sends(int signum) {
	co_task *task = co_spawn_on(loop, kills_itself(signum));
	return run(task) == 0 && !co_future_error(task) && !co_cancelled(task);
}

EITHER_ORDER(SIGNAL_wakes_all_who_wait_for_it) {
	co_task *a = co_spawn_on(loop, waits_for_signal(SIGUSR1, "")), *b = co_spawn_on(loop, waits_for_signal(SIGUSR1, ""));
	co_task *other = co_spawn_on(loop, waits_for_signal(SIGUSR2, "other"));
	turns(1);
	need(sends(SIGUSR1));
	check(run(a) == 0 && run(b) == 0);
	check(said("11") && !co_done(other));
	co_cancel(other);
	check(run(other) == 0 && co_cancelled(other));
}

EITHER_ORDER(SIGNAL_again_and_again) {
	for (int i = 0; i < 3; i++) {
		co_task *task = co_spawn_on(loop, waits_for_signal(SIGUSR1, "A"));
		turns(1);
		need(sends(SIGUSR1));
		check(run(task) == 0 && said("A1"));
	}
}

EITHER_ORDER(SIGNAL_has_its_default_action_between_two_waits) {
	co_task *a = co_spawn_on(loop, waits_for_signal(SIGUSR1, "")), *b = co_spawn_on(loop, waits_for_signal(SIGUSR1, ""));
	check(ends_the_program(SIGUSR1));
	turns(1);
	check(!ends_the_program(SIGUSR1));
	co_cancel(a);
	run(a);
	check(!ends_the_program(SIGUSR1));
	need(sends(SIGUSR1));
	check(run(b) == 0 && said("1"));
	check(ends_the_program(SIGUSR1));
}

EITHER_ORDER(SIGNAL_of_no_such_number) {
	co_task *task = co_spawn_on(loop, waits_for_signal(12345, "")), *zero = co_spawn_on(loop, waits_for_signal(0, ""));
	co_task *kill_it = co_spawn_on(loop, waits_for_signal(SIGKILL, ""));
	run(task), run(zero), run(kill_it);
	check(code_of(task) == UV_EINVAL && code_of(zero) == UV_EINVAL && code_of(kill_it) == UV_EINVAL);
}

static async(void) signal_and_more(void) {
	await co_signal_wait(SIGUSR1);
	say("came ");
	await co_sleep(0);
	say("not reached");
}
static co_task *victim;
static void cancel_victim(uv_check_t *check) {
	if (co_current_task()) return;
	co_cancel(victim);
	uv_close((uv_handle_t *)check, NULL);
}
FACT(SIGNAL_that_has_come_is_not_lost_by_a_cancellation) {
	for (int i = 0; i < 2; i++) {
		victim = co_spawn_on(loop, signal_and_more());
		turns(1);
		need(!ends_the_program(SIGUSR1));
		kill(getpid(), SIGUSR1);
		/* In the poll libuv reads it, and the task is ready; what asks to cancel it comes before its turn, or before the poll. */
		uv_check_t before;
		uv_check_init(co_loop_uv(loop), &before);
		if (i == 0) uv_check_start(&before, cancel_victim);
		if (i == 1) co_cancel(victim), uv_close((uv_handle_t *)&before, NULL);
		run(victim);
		if (!uv_is_closing((uv_handle_t *)&before)) uv_close((uv_handle_t *)&before, NULL), turns(1);
		check(co_cancelled(victim));
		check(said(i == 0 ? "came " : ""));
	}
}

/* ---- descriptors ---- */

static int ends[2];
static void open_pipe(void) {
	if (pipe(ends) != 0) abort();
}
static void close_pipe(void) { close(ends[0]), close(ends[1]); }

static async(int) reads(int fd) {
	char byte = 0;
	int events = await co_fd_wait(fd, UV_READABLE);
	if (read(fd, &byte, 1) != 1) co_raise(1, "not ready");
	say((char[]){ byte, '\0' });
	return events;
}
static async(void) writes(int fd, const char *text, double after) {
	await co_sleep(after);
	await co_fd_wait(fd, UV_WRITABLE);
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text)) co_raise(1, "not ready");
}

EITHER_ORDER(FD_wakes_when_it_is_ready) {
	open_pipe();
	co_task *reader = co_spawn_on(loop, reads(ends[0]));
	turns(2);
	check(!co_done(reader));
	co_task *writer = co_spawn_on(loop, writes(ends[1], "x", 0));
	if (run(writer) || co_future_error(writer) || co_cancelled(writer)) co_cancel(reader);
	check(run(reader) == 0 && said("x") && co_result(int, reader) == UV_READABLE);
	close_pipe();
}

/* No room is made for numbers that are no descriptors. */
static async(void) waits_for_none(int fd) { await co_fd_wait(fd, UV_READABLE); }
EITHER_ORDER(FD_of_a_large_number) {
	const int number = 5000000;
	const size_t before = mallinfo2().hblkhd;
	co_task *task = co_spawn_on(loop, waits_for_none(number));
	check(run(task) == 0 && code_of(task) == UV_EBADF && mallinfo2().hblkhd < before + (size_t)number);
	task = co_spawn_on(loop, waits_for_none(INT_MAX));
	check(run(task) == 0 && code_of(task) == UV_EBADF);
}

static async(int) waits_for(int fd, int events, const char *text) {
	int ready = await co_fd_wait(fd, events);
	say(text);
	return ready;
}
EITHER_ORDER(FD_shared_by_a_reader_and_a_writer) {
	int both[2];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, both) != 0) abort();
	co_task *reader = co_spawn_on(loop, waits_for(both[0], UV_READABLE, "r"));
	turns(1);
	co_task *writer = co_spawn_on(loop, waits_for(both[0], UV_WRITABLE, "w"));
	check(run(writer) == 0 && said("w") && !co_done(reader) && co_result(int, writer) == UV_WRITABLE);
	co_task *second = co_spawn_on(loop, waits_for(both[0], UV_READABLE | UV_WRITABLE, "s"));
	check(run(second) == 0 && said("s") && co_result(int, second) == UV_WRITABLE);
	check(write(both[1], "x", 1) == 1);
	check(run(reader) == 0 && said("r"));
	close(both[0]), close(both[1]);
}

EITHER_ORDER(FD_cancelled) {
	open_pipe();
	co_task *a = co_spawn_on(loop, reads(ends[0])), *b = co_spawn_on(loop, reads(ends[0]));
	turns(1);
	co_cancel(a);
	check(run(a) == 0 && co_cancelled(a) && !co_done(b));
	check(write(ends[1], "y", 1) == 1);
	check(run(b) == 0 && said("y"));
	/* Ready, and cancelled before its turn: nothing was read. */
	co_task *c = co_spawn_on(loop, reads(ends[0]));
	turns(1);
	check(write(ends[1], "z", 1) == 1);
	co_cancel(c);
	check(run(c) == 0 && co_cancelled(c));
	co_task *d = co_spawn_on(loop, reads(ends[0]));
	check(run(d) == 0 && said("z"));
	close_pipe();
}

/* A descriptor with an error is one that does not block: what is called on it tells. */
EITHER_ORDER(FD_of_a_pipe_that_nobody_reads) {
	for (int events = UV_WRITABLE; events <= UV_DISCONNECT; events *= 2) {
		open_pipe();
		co_task *task = co_spawn_on(loop, waits_for(ends[1], events, "w"));
		if (events == UV_DISCONNECT) turns(2);
		close(ends[0]);
		check(run(task) == 0 && said("w") && co_result(int, task) == events);
		void (*before)(int) = signal(SIGPIPE, SIG_IGN);
		check(write(ends[1], "x", 1) < 0 && errno == EPIPE);
		signal(SIGPIPE, before);
		close(ends[1]);
	}
}

/* A socket that listens on a port of loopback's, its address in `address`. */
static int listens(struct sockaddr_in *address) {
	socklen_t size = sizeof *address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	*address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (fd < 0 || bind(fd, (struct sockaddr *)address, size) || listen(fd, 1)) abort();
	if (getsockname(fd, (struct sockaddr *)address, &size)) abort();
	return fd;
}

EITHER_ORDER(FD_of_a_refused_connection) {
	struct sockaddr_in address;
	close(listens(&address));
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), error = 0;
	socklen_t size = sizeof error;
	check(connect(fd, (struct sockaddr *)&address, sizeof address) < 0);
	if (errno == EINPROGRESS) {
		co_task *task = co_spawn_on(loop, waits_for(fd, UV_WRITABLE, "c"));
		check(run(task) == 0 && said("c") && co_result(int, task) == UV_WRITABLE);
		check(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == ECONNREFUSED);
	}
	close(fd);
}

EITHER_ORDER(FD_of_a_connection_that_was_reset) {
	struct sockaddr_in address;
	int listener = listens(&address), fd = socket(AF_INET, SOCK_STREAM, 0);
	check(connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
	int peer = accept(listener, NULL, NULL);
	co_task *first = co_spawn_on(loop, waits_for(fd, UV_READABLE | UV_PRIORITIZED, ""));
	co_task *second = co_spawn_on(loop, waits_for(fd, UV_READABLE, ""));
	co_task *urgent = co_spawn_on(loop, waits_for(fd, UV_PRIORITIZED, ""));
	turns(2);
	check(!co_done(first) && !co_done(second));
	const struct linger at_once = { .l_onoff = 1 };
	setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(peer);
	check(run(first) == 0 && co_result(int, first) == UV_READABLE);
	check(run(second) == 0 && co_result(int, second) == UV_READABLE);
	check(run(urgent) == 0 && co_result(int, urgent) == UV_PRIORITIZED);
	char byte;
	check(read(fd, &byte, 1) < 0 && errno == ECONNRESET);
	close(fd), close(listener);
}

EITHER_ORDER(FD_that_is_none) {
	FILE *file = tmpfile();
	open_pipe();
	const int numbers[] = { -1, 100000, fileno(file), ends[0], ends[0] }, events[] = { 1, 1, 1, 0, 1 << 20 };
	const int codes[] = { UV_EBADF, UV_EBADF, UV_EPERM, UV_EINVAL, UV_EINVAL };
	for (int i = 0; i < 5; i++) {
		co_task *task = co_spawn_on(loop, waits_for(numbers[i], events[i], "no"));
		run(task);
		check(code_of(task) == codes[i]);
	}
	close_pipe();
	fclose(file);
}

EITHER_ORDER(FD_and_signals_without_memory) {
	open_pipe();
	check(write(ends[1], "x", 1) == 1);
	for (int what = 0; what < 2; what++) {
		int code = CO_ENOMEM;
		for (long n = 0; n < 40 && code == CO_ENOMEM; n++) {
			co_task *task = what == 0 ? co_spawn_on(loop, waits_for(ends[0], UV_READABLE, ""))
			                          : co_spawn_on(loop, waits_for_signal(SIGUSR1, ""));
			fail_at = allocations + n;
			turns(2);
			if (!co_done(task)) co_cancel(task);
			turns(2);
			fail_at = -1;
			check(co_done(task));
			code = code_of(task);
		}
		check(code == (what == 0 ? 0 : CO_ECANCELED));
	}
	close_pipe();
}
