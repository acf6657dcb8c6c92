/* To be preloaded into cogen: counts the times that it has libclang read the file, and how long these take (CPU time of the process),
 * in one line on file descriptor 9. */
#define _GNU_SOURCE
#include <clang-c/Index.h>
#include <dlfcn.h>
#include <stdio.h>
#include <time.h>

static unsigned count;
static double seconds;

static double now(void) {
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

typedef enum CXErrorCode (*parser)(CXIndex, const char *, const char *const *, int, struct CXUnsavedFile *, unsigned, unsigned, CXTranslationUnit *);

enum CXErrorCode clang_parseTranslationUnit2(CXIndex index, const char *path, const char *const *flags, int flag_count,
                                             struct CXUnsavedFile *files, unsigned file_count, unsigned options, CXTranslationUnit *unit) {
	parser parse = (parser)dlsym(RTLD_NEXT, "clang_parseTranslationUnit2");
	double start = now();
	enum CXErrorCode code = parse(index, path, flags, flag_count, files, file_count, options, unit);
	seconds += now() - start;
	count++;
	return code;
}

__attribute__((destructor)) static void tell(void) { dprintf(9, "%u %f\n", count, seconds); }
