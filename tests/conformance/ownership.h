/* What facts about the ownership of handles share. Included last, in place of conformance.h. */
#ifndef COGEN_TEST_OWNERSHIP_H
#define COGEN_TEST_OWNERSHIP_H

#include "conformance.h"

/** Runs `body` 200 times; it must leave as many blocks of memory each time, once it is under way. */
#define FLAT(body)                                                                                                     \
	do {                                                                                                               \
		long at_first = 0;                                                                                             \
		for (int round = 0; round < 200; round++) {                                                                    \
			body;                                                                                                      \
			await co_sleep(0), await co_sleep(0), await co_sleep(0), await co_sleep(0);                                \
			if (round == 20) at_first = live;                                                                          \
			if (round > 20 && live != at_first) {                                                                      \
				printf("round %d: %ld blocks, and there were %ld\n", round, (long)live, at_first);                     \
				holds = false;                                                                                         \
				break;                                                                                                 \
			}                                                                                                          \
		}                                                                                                              \
	} while (0)

#endif
