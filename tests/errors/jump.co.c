/* Jumps into blocks that have to be entered at their top. */
#include <cogen.h>

static co_lock lock = CO_LOCK_INIT;

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static async(int) into_with(int n) {
	if (n == 1) goto inside; /* error: jump */
	co_with (&lock) {
		n++;
	inside:
		await co_sleep(0);
		if (n == 5) goto inside;
	}
	if (n == 2) goto inside; /* error: jump */
	return n;
}

static async(int) between(int n) {
	co_with (&lock) {
		if (n) goto other; /* error: jump */
	}
	co_with (&lock) {
	other:
		await co_sleep(0);
	}
	return n;
}

static async(int) case_into(int n) {
	switch (n) {
	case 0:
		co_with (&lock) {
		case 1: /* error: jump */
			await co_sleep(0);
		default: /* error: jump */
			n++;
		}
	}
	return n;
}

static async(int) computed_into(int n) {
	static void *const where[] = { &&inside, &&after };
	goto *where[n]; /* error: jump */
	co_with (&lock) {
	inside:
		await co_sleep(0);
	}
after:
	return n;
}

static async(int) computed_out(int n) {
	static void *const where[] = { &&inside, &&after };
	co_with (&lock) {
		if (n > 1) goto *where[n];
	inside:
		await co_sleep(0);
		if (n) goto *where[n];
	}
after:
	return n;
}

static async(int) into_for(int n) {
	if (n) goto inside; /* error: jump */
	co_for (int, v, numbers(3)) {
		n += v;
	inside:
		await co_sleep(0);
	}
	return n;
}

static generator(int) in_generator(int n) {
	if (n) goto inside; /* error: jump */
	co_for (int, v, numbers(3)) {
		yield v;
	inside:
		yield n;
	}
}

static int in_plain_code(int n) {
	if (n) goto inside; /* error: jump */
	co_for (int, v, numbers(3)) {
		n += v;
	inside:
		n++;
	}
	return n;
}

static int case_in_plain_code(int n) {
	switch (n) {
	case 0:
		co_for (int, v, numbers(3)) {
		case 1: /* error: jump */
			n += v;
			switch (v) {
			case 2: n++;
			default: n += 2;
			}
		default: /* error: jump */
			n++;
		}
	}
	return n;
}

/* Fine: out of blocks, and within them. */
static async(int) out(int n) {
	co_with (&lock) {
		if (n) goto inside;
		await co_sleep(0);
	inside:
		switch (n) {
		case 1: n++;
		}
		if (n > 1) goto end;
	}
end:
	return n;
}

int main(void) {
	co_for (int, v, in_generator(1)) (void)v;
	return in_plain_code(1) + case_in_plain_code(1) + co_run(int, into_with(1)) + co_run(int, between(1)) + co_run(int, computed_into(1)) + co_run(int, computed_out(1)) + co_run(int, case_into(1)) +
	       co_run(int, into_for(1)) + co_run(int, out(1));
}
