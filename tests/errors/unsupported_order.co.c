/* An order of bytes that is in force where a coroutine is. */
#include <cogen.h>

#pragma scalar_storage_order big-endian /* error: unsupported */
static async(int) f(int v) {
	await co_sleep(0);
	return v;
}

int main(void) { return co_run(int, f(0)); }
