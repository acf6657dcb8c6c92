/* Names that a tool might want for itself: as locals, parameters, labels, fields, functions. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct frame {
	int state, resume, next;
};

static int step_result = 2;

static int fib_start(int n) { return n * 100; }

static int fib_resume(int n) { return n * 1000; }

static int fib_body(int n) { return n * 10000; }

struct fib_frame {
	int fib;
};

static async(int) fib(int n) {
	if (n < 2) return await later(n);
	return await fib(n - 1) + await fib(n - 2);
}

static async(int) locals(int state, struct frame *frame) {
	int result = state, error = 1, coro = 2, in = 3, co = 4, child = 5, awaiter = 6, type = 7;
	int temporary = 8, t = 9, tmp0 = 10, co_0 = 11, slot = 12, next = 13, resume = 14, out = 15, memory = 16;
	await later(0);
	result += error + coro + in + co + child + awaiter + type;
	await later(0);
	result += temporary + t + tmp0 + co_0 + slot + next + resume + out + memory;
	frame->state += state;
	await later(0);
	return result + frame->state + frame->resume;
}

static async(int) labels(int n) {
	int done = 0;
resume_1:
start:
	done += await later(n--);
	if (n > 3) goto start;
	if (n > 1) goto resume_1;
	if (n > 0) goto resume;
	goto end;
resume:
	done += await later(100);
state:
	if (done < 100) goto state;
end:
	return done;
}

/* Nearly keywords. */
static async(int) words(int awaited) {
	int async_value = awaited, await_ = 1, yielding = 2, co_awaited = 3, _await = 4;
	int *awaits = NULL;
	await later(0);
	return async_value + await_ + yielding + co_awaited + _await + (awaits == NULL);
}

static async(int) main_like(int argc, char **argv) {
	int main = argc;
	await later(0);
	return main + (argv == NULL);
}

static async(int) run(void) {
	struct frame frame = { 1, 2, 3 };
	struct fib_frame fib_frame = { 1 };
	show("fib", await fib(10) + fib_start(1) + fib_resume(1) + fib_body(1) + fib_frame.fib + step_result);
	show("locals", await locals(5, &frame));
	for (int n = 0; n < 6; n++) show("labels", await labels(n));
	show("words", await words(10));
	show("main", await main_like(4, NULL));
	show("next", frame.next);
	return 0;
}

int main(void) { return co_run(int, run()); }
