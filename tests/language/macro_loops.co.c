/* Loops inside macros that stay closed: what only the head of a `for` reads lives over the suspension before it, whichever of
 * the head's parts it is in, and whatever parts are missing; and what stands behind the loop is reached. */
#include "check.h"
#include <cogen.h>

#define ALL(a, n, step)  do { int i_; for (i_ = 0; i_ < (n); i_ += (step)) (a)[i_] += 1; } while (0)
#define OWN(a, n, step)  do { for (int i_ = 0; i_ < (n); i_ += (step)) (a)[i_] += 2; } while (0)
#define HIDDEN           for (k = 0; k < limit; k += stride) data[k] += 3
#define NO_STEP(n)       do { for (k = 0; k < (n);) data[k++] += 4; } while (0)
#define NO_CONDITION(n)  do { for (k = (n);; k--) { if (k < 0) break; data[k] += 5; } } while (0)
#define NO_INIT(n)       do { for (; k < (n); k++) data[k] += 6; } while (0)
#define ONLY_INIT(n)     do { for (k = (n);;) { if (k-- == 0) break; data[k] += 7; } } while (0)
#define ONLY_STEP(by)    do { for (;; k += (by)) { if (k >= 8) break; data[k] += 8; } } while (0)
#define ONLY_CONDITION   do { for (; k < limit;) data[k++] += 9; } while (0)
#define ENDLESS          do { for (;;) { if (k == 0) break; data[--k] += 10; } } while (0)
#define CHAIN(first)     do { for (struct link *l_ = (first); l_; l_ = l_->next) data[l_->at] += 11; } while (0)

struct link {
	struct link *next;
	int at;
};

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) sum(const int *data) {
	int all = 0;
	for (int i = 0; i < 8; i++) all = all * 7 % 100003 + data[i];
	return await later(all);
}

static async(int) each(int which) {
	int data[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	int limit = 6 - which % 2, stride = 1 + which % 3, count = 5, by = 2, k = 2;
	struct link last = { NULL, 7 }, first = { &last, 3 };
	struct link *head = &first;
	int behind = await later(which);
	switch (which) {
	case 0: ALL(data, count, stride); break;
	case 1: OWN(data, limit, by); break;
	case 2: HIDDEN; break;
	case 3: NO_STEP(count); break;
	case 4: NO_CONDITION(limit); break;
	case 5: NO_INIT(limit); break;
	case 6: ONLY_INIT(count); break;
	case 7: ONLY_STEP(by); break;
	case 8: ONLY_CONDITION; break;
	case 9: ENDLESS; break;
	default: CHAIN(head); break;
	}
	return await sum(data) * 100 + await later(behind);
}

/* One after the other, with no branch to hide behind. */
static async(int) in_a_row(void) {
	int data[8] = { 0 }, limit = 7, stride = 3, k, n = 4, by = 1, tail = 9;
	await later(0);
	ALL(data, n, by);
	HIDDEN;
	await later(0);
	HIDDEN;
	await later(0);
	k = 1;
	NO_INIT(n);
	await later(0);
	ONLY_STEP(by);
	return await sum(data) + tail + k;
}

static async(int) run(void) {
	for (int which = 0; which < 11; which++) show("each", await each(which));
	show("in a row", await in_a_row());
	return 0;
}

int main(void) { return co_run(int, run()); }
