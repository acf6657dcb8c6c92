/* COND: waiting for a change of what a lock protects. */
#include "conformance.h"

static co_lock lock;
static co_condition condition;
static int value;

static void begin(void) {
	co_lock_init(&lock);
	co_condition_init(&condition, &lock);
	value = 0;
}

static async(void) waits(const char *name) {
	co_with (&lock) {
		await co_condition_wait(&condition);
		say(co_lock_locked(&lock) ? name : "without the lock");
	}
}

static async(void) waits_without(void) { await co_condition_wait(&condition); }

static async(void) notifies(size_t n) {
	co_with (&lock) co_condition_notify(&condition, n);
}

static async(void) takes(const char *name) {
	await co_lock_acquire(&lock);
	say(name);
}

EITHER_ORDER(COND_1) {
	begin();
	co_task *task = co_spawn_on(loop, waits_without());
	run(task);
	check(code_of(task) == CO_ESTATE);
	listen_to_stderr();
	int one = co_condition_notify(&condition, 1), all = co_condition_notify_all(&condition);
	const char *told = heard();
	check(times(told, "co_condition_notify: nobody holds") == 1 && times(told, "co_condition_notify_all: nobody holds") == 1);
	check(one == CO_ESTATE && all == CO_ESTATE);
}

EITHER_ORDER(COND_2) {
	begin();
	co_task *task = co_spawn_on(loop, waits("A"));
	turns(1);
	check(!co_lock_locked(&lock) && co_condition_waiting(&condition) == 1);
	run(co_spawn_on(loop, notifies(1)));
	run(task);
	check(said("A") && !co_lock_locked(&lock));
}

FACT(COND_3) {
	begin();
	for (int i = 0; i < 5; i++) co_go_on(loop, waits((const char *[]){ "A", "B", "C", "D", "E" }[i]));
	turns(5);
	run(co_spawn_on(loop, notifies(2)));
	turns(5);
	check(said("AB"));
	run(co_spawn_on(loop, notifies(SIZE_MAX))); /* notify_all */
	turns(5);
	check(said("CDE"));
	run(co_spawn_on(loop, notifies(7)));
	check(said(""));
}

EITHER_ORDER(COND_4) {
	begin();
	co_task *waiter = co_spawn_on(loop, waits("A"));
	turns(1);
	run(co_spawn_on(loop, takes("N")));
	check(co_condition_notify(&condition, 1) == 0);
	turns(5);
	check(said("N") && !co_done(waiter));
	co_lock_release(&lock);
	run(waiter);
	check(said("A"));
}

EITHER_ORDER(COND_5) {
	begin();
	run(co_spawn_on(loop, notifies(1)));
	co_task *waiter = co_spawn_on(loop, waits("A"));
	turns(5);
	check(said("") && !co_done(waiter));
}

EITHER_ORDER(COND_6) {
	begin();
	co_task *waiter = co_spawn_on(loop, waits("A"));
	turns(1);
	run(co_spawn_on(loop, takes("N")));
	co_cancel(waiter);
	turns(5);
	check(said("N") && !co_done(waiter)); /* it needs the lock first */
	co_lock_release(&lock);
	run(waiter);
	check(co_cancelled(waiter) && !co_lock_locked(&lock));
}

/* fact: X17 */
EITHER_ORDER(COND_7) {
	begin();
	co_task *waiter = co_spawn_on(loop, waits("A"));
	turns(1);
	run(co_spawn_on(loop, takes("")));
	co_condition_notify(&condition, 1);
	turns(2);
	check(co_lock_waiting(&lock) == 1);
	co_cancel(waiter), co_cancel(waiter);
	turns(5);
	check(!co_done(waiter) && co_lock_waiting(&lock) == 1); /* X17: it is not interrupted, and does not spin */
	co_lock_release(&lock);
	run(waiter);
	check(said("") && co_cancelled(waiter) && !co_lock_locked(&lock));
	/* …also when the lock is on its way to it already */
	waiter = co_spawn_on(loop, waits("A"));
	turns(1);
	run(co_spawn_on(loop, takes("")));
	co_condition_notify(&condition, 1);
	turns(2);
	co_lock_release(&lock);
	co_cancel(waiter);
	run(waiter);
	check(said("") && co_cancelled(waiter) && !co_lock_locked(&lock));
}

EITHER_ORDER(COND_7_a_request_that_is_withdrawn) {
	begin();
	co_task *waiter = co_spawn_on(loop, waits("A"));
	turns(1);
	run(co_spawn_on(loop, takes("")));
	co_condition_notify(&condition, 1);
	turns(2);
	co_cancel(waiter);
	co_uncancel(waiter);
	co_lock_release(&lock);
	run(waiter);
	check(said("A") && !co_cancelled(waiter));
}

EITHER_ORDER(COND_8) {
	/* Cancelled before it runs, while it waits for the lock, when it has it. */
	for (int when = 0; when < 3; when++) {
		begin();
		co_task *a = co_spawn_on(loop, waits("A"));
		turns(1);
		co_task *b = co_spawn_on(loop, waits("B"));
		turns(1);
		run(co_spawn_on(loop, takes("")));
		co_condition_notify(&condition, 1);
		if (when > 0) turns(2);
		if (when == 0) co_cancel(a);
		if (when == 1) co_cancel(a);
		co_lock_release(&lock);
		if (when == 2) co_cancel(a);
		run(b);
		check(said("B") && co_cancelled(a));
	}
}

EITHER_ORDER(COND_8_one_that_was_not_notified_passes_nothing_on) {
	begin();
	co_task *a = co_spawn_on(loop, waits("A"));
	turns(1);
	co_task *b = co_spawn_on(loop, waits("B"));
	turns(1);
	co_cancel(a);
	run(a);
	turns(5);
	check(said("") && co_cancelled(a) && !co_done(b));
}

static async(int) waits_for_value(int wanted) {
	int woken = 0;
	co_with (&lock) {
		while (value != wanted) {
			await co_condition_wait(&condition);
			woken++;
		}
	}
	return woken;
}

static async(void) sets(int to) {
	co_with (&lock) {
		value = to;
		co_condition_notify_all(&condition);
	}
}

EITHER_ORDER(COND_9) {
	begin();
	co_task *task = co_spawn_on(loop, waits_for_value(2));
	turns(1);
	run(co_spawn_on(loop, sets(1)));
	turns(5);
	check(!co_done(task));
	run(co_spawn_on(loop, sets(2)));
	run(task);
	check(co_result(int, task) == 2);
}

EITHER_ORDER(COND_10) {
	begin();
	value = 3;
	co_task *task = co_spawn_on(loop, waits_for_value(3));
	turns(1);
	check(co_done(task) && co_result(int, task) == 0);
}

static co_condition second;
static async(void) waits_second(void) {
	co_with (&lock) {
		await co_condition_wait(&second);
		say("2");
	}
}

EITHER_ORDER(COND_11) {
	begin();
	co_condition_init(&second, &lock);
	co_task *a = co_spawn_on(loop, waits("1")), *b = co_spawn_on(loop, waits_second());
	turns(2);
	run(co_spawn_on(loop, notifies(5)));
	run(a);
	check(said("1") && !co_done(b));
	run(co_spawn_on(loop, takes("")));
	co_condition_notify(&second, 1);
	co_lock_release(&lock);
	run(b);
	check(said("2"));
}
