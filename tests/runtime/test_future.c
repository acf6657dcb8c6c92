/* Futures and done-callbacks, ownership of handles. */
#include "frames.h"

static co_future *fresh(void) { return co_future_new_on(loop, sizeof(int)); }
static void complete(co_future *future, int value) { assert_true(co_future_set_result(future, &value, sizeof value)); }

static void fut_1_2_pending(void **state) {
	(void)state;
	co_future *future = fresh();
	assert_false(co_done(future));
	assert_false(co_cancelled(future));
	assert_null(co_future_error(future));
}

static void fut_3_4_5_one_outcome(void **state) {
	(void)state;
	co_future *a = fresh(), *b = fresh();
	complete(a, 5);
	assert_true(co_done(a));
	assert_int_equal(co_result(int, a), 5);
	int other = 6;
	assert_false(co_future_set_result(a, &other, sizeof other));
	assert_false(co_future_set_error(a, 9, "late"));
	assert_int_equal(co_result(int, a), 5);
	assert_null(co_future_error(a));

	assert_true(co_future_set_error(b, 9, "number %d", 3));
	assert_int_equal(code_of(b), 9);
	assert_string_equal(co_future_error(b)->message, "number 3");
	assert_ptr_equal(co_future_error(b), co_future_error(b));
	assert_false(co_future_set_result(b, &other, sizeof other));
	assert_int_equal(code_of(b), 9);
}

static void fut_6_7_8_cancelled(void **state) {
	(void)state;
	co_future *future = fresh();
	assert_true(co_cancel(future));
	assert_true(co_done(future));
	assert_true(co_cancelled(future));
	assert_int_equal(code_of(future), CO_ECANCELED);
	assert_false(co_cancel(future));
	int value = 1;
	assert_false(co_future_set_result(future, &value, sizeof value)); /* FUT-9 */
	assert_true(co_cancelled(future));
	co_future *done = fresh();
	complete(done, 1);
	assert_false(co_cancel(done));
	assert_false(co_cancelled(done));
}

static void said(co_future *future, void *letters) {
	assert_true(co_done(future));
	event(letters);
}
static void said_too(co_future *future, void *letters) { said(future, letters); }

static void fut_12_13_callbacks_in_order_in_the_next_turn(void **state) {
	(void)state;
	futures[0] = fresh(), futures[1] = fresh(), futures[2] = fresh();
	for (int i = 0; i < 3; i++) {
		co_add_done_callback(futures[i], said, "a");
		co_add_done_callback(futures[i], said_too, "b");
		co_add_done_callback(futures[i], said, "c");
	}
	complete(futures[0], 1);
	assert_happened("");
	turn();
	assert_happened("abc");
	co_future_set_error(futures[1], 3, "x"); /* FUT-14 */
	turn();
	assert_happened("abc");
	co_cancel(futures[2]);
	assert_happened("");
	turn();
	assert_happened("abc");
	turn();
	assert_happened("");
	code_of(futures[1]);
}

static void fut_15_16_17_18_adding_and_removing(void **state) {
	(void)state;
	co_future *future = fresh();
	co_add_done_callback(future, said, "a");
	co_add_done_callback(future, said_too, "b");
	co_add_done_callback(future, said, "c");
	co_add_done_callback(future, said_too, "d");
	assert_int_equal(co_remove_done_callback(future, said), 2);
	assert_int_equal(co_remove_done_callback(future, said), 0);
	co_add_done_callback(future, said, "e");
	complete(future, 1);
	assert_int_equal(co_remove_done_callback(future, said_too), 0);
	turn();
	assert_happened("bde");
	co_add_done_callback(future, said, "f");
	assert_happened("");
	turn();
	assert_happened("f");
	turn();
	co_future *other = fresh();
	co_add_done_callback(other, said, "g");
	assert_int_equal(co_remove_done_callback(other, said), 1);
	complete(other, 1);
	turn();
	assert_happened("");
}

static void a_done_callback_keeps_its_future(void **state) {
	(void)state;
	co_future *future = fresh();
	co_add_done_callback(future, said, "a");
	co_disown(future);
	complete(future, 1);
	turn();
	assert_happened("a");
}

static void fut_20_a_done_future_does_not_cost_a_turn(void **state) {
	(void)state;
	futures[0] = fresh();
	complete(futures[0], 1);
	start("Af0Bf0C"), start("D");
	turn();
	assert_happened("ABCD");
}

static void fut_21_22_waiters_go_on_in_their_order(void **state) {
	(void)state;
	futures[0] = fresh();
	start("f0A"), start(".f0B"), start("f0C");
	turn(), turn();
	complete(futures[0], 1);
	assert_happened("");
	turn();
	assert_happened("ACB");
}

static void fut_26_of_another_loop(void **state) {
	(void)state;
	co_loop *other = co_loop_new_virtual();
	futures[0] = co_future_new_on(other, 0);
	start("{f0}A");
	turn();
	assert_happened("?A");
	co_future_set_result(futures[0], NULL, 0);
	start("{f0}A");
	turn();
	assert_happened("?A");
	co_loop_close(other);
}

static bool refuse(co_future *future, void *arg) {
	(void)future;
	event(arg);
	return false;
}
static bool agree(co_future *future, void *arg) {
	(void)future;
	event(arg);
	return true;
}
static bool complete_instead(co_future *future, void *arg) {
	complete(future, *(int *)arg);
	return false;
}

static void on_cancel_is_asked(void **state) {
	(void)state;
	co_future *a = fresh(), *b = fresh(), *c = fresh();
	co_future_on_cancel(a, refuse, "r");
	co_future_on_cancel(b, agree, "a");
	int value = 4;
	co_future_on_cancel(c, complete_instead, &value);
	assert_false(co_cancel(a));
	assert_false(co_done(a));
	assert_true(co_cancel(b));
	assert_true(co_cancelled(b));
	assert_happened("ra");
	assert_false(co_cancel(c));
	assert_int_equal(co_result(int, c), 4);
	complete(a, 3);
	assert_int_equal(co_result(int, a), 3);
	assert_false(co_future_set_result(b, &value, sizeof value)); /* the completer comes late */
}

static void the_awaiter_stays_while_the_operation_goes_on(void **state) {
	(void)state;
	futures[0] = fresh();
	co_future_on_cancel(futures[0], refuse, "r");
	co_task *task = start("f0A{.}B.C");
	turn();
	assert_true(co_cancel(task));
	assert_happened("r");
	co_cancel(task);
	assert_happened(""); /* it has been asked */
	turn(), turn();
	assert_false(co_done(task));
	complete(futures[0], 1);
	turn(); /* the result is delivered, the request comes at the next suspension */
	assert_happened("A");
	run(task);
	assert_happened("!BC");
	assert_false(co_cancelled(task));
}

static void an_operation_that_says_cancelled_has_delivered_it(void **state) {
	(void)state;
	futures[0] = fresh();
	co_future_on_cancel(futures[0], refuse, "r");
	co_task *task = start("{f0}A.B");
	turn();
	co_cancel(task);
	co_future_set_error(futures[0], CO_ECANCELED, "stopped half way");
	run(task);
	assert_happened("r!AB");
	assert_false(co_cancelled(task));
}

static void claims_of_owner_and_completer(void **state) {
	(void)state;
	/* The owner first. */
	size_t before = live_blocks;
	co_future *future = fresh();
	co_disown(future);
	complete(future, 1);
	/* The completer first. */
	future = fresh();
	complete(future, 1);
	co_disown(future);
	/* A cancelled one waits for its completer. */
	future = fresh();
	co_cancel(future);
	co_disown(future);
	int value = 0;
	assert_false(co_future_set_result(future, &value, sizeof value));
	/* Retained. */
	future = co_retain(fresh());
	complete(future, 7);
	co_disown(future);
	co_disown(future);
	assert_int_equal(co_result(int, future), 7);
	co_release(future);
	assert_true(live_blocks <= before + 2); /* the table and the list of what the loop owns */
}

static void spawn_and_end(void) {
	for (int i = 0; i < 5; i++) co_spawn(scripted(""));
	co_future_set_result(co_future_new(0), NULL, 0);
}

static void handles_end_with_the_task_that_made_them(void **state) {
	(void)state;
	hooks[0] = spawn_and_end;
	co_go_on(loop, scripted("h0..A"));
	turn(), turn();
	size_t during = live_blocks;
	turn();
	assert_happened("A");
	assert_true(live_blocks <= during - 7); /* five tasks, the future, and the task itself */
}

static void a_table_with_holes(void **state) {
	(void)state;
	co_future *kept[40];
	for (int round = 0; round < 40; round++) {
		kept[round] = fresh();
		for (int i = 0; i < 20; i++) {
			co_future *gone = fresh();
			complete(gone, i);
			co_disown(gone);
		}
		co_task_set_name(start("A."), "named");
		turn();
		happened();
	}
	for (int i = 0; i < 40; i++) complete(kept[i], i);
	for (int i = 0; i < 40; i++) assert_int_equal(co_result(int, kept[i]), i);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(fut_1_2_pending),
		TEST(fut_3_4_5_one_outcome),
		TEST(fut_6_7_8_cancelled),
		TEST(fut_12_13_callbacks_in_order_in_the_next_turn),
		TEST(fut_15_16_17_18_adding_and_removing),
		TEST(a_done_callback_keeps_its_future),
		TEST(fut_20_a_done_future_does_not_cost_a_turn),
		TEST(fut_21_22_waiters_go_on_in_their_order),
		TEST(fut_26_of_another_loop),
		TEST(on_cancel_is_asked),
		TEST(the_awaiter_stays_while_the_operation_goes_on),
		TEST(an_operation_that_says_cancelled_has_delivered_it),
		TEST(claims_of_owner_and_completer),
		TEST(handles_end_with_the_task_that_made_them),
		TEST(a_table_with_holes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
