/* Programs older than <stdbool.h> have a bool of their own. They may have it behind <cogen.h>, which brings the one of C99: what
 * cogen's macros and the C that it writes need of that goes by another name. */
#include "check.h"
#include <cogen.h>
#include <stdio.h>
#undef bool
#undef true
#undef false
typedef enum { true = 5, false = 7 } bool;

struct guarded {
	int entered;
};

static async(void) enter(struct guarded *guarded) {
	await co_checkpoint();
	guarded->entered++;
}

static async(_Bool) leave(struct guarded *guarded, const co_error *error) {
	await co_checkpoint();
	guarded->entered += 10 + (error != NULL);
	return error != NULL;
}

CO_CONTEXT(struct guarded, enter, leave);

static generator(bool) answers(int count) {
	while (count--) yield (count % 2 ? true : false);
}

static async_generator(bool) slow_answers(int count) {
	while (count--) {
		await co_checkpoint();
		yield (count % 2 ? true : false);
	}
}

static async(bool) other(bool b) {
	await co_checkpoint();
	return b == true ? false : true;
}

static async(int) run(void) {
	static co_lock lock = CO_LOCK_INIT;
	co_rwlock rows = CO_RWLOCK_INIT;
	co_event event = CO_EVENT_INIT;
	co_barrier barrier = CO_BARRIER_INIT(1);
	struct guarded guarded = { 0 };
	int sum = 0;
	co_with (&lock) sum += await other(true);
	co_with (&guarded) co_raise(1, "swallowed");
	co_event_set(&event);
	await co_event_wait(&event);
	await co_barrier_wait(&barrier);
	co_with (co_rwlock_read(&rows)) sum += sizeof(bool) == sizeof(int);
	co_for (bool, b, answers(3)) sum = sum * 10 + b;
	co_for_await (bool, b, slow_answers(2)) sum = sum * 10 + b;
	co_gen *left = co_new(answers(2));
	bool b;
	if (co_next(left, &b)) sum = sum * 10 + b;
	co_free(left);
	printf("%d %d\n", sum, guarded.entered);
	return 0;
}

int main(void) { return co_run(int, run()); }
