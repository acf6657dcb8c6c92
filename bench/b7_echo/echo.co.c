/* B7: an echo server: a task for each connection. A callback of libuv sets an event when the socket is ready, and the task, which waits for
 * that, reads and writes itself. */
#define _GNU_SOURCE
#include <bench.h>
#include <cogen.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <uv.h>

struct connection {
	uv_poll_t poll;
	int fd, events;
	co_event ready;
};

static char buffer[65536]; /* nothing suspends between reading and writing, but where a copy is kept */

static void on_ready(uv_poll_t *poll, int status, int events) {
	(void)status; /* what is wrong the next call tells */
	(void)events;
	struct connection *c = poll->data;
	co_event_set(&c->ready);
}

static void on_close(uv_handle_t *handle) {
	struct connection *c = handle->data;
	close(c->fd);
	free(c);
}

/** The poll goes on from one wait to the next: the task has read what there is before libuv looks again. */
static async(void) wait_for(struct connection *c, int events) {
	if (events != c->events) uv_poll_start(&c->poll, c->events = events, on_ready);
	co_event_clear(&c->ready);
	await co_event_wait(&c->ready);
}

static async(bool) write_rest(struct connection *c, const char *bytes, size_t length) {
	char *copy = malloc(length);
	co_defer free(copy);
	memcpy(copy, bytes, length);
	for (size_t sent = 0; sent < length;) {
		ssize_t n = send(c->fd, copy + sent, length - sent, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN) return false;
		if (n > 0)
			sent += (size_t)n;
		else
			await wait_for(c, UV_WRITABLE);
	}
	return true;
}

static async(void) serve(struct connection *c) {
	co_defer uv_close((uv_handle_t *)&c->poll, on_close);
	for (;;) {
		await wait_for(c, UV_READABLE);
		ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
		if (n == 0 || (n < 0 && errno != EAGAIN)) return;
		if (n < 0) continue;
		ssize_t sent = send(c->fd, buffer, (size_t)n, MSG_NOSIGNAL);
		if (sent < 0) sent = 0;
		if (sent < n && !await write_rest(c, buffer + sent, (size_t)(n - sent))) return;
	}
}

static async(int) listen_at(uint16_t port) {
	int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 1024)) return 1;
	for (;;) {
		int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
		if (client < 0) {
			await co_fd_wait(fd, UV_READABLE);
			continue;
		}
		setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
		struct connection *c = malloc(sizeof *c);
		*c = (struct connection){ .fd = client, .ready = CO_EVENT_INIT };
		uv_poll_init(co_loop_uv(co_loop_current()), &c->poll, client);
		c->poll.data = c;
		co_go(serve(c));
	}
}

int main(int argc, char **argv) {
	signal(SIGPIPE, SIG_IGN);
	return co_run(int, listen_at((uint16_t)bench_argument(argc, argv, 1, 0)));
}
