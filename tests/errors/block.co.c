/* Blocks, or parts of them, that stand out of place. */
#include <cogen.h>
#include <stdio.h>

static async(int) parts(int n) {
	co_try {
		await co_sleep(0);
	} co_catch (e) {
		n = e->code;
	} co_catch (e) { /* error: block */
		n = e->code;
	}
	co_try {
		await co_sleep(0);
	} co_catch_all (e) {
		n = e->code;
	} co_catch (e) { /* error: block */
		n = e->code;
	} co_finally {
		n++;
	}
	co_try {
		await co_sleep(0);
	} co_catch_all (e) {
		n = e->code;
	} co_catch_all (e) { /* error: block */
		n = e->code;
	}
	co_try {
		await co_sleep(0);
	} else { /* error: block */
		n++;
	}
	co_try {
		await co_sleep(0);
	} co_catch (e) {
		n = e->code;
	} else { /* error: block */
		n++;
	}
	return n;
}

static async(int) alone(int n) {
	if (n == 1)
		n++;
	co_catch (e) /* error: block */
		n = 2;
	if (n == 2)
		n++;
	co_finally /* error: block */
		n = 2;
	await co_sleep(0);
	return n;
}

static async(int) lone(int n) {
	co_try { /* error: block */
		await co_sleep(0);
	}
	co_try { /* error: block */
		n++;
	}
	if (n) co_try n++; /* error: block */
	return n;
}

static async(int) defers(int n) {
	if (n) co_defer n++; /* error: block */
	while (n) co_defer n--; /* error: block */
	for (;;)
		co_defer { /* error: block */
			n--;
		}
	do
		co_defer n--; /* error: block */
	while (n);
again:
	if (n) {
		n++;
	} else
		co_defer n--; /* error: block */
	co_try await co_sleep(0);
	co_finally
		co_defer n--; /* error: block */
	co_timeout (1) co_defer n--; /* error: block */
	if (n) goto again;
	{
		co_defer { n++; } else { n--; } /* error: block */
	}
	await co_sleep(0);
	return n;
}

static async(int) reraise(int n) {
	if (n == 1) co_reraise; /* error: block */
	co_try {
		if (n == 2) co_reraise; /* error: block */
		await co_sleep(0);
	} co_catch (e) {
		n = 1;
	} co_finally {
		co_reraise; /* error: block */
	}
	return n;
}

/* Fine. */
static async(int) fine(int n) {
	co_defer n++;
	switch (n) {
	case 1:;
		co_defer n++;
	}
	if (n) {
	label:
		co_defer n++;
		if (n == 10) goto label;
	}
	co_try await co_sleep(0);
	co_catch (e) {
		co_try await co_sleep(0);
		co_catch_all (f) {
			co_defer puts("left");
			if (n) co_reraise;
		}
		co_reraise;
	} co_catch_all (e) {
		if (n) co_raise_error(e);
	} co_finally n++;
	return n;
}

int main(void) {
	return co_run(int, parts(1)) + co_run(int, alone(1)) + co_run(int, lone(1)) + co_run(int, defers(1)) + co_run(int, reraise(1)) + co_run(int, fine(1));
}
