/* Words of cogen used in another way than they are made for: one error each, in words of ours, and nothing that follows from it. */
#include <cogen.h>
#include <stdio.h>

static async(int) work(int n) { return n; }
static co_lock lock = CO_LOCK_INIT;

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static async(int) two_names(int n) {
	co_try {
		n += await work(n);
	} co_catch (CO_ECANCELED, e) { /* error: form */
		n += e->code;
	}
	return n;
}

static async(int) no_name(int n) {
	co_try {
		n += await work(n);
	} co_catch { /* error: form */
		n++;
	}
	return n;
}

static async(int) an_empty_name(int n) {
	co_try {
		n += await work(n);
	} co_catch () { /* error: form */
		n += e->code;
		co_error_print(e, stderr);
	}
	return n;
}

static async(int) a_type(int n) {
	co_try {
		n += await work(n);
	} co_catch_all (co_error *e) { /* error: form */
		co_error_print(e, stderr);
	}
	return n;
}

static async(int) an_argument(int n) {
	co_try {
		n += await work(n);
	} co_catch (e) {
		co_reraise(e); /* error: form */
	}
	return n;
}

static async(int) forms(int n) {
	co_task *task = co_spawn(work, n); /* error: form */
	n += co_result(task); /* error: form */
	co_go(work(1), work(2)); /* error: form */
	co_for (int v, numbers(n)) /* error: form */
		printf("%d\n", v);
	co_for (int, int v, numbers(n)) printf("%d\n", v); /* error: form */
	co_group { /* error: form */
		co_go(work(1));
	}
	return n;
}

#if 0
static async(int) left_out(int n) { return co_run(work(1)) }
#endif

async int without(int n) { return await work(n); } /* error: parse */

async() nothing(int n) { (void)n; } /* error: parse */

static int named(int yield); /* error: parse */

static async(int) no_seconds(int n) {
	co_timeout { /* error: form */
		n += undeclared;
	}
	return n;
}

static async(int) bare_seconds(int n) {
	co_timeout 5 { /* error: form */
		n++;
	}
	return n;
}

static async(int) bare_lock(int n) {
	co_with &lock { /* error: form */
		n++;
	}
	return n;
}

static async(int) bare_group(int n) {
	co_group g { /* error: form */
		n++;
	}
	return n;
}

static async(int) bare_loop(int n) {
	co_for int, v, numbers(n) { /* error: form */
		n++;
	}
	return n;
}

static async(int) the_type(int n) {
	co_group *fine = NULL;
	return n + !fine;
}

int main(void) {
	return co_run(work(2)); /* error: form */
}
