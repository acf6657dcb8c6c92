/* At most two downloads at once. */
#include <cogen.h>
#include <stdio.h>

static co_semaphore slots = CO_SEMAPHORE_INIT(2);
static int running, most;

static async(void) download(int n) {
	co_with (&slots) {
		if (++running > most) most = running;
		await co_sleep(0.001 * n);
		running--;
	}
}

static async(void) all(void) {
	await co_gather(download(1), download(2), download(3), download(4), download(5));
	printf("at most %d at once\n", most);
}

int main(void) { co_run(void, all()); }
