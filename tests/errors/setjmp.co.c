/* setjmp in a coroutine: its frame would be left behind. */
#include <cogen.h>
#include <setjmp.h>

static jmp_buf target;
static sigjmp_buf signal_target;

static async(int) jumps(int n) {
	if (setjmp(target)) return 1; /* error: setjmp */
	await co_sleep(0);
	if (_setjmp(target)) return 2; /* error: setjmp */
	if (sigsetjmp(signal_target, 1)) return 3; /* error: setjmp */
	return n;
}

static async(int) jumps_as_gcc_does(void) {
	static void *buffer[5];
	if (__builtin_setjmp(buffer)) return 1; /* error: setjmp */
	await co_sleep(0);
	return 0;
}

static generator(int) numbers(void) {
	if (setjmp(target) == 0) yield 1; /* error: setjmp */
}

/* In plain functions it is the user's business. */
static int plain(void) { return setjmp(target) ? 1 : 0; }

int main(void) {
	co_for (int, v, numbers()) (void)v;
	return plain() + co_run(int, jumps(1)) + co_run(int, jumps_as_gcc_does());
}
