/* What debug mode tells, here on standard output, with the names of files without their folders. */
#include <cogen.h>
#include <stdio.h>
#include <string.h>

static void tell(co_loop *loop, const co_report *report, void *arg) {
	(void)loop, (void)arg;
	for (const char *at = report->message; *at; at++) {
		const char *end = at + strcspn(at, " /");
		if (*end == '/')
			at = end;
		else
			putchar(*at);
	}
	putchar('\n');
}

static void remind(void *text) { puts(text); }

static async(int) answer(void) {
	await co_sleep(0.001);
	return 42;
}

int main(void) {
	co_loop *loop = co_loop_new_virtual();
	co_loop_on_report(loop, tell, NULL);
	co_loop_set_debug(loop, true);
	co_task *task = co_spawn_on(loop, answer());
	co_loop_run_until_complete(loop, task);
	printf("answer: %d\n", co_result(int, task));
	co_disown(task);
	co_cancel(task); /* it has ended: without debug mode nobody would know */
	co_future *reply = co_future_new_on(loop, sizeof(int));
	co_future_set_error(reply, 7, "nobody is there");
	co_disown(reply);
	co_call_later(loop, 60, remind, "tea");
	co_go_on(loop, answer());
	co_loop_close(loop);
}
