/* What is scheduled runs in the order of its times; what was scheduled first comes first. */
#include <cogen.h>
#include <stdio.h>

static void print(void *text) { puts(text); }
static void stop(void *loop) { co_loop_stop(loop); }

int main(void) {
	co_loop *loop = co_loop_new();
	co_call_later(loop, 0.02, stop, loop);
	co_call_later(loop, 0.01, print, "later");
	co_call_soon(loop, print, "soon");
	co_handle never = co_call_soon(loop, print, "never");
	co_call_soon_threadsafe(loop, print, "from any thread");
	printf("cancelled: %d\n", co_handle_cancel(never));
	co_loop_run_forever(loop);
	co_loop_close(loop);
}
