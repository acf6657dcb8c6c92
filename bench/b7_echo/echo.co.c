/* B7: an echo server: a task for each connection, which waits where it would block. */
#define _GNU_SOURCE
#include <bench.h>
#include <cogen.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <uv.h>

static char buffer[65536]; /* nothing suspends between reading and writing, but where a copy is kept */

static async(bool) write_whole(int fd, const char *bytes, size_t length) {
	while (length) {
		ssize_t n = send(fd, bytes, length, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN) return false;
		if (n > 0) {
			bytes += n;
			length -= (size_t)n;
		} else {
			await co_fd_wait(fd, UV_WRITABLE);
		}
	}
	return true;
}

static async(bool) write_rest(int fd, const char *bytes, size_t length) {
	char *copy = malloc(length);
	co_defer free(copy);
	memcpy(copy, bytes, length);
	return await write_whole(fd, copy, length);
}

static async(void) serve(int fd) {
	co_defer close(fd);
	for (;;) {
		ssize_t n = recv(fd, buffer, sizeof buffer, 0);
		if (n == 0 || (n < 0 && errno != EAGAIN)) return;
		if (n < 0) {
			await co_fd_wait(fd, UV_READABLE);
			continue;
		}
		ssize_t sent = send(fd, buffer, (size_t)n, MSG_NOSIGNAL);
		if (sent < 0) sent = 0;
		if (sent < n && !await write_rest(fd, buffer + sent, (size_t)(n - sent))) return;
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
		co_go(serve(client));
	}
}

int main(int argc, char **argv) {
	signal(SIGPIPE, SIG_IGN);
	return co_run(int, listen_at((uint16_t)bench_argument(argc, argv, 1, 0)));
}
