/* Money moved between accounts: each transfer happens as a whole or not at all, whatever goes wrong on the way.
 *
 * CO_CONTEXT makes of a struct something that co_with can enter: `begin` and `end` may await, and `end` is told which
 * error comes through, if one does. So a transaction is committed on every normal way out of its block, the return in
 * its middle too, and rolled back by an error, a cancellation, or time that is up. co_try says which errors are worth
 * another attempt; what it raises instead has the one that it handled as its cause. co_defer runs however the function
 * ends.
 *
 * In Python:
 *
 *     class Transaction:
 *         async def __aenter__(self): ...
 *         async def __aexit__(self, kind, error, traceback): ...
 *
 *     async def transfer(name, source, target, amount):
 *         async with store, Transaction(name):
 *             balance[target] += amount
 *             await asyncio.sleep(0.2)
 *             if balance[source] < amount:
 *                 raise TooLittle(...)
 *             balance[source] -= amount
 *             return balance[source]
 */
#include <cogen.h>
#include <stdio.h>
#include <string.h>

enum account { ANN, BEN, EVE, ACCOUNTS };
enum { TOO_LITTLE = 1, GIVEN_UP };

static const char *const owner[ACCOUNTS] = { "Ann", "Ben", "Eve" };
static int balance[ACCOUNTS] = { 100, 20, 5 };
static co_lock store = CO_LOCK_INIT; /* one transaction at a time */

struct transaction {
	const char *name;
	int before[ACCOUNTS];
};

static async(void) begin(struct transaction *t) {
	await co_sleep(0.1);
	memcpy(t->before, balance, sizeof balance);
	printf("%s: begun\n", t->name);
}

static async(bool) end(struct transaction *t, const co_error *why) {
	await co_sleep(0.1); /* also on the way out of a cancelled task: what is under way is not lost by waiting here */
	if (why) memcpy(balance, t->before, sizeof balance);
	printf("%s: %s\n", t->name, why ? "rolled back" : "committed");
	return false; /* true would swallow the error */
}

CO_CONTEXT(struct transaction, begin, end);

static async(int) transfer(const char *name, enum account from, enum account to, int amount) {
	struct transaction transaction = { .name = name };
	co_with (&store) {
		co_with (&transaction) {
			balance[to] += amount;
			await co_sleep(0.2);
			if (balance[from] < amount) co_raise(TOO_LITTLE, "%s has %d, not %d", owner[from], balance[from], amount);
			balance[from] -= amount;
			return balance[from]; /* the value is taken first, then the transaction ends, then the lock is given back */
		}
	}
}

/* A second attempt where it may help. */
static async(void) pay(const char *name, enum account from, enum account to, int amount) {
	co_defer printf("%s: over after %.1f s\n", name, co_loop_time(co_loop_current()));
	for (int attempt = 1;; attempt++) {
		co_try {
			int left = await transfer(name, from, to, amount);
			printf("%s: %s has %d left\n", name, owner[from], left);
			return;
		} co_catch (e) {
			printf("%s: attempt %d: %s\n", name, attempt, e->message);
			if (attempt == 2) co_raise(GIVEN_UP, "%s is not paid", name);
			await co_sleep(1);
		}
	}
}

static async(void) day(void) {
	co_group (payments) {
		co_group_spawn(payments, pay("rent", BEN, ANN, 50)); /* too early: works once Ben has his wages */
		co_group_spawn(payments, pay("wages", ANN, BEN, 60));
	}
	co_try {
		co_timeout (0.25) await pay("slow", ANN, EVE, 10);
	} co_catch (e) {
		printf("slow: %s\n", co_strerror(e->code));
	}
	co_try {
		await pay("car", EVE, ANN, 9000);
	} co_catch (e) {
		printf("%s, because %s\n", e->message, e->cause->message);
	} co_finally {
		for (int i = 0; i < ACCOUNTS; i++) printf("%s %d\n", owner[i], balance[i]);
	}
}

int main(void) {
	co_loop *loop = co_loop_new_virtual();
	co_loop_run_until_complete(loop, co_spawn_on(loop, day()));
	co_loop_close(loop);
	return 0;
}
