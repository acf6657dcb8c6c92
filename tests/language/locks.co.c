/* co_with on a lock: released on every way out of the block, exactly once; the manager's expression is evaluated once. */
#include "check.h"
#include <cogen.h>

static co_lock lock = CO_LOCK_INIT, other = CO_LOCK_INIT;

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static void locked(const char *where) { printf("%s %d %d\n", where, co_lock_locked(&lock), co_lock_locked(&other)); }

static async(void) falls_through(void) {
	co_with (&lock) {
		locked("inside");
		await later(0);
		locked("behind an await");
	}
	locked("fell through");
}

static async(int) returns(int n) {
	co_with (&lock) {
		if (n == 0) return 10;
		if (n == 1) return await later(20);
		await later(0);
		if (n == 2) return co_lock_locked(&lock) + await later(30) + co_lock_locked(&lock);
	}
	locked("no return");
	return 40;
}

static async(void) returns_nothing(int n) {
	co_with (&lock) {
		if (n) return;
		await later(0);
	}
	locked("void, no return");
}

static async(int) in_loops(int n) {
	int sum = 0;
	for (int i = 0; i < 5; i++) {
		co_with (&lock) {
			if (i == 1) continue;
			if (i == n) break;
			sum = sum * 10 + await later(i);
			if (await later(i) == 3) continue;
		}
		printf("after %d ", i);
		locked("turn");
	}
	locked("loop left");
	while (sum) {
		co_with (&lock) {
			do {
				if (await later(sum) > 0) break;
			} while (1);
			sum /= 10;
			if (sum < 10) break;
		}
	}
	locked("second loop left");
	return sum;
}

static async(int) gotos(int n) {
	int turns = 0;
again:
	co_with (&lock) {
		turns++;
		await later(0);
		if (n == 0) goto out;
		if (turns < n) goto again;
		if (n == 2) goto inside;
		turns += 100;
	inside:
		turns += 1000;
		await later(0);
	}
	locked("no goto");
out:
	locked("out");
	return turns;
}

static async(int) switched(int n) {
	co_with (&lock) {
		switch (await later(n)) {
		case 0: break;
		case 1: return 11;
		default: n = await later(22);
		}
		locked("switch left");
	}
	switch (n) {
	case 0:
		co_with (&lock) {
			await later(0);
			if (n == 0) break;
		}
		n = -1;
	}
	locked("second switch left");
	return n;
}

static async(int) nested(int n) {
	for (int i = 0; i < 2; i++) {
		co_with (&lock) {
			locked("outer");
			co_with (&other) {
				locked("both");
				await later(0);
				if (n == 0) return 1;
				if (n == 1) break;
				if (n == 2) continue;
				if (n == 3) goto between;
			}
			locked("inner left");
		between:
			locked("between");
		}
		locked("both left");
	}
	locked("out");
	return 2;
}

static int evaluated;

static co_lock *chosen(void) {
	evaluated++;
	return &lock;
}

static async(co_lock *) chosen_later(void) {
	await later(0);
	evaluated++;
	return &other;
}

static async(void) once(void) {
	co_with (chosen()) await later(1);
	co_with (await chosen_later()) {
		locked("chosen later");
	}
	co_with (evaluated > 5 ? &other : &lock) {
		evaluated = 10;
		await later(0);
		locked("condition changed");
	}
	show("evaluated", evaluated);
	locked("once");
}

/* The value of return is computed while the lock is held, and is not computed again. */
static int counter;

static async(int) value_first(void) {
	int local = 5;
	co_with (&lock) {
		local = 6;
		return local++ * 10 + co_lock_locked(&lock) + counter++;
	}
	return -1;
}

static async(void) worker(char name, int turns) {
	for (int i = 0; i < turns; i++)
		co_with (&lock) {
			printf("%c%d", name, i);
			await co_sleep(0);
			printf("%c%d ", name, i);
			if (i == 1) return;
		}
}

static async(void) cancelled_inside(void) {
	co_with (&lock) {
		co_with (&other) await co_sleep(1000);
		show("not reached", 0);
	}
	show("not reached", 1);
}

static async(int) run(void) {
	await falls_through();
	for (int n = 0; n < 4; n++) {
		show("returns", await returns(n));
		locked("after return");
	}
	await returns_nothing(0);
	await returns_nothing(1);
	locked("after void return");
	for (int n = 1; n < 6; n += 2) show("in loops", await in_loops(n));
	for (int n = 0; n < 5; n++) show("gotos", await gotos(n));
	for (int n = 0; n < 3; n++) {
		show("switched", await switched(n));
		locked("after switched");
	}
	for (int n = 0; n < 5; n++) {
		show("nested", await nested(n));
		locked("after nested");
	}
	await once();
	show("value first", await value_first());
	show("counter", counter);
	await co_gather(worker('a', 3), worker('b', 2), worker('c', 1));
	printf("\n");
	locked("after workers");

	co_task *task = co_spawn(cancelled_inside());
	await co_sleep(0);
	await co_sleep(0);
	locked("before cancel");
	co_cancel(task);
	co_wait_result *w = co_wait(CO_ALL_COMPLETED, task);
	await co_wait_future(w);
	show("cancelled", co_cancelled(task));
	locked("after cancel");
	return 0;
}

int main(void) { return co_run(int, run()); }
