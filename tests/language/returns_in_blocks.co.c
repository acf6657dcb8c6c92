/* A return value is evaluated before what blocks run on the way out, and outlives their suspensions, locks, loops and catches. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(void) fail(int code) {
	await later(0);
	co_raise(code, "failed");
}

static generator(int) numbers(int n) {
	co_defer puts("numbers left");
	while (n--) yield n;
}

struct big {
	int v[8];
};

/* Each of these awaits while the value waits. */
static async(int) busy_defers(int n) {
	int x = n;
	co_defer {
		co_lock lock = CO_LOCK_INIT;
		co_with (&lock) {
			switch (n) {
			case 1: x += await later(10); break;
			case 2: break;
			default: x++;
			}
		}
		show("x", x);
	}
	co_defer {
		co_try await fail(3);
		co_catch (e) x += await later(e->code);
		co_finally x += await later(1);
	}
	co_defer {
		for (int i = 0; i < 3; i++) {
			co_defer x += await later(100);
			if (i == n) break;
			if (i == 1) continue;
			co_for (int, v, numbers(3)) {
				x += v;
				if (v == 1) break;
			}
		}
	}
	x++;
	return x;
}

static async(struct big) large(int n) {
	struct big b = { { n, 2 } };
	co_try {
		b.v[7] = await later(7);
		return b;
	} co_finally {
		b.v[0] = b.v[7] = await later(99);
		co_try await fail(n);
		co_catch (e) b.v[1] = e->code;
	}
}

static async(double) real(int n) {
	double d = n;
	co_timeout (100) {
		co_group (g) {
			co_scope {
				co_uncancellable {
					co_defer d = await later(77);
					return d / 4;
				}
			}
		}
	}
	return 0;
}

/* The value of an outer return is lost when something raises on its way; a loop around may then return another. */
static async(int) replaced(int n) {
	for (int i = 0; i < 3; i++) {
		co_try {
			co_try {
				return await later(i);
			} co_finally {
				if (i < n) await fail(i);
			}
		} co_catch_all (e) {
			show("instead", e->code);
			if (i == 1) return await later(50);
		}
	}
	return -1;
}

static async(void) nothing(int *at) {
	co_defer {
		await later(0);
		++*at;
	}
	co_try return;
	co_finally {
		await later(0);
		*at *= 10;
	}
}

static async(int) run(void) {
	int at = 1;
	for (int n = 0; n < 4; n++) show("busy", await busy_defers(n));
	struct big b = await large(5);
	show_ints("large", b.v, 8);
	show_real("real", await real(5));
	for (int n = 0; n < 4; n++) show("replaced", await replaced(n));
	await nothing(&at);
	show("at", at);
	return 0;
}

int main(void) { return co_run(int, run()); }
