/* Jumps into the blocks that handle errors and clean up, and past a co_defer of the same block. */
#include <cogen.h>

static async(int) into_parts(int n) {
	if (n == 1) goto in_try; /* error: jump */
	if (n == 2) goto in_catch; /* error: jump */
	if (n == 3) goto in_finally; /* error: jump */
	co_try {
	in_try:
		if (n == 4) goto in_catch; /* error: jump */
		if (n == 5) goto in_finally; /* error: jump */
		await co_sleep(0);
		if (n == 6) goto in_try;
	} co_catch (e) {
	in_catch:
		if (n == 7) goto in_try; /* error: jump */
		if (n == 8) goto in_finally; /* error: jump */
		if (n == 9) goto in_all; /* error: jump */
		if (n == 10) goto in_catch;
		n = e->code;
	} co_catch_all (e) {
	in_all:
		if (n == 11) goto in_catch; /* error: jump */
		n = e->code;
	} co_finally {
	in_finally:
		if (n == 12) goto in_try; /* error: jump */ /* error: exit */
		if (n == 13) goto in_finally;
		n++;
	}
	if (n == 14) goto in_try; /* error: jump */
	if (n == 15) goto in_catch; /* error: jump */
	return n;
}

static async(int) into_others(int n) {
	co_defer {
	in_defer:
		n++;
	}
	co_timeout (1) {
	in_timeout:
		await co_sleep(0);
	}
	co_group (g) {
	in_group:
		co_group_cancel(g);
	}
	co_scope {
	in_scope:
		n++;
	}
	co_uncancellable {
	in_uncancellable:
		n++;
	}
	if (n == 1) goto in_defer; /* error: jump */
	if (n == 2) goto in_timeout; /* error: jump */
	if (n == 3) goto in_group; /* error: jump */
	if (n == 4) goto in_scope; /* error: jump */
	if (n == 5) goto in_uncancellable; /* error: jump */
	return n;
}

static async(int) cases(int n) {
	switch (n) {
		co_try {
		case 1: /* error: jump */
			await co_sleep(0);
		} co_catch (e) {
		case 2: /* error: jump */
			n++;
		} co_finally {
		case 3: /* error: jump */
			n++;
		}
	case 4:;
		co_defer {
		case 5: /* error: jump */
			n++;
		}
	case 6: /* error: jump */
		n++;
		break;
	default: /* error: jump */
		n--;
	}
	return n;
}

static async(int) past_defer(int n) {
	if (n == 1) goto behind; /* error: jump */
	if (n == 2) {
		goto behind; /* error: jump */
	}
	co_defer n++;
	await co_sleep(0);
	{
		if (n == 3) goto further; /* error: jump */
		co_defer n++;
		await co_sleep(0);
	further:;
	}
	switch (n) {
	case 1: {
		co_defer n++;
		break;
	}
	case 2:;
		co_defer n++;
		await co_sleep(0);
	}
behind:
	return n;
}

/* The defer of a label's statement. */
static async(int) labelled(int n) {
	if (n) goto behind; /* error: jump */
here:
	co_defer n++;
	await co_sleep(0);
	if (n < 10) goto here;
behind:
	return n;
}

/* Fine: back before a co_defer, over a block that has one, out of everything. */
static async(int) fine(int n) {
	if (n == 1) goto behind;
again:;
	{
		co_defer n++;
		if (n == 2) goto again;
		if (n == 3) goto behind;
		co_try {
			if (n == 4) goto again;
			if (n == 5) goto behind;
			await co_sleep(0);
		} co_catch_all (e) {
			if (n == 6) goto again;
			if (n == 7) goto behind;
			co_reraise;
		}
	}
behind:
	switch (n) {
	case 1:
		co_try {
			switch (n) {
			case 2: n++;
			default: await co_sleep(0);
			}
		} co_finally {
			switch (n) {
			case 2: n++;
			}
		}
	case 3: {
		co_defer {
			switch (n) {
			case 1:
			default: n++;
			}
		}
		await co_sleep(0);
	}
	case 4: n++;
	}
	return n;
}

int main(void) {
	return co_run(int, into_parts(1)) + co_run(int, into_others(1)) + co_run(int, cases(1)) + co_run(int, past_defer(1)) +
	       co_run(int, labelled(1)) + co_run(int, fine(1));
}
