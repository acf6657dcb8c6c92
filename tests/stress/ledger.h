/* Accounts for programs under stress: each thing that is taken has to be given back once. Without the stress harness it counts only. */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdlib.h>

extern long ledger_open;  /* things that are taken and not given back */
void ledger_twice(void);  /* one was given back that was not taken */

struct thing {
	int taken;
};

static inline void take(struct thing *thing) {
	if (thing->taken) ledger_twice();
	thing->taken = 1;
	ledger_open++;
}

static inline void give_back(struct thing *thing) {
	if (!thing->taken) ledger_twice();
	thing->taken = 0;
	ledger_open--;
}

/** Of what has no thing of its own, such as a lock: at the end it has to be so. */
static inline void ledger_must(int holds) { ledger_open += !holds; }

#endif
