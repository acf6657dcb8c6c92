/* The callee's side: exported coroutines, a static one of the same name as one in main.co.c, a table of pointers. */
#include "check.h"
#include <cogen.h>

#include "shared.h"

int account_calls;

static async(int) later(int v) {
	account_calls++;
	await co_sleep(0);
	return v;
}

async(struct account) account_open(const char *name, long balance) {
	struct account account = { .balance = balance };
	await later(1);
	strncpy(account.name, name, sizeof account.name - 1);
	return account;
}

async(long) account_deposit(struct account *account, long amount) {
	account->balance += await later((int)amount);
	return account->balance;
}

async(long) account_withdraw(struct account *account, long amount) {
	if (amount > account->balance) return -1;
	account->balance -= amount;
	await later(0);
	return account->balance;
}

static async(struct account) audited(struct account account) {
	await later(0);
	account.balance = plain_interest(account.balance);
	return account;
}

/* Mutual recursion between files. */
async(int) bounce(int n) {
	int kept = n * 2;
	if (n <= 0) return await later(100);
	return await bounce_back(n - 1) + kept;
}

async(void) nothing(void) {
}

const struct operations account_operations = { account_deposit, account_withdraw, audited };
