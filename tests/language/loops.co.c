/* Loops of every kind, nested, with break and continue in each, awaits in bodies and headers. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) while_loop(int n) {
	int i = 0, sum = 0;
	while (await later(i < n)) {
		i++;
		if (await later(i % 3 == 0)) continue;
		sum += i;
		if (sum > await later(40)) break;
		sum *= 2;
	}
	return sum * 100 + i;
}

static async(int) do_loop(int n) {
	int i = 0, sum = 0;
	do {
		if (i == 2) continue;
		if (i == await later(7)) break;
		sum += await later(i);
	} while (await later(++i) < n);
	return sum * 100 + i;
}

static async(int) for_loop(int n) {
	int sum = 0;
	for (int i = await later(0); await later(i) < n; i += await later(1)) {
		if (i == 1) continue;
		if (await later(i) == 3) continue;
		if (i == 8) break;
		sum = sum * 3 + await later(i);
	}
	return sum;
}

static async(int) nested(int n) {
	int count = 0;
	for (int i = 0; i < n; i++) {
		int j = i;
		while (j < n) {
			j++;
			if (await later(j) == 2) continue;
			int k = 0;
			do {
				if (k == 1) continue;
				for (int l = await later(0);; l++) {
					if (l > k) break;
					if (await later(l) == 1) continue;
					count += i * 1000 + j * 100 + k * 10 + l;
				}
			} while (await later(++k) < j);
			if (count > 200000) break;
		}
		if (j < n) break;
	}
	return count;
}

static async(int) without_bodies(int n) {
	int i = 0;
	while (await later(++i) < n)
		;
	for (int j = 0; j < await later(3); j++, i++)
		;
	do {
	} while (await later(--i) > 1);
	return i;
}

/* A loop in the branch of an if without braces; break that belongs to the loop within the switch's loop. */
static async(int) mixed(int n) {
	int sum = 0;
	if (n > 2)
		for (int i = 0; i < n; i++)
			if (i & 1) sum += await later(i);
			else
				while (sum < i)
					if (await later(sum) == 1) break;
					else sum++;
	else
		do sum--;
		while (await later(sum) > -3);
	for (;;) {
		switch (await later(n)) {
		case 0: break;
		case 1:
			n--;
			continue;
		default:
			for (;;) {
				if (await later(1)) break;
			}
			n--;
			continue;
		}
		break;
	}
	return sum * 10 + n;
}

/* Values carried from one turn to a later one. */
static async(int) carried(int n) {
	int previous = 0, older = 0, first = -1, maximum = 0;
	const char *word = "none";
	for (int i = 0; i < n; i++) {
		int now = await later((i * 7) % 5);
		if (first < 0) first = now;
		if (now > maximum) {
			maximum = now;
			word = now > 3 ? "high" : "low";
		}
		await later(0);
		if (i >= 2 && now + previous == older) return i * 100 + first;
		older = previous;
		previous = now;
	}
	printf("word %s\n", word);
	return previous * 1000 + older * 100 + first * 10 + maximum;
}

static async(int) long_loop(int n) {
	unsigned sum = 0;
	for (int i = 0; i < n; i++) {
		sum = sum * 31 + (unsigned)i;
		if (i % 64 == 0) await co_sleep(0);
		sum ^= (unsigned)await later(i & 7);
	}
	return (int)(sum & 0x7fffffff);
}

static async(int) run(void) {
	for (int n = 0; n < 12; n += 2) {
		show("while", await while_loop(n));
		show("do", await do_loop(n));
		show("for", await for_loop(n));
		show("nested", await nested(n));
		show("without bodies", await without_bodies(n));
		show("mixed", await mixed(n));
		show("carried", await carried(n));
	}
	show("long", await long_loop(5000));
	return 0;
}

int main(void) { return co_run(int, run()); }
