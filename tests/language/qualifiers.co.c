/* const, volatile, register, static and restrict locals and parameters over suspensions. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct point {
	int x, y;
};

static async(int) constants(const int n, const char *const name) {
	const int twice = n * 2;
	const int awaited = await later(twice + 1);
	const struct point at = { n, await later(3) };
	const int table[3] = { 1, await later(2), n };
	const double *const none = NULL;
	await later(0);
	const char *const copy = name;
	await later(0);
	return twice + awaited * 10 + at.x + at.y * 100 + table[await later(1)] * 1000 + (none == NULL) + copy[0];
}

static async(int) volatiles(volatile int n) {
	volatile int counter = 0;
	volatile struct point at = { 1, 2 };
	volatile int *p = &counter;
	while (counter < 3) {
		counter++;
		await later(counter);
		*p = counter;
	}
	at.x += await later(5);
	counter += await later(n);
	n++;
	return counter * 100 + at.x * 10 + at.y + n;
}

static async(int) registers(register int n) {
	register int sum = 0;
	register const char *p = "abc";
	while (*p) {
		sum += *p++ - 'a';
		await later(0);
		sum += n;
	}
	auto int last = await later(sum);
	return last;
}

/* One static for all calls and all frames. */
static async(int) statics(int n) {
	static int calls;
	static int history[4] = { -1, -1, -1, -1 };
	static const char *const names[] = { "zero", "one" };
	calls++;
	history[n] = calls;
	await later(0);
	{
		static int calls = 100;
		calls += await later(n);
		printf("inner %d ", calls);
	}
	printf("%s ", names[n & 1]);
	static int initialised_behind = 7;
	initialised_behind++;
	return calls * 1000 + history[0] * 100 + history[1] * 10 + initialised_behind;
}

static async(int) restricted(int *restrict to, const int *restrict from, int n) {
	int *restrict end = to + n;
	while (to < end) {
		*to++ = *from++;
		await later(0);
	}
	return to[-1];
}

static async(int) run(void) {
	for (int n = 0; n < 3; n++) {
		int to[4] = { 0 }, from[4] = { n, n + 1, n + 2, n + 3 };
		show("constants", await constants(n, "name"));
		show("volatiles", await volatiles(n));
		show("registers", await registers(n));
		show("statics", await statics(n));
		show("restricted", await restricted(to, from, 4));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
