/* Variables that may share bytes and those that must not: siblings, nested, dead before, alive behind, children's frames. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct wide {
	long long a[5];
};

/* A child with a frame of its own size: embedded, it lies where the caller's variables may lie. */
static async(int) heavy(int n) {
	long long block[30];
	for (int i = 0; i < 30; i++) block[i] = n + i;
	await later(0);
	long long sum = 0;
	for (int i = 0; i < 30; i++) sum += block[i];
	await later(0);
	return (int)(sum - 30 * n);
}

static async(struct wide) filled(int n) {
	struct wide wide;
	for (int i = 0; i < 5; i++) wide.a[i] = await later(n + i);
	return wide;
}

static async(int) sequence(int n) {
	char c = (char)n;
	int first = await heavy(n);
	double d = first / 2.0;
	await later(0);
	c = (char)(c + (int)d % 50);
	struct wide wide = await filled(c);
	int second = await heavy((int)wide.a[4]);
	short s = (short)(second + c);
	struct wide other = await filled(s);
	await later(0);
	return first + second + s + (int)(other.a[2] - wide.a[1]);
}

static async(int) siblings(int n) {
	int sum = 0;
	if (n & 1) {
		long long big[4] = { n, n + 1, n + 2, n + 3 };
		await later(0);
		char after = (char)await heavy(n);
		sum += (int)big[3] + after;
	} else {
		char small[3] = { 'a', 'b', 'c' };
		double real = await later(n) * 1.5;
		await heavy(1);
		sum += small[2] + (int)real;
	}
	for (int i = 0; i < 2; i++) {
		struct wide wide = await filled(i);
		{
			int x = await later(7);
			await heavy(x);
			sum += x;
		}
		{
			double y = await later(3);
			await heavy((int)y);
			sum += (int)y + (int)wide.a[0];
		}
	}
	return sum;
}

/* Assigned early, dead for long, assigned again. */
static async(int) reborn(int n) {
	int v = n, w;
	await later(v);
	w = v + 1;
	await heavy(w);
	int sum = w;
	struct wide wide = await filled(sum);
	v = (int)wide.a[4];
	await heavy(3);
	w = v * 2;
	await later(w);
	return sum + v + w;
}

static async(int) in_a_loop(int n) {
	int kept = 0, last = -1;
	for (int i = 0; i < n; i++) {
		int now;
		if (i % 2) {
			struct wide wide = await filled(i);
			now = (int)wide.a[1];
		} else {
			now = await heavy(i);
		}
		if (last >= 0) kept = kept * 3 + last;
		await later(0);
		last = now % 10;
	}
	return kept;
}

/* Operands of one expression wait beside variables. */
static async(int) temporaries(int n) {
	int a = n + 1, b = n + 2;
	return a * 2 + await heavy(a) + (b + await later(a)) * (a - b + (int)(await filled(b)).a[3]) - b * await later(a + b);
}

static async(int) run(void) {
	for (int n = 0; n < 4; n++) {
		show("sequence", await sequence(n));
		show("siblings", await siblings(n));
		show("reborn", await reborn(n));
		show("loop", await in_a_loop(n * 2));
		show("temporaries", await temporaries(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
