/* SEM: so many holders, first come, first served. */
#include "conformance.h"

static co_semaphore semaphore;
static void begin(size_t n) { co_semaphore_init(&semaphore, n); }

static async(void) takes(const char *name) {
	await co_semaphore_acquire(&semaphore);
	say(name);
}

static async(void) holds_for(const char *name, int turns_held) {
	co_with (&semaphore) {
		say(name);
		for (int i = 0; i < turns_held; i++) await co_sleep(0);
	}
}

EITHER_ORDER(SEM_1) {
	begin(0);
	check(co_semaphore_locked(&semaphore));
	begin(1);
	check(!co_semaphore_locked(&semaphore));
}

FACT(SEM_2) {
	begin(2);
	co_go_on(loop, takes("A")), co_go_on(loop, takes("B")), co_go_on(loop, takes("C"));
	turns(1);
	check(said("AB") && co_semaphore_value(&semaphore) == 0 && co_semaphore_waiting(&semaphore) == 1);
	check(co_semaphore_locked(&semaphore));
}

static async(void) takes_twice(const char *first, const char *second) {
	await co_semaphore_acquire(&semaphore);
	say(first);
	co_semaphore_release(&semaphore);
	await co_semaphore_acquire(&semaphore);
	say(second);
	co_semaphore_release(&semaphore);
}

FACT(SEM_3) {
	begin(0);
	co_go_on(loop, takes_twice("a", "A")), co_go_on(loop, takes_twice("b", "B")), co_go_on(loop, takes_twice("c", "C"));
	turns(1);
	co_semaphore_release(&semaphore);
	turns(8);
	check(said("abcABC"));
	check(!co_semaphore_locked(&semaphore));
}

FACT(SEM_4) {
	begin(0);
	co_go_on(loop, takes("A")), co_go_on(loop, takes("B"));
	turns(1);
	co_semaphore_release(&semaphore);
	co_semaphore_release(&semaphore);
	co_semaphore_release(&semaphore); /* one is left, but A and B have not run */
	check(co_semaphore_locked(&semaphore) && co_semaphore_value(&semaphore) == 1);
	co_go_on(loop, takes("N"));
	turns(2);
	check(said("ABN"));
}

EITHER_ORDER(SEM_5) {
	begin(0);
	co_task *tasks[4];
	for (int i = 0; i < 4; i++) tasks[i] = co_spawn_on(loop, takes("x"));
	turns(1);
	for (int i = 0; i < 3; i++) co_semaphore_release(&semaphore);
	turns(3);
	check(said("xxx"));
	int done = 0;
	for (int i = 0; i < 4; i++) done += co_done(tasks[i]);
	check(done == 3 && co_semaphore_waiting(&semaphore) == 1);
}

EITHER_ORDER(SEM_6) {
	begin(0);
	co_task *a = co_spawn_on(loop, takes("A"));
	turns(1);
	co_task *b = co_spawn_on(loop, takes("B"));
	turns(1);
	co_cancel(a);
	co_semaphore_release(&semaphore);
	run(b), run(a);
	check(said("B") && co_cancelled(a));
}

EITHER_ORDER(SEM_7) {
	begin(0);
	co_task *a = co_spawn_on(loop, takes("A"));
	turns(1);
	co_task *b = co_spawn_on(loop, takes("B"));
	turns(1);
	co_semaphore_release(&semaphore);
	co_cancel(a); /* it has the permit */
	run(b);
	check(said("B") && co_cancelled(a) && co_semaphore_value(&semaphore) == 0);
	co_task *c = co_spawn_on(loop, takes("C"));
	turns(1);
	co_semaphore_release(&semaphore);
	co_cancel(c);
	run(c);
	check(co_semaphore_value(&semaphore) == 1 && !co_semaphore_locked(&semaphore));
}

EITHER_ORDER(SEM_8) {
	begin(1);
	check(co_semaphore_release(&semaphore) == 0 && co_semaphore_value(&semaphore) == 2);
	co_semaphore_init_bounded(&semaphore, 1);
	listen_to_stderr();
	int code = co_semaphore_release(&semaphore);
	check(times(heard(), "co_semaphore_release: released more often than acquired") == 1);
	check(code == CO_ESTATE && co_semaphore_value(&semaphore) == 1);
	run(co_spawn_on(loop, takes("A")));
	check(said("A") && co_semaphore_release(&semaphore) == 0);
}

/* Permits on their way to waiters are nobody's to release; they come back where the waiters are cancelled. */
EITHER_ORDER(X35) {
	for (int cancelled = 0; cancelled < 2; cancelled++) {
		co_semaphore_init_bounded(&semaphore, 2);
		run(co_spawn_on(loop, takes("a"))), run(co_spawn_on(loop, takes("b")));
		co_task *waiter = co_spawn_on(loop, takes("W"));
		turns(1);
		check(co_semaphore_release(&semaphore) == 0 && co_semaphore_release(&semaphore) == 0);
		check(co_semaphore_value(&semaphore) == 1);
		listen_to_stderr();
		int code = co_semaphore_release(&semaphore);
		check(times(heard(), "co_semaphore_release: released more often than acquired") == 1);
		check(code == CO_ESTATE && co_semaphore_value(&semaphore) == 1);
		if (cancelled) co_cancel(waiter);
		run(waiter);
		check(said(cancelled ? "ab" : "abW") && co_semaphore_value(&semaphore) == (cancelled ? 2 : 1));
		if (!cancelled) check(co_semaphore_release(&semaphore) == 0 && co_semaphore_value(&semaphore) == 2);
	}
}

static async(int) leaves(int how) {
	for (int i = 0; i < 2; i++) {
		co_with (&semaphore) {
			await co_sleep(0);
			if (co_semaphore_value(&semaphore) != 1) return -1;
			if (how == 1) break;
			if (how == 2) continue;
			if (how == 3) return 3;
			if (how == 4) co_raise(44, "out of the block");
		}
	}
	return 0;
}

EITHER_ORDER(SEM_9) {
	for (int how = 0; how < 5; how++) {
		begin(2);
		co_task *task = co_spawn_on(loop, leaves(how));
		run(task);
		check(co_semaphore_value(&semaphore) == 2);
		check(code_of(task) == (how == 4 ? 44 : 0));
	}
	begin(1);
	co_task *task = co_spawn_on(loop, holds_for("A", 100));
	turns(2);
	check(said("A") && co_semaphore_value(&semaphore) == 0);
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && co_semaphore_value(&semaphore) == 1);
}

static async(void) acquires(co_semaphore *s) { await co_semaphore_acquire(s); }
EITHER_ORDER(SEM_of_no_number) {
	co_semaphore s = CO_SEMAPHORE_INIT_BOUNDED(0);
	for (int i = 0; i < 6; i++) {
		if (i == 1) co_semaphore_init(&s, (size_t)-1);
		if (i == 2) co_semaphore_init_bounded(&s, (unsigned)-1);
		if (i == 3) co_semaphore_init_bounded(&s, 0);
		if (i == 4) s = (co_semaphore)CO_SEMAPHORE_INIT(-i);
		if (i == 5) s = (co_semaphore)CO_SEMAPHORE_INIT_BOUNDED(-i);
		listen_to_stderr();
		check(co_semaphore_release(&s) == CO_ESTATE && co_semaphore_value(&s) == 0 && co_semaphore_locked(&s));
		check(times(heard(), "co_semaphore_release: a semaphore of no permits") == 1);
		co_task *task = co_spawn_on(loop, acquires(&s));
		check(run(task) == 0 && code_of(task) == UV_EINVAL);
	}
	co_semaphore_init(&s, INT_MAX);
	co_task *task = co_spawn_on(loop, acquires(&s));
	check(run(task) == 0 && !co_future_error(task) && co_semaphore_value(&s) == INT_MAX - 1);
}
