/* Two workers and one lock, with a return from inside the locked block.
 *
 * co_with takes the lock, waiting for it where it must, and gives it back on every way out of its block: at the
 * end, and at the return in the middle. While the first worker sleeps inside, the second one gets no further than
 * the lock.
 *
 * In Python:
 *
 *     async def work(name):
 *         print(name, 'before the lock')
 *         async with lock:
 *             print(name, 'start')
 *             if 'x' in seen:
 *                 return name
 *             await asyncio.sleep(0)
 *             print('----------')
 *             seen.append('x')
 *             print(name, 'end')
 *             return name
 *
 *     loop.run_until_complete(asyncio.wait([one(), two()]))
 */
#include <cogen.h>
#include <stdio.h>

static co_lock lock = CO_LOCK_INIT;
static bool seen;

static async(const char *) work(const char *name) {
	printf("%s before the lock\n", name); /* both workers come here before either is done */
	co_with (&lock) {
		printf("%s start\n", name);
		if (seen) return name;
		await co_sleep(0);
		printf("----------\n");
		seen = true;
		printf("%s end\n", name);
		return name;
	}
}

static async(void) worker(const char *name) {
	const char *result = await work(name);
	printf("%s ok\n", result);
}

static async(void) both(void) {
	await co_gather(worker("one"), worker("two"));
	printf("locked: %s\n", co_lock_locked(&lock) ? "true" : "false");
}

int main(void) {
	co_run(void, both());
	return 0;
}
