/* Computed goto out of blocks, switch with case ranges and with cases inside nested statements, labels named like variables,
 * goto into loops and branches. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) plainblocks(int n) {
	void *labels[] = { &&one, &&two, &&out };
	int r = 0;
	for (int i = 0; i < 3; i++) {
		int k = i * 10;
		{
			int j = await later(k);
			goto *labels[(n + i) % 3];
			r = -1000;
one:
			r += 1 + (int)sizeof j;
			await later(0);
			continue;
		}
two:
		r += 100;
		await later(0);
	}
out:
	return r + await later(5);
}

static async(int) swtch(int n) {
	int r = 0;
	switch (n) {
		int x;
	case 1 ... 3: r += await later(1); /* fall through */
	case 7: {
	case 9:
		x = 5;
		r += await later(x);
		break;
	}
		if (0) {
		case 10:
			r += 1000;
			await later(0);
			break;
		}
		if (1) {
		default:
			r += 2000;
			await later(0);
			break;
		}
		for (;;) {
		case 11:
			r += await later(7);
			if (r > 20) break;
		}
		break;
	case 20 ... 29: return await later(20);
	}
	return r;
}

typedef struct node {
	struct node *left, *right;
	int key;
} node;

static async(int) name_spaces(int out) {
	struct out {
		int out;
	} s = { out };
	enum { again = 2 };
	int tries = 0;
again:
	tries++;
	s.out += await later(tries);
	if (tries < again) goto again;
	if (s.out > 100) goto out;
	out += await later(s.out);
out:
	return out;
}

static async(int) duff(const int *from, int count) {
	int sum = 0, n = (count + 3) / 4;
	switch (count % 4) {
	case 0: do { sum += await later(*from++); /* fall through */
		case 3: sum += await later(*from++);  /* fall through */
		case 2: sum += await later(*from++);  /* fall through */
		case 1: sum += await later(*from++);
		} while (--n > await later(0));
	}
	return sum;
}

static async(long) long_switch(long long v) {
	switch (await later((int)(v >> 40)) + v) {
	case 0x10000000005LL: return 1;
	case -3 ... - 1: return 2;
	case 'a':
	case 'b': return await later('z');
	default: return 4;
	}
}

static async(int) into(int n) {
	int r = 0;
	if (n & 1) goto inside;
	while (r < 5) {
		int t = 3;
		r += t;
inside:
		t = await later(1);
		r += t;
	}
	if (n & 2) goto elsewhere;
	if (r > 100) {
elsewhere:
		r += await later(100);
	} else
		r += await later(1000);
	do {
		if (n & 4) {
			n &= ~4;
			goto mid;
		}
		r++;
mid:
		r += await later(2);
	} while (n & 4);
	return r;
}

static async(int) run(void) {
	for (int n = 0; n < 3; n++) show("plainblocks", await plainblocks(n));
	for (int n = 0; n < 30; n++) show("swtch", await swtch(n));
	show("name_spaces", await name_spaces(3));
	show("name_spaces", await name_spaces(300));
	int v[9] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	for (int n = 1; n < 10; n++) show("duff", await duff(v, n));
	show("ls", await long_switch(5));
	show("ls", await long_switch(0x8000000000LL + 5));
	show("ls", await long_switch(-2));
	show("ls", await long_switch('b'));
	show("ls", await long_switch(0x10000000005LL - 1));
	for (int n = 0; n < 8; n++) show("into", await into(n));
	return 0;
}

int main(void) { return co_run(int, run()); }
