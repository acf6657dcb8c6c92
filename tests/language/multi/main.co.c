/* The caller's side: direct calls, pointers from tables of other files and from a plain C file. */
#include "check.h"
#include <cogen.h>

#include "shared.h"

static async(const char *) later(const char *text) {
	if (suspend_now()) await co_sleep(0);
	return text;
}

async(int) bounce_back(int n) {
	if (n <= 0) return 0;
	int below = await bounce(n - 1);
	await nothing();
	return below - 1;
}

static async(int) run(void) {
	struct account account = await account_open(await later("first"), 100);
	show("deposit", await account_deposit(&account, 50));
	show("withdraw", await account_withdraw(&account, 30));
	show("too much", await account_withdraw(&account, 1000));
	show_text("name", account.name);

	const struct operations *operations = &account_operations;
	show("by table", await operations->deposit(&account, await operations->withdraw(&account, 20)));
	account = await operations->audited(account);
	show("audited", account.balance);
	show("by plain choice", await plain_choice(1)(&account, 7) - await plain_choice(0)(&account, 3));
	show("plain table", (await plain_operations()->audited(await account_open("second", 1000))).balance);
	show("bounce", await bounce(9) + await bounce(10));
	show("calls", account_calls);
	return 0;
}

int main(void) { return co_run(int, run()); }
