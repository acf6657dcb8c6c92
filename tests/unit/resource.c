/* Finding headers: libclang's builtin ones and cogen's own. */
#include "unit.h"

#include "resource.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void knows_the_version(void **state) {
	(void)state;
	char *version = resource_clang_version();
	assert_non_null(strstr(version, "clang version"));
	assert_true(resource_clang_major() >= 17);
	free(version);
}

static void finds_builtin_headers(void **state) {
	(void)state;
	char *directory = resource_find_clang();
	assert_non_null(directory);
	char path[4096];
	snprintf(path, sizeof(path), "%s/include/stddef.h", directory);
	assert_int_equal(access(path, R_OK), 0);
	const char *name = strrchr(directory, '/');
	assert_int_equal(atoi(name + 1), resource_clang_major());
	free(directory);
}

static void finds_its_own_headers(void **state) {
	(void)state;
	char *directory = resource_find_headers(NULL);
	assert_non_null(directory);
	char path[4096];
	snprintf(path, sizeof(path), "%s/cogen.h", directory);
	assert_int_equal(access(path, R_OK), 0);
	free(directory);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_version),
		cmocka_unit_test(finds_builtin_headers),
		cmocka_unit_test(finds_its_own_headers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
