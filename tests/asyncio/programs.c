/* Runs programs of tests/runtime/frames.h and prints what happened, one line for each: what programs.py compares with
 * CPython.
 *
 * In: lines of ten scripts, separated by blanks; the first is the main task's, '-' an empty one. Out: its events, then
 * how the main task ended: '.' with a result, 'c' cancelled, 'e' with an error, 'D' nothing can wake it. */
#include "../runtime/frames.h"

int main(void) {
	char line[4096];
	while (fgets(line, sizeof line, stdin)) {
		setup(NULL);
		int n = 0;
		for (char *script = strtok(line, " \n"); script && n < 10; script = strtok(NULL, " \n")) {
			static char kept[10][512];
			snprintf(kept[n], sizeof kept[n], "%s", strcmp(script, "-") ? script : "");
			subs[n] = kept[n];
			n++;
		}
		co_task *main_task = start(subs[0]);
		int code = run(main_task);
		fputs(happened(), stdout);
		puts(code ? "D" : co_cancelled(main_task) ? "c" : code_of(main_task) ? "e" : ".");
		co_loop_close(loop);
		if (live_blocks) puts("LEAK");
		happened();
	}
	return 0;
}
