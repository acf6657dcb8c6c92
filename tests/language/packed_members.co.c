/* Members of packed structures that are found through their address, `*&record.member`, or as arrays, `*record.array`: what finds
 * the structure is kept over a suspension, and no pointer to the member, which it would be no right one for. The sanitizers see. */
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
	short table[2][2];
};

static struct packed all[3];
static int calls;
static struct packed *which(int n) {
	calls++;
	return &all[n];
}

/* Arrays, and what a cast or a subscript is in front of. */
static async(int) arrays(struct packed *p, int n) {
	*p->inner.deep = await later(5);
	*p->inner.deep += await later(6);
	*(*(&p->inner)).deep -= await later(1);
	*p->table[n] = (short)await later(2);
	(*p->table)[n] = (short)await later(3);
	*(int *)&p->member = await later(4);
	*(__typeof__(p->member) *)&p->member *= await later(2);
	(&p->small)[0] = (short)await later(*p->table[n] + n[*p->table]);
	return p->member * 1000 + (int)*p->inner.deep * 10 + p->small + await later(*p->table[1]);
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
	show("arrays", await arrays(&own, 1));
	return all[0].member + (&all[await later(1)])->member;
}

int main(void) { return co_run(int, run()) != 16; }
