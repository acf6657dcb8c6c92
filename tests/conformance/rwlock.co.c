/* Read-write locks, which asyncio does not have: the same promises as LOCK. */
#include "conformance.h"

static co_rwlock lock;

static async(void) reads(const char *name, int turns_held) {
	await co_rwlock_read_acquire(co_rwlock_read(&lock));
	say(name);
	while (turns_held--) await co_sleep(0);
	co_rwlock_read_release(co_rwlock_read(&lock));
}

static async(void) writes(const char *name, int turns_held) {
	await co_rwlock_write_acquire(co_rwlock_write(&lock));
	say(name);
	while (turns_held--) await co_sleep(0);
	co_rwlock_write_release(co_rwlock_write(&lock));
}

EITHER_ORDER(RWLOCK_many_read_one_writes) {
	co_rwlock_init(&lock);
	co_task *a = co_spawn_on(loop, reads("r", 3)), *b = co_spawn_on(loop, reads("r", 3));
	turns(1);
	check(said("rr") && co_rwlock_readers(&lock) == 2);
	co_task *w = co_spawn_on(loop, writes("W", 30));
	turns(1);
	check(said("") && co_rwlock_waiting(&lock) == 1 && !co_rwlock_writing(&lock));
	run(a), run(b);
	turns(1);
	check(said("W") && co_rwlock_writing(&lock));
	co_task *c = co_spawn_on(loop, reads("r", 0));
	turns(1);
	check(said(""));
	run(w), run(c);
	check(said("r") && co_rwlock_readers(&lock) == 0 && !co_rwlock_writing(&lock));
}

FACT(RWLOCK_first_come_first_served) {
	co_rwlock_init(&lock);
	co_go_on(loop, reads("a", 2));
	co_go_on(loop, writes("B", 2));
	co_go_on(loop, reads("c", 2)); /* behind the writer that waits */
	co_go_on(loop, reads("d", 2));
	co_go_on(loop, writes("E", 2));
	co_go_on(loop, reads("f", 0));
	turns(1);
	check(said("a"));
	turns(4);
	check(said("B"));
	turns(3);
	check(said("cd"));
	turns(10);
	check(said("Ef"));
}

EITHER_ORDER(RWLOCK_cancelled_waiters) {
	co_rwlock_init(&lock);
	co_task *a = co_spawn_on(loop, reads("a", 8));
	turns(1);
	co_task *w = co_spawn_on(loop, writes("W", 0));
	turns(1);
	co_task *r = co_spawn_on(loop, reads("r", 0));
	turns(1);
	check(said("a"));
	co_cancel(w); /* who waited behind it may read now */
	run(r);
	check(said("r") && !co_done(a));
	/* Handed over and cancelled, it passes it on. */
	w = co_spawn_on(loop, writes("W", 0));
	turns(1);
	co_task *x = co_spawn_on(loop, writes("X", 0));
	turns(1);
	for (int i = 0; i < 20 && !co_rwlock_writing(&lock); i++) turns(1);
	co_cancel(w);
	run(x);
	check(said("X") && co_cancelled(w) && !co_rwlock_writing(&lock));
	run(a);
	co_go_on(loop, writes("Y", 2));
	turns(1);
	r = co_spawn_on(loop, reads("r", 0));
	turns(1);
	for (int i = 0; i < 20 && !co_rwlock_readers(&lock); i++) turns(1);
	co_cancel(r);
	run(r);
	check(said("Y") && co_cancelled(r) && co_rwlock_readers(&lock) == 0);
}

EITHER_ORDER(RWLOCK_released_by_nobody) {
	co_rwlock_init(&lock);
	listen_to_stderr();
	int read = co_rwlock_read_release(co_rwlock_read(&lock)), write = co_rwlock_write_release(co_rwlock_write(&lock));
	const char *text = heard();
	check(times(text, "co_rwlock_read_release: nobody reads") == 1);
	check(times(text, "co_rwlock_write_release: nobody writes") == 1);
	check(read == CO_ESTATE && write == CO_ESTATE);
}
