/* Locks and semaphores. */
#include "frames.h"

static void lock_1_2_4_free(void **state) {
	(void)state;
	assert_false(co_lock_locked(&lock));
	start("AlB"), start("C");
	turn();
	assert_happened("ABC"); /* without giving up the turn */
	assert_true(co_lock_locked(&lock));
	co_lock_release(&lock); /* LOCK-15: anybody may */
	assert_false(co_lock_locked(&lock));
}

static void lock_5_first_come_first_served(void **state) {
	(void)state;
	start("lA.u"), start("lB.u"), start("lC.u"), start("lD.u");
	for (int i = 0; i < 9; i++) turn();
	assert_happened("ABCD");
	assert_false(co_lock_locked(&lock));
}

static void newcomer(void) { co_go(scripted("lNu")); }
static void tell_locked(void) { event(co_lock_locked(&lock) ? "1" : "0"); }

static void lock_6_no_barging(void **state) {
	(void)state;
	hooks[0] = newcomer;
	hooks[1] = tell_locked;
	/* The newcomer runs between the release and the waiter's turn. */
	start("l.h0uh1");
	start("lWu");
	turn(), turn();
	assert_happened("0");
	turn();
	assert_happened("W");
	turn();
	assert_happened("N");
}

static void lock_6_asked_in_the_same_turn(void **state) {
	(void)state;
	hooks[1] = tell_locked;
	start("l.uh1lBh1u"), start("lAh1u"); /* LOCK-7: the releaser goes behind the waiter */
	for (int i = 0; i < 5; i++) turn();
	assert_happened("0A1B1");
}

static void lock_8_9_cancelled_waiters_are_skipped(void **state) {
	(void)state;
	start("l");
	co_task *a = start("{lA}D"), *b = start("lB");
	turn();
	co_cancel(a);
	co_lock_release(&lock); /* a's cancellation has not run yet */
	run(b);
	assert_happened("!DB");
	assert_true(co_lock_locked(&lock));
	co_lock_release(&lock);
}

static void lock_10_11_handed_over_and_cancelled_it_passes_it_on(void **state) {
	(void)state;
	start("l");
	co_task *a = start("{lA}D"), *b = start("lB"), *c = start("lC");
	turn();
	co_lock_release(&lock);
	co_cancel(a); /* it is on its way with the lock */
	run(b);
	assert_happened("!DB");
	turn(), turn();
	assert_false(co_done(c));
	assert_true(co_lock_locked(&lock));
	co_lock_release(&lock);
	run(c);
	assert_happened("C");
	co_lock_release(&lock);

	start("l");
	a = start("lA");
	turn();
	co_lock_release(&lock);
	co_cancel(a);
	run(a);
	assert_false(co_lock_locked(&lock)); /* to nobody */
	run(start("lEu"));
	assert_happened("E");
}

static void lock_16_of_another_loop(void **state) {
	(void)state;
	co_loop *other = co_loop_new_virtual();
	co_task *holds = co_spawn_on(other, scripted("l")), *waits = co_spawn_on(other, scripted("l"));
	co_loop_stop(other);
	co_loop_run_forever(other);
	assert_true(co_done(holds));
	assert_false(co_done(waits));
	start("{l}A");
	turn();
	assert_happened("?A");
	co_loop_close(other);
	assert_true(co_lock_locked(&lock)); /* held by the first */
}

static void sem_1_2_5_permits(void **state) {
	(void)state;
	semaphore = (co_semaphore)CO_SEMAPHORE_INIT(2);
	assert_false(co_semaphore_locked(&semaphore));
	start("mA"), start("mB"), start("mC"), start("mD"), start("mE");
	turn();
	assert_happened("AB");
	assert_true(co_semaphore_locked(&semaphore));
	co_semaphore_release(&semaphore);
	co_semaphore_release(&semaphore);
	turn();
	assert_happened("CD");
	co_semaphore_release(&semaphore);
	turn();
	assert_happened("E");
	co_semaphore_release(&semaphore);
	assert_false(co_semaphore_locked(&semaphore));
	semaphore = (co_semaphore)CO_SEMAPHORE_INIT(0);
	assert_true(co_semaphore_locked(&semaphore));
}

static void sem_3_first_come_first_served(void **state) {
	(void)state;
	start("mA.nmBn"), start("mC.nmDn"), start("mE.n");
	for (int i = 0; i < 12; i++) turn();
	assert_happened("ACEBD");
}

static void newcomer_for_a_permit(void) {
	event(co_semaphore_locked(&semaphore) ? "1" : "0");
	co_go(scripted("mN"));
}

static void sem_4_a_newcomer_does_not_overtake(void **state) {
	(void)state;
	semaphore = (co_semaphore)CO_SEMAPHORE_INIT(0);
	hooks[0] = newcomer_for_a_permit;
	start("mW"), start(".nnh0mX"); /* two permits, W has one of them and has not run */
	turn();
	co_go_on(loop, scripted("mY")); /* begins before W goes on */
	turn();
	assert_happened("1");
	turn();
	assert_happened("W");
	co_semaphore_release(&semaphore);
	co_semaphore_release(&semaphore);
	turn();
	assert_happened("XYN");
}

static void sem_6_7_cancelled_waiters(void **state) {
	(void)state;
	co_task *a, *b;
	start("m");
	a = start("{mA}D"), b = start("mB");
	turn();
	co_cancel(a);
	co_semaphore_release(&semaphore);
	run(b);
	assert_happened("!DB");

	a = start("{mA}D"), b = start("mB");
	turn();
	co_semaphore_release(&semaphore);
	co_cancel(a); /* it has the permit */
	run(b);
	assert_happened("!DB");

	a = start("{mA}D");
	turn();
	co_semaphore_release(&semaphore);
	co_cancel(a);
	run(a);
	assert_happened("!D");
	assert_false(co_semaphore_locked(&semaphore));
	/* SEM-8 */
	co_semaphore_release(&semaphore);
	run(start("mmC"));
	assert_happened("C");
}

static void event_1_2_5_7_set_and_clear(void **state) {
	(void)state;
	assert_false(co_event_is_set(&happening));
	co_event_set(&happening);
	co_event_set(&happening);
	assert_true(co_event_is_set(&happening));
	start("AeB"), start("C");
	turn();
	assert_happened("ABC");
	co_event_clear(&happening);
	assert_false(co_event_is_set(&happening));
	start("eD");
	turn(), turn();
	assert_happened("");
	co_event_set(&happening);
	assert_happened("");
	turn();
	assert_happened("D");
}

static void event_3_4_6_wakes_all_who_wait(void **state) {
	(void)state;
	start("eA");
	co_task *b = start("{e}B"), *c = start("eC");
	turn();
	co_cancel(b);
	co_event_set(&happening);
	co_event_clear(&happening);
	co_task *d = start("eD");
	turn();
	assert_happened("!BAC");
	turn();
	co_event_set(&happening);
	co_cancel(d); /* woken, and cancelled before its turn */
	run(d);
	assert_true(co_cancelled(d));
	assert_true(co_done(c));
}

static void every_order_of_release_cancel_and_run(void **state) {
	(void)state;
	/* Three waiters at a lock and at a semaphore; in each of four steps a release, a cancellation or a turn. However
	 * they fall, what was given back is free or with somebody, and nobody waits while it is free. */
	for (int order = 0; order < 5 * 5 * 5 * 5; order++) {
		co_task *at_lock[3], *at_semaphore[3];
		int permits = 0;
		co_lock_init(&lock);
		semaphore = (co_semaphore)CO_SEMAPHORE_INIT(0);
		run(start("l"));
		for (int i = 0; i < 3; i++) at_lock[i] = start("l"), at_semaphore[i] = start("m");
		turn();
		for (int step = 0, left = order; step < 4; step++, left /= 5) {
			switch (left % 5) {
			case 0:
				if (co_lock_locked(&lock)) co_lock_release(&lock);
				co_semaphore_release(&semaphore);
				permits++;
				break;
			case 1: turn(); break;
			default: co_cancel(at_lock[left % 5 - 2]); co_cancel(at_semaphore[left % 5 - 2]);
			}
		}
		turn(), turn(), turn(), turn();
		int waiting = 0, with_permit = 0, without = 0;
		for (int i = 0; i < 3; i++) {
			if (!co_done(at_lock[i])) waiting++;
			if (!co_done(at_semaphore[i])) without++;
			with_permit += co_done(at_semaphore[i]) && !co_cancelled(at_semaphore[i]);
		}
		if (waiting) assert_true(co_lock_locked(&lock));
		int free_permits = (int)semaphore.co__value;
		assert_int_equal(semaphore.co__spare, 0);
		assert_int_equal(with_permit + free_permits, permits);
		if (without) assert_int_equal(free_permits, 0);
		for (int i = 0; i < 3; i++) {
			co_cancel(at_lock[i]);
			co_cancel(at_semaphore[i]);
		}
		turn(), turn();
		assert_null(lock.co__waiters.co__first);
		assert_null(semaphore.co__waiters.co__first);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(lock_1_2_4_free),
		TEST(lock_5_first_come_first_served),
		TEST(lock_6_no_barging),
		TEST(lock_6_asked_in_the_same_turn),
		TEST(lock_8_9_cancelled_waiters_are_skipped),
		TEST(lock_10_11_handed_over_and_cancelled_it_passes_it_on),
		TEST(lock_16_of_another_loop),
		TEST(sem_1_2_5_permits),
		TEST(sem_3_first_come_first_served),
		TEST(sem_4_a_newcomer_does_not_overtake),
		TEST(sem_6_7_cancelled_waiters),
		TEST(event_1_2_5_7_set_and_clear),
		TEST(event_3_4_6_wakes_all_who_wait),
		TEST(every_order_of_release_cancel_and_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
