/* What runs at the end of a region, co_finally and co_defer, is run to its own end: no jump and no return leads out of it. */
#include <cogen.h>

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static async(int) out_of_finally(int n) {
	for (int i = 0; i < n; i++) {
		co_try {
			await co_sleep(0);
		} co_finally {
			if (i == 1) break; /* error: exit */
			if (i == 2) continue; /* error: exit */
			if (i == 3) return i; /* error: exit */
			if (i == 4) goto done; /* error: exit */
		}
	}
done:
	return n;
}

static async(int) out_of_defer(int n) {
	switch (n) {
	case 1: {
		co_defer {
			if (n == 1) break; /* error: exit */
			if (n == 2) return 1; /* error: exit */
			if (n == 3) goto done; /* error: exit */
		}
		await co_sleep(0);
	}
	}
	while (n--) {
		co_defer if (n) continue; /* error: exit */
		await co_sleep(0);
	}
done:
	return n;
}

/* From deep inside, and out of one into another. */
static async(int) nested(int n) {
	for (;;) {
		co_defer {
			co_try {
				while (n) {
					co_catches: n--;
					if (n == 4) goto co_catches;
					co_try {
						if (n == 1) return 1; /* error: exit */
						if (n == 2) goto outer;
					} co_catch_all (e) {
						if (n == 3) return e->code; /* error: exit */
					}
				}
			} co_finally {
				if (n) goto outer; /* error: exit */
			}
		outer:;
		}
		await co_sleep(0);
		if (n) goto again;
	}
again:
	return n;
}

/* In a generator. */
static generator(int) in_generator(int n) {
	co_defer return; /* error: exit */
	while (n) {
		co_try {
			yield n;
		} co_finally {
			co_for (int, v, numbers(3)) if (v) return; /* error: exit */
			while (n) break;
		}
	}
}

/* A break or continue means a loop of the function's own, not one that a block is made of. */
static async(int) without_a_loop(int n) {
	co_try {
		await co_sleep(0);
	} co_catch (e) {
		if (n == 1) break; /* error: exit */
		if (n == 2) continue; /* error: exit */
	} co_finally {
		if (n == 1) break; /* error: exit */
	}
	co_group (g) {
		if (n == 1) break; /* error: exit */
		if (n == 2) continue; /* error: exit */
	}
	switch (n) {
	case 1:
		co_try await co_sleep(0);
		co_catch (e) {
			if (n) break;
			continue; /* error: exit */
		}
	}
	return n;
}

/* Fine: jumps that stay inside what is run, and any way out of a try, a catch, a timeout, a group. */
static async(int) fine(int n) {
	co_defer {
		for (int i = 0; i < 3; i++) {
			if (i == 1) continue;
			if (i == 2) break;
			if (n == 9) goto inside;
		}
	inside:
		switch (n) {
		case 1: n++; break;
		default: break;
		}
	}
	for (int i = 0; i < n; i++) {
		co_try {
			if (i == 0) continue;
			if (i == 1) break;
			if (i == 2) return 2;
			if (i == 3) goto done;
			await co_sleep(0);
		} co_catch (e) {
			if (i == 0) continue;
			if (i == 1) break;
			if (i == 2) return e->code;
			if (i == 3) goto done;
		} co_finally {
			for (;;) {
				co_try {
					if (n) break;
					await co_sleep(0);
					continue;
				} co_catch_all (e) {
					break;
				}
			}
		}
		co_timeout (1) {
			if (i == 4) continue;
			if (i == 5) break;
			if (i == 6) return 2;
			if (i == 7) goto done;
			await co_sleep(0);
		}
		co_group (g) {
			if (i == 4) continue;
			if (i == 5) break;
			if (i == 6) return 2;
			if (i == 7) goto done;
		}
	}
done:
	return n;
}

int main(void) {
	co_for (int, v, in_generator(1)) (void)v;
	return co_run(int, out_of_finally(1)) + co_run(int, out_of_defer(1)) + co_run(int, nested(1)) + co_run(int, without_a_loop(1)) +
	       co_run(int, fine(1));
}
