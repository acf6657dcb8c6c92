/* LOCK: one holder, first come, first served. */
#include "conformance.h"

static co_lock lock;

static async(void) takes(const char *name) {
	await co_lock_acquire(&lock);
	say(name);
}

static async(void) takes_for_turns(const char *name, int turns_held) {
	co_with (&lock) {
		say(name);
		for (int i = 0; i < turns_held; i++) await co_sleep(0);
	}
}

EITHER_ORDER(LOCK_1) {
	co_lock_init(&lock);
	check(!co_lock_locked(&lock));
	static co_lock initialised = CO_LOCK_INIT;
	check(!co_lock_locked(&initialised));
}

EITHER_ORDER(LOCK_2) {
	co_lock_init(&lock);
	co_go_on(loop, takes("A"));
	turns(1);
	check(said("A")); /* in the turn that it began in */
	check(co_lock_locked(&lock));
}

EITHER_ORDER(LOCK_3) {
	co_lock_init(&lock);
	listen_to_stderr();
	int code = co_lock_release(&lock);
	check(times(heard(), "co_lock_release: nobody holds the lock") == 1);
	check(code == CO_ESTATE);
	check(!co_lock_locked(&lock));
	run(co_spawn_on(loop, takes("A")));
	check(said("A"));
}

EITHER_ORDER(LOCK_4) {
	co_lock_init(&lock);
	run(co_spawn_on(loop, takes("A")));
	check(said("A") && co_lock_locked(&lock));
	check(co_lock_release(&lock) == 0);
	check(!co_lock_locked(&lock));
}

FACT(LOCK_5) {
	co_lock_init(&lock);
	co_task *a = co_spawn_on(loop, takes("A")), *b = co_spawn_on(loop, takes("B")), *c = co_spawn_on(loop, takes("C"));
	turns(3);
	check(said("A") && co_lock_waiting(&lock) == 2);
	co_lock_release(&lock);
	turns(3);
	check(said("B") && co_done(b) && !co_done(c));
	co_lock_release(&lock);
	run(c);
	check(said("C") && co_done(a));
}

/* However the tasks run, the lock goes to who waits longest. */
EITHER_ORDER(LOCK_5_whatever_the_order_of_tasks) {
	co_lock_init(&lock);
	run(co_spawn_on(loop, takes("")));
	for (int i = 0; i < 4; i++) {
		co_go_on(loop, takes_for_turns((const char *[]){ "A", "B", "C", "D" }[i], 2));
		turns(1);
	}
	co_lock_release(&lock);
	turns(20);
	check(said("ABCD"));
}

static async(void) tells_and_queues(const char *name) {
	say(co_lock_locked(&lock) ? "1" : "0");
	await co_lock_acquire(&lock);
	say(name);
	co_lock_release(&lock);
}

FACT(LOCK_6) {
	co_lock_init(&lock);
	run(co_spawn_on(loop, takes("")));
	co_task *waiter = co_spawn_on(loop, takes_for_turns("W", 0));
	turns(1);
	co_task *newcomer = co_spawn_on(loop, tells_and_queues("N")); /* runs before the waiter */
	co_lock_release(&lock);
	check(!co_lock_locked(&lock)); /* unlocked is not the same as available */
	run(newcomer);
	check(said("0WN") && co_done(waiter));
}

static async(void) releases_and_takes_again(void) {
	co_lock_release(&lock);
	await co_lock_acquire(&lock);
	say("again");
}

FACT(LOCK_7) {
	co_lock_init(&lock);
	run(co_spawn_on(loop, takes("")));
	co_go_on(loop, takes_for_turns("A", 0));
	co_go_on(loop, takes_for_turns("B", 0));
	turns(1);
	run(co_spawn_on(loop, releases_and_takes_again()));
	check(said("ABagain"));
}

EITHER_ORDER(LOCK_8) {
	co_lock_init(&lock);
	run(co_spawn_on(loop, takes("")));
	co_task *waiter = co_spawn_on(loop, takes("W"));
	turns(1);
	check(co_lock_waiting(&lock) == 1);
	co_cancel(waiter);
	run(waiter);
	check(co_cancelled(waiter) && co_lock_locked(&lock) && co_lock_waiting(&lock) == 0);
	co_lock_release(&lock);
	check(!co_lock_locked(&lock));
}

EITHER_ORDER(LOCK_9) {
	co_lock_init(&lock);
	run(co_spawn_on(loop, takes("")));
	co_task *a = co_spawn_on(loop, takes("A"));
	turns(1);
	co_task *b = co_spawn_on(loop, takes("B"));
	turns(1);
	co_cancel(a);
	co_lock_release(&lock); /* a's cancellation has not run */
	run(b), run(a);
	check(said("B") && co_cancelled(a));
}

EITHER_ORDER(LOCK_10) {
	co_lock_init(&lock);
	run(co_spawn_on(loop, takes("")));
	co_task *a = co_spawn_on(loop, takes("A"));
	turns(1);
	co_task *b = co_spawn_on(loop, takes("B"));
	turns(1);
	co_lock_release(&lock);
	co_cancel(a); /* on its way with the lock */
	run(b);
	check(said("B") && co_cancelled(a) && co_lock_locked(&lock));

	co_task *c = co_spawn_on(loop, takes("C"));
	turns(1);
	co_lock_release(&lock);
	co_cancel(c);
	run(c);
	check(co_cancelled(c) && !co_lock_locked(&lock)); /* to nobody */
}

EITHER_ORDER(LOCK_11) {
	co_task *waiters[3];
	for (int victim = 0; victim < 3; victim++) {
		co_lock_init(&lock);
		run(co_spawn_on(loop, takes("")));
		for (int i = 0; i < 3; i++) waiters[i] = co_spawn_on(loop, takes(""));
		turns(1);
		co_lock_release(&lock);
		co_cancel(waiters[victim]);
		turns(4);
		int with_lock = 0;
		for (int i = 0; i < 3; i++) with_lock += co_done(waiters[i]) && !co_cancelled(waiters[i]);
		check(with_lock == 1 && co_lock_locked(&lock));
		for (int i = 0; i < 3; i++) co_cancel(waiters[i]);
		turns(3);
	}
}

static async(int) leaves(int how) {
	for (int i = 0; i < 3; i++) {
		co_with (&lock) {
			await co_sleep(0);
			if (!co_lock_locked(&lock)) return -1;
			if (how == 1) break;
			if (how == 2) continue;
			if (how == 3) return 3;
			if (how == 4) co_raise(44, "out of the block");
			if (how == 5) await co_sleep(1000);
			how = 2;
		}
		if (co_lock_locked(&lock)) return -2;
	}
	return co_lock_locked(&lock) ? -3 : 0;
}

EITHER_ORDER(LOCK_12) {
	co_lock_init(&lock);
	for (int how = 0; how < 5; how++) {
		co_task *task = co_spawn_on(loop, leaves(how));
		run(task);
		check(!co_lock_locked(&lock));
		if (how == 4)
			check(code_of(task) == 44);
		else
			check(co_result(int, task) == (how == 3 ? 3 : 0));
	}
	co_task *task = co_spawn_on(loop, leaves(5));
	turns(3);
	check(co_lock_locked(&lock));
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && !co_lock_locked(&lock));
}

EITHER_ORDER(LOCK_13) {
	co_lock_init(&lock);
	run(co_spawn_on(loop, takes("")));
	co_task *task = co_spawn_on(loop, takes_for_turns("body", 0));
	turns(1);
	co_cancel(task);
	run(task);
	check(said("") && co_cancelled(task) && co_lock_locked(&lock));
}

EITHER_ORDER(LOCK_14) {
	co_lock_init(&lock);
	co_task *task = co_spawn_on(loop, leaves(0));
	run(task);
	run(co_spawn_on(loop, takes("")));
	co_task *second = co_spawn_on(loop, takes("A"));
	check(run(second) == CO_EDEADLOCK); /* nobody will release it */
	co_lock_release(&lock);
	check(run(second) == 0 && said("A"));
}

static async(void) releases(void) {
	co_lock_release(&lock);
	await co_checkpoint();
}

EITHER_ORDER(LOCK_15) {
	co_lock_init(&lock);
	run(co_spawn_on(loop, takes("")));
	run(co_spawn_on(loop, releases()));
	check(!co_lock_locked(&lock));
}

EITHER_ORDER(LOCK_16) {
	co_lock_init(&lock);
	co_loop *other = co_loop_new_virtual();
	run(co_spawn_on(loop, takes(""))); /* not bound: nobody had to wait */
	co_lock_release(&lock);
	co_loop_run_until_complete(other, co_spawn_on(other, takes("")));
	co_task *waits = co_spawn_on(other, takes("")), *foreign = co_spawn_on(loop, takes("F"));
	turns_of(other, 1);
	run(foreign);
	check(code_of(foreign) == CO_ESTATE && !co_done(waits));
	co_loop_close(other);
	check(said(""));
}
