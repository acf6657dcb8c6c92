/* Coroutines of one file, called from another; a plain C file in between. */
#ifndef MULTI_SHARED_H
#define MULTI_SHARED_H

#include <cogen/declare.h>
#include <stddef.h>

struct account {
	char name[12];
	long balance;
};

typedef co_async(long) (*account_operation)(struct account *, long);

struct operations {
	account_operation deposit, withdraw;
	co_async(struct account) (*audited)(struct account);
};

/* accounts.co.c */
co_async(struct account) account_open(const char *name, long balance);
co_async(long) account_deposit(struct account *account, long amount);
co_async(long) account_withdraw(struct account *account, long amount);
co_async(int) bounce(int n);
co_async(void) nothing(void);
extern const struct operations account_operations;
extern int account_calls;

/* main.co.c */
co_async(int) bounce_back(int n);

/* plain.c */
account_operation plain_choice(int deposit);
long plain_interest(long balance);
const struct operations *plain_operations(void);

#endif
