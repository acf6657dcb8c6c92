/* cogen as AFL++ runs it: tests/fuzz/afl.
 *
 * In: what cogen takes on its command line. The process loads libclang and reads one file; from there on it is forked, and each
 * child takes many inputs, each as main() would. Out: an abort, which AFL++ sees, where cogen would end with exit code 3.
 * Built by afl-clang-fast only. */
#define main cogen_main
#include "main.c"
#undef main

static int warmed(int argc, char **argv) {
	int code = cogen_main(argc, argv);
	if (code != EXIT_WRITTEN) fprintf(stderr, "target: the first file was not taken (%d)\n", code);
	return code;
}

int main(int argc, char **argv) {
	const char *warm = getenv("FUZZ_WARM");
	if (warm) {
		char *command[] = { argv[0], (char *)(size_t)warm, "-o", "/dev/null", NULL };
		if (warmed(4, command) != EXIT_WRITTEN) return 2;
	}
	__AFL_INIT();
	while (__AFL_LOOP(300))
		if (cogen_main(argc, argv) == EXIT_INTERNAL) abort();
	return 0;
}
