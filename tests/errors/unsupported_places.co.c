/* Places where a suspension cannot come: docs/limits.md tells what to write there. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) operand_of_asm(int n) {
	int m = 0;
	__asm__("" : "+r"(m) : "r"(await later(n))); /* error: unsupported */
	return m;
}

static async(int) offset_of(int n) {
	struct row {
		int a[4];
	};
	n += (int)__builtin_offsetof(struct row, a[await later(1)]); /* error: unsupported */
	return n;
}

int main(void) { return co_run(int, operand_of_asm(1)) + co_run(int, offset_of(1)); }
