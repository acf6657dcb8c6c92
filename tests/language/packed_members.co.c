/* Members of packed structures that are found through their address, `*&record.member`: what finds the structure is kept over a
 * suspension, and no pointer to the member, which it would be no right one for. */
#include "check.h"
#include <cogen.h>

#ifdef __clang__
#pragma clang diagnostic ignored "-Waddress-of-packed-member" /* also of one that is never kept; gcc knows better */
#endif

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct __attribute__((packed)) packed {
	char c;
	int member;
	short small;
	struct __attribute__((packed)) {
		char c;
		long deep[2];
	} inner;
};

static struct packed all[3];
static int calls;
static struct packed *which(int n) {
	calls++;
	return &all[n];
}

static async(int) run(void) {
	struct packed own = { .c = 1 }, *p = &own;
	*(&own.member) = await later(7);
	*&p->member += await later(8);
	(&own)->small = (short)await later(2);
	(&(&own)->inner)->c = (char)await later(3);
	*&(*&p->inner.deep[await later(1)]) = await later(9);
	*&p->inner.deep[*&own.inner.deep[1] - 9] -= await later(4) + *&own.member;
	show("own", own.member * 100 + own.small * 10 + own.inner.c);
	show("deep", own.inner.deep[0] * 100 + own.inner.deep[1]);
	*(&which(1)->member) = await later(1);
	*(&which(2)->member) |= await later(6);
	(*&which(2)->member)++;
	int sum = *&which(1)->member + await later(20) + *(&which(2)->member);
	p = &all[0];
	*&p->member = await later(own.member);
	show("which", sum * 100 + calls);
	return all[0].member + (&all[await later(1)])->member;
}

int main(void) { return co_run(int, run()) != 16; }
