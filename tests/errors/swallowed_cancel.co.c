/* A co_catch_all in a loop that goes on whatever came. */
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static bool is_fatal(const co_error *error) { return error->code < 0; }

static async(void) serve(int n) {
	for (;;) {
		co_try {
			n += await work(n);
		} co_catch_all (e) { /* warning: swallowed-cancel */
		}
	}
}

static async(void) tells(int n) {
	while (n) {
		co_try {
			n += await work(n);
		} co_catch_all (e) { /* warning: swallowed-cancel */
			fprintf(stderr, "%s\n", e->message);
			co_error_print(e, stderr);
			if (n > 100) continue;
			for (int i = 0; i < n; i++) {
				if (i == 5) break;
			}
		}
	}
}

static async(void) waits(int n) {
	do {
		co_with (NULL == NULL ? &(co_lock)CO_LOCK_INIT : NULL) {
			co_try {
				n += await work(n);
			} co_catch_all (e) { /* warning: swallowed-cancel */
				await co_sleep(1);
			} co_finally {
				n++;
			}
		}
	} while (n < 10);
}

/* Fine. */
static async(int) heeds(int n) {
	for (;;) {
		co_try {
			n += await work(n);
		} co_catch (e) {
			fprintf(stderr, "%s\n", e->message);
		}
		co_try {
			n += await work(n);
		} co_catch_all (e) {
			if (e->code == CO_ECANCELED) n++;
		}
		co_try {
			n += await work(n);
		} co_catch_all (e) {
			if (is_fatal(e)) n++;
		}
		co_try {
			n += await work(n);
		} co_catch_all (e) {
			n++;
			co_reraise;
		}
		co_try {
			n += await work(n);
		} co_catch_all (e) {
			if (n > 7) break;
		}
		co_try {
			n += await work(n);
		} co_catch_all (e) {
			if (n > 5) return n;
		}
		co_try {
			n += await work(n);
		} co_catch_all (e) {
			if (n > 6) goto out;
		}
		co_try {
			n += await work(n);
		} co_catch_all (e) {
			exit(1);
		}
	}
out:
	co_try {
		n += await work(n);
	} co_catch_all (e) {
		n++;
	}
	do {
		co_try {
			n += await work(n);
		} co_catch_all (e) {
			n++;
		}
	} while (0);
	return n;
}

int main(void) {
	co_run(void, serve(1));
	co_run(void, tells(1));
	co_run(void, waits(1));
	return co_run(int, heeds(1));
}
