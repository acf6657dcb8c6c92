/* Writing: all or nothing. Each test has a folder of its own, whose contents it checks afterwards. */
#include "unit.h"

#include "base/memory.h"
#include "writer.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int errors_kept = -1;

static int enter_folder(void **state) {
	char *folder = xstrdup("/tmp/cogen-writer-XXXXXX");
	*state = folder;
	if (!mkdtemp(folder) || chdir(folder) != 0) return -1;
	/* What is said is not looked at here. */
	fflush(stderr);
	errors_kept = dup(STDERR_FILENO);
	int null = open("/dev/null", O_WRONLY);
	dup2(null, STDERR_FILENO);
	close(null);
	return 0;
}

static int leave_folder(void **state) {
	fflush(stderr);
	dup2(errors_kept, STDERR_FILENO);
	close(errors_kept);
	char *command = xasprintf("chmod -R u+w %s && rm -r %s", (char *)*state, (char *)*state);
	int result = chdir("/") == 0 ? system(command) : -1;
	free(command);
	free(*state);
	return result;
}

static void put(const char *path, const char *text) {
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void assert_file(const char *path, const char *text) {
	char read[256];
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t length = fread(read, 1, sizeof(read) - 1, file);
	fclose(file);
	read[length] = '\0';
	assert_string_equal(read, text);
}

static int count_files(const char *folder) {
	DIR *directory = opendir(folder);
	assert_non_null(directory);
	int count = 0;
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(directory);
	return count;
}

static struct output output(const char *path, const char *text) { return (struct output){ path, text, strlen(text) }; }

static void writes_and_replaces(void **state) {
	(void)state;
	umask(022);
	struct output outputs[] = { output("a.c", "one"), output("a.d", "") };
	assert_true(writer_write(outputs, 2));
	assert_file("a.c", "one");
	assert_file("a.d", "");
	struct stat status;
	assert_int_equal(stat("a.c", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0644);
	chmod("a.c", 0640);
	outputs[0] = output("a.c", "another");
	assert_true(writer_write(outputs, 2));
	assert_file("a.c", "another");
	assert_int_equal(stat("a.c", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	assert_int_equal(count_files("."), 2);
}

static void one_failure_leaves_all_as_it_was(void **state) {
	(void)state;
	put("a.c", "old");
	assert_int_equal(mkdir("folder", 0777), 0);
	struct output outputs[] = { output("a.c", "new"), output("b.c", "new"), output("nowhere/a.d", "new") };
	assert_false(writer_write(outputs, 3));
	outputs[2].path = "folder";
	assert_false(writer_write(outputs, 3));
	outputs[2].path = "";
	assert_false(writer_write(outputs, 3));
	outputs[2].path = "a.c/below";
	assert_false(writer_write(outputs, 3));
	assert_file("a.c", "old");
	assert_int_equal(count_files("."), 2);
	assert_int_equal(count_files("folder"), 0);
}

static void a_full_device_leaves_all_as_it_was(void **state) {
	(void)state;
	if (access("/dev/full", W_OK) != 0) skip();
	put("a.c", "old");
	struct output outputs[] = { output("a.c", "new"), output("/dev/full", "new") };
	assert_false(writer_write(outputs, 2));
	assert_file("a.c", "old");
	assert_int_equal(count_files("."), 1);
}

static void a_file_that_may_not_be_written_stays(void **state) {
	put("a.c", "old");
	chmod("a.c", 0444);
	assert_int_equal(mkdir("closed", 0555), 0);
	/* root may write everything: be somebody else meanwhile */
	uid_t user = geteuid();
	if (user == 0) {
		assert_int_equal(chmod(*state, 0777), 0);
		assert_int_equal(seteuid(65534), 0);
	}
	struct output one = output("a.c", "new"), two = output("closed/a.c", "new"), three = output("b.c", "new");
	bool first = writer_write(&one, 1), second = writer_write(&two, 1), third = writer_write(&three, 1);
	assert_int_equal(seteuid(user), 0);
	assert_false(first);
	assert_false(second);
	assert_true(third); /* the folder itself is open */
	assert_file("a.c", "old");
	assert_int_equal(count_files("closed"), 0);
	assert_int_equal(count_files("."), 3);
}

static void follows_links(void **state) {
	(void)state;
	assert_int_equal(mkdir("there", 0777), 0);
	put("there/a.c", "old");
	assert_int_equal(symlink("there/a.c", "link.c"), 0);
	struct output one = output("link.c", "new");
	assert_true(writer_write(&one, 1));
	assert_file("there/a.c", "new");
	struct stat status;
	assert_int_equal(lstat("link.c", &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(count_files("there"), 1);
}

static void writes_to_devices_and_pipes(void **state) {
	(void)state;
	struct output one = output("/dev/null", "gone");
	assert_true(writer_write(&one, 1));
	struct stat status;
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));

	int ends[2];
	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	int kept = dup(STDOUT_FILENO);
	dup2(ends[1], STDOUT_FILENO);
	one = output("-", "shown");
	bool good = writer_write(&one, 1);
	dup2(kept, STDOUT_FILENO);
	assert_true(good);
	char read_back[8] = { 0 };
	assert_int_equal(read(ends[0], read_back, sizeof(read_back)), 5);
	assert_string_equal(read_back, "shown");

	/* Nobody reads: an error, and not the end of the process. */
	close(ends[0]);
	dup2(ends[1], STDOUT_FILENO);
	close(ends[1]);
	struct output outputs[] = { output("-", "unheard"), output("a.c", "new") };
	good = writer_write(outputs, 2);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	assert_false(good);
	assert_int_equal(count_files("."), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(writes_and_replaces),
		TEST(one_failure_leaves_all_as_it_was),
		TEST(a_full_device_leaves_all_as_it_was),
		TEST(a_file_that_may_not_be_written_stays),
		TEST(follows_links),
		TEST(writes_to_devices_and_pipes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
