/* Variables without a value on some path to a suspension that they live over: a save must not read them. Best run with
 * UndefinedBehaviorSanitizer, which knows a _Bool and an enum that hold neither of their values. */
#include "check.h"
#include <cogen.h>

#if !defined __clang__ /* gcc cannot tell that the paths agree */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

enum colour { RED, GREEN };

struct pair {
	_Bool set;
	double value;
};

static async(int) conditional(int n) {
	_Bool flag;
	int value;
	double real;
	enum colour colour;
	struct pair pair;
	const char *text;
	if (n & 1) {
		flag = n & 2;
		value = n;
		real = n * 0.5;
		colour = GREEN;
		pair.set = true;
		pair.value = 2;
		text = "set";
	}
	await later(0);
	if (n & 1) {
		printf("%d %d %.1f %d %d %.1f %s\n", flag, value, real, (int)colour, pair.set, pair.value, text);
		return value;
	}
	return -1;
}

static async(int) first_turn(int n) {
	_Bool seen;
	int last;
	int sum = 0;
	for (int i = 0; i < n; i++) {
		if (i > 0) sum += last + seen;
		await later(i);
		last = i;
		seen = i % 2;
		await later(0);
	}
	return sum;
}

static async(int) through_goto(int n) {
	_Bool done;
	int value;
	if (n == 0) goto skip;
	value = await later(n);
	done = value > 1;
	goto use;
skip:
	await later(0);
	return 0;
use:
	await later(1);
	return done ? value : -value;
}

static async(int) partly(int n) {
	int array[4];
	struct pair pair;
	array[1] = n;
	pair.value = n;
	await later(0);
	array[2] = array[1] + 1;
	await later(0);
	pair.set = array[2] > 2;
	await later(0);
	return array[2] + pair.set * 10 + (int)pair.value;
}

static async(int) in_switch(int n) {
	_Bool chosen;
	switch (n) {
	case 0: break;
	case 1: chosen = true; break;
	default: chosen = false;
	}
	await later(n);
	return n ? chosen + 1 : 0;
}

static async(int) loop_until(int n) {
	_Bool found;
	do {
		await later(n);
		found = --n <= 0;
		await later(n);
	} while (!found);
	return found + n;
}

static async(int) run(void) {
	for (int n = 0; n < 4; n++) {
		show("conditional", await conditional(n));
		show("first turn", await first_turn(n));
		show("goto", await through_goto(n));
		show("partly", await partly(n));
		show("switch", await in_switch(n));
		show("loop", await loop_until(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
