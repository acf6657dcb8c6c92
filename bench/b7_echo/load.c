/* B7, the load: connections to a server on this machine, each with one message under way, for some time.
 *
 *     load PORT CONNECTIONS BYTES SECONDS PID
 *
 * A message is BYTES of one value, the next one of another; what comes back is looked at. Printed: wall time a message, its median and
 * its 99th percentile on the way, and the processor time that the server, process PID, took for each. */
#define _GNU_SOURCE
#include <bench.h>
#include <stdbool.h>
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { BUCKETS = 200000 }; /* of half a microsecond */

struct connection {
	int socket;
	size_t sent, received;
	double begun;
	unsigned char value;
};

static size_t size;
static unsigned char *messages[2], buffer[1 << 16];
static unsigned times[BUCKETS + 1];

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void fail(const char *what) {
	perror(what);
	exit(1);
}

/** Nanoseconds that the threads of a process have run. */
static double time_of(const char *pid) {
	char path[300];
	double total = 0;
	snprintf(path, sizeof path, "/proc/%s/task", pid);
	DIR *folder = opendir(path);
	if (!folder) fail(path);
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (entry->d_name[0] == '.') continue;
		snprintf(path, sizeof path, "/proc/%s/task/%s/schedstat", pid, entry->d_name);
		FILE *file = fopen(path, "r");
		unsigned long long ns;
		if (file && fscanf(file, "%llu", &ns) == 1) total += (double)ns;
		if (file) fclose(file);
	}
	closedir(folder);
	return total;
}

static void push(struct connection *c) {
	while (c->sent < size) {
		ssize_t n = send(c->socket, messages[c->value] + c->sent, size - c->sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN) return;
		if (n < 0) fail("send");
		c->sent += (size_t)n;
	}
}

static void begin(struct connection *c) {
	c->sent = c->received = 0;
	c->value ^= 1;
	c->begun = now();
	push(c);
}

/** Takes what is there; the number of messages that came back whole. */
static unsigned pull(struct connection *c) {
	unsigned whole = 0;
	for (;;) {
		size_t wanted = size - c->received;
		ssize_t n = recv(c->socket, buffer, wanted < sizeof buffer ? wanted : sizeof buffer, 0);
		if (n < 0 && errno == EAGAIN) return whole;
		if (n < 0) fail("recv");
		if (n == 0 || buffer[0] != messages[c->value][0] || buffer[n - 1] != buffer[0]) {
			fprintf(stderr, n ? "not what was sent\n" : "the server closed\n");
			exit(1);
		}
		c->received += (size_t)n;
		if (c->received < size) continue;
		double half_us = (now() - c->begun) / 500;
		times[half_us < BUCKETS ? (unsigned)half_us : BUCKETS]++;
		whole++;
		begin(c);
		if (size <= 4096) return whole; /* the answer to the next one brings an event */
	}
}

static double percentile(double part, double count) {
	double sum = 0;
	for (unsigned i = 0; i <= BUCKETS; i++)
		if ((sum += times[i]) >= part * count) return i * 0.5;
	return 0;
}

int main(int argc, char **argv) {
	if (argc != 6) return 2;
	size_t count = strtoull(argv[2], NULL, 10);
	double seconds = strtod(argv[4], NULL);
	size = strtoull(argv[3], NULL, 10);
	for (int i = 0; i < 2; i++) messages[i] = memset(malloc(size), 'a' + i, size);
	struct connection *connections = calloc(count, sizeof *connections);
	int poll = epoll_create1(0), yes = 1;
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])),
		                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	for (size_t i = 0; i < count; i++) {
		int s = socket(AF_INET, SOCK_STREAM, 0);
		for (int k = 0; connect(s, (struct sockaddr *)&address, sizeof address); k++) {
			if (k == 200) fail("connect");
			usleep(20000); /* the server may not be there yet */
		}
		setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
		fcntl(s, F_SETFL, O_NONBLOCK);
		connections[i].socket = s;
		struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &connections[i] };
		epoll_ctl(poll, EPOLL_CTL_ADD, s, &event);
	}
	for (size_t i = 0; i < count; i++) begin(&connections[i]);

	/* the first part is to warm up */
	double begun = now() + 0.2e9 * (seconds < 1 ? seconds : 1), end = begun + seconds * 1e9, at, cpu = 0, messages_back = 0;
	bool counting = false;
	while ((at = now()) < end) {
		if (!counting && at >= begun) {
			counting = true;
			begun = at;
			messages_back = 0;
			memset(times, 0, sizeof times);
			cpu = time_of(argv[5]);
		}
		struct epoll_event events[512];
		int n = epoll_wait(poll, events, 512, 100);
		for (int i = 0; i < n; i++) {
			struct connection *c = events[i].data.ptr;
			if (events[i].events & EPOLLOUT) push(c);
			if (events[i].events & EPOLLIN) messages_back += pull(c);
		}
	}
	cpu = time_of(argv[5]) - cpu;
	if (!counting || !messages_back) return 1;
	printf("server_us=%.4f us=%.4f p50_us=%.1f p99_us=%.1f\n", cpu / messages_back / 1e3, (at - begun) / messages_back / 1e3,
	       percentile(0.5, messages_back), percentile(0.99, messages_back));
	return 0;
}
