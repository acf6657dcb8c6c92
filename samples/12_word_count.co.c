/* Counts the words of many files at once, at most sixteen of them open at a time.
 *
 *     12_word_count /usr/include          prints a line for each file, and a total that is that of cat … | wc -w
 *
 * A directory stands for the files below it. All files are counted by tasks of their own that one gather waits
 * for; a semaphore lets sixteen go on. Disk operations are libuv's, which calls back when one is done: a future
 * makes something of that to await. A file that cannot be read is reported, and the others are counted all the
 * same. */
#include <cogen.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>
#include <wchar.h>
#include <wctype.h>

enum { MOST_OPEN = 16, BLOCK = 1 << 16 };

/* Words as wc counts them: one starts at the first printable character behind white space; what is neither counts
 * for nothing. A file without a newline at its end goes on in the next one, so a tally also says how it starts and
 * ends. */
struct tally {
	size_t words;
	bool any;            /* has a word or a space in it */
	bool starts_in_word; /* its first word may be the rest of the file before */
	bool ends_in_word;
	int error; /* 0, or why it could not be read to its end: one of libuv's codes */
};

static void saw(struct tally *tally, wint_t character) {
	bool word = iswprint(character), space = iswspace(character);
	if (character > 0x7f && wcschr(L"\u00a0\u2007\u202f\u2060", (wchar_t)character)) space = true;
	if (!word && !space) return;
	if (!tally->any) tally->starts_in_word = !space;
	if (!space && !tally->ends_in_word) tally->words++;
	tally->any = true;
	tally->ends_in_word = !space;
}

/* `partial` keeps a character that the end of a block cut in two. */
static void count_block(struct tally *tally, const char *bytes, size_t length, mbstate_t *partial) {
	while (length > 0) {
		wchar_t character = 0;
		size_t used = mbrtowc(&character, bytes, length, partial);
		if (used == (size_t)-2) return;
		if (used == (size_t)-1) {
			memset(partial, 0, sizeof *partial); /* no character: goes by like one that cannot be printed */
			used = 1;
		} else {
			if (used == 0) used = 1;
			saw(tally, (wint_t)character);
		}
		bytes += used;
		length -= used;
	}
}

static void append(struct tally *total, struct tally next) {
	if (!next.any) return;
	total->words += next.words - (total->ends_in_word && next.starts_in_word);
	total->any = true;
	total->ends_in_word = next.ends_in_word;
}

/* An operation of libuv's as something to await: `ended` is what libuv calls, `done` the future it completes. */
static void ended(uv_fs_t *fs) {
	ssize_t result = fs->result;
	co_future_set_result(fs->data, &result, sizeof result);
}

/* A thread of libuv's may be at work with the caller's memory: try to stop it, and stay until it has ended. */
static bool stop(co_future *done, void *fs) {
	(void)done;
	uv_cancel(fs);
	return false;
}

static uv_fs_t *start(uv_fs_t *fs, co_future *done) {
	fs->data = done;
	co_future_on_cancel(done, stop, fs);
	return fs;
}

/* `started` is what the uv_fs_ function returned: below 0, nothing was started and nobody will call `ended`. */
static async(ssize_t) result_of(co_future *done, int started) {
	ssize_t error = started;
	if (started < 0) co_future_set_result(done, &error, sizeof error);
	return co_result(ssize_t, await done);
}

static async(int) open_file(const char *path) {
	uv_fs_t fs;
	co_future *done = co_future_new(sizeof(ssize_t));
	uv_loop_t *loop = co_loop_uv(co_loop_current());
	int file = (int)await result_of(done, uv_fs_open(loop, start(&fs, done), path, O_RDONLY, 0, ended));
	uv_fs_req_cleanup(&fs);
	return file;
}

static async(ssize_t) read_file(int file, char *block) {
	uv_fs_t fs;
	uv_buf_t buffer = uv_buf_init(block, BLOCK);
	co_future *done = co_future_new(sizeof(ssize_t));
	uv_loop_t *loop = co_loop_uv(co_loop_current());
	ssize_t length = await result_of(done, uv_fs_read(loop, start(&fs, done), file, &buffer, 1, -1, ended));
	uv_fs_req_cleanup(&fs);
	return length;
}

static async(void) close_file(int file) {
	uv_fs_t fs;
	co_future *done = co_future_new(sizeof(ssize_t));
	uv_loop_t *loop = co_loop_uv(co_loop_current());
	await result_of(done, uv_fs_close(loop, start(&fs, done), file, ended));
	uv_fs_req_cleanup(&fs);
}

static co_semaphore may_open = CO_SEMAPHORE_INIT(MOST_OPEN);

static async(struct tally) count_file(const char *path) {
	struct tally tally = { .words = 0 };
	mbstate_t partial = { 0 };

	co_with (&may_open) {
		char *block = malloc(BLOCK);
		int file = block ? await open_file(path) : UV_ENOMEM;
		ssize_t length = file;
		if (file >= 0) {
			while ((length = await read_file(file, block)) > 0) count_block(&tally, block, (size_t)length, &partial);
			await close_file(file);
		}
		if (length < 0) tally.error = (int)length;
		free(block);
	}
	return tally;
}

struct paths {
	char **at;
	size_t count, capacity;
};

static void *there(void *memory) {
	if (memory) return memory;
	fprintf(stderr, "out of memory\n");
	exit(EXIT_FAILURE);
}

static void add_path(struct paths *paths, char *path) {
	if (paths->count == paths->capacity) {
		paths->capacity = paths->capacity ? 2 * paths->capacity : 64;
		paths->at = there(realloc(paths->at, paths->capacity * sizeof *paths->at));
	}
	paths->at[paths->count++] = path;
}

static char *join(const char *directory, const char *name) {
	size_t length = strlen(directory); /* not 0: there is no directory of that name */
	char *path = there(malloc(length + strlen(name) + 2));
	sprintf(path, "%s%s%s", directory, directory[length - 1] == '/' ? "" : "/", name);
	return path;
}

/* Adds `path`, or all files below it where it is a directory, to `paths`, which owns it from here on. */
static async(void) find_files(char *path, struct paths *paths) {
	uv_fs_t fs;
	co_future *done = co_future_new(sizeof(ssize_t));
	uv_loop_t *loop = co_loop_uv(co_loop_current());
	ssize_t found = await result_of(done, uv_fs_scandir(loop, start(&fs, done), path, 0, ended));
	if (found < 0) {
		add_path(paths, path); /* no directory: a file, or something whose opening will tell what is wrong */
	} else {
		uv_dirent_t entry;
		while (uv_fs_scandir_next(&fs, &entry) != UV_EOF) {
			if (entry.type == UV_DIRENT_FILE) add_path(paths, join(path, entry.name));
			if (entry.type == UV_DIRENT_DIR) await find_files(join(path, entry.name), paths);
		}
		free(path);
	}
	uv_fs_req_cleanup(&fs);
}

static async(int) word_count(int count, char **arguments) {
	struct paths paths = { .count = 0 };
	for (int i = 0; i < count; i++) await find_files(there(strdup(arguments[i])), &paths);

	co_future **tasks = there(calloc(paths.count + 1, sizeof *tasks));
	for (size_t i = 0; i < paths.count; i++) tasks[i] = co_spawn(count_file(paths.at[i]));
	co_future *all = co_gather_n(tasks, paths.count);
	await all;

	struct tally total = { .words = 0 };
	int status = EXIT_SUCCESS;
	for (size_t i = 0; i < paths.count; i++) {
		struct tally tally = co_gather_result(struct tally, all, i);
		if (tally.error) {
			fprintf(stderr, "%s: %s\n", paths.at[i], uv_strerror(tally.error));
			status = EXIT_FAILURE;
		} else {
			printf("%9zu %s\n", tally.words, paths.at[i]);
		}
		append(&total, tally);
		free(paths.at[i]);
	}
	printf("%9zu words in %zu files\n", total.words, paths.count);
	free(paths.at);
	free(tasks);
	return status;
}

int main(int argc, char **argv) {
	setlocale(LC_CTYPE, "");
	if (argc < 2) {
		fprintf(stderr, "usage: %s FILE-OR-DIRECTORY...\n", argv[0]);
		return 2;
	}
	return co_run(int, word_count(argc - 1, argv + 1));
}
