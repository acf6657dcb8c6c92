/* The threads of this process, by the kernel's numbers: whether anybody else is there who could wake a loop. Known
 * on Linux.
 *
 * In: /proc/self/task. Out: each thread's number and name; whether the calling one is alone.
 *
 * What must hold: the C library's calls for files are not used. Libuv closes its own descriptors by a bare system
 * call, of which ThreadSanitizer does not hear: where one of these had the same number before, in another thread, it
 * would report a race. */
#include "internal.h"

#if defined __linux__

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_for_reading(const char *path, int flags) { return (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC | flags); }

static void close_again(int fd) { (void)syscall(SYS_close, fd); }

/* As getdents64 writes them. */
struct entry {
	uint64_t inode;
	int64_t next;
	uint16_t length;
	uint8_t type;
	char name[];
};

bool co__each_thread(bool (*see)(long id, void *arg), void *arg) {
	int folder = open_for_reading("/proc/self/task", O_DIRECTORY);
	if (folder < 0) return false;
	_Alignas(struct entry) char entries[2048] = { 0 };
	long length;
	bool goes_on = true;
	while (goes_on && (length = syscall(SYS_getdents64, folder, entries, sizeof entries)) > 0) {
		for (long at = 0; goes_on && at < length;) {
			struct entry *entry = (struct entry *)(void *)(entries + at);
			at += entry->length;
			if (entry->name[0] != '.') goes_on = see(strtol(entry->name, NULL, 10), arg);
		}
	}
	close_again(folder);
	return true;
}

bool co__thread_name(long id, char name[static 32]) {
	char path[64];
	snprintf(path, sizeof path, "/proc/self/task/%ld/comm", id);
	int file = open_for_reading(path, 0);
	if (file < 0) return false;
	memset(name, 0, 32);
	long length = syscall(SYS_read, file, name, 31);
	close_again(file);
	name[strcspn(name, "\n")] = '\0';
	return length > 0;
}

/* A thread of the kernel's for io_uring, which newer versions of libuv set up: it wakes nobody by itself. */
static bool is_kernels(long id) {
	char name[32];
	return co__thread_name(id, name) && !strncmp(name, "iou-", 4);
}

static bool count_one(long id, void *count) {
	if (!is_kernels(id) && !co__is_idle_pool_thread(id)) ++*(unsigned *)count;
	return *(unsigned *)count < 2;
}

bool co__is_alone(void) {
	/* Besides the folder's own two names each thread is a link to it; most programs have one. */
	struct stat folder;
	if (stat("/proc/self/task", &folder) == 0 && folder.st_nlink == 3) return true;
	unsigned count = 0;
	return co__each_thread(count_one, &count) && count == 1;
}

#else

bool co__is_alone(void) { return false; }

#endif
