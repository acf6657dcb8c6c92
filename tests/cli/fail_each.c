/* To be preloaded into cogen: each allocation of its own, one by one, fails in a process forked for it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned long count, step = 1;
static int failing; /* in the child: this one and all that follow */
static uintptr_t low, high;

static void find_program(void) {
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[4096], path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
	if (!maps || length < 0) abort();
	path[length] = 0;
	while (fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		line[strcspn(line, "\n")] = 0;
		if (strlen(line) < (size_t)length || strcmp(line + strlen(line) - (size_t)length, path) || sscanf(line, "%lx-%lx", &from, &to) != 2) continue;
		if (!low) low = from;
		high = to;
	}
	fclose(maps);
	if (getenv("FAIL_STEP")) step = strtoul(getenv("FAIL_STEP"), NULL, 10);
}

static int fails(void *caller) {
	if ((uintptr_t)caller < low || (uintptr_t)caller >= high) return 0;
	if (failing) return 1;
	if (++count % step) return 0;
	fflush(NULL);
	pid_t child = fork();
	if (child < 0) abort();
	if (child == 0) return failing = 1;
	int status;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
	dprintf(9, "%lu %d\n", count, WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
	return 0;
}

#define WRAP(result, name, parameters, arguments)                                       \
	result name parameters {                                                            \
		static result(*next) parameters;                                                \
		if (!next) next = (result(*) parameters)dlsym(RTLD_NEXT, #name);                \
		if (fails(__builtin_return_address(0))) return errno = ENOMEM, NULL;            \
		return next arguments;                                                          \
	}
WRAP(void *, malloc, (size_t size), (size))
WRAP(void *, realloc, (void *memory, size_t size), (memory, size))

/* dlsym calls it */
extern void *__libc_calloc(size_t, size_t);
void *calloc(size_t n, size_t size) {
	if (fails(__builtin_return_address(0))) return errno = ENOMEM, NULL;
	return __libc_calloc(n, size);
}

__attribute__((constructor)) static void begin(void) { find_program(); }
