/* A server that ends in good order when it is asked to. */
#include <cogen.h>
#include <signal.h>
#include <stdio.h>

static async(void) serve(void) {
	co_try {
		for (;;) await co_sleep(1);
	} co_finally {
		printf("all is put away\n");
	}
}

static async(void) until_asked(void) {
	co_task *server = co_spawn(serve());
	co_task *asked = co_spawn(co_signal_wait(SIGTERM));
	await co_checkpoint();
	raise(SIGTERM); /* somebody else's work */
	await asked;
	printf("asked to end\n");
	co_cancel(server);
	await co_gather_settled(server);
}

int main(void) { co_run(void, until_asked()); }
