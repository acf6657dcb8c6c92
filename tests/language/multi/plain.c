/* A plain C file, never seen by cogen, that handles pointers to coroutines. */
#include "shared.h"

account_operation plain_choice(int deposit) {
	return deposit ? account_operations.deposit : account_operations.withdraw;
}

long plain_interest(long balance) { return balance + balance / 10; }

const struct operations *plain_operations(void) { return &account_operations; }
