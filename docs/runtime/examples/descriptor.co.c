/* A pipe between two tasks. */
#include <cogen.h>
#include <stdio.h>
#include <unistd.h>
#include <uv.h>

static async(void) writer(int fd) {
	for (int i = 0; i < 3; i++) {
		await co_sleep(0.01);
		await co_fd_wait(fd, UV_WRITABLE);
		if (write(fd, &"abc"[i], 1) != 1) co_raise(1, "not written");
	}
	close(fd);
}

static async(void) reader(int fd) {
	char buffer[16];
	for (;;) {
		await co_fd_wait(fd, UV_READABLE);
		ssize_t length = read(fd, buffer, sizeof buffer);
		if (length <= 0) break;
		printf("%.*s\n", (int)length, buffer);
	}
	close(fd);
}

static async(void) both(void) {
	int ends[2];
	if (pipe(ends)) co_raise(1, "no pipe");
	await co_gather(writer(ends[1]), reader(ends[0]));
}

int main(void) { co_run(void, both()); }
