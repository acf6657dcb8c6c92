/* A suspension as a length in what sizeof measures. */
#include <cogen.h>

struct pair {
	int a, b;
};
#define BYTES(n) sizeof(char[n])
#define OF_PAIRS(n, m) sizeof(struct pair[n][m])

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

/* C evaluates these lengths, and would wait. */
static async(int) in_lengths(int n) {
	n = (int)sizeof(int[await later(n)]); /* error: unsupported */
	n += (int)sizeof(char[n][await later(n)]); /* error: unsupported */
	n += (int)sizeof *(int (*)[await later(n)])0; /* error: unsupported */
	n += (int)BYTES(await later(n)) + (int)OF_PAIRS(n, await later(n)); /* error: unsupported */ /* error: unsupported */
	return n + (int)sizeof(int[(co_await(later(n)))]); /* error: unsupported */
}

/* Fine. */
static async(int) measured(int n) {
	int m = await later(n), row[await later(n)];
	return m + (int)sizeof(int[m]) + (int)sizeof row;
}

int main(void) { return co_run(int, in_lengths(1)) + co_run(int, measured(1)); }
