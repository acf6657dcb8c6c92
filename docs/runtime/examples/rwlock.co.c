/* Many look at a table, one changes it. */
#include <cogen.h>
#include <stdio.h>

static co_rwlock lock = CO_RWLOCK_INIT;
static int table = 1;

static async(void) look(const char *name) {
	await co_rwlock_read_acquire(co_rwlock_read(&lock));
	printf("%s sees %d, %zu read\n", name, table, co_rwlock_readers(&lock));
	await co_sleep(0.001);
	co_rwlock_read_release(co_rwlock_read(&lock));
}

static async(void) change(int to) {
	await co_rwlock_write_acquire(co_rwlock_write(&lock));
	table = to;
	co_rwlock_write_release(co_rwlock_write(&lock));
}

static async(void) all(void) { await co_gather(look("a"), look("b"), change(2), look("c")); }

int main(void) { co_run(void, all()); }
