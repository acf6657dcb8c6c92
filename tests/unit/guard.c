/* What the tool tells when it fails itself, and the stack that it runs on. */
#include "unit.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1 /* as gcc has it */
#endif
#endif

#include "base/fatal.h"
#include "base/guard.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum fault { FAULT_MESSAGE, FAULT_ABORT, FAULT_STACK };

static volatile int bottom;

static int descend(int depth) {
	volatile char room[4096];
	room[0] = (char)depth;
	return depth == bottom ? room[0] : descend(depth + 1) + room[0];
}

static int go_wrong(void *argument) {
	switch (*(enum fault *)argument) {
	case FAULT_MESSAGE: fatal_internal("%d is wrong", 7);
	case FAULT_ABORT: abort();
	case FAULT_STACK: bottom = -1; return descend(0);
	}
	return 0;
}

/** What a child that fails prints; its exit code. */
static int output_of(enum fault fault, char *told, size_t room) {
	static char *arguments[] = { "cogen", "-DX='a b'", "dir/in.co.c", "-o", "out.c", NULL };
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], 2);
		guard_begin(arguments);
		guard_input("dir/in.co.c", "the text\n", 9);
		_exit(guard_run(go_wrong, &fault));
	}
	close(ends[1]);
	size_t length = 0;
	for (ssize_t got; (got = read(ends[0], told + length, room - 1 - length)) > 0;) length += (size_t)got;
	told[length] = '\0';
	close(ends[0]);
	int status;
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void check(enum fault fault, const char *wanted) {
	char told[8192], text[32] = { 0 };
	assert_int_equal(output_of(fault, told, sizeof told), EXIT_INTERNAL);
	assert_non_null(strstr(told, wanted));
	char *name = strstr(told, "cogen: input: ");
	assert_non_null(name);
	name += strlen("cogen: input: ");
	char *end = strstr(name, " (and");
	assert_non_null(end);
	*end = '\0';
	char command[4200];
	snprintf(command, sizeof command, "cogen: command: cogen '-DX='\\''a b'\\''' %s -o out.c\n", name);
	assert_non_null(strstr(end + 1, command));
	FILE *saved = fopen(name, "r");
	assert_non_null(saved);
	assert_int_equal(fread(text, 1, sizeof text, saved), 9);
	assert_string_equal(text, "the text\n");
	fclose(saved);
	unlink(name);
}

static void a_broken_promise_is_told_with_its_input(void **state) {
	(void)state;
	check(FAULT_MESSAGE, "cogen: internal error: 7 is wrong\n");
}

#if !defined(__SANITIZE_ADDRESS__)
static void so_is_a_signal(void **state) {
	(void)state;
	check(FAULT_ABORT, "cogen: internal error: abort while working on 'dir/in.co.c'\n");
}

static void so_is_a_full_stack(void **state) {
	(void)state;
	check(FAULT_STACK, "nesting too deep for the stack while working on 'dir/in.co.c'\n");
}
#endif

static int descend_once(void *argument) {
	bottom = *(int *)argument;
	return descend(0);
}

static void the_stack_is_large(void **state) {
	(void)state;
	int pages = 5000; /* 20 MiB and more */
	guard_run(descend_once, &pages);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_broken_promise_is_told_with_its_input),
#if !defined(__SANITIZE_ADDRESS__)
		cmocka_unit_test(so_is_a_signal),
		cmocka_unit_test(so_is_a_full_stack),
#endif
		cmocka_unit_test(the_stack_is_large),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
