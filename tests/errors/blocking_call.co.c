/* Calls that block the loop. */
#include <cogen.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void pause_a_while(void) { sleep(1); }

static async(int) blocks(pthread_t thread, struct pollfd *files) {
	char text[100];
	struct timespec time = { 0, 1 };
	sleep(1); /* warning: blocking-call */
	usleep(10); /* warning: blocking-call */
	nanosleep(&time, NULL); /* warning: blocking-call */
	await co_sleep(sleep(1)); /* warning: blocking-call */
	int code = system("true"); /* warning: blocking-call */
	wait(NULL); /* warning: blocking-call */
	waitpid(-1, &code, 0); /* warning: blocking-call */
	poll(files, 1, 1000); /* warning: blocking-call */
	poll(files, 1, -1); /* warning: blocking-call */
	struct addrinfo *found;
	if (getaddrinfo("host", NULL, NULL, &found) == 0) code++; /* warning: blocking-call */
	pthread_join(thread, NULL); /* warning: blocking-call */
	code += getchar(); /* warning: blocking-call */
	if (fgets(text, sizeof text, stdin)) code++; /* warning: blocking-call */
	code += (int)read(0, text, 1); /* warning: blocking-call */
	code += (int)read(STDIN_FILENO, text, 1); /* warning: blocking-call */
	int client, server = socket(AF_INET, SOCK_STREAM, 0);
	client = accept(server, NULL, NULL); /* warning: blocking-call */
	code += (int)read(client, text, sizeof text); /* warning: blocking-call */
	code += (int)recv(client, text, sizeof text, 0); /* warning: blocking-call */
	code += connect(server, NULL, 0); /* warning: blocking-call */

	/* Fine. */
	waitpid(-1, &code, WNOHANG);
	poll(files, 1, 0);
	code += (int)recv(client, text, sizeof text, MSG_DONTWAIT);
	pause_a_while();
	return code;
}

static async_generator(int) sleeps(void) {
	sleep(1); /* warning: blocking-call */
	yield 1;
}

/* Fine: files do not block for long, and whoever waits for them knows. */
static async(int) fine(int file, FILE *stream) {
	char text[100];
	int code = (int)read(file, text, sizeof text);
	if (fgets(text, sizeof text, stream)) code++;
	int quick = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	code += connect(quick, NULL, 0);
	await co_sleep(0);
	return code;
}

static generator(int) no_loop(void) {
	sleep(1);
	yield 1;
}

int main(void) {
	co_for (int, v, no_loop()) sleep((unsigned)v);
	co_free(co_new(sleeps()));
	return co_run(int, blocks(pthread_self(), NULL)) + co_run(int, fine(0, stdin));
}
