/* Read-write locks: many readers or one writer, and one FIFO for both.
 *
 * In: tasks that wait to read or to write, tasks that release. Out: the first waiter made ready when the lock is
 * free for it, with it the readers that wait directly behind a reader.
 *
 * What must hold: who is made ready holds the lock from then on, and is in no FIFO. While anybody waits a newcomer
 * waits behind, also a reader beside readers, so a writer's turn comes. */
#include "waiters.h"

void co_rwlock_init(co_rwlock *lock) {
	if (lock)
		*lock = (co_rwlock)CO_RWLOCK_INIT;
	else
		co__null("co_rwlock_init", "lock");
}

static bool is_writer(const struct co__waiter *waiter) {
	return waiter->co__coro.type == &co__co_rwlock_write_acquire_type;
}

static bool may(const co_rwlock *lock, bool write) { return !lock->co__writing && !(write && lock->co__readers); }

static void take(co_rwlock *lock, bool write) {
	if (write)
		lock->co__writing = true;
	else
		lock->co__readers++;
}

/* Lets as many go on as may. */
static void settle(co_rwlock *lock) {
	for (struct co__waiter *waiter; (waiter = lock->co__waiters.co__first) && may(lock, is_writer(waiter));) {
		take(lock, is_writer(waiter));
		co__give_first(&lock->co__waiters);
	}
}

static void give_back(co_rwlock *lock, bool write) {
	if (write)
		lock->co__writing = false;
	else
		lock->co__readers--;
	settle(lock);
}

int co_rwlock_read_release(co_rwlock_reader *reader) {
	if (!reader || !reader->co__lock) return co__null("co_rwlock_read_release", "lock");
	if (!reader->co__lock->co__readers) return co__misuse("co_rwlock_read_release", "nobody reads");
	give_back(reader->co__lock, false);
	return 0;
}

int co_rwlock_write_release(co_rwlock_writer *writer) {
	if (!writer || !writer->co__lock) return co__null("co_rwlock_write_release", "lock");
	if (!writer->co__lock->co__writing) return co__misuse("co_rwlock_write_release", "nobody writes");
	give_back(writer->co__lock, true);
	return 0;
}

static co_step acquire(struct co__waiter *waiter, co_rwlock *lock, const co_type *type) {
	bool write = type == &co__co_rwlock_write_acquire_type;
	if (!lock) return co__raise_null(type->name, "lock");
	if (lock->co__waiters.co__first || !may(lock, write)) return co__wait_in(&lock->co__waiters, waiter, type, lock);
	take(lock, write);
	return CO__RETURN_VOID();
}

co_step co__co_rwlock_read_acquire_start(struct co__co_rwlock_read_acquire_frame *frame, co_rwlock_reader *reader) {
	return acquire(&frame->co__waiter, reader ? reader->co__lock : NULL, &co__co_rwlock_read_acquire_type);
}

co_step co__co_rwlock_write_acquire_start(struct co__co_rwlock_write_acquire_frame *frame, co_rwlock_writer *writer) {
	return acquire(&frame->co__waiter, writer ? writer->co__lock : NULL, &co__co_rwlock_write_acquire_type);
}

static co_step resume_acquire(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__waiter *waiter = co__waiter_of(self);
	if (!error) return CO__RETURN_VOID();
	if (co__is_given(waiter)) give_back(waiter->co__on, is_writer(waiter));
	return CO__RAISE(error);
}

static bool cancel_acquire(co_coro *self) {
	struct co__waiter *waiter = co__waiter_of(self);
	co_rwlock *lock = waiter->co__on;
	co__waiters_leave(&lock->co__waiters, waiter);
	settle(lock); /* readers may have waited behind this writer */
	return true;
}

static co_step first_acquire(co_coro *self) {
	co_coro header = *self;
	return co__keep_header(self, &header, acquire(co__waiter_of(self), co__waiter_of(self)->co__on, header.type));
}

const co_type co__co_rwlock_read_acquire_type = {
	CO__WAITER_TYPE("co_rwlock_read_acquire", struct co__co_rwlock_read_acquire_frame),
	.first = first_acquire,
	.resume = resume_acquire,
	.cancel = cancel_acquire,
};

const co_type co__co_rwlock_write_acquire_type = {
	CO__WAITER_TYPE("co_rwlock_write_acquire", struct co__co_rwlock_write_acquire_frame),
	.first = first_acquire,
	.resume = resume_acquire,
	.cancel = cancel_acquire,
};

co_coro *co_rwlock_read_acquire(co_rwlock_reader *reader) {
	return co__waiter_new(&co__co_rwlock_read_acquire_type, reader ? reader->co__lock : NULL);
}

co_coro *co_rwlock_write_acquire(co_rwlock_writer *writer) {
	return co__waiter_new(&co__co_rwlock_write_acquire_type, writer ? writer->co__lock : NULL);
}
