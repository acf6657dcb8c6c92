/* Writing results: see writer.h.
 *
 * Four steps over all outputs: see what is there, write the temporary files, write what cannot be taken back (standard
 * output, devices), rename. Signals that end the tool are held back where there are temporary files (guard.c keeps them
 * from its other thread), and memory is asked for in the first step only, so that no temporary file outlives it. */
#include "writer.h"
#include "base/guard.h"
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
	char *temporary; /* room for the name of the temporary file beside it; NULL: written directly */
	size_t room;
	bool there;      /* the temporary file is */
	bool exists;     /* the target does, with this mode: */
	mode_t mode;
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

/* Decides what is written how. */
static bool look(struct pending *pending, const struct output *output) {
	if (strcmp(output->path, "-") == 0) return true;
	if (!*output->path)
		return complain(output->path, ENOENT); /* else the temporary file would lie in the current directory */
	char *followed = realpath(output->path, NULL);
	if (!followed && errno == ENOMEM) return complain(output->path, ENOMEM);
	pending->target = followed ? followed : xstrdup(output->path);
	struct stat status;
	pending->exists = stat(pending->target, &status) == 0;
	if (pending->exists && S_ISDIR(status.st_mode)) return complain(output->path, EISDIR);
	/* rename would replace a file that may not be written: a mode that says no is meant. */
	if (pending->exists && faccessat(AT_FDCWD, pending->target, W_OK, AT_EACCESS) != 0)
		return complain(output->path, errno);
	if (pending->exists && !S_ISREG(status.st_mode)) return true;
	pending->mode = status.st_mode & 07777;
	pending->room = strlen(pending->target) + sizeof ".9223372036854775807-999.tmp";
	pending->temporary = xmalloc(pending->room);
	return true;
}

/* An empty file with a name of its own beside the target, with the mode that target has or would get. */
static int open_temporary(struct pending *pending) {
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(pending->temporary, pending->room, "%s.%ld-%u.tmp", pending->target, (long)getpid(), i);
		int file = open(pending->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (file < 0 && errno == EEXIST) continue;
		if (file < 0) return -1;
		pending->there = true;
		if (!pending->exists || fchmod(file, pending->mode) == 0) return file;
		int problem = errno;
		close(file);
		errno = problem;
		return -1;
	}
	return -1;
}

static bool write_temporary(struct pending *pending, const struct output *output) {
	if (!pending->temporary) return true;
	int file = open_temporary(pending);
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
	pending->there = false;
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
	struct pending *pending = xcalloc(count, sizeof(*pending));
	bool good = true;
	sigset_t ending, before;
	pthread_sigmask(SIG_BLOCK, NULL, &before);
	for (size_t i = 0; i < count && good; i++) good = look(&pending[i], &outputs[i]);
	guard_endings(&ending);
	for (size_t i = 0; i < count && good; i++)
		if (pending[i].temporary) pthread_sigmask(SIG_BLOCK, &ending, NULL);
	/* A reader that went away, and a limit of file sizes, are errors to tell, not reasons to die with temporary files
	 * around. */
	struct sigaction ignore = { .sa_handler = SIG_IGN }, pipe_before, size_before;
	sigaction(SIGPIPE, &ignore, &pipe_before);
	sigaction(SIGXFSZ, &ignore, &size_before);

	for (size_t i = 0; i < count && good; i++) good = write_temporary(&pending[i], &outputs[i]);
	for (size_t i = 0; i < count && good; i++) good = write_directly(&pending[i], &outputs[i]);
	for (size_t i = 0; i < count && good; i++) good = put_in_place(&pending[i], &outputs[i]);
	for (size_t i = 0; i < count; i++) {
		if (pending[i].there) unlink(pending[i].temporary);
		free(pending[i].temporary);
		free(pending[i].target);
	}
	free(pending);
	sigaction(SIGPIPE, &pipe_before, NULL);
	sigaction(SIGXFSZ, &size_before, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return good;
}
