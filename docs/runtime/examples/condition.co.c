/* Wait until there is enough. */
#include <cogen.h>
#include <stdio.h>

static co_lock lock = CO_LOCK_INIT;
static co_condition changed;
static int coins;

static async(void) buyer(int price) {
	co_with (&lock) {
		while (coins < price) await co_condition_wait(&changed);
		coins -= price;
		printf("bought for %d, %d left\n", price, coins);
	}
}

static async(void) saver(void) {
	for (int i = 0; i < 5; i++) {
		co_with (&lock) {
			coins++;
			co_condition_notify_all(&changed);
		}
		await co_sleep(0.001);
	}
}

static async(void) market(void) {
	co_condition_init(&changed, &lock);
	await co_gather(buyer(3), buyer(2), saver());
}

int main(void) { co_run(void, market()); }
