/* Where headers are: see resource.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dladdr */
#endif
#include "resource.h"
#include "base/ds.h"
#include "base/text.h"
#include <clang-c/Index.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

char *resource_clang_version(void) {
	CXString version = clang_getClangVersion();
	char *copy = xstrdup(clang_getCString(version));
	clang_disposeString(version);
	return copy;
}

/* The number in "… clang version 19.1.7 (…)": "19.1.7". */
static char *version_number(void) {
	char *words = resource_clang_version();
	const char *at = strstr(words, "version ");
	at = at ? at + strlen("version ") : words + strcspn(words, "0123456789");
	char *number = xstrndup(at, strspn(at, "0123456789."));
	free(words);
	return number;
}

int resource_clang_major(void) {
	char *number = version_number();
	int major = atoi(number);
	free(number);
	return major;
}

static bool holds(const char *directory, const char *file) {
	char *path = xasprintf("%s/%s", directory, file);
	bool readable = access(path, R_OK) == 0;
	free(path);
	return readable;
}

/* A resource directory is named by its version, whole or major: headers of another one would not fit. */
static bool fits(const char *directory, int major) {
	const char *name = strrchr(directory, '/');
	return atoi(name ? name + 1 : directory) == major && holds(directory, "include/stddef.h");
}

static char *take_if_fits(char *directory, int major) {
	if (fits(directory, major)) return directory;
	free(directory);
	return NULL;
}

/* Below one directory: clang/VERSION and clang/MAJOR. */
static char *find_below(const char *directory, const char *number, int major) {
	char *found = take_if_fits(xasprintf("%s/clang/%s", directory, number), major);
	return found ? found : take_if_fits(xasprintf("%s/clang/%d", directory, major), major);
}

/* The directory of the libclang that this process uses, links followed. */
static char *library_directory(void) {
	/* A function pointer cannot be cast to void * in ISO C; dladdr wants one. */
	union {
		CXString (*function)(void);
		void *address;
	} symbol = { .function = clang_getClangVersion };
	Dl_info info;
	if (!dladdr(symbol.address, &info) || !info.dli_fname) return NULL;
	char *path = realpath(info.dli_fname, NULL);
	char *slash = path ? strrchr(path, '/') : NULL;
	if (slash) *slash = '\0';
	return path;
}

char *resource_find_clang(void) {
	char *number = version_number(), *found = NULL, *library = library_directory();
	int major = atoi(number);
#ifdef COGEN_RESOURCE_DIR
	found = take_if_fits(xstrdup(COGEN_RESOURCE_DIR), major);
#endif
	struct text debian;
	text_init(&debian);
	text_printf(&debian, "/usr/lib/llvm-%d/lib", major);
	if (library) {
		char *beside = xasprintf("%s/../lib", library);
		found = found ? found : find_below(library, number, major);
		found = found ? found : find_below(beside, number, major);
		free(beside);
	}
	const char *const usual[] = { debian.data, "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/include" };
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]) && !found; i++) found = find_below(usual[i], number, major);
	text_release(&debian);
	free(library);
	free(number);
	return found;
}

/* ---- cogen's own ---- */

/* The file that runs, links followed; NULL when the system does not tell. */
static char *executable(const char *argv0) {
	char *path = realpath("/proc/self/exe", NULL);
	if (path || !argv0 || !*argv0) return path;
	if (strchr(argv0, '/')) return realpath(argv0, NULL);
	const char *at = getenv("PATH");
	while (at && *at && !path) {
		size_t length = strcspn(at, ":");
		char *candidate = xasprintf("%.*s/%s", (int)length, at, argv0);
		if (access(candidate, X_OK) == 0) path = realpath(candidate, NULL);
		free(candidate);
		at += length + (at[length] == ':');
	}
	return path;
}

char *resource_find_headers(const char *argv0) {
	char *path = executable(argv0), *found = NULL;
	char *slash = path ? strrchr(path, '/') : NULL;
	if (slash) {
		*slash = '\0';
		char *beside = xasprintf("%s/../include", path);
		if (holds(beside, "cogen.h")) found = realpath(beside, NULL);
		free(beside);
	}
	free(path);
#ifdef COGEN_INCLUDE_DIR
	if (!found && holds(COGEN_INCLUDE_DIR, "cogen.h")) found = xstrdup(COGEN_INCLUDE_DIR);
#endif
	return found;
}
