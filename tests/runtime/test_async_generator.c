/* Async generators by their objects: requests, what is sent and thrown, closing, cancellation, and those that are left when their
 * loop ends. The generator is a frame written by hand, as is the async function that asks (frames.h tells the shape). */
#include "frames.h"

/* async_generator(int, int) numbers(int n): yields 0 … n-1, each after a turn; what it receives is written down as =N; an error is
 * written down as !N, and answered as `on_error` says. Behind its end, however it is left, it takes another turn and writes '~'. */
struct numbers_frame {
	co_coro co__coro;
	int n, i;
	co_error *error;
	struct co__co_checkpoint_frame checkpoint;
};

static enum { PASS_ON, YIELD_AGAIN, RETURN, RAISE_OTHER } on_error;

static co_step numbers_body(struct numbers_frame *frame, const void *in, co_error *error);
static co_step numbers_first(co_coro *self) {
	struct numbers_frame *frame = (struct numbers_frame *)(void *)self;
	frame->i = 0;
	frame->error = NULL;
	event("+");
	return numbers_body(frame, NULL, NULL);
}
static co_step numbers_resume(co_coro *self, const void *in, co_error *error) {
	return numbers_body((struct numbers_frame *)(void *)self, in, error);
}

static const co_site numbers_sites[] = {
	{ .line = 1 },
	{ .line = 2, .child = offsetof(struct numbers_frame, checkpoint) },
	{ .line = 3 },
	{ .line = 4, .child = offsetof(struct numbers_frame, checkpoint) },
};

static const co_type numbers_type = {
	.name = "numbers",
	.file = "numbers.co.c",
	.first = numbers_first,
	.resume = numbers_resume,
	.sites = numbers_sites,
	.site_count = 4,
	.frame_size = sizeof(struct numbers_frame),
	.frame_align = _Alignof(struct numbers_frame),
	.yielded_size = sizeof(int),
	.sent_size = sizeof(int),
	.sent_class = CO__SIGNED,
	.kind = CO__ASYNC_GENERATOR,
	.has_cleanup = 1,
	.abi = CO__ABI,
};

static co_step suspend(struct numbers_frame *frame, uint32_t state) {
	co_step step = co__co_checkpoint_start(&frame->checkpoint);
	co__stand(&frame->co__coro, state);
	return co__pass(&frame->checkpoint.co__coro, &frame->co__coro, step);
}

static co_step numbers_body(struct numbers_frame *frame, const void *in, co_error *error) {
	switch (frame->co__coro.state) {
	case 0: break;
	case 1:
		if (error) goto failed;
		goto value;
	case 2:
		if (error) goto failed;
		int received = 0;
		co__receive(&received, in, sizeof received);
		if (received) {
			event("=");
			event_letter((char)('0' + received));
		}
		frame->i++;
		break;
	default:
		if (error) {
			co__drop_error(frame->error);
			frame->error = error;
		}
		event("~");
		return frame->error ? co__passed(CO__RAISE(frame->error), &numbers_type, 3) : CO__RETURN_VOID();
	}
	if (frame->i < frame->n) return suspend(frame, 1);
	return suspend(frame, 3);
value:
	co__stand(&frame->co__coro, 2);
	return CO__YIELD(int, frame->i);
failed:
	event(error->code == CO_EGENEXIT ? "!" : error->code == CO_ECANCELED ? "c" : "?");
	if (on_error == YIELD_AGAIN) {
		co__drop_error(error);
		frame->i++;
		goto value;
	}
	if (on_error == RETURN || on_error == RAISE_OTHER) {
		co__drop_error(error);
		error = on_error == RAISE_OTHER ? co__error_make(78, "another") : NULL;
	}
	frame->error = error;
	return suspend(frame, 3);
}

static co_gen *numbers(int n) {
	struct numbers_frame *frame = (struct numbers_frame *)(void *)co__new(&numbers_type);
	frame->n = n;
	return co_new(&frame->co__coro);
}

static int run_int(co_coro *call) { /* the code of its error, else its result */
	co_task *task = co_spawn_on(loop, call);
	assert_int_equal(run(task), 0);
	return co_future_error(task) ? co_future_error(task)->code : co_result(int, task);
}
static int run_bool(co_coro *call) {
	co_task *task = co_spawn_on(loop, call);
	assert_int_equal(run(task), 0);
	return co_future_error(task) ? co_future_error(task)->code : co_result(bool, task);
}

static void values_in_order(void **state) {
	(void)state;
	co_gen *g = numbers(2);
	int v = -1;
	assert_int_equal(co_gen_state(g), CO_CREATED);
	assert_int_equal(run_bool(co_anext(g, &v)), 1);
	assert_int_equal(v, 0);
	assert_int_equal(co_gen_state(g), CO_SUSPENDED);
	assert_int_equal(run_bool(co_anext(g, &v)), 1);
	assert_int_equal(v, 1);
	assert_happened("+");
	for (int i = 0; i < 3; i++) assert_int_equal(run_bool(co_anext(g, &v)), 0);
	assert_happened("~");
	assert_int_equal(co_gen_state(g), CO_CLOSED);
	assert_null(co_gen_error(g));
	co_free(g);
}

static void sent_and_thrown(void **state) {
	(void)state;
	co_gen *g = numbers(9);
	int v = -1;
	assert_int_equal(run_bool(co_asend(g, 5, &v)), CO_ESTATE);
	assert_int_equal(co_gen_state(g), CO_CREATED);
	assert_int_equal(run_bool(co_asend(g, 0, &v)), 1);
	assert_int_equal(run_bool(co_asend(g, 7L, &v)), 1);
	assert_int_equal(v, 1);
	assert_happened("+=7");
	on_error = YIELD_AGAIN;
	assert_int_equal(run_bool(co_athrow(g, 55, "thrown", &v)), 1);
	assert_int_equal(v, 2);
	assert_happened("?");
	on_error = PASS_ON;
	assert_int_equal(run_bool(co_athrow(g, 55, "thrown", &v)), 55);
	assert_happened("?~");
	assert_int_equal(co_gen_error(g)->code, 55);
	assert_int_equal(co_gen_state(g), CO_CLOSED);
	assert_int_equal(run_bool(co_athrow(g, 56, "thrown", &v)), 56);
	co_free(g);
	g = numbers(3);
	assert_int_equal(run_bool(co_athrow(g, 56, NULL, &v)), 56);
	assert_int_equal(run_bool(co_anext(g, &v)), 0);
	co_free(g);
	assert_happened("");
}

static void closing(void **state) {
	(void)state;
	co_gen *g = numbers(9);
	int v;
	assert_int_equal(run_int(co_aclose(g)), 0);
	assert_int_equal(run_bool(co_anext(g, &v)), 0);
	co_free(g);
	assert_happened("");
	g = numbers(9);
	run_bool(co_anext(g, &v));
	assert_int_equal(run_int(co_aclose(g)), 0);
	assert_happened("+!~");
	assert_int_equal(run_int(co_aclose(g)), 0);
	assert_int_equal(run_bool(co_anext(g, &v)), 0);
	co_free(g);
	g = numbers(9);
	run_bool(co_anext(g, &v));
	on_error = YIELD_AGAIN;
	assert_int_equal(run_int(co_aclose(g)), CO_ESTATE);
	assert_int_equal(co_gen_state(g), CO_SUSPENDED);
	on_error = RETURN;
	assert_int_equal(run_int(co_aclose(g)), 0);
	co_free(g);
	assert_happened("+!!~");
	g = numbers(9);
	run_bool(co_anext(g, &v));
	on_error = RAISE_OTHER;
	assert_int_equal(run_int(co_aclose(g)), 78);
	assert_int_equal(co_gen_error(g)->code, 78);
	on_error = PASS_ON;
	co_free(g);
	assert_happened("+!~");
}

static void one_at_a_time(void **state) {
	(void)state;
	co_gen *g = numbers(9);
	int v = 0, w = 0;
	co_task *first = co_spawn_on(loop, co_anext(g, &v)), *second = co_spawn_on(loop, co_anext(g, &w));
	turn();
	assert_int_equal(code_of(second), CO_ESTATE);
	assert_int_equal(co_gen_state(g), CO_RUNNING);
	assert_int_equal(run_int(co_aclose(g)), 0); /* in its turn the first is over */
	assert_int_equal(run(first), 0);
	assert_true(co_result(bool, first));
	co_free(g);
	assert_happened("+!~");
}

static void cancelled_inside(void **state) {
	(void)state;
	co_gen *g = numbers(9);
	int v;
	co_task *task = co_spawn_on(loop, co_anext(g, &v));
	turn();
	co_cancel(task);
	run(task);
	assert_true(co_cancelled(task));
	assert_happened("+c~");
	assert_int_equal(co_gen_state(g), CO_CLOSED);
	co_free(g);
}

static void freed_while_suspended_or_at_work(void **state) {
	(void)state;
	int v;
	co_gen *g = numbers(9);
	run_bool(co_anext(g, &v));
	co_free(g);
	assert_happened("+");
	for (int i = 0; i < 4; i++) turn();
	assert_happened("!~");
	g = numbers(9);
	co_task *task = co_spawn_on(loop, co_anext(g, &v));
	turn();
	co_free(g);
	run(task);
	for (int i = 0; i < 4; i++) turn();
	assert_happened("+!~");
}

static co_gen *left[3];

static void left_to_the_loop(void **state) {
	(void)state;
	int v;
	for (int i = 0; i < 3; i++) left[i] = numbers(9);
	run_bool(co_anext(left[0], &v));
	run_bool(co_anext(left[1], &v));
	co_free(left[1]);
	assert_happened("++");
	co_loop_close(loop);
	loop = co_loop_new_virtual();
	assert_happened("!!~~");
	assert_int_equal(co_gen_state(left[0]), CO_CLOSED);
	assert_int_equal(co_gen_state(left[2]), CO_CREATED);
	co_free(left[0]);
	co_free(left[2]);
}

static size_t times(const char *text, char letter) {
	size_t count = 0;
	for (; *text; text++) count += *text == letter;
	return count;
}

static void without_memory(void **state) {
	(void)state;
	/* No call of the requests' own, but for their objects, takes memory; every one that fails leaves nothing, and whatever has begun
	 * is cleaned up. */
	for (size_t n = 0; n < 40; n++) {
		int v;
		allocations = 0;
		fail_at = n;
		co_coro *object = co__new(&numbers_type);
		if (object) ((struct numbers_frame *)(void *)object)->n = 3;
		co_gen *g = co_new(object);
		for (int i = 0; i < 2; i++) {
			co_task *task = co_spawn_on(loop, co_anext(g, &v));
			run(task);
		}
		co_task *task = co_spawn_on(loop, co_asend(g, 3, &v));
		run(task);
		co_free(g);
		for (int i = 0; i < 6; i++) turn();
		fail_at = SIZE_MAX;
		co_loop_close(loop); /* what there was no memory to close is closed now */
		loop = co_loop_new_virtual();
		const char *text = happened();
		assert_int_equal(times(text, '+'), times(text, '~'));
	}
}

static void misuse(void **state) {
	(void)state;
	int v;
	assert_int_equal(run_bool(co_anext(NULL, &v)), CO_ESTATE);
	assert_int_equal(run_bool(co_anext((co_gen *)NULL, NULL)), CO_ESTATE);
	co_gen *g = numbers(1);
	co_loop *other = co_loop_new_virtual(), *mine = loop;
	assert_int_equal(run_bool(co_anext(g, &v)), 1);
	loop = other;
	assert_int_equal(run_bool(co_anext(g, &v)), CO_ESTATE);
	co_loop_close(other);
	loop = mine;
	assert_int_equal(run_bool(co_anext(g, &v)), 0);
	co_free(g);
	assert_happened("+~");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(values_in_order), TEST(sent_and_thrown),  TEST(closing),
		TEST(one_at_a_time),   TEST(cancelled_inside), TEST(left_to_the_loop),
		TEST(without_memory),  TEST(misuse),           TEST(freed_while_suspended_or_at_work),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
