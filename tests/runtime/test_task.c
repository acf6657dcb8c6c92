/* Spawning, running and ending tasks; the trampoline; what a task costs. */
#include "frames.h"

#include <unistd.h>

static void task_1_begins_in_the_next_turn_in_order(void **state) {
	(void)state;
	start("A"), start("B"), start("C");
	assert_happened("");
	turn();
	assert_happened("ABC");
}

static void task_2_result_and_error(void **state) {
	(void)state;
	co_task *returns = start("r5"), *raises = start("x");
	turn();
	assert_int_equal(co_result(int, returns), 5);
	assert_null(co_future_error(returns));
	assert_int_equal(code_of(raises), 77);
	assert_string_equal(co_future_error(raises)->message, "raised by a script");
	/* TASK-3 */
	int value = 9;
	assert_false(co_future_set_result(returns, &value, sizeof value));
	assert_false(co_future_set_error(returns, 1, "x"));
	assert_int_equal(co_result(int, returns), 5);
	co_task *pending = start("r6");
	assert_false(co_future_set_result(pending, &value, sizeof value));
	run(pending);
	assert_int_equal(co_result(int, pending), 6);
}

static void task_4_awaits_itself(void **state) {
	(void)state;
	futures[0] = start("{f0}A");
	run(futures[0]);
	assert_happened("?A");
	futures[0] = start("f0");
	run(futures[0]);
	assert_int_equal(code_of(futures[0]), CO_ESTATE);
}

static void task_5_round_robin(void **state) {
	(void)state;
	start("A.A.A"), start("B:B:B"), start("C.C:C");
	for (int i = 0; i < 3; i++) {
		turn();
		assert_happened("ABC");
	}
}

static void call_x(void) { co_call_soon(loop, say, "x"); }

static void task_6_what_was_queued_before_a_checkpoint_has_run_after_it(void **state) {
	(void)state;
	hooks[0] = call_x;
	run(start("Ah0.B"));
	assert_happened("AxB");
}

static void task_7_sleeps_of_odd_length(void **state) {
	(void)state;
	co_task *negative = co_spawn_on(loop, co_sleep(-3)), *nan = co_spawn_on(loop, co_sleep(0.0 / 0.0));
	co_task *forever = co_spawn_on(loop, co_sleep(1e300));
	turn();
	turn();
	assert_true(co_done(negative));
	assert_null(co_future_error(negative));
	assert_int_equal(code_of(nan), UV_EINVAL);
	assert_false(co_done(forever));
}

static void task_8_resumes_one_turn_after_what_it_awaits(void **state) {
	(void)state;
	futures[0] = start("..A");
	start("f0B");
	turn(), turn();
	assert_happened("");
	turn();
	assert_happened("A");
	turn();
	assert_happened("B");
}

static void task_9_10_a_done_task_answers_at_once_each_time(void **state) {
	(void)state;
	futures[0] = start("r3");
	futures[1] = start("x");
	turn();
	start("f0A{f1}f0B");
	start("f0C{f1}");
	turn();
	assert_happened("A?BC?");
	const co_error *error = co_future_error(futures[1]);
	assert_ptr_equal(error, co_future_error(futures[1]));
}

static co_task *seen[8];
static int n_seen;
static void see(void) { seen[n_seen++] = co_current_task(); }
static void see_callback(void *arg) {
	(void)arg;
	see();
}

static void task_11_the_current_task(void **state) {
	(void)state;
	n_seen = 0;
	hooks[0] = see;
	co_task *a = start("h0.h0"), *b = start("h0");
	co_call_soon(loop, see_callback, NULL);
	run(a);
	assert_int_equal(n_seen, 4);
	assert_ptr_equal(seen[0], a);
	assert_ptr_equal(seen[1], b);
	assert_null(seen[2]);
	assert_ptr_equal(seen[3], a);
	assert_null(co_current_task());
}

static void task_12_all_tasks(void **state) {
	(void)state;
	co_task *ended = start(""), *waits = start("s1"), *out[4];
	turn();
	co_task *fresh = start("");
	co_future_new_on(loop, 0);
	assert_true(co_done(ended));
	assert_int_equal(co_all_tasks(loop, out, 4), 2);
	assert_ptr_equal(out[0], waits);
	assert_ptr_equal(out[1], fresh);
	assert_int_equal(co_all_tasks(loop, out, 1), 2);
	assert_int_equal(co_all_tasks(loop, NULL, 0), 2);
}

/* Most tasks have no place in the loop's table until somebody asks: those that are ready, sleep, or run. */
static void all_tasks_are_found_in_the_order_of_their_making(void **state) {
	(void)state;
	enum { COUNT = 100 };
	static const char *const scripts[] = { "s5", "f0", "..........", "s1", "f1" };
	co_task *made[COUNT + 1], *found[COUNT + 1];
	futures[0] = co_future_new_on(loop, 0), futures[1] = co_future_new_on(loop, 0);
	for (int i = 0; i < COUNT; i++) made[i] = start(scripts[i * 7 % 5]);
	turn();
	made[COUNT] = start("A");
	for (int times = 0; times < 2; times++) {
		assert_int_equal(co_all_tasks(loop, found, COUNT + 1), COUNT + 1);
		assert_memory_equal(found, made, sizeof made);
		turn();
		assert_happened(times ? "" : "A");
		made[COUNT] = start("");
	}
	co_future_set_result(futures[0], NULL, 0);
	turn(), turn();
	size_t left = 0;
	for (int i = 0; i < COUNT; i++)
		if (!co_done(made[i])) made[left++] = made[i];
	assert_in_range(left, COUNT / 2, COUNT - 1);
	assert_int_equal(co_all_tasks(loop, found, COUNT), left);
	assert_memory_equal(found, made, left * sizeof *made);
}

static void task_14_only_calls_become_tasks(void **state) {
	(void)state;
	assert_int_equal(code_of(co_spawn_on(loop, NULL)), CO_ENOMEM);
	co_coro *object = scripted("A");
	co_go_on(loop, object);
	assert_int_equal(code_of(co_spawn_on(loop, object)), CO_ESTATE);
	turn();
	assert_happened("A");
}

/* …and a generator's object goes with the call that was to be one, unless co_new gave it to somebody. */
static void task_14_a_generator_is_refused(void **state) {
	(void)state;
	static const uint8_t kinds[] = { CO__GENERATOR, CO__ASYNC_GENERATOR };
	for (int i = 0; i < 2; i++) {
		const co_type type = { .name = "g", .frame_size = sizeof(co_coro), .frame_align = 8, .kind = kinds[i] };
		co_gen *held = co_new(co__new(&type));
		assert_int_equal(code_of(co_spawn_on(loop, held)), CO_ESTATE);
		assert_int_equal(code_of(co_spawn_on(loop, co__new(&type))), CO_ESTATE);
		co_error *error = NULL;
		assert_int_equal(co_try_run(co__new(&type), NULL, &error), CO_ESTATE);
		co_error_free(error);
		assert_int_equal(co_gen_state(held), CO_CREATED);
		co_free(held);
		/* In a list it may stand twice. */
		co_future *beside = co_future_new_on(loop, 0);
		co_coro *twice = co__new(&type);
		assert_int_equal(code_of(co_gather(beside, twice, twice)), CO_ESTATE);
		co_free(twice);
		co_future_set_result(beside, NULL, 0);
	}
}

static void x7_a_running_task_does_not_depend_on_its_handle(void **state) {
	(void)state;
	co_task *task = start("A.B");
	co_disown(task);
	co_go_on(loop, scripted("C.D"));
	turn(), turn();
	assert_happened("ACBD");
}

/* stderr of what a function does. */
static const char *reported(void (*fn)(void)) {
	static char text[4096];
	fflush(stderr);
	FILE *file = tmpfile();
	int kept = dup(2);
	dup2(fileno(file), 2);
	fn();
	fflush(stderr);
	dup2(kept, 2);
	close(kept);
	rewind(file);
	size_t length = fread(text, 1, sizeof text - 1, file);
	text[length] = '\0';
	fclose(file);
	return text;
}

static void fail_unseen(void) {
	co_go_on(loop, scripted("x"));
	turn();
}
static void drop_failed(void) {
	co_task *task = start("x");
	turn();
	co_disown(task);
}
static void drop_seen(void) {
	co_task *task = start("x"), *cancelled = start("x");
	turn();
	co_future_error(task);
	co_disown(task);
	co_cancel(cancelled); /* TASK-18 */
	co_disown(cancelled);
	co_disown(start("s9"));
	co_task *awaited = start("x");
	futures[0] = awaited;
	run(start("{f0}"));
	assert_happened("?");
	co_disown(awaited);
}
static void close_with_failed(void) {
	start("x");
	turn();
	co_loop_close(loop);
	loop = co_loop_new_virtual();
}

static void x8_an_error_nobody_saw_is_reported_once(void **state) {
	(void)state;
	const char *text = reported(fail_unseen);
	assert_non_null(strstr(text, "error 77: raised by a script"));
	assert_null(strstr(strstr(text, "error 77") + 1, "error 77"));
	assert_non_null(strstr(text, "scripted.co.c"));
	assert_non_null(strstr(reported(drop_failed), "error 77"));
	assert_non_null(strstr(reported(close_with_failed), "error 77"));
	assert_string_equal(reported(drop_seen), "");
}

static void count_call(void *count) { ++*(int *)count; }

static void spawn_with_calls_once_started_or_not(void **state) {
	(void)state;
	int count = 0;
	co_loop_close(loop);
	uv_loop_t host;
	uv_loop_init(&host);
	loop = co_loop_attach(&host);
	co_spawn_with(scripted(""), count_call, &count);
	uv_run(&host, UV_RUN_DEFAULT);
	assert_int_equal(count, 1);
	co_cancel(co_spawn_with(scripted("A"), count_call, &count));
	uv_run(&host, UV_RUN_DEFAULT);
	assert_int_equal(count, 2);
	co_spawn_with(NULL, count_call, &count);
	assert_int_equal(count, 3);
	co_spawn_with(scripted("s9"), count_call, &count);
	co_loop_detach(loop, NULL, NULL);
	uv_run(&host, UV_RUN_DEFAULT);
	assert_int_equal(count, 4);
	uv_loop_close(&host);
	loop = NULL;
}

/* A chain of objects, each awaited by the one before: f(n) awaits f(n - 1). */
struct chain_frame {
	co_coro co__coro;
	long n, result;
	co_coro *object;
	struct co__co_checkpoint_frame checkpoint;
};
static co_step chain_body(struct chain_frame *frame, uint32_t at, co_error *error);
static co_step chain_first(co_coro *self) { return chain_body((struct chain_frame *)(void *)self, 0, NULL); }
static co_step chain_resume(co_coro *self, const void *in, co_error *error) {
	(void)in;
	return chain_body((struct chain_frame *)(void *)self, self->state, error);
}
static const co_type chain_type = {
	.name = "chain",
	.first = chain_first,
	.resume = chain_resume,
	.frame_size = sizeof(struct chain_frame),
	.frame_align = 8,
	.result_offset = offsetof(struct chain_frame, result),
	.result_size = sizeof(long),
	.kind = CO__ASYNC,
	.abi = CO__ABI,
};
static co_coro *chain(long n) {
	co_coro *object = co__new(&chain_type);
	if (object) ((struct chain_frame *)(void *)object)->n = n;
	return object;
}
static co_step chain_body(struct chain_frame *frame, uint32_t at, co_error *error) {
	co_step step;
	long below = 0;
	switch (at) {
	case 1: goto resume_1;
	case 2: goto resume_2;
	}
	if (frame->n == 0) {
		step = co__co_checkpoint_start(&frame->checkpoint);
		frame->co__coro.state = 1;
		return co__pass(&frame->checkpoint.co__coro, &frame->co__coro, step);
resume_1:
		if (error) return CO__RAISE(error);
		frame->result = 0;
		return CO__RETURN(long, 0);
	}
	frame->object = chain(frame->n - 1);
	frame->co__coro.state = 2;
	return co__call(&frame->co__coro, frame->object);
resume_2:
	step = co__join(frame->object, error, &below, sizeof below);
	if (step.co__status == CO__RAISED) return step;
	frame->result = below + 1;
	return CO__RETURN(long, frame->result);
}

/* NULL for a call is what a constructor gives where there is no memory. Of a form that takes handles, too, it is called that only where there was
 * none: else it is a mistake. */
static void calls_that_are_null(void **state) {
	(void)state;
	for (int lost = 0; lost < 2; lost++) {
		const int code = lost ? CO_ENOMEM : CO_ESTATE;
		co_coro *calls[6];
		fail_at = lost ? 0 : SIZE_MAX;
		for (int i = 0; i < 6; i++) calls[i] = lost ? scripted("A") : NULL;
		fail_at = SIZE_MAX;
		assert_int_equal(code_of(co_spawn_on(loop, calls[0])), CO_ENOMEM);
		assert_false(co_spawn_threadsafe(loop, calls[1]));
		assert_int_equal(co_try_run(calls[2], NULL, NULL), CO_ENOMEM);
		co_gen *g = co_new(calls[3]);
		assert_int_equal(co_gen_error(g)->code, CO_ENOMEM);
		co_free(g);
		futures[0] = co_future_new_on(loop, 0);
		co_future *both = co_gather(futures[0], calls[4]);
		co_future_set_result(futures[0], NULL, 0);
		run(both);
		assert_int_equal(code_of(both), code);
		assert_non_null(strstr(co_future_error(both)->message, lost ? "memory" : "NULL"));
		co_task *shield = co_spawn_on(loop, co_shield(calls[5]));
		run(shield);
		assert_int_equal(code_of(shield), code);
	}
}

static void a_chain_100000_awaits_deep_runs_on_a_flat_stack(void **state) {
	(void)state;
	co_task *task = co_spawn_on(loop, chain(100000));
	run(task);
	assert_int_equal(co_result(long, task), 100000);
	/* …also when it is cancelled at the bottom. */
	task = co_spawn_on(loop, chain(100000));
	turn();
	co_cancel(task);
	run(task);
	assert_true(co_cancelled(task));
}

static void awaitables_can_be_objects_and_tasks(void **state) {
	(void)state;
	co_task *sleeps = co_spawn_on(loop, co_sleep(2)), *turns = co_spawn_on(loop, co_checkpoint());
	run(sleeps);
	assert_true(co_done(turns));
	assert_true(co_loop_time(loop) == 2);
	co_task *holds = co_spawn_on(loop, co_lock_acquire(&lock)), *waits = co_spawn_on(loop, co_lock_acquire(&lock));
	run(holds);
	assert_false(co_done(waits));
	co_lock_release(&lock);
	run(waits);
	assert_true(co_lock_locked(&lock));
	run(co_spawn_on(loop, co_semaphore_acquire(&semaphore)));
	assert_true(co_semaphore_locked(&semaphore));
	futures[0] = start("s1r5");
	co_task *awaits = co_spawn_on(loop, co__future_wait(futures[0]));
	run(awaits);
	assert_ptr_equal(co_result(co_future *, awaits), futures[0]);
	/* …called through a pointer, by a frame. */
	called = co_sleep;
	run(start("A*B"));
	assert_happened("AB");
	assert_true(co_loop_time(loop) == 4);
}

static size_t at_start, at_end;
static void count_start(void) { at_start = allocations; }
static void count_end(void) { at_end = allocations; }

static void embedded_awaits_allocate_nothing(void **state) {
	(void)state;
	/* The heap of timers and the tables have been made by the first round. */
	run(start("s1s2"));
	hooks[0] = count_start;
	hooks[1] = count_end;
	futures[0] = start("s1s1s1r1");
	start("s1ls3u..mn");
	co_task *task = start("h0s1s2:.lulumnf0..s1h1");
	run(task);
	assert_int_equal(at_end, at_start);
}

static void wake_ups_allocate_nothing(void **state) {
	(void)state;
	futures[0] = co_future_new_on(loop, 0);
	start("f0A"), start("f0B"), start("lf0u"), start("lC");
	turn();
	size_t before = allocations;
	co_future_set_result(futures[0], NULL, 0);
	turn(), turn(), turn();
	assert_int_equal(allocations, before);
	assert_happened("ABC");
}

static void a_task_is_one_block_beside_its_tables(void **state) {
	(void)state;
	co_go_on(loop, scripted("s1")); /* makes the tables */
	size_t before = allocations;
	co_go_on(loop, scripted("s1"));
	assert_int_equal(allocations, before + 1);
	assert_int_equal(CO__TASK_ROOM, sizeof(void *) == 8 ? 40 : 32);
}

static void no_memory_is_an_answer_everywhere(void **state) {
	(void)state;
	/* Every n-th allocation fails, for all n; what cannot be made fails, the rest runs, nothing leaks (teardown). */
	subs[0] = "s1A";
	for (size_t n = 0; n < 24; n++) {
		co_loop_close(loop);
		loop = NULL;
		allocations = 0;
		fail_at = n;
		loop = co_loop_new_virtual();
		if (!loop) {
			fail_at = SIZE_MAX;
			loop = co_loop_new_virtual();
			continue;
		}
		co_task *task = start("{s1}{t0}{f0}{o0}r4");
		run(task);
		fail_at = SIZE_MAX;
		if (code_of(task)) assert_int_equal(code_of(task), CO_ENOMEM);
		happened();
	}
}

static void dump_shows_every_task(void **state) {
	(void)state;
	futures[0] = start("s5");
	co_task_set_name(futures[0], "sleeper");
	subs[0] = "f0";
	start("o0");
	turn();
	start("A");
	FILE *file = tmpfile();
	co_dump_tasks(loop, file);
	rewind(file);
	char text[2048];
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, "sleeper 'scripted', waiting\n"
	                          "    co_sleep\n"
	                          "    scripted at scripted.co.c:11\n"
	                          "Task-2 'scripted', waiting\n"
	                          "    await of task sleeper 'scripted'\n"
	                          "    scripted at scripted.co.c:11\n"
	                          "    scripted at scripted.co.c:12\n"
	                          "Task-3 'scripted', not begun\n");
	turn();
	assert_happened("A");
}

static void co_run_gives_the_result(void **state) {
	(void)state;
	assert_int_equal(co_run(int, scripted("A.B:s0Cr7")), 7);
	co_run(void, scripted("D"));
	assert_happened("ABCD");
	int result = 0;
	co_error *error = NULL;
	assert_int_equal(co_try_run(scripted("r8"), &result, &error), 0);
	assert_int_equal(result, 8);
	assert_null(error);
	assert_int_equal(co_try_run(scripted("x"), &result, &error), 77);
	assert_string_equal(error->message, "raised by a script");
	assert_int_equal(result, 8);
	co_error_free(error);
	subs[0] = "{s9}E.F";
	assert_int_equal(co_run(int, scripted("t0.r1")), 1); /* LOOP-17: what is left is cancelled and ends */
	assert_happened("!EF");
}

static void deadlock(void) {
	co_error *error = NULL;
	assert_int_equal(co_try_run(scripted("ll"), NULL, &error), CO_EDEADLOCK);
	assert_int_equal(error->code, CO_EDEADLOCK);
	co_error_free(error);
}

static void x25_co_run_reports_a_deadlock(void **state) {
	(void)state;
	const char *text = reported(deadlock);
	assert_non_null(strstr(text, "co_lock_acquire"));
	assert_non_null(strstr(text, "scripted.co.c:11"));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(task_1_begins_in_the_next_turn_in_order),
		TEST(task_2_result_and_error),
		TEST(task_4_awaits_itself),
		TEST(task_5_round_robin),
		TEST(task_6_what_was_queued_before_a_checkpoint_has_run_after_it),
		TEST(task_7_sleeps_of_odd_length),
		TEST(task_8_resumes_one_turn_after_what_it_awaits),
		TEST(task_9_10_a_done_task_answers_at_once_each_time),
		TEST(task_11_the_current_task),
		TEST(task_12_all_tasks),
		TEST(all_tasks_are_found_in_the_order_of_their_making),
		TEST(task_14_only_calls_become_tasks),
		TEST(task_14_a_generator_is_refused),
		TEST(x7_a_running_task_does_not_depend_on_its_handle),
		TEST(x8_an_error_nobody_saw_is_reported_once),
		TEST(spawn_with_calls_once_started_or_not),
		TEST(calls_that_are_null),
		TEST(a_chain_100000_awaits_deep_runs_on_a_flat_stack),
		TEST(awaitables_can_be_objects_and_tasks),
		TEST(embedded_awaits_allocate_nothing),
		TEST(wake_ups_allocate_nothing),
		TEST(a_task_is_one_block_beside_its_tables),
		TEST(no_memory_is_an_answer_everywhere),
		TEST(dump_shows_every_task),
		TEST(co_run_gives_the_result),
		TEST(x25_co_run_reports_a_deadlock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
