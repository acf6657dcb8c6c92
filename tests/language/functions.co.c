/* Kinds of functions: without an await, empty, void, with early returns, without a return on some path, static, inline,
 * with prototypes before, defined after their callers, exported. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v);
static inline async(int) inlined(int v);
async(int) exported(int v);
static async(void) empty(void);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wreturn-type"
/* Its value is used only where there is one. */
static async(int) sometimes_returns(int n) {
	if (n > 1) return await later(n);
	await later(0);
}
#pragma GCC diagnostic pop

static async(int) no_await(int v) { return v + 1; }

static async(void) no_await_void(int *p) { *p += 1; }

static async(void) only_awaits(void) {
	await later(0);
	await empty();
	await later(0);
}

static async(void) early(int n, int *out) {
	*out = 1;
	if (n == 0) return;
	*out = await later(2);
	for (int i = 0; i < n; i++) {
		if (i == 2) return;
		*out += 10;
		await later(i);
	}
	if (n == 1) {
		await empty();
		return;
	}
	*out = 99;
}

static async(int) returns_everywhere(int n) {
	if (n == 0) return await later(10);
	if (n == 1) return 20;
	if (n == 2) {
		int x = await later(3);
		return x * 10;
	}
	return n < 5 ? await later(40) : n;
}

static async(int) unreachable(int n) {
	for (;;) {
		if (await later(n--) == 0) return 5;
	}
}

static async(int) exits(int n) {
	if (n >= 0) return await later(n);
	await later(0);
	abort();
}

static async(int) loops_forever_until(int n) {
	while (1) {
		while (1) {
			n += await later(3);
			if (n > 10) break;
		}
		if (n > 20) return n;
		n++;
	}
}

static async(int) returns_result_of_comma(int n) { return await later(n), await no_await(0), n + 1; }

static async(_Bool) last_statement_is_an_if(int n) {
	if (n)
		return await later(n) == 1;
	else
		return true;
}

/* What has to come first in its block. GCC does not know it. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunknown-pragmas"
static async(double) without_contraction(double a, double b) {
#pragma STDC FP_CONTRACT OFF
	double c = a * b;
	return c + await later(1);
}
#pragma GCC diagnostic pop

int async_counter;

async(int) exported(int v) {
	async_counter++;
	return await inlined(v) + await inlined(1);
}

static inline async(int) inlined(int v) { return v * await later(2); }

static async(void) empty(void) {
}

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) run(void) {
	int out = 0;
	await empty();
	await only_awaits();
	show("no await", await no_await(await no_await(1)));
	await no_await_void(&out);
	for (int n = 0; n < 4; n++) {
		await early(n, &out);
		show("early", out);
		show("everywhere", await returns_everywhere(n * 2));
		show("unreachable", await unreachable(n));
		show("exits", await exits(n));
		show("forever", await loops_forever_until(n));
		show("if", await last_statement_is_an_if(n));
		await sometimes_returns(n);
	}
	show("returns", await sometimes_returns(2));
	show("pragma", (int)await without_contraction(2, 3));
	show("comma", await returns_result_of_comma(4));
	show("exported", await exported(3) * 10 + async_counter);
	return 0;
}

int main(void) { return co_run(int, run()); }
