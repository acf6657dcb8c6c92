/* Typedefs of a coroutine's own that ask for an alignment, where what they stand for cannot be given it. */
#include <cogen.h>

typedef long outside __attribute__((aligned(1)));

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(long) lower(char *bytes) {
	typedef long any __attribute__((aligned(1)));
	any value = await later(1); /* fine: it has more */
	any *at = (any *)(bytes + 1); /* error: unsupported */
	outside *fine = (outside *)(bytes + 1);
	await later(2);
	return value + *at + *fine;
}

static async(int) literal(void) {
	typedef int wide __attribute__((aligned(64)));
	int *at = &(wide){ await later(1) }; /* error: unsupported */
	await later(2);
	return *at;
}

int main(void) {
	char bytes[9] = { 0 };
	return (int)co_run(long, lower(bytes)) + co_run(int, literal());
}
