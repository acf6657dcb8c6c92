/* The compiler of what is generated: see compiler.h.
 *
 * In: its command, and the flags that it gets. Out: the folders that it looks for headers in, as `gcc -E -v` tells them
 * (so does clang, and what is called as they are). What must hold: they come behind all others, so that clang's own
 * headers, which know what libclang has built in, are found before another compiler's of the same name. */
#include "compiler.h"
#include "base/ds.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool begins_with(const char *string, const char *prefix) { return !strncmp(string, prefix, strlen(prefix)); }

/** The command, the flags that say for which machine and below which root, and what makes it tell. */
static const char **command_of(const struct options *options) {
	static const char *const asking[] = { "-E", "-v", "-xc", "/dev/null" };
	static const char *const apart[] = { "--sysroot", "-isysroot", "-target", "-arch" };
	const char **command = NULL;
	for (size_t i = 0; i < arrlenu(options->compiler); i++) arrput(command, options->compiler[i]);
	for (size_t i = 0; i < arrlenu(options->flags); i++) {
		const char *flag = options->flags[i];
		bool one = begins_with(flag, "-m") || begins_with(flag, "--sysroot=") || begins_with(flag, "--target=") ||
		           !strcmp(flag, "-nostdinc");
		bool two = false;
		for (size_t k = 0; k < sizeof apart / sizeof *apart; k++) two = two || !strcmp(flag, apart[k]);
		if (one || two) arrput(command, flag);
		if (two && i + 1 < arrlenu(options->flags)) arrput(command, options->flags[++i]);
	}
	for (size_t i = 0; i < sizeof asking / sizeof *asking; i++) arrput(command, asking[i]);
	arrput(command, NULL);
	return command;
}

/** The environment, in which it speaks English. */
static char **plain_environment(void) {
	char **list = NULL;
	for (char **at = environ; *at; at++)
		if (!begins_with(*at, "LC_ALL=")) arrput(list, *at);
	static char plain[] = "LC_ALL=C";
	arrput(list, plain);
	arrput(list, NULL);
	return list;
}

/** Runs it; what it says on stderr goes to `said`. Answers errno of what kept it from running, else 0. */
static int run(const char **command, struct text *said) {
	int ends[2];
	if (pipe(ends)) return errno;
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	char **environment = plain_environment();
	pid_t child;
	/* the strings are not written to: POSIX */
	int problem = posix_spawnp(&child, command[0], &actions, NULL, (char *const *)command, environment);
	posix_spawn_file_actions_destroy(&actions);
	arrfree(environment);
	close(ends[1]);
	char piece[4096];
	for (ssize_t count; !problem && (count = read(ends[0], piece, sizeof piece)) != 0;) {
		if (count > 0)
			text_add(said, piece, (size_t)count);
		else if (errno != EINTR)
			break;
	}
	close(ends[0]);
	int status;
	if (!problem)
		while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
	return problem;
}

/** Folders stand between two lines, each behind a blank. False where they do not. */
static bool take_folders(char *said, struct arena *arena, const char ***flags) {
	bool inside = false, ended = false;
	for (char *line = strtok(said, "\n"); line && !ended; line = strtok(NULL, "\n")) {
		if (begins_with(line, "#include <...>"))
			inside = true;
		else if (inside && begins_with(line, "End of search list"))
			ended = true;
		else if (inside && *line == ' ') {
			size_t length = strlen(line + 1);
			static const char framework[] = " (framework directory)";
			if (length > sizeof framework && !strcmp(line + 1 + length - (sizeof framework - 1), framework)) continue;
			arrput(*flags, "-idirafter");
			arrput(*flags, arena_strndup(arena, line + 1, length));
		}
	}
	return ended;
}

bool compiler_folders(const struct options *options, struct arena *arena, const char ***flags) {
	if (!options->compiler) return true;
	const char **command = command_of(options);
	struct text said;
	text_init(&said);
	int problem = run(command, &said);
	bool good = !problem && said.data && take_folders(said.data, arena, flags);
	if (!good) {
		fprintf(stderr, "cogen: '%s' behind '--' is no compiler that can be asked: ", command[0]);
		if (problem) {
			fputs(strerror(problem), stderr);
		} else {
			for (size_t i = 0; command[i]; i++) fprintf(stderr, "%s%s", i ? " " : "`", command[i]);
			fputs("` does not tell where headers are", stderr);
		}
		fputc('\n', stderr);
	}
	text_release(&said);
	arrfree(command);
	return good;
}

char *compiler_with_header(const char *name) {
	if (strpbrk(name, "*?[\\")) return NULL;
	char *pattern = xasprintf("/usr/lib/gcc/*/*/include/%s", name), *folder = NULL;
	glob_t found;
	if (glob(pattern, 0, NULL, &found) == 0) {
		const char *path = found.gl_pathv[found.gl_pathc - 1];
		folder = xstrndup(path, strlen(path) - strlen(name) - 1);
		globfree(&found);
	}
	free(pattern);
	return folder;
}
