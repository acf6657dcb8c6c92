/* Anything with a callback becomes something to await: here a timer of libuv's, and what to do when nobody waits any more. */
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

struct request {
	uv_timer_t timer;
	co_future *future;
};

/* The one call that whoever completes a future owes it: without effect where the future was cancelled. */
static void is_closed(uv_handle_t *handle) {
	struct request *request = handle->data;
	co_future_set_result(request->future, &(int){ 42 }, sizeof(int));
	free(request);
}

static void has_come(uv_timer_t *timer) { uv_close((uv_handle_t *)timer, is_closed); }

static bool give_up(co_future *future, void *arg) {
	(void)future;
	printf("given up\n");
	uv_close(arg, is_closed);
	return true; /* the future is cancelled now */
}

static co_future *ask(unsigned milliseconds) {
	struct request *request = malloc(sizeof *request);
	request->future = co_future_new(sizeof(int));
	co_future_on_cancel(request->future, give_up, &request->timer);
	uv_timer_init(co_loop_uv(co_loop_current()), &request->timer);
	request->timer.data = request;
	uv_timer_start(&request->timer, has_come, milliseconds, 0);
	return request->future;
}

static async(int) answer(unsigned milliseconds) { return co_result(int, await ask(milliseconds)); }

static async(void) both(void) {
	printf("%d\n", await answer(10));
	co_try {
		await co_wait_for(0.01, answer(100000));
	} co_catch (e) {
		printf("%s\n", co_strerror(e->code));
	}
}

int main(void) { co_run(void, both()); }
