/* Writing results: see writer.h.
 *
 * Three steps over all outputs: write the temporary files, write what cannot be taken back (standard output, devices), rename.
 * Signals that end the tool are held back meanwhile, so that no temporary file outlives it. */
#include "writer.h"
#include "base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct pending {
	char *target;    /* path with links followed; NULL: standard output */
	char *temporary; /* NULL: written directly */
};

static bool complain(const char *path, int problem) {
	fprintf(stderr, "cogen: cannot write '%s': %s\n", path, strerror(problem));
	return false;
}

static bool write_all(int file, const char *bytes, size_t length) {
	while (length) {
		ssize_t written = write(file, bytes, length < SSIZE_MAX ? length : SSIZE_MAX);
		if (written < 0 && errno == EINTR) continue;
		if (written < 0) return false;
		bytes += written;
		length -= (size_t)written;
	}
	return true;
}

/* An empty file with a name of its own beside `target`, with the mode that target has or would get. */
static int open_temporary(struct pending *pending, const struct stat *existing) {
	for (unsigned i = 0; i < 1000; i++) {
		pending->temporary = xasprintf("%s.%ld-%u.tmp", pending->target, (long)getpid(), i);
		int file = open(pending->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (file >= 0) {
			if (existing && fchmod(file, existing->st_mode & 07777) != 0) {
				int problem = errno;
				close(file);
				unlink(pending->temporary);
				errno = problem;
				file = -1;
			} else {
				return file;
			}
		}
		int problem = errno;
		free(pending->temporary);
		pending->temporary = NULL;
		errno = problem;
		if (problem != EEXIST) return -1;
	}
	return -1;
}

/* Writes the temporary file of one output; decides what is written directly. */
static bool prepare(struct pending *pending, const struct output *output) {
	if (strcmp(output->path, "-") == 0) return true;
	if (!*output->path)
		return complain(output->path, ENOENT); /* else the temporary file would lie in the current directory */
	char *followed = realpath(output->path, NULL);
	pending->target = followed ? followed : xstrdup(output->path);
	struct stat status;
	bool exists = stat(pending->target, &status) == 0;
	if (exists && S_ISDIR(status.st_mode)) return complain(output->path, EISDIR);
	/* rename would replace a file that may not be written: a mode that says no is meant. */
	if (exists && faccessat(AT_FDCWD, pending->target, W_OK, AT_EACCESS) != 0) return complain(output->path, errno);
	if (exists && !S_ISREG(status.st_mode)) return true;
	int file = open_temporary(pending, exists ? &status : NULL);
	if (file < 0) return complain(output->path, errno);
	bool good = write_all(file, output->bytes, output->length);
	int problem = errno;
	if (close(file) != 0 && good) {
		good = false;
		problem = errno;
	}
	return good || complain(output->path, problem);
}

static bool write_directly(const struct pending *pending, const struct output *output) {
	if (pending->temporary) return true;
	int file = STDOUT_FILENO;
	if (pending->target && (file = open(pending->target, O_WRONLY | O_CLOEXEC)) < 0)
		return complain(output->path, errno);
	if (!pending->target) fflush(stdout);
	bool good = write_all(file, output->bytes, output->length);
	int problem = errno;
	if (pending->target && close(file) != 0 && good) {
		good = false;
		problem = errno;
	}
	return good || complain(pending->target ? output->path : "standard output", problem);
}

static bool put_in_place(struct pending *pending, const struct output *output) {
	if (!pending->temporary) return true;
	if (rename(pending->temporary, pending->target) != 0) return complain(output->path, errno);
	free(pending->temporary);
	pending->temporary = NULL;
	return true;
}

bool writer_has(const char *path, const char *bytes, size_t length) {
	struct stat status;
	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || (size_t)status.st_size != length) return false;
	FILE *file = fopen(path, "rb");
	if (!file) return false;
	char *there = xmalloc(length + 1);
	bool same = fread(there, 1, length, file) == length && memcmp(there, bytes, length) == 0;
	free(there);
	fclose(file);
	return same;
}

bool writer_write(const struct output *outputs, size_t count) {
	sigset_t ending, before;
	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGHUP);
	sigprocmask(SIG_BLOCK, &ending, &before);
	/* A reader that went away is an error to tell, not a reason to die with temporary files around. */
	struct sigaction ignore = { .sa_handler = SIG_IGN }, pipe_before;
	sigaction(SIGPIPE, &ignore, &pipe_before);

	struct pending *pending = xcalloc(count, sizeof(*pending));
	bool good = true;
	for (size_t i = 0; i < count && good; i++) good = prepare(&pending[i], &outputs[i]);
	for (size_t i = 0; i < count && good; i++) good = write_directly(&pending[i], &outputs[i]);
	for (size_t i = 0; i < count && good; i++) good = put_in_place(&pending[i], &outputs[i]);
	for (size_t i = 0; i < count; i++) {
		if (pending[i].temporary) unlink(pending[i].temporary);
		free(pending[i].temporary);
		free(pending[i].target);
	}
	free(pending);
	sigaction(SIGPIPE, &pipe_before, NULL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return good;
}
