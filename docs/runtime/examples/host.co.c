/* Coroutines in the loop of a program that has one already. */
#include <cogen.h>
#include <stdio.h>
#include <uv.h>

static async(void) work(void) {
	for (int i = 1; i <= 3; i++) {
		await co_sleep(0.01);
		printf("step %d\n", i);
	}
	co_loop_detach(co_loop_current(), NULL, NULL);
}

int main(void) {
	uv_loop_t *host = uv_default_loop();
	co_loop_attach(host);
	co_go(work());
	uv_run(host, UV_RUN_DEFAULT);
	printf("closed: %d\n", uv_loop_close(host));
}
