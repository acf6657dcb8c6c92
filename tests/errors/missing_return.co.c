/* Coroutines that can end without the value that they return. */
#include <cogen.h>
#include <stdlib.h>

static async(int) sometimes(int n) {
	await co_sleep(0);
	if (n) return n;
} /* warning: missing-return */

static generator(int, void, int) never(int n) {
	while (n--) yield n;
} /* warning: missing-return */

static async(int) from_a_block(int n) {
	co_try {
		return await sometimes(n);
	} co_catch (e) {
		n++;
	}
} /* warning: missing-return */

static async(int) from_a_group(int n) {
	co_group (g) {
		co_group_spawn(g, sometimes(n));
	}
} /* warning: missing-return */

struct noreturn {
	void (*end)(int) __attribute__((noreturn));
};
static struct noreturn returns(int n) { return (struct noreturn){ n ? exit : NULL }; }
static async(int) goes_on(int n) {
	co_try {
		return await sometimes(n);
	} co_catch (e) {
		returns(n);
	}
} /* warning: missing-return */

static _Noreturn void die(void) { exit(1); }
__attribute__((noreturn)) static void stop(int code);
static void stop(int code) { exit(code); }

/* Fine. */
static async(int) caught(int n) {
	co_try {
		if (n > 2) await sometimes(n);
		return 1;
	} co_catch (e) {
		switch (e->code) {
		case 1: return 2;
		default: die();
		}
	} co_catch_all (e) {
		if (n)
			stop(2);
		else
			co_reraise;
	}
}

static async(int) grouped(int n) {
	co_group (g) {
		co_group_spawn(g, sometimes(n));
		co_defer {
			n++;
		}
		for (;;) {
			await co_sleep(1);
			if (n == 1) return n;
		}
	}
}

static async(int) loops(int n) {
	for (;;) {
		co_try {
			return await sometimes(n);
		} co_catch (e) {
			n++;
		}
	}
}

static async(int) in_blocks(co_lock *lock, int n) {
	co_with (lock) {
		co_timeout (2) {
			co_try {
				return await sometimes(n);
			} co_catch (e) {
				co_raise(1, "no");
			}
		}
	}
}

static async(int) for_ever(void) {
	for (;;) await co_sleep(1);
}

static async(int) stops(int n) {
	if (n) return await sometimes(n);
	abort();
}

static async(void) nothing(void) { await co_sleep(0); }

static generator(int) numbers(int n) {
	while (n--) yield n;
}

int main(void) {
	static co_lock lock = CO_LOCK_INIT;
	co_for (int, v, numbers(1)) (void)v;
	co_for (int, v, never(1)) (void)v;
	co_run(void, nothing());
	return co_run(int, from_a_block(1)) + co_run(int, from_a_group(1)) + co_run(int, caught(1)) +
	       co_run(int, grouped(1)) + co_run(int, loops(1)) + co_run(int, in_blocks(&lock, 1)) + co_run(int, for_ever()) + co_run(int, stops(1)) +
	       co_run(int, goes_on(1));
}
