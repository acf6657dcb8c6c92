/* A local that has a value on some ways only, across a suspension. */
#include <cogen.h>

static async(int) later(int n) {
	await co_sleep(0);
	return n;
}

static async(int) on_some_ways(int n) {
	int some, all;
	if (n) some = 1; /* warning: maybe-uninitialized */
	if (n)
		all = 1;
	else
		all = 2;
	await later(n);
	return some + all;
}

static async(int) in_blocks(int n) {
	int tried, timed;
	co_try {
		tried = await later(n);
	}
	co_catch_all(e) {
		return -1;
	}
	co_timeout (1) {
		timed = await later(n);
	}
	await later(n);
	return tried + timed;
}

static async(int) itself(int n) {
	int quiet = quiet;
	await later(n);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
	int told;
	if (n) told = 3;
	await later(n);
	n += told;
#pragma GCC diagnostic pop
	return quiet + n;
}

int main(void) { return co_run(int, on_some_ways(1)) + co_run(int, in_blocks(1)) + co_run(int, itself(1)); }
